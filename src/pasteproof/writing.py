"""Writes files so that all of them are there, whole, or everything is as it was before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path


def write_all(texts: Mapping[Path, str]) -> None:
    """Write texts to files; raise OSError, and leave nothing changed, if one can't be written.

    A file that was not there at first, and is by now, is not overwritten.
    """
    before = {path: path.read_bytes() if path.exists() else None for path in texts}
    made = [folder for path in texts for folder in _missing_folders(path.parent)]
    written: list[Path] = []
    try:
        for path, text in texts.items():
            _prepare(path, text.encode())
        for path, old in before.items():
            _put(path, is_new=old is None)
            written.append(path)
    except BaseException:
        for path in written:
            _take_back(path, before[path])
        _clear(texts)
        for folder in sorted({*made}, reverse=True):
            if folder.is_dir():
                folder.rmdir()
        raise
    _clear(texts)


def _missing_folders(folder: Path) -> Iterator[Path]:
    while not folder.exists():
        yield folder
        folder = folder.parent


def _beside(path: Path) -> Path:
    """Return where a file is written before it takes its place, on the same file system."""
    real = path.resolve()
    return real.with_name(f".{real.name}.{os.getpid()}")


def _prepare(path: Path, data: bytes) -> None:
    fresh = _beside(path)
    fresh.parent.mkdir(parents=True, exist_ok=True)
    with fresh.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        shutil.copymode(path, fresh)


def _put(path: Path, *, is_new: bool) -> None:
    if is_new:
        os.link(_beside(path), path)
    else:
        _beside(path).replace(path.resolve())


def _take_back(path: Path, old: bytes | None) -> None:
    if old is None:
        path.unlink(missing_ok=True)
    else:
        _beside(path).unlink(missing_ok=True)
        _prepare(path, old)
        _put(path, is_new=False)


def _clear(texts: Mapping[Path, str]) -> None:
    for path in texts:
        _beside(path).unlink(missing_ok=True)
