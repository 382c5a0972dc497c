"""Finds the words of a page that its glossary has others for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

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


class _Word(NamedTuple):
    """A word to look for, and the term that it is, or that is to be written for it.

    What does not have its `first` letters, in a text without capital ones, does not have the word.
    """

    word: str
    term: Term
    first: str

    def found_in(self, text: str) -> Iterator[re.Match[str]]:
        """Yield where it stands in a text, in whatever letters and with whatever spaces."""
        return _pattern(self.word).finditer(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """The words to look for: those that must have certain letters, all terms, what to avoid."""

    spelt: tuple[_Word, ...]
    terms: tuple[_Word, ...] = ()
    avoided: tuple[_Word, ...] = ()

    def in_use(self, text: str) -> _Words:
        """Return those that may be in a text."""
        folded = text.casefold()
        return _Words(
            spelt=tuple(each for each in self.spelt if each.first in folded),
            terms=tuple(each for each in self.terms if each.first in folded),
            avoided=tuple(each for each in self.avoided if each.first in folded),
        )


def findings(
    path: Path, prose: Sequence[Passage], terms: tuple[Term, ...], language: str
) -> Iterator[Diagnostic]:
    """Yield where a page writes a term in other letters, and in Chinese a word to be avoided."""
    on_page = _words(terms, language).in_use("\n".join(each.text for each in prose))
    for passage in prose:
        words = on_page.in_use(passage.text)
        found = [*_misspelt(passage.text, words), *_avoided(passage.text, words)]
        quoted = [each.span() for each in _QUOTED.finditer(passage.text)] if found else []
        for span, problem, term in found:
            if not _is_within(span, quoted):
                advice = f"Write '{term.zh}'; see {FILE.as_posix()}:{term.line}."
                line = passage.line_of(span[0])
                yield Diagnostic(path=path, line=line, problem=problem, advice=advice)


def _words(terms: tuple[Term, ...], language: str) -> _Words:
    """Return the names, which have their letters everywhere, and in Chinese all other terms, too.

    There the Latin words of terms have theirs as well.
    """
    if not is_chinese(language):
        return _Words(spelt=tuple(_word(each.zh, each) for each in terms if each.keep))
    avoided = [_word(word, term) for term in terms for word in term.avoid]
    every = tuple(_word(each.zh, each) for each in terms)
    return _Words(
        spelt=tuple(each for each in every if each.term.keep or _LATIN.search(each.word)),
        terms=every,
        avoided=tuple(sorted(avoided, key=lambda each: -len(each.word))),
    )


def _word(word: str, term: Term) -> _Word:
    first = _UNBROKEN.search(word)
    return _Word(word, term, first[0].casefold() if first else "")


def _misspelt(text: str, words: _Words) -> Iterator[tuple[Span, str, Term]]:
    for each in words.spelt:
        for found in each.found_in(text):
            written = _in_one_line(found.group())
            if written not in (each.word, *each.term.also):
                problem = f"'{written}' is '{each.word}' in other letters."
                yield found.span(), problem, each.term


def _avoided(text: str, words: _Words) -> Iterator[tuple[Span, str, Term]]:
    """Yield the words to be avoided, but for those that are part of a term, or of a longer one."""
    if not words.avoided:
        return
    taken = [found.span() for each in words.terms for found in each.found_in(text)]
    for each in words.avoided:
        for found in each.found_in(text):
            if not _is_within(found.span(), taken):
                taken.append(found.span())
                written = _in_one_line(found.group())
                problem = f"'{written}' is not our word for '{each.term.en}'."
                yield found.span(), problem, each.term


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
