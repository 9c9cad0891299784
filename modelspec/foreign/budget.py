"""How large a file of a model's weights can be, before a byte of it is believed."""

from __future__ import annotations

from modelspec.foreign.held import Refused
from modelspec.record import Record

BYTES = 32
"""For each number of the weights: eight in float64, and as much for each of an optimizer's, which may be there."""
TEXT, TEXT_OF_EACH = 4_000_000, 16_000
"""For names, shapes and layers: in all, and for each weight."""
ARRAYS, ARRAYS_OF_EACH = 1_000, 16


class Budget(Record):
    """What is needed for so many weights of so many numbers in all."""

    weights: int
    numbers: int

    @property
    def text(self) -> int:
        """The most bytes of a header."""
        return TEXT + TEXT_OF_EACH * self.weights

    @property
    def bytes(self) -> int:
        """The most bytes of a file."""
        return self.text + BYTES * self.numbers

    def require_bytes(self, size: int, what: str = "it") -> None:
        """Raises Refused for a file that is larger than one with these weights can be."""
        if size > self.bytes:
            raise Refused(f"{what} has {size:,} bytes, far more than this model's {self.numbers:,} numbers need")

    def require_text(self, size: int, what: str) -> None:
        """Raises Refused for a header that is larger than one of these weights can be."""
        if size > self.text:
            raise Refused(f"{what} has {size:,} bytes, far more than this model's {self.weights:,} weights need")

    def require_arrays(self, count: int) -> None:
        """Raises Refused for more arrays than these weights can come with."""
        if count > ARRAYS + ARRAYS_OF_EACH * self.weights:
            raise Refused(f"it has {count:,} entries, far more than this model's {self.weights:,} weights need")
