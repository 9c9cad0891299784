"""What generated files and pictures are made of, without the texts that an author may choose: equal for two specs that
differ in those only. Each form raises AssertionError for what no file may hold."""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import yaml

from modelspec.visible import is_lasting, is_visible

FREE = ("description", "doc", "hash", "file", "files", "source_name", "source_hash", "written", "text")
"""The keys that hold such a text, or what follows from it."""
JAVASCRIPT = re.compile(
    r"""(?P<comment>//[^\n\r\u2028\u2029]*|/\*[\s\S]*?\*/)|(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'"""
    r"""|`(?:\\.|[^`\\])*`)|(?P<word>[\w$]+)|(?P<blank>\s+)|(?P<sign>.)""",
    re.DOTALL,
)
COMMENT_LINES = re.compile(r"#|\"\"\"|'''")
Form = Callable[[str], Any]


def python(text: str) -> Any:
    """The tree without docstrings, and the tokens without comments; comments stand on lines of their own."""
    require_lasting(text)
    data = text.encode()
    tree = ast.parse(data)
    docstrings = {id(node): node for node in map(_docstring, ast.walk(tree)) if node is not None}
    places = {(node.lineno, node.col_offset) for node in docstrings.values()}
    for node in docstrings.values():
        node.value = ast.Constant("")
    assert tokenize.detect_encoding(io.BytesIO(data).readline)[0] == "utf-8"
    tokens = []
    for token in tokenize.tokenize(io.BytesIO(data).readline):
        if token.type == tokenize.COMMENT:
            assert token.line.lstrip().startswith("#"), token.line
        elif token.start in places and token.type == tokenize.STRING:
            tokens.append((token.type, "a docstring"))
        elif token.type != tokenize.NL:
            tokens.append((token.type, token.string))
    return ast.dump(tree), tokens


def _docstring(node: ast.AST) -> ast.Expr | None:
    if not isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) or ast.get_docstring(node, False) is None:
        return None
    first = node.body[0]
    assert isinstance(first, ast.Expr)
    return first


def javascript(text: str) -> Any:
    """The tokens without comments."""
    require_lasting(text.replace("\t", ""))
    assert not re.search("</|<!--", text)
    return [match[0] for match in JAVASCRIPT.finditer(text) if match.lastgroup not in ("comment", "blank")]


def data(text: str) -> Any:
    """JSON without the free texts."""
    assert text.isascii()
    return _without(json.loads(text))


def yaml_data(text: str) -> Any:
    """YAML without the free texts."""
    require_visible(text)
    return _without(yaml.safe_load(text))


def _without(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without(item) for key, item in value.items() if key not in FREE}
    return [_without(item) for item in value] if isinstance(value, list) else value


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "img", "iframe", "a", "object")
        assert not any(name.startswith("on") or "javascript:" in (value or "") for name, value in attrs)
        self.found.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.found.append((tag, None))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def html(text: str) -> Any:
    """The elements and their attributes."""
    require_visible(text)
    parser = _Elements()
    parser.feed(text)
    parser.close()
    return parser.found


def svg(text: str) -> Any:
    """The elements with their attributes and texts."""
    require_visible(text)
    return [(each.tag, each.attrib, each.text) for each in ElementTree.fromstring(text).iter()]


def markdown(text: str) -> Any:
    """All but the title, in which nothing is open to Markdown."""
    require_visible(text)
    title, _, rest = text.partition("\n")
    about = re.sub(r"\\[!-/:-@\[-`{-~]", "", title.partition(": ")[2])
    assert not re.search(r"[`*\[\]<>|&$~#\\]|://|www\.|\b_\W|\W_\b", about), title
    return rest


def table(text: str) -> Any:
    """All but the title."""
    require_visible(text)
    return text.partition("\n")[2]


def require_visible(text: str) -> None:
    """Nothing in the text steers a terminal or hides."""
    odd = {character for character in text if character != "\n" and not is_visible(character)}
    assert not odd, odd


def require_lasting(text: str) -> None:
    """The same, and all versions of Python agree."""
    odd = {character for character in text if character != "\n" and not is_lasting(character)}
    assert not odd, odd
