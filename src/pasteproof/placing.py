"""Finds where a paragraph can be put into a page so that nothing else of the page changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pasteproof.prose import Block, BlockKind, Leaf, ParsedPage

_OPEN: tuple[BlockKind, ...] = ("item", "admonition", "tab")
"""Kinds that can hold one more paragraph, which is indented by four spaces."""
_APART: tuple[BlockKind, ...] = ("footnote", "abbreviation", "reference")
"""Kinds that are shown elsewhere than where they stand."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Spot:
    """Where a paragraph can stand: below that line of the file, behind that indentation."""

    line: int
    lead: str = ""


def below(text: str, page: ParsedPage, leaf: Leaf, depth: int | None = None) -> Spot:
    """Return the nearest spot below a block of the page.

    It is below the whole table, and below a whole list whose items are single lines: between those,
    a paragraph would change how the others are shown. With a depth, it is within so many of the
    blocks around that one at most.
    """
    chain = _chain(page.blocks, leaf.block)
    if chain[0].kind in _APART:
        return Spot(line=page.blocks[-1].end)
    lines = text.split("\n")
    for at in reversed(range(len(chain) if depth is None else depth + 1)):
        siblings = chain[at - 1].children if at else page.blocks
        line = _end(lines, siblings, chain[at])
        if _is_open(lines, chain[: at + 1], line):
            return Spot(line=line, lead="    " * sum(each.kind in _OPEN for each in chain[:at]))
    raise AssertionError("below a block that stands in no other, there is always a spot")


def at_the_top(page: ParsedPage) -> Spot:
    """Return the spot above all blocks of the page."""
    return Spot(line=page.blocks[0].line - 1 if page.blocks else page.lines)


def put(text: str, paragraphs: Iterable[tuple[Spot, str]]) -> str:
    """Return the text with a paragraph of one line at each spot, in the given order."""
    lines = text.split("\n")
    for spot, paragraph in sorted(paragraphs, key=_order)[::-1]:
        after = [""] if _has_text(lines, spot.line) else []
        lines[spot.line : spot.line] = ["", spot.lead + paragraph, *after]
    return "\n".join(lines)


def _order(given: tuple[Spot, str]) -> tuple[int, int]:
    """Return the place of a paragraph: below the same line, the innermost comes first."""
    return given[0].line, -len(given[0].lead)


def _end(lines: list[str], siblings: tuple[Block, ...], block: Block) -> int:
    """Return the last line of a block and of what can't be parted from it.

    Tabs belong together; a fence and the text right below it may be shown as one paragraph.
    """
    end = block.end
    for sibling in siblings[siblings.index(block) + 1 :]:
        is_glued = block.kind != "heading" and _has_text(lines, end) and sibling.line <= end + 1
        if not is_glued and not block.kind == sibling.kind == "tab":
            break
        block, end = sibling, sibling.end
    while _has_text(lines, end) and not lines[end].strip("> \t"):
        end += 1  # the empty last lines of a quotation
    return end


def _chain(blocks: Iterable[Block], wanted: Block) -> list[Block]:
    """Return the block, with all that it stands in before it."""
    for block in blocks:
        if block is wanted or block == wanted:
            return [block]
        if block.line <= wanted.line <= block.end and (rest := _chain(block.children, wanted)):
            return [block, *rest]
    return []


def _is_open(lines: list[str], chain: list[Block], line: int) -> bool:
    """Say whether a paragraph may follow the last block of the chain, below that line."""
    *around, _ = chain
    kinds = [each.kind for each in around]
    if not {*kinds} <= {*_OPEN, "list"} or kinds[-1:] == ["list"]:
        return False
    if "item" not in kinds:
        return True
    items = (each for each in around if each.kind == "item")
    return not _has_text(lines, line) and all(_is_loose(lines, item) for item in items)


def _is_loose(lines: list[str], item: Block) -> bool:
    """Say whether an item of a list is shown as paragraphs, as one more would have it shown.

    Indented code and HTML do not make it so.
    """
    second = item.children[1] if len(item.children) > 1 else None
    return bool(
        second and second.kind not in ("code", "html") and not _has_text(lines, second.line - 2)
    )


def _has_text(lines: list[str], line: int) -> bool:
    """Say whether there is something below that line."""
    return line < len(lines) and bool(lines[line].strip())
