"""Reads what a built page says of itself in its head: its names, its addresses, its languages."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple


class Alternate(NamedTuple):
    """Where the page is in another language, or in its own; `name` is the language's own name."""

    language: str
    address: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a page says of itself; `is_listed` where search engines are to know it.

    `site` is the name of the guide in the page's language. Without an address of the site,
    `address` is empty.
    """

    language: str
    title: str
    site: str
    description: str
    address: str
    alternates: tuple[Alternate, ...]
    is_listed: bool


def read(path: Path) -> Head:
    """Return the head of a built page."""
    parser = _Parser()
    parser.feed(path.read_text(encoding="utf-8").partition("</head>")[0])
    said = parser.said
    return Head(
        language=parser.language,
        title=said.get("og:title", ""),
        site=said.get("og:site_name", ""),
        description=said.get("description", ""),
        address=said.get("canonical", ""),
        alternates=tuple(parser.alternates),
        is_listed=said.get("robots") != "noindex",
    )


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.said: dict[str, str] = {}
        self.alternates: list[Alternate] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        elif tag == "meta":
            self.said[given.get("name") or given.get("property", "")] = given.get("content", "")
        elif tag == "link" and given.get("rel") == "canonical":
            self.said["canonical"] = given.get("href", "")
        elif tag == "link" and given.get("rel") == "alternate" and "hreflang" in given:
            own = (given["hreflang"], given.get("href", ""), given.get("title", ""))
            self.alternates.append(Alternate(*own))
