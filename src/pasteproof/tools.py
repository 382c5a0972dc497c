"""The real tools of a guide: declared in pyproject.toml, fetched once, shown to every machine.

[tool.pasteproof.tools.acme]
npm = "@acme/cli"
versions = ["2.1.0", "2.0.3"]   # the first one is pinned; the others are for the matrix
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path

from pasteproof.model import Diagnostic, Equipped, Tool
from pasteproof.places import lines_of
from pasteproof.table import Table, near
from pasteproof.text import decode

_FILE = "pyproject.toml"


class NoToolError(Exception):
    """A tool can't be had; the message says which, and what to do."""


def declared(root: Path) -> tuple[dict[str, Tool], tuple[Diagnostic, ...]]:
    """Return the tools of the guide at `root` by name, and what is wrong in their declarations."""
    path = root / _FILE
    if not path.is_file():
        return {}, ()
    text, found = decode(path, path.read_bytes())
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return {}, (*found, Diagnostic(path=path, line=1, problem=f"this is not TOML: {error}."))
    names = data.get("tool", {}).get("pasteproof", {}).get("tools", {})
    at = ("tool", "pasteproof", "tools")
    table = Table(names, path=path, lines=lines_of(text), at=at)
    tools = {name: _tool(table.table(name), name) for name in table.keys()}
    return tools, (*found, *table.mistakes())


def equip(
    root: Path, needs: Iterable[str], chosen: dict[str, str] | None = None
) -> tuple[Equipped, ...]:
    """Return the tools that a scenario needs, each in its pinned version or the one chosen.

    Raises NoToolError where one is not declared, or has not been fetched.
    """
    tools, _ = declared(root)
    return tuple(_equipped(tools, name, (chosen or {}).get(name)) for name in needs)


def chosen_tools(options: Iterable[str]) -> dict[str, str]:
    """Return what options of the form NAME=VERSION choose. Raises NoToolError for another form."""
    chosen = {}
    for option in options:
        name, _, version = option.partition("=")
        if not name or not version:
            raise NoToolError(f"'{option}' chooses no tool. Write NAME=VERSION.")
        chosen[name] = version
    return chosen


def is_fetched(tool: Tool, version: str) -> bool:
    """Return whether that version is here already."""
    return _folder(tool.name, version).is_dir()


def fetch(tool: Tool, version: str) -> Path:
    """Return the folder of a tool's version, after fetching it through npm where it is not there.

    No install script of the package is run. Raises NoToolError.
    """
    folder = _folder(tool.name, version)
    if folder.is_dir():
        return folder
    npm = shutil.which("npm")
    if npm is None:
        raise NoToolError("npm is not installed. Install Node.js, 18 or newer, with its npm.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".fetching-", dir=folder.parent) as fresh:
        _install(npm, Path(fresh), f"{tool.package}@{version}")
        (Path(fresh) / "got").rename(folder)
    return folder


def _tool(table: Table, name: str) -> Tool:
    tool = Tool(
        name=name, package=table.string("npm") or "", versions=table.list_of_strings("versions")
    )
    if not tool.package:
        table.wrong("", f"the tool '{name}' has no package.", 'Add npm = "…".')
    if not tool.versions:
        table.wrong("", f"the tool '{name}' has no version.", 'Add versions = ["…"].')
    return tool


def _equipped(tools: dict[str, Tool], name: str, version: str | None) -> Equipped:
    if name not in tools or not tools[name].versions:
        advice = near(name, tools) or f"Add [tool.pasteproof.tools.{name}] to {_FILE}."
        raise NoToolError(f"the tool '{name}' is not declared. {advice}")
    version = version or tools[name].versions[0]
    folder = _folder(name, version)
    if not folder.is_dir():
        raise NoToolError(f"{name} {version} has not been fetched. Run: pasteproof fetch")
    return Equipped(name=name, version=version, folder=folder)


def _folder(name: str, version: str) -> Path:
    """Return where a version is kept: where the sandbox's own user can read it."""
    if given := os.environ.get("PASTEPROOF_CACHE"):
        cache = Path(given)
    elif os.geteuid() == 0:
        cache = Path("/var/cache/pasteproof")
    else:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pasteproof"
    return cache / "tools" / name / version


def _install(npm: str, fresh: Path, package: str) -> None:
    command = [npm, "install", "--prefix", str(fresh / "got"), "--ignore-scripts", "--no-save"]
    result = subprocess.run(
        [*command, "--no-audit", "--no-fund", "--loglevel=error", package],
        capture_output=True, encoding="utf-8", check=False, umask=0o022, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if result.returncode != 0:
        raise NoToolError(f"npm could not fetch {package}:\n{result.stderr.strip()}")
    fresh.chmod(0o755)
