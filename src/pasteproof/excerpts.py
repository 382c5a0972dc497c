"""Takes single blocks out of a page, as Markdown that can be rendered on its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from pasteproof.prose import Block, Leaf, ParsedPage

_LEAD = re.compile(r"[>\s]*")
_MARKER = re.compile(r"[>\s]*(?:(?:[-*+]|\d+\.|:|\[\^[^\]]*\]:)\s+)*(?:\[[ xX]\]\s+)?")
_TITLE = re.compile(r'"(.*)"')


def excerpt(text: str, page: ParsedPage, leaves: Iterable[Leaf]) -> str:
    """Return blocks of a page; what its links and abbreviations stand for comes with them.

    A row of a table comes with the head of the table; single items of a list are a list again.
    """
    lines = text.split("\n")
    pieces = []
    for (kind, _), group in groupby(leaves, key=lambda leaf: _whole(page, leaf)):
        together = [*group]
        if kind == "row":
            pieces.append(_rows(lines, page, together))
        elif kind == "item" and len(together) > 1:
            pieces.append("\n".join(f"- {_said(lines, leaf)}" for leaf in together))
        else:
            pieces += [_said(lines, leaf) for leaf in together]
    return "\n\n".join(filter(str.strip, (*pieces, *_meanings(lines, page))))


def _whole(page: ParsedPage, leaf: Leaf) -> tuple[str, int]:
    """Return what neighbours must have in common to be shown as one thing."""
    if leaf.block.kind == "row":
        return "row", _table(page, leaf).line
    return ("item" if leaf.construct == "item paragraph" else leaf.block.kind), 0


def _table(page: ParsedPage, leaf: Leaf) -> Block:
    return next(each for each in page.every() if leaf.block in each.children)


def _rows(lines: list[str], page: ParsedPage, rows: list[Leaf]) -> str:
    head = _table(page, rows[0]).line
    numbers = {head, head + 1, *(row.block.line for row in rows)}
    return "\n".join(_without_notes(_from(lines[at - 1]), rows) for at in sorted(numbers))


def _said(lines: list[str], leaf: Leaf) -> str:
    block = leaf.block
    own = lines[block.line - 1 : block.end]
    if block.kind == "title":
        return "".join(f"**{said}**" for said in _TITLE.findall(own[0]))
    if block.kind == "code":
        marks = "~~~~"
        return "\n".join([f"{marks}text", block.text, marks])
    if block.kind == "abbreviation":
        return f"{block.name}: {block.text}"
    if block.kind in ("paragraph", "term"):
        first = own[0][_end_of(_MARKER, own[0]) :]
        return _without_notes("\n".join([first, *map(_from, own[1:])]), [leaf])
    lead = _end_of(_LEAD, own[0])
    return _without_notes("\n".join(_from(line, lead) for line in own), [leaf])


def _end_of(pattern: re.Pattern[str], line: str) -> int:
    found = pattern.match(line)
    return found.end() if found else 0


def _from(line: str, at_most: int | None = None) -> str:
    """Return a line without its indentation, or without so many characters of it."""
    end = _end_of(_LEAD, line)
    return line[end if at_most is None else min(end, at_most) :]


def _without_notes(text: str, leaves: Iterable[Leaf]) -> str:
    """Return the text without the signs of footnotes, which are not part of the excerpt."""
    for leaf in leaves:
        for inline in leaf.block.own_inlines():
            if inline.kind == "footnote":
                text = text.replace(f"[^{inline.value}]", "")
    return text


def _meanings(lines: list[str], page: ParsedPage) -> Iterator[str]:
    for block in page.every():
        if block.kind in ("reference", "abbreviation"):
            yield "\n".join(map(_from, lines[block.line - 1 : block.end]))
