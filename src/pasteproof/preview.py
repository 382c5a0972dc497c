"""Keeps a rendered site in step with the guide: an edited page at once, all else anew beside it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from pasteproof.build import complete, environment_of, languages, located, mistakes
from pasteproof.model import Diagnostic

Found = tuple[Diagnostic, ...]


class Preview:
    """The site of a guide, rendered by one process for each language.

    An edit of a page is rendered into the site that is shown. Whatever may change every page, such
    as a title, a snippet or mkdocs.yml, is rendered into another site meanwhile, which then takes
    the place of the first one; where it can't be rendered, the first one stays. The search knows
    the pages as they were when the whole site was rendered last.
    """

    def __init__(self, root: Path) -> None:
        """Begin without a site."""
        self._root = root
        self._shown: _Site | None = None
        self._pool = ThreadPoolExecutor()
        self._next: Future[tuple[_Site | None, Found]] | None = None
        self._late: set[Path] = set()
        self._is_outdated = False

    @property
    def folder(self) -> Path | None:
        """Return where the site is that is shown, if there is one."""
        return self._shown.folder if self._shown else None

    def start(self) -> Found:
        """Render the whole site, and return what keeps it from being shown."""
        self._shown, found = _render(self._root)
        return found

    def follow(self, changed: set[Path], open_pages: Iterable[Path]) -> Found:
        """Take note of changed files; render the pages among them, and return what is wrong.

        `open_pages` are those that somebody looks at: they are rendered at once when a snippet
        changes. Paths are absolute.
        """
        pages = {path for path in changed if self._is_page(path)}
        if changed - pages:
            self._is_outdated = True
            pages |= set(open_pages)
        pages |= {twin for page in pages for twin in self._editions(page)}
        self._late |= pages
        return self._write(pages)

    def renew(self) -> Found | None:
        """Show the site that has been rendered meanwhile, and begin another one if need be.

        Returns what is wrong with it, or `None` where nothing has been rendered.
        """
        found = None
        if self._next and self._next.done():
            (site, found), self._next = self._next.result(), None
            if site:
                self._show(site)
        if self._is_outdated and self._next is None:
            self._is_outdated, self._late = False, set()
            self._next = self._pool.submit(_render, self._root)
        return found

    def end(self) -> None:
        """End the processes, and remove the site."""
        if self._next and (site := self._next.result()[0]):
            site.end()
        if self._shown:
            self._shown.end()
        self._pool.shutdown()

    def _show(self, site: _Site) -> None:
        former, self._shown = self._shown, site
        if former:
            former.end()
        self._write(self._late)  # what was edited while the other site was rendered

    def _write(self, pages: set[Path]) -> Found:
        if self._shown is None:
            return ()
        docs, found = self._root / "docs", []
        of = {language: docs / language for language in self._shown.languages}
        jobs = {
            language: self._pool.submit(self._shown.languages[language].render, own)
            for language, folder in of.items()
            if (own := sorted(page for page in pages if page.is_relative_to(folder)))
        }
        for job in jobs.values():
            messages, is_retitled = job.result()
            found += [located(self._root, message) for message in messages]
            self._is_outdated |= is_retitled
        return tuple(found)

    def _is_page(self, path: Path) -> bool:
        """Return whether that is a page of the site that is shown, and still there."""
        known = self._shown.pages if self._shown else frozenset[Path]()
        return path in known and path.is_file()

    def _editions(self, page: Path) -> list[Path]:
        """Return the page in every language, as what it says of itself depends on the others."""
        docs = self._root / "docs"
        _, *inside = page.relative_to(docs).parts
        each = (docs.joinpath(language, *inside) for language in languages(self._root))
        return [path for path in each if self._is_page(path)]


class _Site:
    """A rendered site in a folder of its own, and the processes that can render it again."""

    def __init__(self, root: Path) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="pasteproof-preview-")
        self.folder = Path(self._folder.name)
        self.pages = frozenset((root / "docs").rglob("*.md"))
        self.languages = {
            language: _Language(root, language, self.folder / language)
            for language in languages(root)
        }

    def found(self, root: Path) -> Found:
        """Wait for the first rendering, and return what is wrong."""
        messages = [m for each in self.languages.values() for m in each.answer()[0]]
        return tuple(dict.fromkeys(located(root, message) for message in messages))

    def end(self) -> None:
        for language in self.languages.values():
            language.end()
        self._folder.cleanup()


class _Language:
    """The process that renders one language."""

    def __init__(self, root: Path, language: str, site_dir: Path) -> None:
        self._errors = tempfile.TemporaryFile(  # noqa: SIM115 (`end` closes it)
            "w+", encoding="utf-8", errors="replace"
        )
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pasteproof.rendering", str(site_dir)],
            cwd=root, env=environment_of(language), encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
            start_new_session=True,  # Ctrl-C is for the server, which ends this one
        )  # fmt: skip

    def render(self, pages: list[Path]) -> tuple[list[str], bool]:
        """Render pages anew; return MkDocs' warnings, and whether all pages must be rendered."""
        assert self._process.stdin
        try:
            print(json.dumps([str(page) for page in pages]), file=self._process.stdin, flush=True)
        except BrokenPipeError:
            return [], True  # it has told already why it ended; a new one will take its place
        return self.answer()

    def answer(self) -> tuple[list[str], bool]:
        """Wait for the process, and return what it says, or what it ended with."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            self._errors.seek(0)
            return [f"mkdocs failed:\n{self._errors.read().strip()}"], True
        answer = json.loads(line)
        return answer["warnings"], answer.get("is_retitled", False)

    def end(self) -> None:
        self._process.terminate()
        self._process.communicate()
        self._errors.close()


def _render(root: Path) -> tuple[_Site | None, Found]:
    found = mistakes(root, root / "build" / "no-such-site")
    if found:
        return None, found
    site = _Site(root)
    found = site.found(root) or complete(root, site.folder)
    if found:
        site.end()
        return None, found
    return site, ()
