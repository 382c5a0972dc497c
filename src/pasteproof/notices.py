"""Tells readers what a translation lacks: a page, or what the source page says by now."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from pasteproof import backlog
from pasteproof.excerpts import excerpt
from pasteproof.freshness import Standing
from pasteproof.languages import languages
from pasteproof.markdown import parse
from pasteproof.placing import Spot, at_the_top, below, put
from pasteproof.prose import BlockKind, Leaf
from pasteproof.saying import in_language, short
from pasteproof.text import decode

_HEADING = re.compile(
    r'<h([1-6])[^>]*>(.*?)(?:<a class="headerlink"[^>]*>.*?</a>)?</h\1>', re.DOTALL
)
_ID = re.compile(r'(?<=<)([a-zA-Z][^<>]*?) id="[^"]*"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the source page says at one spot of the translation; `is_new` where that says nothing.

    `english` is Markdown. `id` is the one of a heading that the translation lacks, so that links
    to its section lead here.
    """

    spot: Spot
    is_new: bool
    english: str
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    changed: str
    new: str
    untranslated: str
    translate: str


_WORDS = {
    "en": _Words(
        changed="The English original has changed",
        new="The English page says more here",
        untranslated="This page is not translated yet. You are reading the English original.",
        translate="Translate this page",
    ),
    "zh": _Words(
        changed="英文原文已更新",
        new="英文版此处有新增内容",
        untranslated="本页尚未翻译，以下为英文原文。",
        translate="翻译本页",
    ),
}


def notices_of(root: Path, page: str) -> tuple[Notice, ...]:
    """Return the notices that a page of the guide carries, named by its path below docs/."""
    language, _, name = page.partition("/")
    if language not in languages(root)[1:]:
        return ()
    known = backlog.translation(root, language, name)
    if known.freshness is None or not known.is_there:
        return ()
    source = decode(known.source, (root / known.source).read_bytes())[0]
    return notices(source, "\n".join(known.lines), known.freshness.standings)


def notices(source: str, translation: str, standings: Iterable[Standing]) -> tuple[Notice, ...]:
    """Return the notices that a translated page carries, given how its blocks stand.

    What nobody has accepted yet carries none: of that, it is not known what it was made from.
    """
    page = parse(source)
    return tuple(
        Notice(
            spot=spot,
            is_new=is_new,
            english=excerpt(source, page, leaves),
            id=leaves[0].block.id if is_new and leaves[0].block.kind == "heading" else "",
        )
        for (spot, is_new, _), leaves in _grouped(translation, standings).items()
    )


def _grouped(
    translation: str, standings: Iterable[Standing]
) -> dict[tuple[Spot, bool, str], list[Leaf]]:
    """Return the blocks that are told of together: of one spot, and of one section if new."""
    found: dict[tuple[Spot, bool, str], list[Leaf]] = {}
    for spot, standing in _spots(translation, standings):
        is_new = standing.translation is None
        key = (spot, is_new, standing.source.section if is_new else "")
        found.setdefault(key, []).append(standing.source)
    return found


def _spots(translation: str, standings: Iterable[Standing]) -> Iterator[tuple[Spot, Standing]]:
    page = parse(translation)
    former: Leaf | None = None
    around: tuple[BlockKind, ...] = ()
    for each in standings:
        if each.translation is None:
            around = _common(around, each.source.within)
            spot = below(translation, page, former, len(around)) if former else at_the_top(page)
            yield spot, each
            continue
        if not each.is_moved:
            former, around = each.translation, each.translation.within
        if each.state == "outdated" and each.was:
            yield below(translation, page, each.translation), each


def _common(one: tuple[BlockKind, ...], other: tuple[BlockKind, ...]) -> tuple[BlockKind, ...]:
    pairs = enumerate(zip(one, other, strict=False))
    end = next((at for at, (ours, theirs) in pairs if ours != theirs), min(len(one), len(other)))
    return one[:end]


def marked(markdown: str, given: tuple[Notice, ...], above: int) -> str:
    """Return the Markdown of a page with a token for each notice; `above` lines are cut off."""
    spots = (Spot(line=max(0, each.spot.line - above), lead=each.spot.lead) for each in given)
    return put(markdown, zip(spots, map(_token, range(len(given))), strict=True))


def filled(
    html: str, given: tuple[Notice, ...], language: str, render: Callable[[str], str]
) -> str:
    """Return the page with its notices in place of their tokens."""
    for number, notice in enumerate(given):
        shown = _details(notice, language, render)
        html = html.replace(f"<p>{_token(number)}</p>", shown)
    return html


def untranslated_page(html: str, language: str, source: str, address: str) -> str:
    """Return a page of the source language, and above it what it is and where to translate it."""
    words, attribute = _words(language)
    link = f' <a href="{escape(address)}">{words.translate}</a>' if address else ""
    return (
        f'<p class="pasteproof-untranslated"{attribute} data-search-exclude>'
        f"{words.untranslated}{link}</p>\n"
        f'<div lang="{source}">\n{html}\n</div>'
    )


def _token(number: int) -> str:
    return f"\ue000pasteproof{number}\ue001"


def _details(notice: Notice, language: str, render: Callable[[str], str]) -> str:
    """Return a notice; what its English says has no ids, since the page may have the same."""
    words, attribute = _words(language)
    own = f' id="{escape(notice.id)}"' if notice.id else ""
    kind = "new" if notice.is_new else "changed"
    english = _ID.sub(r"\1", render(notice.english))
    english = _HEADING.sub(r"<p><strong>\2</strong></p>", english)
    return (
        f'<details class="pasteproof-outdated pasteproof-{kind}"{own} data-search-exclude>\n'
        f"<summary{attribute}>{words.new if notice.is_new else words.changed}</summary>\n"
        f'<div lang="en">\n{english}\n</div>\n</details>'
    )


def _words(language: str) -> tuple[_Words, str]:
    """Return the words for a language, and the attribute to write where they are English."""
    has_own = short(language) in _WORDS
    return in_language(_WORDS, language), "" if has_own else ' lang="en"'
