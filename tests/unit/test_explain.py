"""The long texts: one for each code, and their examples show what they say."""

import contextlib
import re
from pathlib import Path

import pytest

from modelspec.backends import DEFAULT
from modelspec.errors import Diagnostic, ModelspecError, SpecError
from modelspec.explain import codes, explain, title
from modelspec.model import Model
from modelspec.resolve import resolve
from modelspec.source import parse
from tests.explained import completed, examples

PACKAGE = Path(__file__).parents[2] / "modelspec"
WITHOUT_EXAMPLES = {"E017", "E206", "E426", "E427", "E705"}
"""Their mistakes would fill the page."""
SHOWN = {"E003": (rb"\xe8", b"\xe8"), "E005": (rb"\ufeff", "\ufeff".encode())}
"""What stands in a page for bytes that cannot be seen there."""
WHOLE = {"E010", "E011"}
"""Their wrong examples are whole files."""
EXAMPLES = [code for code in codes() if code not in WITHOUT_EXAMPLES]
FILES = Path(__file__).parent / "explained"
"""What the examples with `extends` and `imports` name."""


def whole(example: str) -> str:
    """The example as a whole spec; one with a parent has from it what it does not show."""
    if re.search("^extends:", example, re.MULTILINE) and not example.startswith("modelspec:"):
        return f"modelspec: 1\nname: m\n{example}"
    return completed(example)


def as_written(code: str, example: str) -> str | bytes:
    """The example with the bytes that a page can only describe."""
    shown, meant = SHOWN.get(code, (b"", b""))
    return example.encode().replace(shown, meant) if shown else example


def found(spec: str | bytes) -> list[Diagnostic]:
    try:
        with contextlib.chdir(FILES):
            source = parse(spec, "m.yaml")
        resolved = resolve(source)
        Model(resolved.graph, resolved.warnings, source=source).require(DEFAULT)
        return resolved.warnings
    except SpecError as error:
        return error.diagnostics


def test_every_code_is_explained() -> None:
    used = {
        code
        for path in PACKAGE.rglob("*.py")
        for code in re.findall(r'["\']([EW]\d\d\d)["\']', path.read_text("utf-8"))
    }
    assert used == set(codes())


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_wrong_example_is_wrong_and_the_right_one_right(code: str) -> None:
    wrong, right = examples(code)
    spec = as_written(code, wrong if code in WHOLE else whole(wrong))
    assert code in {each.code for each in found(spec)}
    assert found(whole(right)) == []


@pytest.mark.parametrize("code", codes())
def test_text(code: str) -> None:
    text = explain(code)
    assert text.startswith(f"# {title(code)}\n\n")
    assert len(title(code)) < 80
    assert text.endswith("\n")
    assert len(examples(code)) == (0 if code in WITHOUT_EXAMPLES else 2)


def test_unknown_codes() -> None:
    assert explain("e106") == explain("E106")
    with pytest.raises(ModelspecError, match="there is no diagnostic 'E999'"):
        explain("E999")
    with pytest.raises(ModelspecError):
        explain("../explain")
