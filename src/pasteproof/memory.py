"""Remembers what was found in a repository, as long as not a byte of it has changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pasteproof.model import Diagnostic

FILE = Path("build", "found.json")
_MADE = {"build", "site", "dist", "node_modules", "__pycache__"}
"""Folders that commands make; what they made is not what was checked."""

Found = tuple[Diagnostic, ...]


class Memory:
    """What was found in a repository as it is now, by the name of the search.

    It stands on every file but those of hidden folders, and on pasteproof itself. What can't be
    read is not remembered, and what can't be written is searched for again the next time.
    """

    def __init__(self, root: Path) -> None:
        self._path = root / FILE
        self._key = _digest(root)
        self._known = _load(self._path, self._key)

    def found(self, name: str, search: Callable[[], Iterable[Diagnostic]]) -> Found:
        """Return what a search finds, from memory where it was made before."""
        with contextlib.suppress(KeyError, TypeError, ValueError, AttributeError):
            return tuple(_diagnostic(each) for each in self._known[name])
        found = tuple(search())
        self._keep(name, [_data(each) for each in found])
        return found

    def said(self, name: str, search: Callable[[], Iterable[str]]) -> tuple[str, ...]:
        """Return the lines that a search says, from memory where it was made before."""
        known = self._known.get(name)
        if isinstance(known, list) and all(isinstance(each, str) for each in known):
            return tuple(known)
        said = tuple(search())
        self._keep(name, list(said))
        return said

    def _keep(self, name: str, found: list[Any]) -> None:
        self._known[name] = found
        text = json.dumps({"key": self._key, "found": self._known}, ensure_ascii=False)
        fresh = self._path.with_suffix(f".{os.getpid()}.new")
        with contextlib.suppress(OSError):  # a checkout that is read-only has no memory
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(self._path)


def _load(path: Path, key: str) -> dict[str, Any]:
    """Return what a file remembers of a repository with that digest, or nothing."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        found = data["found"] if data["key"] == key else {}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}  # what can't be read is not remembered
    return found if isinstance(found, dict) else {}


def _digest(root: Path) -> str:
    """Return the SHA-256 of the files of a repository, of their names, and of the tool."""
    return _of((*_files(root), *_evidence(root)), _tool_digest())


@cache
def _tool_digest() -> str:
    return _of(_files(Path(__file__).parent), sys.version)


def _of(paths: Iterable[Path], start: str) -> str:
    whole = hashlib.sha256(start.encode())
    for path in sorted(paths):
        whole.update(f"{path}\0".encode("utf-8", "surrogateescape"))
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = [each for each in folders if each[0] != "." and each not in _MADE]
        paths = (Path(folder, name) for name in names)
        yield from (path for path in paths if path.is_file())


def _evidence(root: Path) -> Iterator[Path]:
    """Yield what a run has recorded, which pages show, too."""
    yield from (path for path in (root / "build").glob("*.json") if path.name != FILE.name)


def _data(diagnostic: Diagnostic) -> list[Any]:
    beside = diagnostic.counterpart
    return [
        str(diagnostic.path), diagnostic.line, diagnostic.problem, diagnostic.advice,
        [str(beside[0]), beside[1]] if beside else None, diagnostic.waived,
    ]  # fmt: skip


def _diagnostic(data: list[Any]) -> Diagnostic:
    path, line, problem, advice, beside, waived = data
    if not isinstance(line, int) or not all(
        isinstance(each, str) for each in (path, problem, advice, waived)
    ):
        raise TypeError("the memory holds something else")
    return Diagnostic(
        path=Path(path), line=line, problem=problem, advice=advice, waived=waived,
        counterpart=(Path(beside[0]), int(beside[1])) if beside else None,
    )  # fmt: skip
