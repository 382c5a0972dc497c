"""Proves how Chinese prose is held to be typed: what is found, what is mended, what is left."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import markdown
import pytest

import archives
from pasteproof import locating
from pasteproof.cli import main
from pasteproof.corrections import findings, mended
from pasteproof.markdown import parse
from pasteproof.passages import passages

CASES = sorted((Path(__file__).parent / "typography").glob("*.txt"))
BASE = Path(__file__).parent / "guides" / "base.txt"
GUIDE = sorted((Path(__file__).parent.parent / "docs").glob("*/*.md"))
PAGE = Path("page.md")
EXTENSIONS = (
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc",
    "pymdownx.details", "pymdownx.superfences", "pymdownx.tabbed",
)  # fmt: skip


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_page_is_mended(path: Path) -> None:
    """Each file of typography/ holds a page, all that is told of it, and what --fix makes of it."""
    files = archives.read(path.read_text(encoding="utf-8"))
    page, wanted = files["page.md"].decode(), files["told"].decode()

    assert told(page) == wanted
    assert mended(page)[0] == files["fixed"].decode()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_is_mended_reads_as_before(path: Path) -> None:
    """Mending changes no tag, no code and no address of a page as it is rendered, nor twice."""
    files = archives.read(path.read_text(encoding="utf-8"))
    page, fixed = files["page.md"].decode(), files["fixed"].decode()

    assert frame(page) == frame(fixed)
    assert mended(fixed)[0] == fixed


def told(page: str) -> str:
    """Return what is told of a page, without its path."""
    found = [
        str(each).removeprefix(f"{PAGE}:")
        for each in findings(PAGE, page, passages(page, parse(page)))
    ]
    return "".join(f"{each}\n" for each in found)


def frame(page: str) -> list[str]:
    """Return a page as it is rendered, without its text: the tags, and what stands in code."""
    body = re.sub(r"\A---\n.*?\n---\n", "", page, flags=re.DOTALL)
    tabbed = {"pymdownx.tabbed": {"alternate_style": True}}
    html = markdown.markdown(body, extensions=[*EXTENSIONS], extension_configs=tabbed)
    html = re.sub(r' (?:alt|title)="[^"]*"', "", html)
    return re.findall(r"<code>.*?</code>|<[^>]+>", html, flags=re.DOTALL)


PLACES = {
    "title of the page": "---\ntitle: @\n---\n\n正文。\n",
    "description": "---\ndescription: >-\n  前文，\n  @\n---\n\n正文。\n",
    "heading": "# @ { #在Claude中 }\n",
    "underlined heading": "@\n----\n\n正文。\n",
    "paragraph": "@\n",
    "second line of a paragraph": "前文，\n@\n后文。\n",
    "behind a tab": "前文\t后文。\t@\n",
    "list": "- 前文。\n- @\n",
    "nested list": "1.  前文。\n\n    - @\n",
    "task": "- [x] @\n",
    "quotation": "> 前文。\n>\n> @\n",
    "title of an admonition": '!!! note "@"\n\n    正文。\n',
    "admonition": "!!! note\n\n    @\n",
    "title of a collapsible block": '???+ note "@"\n\n    正文。\n',
    "title of a tab": '=== "@"\n\n    正文。\n',
    "tab in a list": '- 前文。\n\n    === "选项"\n\n        @\n',
    "head of a table": "| @ | `在Claude中` |\n|---|:-:|\n| 甲 | 乙 |\n",
    "cell of a table": "| 甲 | `在Claude中` |\n|---|:-:|\n| 丙 | @ |\n",
    "footnote": "正文[^a]。\n\n[^a]: @\n",
    "second paragraph of a footnote": "正文[^a]。\n\n[^a]: 前文。\n\n    @\n",
    "text of a link": "见[@](在Claude中.md#在Claude中)的说明\n",
    "text of a picture": "![@](在Claude中.png)\n",
    "strong emphasis": "前文**@**后文\n",
    "term": "@\n:   解释。\n",
    "definition": "术语\n:   @\n",
    "abbreviation": "*[CLI]: @\n",
    "Markdown in HTML": '<div class="在Claude中" markdown>\n@\n</div>\n',
}
FAULTS = {
    "space": ("在Claude中", "在 Claude 中"),
    "space before a sign": ("好 ，走吧", "好，走吧"),
    "punctuation": ("你好,世界", "你好，世界"),
    "punctuation behind Latin": ("先装 npm, 再装", "先装 npm，再装"),
    "brackets": ("好(世界)吧", "好（世界）吧"),
    "double quotes": ('说"好"吧', "说“好”吧"),
    "single quotes": ("说'好'吧", "说‘好’吧"),
    "digits": ("第１２章", "第 12 章"),
    "letters": ("用 ＡＢ 吧", "用 AB 吧"),
    "ellipsis": ("等等...好吧", "等等……好吧"),
}
CODE = {"space beside code": ("用`在Claude中,好`吧", "用 `在Claude中,好` 吧")}
WITHOUT_CODE = ("title of the page", "description", "abbreviation", "text of a picture")


@pytest.mark.parametrize("place", PLACES)
def test_every_fault_is_found_in_every_place(place: str) -> None:
    """Each kind of fault is found wherever prose stands, on its line, and mended in that place."""
    template = PLACES[place]
    line = template[: template.index("@")].count("\n") + 1
    faults = FAULTS if place in WITHOUT_CODE else FAULTS | CODE

    for wrong, right in faults.values():
        page, wanted = template.replace("@", wrong), template.replace("@", right)

        found = list(findings(PAGE, page, passages(page, parse(page))))

        assert [each.line for each in found] == [line], wrong
        assert mended(page) == (wanted, ()), wrong
        assert frame(page) == frame(wanted), wrong
        assert list(findings(PAGE, wanted, passages(wanted, parse(wanted)))) == [], wrong


LOOKALIKES = {
    "code": "前文 `@` 后文\n",
    "fence": "```text\n@\n```\n",
    "fence in a tab": '=== "选项"\n\n    ```text\n    @\n    ```\n',
    "indented code": "前文。\n\n    @\n",
    "address of a link": "[前文](@.md)\n",
    "place in a page": "[前文](a.md#@)\n",
    "address": "<https://acme.example/@>\n",
    "bare address": "见 https://acme.example/@ 吧\n",
    "id": "# 前文 { #@ }\n",
    "attribute": "前文\n{: data-x='@' }\n",
    "attribute of a tag": "前文 <kbd title='@'>K</kbd> 后文\n",
    "HTML": "<div>\n@\n</div>\n",
    "comment": "<!-- @ -->\n",
    "comment in a line": "前文 <!-- @ --> 后文\n",
    "name of a reference": "[前文][@]\n\n[@]: a.md\n",
    "name of a footnote": "前文[^@]\n\n[^@]: 后文\n",
    "another key": "---\nicon: 'x @'\n---\n\n前文\n",
}


@pytest.mark.parametrize("place", LOOKALIKES)
def test_what_is_no_prose_is_left_alone(place: str) -> None:
    """What looks like a fault in code, an address, an id, a tag or a fence is none."""
    for wrong in ("在Claude中", "你好,世界", "等等...好", "第１２章"):
        page = LOOKALIKES[place].replace("@", wrong)

        assert list(findings(PAGE, page, passages(page, parse(page)))) == []
        assert mended(page) == (page, ())


def test_no_page_is_mended_into_another() -> None:
    """However odd a page is, mending it ends, changes nothing a second time, and keeps its code."""
    chance = random.Random(7)
    pieces = ["中文", "你好", "Claude", "２", "Ａ", " ", "  ", ",", ".", "。", ":", "...", '"']
    pieces += ["'", "(", "）", "**", "*", "_", "`a中b`", "``", "[中a](x中y.md)", "![图a](p.png)"]
    pieces += ["<https://a.b/c中d>", "<kbd>", "<br>", "&nbsp;", "\\*", "\\`", "[^1]", "\n", "\n\n"]
    pieces += ["# ", "- ", "1. ", "    ", "> ", "|", "\n| a | b |\n|---|---|\n", '!!! note "']
    pieces += ["{ #a中b }", "\n[^1]: ", "\n: ", "```\n中a\n```\n", "<div markdown>", "---\n"]
    pieces += ["\t", "\0", "\r", "\u3000"]
    for _ in range(120):
        page = "".join(chance.choices(pieces, k=chance.randint(1, 40)))

        once, _ = mended(page)

        assert mended(once)[0] == once, page
        assert once.count("\n") == page.count("\n"), page
        assert once.count("`") == page.count("`"), page


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a guide with nothing to mend, and go there."""
    archives.unpack(BASE, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


WRONG = "# 手册Manual { #manual }\n\n~~~toml\na = 1\n~~~\n"
RIGHT = WRONG.replace("手册Manual", "手册 Manual")


def test_check_tells_and_fix_mends(guide: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`check` tells a fault of a Chinese page, `check --fix` mends it, and the next has nothing."""
    page = guide / "docs" / "zh" / "manual.md"
    page.write_text(WRONG, encoding="utf-8")
    source = page.parent.parent / "en" / "manual.md"
    source.write_text("# Manual手册 { #manual }\n\n~~~toml\na = 1\n~~~\n", encoding="utf-8")

    told = (main(["check"]), *said(capsys))
    fixed = (main(["check", "--fix"]), *said(capsys))
    again = (main(["check", "--fix"]), *said(capsys))

    advice = "Write '册 Manual'; --fix does it."
    problem = f"docs/zh/manual.md:1: a space is missing in '册Manual'. {advice}\n"
    assert told == (1, problem, [])
    assert fixed == (0, "", ["docs/zh/manual.md: 1 place mended."])
    assert again == (0, "", [])
    assert page.read_text(encoding="utf-8") == RIGHT
    assert "Manual手册" in source.read_text(encoding="utf-8")


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, list[str]]:
    """Return what was told, and what was said of mending besides."""
    told, besides = capsys.readouterr()
    return told, [line for line in besides.splitlines() if "mended" in line]


def test_what_is_left_to_do_by_hand_is_told(
    guide: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where --fix can mend a part only, it says how much is left, and the check says what."""
    page = guide / "docs" / "zh" / "manual.md"
    page.write_text(f"{WRONG}\n见[配置Claude]。\n\n[配置Claude]: index.md\n", encoding="utf-8")

    status = main(["check", "--fix", "--format", "json"])

    mended_here = "docs/zh/manual.md: 1 place mended, 1 left to do by hand."
    assert (status, said(capsys)[1]) == (1, [mended_here])
    assert page.read_text(encoding="utf-8").startswith(f"{RIGHT}\n见[配置Claude]。")


@pytest.mark.parametrize("mode", [0o644, 0o600])
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_keeps_its_form(guide: Path, end: str, start: str, mode: int) -> None:
    """Byte-order mark, line ends and mode of a file stay, and it is written through a link."""
    real, page = guide / "real.md", guide / "docs" / "zh" / "manual.md"
    real.write_bytes((start + WRONG.replace("\n", end)).encode())
    real.chmod(mode)
    page.unlink()
    page.symlink_to(real)

    main(["check", "--fix"])

    assert real.read_bytes() == (start + RIGHT.replace("\n", end)).encode()
    assert real.stat().st_mode & 0o777 == mode
    assert page.is_symlink()
    assert [each.name for each in page.parent.iterdir() if each.name.startswith(".")] == []


def test_mixed_line_ends_stay_where_they_are(guide: Path) -> None:
    """Each line keeps its own line end, and the last one may have none."""
    page = guide / "docs" / "zh" / "manual.md"
    page.write_bytes("# 手册Manual\r\n\n第１章\r\n\r\n好\r坏Claude".encode())

    main(["check", "--fix"])

    assert page.read_bytes() == "# 手册 Manual\r\n\n第 1 章\r\n\r\n好\r坏 Claude".encode()


def test_a_page_that_cannot_be_read_or_written_is_left(
    guide: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a page can't be written, none is changed; one that is no UTF-8 is left as it is."""
    folder = guide / "docs" / "zh"
    (folder / "manual.md").write_text(WRONG, encoding="utf-8")
    (folder / "index.md").write_bytes(b"\xff" + "在Claude中".encode())
    in_the_way = folder / f".manual.md.{os.getpid()}"
    in_the_way.write_text("", encoding="utf-8")

    status = main(["check", "--fix"])

    assert (status, *capsys.readouterr()) == (
        1,
        "",
        f"{in_the_way}: File exists. Nothing was changed.\n",
    )
    assert (folder / "manual.md").read_text(encoding="utf-8") == WRONG
    assert (folder / "index.md").read_bytes() == b"\xff" + "在Claude中".encode()


SPELLED = (
    "一个 `a` 和 [链接](x.md)，**重**。\n",
    '`` a`b `` 和 [链接](x.md "题")，[甲][乙]。\n\n[乙]: y.md\n',
    '- 甲\t乙 <kbd class="x">A</kbd>  `b`\n  续 ++ctrl+c++\n',
    "| 甲 | `a` |\n|---|---|\n| 乙 乙 | [丙](z.md) |\n",
    '!!! note "甲 `a` 乙"\n\n    ![图](a.png){ width=3 } 和 ![图](b.png)\n',
    "> 引 <https://a.example> https://b.example\n> 续 :smile: [^1]\n\n[^1]: 注\n",
)


def test_the_common_spelling_is_found_as_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found in its commonest spelling is found at the same places by its pattern."""
    pages = [*SPELLED, *(path.read_text(encoding="utf-8") for path in GUIDE)]

    quick = [passages(page, parse(page)) for page in pages]
    monkeypatch.setattr(locating, "_plainly", lambda *_: None)
    slow = [passages(page, parse(page)) for page in pages]

    assert [each.signs() for page in quick for each in page] == [
        each.signs() for page in slow for each in page
    ]
    assert quick == slow


def test_the_common_spelling_is_the_common_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without patterns, nearly all of the guide is found, and of odd spellings not all."""
    monkeypatch.setattr(locating, "_spelled", lambda *_: None)

    odd = [each for page in SPELLED for each in passages(page, parse(page))]
    texts = [path.read_text(encoding="utf-8") for path in GUIDE]
    found = [each for page in texts for each in passages(page, parse(page))]

    assert not all(each.stretches for each in odd)
    assert sum(bool(each.stretches) for each in found) > 0.9 * len(found)
