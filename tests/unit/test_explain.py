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

PACKAGE = Path(__file__).parents[2] / "modelspec"
WITHOUT_EXAMPLES = {"E003", "E005", "E017", "E206", "E426", "E427", "E705"}
"""Their mistakes cannot be seen in a text, or would fill it."""
WHOLE = {"E010", "E011"}
"""Their wrong examples are whole files."""
DEFAULTS = {"modelspec": "modelspec: 1\n", "name": "name: m\n", "inputs": "inputs: {x: [8]}\n"}
EXAMPLES = [code for code in codes() if code not in WITHOUT_EXAMPLES]
FILES = Path(__file__).parent / "explained"
"""What the examples with `extends` and `imports` name."""


def examples(code: str) -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", explain(code), re.DOTALL)


def completed(example: str) -> str:
    """The example as a whole spec: it shows no more than what it is about."""
    if example.startswith("modelspec:"):
        return example
    if example.startswith("- "):
        example = f"layers:\n{example}"
    if re.search("^extends:", example, re.MULTILINE):
        return f"modelspec: 1\nname: m\n{example}"
    missing = "".join(line for key, line in DEFAULTS.items() if not re.search(rf"^{key}:", example, re.MULTILINE))
    return missing + example + ("" if re.search("^layers:", example, re.MULTILINE) else "layers: [dense: 1]\n")


def found(spec: str) -> list[Diagnostic]:
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
    assert code in {each.code for each in found(wrong if code in WHOLE else completed(wrong))}
    assert found(completed(right)) == []


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
