"""`imports`: the blocks and variables of other files, put before a file's own."""

from __future__ import annotations

from modelspec.errors import Diagnostic, Related, SpecError
from modelspec.nodes import Node
from modelspec.record import replace
from modelspec.sharing.merging import placed
from modelspec.words import show

BROUGHT = ("vars", "blocks")
"""The sections that `imports` brings; of the other sections of an imported file nothing is read."""
Entry = tuple[int, int, Node]
"""A key's place, and its value."""


def with_libraries(result: Node, libraries: list[Node]) -> Node:
    """The tree with the variables and blocks of the libraries before its own. Its own variables give those of a library
    another value; a block has one definition."""
    assert isinstance(result.value, dict)
    problems: list[Diagnostic] = []
    for section in BROUGHT:
        entries: dict[str, Entry] = {}
        for library in libraries:
            _add(entries, library, section, problems)
        start, end, own = result.value.get(section, (result.start, result.start, Node(result.start, result.start, {})))
        if not entries or not isinstance(own.value, dict):
            continue
        for name, (first, last, child) in own.value.items():
            new = placed(child, own.text or result.text)
            if section == "blocks" and name in entries:
                _same_name(section, name, (first, last, new), entries[name], problems)
            entries[name] = (first, last, new)
        result.value[section] = (start, end, Node(own.start, own.end, entries, text=own.text or result.text))
    if problems:
        raise SpecError(problems)
    return result


def _add(entries: dict[str, Entry], library: Node, section: str, problems: list[Diagnostic]) -> None:
    assert isinstance(library.value, dict)
    found = library.value.get(section)
    if found is None or not isinstance(found[2].value, dict):
        return
    text = found[2].text or library.text
    for name, (start, end, child) in found[2].value.items():
        entry = start, end, placed(child, text)
        if name in entries:
            _same_name(section, name, entry, entries[name], problems)
        entries[name] = entry


def _same_name(
    section: str,
    name: str,
    entry: Entry,
    other: Entry,
    problems: list[Diagnostic],
) -> None:
    """Two definitions of one name are a problem, unless they are one, brought in twice."""
    text, known = entry[2].text, other[2].text
    assert text is not None
    assert known is not None
    if text is known and entry[0] == other[0]:
        return
    what = "variable" if section == "vars" else "block"
    said = f"the {what} {show(name)} is defined in two files"
    problem = text.problem("E708", said, entry[0], entry[1], help="give one of them another name")
    note = Related("the other one", known.name, known.range(other[0], other[1]))
    problems.append(replace(problem, related=(note,)))
