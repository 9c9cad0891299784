"""How a call becomes a TensorFlow.js layer: one entry of the tables in `layers/`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from modelspec.backends.base import Unsupported
from modelspec.backends.code import Plain
from modelspec.ir import Node
from modelspec.record import NOTHING, Record


class Spelling(Record):
    """`function` is TensorFlow.js's (`tf.layers.dense`) or the class of a part, which is made with `new`. Fields that
    have Keras's default are left out, but for the `explicit` ones, whose default is another in TensorFlow.js. `names`
    are those of options that are not the field's in camel case; of None, the field is never written. `options` come
    besides."""

    function: str
    explicit: tuple[str, ...] = ()
    names: Mapping[str, str | None] = NOTHING
    options: Mapping[str, Plain] = NOTHING


Entry = Spelling | Unsupported | Callable[[Node], Spelling]
"""A function chooses by arguments and shapes; it raises Unspellable for a call that cannot be carried."""
