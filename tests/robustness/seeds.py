"""Specs to start from: the examples, those of the explanations, drawn ones, and wrong ones too."""

from __future__ import annotations

import contextlib
import json
import random
import re
from pathlib import Path

import yaml

from modelspec.errors import SpecError
from modelspec.explain import codes
from modelspec.resolve import resolve
from modelspec.source import parse
from tests.explained import completed, examples
from tests.random_specs import draw_spec

ROOT = Path(__file__).parents[2]
COMMENTS = re.compile(r"\A(?:#.*\n)+")


def valid_specs(drawn: int) -> list[str]:
    """Specs without a problem: the examples, the right examples of the explanations, and so many drawn ones."""
    found = [path.read_text("utf-8") for path in sorted(ROOT.glob("examples/*.yaml"))]
    found += [completed(both[1]) for code in codes() if len(both := examples(code)) == 2]
    found += map(_drawn, range(drawn))
    return [spec for spec in found if _is_valid(spec)]


def wrong_specs() -> list[bytes]:
    """Specs with problems: the wrong examples of the explanations, and the corpora of errors."""
    found = [completed(both[0]).encode() for code in codes() if len(both := examples(code)) == 2]
    for folder in ("errors", "hostile"):
        found += [path.read_bytes() for path in sorted(ROOT.glob(f"tests/{folder}/**/*.yaml"))]
    return [_without_report(spec) for spec in found if len(spec) < 100_000]


def _drawn(seed: int) -> str:
    choices = random.Random(seed)
    # Through JSON, because YAML would write what is used twice as an anchor and an alias.
    spec = json.loads(json.dumps(draw_spec(lambda options: choices.choice(list(options)))))
    # Both styles, since each has mistakes of its own.
    return yaml.safe_dump(spec, sort_keys=False, default_flow_style=None if seed % 2 else False)


def _is_valid(spec: str) -> bool:
    with contextlib.suppress(SpecError):
        return not resolve(parse(spec, "seed.yaml")).warnings
    return False


def _without_report(spec: bytes) -> bytes:
    """The spec without the comment above it, which tells the report."""
    with contextlib.suppress(UnicodeDecodeError):
        return COMMENTS.sub("", spec.decode()).encode()
    return spec
