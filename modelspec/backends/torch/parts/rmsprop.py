from typing import Any

import torch
from torch.optim.optimizer import ParamsT


class RMSprop(torch.optim.Optimizer):
    """RMSprop with epsilon inside the root, the learning rate inside the velocity,
    and decoupled weight decay."""

    def __init__(
        self,
        params: ParamsT,
        lr: float = 0.001,
        *,
        alpha: float = 0.9,
        eps: float = 1e-7,
        momentum: float = 0.0,
        centered: bool = False,
        weight_decay: float = 0.0,
    ) -> None:
        defaults = {"lr": lr, "alpha": alpha, "eps": eps, "momentum": momentum}
        defaults |= {"centered": centered, "weight_decay": weight_decay}
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self, closure: Any = None) -> Any:
        loss = None if closure is None else torch.enable_grad()(closure)()
        for group in self.param_groups:
            lr, alpha = group["lr"], group["alpha"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                p.sub_(p, alpha=lr * group["weight_decay"])
                state = self.state[p]
                if not state:
                    for name in ("square_mean", "mean", "velocity"):
                        state[name] = torch.zeros_like(p)
                grad = p.grad
                square_mean = state["square_mean"].mul_(alpha)
                square_mean.addcmul_(grad, grad, value=1 - alpha)
                variance = square_mean + group["eps"]
                if group["centered"]:
                    mean = state["mean"].mul_(alpha).add_(grad, alpha=1 - alpha)
                    variance.addcmul_(mean, mean, value=-1)
                velocity = state["velocity"].mul_(group["momentum"])
                velocity.addcdiv_(grad, variance.sqrt(), value=lr)
                p.sub_(velocity)
        return loss
