"""What no text of a spec may do to the one who reads the report, or to the file that is mended."""

from tests.robustness.defences import Defence

CORPUS = "tests/unit/test_corpus.py::test_the_first_error_stands_where_the_author_must_edit"
SOURCE, FIXES, WORDS = (f"tests/unit/test_{name}.py::test" for name in ("source", "fixes", "words"))
RAW = "tests/unit/test_report.py::test_nothing_of_the_author_reaches_the_terminal_raw"

READING = (
    Defence(
        "text: regular files only",
        "modelspec/disk/regular.py",
        "if not stat.S_ISREG(mode):",
        "if False:",
        (f"{SOURCE}_unreadable_files",),
    ),
    Defence(
        "text: floats end somewhere",
        "modelspec/scalars.py",
        "if math.isinf(value):",
        "if False:",
        (f"{SOURCE}_numbers_that_no_spec_may_hold", f"{CORPUS}[figures/l2_too_large]"),
    ),
    Defence(
        "text: no number vanishes",
        "modelspec/scalars.py",
        'if value == 0 and re.search("[1-9]", re.split("[eE]", text)[0]):',
        "if False:",
        (f"{SOURCE}_numbers_that_no_spec_may_hold", f"{CORPUS}[figures/l2_too_small]"),
    ),
    Defence(
        "text: escapes beyond Unicode are told",
        "modelspec/tree.py",
        "except (yaml.YAMLError, ValueError, OverflowError) as error:",
        "except yaml.YAMLError as error:",
        (f"{SOURCE}_nasties_with_both_parsers",),
    ),
    Defence(
        "text: lists and mappings are no keys",
        "modelspec/tree.py",
        "self.problems.append(compound_key_problem(self.text, start, start + 1))",
        "pass",
        (f"{CORPUS}[documents/key_list_asked]",),
    ),
    Defence(
        "text: one problem of a file in UTF-16",
        "modelspec/text.py",
        "        matches = matches[:1]\n",
        "        pass\n",
        (f"{FIXES}_of_another_encoding_one_character_is_told",),
    ),
)
TELLING = (
    Defence(
        "report: messages are escaped, text",
        "modelspec/report.py",
        """[{found.code}]')}: {escape(found.message)}",""",
        """[{found.code}]')}: {found.message}",""",
        (f"{RAW}[text]",),
    ),
    Defence(
        "report: messages are escaped, concise",
        "modelspec/report.py",
        '{found.severity}[{found.code}]: {escape(found.message)}"\n\n\ndef _text',
        '{found.severity}[{found.code}]: {found.message}"\n\n\ndef _text',
        (f"{RAW}[concise]",),
    ),
    Defence(
        "report: lines of the file are escaped",
        "modelspec/report.py",
        "return left + escape(line[low:high]) + right",
        "return left + line[low:high] + right",
        (f"{RAW}[text]",),
    ),
    Defence(
        "report: names of files are escaped",
        "modelspec/report.py",
        'return f"{escape(file)}:',
        'return f"{file}:',
        (f"{RAW}[text]", f"{RAW}[concise]"),
    ),
    Defence(
        "report: helps and notes are escaped", "modelspec/report.py", "{escape(said)}", "{said}", (f"{RAW}[text]",)
    ),
    Defence(
        "report: no line of GitHub's commands is forged",
        "modelspec/report_formats.py",
        '.replace("\\r", "%0D").replace("\\n", "%0A")',
        "",
        ("tests/unit/test_report.py::test_github", f"{RAW}[github]"),
    ),
    Defence(
        "report: GitHub's commands are escaped",
        "modelspec/report_formats.py",
        'said = f"{found.code}: {escape(found.message)}"',
        'said = f"{found.code}: {found.message}"',
        (f"{RAW}[github]",),
    ),
    Defence(
        "report: letters that look alike are told apart",
        "modelspec/words.py",
        "    if text.isascii():\n        return text\n    from unicodedata import name",
        "    if text:\n        return text\n    from unicodedata import name",
        (f"{WORDS}_letters_that_look_alike_are_told_apart",),
    ),
    Defence(
        "report: an internal error is one line",
        "modelspec/cli.py",
        "        if debug or (isinstance(error, OSError) and error.filename is None):\n",
        "        if True:\n",
        ("tests/unit/test_cli.py::test_an_internal_error_is_one_line",),
    ),
)
MENDING = (
    Defence(
        "check --fix: of two mends of one place, one",
        "modelspec/fix.py",
        "if start >= done:",
        "if True:",
        (f"{WORDS}_of_two_mends_of_one_place_the_first_is_made",),
    ),
    Defence(
        "check --fix: nothing where the author has a choice",
        "modelspec/words.py",
        'return (found[1] or found[2].strip("`")) if found else None',
        'return (help_text or "").partition("write ")[2].partition(" ")[0] or None',
        (f"{FIXES}_numbers", f"{WORDS}_mends_beyond_doubt"),
    ),
    Defence(
        "check --fix: no key twice",
        "modelspec/messages.py",
        "elif near and _stands_beside(near, path, problems):",
        "elif False:",
        (f"{FIXES}_no_key_is_made_twice",),
    ),
    Defence(
        "check --fix: no expression is replaced by a number",
        "modelspec/messages.py",
        'return isinstance(written, str) and "$" not in written',
        "return True",
        (f"{FIXES}_an_expression_stays",),
    ),
)
DEFENCES = (*READING, *TELLING, *MENDING)
