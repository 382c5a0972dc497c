"""Scenarios written on the spot: each is gone through one way, and told as a writer reads it.

A case is a text file below `tests/<topic>/`. Its first line says what is proven; up to the first
line that starts with `---` it is a scenario.toml. Then follow the files of the scenario's folder
(`--- file NAME`) and what must come of it: `passes`, or the whole story but for its first line, in
which `...` and `[..]` stand for what may vary. `--- zsh` or `--- bash, lines` says for which shell,
fed in which way, a story holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

from pasteproof.matching import difference
from pasteproof.model import FEEDS, SHELLS, Feed, Home, Outcome, Scenario, ShellName, Way
from pasteproof.runner import run
from pasteproof.scenario import read
from pasteproof.story import story

HERE = Path(__file__).parent
PASSES = "passes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One scenario, one way through it, and what must come of it."""

    name: str
    shell: ShellName
    feed: Feed
    scenario: str
    files: dict[str, str] = field(default_factory=dict)
    expected: str = PASSES


def cases(topic: str) -> list[Case]:
    """Return every case of a topic, in each shell and feed that its file speaks of."""
    return [case for path in sorted((HERE / topic).glob("*.txt")) for case in _cases_of(path)]


def departures(folder: Path, case: Case) -> str:
    """Return nothing where a case comes to the end that its file tells, else what differs."""
    for name, text in case.files.items():
        (_place(folder) / name).write_text(text, encoding="utf-8")
    seen = told(play(folder, case.scenario, case.shell, case.feed))
    return "\n".join(difference(case.expected, seen))


def play(
    folder: Path, scenario: str, shell: ShellName, feed: Feed = "paste", *, home: Home | None = None
) -> Outcome:
    """Go through a scenario one way; its text is written into the folder `case`."""
    written = write(folder, scenario)
    return run(written, shell, ways=(Way(feed=feed, home=home or written.homes[0]),))


def write(folder: Path, scenario: str) -> Scenario:
    """Write a scenario down, and return it as the tool reads it."""
    place = _place(folder)
    (place / "scenario.toml").write_text(scenario, encoding="utf-8")
    found, mistakes = read(place)
    assert found, mistakes
    return found


def told(outcome: Outcome) -> str:
    """Return `passes`, or why not: the story without the line that names shell, feed and home."""
    if outcome.failure is None:
        return PASSES
    with chdir(outcome.scenario.folder.parent):  # a story names paths from where it is told
        _, _, rest = story(outcome, "").partition("\n")
    return dedent(rest)


def _place(folder: Path) -> Path:
    place = folder / "case"
    place.mkdir(exist_ok=True)
    return place


def _cases_of(path: Path) -> Iterator[Case]:
    scenario, *rest = re.split(r"^---(.*)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    sections = [(about.split(), text) for about, text in zip(rest[::2], rest[1::2], strict=True)]
    files = {about[1]: text for about, text in sections if about[:1] == ["file"]}
    for about, expected in sections:
        if about[:1] != ["file"]:
            for shell, feed in _ways(" ".join(about)):
                yield Case(
                    name=path.stem, shell=shell, feed=feed, scenario=scenario, files=files,
                    expected=expected,
                )  # fmt: skip


def _ways(about: str) -> Iterator[tuple[ShellName, Feed]]:
    for shell in [each for each in SHELLS if each in about] or SHELLS:
        for feed in [each for each in FEEDS if each in about] or FEEDS:
            yield shell, feed
