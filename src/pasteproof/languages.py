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
    names = {path.relative_to(docs).parts[0] for path in docs.glob("*/**/*.md")}
    own = {name for name in names if (docs / name / "index.md").is_file()}
    own |= {name for name in names if _FOLDER.fullmatch(name)}
    return tuple(sorted(own, key=lambda name: (name != "en", name)))


def page_names(root: Path, language: str) -> tuple[str, ...]:
    """Return the pages of a language by their paths below its folder, sorted."""
    folder = root / "docs" / language
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.md")))
