"""A visit to a page with a fresh browser: what was asked for, what it weighed, what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, Request

REQUESTS = 12
WEIGHT = 60_000


@dataclass
class Visit:
    """What a browser noted while it showed a page."""

    page: Page
    requests: list[Request] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Note from now on what is asked for, and what goes wrong."""
        self.page.on("request", self._note_request)
        self.page.on("requestfailed", lambda each: self._note(f"failed: {each.url}"))
        self.page.on("pageerror", lambda each: self._note(f"error: {each}"))
        self.page.on("response", lambda each: self._note_answer(each.status, each.url))
        self.page.on("console", lambda each: self._note_message(each.type, each.text))

    def _note_request(self, request: Request) -> None:
        self.requests.append(request)

    def _note(self, what: str) -> None:
        self.wrong.append(what)

    def _note_answer(self, status: int, url: str) -> None:
        if status >= 400:
            self._note(f"{status}: {url}")

    def _note_message(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self._note(f"{kind}: {text}")

    def weight(self) -> int:
        """Return how many bytes came over the wire, headers and all."""
        sizes = [each.sizes() for each in self.requests if not each.failure]
        return sum(each["responseHeadersSize"] + each["responseBodySize"] for each in sizes)

    def strangers(self, address: str) -> list[str]:
        """Return what was asked of other hosts than the one of an address."""
        urls = [each.url for each in self.requests]
        return [url for url in urls if not url.startswith((address, "data:"))]

    def too_much(self, address: str) -> list[str]:
        """Return in what the visit was more than a page may be, once it asks for nothing more."""
        self.page.wait_for_load_state("networkidle")
        found = [*self.wrong, *(f"asked another host: {url}" for url in self.strangers(address))]
        if len(self.requests) > REQUESTS:
            found.append(f"{len(self.requests)} requests")
        if self.weight() > WEIGHT:
            found.append(f"{self.weight()} bytes")
        return found


@contextmanager
def visit(browser: Browser, url: str, **window: Any) -> Iterator[Visit]:
    """Open a page in a new window with an empty cache."""
    context = browser.new_context(**window)
    made = Visit(context.new_page())
    made.listen()
    made.page.goto(url)
    yield made
    context.close()
