"""Specs with just so much of something: each function takes how much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import yaml

from modelspec.layers.fields import LARGEST
from modelspec.resolve.bounds import MOST_TAKEN

HEAD = "modelspec: 1\nname: large\n"
INPUT = "inputs: {x: [4]}\n"
TOP = HEAD + INPUT + "layers:\n"
PENALIZED = "kernel_regularizer: {l2: 0.01}, bias_regularizer: l1"
SMALL = TOP + "  - dense: 4\n"


def _flow(items: Iterable[object]) -> str:
    return f"[{', '.join(map(str, items))}]"


def of_bytes(count: int) -> str:
    """A spec whose file has so many bytes."""
    return SMALL + "# " + "-" * (count - len(SMALL) - 3) + "\n"


def nested(levels: int) -> str:
    """Lists within lists, under a free key."""
    return f"{SMALL}x-deep: {'[' * (levels - 1)}{']' * (levels - 1)}\n"


def of_values(count: int) -> str:
    """A long list under a free key; keys count too."""
    head = f"{SMALL}x-many: []\n"
    starts = (yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent)
    there = sum(isinstance(event, starts) for event in yaml.parse(head))
    return head.replace("[]", _flow([0] * (count - there)))


def integer(value: int) -> str:
    """That number under a free key."""
    return f"{SMALL}x-number: {value}\n"


def length(value: int) -> str:
    """A layer of so many units."""
    return f"{TOP}  - dense: {value}\n"


def name(count: int) -> str:
    """A layer whose name has so many letters."""
    return f"{TOP}  - dense: {{units: 4, name: {'n' * count}}}\n"


def doc(count: int) -> str:
    """A comment of so many letters, as often as there may be layers."""
    return f"{TOP}  - dense: {{units: 4, repeat: 2000, doc: {'long ' * (count // 5)}{'d' * (count % 5)}}}\n"


def calls(count: int) -> str:
    """A chain of layers with penalties."""
    return TOP + f"  - dense: {{units: 4, activation: relu, {PENALIZED}}}\n" * count


def calls_in_blocks(count: int) -> str:
    """The same number of calls, by two uses a level of blocks within blocks."""
    blocks = "".join(f"  b{i}: {{layers: [b{i - 1}, b{i - 1}]}}\n" for i in range(1, 11))
    deep = f"{HEAD}{INPUT}blocks:\n  b0: {{layers: [dense: {{units: 4, {PENALIZED}}}]}}\n{blocks}layers:\n"
    there = 3 * 2**10 - 1
    return deep + "  - b10\n" * (count // there) + "  - relu\n" * (count % there)


def repeated(count: int) -> str:
    """One layer, so many times."""
    return f"{TOP}  - dense: {{units: 4, {PENALIZED}, repeat: {count}}}\n"


def arguments(count: int) -> str:
    """Calls with so many inputs and arguments: of a use of the block each, of a merge its inputs, of a relu three."""
    of_use, of_call = 3, 3
    each = of_use + of_call + MOST_TAKEN
    uses, rest = divmod(count - of_call - MOST_TAKEN, each)
    plain, more = divmod(rest, of_call)
    last = _flow(["x"] * (MOST_TAKEN - of_call + more))
    wide = f"{HEAD}{INPUT}blocks:\n  wide: {{layers: [add: {{from: {_flow(['input'] * MOST_TAKEN)}}}]}}\n"
    tail = "  - wide\n" * uses + "  - relu\n" * plain
    return f"{wide}layers:\n  - add: {{from: {last}}}\n  - relu\n{tail}"


def used_inside(depth: int) -> str:
    """Blocks within one another."""
    inner = "".join(f"  b{i}: {{layers: [b{i - 1}]}}\n" for i in range(1, depth))
    return f"{HEAD}{INPUT}blocks:\n  b0: {{layers: [dense: 4]}}\n{inner}layers: [b{depth - 1}]\n"


def blocks(count: int) -> str:
    """So many different blocks, each with penalties and a parameter."""
    block = f"{{params: {{units: required}}, layers: [dense: {{units: $units, {PENALIZED}}}, relu]}}"
    declared = "".join(f"  b{i}: {block}\n" for i in range(count))
    uses = "".join(f"  - b{i}: {i + 1}\n" for i in range(count))
    return f"{HEAD}{INPUT}blocks:\n{declared}layers:\n{uses}"


def inputs(count: int) -> str:
    """A model of so many inputs, added up by as many at a time as one call takes."""
    names = [f"i{i}" for i in range(count)]
    return f"{HEAD}inputs: {{{', '.join(f'{name}: [4]' for name in names)}}}\nlayers:\n" + "".join(_added(names))


def _added(names: list[str]) -> Iterator[str]:
    level = 0
    while len(names) > 1:
        groups = [names[i : i + MOST_TAKEN] for i in range(0, len(names), MOST_TAKEN)]
        names = [f"sum_{level}_{i}" for i in range(len(groups))]
        yield from (
            f"  - add: {{name: {name}, from: {_flow(group)}}}\n" for name, group in zip(names, groups, strict=True)
        )
        level += 1


def outputs(count: int) -> str:
    """A model of so many outputs, each with a loss."""
    layers = "".join(f"  - dense: {{name: d{i}, units: 4, from: x}}\n" for i in range(count))
    losses = f"{{{', '.join(f'd{i}: mean_squared_error' for i in range(count))}}}"
    training = f"training: {{losses: {losses}, optimizer: adam}}\n"
    return f"{TOP}{layers}outputs: {_flow(f'd{i}' for i in range(count))}\n{training}"


def taken(count: int) -> str:
    """Every kind of merge, of so many inputs."""
    layers = "".join(f"  - dense: {{name: d{i}, units: 4, from: x}}\n" for i in range(count))
    kinds = ("add", "multiply", "average", "maximum", "minimum", "concatenate")
    merges = "".join(
        f"  - {kind}: {{name: {kind}_all, from: {_flow(f'd{i}' for i in range(count))}}}\n" for kind in kinds
    )
    return f"{TOP}{layers}{merges}outputs: {_flow(f'{kind}_all' for kind in kinds)}\n"


def entries(count: int) -> str:
    """A tensor of so many entries."""
    return f"{HEAD}inputs: {{x: {_flow(factors(count))}}}\nlayers: [relu]\n"


def factors(count: int) -> list[int]:
    """Lengths of axes whose product is that number."""
    found, divisor = [1], 2
    while count > 1:
        if divisor * divisor > count:
            divisor = count
        while count % divisor == 0:
            count //= divisor
            found += [divisor] if found[-1] * divisor > LARGEST else [found.pop() * divisor]
        divisor += 1
    return found


def axes(count: int) -> str:
    """A tensor of so many axes."""
    return f"{HEAD}inputs: {{x: {_flow([1] * count)}}}\nlayers: [relu]\n"


def variables(count: int) -> str:
    """Variables, each from the one above it."""
    chain = "".join(f"  v{i}: $v{i - 1} + 0\n" for i in range(1, count))
    return f"{HEAD}vars:\n  v0: 4\n{chain}{INPUT}layers:\n  - dense: $v{count - 1}\n"


def entries_of_a_variable(count: int) -> str:
    """A variable with so many values in it, the list counted."""
    return f"{HEAD}vars: {{many: {_flow([1] * (count - 1))}}}\n{INPUT}layers:\n  - dense: 4\n"


def levels_of_a_variable(levels: int) -> str:
    """A variable with lists in lists."""
    return f"{HEAD}vars: {{deep: {'[' * levels}1{']' * levels}}}\n{INPUT}layers:\n  - dense: 4\n"


def _computed(expression: str) -> str:
    return f'{HEAD}vars: {{a: 1, b: "{expression}"}}\n{INPUT}layers:\n  - dense: 4\n'


def expression(count: int) -> str:
    """An expression of so many characters."""
    return _computed("$a" + " " * (count - 4) + "+1")


def levels_of_an_expression(levels: int) -> str:
    """An expression whose tree has so many levels."""
    return _computed("-" * (levels - 1) + "$a")


def number(value: int) -> str:
    """An expression that comes to that number."""
    return _computed(f"$a + {value - 1}")
