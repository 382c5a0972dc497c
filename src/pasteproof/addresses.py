"""Holds the addresses that a guide is published at, and that its snippets fetch from, together."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from pasteproof.model import Diagnostic
from pasteproof.published import reader_files
from pasteproof.scenario import FILE_NAME, scenario_folders, snippet_files
from pasteproof.writing import write_all
from pasteproof.yaml_nodes import Node, UnreadableError, read

SETTINGS = Path("mkdocs.yml")
_ADDRESS = re.compile(r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:/[\w.~-]+)*/?")


class RefusedError(Exception):
    """Why a guide is not moved: a sentence or two, for whoever asked for it."""


def strays(root: Path) -> tuple[Diagnostic, ...]:
    """Return the snippets that fetch a file of readers from elsewhere than where it will be.

    Where the site's own address is not known, nothing is said.
    """
    address = site_address(root)
    return tuple(_strays(root, address)) if address else ()


def site_address(root: Path) -> str:
    """Return the address that the site will be built for, with a slash at its end, or nothing.

    As MkDocs reads it: of `!ENV [NAME, value]`, the first name that is set counts, or the value.
    """
    node = _site_url(root)
    named = [str(each) for each in node.items] or [str(node)]
    given = [os.environ[name] for name in named if os.environ.get(name)]
    address = given[0] if given else named[-1]
    return f"{address.rstrip('/')}/" if "://" in address else ""


def move(root: Path, spelled: str) -> tuple[Path, ...]:
    """Make a guide one for another address, and return the files that changed.

    These are mkdocs.yml, the snippets that fetch a file of readers, and what scenarios expect of
    such requests.
    """
    address = f"{spelled.rstrip('/')}/"
    if not _ADDRESS.fullmatch(spelled):
        example = "Write one such as https://you.github.io/guide/."
        raise RefusedError(f"'{spelled}' is no address to publish at. {example}")
    texts = {root / SETTINGS: _with_address(root, address)}
    fetched = _fetched(root)
    for path in _written(root):
        texts[path] = _moved(path, fetched, address)
    fresh = {path: text for path, text in texts.items() if text != path.read_text("utf-8")}
    write_all(fresh)
    return tuple(path.relative_to(root) for path in fresh)


def _strays(root: Path, address: str) -> Iterator[Diagnostic]:
    fetched = _fetched(root)
    for folder in scenario_folders(root / "snippets").values():
        for path in snippet_files(folder):
            lines = path.read_text(encoding="utf-8").splitlines()
            for number, line in enumerate(lines, 1):
                for url in fetched.finditer(line):
                    if url[0] != f"{address}{url['name']}":
                        yield Diagnostic(
                            path=path.relative_to(root),
                            line=number,
                            problem=f"this fetches {url[0]}, but the site will be at {address}.",
                            advice=f"Run: pasteproof move {address}",
                        )


def _fetched(root: Path) -> re.Pattern[str]:
    """Return what finds the address of a file of readers; its groups are the host and the name."""
    names = "|".join(re.escape(path.name) for path in reader_files(root)) or r"\b\B"
    return re.compile(rf"https?://(?P<host>[\w.:-]+)(?:/[\w.~-]+)*/(?P<name>{names})(?![\w.-])")


def _written(root: Path) -> Iterator[Path]:
    """Yield the files in which such addresses stand."""
    for folder in scenario_folders(root / "snippets").values():
        yield from snippet_files(folder)
        yield folder / FILE_NAME


def _moved(path: Path, fetched: re.Pattern[str], address: str) -> str:
    text = path.read_text(encoding="utf-8")
    if path.name == FILE_NAME:  # where `hosts` names each one that is asked
        for host in {url["host"] for url in fetched.finditer(text)}:
            text = text.replace(f'"{host}"', f'"{urlsplit(address).netloc}"')
    return fetched.sub(lambda url: f"{address}{url['name']}", text)


def _with_address(root: Path, address: str) -> str:
    text = (root / SETTINGS).read_text(encoding="utf-8")
    node = _site_url(root)
    former = str(node.items[-1] if node.items else node)
    lines = text.split("\n")
    if "://" not in former or former not in lines[node.line - 1]:
        raise RefusedError(f"{SETTINGS} names no address. Write: site_url: {address}")
    lines[node.line - 1] = lines[node.line - 1].replace(former, address)
    return "\n".join(lines)


def _site_url(root: Path) -> Node:
    """Return what mkdocs.yml says of the site's address; one that can't be read says nothing."""
    path = root / SETTINGS
    try:
        node = read(path.read_text(encoding="utf-8")) if path.is_file() else None
    except UnreadableError:
        node = None
    return (node or Node(line=1)).keys.get("site_url", Node(line=1))
