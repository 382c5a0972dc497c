"""Finds what a page said before: earlier versions of its file, newest first, where git has them."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

_CHANGE = re.compile(r"^:+[\d ]+(?: [0-9a-f]+)* ([0-9a-f]{40,64}) [A-Z]", re.MULTILINE)
_AT_ONCE = 50
_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
_SETTINGS = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C.UTF-8"}


def versions(path: Path) -> Iterator[str]:
    """Yield the text of each version of a file that was committed; none where there is no git.

    Only what is in this clone is asked for; nothing is fetched, and nothing is written.
    """
    log = (
        "log", "--format=", "--raw", "--no-abbrev", "--no-show-signature",
        "--diff-merges=separate", "--follow",
    )  # fmt: skip
    said = _git(path, *log, "--", path.name)
    names = list(dict.fromkeys(_CHANGE.findall(said.decode("utf-8", "replace"))))
    for at in range(0, len(names), _AT_ONCE):
        yield from _texts(path, names[at : at + _AT_ONCE])


def why_not(path: Path) -> str:
    """Return why an earlier version may not be found: a sentence."""
    if not _git(path, "rev-parse", "--git-dir"):
        return "There is no git history here."
    if _git(path, "rev-parse", "--is-shallow-repository").strip() == b"true":
        return "This clone holds a part of the history only: git fetch --unshallow"
    return "No commit of this repository holds it."


def _texts(path: Path, names: list[str]) -> Iterator[str]:
    given = _git(path, "cat-file", "--batch", stdin="\n".join(names).encode() + b"\n")
    at = 0
    while at < len(given):
        end = given.index(b"\n", at)
        *_, kind, size = [b"", *given[at:end].split()]
        if kind == b"blob":
            yield given[end + 1 : end + 1 + int(size)].decode("utf-8", "replace")
            end += int(size) + 1
        at = end + 1


def _git(path: Path, *arguments: str, stdin: bytes | None = None) -> bytes:
    """Return what git says in the folder of a file, and nothing where it can't say it."""
    given = {**os.environ, **_SETTINGS}
    try:
        done = subprocess.run(
            ("git", "-C", str(path.parent), "--no-pager", *arguments),
            input=stdin or b"", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False,
            env={key: value for key, value in given.items() if key not in _OF_A_HOOK},
        )  # fmt: skip
    except OSError:
        return b""
    return done.stdout if done.returncode == 0 else b""
