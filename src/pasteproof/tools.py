"""The real tools of a guide: declared in pyproject.toml, fetched once, shown to every machine.

[tool.pasteproof.tools.acme]
npm = "@acme/cli"
versions = ["2.1.0", "2.0.3"]   # the first one is pinned; the others are for the matrix
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pasteproof import __version__, installation
from pasteproof.model import Diagnostic, Equipped, Tool
from pasteproof.places import lines_of, parse
from pasteproof.table import Table, near
from pasteproof.text import decode

LATEST = "latest"
"""The version that npm gives to whoever asks for none."""
_FILE = "pyproject.toml"
_PLAIN = re.compile(r"\w[\w.+-]*")  # nothing that leads to another folder


class NoToolError(Exception):
    """A tool can't be had; the message says which, and what to do."""


def declared(root: Path) -> tuple[dict[str, Tool], tuple[Diagnostic, ...]]:
    """Return the tools of the guide at `root` by name, and what is wrong in their declarations."""
    path = root / _FILE
    if not path.is_file():
        return {}, ()
    text, found = decode(path, path.read_bytes())
    data, mistakes = parse(path, text)
    section = _below(_below(data, "tool"), "pasteproof")
    given = {key: value for key, value in section.items() if key == "tools"}
    table = Table(given, path=path, lines=lines_of(text), at=("tool", "pasteproof"))
    names = table.table("tools")
    tools = {name: _tool(names.table(name), name) for name in names.keys()}
    plain = {name: tool for name, tool in tools.items() if _PLAIN.fullmatch(name)}
    return plain, (*found, *mistakes, *table.mistakes())


def known(root: Path) -> dict[str, Tool]:
    """Return the tools that scenarios can need: those declared, and the running pasteproof."""
    own = Tool(name=installation.NAME, package="", versions=(__version__,))
    return {own.name: own} | declared(root)[0]


def how_to_declare(name: str, tools: Iterable[str]) -> str:
    """Return what to do about a tool that is not among those declared."""
    return near(name, tools) or f"Add [tool.pasteproof.tools.{name}] to {_FILE}."


def equip(
    root: Path, needs: Sequence[str], chosen: dict[str, str] | None = None
) -> tuple[Equipped, ...]:
    """Return the tools that a scenario needs, each in its pinned version or the one chosen.

    Raises NoToolError where one is not declared, or has not been fetched.
    """
    tools = known(root)
    chosen = chosen or {}
    for name in (*chosen, *needs):
        if name not in tools or not tools[name].versions:
            raise NoToolError(f"the tool '{name}' is not declared. {how_to_declare(name, tools)}")
    return tuple(_equipped(tools[name], chosen.get(name)) for name in needs)


def choices(root: Path, needs: Sequence[str], *, every: bool) -> tuple[dict[str, str], ...]:
    """Return what to choose beside the pinned versions, which come first and are no choice.

    With `every`, each other version of a needed tool is one choice.
    """
    tools, _ = declared(root)
    others = (
        {name: version}
        for name in needs
        if every and name in tools
        for version in tools[name].versions[1:]
    )
    return ({}, *others)


def chosen_tools(options: Iterable[str]) -> dict[str, str]:
    """Return what options of the form NAME=VERSION choose. Raises NoToolError for another form."""
    chosen = {}
    for option in options:
        name, _, version = option.partition("=")
        if not name or not version:
            raise NoToolError(f"'{option}' chooses no tool. Write NAME=VERSION.")
        chosen[name] = version
    return chosen


def lend(tool: Tool, version: str) -> Equipped:
    """Return a tool in a version that need not be declared, fetched where it is not there.

    Of `latest`, npm says which that is. Raises NoToolError.
    """
    exact = _latest(tool) if version == LATEST else version
    if not _PLAIN.fullmatch(exact):
        raise NoToolError(f"'{exact}' is no version of {tool.name}. Write it as npm does: 2.1.0.")
    is_pinned = exact == tool.versions[0]
    folder = fetch(tool, exact)
    return Equipped(name=tool.name, version=exact, folder=folder, is_pinned=is_pinned)


def is_fetched(tool: Tool, version: str) -> bool:
    """Return whether that version is here already."""
    return _folder(tool.name, version).is_dir()


def fetch(tool: Tool, version: str) -> Path:
    """Return the folder of a tool's version, after fetching it through npm where it is not there.

    The package's own install script is run, as it is on a reader's machine: Claude Code's puts its
    program in place. Raises NoToolError.
    """
    folder = _folder(tool.name, version)
    if folder.is_dir():
        return folder
    npm = _npm()
    _open(folder.parent)
    with tempfile.TemporaryDirectory(prefix=".fetching-", dir=folder.parent) as fresh:
        _install(npm, Path(fresh), f"{tool.package}@{version}")
        got = Path(fresh) / "got"
        if not (got / "node_modules" / ".bin" / tool.name).exists():
            raise NoToolError(f"{tool.package} {version} has no command '{tool.name}'.")
        if not folder.is_dir():  # nobody was faster
            got.rename(folder)
    return folder


def _below(data: dict[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _tool(table: Table, name: str) -> Tool:
    """Return a tool, which has no version where one of them could lead to another folder."""
    package, versions = table.string("npm") or "", table.list_of_strings("versions")
    if not package:
        table.wrong("", f"the tool '{name}' has no package.", 'Add npm = "…".')
    if not versions:
        table.wrong("", f"the tool '{name}' has no version.", 'Add versions = ["…"].')
    if not _PLAIN.fullmatch(name):
        table.wrong("", f"'{name}' is no name of a command.", "Write the name alone.")
    wrong = [version for version in versions if not _PLAIN.fullmatch(version)]
    for version in wrong:
        table.wrong("versions", f"'{version}' is no version.", "Write it as npm does: 2.1.0.")
    return Tool(name=name, package=package, versions=() if wrong else versions)


def _equipped(tool: Tool, chosen: str | None) -> Equipped:
    version = chosen or tool.versions[0]
    if version not in tool.versions:
        advice = near(version, tool.versions) or f"There are: {', '.join(tool.versions)}."
        raise NoToolError(f"{tool.name} {version} is not declared. {advice}")
    if not tool.package:
        _open(_cache() / "tools" / tool.name)
        return Equipped(name=tool.name, version=version, folder=installation.lay(_cache()))
    folder = _folder(tool.name, version)
    if not folder.is_dir():
        which = "" if version == tool.versions[0] else " --all"
        raise NoToolError(
            f"{tool.name} {version} has not been fetched. Run: pasteproof fetch{which}"
        )
    is_pinned = version == tool.versions[0]
    return Equipped(name=tool.name, version=version, folder=folder, is_pinned=is_pinned)


def _folder(name: str, version: str) -> Path:
    return _cache() / "tools" / name / version


def _cache() -> Path:
    """Return where tools are kept: where the sandbox's own user can read them."""
    if given := os.environ.get("PASTEPROOF_CACHE"):
        return Path(given)
    if os.geteuid() == 0:
        return Path("/var/cache/pasteproof")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pasteproof"


def _open(folder: Path) -> None:
    """Make a folder of the cache that the sandbox's own user can read, whatever the umask is."""
    folder.mkdir(parents=True, exist_ok=True)
    inside = folder.relative_to(_cache()).parts
    for each in (_cache().joinpath(*inside[:depth]) for depth in range(len(inside) + 1)):
        if each.stat().st_mode & 0o055 != 0o055:
            each.chmod(0o755)


def _install(npm: str, fresh: Path, package: str) -> None:
    options = ("--no-save", "--no-audit", "--no-fund")
    _asked(package, npm, "install", "--prefix", str(fresh / "got"), *options, package)
    fresh.chmod(0o755)


def _latest(tool: Tool) -> str:
    """Return which version of a tool npm calls the latest one."""
    return _asked(tool.package, _npm(), "view", tool.package, f"dist-tags.{LATEST}").strip()


def _npm() -> str:
    """Return where npm is."""
    npm = shutil.which("npm")
    if npm is None:
        raise NoToolError("npm is not installed. Install Node.js, 18 or newer, with its npm.")
    return npm


def _asked(package: str, *command: str) -> str:
    """Return what a command of npm about a package says."""
    result = subprocess.run(
        [*command, "--loglevel=error"],
        capture_output=True, encoding="utf-8", check=False, umask=0o022, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if result.returncode != 0:
        raise NoToolError(f"npm could not fetch {package}:\n{result.stderr.strip()}")
    return result.stdout
