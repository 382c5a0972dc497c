"""Proves freshness: which blocks of a translation are behind, and that nothing hides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import archives
from pasteproof.freshness import STATES, Freshness, Standing, accepted, compare
from pasteproof.lock import Entry, hash_of
from pasteproof.markdown import parse
from pasteproof.prose import ParsedPage

CASES = sorted((Path(__file__).parent / "freshness").glob("*.txt"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_translation_is_compared(path: Path) -> None:
    """Each file of freshness/ holds two pages as they were accepted and are now, and the report."""
    files = {
        name: data.decode()
        for name, data in archives.read(path.read_text(encoding="utf-8")).items()
    }
    before = parse(files.get("was/en.md", ""))
    lock = entries_of(before, parse(files.get("was/zh.md", "")))

    found = compare(parse(files["en.md"]), parse(files["zh.md"]), lock)

    assert report(found, before) == files["told"].rstrip("\n")


def report(freshness: Freshness, before: ParsedPage) -> str:
    """Return all that a comparison tells, in the order of the source."""
    texts = {hash_of(leaf.block.text): leaf.block.text for leaf in before.leaves()}
    lines = [line for each in freshness.standings for line in _told(each, texts)]
    lines += [f"zh.md:{leaf.block.line}: {leaf.construct} too much" for leaf in freshness.surplus]
    counts = ", ".join(f"{freshness.count(state)} {state}" for state in STATES)
    return "\n".join([*lines, counts])


def _told(standing: Standing, texts: dict[str, str]) -> Iterator[str]:
    signs = ("moved" * standing.is_moved, "edited" * standing.is_edited)
    marks = "".join(f", {sign}" for sign in signs if sign)
    if standing.state != "up to date" or marks:
        source = standing.source
        was = (
            f'\n  was: "{texts[standing.was]}"'
            if standing.state == "outdated" and standing.was
            else ""
        )
        place = f"zh.md:{standing.line}: {source.construct} {standing.state}{marks}"
        yield f"{place}, en.md:{source.block.line}{was}"


def entries_of(source: ParsedPage, translation: ParsedPage) -> tuple[Entry, ...]:
    """Return what is recorded when a whole page is accepted."""
    return accepted(compare(source, translation, ()), (), None)
