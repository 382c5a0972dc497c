"""Proves what a built site makes of prose: lines of Chinese that are joined, and the glossary."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import archives
from pasteproof.build import build

HERE = Path(__file__).parent
BASE = HERE / "guides" / "base.txt"
GLOSSARY = """\
[[term]]
en = "Claude"
keep = true
avoid = ["克劳德"]

[[term]]
en = "log in"
zh = "登录"
avoid = ["登陆", "登入"]
note = { en = "a | b", zh = "甲" }
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site whose pages show a glossary and have paragraphs of two lines."""
    root = tmp_path_factory.mktemp("guide")
    archives.unpack(BASE, root)
    settings = (HERE.parent / "mkdocs.yml").read_text(encoding="utf-8")
    nav = "nav:\n  - index.md\n  - manual.md\n"
    settings = re.sub(r"(?m)^nav:\n(?:  .*\n)+", nav, settings)
    (root / "mkdocs.yml").write_text(settings, encoding="utf-8")
    (root / "docs" / "glossary.toml").write_text(GLOSSARY, encoding="utf-8")
    for language, text in (("en", "One\ntwo"), ("zh", "第一行，\n第二行")):
        page = root / "docs" / language / "manual.md"
        written = page.read_text(encoding="utf-8")
        page.write_text(f"{written}\n{text}\n\n```glossary\n```\n", encoding="utf-8")
    assert build(root, root / "site") == ()
    return root / "site"


def test_the_lines_of_a_chinese_paragraph_are_joined(site: Path) -> None:
    """On the site, a line end within a Chinese paragraph is gone, and an English one is not."""
    assert "<p>One\ntwo</p>" in page(site, "en")
    assert "<p>第一行，第二行</p>" in page(site, "zh")


@pytest.mark.parametrize(
    ("language", "rows"),
    [
        (
            "en",
            "English|Chinese|Not|Note Claude|Claude|克劳德| log in|登录|登陆, 登入|a | b",
        ),
        ("zh", "英文|中文|不写作|说明 Claude|Claude|克劳德| log in|登录|登陆、登入|甲"),
    ],
)
def test_the_glossary_is_a_table_of_the_page(site: Path, language: str, rows: str) -> None:
    """A glossary fence becomes a table in the page's language, and the file is not published."""
    table = re.search(r"<table>.*</table>", page(site, language), re.DOTALL)

    assert table
    cells = [re.findall(r"<t[hd]>(.*?)</t[hd]>", row) for row in table[0].split("</tr>")]
    assert " ".join("|".join(each) for each in cells if each) == rows
    assert list(site.rglob("glossary.toml")) == []


def page(site: Path, language: str) -> str:
    """Return the page of a site that has it all."""
    return (site / language / "manual.html").read_text(encoding="utf-8")
