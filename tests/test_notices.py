"""Proves the notices of a translated page: what each says, and that nothing else changes."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import markdown
import pytest

from pasteproof.editions import where_to_begin
from pasteproof.excerpts import excerpt
from pasteproof.freshness import Standing, accepted, compare
from pasteproof.markdown import parse
from pasteproof.notices import filled, marked, notices, untranslated_page
from pasteproof.placing import Spot, at_the_top, below, put
from rendered import EXTENSIONS, SETTINGS

ROOT = Path(__file__).parent.parent
CONSTRUCTS = Path(__file__).parent / "notices" / "constructs.md"
PAGES = [CONSTRUCTS, *sorted(ROOT.glob("docs/*/*.md"))]
MARK = "\ue000mark\ue001"


def test_a_notice_below_any_block_changes_nothing_else() -> None:
    """Below each block of a page with all constructs, a notice leaves the rest as it was shown."""
    text = body(CONSTRUCTS)
    wanted = shown(text)

    changed = [spot for spot in spots(text) if without_mark(put(text, [(spot, MARK)])) != wanted]

    assert changed == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_notices_everywhere_change_nothing_else(path: Path) -> None:
    """A page with a notice wherever one can stand is otherwise shown as it was."""
    text = body(path)

    full = put(text, [(spot, MARK) for spot in spots(text)])

    assert shown(full).count(MARK) == len(spots(text))
    assert without_mark(full) == shown(text)


@pytest.mark.parametrize(
    "spot",
    [
        Spot(line=1),  # between single lines of a list
        Spot(line=2, lead="    "),  # in an item that is a single line
        Spot(line=6),  # between two rows of a table
        Spot(line=11),  # between the tabs of one set
    ],
)
def test_a_notice_in_the_wrong_place_is_seen(spot: Spot) -> None:
    """A paragraph that parts what belongs together changes what is shown, and the test sees it."""
    text = '- a\n- b\n\n|a|b|\n|-|-|\n|c|d|\n|e|f|\n\n=== "A"\n    a\n\n=== "B"\n    b\n'

    assert without_mark(put(text, [(spot, MARK)])) != shown(text)


PIECES = """\
Text with **bold** and [a link][r],
over two lines.[^1]

## A section { #section }

1.  First:

    ```text
    code
    ```

- [ ] a task
- another

> quoted
> twice

!!! note "For *you*"

    In a box.

| a | b |
|---|---|
| c | d |
| e | f |

Term
:   What it means

    indented = True

[^1]: A note on HTML.

[r]: https://acme.example/

*[HTML]: Hyper Text
"""


@pytest.mark.parametrize(
    ("construct", "count", "wanted"),
    [
        ("paragraph", 1, "Text with **bold** and [a link][r],\nover two lines."),
        ("heading", 1, "## A section { #section }"),
        ("item paragraph", 1, "First:"),
        ("item paragraph", 3, "- First:\n- a task\n- another"),
        ("fence", 1, "```text\ncode\n```"),
        ("quoted paragraph", 1, "quoted\ntwice"),
        ("admonition title", 1, "**For *you***"),
        ("admonition paragraph", 1, "In a box."),
        ("table row", 1, "| a | b |\n|---|---|"),
        ("table row", 3, "| a | b |\n|---|---|\n| c | d |\n| e | f |"),
        ("term", 1, "Term"),
        ("definition", 1, "What it means"),
        ("footnote", 1, "A note on HTML."),
        ("abbreviation", 1, "HTML: Hyper Text"),
    ],
)
def test_a_block_is_taken_out_of_its_page(construct: str, count: int, wanted: str) -> None:
    """An excerpt is the block without what it stands in, and with what its links stand for."""
    page = parse(PIECES)
    leaves = [leaf for leaf in page.leaves() if leaf.construct == construct][:count]

    found = excerpt(PIECES, page, leaves)

    assert found == f"{wanted}\n\n[r]: https://acme.example/\n\n*[HTML]: Hyper Text"


ENGLISH = """\
# Acme { #acme }

It is small.

- One.
- Two.

## End { #end }

Bye.
"""
CHINESE = """\
# Acme { #acme }

它很小。

- 一。
- 二。

## 结束 { #end }

再见。
"""


def test_a_translation_that_is_up_to_date_has_no_notices() -> None:
    """Without a change of the source, and with changes of its form alone, nothing is said."""
    reflowed = ENGLISH.replace("It is small.", "It is\n*small*.")

    assert told(ENGLISH) == []
    assert told(reflowed) == []


def test_what_nobody_accepted_has_no_notice() -> None:
    """Where nothing is known of what a page was translated from, nothing is said of it."""
    standings = compare(parse(ENGLISH), parse(CHINESE), ()).standings

    assert {each.state for each in standings} == {"outdated"}
    assert notices(ENGLISH, CHINESE, standings) == ()


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("It is small.", "It is tiny.", ["changed, below 3: It is tiny."]),
        ("- One.\n- Two.", "- 1.\n- 2.", ["changed, below 6: - 1.\n- 2."]),
        ("## End", "## The end", ["changed, below 8: ## The end { #end }"]),
        ("It is small.", "It is small.\n\nAnd free.", ["new, below 3: And free."]),
        ("- Two.", "- Two.\n- Three.", ["new, below 6: Three."]),
        ("# Acme { #acme }", "Before.\n\n# Acme { #acme }", ["new, below 0: Before."]),
        (
            "## End",
            "## More { #more }\n\n- This.\n- That.\n\n## Most { #most }\n\nAll.\n\n## End",
            [
                "new, below 6, #more: ## More { #more }\n\n- This.\n- That.",
                "new, below 6, #most: ## Most { #most }\n\nAll.",
            ],
        ),
        (
            "- Two.\n",
            "- 2.\n\nAdded.\n",
            ["changed, below 6: 2.", "new, below 6: Added."],
        ),
    ],
)
def test_a_change_is_told_where_its_translation_is(old: str, new: str, wanted: list[str]) -> None:
    """Each changed or added block is told at its place; what is at one place is told once."""
    assert told(ENGLISH.replace(old, new)) == wanted


def test_a_notice_is_a_disclosure_with_the_english() -> None:
    """It opens without a script; headings and ids of the page stay its own."""
    changed = ENGLISH.replace("## End", "## More { #more }\n\nSee *this*.\n\n## End")
    given = notices(changed, CHINESE, standings_of(changed))

    html = filled(markdown.markdown(marked(CHINESE, given, 0)), given, "zh", render)

    assert re.findall(r"<details.*</details>", html, re.DOTALL) == [
        '<details class="pasteproof-outdated pasteproof-new" id="more" data-search-exclude>\n'
        "<summary>英文版此处有新增内容</summary>\n"
        '<div lang="en">\n<p><strong>More</strong></p>\n<p>See <em>this</em>.</p>\n'
        "</div>\n</details>"
    ]


def test_a_language_without_words_of_its_own_has_the_english_ones() -> None:
    """The words of a notice in another language say that they are English."""
    assert untranslated_page("<p>Hi</p>", "fr", "en", "") == (
        '<p class="pasteproof-untranslated" lang="en" data-search-exclude>'
        "This page is not translated yet. You are reading the English original.</p>\n"
        '<div lang="en">\n<p>Hi</p>\n</div>'
    )


@pytest.mark.parametrize(
    ("edit", "begin"),
    [
        (
            "https://github.com/acme/guide/edit/main/docs/zh/more/page.md",
            "https://github.com/acme/guide/new/main/docs/zh/more?filename=page.md",
        ),
        (
            "https://gitlab.com/acme/guide/-/edit/main/docs/zh/page.md",
            "https://gitlab.com/acme/guide/-/new/main/docs/zh?file_name=page.md",
        ),
        ("https://bitbucket.org/acme/guide/src/main/docs/zh/page.md", ""),
        (None, ""),
    ],
)
def test_a_missing_page_can_be_begun_where_others_are_edited(edit: str | None, begin: str) -> None:
    """The address that edits a page leads to the one that makes it, on the forges that have one."""
    assert where_to_begin(edit) == begin


def told(source: str) -> list[str]:
    """Return the notices of the Chinese page, once the English one says something else."""
    return [
        f"{'new' if each.is_new else 'changed'}, below {each.spot.line}"
        f"{each.id and f', #{each.id}'}: {each.english}"
        for each in notices(source, CHINESE, standings_of(source))
    ]


def standings_of(source: str) -> tuple[Standing, ...]:
    """Return how the Chinese page, made from the English one, stands to another English one."""
    before = compare(parse(ENGLISH), parse(CHINESE), ())
    return compare(parse(source), parse(CHINESE), accepted(before, (), None)).standings


def spots(text: str) -> list[Spot]:
    """Return where the notices of a page can stand, whatever changes in its source."""
    page = parse(text)
    leaves = tuple(page.leaves())
    found = {below(text, page, leaf) for leaf in leaves} | {at_the_top(page)}
    found |= {
        below(text, page, former, depth)
        for former, leaf in pairwise(leaves)
        for depth in range(min(len(former.within), len(leaf.within)) + 1)
    }
    return sorted(found)


def body(path: Path) -> str:
    """Return a page without its front matter, as the renderer is given it."""
    return re.sub(r"\A---\n.*?\n---\n", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def shown(text: str) -> str:
    """Return the HTML of a page; spaces between its elements show nothing."""
    return re.sub(r"\s+", " ", re.sub(r"\s*(<[^>]*>)\s*", r"\1", render(text))).strip()


def without_mark(text: str) -> str:
    """Return the HTML of a page with marks as paragraphs of their own, without them."""
    return shown(text).replace(f"<p>{MARK}</p>", "")


def render(text: str) -> str:
    """Return what the site's renderer makes of a page."""
    return markdown.markdown(text, extensions=EXTENSIONS, extension_configs=SETTINGS)
