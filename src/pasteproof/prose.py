"""The nouns of a page as it is read: blocks, what stands in their lines, leaves, findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal[
    "heading", "paragraph", "list", "item", "table", "row", "cell", "fence", "code", "html",
    "comment", "include", "admonition", "tab", "title", "quote", "rule", "definitions", "term",
    "definition", "footnote", "abbreviation", "reference",
]  # fmt: skip
InlineKind = Literal[
    "text", "code", "link", "image", "url", "footnote", "html", "comment", "keys", "icon", "math",
]  # fmt: skip
LEAVES: tuple[BlockKind, ...] = (
    "heading", "paragraph", "row", "fence", "code", "html", "include", "title", "rule", "term",
    "abbreviation",
)  # fmt: skip
"""The kinds of blocks that stand for themselves and are not made of others."""
_CONTAINERS: dict[BlockKind, str] = {
    "item": "item paragraph",
    "definition": "definition",
    "footnote": "footnote",
    "tab": "tab paragraph",
    "admonition": "admonition paragraph",
    "quote": "quoted paragraph",
}
Attributes = tuple[tuple[str, str], ...]
"""Names and values, sorted; an id is called `id`, classes stand together under `class`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """One thing within the text of a block; a text lies on one line.

    `value` is the text itself, the content of code, the target of a link, the source of an image,
    the label of a footnote, or a tag of HTML without its attributes, such as `br` or `/kbd`.
    `text` is what is shown of a link, and the alternative text of an image.
    """

    kind: InlineKind
    value: str
    line: int
    text: str = ""
    attributes: Attributes = ()
    children: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a page: `line` and `end` are its first and last line in the file, from 1.

    `text` is what a leaf says, with all that changes nothing for the reader left out: line ends,
    emphasis, the titles of links, the order of attributes. The `text` of a fence is its content.

    `name` is a list's kind (`bullet`, `ordered`), a fence's first word of information, an
    admonition's type, a footnote's label, an abbreviation's short form, an included file, the outer
    tag of HTML, or what a term stands for. `mark` is what opened it: `!!!`, `???`, `???+`, `===`,
    `===+`, three backticks or more, or a task's `[ ]` or `[x]`. `alignments` are a table's, one for
    each column: `left`, `center`, `right` or nothing.
    """

    kind: BlockKind
    line: int
    end: int
    text: str = ""
    name: str = ""
    mark: str = ""
    info: str = ""
    level: int = 0
    attributes: Attributes = ()
    alignments: tuple[str, ...] = ()
    inlines: tuple[Inline, ...] = ()
    children: tuple[Block, ...] = ()

    @property
    def id(self) -> str:
        """Return the id that the page gives the block, or nothing."""
        return dict(self.attributes).get("id", "") if self.attributes else ""

    @property
    def children_are_blocks(self) -> bool:
        """Say whether the children stand for themselves, unlike the cells of a row."""
        return bool(self.children) and self.kind != "row"

    def every(self) -> Iterator[Block]:
        """Return the block and all within it, in the order of the page."""
        return _down((self,))

    def own_inlines(self) -> Iterator[Inline]:
        """Yield all that stands in the text of the block and, for a row, of its cells."""
        for inline in self.inlines:
            if inline.children:
                yield from _every(inline)
            else:
                yield inline
        if self.kind == "row":
            for cell in self.children:
                yield from cell.own_inlines()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A block that stands for itself, and where it stands.

    `construct` is its name in messages, such as `item paragraph` or `table row`; `section` is the
    id, or else the text, of the heading that it is or stands under; `within` are the kinds of the
    blocks around it.
    """

    block: Block
    construct: str
    section: str
    within: tuple[BlockKind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One key of the front matter, nested ones with dots between, and its value as text."""

    key: str
    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What keeps a part of a page from being read: `problem` and `advice` are whole sentences."""

    line: int
    problem: str
    advice: str
    construct: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPage:
    """A page as it is read: its front matter, its blocks, and what could not be read."""

    fields: tuple[Field, ...] = ()
    blocks: tuple[Block, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    lines: int = 1

    def every(self) -> Iterator[Block]:
        """Return every block of the page, with those within others, in order."""
        return _down(self.blocks)

    def leaves(self) -> Iterator[Leaf]:
        """Yield the blocks that stand for themselves, in order, each with its place."""
        section = ""
        for block, within in _walk(self.blocks, ()):
            if block.kind == "heading":
                section = block.id or block.text
            if block.kind in LEAVES and not block.children_are_blocks:
                name = construct(block, within)
                yield Leaf(block=block, construct=name, section=section, within=within)

    def field(self, key: str) -> Field | None:
        """Return what the front matter says under a key."""
        return next((each for each in self.fields if each.key == key), None)


def construct(block: Block, within: tuple[BlockKind, ...] = ()) -> str:
    """Return the name that messages have for a block within others."""
    around = within[-1] if within else None
    if block.kind == "title":
        return "tab title" if around == "tab" else "admonition title"
    if block.kind == "paragraph" and around in _CONTAINERS:
        return _CONTAINERS[around]
    return {"row": "table row", "code": "indented code", "html": "HTML"}.get(block.kind, block.kind)


def _down(blocks: tuple[Block, ...]) -> Iterator[Block]:
    waiting = [*reversed(blocks)]
    while waiting:
        block = waiting.pop()
        yield block
        if block.children:
            waiting += reversed(block.children)


def _walk(
    blocks: tuple[Block, ...], within: tuple[BlockKind, ...]
) -> Iterator[tuple[Block, tuple[BlockKind, ...]]]:
    for block in blocks:
        yield block, within
        if block.children_are_blocks:
            yield from _walk(block.children, (*within, block.kind))


def _every(inline: Inline) -> Iterator[Inline]:
    yield inline
    for child in inline.children:
        yield from _every(child)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One difference between a page and its translation that a reader would stumble over.

    `line` is one of the translation, `source_line` one of the source page; where a block is
    missing, they say where it should be. `lacks` is the page that lacks a whole block. `waived` is
    the reason that a page gives for the difference.
    """

    construct: str
    line: int
    source_line: int
    problem: str
    advice: str = ""
    lacks: Literal["source", "translation", ""] = ""
    waived: str = ""
