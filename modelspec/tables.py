"""A table for people: as aligned text, Markdown or HTML."""

from __future__ import annotations

from collections.abc import Sequence

from modelspec.record import Record


class Table(Record):
    """`numbers` are the columns that are aligned to the right."""

    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    numbers: frozenset[int] = frozenset()

    def as_text(self) -> str:
        """Columns under their heads, two blanks between them."""
        widths = [max(len(row[i]) for row in (self.heads, *self.rows)) for i in range(len(self.heads))]

        def line(cells: Sequence[str]) -> str:
            padded = (
                cell.rjust(width) if i in self.numbers else cell.ljust(width)
                for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
            )
            return "  ".join(padded).rstrip()

        return "\n".join([line(self.heads), line(["-" * width for width in widths]), *map(line, self.rows)])

    def as_markdown(self) -> str:
        """A table as GitHub reads it."""
        marks = ["---:" if i in self.numbers else "---" for i in range(len(self.heads))]
        rows = [self.heads, marks, *(tuple(map(_cell, row)) for row in self.rows)]
        return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _cell(text: str) -> str:
    """A blank in front of a nested name would be lost, and a bar would end the cell."""
    indent = len(text) - len(text.lstrip(" "))
    return "&nbsp;" * indent + text.lstrip(" ").replace("\\", "\\\\").replace("|", "\\|").replace("*", "\\*")
