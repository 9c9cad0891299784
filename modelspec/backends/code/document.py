"""Documents and their printer: text with places where a line may break, and the choice of which do.

After Wadler's "A prettier printer", with what Python asks for: parentheses that exist only where lines break, and
brackets that may break without forcing those. A `key` names a group, so that what is within can ask whether it broke.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar, NamedTuple, TypeAlias

from modelspec.record import Record


class Line(Record):
    """A line break where the enclosing group breaks, else the text; a hard one always breaks."""

    flat: str = ""


class Indent(Record):
    """Content whose line breaks are indented a step further; with a key, only where that group breaks."""

    content: Doc
    key: int = 0


class Group(Record):
    """Content on one line if it fits, unless it is to `expand`; with `within`, only where that other group breaks."""

    content: Doc
    key: int = 0
    expand: bool = False
    within: int = 0


class IfBroken(Record):
    """One content where the enclosing group (or that of the key) breaks, another where it does not."""

    broken: Doc
    flat: Doc = ""
    key: int = 0


class Expandable(Record):
    """Content that may break while the group of the key stays on one line; without a key, always."""

    content: Doc
    key: int = 0


class Parenthesizable(Record):
    """Content that goes between parentheses, on lines of its own, only if that makes it fit."""

    content: Doc
    key: int


class Variants(Record):
    """The first of several layouts that fits on its first line, or the last."""

    layouts: tuple[Doc, ...]


Doc: TypeAlias = "str | tuple[Doc, ...] | Line | Indent | Group | IfBroken | Expandable | Parenthesizable | Variants"

SOFT = Line()
SPACE = Line(" ")
HARD = Line("\n")


class Measure(Enum):
    """How far a measurement goes: to the first line break, over all lines, or over all lines of any length."""

    FIRST = 0
    ALL = 1
    OVERFLOW = 2


class Frame(NamedTuple):
    """A document that waits for its turn, and how it is to be laid out."""

    doc: Doc
    flat: bool
    indent: int
    measure: Measure = Measure.FIRST

    def with_(self, doc: Doc, flat: bool | None = None, step: int = 0, measure: Measure | None = None) -> Frame:
        """The frame of another document in this one's place."""
        return Frame(doc, self.flat if flat is None else flat, self.indent + step, measure or self.measure)


@dataclass(slots=True)
class Printer:
    """Lays out one document; `render` is its only use."""

    STEP: ClassVar[int] = 4
    """The columns of one indentation."""

    width: int
    stack: list[Frame] = field(default_factory=list)
    output: list[str] = field(default_factory=list)
    column: int = 0
    flats: dict[int, bool] = field(default_factory=dict)
    """Whether the group of a key stays on one line, as last measured or printed."""
    measured: bool = False
    """What is on this line was measured and fits, so the flat groups in it need no measurement."""

    def render(self, doc: Doc, indent: int) -> str:
        """The document's text, its first line indented, without a final line end."""
        self.column = indent
        self.output.append(self.margin(indent))
        self.stack.append(Frame(doc, False, indent))
        while self.stack:
            self.print(self.stack.pop())
        return "".join(self.output)

    def margin(self, indent: int) -> str:
        """What stands before a line that begins at that column."""
        return " " * indent

    def write(self, text: str) -> None:
        self.output.append(text)
        self.column += len(text)

    def print(self, frame: Frame) -> None:
        """Writes a frame's text or puts its content on the stack."""
        match frame.doc:
            case str(text):
                self.write(text)
            case Line(text) if frame.flat and text != "\n":
                self.write(text)
            case Line():
                self.output.append("\n" + self.margin(frame.indent))
                self.column, self.measured = frame.indent, False
            case Group(content, key, expand, within):
                flat = frame.flat
                if not (within and self.flats[within]):
                    flat = not expand and self.stays_flat(frame, content, key)
                self.flats[key] = flat
                self.stack.append(frame.with_(content, flat))
            case Expandable(content, key):
                if not key or self.flats[key]:
                    self.measured = False  # it was measured as broken; its own groups are still to be measured
                self.stack.append(frame.with_(content))
            case Parenthesizable():
                self.print_parenthesizable(frame, frame.doc)
            case Variants(layouts):
                self.print_variants(frame, layouts)
            case _:
                self.stack += self.parts(frame)

    def parts(self, frame: Frame) -> list[Frame]:
        """The frames of a sequence, an indentation or a condition, last one first: the same to print and to measure."""
        match frame.doc:
            case tuple() as docs:
                return [frame.with_(doc) for doc in reversed(docs)]
            case Indent(content, key):
                return [frame.with_(content, step=0 if key and self.flats[key] else self.STEP)]
            case IfBroken(broken, flat, key):
                return [frame.with_(flat if (self.flats[key] if key else frame.flat) else broken)]
        raise TypeError(f"{frame.doc!r} is no document")

    def stays_flat(self, frame: Frame, content: Doc, key: int) -> bool:
        """Whether a group stays on one line."""
        if frame.flat and self.measured:
            return True
        self.measured = self.flats[key] = True
        return self.fits(frame.with_(content, True))

    def print_parenthesizable(self, frame: Frame, doc: Parenthesizable) -> None:
        """Parentheses are the last resort, and only if all lines fit with them."""
        wrapped = ("(", Indent((HARD, doc.content)), HARD, ")")
        flat = self.stays_flat(frame, doc.content, doc.key)
        if not flat:
            self.flats[doc.key] = False
            flat = not self.fits(frame.with_(wrapped, measure=Measure.ALL))
        self.flats[doc.key] = flat
        self.stack.append(frame.with_(doc.content if flat else wrapped, flat))

    def print_variants(self, frame: Frame, layouts: tuple[Doc, ...]) -> None:
        """Tries the layouts in their order."""
        if frame.flat and self.measured:
            return self.stack.append(frame.with_(layouts[0]))
        self.measured = True
        for index, layout in enumerate(layouts[:-1]):
            if self.fits(frame.with_(layout, True, measure=Measure.FIRST)):
                return self.stack.append(frame.with_(layout, index == 0))
        return self.stack.append(frame.with_(layouts[-1], False))

    def fits(self, first: Frame) -> bool:
        """Whether a frame, and what follows it up to the next line break, fits into the width."""
        queue, rest, column = [first], len(self.stack), self.column
        while queue or rest:
            if queue:
                frame = queue.pop()
            else:
                rest -= 1
                frame = self.stack[rest]
            text = frame.doc
            if isinstance(text, Line):
                if not frame.flat and frame.measure is not Measure.FIRST:
                    column = frame.indent
                    continue
                if not frame.flat or text.flat == "\n":
                    return True
                text = text.flat
            if not isinstance(text, str):
                queue += self.measured_parts(frame)
                continue
            column += len(text)
            if text and column > self.width and frame.measure is not Measure.OVERFLOW:
                return False
        return True

    def measured_parts(self, frame: Frame) -> list[Frame]:
        """What a measurement goes on with, last one first."""
        match frame.doc:
            case Group(content, key, expand):
                self.flats[key] = flat = frame.flat and not expand
                return [frame.with_(content, flat)]
            case Expandable(content, key) if frame.flat and (not key or self.flats[key]):
                return [frame.with_(content, False, measure=Measure.OVERFLOW)]
            case Expandable(content):
                return [frame.with_(content)]
            case Parenthesizable(content, key):
                self.flats[key] = frame.flat
                return [frame.with_(content)]
            case Variants(layouts):
                return [frame.with_(layouts[0 if frame.flat else -1])]
        return self.parts(frame)
