"""Diagnostics for programs: JSON, GitHub's workflow commands, SARIF."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePath
from urllib.parse import quote

from modelspec.errors import Diagnostic, Range
from modelspec.visible import escape


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    """The JSON form 1 of the command line: `ok` says that there is no error; lines and columns count from 1."""
    found = [
        {
            "code": each.code,
            "severity": each.severity,
            "message": each.message,
            "help": each.help,
            "file": each.file,
            "range": _span(each.range),
            "path": list(each.path),
            "related": [
                {"message": other.message, "file": other.file, "range": _span(other.range)} for other in each.related
            ],
            "fix": None if each.fix is None else {"range": _span(each.fix.range), "text": each.fix.text},
        }
        for each in diagnostics
    ]
    ok = all(each.severity != "error" for each in diagnostics)
    return json.dumps({"format": 1, "ok": ok, "diagnostics": found}, indent=2)


def _span(place: Range) -> dict[str, dict[str, int]]:
    return {
        "start": {"line": place.start.line, "column": place.start.column},
        "end": {"line": place.end.line, "column": place.end.column},
    }


def as_github(diagnostics: Sequence[Diagnostic]) -> str:
    """One workflow command a line, which GitHub shows beside the changed line."""
    return "\n".join(map(_command, diagnostics))


def _command(found: Diagnostic) -> str:
    said = f"{found.code}: {escape(found.message)}" + (f"\n{escape(found.help)}" if found.help else "")
    start = found.range.start
    file = _percent(escape(found.file)).replace(":", "%3A").replace(",", "%2C")
    return f"::{found.severity} file={file},line={start.line},col={start.column}::{_percent(said)}"


def _percent(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def as_sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """SARIF 2.1.0, the interchange format of static analysis (OASIS)."""
    codes = sorted({found.code for found in diagnostics})
    run = {
        "tool": {"driver": {"name": "modelspec", "rules": [{"id": code} for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(found) for found in diagnostics],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2)


def _result(found: Diagnostic) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": found.code,
        "level": found.severity,
        "message": {"text": f"{found.message}\n{found.help}" if found.help else found.message},
        "locations": [{"physicalLocation": _location(found.file, found.range)}],
    }
    if found.related:
        result["relatedLocations"] = [
            {"id": index, "message": {"text": other.message}, "physicalLocation": _location(other.file, other.range)}
            for index, other in enumerate(found.related)
        ]
    if found.fix is not None:
        change = {"deletedRegion": _region(found.fix.range), "insertedContent": {"text": found.fix.text}}
        result["fixes"] = [{"artifactChanges": [{"artifactLocation": _artifact(found.file), "replacements": [change]}]}]
    return result


def _location(file: str, place: Range) -> dict[str, object]:
    return {"artifactLocation": _artifact(file), "region": _region(place)}


def _artifact(file: str) -> dict[str, str]:
    path = PurePath(file)
    return {"uri": path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="surrogatepass")}


def _region(place: Range) -> dict[str, int]:
    return {
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    }
