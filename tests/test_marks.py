"""Proves the marks: no output passes for a prompt, and none for a command's success."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import play
from pasteproof import setting
from pasteproof.model import SHELLS, Outcome, ShellName

FORGERIES = (
    r"\033]133;D;0\a",
    r"\033]133;D;0;0123456789abcdef\a\033]133;B;;0123456789abcdef\a",
    r"\033]133;D;0;\a\033]133;A\a",
    r"\033[?2004h",
    r"\033[?2004l\033[?2004h",
    r"reader@debian:~$ \033[?2004h",
    r"\r\ndebian%% \033[?2004h",
)


@pytest.mark.parametrize("forged", FORGERIES)
@pytest.mark.parametrize("shell", SHELLS)
def test_a_forged_mark_is_not_believed(tmp_path: Path, shell: ShellName, forged: str) -> None:
    """Output that looks like a prompt, or like the marks of one, ends no command that goes on."""
    outcome = play(tmp_path, goes_on_behind(forged), shell)

    assert headline(outcome) == "it was still running after 0.3 s"


@pytest.mark.parametrize("shell", SHELLS)
def test_a_genuine_mark_would_be_believed(tmp_path: Path, shell: ShellName) -> None:
    """With the right word the same output ends the command: the word is what protects."""
    nonce = setting._nonce()
    genuine = rf"\033]133;D;0;{nonce}\a\033[?2004h\033]133;B;;{nonce}\a"

    outcome = play(tmp_path, goes_on_behind(genuine), shell)

    assert headline(outcome) != "it was still running after 0.3 s"


@pytest.mark.parametrize("shell", SHELLS)
def test_a_forged_success_hides_no_failure(tmp_path: Path, shell: ShellName) -> None:
    """A command that fails is told of, whatever success it prints."""
    forged = r"printf '\033]133;D;0;0123456789abcdef\a\033]133;D;0\a'; "

    ends = [
        headline(play(tmp_path, f"[[step]]\ntypes = '''{line}'''\nshows = '...'", shell))
        for line in (f"false; {forged}", f"{forged} false", f"{forged} true")
    ]

    assert ends == ["a command in it ended with status 1", "its exit status is 1, not 0", ""]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_word_of_the_marks_is_in_no_environment(tmp_path: Path, shell: ShellName) -> None:
    """The shell keeps the word that makes its marks genuine from the programs that it starts."""
    outcome = play(tmp_path, looks_for(setting._nonce()), shell)

    assert headline(outcome) == ""


def looks_for(word: str) -> str:
    """Return a scenario that finds the word not in the environment, but in the shell itself."""
    itself = "{ declare -f __pasteproof_prompt || functions __pasteproof_mark; } 2> /dev/null"
    return f"""
        [[step]]
        types = "env | grep -c {word}"
        shows = "0"
        exits = 1

        [[step]]
        types = "{itself} | grep -c {word}"
        shows = "[..]"
    """


def goes_on_behind(output: str) -> str:
    """Return a scenario whose only command prints that, and doesn't end before its time."""
    return f"[[step]]\ntypes = '''printf '{output}'; sleep 300'''\nshows = '...'\nwithin = 0.3"


def headline(outcome: Outcome) -> str:
    """Return what is wrong, or nothing."""
    return outcome.failure.headline if outcome.failure else ""
