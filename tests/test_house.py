"""Proves the house around the source: its commands, its lock file, and what may not be in it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parent.parent
SCRIPTS = ROOT / "src" / "pasteproof" / "assets" / "theme" / "javascripts"
PLACE = "--index" + "-url"  # in two parts: whole, it would be an index address in a tracked file
MADE = {".git", ".venv", ".mypy_cache", ".pytest_cache", ".ruff_cache", "build", "dist", "site"}


def test_make_alone_lists_every_command() -> None:
    """Plain `make` lists each target with a sentence."""
    said = run("make", cwd=ROOT)

    listed = re.findall(r"^  make (\w+) +\S", said.stdout, re.MULTILINE)
    assert listed == targets((ROOT / "Makefile").read_text(encoding="utf-8"))
    assert listed[0] == "help"


def test_make_lists_no_target_without_a_sentence(tmp_path: Path) -> None:
    """A target that does not say what it does is missing from the list, which the test sees."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8").replace("build: $(READY) ##", "build: #")
    (tmp_path / "Makefile").write_text(text, encoding="utf-8")

    said = run("make", cwd=tmp_path)

    listed = re.findall(r"^  make (\w+) +\S", said.stdout, re.MULTILINE)
    assert set(targets(text)) - set(listed) == {"build"}


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "DESIGN.md"])
def test_what_the_texts_tell_to_type_exists(name: str) -> None:
    """Each `make` command in the texts for people is a target."""
    told = re.findall(r"\bmake ([a-z]+)`", (ROOT / name).read_text(encoding="utf-8"))

    assert set(told) - set(targets((ROOT / "Makefile").read_text(encoding="utf-8"))) == set()


def test_continuous_integration_runs_make_test_and_nothing_else(tmp_path: Path) -> None:
    """`.ci/run` calls `make test` once, in the repository, wherever it is called from."""
    (tmp_path / "make").write_text('#!/bin/sh\necho "$PWD: make $*"\n', encoding="utf-8")
    (tmp_path / "make").chmod(0o755)

    said = run(ROOT / ".ci" / "run", cwd="/", env={**os.environ, "PATH": f"{tmp_path}:/usr/bin"})

    assert (said.stdout, said.stderr, said.returncode) == (f"{ROOT}: make test\n", "", 0)


def targets(makefile: str) -> list[str]:
    """Return the targets of a Makefile that are commands."""
    return [
        name for name in re.findall(r"^\.PHONY: (\w+)", makefile, re.MULTILINE) if name != "always"
    ]


def test_every_dependency_is_pinned_with_its_hashes() -> None:
    """The lock file names one version and its hashes for each package, and no place to get it."""
    assert flaws((ROOT / "requirements.txt").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("acme==1.0", "no hash: acme==1.0"),
        ("acme>=1.0 \\\n    --hash=sha256:00", "not one version: acme>=1.0"),
        (f"{PLACE} https://acme.example/", f"an address: {PLACE} https://acme.example/"),
        ("-f wheels", "a place: -f wheels"),
    ],
)
def test_a_flaw_of_a_lock_file_is_reported(text: str, flaw: str) -> None:
    """A package without a hash or a version, and an index address, are reported."""
    assert flaws(text) == [flaw]


def test_the_lock_file_serves_the_project_file() -> None:
    """What pyproject.toml asks for, the lock file pins; otherwise `make lock` was forgotten."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]

    pinned = dict(
        re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / "requirements.txt").read_text(), re.M)
    )

    for requirement in map(Requirement, asked):
        assert Version(pinned[requirement.name]) in requirement.specifier


def flaws(lock: str) -> list[str]:
    """Return what is wrong with a lock file."""
    return [flaw for entry in lock.replace("\\\n", "").splitlines() for flaw in _flaws_of(entry)]


def _flaws_of(entry: str) -> Iterator[str]:
    wanted = entry.partition(" ")[0]
    if "://" in entry:
        yield f"an address: {entry}"
    elif entry.startswith("-"):
        yield f"a place: {entry}"
    elif entry and not entry.startswith("#"):
        if "==" not in wanted:
            yield f"not one version: {wanted}"
        if "--hash=sha256:" not in entry:
            yield f"no hash: {wanted}"


def test_the_sites_scripts_stay_small() -> None:
    """All weigh less than 10,000 bytes as they are written, and each says what it is for."""
    scripts = {path.name: path.read_text(encoding="utf-8") for path in SCRIPTS.glob("*.js")}

    assert {"search.js", "snippets.js"} <= scripts.keys()
    assert faults_of(scripts) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("const a = 1\n", "a.js does not say first what it is for"),
        ("/* Greets.\n*/\n", "a.js does not say first what it is for"),
        (f"// Greets.\n{'x' * 111}\n", "a.js has a line of more than 110 signs"),
        ("// Greets.\n" + 999 * "let a = 1\n", "10001 bytes in all"),
    ],
)
def test_a_large_script_is_seen(text: str, fault: str) -> None:
    """Too many bytes, a line that is squeezed together, and a script without a word are told."""
    assert faults_of({"a.js": text}) == [fault]
    assert faults_of({"a.js": "// Greets.\nalert(1)\n"}) == []


def faults_of(scripts: dict[str, str]) -> list[str]:
    """Return what is wrong with scripts that everybody downloads and anybody may read."""
    weight = sum(len(text.encode()) for text in scripts.values())
    silent = [name for name, text in scripts.items() if not re.match(r"// [A-Z].*\.\n", text)]
    wide = [name for name, text in scripts.items() if max(map(len, text.splitlines())) > 110]
    return [
        *(f"{name} does not say first what it is for" for name in silent),
        *(f"{name} has a line of more than 110 signs" for name in wide),
        *([f"{weight} bytes in all"] if weight >= 10_000 else []),
    ]


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    """No text of the repository holds a home folder, or the folder that this checkout lies in."""
    found = {
        str(path.relative_to(ROOT)): paths
        for path in texts(ROOT)
        if (paths := paths_of_a_machine(path.read_text(encoding="utf-8"), ROOT))
    }

    assert found == {}


def test_a_path_of_somebodys_machine_is_seen() -> None:
    """Home folders of any system are seen; the one of the sandbox's reader may be named."""
    linux, mac = Path("/", "home"), Path("/", "Users")

    assert paths_of_a_machine(f"cd {linux}/jane/src; ls {mac}/joe/src", ROOT) == ["jane", "joe"]
    assert paths_of_a_machine("source /srv/pp/.venv/bin/activate", Path("/srv/pp")) == ["/srv/pp"]
    assert paths_of_a_machine("ls /home/reader/.claude; ls ~/src; ls docs/src/", Path("/src")) == []


def paths_of_a_machine(text: str, checkout: Path) -> list[str]:
    """Return the owners of home folders that a text names, and the checkout's folder if it does.

    A checkout right below the root, such as /src, is too short a name to look for.
    """
    owners = re.findall(r"/(?:home|Users)/(?!reader\b|you\b)([\w.-]+)/", text)
    if len(checkout.parts) > 2 and f"{checkout}/" in text:
        owners.append(str(checkout))
    return owners


def texts(folder: Path) -> Iterator[Path]:
    """Yield every file of a repository that is text and was written by hand."""
    for entry in folder.iterdir():
        if entry.name not in MADE:
            below = entry.rglob("*") if entry.is_dir() else [entry]
            yield from (path for path in below if path.is_file() and is_text(path))


def is_text(path: Path) -> bool:
    """Return whether a file holds text, as git decides it: no zero byte at its beginning."""
    return b"\0" not in path.read_bytes()[:8000]


@pytest.mark.parametrize("workers", ["0", "2"])
@pytest.mark.parametrize(
    ("line", "status", "count"),
    [
        ("assert True", 0, 0),
        ("pytest.skip('no zsh')", 1, 1),
        ("pytest.xfail('some day')", 1, 1),
        ("pytest.importorskip('no_such_module')", 1, 1),
    ],
)
def test_a_test_that_did_not_run_fails_the_run(
    tmp_path: Path, line: str, status: int, count: int, workers: str
) -> None:
    """Skipping and expecting failure end the run with status 1, in one process and in many."""
    shutil.copy(ROOT / "conftest.py", tmp_path)
    (tmp_path / "test_it.py").write_text(f"import pytest\ndef test_it():\n    {line}\n")

    said = run(
        sys.executable, "-m", "pytest", "-p", "no:pasteproof", "-n", workers, ".", cwd=tmp_path
    )

    told = f"{count} not run (skipped or expected to fail): counted as failed."
    assert said.returncode == status, said.stdout
    assert (told in said.stdout.splitlines()) == bool(count)


def run(*command: str | Path, **settings: Any) -> subprocess.CompletedProcess[str]:
    """Run a command without a keyboard, and return what it said."""
    return subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False, **settings
    )
