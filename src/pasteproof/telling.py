"""Tells diagnostics: as text for people, as JSON, or as annotations of a GitHub workflow."""

from __future__ import annotations

import json

from pasteproof.model import Diagnostic
from pasteproof.text import visible

FORMATS = ("text", "json", "github")


def told(diagnostics: tuple[Diagnostic, ...], form: str) -> str:
    """Return the diagnostics in one of the formats, what is waived marked as that."""
    if form == "json":
        return json.dumps([_as_data(each) for each in diagnostics], ensure_ascii=False, indent=1)
    if form == "github":
        return "\n".join(_as_annotation(each) for each in diagnostics)
    return "\n".join(visible(f"{each.path}:{each.line}: {_message(each)}") for each in diagnostics)


def to_mend(diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """Return those for which no page gives a reason."""
    return tuple(each for each in diagnostics if not each.waived)


def _message(diagnostic: Diagnostic) -> str:
    """Return what is wrong, with the place beside it, and what to do or why it may stay so."""
    problem = diagnostic.problem
    if beside := diagnostic.counterpart:
        problem = f"{problem.removesuffix('.')} ({beside[0]}:{beside[1]})."
    if diagnostic.waived:
        return f"waived: {problem} Reason: {diagnostic.waived}"
    return f"{problem} {diagnostic.advice}".rstrip()


def _as_data(diagnostic: Diagnostic) -> dict[str, object]:
    beside = diagnostic.counterpart
    return {
        "path": str(diagnostic.path),
        "line": diagnostic.line,
        "problem": diagnostic.problem,
        "advice": diagnostic.advice,
        "counterpart": {"path": str(beside[0]), "line": beside[1]} if beside else None,
        "waived": diagnostic.waived,
    }


def _as_annotation(diagnostic: Diagnostic) -> str:
    message = visible(_message(diagnostic)).replace("%", "%25").replace("\n", "%0A")
    path = str(diagnostic.path).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    kind = "notice" if diagnostic.waived else "error"
    return f"::{kind} file={path},line={diagnostic.line}::{message}"
