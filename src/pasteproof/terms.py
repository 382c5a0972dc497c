"""Finds the words of a page that its glossary has others for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from pasteproof.corrections import is_chinese
from pasteproof.glossary import FILE, Term
from pasteproof.model import Diagnostic
from pasteproof.passages import Passage

# What stands in quotation marks is said by somebody else, such as a screen.
_QUOTED = re.compile(r"“[^”]*”|‘[^’]*’|「[^」]*」|\"[^\"]*\"")
_LATIN = re.compile(r"[A-Za-z0-9]")
_UNBROKEN = re.compile(r"[\x21-\u2e7f]+|\S")
# Neither part of a longer word, nor of a path or an address.
_BEGINS = r"(?<![A-Za-z0-9_])(?<![\w][./@-])(?<![/~])"
_ENDS = r"(?![A-Za-z0-9_]|[./@-][A-Za-z0-9])"

Span = tuple[int, int]


def findings(
    path: Path, prose: Iterable[Passage], terms: tuple[Term, ...], language: str
) -> Iterator[Diagnostic]:
    """Yield where a page writes a term in other letters, and in Chinese a word to be avoided."""
    for passage in prose:
        found = list(_misspelt(passage, terms, language))
        if is_chinese(language):
            found += _avoided(passage, terms)
        quoted = [each.span() for each in _QUOTED.finditer(passage.text)]
        for span, problem, term in found:
            if not _is_within(span, quoted):
                advice = f"Write '{term.zh}'; see {FILE.as_posix()}:{term.line}."
                line = passage.line_of(span[0])
                yield Diagnostic(path=path, line=line, problem=problem, advice=advice)


def _misspelt(
    passage: Passage, terms: tuple[Term, ...], language: str
) -> Iterator[tuple[Span, str, Term]]:
    """Yield the names in other letters and, in Chinese, the Latin words of other terms so."""
    for term in terms:
        if term.keep or (is_chinese(language) and _LATIN.search(term.zh)):
            for found in _pattern(term.zh).finditer(passage.text):
                written = _in_one_line(found.group())
                if written not in (term.zh, *term.also):
                    yield found.span(), f"'{written}' is '{term.zh}' in other letters.", term


def _avoided(passage: Passage, terms: tuple[Term, ...]) -> Iterator[tuple[Span, str, Term]]:
    """Yield the words to be avoided, but for those that are part of a term, or of a longer one."""
    taken = [found.span() for term in terms for found in _pattern(term.zh).finditer(passage.text)]
    words = [(word, term) for term in terms for word in term.avoid]
    for word, term in sorted(words, key=lambda each: -len(each[0])):
        for found in _pattern(word).finditer(passage.text):
            if not _is_within(found.span(), taken):
                taken.append(found.span())
                written = _in_one_line(found.group())
                yield found.span(), f"'{written}' is not our word for '{term.en}'.", term


def _in_one_line(text: str) -> str:
    """Return a text with a space, or between Chinese signs nothing, where a line ends."""
    return " ".join(re.sub(r"(?<=[^\0-\u2e7f])\s+(?=[^\0-\u2e7f])", "", text).split())


def _is_within(inner: Span, spans: list[Span]) -> bool:
    return any(begin <= inner[0] and inner[1] <= end for begin, end in spans)


@cache
def _pattern(word: str) -> re.Pattern[str]:
    """Return a pattern for a word, in whatever letters and with whatever spaces it is written."""
    pattern = r"\s*".join(map(re.escape, _UNBROKEN.findall(word)))
    begins = _BEGINS if _LATIN.match(word) else ""
    ends = _ENDS if _LATIN.match(word[-1]) else ""
    return re.compile(f"{begins}{pattern}{ends}", re.IGNORECASE)
