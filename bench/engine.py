"""Measures the engine on fifty trivial snippets, against what the shells themselves cost here.

Run it on an idle machine, as `make bench` does:

    .venv/bin/python bench/engine.py

Each figure is a median, in one process where nothing else is said; `cold` is a whole `pasteproof
verify` with its start, in as many processes as there are cores. A scenario is gone through twice,
pasted at once and line by line, so fifty in two shells are 200 machines.
"""

from __future__ import annotations

import os
import pty
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from pasteproof import setting
from pasteproof.bubblewrap import Recipe
from pasteproof.dialogue import Dialogue
from pasteproof.matching import appears
from pasteproof.model import SHELLS, ShellName
from pasteproof.sandbox import COLUMNS, ROWS, Machine
from pasteproof.scenario import read
from pasteproof.screen import Screen
from pasteproof.terminal import Terminal

SNIPPETS, TIMES = 50, 15
MOST_COLD, MOST_UNCHANGED, MOST_MORE = 3.0, 0.5, 0.020
"""Seconds that we aim at on two cores: fifty snippets in two shells, again, a terminal's price."""
PASTEPROOF = Path(sys.executable).with_name("pasteproof")
PROMPT = b"\x1b[?2004h"
STEP = '[[step]]\npaste = "{name}.sh"\nshows = "{name}"\n'


def main() -> None:
    """Measure everything, and print it as a table."""
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    with tempfile.TemporaryDirectory() as folder:
        terminals = sum(tell_of_terminals(Path(folder)).values())
        apart = cold_and_unchanged(Path(folder, "apart"), [[name] for name in names()])
        together = cold_and_unchanged(Path(folder, "together"), [list(names())])
    least = terminals * 2 * SNIPPETS / (os.cpu_count() or 1)
    tell(f"{SNIPPETS} scenarios, both shells, cold", apart[0], least, aim=MOST_COLD)
    tell(f"  {4 * SNIPPETS} times bubblewrap and a shell", least)
    tell("  nothing changed", apart[1], aim=MOST_UNCHANGED)
    tell(f"one scenario of {SNIPPETS}, both shells, cold", together[0])
    tell("  nothing changed", together[1], aim=MOST_UNCHANGED)


def tell_of_terminals(folder: Path) -> dict[ShellName, float]:
    """Print what terminals cost, and return what a shell in bubblewrap takes to its end."""
    recipes, home = recipes_of(folder / "one"), folder / "home"
    lay(home, recipes["zsh"])
    box = f"bwrap --unshare-all --ro-bind / / --proc /proc --dev /dev --tmpfs /tmp --bind {home} "
    boxed = [*(box + str(home)).split(), "--die-with-parent"]
    ends: dict[ShellName, float] = {}
    for shell in SHELLS:
        bare = median(partial(lasted, to_prompt=True), [shell, "-i"], home)
        ends[shell] = median(lasted, [*boxed, shell, "-i"], home)
        ours = median(lasted_here, shell, recipes[shell])
        tell(f"{shell}, bare, to its prompt", bare)
        tell("  in bubblewrap, to its end", ends[shell], bare)
        tell("  in a sandbox of ours, to its prompt", ours, bare)
        tell("  more than bare", ours - bare, aim=MOST_MORE)
    return ends


def tell(what: str, seconds: float, floor: float = 0, *, aim: float = 0) -> None:
    """Print a line of the table: a time, how often it holds the floor, what is aimed at."""
    ratio = f"{seconds / floor:.1f} times" if floor else ""
    aimed = f"aim {1000 * aim:.0f} ms" if aim else ""
    print(f"{what:<48}{1000 * seconds:>8.1f} ms  {ratio:<12}{aimed}".rstrip())


def names() -> Iterator[str]:
    """Yield the names of the snippets."""
    return (f"snippet-{number:02}" for number in range(SNIPPETS))


def median(measure: Callable[..., float], *given: object) -> float:
    """Return the median of some measurements, after one that counts for nothing."""
    measure(*given)
    return statistics.median(measure(*given) for _ in range(TIMES))


def recipes_of(folder: Path) -> dict[ShellName, Recipe]:
    """Return what a trivial scenario's machine is made of, for each shell."""
    write(folder, [["one"]])
    scenario, _ = read(folder / "snippets" / "one")
    assert scenario
    return {shell: setting.recipe(scenario, shell, "distribution", ()) for shell in SHELLS}


def lay(home: Path, recipe: Recipe) -> None:
    """Make a folder that is like the home of a machine."""
    for name, file in recipe.home.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(file.data)


def lasted(command: list[str], home: Path, *, to_prompt: bool = False) -> float:
    """Return how long a shell took until it had shown its prompt, or until it was gone."""
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "TERM": "xterm-256color"}
    began = time.perf_counter()
    child, master = pty.fork()
    if child == 0:
        os.execvpe(command[0], command, environment)
    shown = b""
    while PROMPT not in shown:
        shown += os.read(master, 65_536)
    prompted = time.perf_counter()
    os.close(master)
    os.waitpid(child, 0)
    return (prompted if to_prompt else time.perf_counter()) - began


def lasted_here(shell: ShellName, recipe: Recipe) -> float:
    """Return how long a machine and a shell in it took to its first prompt."""
    began = time.perf_counter()
    with Machine(recipe) as machine:
        terminal = Terminal(
            machine.open_shell(shell), shell=shell, signals=setting.signals(), appears=appears
        )
        terminal.start(Dialogue((), Screen(COLUMNS, ROWS)), until=time.monotonic() + 10)
        took = time.perf_counter() - began
        terminal.hang_up()
    return took


def cold_and_unchanged(folder: Path, scenarios: list[list[str]]) -> tuple[float, float]:
    """Return what `pasteproof verify` takes for a new guide, and when nothing has changed."""
    write(folder, scenarios)
    cold = statistics.median(list(verifications(folder, fresh=True)))
    return cold, statistics.median(list(verifications(folder, fresh=False)))


def verifications(folder: Path, *, fresh: bool) -> Iterator[float]:
    """Yield how long each of some verifications took."""
    for _ in range(3):
        if fresh:
            shutil.rmtree(folder / "build", ignore_errors=True)
        began = time.perf_counter()
        subprocess.run([PASTEPROOF, "verify"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        yield time.perf_counter() - began


def write(folder: Path, scenarios: list[list[str]]) -> None:
    """Write a guide of scenarios, each of which pastes some trivial snippets."""
    for snippets in scenarios:
        place = folder / "snippets" / snippets[0]
        place.mkdir(parents=True)
        for name in snippets:
            (place / f"{name}.sh").write_text(f"echo {name}\n", encoding="utf-8")
        steps = "\n".join(STEP.format(name=name) for name in snippets)
        (place / "scenario.toml").write_text(steps, encoding="utf-8")


if __name__ == "__main__":
    main()
