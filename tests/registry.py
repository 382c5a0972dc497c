"""A registry of npm's on this machine, with one package whose newest version says something."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@contextmanager
def registry(package: str, latest: str, program: str) -> Iterator[str]:
    """Serve a package in one version until the end, and yield the registry's address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        server.files = _files(package, latest, program, address)  # type: ignore[attr-defined]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield address
        finally:
            server.shutdown()
            thread.join()


class _Answers(BaseHTTPRequestHandler):
    """Answers with the files of its server."""

    def do_GET(self) -> None:
        data = self.server.files.get(self.path)  # type: ignore[attr-defined]
        self.send_response(404 if data is None else 200)
        self.send_header("Content-Length", str(len(data or b"")))
        self.end_headers()
        self.wfile.write(data or b"")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _files(package: str, latest: str, program: str, address: str) -> dict[str, bytes]:
    name = package.rpartition("/")[2]
    manifest = {"name": package, "version": latest, "bin": {"acme": "acme.sh"}}
    packed = _tarball({"package.json": json.dumps(manifest), "acme.sh": program})
    digest = base64.b64encode(hashlib.sha512(packed).digest()).decode()
    dist = {"tarball": f"{address}/{name}.tgz", "integrity": f"sha512-{digest}"}
    described = {
        "name": package,
        "dist-tags": {"latest": latest, "next": "99.0.0"},
        "versions": {latest: manifest | {"dist": dist}},
    }
    return {
        f"/{package.replace('/', '%2f')}": json.dumps(described).encode(),
        f"/{name}.tgz": packed,
    }


def _tarball(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size, entry.mode = len(text.encode()), 0o755
            archive.addfile(entry, io.BytesIO(text.encode()))
    return packed.getvalue()
