"""Puts what a machine knows into a page: screens that were compared, where secrets went, checksums.

A ```screen fence names a golden file of a scenario, `first-run/ready.txt`; a ```traffic fence has
a line `scenario: words for the reader` for each row of its table, and so has a ```versions fence,
whose columns are the versions of the tool; a ```checksum fence names a file that the site publishes
from reader/; a ```matrix fence stands for a table of all scenarios.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from pasteproof.fences import Fence, fences, set_apart
from pasteproof.matching import ANY_LINES, ANY_TEXT
from pasteproof.proof import Record
from pasteproof.saying import in_language

_ELIDED = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What can be shown; each raises LookupError, with the words for the writer.

    `screen` returns a golden file's text and the shells with versions that it was compared in;
    `records` returns the current evidence of a scenario, one record for each shell and version;
    `versions` returns the declared versions of the tool that a scenario needs, oldest first, each
    with the shells that a current run has passed in; `checksum` returns the SHA-256 of a file for
    readers, in hexadecimal; `called` returns what a secret of a scenario is called, by language
    where that is not its name; `matrix` returns the lines of the table of all scenarios, in a
    language.
    """

    screen: Callable[[str], tuple[str, tuple[str, ...]]]
    records: Callable[[str], tuple[Record, ...]]
    versions: Callable[[str], tuple[tuple[str, tuple[str, ...]], ...]]
    checksum: Callable[[str], str]
    called: Callable[[str, str], Mapping[str, str]]
    matrix: Callable[[str], list[str]] = lambda _: []


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    language: str
    compared: str
    uncompared: str
    unverified: str
    head: tuple[str, str, str]
    nothing: str
    carries: str
    join: str
    holds: str
    fails: str


_WORDS = {
    "en": _Words(
        language="en",
        compared="Compared in this build, line by line, with what {shells} showed.",
        uncompared="Not compared in this build.",
        unverified="not verified in this build",
        head=("How you start it", "Host contacted", "What it was sent"),
        nothing="no credential",
        carries="{secret} (in `{place}`)",
        join=", ",
        holds="What holds",
        fails="not verified",
    ),
    "zh": _Words(
        language="zh",
        compared="本次构建中已与 {shells} 的实际显示逐行比对。",
        uncompared="本次构建未比对。",
        unverified="本次构建未验证",
        head=("启动方式", "连接的主机", "发送了什么"),
        nothing="没有任何凭据",
        carries="{secret}（在 `{place}` 中）",
        join="、",
        holds="验证的事项",
        fails="未验证",
    ),
}


def show(text: str, recorded: Recorded, language: str) -> tuple[str, list[tuple[int, str]]]:
    """Return the page with its recorded fences filled, and what is wrong, each with its line."""
    lines, problems = text.split("\n"), []
    words = in_language(_WORDS, language)
    for fence in reversed(fences(text)):
        if fill := _FILLS.get(fence.info):
            try:
                block = fill(fence, recorded, words)
                lines[fence.line - 1 : fence.end] = set_apart(lines, fence, block)
            except LookupError as error:
                problems.append((fence.line + 1, str(error.args[0])))
    return "\n".join(lines), sorted(problems)


def scenarios(text: str) -> tuple[tuple[int, str], ...]:
    """Return the scenarios whose runs a page shows, each with the line that names it."""
    return tuple(
        (line, re.split("[/:]", named)[0].strip())
        for fence in fences(text)
        if fence.info in _OF_RUNS
        for line, named in enumerate(fence.body, fence.line + 1)
        if named.strip()
    )


def _screen(fence: Fence, recorded: Recorded, words: _Words) -> list[str]:
    text, shells = recorded.screen("".join(fence.body).strip())
    kind = "verified" if shells else "unverified"
    said = words.compared.format(shells=words.join.join(shells)) if shells else words.uncompared
    shown = [_as_shown(line) for line in text.rstrip("\n").split("\n")]
    aside = "data-search-exclude data-pagefind-ignore"
    mark = [said, f"{{ .pasteproof-mark .pasteproof-{kind} {aside} }}"]
    return [f"{fence.marks}text", *shown, fence.marks, "", *mark]


def _as_shown(line: str) -> str:
    return _ELIDED if line.strip() == ANY_LINES else line.replace(ANY_TEXT, _ELIDED)


def _traffic(fence: Fence, recorded: Recorded, words: _Words) -> list[str]:
    rows = [f"| {' | '.join(words.head)} |", "|---|---|---|"]
    for name, title in _titles(fence):
        rows += _rows(title, recorded.records(name), words, partial(recorded.called, name))
    return rows


def _rows(
    title: str,
    records: tuple[Record, ...],
    words: _Words,
    called: Callable[[str], Mapping[str, str]],
) -> Iterator[str]:
    """Yield a row for each host; what two shells or versions have in common stands once."""
    if not records:
        yield f"| {title} | {words.unverified} | |"
    for host in sorted({host for record in records for host in record.hosts}):
        sent = sorted({each for record in records for each in record.sent if each.host == host},
                      key=lambda each: (each.secret, each.place))  # fmt: skip
        told = [
            words.carries.format(
                secret=called(each.secret).get(words.language, each.secret), place=each.place
            )
            for each in sent
        ]
        yield f"| {title} | `{host}` | {words.join.join(told) or words.nothing} |"


def _versions(fence: Fence, recorded: Recorded, words: _Words) -> list[str]:
    """Return a table of scenarios by versions; all must need the same tool."""
    rows: list[str] = []
    columns: tuple[str, ...] = ()
    for name, title in _titles(fence):
        found = recorded.versions(name)
        if not rows:
            columns = tuple(version for version, _ in found)
            rows = [f"| {' | '.join((words.holds, *columns))} |", "|---" * (len(columns) + 1) + "|"]
        if tuple(version for version, _ in found) != columns:
            raise LookupError(f"the scenario '{name}' needs another tool than those above it.")
        cells = (words.join.join(shells) or words.fails for _, shells in found)
        rows.append(f"| {' | '.join((title, *cells))} |")
    return rows


def _titles(fence: Fence) -> Iterator[tuple[str, str]]:
    """Yield each scenario that a table has a row for, with its words for the reader."""
    for line in filter(str.strip, fence.body):
        name, _, title = line.partition(":")
        yield name.strip(), title.strip() or name.strip()


def _checksum(fence: Fence, recorded: Recorded, _: _Words) -> list[str]:
    name = "".join(fence.body).strip()
    return [f"{fence.marks}text", f"{recorded.checksum(name)}  {name}", fence.marks]


def _matrix(_: Fence, recorded: Recorded, words: _Words) -> list[str]:
    return recorded.matrix(words.language)


_FILLS = {
    "screen": _screen,
    "traffic": _traffic,
    "versions": _versions,
    "checksum": _checksum,
    "matrix": _matrix,
}
_OF_RUNS = ("screen", "traffic", "versions")
