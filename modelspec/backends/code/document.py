"""Documents and their printer: text with places where a line may break, and the choice of which do.

After Wadler's "A prettier printer", with the two things that Python asks for: parentheses that exist only where lines break
(the `outer` group of a document), and brackets that may break without forcing those parentheses (`Expandable`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

STEP = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A line break where the enclosing group breaks, else the text; a hard one always breaks."""

    flat: str = ""
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Indent:
    """Content whose line breaks are indented a step further; if `outer`, only where the outer group breaks."""

    content: Doc
    outer: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Content on one line if it fits. `outer` makes it the outer group; `expand` breaks it always."""

    content: Doc
    outer: bool = False
    expand: bool = False


@dataclass(frozen=True, slots=True)
class OuterGroup:
    """A group where the outer group breaks, else plain content."""

    content: Doc


@dataclass(frozen=True, slots=True)
class IfBroken:
    """One content where the enclosing group breaks (if `outer`, the outer one) and another where it does not."""

    broken: Doc
    flat: Doc = ""
    outer: bool = False


@dataclass(frozen=True, slots=True)
class Expandable:
    """Content that may break while the outer group stays on one line."""

    content: Doc


@dataclass(frozen=True, slots=True)
class Parenthesizable:
    """Content that goes between parentheses, on lines of its own, only if that makes it fit."""

    content: Doc


@dataclass(frozen=True, slots=True)
class Variants:
    """The first of several layouts that fits on its first line, or the last."""

    layouts: tuple[Doc, ...]


Doc: TypeAlias = (
    "str | tuple[Doc, ...] | Line | Indent | Group | OuterGroup | IfBroken | Expandable | Parenthesizable | Variants"
)

SOFT = Line()
SPACE = Line(" ")
HARD = Line(hard=True)


class Measure(Enum):
    """How far a measurement goes: to the first line break, over all lines, or over all with lines as long as they are."""

    FIRST = 0
    ALL = 1
    OVERFLOW = 2


@dataclass(frozen=True, slots=True)
class Frame:
    """A document that waits for its turn, and how it is to be laid out."""

    doc: Doc
    flat: bool
    indent: int
    measure: Measure = Measure.FIRST


@dataclass(slots=True)
class Printer:
    """Lays out one document; `render` is its only use."""

    width: int
    stack: list[Frame] = field(default_factory=list)
    output: list[str] = field(default_factory=list)
    column: int = 0
    outer_flat: bool = False
    measured: bool = False
    """The enclosing group was measured and fits, so the groups in it need no measurement."""

    def render(self, doc: Doc, indent: int) -> str:
        """The document's text, its first line indented, without a final line end."""
        self.output.append(" " * indent)
        self.column = indent
        self.stack.append(Frame(doc, False, indent))
        while self.stack:
            self.print(self.stack.pop())
        return "".join(self.output)

    def print(self, frame: Frame) -> None:
        """Writes a frame's text or puts its content on the stack."""
        match frame.doc:
            case str(text):
                self.output.append(text)
                self.column += len(text)
            case Line(text, hard):
                if frame.flat and not hard:
                    self.output.append(text)
                    self.column += len(text)
                else:
                    self.output.append("\n" + " " * frame.indent)
                    self.column = frame.indent
            case Group(content, outer, expand):
                flat = not expand and self.is_flat(frame, content, outer)
                if outer:
                    self.outer_flat = flat
                self.push(frame, content, flat=flat)
            case OuterGroup(content):
                self.push(frame, content, flat=frame.flat if self.outer_flat else self.is_flat(frame, content, False))
            case Expandable(content):
                # It was measured as broken; what is in it is still to be measured.
                self.measured = self.measured and not self.outer_flat
                self.push(frame, content)
            case Parenthesizable(content):
                self.print_parenthesizable(frame, content)
            case Variants(layouts):
                self.print_variants(frame, layouts)
            case doc:
                self.stack += self.parts(frame, doc)

    def push(self, frame: Frame, doc: Doc, *, flat: bool | None = None) -> None:
        """Puts a document on the stack in the frame's mode or another."""
        self.stack.append(Frame(doc, frame.flat if flat is None else flat, frame.indent, frame.measure))

    def parts(self, frame: Frame, doc: Doc) -> list[Frame]:
        """The frames of a sequence, an indentation or a condition: the same to print and to measure, last one first."""
        match doc:
            case tuple():
                return [Frame(part, frame.flat, frame.indent, frame.measure) for part in reversed(doc)]
            case Indent(content, outer):
                step = 0 if outer and self.outer_flat else STEP
                return [Frame(content, frame.flat, frame.indent + step, frame.measure)]
            case IfBroken(broken, flat, outer):
                chosen = flat if (self.outer_flat if outer else frame.flat) else broken
                return [Frame(chosen, frame.flat, frame.indent, frame.measure)]
        raise TypeError(f"{doc!r} is no document")

    def is_flat(self, frame: Frame, content: Doc, outer: bool) -> bool:
        """Whether a group stays on one line."""
        if frame.flat and self.measured:
            return True
        self.measured = True
        if outer:
            self.outer_flat = True
        return self.fits(Frame(content, True, frame.indent, frame.measure))

    def print_parenthesizable(self, frame: Frame, content: Doc) -> None:
        """Parentheses are the last resort, and only if all lines fit with them."""
        wrapped = ("(", Indent((HARD, content)), HARD, ")")
        flat = self.is_flat(frame, content, outer=True)
        if not flat:
            self.outer_flat = False
            flat = not self.fits(Frame(wrapped, frame.flat, frame.indent, Measure.ALL))
        self.outer_flat = flat
        self.push(frame, content if flat else wrapped, flat=flat)

    def print_variants(self, frame: Frame, layouts: tuple[Doc, ...]) -> None:
        """Tries the layouts in their order."""
        if frame.flat and self.measured:
            return self.push(frame, layouts[0])
        self.measured = True
        for layout in layouts[:-1]:
            if self.fits(Frame(layout, True, frame.indent)):
                return self.push(frame, layout, flat=True)
        return self.push(frame, layouts[-1], flat=False)

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
                if not frame.flat or text.hard:
                    if frame.measure is Measure.FIRST:
                        return True
                    column = frame.indent
                    continue
                text = text.flat
            if not isinstance(text, str):
                queue += self.measured_parts(frame)
                continue
            column += len(text)
            if column > self.width and frame.measure is not Measure.OVERFLOW:
                return False
        return True

    def measured_parts(self, frame: Frame) -> list[Frame]:
        """What a measurement goes on with, last one first."""
        content, flat, measure = frame.doc, frame.flat, frame.measure
        match frame.doc:
            case Group(content, outer, expand):
                flat = flat and not expand
                if outer:
                    self.outer_flat = flat
            case OuterGroup(content):
                pass
            case Expandable(content):
                if flat and self.outer_flat:
                    flat, measure = False, Measure.OVERFLOW
            case Parenthesizable(content):
                self.outer_flat = flat
            case Variants(layouts):
                content = layouts[0] if flat else layouts[-1]
            case doc:
                return self.parts(frame, doc)
        return [Frame(content, flat, frame.indent, measure)]
