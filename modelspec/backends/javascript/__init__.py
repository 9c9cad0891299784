"""The tree of code as JavaScript: its values quoted in one place, its lines broken as `biome format` does."""

from modelspec.backends.javascript.helpers import helpers
from modelspec.backends.javascript.literals import comment_line, quote, spell_number
from modelspec.backends.javascript.statements import render, render_code
from modelspec.backends.javascript.tree import Async, Export, Script, Tidied
from modelspec.backends.javascript.words import BUILTINS, KEYWORDS

__all__ = [
    "BUILTINS",
    "KEYWORDS",
    "Async",
    "Export",
    "Script",
    "Tidied",
    "comment_line",
    "helpers",
    "quote",
    "render",
    "render_code",
    "spell_number",
]
