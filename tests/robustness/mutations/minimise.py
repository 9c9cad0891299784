"""The smallest part of a spec that still fails in the same way."""

from __future__ import annotations

from collections.abc import Callable

MOST_TRIES = 2_000


def minimised(spec: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """Delta debugging by lines and then by bytes: parts are left out, half of the rest at first, at last one by one."""
    budget = Budget(fails)
    lines = _without(spec.splitlines(keepends=True), budget)
    return b"".join(_without([bytes([byte]) for byte in b"".join(lines)], budget))


class Budget:
    """A question that may be asked so many times, and is answered by no from then on."""

    def __init__(self, fails: Callable[[bytes], bool]) -> None:
        self.fails = fails
        self.tries = 0

    def __call__(self, parts: list[bytes]) -> bool:
        self.tries += 1
        return self.tries <= MOST_TRIES and self.fails(b"".join(parts))


def _without(parts: list[bytes], fails: Budget) -> list[bytes]:
    size = max(1, len(parts) // 2)
    while True:
        at = 0
        while at < len(parts):
            fewer = parts[:at] + parts[at + size :]
            if fails(fewer):
                parts = fewer
            else:
                at += size
        if size == 1:
            return parts
        size = max(1, size // 2)
