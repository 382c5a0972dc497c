"""Checks all that can be known of a guide without running a command of it."""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pasteproof.fences import fences
from pasteproof.model import Diagnostic, Scenario
from pasteproof.page import LookUp, expand, references
from pasteproof.places import lines_of
from pasteproof.proof import Published
from pasteproof.published import catalogue, recorded
from pasteproof.recorded import show
from pasteproof.scenario import read_all, snippet_files
from pasteproof.text import decode, visible
from pasteproof.tools import declared, how_to_declare, known

FORMATS = ("text", "json", "github")
# The names that Pygments has for shells, https://pygments.org/docs/lexers/, and what people write.
_COMMANDS = {
    "bash", "bash-session", "bat", "batch", "cmd", "command", "commandline", "console", "csh",
    "doscon", "dosbatch", "fish", "fishshell", "ksh", "openrc", "posh", "powershell", "ps1",
    "ps1con", "psm1", "pwsh", "pwsh-session", "sh", "sh-session", "shell", "shell-session",
    "shellscript", "shellsession", "tcsh", "tcshcon", "terminal", "winbatch", "zsh",
}  # fmt: skip
_LANGUAGE = re.compile(r"\{.*?\.(?P<braced>[\w+#-]+)|(?P<bare>[\w+#.-]+)(?![\w+#.=-])")
_LANGUAGE_FOLDER = re.compile(r"[a-z]{2}(?:-\w+)?")

Shown = tuple[tuple[int, str], ...]


def check(root: Path) -> tuple[Diagnostic, ...]:
    """Return all that is wrong in the guide at `root`: its scenarios, its snippets, its pages."""
    scenarios, found = read_all(root / "snippets")
    look_up = _anything if found else catalogue(root)
    pages = {path: decode(path, path.read_bytes()) for path in _page_files(root)}
    diagnostics = [*found, *_on_tools(root, scenarios)]
    for path, (text, mistakes) in pages.items():
        diagnostics += mistakes
        diagnostics += _on_page(path, text, look_up)
    shown = {path: references(text) for path, (text, _) in pages.items()}
    unreadable = {path for path, (text, mistakes) in pages.items() if mistakes and not text}
    if not found:
        diagnostics += _on_recorded(root, {path: text for path, (text, _) in pages.items()})
    diagnostics += _on_languages(root, shown, unreadable)
    if not unreadable:
        diagnostics += _on_unshown(root, scenarios, shown)
    return tuple(sorted(set(diagnostics), key=lambda each: (each.path, each.line, each.problem)))


def told(diagnostics: tuple[Diagnostic, ...], form: str) -> str:
    """Return the diagnostics as text, as JSON, or as annotations of a GitHub workflow."""
    if form == "json":
        return json.dumps([_as_data(each) for each in diagnostics], ensure_ascii=False, indent=1)
    if form == "github":
        return "\n".join(_as_annotation(each) for each in diagnostics)
    return "\n".join(visible(str(each)) for each in diagnostics)


def _anything(reference: str) -> Published:
    """Return a snippet of that name; while scenarios are wrong, it is not known which there are."""
    return Published(reference=reference, text="\n")


def _page_files(root: Path) -> Iterator[Path]:
    for language in _languages(root):
        yield from sorted((root / "docs" / language).rglob("*.md"))


def _languages(root: Path) -> list[str]:
    """Return the languages of the guide, the one that is translated from first."""
    docs = root / "docs"
    names = {path.relative_to(docs).parts[0] for path in docs.glob("*/**/*.md")}
    own = {name for name in names if (docs / name / "index.md").is_file()}
    own |= {name for name in names if _LANGUAGE_FOLDER.fullmatch(name)}
    return sorted(own, key=lambda name: (name != "en", name))


def _on_page(path: Path, text: str, look_up: LookUp) -> Iterator[Diagnostic]:
    for fence in fences(text):
        named = _LANGUAGE.match(fence.info)
        language = (named["braced"] or named["bare"]).lower() if named else ""
        if language in _COMMANDS:
            problem = f"a '{language}' block is typed into the page."
            advice = "Put it into a file below snippets/, and name that in a snippet fence."
            yield _at(path, fence.line, problem, advice)
        if not language:
            advice = "Write ```text for what a screen shows; a command belongs in a snippet."
            yield _at(path, fence.line, "the block does not name its language.", advice)
    for line, message in expand(text, look_up, "en").problems:
        yield _at(path, line, message, "")


def _on_recorded(root: Path, pages: dict[Path, str]) -> Iterator[Diagnostic]:
    """Yield what is wrong with the fences that show what a run has recorded."""
    shown = recorded(root)
    for path, text in pages.items():
        for line, message in show(text, shown, "en")[1]:
            yield _at(path, line, message, "")


def _on_tools(root: Path, scenarios: tuple[Scenario, ...]) -> Iterator[Diagnostic]:
    tools, mistakes = known(root), declared(root)[1]
    yield from mistakes
    for scenario in scenarios:
        line = lines_of(scenario.path.read_text(encoding="utf-8")).get(("needs",), 1)
        for name in scenario.needs:
            if name not in tools:
                problem = f"the tool '{name}' is not declared."
                yield _at(scenario.path, line, problem, how_to_declare(name, tools))


def _on_unshown(
    root: Path, scenarios: tuple[Scenario, ...], shown: dict[Path, Shown]
) -> Iterator[Diagnostic]:
    names = {name for references in shown.values() for _, name in references}
    for scenario in scenarios:
        for path in snippet_files(scenario.folder):
            reference = f"{scenario.name}/{path.stem}"
            if reference not in names:
                advice = f"Name it on a page: a snippet fence with {reference}; or delete the file."
                yield _at(path, 1, "no page shows this snippet.", advice)


def _on_languages(
    root: Path, shown: dict[Path, Shown], unreadable: set[Path]
) -> Iterator[Diagnostic]:
    """Compare the snippets of every page with those of the same page in the first language."""
    first, *others = _languages(root) or [""]
    docs = root / "docs"
    names = sorted({path.relative_to(docs / path.relative_to(docs).parts[0]) for path in shown})
    for source, translation in ((docs / first / n, docs / o / n) for n in names for o in others):
        if unreadable & {source, translation}:
            continue
        if source in shown and translation in shown:
            yield from _on_pair(source, shown[source], translation, shown[translation])
        elif source in shown or translation in shown:
            missing, there = sorted((source, translation), key=lambda path: path in shown)
            yield _at(missing, 1, "there is no such page.", f"Write it, as {there} is there.")


def _on_pair(source: Path, wanted: Shown, translation: Path, found: Shown) -> Iterator[Diagnostic]:
    names, others = [name for _, name in wanted], [name for _, name in found]
    missing, surplus = Counter(names) - Counter(others), Counter(others) - Counter(names)
    matcher = difflib.SequenceMatcher(a=names, b=others, autojunk=False)
    for kind, a_start, a_end, b_start, b_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        place = found[min(b_start, len(found) - 1)][0] if found else 1
        for line, name in wanted[a_start:a_end]:
            where = "missing" if missing[name] > 0 else "elsewhere"
            missing[name] -= 1
            problem = f"the snippet '{name}' is {where} here."
            yield _at(translation, place, problem, f"{source}:{line} shows it at this place.")
        for line, name in found[b_start:b_end]:
            surplus[name] -= 1
            if surplus[name] >= 0:
                problem = f"{source} does not show the snippet '{name}' here."
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
    path = str(diagnostic.path).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    return f"::error file={path},line={diagnostic.line}::{message}"


def _at(path: Path, line: int, problem: str, advice: str) -> Diagnostic:
    return Diagnostic(path=path, line=line, problem=problem, advice=advice)
