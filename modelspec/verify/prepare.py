"""The programs that are generated for a check, and the job of each backend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from modelspec.backends import Backend, Generated, Unspellable
from modelspec.backends.job import LAYERS, MODEL, TENFOLD, TRAINED, Job, Place, Program
from modelspec.errors import ModelspecError
from modelspec.ir import Graph, Term
from modelspec.passes import Flat, Target, flatten, rounded, scaled, trained_by, with_training, without_randomness
from modelspec.training.optimizers import SGD

TENFOLD_RATE = 1.0


@dataclass(frozen=True)
class Plan:
    """What is checked: the graph as it is compared, and those made from it."""

    graph: Graph
    trained: Graph
    flat: Flat
    tenfold: Mapping[str, Graph]
    """By the name of their program."""


def plan(graph: Graph, precision: str) -> Plan:
    """The graphs of a check in a precision. The spec's own dtype gives way to it."""
    if precision == "float64":
        graph = rounded(graph)
    if graph.dtype != precision:
        graph = replace(graph, dtype="float32")
    trained = with_training(without_randomness(graph))
    targets: dict[Target, str] = {term.target: TENFOLD[term.target] for term in graph.penalties()}  # type: ignore[misc]
    plain = trained_by(trained, SGD(learning_rate=TENFOLD_RATE))
    tenfold = {name: scaled(plain, target, 10.0) for target, name in targets.items()}
    if precision == "float64":
        tenfold = {name: rounded(made) for name, made in tenfold.items()}
    return Plan(graph, trained, flatten(without_randomness(graph)), tenfold)


def job(made: Plan, backend: Backend, precision: str, steps: int) -> tuple[Job, dict[str, str]]:
    """The first job of a backend, and the texts of its files."""
    graphs = {MODEL: made.graph, TRAINED: made.trained, **made.tenfold}
    return _job(made, backend, precision, steps, graphs, None)


def layers_job(made: Plan, backend: Backend, precision: str) -> tuple[Job, dict[str, str]]:
    """The second job, after a disagreement: the output of every layer."""
    return _job(made, backend, precision, 0, {LAYERS: made.flat.graph}, made.flat.weights)


def _job(
    made: Plan, backend: Backend, precision: str, steps: int, graphs: Mapping[str, Graph], names: Mapping[str, str] | None
) -> tuple[Job, dict[str, str]]:
    programs: dict[str, Program] = {}
    texts: dict[str, str] = {}
    for name, graph in graphs.items():
        generated = _generate(backend, graph)
        file = next((file for file, text in texts.items() if text == generated.text), f"{name}.py")
        texts[file] = generated.text
        programs[name] = Program(file, _places(made.graph, generated, names))
    terms = list(made.graph.penalties())
    return (
        Job(
            precision=precision,
            steps=steps,
            inputs=[tensor.name for tensor in made.graph.body.inputs],
            outputs=list(made.graph.output_names),
            weight_terms=[term.term for term in terms if term.target == "weight"],
            activity_terms=[_activity(term) for term in terms if term.target == "activity"],
            programs=programs,
        ),
        texts,
    )


def _generate(backend: Backend, graph: Graph) -> Generated:
    try:
        return backend.generate(graph)
    except Unspellable as error:
        help_text = "" if error.help is None else f"; {error.help}"
        raise ModelspecError(f"{backend.title} cannot carry {error}{help_text}") from None


def _places(graph: Graph, generated: Generated, names: Mapping[str, str] | None) -> dict[str, Place]:
    """Where the file keeps each weight; `names` are what it calls them, if not by their own names."""
    weights = dict(graph.weights())
    return {
        name: Place(weight.shape, generated.weights[name if names is None else names[name]])
        for name, weight in weights.items()
    }


def _activity(term: Term) -> tuple[str, str, str]:
    part = term.term.removeprefix(term.node.full_name).removesuffix("activity").strip(".")
    return term.term, term.node.full_name, part
