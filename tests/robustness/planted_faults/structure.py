"""How layers are put together: blocks, repeats, reuse, inputs and outputs, what is trained."""

from __future__ import annotations

from tests.robustness.planted_faults import Fault, spec

FROZEN = spec("x: [6]", "dense: {units: 5, trainable: false, activation: tanh}", "dense: 3")
PAIR = """{pair: {params: {units: 5, slope: 0.1}, layers: [
  {dense: {name: wide, units: $units, activation: tanh}}, {leaky_re_lu: $slope}, {dense: {name: back, units: 6}}]}}"""
FROZEN_BLOCK = spec("x: [6]", "pair: {name: one, trainable: false}", "dense: 3", blocks=PAIR)
FROZEN_ROW = spec("x: [6]", "pair: {name: one, repeat: 2, trainable: false}", "dense: 3", blocks=PAIR)
ROW = spec("x: [6]", "pair: {name: stage, repeat: 3}", "dense: 3", blocks=PAIR)
TWO_USES = spec("x: [6]", "pair: {units: 5, slope: 0.1}", "pair: {units: 5, slope: 0.4}", "dense: 3", blocks=PAIR)
DENSE_ROW = spec("x: [6]", "dense: {name: deep, units: 6, activation: tanh, repeat: 3}", "dense: 3")
OUTPUTS = spec("x: [6]", "dense: {name: a, units: 3}", "dense: {name: b, from: x, units: 3}", outputs="[b, a]")
INPUTS = spec("a: [6], b: [6]", "subtract: {from: [a, b]}", "dense: 3")
GATE = """{gate: {inputs: [left, right], outputs: [difference, half], layers: [
  {subtract: {name: difference, from: [left, right]}}, {rescaling: {name: half, from: left, scale: 0.5}}]}}"""
TWO_WAYS = spec(
    "a: [6], b: [6]",
    "gate: {name: g, from: [a, b]}",
    "dense: {name: out, from: g.half, units: 6, activation: tanh}",
    "add: {from: [out, g.difference]}",
    blocks=GATE,
)
TWO_ENDS = spec(
    "a: [6], b: [6]",
    "gate: {name: g, from: [a, b]}",
    "dense: {name: one, from: g.half, units: 3}",
    "dense: {name: other, from: g.difference, units: 3}",
    outputs="[one, other]",
    blocks=GATE,
)
AGAIN = spec(
    "x: [6]",
    "dense: {name: same, units: 6, activation: tanh}",
    "rescaling: 0.5",
    "reuse: {layer: same, from: rescaling}",
)
BLOCK_AGAIN = spec("x: [6]", "pair: {name: one}", "dense: 6", "reuse: {layer: one, from: dense}", blocks=PAIR)
IMAGE = spec("x: [5, 5, 3]", "conv2d: {filters: 5, kernel_size: 1}")
NOISE = {
    "dropout": "dropout: {rate: 0.5, noise_shape: [null, 1, null]}",
    "gaussian": "gaussian_dropout: 0.5",
    "noise": "gaussian_noise: 0.5",
    "alpha": "alpha_dropout: {rate: 0.5, noise_shape: [null, 1, null]}",
}
NOISY = {name: spec("x: [4, 6]", layer, "dense: 3") for name, layer in NOISE.items()}
NOISY_LSTM = spec("x: [4, 6]", "lstm: {units: 3, dropout: 0.5, recurrent_dropout: 0.5}")
NOISY_HEADS = spec("x: [4, 6]", "multi_head_attention: {num_heads: 2, key_dim: 3, dropout: 0.5}")

UNIT, CLASSES, SITE, TRAINING = "torch/unit.py", "torch/classes.py", "torch/site.py", "torch/training.py"
BODY, UNITS = "functional/body.py", "functional/units.py"
P, M = "torch/parts", "tfjs/parts"
RESULT = 'call(Attribute(Name("self"), self._attribute(use.name)), *arguments)'
REUSED = "self.style.applied(step.target, Name(self.names.layers[step.target.name]), inputs)"
NEW = "self.style.applied(step.target, self.style.layer(step.target, Literal(step.name)), inputs)"
BLOCKS = 'Comprehension("list", constructor, Name("_"), call("range", len(uses)))'
ONE_BLOCK = 'Operation("*", Comprehension("list", constructor, Name("_"), call("range", 1)), Literal(len(uses)))'

FAULTS = (
    Fault("a frozen layer is trained", UNIT, "if not node.trainable and self.trainable and", "if False and", FROZEN),
    Fault("a frozen block is trained", UNIT, "if self.trainable and not use.trainable:", "if False:", FROZEN_BLOCK),
    Fault("a frozen row is trained", UNIT, "if self.trainable and not uses[0].trainable:", "if False:", FROZEN_ROW),
    Fault("repeated blocks share weights", UNIT, BLOCKS, ONE_BLOCK, ROW),
    Fault("a block too few", UNIT, 'call("range", len(uses))', 'call("range", len(uses) - 1)', ROW),
    Fault("a block's inputs swapped", UNIT, RESULT, RESULT.replace("*arguments", "*arguments[::-1]"), TWO_WAYS),
    Fault(
        "a block's outputs swapped",
        UNIT,
        "for tensor, variable, first in zip(step.outputs, targets,",
        "for tensor, variable, first in zip(step.outputs[::-1], targets,",
        TWO_WAYS,
    ),
    Fault("outputs swapped", CLASSES, "else TupleOf(unit.outputs)", "else TupleOf(unit.outputs[::-1])", OUTPUTS),
    Fault(
        "channels put last by a swap",
        SITE,
        'method(value.code, "movedim", 1, -1) if',
        'method(value.code, "transpose", 1, -1) if',
        IMAGE,
    ),
    Fault(
        "channels put first by a swap",
        SITE,
        'method(value.code, "movedim", -1, 1)',
        'method(value.code, "transpose", -1, 1)',
        IMAGE,
    ),
    Fault(
        "outputs left with channels first",
        SITE,
        'method(value.code, "movedim", 1, -1) if value.first else value.code',
        "value.code",
        IMAGE,
    ),
    Fault("reuse of a layer makes new weights", BODY, REUSED, NEW, AGAIN),
    Fault(
        "a layer too few in a loop",
        BODY,
        'call("range", 1, repeat.count + 1)',
        'call("range", 1, repeat.count)',
        DENSE_ROW,
    ),
    Fault(
        "a block's outputs swapped", UNITS, "else TupleOf(self.outputs)", "else TupleOf(self.outputs[::-1])", TWO_ENDS
    ),
    Fault(
        "arguments of the first use",
        "blocks.py",
        "value = parameter.values[index]",
        "value = parameter.values[0]",
        TWO_USES,
    ),
    Fault(
        "inputs swapped",
        "keras/model.py",
        "one_or_list(inputs), one_or_list(outputs)",
        "one_or_list(inputs[::-1]), one_or_list(outputs)",
        INPUTS,
    ),
    Fault(
        "outputs swapped",
        "keras/model.py",
        "one_or_list(inputs), one_or_list(outputs)",
        "one_or_list(inputs), one_or_list(outputs[::-1])",
        OUTPUTS,
    ),
    Fault(
        "a frozen layer is trained",
        "keras/layers.py",
        'keywords["trainable"] = Literal(False)',
        'keywords["trainable"] = Literal(True)',
        FROZEN,
    ),
    Fault(
        "a block's inputs swapped",
        "keras/style.py",
        "Call(Name(definition.name), tuple(inputs), (*values",
        "Call(Name(definition.name), tuple(inputs[::-1]), (*values",
        TWO_WAYS,
    ),
    Fault(
        "weights at another path",
        "keras/paths.py",
        "weight.replace('.', '/')",
        "weight",
        spec("x: [4, 6]", "multi_head_attention: {num_heads: 2, key_dim: 3}"),
    ),
    Fault(
        "inputs swapped",
        "tfjs/model.py",
        "one_or_list(inputs), one_or_list(outputs)",
        "one_or_list(inputs[::-1]), one_or_list(outputs)",
        INPUTS,
    ),
    Fault(
        "outputs swapped",
        "tfjs/model.py",
        "one_or_list(inputs), one_or_list(outputs)",
        "one_or_list(inputs), one_or_list(outputs[::-1])",
        OUTPUTS,
    ),
    Fault(
        "a frozen layer is trained",
        "tfjs/constructor.py",
        "if not node.trainable and node.weights:",
        "if False:",
        FROZEN,
    ),
    Fault(
        "a block's inputs swapped",
        "tfjs/style.py",
        "Call(Name(definition.name), tuple(inputs), (",
        "Call(Name(definition.name), tuple(inputs[::-1]), (",
        TWO_WAYS,
    ),
    Fault(
        "only trained weights are minimized",
        "tfjs/fit.py",
        "model.getWeights(true)",
        "model.getWeights(true).slice(1)",
        DENSE_ROW,
        at=0,
    ),
    Fault(
        "the loss is not that before the step",
        "tfjs/fit.py",
        "const [value] = await total.data();",
        "const [value] = await totalLoss(model, x, y).data();",
        DENSE_ROW,
        at=0,
    ),
    Fault(
        "the loss is not that before the step",
        TRAINING,
        'Return(method("total", "item"))',
        'Return(method(call("loss", call(MODEL, inputs), Y), "item"))',
        DENSE_ROW,
    ),
    Fault(
        "no training code in the file",
        "templates/torch/module.py.jinja",
        "{% if training %}",
        "{% if false %}",
        DENSE_ROW,
    ),
    # Noise where there must be none
    Fault("dropout in inference", f"{P}/shared_dropout.py", "if not self.training:", "if False:", NOISY["dropout"]),
    Fault("noise in inference", f"{P}/gaussian_dropout.py", "if not self.training:", "if False:", NOISY["gaussian"]),
    Fault("noise in inference", f"{P}/gaussian_noise.py", "if not self.training:", "if False:", NOISY["noise"]),
    Fault(
        "dropout in inference",
        f"{P}/shared_alpha_dropout.py",
        "if not self.training or self.rate == 0:",
        "if self.rate == 0:",
        NOISY["alpha"],
    ),
    Fault("dropout in inference", f"{P}/loop_lstm.py", "self.dropout, self.training", "self.dropout, True", NOISY_LSTM),
    Fault(
        "dropout in inference",
        f"{P}/multi_head_attention.py",
        "self.dropout if self.training else 0.0",
        "self.dropout",
        NOISY_HEADS,
    ),
    Fault(
        "dropout in inference",
        f"{M}/keras_alpha_dropout.mjs",
        "!training || this.rate === 0",
        "this.rate === 0",
        NOISY["alpha"],
    ),
    Fault("dropout in inference", f"{M}/multi_head_attention.mjs", "if (training) weights", "weights", NOISY_HEADS),
)
