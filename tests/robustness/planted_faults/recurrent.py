"""Recurrent layers: gates, biases, activations, directions; and the wrappers around them."""

from __future__ import annotations

from dataclasses import replace

from tests.robustness.planted_faults import Fault, spec


def _rnn(kind: str, arguments: str = "", shape: str = "[5, 4]") -> str:
    return spec(f"x: {shape}", f"{kind}: {{units: 4, {arguments}}}")


def _both(arguments: str, merge_mode: str = "concat") -> str:
    return spec("x: [5, 4]", f"bidirectional: {{layer: {{{arguments}}}, merge_mode: {merge_mode}}}")


LSTM, GRU, RNN = _rnn("lstm"), _rnn("gru"), _rnn("simple_rnn")
SEQUENCE = _rnn("lstm", "return_sequences: true")
BACK = _rnn("gru", "go_backwards: true")
BACK_SEQUENCE = _rnn("lstm", "return_sequences: true, go_backwards: true")
NO_BIAS = _rnn("lstm", "use_bias: false")
RESET_BEFORE = _rnn("gru", "reset_after: false")
RELU = _rnn("simple_rnn", "activation: relu")
LOOP_LSTM = _rnn("lstm", "activation: softsign, recurrent_activation: hard_sigmoid")
LOOP_GRU = _rnn("gru", "activation: softsign, recurrent_activation: hard_sigmoid")
LOOP_RNN = _rnn("simple_rnn", "activation: softsign")
LOOP_ALL = "activation: softsign, return_sequences: true, go_backwards: true"
LOOP_LSTM_BACK, LOOP_GRU_BACK, LOOP_RNN_BACK = (_rnn(kind, LOOP_ALL) for kind in ("lstm", "gru", "simple_rnn"))
MASKED_LSTM = _rnn("lstm", "recurrent_dropout: 0.3")
MASKED_GRU = _rnn("gru", "recurrent_dropout: 0.3")
BOTH_WAYS = _both("lstm: {units: 3}")
BOTH_SEQUENCES = _both("gru: {units: 3, return_sequences: true}")
BOTH_SUM = _both("lstm: {units: 3, return_sequences: true}", "sum")
BOTH_MEAN = _both("lstm: {units: 3, return_sequences: true}", "ave")
BOTH_PRODUCT = _both("simple_rnn: {units: 3}", "mul")
BOTH_LOOPS = _both("simple_rnn: {units: 3, activation: softsign, return_sequences: true}")
TIME = spec("x: [5, 4, 4]", "time_distributed: {layer: {conv1d: {filters: 3, kernel_size: 2}}}")
TIME_FLAT = spec("x: [3, 4, 4]", "time_distributed: {layer: flatten}", "dense: 3")
TIME_DENSE = spec("x: [5, 4]", "time_distributed: {layer: {dense: {units: 3, activation: tanh}}}")
TIME_IMAGE = spec(
    "x: [4, 4, 4]", "conv2d: {filters: 4, kernel_size: 1}", "time_distributed: {layer: {lstm: {units: 3}}}"
)

T, W, J = "torch/layers/recurrent.py", "torch/layers/wrappers.py", "tfjs/layers/recurrent.py"
P, M, K = "torch/parts", "tfjs/parts", "keras/layers.py"
KEPT = 'if name in ("activity_regularizer",'
GRU_PART, LSTM_PART, RNN_PART = f"{P}/loop_gru.py", f"{P}/loop_lstm.py", f"{P}/loop_simple_rnn.py"
GRU_CELL, LSTM_CELL = f"{M}/keras_gru_cell.mjs", f"{M}/keras_lstm_cell.mjs"

ALL = (
    Fault("torch's order of the gates", T, "RESET_FIRST = (1, 0, 2)", "RESET_FIRST = (0, 1, 2)", GRU),
    Fault("gates of the kernel alone", T, "Row(row), Blocks(0, RESET_FIRST))", "Row(row))", GRU),
    Fault("kernels not transposed", T, "T = Transpose((1, 0))", "T = Transpose((0, 1))", RNN),
    Fault(
        "kernels swapped",
        T,
        'f"weight_ih_l0{suffix}", *columns)\n    site.weight(f"{prefix}recurrent_kernel", f"weight_hh_l0{suffix}"',
        'f"weight_hh_l0{suffix}", *columns)\n    site.weight(f"{prefix}recurrent_kernel", f"weight_ih_l0{suffix}"',
        LSTM,
    ),
    Fault("biases swapped", T, '("bias_ih", "bias_hh")', '("bias_hh", "bias_ih")', GRU),
    Fault("not backwards", T, 'method(x, "flip", 1) if layer.go_backwards else x', "x", BACK),
    Fault(
        "the first step for the last",
        T,
        "if layer.return_sequences else Index(last_states(site, result), (Literal(-1),))",
        'if layer.return_sequences else method(sequence(result), "select", 1, 0)',
        LSTM,
    ),
    Fault("the cell's state for the output", T, "TupleOf((h, ignored)) if", "TupleOf((ignored, h)) if", LSTM),
    Fault("a second bias", T, 'call(site.part("remove_recurrent_bias"), made) if one_bias else made', "made", LSTM),
    Fault(
        "a bias too many",
        T,
        'if not layer.use_bias:\n        options["bias"] = False',
        'if False:\n        options["bias"] = False',
        NO_BIAS,
    ),
    Fault("a tanh for relu", T, 'options["nonlinearity"] = "relu"', "pass", RELU),
    Fault(
        "torch's GRU for the older one",
        T,
        "gates and (isinstance(layer, Lstm) or layer.reset_after)",
        "gates",
        RESET_BEFORE,
    ),
    Fault("torch's for any activation", T, "return layer.activation in (Tanh(), Relu())", "return True", LOOP_RNN),
    Fault(
        "gates by sigmoid",
        T,
        "if getattr(layer, field, default) != default:",
        'if field == "activation" and getattr(layer, field, default) != default:',
        LOOP_LSTM,
    ),
    Fault("reset after the product", T, 'options["reset_after"] = False', "pass", RESET_BEFORE),
    Fault("a loop's last step alone", T, 'options["return_sequences"] = True', "pass", LOOP_RNN_BACK),
    Fault("a loop not backwards", T, 'options["go_backwards"] = True', "pass", LOOP_RNN_BACK),
    Fault("a loop's biases swapped", T, 'f"{owner}bias_ih", Row(0))', 'f"{owner}bias_ih", Row(1))', LOOP_GRU),
    Fault("gates reset and update swapped", GRU_PART, "x_z, x_r, x_h = step", "x_r, x_z, x_h = step", LOOP_GRU),
    Fault("update of the new", GRU_PART, "z * h + (1 - z) *", "(1 - z) * h + z *", LOOP_GRU),
    Fault(
        "no reset", GRU_PART, "candidate = r * F.linear(h_h, w_h, b_h)", "candidate = F.linear(h_h, w_h, b_h)", LOOP_GRU
    ),
    Fault("no reset before", GRU_PART, "F.linear(r * h_h, w_h)", "F.linear(h_h, w_h)", RESET_BEFORE),
    Fault("not backwards", GRU_PART, "x = x.flip(1)", "pass", LOOP_GRU_BACK),
    Fault("gates in torch's other order", LSTM_PART, "i, f, g, o =", "i, g, f, o =", LOOP_LSTM),
    Fault("input and forget gates swapped", LSTM_PART, "i, f, g, o =", "f, i, g, o =", LOOP_LSTM),
    Fault("the state not activated", LSTM_PART, "* self.activation(c)", "* c", LOOP_LSTM),
    Fault("gates by the activation", LSTM_PART, "self.recurrent_activation(f)", "self.activation(f)", LOOP_LSTM),
    Fault("no bias", LSTM_PART, "gates = gates + self.bias_ih.view(4, 1, self.units)", "pass", LOOP_LSTM),
    Fault(
        "sequence along the batch",
        LSTM_PART,
        "torch.stack(outputs, 1)",
        "torch.stack(outputs[::-1], 1)",
        LOOP_LSTM_BACK,
    ),
    Fault("no state", RNN_PART, "step + F.linear(h * mask, self.weight_hh)", "step", LOOP_RNN),
    Fault("not backwards", RNN_PART, "x = x.flip(1)", "pass", LOOP_RNN_BACK),
    Fault(
        "ones for the second bias",
        f"{P}/remove_recurrent_bias.py",
        "torch.zeros_like(bias",
        "torch.ones_like(bias",
        LSTM,
    ),
    Fault(
        "the second bias stays", f"{P}/remove_recurrent_bias.py", 'startswith("bias_hh")', 'startswith("bias_xx")', LSTM
    ),
    # Wrappers in torch
    Fault("sum for ave", W, 'Operation("/", total, Literal(2)) if mode == "ave" else total', "total", BOTH_MEAN),
    Fault("sum for mul", W, 'Operation("*", *ways)', 'Operation("+", *ways)', BOTH_PRODUCT),
    Fault("directions swapped", W, '("", "_reverse"), strict', '("_reverse", ""), strict', BOTH_SEQUENCES),
    Fault(
        "directions joined in another order",
        W,
        'call("torch.cat", ways, -1)',
        'call("torch.cat", ways[::-1], -1)',
        BOTH_WAYS,
    ),
    Fault(
        "the same direction twice",
        W,
        "(Index(h, (Literal(0),)), Index(h, (Literal(1),)))",
        "(Index(h, (Literal(0),)), Index(h, (Literal(0),)))",
        BOTH_WAYS,
    ),
    Fault(
        "both loops forwards",
        W,
        "loop(site, width), loop(site, width, go_backwards=True)",
        "loop(site, width), loop(site, width)",
        BOTH_LOOPS,
    ),
    Fault("not turned round again", f"{P}/bidirectional.py", "backward = backward.flip(1)", "pass", BOTH_LOOPS),
    Fault("turned round as a whole", f"{P}/bidirectional.py", "backward.flip(1)", "backward.flip(0)", BOTH_LOOPS),
    Fault(
        "both the first",
        f"{P}/bidirectional.py",
        "return self.forward_layer(x), backward",
        "return self.forward_layer(x), self.forward_layer(x)",
        BOTH_LOOPS,
    ),
    Fault(
        "steps of another axis",
        W,
        'site.let("steps", method(x, "flatten", 0, 1))',
        'site.let("steps", method(method(x, "transpose", 1, 2), "flatten", 0, 1))',
        TIME,
    ),
    Fault(
        "examples and steps swapped",
        W,
        'site.let("steps", method(x, "flatten", 0, 1))',
        'site.let("steps", method(method(x, "transpose", 0, 1), "flatten", 0, 1))',
        TIME,
    ),
    Fault(
        "channels of an image as steps",
        W,
        "isinstance(value.code, Name) and not value.first else site.let",
        "isinstance(value.code, Name) else site.let",
        TIME_IMAGE,
    ),
    # Keras
    Fault("return_sequences left out", K, KEPT, f'{KEPT} "return_sequences",', SEQUENCE),
    Fault("go_backwards left out", K, KEPT, f'{KEPT} "go_backwards",', BACK_SEQUENCE),
    Fault("reset_after left out", K, KEPT, f'{KEPT} "reset_after",', RESET_BEFORE),
    Fault("recurrent_activation left out", K, KEPT, f'{KEPT} "recurrent_activation",', LOOP_GRU),
    Fault("merge_mode left out", K, KEPT, f'{KEPT} "merge_mode",', BOTH_SUM),
    Fault("an LSTM is a GRU", "keras/classes.py", '"layers.LSTM"', '"layers.GRU"', LSTM),
    # TensorFlow.js
    Fault("hard gates by default", J, 'GATED = (*KERNEL, "recurrent_activation")', "GATED = KERNEL", LSTM),
    Fault(
        "tanh for a linear one",
        J,
        'options = {OPTIONS[name]: "linear" for name in linear}',
        "options = {}",
        _rnn("simple_rnn", "activation: null"),
    ),
    Fault("the older GRU", J, "if layer.reset_after or masks_gates:", "if masks_gates:", GRU),
    Fault(
        "directions joined by default",
        "tfjs/layers/wrappers.py",
        'Spelling("tf.layers.bidirectional", explicit=("merge_mode",))',
        'Spelling("tf.layers.bidirectional", names={"merge_mode": None})',
        BOTH_SUM,
    ),
    Fault(
        "update of the new",
        GRU_CELL,
        "tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), candidate))",
        "tf.add(tf.mul(tf.sub(1, z), h), tf.mul(z, candidate))",
        GRU,
    ),
    Fault("no reset", GRU_CELL, "this.resetAfter ? tf.mul(r, hH)", "this.resetAfter ? hH", GRU),
    Fault("reset by update", GRU_CELL, "tf.mul(r, hH)", "tf.mul(z, hH)", GRU),
    Fault("biases swapped", GRU_CELL, "tf.unstack(biases)", "tf.unstack(biases).reverse()", GRU),
    Fault("no state's bias", GRU_CELL, "bias: recurrentBias,", "", GRU),
    Fault(
        "gates by the activation",
        GRU_CELL,
        "this.recurrentActivation.apply(tf.add(xZ, hZ))",
        "this.activation.apply(tf.add(xZ, hZ))",
        GRU,
    ),
    Fault(
        "reset after the product",
        GRU_CELL,
        "this.resetAfter = config.resetAfter;",
        "this.resetAfter = true;",
        MASKED_GRU.replace("recurrent_dropout", "reset_after: false, recurrent_dropout"),
    ),
    Fault("dropout in inference", GRU_CELL, "if (training)", "if (true)", MASKED_GRU),
    Fault("dropout in inference", LSTM_CELL, "if (training)", "if (true)", MASKED_LSTM),
    Fault("forget and input gates swapped", LSTM_CELL, "const [i, f, , o]", "const [f, i, , o]", MASKED_LSTM),
    Fault("the state not activated", LSTM_CELL, "tf.mul(o, this.activation.apply(c))", "tf.mul(o, c)", MASKED_LSTM),
    Fault(
        "the first gate's kernel for all",
        f"{M}/gate_products.mjs",
        "tf.matMul(kept, part)",
        "tf.matMul(kept, tf.split(kernel, gates, 1)[0])",
        GRU,
    ),
    Fault("no bias", f"{M}/gate_products.mjs", "bias ? tf.add(product, biases[gate]) : product", "product", GRU),
    Fault("the usual cell", f"{M}/keras_gru.mjs", "this.cell = new KerasGRUCell(config);", "", GRU),
    Fault(
        "masks of another kind",
        f"{M}/dropout_masks.mjs",
        "if (rate === 0) return null;",
        "if (rate === 0) return Array(count).fill(tf.zerosLike(x));",
        GRU,
    ),
)
# Keras makes a graph of each model that loops over steps, which takes it as long as a dozen others.
FAULTS = tuple(replace(fault, against="tfjs") if fault.file.startswith("torch/") else fault for fault in ALL)
