"""Proves the matrix: a scenario that says so is run with every declared version of its tool."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import archives
from pasteproof.build import unproven
from pasteproof.evidence import load
from pasteproof.published import recorded
from pasteproof.recorded import show
from pasteproof.verify import EVIDENCE

GUIDE = {
    "pyproject.toml": b'[tool.pasteproof.tools.acme]\nnpm = "@acme/cli"\n'
    b'versions = ["2.10.0", "1.0.0", "2.9.1"]\n',
    "snippets/hello/scenario.toml": b'needs = ["acme"]\nevery_version = true\n\n'
    b'[[step]]\npaste = "hello.sh"\nshows = "hello"\n',
    "snippets/hello/hello.sh": b"acme\n",
    "snippets/once/scenario.toml": b'needs = ["acme"]\n\n[[step]]\ntypes = "acme"\nshows = "..."\n',
    "docs/en/index.md": b"# Hello\n\n```snippet\nhello/hello\n```\n\n"
    b"```versions\nhello: it says hello\n```\n",
}
SAYS = {"2.10.0": "hello", "1.0.0": "hello", "2.9.1": "hello"}


def lay(folder: Path, says: dict[str, str]) -> Path:
    """Lay the guide, and beside it a cache that holds what each version of the tool says."""
    archives.lay(GUIDE, folder / "guide")
    for version, said in says.items():
        path = f"cache/tools/acme/{version}/node_modules/.bin/acme"
        archives.lay({path: f"#!/bin/sh\necho {said}\n".encode()}, folder)
        (folder / path).chmod(0o755)
    return folder / "guide"


@pytest.fixture
def shared() -> Iterator[Path]:
    """Return a folder that every user can read, as a cache of tools must be."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def run(guide: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command that stands beside Python, in the guide, with the cache beside it."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    return subprocess.run(
        [Path(sys.executable).with_name(command[0]), *command[1:]], cwd=guide,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        env=kept | {"PASTEPROOF_CACHE": str(guide.parent / "cache")},
    )  # fmt: skip


def page(guide: Path, language: str = "en") -> str:
    """Return the page with its tables filled from the evidence of the guide."""
    text = (guide / "docs/en/index.md").read_text(encoding="utf-8")
    return show(text, recorded(guide), language)[0]


def test_each_version_is_a_test_of_its_own(shared: Path) -> None:
    """The pinned version's items bear the shell's name alone, the others' the version, too."""
    guide = lay(shared, SAYS)

    said = run(guide, "pytest", "snippets", "-v")

    names = [line.split("::")[1].split()[0] for line in said.stdout.splitlines() if "PASS" in line]
    other = ["acme-1.0.0", "acme-2.9.1"]
    each = [f"{shell}-{version}" for version in other for shell in ("bash", "zsh")]
    assert names == ["bash", "zsh", *each, "bash", "zsh"]
    assert sorted({record.tools for record in load(guide / EVIDENCE)}) == [
        ("acme 1.0.0",), ("acme 2.10.0",), ("acme 2.9.1",)
    ]  # fmt: skip


def test_a_chosen_version_is_the_only_one(shared: Path) -> None:
    """With --tool, the scenario is run with that version and no other."""
    guide = lay(shared, SAYS)

    said = run(guide, "pytest", "snippets/hello", "-v", "--tool", "acme=1.0.0")

    assert "2 passed" in said.stdout
    assert {record.tools for record in load(guide / EVIDENCE)} == {("acme 1.0.0",)}


def test_the_page_has_a_column_for_each_version(shared: Path) -> None:
    """The table names the shells in which each version passed, the oldest version first."""
    guide = lay(shared, SAYS)

    said = run(guide, "pasteproof", "verify", "--all")

    assert said.returncode == 0, said.stderr
    assert "| What holds | 1.0.0 | 2.9.1 | 2.10.0 |" in page(guide)
    assert "| it says hello | bash, zsh | bash, zsh | bash, zsh |" in page(guide)
    assert "| it says hello | bash、zsh | bash、zsh | bash、zsh |" in page(guide, "zh")
    assert unproven(guide) == ()


def test_a_version_that_fails_is_not_verified(shared: Path) -> None:
    """Where a version says something else, its cell says so, and required evidence names it."""
    guide = lay(shared, SAYS | {"2.9.1": "goodbye"})

    said = run(guide, "pasteproof", "verify", "--all")

    assert said.returncode == 1
    assert "hello, in zsh 5.9, with acme 2.9.1, pasted at once" in said.stderr
    assert "| it says hello | bash, zsh | not verified | bash, zsh |" in page(guide)
    assert [str(each) for each in unproven(guide)] == [
        f"docs/en/index.md:{line}: nothing current proves '{what}' in bash with acme 2.9.1. "
        "Run: pasteproof verify --all hello"
        for line, what in ((4, "hello/hello"), (8, "hello"))
    ]


def test_only_the_pinned_version_is_run_unless_told(shared: Path) -> None:
    """Plain `verify` runs the pinned version; the page says of the others that they were not."""
    guide = lay(shared, SAYS)

    run(guide, "pasteproof", "verify")

    assert "| it says hello | not verified | not verified | bash, zsh |" in page(guide)


@pytest.mark.parametrize(
    ("fence", "message"),
    [
        ("once: it runs", "the scenario 'once' is run with one version only."),
        ("helo: it runs", "there is no scenario 'helo'. Did you mean 'hello'?"),
    ],
)
def test_a_table_of_what_was_not_run_is_refused(shared: Path, fence: str, message: str) -> None:
    """A row for a scenario without versions, or without a folder, is a mistake with its line."""
    guide = lay(shared, SAYS)

    _, problems = show(f"```versions\n{fence}\n```\n", recorded(guide), "en")

    assert problems == [(2, message)]
