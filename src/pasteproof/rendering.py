"""Renders one language of a guide for the preview: all of it once, then page by page as told.

`python -m pasteproof.rendering SITE_DIR` is a process beside `pasteproof serve`. It writes one line
of JSON when the site is built, and one for each line that it reads: a list of pages to render anew.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation


class Rendering:
    """A site that MkDocs has built, of which single pages can be built anew."""

    def __init__(self, site_dir: Path) -> None:
        """Build the whole site."""
        with _warnings() as self.warnings:
            self._config = load_config("mkdocs.yml", site_dir=str(site_dir))
            self._kept = _Kept()
            self._config.plugins["pasteproof/rendering"] = self._kept
            try:
                mkdocs_build.build(self._config)
            except (Abort, MkDocsException) as error:
                self.warnings += [] if self.warnings else [str(error)]

    def titles(self) -> dict[str, str]:
        """Return the title of each page by its file; the navigation of every page shows them."""
        return {path: str(file.page.title) for path, file in self._pages().items() if file.page}

    def again(self, paths: list[str]) -> list[str]:
        """Write those pages anew, and return MkDocs' warnings; a page with one stays as it was."""
        with _warnings() as warnings:
            plugin: Any = self._config.plugins["pasteproof"]
            plugin.read_snippets()
            for path in paths:
                if file := self._pages().get(path):
                    self._render(file, warnings)
        return warnings

    def _render(self, file: File, warnings: list[str]) -> None:
        before, page = len(warnings), file.page
        assert page is not None
        try:
            mkdocs_build._populate_page(page, self._config, self._kept.files)
            page.validate_anchor_links(
                files=self._kept.files, log_level=self._config.validation.links.anchors
            )
            if len(warnings) == before:
                pages = self._kept.files.documentation_pages()
                mkdocs_build._build_page(
                    page, self._config, pages, self._kept.navigation, self._kept.templates
                )
        except (MkDocsException, UnicodeError, OSError) as error:
            warnings += [] if len(warnings) > before else [str(error)]

    def _pages(self) -> dict[str, File]:
        return {file.abs_src_path or "": file for file in self._kept.files.documentation_pages()}


class _Kept(BasePlugin):  # type: ignore[type-arg]
    """Keeps what MkDocs makes on its way, and needs again to render a single page."""

    files: Files
    navigation: Navigation
    templates: Any

    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep the navigation and the files."""
        self.navigation, self.files = nav, files
        return nav

    def on_env(self, env: Any, /, *, config: MkDocsConfig, files: Files) -> Any:
        """Keep the templates."""
        self.templates = env
        return env


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message."""
        self.found.append(record.getMessage())


@contextmanager
def _warnings() -> Iterator[list[str]]:
    """Collect what MkDocs warns of meanwhile."""
    collector, logger = _Collector(), logging.getLogger("mkdocs")
    logger.addHandler(collector)
    try:
        yield collector.found
    finally:
        logger.removeHandler(collector)


def main() -> None:
    """Build, then render what the lines on standard input name, until there are no more."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what plugins print is no answer
    rendering = Rendering(Path(sys.argv[1]))
    print(json.dumps({"warnings": rendering.warnings}), file=answers)
    for line in sys.stdin:
        before = rendering.titles()
        warnings = rendering.again(cast("list[str]", json.loads(line)))
        answer = {"warnings": warnings, "is_retitled": rendering.titles() != before}
        print(json.dumps(answer), file=answers)


if __name__ == "__main__":
    main()
