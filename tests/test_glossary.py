"""Proves the glossary: how it is read, what it finds on pages, and the table made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

import archives
from pasteproof.glossary import Term, fill, read
from pasteproof.markdown import parse
from pasteproof.style import findings

CASES = sorted((Path(__file__).parent / "glossary").glob("*.txt"))
BASE = Path(__file__).parent / "guides" / "base.txt"
ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_guide_is_held_to_its_glossary(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file of glossary/ holds a glossary and pages, and all that is told of them."""
    archives.unpack(BASE, tmp_path)
    wanted = archives.unpack(path, tmp_path)
    monkeypatch.chdir(tmp_path)

    assert told(Path()) == wanted


def told(root: Path) -> str:
    """Return what is told of the glossary and of the prose of a guide, by its places."""
    terms, found = read(root)
    known = terms if terms or found else None
    told_of = list(found)
    for path in (root / "docs").glob("*/*.md"):
        text = path.read_text(encoding="utf-8")
        told_of += findings(path, text, parse(text), known, path.parent.name)
    return "\n".join(map(str, sorted(told_of, key=lambda each: (each.path, each.line))))


TERMS = (
    Term(en="Claude", zh="Claude", line=1, avoid=("克劳德",), keep=True),
    Term(en="a|b", zh="甲", line=5, avoid=("乙", "丙"), note={"en": "an x", "zh": "某"}),
)


ROWS = {
    "en": """\
| English | Chinese | Not | Note |
|---|---|---|---|
| Claude | Claude | 克劳德 |  |
| a\\|b | 甲 | 乙, 丙 | an x |
""",
    "zh-Hant": """\
| 英文 | 中文 | 不写作 | 说明 |
|---|---|---|---|
| Claude | Claude | 克劳德 |  |
| a\\|b | 甲 | 乙、丙 | 某 |
""",
}


@pytest.mark.parametrize("language", ROWS)
def test_a_glossary_fence_becomes_a_table(language: str) -> None:
    """The table stands where the fence does, in the page's language; other fences stay."""
    page = "Text\n```glossary\n```\n\n```text\nglossary\n```\n"

    after = "\n```text\nglossary\n```\n"
    assert fill(page, TERMS, language) == f"Text\n\n{ROWS[language]}{after}"


def test_a_table_stays_in_its_list() -> None:
    """A fence within a list becomes a table within the list."""
    page = "- Text\n\n    ```glossary\n    ```\n"

    assert all(line.startswith("    |") for line in fill(page, TERMS, "en").split("\n")[2:-1])


def test_the_terms_of_this_guide_are_in_use() -> None:
    """Each term of this guide's glossary is a word of its pages, in both languages."""
    terms, found = read(ROOT)
    words = {
        language: " ".join(
            path.read_text(encoding="utf-8") for path in (ROOT / "docs" / language).glob("*.md")
        )
        for language in ("en", "zh")
    }

    assert found == ()
    assert [term.zh for term in terms if term.zh not in words["zh"]] == []
    assert [term.en for term in terms if term.en.lower() not in words["en"].lower()] == []
