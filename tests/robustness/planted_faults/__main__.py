"""Plants the faults one by one, and has `verify` look for them."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from multiprocessing import get_context

from tests.robustness.planted_faults import Fault, families
from tests.robustness.planted_faults.bench import NO_DIFFERENCE, Bench, Outcome

Counts = tuple[Counter[str], Counter[str]]
"""By family: the faults, and those of them that were caught."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", metavar="TEXT", default="", help="faults whose `family: file: name` holds this text")
    parser.add_argument("--list", action="store_true", help="name the faults and plant none")
    parser.add_argument("--jobs", type=int, default=1, help="processes at a time")
    options = parser.parse_args()
    chosen = [name for name in all_faults() if options.only in name]
    if options.list:
        print("\n".join([*chosen, f"{len(chosen)} faults"]))
        return 0
    start = time.monotonic()
    planted, caught = _by_processes(chosen, options.jobs) if options.jobs > 1 else plant(chosen)
    for family, count in planted.items():
        print(f"{family}: {caught[family]} of {count}")
    print(f"{time.monotonic() - start:.0f} s")
    print(f"{len(chosen)} planted faults: {caught.total()} caught")
    return 0 if chosen and caught == planted else 1


def all_faults() -> dict[str, Fault]:
    """Each by its family, its file and its name."""
    return {f"{family}: {fault.file}: {fault.name}": fault for family, faults in families().items() for fault in faults}


def _by_processes(names: Sequence[str], jobs: int) -> Counts:
    with get_context("spawn").Pool(jobs) as pool:
        found = pool.map(plant, [names[i::jobs] for i in range(jobs)], chunksize=1)
    return sum((each for each, _ in found), Counter()), sum((each for _, each in found), Counter())


def plant(names: Sequence[str]) -> Counts:
    """Plants the faults of these names; first each of their specs is verified without one."""
    planted: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    faults = {name: fault for name, fault in all_faults().items() if name in names}
    with Bench() as bench:
        right = _without_faults(bench, faults.values())
        for name, fault in faults.items():
            outcome = bench.with_fault(fault)
            planted[name.partition(":")[0]] += 1
            caught[name.partition(":")[0]] += outcome.is_caught
            print(f"{_told(outcome, right[fault.spec, fault.backends])}  {name}", flush=True)
    return planted, caught


def _without_faults(bench: Bench, faults: Iterable[Fault]) -> dict[tuple[str, tuple[str, ...]], Outcome]:
    """The outcome for each spec and its backends. Raises ValueError for a spec on which these do not agree: no fault in
    them could be told from that."""
    right = {}
    for spec, backends in dict.fromkeys((fault.spec, fault.backends) for fault in faults):
        right[spec, backends] = bench.verify(spec, backends)
        if right[spec, backends].is_caught:
            raise ValueError(f"without a fault, {right[spec, backends].said} differs between {backends}:\n{spec}")
    bench.close()
    return right


def _told(outcome: Outcome, right: Outcome) -> str:
    if outcome.said != NO_DIFFERENCE:
        return f"caught by {'a failure: ' if outcome.is_failure else ''}{outcome.said}"
    return f"NOT caught{' (and nothing generated is another)' if outcome.texts == right.texts else ''}"


if __name__ == "__main__":
    sys.exit(main())
