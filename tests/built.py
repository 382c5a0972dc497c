"""The site of this guide, built once for all tests of a run, with what evidence there is."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from browser import served
from pasteproof.build import build

ROOT = Path(__file__).parent.parent
LANGUAGES = ("en", "zh")


class Site(NamedTuple):
    """A built site: its folder, and the address where it is served."""

    folder: Path
    address: str

    def pages(self, language: str) -> list[str]:
        """Return the pages of a language, such as `en/install.html`."""
        found = sorted((self.folder / language).glob("*.html"))
        return [f"{language}/{path.name}" for path in found if path.name != "404.html"]

    def html(self, page: str) -> str:
        """Return a page as it was built."""
        return (self.folder / page).read_text(encoding="utf-8")

    def longest(self, language: str) -> str:
        """Return the page of a language that is longest."""
        return max(self.pages(language), key=lambda page: len(self.html(page)))


@contextmanager
def site_of_this_guide(factory: pytest.TempPathFactory, worker: str) -> Iterator[Site]:
    """Build the site, or take the one that another process of the run has built, and serve it."""
    base = factory.getbasetemp()
    shared = base if worker == "master" else base.parent
    folder = shared / "site-of-this-guide"
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            assert build(ROOT, folder) == ()
    with served(folder) as address:
        yield Site(folder, address)
