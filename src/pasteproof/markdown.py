"""Reads a page of Markdown as the site's renderer does: into blocks with their lines.

The renderer is Python-Markdown with the extensions that Material's users have. CommonMark reads
many pages differently: lists nest at other indentations and interrupt paragraphs, and emphasis
beside Chinese punctuation is none. https://python-markdown.github.io/#differences
"""

from __future__ import annotations

import re
from functools import lru_cache

from pasteproof import front_matter
from pasteproof.blocks import read
from pasteproof.fences import fences
from pasteproof.lines import Line, Page, Run
from pasteproof.prose import Block, Mistake, ParsedPage
from pasteproof.raw_html import stow_html

_REFERENCE = re.compile(
    r"^[ ]{0,3}\[(?!\^)([^\[\]\n]+)\]:[ ]*(?:\n[ ]*)?<?([^\s>]+)>?[ ]*"
    r"(?:\n?[ ]*(?:\".*\"|'.*'|\(.*\)))?[ ]*$",
    re.MULTILINE,
)
_FOOTNOTE = re.compile(r"^[ >]*\[\^([^\]\n]+)\]:", re.MULTILINE)
_SIGNS = {ord(sign): None for sign in "\x02\x03"}
_INCLUDE = re.compile(r'^(?P<lead>[ >]*)-+8<-+[ ]+"(?P<file>[^"]+)"[ ]*$')
_INCLUDES = re.compile(r"^(?P<lead>[ >]*)-+8<-+[ ]*$")


@lru_cache(maxsize=4096)
def parse(text: str) -> ParsedPage:
    """Return a page as its blocks, with the lines of the file that they stand on."""
    front = front_matter.read(text)
    page = Page()
    lines = _lines(text, front.lines, page)
    plain = "\n".join(line.text for line in lines)
    for label, target in _REFERENCE.findall(plain):
        page.references.setdefault(" ".join(label.split()).lower(), target)
    page.footnotes |= set(_FOOTNOTE.findall(plain))
    blocks = read(stow_html(lines, page), page)
    return ParsedPage(
        fields=front.fields,
        blocks=blocks,
        mistakes=(*front.mistakes, *_unclosed(text)),
        lines=text.count("\n") + (not text.endswith("\n")),
    )


def _lines(text: str, skipped: int, page: Page) -> Run:
    """Return the lines below the front matter, with one line in place of each fence."""
    texts = text.split("\n")
    opened = {fence.line: fence for fence in fences(text) if fence.is_closed}
    found: Run = []
    number = skipped + 1
    while number <= len(texts):
        if fence := opened.get(number):
            block = Block(
                kind="fence", line=number, end=fence.end, text="\n".join(fence.body),
                name=_first_word(fence.info), mark=fence.marks, info=fence.info,
            )  # fmt: skip
            written = "\n".join([fence.marks + fence.info, *fence.body, fence.marks])
            found.append(page.stow(fence.lead, block, written))
            number = fence.end
        else:
            found.append(Line(number, _plain(texts[number - 1]), number))
        number += 1
    return _with_includes(found, page)


def _plain(text: str) -> str:
    return text if text.isprintable() else text.expandtabs(4).rstrip("\r").translate(_SIGNS)


def _first_word(info: str) -> str:
    """Return the language of a fence, or the kind of what it names, such as `snippet`."""
    braced = re.match(r"\{[^}]*?\.([\w+#-]+)", info)
    bare = re.match(r"[\w+#.-]+(?![\w+#.=-])", info)
    return braced[1] if braced else bare[0] if bare else ""


def _with_includes(lines: Run, page: Page) -> Run:
    """Return the lines with those that include a file stowed away."""
    if not any("-8<-" in line.text for line in lines):
        return lines
    found: Run = []
    inside = False
    for line in lines:
        one, many = _INCLUDE.match(line.text), _INCLUDES.match(line.text)
        if many:
            inside = not inside
            continue
        if one or (inside and line.text.strip()):
            name = one["file"] if one else line.text.strip()
            lead = one["lead"] if one else line.text[: -len(line.text.lstrip())]
            block = Block(kind="include", line=line.number, end=line.end, text=name, name=name)
            line = page.stow(lead, block, line.text.strip())
        found.append(line)
    return found


def _unclosed(text: str) -> tuple[Mistake, ...]:
    return tuple(
        Mistake(
            construct="fence",
            line=fence.line,
            problem="this fence is never closed.",
            advice=f"Close it with {fence.marks} at the same indentation.",
        )
        for fence in fences(text)
        if not fence.is_closed
    )
