"""Whatever is done to a spec, the answer is a graph or a SpecError; never another exception."""

import re
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modelspec.errors import SpecError
from modelspec.report import render
from modelspec.resolve import resolve
from modelspec.source import parse

ROOT = Path(__file__).parents[2]
SPECS = [path.read_text("utf-8") for path in sorted((ROOT / "examples").glob("*.yaml"))]
SPECS += [
    path.read_bytes().decode("utf-8", "replace") for path in sorted((ROOT / "tests/errors").glob("[em][1-6a]*.yaml"))
]
TOKEN = re.compile(r"\w+|[^\w\n]|\n *")
TOKENS = [TOKEN.findall(re.sub(r"(?m)^#.*\n", "", spec)) for spec in SPECS]
INSERTED = st.sampled_from(
    [
        "null",
        "-1",
        "0",
        "1e308",
        "[]",
        "{}",
        "true",
        "$width",
        "$",
        "none",
        "input",
        "previous",
        "repeat: 2",
        "x.y",
        "''",
    ]
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """An example with up to three tokens deleted, doubled, swapped or replaced."""
    tokens = list(draw(st.sampled_from(TOKENS)))
    for _ in range(draw(st.integers(1, 3))):
        at, other = (draw(st.integers(0, len(tokens) - 1)) for _ in range(2))
        match draw(st.sampled_from(["delete", "double", "swap", "replace"])):
            case "delete" if len(tokens) > 1:
                del tokens[at]
            case "double":
                tokens.insert(at, tokens[at])
            case "swap":
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case _:
                tokens[at] = draw(INSERTED)
    return "".join(tokens)


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(mutated())
def test_a_wrong_spec_is_a_spec_error(text: str) -> None:
    texts: dict = {}
    try:
        found = resolve(parse(text, "m.yaml", texts)).warnings
    except SpecError as error:
        found = error.diagnostics
        assert any(each.severity == "error" for each in found)
    assert render(found, texts).count("\n") < 500
