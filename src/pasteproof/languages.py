"""Finds the languages of a guide, and the pages of each."""

from __future__ import annotations

import re
from pathlib import Path

_FOLDER = re.compile(r"[a-z]{2}(?:-\w+)?")


def languages(root: Path) -> tuple[str, ...]:
    """Return the languages of the guide at `root`, the one that is translated from first.

    A language is a folder of docs/ that has a first page, or is named like a language.
    """
    docs = root / "docs"
    folders = [path for path in docs.iterdir() if path.is_dir()] if docs.is_dir() else []
    own = [path.name for path in folders if (path / "index.md").is_file() or _is_named_so(path)]
    return tuple(sorted(own, key=lambda name: (name != "en", name)))


def _is_named_so(folder: Path) -> bool:
    return bool(_FOLDER.fullmatch(folder.name)) and any(True for _ in folder.rglob("*.md"))


def page_names(root: Path, language: str) -> tuple[str, ...]:
    """Return the pages of a language by their paths below its folder, sorted."""
    folder = root / "docs" / language
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.md")))


def tag(language: str) -> str:
    """Return what pages say of the language of a folder: its tag of BCP 47, in full for Chinese."""
    return "zh-Hans" if language == "zh" else language
