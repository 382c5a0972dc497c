"""Finds the places of a page that a link can lead to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pasteproof.prose import Block, Inline, ParsedPage

_IN_HTML = re.compile(r"""<[^>]*\s(?:id|name)\s*=\s*["']?([^"'\s>]+)""")


def anchors(page: ParsedPage) -> frozenset[str]:
    """Return the ids that the page has when it is built, those of headings without one included."""
    found: set[str] = set()
    for block in page.every():
        found |= set(_given(block))
    for slug in (_slug, _unicode_slug):
        taken = set(found)
        for block in page.every():
            if block.kind == "heading" and not block.id:
                taken.add(_unique(slug(_plain(block)), taken))
        found |= taken
    return frozenset(found)


def _given(block: Block) -> Iterator[str]:
    """Yield the ids that a block and what stands in it are given."""
    if block.id:
        yield block.id
    if block.kind == "html":
        yield from _IN_HTML.findall(block.text)
    if block.kind == "footnote":
        yield from (f"fn:{block.name}", f"fnref:{block.name}")
    for inline in block.own_inlines():
        yield from (value for name, value in inline.attributes if name in ("id", "name"))


def _plain(block: Block) -> str:
    return "".join(_said(each) for each in block.inlines)


def _said(inline: Inline) -> str:
    return inline.value if inline.kind in ("text", "code") else inline.text


def _slug(text: str) -> str:
    """Return the id of a heading as Python-Markdown makes it, of what ASCII has for the text."""
    return _unicode_slug(unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode())


def _unicode_slug(text: str) -> str:
    """Return the id of a heading as pymdownx.slugs makes it, which keeps letters of all scripts."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower())


def _unique(name: str, taken: set[str]) -> str:
    """Return the name with a number behind it where it is taken, or empty."""
    number = 1
    while name in taken or not name:
        found = re.fullmatch(r"(.*)_(\d+)", name)
        name = f"{found[1]}_{int(found[2]) + 1}" if found else f"{name}_{number}"
    return name
