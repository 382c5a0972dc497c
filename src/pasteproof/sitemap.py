"""Tells search engines which pages there are, in which languages: sitemap.xml and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from pasteproof.heads import Head

_SCHEMAS = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


def sitemap(pages: Iterable[Head]) -> str:
    """Return the map of a site: each page that is listed, with all its languages."""
    listed = (page for page in pages if page.is_listed and page.address)
    entries = "".join(f"{_entry(page)}\n" for page in listed)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {_SCHEMAS}>\n{entries}</urlset>\n'


def robots(address: str) -> str:
    """Return what robots are told: they may read all, and where the map is."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {address}sitemap.xml\n"


def _entry(page: Head) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang={quoteattr(each.language)}'
        f" href={quoteattr(each.address)}/>"
        for each in page.alternates
    )
    return f"<url><loc>{escape(page.address)}</loc>{links}</url>"
