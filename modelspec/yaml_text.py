"""The one way of a value into YAML."""

from __future__ import annotations

from typing import Any

import yaml

from modelspec.scalars import BadNumber, resolve
from modelspec.visible import escape, escape_lines


def yaml_text(value: Any, *, flow: bool | None, width: int) -> str:
    """The value as YAML: the characters of its texts as they are if all of them can be seen, else in ASCII."""
    text = _dumped(value, flow, width, as_they_are=True)
    return text if escape_lines(text) == text else _dumped(value, flow, width, as_they_are=False)


def yaml_comment(text: str) -> str:
    """A comment, which is one line whatever it says."""
    return f"# {escape(text)}"


class _Dumper(yaml.SafeDumper):
    """Writes a text of several lines on one, with escapes: where it ends does not depend on what stands around it."""


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = escape(text) == text and _is_text(text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


def _is_text(text: str) -> bool:
    """Whether it is text to a reader of specs as well: to PyYAML `1e5` is no number."""
    try:
        return isinstance(resolve(text), str)
    except BadNumber:
        return False


_Dumper.add_representer(str, _quoted)


def _dumped(value: Any, flow: bool | None, width: int, *, as_they_are: bool) -> str:
    text: str = yaml.dump(
        value, Dumper=_Dumper, sort_keys=False, default_flow_style=flow, width=width, allow_unicode=as_they_are
    )
    return text
