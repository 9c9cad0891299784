"""The ways in which a spec is damaged: bytes, tokens, lines, data, and two specs made one."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from typing import Any

from modelspec.argument_words import ARGUMENT_ALIASES
from modelspec.layers import FAMILY
from modelspec.spec import SpecFile

TOKEN = re.compile(rb"[\w.+-]+|\n *|[^\w\n]")
NUMBER = re.compile(rb"(?<![\w.])-?\d+(?:\.\d*)?(?:e-?\d+)?(?![\w.])")
WORDS = """
null ~ -1 0 1 2 0.5 1e308 1e-46 -0.0 .5 5. 010 0x1F 1_000 12:30 1/2 50% true false yes on NaN .nan .inf [] {} '' ""
!!int !x &a *a <<: {<<:*a} --- ... %YAML | > |- >+ $width $ $$ ${width} "$x*2" $x**9999 none input previous required
x.y a.b.c repeat: 2 name: from: units: layer: reuse: params: l2: convention: examples: lambda/m trainable: doc:
x-free: "\\ud800" "\\U00110000" '\\x' [[]] {a:1} {a: b: c} - : , # @ ` ? ?a :: ... l1_l2 relu softmax adam sgd dense
lstm bidirectional time_distributed same valid orthogonal logits x y m.yaml extends: imports: override: vars:
blocks: inputs: layers: outputs: training: regularization:
"""
VOCABULARY = [
    word.encode() for word in [*WORDS.split(), *FAMILY, *SpecFile.model_fields, *ARGUMENT_ALIASES, *map(str, range(9))]
]
# No number of repeats that is allowed and large: a spec that is large by right takes its time by right.
EXTREMES = b"""
0 -0 -1 1 2 3 7 100 10001 65536 2147483647 2147483648 4294967296 9223372036854775807 9223372036854775808
-9223372036854775809 1e308 -1e308 1e309 1e-308 1e-320 1e-400 1e-46 3.5e38 0.1 0.9999999999999999 1.0 1.5 -0.0 1e0
1E5 1e+5 00 007 0x7fffffff 0o777 1_0 99999999999999999999999999999999999999999999
""".split()
EXTREMES += [b"9" * 400, b"9" * 5000, b"0." + b"0" * 400 + b"1", b"1:59" * 400, b"0x" + b"f" * 5000]
CHARACTERS = [
    character.encode("utf-8", "surrogatepass")
    for character in "\0\x01\x07\t\n\r\x0b\x0c\x1b\x1f\x7f\x85\xa0\xad\u0301\u0430\u200b\u200d\u202e\u2028\u2029\u2066"
    "\ud800\udfff\ufb01\ufeff\ufffe\uffff\uff44\U0001f600\U000e0001\U0010ffff 0aA_-:,#&*!|>'\"%@`[]{}?\\$.~"
] + [b"\x80", b"\xc0\xaf", b"\xff", b"\xf4\x90\x80\x80", b"\r\n", b"\x1b]52;c;!\x07", b"\n::error::x\n"]

Damage = Callable[[random.Random, bytes, Sequence[bytes]], bytes]
"""(choices, the spec, other specs) -> the damaged one."""


def flip(choose: random.Random, spec: bytes, _: Sequence[bytes]) -> bytes:
    """One bit, or one byte, is another."""
    at = choose.randrange(len(spec))
    byte = spec[at] ^ 1 << choose.randrange(8) if choose.random() < 0.5 else choose.randrange(256)
    return spec[:at] + bytes([byte]) + spec[at + 1 :]


def insert(choose: random.Random, spec: bytes, _: Sequence[bytes]) -> bytes:
    """A character comes in that means something, or should not be there."""
    at = choose.randrange(len(spec) + 1)
    return spec[:at] + choose.choice(CHARACTERS) * choose.choice((1, 1, 1, 2, 50)) + spec[at:]


def cut(choose: random.Random, spec: bytes, _: Sequence[bytes]) -> bytes:
    """Some bytes are lost, at times all behind them."""
    at = choose.randrange(len(spec))
    return spec[:at] if choose.random() < 0.1 else spec[:at] + spec[at + choose.randint(1, 8) :]


def token(choose: random.Random, spec: bytes, _: Sequence[bytes]) -> bytes:
    """A word or sign is deleted, doubled, swapped with another or replaced."""
    tokens = TOKEN.findall(spec)
    if not tokens:
        return spec
    at, other = choose.randrange(len(tokens)), choose.randrange(len(tokens))
    deed = choose.randrange(6)
    if deed == 0:
        tokens[at] = b""
    elif deed == 1:
        tokens[at] *= 2
    elif deed == 2:
        tokens[at], tokens[other] = tokens[other], tokens[at]
    elif deed == 3:
        tokens[at] = tokens[other]
    else:
        tokens[at] = choose.choice(VOCABULARY)
    return b"".join(tokens)


def number(choose: random.Random, spec: bytes, _: Sequence[bytes]) -> bytes:
    """A number becomes an extreme one."""
    found = list(NUMBER.finditer(spec))
    if not found:
        return spec
    start, end = choose.choice(found).span()
    return spec[:start] + choose.choice(EXTREMES) + spec[end:]


def line(choose: random.Random, spec: bytes, others: Sequence[bytes]) -> bytes:
    """A line is deleted, doubled, moved, indented otherwise, joined with the next, or comes from another spec."""
    lines = spec.split(b"\n")
    at = choose.randrange(len(lines))
    deed = choose.randrange(8)
    if deed == 0:
        del lines[at]
    elif deed == 1:
        lines.insert(at, lines[at])
    elif deed == 2:
        lines.insert(choose.randrange(len(lines)), lines.pop(at))
    elif deed == 3:
        lines[at] = b" " * choose.choice((1, 2, 4, 3)) + lines[at]
    elif deed == 4:
        lines[at] = lines[at][choose.randint(1, 4) :]
    elif deed == 5:
        lines[at : at + 2] = [choose.choice((b"", b" ", b": ", b", ")).join(lines[at : at + 2])]
    elif deed == 6:
        lines.insert(at, choose.choice(choose.choice(others).split(b"\n")))
    else:
        lines[at] = choose.choice((b"\t", b"- ", b"# ", b"? ", b"'", b"  - ", b"&a ", b"--- ")) + lines[at].lstrip(b" ")
    return b"\n".join(lines)


def splice(choose: random.Random, spec: bytes, others: Sequence[bytes]) -> bytes:
    """The beginning of one and the end of another; at times at the beginning of lines."""
    other = choose.choice(others)
    here, there = choose.randrange(len(spec) + 1), choose.randrange(len(other) + 1)
    if choose.random() < 0.7:
        here, there = spec.rfind(b"\n", 0, here) + 1, other.rfind(b"\n", 0, there) + 1
    return spec[:here] + other[there:]


def data(choose: random.Random, spec: bytes, others: Sequence[bytes]) -> bytes:
    """The values of a spec in JSON are others, in a file that is still right YAML: this reaches deepest."""
    tree, other = json.loads(spec), json.loads(choose.choice(others))
    for _ in range(choose.choice((1, 1, 1, 2, 3))):
        found = places(tree)
        if not found:
            break
        where, key = choose.choice(found)
        deed = choose.randrange(8)
        if deed == 0:
            del where[key]
        elif deed == 1:
            where[key] = copied(choose.choice(found)[0])
        elif deed == 2:
            taken, at = choose.choice(places(other) or [({"x": 1}, "x")])
            where[key] = copied(taken[at])
        elif deed == 3 and isinstance(where, dict):
            where[choose.choice(VOCABULARY).decode()] = where.pop(key)
        elif deed == 4 and isinstance(where, dict):
            where[choose.choice(VOCABULARY).decode()] = copied(choose.choice(SIMPLE))
        elif deed == 5:
            where[key] = [where[key]] if choose.random() < 0.5 else {"x": where[key]}
        else:
            where[key] = copied(choose.choice(SIMPLE))
    return json.dumps(tree).encode()


def copied(value: Any) -> Any:
    """A copy, so that nothing comes to contain itself."""
    return json.loads(json.dumps(value))


SIMPLE = [
    None, True, False, 0, 1, -1, 2, 3, 7, 0.5, -0.5, 1e-46, 1e308, 2**31, 2**63 - 1, "", "x", "$x", "$", "$width * 2",
    "none", "input", "previous", "required", "relu", "l2", "l1", "lambda/m", "same", "valid", "dense", [], {}, [1], [1,
    2], [None], ["x"], [[1]], {"l2": 0.1}, {"l1": 0.1, "l2": 1}, {"dense": 2}, {"x": None}, [{}], {"orthogonal": {}},
    "é", "a\nb",
]  # fmt: skip


def places(tree: object) -> list[tuple[dict | list, str | int]]:
    """Every container and key or index that lead to a value."""
    found: list[tuple[dict | list, str | int]] = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, child in inside:
            found.append((node, key))
            waiting.append(child)
    return found


WAYS: tuple[Damage, ...] = (flip, insert, cut, splice, *(token,) * 3, *(number, line) * 2)
TIMES = (1, 1, 1, 2, 2, 3, 5)


def damaged(choose: random.Random, spec: bytes, others: Sequence[bytes]) -> bytes:
    """The spec after one or a few of the ways."""
    for _ in range(choose.choice(TIMES)):
        spec = choose.choice(WAYS)(choose, spec, others) or b"\n"
    return spec
