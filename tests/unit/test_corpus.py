"""The corpus of wrong specs: each has the error that it must have, at the character that its author must edit."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from modelspec.cli import main
from modelspec.errors import Diagnostic, SpecError
from modelspec.explain import codes
from modelspec.model import model_from
from modelspec.report import Format, render
from modelspec.source import read
from modelspec.text import Text

CORPUS = Path(__file__).parents[1] / "corpus"
FORMATS: tuple[Format, ...] = ("text", "concise", "json", "github", "sarif")
LEAST = 1_800
SECONDS = 2.0
"""A bound against hangs, not a benchmark: most take a thousandth of it."""
MOST_LINES = 200


def expected() -> list[tuple[Path, str, int, int]]:
    """Each file with the code, line and column of its first error, as the index of its folder has them."""
    found = []
    for index in sorted(CORPUS.glob("*/expected.txt")):
        for line in index.read_text("utf-8").splitlines():
            name, code, place = line.split()
            row, _, column = place.partition(":")
            found.append((index.parent / name, code, int(row), int(column)))
    return found


ENTRIES = expected()


def problems(path: Path, texts: dict[str, Text]) -> list[Diagnostic]:
    try:
        return model_from(read(path, texts), {}).warnings
    except SpecError as error:
        return error.diagnostics


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry[0].parent.name}/{entry[0].stem}")
def test_the_first_error_stands_where_the_author_must_edit(entry: tuple[Path, str, int, int]) -> None:
    path, code, line, column = entry
    texts: dict[str, Text] = {}
    start = time.process_time()
    found = problems(path, texts)
    assert time.process_time() - start < SECONDS
    first = next(problem for problem in found if problem.severity == "error")
    assert Path(first.file) == path
    assert (first.code, first.range.start.line, first.range.start.column) == (code, line, column), first.message
    assert code in codes()
    for form in FORMATS:
        report = render(found, texts, form)
        assert all(character == "\n" or character.isprintable() for character in report)
        assert form in ("json", "sarif") or report.count("\n") < MOST_LINES


@pytest.mark.parametrize("folder", sorted({path.parent for path, *_ in ENTRIES}), ids=lambda folder: folder.name)
def test_the_command_refuses_each(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, path in enumerate(sorted(folder.glob("*.yaml"))):
        form = FORMATS[number % len(FORMATS)]
        assert main(["check", "--format", form, str(path)]) == 1, path.name
        shown = capsys.readouterr()
        assert "Traceback" not in shown.err
        assert all(character == "\n" or character.isprintable() for character in shown.out + shown.err), path.name


def test_each_place_lies_in_its_file() -> None:
    for path, *_ in ENTRIES:
        texts: dict[str, Text] = {}
        for found in problems(path, texts):
            for file, place in ((found.file, found.range), *((other.file, other.range) for other in found.related)):
                lines = texts[file].text.replace("\r\n", "\n").split("\n")
                assert not place.end < place.start, path
                for end in (place.start, place.end):
                    assert 1 <= end.line <= len(lines), path
                    assert 1 <= end.column <= len(lines[end.line - 1]) + 1, path


def test_the_index_is_complete() -> None:
    assert sorted(path for path, *_ in ENTRIES) == sorted(CORPUS.glob("*/*.yaml"))
    assert len(ENTRIES) >= LEAST
