"""The exit codes of the command line, and what each means."""

FINE, PROBLEMS, FAILED, INTERRUPTED = 0, 1, 2, 130
MEANINGS = {
    FINE: "fine",
    PROBLEMS: "problems were found: a wrong spec (with `--strict`, also one with warnings), a file that `--check` or "
    "`--diff` would change, models that `verify` finds different or cannot run",
    FAILED: "it could not be done: wrong usage, a file that cannot be read or written, a framework that is missing, an "
    "internal error",
    INTERRUPTED: "interrupted",
}
