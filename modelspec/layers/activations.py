"""Activations as kinds of their own and as the value of an `activation` argument; and Keras's activation layers."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, ValidationError, field_validator
from pydantic_core import ErrorDetails

from modelspec.ir import Shape
from modelspec.layers import REFUSED_KINDS
from modelspec.layers.activation_functions import FUNCTIONS, ActivationLayer, AxisActivation
from modelspec.layers.base import DeclaredWeight, Layer, ShapeError, known, show, size
from modelspec.layers.fields import ZEROS, Counts, InitializerField, NotNegative, Regularizer, problem
from modelspec.words import did_you_mean
from modelspec.words import show as show_value

__all__ = ["ACTIVATIONS", "LAYERS", "Activation", "ActivationLayer", "LeakyReluLayer", "PRelu", "ReluLayer", "parse"]

ACTIVATIONS: dict[str, type[ActivationLayer]] = {cls.kind: cls for cls in FUNCTIONS if cls.kind != "glu"}
"""What may stand in an `activation` argument: the functions that keep the shape."""
NOT_FUNCTIONS = {
    "glu": "it halves an axis, so it is a layer of its own",
    "p_re_lu": "it has weights, so it is a layer of its own",
    "re_lu": "in an `activation` it is `relu`",
    "leaky_re_lu": "in an `activation` it is `leaky_relu`, and its slope is 0.2 there",
    "activation": "name the function itself",
}
WANTED = {
    "float_type": "a number",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "finite_number": "a finite number",
}


def parse(value: object) -> ActivationLayer:
    """`relu`, `{leaky_relu: {negative_slope: 0.1}}` or `{leaky_relu: 0.1}`. Raises ValueError(message, help, and where
    in the value)."""
    if isinstance(value, str):
        kind, given = value, None
    elif isinstance(value, dict) and len(value) == 1:
        kind, given = next(iter(value.items()))
    else:
        raise ValueError(f"an activation is a name or one call, got {show_value(value)}", "e.g. `relu`")
    reason = NOT_FUNCTIONS.get(str(kind)) or REFUSED_KINDS.get(str(kind))
    if reason:
        raise ValueError(f"`{kind}` cannot be an `activation`", reason)
    if kind not in ACTIVATIONS:
        help_text = did_you_mean(kind, ACTIVATIONS) or "`modelspec layers` lists every activation"
        raise ValueError(f"unknown activation {show_value(kind)}", help_text)
    return _made(ACTIVATIONS[kind], given)


def _made(cls: type[ActivationLayer], given: object) -> ActivationLayer:
    arguments = given
    if not isinstance(arguments, dict):
        if given is not None and cls.main is None:
            raise ValueError(f"`{cls.kind}` takes named arguments, got {show_value(given)}", _signature(cls))
        arguments = {} if given is None else {cls.main: given}
    if "activity_regularizer" in arguments:
        raise ValueError(
            f"`{cls.kind}` has no penalty of its own here", "write `activity_regularizer` beside `activation`"
        )
    try:
        layer = cls.model_validate(arguments)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        # The place of an argument that is written out; a missing one is missing in the call.
        named = isinstance(given, dict) and first["type"] != "missing"
        raise ValueError(*_words(first, cls), (cls.kind, *first["loc"]) if named else ()) from None
    if isinstance(layer, AxisActivation) and layer.axis != -1:
        raise ValueError(
            f"`{cls.kind}` in an `activation` works on the last axis, got `axis: {layer.axis}`",
            f"make it a layer: `- {cls.kind}: {{axis: {layer.axis}}}`",
        )
    return layer


def _words(item: ErrorDetails, cls: type[ActivationLayer]) -> tuple[str, str | None]:
    problem_type, context = item["type"], item.get("ctx") or {}
    name = str(item["loc"][0]) if item["loc"] else cls.kind
    if problem_type == "missing":
        return f"`{cls.kind}` needs `{name}`", _signature(cls)
    if problem_type == "extra_forbidden":
        fields = _fields(cls)
        return f"`{cls.kind}` has no argument `{name}`", did_you_mean(name, fields) or "it takes no arguments"
    wanted = WANTED.get(problem_type)
    if problem_type == "greater_than":
        wanted = f"greater than {context['gt']:g}"
    elif problem_type == "greater_than_equal":
        wanted = f"at least {context['ge']:g}"
    elif problem_type == "int_from_float":
        wanted = "a whole number"
    if wanted is None:
        return f"`{name}` of `{cls.kind}` cannot be {show_value(item['input'])}", None
    return f"`{name}` of `{cls.kind}` must be {wanted}, got {show_value(item['input'])}", None


def _fields(cls: type[ActivationLayer]) -> list[str]:
    return [name for name in cls.model_fields if name != "activity_regularizer"]


def _signature(cls: type[ActivationLayer]) -> str:
    inside = ", ".join(f"{name}: ..." for name in _fields(cls))
    return f"write `{{{cls.kind}: {{{inside}}}}}`" if inside else f"`{cls.kind}` takes no arguments"


class Activation(ActivationLayer):
    """keras.layers.Activation: any function of keras.activations, as a layer."""

    kind: ClassVar[str] = "activation"
    main: ClassVar[str | None] = "function"

    function: ActivationLayer

    @field_validator("function", mode="before")
    @classmethod
    def _parsed(cls, value: Any) -> Any:
        if isinstance(value, ActivationLayer):
            return value
        try:
            return parse(value)
        except ValueError as error:
            raise problem("E123", *error.args) from None


class ReluLayer(ActivationLayer):
    """keras.layers.ReLU: the function relu, with its arguments in another order."""

    kind: ClassVar[str] = "re_lu"

    max_value: NotNegative | None = None
    negative_slope: NotNegative = 0.0
    threshold: NotNegative = 0.0


class LeakyReluLayer(ActivationLayer):
    """keras.layers.LeakyReLU: the function leaky_relu, with another default slope."""

    kind: ClassVar[str] = "leaky_re_lu"
    main: ClassVar[str | None] = "negative_slope"

    negative_slope: NotNegative = 0.3


def _list_of_one(value: Any) -> Any:
    return [value] if isinstance(value, int) and not isinstance(value, bool) else value


class PRelu(Layer):
    """x, or alpha * x where x is negative; alpha is learned, one for each entry of an example, or one for all along the
    `shared_axes` (counted from 1)."""

    kind: ClassVar[str] = "p_re_lu"
    slots: ClassVar[tuple[str, ...]] = ("alpha",)
    refused: ClassVar[dict[str, str]] = {"alpha_constraint": "constraints are not part of the language"}

    alpha_initializer: InitializerField = ZEROS
    alpha_regularizer: Regularizer = None
    shared_axes: Annotated[Counts, BeforeValidator(_list_of_one)] | None = None

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        for axis in self.shared_axes or ():
            if axis > len(inputs[0]):
                raise ShapeError(
                    f"`p_re_lu` has no axis {axis} to share: its input is {show(inputs[0])}",
                    "the first axis of an example is 1",
                    "shared_axes",
                )
        self._alpha_shape(inputs[0])
        return inputs[0]

    def weights(self, inputs: Sequence[Shape]) -> tuple[DeclaredWeight, ...]:
        return (self.weight("alpha", self._alpha_shape(inputs[0])),)

    def multiply_adds(self, inputs: Sequence[Shape], output: Shape) -> int:
        return size(output)

    def _alpha_shape(self, shape: Shape) -> tuple[int, ...]:
        shared = self.shared_axes or ()
        return tuple(
            1
            if axis in shared
            else known(length, f"the length of axis {axis}, which `shared_axes` leaves out", self.kind)
            for axis, length in enumerate(shape, start=1)
        )


LAYERS: tuple[type[Layer], ...] = (Activation, *FUNCTIONS, ReluLayer, LeakyReluLayer, PRelu)
