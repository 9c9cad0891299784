"""The types of layer arguments: what an author may write, and the one form that the rest of the program sees."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from modelspec.initializers import DEFAULTS, Initializer, InitializerError, parse_initializer
from modelspec.penalty import RegularizerError, Written, parse_regularizer

LARGEST = 2**31 - 1
NUMBER = {"type": "number"}
VARIABLE = {"type": "string", "pattern": r"\$"}
"""A variable or an expression, in the JSON Schema: it may stand wherever a number may."""


def problem(
    code: str, message: str, help: str | None = None, at: tuple[str | int, ...] = (), *, key: bool = False
) -> PydanticCustomError:
    """An error that keeps its own code, words and place (below the field; the key there, or its value) on its way
    through pydantic."""
    text = message.replace("{", "{{").replace("}", "}}") if "{" in message else message
    return PydanticCustomError(code, text, {"help": help, "at": at, "key": key})


def _regularizer(value: Any) -> Written | None:
    if value is None or isinstance(value, Written):
        return value
    try:
        return parse_regularizer(value)
    except RegularizerError as error:
        raise problem(error.code, error.message, error.help, error.at, key=error.key) from None


def _initializer(value: Any) -> Initializer:
    try:
        return parse_initializer(value)
    except InitializerError as error:
        raise problem(error.code, error.message, error.help) from None


def _sizes(axes: int) -> Callable[[Any], Any]:
    def spread(value: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            return (value,) * axes
        if isinstance(value, list):
            if len(value) != axes:
                number = "one number" if axes == 1 else f"one number or a list of {axes}"
                raise problem("E112", f"must be {number}, got a list of {len(value)}")
            return tuple(value)
        return value

    return spread


def _list(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Count = Annotated[int, Field(gt=0, le=LARGEST)]
"""A whole number from 1."""
Length = Annotated[int, Field(ge=0, le=LARGEST)]
"""A whole number from 0."""
Rate = Annotated[float, Field(ge=0, le=1)]
"""A share of entries to drop."""
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]


def _sizes_schema(axes: int, least: int = 1) -> WithJsonSchema:
    one: list[dict[str, Any]] = [{"type": "integer", "minimum": least}, VARIABLE]
    several = {"type": "array", "items": {"anyOf": one}, "minItems": axes, "maxItems": axes}
    return WithJsonSchema({"anyOf": [*one, several]})


Size1 = Annotated[tuple[Count], BeforeValidator(_sizes(1)), _sizes_schema(1)]
Size2 = Annotated[tuple[Count, Count], BeforeValidator(_sizes(2)), _sizes_schema(2)]
Size3 = Annotated[tuple[Count, Count, Count], BeforeValidator(_sizes(3)), _sizes_schema(3)]
"""`3`, or one number an axis; always a tuple after checking."""
Extra1 = Annotated[tuple[Length], BeforeValidator(_sizes(1)), _sizes_schema(1, 0)]
Extra2 = Annotated[tuple[Length, Length], BeforeValidator(_sizes(2)), _sizes_schema(2, 0)]
Extra3 = Annotated[tuple[Length, Length, Length], BeforeValidator(_sizes(3)), _sizes_schema(3, 0)]
"""The same, from 0."""
Counts = Annotated[tuple[Count, ...], BeforeValidator(_list)]
Integers = Annotated[tuple[int, ...], BeforeValidator(_list)]

_coefficient = {"anyOf": [{"type": "number", "minimum": 0}, VARIABLE]}
REGULARIZER_SCHEMA = {
    "anyOf": [
        {"enum": ["l1", "l2", "none"]},
        {
            "type": "object",
            "properties": {
                "l1": _coefficient,
                "l2": _coefficient,
                "convention": {"enum": ["lambda", "lambda/2", "lambda/m", "lambda/2m"]},
            },
            "additionalProperties": False,
        },
    ]
}
if TYPE_CHECKING:
    Regularizer = Written | None
else:
    Regularizer = Annotated[Any, BeforeValidator(_regularizer), WithJsonSchema(REGULARIZER_SCHEMA)]
    """What the author wrote in a `*_regularizer` slot; None is nothing. To pydantic it is Any: a dataclass schema
    for each of a layer's slots would cost start-up time, and the validator has checked it."""

INITIALIZER_SCHEMA = {
    "anyOf": [
        {"enum": list(DEFAULTS)},
        {
            "type": "object",
            "properties": {name: {} for name in DEFAULTS},
            "additionalProperties": False,
            "maxProperties": 1,
        },
    ]
}
if TYPE_CHECKING:
    InitializerField = Initializer
else:
    InitializerField = Annotated[Any, BeforeValidator(_initializer), WithJsonSchema(INITIALIZER_SCHEMA)]

GLOROT_UNIFORM = Initializer("glorot_uniform")
ORTHOGONAL = Initializer("orthogonal", (("gain", 1.0),))
ZEROS = Initializer("zeros")
ONES = Initializer("ones")
UNIFORM_05 = Initializer("random_uniform", (("minval", -0.05), ("maxval", 0.05)))
