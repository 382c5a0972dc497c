"""Proves the page that shows how far the translations have come, and status.json beside it."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

import archives
from pasteproof.acceptance import accept
from pasteproof.backlog import Translation
from pasteproof.build import build
from pasteproof.cli import main
from pasteproof.status_table import Reader, fill

ROOT = Path(__file__).parent.parent
PAGES = """\
-- docs/en/index.md --
---
title: Acme | *start*
---

# Welcome { #welcome }

Your key is a secret.

Do not share it.
-- docs/zh/index.md --
---
title: 开始
---

# 欢迎 { #welcome }

密钥是机密。

不要分享。
-- docs/en/guide/keys.md --
# Keys for `acme` { #keys }

Write them down.
-- docs/zh/guide/keys.md --
# `acme` 的密钥 { #keys }

请记下来。
-- docs/en/guide/late.md --
# Late { #late }

Nobody has translated this yet.
-- docs/en/status.md --
---
title: State
---

# State { #state }

```status
```
-- docs/zh/status.md --
---
title: 状态
---

# 状态 { #state }

```status
```
"""
FENCE = "```status\n```\n"
CHANGED = ("docs/en/index.md", "Do not share it.", "Never share it.")


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    """Return a guide of four pages, one of them not translated, and all others accepted."""
    archives.lay(archives.read(PAGES), tmp_path)
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    names = "\n".join(f"  - {name}.md" for name in ("index", "guide/keys", "guide/late", "status"))
    settings = re.sub(r"(?<=\nnav:\n)(?:  .*\n)+", f"{names}\n", settings)
    (tmp_path / "mkdocs.yml").write_text(settings, encoding="utf-8")
    accept(tmp_path, ["zh/index", "zh/guide/keys", "zh/status"])
    return tmp_path


def change(guide: Path, path: str, old: str, new: str) -> None:
    """Replace a text of a file by another one."""
    text = (guide / path).read_text(encoding="utf-8")
    assert old in text
    (guide / path).write_text(text.replace(old, new), encoding="utf-8")


def nowhere(_: Translation) -> str:
    """Return no address to edit at."""
    return ""


def reader(language: str, page: str = "status.md") -> Reader:
    """Return somebody who reads the table in a language, without links to edit."""
    return Reader(language=language, page=page, names={"zh": "中文"}, edit=nowhere)


def shown(guide: Path, language: str) -> list[str]:
    """Return the lines that stand in place of the fence."""
    return fill(FENCE, guide, reader(language))[0].split("\n")


def test_the_table_tells_of_each_page(guide: Path) -> None:
    """Each page of a translation has a row: its title, its blocks, and how they stand."""
    assert shown(guide, "en") == [
        "**中文** (`zh`): 7 of 9 blocks are up to date, 77%.",
        "",
        "| Page | Blocks | Up to date | Outdated | Missing |",
        "|---|---:|---:|---:|---:|",
        "| [Keys for acme](guide/keys.md) | 2 | 100% | 0 | 0 |",
        "| [Late](guide/late.md) | 2 | 0% | 0 | 2 |",
        r"| [Acme \| \*start\*](index.md) | 3 | 100% | 0 | 0 |",
        "| [State](status.md) | 2 | 100% | 0 | 0 |",
        "",
        "",
    ]


def test_the_table_speaks_the_language_of_its_page(guide: Path) -> None:
    """On a translated page, words and titles are its own, English where there is no other."""
    assert shown(guide, "zh")[:6] == [
        "**中文**（`zh`）：9 块中有 7 块已同步，占 77%。",
        "",
        "| 页面 | 块数 | 已同步 | 待更新 | 未翻译 |",
        "|---|---:|---:|---:|---:|",
        "| [acme 的密钥](guide/keys.md) | 2 | 100% | 0 | 0 |",
        "| [Late](guide/late.md) | 2 | 0% | 0 | 2 |",
    ]


def test_a_change_of_the_source_changes_the_table(guide: Path) -> None:
    """A block whose source has changed is outdated, and up to date again once it is accepted."""
    change(guide, *CHANGED)
    behind = shown(guide, "en")

    accept(guide, ["zh/index"])

    assert behind[0] == "**中文** (`zh`): 6 of 9 blocks are up to date, 66%."
    assert behind[6] == r"| [Acme \| \*start\*](index.md) | 3 | 66% | 1 | 0 |"
    assert shown(guide, "en")[6] == r"| [Acme \| \*start\*](index.md) | 3 | 100% | 0 | 0 |"


def test_links_lead_from_where_the_table_stands(guide: Path) -> None:
    """In a folder, the table's links lead out of it."""
    told, _ = fill(FENCE, guide, reader("en", "guide/status.md"))

    assert re.findall(r"\]\((.*?)\)", told) == [
        "keys.md", "late.md", "../index.md", "../status.md",
    ]  # fmt: skip


def test_a_page_without_a_source_has_no_link_in_the_source_language(guide: Path) -> None:
    """A translation whose source page is gone can't be compared, and that is told."""
    (guide / "docs/en/guide/keys.md").unlink()

    told, found = fill(FENCE, guide, reader("en"))

    assert told.split("\n")[4] == "| acme 的密钥 | can't be compared |  |  |  |"
    assert [str(each) for each in found] == [
        "docs/zh/guide/keys.md:1: docs/en/guide/keys.md, its source page, is gone. "
        "Take that back from git, or delete this page and translations/zh/guide/keys.lock."
    ]


def test_a_guide_in_one_language_says_so(tmp_path: Path) -> None:
    """Without translations, there is a sentence in place of the table."""
    archives.lay({"docs/en/index.md": b"# A { #a }\n"}, tmp_path)

    assert fill(FENCE, tmp_path, reader("en")) == ("This guide has one language only.\n", ())


def test_a_page_without_the_fence_stays_as_it_is(guide: Path) -> None:
    """Another fence that shows the word, and text, are left alone."""
    page = "status\n\n```text\nstatus\n```\n\n````md\n```status\n```\n````\n"

    assert fill(page, guide, reader("en")) == (page, ())


def test_the_site_holds_table_and_data(guide: Path, capsys: pytest.CaptureFixture[str],
                                       monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """The pages show the numbers with links that lead on, and status.json is what is printed."""
    change(guide, *CHANGED)
    assert build(guide, guide / "site") == ()

    monkeypatch.chdir(guide)
    assert main(["status", "--format", "json"]) == 0

    told = (guide / "site" / "status.json").read_text(encoding="utf-8")
    assert told == capsys.readouterr().out
    assert [each["outdated"] for each in json.loads(told)[0]["pages"]] == [0, 0, 1, 0]
    assert rows(guide, "en")[3:] == [
        '<a href="index.html">Acme | *start*</a> 3 66% 1 0',
        '<a href="status.html">State</a> 2 100% 0 0',
    ]
    assert rows(guide, "zh")[2] == '<a href="guide/late.html">Late</a> 2 0% 0 2'
    assert '<a href="../status.json">status.json</a>' in page(guide, "zh")
    assert "edit" not in "".join(rows(guide, "en")).lower()


def test_where_the_repository_is_known_a_page_can_be_edited(guide: Path) -> None:
    """With repo_url, each translation has a link to edit it, or to begin one that is missing."""
    change(guide, "mkdocs.yml", "\ntheme:", "\nrepo_url: https://github.com/acme/guide\n\ntheme:")

    assert build(guide, guide / "site") == ()

    start = "https://github.com/acme/guide"
    assert [row.partition("% ")[2] for row in rows(guide, "en")[1:3]] == [
        f'0 0 <a href="{start}/edit/master/docs/zh/guide/keys.md">Edit</a>',
        f'0 2 <a href="{start}/new/master/docs/zh/guide?filename=late.md">Begin</a>',
    ]
    assert ">编辑</a>" in rows(guide, "zh")[1]
    assert ">开始翻译</a>" in rows(guide, "zh")[2]


def test_a_torn_lock_is_told_by_its_line(guide: Path) -> None:
    """A lock that can't be read keeps the site from being built, and is told like any mistake."""
    path = guide / "translations" / "zh" / "index.lock"
    path.write_text(f"<<<<<<< ours\n{path.read_text(encoding='utf-8')}", encoding="utf-8")

    found = build(guide, guide / "site")

    assert [(str(each.path), each.line) for each in found] == [("translations/zh/index.lock", 1)]
    assert not (guide / "site").exists()


def page(guide: Path, language: str) -> str:
    """Return the built page of a language that shows the table."""
    return (guide / "site" / language / "status.html").read_text(encoding="utf-8")


def rows(guide: Path, language: str) -> list[str]:
    """Return the rows of the table of a built page, its head included."""
    found = re.findall(r"<tr>(.*?)</tr>", page(guide, language), re.DOTALL)
    cells = (re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in found)
    return [unescape(" ".join(each)) for each in cells]
