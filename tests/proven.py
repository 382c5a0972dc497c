"""The site of this guide as it is published, with every snippet proven, whatever ran before.

What a page weighs and how it looks depends on what its marks say; with the evidence that is there
by chance, both would be measured on another site each time.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from built import ROOT, Site
from nginx import CONFIGURATION, serving
from pasteproof import evidence
from pasteproof.build import build
from pasteproof.model import Scenario, ShellName
from pasteproof.proof import Clipping, Record, Shown
from pasteproof.published import EVIDENCE
from pasteproof.scenario import read_all, snippet_files
from pasteproof.tools import known

PARTS = ("docs", "snippets", "translations", "reader", "mkdocs.yml", "pyproject.toml")
VERSIONS = {"bash": "5.2.15", "zsh": "5.9"}
SCREEN = "\n".join(f"line {number} of what the screen showed" for number in range(1, 9))


@contextmanager
def published_site(factory: pytest.TempPathFactory, worker: str) -> Iterator[Site]:
    """Serve the site as its readers get it, by nginx; one process of the run builds it for all."""
    base = factory.getbasetemp()
    folder = (base if worker == "master" else base.parent) / "published"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "site").is_dir():
            guide = copied(folder / "guide")
            prove(guide)
            assert build(guide, folder / "site") == ()
    with serving(folder / "site", factory.mktemp("nginx"), CONFIGURATION.read_text("utf-8")) as on:
        yield Site(folder / "site", f"http://127.0.0.1:{on.port}/")


def copied(into: Path) -> Path:
    """Copy of the guide what its site is built from."""
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, into / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.is_file():
            shutil.copyfile(source, into / name)
    return into


def prove(root: Path) -> None:
    """Write evidence that every scenario passed in every version, on the same day."""
    tools = {name: tool.versions for name, tool in known(root).items()}
    records = tuple(
        record
        for scenario in read_all(root / "snippets")[0]
        for shell in scenario.shells
        for record in _records(scenario, shell, tools)
    )
    evidence.add(root / EVIDENCE, records)


def _records(
    scenario: Scenario, shell: ShellName, tools: dict[str, tuple[str, ...]]
) -> Iterator[Record]:
    pinned = tuple(f"{name} {tools[name][0]}" for name in scenario.needs)
    others = tools[scenario.needs[0]][1:] if scenario.every_version else ()
    shown = tuple(
        Shown(snippet=path.name, screen=Clipping(first=SCREEN))
        for path in snippet_files(scenario.folder)
    )
    for named in (pinned, *((f"{scenario.needs[0]} {each}", *pinned[1:]) for each in others)):
        yield Record(
            scenario=scenario.name, digest=evidence.digest(scenario), shell=shell,
            shell_version=VERSIONS[shell], system="Debian GNU/Linux 12 (bookworm)", passed=True,
            feeds=("paste", "lines"), homes=scenario.homes, when="2026-01-02T03:04:05Z",
            stand_ins=tuple(sorted(scenario.stand_ins)), tools=named,
            shown=shown if named == pinned else (),
        )  # fmt: skip
