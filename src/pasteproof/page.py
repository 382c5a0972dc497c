"""Put snippets into a Markdown page: their text in ordinary fences, and what proves it below."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pasteproof import blanks
from pasteproof.fences import Fence, fences, marks_around, set_apart
from pasteproof.proof import Published
from pasteproof.saying import enumerated, in_language, short

LookUp = Callable[[str], Published]

_AFTER_A_MARKER = re.compile(r"[> \t]*(?:[-*+]|\d+[.)])[ \t]+(?:`{3,}|~{3,})[ \t]*snippet[ \t]*")


class Problem(NamedTuple):
    """What is wrong at one line of a page."""

    line: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expanded:
    """A page with its snippets put in, and the fences that could not be."""

    text: str
    problems: tuple[Problem, ...]


def references(text: str) -> tuple[tuple[int, str], ...]:
    """Return the snippets that a page names, each with the line that names it."""
    closed = (fence for fence in fences(text) if fence.info == "snippet" and fence.is_closed)
    return tuple((fence.line + 1, _reference(fence)) for fence in closed if not _fault(fence))


def expand(text: str, look_up: LookUp, language: str) -> Expanded:
    """Return the page with each snippet's text and mark in place of the fence that names it.

    `look_up` raises LookupError with the words for the writer; such a fence is left as it is.
    """
    lines = text.split("\n")
    problems = list(_misplaced(lines, fences(text)))
    for fence in reversed(fences(text)):
        if not _is_meant(fence):
            continue
        try:
            block = _block(fence, look_up, language)
            lines[fence.line - 1 : fence.end] = set_apart(lines, fence, block)
        except LookupError as error:
            problems.append(Problem(fence.line + 1, str(error)))
        except ValueError as error:
            problems.append(Problem(fence.line, str(error)))
    return Expanded(text="\n".join(lines), problems=tuple(sorted(problems)))


def mark(published: Published, language: str) -> str:
    """Return the sentence under a snippet that says what this build knows of it."""
    words = in_language(_WORDS, language)
    if published.proofs:
        names = words.join(f"`{name}`" for name in published.stand_ins)
        aside = words.tools.format(tools=words.join(published.tools)) if published.tools else ""
        aside += words.aside.format(names=names) if names else ""
        return words.verified.format(shells=words.join(published.proofs), aside=aside)
    if reason := published.reason_in(short(language)):
        return words.impossible.format(reason=reason)
    return words.unverified


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """The wording of the mark in one language."""

    verified: str
    tools: str
    aside: str
    unverified: str
    impossible: str
    comma: str
    last: str

    def join(self, parts: Iterator[str] | tuple[str, ...]) -> str:
        """Return the parts as an enumeration, such as `a, b and c`."""
        return enumerated(parts, self.comma, self.last)


_WORDS = {
    "en": _Words(
        verified="Proven in {shells}{aside}",
        tools=", with {tools}",
        aside=", with a stand-in for {names}",
        unverified="Not verified in this build.",
        impossible="Not verified: {reason}",
        comma=", ",
        last=" and ",
    ),
    "zh": _Words(
        verified="已在 {shells} 中实测{aside}",
        tools="（{tools}）",
        aside="（{names} 由替身程序代替）",
        unverified="本次构建未验证。",
        impossible="未验证：{reason}",
        comma="、",
        last=" 与 ",
    ),
}


def _is_meant(fence: Fence) -> bool:
    """Say whether the writer meant a snippet, be it with a fault."""
    return fence.info.split(" ")[0] == "snippet"


def _block(fence: Fence, look_up: LookUp, language: str) -> list[str]:
    """Return the lines that stand for one snippet fence; ValueError says what is wrong with it."""
    if fault := _fault(fence):
        raise ValueError(fault)
    published = look_up(_reference(fence))
    if fault := _loss(published.text) or blanks.fault(published.text, published.language):
        raise LookupError(f"the snippet '{published.reference}' {fault}")
    marks = marks_around(published.text)
    kind = "verified" if published.proofs else "unverified"
    return [
        f'{marks} {{ .{published.language} data-snippet="{published.reference}" }}',
        *published.text.removesuffix("\n").split("\n"),
        marks,
        "",
        mark(published, language),
        f"{{ .pasteproof-mark .pasteproof-{kind} data-search-exclude data-pagefind-ignore }}",
    ]


def _fault(fence: Fence) -> str:
    """Return what is wrong with a snippet fence in itself, or nothing."""
    if not fence.is_closed:
        return f"this snippet fence is never closed. Close it with {fence.marks}"
    if fence.info != "snippet":
        return f"a snippet fence takes no options, this one says '{fence.info}'. Write: ```snippet"
    named = len(_named(fence))
    if named != 1:
        return f"a snippet fence holds one line, such as 'first-run/install'; this one has {named}"
    return ""


def _reference(fence: Fence) -> str:
    return _named(fence)[0]


def _named(fence: Fence) -> list[str]:
    return [line.strip() for line in fence.body if line.strip()]


def _loss(text: str) -> str:
    """Return what the page would change in a text, so that a copy would not be what was proven."""
    if "\t" in text:
        return "holds a tab, which the page turns into spaces. Write spaces"
    if "\r" in text:
        return "holds a carriage return, which the page drops. Use LF line ends"
    if text != text.strip("\n") + "\n":
        return "starts or ends with an empty line, which the page drops. Delete it"
    return ""


def _misplaced(lines: list[str], found: tuple[Fence, ...]) -> Iterator[Problem]:
    """Yield the snippet fences that start on the line of a list marker, where none is seen."""
    inside = {line for fence in found for line in range(fence.line, fence.end + 1)}
    for number, line in enumerate(lines, 1):
        if number not in inside and _AFTER_A_MARKER.fullmatch(line):
            advice = "Put it on a line of its own, indented by four spaces"
            yield Problem(number, f"a fence can't start on the line of a list marker. {advice}")
