"""Finds the prose of a page: what a reader reads of each block, sign by sign, with its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from pasteproof.locating import Piece, pieces, words
from pasteproof.prose import Block, Inline, ParsedPage

THING = "\ue000"
"""What stands in a passage for code, an address or a key: something that is read like a word."""
FIELDS = ("title", "description")
"""The keys of the front matter whose values are prose."""

# What may be code or attributes to the renderer is left alone: the rest of a line behind a backtick
# that closes nothing, and whatever looks like a list of attributes.
_SIGN = re.compile(
    r"""(?P<plain>(?:[^\\`&\n\t {*_~=^]++ | [ ](?![ \t]*\n))+)
    | (?P<gap>\\?`.* | &\#?\w+; | [ \t]*\n[ \t>]*
        | \{(?: :[^}\n]* | [ ]*[\#.][^}\n]* | [^}\n]*=[^}\n]* )\})
    | (?P<escaped>\\[\\*_{}\[\]()>\#+\-.!|"':~^=])
    | (?P<mark>\*+ | (?<!\w)_+ | _+(?!\w) | ~~ | == | \^\^)
    | .""",
    re.VERBOSE,
)


class Sign(NamedTuple):
    """One sign of a passage: from where to where it stands in the file, and on which line.

    `before` is where something goes that is put before it: outside of links and of emphasis.
    """

    begin: int
    end: int
    before: int
    line: int


class Stretch(NamedTuple):
    """Signs in a row that stand in the file as they are read, or else one sign.

    `before` is that of the first one.
    """

    begin: int
    end: int
    before: int
    line: int
    length: int

    def signs(self) -> Iterator[Sign]:
        """Yield each sign."""
        if self.length == 1:
            yield Sign(self.begin, self.end, self.before, self.line)
            return
        before = self.before
        for at in range(self.begin, self.end):
            yield Sign(at, at + 1, before, self.line)
            before = at + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Prose that is read in one go: a paragraph, a heading, a title, a cell, a description.

    In `text`, THING stands for code and the like, and a line end for the end of a line, or for
    what nobody reads, such as a picture. Without stretches, it is not known where it stands.
    """

    text: str
    line: int
    stretches: tuple[Stretch, ...] = ()

    def signs(self) -> tuple[Sign, ...]:
        """Return where each sign of the text stands, if that is known."""
        return tuple(sign for each in self.stretches for sign in each.signs())

    def line_of(self, at: int) -> int:
        """Return the line of the file on which a sign stands."""
        end = 0
        for each in self.stretches:
            end += each.length
            if at < end:
                return each.line
        return self.line + self.text.count("\n", 0, at)


def passages(text: str, page: ParsedPage) -> tuple[Passage, ...]:
    """Return the prose of a page, in its order; `page` is what `text` was parsed to."""
    lines = _Lines(text)
    found: list[Passage] = []
    for field in page.fields:
        if field.key in FIELDS and field.text:
            area = (lines.begin(field.line), len(text))
            found += _located(words(field.text, text, area), lines) or [
                Passage(text=field.text, line=field.line)
            ]
    for block in page.every():
        found += _of_block(block, lines)
    return tuple(found)


def _of_block(block: Block, lines: _Lines) -> list[Passage]:
    area = (lines.begin(block.line), lines.end(block.end))
    if block.kind == "abbreviation":
        given = words(block.text, lines.text, area)
        return _located(given, lines) or [Passage(text=block.text, line=block.line)]
    if block.kind == "cell" or not any(True for _ in block.own_inlines()):
        return []
    return _located(pieces(block, lines.text, area), lines) or list(_unlocated(block))


def _located(given: tuple[list[Piece], ...] | None, lines: _Lines) -> list[Passage]:
    return [_Writer(lines).write(each) for each in given or ()]


class _Lines:
    """A text that is asked where its lines are."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._ends = list(accumulate(len(line) + 1 for line in text.split("\n")))

    def begin(self, line: int) -> int:
        return self._ends[line - 2] if line > 1 else 0

    def end(self, line: int) -> int:
        return self._ends[line - 1] - 1

    def line_of(self, at: int) -> int:
        return bisect_right(self._ends, at) + 1


class _Writer:
    """Writes a passage down, piece by piece."""

    def __init__(self, lines: _Lines) -> None:
        self._lines = lines
        self._shown: list[str] = []
        self._stretches: list[Stretch] = []
        self._marks: list[str] = []
        self._before: int | None = None
        self._is_open = False

    def write(self, given: list[Piece]) -> Passage:
        for number, piece in enumerate(given):
            last = given[number - 1].end if number else piece.begin
            if "\n" in self._lines.text[last : piece.begin]:
                self._sign("\n", last, piece.begin)
            self._piece(piece)
        line = self._lines.line_of(given[0].begin)
        return Passage(text="".join(self._shown), line=line, stretches=tuple(self._stretches))

    def _piece(self, piece: Piece) -> None:
        if piece.role == "text":
            self._text(piece.begin, piece.end)
        elif piece.role == "opening":
            self._is_open = True
        elif piece.role == "closing":
            self._close(piece.end)
        else:
            self._sign(THING if piece.role == "thing" else "\n", piece.begin, piece.end)

    def _text(self, begin: int, end: int) -> None:
        for found in _SIGN.finditer(self._lines.text, begin, end):
            if found["plain"]:
                self._stretch(found.group(), *found.span(), found.end() - found.start())
            elif found["mark"]:
                self._mark(found.group(), found.end())
            else:
                self._sign("\n" if found["gap"] else found.group()[-1], *found.span())

    def _mark(self, mark: str, end: int) -> None:
        """Take a mark of emphasis: it closes the last open one that is like it, or opens one.

        A longer one closes several at once, and a shorter one a part: `***both** one*`.
        """
        alike = [at for at, each in enumerate(self._marks) if each[0] == mark[0]]
        same = [at for at in alike if self._marks[at] == mark]
        if not same and mark == "".join(self._marks[at] for at in alike):
            same = alike[:1]
        if same:
            del self._marks[same[-1] :]
        elif alike and len(self._marks[alike[-1]]) > len(mark):
            self._marks[alike[-1]] = self._marks[alike[-1]][len(mark) :]
        else:
            self._marks.append(mark)
            self._is_open = True
            return
        self._close(end)

    def _close(self, end: int) -> None:
        if not self._is_open:
            self._before = end

    def _sign(self, shown: str, begin: int, end: int) -> None:
        self._stretch(shown, begin, end, 1)

    def _stretch(self, shown: str, begin: int, end: int, count: int) -> None:
        before = begin if self._before is None else self._before
        self._shown.append(shown)
        self._stretches.append(Stretch(begin, end, before, self._lines.line_of(begin), count))
        self._before, self._is_open = end, False


def _unlocated(block: Block) -> Iterator[Passage]:
    for each in block.children if block.kind == "row" else (block,):
        if each.inlines:
            yield Passage(text=_said(each.inlines, each.inlines[0].line), line=each.line)


def _said(inlines: tuple[Inline, ...], line: int) -> str:
    pieces = []
    for inline in inlines:
        pieces.append("\n" * (inline.line - line))
        line = max(line, inline.line)
        if inline.kind == "text":
            pieces.append(inline.value)
        elif inline.kind == "link":
            pieces.append(_said(inline.children, inline.line))
        elif inline.kind in ("code", "url", "keys"):
            pieces.append(THING)
    return "".join(pieces)
