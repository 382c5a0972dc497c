"""Tells an outcome in the reader's order, at 80 columns where the text allows it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import groupby

from pasteproof.model import Outcome, Way
from pasteproof.text import visible

_MOST_ALIKE, _KEPT = 48, 20
_FEEDS = {"paste": "pasted at once", "lines": "line by line"}
_HOMES = {
    "new": "in a new account",
    "distribution": "with the distribution's rc files",
    "lived-in": "in a lived-in account",
}


def story(outcome: Outcome, shell_version: str) -> str:
    """Return why the outcome is a failure; the difference and its cause stand last."""
    failure = outcome.failure
    assert failure is not None
    used = "".join(f", with {tool}" for tool in outcome.tools)
    where = f", {_way(failure.way)}" if failure.way else ""
    lines = [f"{outcome.scenario.name}, in {outcome.shell} {shell_version}{used}{where}"]
    step = f"step {failure.step}  {failure.name}" if failure.step else failure.name
    lines.append(f"  {step:<30}  {failure.headline}")
    lines += _block("you pasted", tuple(f"  {line}" for line in failure.pasted.split("\n")))
    lines += _block("it showed", tuple(_shortened(failure.showed)))
    lines.append(f"  {os.path.relpath(failure.path)}:{failure.line}")
    if failure.advice:
        lines.append(f"  {failure.advice}")
    return visible("\n".join(lines))


def _shortened(lines: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines, and of a long run with the same sign only its beginning and its end."""
    for _, run in groupby(lines, key=lambda line: line[:1].strip()):
        alike = list(run)
        if len(alike) > _MOST_ALIKE:
            alike[_KEPT:-_KEPT] = [f"  ({len(alike) - 2 * _KEPT} lines more)"]
        yield from alike


def _block(title: str, body: tuple[str, ...]) -> list[str]:
    if not any(line.strip() for line in body):
        return []
    titles = [title, *[""] * (len(body) - 1)]
    return [f"  {name:<10} {line}".rstrip() for name, line in zip(titles, body, strict=True)]


def _way(way: Way) -> str:
    return f"{_FEEDS[way.feed]}, {_HOMES[way.home]}"
