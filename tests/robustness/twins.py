"""Hostile texts in every place of a spec that takes any: all that is made of the spec is what is made of a benign twin,
but for these texts. Where a spec cannot hold a text, the report of it is one that can be printed anywhere.

`python -m tests.robustness.twins --count 50000 --seed 0` tries that many sets of texts.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from modelspec.backends import BACKENDS
from modelspec.errors import Diagnostic, SpecError
from modelspec.html import page
from modelspec.model import Model, model_from
from modelspec.origins import as_origins
from modelspec.picture import dot, mermaid, svg
from modelspec.report import render
from modelspec.resolve.variables import read_variables
from modelspec.resolved import as_ir, as_yaml
from modelspec.source import Problems, parse
from tests.robustness import twin_forms as forms
from tests.robustness.hostile_text import hostile_text

TEXTS = 8
"""So many places of the spec take any text."""
HELD = 0.98
"""The share of texts without the characters that no spec may hold."""
BENIGN = ("some words",) * TEXTS
REPORT_LINE = re.compile(r"(?:error|warning)\[|\s*--> |\s*\d* \||\s+= |\.\.\. and \d+ more\Z|\Z")


def spec(texts: Sequence[str]) -> dict[str, Any]:
    """A spec with a text in each place that takes any."""
    description, block, inner, first, use, reuse, free, variable = texts
    return {
        "modelspec": 1,
        "name": "m",
        "description": description,
        "vars": {"text": variable, "width": 2},
        "inputs": {"x": [2]},
        "blocks": {
            "part": {"doc": block, "layers": [{"dense": {"units": 2, "doc": inner}}]},
        },
        "layers": [
            {"dense": {"name": "one", "units": "$width", "kernel_regularizer": "l2", "doc": first}},
            {"part": {"name": "two", "doc": use}},
            {"reuse": {"layer": "one", "doc": reuse}},
        ],
        "x-free": {free or "x": [free]},
    }


def wrong(text: str) -> list[dict[str, Any]]:
    """Specs with the text where a name or a word is wanted."""
    good = {"modelspec": 1, "name": "m", "inputs": {"x": [2]}, "layers": [{"dense": 1}]}
    return [
        {**good, "name": text},
        {**good, "inputs": {text: [2]}},
        {**good, "layers": [{text: 1}]},
        {**good, "layers": [text]},
        {**good, "layers": [{"dense": {"units": text}}]},
        {**good, "layers": [{"dense": {"units": 1, "name": text, "activation": text, text: text}}]},
        {**good, "layers": [{"dense": {"units": 1, "from": text, "kernel_regularizer": {text: text}}}]},
        {**good, "vars": {text: 1, "v": [text]}, "outputs": [text]},
        {**good, "blocks": {text: {"params": {text: text}, "layers": [{"dense": text}]}}},
        {**good, text: text, "dtype": text},
        {**good, "training": {"loss": text, "optimizer": {text: text}, "metrics": [text]}},
    ]


def made(model: Model, backends: Sequence[str] = BACKENDS) -> Iterator[tuple[str, forms.Form, str]]:
    """All texts that are made of a model: what it is, its form, the text."""
    by_ending = {"py": forms.python, "mjs": forms.javascript, "json": forms.data}
    for name, text in model.files(backends).items():
        yield name, by_ending[name.rpartition(".")[2]], text
    yield "show", forms.yaml_data, as_yaml(model.graph)
    yield "show --ir", forms.data, as_ir(model.graph)
    yield "show --origins", forms.yaml_data, _origins(model)
    yield "page", forms.html, page(model.graph, expand=True)
    yield "svg", forms.svg, svg(model.graph, expand=True)
    yield "mermaid", str, mermaid(model.graph)
    yield "dot", str, dot(model.graph)
    yield "summary", forms.table, str(model.summary())
    yield "summary as Markdown", forms.markdown, model.summary().as_markdown()
    yield "penalty", str, str(model.penalties())


def _origins(model: Model) -> str:
    assert model.source is not None
    variables = read_variables(model.source.data, {}, Problems(model.source))
    return as_origins(model.graph, model.source, variables, {})


@cache
def twin() -> dict[str, Any]:
    """The forms of what is made of the benign twin."""
    return {what: form(text) for what, form, text in made(_model(spec(BENIGN), "m.modelspec.yaml"))}


def _model(data: dict[str, Any], name: str) -> Model:
    # JSON is YAML but for its escapes beyond the first plane.
    text = re.sub(r"[^\0-~]", lambda match: f"\\U{ord(match[0]):08x}", json.dumps(data, ensure_ascii=False))
    return model_from(parse(text, name), {})


def problems_of(texts: Sequence[str], name: str) -> list[str] | None:
    """How what is made of a spec with these texts differs from its twin; None if no spec can hold them."""
    try:
        model = _model(spec(texts), name)
    except SpecError as error:
        return None if (found := report_problem(error.diagnostics)) is None else [found]
    found = []
    for what, form, text in made(model):
        try:
            if form(text) != twin()[what]:
                found.append(f"{what} differs")
        except (AssertionError, SyntaxError, ValueError) as error:
            found.append(f"{what}: {type(error).__name__}: {error}")
    return found + _shown_again(model)


def _shown_again(model: Model) -> list[str]:
    """Whether `show` gives the very texts."""
    seen = yaml.safe_load(as_yaml(model.graph))
    kept = (seen.get("description"), seen["layers"][0]["dense"].get("doc"))
    step = model.graph.body.steps[0]
    return [] if kept == (model.graph.description or None, step.doc or None) else [f"show has {kept!a}"]


def report_problem(diagnostics: Sequence[Diagnostic]) -> str | None:
    """What is wrong with the forms of a report."""
    try:
        text = render(diagnostics, {})
        forms.require_visible(text)
        assert all(map(REPORT_LINE.match, text.split("\n"))), text
        concise = render(diagnostics, {}, "concise")
        forms.require_visible(concise)
        shown = min(len(diagnostics), 20) + (len(diagnostics) > 20)
        assert len(concise.split("\n")) == shown, concise
        github = render(diagnostics, {}, "github").split("\n")
        assert len(github) == len(diagnostics)
        assert all(re.match("::(error|warning) file=", line) for line in github), github
        forms.require_visible("".join(github))
        for form in ("json", "sarif"):
            found = render(diagnostics, {}, form)  # type: ignore[arg-type]
            assert found.isascii()
            json.loads(found)
        assert len(str(SpecError(list(diagnostics))).split("\n")) == len(diagnostics)
    except AssertionError as error:
        return f"report: {error}"
    return None


def wrong_problems(text: str) -> list[str]:
    """What is wrong with the reports of specs that have the text where none may be."""
    found: list[str] = []
    for data in wrong(text):
        try:
            _model(data, "m.modelspec.yaml")
        except SpecError as error:
            problem = report_problem(error.diagnostics)
            found += [problem] if problem else []
    return found


def attempt(seed: int) -> tuple[str, list[str]]:
    """One set of texts: whether a spec holds them, and the problems."""
    choices = random.Random(seed)
    texts = [hostile_text(choices, held=choices.random() < HELD) or "x" for _ in range(TEXTS)]
    name = hostile_text(choices, held=False).replace("/", "") + "m.modelspec.yaml"
    found = problems_of(texts, name)
    problems = (found or []) + wrong_problems(texts[0])
    return ("refused" if found is None else "made"), problems


def check_with_node(seeds: Sequence[int]) -> int:
    """How many of these modules Node.js parses; raises CalledProcessError for one that it does not."""
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            choices = random.Random(seed)
            try:
                model = _model(spec([hostile_text(choices) for _ in range(TEXTS)]), "m.modelspec.yaml")
            except SpecError:
                continue
            path = Path(folder) / f"m{seed}.mjs"
            path.write_text(model.code("tfjs"), encoding="utf-8")
            subprocess.run(["node", "--check", path], check=True)
            count += 1
    return count


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--node", type=int, default=0, help="parse that many modules by Node.js, too")
    options = parser.parse_args()
    outcomes: Counter[str] = Counter()
    start = time.monotonic()
    for seed in range(options.seed, options.seed + options.count):
        outcome, problems = attempt(seed)
        outcomes[outcome] += 1
        if problems:
            outcomes["problems"] += 1
            print(f"seed {seed}: " + "\n  ".join(problems), flush=True)
    parsed = check_with_node(range(options.seed, options.seed + options.node))
    print(f"{dict(outcomes)}, {parsed} parsed by Node.js, in {time.monotonic() - start:.0f} s")
    return 1 if outcomes["problems"] else 0


if __name__ == "__main__":
    sys.exit(main())
