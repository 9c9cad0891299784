from typing import Any

import torch
from torch.optim.optimizer import ParamsT


class SGD(torch.optim.Optimizer):
    """SGD with the learning rate inside the velocity, and decoupled weight decay."""

    def __init__(
        self,
        params: ParamsT,
        lr: float = 0.01,
        *,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
    ) -> None:
        defaults = {"lr": lr, "momentum": momentum, "nesterov": nesterov}
        super().__init__(params, defaults | {"weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: Any = None) -> Any:
        loss = None if closure is None else torch.enable_grad()(closure)()
        for group in self.param_groups:
            lr, momentum = group["lr"], group["momentum"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                p.sub_(p, alpha=lr * group["weight_decay"])
                state = self.state[p]
                if not state:
                    state["velocity"] = torch.zeros_like(p)
                velocity = state["velocity"].mul_(momentum).sub_(p.grad, alpha=lr)
                if group["nesterov"]:
                    p.add_(velocity, alpha=momentum).sub_(p.grad, alpha=lr)
                else:
                    p.add_(velocity)
        return loss
