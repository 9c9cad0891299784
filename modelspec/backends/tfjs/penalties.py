"""The functions of a generated module that say what each penalty adds to the loss."""

from __future__ import annotations

from modelspec.backends.code import (
    Assign,
    Attribute,
    Code,
    Comment,
    DictOf,
    Docstring,
    Function,
    Index,
    Lambda,
    ListOf,
    Literal,
    Name,
    Parameter,
    Return,
    Statement,
    Unary,
    call,
    method,
)
from modelspec.backends.javascript import Export, Script, Tidied
from modelspec.backends.tfjs.activities import Activities
from modelspec.backends.tfjs.native import NativeTerms
from modelspec.backends.tfjs.paths import weight_key
from modelspec.ir import Graph, Term
from modelspec.penalty import Penalty
from modelspec.record import Record

MODEL, WEIGHTS, OWN, FOUND, BATCH = map(Name, ("model", "weights", "own", "found", "batch"))
PARAMETER = Parameter("model")
BOTH = "The outputs for a batch, and every penalty by its term; those on outputs are divided by the size of the batch."
COMPUTED = (
    "model.fit would miss these: TensorFlow.js forgets regularizers of recurrent layers, and counts those of a layer "
    "that is called again at every call."
)


def penalty_functions(graph: Graph, native: NativeTerms, parts: set[str]) -> tuple[Script, ...]:
    """`penalties` and `penalty` for weights; with penalties on activities `outputsAndPenalties` for all of them."""
    terms = list(graph.penalties())
    weights = [term for term in terms if term.target == "weight"]
    found: tuple[Script, ...] = ()
    if weights:
        found = (_penalties([_weight_term(term, native) for term in weights], parts), _penalty())
    if len(weights) == len(terms):
        return found
    activities = Activities(graph, [term for term in terms if term.target == "activity"])
    return (*found, *activities.definitions(parts), _outputs_and_penalties(graph, activities, bool(weights), parts))


def sum_of(value: Code, penalty: Penalty, parts: set[str]) -> Code:
    """`l2(value, 0.01)`: what a penalty makes of a tensor."""
    factors = {name: factor for name in ("l1", "l2") if (factor := getattr(penalty, name))}
    parts |= set(factors)
    sums = [call(name, value, factor) for name, factor in factors.items()]
    return sums[0] if len(sums) == 1 else call("tf.add", *sums)


class WeightTerm(Record):
    """A penalty on a weight. `index` is its place in what its layer's own regularizers give, if these give it."""

    term: Term
    weight: str
    index: int | None


def _weight_term(term: Term, native: NativeTerms) -> WeightTerm:
    weight, own = term.term.removeprefix(f"{term.node.full_name}."), native.of(term.node)
    return WeightTerm(term, weight, own.index(weight) if weight in own else None)


def _penalties(terms: list[WeightTerm], parts: set[str]) -> Script:
    """Those that a layer counts by itself are read there; the others are computed."""
    counted = sum(item.index is not None for item in terms)
    lines: list[Statement] = [Docstring("Each penalty on a weight, by the weight's name.")]
    if counted > 1:
        counted_term = Index(_losses(Name("name")), (Name("i"),))
        lines.append(Assign(OWN, Lambda(("name", "i"), counted_term)))
    if counted < len(terms):
        entry = ListOf((Attribute(Name("weight"), "originalName"), method(Name("weight"), "read")))
        listed = method(Attribute(MODEL, "weights"), "map", Lambda(("weight",), entry))
        lines += [Comment(COMPUTED), Assign(WEIGHTS, Unary("new", call("Map", listed)))]
    pairs: list[tuple[Code | None, Code]] = []
    for item in terms:
        layer = Literal(item.term.node.full_name)
        if item.index is None:
            weight = method(WEIGHTS, "get", weight_key(item.term.node, item.weight))
            value = sum_of(weight, item.term.penalty, parts)
        elif counted > 1:
            value = call(OWN, layer, item.index)
        else:
            value = Index(_losses(layer), (Literal(item.index),))
        pairs.append((Literal(item.term.term), value))
    tidied = call("tf.tidy", Lambda((), DictOf(tuple(pairs))))
    return Export(Function("penalties", (PARAMETER,), None, (*lines, Return(tidied))))


def _losses(layer: Code) -> Code:
    """What a layer's own regularizers give, in the order of its weights."""
    return method(method(MODEL, "getLayer", layer), "calculateLosses")


def _penalty() -> Script:
    text = Docstring("The sum of the penalties on weights.")
    total = call("tf.addN", call("Object.values", call("penalties", MODEL)))
    return Export(Function("penalty", (PARAMETER,), None, (text, Return(call("tf.tidy", Lambda((), total))))))


def _outputs_and_penalties(graph: Graph, activities: Activities, has_weights: bool, parts: set[str]) -> Script:
    """The outputs come first in what the watched model gives."""
    count = len(graph.output_names)
    one = Index(FOUND, (Literal(0),))
    outputs: Code = one if count == 1 else method(FOUND, "slice", 0, count)
    pairs: list[tuple[Code | None, Code]] = []
    if has_weights:
        pairs.append((None, call("penalties", MODEL)))
    for term, indices in activities.places(count):
        sums = [sum_of(Index(FOUND, (Literal(index),)), term.penalty, parts) for index in indices]
        total = sums[0] if len(sums) == 1 else call("tf.addN", ListOf(tuple(sums)))
        pairs.append((Literal(term.term), call("tf.div", total, BATCH)))
    body = (
        Docstring(BOTH),
        Assign(FOUND, call(call("watched", MODEL), Name("x"), training=Name("training"))),
        Assign(BATCH, Index(Attribute(one, "shape"), (Literal(0),))),
        Return(ListOf((outputs, DictOf(tuple(pairs))))),
    )
    parameters = (PARAMETER, Parameter("x"), Parameter("training", default=Literal(False)))
    return Export(Tidied("outputsAndPenalties", parameters, None, body))
