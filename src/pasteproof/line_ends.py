"""Joins the lines of a Chinese paragraph: a line end between two Chinese signs is no space.

CSS would have browsers do it, https://drafts.csswg.org/css-text-4/#line-break-transform, but they
show a space. markdown-cjk-spacing can do it too, but puts spaces in that nobody typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

Slot = tuple[Element, str]
"""Where a text of the tree stands: an element, and `text` or `tail`."""

# Without Hangul: Korean has spaces between its words, and a line end is one.
_SIGNS = (
    "\u2e80-\u312f\u31a0-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff9f\uffe0-\uffe6"
    "\U00020000-\U0003ffff"
)
_EITHER = f"{_SIGNS}“”‘’…—·"
_LINE_END = re.compile(
    rf"(?:(?<=[{_SIGNS}])[ ]*\n[ ]*(?=[{_EITHER}]))|(?:(?<=[{_EITHER}])[ ]*\n[ ]*(?=[{_SIGNS}]))"
)
_NO_TEXT = "\ufffc"


class LineEnds(Treeprocessor):
    """Takes the line ends out of the tree of a page, once its inline marks are read."""

    def run(self, root: Element) -> None:
        """Join the lines of every paragraph, heading, cell and the like."""
        slots = list(_slots(root))
        texts = [getattr(*slot) or "" if slot else _NO_TEXT for slot in slots]
        gone = {at for found in _LINE_END.finditer("".join(texts)) for at in range(*found.span())}
        begin = 0
        for slot, text in zip(slots, texts, strict=True):
            kept = "".join(sign for at, sign in enumerate(text, begin) if at not in gone)
            begin += len(text)
            if slot and kept != text:
                setattr(*slot, kept)


class LineEndsExtension(Extension):
    """Puts `LineEnds` after the inline marks are read (20), and before lines are laid out (10)."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register the processor."""
        md.treeprocessors.register(LineEnds(md), "line_ends", 15)


def makeExtension(**options: object) -> LineEndsExtension:  # noqa: N802
    """Return the extension; Python-Markdown calls this where `pasteproof.line_ends` is named."""
    return LineEndsExtension(**options)


def _slots(element: Element) -> Iterator[Slot | None]:
    """Yield where the text of an element stands, and the text that follows it.

    The number of a footnote is looked through; in code, pictures and line breaks is no text.
    """
    if element.tag in ("pre", "code", "img", "br"):
        yield None
    elif element.tag != "sup":
        yield element, "text"
        for child in element:
            yield from _slots(child)
    yield element, "tail"
