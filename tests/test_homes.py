"""Proves the homes: three that readers have, and that no change in one goes unnoticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import Case, departures, play, told
from pasteproof.account import home_files
from pasteproof.model import HOMES, SHELLS, Home, ShellName

UNTOUCHED = """
[[step]]
types = "cat .bashrc .profile; [ ! -e .zshrc ] || tail -n 1 .zshrc"
shows = "..."
"""


def test_a_home_comes_to_the_end_that_is_told(tmp_path: Path, case: Case) -> None:
    """Each case of tests/homes comes to the end that its file tells."""
    assert departures(tmp_path, case) == ""


def test_each_home_adds_to_the_one_before() -> None:
    """The distribution adds an rc file of zsh to a new account, and a reader lines of their own."""
    new, distribution, lived_in = (home_files(home) for home in HOMES)

    assert distribution.keys() - new.keys() == {".zshrc"}
    assert {name: distribution[name] for name in new} == new
    assert lived_in.keys() - distribution.keys() == {".bash_history", ".zsh_history"}
    for name in (".bashrc", ".zshrc"):
        assert lived_in[name].startswith(distribution[name])
        assert not lived_in[name].endswith(b"\n")


@pytest.mark.parametrize("home", HOMES)
@pytest.mark.parametrize("shell", SHELLS)
def test_looking_changes_nothing(tmp_path: Path, shell: ShellName, home: Home) -> None:
    """In no home does a shell that only reads files change one, by the tool's marks or its own."""
    assert told(play(tmp_path, UNTOUCHED, shell, home=home)) == "passes"
