"""Build the site: every page with its snippets and marks, one MkDocs run per language.

Nothing here runs a reader's command: the tests prove, this only reads what they recorded.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from pasteproof import front, listing, search, status
from pasteproof.addresses import strays
from pasteproof.backlog import translations
from pasteproof.model import Diagnostic
from pasteproof.page import expand, references
from pasteproof.published import catalogue, lacking, reader_files, recorded, snippets_of
from pasteproof.recorded import scenarios, show
from pasteproof.scenario import read_all
from pasteproof.text import decode

_MESSAGE = re.compile(r"(?:WARNING|ERROR|CRITICAL) *-  (.*)")
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_AT_LINE = re.compile(r"pasteproof: ([^:]+):(\d+): (.*)")
_IN_FILE = re.compile(r"Doc file '([^']+)' contains (?:.*?)'([^']*)'")


def languages(root: Path) -> tuple[str, ...]:
    """Return the languages of the guide: the folders of docs/ that have a first page."""
    return tuple(sorted(path.parent.name for path in (root / "docs").glob("*/index.md")))


def unproven(root: Path) -> tuple[Diagnostic, ...]:
    """Return the snippets, screens and tables of the pages that no current evidence proves."""
    snippets, gaps = snippets_of(root), lacking(root)
    found = []
    for path, text in _pages(root):
        wanted = [
            (line, reference, snippet.scenario)
            for line, reference in references(text)
            if (snippet := snippets.get(reference)) and not snippet.published.reason
        ]
        wanted += [(line, name, name) for line, name in scenarios(text)]
        found += [
            Diagnostic(
                path=path.relative_to(root),
                line=line,
                problem=f"nothing current proves '{what}' in {gaps[name]}.",
                advice=f"Run: pasteproof verify --all {name}",
            )
            for line, what, name in wanted
            if name in gaps
        ]
    return tuple(found)


def build(root: Path, site_dir: Path, require_evidence: bool = False) -> tuple[Diagnostic, ...]:
    """Write the whole site to `site_dir`, or return what is wrong and leave the old one there."""
    found = mistakes(root, site_dir)
    if not found and require_evidence:
        found = (*unproven(root), *strays(root))
    if found:
        return found
    site_dir.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".site-", dir=site_dir.parent) as folder:
        fresh = Path(folder) / "site"
        found = _render(root, fresh)
        found = found or complete(root, fresh)
        if not found:
            _replace(site_dir, fresh)
    return found


def mistakes(root: Path, site_dir: Path) -> tuple[Diagnostic, ...]:
    """Return why the guide can't be built, or not into that folder, without building it."""
    return _obstacles(root, site_dir) or _mistakes(root)


def complete(root: Path, fresh: Path) -> tuple[Diagnostic, ...]:
    """Add to a rendered site what stands above the languages, or return what is wrong.

    That is the front page, the lists of all pages, the index of the search, and files to download;
    status.json says what `pasteproof status --format json` says.
    """
    front.write(fresh, languages(root))
    listing.write(root, fresh, languages(root))
    told = status.as_json(translations(root))
    (fresh / "status.json").write_text(f"{told}\n", encoding="utf-8")
    for path in reader_files(root):
        shutil.copyfile(path, fresh / path.name)
    return search.write(fresh, languages(root))


def environment_of(language: str) -> dict[str, str]:
    """Return the environment in which MkDocs renders one language."""
    kept = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    return kept | {
        "PASTEPROOF_LANGUAGE": language, "PYTHONUTF8": "1", "NO_MKDOCS_2_WARNING": "true",
    }  # fmt: skip


def located(root: Path, message: str) -> Diagnostic:
    """Return one of MkDocs' messages as a diagnostic, at the line that it speaks of."""
    if told := _AT_LINE.fullmatch(message):
        return Diagnostic(path=Path(told[1]), line=int(told[2]), problem=told[3])
    if told := _IN_FILE.match(message):
        path = Path("docs") / told[1]
        lines = (root / path).read_text(encoding="utf-8").splitlines()
        numbers = (number for number, line in enumerate(lines, 1) if told[2] in line)
        return Diagnostic(path=path, line=next(numbers, 1), problem=message)
    return _at(Path("mkdocs.yml"), message)


def _pages(root: Path) -> Iterator[tuple[Path, str]]:
    for path in _page_files(root):
        yield path, decode(path, path.read_bytes())[0]


def _page_files(root: Path) -> Iterator[Path]:
    for language in languages(root):
        yield from sorted((root / "docs" / language).rglob("*.md"))


def _obstacles(root: Path, site_dir: Path) -> tuple[Diagnostic, ...]:
    """Return why the guide can't be built at all, or not into that folder."""
    if not (root / "mkdocs.yml").is_file():
        return (_at(Path("mkdocs.yml"), "there is no such file.", "Run this in a guide's folder."),)
    if not languages(root):
        return (_at(Path("docs"), "no language has a first page.", "Write docs/en/index.md."),)
    is_foreign = site_dir.is_dir() and any(site_dir.iterdir()) and not front.is_in(site_dir)
    if is_foreign or site_dir.is_file() or root.resolve().is_relative_to(site_dir.resolve()):
        return (_at(site_dir, "this holds something else than a site.", "Name an empty folder."),)
    return ()


def _mistakes(root: Path) -> tuple[Diagnostic, ...]:
    """Return what is wrong in scenarios, or else in the pages as files and in their snippets."""
    _, found = read_all(root / "snippets")
    if found:
        return found
    look_up, shown = catalogue(root), recorded(root)
    unreadable = [
        replace(diagnostic, path=path.relative_to(root))
        for path in _page_files(root)
        for diagnostic in decode(path, path.read_bytes())[1]
    ]
    unknown = [
        Diagnostic(path=path.relative_to(root), line=line, problem=message)
        for path, text in _pages(root)
        for line, message in (*expand(text, look_up, "en").problems, *show(text, shown, "en")[1])
    ]
    return (*unreadable, *unknown)


def _render(root: Path, site: Path) -> tuple[Diagnostic, ...]:
    """Run MkDocs once per language, side by side."""
    with ThreadPoolExecutor() as pool:
        each = pool.map(lambda language: _mkdocs(root, site / language, language), languages(root))
        return tuple(dict.fromkeys(diagnostic for found in each for diagnostic in found))


def _mkdocs(root: Path, site_dir: Path, language: str) -> tuple[Diagnostic, ...]:
    """Build one language with MkDocs, and return its warnings and errors."""
    command = (sys.executable, "-m", "mkdocs", "build", "--strict")
    places = ("--config-file", str(root / "mkdocs.yml"), "--site-dir", str(site_dir.absolute()))
    result = subprocess.run(
        (*command, *places),
        env=environment_of(language),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    if result.returncode == 0:
        return ()
    output = _COLOUR.sub("", result.stdout).strip()
    messages = [located(root, message) for message in _MESSAGE.findall(output)]
    return tuple(messages) or (_at(Path("mkdocs.yml"), f"mkdocs failed:\n{output}"),)


def _replace(site_dir: Path, fresh: Path) -> None:
    """Put the fresh site where the old one is; a reader misses it for no longer than a rename."""
    old = fresh.with_name("old")
    if site_dir.is_dir():
        site_dir.rename(old)
    try:
        fresh.rename(site_dir)
    except OSError:
        if old.is_dir():
            old.rename(site_dir)
        raise


def _at(path: Path, problem: str, advice: str = "") -> Diagnostic:
    return Diagnostic(path=path, line=1, problem=problem, advice=advice)
