"""Proves the preview: it follows the guide, and keeps the last good site."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
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
    config = re.sub(r"^nav:\n(?:  .*\n)+", nav, config, flags=re.MULTILINE)
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


def test_a_page_loads_itself_anew(guide: Path) -> None:
    """A page waits for a version other than its own, which comes with the next change."""
    with served(guide, port=0) as server:
        address = line_of(server).removeprefix("ready at ")
        since = version_of(fetch(address + "zh/manual.html"))
        change(guide / "docs" / "zh" / "manual.md", "title:", "description: 变了\ntitle:")

        newer = int(fetch(f"{address}-/changed?since={since}"))

        assert newer > since
        while "变了" not in (shown := fetch(address + "zh/manual.html")):
            newer = int(fetch(f"{address}-/changed?since={newer}"))  # the check came first
        assert version_of(shown) >= newer


def test_a_title_changes_every_page(guide: Path) -> None:
    """A new title is on its page at once, and soon in the navigation of the others."""
    with served(guide, port=0) as server:
        address = line_of(server).removeprefix("ready at ")
        assert "By foot" not in fetch(address + "en/")

        change(guide / "docs" / "en" / "manual.md", "title: By hand", "title: By foot")

        assert line_of(server) == "built again"
        assert "By foot" in fetch(address + "en/manual.html")
        assert line_of(server) == "built again"
        assert "By foot" in fetch(address + "en/")


def test_a_snippet_changes_the_page_that_is_open(guide: Path) -> None:
    """A change of a snippet is at once on the page that somebody looks at."""
    with served(guide, port=0) as server:
        address = line_of(server).removeprefix("ready at ")
        assert "<code>true" in without_marks(fetch(address + "en/"))

        change(guide / "snippets" / "first" / "set.sh", "true", "false")

        assert line_of(server) == "built again"
        assert "<code>false" in without_marks(fetch(address + "en/"))


def test_a_page_says_what_is_to_mend_on_it(guide: Path) -> None:
    """The findings of the check stand on the page that they are about, and go when it is mended."""
    page = guide / "docs" / "en" / "index.md"
    with served(guide, port=0) as server:
        address = line_of(server).removeprefix("ready at ")
        assert panel_of(fetch(address + "en/")) == ""

        version = follow(address, "en/", lambda: change(page, "Read [", "```sh\nls\n```\n\nRead ["))
        while "index.md" not in panel_of(fetch(address + "en/")):
            version = int(fetch(f"{address}-/changed?since={version}"))

        told = "a 'sh' block is typed into the page."
        assert f"<code>index.md:8</code> {told.replace(chr(39), '&#x27;')}" in panel_of(
            fetch(address + "en/")
        )
        assert panel_of(fetch(address + "en/manual.html")) == ""


@pytest.mark.parametrize("address", ["zh/%2e%2e/%2e%2e/mkdocs.yml", "/../mkdocs.yml", "zh//etc/"])
def test_nothing_above_the_site_is_served(guide: Path, address: str) -> None:
    """An address that leads out of the site is one that leads nowhere."""
    with served(guide, port=0) as server:
        start = line_of(server).removeprefix("ready at ")
        with pytest.raises(HTTPError) as caught:
            fetch(start + address)

    assert caught.value.code == 404


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
        try:
            yield server
        finally:
            server.send_signal(signal.SIGINT)


def line_of(server: subprocess.Popen[str]) -> str:
    """Return the next line that the preview prints."""
    assert server.stderr is not None
    return server.stderr.readline().removesuffix("\n")


def fetch(address: str) -> str:
    """Return what is at that address."""
    with urlopen(address, timeout=10) as answer:
        return str(answer.read().decode("utf-8"))


def follow(address: str, page: str, then: Callable[[], None]) -> int:
    """Do something, and return the version that the site has once it is on the page."""
    since = version_of(fetch(address + page))
    then()
    return int(fetch(f"{address}-/changed?since={since}"))


def version_of(html: str) -> int:
    """Return the version that a page was served in."""
    return int(re.findall(r'data-version="(\d+)"', html)[0])


def panel_of(html: str) -> str:
    """Return what the page says is to be mended, or nothing where that isn't shown."""
    found = re.search(r'<aside class="pasteproof-preview"[^>]*?( hidden)?>.*?</aside>', html, re.S)
    assert found
    return "" if found[1] else found[0]


def without_marks(html: str) -> str:
    """Return a page without what colours its code."""
    return re.sub(r"<(?!code)[^>]*>", "", html)


def change(path: Path, old: str, new: str) -> None:
    """Replace some words in a file, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
