"""Checks all that can be known of a guide without running a command of it."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from pathlib import Path

from pasteproof.build import languages
from pasteproof.model import Diagnostic, Scenario
from pasteproof.page import fences, references
from pasteproof.scenario import read_all, snippet_files
from pasteproof.table import near
from pasteproof.text import decode, visible

FORMATS = ("text", "json", "github")
_COMMANDS = {
    "bash", "bat", "cmd", "console", "fish", "ksh", "powershell", "ps1", "pwsh", "sh", "shell",
    "shell-session", "shellsession", "terminal", "zsh",
}  # fmt: skip

Shown = tuple[tuple[int, str], ...]


def check(root: Path) -> tuple[Diagnostic, ...]:
    """Return all that is wrong in the guide at `root`: its scenarios, its snippets, its pages."""
    scenarios, found = read_all(root / "snippets")
    known = {reference: path for path, reference in _published(root, scenarios)}
    pages = {path: _read(path) for path in _page_files(root)}
    diagnostics = list(found)
    for path, (text, mistakes) in pages.items():
        diagnostics += mistakes
        diagnostics += _on_page(path, text, known, is_complete=not found)
    diagnostics += _on_languages(
        root, {path: references(text) for path, (text, _) in pages.items()}
    )
    shown = {name for text, _ in pages.values() for _, name in references(text)}
    for reference in sorted(known.keys() - shown):
        advice = f"Name it on a page: a snippet fence with {reference}; or delete the file."
        diagnostics.append(_at(known[reference], 1, "no page shows this snippet.", advice))
    return tuple(sorted(set(diagnostics), key=lambda each: (each.path, each.line, each.problem)))


def told(diagnostics: tuple[Diagnostic, ...], form: str) -> str:
    """Return the diagnostics as text, as JSON, or as annotations of a GitHub workflow."""
    if form == "json":
        return json.dumps([_as_data(each) for each in diagnostics], ensure_ascii=False, indent=1)
    if form == "github":
        return "\n".join(_as_annotation(each) for each in diagnostics)
    return "\n".join(visible(str(each)) for each in diagnostics)


def _page_files(root: Path) -> Iterator[Path]:
    for language in languages(root):
        yield from sorted((root / "docs" / language).rglob("*.md"))


def _read(path: Path) -> tuple[str, tuple[Diagnostic, ...]]:
    return decode(path, path.read_bytes())


def _published(root: Path, scenarios: tuple[Scenario, ...]) -> Iterator[tuple[Path, str]]:
    for scenario in scenarios:
        for path in snippet_files(scenario.folder):
            yield path, f"{scenario.name}/{path.stem}"


def _on_page(
    path: Path, text: str, known: dict[str, Path], *, is_complete: bool
) -> Iterator[Diagnostic]:
    for fence in fences(text):
        language = fence.info.split(" ")[0].strip("{}.").lower()
        if language in _COMMANDS:
            problem = f"a '{language}' block is typed into the page."
            advice = "Put it into a file below snippets/, and name that in a snippet fence."
            yield _at(path, fence.line, problem, advice)
        if not fence.info:
            advice = "Write ```text for what a screen shows; a command belongs in a snippet."
            yield _at(path, fence.line, "the block does not name its language.", advice)
    for line, reference in references(text):
        if reference not in known and is_complete:
            problem = f"there is no snippet '{reference}'."
            yield _at(path, line, problem, near(reference, known))


def _on_languages(root: Path, shown: dict[Path, Shown]) -> Iterator[Diagnostic]:
    """Compare the snippets of every page with those of the same page in the first language."""
    first, *others = sorted(languages(root), key=lambda name: name != "en") or [""]
    docs = root / "docs"
    names = sorted({path.relative_to(docs / path.relative_to(docs).parts[0]) for path in shown})
    for name in names:
        for other in others:
            source, translation = docs / first / name, docs / other / name
            if source in shown and translation in shown:
                yield from _on_pair(source, shown[source], translation, shown[translation])
            else:
                missing, there = sorted((source, translation), key=lambda path: path in shown)
                advice = f"Write it, as {there} is there."
                yield _at(missing, 1, "there is no such page.", advice)


def _on_pair(source: Path, wanted: Shown, translation: Path, found: Shown) -> Iterator[Diagnostic]:
    names, others = [name for _, name in wanted], [name for _, name in found]
    matcher = difflib.SequenceMatcher(a=names, b=others, autojunk=False)
    for kind, a_start, a_end, b_start, b_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        place = found[min(b_start, len(found) - 1)][0] if found else 1
        for line, name in wanted[a_start:a_end]:
            moved = name in others
            problem = f"the snippet '{name}' is {'elsewhere' if moved else 'missing'} here."
            yield _at(translation, place, problem, f"{source}:{line} shows it at this place.")
        for line, name in found[b_start:b_end]:
            if name not in names:
                problem = f"{source} does not show the snippet '{name}'."
                yield _at(translation, line, problem, "Show it there too, or delete it here.")


def _as_data(diagnostic: Diagnostic) -> dict[str, str | int]:
    return {
        "path": str(diagnostic.path),
        "line": diagnostic.line,
        "problem": diagnostic.problem,
        "advice": diagnostic.advice,
    }


def _as_annotation(diagnostic: Diagnostic) -> str:
    message = visible(f"{diagnostic.problem} {diagnostic.advice}".strip())
    message = message.replace("%", "%25").replace("\n", "%0A")
    return f"::error file={diagnostic.path},line={diagnostic.line}::{message}"


def _at(path: Path, line: int, problem: str, advice: str) -> Diagnostic:
    return Diagnostic(path=path, line=line, problem=problem, advice=advice)
