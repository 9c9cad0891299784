"""The Node.js process that runs generated modules, as seen from Python."""

from __future__ import annotations

import atexit
import base64
import contextlib
import json
import subprocess
from pathlib import Path
from typing import Any

from modelspec.backends.tfjs.node import find_node, find_tfjs, missing
from modelspec.errors import ModelspecError
from modelspec.numeric import Array, np

SERVER = Path(__file__).with_name("server.mjs")
LONGEST_ANSWER = 4_000_000_000
TYPES = {"float32": "<f4", "int32": "<i4"}


class NodeError(Exception):
    """What went wrong in JavaScript: its message, and where; or how the process ended."""


class Client:
    """A process that is asked and answers; it ends with this one, or when it is closed."""

    def __init__(self) -> None:
        node, package = find_node(), find_tfjs()
        if (mend := missing()) is not None or node is None or package is None:
            raise ModelspecError(f"TensorFlow.js cannot run: {mend}")
        self.package = package
        self.process = subprocess.Popen(
            [node, SERVER, package], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        atexit.register(self.close)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def ask(self, verb: str, **request: Any) -> Any:
        """The answer to a request. Raises NodeError."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps({"verb": verb, **request}) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise NodeError(self._how_it_ended(verb)) from None
        try:
            line = self.process.stdout.readline(LONGEST_ANSWER)
            answer = json.loads(line) if line else {}
        except (ValueError, RecursionError):
            raise NodeError(f"Node.js gave no answer when it was asked to {verb}, but something else") from None
        if not line:
            raise NodeError(self._how_it_ended(verb))
        if not isinstance(answer, dict) or len(answer.keys() & {"error", "result"}) != 1:
            raise NodeError(f"Node.js gave no answer when it was asked to {verb}, but other JSON")
        if "error" in answer:
            raise NodeError(answer["error"])
        return answer["result"]

    def close(self) -> None:
        """Ends the process, whatever it does."""
        atexit.unregister(self.close)
        # Leaving closes the pipes; what is still in them is for nobody.
        with contextlib.suppress(BrokenPipeError), self.process:
            self.process.kill()

    def _how_it_ended(self, verb: str) -> str:
        code = self.process.wait()
        how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
        return f"Node.js {how} when it was asked to {verb}"


def encode(array: Array) -> dict[str, Any]:
    """An array as it travels; TensorFlow.js has whole numbers of 32 bits and real ones of 32 bits."""
    name = "int32" if np.issubdtype(array.dtype, np.integer) else "float32"
    entries = np.ascontiguousarray(array, TYPES[name])
    return {"shape": list(array.shape), "type": name, "data": base64.b64encode(entries.tobytes()).decode()}


def decode(written: dict[str, Any]) -> Array:
    """The array of such a form."""
    entries = np.frombuffer(base64.b64decode(written["data"]), TYPES[written["type"]])
    return entries.reshape(written["shape"]).copy()
