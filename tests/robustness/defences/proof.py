"""What keeps `verify` from excusing a fault, or from overlooking one that all backends share."""

from tests.robustness.defences import Defence

COMPARATOR = "tests/unit/test_comparator.py"
DEFENCES = (
    Defence(
        "noise in inference excuses nothing",
        "modelspec/verify/rounding.py",
        "row.disagrees and row.path and row.problem is None",
        "row.disagrees and row.path",
        (f"{COMPARATOR}::test_what_is_random_has_no_excuse",),
    ),
    Defence(
        "rare values that fewer examples lack",
        "modelspec/verify/rounding.py",
        "most = MOST_BY_SHAKING * max(sum(_movements(row, before, answers)) for answers in after)",
        "most = 1.0",
        (f"{COMPARATOR}::test_fewer_examples_excuse_no_fault_for_rare_values",),
    ),
    Defence(
        "blocks against the model without them",
        "modelspec/verify/compare.py",
        'apart = difference([answer.arrays.get(path), answer.arrays.get(f"{OPENED}/{name}")], floor)',
        "apart = 0.0",
        (f"{COMPARATOR}::test_what_backends_make_of_blocks_is_held_against_the_model_without_them",),
    ),
)
