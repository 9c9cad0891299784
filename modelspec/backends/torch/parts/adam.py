import math
from typing import Any

import torch


class Adam(torch.optim.Adam):
    """Adam that adds eps to the root before its bias is corrected (torch: after)."""

    def step(self, closure: Any = None) -> Any:
        for group in self.param_groups:
            epsilon = group.setdefault("epsilon", group["eps"])
            group["steps"] = group.get("steps", 0) + 1
            correction = 1 - group["betas"][1] ** group["steps"]
            group["eps"] = epsilon / math.sqrt(correction)
        return super().step(closure)
