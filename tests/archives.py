"""Folders of files written as one text: each file stands below a line `-- its path --`.

The format is that of txtar, https://pkg.go.dev/golang.org/x/tools/txtar. A line
`-- its path, escaped --` says that bytes which an editor would not show, or not keep, are written
as Python writes them in a string; a backslash at the end of the last line takes its line end away.
"""

from __future__ import annotations

import re
from pathlib import Path

_HEADER = re.compile(r"^-- (.+?)(, escaped)? --\n", re.MULTILINE)


def unpack(archive: Path, folder: Path) -> str:
    """Write the files of an archive below the folder, and return the last one, which is `told`."""
    files = read(archive.read_text(encoding="utf-8"))
    told = files.pop("told").decode()
    lay(files, folder)
    return told.rstrip("\n")


def read(text: str) -> dict[str, bytes]:
    """Return the files of an archive by path."""
    _, *pieces = _HEADER.split(text)
    names, escapes, contents = pieces[::3], pieces[1::3], pieces[2::3]
    return {
        name: _unescaped(content) if escape else content.encode()
        for name, escape, content in zip(names, escapes, contents, strict=True)
    }


def lay(files: dict[str, bytes], folder: Path) -> None:
    """Write files below a folder; a path that ends in a slash is an empty folder."""
    for name, data in files.items():
        path = folder / name
        if name.endswith("/"):
            path.mkdir(parents=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def _unescaped(content: str) -> bytes:
    return content.encode("ascii").decode("unicode_escape").encode("latin-1")
