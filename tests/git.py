"""A real git repository for tests, that nobody's settings reach."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

_WHO = {"NAME": "A Writer", "EMAIL": "writer@acme.example", "DATE": "2026-11-01T00:00:00+0000"}
SETTINGS = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in _WHO.items()
    },
}


class Repository:
    """A repository in a folder."""

    def __init__(self, folder: Path) -> None:
        """Begin a repository whose branch is called `main`."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.run("init", "--quiet", "--initial-branch=main")

    def run(self, *arguments: str) -> str:
        """Run git and return what it said; it must succeed."""
        done = self._run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def merge(self, branch: str) -> list[str]:
        """Merge a branch into the present one, and return the files that conflict."""
        done = self._run("merge", "--no-edit", branch)
        assert done.returncode in (0, 1), done.stderr
        return self.run("diff", "--name-only", "--diff-filter=U").split()

    def commit(self, texts: Mapping[str, str] | None = None) -> None:
        """Write files, and commit all that is in the folder."""
        for name, text in (texts or {}).items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.run("add", "--all")
        self.run("commit", "--quiet", "--allow-empty", "--message", "Write")

    def branch(self, name: str) -> None:
        """Begin a branch at `main`, and go to it."""
        self.run("switch", "--quiet", "--create", name, "main")

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ("git", *arguments),
            cwd=self.folder, env={**os.environ, **SETTINGS}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
