"""Coverage-guided fuzzing of the front end, by Atheris (libFuzzer): what reaches new code is kept and damaged further.

`pip install '.[fuzz]'` brings Atheris, which has wheels for Linux. Then, for five minutes:

    python -m tests.robustness.coverage_guided --corpus out/corpus --seconds 300

The last line tells how many texts were tried. A text with a wrong answer is printed with its traceback, and written to
`crash-...` in the current folder.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["modelspec", "yaml"]):
    from tests.robustness.judge import PROBLEMS, VIEWS, judge
from tests.robustness.mutations.machine import Machine
from tests.robustness.mutations.workers import MOST_BYTES

LONGEST = 1500
EVERY_VIEW = 16
"""One in so many is looked at in every view."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("out/corpus"), help="what was found is kept here")
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    corpus = options.corpus.resolve()
    corpus.mkdir(parents=True, exist_ok=True)
    machine = Machine(options.seed)
    for spec in (*machine.texts.specs, *machine.data.specs):
        (corpus / hashlib.sha1(spec).hexdigest()).write_bytes(spec)
    words = corpus.with_suffix(".words")
    words.write_text("".join(f'"{word}"\n' for word in _words()), "ascii")
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    crashes = os.path.join(os.getcwd(), "")
    os.chdir(tempfile.mkdtemp(prefix="mutants-"))
    flags = {"max_total_time": options.seconds, "max_len": LONGEST, "timeout": 10, "rss_limit_mb": 2000}
    flags |= {"seed": options.seed, "dict": words, "artifact_prefix": crashes, "print_final_stats": 1}
    atheris.Setup([sys.argv[0], *(f"-{name}={value}" for name, value in flags.items()), str(corpus)], _try)
    atheris.Fuzz()


def _try(data: bytes) -> None:
    judge(data, VIEWS if sum(data) % EVERY_VIEW == 0 else PROBLEMS)


def _words() -> list[str]:
    """What libFuzzer may put in: the words of the language, as its dictionary takes them."""
    from tests.robustness.mutations.damage import VOCABULARY  # noqa: PLC0415

    found = (word.decode("ascii", "ignore") for word in VOCABULARY)
    return sorted({word for word in found if word and not set(word) & set('"\\')})


if __name__ == "__main__":
    main()
