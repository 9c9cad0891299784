"""`check --fix` on the corpus of wrong specs: what it mends is right, or nearer to it, and all else stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelspec.cli import main
from modelspec.errors import Diagnostic, SpecError
from modelspec.fix import mended
from modelspec.model import model_from
from modelspec.source import parse
from modelspec.text import Text, decode

CORPUS = Path(__file__).parents[1] / "corpus"
FOLDERS = ("spelling", "other_tools", "types", "training", "penalties", "variables", "misplaced", "figures", "lines")
LEAST = {"spelling": 0.6, "other_tools": 0.8, "lines": 0.8}
"""The share of a folder's mended files that must be right in the end, where it is less than nine in ten: with the right
word, the next mistake comes to light."""
MOST_ROUNDS = 20
COMMENT = "# this comment stays"


def errors(text: str, name: str) -> list[Diagnostic]:
    try:
        model_from(parse(text, name), {})
    except SpecError as error:
        return [found for found in error.diagnostics if found.severity == "error"]
    return []


def rounds(text: str, name: str) -> tuple[str, int]:
    """The text after all rounds of mending, and their number."""
    for number in range(MOST_ROUNDS):
        fixes = [found.fix for found in errors(text, name) if found.fix is not None and found.file == name]
        if not fixes:
            return text, number
        text = mended(Text(text, name), fixes)
    raise AssertionError(f"{name}: the mends never end")


def commented(path: Path) -> str | None:
    """The file with a comment before and after it; None for one that is no text or begins with a directive."""
    try:
        text = decode(path.read_bytes(), str(path)).text
    except SpecError:
        return None
    return None if text.startswith("%") else f"{COMMENT}\n{text.rstrip()}\n{COMMENT}\n"


@pytest.mark.parametrize("folder", FOLDERS)
def test_mends(folder: str) -> None:
    done = right = 0
    for path in sorted((CORPUS / folder).glob("*.yaml")):
        text = commented(path)
        if text is None:
            continue
        before = errors(text, str(path))
        if all(found.fix is None for found in before):
            continue
        new, count = rounds(text, str(path))
        after = errors(new, str(path))
        done += 1
        right += not after
        assert count >= 1
        assert new.startswith(f"{COMMENT}\n"), path.name
        assert new.endswith(f"\n{COMMENT}\n"), path.name
        told = {(found.code, found.message) for found in before}
        assert len(after) < len(before) or {(found.code, found.message) for found in after} != told, path.name
    assert done
    assert right / done >= LEAST.get(folder, 0.9)


MENDS = {
    "kernel_regulariser: {l2: 1e-4}": "kernel_regularizer: {l2: 1e-4}",
    "use_bias: yes": "use_bias: true",
    "use_bias: 'false'": "use_bias: false",
    "activation: Relu": "activation: relu",
    "kernel_initializer: glorot_unifrom": "kernel_initializer: glorot_uniform",
    "kernel_regularizer: {L2: 1e-4}": "kernel_regularizer: {l2: 1e-4}",
    "kernel_regularizer: {l2: 10^-4}": "kernel_regularizer: {l2: 1e-4}",
    "bias: false": "use_bias: false",
    "nonlinearity: relu": "activation: relu",
    "trainable: no": "trainable: false",
}


@pytest.mark.parametrize("wrong", MENDS)
def test_a_mend_changes_nothing_else(wrong: str, tmp_path: Path) -> None:
    lines = ["modelspec: 1  # the version", "name: m", "inputs: {x: [8]}", "layers:", "  # the only one"]
    lines += ["  - dense: {units: 3,    %s}  # of many", "", "# the end", ""]
    path = tmp_path / "m.yaml"
    path.write_text("\n".join(lines) % wrong)
    assert main(["check", "--fix", str(path)]) == 0
    assert path.read_text() == "\n".join(lines) % MENDS[wrong]


@pytest.mark.parametrize("units", ["1_000", "1,000", "0x10", "'32'", "32.0", "32,", "010", "3:30", "many"])
def test_numbers(units: str, tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    text = f"modelspec: 1\nname: m\ninputs: {{x: [8]}}\nlayers:\n  - dense:\n      units: {units}  # wide\n"
    path.write_text(text)
    beyond_doubt = units not in ("010", "3:30", "many")
    assert main(["check", "--fix", str(path)]) == (0 if beyond_doubt else 1)
    assert path.read_text().count("# wide") == 1
    assert (path.read_text() == text) == (not beyond_doubt)


def test_no_key_is_made_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "m.yaml"
    text = "modelspec: 1\nname: m\ninputs: {x: [8]}\nlayers:\n  - dense: {units: 3, unit: 4}\n"
    path.write_text(text)
    assert main(["check", "--fix", str(path)]) == 1
    assert path.read_text() == text
    assert "`units` is here too: keep one of the two" in capsys.readouterr().out


@pytest.mark.parametrize("written", ["$width", "$width / 2", "*width"])
def test_an_expression_stays(written: str, tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    text = "modelspec: 1\nname: m\nvars: {width: &width '32'}\ninputs: {x: [8]}\nlayers: [dense: %s, dense: $width]\n"
    path.write_text(text % written)
    assert main(["check", "--fix", str(path)]) == 1
    assert "$width" in path.read_text()
    assert written.startswith("*") or path.read_text() == text % written


def test_of_another_encoding_one_character_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "m.yaml"
    path.write_bytes("modelspec: 1\nname: m\n".encode("utf-16-le"))
    assert main(["check", str(path)]) == 1
    shown = capsys.readouterr().out
    assert shown.count("error[E004]") == 1
    assert "save it as UTF-8" in shown
