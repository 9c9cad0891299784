"""The generated torch file of a graph."""

from __future__ import annotations

from modelspec.backends.base import Generated
from modelspec.backends.blocks import Definitions
from modelspec.backends.code import Docstring, comment_line, render
from modelspec.backends.describe import block_facts, facts, header, title
from modelspec.backends.naming import camel_case, identifier
from modelspec.backends.template import render_template
from modelspec.backends.torch.classes import block_class, is_block, model_class
from modelspec.backends.torch.imports import imports, names_in, paste, with_needed
from modelspec.backends.torch.members import MEMBERS
from modelspec.backends.torch.site import Value, channels_last
from modelspec.backends.torch.training import training_functions
from modelspec.backends.torch.unit import LOCALS, Shared, Unit, Writer, write_use
from modelspec.ir import Graph
from modelspec.record import replace

FILE_WORDS = frozenset({"Tensor", "F", "Adam", "AdamW", "SGD", "RMSprop", "Any", "Callable", "Sequence"})


def generate(graph: Graph) -> Generated:
    """The torch file, and the state_dict key of every weight."""
    firsts = (False,) * len(graph.body.inputs)
    shared = _rehearsed(graph, firsts, Shared())
    if not shared.settled:
        shared = _rehearsed(graph, firsts, shared)
    class_name = _class_name(graph.name, shared.parts)
    definitions = _definitions(graph, shared, class_name)
    written = Writer(graph.body, shared, firsts, lookup=definitions.call, trainable=True).write()
    unit = _channels_last(written.unit)
    classes = [block_class(d, "\n".join(block_facts(d))) for d in definitions.ordered]
    classes.append(model_class(class_name, unit, "\n".join(facts(graph)), graph.dtype))
    if any(map(is_block, (*unit.penalties, *(entry for d in definitions.ordered for entry in d.unit.penalties)))):
        shared.parts.add("add_terms")
    training = training_functions(graph, class_name, shared.parts)
    parts = with_needed(shared.parts)
    text = render_template(
        "torch/module.py.jinja",
        header=comment_line(header(graph)),
        docstring=render([Docstring(title(graph))]),
        imports=imports((*classes, *training), parts),
        parts=[paste(part) for part in parts],
        classes=[render([item]) for item in classes],
        training=render(training),
    )
    return Generated(f"{graph.name}_torch.py", text, written.weights)


def _rehearsed(graph: Graph, firsts: tuple[bool, ...], before: Shared) -> Shared:
    """What the bodies share, after a rehearsal that knows the layouts which the one before has found."""
    shared = Shared(wanted=dict(before.wanted))
    Writer(graph.body, shared, firsts, lookup=None, trainable=True).write()
    return shared


def _channels_last(unit: Unit) -> Unit:
    """The model's unit: what it gives has the shapes of the spec."""
    values = (Value(code, (), first) for code, first in zip(unit.outputs, unit.firsts, strict=True))
    return replace(unit, outputs=tuple(map(channels_last, values)), firsts=(False,) * len(unit.outputs))


def _definitions(graph: Graph, shared: Shared, class_name: str) -> Definitions:
    taken = {class_name, *FILE_WORDS, *(part for part in shared.parts if part[0].isupper())}

    def name(block: str, number: int) -> str:
        text = identifier(camel_case(block) + (str(number) if number > 1 else ""), taken)
        taken.add(text)
        return text

    # A parameter that `forward` needs becomes `self.<parameter>` there, so no variable may have its name.
    inside = names_in([(item.unit.forward, item.unit.outputs) for item in shared.inner.values()])
    reserved = sorted(LOCALS | MEMBERS | inside)
    return Definitions(graph, lambda use, call: write_use(use, shared, call).unit, name, reserved)


def _class_name(name: str, parts: set[str]) -> str:
    return identifier(camel_case(name), {*FILE_WORDS, *parts})
