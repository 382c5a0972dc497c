"""Compares what was seen with what was expected: whole, with two signs for what may vary.

A line `...` stands for any number of lines, or none, and `[..]` inside a line for any text, or
none; blanks at the ends of lines don't count. The two signs are those of trycmd, and there are no
others.
"""

from __future__ import annotations

import re
from functools import cache

ANY_LINES, ANY_TEXT = "...", "[..]"
_MOST_CELLS = 250_000  # some 0.3 s


def difference(expected: str, seen: str) -> tuple[str, ...]:
    """Return nothing where the text is as expected, else its lines, each with a sign.

    `+ ` is a line that should not be there, `- ` one that is missing, `  ` one that is right.
    """
    wanted, lines = _lines(expected), _lines(seen)
    if _is_as_expected(wanted, lines):
        return ()
    head = _count_right(wanted, lines)
    tail = _count_right(wanted[head:][::-1], lines[head:][::-1])
    told = _told(wanted[head : len(wanted) - tail], lines[head : len(lines) - tail])
    right = [f"  {line}".rstrip() for line in lines]
    return (*right[:head], *told, *right[len(lines) - tail :])


def appears(expected: str, screen: str) -> re.Match[str] | None:
    """Return where the last such piece of text is on the screen; it may begin within a line."""
    found = None
    for found in _pattern(expected).finditer(screen):  # noqa: B007 - the last one is wanted
        pass
    return found


@cache
def _pattern(expected: str) -> re.Pattern[str]:
    lines = [line.strip() if "\n" in expected else line.rstrip() for line in _lines(expected)]
    runs = filter(None, _runs(lines))  # above the first and below the last, a screen goes on anyway
    pieces = ("[^\n]*\n[^\n]*".join(map(_line_pattern, run)) for run in runs)
    return re.compile("[^\n]*\n(?:[^\n]*\n)*?[^\n]*".join(pieces))


@cache
def _line_pattern(line: str) -> str:
    return ".*?".join(re.escape(part) for part in line.split(ANY_TEXT))


def _lines(text: str) -> list[str]:
    lines = [line.rstrip() for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _matches(wanted: str, line: str) -> bool:
    first, *rest = wanted.split(ANY_TEXT)
    if not rest:
        return wanted == line
    at, end = len(first), len(line) - len(rest[-1])
    for part in rest[:-1]:
        found = line.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return at <= end and line.startswith(first) and line.endswith(rest[-1])


def _is_as_expected(wanted: list[str], lines: list[str]) -> bool:
    """Return whether the lines are those wanted; each run between two `...` is taken early."""
    at = _count_right(wanted, lines)
    if ANY_LINES not in wanted[at:]:
        return at == len(wanted) == len(lines)
    first, *middle, last = _runs(wanted)
    if at < len(first) or len(lines) < len(first) + len(last):
        return False
    at, end = len(first), len(lines) - len(last)
    for run in middle:
        starts = range(at, end - len(run) + 1)
        found = next((start for start in starts if _is_right(run, lines, start)), None)
        if found is None:
            return False
        at = found + len(run)
    return at <= end and _is_right(last, lines, end)


def _runs(wanted: list[str]) -> list[list[str]]:
    runs: list[list[str]] = [[]]
    for line in wanted:
        if line == ANY_LINES:
            runs.append([])
        else:
            runs[-1].append(line)
    return runs


def _is_right(run: list[str], lines: list[str], start: int) -> bool:
    return all(_matches(line, lines[start + at]) for at, line in enumerate(run))


def _count_right(wanted: list[str], lines: list[str]) -> int:
    """Return how many lines from the first on are as wanted, up to a `...`."""
    count = 0
    for want, line in zip(wanted, lines, strict=False):
        if want == ANY_LINES or not _matches(want, line):
            break
        count += 1
    return count


Path = tuple[int, str]  # the cost from here on, and the first move: match, skip, extra, missing


def _best_paths(wanted: list[str], lines: list[str]) -> list[list[Path]]:
    """Return, for each place in both lists, the cheapest way to the end (an edit distance)."""
    paths: list[list[Path]] = [[(0, "end")] * (len(lines) + 1) for _ in range(len(wanted) + 1)]
    for i in range(len(wanted), -1, -1):
        for j in range(len(lines), -1, -1):
            if i < len(wanted) or j < len(lines):
                paths[i][j] = min(_moves(wanted, lines, paths, i, j))
    return paths


def _moves(
    wanted: list[str], lines: list[str], paths: list[list[Path]], i: int, j: int
) -> list[Path]:
    moves: list[Path] = []
    if i < len(wanted) and wanted[i] == ANY_LINES:
        moves.append((_cost(paths[i + 1][j]), "nothing more"))
        if j < len(lines):
            moves.append((_cost(paths[i][j + 1]), "any"))
        return moves
    if i < len(wanted) and j < len(lines) and _matches(wanted[i], lines[j]):
        moves.append((_cost(paths[i + 1][j + 1]), "match"))
    if j < len(lines):
        moves.append((_cost(paths[i][j + 1]) + 1, "surplus"))
    if i < len(wanted):
        moves.append((_cost(paths[i + 1][j]) + 1, "wanting"))
    return moves


def _told(wanted: list[str], lines: list[str]) -> list[str]:
    if (len(wanted) + 1) * (len(lines) + 1) > _MOST_CELLS:
        missing = [f"- {line}".rstrip() for line in wanted if line != ANY_LINES]
        return missing + [f"+ {line}".rstrip() for line in lines]
    paths, told, i, j = _best_paths(wanted, lines), [], 0, 0
    while (move := paths[i][j][1]) != "end":
        if move == "wanting":
            told.append(f"- {wanted[i]}".rstrip())
        elif move != "nothing more":
            told.append(f"{'+' if move == 'surplus' else ' '} {lines[j]}".rstrip())
        i += move in ("match", "wanting", "nothing more")
        j += move in ("match", "surplus", "any")
    return told


def _cost(path: Path) -> int:
    return path[0]
