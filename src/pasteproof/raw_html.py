"""Finds the raw HTML of a page, which the renderer takes out before it reads anything else."""

from __future__ import annotations

import re

from pasteproof.blocks import read
from pasteproof.inlines import attributes
from pasteproof.lines import Line, Page, Run
from pasteproof.prose import Block

# https://github.com/Python-Markdown/markdown/blob/3.8/markdown/core.py, block_level_elements
_BLOCK_LEVEL = (
    "address|article|aside|blockquote|body|canvas|center|colgroup|dd|details|div|dl|dt|fieldset|"
    "figcaption|figure|footer|form|group|h1|h2|h3|h4|h5|h6|head|header|hgroup|hr|html|iframe|li|"
    "legend|link|main|map|math|menu|meta|nav|noscript|object|ol|option|output|p|picture|pre|"
    "progress|script|search|section|style|summary|table|tbody|td|textarea|tfoot|th|thead|title|"
    "tr|ul|video"
)
_EMPTY = ("hr", "link", "meta")
_OPENING = re.compile(
    rf"[ ]{{0,3}}(?:<!--|<(?P<tag>{_BLOCK_LEVEL})(?![\w:-])"
    r"""(?P<given>(?:[^<>"']|"[^"]*"|'[^']*')*)>)""",
    re.IGNORECASE,
)
_COMMENT_END = re.compile(r"-->")


def stow_html(lines: Run, page: Page) -> Run:
    """Return the lines with one in place of each block of raw HTML, and of each comment."""
    found: Run = []
    at = 0
    while at < len(lines):
        opening = _opening(lines, at)
        last = _last(lines, at, opening) if opening else None
        if opening is None or last is None:
            found.append(lines[at])
            at += 1
            continue
        found += _stowed(lines[at : last + 1], opening, page)
        at = last + 1
    return found


def _opening(lines: Run, at: int) -> re.Match[str] | None:
    """Return the tag or the comment that begins on a line; a tag may go on in the next ones."""
    if not lines[at].text.lstrip().startswith("<"):
        return None
    return _OPENING.match("\n".join(line.text for line in lines[at : at + 8]))


def _last(lines: Run, at: int, opening: re.Match[str]) -> int | None:
    """Return the index of the line on which the HTML ends that begins at another."""
    tag = opening["tag"]
    if tag and tag.lower() in _EMPTY:
        return at + opening.group().count("\n")
    one = rf"<(?P<close>/?){tag}(?![\w:-])[^<>]*>"
    ends = re.compile(one, re.IGNORECASE) if tag else _COMMENT_END
    depth = 0
    text = "\n".join(line.text for line in lines[at:])
    for found in ends.finditer(text):
        depth += -1 if not tag or found["close"] else 0 if found.group().endswith("/>") else 1
        if depth <= 0:
            return at + text.count("\n", 0, found.end())
    return len(lines) - 1 if tag else None


def _stowed(lines: Run, opening: re.Match[str], page: Page) -> Run:
    """Return what stands for a block of HTML: one line, and an empty one on either side."""
    first, last = lines[0].number, lines[-1].end
    text = "\n".join(page.written(line) for line in lines)
    given = attributes(opening["given"] or "")
    if opening["tag"] is None:
        inner = text.strip().removeprefix("<!--").removesuffix("-->").strip()
        block = Block(kind="comment", line=first, end=last, text=inner)
    elif "markdown" in dict(given):
        block = Block(
            kind="html", line=first, end=last, name=opening["tag"].lower(), attributes=given,
            children=read(stow_html(_inner(lines, opening), page), page),
        )  # fmt: skip
    else:
        block = Block(
            kind="html", line=first, end=last, text=" ".join(text.split()),
            name=opening["tag"].lower(), attributes=given,
        )  # fmt: skip
    empty = Line(first, "", first)
    return [empty, page.stow("", block, text), empty]


def _inner(lines: Run, opening: re.Match[str]) -> Run:
    """Return the lines between the tags of an element whose content is Markdown."""
    skipped = opening.group().count("\n")
    rest = lines[skipped].text[len(opening.group().split("\n")[-1]) :]
    first = lines[skipped]._replace(text=rest)
    inner = [first, *lines[skipped + 1 :]]
    last = inner[-1]
    inner[-1] = last._replace(text=re.sub(rf"</{opening['tag']}\s*>.*", "", last.text, flags=re.I))
    return inner
