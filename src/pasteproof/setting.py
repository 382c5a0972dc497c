"""What the machine of a scenario is made of: the account, the marks, the tools, the internet."""

from __future__ import annotations

import re
import secrets
import time
from functools import cache

from pasteproof import account, marks, network
from pasteproof.bubblewrap import File, Recipe
from pasteproof.dialogue import Dialogue
from pasteproof.matching import appears
from pasteproof.model import Equipped, Home, Scenario, ShellName
from pasteproof.sandbox import COLUMNS, ROWS, Machine
from pasteproof.screen import Screen
from pasteproof.terminal import Terminal

START_WITHIN = 10.0
"""Seconds that a shell has for its first prompt."""


def recipe(scenario: Scenario, shell: ShellName, home: Home, tools: tuple[Equipped, ...]) -> Recipe:
    """Return what the scenario's machine is made of, for one shell and one home."""
    files = account.home_files(home)
    if shell == "zsh" and home != "new":
        files |= _completion_cache()
    laid = {name: File(data=data) for name, data in files.items()}
    for name, path in scenario.home_files.items():
        mode = int(scenario.home_modes.get(name, "644"), 8)
        laid[name.removeprefix("~/")] = File(data=path.read_bytes(), mode=mode)
    return Recipe(
        home=laid,
        etc=_system_files() | (network.etc() if scenario.network else {}),
        environment=network.ENVIRONMENT if scenario.network else {},
        programs={name: path.read_bytes() for name, path in scenario.stand_ins.items()},
        folders={f"/opt/{tool.name}": tool.folder for tool in tools},
        links={tool.name: f"/opt/{tool.name}/node_modules/.bin/{tool.name}" for tool in tools},
        limits=scenario.limits,
    )


def signals() -> re.Pattern[bytes]:
    """Return what finds the marks of this run."""
    return marks.pattern(_nonce())


@cache
def _system_files() -> dict[str, bytes]:
    return account.system_files(marks.bash_hook(_nonce()), marks.zsh_hook(_nonce()))


@cache
def _completion_cache() -> dict[str, bytes]:
    """Return what zsh's compinit leaves in a home when a terminal is opened for the first time.

    It takes a third of a second to make, and a reader who has a .zshrc has had it for long.
    """
    files = account.home_files("distribution")
    home = {name: File(data=data) for name, data in files.items()}
    with Machine(Recipe(home=home, etc=_system_files())) as machine:
        terminal = Terminal(
            machine.open_shell("zsh"), shell="zsh", signals=signals(), appears=appears
        )
        terminal.start(Dialogue((), Screen(COLUMNS, ROWS)), until=time.monotonic() + START_WITHIN)
        found = {name: each.data for name, each in machine.home().items() if name not in files}
        terminal.hang_up()
    return found


@cache
def _nonce() -> str:
    return secrets.token_hex(8)
