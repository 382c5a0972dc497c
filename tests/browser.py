"""The system's own Chromium, a web server for a built site, and what to ask a page of it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium(environment: Mapping[str, str] | None = None) -> Iterator[Browser]:
    """Start the system's browser with a profile of its own; where there is none, the test fails."""
    found = program()
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(
            executable_path=found, args=ARGUMENTS, env={**os.environ, **(environment or {})}
        ) as browser,
    ):
        yield browser


def program() -> str:
    """Return where the system's browser is; where there is none, the test fails."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, f"none of {', '.join(NAMES)} is on the PATH. Run: scripts/system.sh browser"
    return found


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of this machine, and yield its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is inherited)
        """Say nothing."""


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def faults(page: Page, within: str = "html") -> list[str]:
    """Return what axe-core finds wrong within the elements of a selector, and where.

    All of its rules count, best practices included, and the size of targets, which it leaves out
    unless it is asked.
    """
    page.evaluate("document.getAnimations().forEach(each => each.finish())")
    options = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
    results = Axe().run(page, context={"include": [[within]]}, options=options).response
    return [
        f"{violation['id']}: {node['html']}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]
