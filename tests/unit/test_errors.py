"""Each wrong spec in `tests/errors` has the report that its header promises, to the letter."""

import re
from pathlib import Path

import pytest

from modelspec.explain import codes
from tests.refresh_errors import FOLDER, report, split

ROOT = Path(__file__).parents[2]
SPECS = sorted(FOLDER.glob("*.yaml"))
FRONT_END = re.compile(r"[EW][0-7]\d\d")
SHOWN_ELSEWHERE = {"E017", "E206", "E705"}
"""A file of 4 MB, a thousand variables or dozens of files are no good example; `test_source`, `test_bounds` and
`test_sharing` have them."""


@pytest.mark.parametrize("path", SPECS, ids=[path.stem for path in SPECS])
def test_report(path: Path) -> None:
    data = path.read_bytes()
    assert report(data, path.name) == split(data)[0], "python -m tests.refresh_errors writes the new text"


@pytest.mark.parametrize("path", SPECS, ids=[path.stem for path in SPECS])
def test_the_file_is_named_after_what_it_shows(path: Path) -> None:
    code = path.stem.partition("_")[0].upper()
    if FRONT_END.fullmatch(code):
        assert f"[{code}]" in split(path.read_bytes())[0]


def test_every_code_is_shown() -> None:
    shown = {code for path in SPECS for code in re.findall(r"\[([EW]\d\d\d)\]", split(path.read_bytes())[0])}
    assert {code for code in codes() if FRONT_END.fullmatch(code)} - shown == SHOWN_ELSEWHERE


def test_a_report_that_is_wrong_is_noticed() -> None:
    path = FOLDER / "e106_misspelt.yaml"
    data = path.read_bytes()
    assert report(data.replace(b"in_features", b"in_featured"), path.name) != split(data)[0]
