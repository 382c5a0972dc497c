"""Proves the rules of traffic: what may be asked, what must be, and how either is told."""

from __future__ import annotations

from pathlib import Path

from cases import Case, departures


def test_what_is_asked_is_what_is_declared(tmp_path: Path, case: Case) -> None:
    """Each case of tests/traffic comes to the end that its file tells."""
    assert departures(tmp_path, case) == ""
