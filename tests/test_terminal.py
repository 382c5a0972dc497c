"""Proves the terminal: what is typed, shown, hidden and pressed, and every command's status."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import Case, departures
from pasteproof import runner
from pasteproof.model import ShellName


def test_a_terminal_is_like_a_readers(tmp_path: Path, case: Case) -> None:
    """Each case of tests/terminal comes to the end that its file tells."""
    assert departures(tmp_path, case) == ""


@pytest.mark.parametrize(
    ("shell", "rc", "showed"),
    [
        ("bash", "read -p 'Your name: ' NAME", "it showed    Your name:\n"),
        ("bash", "PROMPT_COMMAND=(true)", ""),
        ("zsh", "vared -p 'Your name: ' -c NAME", ""),
        ("zsh", "precmd_functions=()", ""),
    ],
)
def test_a_window_without_a_prompt_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shell: ShellName, rc: str, showed: str
) -> None:
    """Where the rc files keep the prompt from coming, that is said, and what they showed."""
    monkeypatch.setattr(runner, "START_WITHIN", 0.5)
    name = "~/.bashrc" if shell == "bash" else "~/.zshrc"
    scenario = f'[home]\n"{name}" = "rc"\n[[step]]\ntypes = "true"\n'
    expected = (
        f"a new terminal                  {shell} showed no prompt\n{showed}case/scenario.toml:1\n"
        "Look at what the rc files do: do they ask something, or unset PROMPT_COMMAND?"
    )
    case = Case(
        name="", shell=shell, feed="paste", scenario=scenario, files={"rc": rc}, expected=expected
    )

    assert departures(tmp_path, case) == ""
