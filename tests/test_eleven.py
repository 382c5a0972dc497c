"""Proves the tool on eleven everyday lines, most of which break for readers with zsh.

Batch bash, with which most tools test, finds one of the nine that break, and wrongly refuses one
that works.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cases import PASSES, Case, cases, departures
from pasteproof.model import SHELLS


def test_each_line_does_what_it_does_for_a_reader(tmp_path: Path, case: Case) -> None:
    """Each line passes or fails in each interactive shell, pasted or typed, and says why."""
    assert departures(tmp_path, case) == ""


def test_nine_of_the_eleven_break_in_zsh() -> None:
    """Both feeds agree; nine lines break in zsh, and two of them in bash."""
    broken = {
        (shell, feed): {
            case.name
            for case in cases("eleven")
            if (case.shell, case.feed) == (shell, feed) and case.expected.strip() != PASSES
        }
        for shell in SHELLS
        for feed in ("paste", "lines")
    }

    assert len({case.name for case in cases("eleven")}) == 11
    assert broken["zsh", "paste"] == broken["zsh", "lines"]
    assert broken["bash", "paste"] == broken["bash", "lines"] == {"errexit", "exclamation-mark"}
    assert len(broken["zsh", "paste"]) == 9


def test_a_line_of_another_colour_would_be_seen(tmp_path: Path) -> None:
    """A line that breaks and is said to pass, or works and is said to break, departs."""
    lines = {(case.name, case.shell): case for case in cases("eleven")}
    red, green = lines["comment", "zsh"], lines["comment", "bash"]

    assert departures(tmp_path, replace(red, expected=PASSES)).endswith(f"- {PASSES}")
    assert departures(tmp_path, replace(green, expected=red.expected)).startswith(f"+ {PASSES}")
