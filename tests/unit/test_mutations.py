"""Whatever is done to a spec, the answer is a graph or a SpecError; never another exception, and never late."""

import random
import signal
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modelspec.errors import Diagnostic, Position, Range
from tests.robustness import judge as judges
from tests.robustness.judge import inspect, judge
from tests.robustness.mutations import machine, workers
from tests.robustness.mutations.damage import WAYS, Damage, damaged, data
from tests.robustness.mutations.machine import Machine, failure_of
from tests.robustness.mutations.minimise import minimised

pytestmark = pytest.mark.robustness

MACHINE = Machine(0)
SPEC = b"modelspec: 1\nname: m\ninputs: {x: [8]}\nlayers: [dense: 1]\n"


def test_mutants(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    failures = [found for number in range(800) if (found := MACHINE.failure(number)) is not None]
    assert not failures, "\n".join(f"{found.number}: {found.said}" for found in failures[:3])


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(MACHINE.texts.specs), st.randoms(use_true_random=False), st.integers(1, 3))
def test_damage_that_hypothesis_draws(spec: bytes, choose: random.Random, times: int) -> None:
    for _ in range(times):
        spec = damaged(choose, spec, MACHINE.texts.specs)
    judge(spec)


def test_a_mutant_is_made_of_its_number() -> None:
    again, other = Machine(0), Machine(1)
    again.texts, again.data = other.texts, other.data = MACHINE.texts, MACHINE.data
    made, twice, others = ([each.mutant(number) for number in range(50)] for each in (MACHINE, again, other))
    assert made == twice != others
    assert len(set(made)) > 40


@pytest.mark.parametrize("way", [*WAYS, data], ids=lambda way: way.__name__)
def test_every_way_does_damage(way: Damage) -> None:
    choose = random.Random(0)
    seeds = MACHINE.data if way is data else MACHINE.texts
    made = [way(choose, spec, seeds.specs) for spec in seeds.specs[:20]]
    assert sum(one != other for one, other in zip(made, seeds.specs, strict=False)) > 10


def _raises(*_: object) -> list[Diagnostic]:
    raise KeyError("units")


def _waits(*_: object) -> list[Diagnostic]:
    until = time.process_time() + 5
    while time.process_time() < until:
        pass
    return []


def test_an_exception_and_a_hang_are_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "judge", _raises)
    found = failure_of(SPEC)
    assert found is not None
    assert found.kind.startswith("KeyError test_mutations.py")
    monkeypatch.setattr(machine, "judge", _waits)
    monkeypatch.setitem(machine.MOST_SECONDS, judges.PROBLEMS, 0.05)
    found = failure_of(SPEC, depth=judges.PROBLEMS)
    assert found is not None
    assert found.kind == "Hang"
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_a_worker_that_dies_or_hangs_is_a_failure_and_another_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    class Deadly:
        def failure(self, number: int) -> None:
            if number == 3:
                signal.raise_signal(signal.SIGKILL)
            if number == 5:
                signal.pause()

    monkeypatch.setattr(workers, "SILENCE", 0.5)
    found = [each for each in workers.judged(Deadly(), 0, 8, 2) if not isinstance(each, int)]
    assert sorted((each.number, each.kind) for each in found) == [(3, "Died -9"), (5, "Hang")]


BAD = Diagnostic("E106", "m", judges.NAME, Range(Position(1, 1), Position(1, 2)))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Diagnostic("E999", "m", judges.NAME, BAD.range), "no page"),
        (Diagnostic("E106", " ", judges.NAME, BAD.range), "empty message"),
        (Diagnostic("E106", "m" * 1000, judges.NAME, BAD.range), "long message"),
        (Diagnostic("E106", "m", judges.NAME, Range(Position(1, 9), Position(1, 2))), "ends before"),
        (Diagnostic("E106", "m", judges.NAME, Range(Position(1, 1), Position(9, 2))), "line 9"),
        (Diagnostic("E106", "m", judges.NAME, Range(Position(1, 1), Position(1, 9))), "column 9"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_judge_sees(found: Diagnostic, said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        inspect([found], {judges.NAME: judges.Text("a: 1", judges.NAME)}, judges.TEXTS)


def test_the_judge_sees_control_characters() -> None:
    judges.assert_printable("plain\ntext")
    for character in "\x1b\r\x85\u202e\ufeff\ud800":
        with pytest.raises(AssertionError, match="it would print"):
            judges.assert_printable(f"a{character}")


def test_minimised() -> None:
    assert minimised(b"one\ntwo: crash\nthree\n", lambda spec: b"crash" in spec) == b"crash"
    assert minimised(b"a b", lambda spec: False) == b"a b"
