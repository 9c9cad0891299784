"""Makes mutants, judges them, and writes down those with a wrong answer, as small as they can be."""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from pathlib import Path

from tests.robustness.mutations.machine import Failure, Machine, failure_of
from tests.robustness.mutations.minimise import minimised
from tests.robustness.mutations.workers import judged

EVERY = 30.0
"""Seconds between two lines of progress."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="the number of the first mutant")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path("out/mutants"), help="where failures are written")
    options = parser.parse_args()
    machine = Machine(options.seed)
    print(f"{len(machine.texts.specs)} texts and {len(machine.data.specs)} trees to damage", flush=True)
    kinds: Counter[str] = Counter()
    start = told = time.monotonic()
    for found in judged(machine, options.first, options.count, options.jobs):
        if isinstance(found, Failure):
            kinds[found.kind] += 1
            if kinds[found.kind] == 1:
                _write(found, machine, options.folder)
        elif time.monotonic() - told > EVERY:
            told = time.monotonic()
            print(f"{found:,} judged, {found / (told - start):,.0f} a second, {kinds.total()} failures", flush=True)
    seconds = time.monotonic() - start
    hangs = kinds.pop("Hang", 0)
    print(
        f"{options.count:,} mutants of seed {options.seed}: {kinds.total()} failures of {len(kinds)} kinds, "
        f"{hangs} hangs, {options.count / seconds:,.0f} a second"
    )
    return 1 if kinds or hangs else 0


def _write(failure: Failure, machine: Machine, folder: Path) -> None:
    """The mutant, the smallest part of it that fails likewise, and what happened."""
    folder.mkdir(parents=True, exist_ok=True)
    spec = machine.mutant(failure.number)
    name = f"{re.sub(r'[^A-Za-z0-9]+', '_', failure.kind)[:60]}_{machine.seed}_{failure.number}"
    small = spec if failure.kind.startswith(("Hang", "Died")) else minimised(spec, lambda it: _same(it, failure.kind))
    (folder / f"{name}.full.yaml").write_bytes(spec)
    (folder / f"{name}.yaml").write_bytes(small)
    (folder / f"{name}.txt").write_text(failure.said, "utf-8", "backslashreplace")
    print(f"{failure.kind}: mutant {failure.number}, {folder / name}.yaml\n{small[:500]!r}", flush=True)


def _same(spec: bytes, kind: str) -> bool:
    found = failure_of(spec)
    return found is not None and found.kind == kind


if __name__ == "__main__":
    raise SystemExit(main())
