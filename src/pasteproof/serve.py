"""Serve the site on this machine, and build it again whenever the guide changes."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pasteproof.build import build
from pasteproof.model import Diagnostic
from pasteproof.published import EVIDENCE

HOST = "127.0.0.1"
_WATCHED = ("docs", "snippets", "reader", "mkdocs.yml", "overrides", str(EVIDENCE))

Snapshot = dict[Path, tuple[int, int]]


def serve(root: Path, port: int, on_ready: Callable[[str], None]) -> int:
    """Build and serve until the user presses Ctrl-C; return the exit status.

    `on_ready` is called once with the address. A guide that can't be built at first is not
    served; one that breaks later stays as it last was, and its diagnostics are printed.
    """
    site_dir = root / "site"
    try:
        server = ThreadingHTTPServer((HOST, port), partial(_Quiet, directory=str(site_dir)))
    except (OSError, OverflowError) as error:
        _tell(f"can't serve on port {port}: {error}. Name another: --port {port + 1}")
        return 1
    with server, suppress(KeyboardInterrupt):
        before = snapshot(root)
        if _report(build(root, site_dir)):
            return 1
        with _kept_built(root, site_dir, before):
            on_ready(f"http://{HOST}:{server.server_port}/")
            server.serve_forever()
    return 0


def snapshot(root: Path) -> Snapshot:
    """Return the time and the size of every file that the site is made from."""
    found: Snapshot = {}
    for path in _files(root):
        try:
            status = path.stat()
        except FileNotFoundError:
            continue  # an editor has just replaced it: the next look sees it
        found[path] = (status.st_mtime_ns, status.st_size)
    return found


def _files(root: Path) -> Iterator[Path]:
    for name in _WATCHED:
        path = root / name
        if path.is_dir():
            yield from (each for each in path.rglob("*") if each.is_file())
        else:
            yield path


@contextmanager
def _kept_built(root: Path, site_dir: Path, before: Snapshot) -> Iterator[None]:
    """Build again after each change, in a thread of its own."""
    stop = threading.Event()
    watcher = threading.Thread(target=_watch, args=(root, site_dir, before, stop))
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join()


def _watch(root: Path, site_dir: Path, before: Snapshot, stop: threading.Event) -> None:
    while not stop.wait(0.5):
        now = snapshot(root)
        if now != before:
            before = now
            if not _report(build(root, site_dir)):
                _tell("built again")


def _report(found: tuple[Diagnostic, ...]) -> bool:
    """Print the diagnostics, and say whether there were any."""
    for diagnostic in found:
        _tell(str(diagnostic))
    return bool(found)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line for each request, and the site's own page for a missing one."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is inherited)
        """Say nothing."""

    def end_headers(self) -> None:
        """Let no browser keep a page, since the next build may change it."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a missing page as the host of a published site would."""
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            return super().send_error(code, message, explain)
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        return None
