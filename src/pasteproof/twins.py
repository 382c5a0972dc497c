"""Writes a page as plain Markdown that can be read alone, by an assistant for instance."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urljoin

from pasteproof.fences import Fence, fences

_BOX = re.compile(
    r'(?P<lead> *)(?:!!!|\?\?\?\+?|===[!+]?) *(?P<kind>[\w -]*)(?:"(?P<title>.*)")? *'
)
_CODE = re.compile(r"((?<!`)(`+)(?!`).+?(?<!`)\2(?!`))", re.DOTALL)
_LISTED = r'\{:?[ ]*(?:[.#][\w-]+|[\w-]+="[^"\n]*")[^{}\n]*\}'  # a list of attributes
_DROPPED = re.compile(
    r"<!--.*?-->\n?"
    r"|^[> \t]*</?(?:div|section|figure)\b[^<>\n]*>[ \t]*(?:\n|\Z)"
    rf"|^[> \t]*{_LISTED}[ \t]*(?:\n|\Z)"
    rf"|(?<=\S)[ \t]+{_LISTED}(?=[ \t]*(?:\||$))"
    rf"|(?<=[\])*_`]){_LISTED}"
    "|^[> \t]*\ue000\\w+\ue001[ \t]*(?:\n|\\Z)"
    r"|^\*\[[^\]\n]+\]:[^\n]*(?:\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
_LINK = re.compile(r'<a href="(?P<html>[^"]*)"[^<>]*>(?P<text>[^<>]*)</a>')
_TARGET = re.compile(r"(?P<before>\]\(|^\[[^\]^\n]+\]:[ \t]+)(?P<target>[^)\s]+)", re.MULTILINE)
_TITLE = re.compile(r"^# ", re.MULTILINE)


class Piece(NamedTuple):
    """A stretch of a page: a fenced block, or what stands between two."""

    text: str
    is_fence: bool


def twin(markdown: str, about: Mapping[str, str], address: str) -> str:
    """Return a page, of which all fences are filled, as Markdown that any reader understands.

    `about` stands above it. Links lead from `address` on, where the page is.
    """
    pieces = _pieces("\n".join(_unboxed(markdown)))
    body = "".join(
        each.text if each.is_fence else _plain(each.text, address) for each in pieces
    ).strip("\n")
    head = "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in about.items()
    )
    title = "" if _TITLE.search(body) else f"# {about.get('title', '')}\n\n"
    return f"---\n{head}---\n\n{title}{body}\n"


def _unboxed(text: str) -> Iterator[str]:
    """Yield the lines of a text whose boxes and tabs are titles in bold, with the text below."""
    lines, inside = text.split("\n"), _inside(text)
    at = 0
    while at < len(lines):
        box = None if at in inside else _BOX.fullmatch(lines[at])
        at += 1
        if box is None:
            yield lines[at - 1]
            continue
        lead = box["lead"]
        rest = range(at, len(lines))
        end = next((number for number in rest if _is_out(lines[number], lead)), len(lines))
        yield from (f"{lead}**{box['title'] or box['kind'].strip().capitalize()}**", "")
        yield from _unboxed("\n".join(lead + line[len(lead) + 4 :] for line in lines[at:end]))
        at = end


def _is_out(line: str, lead: str) -> bool:
    return bool(line.strip()) and not line.startswith(f"{lead}    ")


def _inside(text: str) -> set[int]:
    """Return the lines of a text within fences, counted from 0."""
    return {line for fence in fences(text) for line in range(fence.line - 1, fence.end)}


def _pieces(text: str) -> Iterator[Piece]:
    lines, at = text.split("\n"), 0
    for fence in fences(text):
        if fence.is_closed:
            yield Piece("".join(f"{line}\n" for line in lines[at : fence.line - 1]), False)
            yield Piece("".join(f"{line}\n" for line in _fence(fence)), True)
            at = fence.end
    yield Piece("".join(f"{line}\n" for line in lines[at:]), False)


def _fence(fence: Fence) -> Iterator[str]:
    """Yield a fence that says no more of its text than the language."""
    language = (re.findall(r"[\w+-]+", fence.info) or [""])[0]
    yield f"{fence.lead}{fence.marks}{language}"
    yield from (f"{fence.lead}{line}" if line else fence.lead.rstrip() for line in fence.body)
    yield fence.lead + fence.marks


def _plain(text: str, address: str) -> str:
    """Return text without what only this renderer reads; code is left as it is."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\x02{len(kept) - 1}\x03`"

    text = _DROPPED.sub("", _CODE.sub(keep, text))
    text = _LINK.sub(r"[\g<text>](\g<html>)", text)
    text = _TARGET.sub(lambda found: found["before"] + urljoin(address, found["target"]), text)
    return re.sub("\x02(\\d+)\x03`", lambda found: kept[int(found[1])], text)
