"""Units as torch classes: one a block, one for the model."""

from __future__ import annotations

from collections.abc import Sequence

from modelspec.backends.blocks import Definition
from modelspec.backends.code import (
    Assign,
    Attribute,
    Call,
    Class,
    Code,
    DictOf,
    Do,
    Docstring,
    For,
    Format,
    Function,
    If,
    Index,
    ListOf,
    Literal,
    Name,
    Operation,
    Parameter,
    Return,
    Star,
    Statement,
    TupleOf,
    Unary,
    call,
    method,
    transform,
)
from modelspec.backends.torch.imports import names_in
from modelspec.backends.torch.kept import keep_parameters
from modelspec.backends.torch.typed import returning
from modelspec.backends.torch.unit import Penalties, Unit
from modelspec.record import replace

MODULE = (Name("nn.Module"),)
SELF = Parameter("self")
TERMS = "dict[str, Tensor]"
DEFAULT_DTYPE = "float32"


def block_class(definition: Definition, docstring: str) -> Class:
    """The class of a block. Its forward gives the outputs, and with activity penalties also their terms."""
    unit, kept = keep_parameters(definition.unit, [parameter.name for parameter in definition.parameters])
    parameters = [Parameter(p.name, p.annotation) for p in definition.parameters]
    returns = f"tuple[{_tensors(unit)}, {TERMS}]" if unit.has_activities else _tensors(unit)
    return Class(
        definition.name,
        MODULE,
        (
            Docstring(docstring),
            *_construction(unit, parameters, kept),
            Function("forward", (SELF, *_inputs(unit)), returns, _forward(unit)),
            *_penalties(unit),
        ),
    )


def model_class(name: str, unit: Unit, docstring: str, dtype: str = DEFAULT_DTYPE) -> Class:
    """The model's class. With activity penalties, `forward(x, with_penalty=True)` gives every term with the outputs."""
    body: list[Statement] = [Docstring(docstring), *_construction(unit, [], dtype=dtype)]
    if unit.has_activities:
        both = f"tuple[{_tensors(unit)}, {TERMS}]"
        text = "The outputs, and the penalty of each penalized activity by its name in the spec."
        steps = (Docstring(text), *_forward(unit))
        body += [_with_penalty(unit), Function("outputs_and_activities", (SELF, *_inputs(unit)), both, steps)]
    else:
        body.append(Function("forward", (SELF, *_inputs(unit)), _tensors(unit), _forward(unit)))
    body += _penalties(unit)
    if unit.penalties:
        total = method(call("torch.stack", call("list", method(method("self", "penalties"), "values"))), "sum")
        text = "The sum of all weight penalties."
        body.append(Function("penalty", (SELF,), "Tensor", (Docstring(text), Return(total))))
    return Class(name, MODULE, tuple(body))


def _construction(
    unit: Unit,
    parameters: Sequence[Parameter],
    kept: Sequence[Statement] = (),
    dtype: str = DEFAULT_DTYPE,
) -> list[Statement]:
    lines: list[Statement] = [Do(method(call("super"), "__init__")), *kept, *unit.init]
    unit = replace(unit, reset=tuple(transform(line, _without_one) for line in unit.reset))
    # Last, since torch.nn.init cannot draw everything in half precision.
    cast = [Do(method("self", "to", Name(f"torch.{dtype}")))] if dtype != DEFAULT_DTYPE and unit.init else []
    if not unit.reset:
        lines += cast
        return [Function("__init__", (SELF, *parameters), "None", tuple(lines))] if kept or unit.init else []
    if parameters and names_in(unit.reset) & {parameter.name for parameter in parameters}:
        # The numbers of the initializers depend on the parameters, which end with __init__.
        return [Function("__init__", (SELF, *parameters), "None", (*lines, *unit.reset))]
    lines += [Do(method("self", "reset_parameters")), *cast]
    text = Docstring("Draw initial values from the distributions that Keras draws from.")
    return [
        Function("__init__", (SELF, *parameters), "None", tuple(lines)),
        Function("reset_parameters", (SELF,), "None", (text, *unit.reset)),
    ]


def _without_one(node: Code) -> Code:
    """`8` for `1 * 1 * 8`, the fan of a kernel of size 1."""
    if isinstance(node, Operation) and node.operator == "*":
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(one, Literal) and one.value == 1:
                return other
    return node


def _inputs(unit: Unit) -> list[Parameter]:
    return [Parameter(name, "Tensor") for name in unit.inputs]


def _tensors(unit: Unit) -> str:
    return "Tensor" if len(unit.outputs) == 1 else f"tuple[{', '.join(['Tensor'] * len(unit.outputs))}]"


def _forward(unit: Unit) -> tuple[Statement, ...]:
    outputs = unit.outputs[0] if len(unit.outputs) == 1 else TupleOf(unit.outputs)
    if unit.has_activities:
        start = Assign("activities", DictOf(()), TERMS)
        return (start, *unit.forward, Return(TupleOf((outputs, Name("activities")))))
    if len(unit.outputs) > 1:
        return (*unit.forward, Return(outputs))
    return returning(unit.forward, unit.outputs[0], unit.inputs)


def _with_penalty(unit: Unit) -> Function:
    arguments = tuple(map(Name, unit.inputs))
    both = Call(Name("self.outputs_and_activities"), arguments)
    activities = method("activities", "values")
    terms: Code = call("list", activities)
    if unit.penalties:
        terms = ListOf((Star(method(method("self", "penalties"), "values")), Star(activities)))
    tensors = _tensors(unit)
    return Function(
        "forward",
        (SELF, *_inputs(unit), Parameter("with_penalty", "bool", Literal(False))),
        f"{tensors} | tuple[{tensors}, Tensor]",
        (
            Docstring("The outputs; with_penalty gives (outputs, the sum of all penalties)."),
            Assign("outputs, activities", both),
            If(Unary("not", Name("with_penalty")), (Return(Name("outputs")),)),
            Assign("terms", terms),
            Return(TupleOf((Name("outputs"), method(call("torch.stack", Name("terms")), "sum")))),
        ),
    )


def _penalties(unit: Unit) -> list[Statement]:
    """The method `penalties`, if there is anything for it to say."""
    if not unit.penalties:
        return []
    text = Docstring("Each weight's penalty, by the weight's name in the spec.")
    plain = next((i for i, entry in enumerate(unit.penalties) if is_block(entry)), len(unit.penalties))
    first = DictOf(tuple((Literal(entry.name), entry.value) for entry in unit.penalties[:plain]))
    if plain == len(unit.penalties):
        return [Function("penalties", (SELF,), TERMS, (text, Return(first)))]
    lines: list[Statement] = [Assign("terms", first, TERMS)]
    for entry in unit.penalties[plain:]:
        lines += _block_terms(entry)
    return [Function("penalties", (SELF,), TERMS, (text, *lines, Return(Name("terms"))))]


def is_block(entry: Penalties) -> bool:
    """Whether the terms are those of a block, which `add_terms` takes over."""
    return bool(entry.class_name) or (isinstance(entry.value, Call) and _ends_in(entry.value.function, "penalties"))


def _ends_in(function: Code, attribute: str) -> bool:
    return isinstance(function, Attribute) and function.name == attribute


def _block_terms(entry: Penalties) -> list[Statement]:
    terms = Name("terms")
    if not is_block(entry):
        return [Assign(Index(terms, (Literal(entry.name),)), entry.value)]
    if not entry.count:
        return [Do(call("add_terms", terms, entry.name, entry.value))]
    name = Format((f"{entry.name}_", Name("i")))
    block = call("cast", Name(entry.class_name), Name("block"))
    body = (Do(call("add_terms", terms, name, method(block, "penalties"))),)
    return [For("i, block", call("enumerate", entry.value, start=1), body)]
