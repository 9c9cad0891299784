"""What keeps `extends` and `imports` inside of the project, and finite."""

from tests.robustness.defences import Defence

FILES = "modelspec/sharing/files.py"
TESTS = "tests/unit/test_sharing.py"
OUTSIDE = f"{TESTS}::test_nothing_outside_of_the_project_is_read"

DEFENCES = (
    Defence(
        "sharing: inside of the project",
        FILES,
        "if os.path.commonpath([project, real]) == project:",
        "if real:",
        (OUTSIDE,),
    ),
    Defence(
        "sharing: links are followed before the check",
        FILES,
        "real = os.path.realpath(os.path.join(folder_of(reference.text.name), written))",
        "real = os.path.normpath(os.path.abspath(os.path.join(folder_of(reference.text.name), written)))",
        (OUTSIDE,),
    ),
    Defence(
        "sharing: no absolute names",
        FILES,
        'elif os.path.isabs(written) or written.startswith("~") or written[1:2] == ":":',
        "elif False:",
        ("tests/unit/test_errors.py", OUTSIDE),
    ),
    Defence(
        "sharing: YAML files only",
        FILES,
        "elif not written.endswith(ENDINGS):",
        "elif False:",
        (f"{TESTS}::test_only_yaml_files_are_read",),
    ),
    Defence(
        "sharing: no ring",
        "modelspec/sharing/__init__.py",
        "if real in places:",
        "if False:",
        (f"{TESTS}::test_a_ring_is_spelled_out",),
    ),
    Defence(
        "sharing: few files",
        FILES,
        "if self.count > MOST_FILES:",
        "if False:",
        (f"{TESTS}::test_the_number_of_files_is_bounded",),
    ),
    Defence(
        "sharing: few bytes",
        FILES,
        "if self.bytes > MAX_BYTES:",
        "if False:",
        (f"{TESTS}::test_the_size_of_all_files_together_is_bounded",),
    ),
    Defence(
        "sharing: few values",
        FILES,
        "if self.values > MAX_NODES:",
        "if False:",
        (f"{TESTS}::test_the_values_of_all_files_together_are_bounded",),
    ),
    Defence(
        "sharing: the mark of a spec",
        FILES,
        "if found is None or found[2].value != 1:",
        "if False:",
        ("tests/unit/test_errors.py",),
    ),
    Defence(
        "sharing: a block has one definition",
        "modelspec/sharing/libraries.py",
        "if text is known and entry[0] == other[0]:",
        "if text:",
        ("tests/unit/test_errors.py",),
    ),
    Defence(
        "sharing: --fix mends the named file only",
        "modelspec/commands/check.py",
        "if problem.file == file]",
        "]",
        (f"{TESTS}::test_fix_mends_the_named_file_only",),
    ),
)
