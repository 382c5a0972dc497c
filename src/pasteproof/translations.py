"""Checks the pages of all languages together: parity, waivers, links, and the navigation."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pasteproof import waivers
from pasteproof.anchors import anchors
from pasteproof.details import Languages
from pasteproof.model import Diagnostic
from pasteproof.navigation import Navigation
from pasteproof.parity import compare
from pasteproof.prose import ParsedPage

_LIKE = 0.6
"""How much two names have in common at least to be offered for each other, from 0 to 1."""
Pages = Mapping[str, Mapping[str, ParsedPage]]
"""The pages of each language by their paths below its folder; the source language comes first."""
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|/")


def differences(pages: Pages, docs: Path) -> Iterator[Diagnostic]:
    """Yield all in which the translations depart from their source pages, and unneeded waivers."""
    source, *others = pages or [""]
    names = sorted({name for each in pages.values() for name in each})
    waived: dict[Path, set[int]] = defaultdict(set)
    for each in _between_all(pages, docs, names, [Languages(source, other) for other in others]):
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
    pages: Pages, docs: Path, names: Iterable[str], pairs: Iterable[Languages]
) -> Iterator[Diagnostic]:
    for name in names:
        for languages in pairs:
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


class Link(NamedTuple):
    """A link to a page of the guide, and the line that it stands on."""

    target: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The places of a page that links can lead to, and the links that lead away from it."""

    places: frozenset[str]
    links: tuple[Link, ...]

    def data(self) -> list[Any]:
        """Return them as data."""
        return [sorted(self.places), self.links]

    @classmethod
    def of(cls, places: Iterable[str], links: Iterable[tuple[str, int]]) -> Ways:
        """Return the ways that data says."""
        return cls(
            places=frozenset(places), links=tuple(Link(str(to), int(at)) for to, at in links)
        )


def ways(page: ParsedPage) -> Ways:
    """Return what leads to a page and away from it."""
    return Ways(places=anchors(page), links=tuple(_links(page)))


def dead_ends(pages: Mapping[str, Mapping[str, Ways]], docs: Path) -> Iterator[Diagnostic]:
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
    for path, page in own.items():
        for link in page.links:
            file, _, anchor = link.target.partition("#")
            target = _joined(path, file) if file else path
            if target.endswith(".md") and target not in known:
                near = _near(target, [each for each in known if _language(each) == _language(path)])
                offer = near and f"'{posixpath.relpath(near, posixpath.dirname(path))}'"
                yield _dead(docs / path, link, f"there is no page {docs / target}.", offer)
            elif target in known and anchor and not _is_in(anchor, known[target].places):
                near = _near(anchor, known[target].places)
                problem = f"{docs / target} has no place #{anchor}."
                yield _dead(docs / path, link, problem, near and f"#{near}")


def _joined(path: str, file: str) -> str:
    """Return where a link on a page leads, from the folder of all pages."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), file))


def _is_in(anchor: str, places: frozenset[str]) -> bool:
    """Say whether a page has a place; those that begin with underscores Material makes itself."""
    return anchor in places or anchor.startswith("__")


def _links(page: ParsedPage) -> Iterator[Link]:
    """Yield the links of a page that lead to pages of the guide."""
    for block in page.every():
        for inline in block.own_inlines() if block.kind != "cell" else ():
            if inline.kind == "link" and not _ELSEWHERE.match(inline.value):
                yield Link(inline.value, inline.line)


def _dead(path: Path, link: Link, problem: str, offer: str) -> Diagnostic:
    advice = f"Did you mean {offer}?" if offer else "Correct the link, or write what it leads to."
    return _at(path, link.line, f"the link {link.target} leads nowhere: {problem}", advice)


def _language(path: str) -> str:
    return path.partition("/")[0]


def _near(word: str, known: Iterable[str]) -> str:
    """Return what looks most like a word, if anything does; of many, few are looked at closely."""
    matcher = difflib.SequenceMatcher(b=word)
    best, nearest = _LIKE, ""
    for most, each in sorted(_at_most(matcher, known), reverse=True):
        if most < best:
            break
        matcher.set_seq1(each)
        ratio = matcher.ratio()
        best, nearest = max((best, nearest), (ratio, each))
    return nearest


def _at_most(
    matcher: difflib.SequenceMatcher[str], known: Iterable[str]
) -> Iterator[tuple[float, str]]:
    """Yield each that may be like the other text, and how much so at most."""
    for each in known:
        matcher.set_seq1(each)
        if matcher.real_quick_ratio() >= _LIKE:
            yield matcher.quick_ratio(), each


def omissions(
    navigation: Navigation, pages: Mapping[str, Collection[str]], path: Path
) -> Iterator[Diagnostic]:
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
