"""Shows the previewed site to a browser: pages that load themselves anew and say what to mend."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable
from html import escape
from http.server import SimpleHTTPRequestHandler
from importlib.resources import files as resources
from itertools import groupby
from pathlib import Path
from string import Template
from urllib.parse import parse_qs, unquote, urlsplit

from pasteproof.model import Diagnostic

_CHANGED = "/-/changed"
_OWN = "/-/"  # what the preview adds to the site
_LONGEST_WAIT = 25.0
_TITLES = {"en": "To mend on this page", "zh": "本页待处理"}


class Desk:
    """What the browser is shown: the folder of the site, its version, what is wrong by page.

    `folder` returns where the site is at the moment. Every method may be called from any thread.
    """

    def __init__(self, root: Path, folder: Callable[[], Path | None]) -> None:
        """Begin with version 0 and nothing wrong."""
        self._root = root
        self._folder = folder
        self._changed = threading.Condition()
        self.version = 0
        self._findings: dict[Path, tuple[Diagnostic, ...]] = {}
        self._open: deque[Path] = deque(maxlen=4)

    def show(self, findings: tuple[Diagnostic, ...] | None = None) -> None:
        """Have each open page loaded anew; `findings` are from now on what is wrong."""
        with self._changed:
            if findings is not None:
                by_page = groupby(findings, lambda each: self._root / each.path)
                self._findings = {page: tuple(own) for page, own in by_page}
            self.version += 1
            self._changed.notify_all()

    def open_pages(self) -> tuple[Path, ...]:
        """Return the files of the pages that were asked for last."""
        return tuple(dict.fromkeys(self._open))

    def wait_beyond(self, version: int) -> int:
        """Return the version as soon as it is another one, or after half a minute at most."""
        with self._changed:
            self._changed.wait_for(lambda: self.version != version, _LONGEST_WAIT)
            return self.version

    def file_at(self, address: str) -> Path | None:
        """Return the file that the site has at an address, if it has one."""
        folder = self._folder()
        if folder is None:
            return None
        path = (folder / unquote(urlsplit(address).path).lstrip("/")).resolve()
        path = path / "index.html" if path.is_dir() else path
        return path if path.is_file() and path.is_relative_to(folder.resolve()) else None

    def missing(self, address: str) -> Path | None:
        """Return the page which says that there is none, in the language of the address."""
        language = urlsplit(address).path.strip("/").partition("/")[0]
        return self.file_at(f"/{language}/404.html") or self.file_at("/404.html")

    def page(self, address: str, html: str, version: int) -> str:
        """Return a page with what the preview adds: what is to mend, and the loading anew.

        `version` is that of before the page was read, so that no change in between is missed.
        """
        language, *inside = unquote(urlsplit(address).path).strip("/").split("/")
        findings = []
        if source := self._source(language, inside):
            self._open.append(source)
            findings = [_item(each) for each in self._findings.get(source, ())]
        text = (resources("pasteproof") / "assets" / "preview.html").read_text("utf-8")
        panel = Template(text).substitute(
            title=_TITLES.get(language, _TITLES["en"]), hidden="" if findings else " hidden",
            count=len(findings), findings="\n".join(findings), version=version,
        )  # fmt: skip
        head, body, tail = html.rpartition("</body>")
        return head + panel + body + tail

    def _source(self, language: str, inside: list[str]) -> Path | None:
        """Return the Markdown file of a page, whichever of the two places it has."""
        page = Path("docs", language, *inside)
        page = page.with_suffix("") if page.suffix == ".html" else page
        places = (self._root / page.with_name(f"{page.name}.md"), self._root / page / "index.md")
        return next((place for place in places if place.is_file()), None)


def _item(diagnostic: Diagnostic) -> str:
    problem = escape(f"{diagnostic.problem} {diagnostic.advice}".strip())
    return f"<li><code>{escape(diagnostic.path.name)}:{diagnostic.line}</code> {problem}</li>"


def _own(address: str) -> Path | None:
    """Return a file of the preview itself, such as /-/preview.js."""
    name = urlsplit(address).path.removeprefix(_OWN)
    assets = Path(str(resources("pasteproof") / "assets"))
    return assets / name if name in ("preview.css", "preview.js") else None


def _names_it(address: str) -> bool:
    """Return whether an address names a first page as it is meant to: by folder, or by file."""
    return urlsplit(address).path.endswith(("/", "/index.html"))


class Handler(SimpleHTTPRequestHandler):
    """Answers with the previewed site, without a line for each request."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: object, desk: Desk) -> None:
        """Answer from that desk."""
        self._desk = desk
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer with a file, with a page and what the preview adds, or when something changed."""
        if urlsplit(self.path).path == _CHANGED:
            since = parse_qs(urlsplit(self.path).query).get("since", ["0"])[0]
            version = self._desk.wait_beyond(int(since) if since.isdecimal() else 0)
            return self._answer(200, "application/json", json.dumps(version).encode())
        version, path = self._desk.version, _own(self.path) or self._desk.file_at(self.path)
        if path and path.name == "index.html" and not _names_it(self.path):
            return self._lead_to(f"/{urlsplit(self.path).path.strip('/')}/")
        status = 200 if path else 404
        path = path or self._desk.missing(self.path)
        if path is None:
            return self._answer(404, "text/plain", b"There is no such page.")
        body = path.read_bytes()
        if path.suffix == ".html":
            body = self._desk.page(self.path, body.decode("utf-8"), version).encode()
        return self._answer(status, self.guess_type(str(path)), body)

    def do_HEAD(self) -> None:
        """Answer as to GET; the body is left out below."""
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is inherited)
        """Say nothing."""

    def _lead_to(self, address: str) -> None:
        self.send_response(301)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        """Send an answer that no browser keeps, since the next change may make it wrong."""
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if "text/" in kind else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
