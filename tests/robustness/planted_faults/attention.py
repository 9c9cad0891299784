"""Attention: projections, heads, scores, masks."""

from __future__ import annotations

from tests.robustness.planted_faults import Fault, spec


def _heads(arguments: str = "num_heads: 2, key_dim: 3") -> str:
    return spec("x: [4, 6]", f"multi_head_attention: {{{arguments}}}")


SELF = _heads()
SQUARE = _heads("num_heads: 2, key_dim: 3")
CAUSAL = _heads("num_heads: 2, key_dim: 3, use_causal_mask: true")
NO_BIAS = _heads("num_heads: 2, key_dim: 3, use_bias: false")
WIDE = _heads("num_heads: 2, key_dim: 3, value_dim: 5")
SHAPED = _heads("num_heads: 2, key_dim: 3, output_shape: [2, 3]")
FROZEN = spec("x: [4, 6]", "dense: 6", "multi_head_attention: {num_heads: 2, key_dim: 3, trainable: false}")
CROSS = spec("a: [4, 6], b: [5, 6]", "multi_head_attention: {from: [a, b], num_heads: 2, key_dim: 3}")
THREE = spec("a: [4, 6], b: [4, 6], c: [4, 6]", "multi_head_attention: {from: [a, b, c], num_heads: 2, key_dim: 3}")

T, P = "torch/layers/attention.py", "torch/parts/multi_head_attention.py"
K, M = "keras/layers.py", "tfjs/parts/multi_head_attention.mjs"

FAULTS = (
    Fault("kernels not transposed", T, "matrix, Transpose((1, 0))", "matrix, Transpose((0, 1))", SQUARE),
    Fault("mask left out", T, 'options["use_causal_mask"] = True', "pass", CAUSAL),
    Fault("a bias too many", T, 'options["use_bias"] = False', "pass", NO_BIAS),
    Fault("values as wide as keys", T, "if layer.value_width != layer.key_dim:", "if False:", WIDE),
    Fault("output not shaped", T, "if width is not None and len(width) > 1:", "if False:", SHAPED),
    Fault(
        "key and value swapped",
        T,
        "arguments = (query, value, inputs[2] if len(inputs) > 2 else value)",
        "arguments = (query, inputs[2] if len(inputs) > 2 else value, value)",
        THREE,
    ),
    Fault("of itself only", T, "inputs[min(1, len(inputs) - 1)]", "inputs[0]", THREE),
    Fault(
        "query's kernel for the key",
        T,
        "KEYS.get(projection, projection), weight.shape",
        'KEYS.get(projection, {"key": "query", "query": "key"}.get(projection, projection)), weight.shape',
        SELF,
    ),
    Fault("no scale", P, "dropout_p=self.dropout", "scale=1.0, dropout_p=self.dropout", SELF),
    Fault("mask left out", P, "is_causal=self.use_causal_mask,", "", CAUSAL),
    Fault(
        "heads and sizes swapped",
        P,
        "x.view(*x.shape[:2], self.num_heads, -1).transpose(1, 2)",
        "x.view(*x.shape[:2], -1, self.num_heads).permute(0, 3, 1, 2)",
        SELF,
    ),
    Fault("heads not brought back", P, "heads.transpose(1, 2).flatten(2)", "heads.reshape(*query.shape[:2], -1)", SELF),
    Fault(
        "keys are values",
        P,
        "self.query(query), self.key(key), self.value(value)",
        "self.query(query), self.key(value), self.value(value)",
        THREE,
    ),
    Fault(
        "no output projection",
        P,
        "self.output(heads.transpose(1, 2).flatten(2))",
        "heads.transpose(1, 2).flatten(2)",
        SELF,
    ),
    # Keras
    Fault("mask left out", K, 'keywords.append(("use_causal_mask", Literal(True)))', "pass", CAUSAL),
    Fault("key left out", K, 'keywords = [("key", key[0])] if key else []', "keywords = []", THREE),
    Fault(
        "query and value swapped",
        K,
        "return (query, value), tuple(keywords)",
        "return (value, query), tuple(keywords)",
        CROSS.replace("[5, 6]", "[4, 6]"),
    ),
    Fault(
        "frozen projections are trained",
        K,
        'return "FrozenMultiHeadAttention"',
        'return "layers.MultiHeadAttention"',
        FROZEN,
    ),
    Fault(
        "frozen by its name only",
        "keras/parts/frozen_multi_head_attention.py",
        "layer.trainable = False",
        "layer.trainable = True",
        FROZEN,
    ),
    Fault(
        "value_dim left out",
        K,
        'if name in ("activity_regularizer",',
        'if name in ("value_dim", "activity_regularizer",',
        WIDE,
    ),
    # TensorFlow.js
    Fault("no scale", M, "tf.div(products, Math.sqrt(keyDim))", "products", SELF),
    Fault("scale without its root", M, "Math.sqrt(keyDim)", "keyDim", SELF),
    Fault("mask left out", M, "if (useCausalMask)", "if (false)", CAUSAL),
    Fault("mask of the past", M, "tf.linalg.bandPart(ones, -1, 0)", "tf.linalg.bandPart(ones, 0, -1)", CAUSAL),
    Fault("mask too weak", M, "-3e4", "-3", CAUSAL),
    Fault("mask off by one", M, "bandPart(ones, -1, 0)", "bandPart(ones, -1, 1)", CAUSAL),
    Fault(
        "scores along another axis",
        M,
        "tf.softmax(scores)",
        "tf.transpose(tf.softmax(tf.transpose(scores, [0, 1, 3, 2])), [0, 1, 3, 2])",
        SELF,
    ),
    Fault(
        "queries and keys swapped",
        M,
        'heads("query", query),\n\t\t\t\theads("key", key),',
        'heads("key", key),\n\t\t\t\theads("query", query),',
        SELF,
    ),
    Fault("key is the value", M, 'heads("key", key)', 'heads("key", value)', THREE),
    Fault("value is the query", M, 'heads("value", value)', 'heads("value", query)', CROSS.replace("[5, 6]", "[4, 6]")),
    Fault("a bias too many", M, 'this.options.useBias ? add("bias", to) : null', 'add("bias", to)', NO_BIAS),
    Fault("no bias in projections", M, "bias ? tf.add(y, bias) : y", "y", SELF),
    Fault(
        "the query's projection for all",
        M,
        "this.weightsOf[name].kernel.read()",
        'this.weightsOf[name === "key" ? "query" : name].kernel.read()',
        SELF,
    ),
    Fault(
        "heads not brought back",
        M,
        "tf.transpose(found, [0, 2, 1, 3]),",
        "tf.reshape(found, tf.transpose(found, [0, 2, 1, 3]).shape),",
        SELF,
    ),
)
