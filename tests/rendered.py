"""What a page shows, as the site's renderer makes it and as it is parsed: texts with their places.

A place is the chain of elements around a text, such as `('ul', 'li')`. Blanks are left out, and
what stands in another order in the built page, footnotes and the labels of tabs, is kept apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import markdown

from pasteproof.inlines import without_emphasis
from pasteproof.markdown import parse
from pasteproof.prose import Block, Inline

EXTENSIONS = [
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc",
    "pymdownx.details", "pymdownx.highlight", "pymdownx.keys", "pymdownx.superfences",
    "pymdownx.tabbed", "pymdownx.tasklist",
]  # fmt: skip
SETTINGS = {"pymdownx.tabbed": {"alternate_style": True}}
NAMED = {"ul", "ol", "li", "blockquote", "dl", "dt", "dd", "tr", "td", "table", "pre"}
NAMED |= {f"h{level}" for level in range(1, 7)}
BLOCKS = NAMED | {
    "p", "div", "thead", "tbody", "th", "details", "summary", "hr", "section", "figure", "center",
    "label", "figcaption",
}  # fmt: skip
VOID = {"br", "img", "hr", "input"}
BY_CLASS = {
    ("div", "admonition"): "box",
    ("p", "admonition-title"): "title",
    ("div", "tabbed-block"): "tab",
    ("div", "tabbed-labels"): "labels",
    ("div", "footnote"): "notes",
}
OF_KIND = {
    "item": "li", "quote": "blockquote", "definitions": "dl", "term": "dt", "definition": "dd",
    "row": "tr", "cell": "td", "table": "table", "admonition": "box", "tab": "tab",
    "fence": "pre", "code": "pre",
}  # fmt: skip
Place = tuple[str, ...]


@dataclass(slots=True)
class Shown:
    """The texts of a page in order, with their places; the labels of tabs; the footnotes."""

    texts: list[tuple[Place, str]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def put(self, place: Place, text: str) -> None:
        """Take in a text, if there is one."""
        said = re.sub(r"[\s\u21a9]+", "", text)
        if said and "labels" in place:
            self.labels.append(said)
        elif said and "notes" in place:
            self.notes += [said] if said != "<rule>" else []
        elif said:
            self.texts.append((place, said))


def rendered(text: str) -> Shown:
    """Return what the renderer shows of a page."""
    body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    reader = _Html()
    reader.feed(markdown.markdown(body, extensions=EXTENSIONS, extension_configs=SETTINGS))
    reader.flush()
    return _sorted(reader.shown)


def parsed(text: str) -> Shown:
    """Return what a page shows as it is parsed."""
    shown = Shown()
    for block in parse(text).blocks:
        _put(block, (), shown)
    return _sorted(shown)


def _sorted(shown: Shown) -> Shown:
    shown.labels.sort()
    shown.notes.sort()
    return shown


class _Html(HTMLParser):
    """Reads a built page into texts with their places."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = Shown()
        self._stack: list[tuple[str, str | None]] = []
        self._text = ""

    def flush(self) -> None:
        """Put the text that ends here."""
        self.shown.put(tuple(name for _, name in self._stack if name), self._text)
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in BLOCKS:
            self.flush()
        self._text += _mark(tag, given)
        if tag not in VOID:
            classes = (given.get("class") or "").split()
            is_sign = "footnote-ref" in classes
            self._stack.append((tag, None if is_sign else _name(tag, classes)))

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.flush()
        while tag not in VOID and self._stack and self._stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(name is None for _, name in self._stack):
            self._text += data


def _name(tag: str, classes: list[str]) -> str:
    found = next((BY_CLASS[tag, each] for each in classes if (tag, each) in BY_CLASS), "")
    fixed = {"details": "box", "summary": "title", "th": "td"}.get(tag, tag if tag in NAMED else "")
    return found or fixed


def _mark(tag: str, given: dict[str, str | None]) -> str:
    """Return what stands in a text for an element that is no text."""
    classes = given.get("class") or ""
    if tag == "a" and "footnote-ref" in classes:
        return "<note>"
    if tag == "a" and "footnote-backref" not in classes:
        return f"<to {given.get('href')}>"
    return {"hr": "<rule>", "img": f"<image {given.get('src')}>"}.get(tag, "")


def _put(block: Block, place: Place, shown: Shown) -> None:
    if block.kind in ("comment", "reference", "abbreviation"):
        return
    place = _place(block, place)
    if block.kind == "admonition" and not any(each.kind == "title" for each in block.children):
        shown.put((*place, "title"), block.name.split()[0].capitalize() if block.name else "")
    if title := re.search('title="([^"]*)"', block.info):
        shown.put(place[:-1], title[1])
    shown.put(place, _text(block))
    for child in block.children:
        _put(child, place, shown)


def _place(block: Block, around: Place) -> Place:
    """Return the place of what a block holds, which stands itself in another."""
    if block.kind == "title" and around[-1] == "tab":
        return (*around[:-1], "labels")
    name = {
        "list": "ol" if block.name == "ordered" else "ul",
        "heading": f"h{block.level}",
        "footnote": "notes",
        "title": "title",
    }.get(block.kind) or OF_KIND.get(block.kind)
    return (*around, name) if name else around


def _text(block: Block) -> str:
    if block.kind in ("fence", "code"):
        return block.text
    if block.kind == "html":
        said = re.sub(r"<img[^>]*src=\"([^\"]*)\"[^>]*>", "\x02\\1\x03", block.text)
        return re.sub("<[^>]*>", "", said).replace("\x02", "<image ").replace("\x03", ">")
    if block.kind in ("rule", "include"):
        return {"rule": "<rule>", "include": f'--8<-- "{block.name}"'}[block.kind]
    kept: list[str] = []
    said = without_emphasis("".join(_said(block.inlines, kept)))
    said = re.sub(r"\\([\\`*_{}\[\]()>#+\-.!|])", r"\1", said)
    return re.sub("\x02(\\d+)\x03", lambda found: kept[int(found[1])], said)


def _said(inlines: tuple[Inline, ...], kept: list[str]) -> Iterator[str]:
    """Yield the texts of inlines, with a sign for what is not to be changed any more."""
    for inline in inlines:
        if inline.kind == "text":
            yield inline.value
        elif inline.kind == "link":
            kept.append(f"<to {inline.value}>")
            yield f"\x02{len(kept) - 1}\x03"
            yield from _said(inline.children, kept) if inline.children else (inline.text,)
        elif inline.kind not in ("html", "comment"):
            kept.append(_shown(inline))
            yield f"\x02{len(kept) - 1}\x03"


def _shown(inline: Inline) -> str:
    keys = "+".join(each.capitalize() for each in inline.value.split("+"))
    return {
        "image": f"<image {inline.value}>",
        "footnote": "<note>",
        "keys": keys,
        "icon": f":{inline.value}:",
    }.get(inline.kind, inline.value)
