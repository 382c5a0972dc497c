"""Finds the counterpart of each block of a source page in a translation, wherever that moved.

What a block of the translation was made from leads to its counterpart; the others are paired in
the order of their section, those first that share names, numbers and code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from pasteproof.lock import hash_of
from pasteproof.pairing import Pair, Score, around, in_order, rising
from pasteproof.prose import Leaf

_WORD = re.compile(r"[a-z0-9]+")
Leaves = Sequence[Leaf]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterparts:
    """Places of the translation's blocks by those of the source; those of which one moved."""

    places: dict[int, int]
    moved: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """The places of a section's blocks; `id` is None where its heading has none."""

    id: str | None
    level: int
    places: tuple[int, ...]


def counterparts(ours: Leaves, theirs: Leaves, made_from: Mapping[int, str]) -> Counterparts:
    """Return which blocks belong together.

    `made_from` has the hash of the source text of each block of the translation for which it is
    known, by the block's place.
    """
    anchors = _anchors(ours, theirs, made_from)
    score = _likeness(ours, theirs)
    places = dict(anchors)
    for first, second in _same_sections(_sections(ours), _sections(theirs), anchors):
        places |= around(anchors, first.places, second.places, score)
    unmoved = {a for a, _ in rising(places.items())}
    return Counterparts(places=places, moved=frozenset({a for a, _ in anchors} - unmoved))


def _anchors(ours: Leaves, theirs: Leaves, made_from: Mapping[int, str]) -> list[Pair]:
    """Return the blocks of the translation that were made from what a block says now.

    Of several that say the same, the one in the same section comes first.
    """
    waiting: dict[str, list[int]] = {}
    for place, leaf in enumerate(ours):
        waiting.setdefault(hash_of(leaf.block.text), []).append(place)
    found: dict[int, int] = {}
    for is_near in (True, False):
        for place, text in made_from.items():
            sayers = waiting.get(text, [])
            near = (a for a in sayers if not is_near or ours[a].section == theirs[place].section)
            first = next(near, None)
            if place not in found and first is not None:
                found[place] = first
                sayers.remove(first)
    return [(a, b) for b, a in found.items()]


def _likeness(ours: Leaves, theirs: Leaves) -> Score:
    """Return what tells how like two blocks are: 0 for other kinds, more the more they share."""
    scale = _size(theirs) / _size(ours)
    our_signs = cache(lambda place: _signs(ours[place]))
    their_signs = cache(lambda place: _signs(theirs[place]))

    def score(first: int, second: int) -> float:
        one, other = ours[first], theirs[second]
        if one.block.kind != other.block.kind:
            return 0.0
        shared = our_signs(first) & their_signs(second)
        ratio = scale * (len(one.block.text) + 1) / (len(other.block.text) + 1)
        same = (one.construct == other.construct) + 2 * len(shared) / max(
            1, len(their_signs(second))
        )
        return round(1.0 + same + min(ratio, 1 / ratio), 3)

    return score


def _size(leaves: Leaves) -> int:
    return max(1, sum(len(leaf.block.text) for leaf in leaves))


def _signs(leaf: Leaf) -> frozenset[str]:
    """Return what is the same in all languages: names, numbers, code, targets, the last sign."""
    text = unicodedata.normalize("NFKC", leaf.block.text).replace("。", ".").lower()
    return frozenset({*_WORD.findall(text), text[-1:] if text[-1:] in ".:?!" else "letter"})


def _sections(leaves: Leaves) -> list[_Section]:
    starts = [place for place, leaf in enumerate(leaves) if leaf.block.kind == "heading"]
    bounds = sorted({0, *starts, len(leaves)})
    return [
        _Section(
            id=(leaves[begin].block.id or None) if begin in starts else "",
            level=leaves[begin].block.level, places=tuple(range(begin, end)),
        )
        for begin, end in pairwise(bounds)
    ]  # fmt: skip


def _same_sections(
    ours: list[_Section], theirs: list[_Section], anchors: list[Pair]
) -> Iterator[tuple[_Section, _Section]]:
    """Yield the sections that belong together: by their ids, by their blocks, by their place."""
    named = {each.id: at for at, each in reversed([*enumerate(theirs)]) if each.id is not None}
    found = {at: named.pop(each.id) for at, each in enumerate(ours) if each.id in named}

    def score(first: int, second: int) -> float:
        one, other = ours[first], theirs[second]
        shared = sum(a in one.places and b in other.places for a, b in anchors)
        is_named = one.id is not None and other.id is not None
        by_place = 0.0 if is_named else 1.0 + (one.level == other.level)
        return 2.0 * shared + by_place

    left = [at for at in range(len(ours)) if at not in found]
    right = [at for at in range(len(theirs)) if at not in found.values()]
    found |= in_order(left, right, score)
    found |= _between_same(found, len(ours), len(theirs))
    for first, second in found.items():
        yield ours[first], theirs[second]


def _between_same(found: Mapping[int, int], ours: int, theirs: int) -> dict[int, int]:
    """Return the sections with other ids whose neighbours on both sides belong together."""
    around_all = {**found, -1: -1, ours: theirs}
    free = set(range(theirs)) - set(found.values())
    return {
        at: around_all[at - 1] + 1
        for at in range(ours)
        if at not in found and at - 1 in around_all and around_all[at - 1] + 1 in free
        and around_all.get(at + 1) == around_all[at - 1] + 2
    }  # fmt: skip
