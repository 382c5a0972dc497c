"""Makes every scenario in every shell a pytest item, whose failure is told as a story."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from shlex import quote

import pytest

from pasteproof import evidence
from pasteproof.account import shell_version
from pasteproof.bridge import bridge
from pasteproof.model import Failure, Outcome, Scenario, ShellName
from pasteproof.runner import run
from pasteproof.sandbox import NoSandboxError
from pasteproof.scenario import FILE_NAME, read
from pasteproof.story import story
from pasteproof.telling import told
from pasteproof.tools import NoToolError, choices, chosen_tools, equip
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


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to hand a terminal over from one of several processes."""
    if config.getoption("--debug-shell") and config.getoption("numprocesses", None):
        raise pytest.UsageError("--debug-shell needs the terminal for itself: leave out -n.")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the scenario files of a guide, and no file of that name elsewhere."""
    folder = file_path.parent
    is_scenario = file_path.name == FILE_NAME and folder.parent.name == "snippets"
    if is_scenario and not folder.name.startswith(("_", ".")):
        return ScenarioFile.from_parent(parent, path=file_path)
    return None


class ScenarioFile(pytest.File):
    """A scenario, which holds one item for each of its shells."""

    def collect(self) -> Iterator[pytest.Item]:
        """Return the items; every mistake in the scenario's files fails the collection."""
        scenario, found = read(self.path.parent)
        if scenario is None:
            near = tuple(replace(each, path=Path(os.path.relpath(each.path))) for each in found)
            raise self.CollectError(told(near, "text"))
        digest = evidence.digest(scenario)
        shells = scenario.shells if scenario.steps else ()
        for choice, shell in product(self._choices(scenario), shells):
            name = "-".join([shell, *(f"{tool}-{version}" for tool, version in choice.items())])
            yield ScenarioItem.from_parent(
                self, name=name, scenario=scenario, digest=digest, shell=shell, choice=choice
            )

    def _choices(self, scenario: Scenario) -> tuple[dict[str, str], ...]:
        """Return the versions of tools to run with: those of --tool alone, if it is given."""
        try:
            chosen = chosen_tools(self.config.getoption("--tool"))
        except NoToolError as error:
            raise self.CollectError(str(error)) from None
        if chosen:
            return (chosen,)
        return choices(self.path.parents[2], scenario.needs, every=scenario.every_version)


class ScenarioItem(pytest.Item):
    """One scenario in one shell."""

    def __init__(
        self, *, scenario: Scenario, digest: str, shell: ShellName, choice: dict[str, str],
        **rest: object,
    ) -> None:  # fmt: skip
        super().__init__(**rest)  # type: ignore[arg-type]
        self.scenario = scenario
        self.digest = digest
        self.choice = choice
        self.shell: ShellName = shell

    def runtest(self) -> None:
        """Go through the scenario, and add what became of it to the evidence."""
        hand_over = self._hand_over if self.config.getoption("--debug-shell") else None
        root = self.path.parents[2]  # of the guide; pytest may take another folder for its own
        tools = equip(root, self.scenario.needs, self.choice)
        outcome = run(self.scenario, self.shell, tools=tools, on_failure=hand_over)
        evidence.add(root / EVIDENCE, [record_of(outcome, self.digest)])
        if outcome.failure:
            raise ScenarioError(outcome)

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None
    ) -> str:
        """Return the story of a failure of the scenario; a mistake of ours keeps its traceback."""
        error = excinfo.value
        if isinstance(error, ScenarioError):
            return f"{error}\n  replay  {self._replay()}"
        if isinstance(error, (NoSandboxError, NoToolError)):
            return str(error)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the item is written down, and its name."""
        return self.path, 0, f"{self.scenario.name} in {self.name}"

    def _replay(self) -> str:
        """Return the command that opens the terminal of this item's failing step."""
        name = quote(f"{os.path.relpath(self.path)}::{self.name}")
        tools = (f"--tool {quote(each)} " for each in self.config.getoption("--tool"))
        return f"pytest {name} {''.join(tools)}--debug-shell"

    def _hand_over(self, failure: Failure, master: int) -> None:
        capture = self.config.pluginmanager.getplugin("capturemanager")
        capture.suspend(in_=True)
        try:
            outcome = Outcome(scenario=self.scenario, shell=self.shell, ways=(), failure=failure)
            print(f"\n\n{story(outcome, shell_version(self.shell))}\n")
            print("This is the terminal of the failing step: Enter shows its prompt, ", end="")
            print("Ctrl-] leaves it.\n", flush=True)
            bridge(master, sys.stdin.fileno(), sys.stdout.fileno())
        finally:
            capture.resume()


class ScenarioError(Exception):
    """The scenario failed."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(story(outcome, shell_version(outcome.shell)))
