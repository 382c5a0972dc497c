"""Pairs the members of two sequences of numbers: the best pairs that do not cross each other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

Pair = tuple[int, int]
Score = Callable[[int, int], float]


def in_order(firsts: Sequence[int], seconds: Sequence[int], score: Score) -> list[Pair]:
    """Return the pairs with the highest sum of scores that do not cross each other.

    A score of 0 keeps two from being a pair; of equal sums, the earliest pairs are taken.
    """
    scores = [[score(first, second) for second in seconds] for first in firsts]
    best = _sums(scores, len(seconds))
    found: list[Pair] = []
    a = b = 0
    while a < len(firsts) and b < len(seconds):
        if scores[a][b] and best[a][b] == scores[a][b] + best[a + 1][b + 1]:
            found.append((firsts[a], seconds[b]))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a][b + 1]:
            b += 1
        else:
            a += 1
    return found


def rising(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the largest number of pairs that do not cross each other."""
    ordered = sorted(pairs)
    ends: list[int] = []  # the index of the pair that ends the best chain of each length
    before: list[int] = []
    for index, (_, second) in enumerate(ordered):
        at = bisect_left(ends, second, key=lambda end: ordered[end][1])
        before.append(ends[at - 1] if at else -1)
        ends[at : at + 1] = [index]
    chain: list[Pair] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chain.append(ordered[at])
        at = before[at]
    return chain[::-1]


def around(
    anchors: Iterable[Pair], firsts: Sequence[int], seconds: Sequence[int], score: Score
) -> list[Pair]:
    """Return the best pairs of what stands between the anchors, and then of all that is left."""
    known = list(anchors)
    found: list[Pair] = []
    fixed = rising((a, b) for a, b in known if a in firsts and b in seconds)
    for (a, b), (a_end, b_end) in pairwise([(-1, -1), *fixed, (_after(firsts), _after(seconds))]):
        left, right = _unpaired(known, firsts, seconds)
        between = [each for each in left if a < each < a_end]
        found += in_order(between, [each for each in right if b < each < b_end], score)
    return [*found, *in_order(*_unpaired([*known, *found], firsts, seconds), score)]


def _sums(scores: list[list[float]], columns: int) -> list[list[float]]:
    """Return the highest sum that can be had from each place on."""
    best = [[0.0] * (columns + 1) for _ in range(len(scores) + 1)]
    for a in reversed(range(len(scores))):
        for b in reversed(range(columns)):
            paired = scores[a][b] + best[a + 1][b + 1] if scores[a][b] else 0.0
            best[a][b] = max(paired, best[a + 1][b], best[a][b + 1])
    return best


def _unpaired(
    pairs: list[Pair], firsts: Sequence[int], seconds: Sequence[int]
) -> tuple[list[int], list[int]]:
    ours, theirs = {a for a, _ in pairs}, {b for _, b in pairs}
    return [a for a in firsts if a not in ours], [b for b in seconds if b not in theirs]


def _after(members: Sequence[int]) -> int:
    return max(members, default=-1) + 1
