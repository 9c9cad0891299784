"""A sample of tests.robustness.planted_faults: `verify` finds each of them."""

from collections.abc import Iterator

import pytest

from modelspec.backends.tfjs.node import missing
from tests.robustness.planted_faults import Fault, families, spec
from tests.robustness.planted_faults.bench import Bench

pytestmark = pytest.mark.frameworks
SAMPLE = 20
ALL = {f"{family}: {x.file}: {x.name}": x for family, faults in families().items() for x in faults}
QUICK = [name for name, fault in ALL.items() if "tfjs" not in fault.backends and not name.startswith("recurrent")]
RARE = [name for name, fault in ALL.items() if name.startswith("rare") and "tfjs" in fault.backends]


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with Bench() as found:
        yield found


@pytest.mark.parametrize("name", QUICK[:: len(QUICK) // SAMPLE])
def test_planted_faults_are_caught(bench: Bench, name: str) -> None:
    fault = ALL[name]
    assert not bench.verify(fault.spec, fault.backends).is_caught
    assert bench.with_fault(fault).is_caught


@pytest.mark.skipif(missing() is not None, reason=str(missing()))
@pytest.mark.parametrize("name", RARE[:3])
def test_gradients_that_are_wrong_for_few_values_are_caught(bench: Bench, name: str) -> None:
    assert bench.with_fault(ALL[name]).is_caught


def test_what_is_no_fault_is_not_caught(bench: Bench) -> None:
    text = spec("x: [6]", "dense: {units: 5, activation: hard_tanh}", "dense: 3")
    same = Fault("the same", "torch/parts/hard_tanh.py", "x.clamp(-1, 1)", "x.clamp(-1, 1).clamp(-2, 2)", text)
    assert not bench.with_fault(same).is_caught
