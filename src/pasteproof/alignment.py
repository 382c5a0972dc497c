"""Pairs the blocks of a page with those of its translation, so that one loss is one difference."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from pasteproof.prose import Block, BlockKind

Blocks = tuple[Block, ...]
Names = frozenset[str]
_APART: tuple[BlockKind, ...] = ("comment", "footnote", "abbreviation", "reference")
"""Kinds whose place on the page means nothing to a reader."""
_WORD = re.compile(r"[a-z][a-z'-]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]")
_WIDTH = 2
"""How many Latin letters a Chinese one stands for, besides itself."""
_SURE = 3.0
"""The likeness of two blocks in the same place beyond which no better one is looked for."""
_ENDS = {"?": "?", "？": "?", ":": ":", "：": ":", "!": "!", "！": "!"}


class Pair(NamedTuple):
    """A block and its counterpart; one of them is None where there is none."""

    source: Block | None
    translation: Block | None


class _Features(NamedTuple):
    """What a translator leaves as it is: names, code, targets, digits; and what a block is made of.

    Two blocks of which one has a name, and the other has not, are hardly counterparts; that both
    have a link, or a list within, only speaks for it.
    """

    kept: frozenset[str]
    shape: frozenset[str]


class Aligned(NamedTuple):
    """The pairs, and those of them whose sections stand elsewhere in the translation."""

    pairs: tuple[Pair, ...]
    moved: tuple[Pair, ...] = ()


def align(source: Blocks, translation: Blocks, names: Names = frozenset()) -> Aligned:
    """Return the blocks in pairs, in the order of the page; moved sections come last.

    `names` are the words that both languages write alike, which `names_of` finds.
    """
    ours, theirs = in_order(source), in_order(translation)
    apart_pairs: list[Pair] = []
    for name in _moved(ours, theirs):
        section, ours = _cut(ours, name)
        counterpart, theirs = _cut(theirs, name)
        apart_pairs += _pairs(section, counterpart, names)
    moved = tuple(
        pair for pair in apart_pairs
        if pair.source and pair.translation and pair.source.kind == "heading"
    )  # fmt: skip
    return Aligned((*_pairs(ours, theirs, names), *apart_pairs), moved)


def names_of(source: Blocks, translation: Blocks) -> Names:
    """Return the words that both pages have, such as the names of products."""
    return frozenset(_words(source) & _words(translation))


def in_order(blocks: Blocks) -> Blocks:
    """Return the blocks whose place on the page matters."""
    return tuple(block for block in blocks if block.kind not in _APART)


def apart(blocks: Blocks, kind: BlockKind) -> dict[str, Block]:
    """Return the blocks of a kind by name, wherever they stand, such as all footnotes."""
    everything = (each for block in blocks for each in block.every())
    return {block.name: block for block in everything if block.kind == kind}


def _ids(blocks: Blocks) -> list[str]:
    return [block.id for block in blocks if block.kind == "heading" and block.id]


def _moved(source: Blocks, translation: Blocks) -> list[str]:
    """Return the ids of the fewest headings that must move for both to have one order."""
    order = {name: place for place, name in enumerate(_ids(source))}
    names = [name for name in dict.fromkeys(_ids(translation)) if name in order]
    kept = _longest_rise([order[name] for name in names])
    return [name for name in names if order[name] not in kept]


def _longest_rise(numbers: list[int]) -> set[int]:
    """Return a longest rising subsequence, https://en.wikipedia.org/wiki/Patience_sorting."""
    ends: list[int] = []
    chains: list[tuple[int, ...]] = []
    for number in numbers:
        at = bisect_left(ends, number)
        chain = (*(chains[at - 1] if at else ()), number)
        ends[at : at + 1], chains[at : at + 1] = [number], [chain]
    return set(chains[-1]) if chains else set()


def _cut(blocks: Blocks, name: str) -> tuple[Blocks, Blocks]:
    """Return the section below the heading of that id, and the blocks without it."""
    headings = [at for at, block in enumerate(blocks) if block.kind == "heading"]
    begin = next(at for at in headings if blocks[at].id == name)
    end = next((at for at in headings if at > begin), len(blocks))
    return blocks[begin:end], blocks[:begin] + blocks[end:]


def _pairs(source: Blocks, translation: Blocks, names: Names) -> Iterator[Pair]:
    """Yield pairs, section by section: headings of one id always belong together."""
    common = set(_ids(source)) & set(_ids(translation))
    parts = zip(_parts(source, common), _parts(translation, common), strict=True)
    for ours, theirs in parts:
        yield from _likeliest(ours, theirs, names)


def _parts(blocks: Blocks, names: set[str]) -> list[Blocks]:
    """Return the blocks, cut before the first heading of each name."""
    parts: list[list[Block]] = [[]]
    waiting = set(names)
    for block in blocks:
        if block.kind == "heading" and block.id in waiting:
            waiting.discard(block.id)
            parts.append([])
        parts[-1].append(block)
    return [tuple(part) for part in parts]


def _likeliest(source: Blocks, translation: Blocks, names: Names) -> Iterator[Pair]:
    """Yield the pairs whose likeness is greatest in sum, and what has no counterpart."""
    if len(source) == len(translation) == 1 and source[0].kind == translation[0].kind:
        yield Pair(source[0], translation[0])
        return
    ours = [(each, _features(each, names)) for each in source]
    theirs = [(each, _features(each, names)) for each in translation]
    if len(ours) == len(theirs) and all(map(_is_sure, ours, theirs)):
        yield from map(Pair, source, translation)
        return
    table = [[_likeness(one, other) for other in theirs] for one in ours]
    best = [[0.0] * (len(translation) + 1) for _ in range(len(source) + 1)]
    for i in reversed(range(len(source))):
        for j in reversed(range(len(translation))):
            paired = table[i][j] + best[i + 1][j + 1] if table[i][j] else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    yield from _walked(source, translation, table, best)


def _walked(
    source: Blocks, translation: Blocks, table: list[list[float]], best: list[list[float]]
) -> Iterator[Pair]:
    i = j = 0
    while i < len(source) and j < len(translation):
        if table[i][j] and best[i][j] == table[i][j] + best[i + 1][j + 1]:
            yield Pair(source[i], translation[j])
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield Pair(source[i], None)
            i += 1
        else:
            yield Pair(None, translation[j])
            j += 1
    yield from (Pair(block, None) for block in source[i:])
    yield from (Pair(None, block) for block in translation[j:])


def _is_sure(one: tuple[Block, _Features], other: tuple[Block, _Features]) -> bool:
    """Say whether blocks in the same place are counterparts beyond doubt."""
    return _likeness(one, other) > _SURE


def _likeness(one: tuple[Block, _Features], other: tuple[Block, _Features]) -> float:
    """Return how much two blocks look like counterparts; 0 means that they can't be."""
    (source, ours), (translation, theirs) = one, other
    if source.kind != translation.kind:
        return 0.0
    if source.kind == "heading":
        same_id = bool(source.id) and source.id == translation.id
        return 2.0 + 6 * same_id + (source.level == translation.level)
    if source.kind in ("fence", "code", "include"):
        is_same = source.text == translation.text
        return 0.5 + 2 * (source.name == translation.name) + 6 * is_same
    likeness = _nearness(source, translation) + _overlap(ours.shape, theirs.shape)
    if (ours.kept or theirs.kept) and not ours.kept & theirs.kept:
        return 0.6 + likeness / 2
    same = (source.name == translation.name) + (source.mark == translation.mark) / 2
    return 1.0 + same + 4 * _overlap(ours.kept, theirs.kept) + likeness


def _overlap(some: frozenset[str], others: frozenset[str]) -> float:
    """Return how much of two sets is in both, from 0 to 1, and a little where they are empty."""
    return len(some & others) / len(some | others) if some or others else 0.1


def _nearness(source: Block, translation: Block) -> float:
    """Return how near two blocks are in length, from 0 to 1."""
    ratio = (_length(translation) + 5) / (_length(source) + 5)
    return max(0.0, 1 - abs(math.log(ratio)))


def _length(block: Block) -> float:
    """Return the length of a text as if it were in Latin letters; an item has its first one's."""
    text = block.text
    if not text:
        inner = [child.text for child in block.every() if child.text]
        text = inner[0] if inner and block.kind == "item" else " ".join(inner)
    return len(text) + _WIDTH * len(_WIDE.findall(text))


def _features(block: Block, names: Names) -> _Features:
    """Return what of a block a translator leaves as it is."""
    kept: set[str] = set()
    shape: set[str] = set()
    for each in block.every():
        if each is not block and each.kind != "cell":
            shape.add(f"{each.kind} {each.name}")
        if each.kind == "fence":
            kept.add(each.text)
        for inline in each.inlines:
            if inline.kind == "text":
                kept.update(names.intersection(_WORD.findall(inline.value.lower())))
                kept.update(_NUMBER.findall(inline.value))
            elif inline.kind != "comment":
                shape.add(inline.kind)
                kept.add(f"{inline.kind} {inline.value}")
    shape |= {f"{name}={value}" for name, value in block.attributes}
    if block.text and block.text[-1] in _ENDS:
        shape.add(_ENDS[block.text[-1]])
    return _Features(frozenset(kept), frozenset(shape))


def _words(blocks: Blocks) -> set[str]:
    every = (each for block in blocks for each in block.every())
    return {word for each in every for word in _WORD.findall(each.text.lower())}
