"""Checks the pages of all languages together: parity, waivers, links, and the navigation."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from pasteproof import waivers
from pasteproof.anchors import anchors
from pasteproof.details import Languages
from pasteproof.model import Diagnostic
from pasteproof.navigation import Navigation
from pasteproof.parity import compare
from pasteproof.prose import Inline, ParsedPage
from pasteproof.shares import side_by_side

Pages = Mapping[str, Mapping[str, ParsedPage]]
"""The pages of each language by their paths below its folder; the source language comes first."""
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|/")


def differences(pages: Pages, docs: Path) -> Iterator[Diagnostic]:
    """Yield all in which the translations depart from their source pages, and unneeded waivers."""
    source, *others = pages or [""]
    names = sorted({name for each in pages.values() for name in each})
    pairs = [(Languages(source, other), name) for name in names for other in others]
    waived: dict[Path, set[int]] = defaultdict(set)
    for each in side_by_side(partial(_between_all, pages, docs), pairs):
        if each.waived and each.counterpart:
            waived[each.path].add(each.line)
            waived[each.counterpart[0]].add(each.counterpart[1])
        yield each
    for language, of_language in pages.items():
        for name, page in of_language.items():
            path = docs / language / name
            for found in waivers.faults(page, frozenset(waived[path])):
                yield _at(path, found.line, found.problem, found.advice)


def _between_all(
    pages: Pages, docs: Path, pairs: Sequence[tuple[Languages, str]]
) -> Iterator[Diagnostic]:
    for languages, name in pairs:
        yield from _between(pages, docs, languages, name)


def _between(pages: Pages, docs: Path, languages: Languages, name: str) -> Iterator[Diagnostic]:
    """Yield the differences of one page in two languages."""
    ours, theirs = (pages[language].get(name) for language in languages)
    if ours and theirs:
        for each in compare(ours, theirs, languages):
            yield Diagnostic(
                path=docs / languages.translation / name, line=each.line, problem=each.problem,
                advice=each.advice, waived=each.waived,
                counterpart=(docs / languages.source / name, each.source_line),
            )  # fmt: skip
    elif page := ours or theirs:
        there, missing = languages if ours else reversed(languages)
        first = next((each for each in waivers.of(page) if each.is_first), None)
        yield Diagnostic(
            path=docs / missing / name, line=1, problem="there is no such page.",
            advice="Write it.", counterpart=(docs / there / name, first.line if first else 1),
            waived=first.reason if first else "",
        )  # fmt: skip


def dead_ends(pages: Pages, docs: Path) -> Iterator[Diagnostic]:
    """Yield the links that lead to no page, or to no place of one, in their own language.

    A page of the source language that is not translated stands in every language's site.
    """
    own = {
        f"{language}/{name}": page
        for language, each in pages.items()
        for name, page in each.items()
    }
    source = next(iter(pages.values()), {})
    known = {f"{each}/{name}": page for each in pages for name, page in source.items()} | own
    places: dict[str, frozenset[str]] = {}
    for path, page in own.items():
        for link in _links(page):
            file, _, anchor = link.value.partition("#")
            target = _joined(path, file) if file else path
            if target in known and target not in places:
                places[target] = anchors(known[target])
            if target.endswith(".md") and target not in known:
                near = _near(target, [each for each in known if _language(each) == _language(path)])
                offer = near and f"'{posixpath.relpath(near, posixpath.dirname(path))}'"
                yield _dead(docs / path, link, f"there is no page {docs / target}.", offer)
            elif target in known and anchor and not _is_in(anchor, places[target]):
                near = _near(anchor, places[target])
                problem = f"{docs / target} has no place #{anchor}."
                yield _dead(docs / path, link, problem, near and f"#{near}")


def _joined(path: str, file: str) -> str:
    """Return where a link on a page leads, from the folder of all pages."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), file))


def _is_in(anchor: str, places: frozenset[str]) -> bool:
    """Say whether a page has a place; those that begin with underscores Material makes itself."""
    return anchor in places or anchor.startswith("__")


def _links(page: ParsedPage) -> Iterator[Inline]:
    """Yield the links of a page that lead to pages of the guide."""
    for block in page.every():
        for inline in block.own_inlines() if block.kind != "cell" else ():
            if inline.kind == "link" and not _ELSEWHERE.match(inline.value):
                yield inline


def _dead(path: Path, link: Inline, problem: str, offer: str) -> Diagnostic:
    advice = f"Did you mean {offer}?" if offer else "Correct the link, or write what it leads to."
    return _at(path, link.line, f"the link {link.value} leads nowhere: {problem}", advice)


def _language(path: str) -> str:
    return path.partition("/")[0]


def _near(word: str, known: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(word, sorted(known), n=1)), "")


def omissions(navigation: Navigation, pages: Pages, path: Path) -> Iterator[Diagnostic]:
    """Yield what the navigation has in one language only: a page, an entry, or a title."""
    source = next(iter(pages), "")
    for language in pages:
        for entry in navigation.of(language):
            others = [each for each in pages if entry.page in pages[each]]
            is_shown = entry.page in pages[language] or entry.page in pages[source]
            if entry.page.endswith(".md") and others and not is_shown:
                problem = f"the navigation names '{entry.page}', which '{language}' does not have."
                advice = f"Write the page; '{others[0]}' has it."
                yield _at(path, entry.line, problem, advice)
            titles = navigation.translated.get(language, frozenset())
            has_title = entry.title and language != source and language not in navigation.own
            if has_title and entry.title not in titles:
                problem = f"the title '{entry.title}' of the navigation is not translated into"
                advice = "Write it under nav_translations."
                yield _at(path, entry.line, f"{problem} '{language}'.", advice)
    for language in navigation.own:
        yield from _entries_missing(navigation, source, language, path)


def _entries_missing(
    navigation: Navigation, source: str, language: str, path: Path
) -> Iterator[Diagnostic]:
    pairs = ((source, language), (language, source)) if language != source else ()
    for one, other in pairs:
        named = {entry.page for entry in navigation.of(other)}
        for entry in navigation.of(one):
            if entry.page.endswith(".md") and entry.page not in named:
                problem = f"the navigation of '{other}' lacks '{entry.page}', which '{one}' has."
                yield _at(path, entry.line, problem, "Name it in both.")


def _at(path: Path, line: int, problem: str, advice: str) -> Diagnostic:
    return Diagnostic(path=path, line=line, problem=problem, advice=advice)
