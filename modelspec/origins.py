"""The resolved spec, a value a line, each with the place that it was written at: `modelspec show --origins`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from modelspec.errors import Path
from modelspec.ir import BlockInfo, Body, Graph, Node, Reuse, Step
from modelspec.plain import SUFFIX
from modelspec.resolved import item_of, training_of
from modelspec.source import Source
from modelspec.yaml_text import yaml_comment, yaml_text

WIDEST = 56
"""Places stand in one column, up to this one."""
DEFAULT, AUTOMATIC = "default", "automatic"
Row = tuple[str, str]
"""A line of YAML, and where its value comes from; "" where it only leads to others."""


def as_origins(graph: Graph, source: Source, variables: Mapping[str, Any], overrides: Mapping[str, str]) -> str:
    """YAML with comments; `variables` are the values of `vars`, `overrides` those that `--set` gave."""
    rows = list(_Origins(source, graph.blocks).rows(graph, variables, overrides))
    width = max((len(text) for text, origin in rows if origin and len(text) <= WIDEST), default=0)
    return "".join(f"{text:<{width}}  {yaml_comment(origin)}\n" if origin else f"{text}\n" for text, origin in rows)


class _Origins:
    def __init__(self, source: Source, blocks: Mapping[str, BlockInfo]) -> None:
        self.source = source
        self.blocks = blocks

    def rows(self, graph: Graph, variables: Mapping[str, Any], overrides: Mapping[str, str]) -> Iterator[Row]:
        yield _line(0, "modelspec", 1), self.origin(("modelspec",))
        yield _line(0, "name", graph.name), self.origin(("name",))
        if graph.description:
            yield _line(0, "description", graph.description), self.origin(("description",))
        yield _line(0, "dtype", graph.dtype), self.origin(("dtype",))
        yield from self._section("vars", variables, dict.fromkeys(overrides, "--set"))
        yield from self._section(
            "inputs", {t.name: {"shape": list(t.shape), "dtype": t.dtype} for t in graph.body.inputs}
        )
        yield "layers:", ""
        yield from self._layers(graph.body, 0)
        yield _line(0, "outputs", list(graph.output_names)), self.origin(("outputs",))
        if graph.training is not None:
            yield "training:", ""
            yield from self._training(training_of(graph.training))

    def origin(self, path: Path, otherwise: str = DEFAULT) -> str:
        """File and line of the value at a path, and the expression that stands there; `otherwise` if none does."""
        known, value = self._value(path)
        if not known:
            return otherwise
        file, place = self.source.place(path, "key")
        expression = f": {value}" if isinstance(value, str) and "$" in value and path[-1:] != ("description",) else ""
        return f"{file}:{place.start.line}{expression}"

    def _value(self, path: Path) -> tuple[bool, Any]:
        value: Any = self.source.data
        for step in path:
            try:
                value = value[step]
            except (LookupError, TypeError):
                return False, None
        return True, value

    def _section(self, name: str, entries: Mapping[str, Any], said: Mapping[str, str] | None = None) -> Iterator[Row]:
        if entries:
            yield f"{name}:", ""
        for key, value in entries.items():
            yield _line(1, key, value), (said or {}).get(key) or self.origin((name, key))

    def _layers(self, body: Body, depth: int) -> Iterator[Row]:
        for step in body.steps:
            (kind, entries), *_ = item_of(step).items()
            known, written = self._value(step.path)
            path = (*step.path, kind) if known and isinstance(written, dict) else step.path
            yield f"{'  ' * depth}- {kind}:", self.origin(path)
            for key, value in entries.items():
                if key == "layers" and not isinstance(step, Node | Reuse):
                    yield f"{'  ' * (depth + 2)}layers:", self.origin(("blocks", kind, "layers"))
                    yield from self._layers(step.body, depth + 2)
                else:
                    yield from self._argument(key, value, path, step, depth + 2)

    def _argument(self, key: str, value: Any, path: Path, step: Step, depth: int) -> Iterator[Row]:
        at = (*path, key)
        if not self._value(at)[0]:
            at = self._elsewhere(key, value, path, step)
        inner = next(iter(value), None) if isinstance(value, dict) else None
        if key == "layer" and inner is not None and isinstance(value[inner], dict):
            yield f"{'  ' * depth}layer:", self.origin(at)
            yield f"{'  ' * (depth + 1)}{inner}:", ""
            for name, argument in value[inner].items():
                yield from self._argument(name, argument, (*at, inner), step, depth + 2)
            return
        yield _line(depth, key, value), self.origin(at, AUTOMATIC if key in ("name", "from") else DEFAULT)

    def _elsewhere(self, key: str, value: Any, path: Path, step: Step) -> Path:
        """Where an argument comes from that is not written under its own name in the call."""
        known, written = self._value(path)
        if known and not isinstance(written, dict | None) and path != step.path and key == self._main(step):
            return path
        slot = key.removesuffix(SUFFIX)
        if key.endswith(SUFFIX) and value != "none":
            section = self._value(("regularization", slot))[1]
            return ("regularization", slot if section not in (None, "none") else "all_trainable")
        if not isinstance(step, Node | Reuse) and key in self.blocks[step.block].parameters:
            return ("blocks", step.block, "params", key)
        return (*path, key)

    def _main(self, step: Step) -> str | None:
        """What the short form of the call sets."""
        if isinstance(step, Node):
            return step.layer.main
        if isinstance(step, Reuse):
            return "layer"
        required = [name for name, default in self.blocks[step.block].parameters.items() if default is None]
        return required[0] if len(required) == 1 else None

    def _training(self, training: Mapping[str, Any]) -> Iterator[Row]:
        for key, value in training.items():
            path: Path = ("training", key)
            if key == "losses":
                yield "  losses:", ""
                for output, call in value.items():
                    by_name = ("training", "losses", output)
                    at = by_name if self._value(by_name)[0] else ("training", "loss")
                    yield f"    {output}:", ""
                    yield from self._call(call, at, 3)
            elif key == "optimizer":
                yield "  optimizer:", ""
                yield from self._call(value, path, 2)
            elif key == "loss_weights":
                yield "  loss_weights:", ""
                for output, weight in value.items():
                    yield _line(2, output, weight), self.origin((*path, output))
            else:
                yield _line(1, key, value), self.origin(path)

    def _call(self, call: Mapping[str, Any], path: Path, depth: int) -> Iterator[Row]:
        (kind, given), *_ = call.items()
        yield f"{'  ' * depth}{kind}:", self.origin(path)
        for key, value in given.items():
            yield _line(depth + 1, key, value), self.origin((*path, kind, key))


def _line(depth: int, key: str, value: Any) -> str:
    """A key and its value in one line of YAML."""
    text = yaml_text({key: value}, flow=True, width=10**9)
    return f"{'  ' * depth}{text.strip()[1:-1]}"
