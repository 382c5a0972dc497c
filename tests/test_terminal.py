"""Proves the terminal: what is typed, shown, hidden and pressed, and every command's status."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pyte
import pytest

from cases import PASSES, Case, departures
from pasteproof import runner
from pasteproof.dialogue import Dialogue
from pasteproof.model import SHELLS, ShellName
from pasteproof.screen import transcript


def test_a_terminal_is_like_a_readers(tmp_path: Path, case: Case) -> None:
    """Each case of tests/terminal comes to the end that its file tells."""
    assert departures(tmp_path, case) == ""


PLAIN = {
    "as it is": b"one\r\ntwo\r\n",
    "after bash's own return": b"\rone\r\ntwo\r\n",
    "with too many returns": b"\r\rone\r\n\rtwo\r\n",
}


@pytest.mark.parametrize("shown", PLAIN.values(), ids=PLAIN.keys())
def test_plain_output_needs_no_screen(monkeypatch: pytest.MonkeyPatch, shown: bytes) -> None:
    """Only what moves the cursor or has a colour is drawn, which takes long where it is much."""
    whole = transcript(shown), transcript(shown + b"\x1b[31mthree\x1b[0m\r\nfive\rfour\r\n")
    monkeypatch.setattr(pyte, "Screen", lambda *_: 1 // 0)

    assert transcript(shown) == "one\ntwo"
    assert whole == ("one\ntwo", "one\ntwo\nthree\nfour")
    for drawn in (b"\x1b[31mthree", b"five\rfour"):
        with pytest.raises(ZeroDivisionError):
            transcript(shown + drawn)


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


MENU = """\
#!/usr/bin/python3
import os, select, sys, termios, tty

def draw(at):
    os.write(1, "\\x1b[2J\\x1b[HWhich one?\\r\\n".encode())
    for number, label in enumerate(["No", "Yes"]):
        os.write(1, f"{'❯' if number == at else ' '} {label}\\r\\n".encode())

before, at = termios.tcgetattr(0), 0
tty.setraw(0)
draw(at)
select.select([], [], [], float(sys.argv[1]))
termios.tcflush(0, termios.TCIFLUSH)  # what came until now is lost
draw(at)
while (key := os.read(0, 9)) != b"\\r":
    at = {b"\\x1b[B": 1, b"\\x1b[A": 0}.get(key, at)
    draw(at)
termios.tcsetattr(0, termios.TCSADRAIN, before)
print("chosen:", ["No", "Yes"][at])
"""
FIELD = """\
#!/usr/bin/python3
import os, select, sys, termios, tty

before, text = termios.tcgetattr(0), b""
tty.setraw(0)
os.write(1, b"Name? ")
while True:
    select.select([0], [], [])
    select.select([], [], [], float(sys.argv[1]))
    chunk = os.read(0, 999)
    if chunk == b"\\r":  # an Enter that comes with a text is a line of what was pasted
        break
    text += chunk
    os.write(1, chunk)
termios.tcsetattr(0, termios.TCSADRAIN, before)
print("\\nyou are", text.decode())
"""
HARD_OF_HEARING = """
[stand_ins]
program = "program"

[[step]]
types = "program {lapse}"
within = {within}
shows = "...\\n{end}"
dialogue = [{{ {exchange} }}]
"""
STUCK = """\
step 1  a check of ours         {stuck}
...
case/scenario.toml:5
"""
PROGRAMS = {
    "that drops keys": (
        MENU,
        'sees = "Which one?", chooses = "Yes"',
        "chosen: Yes",
        "it waited for the choice 'Yes' to come under the arrow",
    ),
    "that takes texts for pastes": (
        FIELD,
        'sees = "Name? ", types = "Lancelot"',
        "you are Lancelot",
        "it was still running after 2 s",
    ),
}


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("rest", "lapse"), [(None, 0.05), (0.75, 0.3), (0.0, 0.3)])
def test_a_key_waits_until_the_screen_has_come_to_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shell: ShellName, program: str,
    rest: float | None, lapse: float,
) -> None:  # fmt: skip
    """A program that is not ready when it asks still gets its answer; one given at once is lost."""
    if rest is not None:
        monkeypatch.setattr(runner, "Dialogue", partial(Dialogue, rest=rest))
    text, exchange, end, stuck = PROGRAMS[program]
    within, expected = (2, STUCK.format(stuck=stuck)) if rest == 0 else (9, PASSES)
    scenario = HARD_OF_HEARING.format(lapse=lapse, within=within, exchange=exchange, end=end)
    case = Case(
        name="", shell=shell, feed="paste", scenario=scenario, files={"program": text},
        expected=expected,
    )  # fmt: skip

    assert departures(tmp_path, case) == ""
