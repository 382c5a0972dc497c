"""Finds where the pages of a guide show each snippet."""

from __future__ import annotations

import re
from pathlib import Path

from pasteproof.fences import fences
from pasteproof.languages import languages
from pasteproof.page import references

_ID = re.compile(r"^#{1,6} .*\{[^{}]*#([\w-]+)[^{}]*\}[ \t]*$")


def places(root: Path, language: str) -> dict[str, str]:
    """Return where the pages of a language show each snippet first, as links among pages."""
    found: dict[str, str] = {}
    source = root / "docs" / (*languages(root), "en")[0]
    for original in sorted(source.glob("*.md")):
        own = root / "docs" / language / original.name
        text = (own if own.is_file() else original).read_text("utf-8", "replace")
        headings = _headings(text)
        for line, reference in references(text):
            above = [name for number, name in headings if number < line]
            place = f"{original.name}#{above[-1]}" if above else original.name
            found.setdefault(reference, place)
    return found


def _headings(text: str) -> list[tuple[int, str]]:
    """Return the ids of a page's headings, each with its line."""
    inside = {line for fence in fences(text) for line in range(fence.line, fence.end + 1)}
    lines = enumerate(text.split("\n"), 1)
    found = ((number, _ID.match(line)) for number, line in lines if number not in inside)
    return [(number, heading[1]) for number, heading in found if heading]
