"""Penalties: their terms, their sum, and their way into the loss and its gradient."""

from __future__ import annotations

from tests.robustness.planted_faults import Fault, spec

WEIGHTS = spec(
    "x: [6]",
    "dense: {units: 5, activation: tanh, kernel_regularizer: {l1: 0.02, l2: 0.1}, bias_regularizer: {l2: 0.3}}",
    "dense: {units: 3, kernel_regularizer: {l1: 0.05}}",
)
L2 = spec("x: [6]", "dense: {units: 5, activation: tanh, kernel_regularizer: {l2: 0.1}}", "dense: 3")
L1 = spec("x: [6]", "dense: {units: 5, activation: tanh, kernel_regularizer: {l1: 0.1}}", "dense: 3")
ACTIVITY = spec("x: [6]", "dense: {units: 5, activation: tanh, activity_regularizer: {l1: 0.02, l2: 0.1}}", "dense: 3")
BOTH = spec(
    "x: [6]",
    "dense: {units: 5, activation: tanh, activity_regularizer: {l2: 0.1}, kernel_regularizer: {l2: 0.2}}",
    "dense: 3",
)
LAYER = spec("x: [6]", "dense: 5", "activity_regularization: {l1: 0.02, l2: 0.1}", "dense: 3")
GRU = spec("x: [5, 6]", "gru: {units: 4, recurrent_regularizer: {l2: 0.2}, bias_regularizer: {l2: 0.3}}")
LSTM = spec("x: [5, 6]", "lstm: {units: 4, kernel_regularizer: {l2: 0.2}, activity_regularizer: {l2: 0.1}}")
RNN = spec("x: [5, 6]", "simple_rnn: {units: 4, activity_regularizer: {l2: 0.1}}")
RMS = spec("x: [6]", "dense: 5", "rms_normalization", "dense: 3", regularization="{all_trainable: {l2: 0.1}}")
POSITIONS = spec("x: [5, 6]", "position_embedding: {length: 8, embeddings_regularizer: {l2: 0.1}}", "dense: 3")
TIME = spec(
    "x: [5, 6]",
    "time_distributed: {layer: {dense: {units: 4, activity_regularizer: {l2: 0.1}, kernel_regularizer: {l2: 0.2}}}}",
)
TIME_TWICE = spec(
    "x: [5, 6]",
    "time_distributed: {layer: {dense: {units: 4, activity_regularizer: {l2: 0.1}}}, activity_regularizer: {l2: 0.3}}",
)
TIME_BOTH_WAYS = spec(
    "x: [3, 4, 5]",
    "time_distributed: {layer: {bidirectional: {layer: {lstm: {units: 3, activity_regularizer: {l2: 0.1}}}}}}",
)
BOTH_WAYS = spec("x: [5, 6]", "bidirectional: {layer: {lstm: {units: 4, activity_regularizer: {l2: 0.1}}}}", "dense: 3")
HEADS = spec(
    "a: [5, 6], b: [5, 6]",
    "multi_head_attention: {from: [a, b], num_heads: 2, key_dim: 3, activity_regularizer: {l2: 0.1}}",
)
AGAIN = spec(
    "x: [6]",
    "dense: {name: same, units: 6, activation: tanh, kernel_regularizer: {l2: 0.1}, activity_regularizer: {l2: 0.2}}",
    "dense: {units: 6, activation: tanh}",
    "reuse: {layer: same, from: dense}",
)
BLOCKS = """{pair: {params: {units: required}, layers: [
  {dense: {name: wide, units: $units, activation: tanh, kernel_regularizer: l2, activity_regularizer: {l2: 0.2}}},
  {dense: {name: back, units: 6, bias_regularizer: {l1: 0.3}}}]}}"""
IN_BLOCKS = spec("x: [6]", "pair: {units: 5}", "pair: {units: 4}", "dense: 3", blocks=BLOCKS)
BLOCK_AGAIN = spec(
    "x: [6]", "pair: {name: one, units: 5}", "dense: 6", "reuse: {layer: one, from: dense}", blocks=BLOCKS
)
IN_A_ROW = spec(
    "x: [6]",
    "pair: {name: stage, units: 5, repeat: 3}",
    "dense: 3",
    blocks="{pair: {params: {units: required}, layers: [{dense: {units: $units, kernel_regularizer: {l2: 0.1}}}, "
    "{dense: {units: 6, activation: tanh}}]}}",
)

TERMS, CLASSES, UNIT, STEP = "torch/terms.py", "torch/classes.py", "torch/unit.py", "torch/training.py"
K_ARGUMENTS, K_PENALTIES, K_LAYERS = "keras/arguments.py", "keras/penalties.py", "keras/layers.py"
J_REGULARIZERS, J_PENALTIES, J_STEP = "tfjs/regularizers.py", "tfjs/penalties.py", "tfjs/training.py"
J_ACTIVITIES, J_PARTS = "tfjs/activities.py", "tfjs/activity_parts.py"
M = "tfjs/parts"
ACTIVITY_OF_TIME = "return _sum(place.penalty for place in node.activities if _every_step(place.name))"
OF_HEADS = 'return _one(node, [place.penalty for place in node.activities], "projections")'

FAULTS = (
    Fault("λ of l2 doubled", TERMS, "Literal(penalty.l2,", "Literal(2 * penalty.l2,", L2),
    Fault("λ of l1 halved", TERMS, "Literal(penalty.l1,", "Literal(penalty.l1 / 2,", L1),
    Fault("l1's λ is that of l2", TERMS, "Literal(penalty.l1,", "Literal(penalty.l2,", WEIGHTS),
    Fault(
        "mean of squares",
        TERMS,
        'method(method(array, "square"), "sum")',
        'method(method(array, "square"), "mean")',
        L2,
    ),
    Fault(
        "mean of absolute values",
        TERMS,
        'method(method(array, "abs"), "sum")',
        'method(method(array, "abs"), "mean")',
        L1,
    ),
    Fault("no absolute values", TERMS, 'method(method(array, "abs"), "sum")', 'method(array, "sum")', L1),
    Fault("a norm that is not squared", TERMS, 'method(method(array, "square"), "sum")', 'method(array, "norm")', L2),
    Fault("l1 or l2, not both", TERMS, "    if penalty.l2:", "    elif penalty.l2:", WEIGHTS),
    Fault("one of two biases", TERMS, "for weight in weights for", "for weight in weights[:1] for", GRU),
    Fault(
        "activity times the batch size", TERMS, 'return Operation("/", total', 'return Operation("*", total', ACTIVITY
    ),
    Fault(
        "activity not divided",
        TERMS,
        'return Operation("/", total, Index(Attribute(output, "shape"), (Literal(0),)))',
        "return total",
        ACTIVITY,
    ),
    Fault("activity divided by the features", TERMS, "(Literal(0),)))", "(Literal(1),)))", ACTIVITY),
    Fault("mean of the terms", CLASSES, '"values"))), "sum")', '"values"))), "mean")', WEIGHTS),
    Fault(
        "with_penalty without the weights",
        CLASSES,
        "    if unit.penalties:\n        terms",
        "    if False:\n        terms",
        BOTH,
    ),
    Fault("with_penalty gives the largest", CLASSES, '"terms")), "sum")', '"terms")), "max")', BOTH),
    Fault("blocks counted from 0", CLASSES, "start=1", "start=0", IN_A_ROW),
    Fault("a block's terms forgotten", CLASSES, "unit.penalties[plain:]:", "unit.penalties[plain + 1 :]:", IN_BLOCKS),
    Fault(
        "penalty left out of the step",
        STEP,
        'method(MODEL, "penalty")) if targets',
        'method(MODEL, "penalty")) if False',
        L2,
    ),
    Fault(
        "penalty detached", STEP, 'method(MODEL, "penalty")) if', 'method(method(MODEL, "penalty"), "detach")) if', L2
    ),
    Fault("penalty subtracted", STEP, 'Operation("+", total, method', 'Operation("-", total, method', L2),
    Fault("activities left out of the step", STEP, 'total = Operation("+", total, Name("penalty"))', "pass", ACTIVITY),
    Fault("activities detached", STEP, 'total, Name("penalty"))', 'total, method("penalty", "detach"))', ACTIVITY),
    Fault("gradients add up", STEP, 'Do(method("optimizer", "zero_grad")),', "", L2),
    Fault("activity of the last call only", UNIT, 'Operation("+", target, term) if again else term', "term", AGAIN),
    Fault(
        "no terms of biases",
        UNIT,
        "if weight.penalty is not None:",
        'if weight.penalty is not None and weight.name != "bias":',
        WEIGHTS,
    ),
    Fault("every activity that of the output", UNIT, "site.activities.get(activity.name, output)", "output", BOTH_WAYS),
    Fault("activities of attention at the output", UNIT, "site.activities.get(activity.name, output)", "output", HEADS),
    Fault(
        "terms of the last call only",
        "torch/parts/add_terms.py",
        "total[name] + value if name in total else value",
        "value",
        BLOCK_AGAIN,
    ),
    Fault("terms without their block's name", "torch/parts/add_terms.py", 'f"{prefix}.{term}"', "term", IN_BLOCKS),
    Fault(
        "activity over all entries",
        "torch/layers/wrappers.py",
        'site.activity(f"layer.{place}".rstrip("."), whole(code))',
        'site.activity(f"layer.{place}".rstrip("."), code)',
        TIME_BOTH_WAYS,
    ),
    # Keras
    Fault("l1 and l2 swapped", K_ARGUMENTS, "l1=l1, l2=l2", "l1=l2, l2=l1", WEIGHTS),
    Fault("l1 for l2", K_ARGUMENTS, 'call("regularizers.L2", l2)', 'call("regularizers.L1", l2)', L2),
    Fault("l2 for l1", K_ARGUMENTS, 'call("regularizers.L1", l1)', 'call("regularizers.L2", l1)', L1),
    Fault("no penalty on biases", K_ARGUMENTS, "penalty.is_zero:", 'penalty.is_zero or slot == "bias":', WEIGHTS),
    Fault("no recurrent penalty", K_ARGUMENTS, "penalty.is_zero:", 'penalty.is_zero or slot == "recurrent":', GRU),
    Fault("l1 and l2: l1 alone", K_ARGUMENTS, "l1=l1, l2=l2", "l1=l1", WEIGHTS),
    Fault("no activity penalty in a wrapper", K_PENALTIES, ACTIVITY_OF_TIME, "return None", TIME),
    Fault("of two activity penalties the first", K_PENALTIES, "sum(p.l2 for p in found)", "found[0].l2", TIME_TWICE),
    Fault("no activity penalty of attention", K_PENALTIES, OF_HEADS, "return None", HEADS),
    Fault("activity penalty left out", K_LAYERS, "if activity is not None and node", "if False and node", ACTIVITY),
    Fault("Keras's SimpleRNN, which drops it", K_LAYERS, 'return "SimpleRNN"', 'return "layers.SimpleRNN"', RNN),
    Fault("no penalty on a scale", K_LAYERS, 'regularizer(slot_penalty(node, None), "scale")', "None", RMS),
    Fault("activity_regularization without l2", K_LAYERS, 'in ("l1", "l2"):', 'in ("l1",):', LAYER),
    Fault("dropped by the part", "keras/parts/simple_rnn.py", "regularizers.get(activity_regularizer)", "None", RNN),
    Fault(
        "not given to the scale",
        "keras/parts/rms_normalization.py",
        "self.scale.regularizer = self.scale_regularizer",
        "pass",
        RMS,
    ),
    Fault(
        "not given to the table",
        "keras/parts/position_embedding.py",
        "regularizer=self.embeddings_regularizer,",
        "",
        POSITIONS,
    ),
    Fault("only one direction's activity", "keras/layers.py", "inner_activities(node))\n", "())\n", BOTH_WAYS),
    # TensorFlow.js
    Fault(
        "l1 for l2",
        J_REGULARIZERS,
        'call("tf.regularizers.l2", **given)',
        'call("tf.regularizers.l1", l1=given["l2"])',
        L2,
    ),
    Fault("no penalty on biases", J_REGULARIZERS, "penalty.is_zero:", 'penalty.is_zero or slot == "bias":', WEIGHTS),
    Fault("l1 and l2: l1 alone", J_REGULARIZERS, 'for name in ("l1", "l2") if', 'for name in ("l1",) if', WEIGHTS),
    Fault("λ doubled", J_REGULARIZERS, "Literal(value,", "Literal(2 * value,", L2),
    Fault("l1 alone", f"{M}/exact_l1.mjs", "tf.add(l1(x, this.l1), l2(x, this.l2))", "l1(x, this.l1)", WEIGHTS),
    Fault("l1 and l2 swapped", f"{M}/exact_l1.mjs", "super({ l1, l2 })", "super({ l1: l2, l2: l1 })", WEIGHTS),
    Fault("mean", f"{M}/l1.mjs", "tf.sum", "tf.mean", ACTIVITY),
    Fault("squares", f"{M}/l1.mjs", "tf.sign(x)", "x", L1),
    Fault("mean", f"{M}/l2.mjs", "tf.sum", "tf.mean", ACTIVITY),
    Fault("factor halved", f"{M}/l2.mjs", "tf.mul(factor,", "tf.mul(factor / 2,", ACTIVITY),
    Fault("activity not divided", J_PENALTIES, 'call("tf.div", total, BATCH)', "total", ACTIVITY),
    Fault(
        "activity divided by the features",
        J_PENALTIES,
        "(Literal(0),))),\n        Return",
        "(Literal(1),))),\n        Return",
        ACTIVITY,
    ),
    Fault("activity of the first call only", J_PENALTIES, "for index in indices]", "for index in indices[:1]]", AGAIN),
    Fault(
        "no weights among the penalties", J_PENALTIES, 'pairs.append((None, call("penalties", MODEL)))', "pass", BOTH
    ),
    Fault("every weight is the first", J_PENALTIES, "call(OWN, layer, item.index)", "call(OWN, layer, 0)", WEIGHTS),
    Fault(
        "l1 alone where it is computed", J_PENALTIES, 'for name in ("l1", "l2") if', 'for name in ("l1",) if', ACTIVITY
    ),
    Fault(
        "sum of penalties doubled",
        J_PENALTIES,
        'total = call("tf.addN", call("Object.values", call("penalties", MODEL)))',
        'total = call("tf.mul", 2, call("tf.addN", call("Object.values", call("penalties", MODEL))))',
        L2,
    ),
    Fault(
        "penalty left out of the loss",
        J_STEP,
        'call("tf.add", data, call("penalty", MODEL)) if targets',
        "data if targets",
        L2,
    ),
    Fault(
        "activities left out of the loss",
        J_STEP,
        'total: Code = call("tf.addN", ListOf((data, Star(call("Object.values", Name("terms"))))))',
        "total: Code = data",
        ACTIVITY,
    ),
    Fault(
        "recurrent layers asked for them",
        "tfjs/paths.py",
        'layer.kind == "bidirectional" or layer.kind in LAYERS["recurrent"]',
        "False",
        LSTM,
    ),
    Fault("always the first call's output", J_ACTIVITIES, '"getOutputAt", number) if', '"getOutputAt", 0) if', AGAIN),
    Fault("value and key are the query", J_PARTS, '{"value": 1, "key": 2}.get(part, 0)', "0", HEADS),
    Fault("both directions are the first", J_PARTS, 'f"{part}Layer"', '"forwardLayer"', BOTH_WAYS),
    Fault("every projection is the query's", J_PARTS, "Literal(part), Name", 'Literal("query"), Name', HEADS),
    Fault("the block's own call left out", f"{M}/at_each_call.mjs", ".slice(1)", ".slice(2)", BLOCK_AGAIN),
    Fault("penalized outputs in another order", f"{M}/with_outputs.mjs", "all.map(", "all.toReversed().map(", ACTIVITY),
)
