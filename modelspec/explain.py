"""The long text of each diagnostic. `explanations/CODE.md` is the only list of the codes that there are."""

from __future__ import annotations

from pathlib import Path

from modelspec.errors import ModelspecError
from modelspec.words import did_you_mean

FOLDER = Path(__file__).with_name("explanations")


def codes() -> tuple[str, ...]:
    """Every code, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.md")))


def title(code: str) -> str:
    """The meaning of a code in one line."""
    return explain(code).splitlines()[0].removeprefix("# ")


def explain(code: str) -> str:
    """The text of a code, as Markdown. Raises ModelspecError for one that does not exist."""
    known = codes()
    if code.upper() not in known:
        hint = did_you_mean(code, known)
        raise ModelspecError(f"there is no diagnostic {code[:20]!a}" + (f"; {hint}" if hint else ""))
    return (FOLDER / f"{code.upper()}.md").read_text(encoding="utf-8")
