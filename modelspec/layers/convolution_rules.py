"""What Keras's convolutions have in common: what is left out, and which arguments exclude each other."""

import math
from typing import Any

from pydantic import ValidationInfo

from modelspec.layers.fields import problem
from modelspec.layers.spatial import CHANNELS_LAST, CONSTRAINT

TRANSPOSE_REFUSED = {**CHANNELS_LAST, "kernel_constraint": CONSTRAINT, "bias_constraint": CONSTRAINT}
CONVOLUTION_REFUSED = {
    **TRANSPOSE_REFUSED,
    "lora_rank": "LoRA changes what is trained; it is not part of the language",
    "lora_alpha": "LoRA changes what is trained; it is not part of the language",
}


def cells(kernel_size: tuple[int, ...]) -> int:
    """The cells of a kernel."""
    return math.prod(kernel_size)


def one_of_strides_and_dilation(dilation_rate: Any, info: ValidationInfo) -> Any:
    """Refuses a dilation beside strides, as Keras does whatever the axes of the two are."""
    if max(dilation_rate) > 1 and max(info.data.get("strides", (1,))) > 1:
        raise problem("E107", "must be 1 where `strides` is greater than 1: Keras has no convolution with both", None)
    return dilation_rate
