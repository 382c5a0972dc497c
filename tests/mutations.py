"""Faults planted into a translation, and harmless edits: made from pages that have no fault.

A fault is a function that yields the pages with one fault each, and what must be told of it. It is
given the blocks of both pages in pairs, since a page without a fault has the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pasteproof.markdown import parse
from pasteproof.naming import named
from pasteproof.prose import Block, BlockKind, Inline, ParsedPage
from pasteproof.waivers import of

ROOT = Path(__file__).parent.parent
RICH = Path(__file__).parent / "parity" / "rich"
TRANSLATE, PUT_IN, DELETE = (
    "Translate it.",
    "Put it in.",
    "Delete it here, or write it there, too.",
)


class Planted(NamedTuple):
    """A page with one fault, and all that must be told of it.

    Where blocks of one kind hold nothing but words, nobody who reads one of the languages can say
    which of them is missing; `alike` is what may be told of another one of these.
    """

    text: str
    told: tuple[str, ...]
    alike: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A page and its translation, which have nothing to mend between them but what they waive."""

    name: str
    source: ParsedPage
    translation: ParsedPage
    text: str
    source_lines: list[str]

    @property
    def lines(self) -> list[str]:
        """The lines of the translation."""
        return self.text.split("\n")

    def pairs(self, *kinds: BlockKind) -> Iterator[tuple[Block, Block]]:
        """Yield the blocks of some kinds with their counterparts, those of the source first."""
        ours = [each for each in self.source.every() if each.kind != "comment"]
        theirs = list(_compared(self.translation, len(ours)))
        assert [each.kind for each in ours] == [each.kind for each in theirs]
        for source, block in zip(ours, theirs, strict=True):
            is_waived = any(each.line < block.line <= each.end for each in of(self.translation))
            if (not kinds or source.kind in kinds) and not is_waived:
                yield source, block

    def inlines(self, kind: str) -> Iterator[tuple[Block, Block, Inline]]:
        """Yield the inlines of a kind that stand in a line but once, with both their blocks."""
        for source, translation in self.pairs("paragraph", "heading", "cell", "title"):
            for inline in translation.own_inlines():
                if inline.kind == kind:
                    yield source, translation, inline

    def without(self, block: Block) -> str:
        """Return the translation without a block."""
        return self.replaced(block, [])

    def parts_lists(self, block: Block) -> bool:
        """Say whether two lists would be one without the block between them."""
        for each in (self.translation, *self.translation.every()):
            blocks = each.blocks if isinstance(each, ParsedPage) else each.children
            if block in blocks[1:-1]:
                at = blocks.index(block)
                return blocks[at - 1].kind == blocks[at + 1].kind == "list"
        return False

    def replaced(self, block: Block, lines: list[str]) -> str:
        """Return the translation with other lines in place of a block."""
        return "\n".join([*self.lines[: block.line - 1], *lines, *self.lines[block.end :]])

    def changed(self, line: int, old: str, new: str) -> str | None:
        """Return the translation with one text changed on a line, where that has it once."""
        lines = self.lines
        if lines[line - 1].count(old) != 1:
            return None
        lines[line - 1] = lines[line - 1].replace(old, new)
        return "\n".join(lines)


Fault = Callable[[Sample], Iterator[Planted]]
FAULTS: dict[str, Fault] = {}


def samples() -> list[Sample]:
    """Return the pages of the guide in pairs, and the pair that has every construct."""
    pages = [
        (path.stem, path, ROOT / "docs" / "zh" / path.name)
        for path in sorted((ROOT / "docs" / "en").glob("*.md"))
    ]
    return [
        _sample(name, *(path.read_text(encoding="utf-8") for path in paths))
        for name, *paths in (("rich", RICH / "en.md", RICH / "zh.md"), *pages)
    ]


def _sample(name: str, source: str, translation: str) -> Sample:
    return Sample(
        name=name, source=parse(source), translation=parse(translation), text=translation,
        source_lines=source.split("\n"),
    )  # fmt: skip


def _compared(page: ParsedPage, count: int) -> Iterator[Block]:
    """Yield the blocks of a translation without what a waiver allows it beyond its source."""
    every = list(page.every())
    surplus = len([each for each in every if each.kind != "comment"]) - count
    is_waived = False
    for block in every:
        if block.kind == "comment":
            is_waived = "pasteproof: differs" in block.text
        elif is_waived and surplus > 0:
            surplus, is_waived = surplus - 1, False
        else:
            is_waived = False
            yield block


def fault(function: Fault) -> Fault:
    """Keep a fault under what its docstring calls it."""
    FAULTS[(function.__doc__ or "").rstrip(".")] = function
    return function


def shortened(text: str) -> str:
    """Return a text as messages show it."""
    return text if len(text) <= 40 else f"{text[:39].rstrip()}…"


def missing(block: Block, advice: str = TRANSLATE) -> tuple[str, ...]:
    """Return what is told of a block that is not there."""
    return (f"the {named(block)} is missing here. {advice}",)


def surplus(name: str) -> tuple[str, ...]:
    """Return what is told of something that the source page has not."""
    return (f"the source page does not have the {name} here. {DELETE}",)


def _removal(kind: BlockKind, advice: str = TRANSLATE) -> Fault:
    def removed(page: Sample) -> Iterator[Planted]:
        for source, translation in page.pairs(kind):
            if not page.parts_lists(translation):
                yield Planted(page.without(translation), missing(source, advice))

    return removed


_REMOVED: tuple[tuple[str, BlockKind, str], ...] = (
    ("Remove a heading", "heading", TRANSLATE),
    ("Remove a fence", "fence", PUT_IN),
    ("Remove an admonition", "admonition", TRANSLATE),
    ("Remove a tab", "tab", TRANSLATE),
    ("Remove a list", "list", TRANSLATE),
    ("Remove a table", "table", TRANSLATE),
    ("Remove a quotation", "quote", TRANSLATE),
    ("Remove a definition list", "definitions", TRANSLATE),
    ("Remove a rule", "rule", PUT_IN),
    ("Remove an included file", "include", PUT_IN),
    ("Remove indented code", "code", TRANSLATE),
    ("Remove an abbreviation", "abbreviation", TRANSLATE),
)
for _name, _kind, _advice in _REMOVED:
    FAULTS[_name] = _removal(_kind, _advice)
