"""Proves the refusal: where no sandbox can be had, nothing is run, and it is said what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from cases import play
from pasteproof import sandbox


def test_without_bubblewrap_nothing_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where bubblewrap is missing, it is refused to run anything, and said how to get it."""
    monkeypatch.setenv("PATH", str(tmp_path))

    assert refusal(tmp_path, monkeypatch) == (
        "bubblewrap is not installed. Install it: `sudo apt-get install bubblewrap` on Debian and "
        "Ubuntu, `sudo dnf install bubblewrap` on Fedora."
    )


def test_on_macos_nothing_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system isn't Linux, it is refused to run anything, and said what to use."""
    monkeypatch.setattr(sys, "platform", "darwin")

    assert refusal(tmp_path, monkeypatch) == (
        "The sandbox needs Linux. On macOS use a virtual machine such as Lima or Multipass with "
        "Debian or Ubuntu; on Windows use WSL 2 with either. "
        "Nothing is ever run without the sandbox."
    )


@pytest.mark.parametrize(
    ("trouble", "message"),
    [
        (
            "bwrap: Unknown option --disable-userns",
            "bubblewrap is too old (bwrap: Unknown option --disable-userns). Install 0.8 or newer.",
        ),
        (
            "bwrap: setting up uid map: Permission denied",
            "bubblewrap may not make a sandbox here (bwrap: setting up uid map: Permission "
            f"denied). {sandbox._NAMESPACES_REFUSED}",
        ),
        ("", "bubblewrap failed: it said nothing."),
    ],
)
def test_where_bubblewrap_fails_nothing_is_run(
    monkeypatch: pytest.MonkeyPatch, trouble: str, message: str
) -> None:
    """Where bubblewrap can't make a machine, it is said why, and what to do about it."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        fake = Path(folder, "bwrap")
        fake.write_text(f"#!/bin/sh\necho '{trouble}' >&2\nexit 1\n", encoding="utf-8")
        fake.chmod(0o755)
        monkeypatch.setenv("PATH", folder)

        assert sandbox.why_unavailable() == message


def test_where_bubblewrap_works_nothing_is_missing() -> None:
    """Here, where the tests run, a machine can be had."""
    assert sandbox.why_unavailable() is None


def refusal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return why a scenario is not run; any program that is started instead fails the test."""
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("something was started"))
    with pytest.raises(sandbox.NoSandboxError) as caught:
        play(folder, '[[step]]\ntypes = "true"', "bash")
    return str(caught.value)
