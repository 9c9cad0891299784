"""Documents of JavaScript: those of Python, with tabs and the choice between layouts that `biome` has."""

from __future__ import annotations

from typing import ClassVar

from modelspec.backends.code import document
from modelspec.backends.code.document import HARD, Doc, Frame, Group, IfBroken, Indent, Line, Variants

WIDTH = 80
BREAK = Group("", expand=True)
"""Nothing, though every group around it breaks."""


class Printer(document.Printer):
    """Lays out one document as `biome format` does."""

    STEP: ClassVar[int] = 2

    def __init__(self, width: int) -> None:
        super().__init__(width)
        self.opened: set[int] = set()
        """The keys of the groups that were printed on several lines."""
        self.texts: dict[int, str] = {}
        """The groups' texts on one line, by their ids: groups within groups are asked for again and again."""

    def margin(self, indent: int) -> str:
        """Tabs, which count as two columns."""
        return "\t" * (indent // self.STEP)

    def print(self, frame: Frame) -> None:
        """Writes a frame's text or puts its content on the stack; a group that stays on its line is written at once."""
        if not isinstance(frame.doc, Group):
            return super().print(frame)
        content, key = frame.doc.content, frame.doc.key
        text = "" if frame.doc.expand else flat_text(frame.doc, self.texts)
        flat = not frame.doc.expand and self.column + len(text) <= self.width and self.stays_flat(frame, content, key)
        self.flats[key] = flat
        if flat:
            return self.write(text)
        self.opened.add(key)
        return self.stack.append(frame.with_(content, False))

    def print_variants(self, frame: Frame, layouts: tuple[Doc, ...]) -> None:
        """Tries the layouts in their order; only what must break breaks in any but the last."""
        if frame.flat and self.measured:
            return self.stack.append(frame.with_(layouts[0]))
        self.measured = True
        for layout in layouts[:-1]:
            if self.fits(frame.with_(layout, True)):
                return self.stack.append(frame.with_(layout, True))
        return self.stack.append(frame.with_(layouts[-1], False))

    def measured_parts(self, frame: Frame) -> list[Frame]:
        """What a measurement goes on with, last one first; what stays on one line is measured as its text."""
        if frame.flat and isinstance(frame.doc, tuple | Group) and not must_break(frame.doc):
            return [frame.with_(flat_text(frame.doc, self.texts))]
        return super().measured_parts(frame)


def group(content: Doc, key: int = 0, expand: bool = False) -> Group:
    """Content on one line if it fits and nothing in it must break."""
    return Group(content, key, expand or must_break(content))


def must_break(doc: Doc) -> bool:
    """Whether there is a break in a document that no group can keep flat."""
    match doc:
        case str():
            return False
        case tuple():
            return any(must_break(part) for part in doc if not isinstance(part, str))
        case Indent(content):
            return must_break(content)
        case IfBroken(broken, flat):
            return must_break(broken) or must_break(flat)
        case Group(_, _, expand):
            return expand
    return bool(doc == HARD)


def can_break(doc: Doc) -> bool:
    """Whether there is a place in a document where a line may end."""
    match doc:
        case tuple():
            return any(map(can_break, doc))
        case Indent(content) | Group(content):
            return can_break(content)
    return isinstance(doc, Line)


def flat_text(doc: Doc, known: dict[int, str] | None = None) -> str:
    """A document on one line. `known` are the texts of its groups by their ids; those of others are added."""
    match doc:
        case str():
            return doc
        case tuple():
            return "".join([part if isinstance(part, str) else flat_text(part, known) for part in doc])
        case Line(text):
            return text
        case Indent(content):
            return flat_text(content, known)
        case Group(content):
            found = known.get(id(doc)) if known is not None else None
            if found is None:
                found = flat_text(content, known)
                if known is not None:
                    known[id(doc)] = found
            return found
        case IfBroken(_, flat):
            return flat_text(flat, known)
        case Variants((first, *_)):
            return flat_text(first, known)
    raise TypeError(f"{doc!r} is no document")
