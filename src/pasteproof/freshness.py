"""Says of each block of a source page whether its translation was made from what it says now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pasteproof import waivers
from pasteproof.counterparts import Counterparts, counterparts
from pasteproof.lock import Entry, hash_of, hash_of_letters
from pasteproof.pairing import in_order
from pasteproof.prose import BlockKind, Leaf, ParsedPage

State = Literal["up to date", "outdated", "missing"]
STATES: tuple[State, ...] = ("up to date", "outdated", "missing")
Entries = tuple[Entry, ...]
_SAME_IN_ALL: tuple[BlockKind, ...] = ("fence", "code", "include", "rule")
"""Kinds of which nothing is to be translated where both pages say the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One block of a source page, and how its translation stands to it.

    `place` is the translation's among the blocks of its page. `line` is the line that it has, or
    of the block before which it belongs. `was` is the hash of the text that it was translated
    from: nothing if that is not known. `is_edited` says that the translation has changed since it
    was accepted, `is_moved` that the two stand in different places.
    """

    state: State
    source: Leaf
    line: int
    translation: Leaf | None = None
    place: int = -1
    was: str = ""
    is_edited: bool = False
    is_moved: bool = False

    @property
    def hash(self) -> str:
        """Return the hash of what the source says now."""
        return hash_of(self.source.block.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How a translation stands to its source page: each block of the source, in its order.

    A block that is left out for a reason, written down in a waiver, is not among the `standings`.
    `leaves` are the blocks of the translation, and `places` says where the lock has each, if it
    has; `surplus` are those that have no counterpart, and no waiver.
    """

    standings: tuple[Standing, ...]
    surplus: tuple[Leaf, ...]
    leaves: tuple[Leaf, ...]
    places: Mapping[int, int]

    def count(self, state: State) -> int:
        """Return the number of blocks in that state."""
        return sum(each.state == state for each in self.standings)


def compare(source: ParsedPage, translation: ParsedPage, lock: Entries) -> Freshness:
    """Return how a translation stands to its source page, by what its lock says."""
    ours, theirs = tuple(source.leaves()), tuple(translation.leaves())
    texts = [hash_of(leaf.block.text) for leaf in ours]
    claims = _claims(texts, theirs, lock)
    made_from = {place: lock[at].source for place, at in claims.items()}
    for place, leaf in enumerate(theirs):
        if leaf.block.kind in _SAME_IN_ALL and hash_of(leaf.block.text) in texts:
            made_from[place] = hash_of(leaf.block.text)
    found = counterparts(ours, theirs, dict(sorted(made_from.items())))
    edited = _edited(texts, theirs, found, claims, lock)
    entries = {place: lock[at] for place, at in {**claims, **edited}.items()}
    standings = [_standing(leaf, at, theirs, found, entries) for at, leaf in enumerate(ours)]
    standings = [
        replace(each, is_edited=True) if each.place in edited else each for each in standings
    ]
    paired = set(found.places.values())
    return Freshness(
        standings=tuple(_without_waived(_placed(standings, translation), source, translation)),
        surplus=tuple(
            leaf
            for place, leaf in enumerate(theirs)
            if place not in paired and leaf.block.line not in _waived(translation)
        ),
        leaves=theirs,
        places={**claims, **edited},
    )


def accepted(freshness: Freshness, lock: Entries, chosen: Iterable[Standing] | None) -> Entries:
    """Return the entries of the lock once the chosen blocks are accepted, or all with None.

    Where some are chosen, all else that the lock says stays in it.
    """
    standings = freshness.standings if chosen is None else chosen
    fresh = {each.place: _entry(each) for each in standings if each.translation}
    found: list[tuple[tuple[int, int], Entry]] = []
    for place, leaf in enumerate(freshness.leaves):
        if place in fresh:
            found.append(((place, -1), fresh[place]))
        elif place in freshness.places:
            entry = replace(lock[freshness.places[place]], section=leaf.section)
            found.append(((place, -1), entry))
    if chosen is not None:
        found += _of_no_block(freshness, lock)
    return tuple(entry for _, entry in sorted(found, key=lambda each: each[0]))


def _of_no_block(freshness: Freshness, lock: Entries) -> Iterator[tuple[tuple[int, int], Entry]]:
    """Yield the entries that no block has any more, behind the one that they stood behind."""
    owners = {at: place for place, at in freshness.places.items()}
    place = -1
    for at, entry in enumerate(lock):
        if at in owners:
            place = owners[at]
        else:
            yield (place, at), entry


def _entry(standing: Standing) -> Entry:
    assert standing.translation
    block = standing.translation.block
    return Entry(
        kind=block.kind, source=standing.hash, own=hash_of_letters(block.text),
        section=standing.translation.section,
    )  # fmt: skip


def _claims(texts: Sequence[str], theirs: Sequence[Leaf], lock: Entries) -> dict[int, int]:
    """Return where the lock has each block of a translation that says what it did."""
    own = [hash_of_letters(leaf.block.text) for leaf in theirs]
    waiting: dict[str, list[int]] = {}
    for at, entry in enumerate(lock):
        waiting.setdefault(entry.own, []).append(at)
    for text, count in Counter(own).items():
        entries = waiting.get(text, [])
        # Too many are left of a merge: what was made from a text that is gone comes last.
        by_use = sorted(entries, key=lambda at: lock[at].source not in texts)
        waiting[text] = sorted(by_use[:count])
    return {place: waiting[text].pop(0) for place, text in enumerate(own) if waiting[text]}


def _edited(
    texts: Sequence[str], theirs: Sequence[Leaf], found: Counterparts, claims: Mapping[int, int],
    lock: Entries,
) -> dict[int, int]:  # fmt: skip
    """Return where the lock has each block of a translation that changed since."""
    free = [at for at in range(len(lock)) if at not in claims.values()]
    edited: dict[int, int] = {}
    pairs = sorted((b, a) for a, b in found.places.items() if b not in claims)
    for place, of_source in pairs:
        at = next((at for at in free if lock[at].source == texts[of_source]), None)
        if at is not None:
            edited[place] = at
            free.remove(at)

    def score(place: int, at: int) -> float:
        is_same_kind = theirs[place].block.kind == lock[at].kind
        return is_same_kind * (1.0 + (theirs[place].section == lock[at].section))

    left = [place for place, _ in pairs if place not in edited]
    gone = [at for at in free if lock[at].source not in texts]
    return {**edited, **dict(in_order(left, gone, score))}


def _standing(
    leaf: Leaf, at: int, theirs: Sequence[Leaf], found: Counterparts, entries: Mapping[int, Entry]
) -> Standing:
    if at not in found.places:
        return Standing(state="missing", source=leaf, line=0)
    place = found.places[at]
    translation, entry = theirs[place], entries.get(place)
    is_same = leaf.block.kind in _SAME_IN_ALL and leaf.block.text == translation.block.text
    is_fresh = is_same or (entry is not None and entry.source == hash_of(leaf.block.text))
    return Standing(
        state="up to date" if is_fresh else "outdated", source=leaf, translation=translation,
        line=translation.block.line, place=place, was=entry.source if entry else "",
        is_moved=at in found.moved,
    )  # fmt: skip


def _placed(standings: list[Standing], translation: ParsedPage) -> list[Standing]:
    """Return the standings, the missing ones with the line of what they belong before."""
    line = translation.lines
    placed: list[Standing] = []
    for each in reversed(standings):
        if each.translation and not each.is_moved:
            line = each.line
        placed.append(each if each.translation else replace(each, line=line))
    return placed[::-1]


def _without_waived(
    standings: Iterable[Standing], source: ParsedPage, translation: ParsedPage
) -> Iterator[Standing]:
    ours, theirs = _waived(source), _waived(translation)
    for each in standings:
        is_left_out = each.source.block.line in ours or each.line in theirs
        if each.translation or not is_left_out:
            yield each


def _waived(page: ParsedPage) -> set[int]:
    given = (each for each in waivers.of(page) if each.reason)
    return {line for each in given for line in range(each.line, each.end + 1)}
