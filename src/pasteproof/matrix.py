"""Draws up what this build knows of every scenario of a guide, as a table for a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from pasteproof.saying import in_language

State = Literal["proven", "open", "unrun"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One scenario: its snippets with the pages that show them, and what proves it.

    `shells` has the versions that it is proven in, for each shell that it must be proven in;
    `versions` are those of tools, the pinned ones first. A scenario that is `unrun` only has
    snippets that say why they can't be run here. `ways` counts homes and feeds.
    """

    scenario: str
    snippets: tuple[tuple[str, str], ...]
    explained: int
    state: State
    shells: dict[str, tuple[str, ...]]
    tools: tuple[str, ...] = ()
    ways: tuple[int, int] = (0, 0)
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    total: str
    head: tuple[str, ...]
    check: str
    alone: str
    absent: str
    unrun: str
    unverified: str


_WORDS = {
    "en": _Words(
        total="{count} snippets in {scenarios} scenarios. Proven in this build: {proven}. "
        "Unable to run here, with the reason: {explained}. Not verified in this build: {open}.",
        head=("Scenario", "Snippets", "bash", "zsh", "With", "Homes × ways of typing", "Run"),
        check="none; a check of ours",
        alone="the shell alone",
        absent="not meant for it",
        unrun="not run",
        unverified="not verified",
    ),
    "zh": _Words(
        total="{scenarios} 个场景，共 {count} 段命令：本次构建中已实测 {proven} 段，"
        "不能在此运行并写明原因的 {explained} 段，本次构建中未验证的 {open} 段。",
        head=("场景", "命令", "bash", "zsh", "使用", "主目录 × 输入方式", "运行日期"),
        check="无，仅供检查",
        alone="只有 shell",
        absent="不针对它",
        unrun="未运行",
        unverified="未验证",
    ),
}


def matrix(rows: Iterable[Row], language: str) -> list[str]:
    """Return the lines of the table, below a sentence that sums it up."""
    words, rows = in_language(_WORDS, language), tuple(rows)
    head = [f"| {' | '.join(words.head)} |", f"{'|---' * len(words.head)}|"]
    return [_sum(rows, words), "", *head, *(f"| {' | '.join(_cells(r, words))} |" for r in rows)]


def _sum(rows: tuple[Row, ...], words: _Words) -> str:
    count: Counter[str] = Counter()
    for row in rows:
        count["explained"] += row.explained
        count[row.state] += len(row.snippets) - row.explained
    return words.total.format(
        count=sum(len(row.snippets) for row in rows), scenarios=len(rows),
        proven=count["proven"], explained=count["explained"], open=count["open"],
    )  # fmt: skip


def _cells(row: Row, words: _Words) -> Iterator[str]:
    named = (f"[{name}]({place})" if place else name for name, place in row.snippets)
    yield row.scenario
    yield ", ".join(named) or words.check
    if row.state != "proven":
        yield from [words.unrun if row.state == "unrun" else words.unverified] * 5
        return
    for shell in ("bash", "zsh"):
        found = row.shells.get(shell)
        yield words.absent if found is None else ", ".join(found) or words.unverified
    yield ", ".join(row.tools) or words.alone
    yield " × ".join(map(str, row.ways))
    yield f'<time datetime="{row.when}">{row.when[:10]}</time>'
