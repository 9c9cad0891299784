"""Random valid specs over every layer kind, slot, convention, optimizer and loss, and blocks, reuse and several inputs.

The generator only asks for choices (`pick`), so that hypothesis can drive and shrink it, and a seed can too.
`python -m tests.random_specs --count 1000 --seed 0` verifies that many of them in one process.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from modelspec.ir import Shape
from modelspec.layers import find
from modelspec.layers.base import ShapeError
from tests.random_arguments import ARGUMENTS, MERGES

Pick = Callable[[Sequence[Any]], Any]
Spec = dict[str, Any]
INPUT_SHAPES: tuple[list[int | None], ...] = ([5], [7], [4, 6], [6, 3], [None, 3], [6, 5, 2], [7, 6, 3], [4, 5, 4, 2])
TRIES = 6
LARGEST = 400
"""Entries of one example: what would grow beyond it is left out."""


@dataclass
class Value:
    """A value that a later call may take."""

    name: str
    shape: Shape
    used: bool = False
    kind: str = ""
    activated: bool = False
    """Whether it may be a probability, which no loss takes for logits."""


@dataclass
class Body:
    """The calls of a model or a block, as they are drawn."""

    pick: Pick
    values: list[Value]
    layers: list[Spec] = field(default_factory=list)
    count: int = 0
    reusable: list[tuple[str, Shape]] = field(default_factory=list)

    def grow(self, calls: int) -> None:
        """Adds up to so many calls."""
        for _ in range(calls):
            draw = self.pick((self._layer, self._layer, self._layer, self._layer, self._merge, self._reuse))
            draw()

    def append(self, kind: str, arguments: Spec) -> None:
        """Adds a call on the first value."""
        self._add(kind, arguments, [self.values[0]])

    def finish(self) -> None:
        """Adds a layer that is trained, so that every drawn model is."""
        value = next((value for value in reversed(self.values) if value.shape and value.shape[-1] is not None), None)
        if value is None:
            return
        self.count += 1
        name = f"last_{self.count}_"
        self.layers.append({"dense": {"name": name, "from": value.name, "units": 3, "kernel_regularizer": "l2"}})
        value.used = True
        self.values.append(Value(name, (*value.shape[:-1], 3), kind="dense"))

    def _layer(self) -> None:
        value = self.pick(self.values[-3:])
        for _ in range(TRIES):
            kind = self.pick(tuple(ARGUMENTS))
            if kind == value.kind == "exponential":
                continue  # It overflows in training.
            arguments = ARGUMENTS[kind](self.pick, value.shape)
            if arguments is not None and self._add(kind, arguments, [value]):
                return

    def _merge(self) -> None:
        first = self.pick(self.values)
        others = [value for value in self.values if value.shape == first.shape and value is not first]
        kind = self.pick(tuple(MERGES))
        arguments = MERGES[kind](self.pick, first.shape)
        if arguments is None or (not others and kind not in ("multi_head_attention",)):
            return
        taken = [first, self.pick(others)] if others else [first]
        self._add(kind, arguments, taken)

    def _reuse(self) -> None:
        fitting = [
            (name, value)
            for name, shape in self.reusable
            for value in self.values
            if value.shape == shape and value.name != name
        ]
        if not fitting:
            return
        name, value = self.pick(fitting)
        shape = next(v.shape for v in self.values if v.name == name)
        self.count += 1
        self.layers.append({"reuse": {"name": f"again{self.count}", "layer": name, "from": value.name}})
        value.used = True
        self.values.append(Value(f"again{self.count}", shape))

    def _add(self, kind: str, arguments: Spec, taken: Sequence[Value], largest: int = LARGEST) -> bool:
        """Whether the call fits and does not make too large a value; then it is added."""
        shape = output_shape(kind, arguments, [value.shape for value in taken])
        if shape is None or entries(shape) > largest or len(shape) > 4:
            return False
        self.count += 1
        name = f"{kind}_{self.count}_"
        common: Spec = {"name": name, "from": [value.name for value in taken]}
        if self.pick((False,) * 9 + (True,)):
            common["trainable"] = False
        self.layers.append({kind: {**common, **arguments}})
        for value in taken:
            value.used = True
        activated = kind in ("sigmoid", "softmax") or not {"activation", "function"}.isdisjoint(arguments)
        self.values.append(Value(name, shape, kind=kind, activated=activated))
        if len(taken) == 1 and kind != "batch_normalization":
            self.reusable.append((name, taken[0].shape))
        return True

    def close(self, most: int) -> list[str]:
        """Names of the outputs: what nobody took, at most so many; more are folded into the last."""
        for value in self.values:
            if not value.used and not value.kind and not value.name.startswith("again"):
                self._add("linear", {}, [value])
        loose = [value for value in self.values if not value.used]
        odd = [value for value in loose if not _is_simple(value.shape)]
        loose = [value for value in loose if _is_simple(value.shape)]
        while len(loose) > most:
            first, second = (self._vector(loose.pop(0)) for _ in range(2))
            assert self._add("concatenate", {}, [first, second], 10 * LARGEST)
            loose.append(self.values[-1])
        return [value.name for value in (*loose, *odd)]

    def _vector(self, value: Value) -> Value:
        if any(length is None for length in value.shape):
            if len(value.shape) != 2 or value.shape[1] is None:
                return value
            self._add("global_average_pooling1d", {}, [value], 10 * LARGEST)
        elif len(value.shape) != 1:
            self._add("flatten", {}, [value], 10 * LARGEST)
        else:
            return value
        return self.values[-1]


def _is_simple(shape: Shape) -> bool:
    """Whether it can be made a vector of known length."""
    return None not in shape or (len(shape) == 2 and shape[1] is not None)


def entries(shape: Shape) -> int:
    """Entries of one example, unknown lengths taken as 5."""
    total = 1
    for length in shape:
        total *= length or 5
    return total


def output_shape(kind: str, arguments: Spec, inputs: Sequence[Shape]) -> Shape | None:
    """The layer's own answer; None if these inputs do not fit it."""
    arguments = dict(arguments)
    if isinstance(arguments.get("layer"), dict):
        ((inner, given),) = arguments["layer"].items()
        arguments["layer"] = find(inner).model_validate(given)
    layer = find(kind).model_validate(arguments)
    least, most = layer.arity
    if not least <= len(inputs) or (most is not None and len(inputs) > most):
        return None
    try:
        shape = layer.shape(inputs)
        layer.weights(inputs)
    except ShapeError:
        return None
    return shape


def draw_spec(pick: Pick) -> Spec:
    """One valid spec, as the data that YAML would give."""
    shapes = [pick(INPUT_SHAPES) for _ in range(pick((1, 1, 1, 2)))]
    # Most kinds fit few shapes; so that each has its turn, one is drawn first and the shape to it.
    first = _focus(pick)
    if first is not None:
        shapes[0] = first[2]
    inputs: Spec = {f"in{i}": shape for i, shape in enumerate(shapes)}
    body = Body(pick, [Value(name, tuple(shape)) for name, shape in inputs.items()])
    spec: Spec = {"modelspec": 1, "name": "drawn", "inputs": inputs}
    if pick((True, False, False)):
        inputs["ids"] = {"shape": [6], "dtype": "int32"}
        embedding: Spec = {"from": "ids", "name": "table", "input_dim": 9, "output_dim": 3}
        if pick((True, False)):
            embedding["embeddings_regularizer"] = pick(REGULARIZERS)
        body.layers.append({"embedding": embedding})
        body.values.append(Value("table", (6, 3), kind="embedding"))
    if pick((True, False)):
        _add_block(spec, body, pick)
    if first is not None:
        body.append(first[0], first[1])
    body.grow(pick((0, 1, 2, 3, 5)))
    body.finish()
    outputs = body.close(2)
    spec["outputs"] = outputs
    spec["layers"] = body.layers
    if pick((True, False)):
        spec["regularization"] = _regularization(pick)
    if pick((True, True, False)):
        shapes_by_name = {value.name: value.shape for value in body.values}
        activated = {value.name for value in body.values if value.activated or value.name.startswith("again")}
        spec["training"] = _training(pick, [(name, shapes_by_name[name]) for name in outputs], activated)
    return spec


REGULARIZERS: tuple[Any, ...] = ("l1", "l2", {"l1": 2e-3}, {"l2": 0.03}, {"l1": 1e-3, "l2": 0.02}, "none")


def _focus(pick: Pick) -> tuple[str, Spec, list[int | None]] | None:
    """A kind, arguments, and an input's shape that they fit."""
    kind = pick(tuple(ARGUMENTS))
    for _ in range(2 * TRIES):
        shape = pick(INPUT_SHAPES)
        arguments = ARGUMENTS[kind](pick, tuple(shape))
        if arguments is not None and output_shape(kind, arguments, [tuple(shape)]) is not None:
            return kind, arguments, shape
    return None


def _add_block(spec: Spec, body: Body, pick: Pick) -> None:
    """A block with a parameter, used once or more times on a vector or a sequence."""
    units = pick((3, 4))
    vector = next((value for value in body.values if value.shape and value.shape[-1] is not None), None)
    if vector is None:
        return
    inner: list[Spec] = [
        {"dense": {"units": "$units * 2", "activation": pick(("relu", "tanh")), "kernel_regularizer": {"l2": 0.01}}},
        {"dense": {"name": "back", "units": "$units", "activity_regularizer": pick(("l2", "none", {"l1": 0.01}))}},
    ]
    if pick((True, False)):
        inner.append({pick(("layer_normalization", "batch_normalization")): {}})
    spec["blocks"] = {"unit": {"params": {"units": "required"}, "layers": inner}}
    use: Spec = {"name": "used", "from": vector.name, "units": units}
    repeat = pick((None, 1, 2, 3))
    if repeat is not None:
        use["repeat"] = repeat
    body.layers.append({"unit": use})
    vector.used = True
    shape = (*vector.shape[:-1], units)
    body.values.append(Value("used" if repeat is None else f"used_{repeat}", shape, kind="block"))
    if pick((True, False)):
        body.layers.append({"unit": {"name": "more", "from": body.values[-1].name, "units": units + 2}})
        body.values[-1].used = True
        body.values.append(Value("more", (*vector.shape[:-1], units + 2), kind="block"))


def _regularization(pick: Pick) -> Spec:
    convention = pick(("lambda", "lambda/2", "lambda/m", "lambda/2m"))
    section: Spec = {"convention": pick(("lambda", "lambda/2"))}
    for slot in ("kernel", "bias", "gamma", "beta", "recurrent", "depthwise", "pointwise", "alpha", "embeddings"):
        if pick((True, False, False)):
            value = pick(REGULARIZERS)
            if isinstance(value, dict) and convention.endswith("m") and pick((True, False)):
                value = {**value, "convention": convention}
                section["examples"] = 100
            section[slot] = value
    if pick((True, False, False)):
        section["activity"] = pick(REGULARIZERS)
    if pick((True, False, False)):
        section["all_trainable"] = pick(({"l2": 0.01}, {"l1": 1e-3}))
    return section


OPTIMIZERS: tuple[Any, ...] = (
    "sgd",
    {"sgd": {"learning_rate": 0.05, "momentum": 0.9}},
    {"sgd": {"learning_rate": 0.02, "momentum": 0.8, "nesterov": True}},
    "adam",
    {"adam": {"learning_rate": 0.01, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-4, "amsgrad": True}},
    {"adamw": {"learning_rate": 0.01, "weight_decay": 0.02}},
    {"rmsprop": {"learning_rate": 0.01, "rho": 0.8, "momentum": 0.5, "epsilon": 1e-3}},
    {"rmsprop": {"learning_rate": 0.005, "epsilon": 0.1, "centered": True}},
)


def _training(pick: Pick, outputs: Sequence[tuple[str, Shape]], activated: Collection[str]) -> Spec:
    losses = {}
    for name, shape in outputs:
        kinds: list[Any] = ["mean_squared_error", "mean_absolute_error", {"huber": {"delta": 0.7}}]
        if name not in activated:
            kinds += [{"binary_crossentropy": {"from_logits": True, "label_smoothing": pick((0.0, 0.1))}}]
        if name not in activated and shape and (shape[-1] or 0) > 1:
            kinds += [{"categorical_crossentropy": {"from_logits": True, "label_smoothing": pick((0.0, 0.2))}}]
            kinds += [{"sparse_categorical_crossentropy": {"from_logits": True}}]
        losses[name] = pick(kinds)
    training: Spec = {"optimizer": pick(OPTIMIZERS)}
    if len(losses) == 1:
        training["loss"] = next(iter(losses.values()))
    else:
        training["losses"] = losses
        training["loss_weights"] = {next(iter(losses)): 0.3}
    return training


@st.composite
def specs(draw: Callable[[Any], Any]) -> Spec:
    """A hypothesis strategy of valid specs."""
    return draw_spec(lambda options: draw(st.sampled_from(list(options))))
