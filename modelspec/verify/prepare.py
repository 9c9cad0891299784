"""The programs that are generated for a check, and the job of each backend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from modelspec.backends import Backend, Generated, Unspellable
from modelspec.backends.job import LAYERS, MODEL, OPENED, TENFOLD, TRAINED, WATCHED, Job, Place, Program
from modelspec.errors import ModelspecError
from modelspec.ir import Graph, Term
from modelspec.passes import (
    Flat,
    Target,
    flatten,
    opened,
    rounded,
    scaled,
    trained_by,
    watch,
    with_training,
    without_randomness,
)
from modelspec.record import replace
from modelspec.training.optimizers import SGD

TENFOLD_RATE = 1.0
Names = Mapping[str, str] | None
"""What a file calls each weight, if not by its own name."""


@dataclass(frozen=True)
class Plan:
    """What is checked: the graph as it is compared, and those made from it."""

    graph: Graph
    trained: Graph
    flat: Flat
    tenfold: Mapping[str, Graph]
    """By the name of their program."""
    opened: Flat | None
    """The model without blocks; None if it has none."""
    watched: Flat | None
    """The outputs that penalties on activities are taken of; None if there are none."""
    learns: bool
    """Whether there is anything to train."""


def plan(graph: Graph, precision: str) -> Plan:
    """The graphs of a check in a precision. The spec's own dtype gives way to it."""
    if precision == "float64":
        graph = rounded(graph)
    if graph.dtype != precision:
        graph = replace(graph, dtype="float32")
    trained = with_training(without_randomness(graph))
    targets: dict[Target, str] = {term.target: TENFOLD[term.target] for term in graph.penalties()}  # type: ignore[misc]
    plain = trained_by(trained, SGD(learning_rate=TENFOLD_RATE))
    learns = any(weight.trainable for _, weight in graph.weights())
    tenfold = {name: scaled(plain, target, 10.0) for target, name in targets.items() if learns}
    if precision == "float64":
        tenfold = {name: rounded(made) for name, made in tenfold.items()}
    flat = flatten(without_randomness(graph))
    layers = {term.node.full_name for term in graph.penalties() if _of_output(term)}
    watched = watch(flat, layers) if layers else None
    return Plan(graph, trained, flat, tenfold, opened(graph, flat), watched, learns)


def job(made: Plan, backend: Backend, precision: str, steps: int) -> tuple[Job, dict[str, str]]:
    """The first job of a backend, and the texts of its files."""
    graphs = {MODEL: made.graph, TRAINED: made.trained, **made.tenfold}
    programs: dict[str, tuple[Graph, Names]] = {name: (graph, None) for name, graph in graphs.items()}
    if made.opened is not None:
        programs[OPENED] = made.opened.graph, made.opened.weights
    if made.watched is not None:
        programs[WATCHED] = made.watched.graph, made.watched.weights
    return _job(made, backend, precision, steps, programs)


def layers_job(made: Plan, backend: Backend, precision: str) -> tuple[Job, dict[str, str]]:
    """The second job, after a disagreement: the output of every layer."""
    return _job(made, backend, precision, 0, {LAYERS: (made.flat.graph, made.flat.weights)})


def _job(
    made: Plan, backend: Backend, precision: str, steps: int, graphs: Mapping[str, tuple[Graph, Names]]
) -> tuple[Job, dict[str, str]]:
    programs: dict[str, Program] = {}
    texts: dict[str, str] = {}
    for name, (graph, names) in graphs.items():
        generated = _generate(backend, graph)
        own = name + PurePath(generated.file_name).suffix
        file = next((file for file, text in texts.items() if text == generated.text), own)
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


def _places(graph: Graph, generated: Generated, names: Names) -> dict[str, Place]:
    """Where the file keeps each weight."""
    weights = dict(graph.weights())
    called = {name: name for name in weights} if names is None else names
    return {name: Place(weights[name].shape, generated.weights[there]) for name, there in called.items()}


def _activity(term: Term) -> tuple[str, str, str]:
    part = term.term.removeprefix(term.node.full_name).removesuffix("activity").strip(".")
    return term.term, term.node.full_name, part


def _of_output(term: Term) -> bool:
    """Whether it is a penalty on the output of a whole layer."""
    return term.target == "activity" and not _activity(term)[2]
