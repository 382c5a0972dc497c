"""The links of a built site, followed as a browser follows them in a folder on disk."""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

ATTRIBUTES = {"href", "src", "poster", "data"}
REL_OF_ADDRESSES = {"canonical", "alternate"}  # these name a page as the web knows it


class _Page(HTMLParser):
    """What a page links to, and the places in it that can be linked to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element's links, its id, and the id of another that it points at."""
        given = dict(attrs)
        self.places |= {str(given[key]) for key in ("id", "name") if key in given}
        if tag != "link" or given.get("rel") not in REL_OF_ADDRESSES:
            self.links += [str(given[key]) for key in ATTRIBUTES if given.get(key)]
        self.links += [f"#{given[key]}" for key in ("popovertarget", "for") if given.get(key)]


def dead(folder: Path) -> list[str]:
    """Return the links of all pages of a site that lead nowhere, or to a mere folder."""
    pages = sorted(folder.rglob("*.html"))
    return [
        f"{path.relative_to(folder)}: {link}"
        for path in pages
        for link in dict.fromkeys(_read(path).links)
        if not _leads(folder, path, link)
    ]


def _leads(folder: Path, page: Path, link: str) -> bool:
    if urlsplit(link).scheme or link.startswith("//"):
        return True
    # A page for what is missing is shown at any address, by a server: its links begin at the root,
    # and may lead to a folder.
    base = folder if link.startswith("/") else page.parent
    address, place = urldefrag(link.lstrip("/") if link.startswith("/") else link)
    target = page
    if address:
        target = Path(unquote(urlsplit(urljoin(f"{base.as_uri()}/", address)).path))
        if link.startswith("/") and target.is_dir():
            target /= "index.html"
    if not target.is_file() or not target.is_relative_to(folder):
        return False
    return not place or target.suffix != ".html" or unquote(place) in _read(target).places


@cache
def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page
