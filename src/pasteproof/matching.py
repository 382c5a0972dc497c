"""Compares what was seen with what was expected: whole, with two signs for what may vary.

A line `...` stands for any number of lines, and `[..]` inside a line for any text; blanks at the
ends of lines don't count. The two signs are those of trycmd, and there are no others.
"""

from __future__ import annotations

import re
from functools import cache

ANY_LINES, ANY_TEXT = "...", "[..]"


def difference(expected: str, seen: str) -> tuple[str, ...]:
    """Return nothing where the text is as expected, else its lines, each with a sign.

    `+ ` is a line that should not be there, `- ` one that is missing, `  ` one that is right.
    """
    wanted, lines = _lines(expected), _lines(seen)
    paths = _best_paths(wanted, lines)
    if _cost(paths[0][0]) == 0:
        return ()
    return tuple(_told(wanted, lines, paths))


def appears(expected: str, screen: str) -> re.Match[str] | None:
    """Return where the last such piece of text is on the screen; it may begin within a line."""
    found = None
    for found in _pattern(expected).finditer(screen):  # noqa: B007 - the last one is wanted
        pass
    return found


@cache
def _pattern(expected: str) -> re.Pattern[str]:
    lines = [line.strip() if "\n" in expected else line.rstrip() for line in _lines(expected)]
    parts = [".*(?:\n.*)*?" if line == ANY_LINES else _line_pattern(line) for line in lines]
    return re.compile("[^\n]*\n[^\n]*".join(parts))


@cache
def _line_pattern(line: str) -> str:
    return ".*?".join(re.escape(part) for part in line.split(ANY_TEXT))


def _lines(text: str) -> list[str]:
    lines = [line.rstrip() for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _matches(wanted: str, line: str) -> bool:
    return bool(re.fullmatch(_line_pattern(wanted), line))


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


def _told(wanted: list[str], lines: list[str], paths: list[list[Path]]) -> list[str]:
    told, i, j = [], 0, 0
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
