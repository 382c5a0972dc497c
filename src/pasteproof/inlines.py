"""Reads what stands in the lines of a block: code, links, images, tags, and the text between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pasteproof.lines import STOWED, Line, Page
from pasteproof.prose import Attributes, Inline, InlineKind

_MAY_BEGIN = re.compile(r"[\\`<\[+:]")
"""A sign that every token has; most texts have none."""
# In the order of Python-Markdown's inline patterns: what is code is nothing else.
_TOKEN = re.compile(
    r"""
      (?P<escape>\\[\\`*_{}\[\]()>\#+\-.!|"':~^=])
    | (?<![`\\])(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)
    | <!--(?P<comment>.*?)-->
    | \[\^(?P<footnote>[^\]\n]+)\]
    | (?P<bracket>!?\[)
    | <(?P<address>[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]+|[^<>\s@]+@[^<>\s]+)>
    | <(?P<tag>/?[A-Za-z][\w:-]*)(?P<given>(?:\s+[^\s=<>"'/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*/?>
    | \+\+(?P<keys>[\w"'-]+(?:\+[\w"'-]+)*)\+\+
    | (?<![\w:]):(?P<icon>[a-z][\w+-]*):(?![\w:])
    | (?P<url>\b(?:https?|ftp)://[^\s<>"'`\[\]{}|\\（）《》「」【】“”‘’，。、；：！？…]*[^\s<>"'`\[\]{}|\\（）《》「」【】“”‘’，。、；：！？….,;:!?()*_])
    """,  # noqa: E501 - a pattern broken up within a set of characters is harder to read
    re.VERBOSE | re.DOTALL,
)
_TARGET = re.compile(
    r"""\(\s*(?:<(?P<angled>[^<>\n]*)>|(?P<bare>(?:\\.|[^\s()\\]|\((?:[^\s()]|\([^\s()]*\))*\))*))
    (?:\s+(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'))?\s*\)""",
    re.VERBOSE,
)
_LABEL = re.compile(r"[ \n]?\[(?P<label>[^\[\]]*)\]")
_GIVEN = re.compile(r"""([^\s=<>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
_LIST = re.compile(r"\{:?[ ]*(?P<list>[^}\n ][^}\n]*)\}")
_SAID = r"(?P<said>(?:\\.|[^\\])+?)(?<=\S)(?P=mark)"
_EMPHASIS = (
    re.compile(rf"(?P<kept>\\.)|(?P<mark>\*{{1,3}})(?=[^\s*]){_SAID}(?!\*)", re.DOTALL),
    re.compile(rf"(?P<kept>\\.)|(?<!\w)(?P<mark>_{{1,3}})(?=[^\s_]){_SAID}(?!\w)", re.DOTALL),
)
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff“”…"
_WIDE_LINE_END = re.compile(rf"(?<=[{_WIDE}])[ \t]*\n\s*(?=[{_WIDE}])")


def read(lines: list[Line], page: Page) -> tuple[Inline, ...]:
    """Return what stands in the lines of a paragraph, a heading or a cell, in order."""
    text = STOWED.sub("", "\n".join(line.text.strip() for line in lines))
    return tuple(_read(text, [line.number for line in lines], page))


def normalised(inlines: tuple[Inline, ...]) -> str:
    """Return what the inlines say, without what changes nothing for a reader.

    Left out are line ends, emphasis, titles, and the order of attributes.
    """
    kept: list[str] = []
    pieces: list[str] = []
    last = inlines[0].line if inlines else 0
    for inline in inlines:
        pieces.append("\n" if inline.line > last and inline.kind == "text" else "")
        last = max(last, inline.line)
        if inline.kind == "text":
            pieces.append(inline.value)
        elif inline.kind != "comment":
            pieces.append(f"\x02{len(kept)}\x03")
            kept.append(_shown(inline))
    said = "".join(pieces)
    said = _WIDE_LINE_END.sub("", said) if "\n" in said else said
    said = " ".join(without_emphasis(said).split())
    return STOWED.sub(lambda found: kept[int(found[1])], said) if kept else said


def without_emphasis(text: str) -> str:
    """Return a text without the signs of emphasis, in whichever style they are written."""
    for sign, pattern in zip("*_", _EMPHASIS, strict=True):
        for _ in range(3 if sign in text else 0):
            text, count = pattern.subn(lambda found: found["kept"] or found["said"], text)
            if not count:
                break
    return text


def attributes(text: str) -> Attributes:
    """Return the attributes that a list such as `#id .class key="value"` gives."""
    found: dict[str, str] = {}
    for name, *values in _GIVEN.findall(text):
        value = "".join(values)
        if name.startswith("#"):
            found["id"] = name[1:]
        elif name.startswith("."):
            found["class"] = f"{found.get('class', '')} {name[1:]}".strip()
        else:
            found[name] = value
    if "class" in found:
        found["class"] = " ".join(sorted(found["class"].split()))
    return tuple(sorted(found.items()))


def _read(text: str, numbers: list[int], page: Page) -> Iterator[Inline]:
    """Yield the inlines of a text whose lines have those numbers."""
    if not _MAY_BEGIN.search(text):
        yield from _plain(text, 0, len(text), numbers)
        return
    found: list[Inline] = []
    plain, at = 0, 0
    while match := _TOKEN.search(text, at):
        begin, at = match.start(), match.end()
        line = numbers[text.count("\n", 0, begin)]
        if match["escape"]:
            continue
        inline, end = _inline(text, match, line, numbers, page)
        if inline is None:
            continue
        found += _plain(text, plain, begin, numbers)
        given = _LIST.match(text, end) if inline.kind in ("link", "image", "code") else None
        if given:
            inline, end = replace(inline, attributes=attributes(given["list"])), given.end()
        found.append(inline)
        plain = at = end
    yield from (*found, *_plain(text, plain, len(text), numbers))


def _plain(text: str, begin: int, end: int, numbers: list[int]) -> Iterator[Inline]:
    """Yield the text between two places, one inline for each line."""
    number = text.count("\n", 0, begin)
    for piece in text[begin:end].split("\n"):
        if piece:
            yield Inline(kind="text", value=piece, line=numbers[number])
        number += 1


def _inline(
    text: str, match: re.Match[str], line: int, numbers: list[int], page: Page
) -> tuple[Inline | None, int]:
    """Return the inline that begins at a token, and where it ends."""
    if match["bracket"]:
        return _bracketed(text, match, line, numbers, page)
    if match["footnote"] and match["footnote"] not in page.footnotes:
        return None, match.end()
    return _simple(match, line), match.end()


def _simple(match: re.Match[str], line: int) -> Inline:
    """Return the inline that a token is as a whole."""
    if match["code"]:
        return Inline(kind="code", value=" ".join(match["code"].split()), line=line)
    if match["tag"]:
        given = attributes(match["given"]) if match["given"] else ()
        return Inline(kind="html", value=match["tag"].lower(), line=line, attributes=given)
    if address := match["address"]:
        return Inline(kind="link", value=address, line=line, text=address)
    kinds: tuple[InlineKind, ...] = ("comment", "footnote", "keys", "icon", "url")
    kind = next(each for each in kinds if match[each] is not None)
    return Inline(kind=kind, value=match[kind].strip(), line=line)


def _bracketed(
    text: str, match: re.Match[str], line: int, numbers: list[int], page: Page
) -> tuple[Inline | None, int]:
    """Return the link or the image that begins at a bracket, if one does."""
    close = _closing(text, match.end())
    if close is None:
        return None, match.end()
    inner = text[match.end() : close]
    target, end = _target(text, close + 1, inner, page)
    if target is None:
        return None, match.end()
    if match["bracket"] == "![":
        said = " ".join(inner.split())
        return Inline(kind="image", value=target, line=line, text=said), end
    first = text.count("\n", 0, match.end())
    children = tuple(_read(inner, numbers[first:], page))
    said = normalised(children)
    return Inline(kind="link", value=target, line=line, text=said, children=children), end


def _closing(text: str, at: int) -> int | None:
    """Return where the bracket closes that was opened before `at`."""
    depth = 1
    for found in re.finditer(r"\\.|(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)|\[|\]", text[at:], re.DOTALL):
        depth += {"[": 1, "]": -1}.get(found.group(), 0)
        if depth == 0:
            return at + found.start()
    return None


def _target(text: str, at: int, inner: str, page: Page) -> tuple[str | None, int]:
    """Return what a bracket leads to, and where that ends."""
    if found := _TARGET.match(text, at):
        return (found["bare"] if found["angled"] is None else found["angled"]), found.end()
    if found := _LABEL.match(text, at):
        target = page.references.get(_label(found["label"] or inner))
        if target is not None:
            return target, found.end()
    return page.references.get(_label(inner)), at


def _label(text: str) -> str:
    return " ".join(text.split()).lower()


def _shown(inline: Inline) -> str:
    """Return how an inline that is not text stands in a normalised text."""
    given = "".join(f" {name}={value}" for name, value in inline.attributes)
    return {
        "code": f"`{inline.value}`",
        "link": f"[{inline.text}]({inline.value})",
        "image": f"![{inline.text}]({inline.value})",
        "footnote": f"[^{inline.value}]",
        "html": f"<{inline.value}{given}>",
        "keys": f"++{inline.value}++",
        "icon": f":{inline.value}:",
    }.get(inline.kind, inline.value)
