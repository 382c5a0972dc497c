"""Serve the guide on this machine, and follow its changes."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

from pasteproof.check import check
from pasteproof.desk import Desk, Handler
from pasteproof.model import Diagnostic
from pasteproof.preview import Preview
from pasteproof.published import EVIDENCE

HOST = "127.0.0.1"
_WATCHED = ("docs", "snippets", "reader", "translations", "mkdocs.yml", "overrides", str(EVIDENCE))

_EVERY = 0.1  # seconds between two looks
Snapshot = dict[Path, tuple[int, int]]


def serve(root: Path, port: int, on_ready: Callable[[str], None]) -> int:
    """Build and serve until the user presses Ctrl-C; return the exit status.

    `on_ready` is called once with the address. A guide that can't be built at first is not
    served; what breaks later stays as it last was, and its diagnostics are printed.
    """
    root = root.absolute()
    preview = Preview(root)
    desk = Desk(root, lambda: preview.folder)
    try:
        server = ThreadingHTTPServer((HOST, port), partial(Handler, desk=desk))
    except (OSError, OverflowError) as error:
        _tell(f"can't serve on port {port}: {error}. Name another: --port {port + 1}")
        return 1
    server.daemon_threads = True  # a browser that waits for a change doesn't hold up the end
    with server, suppress(KeyboardInterrupt), closing_preview(preview):
        before = snapshot(root)
        if _report(preview.start()):
            return 1
        with _followed(root, preview, desk, before):
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
def closing_preview(preview: Preview) -> Iterator[None]:
    """End the preview's processes in any case."""
    try:
        yield
    finally:
        preview.end()


@contextmanager
def _followed(root: Path, preview: Preview, desk: Desk, before: Snapshot) -> Iterator[None]:
    """Render after each change, and check after each rendering, in threads of their own."""
    stop, rendered = threading.Event(), threading.Event()
    rendered.set()
    threads = (
        threading.Thread(target=_watch, args=(root, preview, desk, before, stop, rendered)),
        threading.Thread(target=_check, args=(root, desk, stop, rendered)),
    )
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        rendered.set()
        for thread in threads:
            thread.join()


def _watch(
    root: Path, preview: Preview, desk: Desk, before: Snapshot,
    stop: threading.Event, rendered: threading.Event,
) -> None:  # fmt: skip
    while not stop.wait(_EVERY):
        now = snapshot(root)
        changed = {path for path, _ in now.items() ^ before.items()}
        before = now
        found = preview.follow(changed, desk.open_pages()) if changed else None
        renewed = preview.renew()
        for each in (found, renewed):
            if each is not None and not _report(each):
                _tell("built again")
        if found is not None or renewed is not None:
            desk.show()
            rendered.set()


def _check(root: Path, desk: Desk, stop: threading.Event, rendered: threading.Event) -> None:
    known: tuple[Diagnostic, ...] = ()
    while rendered.wait() and not stop.is_set():
        rendered.clear()
        try:
            found = check(root)
        except FileNotFoundError:
            continue  # deleted meanwhile: the next look sees that
        if found != known:
            known = found
            desk.show(found)


def _report(found: tuple[Diagnostic, ...]) -> bool:
    """Print the diagnostics, and say whether there were any."""
    for diagnostic in found:
        _tell(str(diagnostic))
    return bool(found)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
