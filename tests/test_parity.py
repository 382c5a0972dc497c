"""Proves parity on small pages: each folder of parity/ is a page, a translation and the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from pasteproof.markdown import parse
from pasteproof.telling import told
from pasteproof.translations import differences

CASES = sorted(path.parent for path in (Path(__file__).parent / "parity").glob("*/expected.txt"))


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_a_translation_is_compared_with_its_source(folder: Path) -> None:
    """What is told of a translation is what expected.txt says, word for word, and no more."""
    assert report(folder) == (folder / "expected.txt").read_text(encoding="utf-8")


def report(folder: Path) -> str:
    """Return what is told of the pages of a folder, a line for each difference."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    languages = sorted(texts, key=lambda language: (language != "en", language))
    pages = {language: {"page.md": parse(texts[language])} for language in languages}
    found = tuple(sorted(differences(pages, Path("docs")), key=lambda each: (each.path, each.line)))
    return "".join(f"{line}\n" for line in told(found, "text").splitlines())
