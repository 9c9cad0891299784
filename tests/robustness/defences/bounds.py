"""The bounds of the language and of what is run, short messages, and what the audit watches."""

from tests.robustness.defences import Defence

BOUNDS, SOURCE, MEMORY = "tests/unit/test_bounds.py", "tests/unit/test_source.py", "tests/unit/test_memory.py"
ELSEWHERE = f"{BOUNDS}::test_the_same_bounds_elsewhere"


def bound(name: str, file: str, old: str, new: str, *tests: str) -> Defence:
    """A bound of that name, which `tests/robustness/bounds.py` has."""
    return Defence(f"bounds: {name}", f"modelspec/{file}", old, new, tests or (f"{BOUNDS}::test_one_more[{name}]",))


DEFENCES = (
    bound("bytes", "text.py", "if size > MAX_BYTES:", "if False:"),
    bound("levels", "tree.py", "if len(self.stack) >= MAX_DEPTH:", "if False:"),
    bound(
        "levels by aliases",
        "tree.py",
        "if len(self.stack) + node.height > MAX_DEPTH:",
        "if False:",
        f"{SOURCE}::test_refusals",
    ),
    bound(
        "values",
        "tree.py",
        "        if self.nodes > MAX_NODES:\n            raise",
        "        if False:\n            raise",
    ),
    bound(
        "values by aliases",
        "tree.py",
        "        if self.nodes > MAX_NODES:\n            said",
        "        if False:\n            said",
        f"{SOURCE}::test_bombs_are_refused_at_the_alias_that_overdraws",
    ),
    bound(
        "an alias of itself",
        "tree.py",
        "elif target.open:",
        "elif False:",
        "tests/unit/test_errors.py::test_report[e015_alias_in_itself]",
    ),
    bound("integer", "scalars.py", " or not -MAX_INTEGER - 1 <= int(text) <= MAX_INTEGER", ""),
    bound(
        "digits",
        "scalars.py",
        "len(text) > MAX_INTEGER_LENGTH or ",
        "",
        f"{BOUNDS}::test_a_length_of_many_digits_is_told_in_few",
    ),
    bound(
        "length",
        "layers/fields.py",
        "Count = Annotated[int, Field(gt=0, le=LARGEST)]",
        "Count = Annotated[int, Field(gt=0)]",
    ),
    bound("length of an axis", "spec.py", "Field(gt=0, le=LARGEST)", "Field(gt=0)", ELSEWHERE),
    bound("length in a shape", "layers/reshaping.py", "1 <= length <= LARGEST", "1 <= length", ELSEWHERE),
    bound("length of a border", "layers/borders.py", "if not 0 <= value <= LARGEST:", "if not 0 <= value:", ELSEWHERE),
    bound("name", "words.py", "{{0,{LONGEST_NAME - 1}}}", "*"),
    bound("doc", "resolve/calls.py", " and len(value) <= LONGEST_DOC", ""),
    bound("repeat", "resolve/calls.py", "1 <= value <= MOST_REPEATS", "1 <= value"),
    bound("calls", "resolve/counting.py", "if context.calls > MOST_CALLS:", "if False:"),
    bound(
        "calls of a block again",
        "resolve/reuse.py",
        "        count_again(context, made.call, target.full_name)\n",
        "        pass\n",
        f"{BOUNDS}::test_a_block_that_is_called_again_counts_what_is_in_it",
    ),
    bound("arguments", "resolve/counting.py", "if context.values > MOST_VALUES:", "if False:"),
    bound("uses", "resolve/block_inputs.py", "if len(kinds) >= DEEPEST_USE:", "if False:"),
    bound(
        "a block in itself",
        "resolve/block_inputs.py",
        "if call.kind in kinds:",
        "if False:",
        "tests/unit/test_errors.py::test_report[e417_recursion]",
    ),
    bound("blocks", "resolve/counting.py", "if len(context.used_blocks) > MOST_BLOCKS:", "if False:"),
    bound("inputs", "resolve/counting.py", "if len(inputs) > MOST_INPUTS:", "if False:"),
    bound("outputs", "resolve/outputs.py", "if len(written) > MOST_OUTPUTS:", "if False:"),
    bound("taken", "resolve/wiring.py", "if len(references) > MOST_TAKEN:", "if False:"),
    bound("entries", "resolve/bounds.py", "if size(shape) > MOST_ENTRIES:", "if False:"),
    bound(
        "entries of a layer",
        "resolve/layer_step.py",
        "    if _too_large(shape, declared, tensors, call, context, around):\n",
        "    if False:\n",
        ELSEWHERE,
    ),
    bound(
        "entries of a call again",
        "resolve/reuse.py",
        "if problem := too_large(",
        "if problem := None and too_large(",
        "tests/unit/test_errors.py::test_report[e504_reuse]",
    ),
    bound("axes", "resolve/bounds.py", "if len(shape) > MOST_AXES:", "if False:"),
    bound("variables", "resolve/variables.py", "if len(section) > MOST_VARIABLES:", "if False:"),
    bound("list", "resolve/variables.py", "entries > MOST_ENTRIES or ", ""),
    bound("lists", "resolve/variables.py", " or depth > DEEPEST", ""),
    bound("expression", "expression.py", "if len(text) > MAX_LENGTH:", "if False:"),
    bound("tree", "expression.py", "for _ in range(MAX_DEPTH):", "while True:"),
    bound("number", "expression.py", "if isinstance(number, int) and abs(number) >= 2**MAX_BITS:", "if False:"),
    bound("digits to round to", "expression.py", " or abs(digits) > MAX_DIGITS", "", ELSEWHERE),
    bound(
        "problems",
        "source.py",
        "if self.errors >= MOST_PROBLEMS:",
        "if False:",
        f"{BOUNDS}::test_the_search_ends_after_many_problems",
    ),
    bound(
        "problems shown",
        "report.py",
        "shown = diagnostics[:MAX_SHOWN]",
        "shown = diagnostics",
        "tests/unit/test_report.py",
    ),
    bound("parameters", "memory.py", "if found > MOST_PARAMETERS:", "if False:", f"{MEMORY}::test_parameters"),
    bound("activations", "memory.py", "if found > MOST_ACTIVATIONS:", "if False:", f"{MEMORY}::test_activations"),
    bound(
        "activations of verify",
        "verify/__init__.py",
        "            require_activations(self.graph, self.plan.flat, LENGTH, size, self.steps)\n",
        "",
        f"{MEMORY}::test_verify_counts_activations",
    ),
    bound(
        "parameters of a live model",
        "instantiate.py",
        "    require_parameters(graph)\n",
        "",
        f"{MEMORY}::test_all_that_would_hold_them",
    ),
    bound(
        "words in messages",
        "words.py",
        "text if len(text) <= 60 else text[:57] + '...'",
        "text",
        f"{BOUNDS}::test_messages_stay_short",
    ),
    bound("lists in messages", "words.py", "if rest <= 0 else", "if True else", f"{BOUNDS}::test_messages_stay_short"),
    Defence(
        "exit codes: an interrupt is one",
        "modelspec/cli.py",
        "        return INTERRUPTED\n",
        "        raise\n",
        ("tests/unit/test_exit_codes.py::test_interrupted",),
    ),
    Defence(
        "audit: no framework is loaded",
        "modelspec/summary.py",
        "from __future__ import annotations\n",
        "from __future__ import annotations\n\nimport numpy\n",
        ("tests/unit/test_audit.py::test_examples_and_a_spec_full_of_canaries",),
    ),
    Defence(
        "audit: no text of a spec is run",
        "modelspec/expression.py",
        '        tree = ast.parse(source, mode="eval").body\n',
        '        compile(source, "spec", "eval")\n        tree = ast.parse(source, mode="eval").body\n',
        ("tests/unit/test_audit.py::test_examples_and_a_spec_full_of_canaries",),
    ),
)
