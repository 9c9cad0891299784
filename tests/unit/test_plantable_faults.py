"""The faults of tests.robustness.planted_faults: each fits the file that it is planted in, and its spec."""

from pathlib import Path

import pytest

from modelspec.backends import BACKENDS
from modelspec.build import refusals
from modelspec.resolve import resolve
from modelspec.source import parse
from tests.robustness.planted_faults import Fault, families

ROOT = Path(__file__).parents[2]
LEAST = 300
FAMILIES = families()
FOLDERS = [ROOT / "modelspec/backends" / name / "parts" for name in BACKENDS]
PARTS = {path for folder in FOLDERS for path in folder.glob("[a-z]*") if path.suffix in (".py", ".mjs")}
INITIAL = {"eye", "fast_orthogonal", "keras_random_uniform", "keras_variance_scaling"}
"""Parts that draw initial values, which `verify` sets."""
SAVED = {"serialized", "resolved", "keras_lstm", "inner_output"}
"""Parts that only hand options over."""


def path_of(fault: Fault) -> Path:
    return (ROOT if fault.file.startswith("templates/") else ROOT / "modelspec/backends") / fault.file


def test_there_are_enough_and_each_has_a_name_of_its_own() -> None:
    names = [(family, fault.file, fault.name) for family, faults in FAMILIES.items() for fault in faults]
    assert len(set(names)) == len(names) >= LEAST
    assert {fault.backends[1] for faults in FAMILIES.values() for fault in faults} == set(BACKENDS)


@pytest.mark.parametrize("family", FAMILIES)
def test_each_fits_its_file_and_its_spec(family: str) -> None:
    for fault in FAMILIES[family]:
        right = path_of(fault).read_text("utf-8")
        assert fault.plant(right) != right
    for text, backends in {(fault.spec, fault.backends) for fault in FAMILIES[family]}:
        assert list(refusals(resolve(parse(text, "planted.modelspec.yaml")).graph, backends)) == []


def test_nearly_every_part_has_one() -> None:
    planted = {path_of(fault) for faults in FAMILIES.values() for fault in faults}
    left = {path.stem for path in PARTS - planted if not path.stem.endswith("_normal")}
    assert left <= INITIAL | SAVED


def test_an_old_text_that_is_gone_is_no_fault() -> None:
    with pytest.raises(ValueError, match="stands 0 times"):
        Fault("gone", "torch/terms.py", "no such text", "", "").plant("text")
    with pytest.raises(ValueError, match="stands 2 times"):
        Fault("twice", "torch/terms.py", "a", "b", "").plant("aa")
    assert Fault("second", "torch/terms.py", "a", "b", "", at=1).plant("a a a") == "a b a"
