"""`verify` in this very process: the frameworks stay loaded, so that a spec costs a tenth of a second, not ten.

`python -m tests.differential --count 1000 --seed 0 --precision float32` draws that many specs and verifies them.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

import yaml

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import torch

from modelspec import verify as verification
from modelspec.backends import BACKENDS, DEFAULT, Unspellable
from modelspec.backends.job import read_answer
from modelspec.backends.measure import answer
from modelspec.build import refusals
from modelspec.errors import ModelspecError, SpecError
from modelspec.resolve import resolve
from modelspec.source import parse
from modelspec.verify.failures import Failure
from tests.random_specs import Spec, draw_spec


def run_here(folders: Mapping[str, Path], probes: Mapping[str, str], *_: object) -> dict[str, Any]:
    """In place of `modelspec.verify.processes.run`."""
    found: dict[str, Any] = {}
    for name, folder in folders.items():
        answer(import_module(probes[name]).FRAMEWORK, folder)
        try:
            found[name] = read_answer(folder)
        except ValueError as error:
            found[name] = Failure(str(error))
    return found


@contextlib.contextmanager
def in_process() -> Iterator[None]:
    """Within it, `verify` starts no process."""
    with mock.patch.object(verification, "run", run_here):
        try:
            yield
        finally:
            keras.config.set_floatx("float32")
            keras.config.set_dtype_policy("float32")
            torch.set_default_dtype(torch.float32)


def verify_spec(
    spec: Spec, precision: str, seed: int = 0, steps: int = 3, backends: Sequence[str] = DEFAULT
) -> verification.Report:
    """The report of one spec, given as data. Raises Unspellable for what one of the backends cannot carry."""
    graph = resolve(parse(yaml.safe_dump(spec, sort_keys=False), "drawn.modelspec.yaml")).graph
    for refusal in refusals(graph, backends):
        raise refusal
    with in_process():
        report = verification.verify(graph, backends, precision=precision, seed=seed, steps=steps)
    keras.backend.clear_session()
    return report


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--precision", default="float32", choices=("float32", "float64"))
    parser.add_argument("--backend", action="append", dest="backends", choices=BACKENDS)
    options = parser.parse_args()
    outcomes: Counter[str] = Counter()
    start = time.monotonic()
    for seed in range(options.seed, options.seed + options.count):
        choices = random.Random(seed)
        spec = draw_spec(lambda values, choices=choices: choices.choice(list(values)))  # type: ignore[misc]
        outcome, words = _outcome(spec, options.precision, seed, options.backends or DEFAULT)
        outcomes[outcome] += 1
        if outcome == "agree" or outcome.startswith("refused"):
            continue
        print(f"seed {seed}: {outcome}\n{words}\n{yaml.safe_dump(spec, sort_keys=False)}", flush=True)
    print(f"{dict(outcomes)} in {time.monotonic() - start:.0f} s")
    return 1 if outcomes["differ"] or outcomes["crash"] else 0


def _outcome(spec: Spec, precision: str, seed: int, backends: Sequence[str]) -> tuple[str, str]:
    try:
        report = verify_spec(spec, precision, seed, backends=backends)
    except Unspellable as error:
        return f"refused: {error.reason}", ""
    except SpecError as error:
        return "crash", str(error)
    except ModelspecError as error:
        return f"refused: {str(error).partition(':')[0]}", ""
    except Exception as error:
        return "crash", f"{type(error).__name__}: {error}"
    if report.unable and not any(row.disagrees for row in report.rows):
        return "refused: no code for this precision", ""
    return ("agree" if report.agree else "differ"), report.as_table()


if __name__ == "__main__":
    sys.exit(main())
