"""Finds what stands in a block again in its file: the text between code, links and tags.

The parsed page tells lines; a block's inlines, looked for in order, tell the places. First they are
looked for in their commonest spelling, letter by letter, and only then by a pattern of all
spellings: to compile one for each block takes far longer than all else that is done with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Literal, NamedTuple

from pasteproof.prose import Block, Inline

Role = Literal["text", "thing", "opening", "closing", "gap", "apart", "edge"]
"""What a piece is to a reader of the text: `thing` is read like a word, as code is; `gap` is not
read, as a picture; `apart` is a text of its own, as what is said of a picture; `edge` ends a cell.
"""

_LEAST = 6
_BETWEEN = r"[ \t]*(?:\n[ \t>]*)*"
_TITLE = r"""(?:\s+(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'))?"""
_GIVEN = r"(?:\{[^}\n]*\})?"
_AFTER = (
    r"[ \t#]*(?:</[^\n]*)?(?:\{[^\n]*\})?[ \t\\]*"
    r"(?:\n[ \t>]*(?:\{[^\n]*\}|=+|-+)[ \t]*)?"
)


_GAP = re.compile(_BETWEEN)
Span = tuple[int, int]


class Part(NamedTuple):
    """What is looked for: its role, its commonest spelling, and a pattern of all spellings.

    `said` is the text that it is, if it is one; `plain` is empty where there is no such spelling.
    """

    role: Role
    plain: str
    pattern: Callable[[], str]
    said: str = ""

    def quick(self) -> str:
        """Return a pattern that is compiled in no time: how a text begins, and its length."""
        if len(self.said) <= _LEAST:
            return self.pattern()
        return f"{re.escape(self.said[:_LEAST])}.{{{len(self.said) - _LEAST}}}"


class Piece(NamedTuple):
    """One piece of a file's text, and what it is to a reader."""

    role: Role
    begin: int
    end: int


def pieces(block: Block, text: str, area: Span) -> tuple[list[Piece], ...] | None:
    """Return the pieces of each text of a block that is in that area of the file.

    None says that they were not found, as where the file's bytes are not what is read.
    """
    if block.kind == "row":
        return _found(list(_of_row(block)), r"[^\n|]*?\|?", r"[^\n]*", text, area)
    if block.kind == "title":
        return _found(list(_of(block.inlines)), r'[^\n]*?"', r'"[^\n]*', text, area)
    return _found(list(_of(block.inlines)), r"[^\n]*?", _AFTER, text, area)


def words(said: str, text: str, area: Span) -> tuple[list[Piece], ...] | None:
    """Return the piece that is a text behind a colon, which may go on over several lines."""
    split = said.split()
    part = Part("text", " ".join(split), lambda: r"\s+".join(map(re.escape, split)))
    return _found([part], r"[^\n]*?:[\s\"'>|+-]*?", r"(?s:.*)", text, area)


def _found(
    parts: Sequence[Part], before: str, after: str, text: str, area: Span
) -> tuple[list[Piece], ...] | None:
    spans = _plainly(parts, before, after, text, area) or _spelled(parts, before, after, text, area)
    if spans is None:
        return None
    return _texts([Piece(part.role, *span) for part, span in zip(parts, spans, strict=True)])


def _plainly(
    parts: Sequence[Part], before: str, after: str, text: str, area: Span
) -> list[Span] | None:
    """Return where the parts are if all have their commonest spelling."""
    first = parts[0].plain if all(part.plain for part in parts) else ""
    has_choice = first[:1] in (" ", ">", "|") or any(part.plain[:2] == "  " for part in parts)
    if not first or has_choice:  # of signs that may as well belong to what is before a part
        return None
    lead, rest = re.compile(before + _BETWEEN), re.compile(after)
    at = text.find(first, *area)
    while at >= 0:
        if lead.fullmatch(text, area[0], at) and (spans := _spans(parts, text, at, area[1])):
            return spans if rest.fullmatch(text, spans[-1][1], area[1]) else None
        at = text.find(first, at + 1, area[1])
    return None


def _spans(parts: Sequence[Part], text: str, at: int, end: int) -> list[Span] | None:
    """Return where the parts are that begin there, with at most blanks and a line end between."""
    spans: list[Span] = []
    for part in parts:
        blank = _GAP.match(text, at, end)
        places = range(blank.end() if blank else at, at - 1, -1)
        begin = next((each for each in places if text.startswith(part.plain, each, end)), -1)
        if begin < 0:
            return None
        at = begin + len(part.plain)
        spans.append((begin, at))
    return spans


def _spelled(
    parts: Sequence[Part], before: str, after: str, text: str, area: Span
) -> list[Span] | None:
    """Return where the parts are, however they are spelled."""
    for patterns in ([part.quick() for part in parts], [part.pattern() for part in parts]):
        between = "".join(f"{_BETWEEN}({pattern})" for pattern in patterns)
        match = re.compile(f"{before}{between}{after}").fullmatch(text, *area)
        if match and all(part.said in ("", match[at]) for at, part in enumerate(parts, 1)):
            break
    return [match.span(at) for at in range(1, len(parts) + 1)] if match else None


def _texts(found: list[Piece]) -> tuple[list[Piece], ...]:
    """Return the pieces of each text: cells are several, and so is what is said of pictures."""
    texts: list[list[Piece]] = [[]]
    for piece in found:
        if piece.role == "edge":
            texts.append([])
        elif piece.role != "apart":
            texts[-1].append(piece)
    said = [[piece._replace(role="text")] for piece in found if piece.role == "apart"]
    return (*filter(None, texts), *said)


def _of_row(row: Block) -> Iterator[Part]:
    cells = list(row.children)
    while cells and not cells[-1].inlines:
        cells.pop()
    for number, cell in enumerate(cells):
        if number:
            yield Part("edge", "|", lambda: r"\|")
        yield from _of(cell.inlines)


def _of(inlines: Iterable[Inline]) -> Iterator[Part]:
    """Yield what each inline is to a reader, and how it may be written."""
    for inline in inlines:
        if inline.kind == "text":
            yield Part("text", inline.value, partial(_blank, inline.value), inline.value)
        elif inline.kind == "link" and inline.text != inline.value:
            yield Part("opening", "[", lambda: r"\[")
            yield from _of(inline.children)
            yield Part("closing", _plain_end(inline), partial(_leading_to, inline))
        elif inline.kind == "image":
            yield Part("gap", "![", lambda: r"!\[")
            yield Part("apart", inline.text, partial(_spaced, inline.text))
            yield Part("gap", _plain_end(inline), partial(_leading_to, inline))
        else:
            yield Part(_role(inline), _plain(inline), partial(_written, inline))


def _blank(text: str) -> str:
    """Return a pattern of a text in whose place of spaces there may be tabs."""
    return re.sub(r"(?:\\ )+", r"[ \\t]+", re.escape(text))


def _plain_end(inline: Inline) -> str:
    return "" if inline.attributes else f"]({inline.value})"


def _plain(inline: Inline) -> str:
    """Return the commonest spelling of what is no text."""
    value = inline.value
    return (
        ""
        if inline.attributes
        else {
            "code": f"`{value}`",
            "footnote": f"[^{value}]",
            "html": f"<{value}>",
            "comment": f"<!-- {value} -->",
            "keys": f"++{value}++",
            "icon": f":{value}:",
            "link": f"<{value}>",
        }.get(inline.kind, value)
    )


def _leading_to(inline: Inline) -> str:
    """Return how what follows the words of a link or a picture may be written."""
    target = rf"\(\s*<?{re.escape(inline.value)}>?{_TITLE}\s*\)"
    return rf"\](?:{target}|[ \n]?\[[^\[\]]*\]|){_GIVEN if inline.attributes else ''}"


def _role(inline: Inline) -> Role:
    if inline.kind == "html":
        is_empty = inline.value in ("br", "img", "hr", "wbr")
        return "gap" if is_empty else "closing" if inline.value.startswith("/") else "opening"
    if inline.kind in ("footnote", "comment"):
        return "closing"
    return "gap" if inline.kind == "icon" else "thing"


def _written(inline: Inline) -> str:
    value = re.escape(inline.value)
    return {
        "code": rf"`+\s*{_spaced(inline.value)}\s*`+{_GIVEN if inline.attributes else ''}",
        "footnote": rf"\[\^{value}\]",
        "html": rf"<(?i:{value})(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>",
        "comment": r"<!--(?s:.*?)-->",
        "keys": rf"\+\+{value}\+\+",
        "icon": rf":{value}:",
        "link": rf"<{value}>|\[{value}{_leading_to(inline)}",
    }.get(inline.kind, value)


def _spaced(text: str) -> str:
    """Return a pattern of words in whose place of blanks there may be line ends."""
    return r"[\s>]+".join(map(re.escape, text.split()))
