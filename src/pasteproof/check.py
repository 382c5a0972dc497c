"""Checks all that can be known of a guide without running a command of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from pasteproof import backlog, glossary
from pasteproof.examination import Behind, Examined, Guide, examine, examined
from pasteproof.languages import languages, page_names
from pasteproof.memory import PageMemory
from pasteproof.model import Diagnostic, Scenario
from pasteproof.navigation import navigation
from pasteproof.places import lines_of
from pasteproof.proof import Published
from pasteproof.published import catalogue, recorded
from pasteproof.recorded import Recorded
from pasteproof.scenario import read_all, snippet_files
from pasteproof.shares import side_by_side
from pasteproof.text import decode
from pasteproof.tools import declared, how_to_declare, known
from pasteproof.translations import Ways, dead_ends, omissions

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What is wrong in a guide, which blocks are behind their source, and a line for each page."""

    found: tuple[Diagnostic, ...]
    outdated: tuple[Diagnostic, ...]
    notices: tuple[str, ...]


def check(root: Path) -> tuple[Diagnostic, ...]:
    """Return all that is wrong in the guide at `root`: its scenarios, its snippets, its pages."""
    return checked(root).found


def checked(root: Path, memory: PageMemory | None = None) -> Checked:
    """Return all that there is to say of the guide at `root`; a page that is known is not read."""
    scenarios, wrong = read_all(root / "snippets")
    terms, mistakes = glossary.read(root)
    guide = Guide(
        root=root,
        pages={each: frozenset(page_names(root, each)) for each in languages(root)},
        look_up=_anything if wrong else catalogue(root),
        recorded=None if wrong else _remembered(recorded(root)),
        terms=terms if terms or mistakes else None,
    )
    names = sorted(frozenset[str]().union(*guide.pages.values()))
    pages = _examined(guide, names, memory)
    found = [*wrong, *_on_tools(root, scenarios), *mistakes]
    found += [each for page in pages for each in page.found]
    found += [replace(each, path=root / each.path) for each in backlog.strays(root)]
    found += _on_all(guide, scenarios, pages)
    return Checked(
        found=tuple(sorted(set(found), key=_place)),
        outdated=tuple(_by_language(guide, pages, lambda each: each.outdated)),
        notices=tuple(_by_language(guide, pages, lambda each: each.notices)),
    )


def _examined(guide: Guide, names: Sequence[str], memory: PageMemory | None) -> list[Examined]:
    known = {each.name: each for each in _known(names, memory)} if memory else {}
    fresh = side_by_side(partial(examine, guide), [each for each in names if each not in known])
    if memory and fresh:
        memory.keep({each.name: each.data() for each in fresh})
    return sorted([*known.values(), *fresh], key=lambda each: each.name)


def _known(names: Sequence[str], memory: PageMemory) -> Iterator[Examined]:
    """Yield what is remembered of these pages."""
    for name in names:
        if data := memory.known(name):
            with suppress(KeyError, TypeError, ValueError, AttributeError):  # it is something else
                yield examined(data)


def _by_language(
    guide: Guide, examined: Sequence[Examined], of: Callable[[Behind], tuple[T, ...]]
) -> Iterator[T]:
    """Yield what is told of each translation, language by language."""
    for language in guide.pages:
        for page in examined:
            for each in page.behind:
                if each.language == language:
                    yield from of(each)


def _remembered(shown: Recorded) -> Recorded:
    """Return what was recorded, each thing looked up but once."""
    return replace(
        shown, screen=cache(shown.screen), records=cache(shown.records),
        versions=cache(shown.versions), checksum=cache(shown.checksum),
    )  # fmt: skip


def _place(diagnostic: Diagnostic) -> tuple[Path, int, int, str]:
    beside = diagnostic.counterpart[1] if diagnostic.counterpart else 0
    return diagnostic.path, diagnostic.line, beside, diagnostic.problem


def _anything(reference: str) -> Published:
    """Return a snippet of that name; while scenarios are wrong, it is not known which there are."""
    return Published(reference=reference, text="\n")


def _on_tools(root: Path, scenarios: tuple[Scenario, ...]) -> Iterator[Diagnostic]:
    tools, mistakes = known(root), declared(root)[1]
    yield from mistakes
    for scenario in scenarios:
        line = lines_of(scenario.path.read_text(encoding="utf-8")).get(("needs",), 1)
        for name in scenario.needs:
            if name not in tools:
                problem = f"the tool '{name}' is not declared."
                yield _at(scenario.path, line, problem, how_to_declare(name, tools))


def _on_all(
    guide: Guide, scenarios: tuple[Scenario, ...], examined: Sequence[Examined]
) -> Iterator[Diagnostic]:
    """Yield what only all pages together tell; while one of them can't be read, that is nothing."""
    pages: dict[str, dict[str, Ways]] = {language: {} for language in guide.pages}
    for page in examined:
        for each in page.editions:
            if each.ways is None:
                return
            pages[each.language][page.name] = each.ways
    yield from dead_ends(pages, guide.root / "docs")
    settings = guide.root / "mkdocs.yml"
    if settings.is_file():
        written, _ = decode(settings, settings.read_bytes())
        yield from omissions(navigation(written), guide.pages, settings)
    yield from _on_unshown(scenarios, examined)


def _on_unshown(
    scenarios: tuple[Scenario, ...], examined: Sequence[Examined]
) -> Iterator[Diagnostic]:
    names = {name for page in examined for each in page.editions for name in each.snippets}
    for scenario in scenarios:
        for path in snippet_files(scenario.folder):
            reference = f"{scenario.name}/{path.stem}"
            if reference not in names:
                advice = f"Name it on a page: a snippet fence with {reference}; or delete the file."
                yield _at(path, 1, "no page shows this snippet.", advice)


def _at(path: Path, line: int, problem: str, advice: str) -> Diagnostic:
    return Diagnostic(path=path, line=line, problem=problem, advice=advice)
