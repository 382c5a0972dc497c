"""Finds the fenced blocks of a Markdown page, and puts other lines in their place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_OPENING = re.compile(r"(?P<lead>[> \t]*)(?P<marks>`{3,}|~{3,})(?P<info>.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """One fenced block: `line` and `end` are its first and last line, counted from 1.

    `lead` is the indentation and quote signs before it; `body` is without them. A fence that is
    not closed is no block to the renderer: its body is empty and `end` is its first line.
    """

    line: int
    end: int
    lead: str
    marks: str
    info: str
    body: tuple[str, ...] = ()
    is_closed: bool = True


@lru_cache(maxsize=64)
def fences(text: str) -> tuple[Fence, ...]:
    """Return the fenced blocks of a page in order, at any indentation, without those inside others.

    The rules are those of the renderer (pymdownx.superfences): the closing marks equal the opening
    marks, and a line indented less than its fence leaves the fence open.
    """
    lines = text.split("\n")
    found: list[Fence] = []
    at = 0
    while at < len(lines):
        fence = _fence(lines, at)
        if fence is not None:
            found.append(fence)
            at = fence.end
        else:
            at += 1
    return tuple(found)


def set_apart(lines: list[str], fence: Fence, block: list[str]) -> list[str]:
    """Return the block as it stands in the page: indented, with an empty line on either side."""
    above = [""] if _is_text(lines, fence.line - 2) else []
    below = [""] if _is_text(lines, fence.end) else []
    return [fence.lead + line if line else fence.lead.rstrip() for line in (*above, *block, *below)]


def marks_around(text: str) -> str:
    """Return a row of backticks that the text can't close."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    return "`" * max(3, longest + 1)


def _is_text(lines: list[str], at: int) -> bool:
    return 0 <= at < len(lines) and bool(lines[at].strip("> \t"))


def _fence(lines: list[str], at: int) -> Fence | None:
    """Return the fence that opens on that line, if one does."""
    opening = _OPENING.fullmatch(lines[at])
    if opening is None or (opening["marks"][0] == "`" and "`" in opening["info"]):
        return None
    lead, marks, info = opening["lead"], opening["marks"], opening["info"].strip()
    closing = _closing(lines, at + 1, lead, marks)
    if closing is None:
        return Fence(line=at + 1, end=at + 1, lead=lead, marks=marks, info=info, is_closed=False)
    body = tuple(line[len(lead) :] for line in lines[at + 1 : closing])
    return Fence(line=at + 1, end=closing + 1, lead=lead, marks=marks, info=info, body=body)


def _closing(lines: list[str], start: int, lead: str, marks: str) -> int | None:
    """Return the index of the line that closes a fence, or None if the fence stays open."""
    for at, line in enumerate(lines[start:], start):
        if line.startswith(lead) and line[len(lead) :].rstrip(" \t") == marks:
            return at
        if not line.startswith(lead) and line.strip("> \t"):
            return None
    return None
