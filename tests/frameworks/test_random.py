"""Random specs verify: a handful here, thousands by `python -m tests.differential`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from modelspec.backends import DEFAULT, Unspellable
from modelspec.backends.tfjs.node import missing
from tests.differential import verify_spec
from tests.random_specs import specs

pytestmark = [pytest.mark.frameworks, pytest.mark.filterwarnings("ignore")]
SETTINGS = settings(
    max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@SETTINGS
@given(spec=specs())
def test_a_random_spec_agrees_in_float32(spec: dict[str, Any]) -> None:
    agrees(spec, "float32")


@SETTINGS
@given(spec=specs())
def test_a_random_spec_agrees_in_float64(spec: dict[str, Any]) -> None:
    agrees(spec, "float64")


@pytest.mark.skipif(missing() is not None, reason=str(missing()))
@SETTINGS
@given(spec=specs())
def test_a_random_spec_agrees_in_javascript(spec: dict[str, Any]) -> None:
    agrees(spec, "float32", ("keras", "tfjs"))


def agrees(spec: dict[str, Any], precision: str, backends: Sequence[str] = DEFAULT) -> None:
    try:
        report = verify_spec(spec, precision, backends=backends)
    except Unspellable:
        return
    assert report.agree or report.unable, report.as_table()
    assert not any(row.disagrees for row in report.rows), report.as_table()
