"""Fits texts of any script into the columns of a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

WIDTH = 80
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
# What stays together: a line end, blanks, a word, or a wide letter with the signs that follow it.
_CHUNK = re.compile(rf"\n|[^\S\n]+|[{_WIDE}][，。、；：！？）》”’…]*|[^\s{_WIDE}]+")


class Styled(NamedTuple):
    """A text, and what is written before and behind each part of it that stands on one line.

    `opens` and `closes` take columns only if they are no control sequences.
    """

    text: str
    opens: str = ""
    closes: str = ""


def width_of(text: str) -> int:
    """Return the number of columns that a text takes."""
    return sum(_width(each) for each in text)


def padded(text: str, width: int) -> str:
    """Return a text with blanks behind it, as many as fill the columns."""
    return text + " " * (width - width_of(text))


def wrapped(parts: Iterable[Styled], indent: str, width: int = WIDTH) -> tuple[str, ...]:
    """Return a text of differently styled parts as lines no wider than that."""
    lines: list[list[Styled]] = [[]]
    room = width - len(indent)
    for text, opens, closes in parts:
        for chunk in _chunks(text, room - len(_seen(opens)) - len(_seen(closes))):
            taken = width_of(_seen(_line(lines[-1])))
            needed = width_of(_seen(_line([*lines[-1], Styled(chunk, opens, closes)])))
            if chunk == "\n":
                lines.append([])
                continue
            if needed > room and taken:
                lines.append([])
            if lines[-1] or not chunk.isspace() or opens:
                lines[-1].append(Styled(chunk, opens, closes))
    return tuple((indent + _line(line)).rstrip() for line in lines)


def _line(parts: list[Styled]) -> str:
    """Return the parts as one text, the style of neighbours written once."""
    said = ""
    style = ("", "")
    for text, *own in parts:
        if tuple(own) != style:
            said += style[1] + own[0]
            style = (own[0], own[1])
        said += text
    return said + style[1]


def _chunks(text: str, room: int) -> Iterator[str]:
    for chunk in _CHUNK.findall(text):
        while width_of(chunk) > room:
            at = next(at for at in range(len(chunk), 0, -1) if width_of(chunk[:at]) <= room)
            yield chunk[:at]
            chunk = chunk[at:]
        yield chunk


def _seen(text: str) -> str:
    """Return a text without control sequences, which take no columns."""
    return re.sub(r"\x1b\[[\d;]*m", "", text)


def _width(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
