"""Proves that glm-setup.sh, stopped at any point, leaves glm as it was or as it was to be."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from glm_reader import KEY, Reader, Said, reader, tree, watch

SET_UP = "sh glm-setup.sh --from z.ai --key-file key"
CHANGE = "sh glm-setup.sh --from open.bigmodel.cn --key-file other-key --pin"
REPLACE = f"{CHANGE} --force"
UNINSTALL = "sh glm-setup.sh --uninstall"
ANOTHER_GLM = "echo 'echo another' >~/.local/bin/glm; chmod 755 ~/.local/bin/glm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A command that is stopped, what the reader had before any of ours, and what ran before it."""

    had: str = ":"
    before: str = ":"
    command: str


TASKS = {
    "first": Task(command=SET_UP),
    "change": Task(before=SET_UP, command=CHANGE),
    "replace": Task(had=f"mkdir -p ~/.local/bin; {ANOTHER_GLM}", command=REPLACE),
    "uninstall": Task(before=CHANGE, command=UNINSTALL),
    "put-back": Task(
        had=f"mkdir -p ~/.local/bin; {ANOTHER_GLM}", before=REPLACE, command=UNINSTALL
    ),
}


@pytest.mark.parametrize("task", TASKS)
def test_killed_anywhere_it_harms_nothing(tmp_path: Path, task: str) -> None:
    """Killed before or after any program, glm is old or new, and another run completes it."""
    assert list(harm(tmp_path, TASKS[task])) == []


def test_a_script_that_writes_in_place_does_harm(tmp_path: Path) -> None:
    """Where a file is overwritten and not renamed, some moment leaves glm without a key."""
    renames = 'mv -f "$2.new.$$" "$2"'
    writes = 'cat "$2.new.$$" >"$2" && chmod "$1" "$2" && rm "$2.new.$$"'

    found = harm(tmp_path, TASKS["change"], mutation=(renames, writes))

    assert any("there is no API key" in line for line in found)


def harm(folder: Path, task: Task, *, mutation: tuple[str, str] = ("", "")) -> Iterator[str]:
    """Yield at which moments a kill leaves a third state, or one that another run cannot mend."""
    someone = prepared(folder, task, mutation)
    first = tree(someone.home)
    someone.types(task.before)
    begun = folder / "begun"
    shutil.copytree(someone.home, begun, symlinks=True)
    old = someone.starts()
    someone.types(task.command)
    done, new = without_note(someone), someone.starts()
    assert new != old

    for moment in kills(someone, task.command, begun):
        if (glm := someone.starts()) not in (old, new):
            yield f"{moment}: {glm.text}"
        someone.types(task.command)
        if without_note(someone) != done:
            yield f"{moment}: another run does not complete it"
        someone.types(UNINSTALL)
        if tree(someone.home) != first:
            yield f"{moment}: --uninstall does not give the home back"


def prepared(folder: Path, task: Task, mutation: tuple[str, str] = ("", "")) -> Reader:
    """Return a reader with two keys, what the task says was had, and the programs under watch."""
    someone = reader(folder, "dash")
    (folder / "key").write_text(KEY)
    (folder / "other-key").write_text(KEY[::-1])
    script = folder / "glm-setup.sh"
    assert mutation[0] in script.read_text(encoding="utf-8")
    script.write_text(script.read_text(encoding="utf-8").replace(*mutation), encoding="utf-8")
    watch(someone)
    someone.types(task.had)
    return someone


def kills(someone: Reader, command: str, begun: Path) -> Iterator[str]:
    """Yield each moment at which the command was killed, from the same beginning each time."""
    for number in count(1):
        for moment in (f"before {number}", f"after {number}"):
            shutil.rmtree(someone.home)
            shutil.copytree(begun, someone.home, symlinks=True)
            (someone.folder / "watched" / "count").write_text("0\n")
            said = someone.types(command, programs="client:watched:tools", KILL=moment)
            if said.status != -9:
                assert (said.status, number > 5) == (0, True), said
                return
            yield moment


def without_note(someone: Reader) -> dict[str, tuple[str, str]]:
    """Return what is in the home but for the note of what was made, which may say things twice."""
    return {name: file for name, file in tree(someone.home).items() if name != ".claude-glm/made"}


@pytest.mark.parametrize(
    ("task", "program", "said"),
    [
        ("first", "mkdir", Said(text="glm-setup: cannot write ~/.claude-glm\n", status=73)),
        ("change", "chmod", Said(text="glm-setup: cannot write ~/.claude-glm\n", status=73)),
        (
            "first",
            "mv",
            Said(text="glm-setup: cannot write ~/.claude-glm/account.json\n", status=73),
        ),
        (
            "change",
            "mv",
            Said(text="glm-setup: cannot write ~/.claude-glm/account.json\n", status=73),
        ),
        ("replace", "cp", Said(text="glm-setup: cannot write ~/.local/bin/glm.bak\n", status=73)),
        ("uninstall", "rm", Said(text="", status=1)),
        ("put-back", "mv", Said(text="", status=1)),
    ],
)
def test_when_a_program_fails_it_stops(tmp_path: Path, task: str, program: str, said: Said) -> None:
    """It says what could not be written, leaves glm as it was, and nothing half written."""
    someone = prepared(tmp_path, TASKS[task])
    someone.types(TASKS[task].before)
    before = someone.starts()

    failed = someone.types(TASKS[task].command, programs="client:watched:tools", FAIL=program)

    assert failed == said
    assert someone.starts() == before
    assert list(someone.home.rglob("*.new.*")) == []
