"""Proves parity: every planted fault is told, with its exact words, and no harmless edit is."""

from __future__ import annotations

import pytest

import planted
import planted_more
from harmless import EDITS
from mutations import FAULTS, Planted, Sample, samples
from pasteproof.markdown import parse
from pasteproof.parity import compare

MOST = 3
"""How many faults of a kind are planted into one page."""
SAMPLES = samples()
assert planted
assert planted_more


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_told(name: str) -> None:
    """A fault that a translator makes, planted wherever the pages allow it, is all that is told."""
    made = [(page, each) for page in SAMPLES for each in list(FAULTS[name](page))[:MOST]]

    wrong = [departure for page, each in made if (departure := _departure(page, each))]

    assert made
    assert wrong == []


@pytest.mark.parametrize("name", EDITS)
def test_a_harmless_edit_is_not_told(name: str) -> None:
    """An edit that changes nothing for a reader, made wherever the pages allow it, is not told."""
    edited = [(page, EDITS[name](page)) for page in SAMPLES]

    wrong = [departure for page, text in edited if (departure := _told(page, text))]

    assert [page.name for page, text in edited if text != page.text] != []
    assert wrong == []


def _told(page: Sample, text: str) -> tuple[str, ...]:
    """Return what is to mend in a changed translation, in order."""
    found = compare(page.source, parse(text))
    return tuple(sorted(f"{each.problem} {each.advice}" for each in found if not each.waived))


def _departure(page: Sample, made: Planted) -> str:
    """Return nothing where all is told that must be, or what is wrong."""
    if made.text == page.text:
        return f"{page.name}: nothing was changed for {made.told}"
    told = _told(page, made.text)
    is_right = told == tuple(sorted(made.told)) or told in made.alike
    return "" if is_right else f"{page.name}: {made.told}\n  but {told}"
