"""What a process says, of which only the end is kept: it may be without end, and without lines."""

from __future__ import annotations

import os
import threading
from typing import IO

from modelspec.visible import escape

MOST_BYTES = 64_000
LAST_LINES, LONGEST_LINE = 12, 300
PATIENCE = 1.0
"""Seconds for the rest to arrive, once the process is gone. One that it left behind may hold the pipe open for ever."""


class Said:
    """The end of a stream, read as it comes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._end = b""
        self._reader = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._reader.start()

    def lines(self) -> tuple[str, ...]:
        """The last lines, such as can be printed anywhere."""
        self._reader.join(PATIENCE)
        lines = [escape(line.rstrip().expandtabs()) for line in self._end.decode("utf-8", "replace").split("\n")]
        return tuple(_cut(line) for line in lines if line.strip())[-LAST_LINES:]

    def _read(self, stream: IO[bytes]) -> None:
        with stream:
            while chunk := os.read(stream.fileno(), MOST_BYTES):
                self._end = (self._end + chunk)[-MOST_BYTES:]


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}..."
