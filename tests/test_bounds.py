"""Proves the bounds: whatever a snippet does, it ends in time, says why, and leaves nothing."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases import Case, departures, play, write
from pasteproof import sandbox
from pasteproof.bubblewrap import Recipe
from pasteproof.sandbox import Machine

GRACE = 1.0
"""Seconds that it may take to start a machine and to end it, beyond what its steps may take."""


@pytest.fixture(scope="module", autouse=True)
def warm(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Have zsh's completions found before any time is taken."""
    play(tmp_path_factory.mktemp("warm"), '[[step]]\ntypes = "true"', "zsh")


@pytest.fixture
def machines(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list in which the process namespace of each machine will stand."""
    found: list[str] = []
    start = sandbox._start

    def start_and_tell(recipe: Recipe) -> object:
        process, pid = start(recipe)
        found.append(str(Path(f"/proc/{pid}/ns/pid").readlink()))
        return process, pid

    monkeypatch.setattr(sandbox, "_start", start_and_tell)
    return found


@pytest.fixture
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that is the tool's home, /tmp and working directory."""
    folder = tmp_path / "surroundings"
    folder.mkdir()
    for name in ("HOME", "TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.chdir(folder)
    return folder


def test_a_runaway_ends_in_time_and_leaves_nothing(
    tmp_path: Path, surroundings: Path, machines: list[str], case: Case
) -> None:
    """Each case ends as its file tells, in its limit and a second, without a trace on the host."""
    limit = sum(step.within for step in write(tmp_path, case.scenario).steps)
    before = belongings()

    began = time.monotonic()
    departed = departures(tmp_path, case)
    took = time.monotonic() - began

    assert departed == ""
    assert took < limit + GRACE
    assert (len(machines), inhabitants(machines)) == (1, [])
    assert belongings() == before
    assert [*surroundings.rglob("*"), *Path("/tmp").glob("pasteproof-bounds-*")] == []


def test_what_is_left_of_a_machine_would_be_seen(machines: list[str]) -> None:
    """While a machine runs, it is inhabited, it is our child, and we hold descriptors of it."""
    before = belongings()

    with Machine(Recipe()):
        seen = inhabitants(machines)
        children, descriptors = belongings()

    assert len(seen) == 2
    assert children > before[0]
    assert descriptors > before[1]
    assert (inhabitants(machines), belongings()) == ([], before)


def test_a_file_that_is_left_on_the_host_would_be_seen(surroundings: Path) -> None:
    """The folder that must stay empty is where files of the host's end up."""
    Path("~/left").expanduser().touch()

    assert [path.name for path in surroundings.rglob("*")] == ["left"]


KILLED = """
import signal
from pasteproof.bubblewrap import Recipe
from pasteproof.network import SimulatedInternet
from pasteproof.sandbox import Machine
from pasteproof.web import Network

with Machine(Recipe()) as machine, SimulatedInternet(Network(), machine.listen) as internet:
    watch = machine.watch([b"a word"])
    internet.traffic()
    machine.open_shell("bash")
    print("ready", flush=True)
    signal.pause()
"""


def test_a_tool_that_is_killed_leaves_nothing() -> None:
    """However the tool ends, all that it started ends with it."""
    with subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE) as tool:
        assert tool.stdout and tool.stdout.readline() == b"ready\n"
        started = [os.pidfd_open(pid) for pid in below(tool.pid)]
        tool.kill()

    left = [each for each in started if not select.select([each], [], [], 5)[0]]
    for each in started:
        os.close(each)
    assert len(started) >= 7  # bubblewrap twice, its keeper, the resident, the internet, …
    assert left == []


def below(pid: int) -> Iterator[int]:
    """Yield all processes that a process has started, and those that these have."""
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, listed.read_text(encoding="ascii").split()):
            yield child
            yield from below(child)


def inhabitants(namespaces: list[str]) -> list[int]:
    """Return the processes, of all on this host, that live in one of the process namespaces."""
    return [pid for pid in _processes() if _namespace(pid) in namespaces]


def belongings() -> tuple[set[str], int]:
    """Return what is ours: our children, and the number of our open descriptors."""
    listed = [
        path.read_text(encoding="ascii") for path in Path("/proc/self/task").glob("*/children")
    ]
    return set(" ".join(listed).split()), len([*Path("/proc/self/fd").iterdir()])


def _processes() -> Iterator[int]:
    yield from (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())


def _namespace(pid: int) -> str:
    with contextlib.suppress(OSError):  # it has ended, or is nobody's of ours
        return str(Path(f"/proc/{pid}/ns/pid").readlink())
    return ""
