"""Tells an outcome in the reader's order, at 80 columns where the text allows it."""

from __future__ import annotations

import os

from pasteproof.model import Outcome, Way

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
    where = f", {_way(failure.way)}" if failure.way else ""
    lines = [f"{outcome.scenario.name}, in {outcome.shell} {shell_version}{where}"]
    step = f"step {failure.step}  {failure.name}" if failure.step else failure.name
    lines.append(f"  {step:<30}  {failure.headline}")
    lines += _block("you pasted", tuple(f"  {line}" for line in failure.pasted.split("\n")))
    lines += _block("it showed", failure.showed)
    lines.append(f"  {os.path.relpath(failure.path)}:{failure.line}")
    if failure.advice:
        lines.append(f"  {failure.advice}")
    return "\n".join(lines)


def _block(title: str, body: tuple[str, ...]) -> list[str]:
    if not any(line.strip() for line in body):
        return []
    titles = [title, *[""] * (len(body) - 1)]
    return [f"  {name:<10} {line}".rstrip() for name, line in zip(titles, body, strict=True)]


def _way(way: Way) -> str:
    return f"{_FEEDS[way.feed]}, {_HOMES[way.home]}"
