"""A copy of the package in which faults are planted, and `verify` of that copy in this very process: the frameworks
stay loaded."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

from tests.robustness.planted_faults import Fault

ROOT = Path(__file__).parents[3]
COPIED = ("modelspec", "templates")
NO_DIFFERENCE = "agree"
STEPS = 3

ENVIRONMENT = {
    # As the processes of `verify` have it; read when the frameworks are loaded.
    "KERAS_BACKEND": "tensorflow",
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # Where TensorFlow.js is looked for: not in the copy's folder.
    "MODELSPEC_FOLDER": str(ROOT),
}


@dataclass(frozen=True)
class Outcome:
    """What `verify` said of a spec: the worst kind of row that differs, or what failed, or that all agree. `texts` are
    the generated files, and where they keep the weights."""

    said: str
    is_failure: bool = False
    texts: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_caught(self) -> bool:
        return self.said != NO_DIFFERENCE


class Bench:
    """Use it as a context: within it, `modelspec` is the copy."""

    def __enter__(self) -> Bench:
        self._folder = tempfile.TemporaryDirectory(prefix="faults-")
        self.root = Path(self._folder.name)
        for name in COPIED:
            shutil.copytree(ROOT / name, self.root / name, ignore=shutil.ignore_patterns("__pycache__", ".ruff_cache"))
        # TensorFlow says of each function that it is made anew.
        logging.getLogger("tensorflow").setLevel(logging.ERROR)
        self._environment = mock.patch.dict(os.environ, ENVIRONMENT)
        self._environment.start()
        self._before = {name: module for name, module in sys.modules.items() if _is_ours(name)}
        sys.path.insert(0, str(self.root))
        _forget()
        return self

    def __exit__(self, *error: object) -> None:
        _forget()
        sys.path.remove(str(self.root))
        sys.modules.update(self._before)
        self._environment.stop()
        self._folder.cleanup()

    def verify(self, text: str, backends: tuple[str, ...]) -> Outcome:
        """The outcome for a spec, by the copy as it is now."""
        source, resolve = import_module("modelspec.source"), import_module("modelspec.resolve")
        graph = resolve.resolve(source.parse(text, "planted.modelspec.yaml")).graph
        backend = import_module("modelspec.backends").backend
        verification = import_module("modelspec.verify")
        texts = {name: (made.text, repr(made.weights)) for name in backends for made in [backend(name).generate(graph)]}
        with mock.patch.object(verification, "run", _run_here):
            report = verification.verify(graph, backends, steps=STEPS)
        if "keras" in backends:
            sys.modules["keras"].backend.clear_session()
        if report.failures:
            return Outcome(str(next(iter(report.failures.values()))), True, texts)
        wrong = [row for row in report.rows if row.disagrees]
        assert wrong or report.agree, report.as_table()
        return Outcome(f"{wrong[0].kind} {wrong[0].where}" if wrong else NO_DIFFERENCE, False, texts)

    def with_fault(self, fault: Fault) -> Outcome:
        """The outcome for the fault's spec, with the fault."""
        with self._planted(fault):
            try:
                return self.verify(fault.spec, fault.backends)
            finally:
                self.close()

    def close(self) -> None:
        """Ends the process of Node.js, if there is one: what a module registers there stays."""
        probe = sys.modules.get("modelspec.backends.tfjs.probe")
        if probe is not None and probe.FRAMEWORK.client is not None:
            probe.FRAMEWORK.client.close()
            probe.FRAMEWORK.client = None

    @contextlib.contextmanager
    def _planted(self, fault: Fault) -> Iterator[None]:
        folder = self.root if fault.file.startswith("templates/") else self.root / "modelspec/backends"
        path = folder / fault.file
        right = path.read_text("utf-8")
        path.write_text(fault.plant(right), "utf-8")
        # Python would take the bytecode of the right file, if both have the same size and second.
        written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
        shutil.rmtree(path.parent / "__pycache__", ignore_errors=True)
        _forget()
        try:
            yield
        finally:
            path.write_text(right, "utf-8")
            sys.dont_write_bytecode = written
            _forget()


def _run_here(folders: Mapping[str, Path], probes: Mapping[str, str], *_: object) -> dict[str, Any]:
    """In place of `modelspec.verify.processes.run`: what a process would die of is a failure here, too."""
    job, measure = import_module("modelspec.backends.job"), import_module("modelspec.backends.measure")
    failure = import_module("modelspec.verify.failures").Failure
    found: dict[str, Any] = {}
    for name, folder in folders.items():
        try:
            measure.answer(import_module(probes[name]).FRAMEWORK, folder)
            found[name] = job.read_answer(folder)
        except Exception as error:
            found[name] = failure(f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}")
    return found


def _is_ours(name: str) -> bool:
    return name == "modelspec" or name.startswith("modelspec.")


def _forget() -> None:
    for name in [name for name in sys.modules if _is_ours(name)]:
        del sys.modules[name]
