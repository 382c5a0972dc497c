"""Finds the words in which two texts differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal, NamedTuple

Change = Literal["same", "old", "new"]
# A line end, blanks, a word of an alphabet, or one sign; of a script without blanks, one letter.
_TOKEN = re.compile(
    r"\n|[^\S\n]+|[^\W_\u2e80-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]+|.", re.DOTALL
)


class Piece(NamedTuple):
    """A part of a text: the same in both, of the old one only, or of the new one only."""

    change: Change
    text: str


def difference(old: str, new: str) -> tuple[Piece, ...]:
    """Return both texts as one, piece by piece; what is old comes before what replaces it."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    found: list[Piece] = []
    for kind, a, a_end, b, b_end in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(before[a:a_end])))
        else:
            found += [Piece("old", "".join(before[a:a_end])), Piece("new", "".join(after[b:b_end]))]
    return tuple(piece for piece in _joined(found) if piece.text)


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces, changes with nothing but blanks between them as one change."""
    last = len(pieces) - 1
    parts = [
        (at in (0, last) or bool(piece.text.strip(" ")), piece)
        if piece.change == "same"
        else (False, piece)
        for at, piece in enumerate(pieces)
    ]
    for is_same, run in groupby(parts, key=lambda part: part[0]):
        within = [piece for _, piece in run]
        if is_same:
            yield from within
        else:
            yield Piece("old", "".join(each.text for each in within if each.change != "new"))
            yield Piece("new", "".join(each.text for each in within if each.change != "old"))
