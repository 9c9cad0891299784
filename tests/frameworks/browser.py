"""A browser without a window, which opens a page that this machine serves."""

from __future__ import annotations

import contextlib
import functools
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from modelspec.backends.tfjs.node import find_node

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "tests" / "browser"
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
MARKS = [pytest.mark.frameworks, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")]


def open_page(folder: Path, name: str, picture: Path, seconds: int = 90) -> dict[str, Any]:
    """What the page of that name says of itself; it may import and fetch what the folder holds, and TensorFlow.js."""
    for suffix in ("html", "mjs"):
        shutil.copy(PAGES / f"{name}.{suffix}", folder)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    with _served(folder) as address:
        command = [find_node(), PAGES / "drive.mjs", CHROMIUM, f"{address}/{name}.html", picture, seconds]
        run = subprocess.run(
            [str(word) for word in command], capture_output=True, text=True, timeout=seconds + 60, check=False
        )
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    assert "error" not in found, found["error"]
    return found


@contextlib.contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The address of a server of this folder, to this machine only."""

    class Handler(SimpleHTTPRequestHandler):
        def guess_type(self, path: Any) -> str:
            return "text/javascript" if str(path).endswith(".mjs") else super().guess_type(path)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
