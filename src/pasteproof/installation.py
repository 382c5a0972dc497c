"""Lays a copy of the running pasteproof where a machine can use it as one of its tools."""

from __future__ import annotations

import hashlib
import shutil
import stat
import sys
import tempfile
from functools import cache
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

NAME = "pasteproof"
_ABOUT_ITSELF = ("METADATA", "entry_points.txt")  # by the second, MkDocs finds its plug-in
_LAUNCHER = """\
#!/bin/sh
PYTHONPATH=/opt/{name}/lib PYTHONDONTWRITEBYTECODE=1 exec {python} -P -c \\
  'import sys; from pasteproof.cli import main; sys.exit(main())' "$@"
"""


@cache
def lay(cache_folder: Path) -> Path:
    """Return a folder with this program and the libraries that it needs, made where it's not there.

    It is laid out like a package of npm, with the command in `node_modules/.bin`. Copies of what
    the program was before are removed.
    """
    libraries = _libraries(NAME, {})
    folder = cache_folder / "tools" / NAME / _digest(libraries)
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".laying-", dir=folder.parent) as fresh:
            made = Path(fresh) / "made"
            _copy(libraries, made / "lib")
            _write_launcher(made / "node_modules" / ".bin" / NAME)
            for former in folder.parent.glob("[0-9a-f]*"):
                shutil.rmtree(former, ignore_errors=True)
            if not folder.is_dir():  # nobody was faster
                made.rename(folder)
    return folder


def _libraries(name: str, found: dict[str, Distribution]) -> dict[str, Distribution]:
    """Return the distribution and all that it requires, as far as it holds on this Python."""
    each = distribution(name)
    if found.setdefault(each.metadata["Name"].lower(), each) is each:
        for line in each.requires or []:
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                _libraries(requirement.name, found)
    return found


def _digest(libraries: dict[str, Distribution]) -> str:
    whole = hashlib.sha256(sys.executable.encode())
    for name, each in sorted(libraries.items()):
        whole.update(f"{name} {each.version}\0".encode())
    for path in sorted(_own_files()):
        whole.update(path.read_bytes())
    for name in _ABOUT_ITSELF:
        whole.update((libraries[NAME].read_text(name) or "").encode())
    return whole.hexdigest()[:16]


def _own_files() -> list[Path]:
    files = Path(__file__).parent.rglob("*")
    return [path for path in files if path.is_file() and "__pycache__" not in path.parts]


def _copy(libraries: dict[str, Distribution], target: Path) -> None:
    for name, each in libraries.items():
        for file in () if name == NAME else each.files or ():
            source = Path(str(file.locate()))
            if ".." not in file.parts and source.is_file():
                (target / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target / file)  # with its time, which compiled files bear
    own = Path(__file__).parent
    shutil.copytree(own, target / own.name)
    described = target / f"{NAME}-{libraries[NAME].version}.dist-info"
    described.mkdir()
    for file_name in _ABOUT_ITSELF:
        text = libraries[NAME].read_text(file_name) or ""
        (described / file_name).write_text(text, encoding="utf-8")


def _write_launcher(path: Path) -> None:
    python = Path(sys.executable).resolve()
    program = str(python) if python.is_relative_to("/usr") else "python3"  # all that a machine has
    path.parent.mkdir(parents=True)
    path.write_text(_LAUNCHER.format(name=NAME, python=program), encoding="utf-8")
    path.chmod(0o755)
    for each in (path.parents[2], *path.parents[2].rglob("*")):
        is_program = each.is_dir() or each == path or each.stat().st_mode & stat.S_IXUSR
        each.chmod(0o755 if is_program else 0o644)
