"""What is refused in a file's text before it is a spec: each has files in `tests/corpus`."""

from tests.robustness.defences import Defence

FIRST = "tests/unit/test_corpus.py::test_the_first_error_stands_where_the_author_must_edit"


def refusal(name: str, file: str, old: str, new: str, *entries: str) -> Defence:
    """A refusal of that name, and the entries of the corpus that it stops."""
    return Defence(f"text: {name}", f"modelspec/{file}", old, new, tuple(f"{FIRST}[{entry}]" for entry in entries))


DEFENCES = (
    refusal("UTF-8", "text.py", "        _require_utf8(data, text)", "        pass", "unicode/bytes_latin1"),
    refusal(
        "forbidden characters",
        "text.py",
        "if SUSPECT.search(text) else iter(())",
        "if False else iter(())",
        "hostile/terminal_color",
        "unicode/character_rlo",
    ),
    refusal(
        "escaped characters",
        "tree.py",
        "found = next(forbidden(value), None)",
        "found = None",
        "hostile/terminal_key_escaped",
        "unicode/escape_rlo",
    ),
    refusal("tags", "tree.py", "if event.tag is not None:", "if False:", "structure/tag_python_apply"),
    refusal("a second document", "tree.py", "if self.documents > 1:", "if False:", "structure/second_document"),
    refusal("merge keys", "keys.py", 'if plain and key == "<<":', "if False:", "keys/merge", "bombs/merges"),
    refusal("duplicate keys", "keys.py", "if first is not None:", "if False:", "keys/twice_quoted"),
    refusal("keys of other types", "keys.py", "if kind is not None:", "if False:", "keys/null", "keys/true"),
    refusal("infinities", "scalars.py", "if NOT_FINITE.match(text):", "if False:", "numbers/rate_nan"),
    refusal(
        "line breaks of YAML 1.1", "tree.py", 'BREAKS = "\\x85\\u2028\\u2029"', 'BREAKS = ""', "unicode/lines_next_line"
    ),
    refusal(
        "many problems",
        "tree.py",
        "if len(self.problems) >= MOST_PROBLEMS:",
        "if False:",
        "bombs/problems_of_keys",
    ),
    refusal(
        "keys with brackets",
        "messages.py",
        "path = (*base, *_yaml_path(loc[:-1]), loc[-1])",
        "pass",
        "hostile/key_markup",
    ),
)
