"""Finds the waivers of a page, and takes out of the findings what they give a reason for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pasteproof.prose import Block, Finding, ParsedPage

_WAIVER = re.compile(r"pasteproof:\s*(?P<word>[\w-]+)(?P<rest>.*)", re.DOTALL)
_WORDS = ("differs", "omits")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A comment that gives a reason for what differs in the block below it, or is omitted there.

    `line` is its own, `below` and `end` are the first and the last one of the block below it.
    """

    line: int
    below: int
    end: int
    reason: str
    omits: bool = False
    is_first: bool = False


def of(page: ParsedPage) -> tuple[Waiver, ...]:
    """Return the waivers of a page, those without a reason included."""
    return tuple(_among(page.blocks, page.lines, is_top=True))


def apply(
    found: tuple[Finding, ...], source: ParsedPage, translation: ParsedPage
) -> tuple[Finding, ...]:
    """Return the findings, each with the reason that the source page or the translation gives."""
    theirs, ours = of(translation), of(source)
    return tuple(
        replace(
            each,
            waived=_reason(theirs, each.line, each.lacks == "translation")
            or _reason(ours, each.source_line, each.lacks == "source"),
        )
        for each in found
    )


def faults(page: ParsedPage, waived: frozenset[int]) -> Iterator[Finding]:
    """Yield the waivers that have no reason, and those that none of the waived lines needs."""
    for block in page.every():
        written = _WAIVER.match(block.text) if block.kind == "comment" else None
        if written and written["word"] not in _WORDS:
            if near := difflib.get_close_matches(written["word"], _WORDS, n=1):
                seen = f"'{written['word']}' is no word of a waiver."
                yield _fault(block.line, seen, f"Did you mean '{near[0]}'?")
        elif written and not _given(written["rest"]):
            right = f"<!-- pasteproof: {written['word']}: the reason -->"
            yield _fault(block.line, "the waiver gives no reason.", f"Write: {right}")
    for waiver in of(page):
        if waiver.reason and not any(waiver.line <= line <= waiver.end for line in waived):
            yield _fault(waiver.line, "the waiver waives nothing.", "Delete it.")


def _fault(line: int, problem: str, advice: str) -> Finding:
    return Finding(construct="waiver", line=line, source_line=0, problem=problem, advice=advice)


def _reason(waivers: tuple[Waiver, ...], line: int, lacks: bool) -> str:
    """Return the reason for what differs at a line; `omits` is for what that page lacks there."""
    return next((each.reason for each in waivers if _covers(each, line, lacks)), "")


def _covers(waiver: Waiver, line: int, lacks: bool) -> bool:
    is_within = waiver.below < line <= waiver.end
    if waiver.omits:
        return lacks and waiver.line <= line <= waiver.end
    return is_within or (not lacks and waiver.line <= line <= waiver.end)


def _among(blocks: tuple[Block, ...], end: int, *, is_top: bool = False) -> Iterator[Waiver]:
    for at, block in enumerate(blocks):
        written = _WAIVER.match(block.text) if block.kind == "comment" else None
        if written and written["word"] in _WORDS:
            below = next((each for each in blocks[at + 1 :] if each.kind != "comment"), None)
            yield Waiver(
                line=block.line, below=below.line if below else end,
                end=below.end if below else end, reason=_given(written["rest"]),
                omits=written["word"] == "omits",
                is_first=is_top and all(each.kind == "comment" for each in blocks[:at]),
            )  # fmt: skip
        if block.children:
            yield from _among(block.children, block.end)


def _given(rest: str) -> str:
    return " ".join(rest.strip().removeprefix(":").split())
