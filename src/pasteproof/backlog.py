"""Reads how far the translations of a guide have come: each page with its source and its lock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from pasteproof import lock
from pasteproof.fences import fences
from pasteproof.freshness import Freshness, Standing, compare
from pasteproof.languages import languages, page_names
from pasteproof.lock import Entry
from pasteproof.markdown import parse
from pasteproof.model import Diagnostic
from pasteproof.prose import Mistake, ParsedPage
from pasteproof.table import near
from pasteproof.text import decode

FOLDER = Path("translations")
_CONFLICT = re.compile(r"(?:<{7}|>{7}) \S.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """One page in one language: its files, what its lock says, and how it stands to its source.

    The paths are below the guide's folder. `faults` keep it from being accepted; with faults in
    the lock, or in what the pages are as files, there is no `freshness`.
    """

    language: str
    name: str
    source: Path
    path: Path
    lock_path: Path
    is_there: bool
    entries: tuple[Entry, ...]
    faults: tuple[Diagnostic, ...]
    freshness: Freshness | None
    lines: tuple[str, ...]

    @property
    def short(self) -> str:
        """Return the page as one types it, such as `zh/window.md`."""
        return f"{self.language}/{self.name}"

    @property
    def adoption(self) -> str:
        """Return what to do with a page of which nothing has been accepted."""
        return f"Compare it with {self.source}, then: pasteproof accept {self.short}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A page as it was read; `found` is all that is wrong with it, `torn` what hides its text."""

    text: str = ""
    page: ParsedPage = field(default_factory=ParsedPage)
    found: tuple[Diagnostic, ...] = ()
    torn: tuple[Diagnostic, ...] = ()


def translations(root: Path) -> Iterator[Translation]:
    """Yield each page in each language but the source's, whether it is there or not."""
    source, *others = languages(root) or ("",)
    for language in others:
        for name in sorted({*page_names(root, source), *page_names(root, language)}):
            yield between(root, source, language, name)


def translation(root: Path, language: str, name: str) -> Translation:
    """Return how one page stands in one language."""
    return between(root, languages(root)[0], language, name)


def between(root: Path, original: str, language: str, name: str) -> Translation:
    """Return how one page in one language stands to the one in the original language."""
    source, path = Path("docs", original, name), Path("docs", language, name)
    lock_path = (FOLDER / language / name).with_suffix(".lock")
    ours, theirs = _read(root, source), _read(root, path)
    known = _lock(root, lock_path)
    obstacles = tuple(_diagnostic(lock_path, each) for each in known.mistakes)
    if not (root / source).is_file():
        advice = f"Take that back from git, or delete this page and {lock_path}."
        obstacles = (_at(path, 1, f"{source}, its source page, is gone.", advice), *obstacles)
    is_readable = not (obstacles or ours.torn or theirs.torn)
    return Translation(
        language=language, name=name, source=source, path=path, lock_path=lock_path,
        is_there=(root / path).is_file(), entries=known.entries,
        faults=(*obstacles, *ours.torn, *theirs.torn, *ours.found, *theirs.found),
        freshness=compare(ours.page, theirs.page, known.entries) if is_readable else None,
        lines=tuple(theirs.text.split("\n")),
    )  # fmt: skip


def named(root: Path, spelled: str) -> tuple[tuple[str, str], ...]:
    """Return the languages and the pages that somebody names; raise LookupError for none.

    A page may be named with its language or without, with docs/ and .md or without.
    """
    source, *others = languages(root) or ("",)
    known = {name for each in (source, *others) for name in page_names(root, each)}
    parts = PurePath(spelled.removesuffix(".md")).parts
    parts = parts[1:] if parts[:1] == ("docs",) else parts
    chosen = [parts[0]] if parts and parts[0] in others else others
    name = "/".join(parts[1:] if parts and parts[0] in (source, *others) else parts) + ".md"
    if name not in known:
        advice = near(name, known) or "See them all: pasteproof status"
        raise LookupError(f"there is no page '{spelled}'. {advice}")
    return tuple((language, name) for language in chosen)


def faults(root: Path) -> Iterator[Diagnostic]:
    """Yield what is wrong in lock files, those that belong to no page, and torn pages."""
    for each in translations(root):
        yield from faults_of(root, each)
    yield from strays(root)


def faults_of(root: Path, page: Translation) -> Iterator[Diagnostic]:
    """Yield what is wrong in the lock file of a translation, and what tears its pages."""
    if page.freshness is None and (root / page.source).is_file():
        yield from page.faults


def strays(root: Path) -> Iterator[Diagnostic]:
    """Yield the lock files that belong to no page."""
    for path in sorted((root / FOLDER).rglob("*.lock")):
        language, *rest = path.relative_to(root / FOLDER).parts
        page = Path("docs", language, *rest).with_suffix(".md")
        if not (root / page).is_file():
            problem = f"{page}, which this belongs to, is gone."
            yield _at(path.relative_to(root), 1, problem, _heir(root, path, language))


def outdated(page: Translation) -> Iterator[Diagnostic]:
    """Yield each block that was translated from something else than its source says now."""
    if page.freshness and page.is_there and not page.entries:
        yield _at(page.path, 1, "nothing of this page has been accepted yet.", page.adoption)
    elif page.freshness:
        yield from (
            _outdated(page, standing)
            for standing in page.freshness.standings
            if standing.state == "outdated"
        )


def _outdated(page: Translation, standing: Standing) -> Diagnostic:
    what = standing.source.construct
    problem = (
        f"the source of this {what} has changed since it was translated."
        if standing.was
        else f"nobody has accepted this {what} yet."
    )
    return Diagnostic(
        path=page.path, line=standing.line, problem=problem,
        advice=f"Run: pasteproof diff {page.short}",
        counterpart=(page.source, standing.source.block.line),
    )  # fmt: skip


def _read(root: Path, path: Path) -> _File:
    if not (root / path).is_file():
        return _File()
    text, found = decode(path, (root / path).read_bytes())
    if found and not text:
        return _File(torn=found)
    page = parse(text)
    mistakes = tuple(_diagnostic(path, each) for each in page.mistakes)
    return _File(text=text, page=page, found=mistakes, torn=tuple(_conflicts(path, text)))


def _conflicts(path: Path, text: str) -> Iterator[Diagnostic]:
    shown = {line for fence in fences(text) for line in range(fence.line, fence.end + 1)}
    for number, line in enumerate(text.split("\n"), 1):
        if _CONFLICT.fullmatch(line) and number not in shown:
            problem = "a merge has left the mark of a conflict here."
            yield _at(path, number, problem, "Decide what the page says, and delete the marks.")


def _lock(root: Path, path: Path) -> lock.Lock:
    if not (root / path).is_file():
        return lock.Lock()
    text, found = decode(path, (root / path).read_bytes())
    if found and not text:
        mistake = Mistake(line=1, problem=found[0].problem, advice="Take the file back from git.")
        return lock.Lock(mistakes=(mistake,))
    return lock.read(text)


def _heir(root: Path, path: Path, language: str) -> str:
    """Return what to do with a lock whose page is gone; the page may have another name now."""
    own = {entry.own for entry in _lock(root, path.relative_to(root)).entries}
    for name in page_names(root, language):
        other = (root / FOLDER / language / name).with_suffix(".lock")
        leaves = _read(root, Path("docs", language, name)).page.leaves()
        shared = own & {lock.hash_of_letters(leaf.block.text) for leaf in leaves}
        if not other.exists() and 2 * len(shared) > len(own):
            old, new = path.relative_to(root), other.relative_to(root)
            return f"docs/{language}/{name} says the same: git mv {old} {new}"
    return "Take the page back from git, or delete this file."


def _diagnostic(path: Path, mistake: Mistake) -> Diagnostic:
    return _at(path, mistake.line, mistake.problem, mistake.advice)


def _at(path: Path, line: int, problem: str, advice: str) -> Diagnostic:
    return Diagnostic(path=path, line=line, problem=problem, advice=advice)
