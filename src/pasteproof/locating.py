"""Finds what stands in a block again in its file: the text between code, links and tags.

The parsed page tells lines; a pattern made of a block's inlines, in order, tells the places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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


class Part(NamedTuple):
    """What is looked for: its role, and how it may be written; `said` is the text that it is."""

    role: Role
    pattern: str
    said: str = ""

    def quick(self) -> str:
        """Return a pattern that is compiled in no time: how a text begins, and its length."""
        if len(self.said) <= _LEAST:
            return self.pattern
        return f"{re.escape(self.said[:_LEAST])}.{{{len(self.said) - _LEAST}}}"


class Piece(NamedTuple):
    """One piece of a file's text, and what it is to a reader."""

    role: Role
    begin: int
    end: int


def pieces(block: Block, text: str, area: tuple[int, int]) -> tuple[list[Piece], ...] | None:
    """Return the pieces of each text of a block that is in that area of the file.

    None says that they were not found, as where the file's bytes are not what is read.
    """
    if block.kind == "row":
        return _found(list(_of_row(block)), r"[^\n|]*?\|?", r"[^\n]*", text, area)
    if block.kind == "title":
        return _found(list(_of(block.inlines)), r'[^\n]*?"', r'"[^\n]*', text, area)
    return _found(list(_of(block.inlines)), r"[^\n]*?", _AFTER, text, area)


def words(said: str, text: str, area: tuple[int, int]) -> tuple[list[Piece], ...] | None:
    """Return the piece that is a text behind a colon, which may go on over several lines."""
    pattern = r"\s+".join(map(re.escape, said.split()))
    return _found([Part("text", pattern)], r"[^\n]*?:[\s\"'>|+-]*?", r"(?s:.*)", text, area)


def _found(
    parts: list[Part], before: str, after: str, text: str, area: tuple[int, int]
) -> tuple[list[Piece], ...] | None:
    for patterns in ([part.quick() for part in parts], [part.pattern for part in parts]):
        between = "".join(f"{_BETWEEN}({pattern})" for pattern in patterns)
        match = re.compile(f"{before}{between}{after}").fullmatch(text, *area)
        if match and all(part.said in ("", match[at]) for at, part in enumerate(parts, 1)):
            break
    if match is None:
        return None
    return _texts([Piece(part.role, *match.span(at)) for at, part in enumerate(parts, 1)])


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
            yield Part("edge", r"\|")
        yield from _of(cell.inlines)


def _of(inlines: Iterable[Inline]) -> Iterator[Part]:
    """Yield what each inline is to a reader, and how it may be written."""
    for inline in inlines:
        if inline.kind == "text":
            spaced = re.sub(r"(?:\\ )+", r"[ \\t]+", re.escape(inline.value))
            yield Part("text", spaced, inline.value)
        elif inline.kind == "link" and inline.text != inline.value:
            yield from _of_link(inline)
        elif inline.kind == "image":
            yield Part("gap", r"!\[")
            yield Part("apart", _spaced(inline.text))
            yield Part("gap", _leading_to(inline))
        else:
            yield Part(_role(inline), _written(inline))


def _of_link(link: Inline) -> Iterator[Part]:
    yield Part("opening", r"\[")
    yield from _of(link.children)
    yield Part("closing", _leading_to(link))


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
