"""Build the site: every page with its snippets and marks, one MkDocs run per language.

Nothing here runs a reader's command: the tests prove, this only reads what they recorded.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from pasteproof import evidence, front
from pasteproof.model import Diagnostic, Published, Record, Scenario, ShellName
from pasteproof.page import LookUp, expand, references
from pasteproof.scenario import read_all, snippet_files
from pasteproof.table import near
from pasteproof.text import decode
from pasteproof.tools import declared

EVIDENCE = Path("build") / "evidence.json"

_LANGUAGES_OF_SUFFIXES = {".ps1": "powershell", ".bat": "bat", ".cmd": "bat", ".fish": "fish"}
_MESSAGE = re.compile(r"(?:WARNING|ERROR|CRITICAL) *-  (.*)")
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_AT_LINE = re.compile(r"pasteproof: ([^:]+):(\d+): (.*)")
_IN_FILE = re.compile(r"Doc file '([^']+)' contains (?:.*?)'([^']*)'")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Snippet:
    """One snippet as it would be published, and the shells in which nothing current proves it."""

    published: Published
    scenario: str
    unproven: tuple[ShellName, ...]


def catalogue(root: Path) -> LookUp:
    """Return the look-up that a page of the guide at `root` is expanded with."""
    snippets = _snippets(root)

    def look_up(reference: str) -> Published:
        if reference not in snippets:
            advice = near(reference, snippets) or "Look in snippets/ for those that there are."
            raise LookupError(f"there is no snippet '{reference}'. {advice}")
        return snippets[reference].published

    return look_up


def languages(root: Path) -> tuple[str, ...]:
    """Return the languages of the guide: the folders of docs/ that have a first page."""
    return tuple(sorted(path.parent.name for path in (root / "docs").glob("*/index.md")))


def unproven(root: Path) -> tuple[Diagnostic, ...]:
    """Return the snippets that pages publish as commands to run and no current evidence proves."""
    snippets = _snippets(root)
    return tuple(
        Diagnostic(
            path=path.relative_to(root),
            line=line,
            problem=f"nothing current proves '{reference}' in {' or '.join(snippet.unproven)}.",
            advice=f"Run: pasteproof verify {snippet.scenario}",
        )
        for path, text in _pages(root)
        for line, reference in references(text)
        if (snippet := snippets.get(reference)) and snippet.unproven
    )


def build(root: Path, site_dir: Path, require_evidence: bool = False) -> tuple[Diagnostic, ...]:
    """Write the whole site to `site_dir`, or return what is wrong and leave the old one there."""
    found = _obstacles(root, site_dir) or _mistakes(root)
    if not found and require_evidence:
        found = unproven(root)
    if found:
        return found
    site_dir.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".site-", dir=site_dir.parent) as folder:
        fresh = Path(folder) / "site"
        found = _render(root, fresh)
        if not found:
            front.write(fresh, languages(root))
            _replace(site_dir, fresh)
    return found


def _snippets(root: Path) -> dict[str, _Snippet]:
    """Return every snippet of the guide by its reference."""
    scenarios, _ = read_all(root / "snippets")
    records = evidence.load(root / EVIDENCE)
    pinned = {name: f"{name} {tool.versions[0]}" for name, tool in declared(root)[0].items()}
    return {
        snippet.published.reference: snippet
        for scenario in scenarios
        for snippet in _of(scenario, records, pinned)
    }


def _of(
    scenario: Scenario, records: tuple[Record, ...], pinned: dict[str, str]
) -> Iterator[_Snippet]:
    tools = tuple(pinned.get(name, "") for name in scenario.needs)
    proofs, lacking = _proofs(scenario, records, tools)
    for path in snippet_files(scenario.folder):
        reason = scenario.unverified.get(path.name, "")
        yield _Snippet(
            published=Published(
                reference=f"{scenario.name}/{path.stem}",
                text=path.read_text(encoding="utf-8"),
                language=_LANGUAGES_OF_SUFFIXES.get(path.suffix, "sh"),
                proofs=() if reason else proofs,
                stand_ins=tuple(sorted(scenario.stand_ins)),
                tools=tools,
                reason=reason,
            ),
            scenario=scenario.name,
            unproven=() if reason else lacking,
        )


def _proofs(
    scenario: Scenario, records: tuple[Record, ...], tools: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[ShellName, ...]]:
    """Return the shells that prove a scenario, with versions, and those that don't.

    One current failure in any shell leaves no proof at all: a reader looks for the sign, and may
    not notice that it names the other shell only.
    """
    digest = evidence.digest(scenario)
    about = (scenario.name, digest, tools)
    current = [each for each in records if (each.scenario, each.digest, each.tools) == about]
    failed = {each.shell for each in current if not each.passed}
    passed = {each.shell for each in current} - failed
    lacking = tuple(shell for shell in scenario.shells if shell not in passed)
    names = (
        f"{each.shell} {each.shell_version}"
        for shell in scenario.shells
        for each in sorted(current, key=lambda each: each.shell_version)
        if each.shell == shell
    )
    return (() if failed else tuple(dict.fromkeys(names))), lacking


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
    look_up = catalogue(root)
    unreadable = [
        replace(diagnostic, path=path.relative_to(root))
        for path in _page_files(root)
        for diagnostic in decode(path, path.read_bytes())[1]
    ]
    unknown = [
        Diagnostic(path=path.relative_to(root), line=line, problem=message)
        for path, text in _pages(root)
        for line, message in expand(text, look_up, "en").problems
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
    environment = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    environment |= {"PASTEPROOF_LANGUAGE": language, "PYTHONUTF8": "1"}
    environment |= {"NO_MKDOCS_2_WARNING": "true"}
    result = subprocess.run(
        (*command, *places),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    if result.returncode == 0:
        return ()
    output = _COLOUR.sub("", result.stdout).strip()
    messages = [_located(root, message) for message in _MESSAGE.findall(output)]
    return tuple(messages) or (_at(Path("mkdocs.yml"), f"mkdocs failed:\n{output}"),)


def _located(root: Path, message: str) -> Diagnostic:
    """Return one of MkDocs' messages as a diagnostic, at the line that it speaks of."""
    if told := _AT_LINE.fullmatch(message):
        return Diagnostic(path=Path(told[1]), line=int(told[2]), problem=told[3])
    if told := _IN_FILE.match(message):
        path = Path("docs") / told[1]
        lines = (root / path).read_text(encoding="utf-8").splitlines()
        numbers = (number for number, line in enumerate(lines, 1) if told[2] in line)
        return Diagnostic(path=path, line=next(numbers, 1), problem=message)
    return _at(Path("mkdocs.yml"), message)


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
