"""Turns one way of typing a passage into another by the fewest edits of the file it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pasteproof.passages import THING, Passage, Sign

_BLANKS = " \u3000"
_LETTER = re.compile(rf"([^\W_]|[{THING}\n])")


class Edit(NamedTuple):
    """What takes the place of a part of a file's text; `at` is the sign of the passage."""

    begin: int
    end: int
    text: str
    at: int

    @property
    def is_insertion(self) -> bool:
        """Say whether nothing goes away."""
        return self.begin == self.end


def edits(passage: Passage, wanted: str) -> Iterator[Edit]:
    """Yield what turns a passage into another, whose letters are as many and in the same order."""
    at, signs = 0, passage.signs()
    for old, new in zip(_LETTER.split(passage.text), _LETTER.split(wanted), strict=True):
        yield from _between(signs, at, old, new)
        at += len(old)


def applied(text: str, given: Iterable[Edit]) -> str:
    """Return a text with edits made in it."""
    for edit in sorted(given, reverse=True):
        text = text[: edit.begin] + edit.text + text[edit.end :]
    return text


def _between(signs: Sequence[Sign], at: int, old: str, new: str) -> Iterator[Edit]:
    """Yield what turns the signs from a place on into others: blanks come and go, the rest stays.

    So a sign is never moved over the mark of emphasis or the bracket of a link beside it.
    """
    given, to = list(new), 0
    for number, was in enumerate(old, at):
        sign = signs[number]
        while given[to : to + 1] == [" "] and was not in _BLANKS:
            yield Edit(sign.before, sign.before, " ", number)
            to += 1
        comes = given[to] if to < len(given) else ""
        if was in _BLANKS and comes != " ":
            yield Edit(sign.begin, sign.end, "", number)
            continue
        if was != comes:
            yield Edit(sign.begin, sign.end, comes, number)
        to += 1
    if rest := "".join(given[to:]):
        number = at + len(old)
        is_last = number == len(signs)
        place = signs[-1].end if is_last else signs[number].before
        yield Edit(place, place, rest, number)
