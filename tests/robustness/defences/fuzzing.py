"""What the fuzzers and the planted mistakes found in the front end."""

from tests.robustness.defences import Defence

FINDS = "tests/unit/test_fuzz_finds.py"
NAMES = f"{FINDS}::test_a_reference_to_a_call_without_its_name_is_not_to_blame"

DEFENCES = (
    Defence(
        "fuzzing: a place between CR and LF is on the line",
        "modelspec/text.py",
        'if index and self.text.startswith("\\r\\n", index - 1):',
        "if False:",
        (f"{FINDS}::test_a_place_between_carriage_return_and_line_feed",),
    ),
    Defence(
        "fuzzing: a CR alone is a character of its line",
        "modelspec/text.py",
        'written.removesuffix("\\r\\n").removesuffix("\\n")',
        'written.removesuffix("\\n").removesuffix("\\r")',
        (f"{FINDS}::test_a_line_of_a_carriage_return_alone",),
    ),
    Defence(
        "fuzzing: `losses` is not empty",
        "modelspec/resolve/losses.py",
        'elif section.get("losses") == {}:',
        "elif False:",
        (f"{FINDS}::test_no_losses_for_any_output",),
    ),
    Defence(
        "fuzzing: `show` leaves out what the layer refuses",
        "modelspec/plain.py",
        "if name in layer.refused:",
        "if False:",
        (f"{FINDS}::test_what_show_prints_of_a_layer_that_refuses_an_argument",),
    ),
    Defence(
        "fuzzing: a search for the next line ends with the file",
        "modelspec/lines.py",
        "while text.line(below) and indent_of(text, below) > indent:",
        "while indent_of(text, below) > indent:",
        (f"{FINDS}::test_the_search_below_the_last_line_ends",),
    ),
    Defence(
        "fuzzing: what is quoted in a help is cut",
        "modelspec/resolve/not_a_call.py",
        "return f\"write {show(f'- {mend}')}\", mend",
        'return f"write `- {mend}`", mend',
        (f"{FINDS}::test_the_help_is_short",),
    ),
    Defence(
        "mistakes: a name that no layer may have is not unknown where it is used",
        "modelspec/resolve/body.py",
        "names.excuse(call.path, lost)",
        "pass",
        (f"{NAMES}[dense: {{name: Hidden, units: 4}}-Hidden]",),
    ),
    Defence(
        "mistakes: a name that is no text may be any",
        "modelspec/resolve/wiring.py",
        "self.unsure = True",
        "pass",
        (f"{NAMES}[dense: {{name: 42, units: 4}}-hidden]",),
    ),
    Defence(
        "mistakes: a misspelt `from` is no missing one",
        "modelspec/resolve/lost.py",
        'return "from" not in call.common and',
        "return False and",
        (f"{FINDS}::test_a_misspelt_from_is_no_missing_one",),
    ),
    Defence(
        "mistakes: an argument that there is, is not misspelt",
        "modelspec/resolve/lost.py",
        "[*known, *COMMON]",
        "COMMON",
        (f"{FINDS}::test_a_block_may_have_a_parameter_that_looks_like_a_misspelt_from",),
    ),
    Defence(
        "mistakes: two letters that changed places",
        "modelspec/words.py",
        "swapped or compared",
        "compared",
        (f"{FINDS}::test_two_letters_that_changed_places",),
    ),
    Defence(
        "mistakes: a loss beside `losses` is told once",
        "modelspec/resolve/losses.py",
        " or any(name in section for name in outputs)",
        "",
        (f"{FINDS}::test_a_loss_beside_losses",),
    ),
)
