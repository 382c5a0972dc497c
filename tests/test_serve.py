"""Proves the preview: it follows the guide, and keeps the last good site."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

HERE = Path(__file__).parent
PROGRAM = """
import sys
from pathlib import Path
from pasteproof.serve import serve
tell = lambda address: print("ready at", address, file=sys.stderr, flush=True)
sys.exit(serve(Path(sys.argv[1]), int(sys.argv[2]), tell))
"""


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    """Return a guide of two pages in two languages."""
    shutil.copytree(HERE / "pages" / "guide", tmp_path / "docs")
    for name in ("first/set", "second/show"):
        path = tmp_path / "snippets" / f"{name}.sh"
        path.parent.mkdir(parents=True)
        path.write_text("true\n", encoding="utf-8")
        step = f'[[step]]\npaste = "{path.name}"\n'
        (path.parent / "scenario.toml").write_text(step, encoding="utf-8")
    config = (HERE.parent / "mkdocs.yml").read_text(encoding="utf-8")
    nav = "nav:\n  - index.md\n  - manual.md\n"
    config = re.sub(r"^nav:\n(?:  - .*\n)+", nav, config, flags=re.MULTILINE)
    (tmp_path / "mkdocs.yml").write_text(config, encoding="utf-8")
    return tmp_path


def test_serving_follows_the_guide(guide: Path) -> None:
    """A change is served once it is built; a mistake is printed, and the last good site stays."""
    page = guide / "docs" / "en" / "index.md"
    with served(guide, port=0) as server:
        address = line_of(server).removeprefix("ready at ")
        assert "A small guide." in fetch(address + "en/")

        change(page, "A small guide.", "A changed guide.")
        assert line_of(server) == "built again"
        assert "A changed guide." in fetch(address + "en/")

        change(page, "first/set", "first/sat")
        assert line_of(server) == (
            "docs/en/index.md:11: there is no snippet 'first/sat'. Did you mean 'first/set'?"
        )
        assert "A changed guide." in fetch(address + "en/")

    assert server.returncode == 0


def test_a_missing_page_is_answered_as_on_a_published_site(guide: Path) -> None:
    """An address that leads nowhere gets the status 404 and the site's own page."""
    with served(guide, port=0) as server:
        address = line_of(server).removeprefix("ready at ")
        with pytest.raises(HTTPError) as caught:
            fetch(address + "nowhere/")
        page = caught.value.read().decode("utf-8")

    assert (caught.value.code, "没有这个页面。" in page) == (404, True)


def test_a_guide_that_never_built_is_not_served(guide: Path) -> None:
    """A guide that can't be built at first ends with its diagnostics and status 1."""
    change(guide / "docs" / "en" / "index.md", "first/set", "first/sat")

    with served(guide, port=0) as server:
        said = line_of(server)
        server.wait()

    assert said == "docs/en/index.md:11: there is no snippet 'first/sat'. Did you mean 'first/set'?"
    assert server.returncode == 1


def test_a_port_that_is_taken_is_told(guide: Path) -> None:
    """A port that another program listens on ends with status 1 and the way out."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with served(guide, port=port) as server:
            said = line_of(server)
            server.wait()

    reason = "[Errno 98] Address already in use"
    assert said == f"can't serve on port {port}: {reason}. Name another: --port {port + 1}"
    assert server.returncode == 1


@contextmanager
def served(root: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """Run the preview, and end it as Ctrl-C does."""
    command = (sys.executable, "-c", PROGRAM, str(root), str(port))
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as server:
        yield server
        server.send_signal(signal.SIGINT)


def line_of(server: subprocess.Popen[str]) -> str:
    """Return the next line that the preview prints."""
    assert server.stderr is not None
    return server.stderr.readline().removesuffix("\n")


def fetch(address: str) -> str:
    """Return what is at that address."""
    with urlopen(address, timeout=10) as answer:
        return str(answer.read().decode("utf-8"))


def change(path: Path, old: str, new: str) -> None:
    """Replace some words in a file, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
