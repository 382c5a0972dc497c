"""Puts how far the translations have come into a page, in place of each ```status fence."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from pasteproof.backlog import Translation, translations
from pasteproof.fences import Fence, fences, set_apart
from pasteproof.markdown import parse
from pasteproof.model import Diagnostic
from pasteproof.prose import ParsedPage
from pasteproof.saying import in_language
from pasteproof.status import by_language, counts, per_cent, total
from pasteproof.text import decode

FENCE = "status"
_MARKUP = re.compile(r"[\\`*_{}\[\]|]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Where the table is read: in a language, on a page at a path below its language's folder.

    `names` are what languages call themselves. `edit` returns the address at which one edits a
    translation, or begins it, and nothing where there is none; `data` is the link to status.json,
    where the site has it.
    """

    language: str
    page: str
    names: Mapping[str, str]
    edit: Callable[[Translation], str]
    data: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    head: tuple[str, str, str, str, str]
    edit: str
    begin: str
    said: str
    incomparable: str
    nothing: str
    data: str


_WORDS = {
    "en": _Words(
        head=("Page", "Blocks", "Up to date", "Outdated", "Missing"),
        edit="Edit",
        begin="Begin",
        said="**{name}** (`{language}`): {fresh} of {blocks} blocks are up to date, {share}%.",
        incomparable="can't be compared",
        nothing="This guide has one language only.",
        data='The same for programs: <a href="{link}">status.json</a>',
    ),
    "zh": _Words(
        head=("页面", "块数", "已同步", "待更新", "未翻译"),
        edit="编辑",
        begin="开始翻译",
        said="**{name}**（`{language}`）：{blocks} 块中有 {fresh} 块已同步，占 {share}%。",
        incomparable="无法比较",
        nothing="本指南只有一种语言。",
        data='供程序读取的同一份数据：<a href="{link}">status.json</a>',
    ),
}


def fill(text: str, root: Path, reader: Reader) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return a page with its status fences filled, and what keeps translations from being told."""
    found = of(text)
    if not found:
        return text, ()
    pages = tuple(translations(root))
    block = list(_block(root, pages, reader))
    lines = text.split("\n")
    for fence in reversed(found):
        lines[fence.line - 1 : fence.end] = set_apart(lines, fence, block)
    faults = (each.faults for each in pages if each.freshness is None)
    return "\n".join(lines), tuple(dict.fromkeys(fault for each in faults for fault in each))


def of(text: str) -> tuple[Fence, ...]:
    """Return the status fences of a page."""
    return tuple(each for each in fences(text) if each.info == FENCE and each.is_closed)


def _block(root: Path, pages: tuple[Translation, ...], reader: Reader) -> Iterator[str]:
    words = in_language(_WORDS, reader.language)
    if not pages:
        yield words.nothing
    for language, own in by_language(pages):
        numbers = total(own)
        name = _plain(reader.names.get(language, language))
        yield words.said.format(
            name=name, language=language, fresh=numbers[0], blocks=sum(numbers),
            share=per_cent(numbers),
        )  # fmt: skip
        yield ""
        yield from _table(root, own, reader, words)
        yield ""
    if reader.data:
        yield words.data.format(link=escape(reader.data))


def _table(
    root: Path, pages: tuple[Translation, ...], reader: Reader, words: _Words
) -> Iterator[str]:
    links = {page.name: reader.edit(page) for page in pages}
    has_links = any(links.values())
    yield _row([*words.head, *([words.edit] if has_links else [])])
    yield "|---|" + "---:|" * (len(words.head) - 1) + "---|" * has_links
    for page in pages:
        does = words.edit if page.is_there else words.begin
        link = f"[{does}]({links[page.name]})" if links[page.name] else ""
        cells = [_linked(root, page, reader), *_numbers(page, words)]
        yield _row([*cells, *([link] if has_links else [])])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _numbers(page: Translation, words: _Words) -> tuple[str, str, str, str]:
    numbers = counts(page)
    if numbers is None:
        return words.incomparable, "", "", ""
    _, outdated, missing = numbers
    return str(sum(numbers)), f"{per_cent(numbers)}%", str(outdated), str(missing)


def _linked(root: Path, page: Translation, reader: Reader) -> str:
    """Return the title of a page in the reader's language, with a link where there is the page."""
    own = Path("docs", reader.language, page.name)
    paths = [path for path in (own, page.source) if (root / path).is_file()]
    title = _title(root / (paths or [page.path])[0]) or page.name
    link = posixpath.relpath(page.name, posixpath.dirname(reader.page) or ".")
    return f"[{_plain(title)}]({link})" if paths else _plain(title)


def _title(path: Path) -> str:
    text = decode(path, path.read_bytes())[0]
    page = parse(text)
    given = page.field("title")
    return given.text if given else _heading(page)


def _heading(page: ParsedPage) -> str:
    first = next((each for each in page.blocks if each.kind == "heading"), None)
    inlines = first.own_inlines() if first else ()
    return "".join(each.value for each in inlines if each.kind in ("text", "code")).strip()


def _plain(text: str) -> str:
    """Return a text as Markdown that says just that."""
    return _MARKUP.sub(r"\\\g<0>", escape(text, quote=False))
