"""Proves the tools of a guide: how they are declared, chosen, fetched, and found again."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import archives
from pasteproof.matching import difference
from pasteproof.model import Equipped, Tool
from pasteproof.telling import told
from pasteproof.tools import NoToolError, chosen_tools, declared, equip, fetch, is_fetched

CASES = sorted((Path(__file__).parent / "tools").glob("*.txt"))
ACME = Tool(name="acme", package="@acme/cli", versions=("2.1.0", "2.0.3"))
DECLARED = b"""\
[project]
name = "guide"

[tool.pasteproof.tools.acme]
npm = "@acme/cli"
versions = ["2.1.0", "2.0.3"]

[tool.pasteproof.tools.other]
npm = "other"
versions = ["1.0.0-rc.1+5"]
"""
PROGRAM = "#!/bin/sh\necho hello from acme\n"


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    """Return the folder of a guide that declares two tools."""
    archives.lay({"guide/pyproject.toml": DECLARED}, tmp_path)
    return tmp_path / "guide"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that fetched tools are kept in, which is not there yet."""
    monkeypatch.setenv("PASTEPROOF_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
    monkeypatch.setenv("npm_config_update_notifier", "false")
    monkeypatch.setenv("npm_config_install_links", "true")  # a folder is copied, as a package is
    return tmp_path / "cache"


def test_tools_are_read_as_they_are_declared(guide: Path) -> None:
    """Each tool has its package and its versions, the pinned one first; the rest is left alone."""
    tools, found = declared(guide)

    assert found == ()
    assert tools == {
        "acme": ACME,
        "other": Tool(name="other", package="other", versions=("1.0.0-rc.1+5",)),
    }


@pytest.mark.parametrize(
    "text", [None, b"", b'[project]\nname = "a"\n', b"tool = 1\n", b"[tool]\npasteproof = 1\n"]
)
def test_a_project_without_tools_declares_none(tmp_path: Path, text: bytes | None) -> None:
    """Where nothing is declared there is no tool, and nothing wrong with that."""
    if text is not None:
        (tmp_path / "pyproject.toml").write_bytes(text)

    assert declared(tmp_path) == ({}, ())


ELSEWHERE = """\
[tool.pasteproof.tools."{name}"]
npm = "acme"
versions = ["2.1.0", "{version}"]
"""


@pytest.mark.parametrize(
    ("name", "version"),
    [("..", "1.0"), ("../acme", "1.0"), ("acme/..", "1.0"), ("acme", ".."), ("acme", "../1.0")],
)
def test_no_tool_leads_to_another_folder(
    tmp_path: Path, cache: Path, name: str, version: str
) -> None:
    """A name or a version with a path in it gives no machine a folder of the host to look at."""
    (cache / "tools" / name / version).mkdir(parents=True, exist_ok=True)
    (cache / "tools" / name / "2.1.0").mkdir(parents=True, exist_ok=True)
    (tmp_path / "pyproject.toml").write_text(ELSEWHERE.format(name=name, version=version))

    for chosen in (None, {name: version}):
        with pytest.raises(NoToolError) as error:
            equip(tmp_path, (name,), chosen)

        assert str(error.value).startswith(f"the tool '{name}' is not declared. ")


def test_a_plain_tool_leads_to_its_folder(tmp_path: Path, cache: Path) -> None:
    """The same declaration with plain names gives the tool."""
    folder = cache / "tools" / "acme" / "1.0"
    folder.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(ELSEWHERE.format(name="acme", version="1.0"))

    (acme,) = equip(tmp_path, ("acme",), {"acme": "1.0"})

    assert acme.folder == folder


@pytest.mark.parametrize("depth", [1500, 100_000])
def test_a_nesting_without_end_is_told(tmp_path: Path, depth: int) -> None:
    """Brackets that Python's reader of TOML gives up on are a mistake of the file."""
    (tmp_path / "pyproject.toml").write_text("x = " + "[" * depth, encoding="utf-8")

    tools, (mistake,) = declared(tmp_path)

    assert tools == {}
    assert str(mistake).startswith(f"{tmp_path}/pyproject.toml:1: this is not TOML: ")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_mistake_is_told(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file of tools/ holds a pyproject.toml, and all that is told of the tools in it."""
    monkeypatch.chdir(tmp_path)
    wanted = archives.unpack(path, tmp_path)

    _, found = declared(Path())

    assert told(found, "text") == wanted


def test_an_option_chooses_a_version() -> None:
    """NAME=VERSION chooses; of two for one tool, the later one counts."""
    assert chosen_tools([]) == {}
    assert chosen_tools(["acme=1.0", "other=2=3", "acme=2.0"]) == {"acme": "2.0", "other": "2=3"}


@pytest.mark.parametrize("option", ["", "acme", "acme=", "=1.0", "="])
def test_an_option_of_another_form_is_told(option: str) -> None:
    """What has no name or no version chooses nothing."""
    with pytest.raises(NoToolError) as error:
        chosen_tools(["other=1.0", option])

    assert str(error.value) == f"'{option}' chooses no tool. Write NAME=VERSION."


def test_a_scenario_gets_what_it_needs(guide: Path, cache: Path) -> None:
    """Each tool comes in its pinned version, or in the one that is chosen, in the order needed."""
    folders = [
        cache / "tools" / each for each in ("acme/2.1.0", "acme/2.0.3", "other/1.0.0-rc.1+5")
    ]
    for folder in folders:
        folder.mkdir(parents=True)
    pinned, older, other = folders

    both = equip(guide, ("other", "acme"))
    chosen = equip(guide, ("acme",), {"acme": "2.0.3"})

    assert both == (
        Equipped(name="other", version="1.0.0-rc.1+5", folder=other),
        Equipped(name="acme", version="2.1.0", folder=pinned),
    )
    assert chosen == (Equipped(name="acme", version="2.0.3", folder=older, is_pinned=False),)
    assert (equip(guide, ()), str(chosen[0])) == ((), "acme 2.0.3")


LACKING = {
    "undeclared": (
        ("acne",),
        {},
        "the tool 'acne' is not declared. Did you mean 'acme'?",
    ),
    "far from any": (
        ("tool",),
        {},
        "the tool 'tool' is not declared. Add [tool.pasteproof.tools.tool] to pyproject.toml.",
    ),
    "chosen, undeclared": (
        ("acme",),
        {"acne": "1.0"},
        "the tool 'acne' is not declared. Did you mean 'acme'?",
    ),
    "another version": (
        ("acme",),
        {"acme": "2.1.1"},
        "acme 2.1.1 is not declared. Did you mean '2.1.0'?",
    ),
    "a version far from any": (
        ("acme",),
        {"acme": "latest"},
        "acme latest is not declared. There are: 2.1.0, 2.0.3.",
    ),
    "a version that leads elsewhere": (
        ("acme",),
        {"acme": "../../etc"},
        "acme ../../etc is not declared. There are: 2.1.0, 2.0.3.",
    ),
    "not fetched": (
        ("acme",),
        {},
        "acme 2.1.0 has not been fetched. Run: pasteproof fetch",
    ),
    "not the pinned one, not fetched": (
        ("acme",),
        {"acme": "2.0.3"},
        "acme 2.0.3 has not been fetched. Run: pasteproof fetch --all",
    ),
}


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize(("needs", "chosen", "message"), LACKING.values(), ids=LACKING.keys())
def test_what_is_not_there_is_told(
    guide: Path, needs: tuple[str, ...], chosen: dict[str, str], message: str
) -> None:
    """A tool or version that is not declared, or not fetched, is told with what to do."""
    with pytest.raises(NoToolError) as error:
        equip(guide, needs, chosen)

    assert str(error.value) == message


def package(folder: Path, **more: object) -> Path:
    """Write an npm package with the command `acme` into a folder."""
    about = {"name": "acme", "version": "1.0.0", "bin": {"acme": "acme.sh"}} | more
    archives.lay({"package.json": json.dumps(about).encode(), "acme.sh": PROGRAM.encode()}, folder)
    return folder


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Tool]:
    """Return a tool whose version 1.0.0 npm finds in a folder, so that no network is needed."""
    package(tmp_path / "packages" / "acme@1.0.0")
    yield Tool(name="acme", package=f"file:{tmp_path}/packages/acme", versions=("1.0.0",))


def test_a_tool_is_fetched_once(cache: Path, source: Tool) -> None:
    """A tool comes through npm into the cache, and from then on out of it, without npm."""
    before = is_fetched(source, "1.0.0")
    folder = fetch(source, "1.0.0")
    after = is_fetched(source, "1.0.0")

    again = fetch(replace(source, package="file:/nowhere"), "1.0.0")

    command = folder / "node_modules" / ".bin" / "acme"
    said = subprocess.run([command], capture_output=True, text=True, check=True).stdout
    assert (before, after) == (False, True)
    assert folder == again == cache / "tools" / "acme" / "1.0.0"
    assert said == "hello from acme\n"
    assert [each.name for each in folder.parent.iterdir()] == ["1.0.0"]


def test_a_packages_own_script_is_run(tmp_path: Path, cache: Path) -> None:
    """What a package does to install itself is done, as on a reader's machine."""
    script = {"install": "echo 'made by the script' > made"}
    package(tmp_path / "acme@1.0.0", scripts=script)

    folder = fetch(replace(ACME, package=f"file:{tmp_path}/acme"), "1.0.0")

    made = folder / "node_modules" / "acme" / "made"
    assert made.read_text(encoding="utf-8") == "made by the script\n"
    assert cache in folder.parents


@pytest.mark.usefixtures("cache")
def test_what_is_fetched_can_be_read_by_everybody(source: Tool) -> None:
    """The sandbox runs as somebody else, so an umask of one's own must not keep the tool secret."""
    before = os.umask(0o077)
    try:
        folder = fetch(source, "1.0.0")
    finally:
        os.umask(before)

    kept = [path for path in (folder, *folder.rglob("*")) if not path.is_symlink()]
    assert len(kept) > 3
    assert [path.name for path in kept if not path.stat().st_mode & 0o004] == []


def test_a_package_without_the_command_is_told(tmp_path: Path, cache: Path) -> None:
    """A package that brings another command than the tool's is refused, and nothing is kept."""
    package(tmp_path / "acme@1.0.0", bin={"acme-cli": "acme.sh"})
    tool = replace(ACME, package=f"file:{tmp_path}/acme")

    with pytest.raises(NoToolError) as error:
        fetch(tool, "1.0.0")

    assert str(error.value) == f"file:{tmp_path}/acme 1.0.0 has no command 'acme'."
    assert list((cache / "tools" / "acme").iterdir()) == []


def test_what_npm_says_is_told(tmp_path: Path, cache: Path) -> None:
    """Where npm fails, its own words are told, and nothing is kept."""
    tool = replace(ACME, package=f"file:{tmp_path}/nowhere")

    with pytest.raises(NoToolError) as error:
        fetch(tool, "1.0.0")

    wanted = f"npm could not fetch file:{tmp_path}/nowhere@1.0.0:\n...\n[..]ENOENT[..]\n..."
    assert difference(wanted, str(error.value)) == ()
    assert list((cache / "tools" / "acme").iterdir()) == []


def test_a_script_that_fails_is_told(tmp_path: Path, cache: Path) -> None:
    """Where a package's own script fails, what it said is told, and nothing is kept."""
    package(tmp_path / "acme@1.0.0", scripts={"install": "echo 'no room' >&2; false"})
    tool = replace(ACME, package=f"file:{tmp_path}/acme")

    with pytest.raises(NoToolError) as error:
        fetch(tool, "1.0.0")

    assert difference("npm could not fetch [..]:\n...\n[..]no room\n...", str(error.value)) == ()
    assert list((cache / "tools" / "acme").iterdir()) == []


def test_without_npm_nothing_is_fetched(
    tmp_path: Path, cache: Path, source: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where npm is missing, that is told with what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NoToolError) as error:
        fetch(source, "1.0.0")

    assert str(error.value) == "npm is not installed. Install Node.js, 18 or newer, with its npm."
    assert not cache.exists()


def test_tools_are_kept_where_the_system_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache is the one that is named, else root's, or that of the user's own choice."""
    monkeypatch.delenv("PASTEPROOF_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    folder = tmp_path / "xdg" / "pasteproof" / "tools" / "acme" / "2.1.0"
    before = is_fetched(ACME, "2.1.0")

    folder.mkdir(parents=True)

    assert (before, is_fetched(ACME, "2.1.0")) == (False, True)
    assert fetch(ACME, "2.1.0") == folder
