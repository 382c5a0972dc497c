"""Remembers what was found in a repository, as long as not a byte of it has changed.

What was found of a single page is remembered for as long as neither it has changed nor anything
that is no page, such as a snippet or the glossary.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pasteproof.model import Diagnostic

FILE = Path("build", "found.json")
PAGES_FILE = Path("build", "found-by-page.json")
_MADE = {"build", "site", "dist", "node_modules", "__pycache__"}
"""Folders that commands make; what they made is not what was checked."""

Found = tuple[Diagnostic, ...]
Digests = dict[str, str]
"""The SHA-256 of files, by their paths."""


class Memory:
    """What was found in a repository as it is now, by the name of the search.

    It stands on every file but those of hidden folders, and on pasteproof itself. What can't be
    read is not remembered, and what can't be written is searched for again the next time.
    """

    def __init__(self, root: Path) -> None:
        self._path = root / FILE
        self._root = root
        self._digests = _digests((*_files(root), *_evidence(root)))
        self._key = _of(self._digests, _tool_digest())
        self._known = _load(self._path, self._key)

    def found(self, name: str, search: Callable[[], Iterable[Diagnostic]]) -> Found:
        """Return what a search finds, from memory where it was made before."""
        with contextlib.suppress(KeyError, TypeError, ValueError, AttributeError):
            return tuple(diagnostic_of(each) for each in self._known[name])
        found = tuple(search())
        self._keep(name, [data_of(each) for each in found])
        return found

    def said(self, name: str, search: Callable[[], Iterable[str]]) -> tuple[str, ...]:
        """Return the lines that a search says, from memory where it was made before."""
        known = self._known.get(name)
        if isinstance(known, list) and all(isinstance(each, str) for each in known):
            return tuple(known)
        said = tuple(search())
        self._keep(name, list(said))
        return said

    @cached_property
    def pages(self) -> PageMemory:
        """Return what is remembered of single pages."""
        pages, rest = _by_page(self._root, self._digests)
        return PageMemory(self._root / PAGES_FILE, _of(rest, _tool_digest()), pages)

    def _keep(self, name: str, found: list[Any]) -> None:
        self._known[name] = found
        _write(self._path, {"key": self._key, "found": self._known})


class PageMemory:
    """What was found of each page, in all languages, by its name: data as JSON has it."""

    def __init__(self, path: Path, key: str, digests: Mapping[str, str]) -> None:
        self._path = path
        self._key = key
        self._digests = digests
        self._known = _load(path, key)

    def known(self, name: str) -> Any:
        """Return what is remembered of a page, or None."""
        digest, data = self._known.get(name) or ("", None)
        return data if digest == self._digests.get(name) else None

    def keep(self, found: Mapping[str, Any]) -> None:
        """Remember what was found of some pages, besides what is known of the others."""
        fresh = {name: (self._digests[name], data) for name, data in found.items()}
        known = {name: kept for name, kept in self._known.items() if name in self._digests}
        _write(self._path, {"key": self._key, "found": {**known, **fresh}})


def _write(path: Path, data: dict[str, Any]) -> None:
    """Write what is remembered; a checkout that is read-only has no memory."""
    fresh = path.with_suffix(f".{os.getpid()}.new")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(data), encoding="utf-8")
        fresh.replace(path)


def _load(path: Path, key: str) -> dict[str, Any]:
    """Return what a file remembers of a repository with that digest, or nothing."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        found = data["found"] if data["key"] == key else {}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}  # what can't be read is not remembered
    return found if isinstance(found, dict) else {}


def _by_page(root: Path, digests: Digests) -> tuple[dict[str, str], Digests]:
    """Return a digest of the files of each page, and what there is besides.

    A page is one file in the folder of each language, and a lock for each translation. What of
    them concerns all pages is which languages there are.
    """
    rest: Digests = {}
    pages: dict[str, Digests] = {}
    for path, digest in digests.items():
        kind, language, *inside = (*Path(path).relative_to(root).parts, "", "")
        name = Path(*inside)
        if (kind, name.suffix) in (("docs", ".md"), ("translations", ".lock")):
            pages.setdefault(name.with_suffix(".md").as_posix(), {})[path] = digest
            rest[f"{kind}/{language}"] = ""
            rest |= {path: ""} if inside[0] == "index.md" else {}
        else:
            rest[path] = digest
    return {name: _of(files, "") for name, files in pages.items()}, rest


@cache
def _tool_digest() -> str:
    return _of(_digests(_files(Path(__file__).parent)), sys.version)


def _digests(paths: Iterable[Path]) -> Digests:
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def _of(digests: Digests, start: str) -> str:
    """Return the SHA-256 of files and of their names."""
    whole = hashlib.sha256(start.encode())
    for path, digest in sorted(digests.items()):
        whole.update(f"{path}\0{digest}".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = [each for each in folders if each[0] != "." and each not in _MADE]
        paths = (Path(folder, name) for name in names)
        yield from (path for path in paths if path.is_file())


def _evidence(root: Path) -> Iterator[Path]:
    """Yield what a run has recorded, which pages show, too."""
    own = (FILE.name, PAGES_FILE.name)
    yield from (path for path in (root / "build").glob("*.json") if path.name not in own)


def data_of(diagnostic: Diagnostic) -> list[Any]:
    """Return a diagnostic as data."""
    beside = diagnostic.counterpart
    return [
        str(diagnostic.path), diagnostic.line, diagnostic.problem, diagnostic.advice,
        [str(beside[0]), beside[1]] if beside else None, diagnostic.waived,
    ]  # fmt: skip


def diagnostic_of(data: list[Any]) -> Diagnostic:
    """Return the diagnostic that data is; raise TypeError or ValueError where it is none."""
    path, line, problem, advice, beside, waived = data
    if not isinstance(line, int) or not all(
        isinstance(each, str) for each in (path, problem, advice, waived)
    ):
        raise TypeError("the memory holds something else")
    return Diagnostic(
        path=Path(path), line=line, problem=problem, advice=advice, waived=waived,
        counterpart=(Path(beside[0]), int(beside[1])) if beside else None,
    )  # fmt: skip
