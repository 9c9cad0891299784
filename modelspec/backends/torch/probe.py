"""verify's process for PyTorch."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

# Read when torch is imported: the check is made on the processor, beside another backend's process.
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import torch
from torch import Tensor, nn

from modelspec.backends.job import Job
from modelspec.backends.measure import Batch
from modelspec.backends.program import load_file
from modelspec.backends.torch import live
from modelspec.numeric import Array, np


class Torch:
    """torch's verbs."""

    def is_unable(self, error: Exception) -> bool:
        return isinstance(error, NotImplementedError)

    def set_precision(self, precision: str) -> None:
        torch.set_num_threads(max(1, (os.cpu_count() or 2) // 2))
        self.dtype = getattr(torch, precision)
        torch.set_default_dtype(self.dtype)

    def load(self, file: Path) -> ModuleType:
        return load_file(file)

    def build(self, module: ModuleType) -> nn.Module:
        return live.build(module).to(self.dtype)

    def weights(self, model: nn.Module) -> dict[str, tuple[Array, bool]]:
        trained = {name for name, parameter in model.named_parameters() if parameter.requires_grad}
        return {key: (array, key in trained) for key, array in live.weights(model).items()}

    def assign(self, model: nn.Module, arrays: Mapping[str, Array]) -> None:
        live.assign(model, arrays)

    @torch.no_grad()
    def outputs(self, model: nn.Module, inputs: Sequence[Array], training: bool) -> list[Array]:
        # Copies: an output may be a view of a weight, which changes later.
        return [tensor.numpy().copy() for tensor in _tuple(model.train(training)(*self.tensors(inputs)))]

    @torch.no_grad()
    def penalties(self, model: Any, inputs: Sequence[Array], job: Job) -> tuple[dict[str, float], float]:
        terms: dict[str, Tensor] = {}
        total = torch.tensor(0.0)
        if job.weight_terms:
            terms |= model.penalties()
            total = model.penalty()
        if job.activity_terms:
            _, activities = model.eval().outputs_and_activities(*self.tensors(inputs))
            _, total = model.eval()(*self.tensors(inputs), with_penalty=True)
            terms |= activities
        return {term: value.item() for term, value in terms.items()}, total.item()

    def gradients(self, module: Any, model: Any, batch: Batch, job: Job) -> tuple[float, dict[str, Array]]:
        model.train()
        model.zero_grad(set_to_none=True)
        x, y = self.tensors(batch[0]), _single(self.tensors(batch[1]))
        penalty: Tensor | float = 0.0
        if job.activity_terms:
            outputs, penalty = model(*x, with_penalty=True)
        else:
            outputs = model(*x)
            penalty = model.penalty() if job.weight_terms else 0.0
        loss = module.loss(outputs, y) + penalty
        if loss.requires_grad:  # In a model without weights, nothing does.
            loss.backward()
        found = {name: p.grad for name, p in model.named_parameters() if p.grad is not None}
        return loss.item(), {name: gradient.to_dense().numpy() for name, gradient in found.items()}

    def trainer(self, module: Any, model: nn.Module) -> Callable[[Batch], float]:
        optimizer = module.make_optimizer(model)
        model.train()

        def step(batch: Batch) -> float:
            x, y = self.tensors(batch[0]), self.tensors(batch[1])
            return float(module.train_step(model, optimizer, _single(x), _single(y)))

        return step

    def tensors(self, arrays: Sequence[Array]) -> list[Tensor]:
        return [torch.from_numpy(a if np.issubdtype(a.dtype, np.integer) else a.astype(self.name)) for a in arrays]

    @property
    def name(self) -> str:
        return str(self.dtype).removeprefix("torch.")


def _single(tensors: list[Tensor]) -> Tensor | tuple[Tensor, ...]:
    """One tensor as it is, several as a tuple: what the generated functions take."""
    return tensors[0] if len(tensors) == 1 else tuple(tensors)


def _tuple(outputs: Any) -> tuple[Tensor, ...]:
    return outputs if isinstance(outputs, tuple) else (outputs,)


FRAMEWORK = Torch()
