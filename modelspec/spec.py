"""The top level of a spec file, as pydantic checks it. Layer calls stay raw here: their arguments may hold variables
that have values only where a block is used."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from modelspec.layers.fields import LARGEST, Regularizer, problem
from modelspec.words import name_problem

STRICT = ConfigDict(
    strict=True, extra="forbid", frozen=True, defer_build=True, allow_inf_nan=False, arbitrary_types_allowed=True
)
NAME_SCHEMA = WithJsonSchema({"type": "string", "pattern": "^[a-z][a-z0-9_]{0,62}$"})


def _name(value: Any) -> Any:
    wrong = name_problem(value, "name")
    if wrong:
        raise problem("E034", *wrong)
    return value


def _version(value: Any) -> Any:
    # To Python, 1.0 and True are 1.
    if type(value) is not int:
        raise ValueError
    return value


def _given(value: Any) -> Any:
    # A section without contents is one that its author has not finished.
    if value is None:
        raise ValueError
    return value


Name = Annotated[str, BeforeValidator(_name), NAME_SCHEMA]
Axis = Annotated[int, Field(gt=0, le=LARGEST)] | None


def _shape(value: Any) -> Any:
    return {"shape": value} if isinstance(value, list) else value


class InputSpec(BaseModel):
    """One input: its shape without the batch axis; null is a length known only at run time."""

    model_config = STRICT

    shape: list[Axis]
    dtype: Literal["float", "float16", "bfloat16", "float32", "float64", "int32", "int64"] = "float"


class Regularization(BaseModel):
    """Model-wide penalties and the convention that every λ of the file is written in."""

    model_config = STRICT

    convention: Literal["lambda", "lambda/2", "lambda/m", "lambda/2m"] = "lambda"
    examples: Annotated[int, Field(gt=0)] | None = None
    kernel: Regularizer = None
    bias: Regularizer = None
    activity: Regularizer = None
    recurrent: Regularizer = None
    embeddings: Regularizer = None
    gamma: Regularizer = None
    beta: Regularizer = None
    alpha: Regularizer = None
    depthwise: Regularizer = None
    pointwise: Regularizer = None
    exclude: list[str] = Field(default_factory=list)
    all_trainable: Regularizer = None


class BlockSpec(BaseModel):
    """A reusable sub-graph. A parameter's value is its default, or the word `required`."""

    model_config = STRICT

    params: dict[str, Any] = Field(default_factory=dict)
    inputs: list[Name] = Field(default_factory=list)
    layers: Annotated[list[Any], Field(min_length=1)]
    outputs: Annotated[list[str], Field(min_length=1)] = Field(default_factory=list)
    doc: str | None = None


class SpecFile(BaseModel):
    """A whole file."""

    model_config = STRICT

    modelspec: Annotated[Literal[1], BeforeValidator(_version)]
    name: Name
    description: str | None = None
    dtype: Literal["float32", "float64", "bfloat16", "float16"] = "float32"
    vars: dict[str, Any] = Field(default_factory=dict)
    inputs: Annotated[dict[str, Annotated[InputSpec, BeforeValidator(_shape)]], Field(min_length=1)]
    regularization: Regularization = Field(default_factory=Regularization)
    blocks: dict[str, BlockSpec] = Field(default_factory=dict)
    layers: Annotated[list[Any], Field(min_length=1)]
    outputs: Annotated[list[str], Field(min_length=1)] = Field(default_factory=list)
    training: Annotated[dict[str, Any] | None, BeforeValidator(_given)] = None


NOT_YET = {"targets": "per-target options"}
"""Keys of the language that come next."""
