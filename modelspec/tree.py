"""YAML events -> our own small tree: plain values, and where each key and value stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import yaml

from modelspec.errors import MOST_PROBLEMS, Diagnostic, SpecError
from modelspec.escapes import place_of
from modelspec.keys import compound_key_problem, glued_problem, key_problem
from modelspec.nodes import Frame, Node
from modelspec.scalars import BadNumber, Scalar, resolve
from modelspec.syntax import explain
from modelspec.text import Text, describe, forbidden
from modelspec.words import did_you_mean, show

MAX_DEPTH = 40
"""Levels of nesting: none that a person writes, and far from what ends a parser."""
MAX_NODES = 400_000
"""Values and keys, each use of an alias counted out: a few lines of aliases of aliases stand for billions."""
BREAKS = "\x85\u2028\u2029"
"""Line breaks in YAML 1.1, and so in PyYAML; ordinary characters in YAML 1.2 and in editors."""
PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*(?:\s+(?:#[^\n]*\n\s*)*)?){0,2}")
TAG = re.compile(r"![^\s,\[\]{}]*")


@dataclass(slots=True)
class Builder:
    """Builds the tree in one pass and collects problems; a second document or an overdrawn budget ends it at once."""

    text: Text
    restore: Callable[[str], str]
    problems: list[Diagnostic] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)
    stack: list[Frame] = field(default_factory=list)
    root: Node | None = None
    documents: int = 0
    nodes: int = 0

    def build(self, events: Iterable[yaml.Event]) -> Node | None:
        """The root of the only document; None if there is none. Raises SpecError with every problem."""
        try:
            for event in events:
                self._take(event)
                if len(self.problems) >= MOST_PROBLEMS:
                    break
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            # Errors of chr() come through the pure parser, for escapes beyond Unicode.
            self.problems.append(explain(error, self.text))
        if self.problems:
            raise self._error()
        return self.root

    def _error(self) -> SpecError:
        return SpecError(sorted(self.problems, key=lambda problem: problem.range))

    def _stop(self, code: str, message: str, event: yaml.Event, help: str | None = None) -> SpecError:
        self._add(code, message, *_span(event), help)
        return self._error()

    def _add(self, code: str, message: str, start: int, end: int, help: str | None = None) -> None:
        self.problems.append(self.text.problem(code, message, start, end, help=help))

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._open(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            frame = self.stack.pop()
            frame.node.end = _span(event)[1] if frame.flow else frame.last_end
            frame.node.open = False
            self._place(frame.node)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self._stop("E009", "a second document starts here; one spec a file", event, "delete the `---`")

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        node = Node(self._start(event), _span(event)[1])
        written, plain = event.value, not event.style
        if event.style in ("|", ">"):
            node.end = node.start + len(self.text.text[node.start : node.end].rstrip())
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.wants_key():
            self._key(frame, node, self.restore(written), plain)
            return
        node.value = self._plain(written, node) if plain else self._quoted(written, node)
        if plain and not written and event.anchor is None and frame is not None and frame.waits:
            # A value that is not there stands at its key's end.
            node.start = node.end = frame.key_end
            problem = glued_problem(self.text, frame.key_start, frame.key_end) if frame.key else None
            if problem is not None:
                self.problems.append(problem)
        self._place(node)

    def _start(self, event: yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent) -> int:
        """Where the value itself starts, behind its anchor. Counts it, and refuses its tag."""
        start, end = _span(event)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self._stop("E019", f"the file has more than {MAX_NODES:,} values", event)
        if event.tag is None and event.anchor is None:
            return start
        properties = PROPERTIES.match(self.text.text, start)
        inner = properties.end() if properties else start
        tag = TAG.search(self.text.text, start, inner)
        if event.tag is not None:
            said = f"the tag {show(event.tag.replace('tag:yaml.org,2002:', '!!'))} is not allowed"
            place = tag.span() if tag else (start, start + 1)
            self._add("E008", said, *place, "delete it: a spec has plain values only")
        # An anchor with nothing behind it stands for its own value.
        ends = not isinstance(event, yaml.ScalarEvent) or inner < end
        return inner if ends else start

    def _plain(self, written: str, node: Node) -> Scalar:
        try:
            value = resolve(written)
        except BadNumber as error:
            self._add(error.code, error.message, node.start, node.end, error.help)
            return None
        return self.restore(value) if isinstance(value, str) else value

    def _quoted(self, written: str, node: Node) -> str:
        value = self.restore(written)
        found = next(forbidden(value), None)
        if found:
            said = f"the character {describe(found.group())} is not allowed, not even escaped"
            self._add("E004", said, *place_of(found.group(), self.text.text, node.start, node.end))
        return value

    def _key(self, frame: Frame, node: Node, key: str, plain: bool) -> None:
        node.value = self._quoted(key, node)
        known = frame.node.value
        same = known.get(key) if isinstance(known, dict) else None
        first = same and (same[0], same[1])
        problem = key_problem(self.text, node.start, node.end, key, plain=plain, first=first)
        if problem is not None:
            self.problems.append(problem)
        frame.take_key(node, key if problem is None else None)

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        start = self._start(event)
        if len(self.stack) >= MAX_DEPTH:
            raise self._stop("E018", f"this is nested deeper than {MAX_DEPTH} levels", event)
        if self.stack and self.stack[-1].wants_key():
            self.problems.append(compound_key_problem(self.text, start, start + 1))
        node = Node(start, start, {} if isinstance(event, yaml.MappingStartEvent) else [], open=True)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        self.stack.append(Frame(node, bool(event.flow_style), start))

    def _alias(self, event: yaml.AliasEvent) -> None:
        start, end = _span(event)
        name = event.anchor or ""
        target = self.anchors.get(name)
        node = Node(start, end)
        if target is None:
            said = f"there is no anchor {show('&' + name)} before this alias"
            self._add("E016", said, start, end, did_you_mean(name[:60], self.anchors))
        elif target.open:
            self._add("E015", f"the alias {show('*' + name)} contains itself", start, end, "write it out")
        else:
            node = Node(start, end, target.value, target.size, target.height)
        self.nodes += node.size
        if self.nodes > MAX_NODES:
            said = f"with this alias, the file expands to {self.nodes:,} values; the limit is {MAX_NODES:,}"
            raise self._stop("E019", said, event)
        if len(self.stack) + node.height > MAX_DEPTH:
            raise self._stop("E018", f"with this alias, values are nested deeper than {MAX_DEPTH} levels", event)
        if self.stack and self.stack[-1].wants_key():
            self.problems.append(compound_key_problem(self.text, start, end))
        self._place(node)

    def _place(self, node: Node) -> None:
        """Puts a finished value where it belongs; as a key it was refused before."""
        if not self.stack:
            self.root = node
        elif self.stack[-1].wants_key():
            self.stack[-1].take_key(node, None)
        else:
            self.stack[-1].add(node)


def parse_tree(text: Text) -> Node | None:
    """The tree of a YAML text with one document; None if it has none. Raises SpecError."""
    parser: type[yaml.CLoader] | type[yaml.Loader] = yaml.CLoader if yaml.__with_libyaml__ else yaml.Loader
    written, restore = _hide_breaks(text.text)
    events: Iterator[yaml.Event] = yaml.parse(written, Loader=parser)
    return Builder(text, restore).build(events)


def _span(event: yaml.Event) -> tuple[int, int]:
    """Indices of an event's characters. The C parser counts characters too, not bytes."""
    start, end = event.start_mark, event.end_mark
    return (0 if start is None else start.index, 0 if end is None else end.index)


def _hide_breaks(text: str) -> tuple[str, Callable[[str], str]]:
    """The text with stand-ins for BREAKS, and the way back. Every character keeps its index."""
    if not any(character in text for character in BREAKS):
        return text, str
    unused = (character for character in map(chr, range(0x10F000, 0x10FFFE)) if character not in text)
    stand_ins = {ord(character): ord(other) for character, other in zip(BREAKS, unused, strict=False)}
    back = {other: character for character, other in stand_ins.items()}
    return text.translate(stand_ins), lambda value: value.translate(back)
