"""Whether the compiler's answer to a text is one that it may give.

That is a graph that all the rest can read, or a SpecError whose problems can be shown. Anything else is an
AssertionError, or the exception itself.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Sequence
from functools import cache

import yaml

from modelspec import explain
from modelspec.backends import DEFAULT
from modelspec.errors import Diagnostic, Range, SpecError
from modelspec.fix import mended
from modelspec.html import page
from modelspec.model import Model, model_from
from modelspec.picture import dot, mermaid, svg
from modelspec.report import Format, render
from modelspec.resolve import check_library
from modelspec.resolved import as_ir, as_yaml
from modelspec.source import parse
from modelspec.text import Text

NAME = "m.modelspec.yaml"
TEXTS: tuple[Format, ...] = ("text", "concise", "github")
PROGRAMS: tuple[Format, ...] = ("json", "sarif")
PROBLEMS, VIEWS, CODE = range(3)
"""How deep to look: at the report; also at its forms for programs, and what else is shown of a valid spec; also at the
code of one."""
LONGEST = 600
"""Characters of a message or a help."""

SHOWN: tuple[Callable[[Model], str], ...] = (
    lambda model: str(model.summary()),
    lambda model: str(model.summary(expand=True)),
    lambda model: model.summary().as_json(),
    lambda model: str(model.penalties()),
    lambda model: model.penalties().as_json(),
    lambda model: svg(model.graph, expand=True),
    lambda model: mermaid(model.graph),
    lambda model: dot(model.graph, expand=True),
    lambda model: page(model.graph),
    lambda model: as_ir(model.graph),
)


@cache
def known_codes() -> frozenset[str]:
    """The codes that have a page."""
    return frozenset(explain.codes())


def judge(spec: str | bytes, depth: int = CODE) -> list[Diagnostic]:
    """The problems of the spec, if the answer is right."""
    texts: dict[str, Text] = {}
    try:
        source = parse(spec, NAME, texts)
        if source.is_library:
            found = check_library(source)
        else:
            model = model_from(source, {})
            found = model.warnings
            if depth >= VIEWS:
                look(model)
            if depth >= CODE:
                compile_code(model)
        assert not any(each.severity == "error" for each in found), "an error that is no SpecError"
    except SpecError as error:
        found = error.diagnostics
        assert any(each.severity == "error" for each in found), "a SpecError without an error"
    inspect(found, texts, TEXTS if depth < VIEWS else TEXTS + PROGRAMS)
    return found


def look(model: Model) -> None:
    """Every view of the model can be printed."""
    for view in SHOWN:
        text = view(model)
        assert_printable(text)
    if not model.graph.blocks:
        again(model)


def again(model: Model) -> None:
    """Without blocks, what `show` prints is a spec of the same model."""
    shown = as_yaml(model.graph)
    try:
        graph = model_from(parse(shown, NAME), {}).graph
    except SpecError as error:
        raise AssertionError(f"the resolved spec is wrong: {error}") from None
    # As data, because 4 and 4.0 are equal.
    same = as_yaml(graph) == shown or yaml.safe_load(as_yaml(graph)) == yaml.safe_load(shown)
    assert same, "the resolved spec is another one"


def compile_code(model: Model) -> None:
    """The Python that is generated can be read, and says nothing that no terminal should see."""
    try:
        files = model.files(DEFAULT)
    except SpecError as error:
        assert all(each.code == "E115" for each in error.diagnostics), "a backend finds a mistake in the spec"
        raise
    for name, text in files.items():
        assert_printable(text)
        if name.endswith(".py"):
            ast.parse(text, name)


def inspect(found: Sequence[Diagnostic], texts: dict[str, Text], formats: Sequence[Format]) -> None:
    """Every problem has a page and places in the files, and can be printed in these formats; its mend can be made."""
    for each in found:
        assert each.code in known_codes(), f"{each.code} has no page"
        assert each.message.strip(), "an empty message"
        assert len(each.message) <= LONGEST and len(each.help or "") <= LONGEST, (
            f"a long message of {each.code}: {each}"
        )
        assert_inside(each.range, each.file, texts)
        for other in each.related:
            assert_inside(other.range, other.file, texts)
        if each.fix is not None:
            assert_inside(each.fix.range, each.file, texts)
    for format in formats:
        text = render(found, texts, format)
        assert_printable(text)
        assert format not in PROGRAMS or json.loads(text)
    mends = [each.fix for each in found if each.fix is not None and each.file == NAME]
    if mends:
        mended(texts[NAME], mends)


def assert_inside(place: Range, file: str, texts: dict[str, Text]) -> None:
    """The place is one of the file, and does not end before it starts."""
    if place.start.line == place.start.column == place.end.line == place.end.column == 1:
        return
    start, end = ((at.line, at.column) for at in (place.start, place.end))
    assert start <= end, f"a range that ends before it starts: {place}"
    for at in (place.start, place.end):
        lines = texts[file].text.count("\n") + 1
        assert 1 <= at.line <= lines, f"line {at.line} of {lines}"
        assert 1 <= at.column <= len(texts[file].line(at.line)) + 1, f"column {at.column} of line {at.line}"


def assert_printable(text: str) -> None:
    """There is no control, invisible or direction character in it, but for the ends of lines."""
    if not text.replace("\n", "").isprintable():
        odd = sorted({character for character in text if not character.isprintable() and character != "\n"})
        raise AssertionError(f"it would print {odd!a}")
