"""Quoting, names and characters: how texts of a spec get into generated code, pages, tables and onto a terminal."""

from tests.robustness.defences import Defence

CODE, SCRIPT, TWINS = "tests/unit/test_code.py", "tests/unit/test_javascript.py", "tests/unit/test_twins.py"
MARKUP, NAMES = "tests/unit/test_markup.py", "tests/frameworks/test_names.py"
PYTHON, JAVASCRIPT = "backends/code/literals.py", "backends/javascript/literals.py"
ERRORS = "tests/unit/test_errors.py::test_report"
COMMENT = "test_a_comment_stays_a_comment"
TERMINAL = f"{MARKUP}::test_no_command_steers_a_terminal"


def quoting(name: str, file: str, old: str, new: str, *tests: str) -> Defence:
    """What keeps a text within its place."""
    return Defence(f"injection: {name}", f"modelspec/{file}", old, new, tests)


def collision(name: str, file: str, old: str, new: str, *tests: str) -> Defence:
    """What keeps a name of a spec apart from a name that means something."""
    return Defence(f"names: {name}", f"modelspec/{file}", old, new, tests)


IN_PYTHON = (
    quoting(
        "the name of a file in Python's first line",
        PYTHON,
        'f"# {tame(escape_breaks(text))}".rstrip()',
        'f"# {tame(text)}".rstrip()',
        f"{TWINS}::test_the_name_of_a_file_stays_in_its_comment",
    ),
    quoting(
        "quotes in a string",
        PYTHON,
        'return "\\\\" + character if character == quotes else character',
        "return character",
        f"{CODE}::test_a_string_is_only_itself",
    ),
    quoting(
        "backslashes and line ends in a string",
        PYTHON,
        "    if character in ESCAPES:\n        return ESCAPES[character]\n",
        "",
        f"{CODE}::test_a_string_is_only_itself",
    ),
    quoting(
        "braces in an f-string",
        "backends/code/flat.py",
        '.replace("{", "{{").replace("}", "}}")',
        "",
        f"{CODE}::test_an_f_string_holds_its_text",
    ),
    quoting(
        "characters of a comment",
        PYTHON,
        'c if c == "\\n" or is_lasting(c) else spell(c)',
        "c",
        f"{CODE}::{COMMENT}",
    ),
    quoting(
        "orders in a comment",
        PYTHON,
        'PRAGMA.sub(r"\\1 ", without_orders(text))',
        "without_orders(text)",
        f"{CODE}::{COMMENT}",
    ),
    quoting("noqa in a comment", PYTHON, '"no qa"', '"noqa"', f"{CODE}::{COMMENT}"),
    quoting("orders to editors", PYTHON, "MODELINE.sub(_parted, text)", "text", f"{CODE}::{COMMENT}"),
    quoting(
        "orders to build logs",
        PYTHON,
        "LOG_ORDER.sub(_parted, MODELINE.sub(_parted, text))",
        "MODELINE.sub(_parted, text)",
        f"{CODE}::{COMMENT}",
    ),
    quoting(
        "quotes in a docstring",
        PYTHON,
        '.replace(\'"""\', \'\\\\"\\\\"\\\\"\')',
        "",
        f"{TWINS}::test_each_of_the_worst_in_each_place",
    ),
    quoting(
        "a quote that ends a docstring",
        PYTHON,
        'end = " " if OPEN_QUOTE.search(lines[0]) else ""',
        'end = ""',
        f"{CODE}::test_a_docstring_stays_a_docstring",
    ),
    quoting(
        "backslashes in a docstring",
        PYTHON,
        'is_lasting(c) and c != "\\\\"',
        "is_lasting(c)",
        f"{TWINS}::test_each_of_the_worst_in_each_place",
    ),
    quoting(
        "the same characters to every Python",
        "visible.py",
        'is_visible(character) and LASTING.category(character) != "Cn"',
        "is_visible(character)",
        f"{MARKUP}::test_characters",
    ),
    quoting(
        "a name is an identifier",
        "backends/code/tree.py",
        'if not DOTTED.match(text) or any(map(keyword.iskeyword, text.split("."))):',
        "if False:",
        f"{CODE}::test_a_name_is_an_identifier",
    ),
    quoting(
        "the name of an argument",
        "backends/code/tree.py",
        "        for key, _ in self.keywords:\n            check_identifier(key)\n",
        "        pass\n",
        f"{CODE}::test_a_name_is_an_identifier",
    ),
    quoting(
        "an annotation is made of names",
        "backends/code/tree.py",
        "if text is not None and not ANNOTATION.match(text):",
        "if False:",
        f"{CODE}::test_an_annotation_is_made_of_names",
    ),
)
IN_JAVASCRIPT = (
    quoting(
        "the name of a file in JavaScript's first line",
        JAVASCRIPT,
        'f"// {tame(escape_breaks(text))}".rstrip()',
        'f"// {tame(text)}".rstrip()',
        f"{TWINS}::test_the_name_of_a_file_stays_in_its_comment",
    ),
    quoting(
        "quotes in a JavaScript string",
        JAVASCRIPT,
        'return "\\\\" + character if character == quotes else character',
        "return character",
        f"{SCRIPT}::test_a_string_is_only_itself",
    ),
    quoting(
        "values in a template", JAVASCRIPT, '.replace("${", "\\\\${")', "", f"{SCRIPT}::test_a_template_holds_its_text"
    ),
    quoting(
        "the end of a documentation comment",
        JAVASCRIPT,
        '.replace("*/", "*\\\\/")',
        "",
        f"{TWINS}::test_each_of_the_worst_in_each_place",
    ),
    quoting(
        "the end of a script in a string",
        JAVASCRIPT,
        'MARKUP.sub(r"\\\\u003c", "".join([_escape_character(character, quotes) for character in text]))',
        '"".join([_escape_character(character, quotes) for character in text])',
        f"{SCRIPT}::test_a_string_is_only_itself",
    ),
    quoting(
        "the end of a script in a comment",
        JAVASCRIPT,
        'MARKUP.sub(r"<\\\\", ORDERS.sub(lambda match: f"{match[1]}_" if match[1] else "", plain))',
        'ORDERS.sub(lambda match: f"{match[1]}_" if match[1] else "", plain)',
        f"{SCRIPT}::test_a_comment_stays_a_comment",
    ),
    quoting(
        "orders in a JavaScript comment",
        JAVASCRIPT,
        'ORDERS.sub(lambda match: f"{match[1]}_" if match[1] else "", plain)',
        "plain",
        f"{SCRIPT}::test_a_comment_stays_a_comment",
    ),
    quoting(
        "a variable is no word of JavaScript",
        "backends/javascript/words.py",
        'if "." in text or text in KEYWORDS:',
        "if False:",
        f"{SCRIPT}::test_a_variable_is_no_word_of_the_language",
    ),
)
ELSEWHERE = (
    quoting(
        "HTML",
        "markup.py",
        "html.escape(escape(text), quote=True)",
        "escape(text)",
        f"{MARKUP}::test_html_holds_text_only",
    ),
    quoting(
        "invisible characters in HTML",
        "markup.py",
        "html.escape(escape(text), quote=True)",
        "html.escape(text, quote=True)",
        f"{MARKUP}::test_html_holds_text_only",
    ),
    quoting(
        "the description in a page",
        "html.py",
        "{safe(' '.join(graph.description.split()))}",
        "{graph.description}",
        f"{MARKUP}::test_pages_load_and_run_nothing",
    ),
    quoting(
        "what a page may load", "html.py", "{POLICY}<title>", "<title>", f"{MARKUP}::test_pages_load_and_run_nothing"
    ),
    quoting(
        "Markdown",
        "markup.py",
        're.sub(MARKDOWN, r"\\\\\\g<0>", escape(text))',
        "escape(text)",
        f"{MARKUP}::test_markdown",
    ),
    quoting(
        "the description in Markdown",
        "summary.py",
        "self._title(markdown)",
        "self._title(str)",
        f"{MARKUP}::test_markdown",
    ),
    quoting(
        "the description in a table",
        "summary.py",
        "self._title(escape)",
        "self._title(str)",
        f"{TERMINAL}[summary SPEC]",
    ),
    quoting(
        "DOT",
        "markup.py",
        '.replace("\\\\", "\\\\\\\\").replace(\'"\', \'\\\\"\')',
        "",
        f"{MARKUP}::test_labels_of_pictures_end_where_they_end",
    ),
    quoting(
        "Mermaid",
        "markup.py",
        '"<br/>".join(map(safe, lines))',
        '"<br/>".join(lines)',
        f"{MARKUP}::test_labels_of_pictures_end_where_they_end",
    ),
    quoting(
        "YAML on one line",
        "yaml_text.py",
        "style=None if plain else '\"'",
        "style=None",
        f"{MARKUP}::test_what_show_prints_is_the_same_spec",
        f"{MARKUP}::test_yaml_of_one_line",
    ),
    quoting(
        "text in YAML that looks like a number",
        "yaml_text.py",
        "escape(text) == text and _is_text(text)",
        "escape(text) == text",
        f"{MARKUP}::test_what_show_prints_is_the_same_spec",
    ),
    quoting(
        "invisible characters in YAML",
        "yaml_text.py",
        "text if escape_lines(text) == text else _dumped(value, flow, width, as_they_are=False)",
        "text",
        f"{TERMINAL}[show SPEC]",
    ),
    quoting(
        "comments in YAML", "yaml_text.py", 'f"# {escape(text)}"', 'f"# {text}"', f"{TERMINAL}[show SPEC --origins]"
    ),
    quoting(
        "messages", "commands/output.py", "print(escape(message)", "print(message", f"{TERMINAL}[build SPEC -o OUT]"
    ),
    quoting("errors", "cli.py", 'f"error: {escape(message)}"', 'f"error: {message}"', TERMINAL),
    quoting(
        "the message of a problem",
        "report.py",
        "f'{found.severity}[{found.code}]')}: {escape(found.message)}\"",
        "f'{found.severity}[{found.code}]')}: {found.message}\"",
        f"{TWINS}::test_a_report_with_the_name_of_a_file",
    ),
    quoting(
        "the file of a problem",
        "report.py",
        'f"{escape(file)}:{place.start.line}',
        'f"{file}:{place.start.line}',
        f"{TWINS}::test_a_report_with_the_name_of_a_file",
    ),
    quoting(
        "the line of a problem",
        "report.py",
        "left + escape(line[low:high]) + right",
        "left + line[low:high] + right",
        f"{TERMINAL}[check .]",
    ),
    quoting(
        "commands of GitHub",
        "report_formats.py",
        '.replace("%", "%25").replace("\\r", "%0D").replace("\\n", "%0A")',
        "",
        f"{TWINS}::test_a_report_with_the_name_of_a_file",
    ),
    quoting(
        "problems as exceptions",
        "errors.py",
        'escape(f"{d.file}:{d.range.start.line}:{d.range.start.column}: {d.severity}[{d.code}]: {d.message}")',
        'f"{d.file}:{d.range.start.line}:{d.range.start.column}: {d.severity}[{d.code}]: {d.message}"',
        f"{MARKUP}::test_problems_as_exceptions_are_visible",
    ),
    quoting(
        "old files in a difference",
        "commands/build.py",
        "escape_lines(difference(folder, files))",
        "difference(folder, files)",
        f"{MARKUP}::test_a_changed_file_in_a_difference",
    ),
    quoting(
        "what is piped is UTF-8",
        "cli.py",
        'encoding=None if kept else "utf-8"',
        "encoding=None",
        f"{MARKUP}::test_what_is_piped_is_utf8",
    ),
    quoting(
        "fillers are invisible",
        "visible.py",
        " and (character.isascii() or not re.match(INVISIBLE, character))",
        "",
        f"{MARKUP}::test_characters",
    ),
)
OF_NAMES = (
    collision(
        "ASCII in snake_case",
        "words.py",
        "if not NAME.match(name):",
        "if False:",
        f"{ERRORS}[e034_name]",
    ),
    collision(
        "words of the languages",
        "words.py",
        "if keyword.iskeyword(name) or name in JAVASCRIPT_WORDS:",
        "if False:",
        f"{ERRORS}[e034_reserved]",
    ),
    collision(
        "members of a torch module",
        "backends/torch/members.py",
        " to to_empty train training",
        " training",
        f"{NAMES}::test_no_member_of_a_module_is_hidden",
    ),
    collision(
        "an input that the chain would overwrite",
        "backends/functional/variables.py",
        "        if name is None:\n            return found\n",
        "        return found\n",
        f"{NAMES}::test_collisions[an input that the chain would overwrite]",
    ),
    collision(
        "a parameter and a variable",
        "backends/torch/program.py",
        "LOCALS | MEMBERS | inside",
        "LOCALS | MEMBERS",
        f"{NAMES}::test_collisions[a parameter and a variable]",
    ),
    collision(
        "a parameter and a function",
        "backends/blocks.py",
        "            return call(function, *map(inner, arguments))",
        '            return call(inner(ast.Name(function)) if function == "min" else function, *map(inner, arguments))',
        f"{NAMES}::test_collisions[a parameter and a function]",
    ),
    collision(
        "parameters that become one",
        "backends/blocks.py",
        "        self.reserved.add(found)\n",
        "",
        f"{NAMES}::test_collisions[parameters that differ in what is added to them]",
    ),
    collision(
        "a block with a word that is no kind",
        "resolve/calls.py",
        "kind in NOT_A_KIND and kind not in blocks",
        "kind in NOT_A_KIND",
        f"{NAMES}::test_collisions[a block with a word that is no kind]",
    ),
    Defence(
        "text becomes no code",
        "modelspec/expression.py",
        '        tree = ast.parse(source, mode="eval").body\n',
        '        eval("1")\n        tree = ast.parse(source, mode="eval").body\n',
        ("tests/unit/test_safety.py",),
    ),
)
DEFENCES = (*IN_PYTHON, *IN_JAVASCRIPT, *ELSEWHERE, *OF_NAMES)
