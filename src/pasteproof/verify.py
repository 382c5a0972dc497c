"""Runs scenarios side by side, and turns what became of them into evidence."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from pasteproof import account, evidence
from pasteproof.model import Equipped, Outcome, Scenario, ShellName
from pasteproof.proof import Record
from pasteproof.runner import run
from pasteproof.story import story
from pasteproof.transcripts import kept

EVIDENCE = Path("build") / "evidence.json"

Equip = Callable[[Scenario], tuple[tuple[Equipped, ...], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """One scenario in one shell: its record, the seconds it took, and whether it was run now."""

    record: Record
    seconds: float
    is_new: bool


def verify(
    scenarios: tuple[Scenario, ...], path: Path, equip: Equip, *, again: bool = False
) -> Iterator[Verified]:
    """Yield what became of each scenario in each of its shells, in the order in which they end.

    What current evidence proves already is not run again, unless `again` says so. New records are
    added to the file at `path` when all have ended, or the rest is given up. `equip` gives the
    sets of tools that a scenario is run with. Raises NoSandboxError, and what `equip` raises.
    """
    proven = {} if again else _proven(evidence.load(path))
    open_tasks = []
    for scenario in scenarios:
        digest = evidence.digest(scenario)
        shells = scenario.shells if scenario.steps else ()
        for tools, shell in product(equip(scenario), shells):
            task = _Task(scenario, digest, shell, tools)
            record = proven.get(_key(task))
            if record:
                yield Verified(record=record, seconds=0, is_new=False)
            else:
                open_tasks.append(task)
    fresh = []
    try:
        for verified in _side_by_side(open_tasks):
            fresh.append(verified.record)
            yield verified
    finally:
        if fresh:
            evidence.add(path, fresh)


def record_of(outcome: Outcome, digest: str) -> Record:
    """Return the outcome as evidence, dated now.

    `digest` is that of the time when the scenario was read: a file that changed meanwhile was not
    proven, and the record is then about nothing that is published.
    """
    version = account.shell_version(outcome.shell)
    is_same = digest == evidence.digest(outcome.scenario)
    is_pinned = all(tool.is_pinned for tool in outcome.tools)  # of others, pages show nothing
    return Record(
        scenario=outcome.scenario.name,
        digest=digest if is_same else "changed meanwhile",
        shell=outcome.shell,
        shell_version=version,
        system=account.system_name(),
        passed=outcome.failure is None,
        feeds=tuple(dict.fromkeys(way.feed for way in outcome.ways)),
        homes=tuple(dict.fromkeys(way.home for way in outcome.ways)),
        when=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        stand_ins=tuple(sorted(outcome.scenario.stand_ins)),
        tools=tuple(map(str, outcome.tools)),
        hosts=outcome.hosts,
        sent=outcome.sent,
        shown=kept(outcome.seen, outcome.scenario.secrets) if is_pinned else (),
        story=story(outcome, version) if outcome.failure else "",
    )


class _Task(NamedTuple):
    scenario: Scenario
    digest: str
    shell: ShellName
    tools: tuple[Equipped, ...]


def _side_by_side(tasks: list[_Task]) -> Iterator[Verified]:
    if not tasks:
        return
    workers = min(len(tasks), os.cpu_count() or 1)
    # Forked workers start at once; a sandbox lives as long as the process that began it.
    pool = ProcessPoolExecutor(
        workers, get_context("fork"), signal.signal, (signal.SIGINT, signal.SIG_DFL)
    )  # Ctrl-C ends a worker at once and in silence
    with pool:
        futures = [pool.submit(_timed, task) for task in tasks]
        for future in as_completed(futures):
            yield future.result()


def _timed(task: _Task) -> Verified:
    began = time.monotonic()
    outcome = run(task.scenario, task.shell, tools=task.tools)
    seconds = time.monotonic() - began
    return Verified(record=record_of(outcome, task.digest), seconds=seconds, is_new=True)


def _proven(records: tuple[Record, ...]) -> dict[tuple[str, ...], Record]:
    system = account.system_name()
    return {
        (each.scenario, each.digest, each.shell, each.shell_version, *each.tools): each
        for each in records
        if each.passed and each.system == system
    }


def _key(task: _Task) -> tuple[str, ...]:
    version = account.shell_version(task.shell)
    return (task.scenario.name, task.digest, task.shell, version, *map(str, task.tools))
