"""Knows where the editions of a page are, and how to begin one that is missing."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pasteproof.languages import tag

_EDITING = re.compile(r"(?P<site>.*?)(?P<dash>/-)?/edit/(?P<folder>.+)/(?P<file>[^/]+)")


class Edition(NamedTuple):
    """Where one language's edition of a page is; `address` is empty where there is no such page."""

    language: str
    name: str
    link: str
    address: str
    is_current: bool

    @property
    def tag(self) -> str:
        """Return what pages say of the language."""
        return tag(self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Editions:
    """The languages of a guide as sites side by side, below one address.

    `names` are their own names, by language. A page that the source language has is in every site:
    where it is not translated, it stands there as it is.
    """

    docs: Path
    address: str
    source: str
    current: str
    names: Mapping[str, str]

    def of(self, inside: str, url: str, base: str) -> tuple[Edition, ...]:
        """Return the editions of a page, which is at `base`/`url` in its own language's site.

        Without such a page, the link leads to the language's first page.
        """
        url = "" if url == "./" else url
        above = posixpath.normpath(f"{base}/..")
        start = above if above.endswith("/") else f"{above}/"
        return tuple(self._edition(name, inside, url, f"{start}{name}/") for name in self.names)

    def address_of(self, language: str, url: str) -> str:
        """Return the address of a page in the site of a language; a folder's first page has its."""
        return canonical(f"{self.address}{language}/{'' if url == './' else url}")

    def default(self, inside: str, url: str) -> str:
        """Return where whoever reads none of the languages is led to: for a first page, to both."""
        return self.address if inside == "index.md" else self.address_of(self.source, url)

    def _edition(self, language: str, inside: str, url: str, start: str) -> Edition:
        is_translated = (self.docs / language / inside).is_file()
        is_there = is_translated or (self.docs / self.source / inside).is_file()
        return Edition(
            language=language,
            name=self.names[language],
            link=start + (url if is_there else ""),
            address=self.address_of(language, url) if is_translated else "",
            is_current=language == self.current,
        )


def canonical(address: str) -> str:
    """Return the one address of a page that can be had by two: that of a first page's folder."""
    is_first = address.endswith("/index.html")
    return address.removesuffix("index.html") if is_first else address


def untranslated(files: Mapping[str, object], source: str, language: str) -> tuple[str, ...]:
    """Return what another language lacks, as paths below the source language's folder."""
    inside = (path.removeprefix(f"{source}/") for path in files if path.startswith(f"{source}/"))
    return tuple(path for path in inside if f"{language}/{path}" not in files)


def where_to_begin(edit_url: str | None) -> str:
    """Return where a forge lets one write a file that is not there, given where one edits it.

    Known are GitHub's and GitLab's addresses; for others there is none.
    https://docs.gitlab.com/user/project/repository/web_editor/
    """
    found = _EDITING.fullmatch(edit_url or "")
    if found is None:
        return ""
    field = "file_name" if found["dash"] else "filename"
    start = f"{found['site']}{found['dash'] or ''}/new/{found['folder']}"
    return f"{start}?{field}={found['file']}"
