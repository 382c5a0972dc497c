"""Checks all that can be known of a guide without running a command of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pasteproof import backlog, style
from pasteproof.fences import fences
from pasteproof.lag import excused
from pasteproof.languages import languages
from pasteproof.markdown import parse
from pasteproof.model import Diagnostic, Scenario
from pasteproof.navigation import navigation
from pasteproof.page import LookUp, expand, references
from pasteproof.places import lines_of
from pasteproof.proof import Published
from pasteproof.prose import ParsedPage
from pasteproof.published import catalogue, recorded
from pasteproof.recorded import show
from pasteproof.scenario import read_all, snippet_files
from pasteproof.text import decode
from pasteproof.tools import declared, how_to_declare, known
from pasteproof.translations import dead_ends, differences, omissions

# The names that Pygments has for shells, https://pygments.org/docs/lexers/, and what people write.
_COMMANDS = {
    "bash", "bash-session", "bat", "batch", "cmd", "command", "commandline", "console", "csh",
    "doscon", "dosbatch", "fish", "fishshell", "ksh", "openrc", "posh", "powershell", "ps1",
    "ps1con", "psm1", "pwsh", "pwsh-session", "sh", "sh-session", "shell", "shell-session",
    "shellscript", "shellsession", "tcsh", "tcshcon", "terminal", "winbatch", "zsh",
}  # fmt: skip
_LANGUAGE = re.compile(r"\{.*?\.(?P<braced>[\w+#-]+)|(?P<bare>[\w+#.-]+)(?![\w+#.=-])")

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
    parsed = {path: parse(text) for path, (text, _) in pages.items() if path not in unreadable}
    told_of = {(each.path, each.line) for each in diagnostics}
    mistakes_read = [each for each in _on_reading(parsed) if (each.path, each.line) not in told_of]
    diagnostics += [*mistakes_read, *_on_translations(root, parsed, unreadable)]
    diagnostics += style.findings(root, {path: (pages[path][0], parsed[path]) for path in parsed})
    diagnostics += [replace(each, path=root / each.path) for each in backlog.faults(root)]
    if not unreadable:
        diagnostics += _on_unshown(root, scenarios, shown)
    return tuple(sorted(set(diagnostics), key=_place))


def _place(diagnostic: Diagnostic) -> tuple[Path, int, int, str]:
    beside = diagnostic.counterpart[1] if diagnostic.counterpart else 0
    return diagnostic.path, diagnostic.line, beside, diagnostic.problem


def _anything(reference: str) -> Published:
    """Return a snippet of that name; while scenarios are wrong, it is not known which there are."""
    return Published(reference=reference, text="\n")


def _page_files(root: Path) -> Iterator[Path]:
    for language in languages(root):
        yield from sorted((root / "docs" / language).rglob("*.md"))


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


def _on_reading(parsed: dict[Path, ParsedPage]) -> Iterator[Diagnostic]:
    for path, page in parsed.items():
        for mistake in page.mistakes:
            yield _at(path, mistake.line, mistake.problem, mistake.advice)


def _on_translations(
    root: Path, parsed: dict[Path, ParsedPage], unreadable: set[Path]
) -> Iterator[Diagnostic]:
    """Yield what is wrong between the languages; what can't be read is compared with nothing."""
    docs, settings = root / "docs", root / "mkdocs.yml"
    skipped = {path.relative_to(docs).parts[1:] for path in unreadable}
    pages: dict[str, dict[str, ParsedPage]] = {language: {} for language in languages(root)}
    for path, page in parsed.items():
        language, *name = path.relative_to(docs).parts
        if tuple(name) not in skipped:
            pages[language]["/".join(name)] = page
    yield from excused(root, differences(pages, docs))
    if not unreadable:
        yield from dead_ends(pages, docs)
        if settings.is_file():
            written, _ = decode(settings, settings.read_bytes())
            yield from omissions(navigation(written), pages, settings)


def _at(path: Path, line: int, problem: str, advice: str) -> Diagnostic:
    return Diagnostic(path=path, line=line, problem=problem, advice=advice)
