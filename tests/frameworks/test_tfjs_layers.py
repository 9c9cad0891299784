"""Every spelling of TensorFlow.js against Keras, one call a model: parameters, penalties, outputs, gradients, steps."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from modelspec.backends import Unspellable
from modelspec.layers import LAYERS, find
from tests.differential import verify_spec

pytestmark = pytest.mark.frameworks

BACKENDS = ("keras", "tfjs")
STEPS = 3
FAMILIES = {family: import_module(f"tests.frameworks.tfjs_cases.{family}") for family in LAYERS}
CASES = [case for family in FAMILIES.values() for case in (*family.CASES, *getattr(family, "RANDOM", ()))]
NOT_IN_KERAS = [case for family in FAMILIES.values() for case in getattr(family, "NOT_IN_KERAS", ())]
REFUSED = [case for family in FAMILIES.values() for case in getattr(family, "REFUSED", ())]


def name_of(case: tuple[Any, ...]) -> str:
    """`dense(units=5)-3`, for the names of the tests."""
    kind, arguments, shapes, *_ = case
    given = ",".join(f"{key}={value}" for key, value in arguments.items())
    return f"{kind}({given})-{'+'.join('x'.join(map(str, shape)) for shape in shapes)}".replace(" ", "")


def spec_of(kind: str, arguments: dict[str, Any], shapes: list[tuple[int | None, ...]]) -> dict[str, Any]:
    """A model of one call."""
    dtype = {"dtype": "int32"} if find(kind).integer_input else {}
    inputs = {f"x{number}": {"shape": list(shape), **dtype} for number, shape in enumerate(shapes)}
    call = {kind: {**arguments, "from": list(inputs)}}
    return {"modelspec": 1, "name": "one_call", "inputs": inputs, "layers": [call]}


def test_every_kind_has_a_case() -> None:
    kinds = {kind for family in LAYERS.values() for kind in family}
    assert {case[0] for case in (*CASES, *REFUSED)} == kinds


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_it_is_the_layer_of_keras(case: tuple[Any, ...]) -> None:
    report = verify_spec(spec_of(*case[:3]), "float32", steps=STEPS, backends=BACKENDS)
    assert report.agree, report.as_table()


@pytest.mark.parametrize("case", NOT_IN_KERAS, ids=name_of)
def test_it_is_the_layer_of_torch(case: tuple[Any, ...]) -> None:
    report = verify_spec(spec_of(*case[:3]), "float32", steps=STEPS, backends=("torch", "tfjs"))
    assert report.agree, report.as_table()


@pytest.mark.parametrize("case", REFUSED, ids=name_of)
def test_what_is_not_carried_says_why(case: tuple[Any, ...]) -> None:
    with pytest.raises((Unspellable, LookupError), match=case[3]):
        verify_spec(spec_of(*case[:3]), "float32", steps=STEPS, backends=BACKENDS)
