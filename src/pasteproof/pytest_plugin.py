"""Makes every scenario in every shell a pytest item, whose failure is told as a story."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pasteproof import evidence
from pasteproof.account import shell_version
from pasteproof.bridge import bridge
from pasteproof.model import Failure, Outcome, Scenario, ShellName
from pasteproof.runner import run
from pasteproof.sandbox import NoSandboxError
from pasteproof.scenario import FILE_NAME, read
from pasteproof.story import story
from pasteproof.tools import NoToolError, chosen_tools, equip
from pasteproof.verify import EVIDENCE, record_of


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of pasteproof."""
    group = parser.getgroup("pasteproof", "guides whose commands are proven")
    group.addoption(
        "--tool",
        action="append",
        default=[],
        metavar="NAME=VERSION",
        help="use another version of a tool than the pinned one",
    )
    group.addoption(
        "--debug-shell", action="store_true",
        help="at a failing step, hand the sandboxed terminal over to you (leave it with Ctrl-])",
    )  # fmt: skip


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the scenario files."""
    if file_path.name == FILE_NAME:
        return ScenarioFile.from_parent(parent, path=file_path)
    return None


class ScenarioFile(pytest.File):
    """A scenario, which holds one item for each of its shells."""

    def collect(self) -> Iterator[pytest.Item]:
        """Return the items; every mistake in the scenario's files fails the collection."""
        scenario, found = read(self.path.parent)
        if scenario is None:
            raise self.CollectError("\n".join(str(each) for each in found))
        for shell in scenario.shells:
            yield ScenarioItem.from_parent(self, name=shell, scenario=scenario, shell=shell)


class ScenarioItem(pytest.Item):
    """One scenario in one shell."""

    def __init__(self, *, scenario: Scenario, shell: ShellName, **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]
        self.scenario = scenario
        self.shell: ShellName = shell

    def runtest(self) -> None:
        """Go through the scenario, and add what became of it to the evidence."""
        hand_over = self._hand_over if self.config.getoption("--debug-shell") else None
        chosen = chosen_tools(self.config.getoption("--tool"))
        tools = equip(self.config.rootpath, self.scenario.needs, chosen)
        outcome = run(self.scenario, self.shell, tools=tools, on_failure=hand_over)
        evidence.add(self.config.rootpath / EVIDENCE, [record_of(outcome)])
        if outcome.failure:
            raise ScenarioError(outcome)

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None
    ) -> str:
        """Return the story of a failure of the scenario; a mistake of ours keeps its traceback."""
        error = excinfo.value
        if isinstance(error, ScenarioError):
            replay = f"pytest -k '{self.scenario.name} and {self.shell}' --debug-shell"
            return f"{error}\n  replay  {replay}"
        if isinstance(error, (NoSandboxError, NoToolError)):
            return str(error)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the item is written down, and its name."""
        return self.path, 0, f"{self.scenario.name} in {self.shell}"

    def _hand_over(self, failure: Failure, master: int) -> None:
        capture = self.config.pluginmanager.getplugin("capturemanager")
        with capture.global_and_fixture_disabled():
            outcome = Outcome(scenario=self.scenario, shell=self.shell, ways=(), failure=failure)
            print(f"\n\n{story(outcome, shell_version(self.shell))}\n")
            print("This is the terminal of the failing step. Leave it with Ctrl-].\n", flush=True)
            bridge(master, sys.stdin.fileno(), sys.stdout.fileno())


class ScenarioError(Exception):
    """The scenario failed."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(story(outcome, shell_version(outcome.shell)))
