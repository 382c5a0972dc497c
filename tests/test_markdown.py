"""Proves the reading of pages: it agrees with the site's renderer, and it tells the right lines."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pasteproof.markdown import parse
from pasteproof.prose import Block
from rendered import parsed, rendered

HERE = Path(__file__).parent
RICH = sorted((HERE / "parity" / "rich").glob("*.md"))
PAGES = [*sorted((HERE.parent / "docs").glob("*/*.md")), *RICH]
PIECES = (
    "- a", "- b c", "    - n", "    - m", "  - two", "1. d", "2. e", "    1. f", "+ plus", "3) no",
    "* star", "- [ ] task", "para one", "more text", "    ind", "        deep", "!!! note",
    '!!! tip "T t"', '!!! note ""', "??? info", "???+ tip", "    body", "        deeper",
    '=== "Tab"', "> q", "> - ql", "# h", "## h2 { #x }", "#h3", "H\n===", "| a | b |", "|---|---|",
    "|:--|--:|", "| 1 | `2|3` |", "T\n:   def", ":   more", "    more def", "***", "---",
    "<div>raw</div>", "<div markdown>\n\nin *md*\n\n- l\n\n</div>", "<!-- c -->", "word[^1]",
    "*a* _b_ c_d_e", "**已更正。**厂商", "a ![i](j.png){ .k } b", "<https://a.b/c>", "[r][ref]",
    "[ref]", "x \\* y", "a <br> b", "a <kbd>k</kbd>", "http://x.y/z", "see [x](y.md)", "`c`",
    "```text\ncode\n```", "", "", "", "", "", "", "", "", "", "", "", "",
)  # fmt: skip
ALWAYS = ("", "[^1]: note", "", '[ref]: t.md "T"', "")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_page_is_read_as_the_site_shows_it(path: Path) -> None:
    """Each page of the guide, and the one with every construct, shows what its blocks say."""
    text = path.read_text(encoding="utf-8")

    assert parsed(text) == rendered(text)


def test_pages_thrown_together_are_read_as_the_site_shows_them() -> None:
    """However constructs follow one another, the blocks say what the renderer shows."""
    chance = random.Random(7)
    pages = ["\n".join([*chance.choices(PIECES, k=10), *ALWAYS]) for _ in range(300)]

    wrong = [page for page in pages if not is_quirk(page) and parsed(page) != rendered(page)]

    assert wrong == []


def is_quirk(page: str) -> bool:
    """Say whether a page has what the renderer itself takes for two things at once.

    Without an empty line between them, it shows the marks of a fence behind an indented line, and
    makes a term of a fence, of HTML and of a task; two rows of dashes are a heading or two rules.
    """
    for run in page.split("\n\n"):
        before, fence, _ = run.partition("```text")
        if fence and "    " in before:
            return True
        if ":   " in run and any(sign in run for sign in ("```", "<div", "[ ]")):
            return True
    return "---\n---" in page


@pytest.mark.parametrize(
    ("page", "other"),
    [
        ("- a\n    - b\n", "- a\n- b\n"),
        ("!!! note\n\n    a\n", "!!! note\n\na\n"),
        ("a `b` c\n", "a b `c`\n\nd\n"),
        ("| a | b |\n|---|---|\n| c | d |\n", "| a | b |\n|---|---|\n| c | e |\n"),
        ("[a](b.md)\n", "[a](c.md)\n"),
        ("# a\n", "## a\n"),
        ("a[^1]\n\n[^1]: b\n", "a[^1]\n\n[^1]: c\n"),
        ('=== "A"\n\n    b\n', '=== "B"\n\n    b\n'),
    ],
)
def test_another_reading_would_be_seen(page: str, other: str) -> None:
    """Where blocks and the renderer disagreed, the comparison would say so."""
    assert parsed(page) == rendered(page)
    assert parsed(page) != rendered(other)


CONTAINED = """\
---
title: A
---

# Head { #h }

One line,
and another.

- Item

    ```sh
    run
    ```

!!! note "Title"

    - In a box

| a | b |
|---|--:|
| 1 | 2 |

<!-- a comment
of two lines -->

[^n]: A note
    goes on.
"""


def test_blocks_know_their_lines() -> None:
    """Each block says on which lines of the file it stands, the front matter counted."""
    blocks = [each for block in parse(CONTAINED).blocks for each in block.every()]

    assert [(each.kind, each.line, each.end) for each in blocks if each.kind != "cell"] == [
        ("heading", 5, 5),
        ("paragraph", 7, 8),
        ("list", 10, 14),
        ("item", 10, 14),
        ("paragraph", 10, 10),
        ("fence", 12, 14),
        ("admonition", 16, 18),
        ("title", 16, 16),
        ("list", 18, 18),
        ("item", 18, 18),
        ("paragraph", 18, 18),
        ("table", 20, 22),
        ("row", 20, 20),
        ("row", 22, 22),
        ("comment", 24, 25),
        ("footnote", 27, 28),
        ("paragraph", 27, 28),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("One line,\nand another.\n", "One line, and another.\n"),
        ("A *word* and **more**.\n", "A _word_ and __more__.\n"),
        ('See [it](a.md "A").\n', "See [it](a.md).\n"),
        ("See [it][a].\n\n[a]: b.md\n", "See [it](b.md).\n"),
        ("中文，\n换行。\n", "中文，换行。\n"),
        ('<b class="x" id="y">a</b>\n', '<b id="y"  class="x">a</b>\n'),
        ("| a |b|\n|--|--|\n", "|  a | b  |\n|---|---|\n"),
        ("A `code  span`.\n", "A `` code span ``.\n"),
    ],
)
def test_what_changes_nothing_is_not_in_the_text(one: str, other: str) -> None:
    """The text of a block is the same however it is broken into lines, emphasised and titled."""
    assert texts(one) == texts(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("See [it](a.md).\n", "See [it](b.md).\n"),
        ("A `code`.\n", "A code.\n"),
        ("two words\n", "twowords\n"),
        ("2 * 3 * 4\n", "2 3 4\n"),
        ("a_b_c\n", "abc\n"),
        ("One.[^a]\n\n[^a]: A\n", "One.\n\n[^a]: A\n"),
    ],
)
def test_what_changes_something_is_in_the_text(one: str, other: str) -> None:
    """The text of a block differs where a reader sees another one."""
    assert texts(one) != texts(other)


def texts(page: str) -> list[str]:
    """Return the texts of the leaves of a page."""
    return [leaf.block.text for leaf in parse(page).leaves()]


def test_leaves_know_what_they_are_and_where() -> None:
    """Each leaf has the name that messages give it, and the section that it stands in."""
    leaves = list(parse(CONTAINED).leaves())

    assert [(leaf.construct, leaf.section) for leaf in leaves] == [
        ("heading", "h"),
        ("paragraph", "h"),
        ("item paragraph", "h"),
        ("fence", "h"),
        ("admonition title", "h"),
        ("item paragraph", "h"),
        ("table row", "h"),
        ("table row", "h"),
        ("footnote", "h"),
    ]


@pytest.mark.parametrize(
    ("page", "line", "problem"),
    [
        (
            "---\ntitle: a: b\n---\n",
            2,
            "the front matter is not the YAML that it should be: "
            "mapping values are not allowed in this context.",
        ),
        (
            "---\n- a\n---\n",
            2,
            "the front matter is not the YAML that it should be: it holds no keys.",
        ),
        (
            "---\na: b\nc: \x07\n---\n",
            2,
            "the front matter is not the YAML that it should be: "
            "unacceptable character #x0007: control characters are not allowed.",
        ),
        ("# A\n\n```text\na\n", 3, "this fence is never closed."),
    ],
)
def test_what_cant_be_read_is_told(page: str, line: int, problem: str) -> None:
    """Front matter that is no YAML, and a fence without an end, are mistakes with their lines."""
    assert [(each.line, each.problem) for each in parse(page).mistakes] == [(line, problem)]


def test_front_matter_is_read_with_its_lines() -> None:
    """Keys, also nested ones, have their values as text, and the line that they stand on."""
    page = parse("---\ntitle: A\nhide:\n  - toc\nsearch:\n  boost: 2\nempty:\n---\n\n# A\n")

    assert [(each.key, each.text, each.line) for each in page.fields] == [
        ("title", "A", 2),
        ("hide", "toc", 3),
        ("search.boost", "2", 6),
        ("empty", "", 7),
    ]
    assert [(each.kind, each.line) for each in page.blocks] == [("heading", 10)]


def test_a_block_can_be_nested_as_deep_as_anybody_writes() -> None:
    """Lists in lists, twenty deep, are read."""
    page = "".join(f"{'    ' * depth}- {depth}\n" for depth in range(20))

    assert deepest(parse(page).blocks) == 41


def deepest(blocks: tuple[Block, ...]) -> int:
    """Return how many blocks stand within one another."""
    return max((1 + deepest(block.children) for block in blocks), default=0)
