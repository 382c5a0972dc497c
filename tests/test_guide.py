"""Holds this repository's own guide to its source, its two languages and its way of writing."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from pasteproof.check import check
from pasteproof.page import expand
from pasteproof.published import catalogue, recorded
from pasteproof.recorded import show
from pasteproof.telling import to_mend, told

HERE = Path(__file__).parent
ROOT = HERE.parent
LANGUAGES = ("en", "zh")
PAGES = sorted(path.name for path in (ROOT / "docs" / "en").glob("*.md"))
SNIPPETS = sorted((ROOT / "snippets").glob("[!_]*/*.sh"))
FACTS = tomllib.loads((HERE / "facts.toml").read_text(encoding="utf-8"))["fact"]
MOST_LINES = 10


def test_the_guide_has_nothing_to_mend() -> None:
    """Whatever `pasteproof check` looks at in this guide is as it should be."""
    assert told(to_mend(check(ROOT)), "text") == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["says"])
def test_no_fact_of_the_source_is_lost(fact: dict[str, str], language: str) -> None:
    """Each fact of facts.toml stands on its page in both languages, as the page is published."""
    assert is_said(fact, language, published(language, fact["page"])), fact["says"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["says"])
def test_a_lost_fact_is_seen(fact: dict[str, str], language: str) -> None:
    """Without what says a fact, the page says it no more, not even by the rest of its words."""
    page = published(language, fact["page"])

    poorer = re.sub(fact[language], "", page)

    assert poorer != page
    assert not is_said(fact, language, poorer)
    assert not is_said(fact, language, "")


def is_said(fact: dict[str, str], language: str, page: str) -> bool:
    """Return whether a page says a fact."""
    return bool(re.search(fact[language], page))


@cache
def published(language: str, name: str) -> str:
    """Return a page as it is published, with snippets and screens in it, in plain words."""
    text = expand(source(language, name), catalogue(ROOT), language).text
    return re.sub(r"[*“”]", "", show(text, recorded(ROOT), language)[0])


@pytest.mark.parametrize("name", PAGES)
def test_headings_have_the_same_ids_in_both_languages(name: str) -> None:
    """The headings of a page and of its translation agree in number, order, level and id."""
    english, chinese = (headings(source(language, name)) for language in LANGUAGES)

    assert [None for _, name in english if name is None] == []
    assert chinese == english


def test_headings_are_found_with_their_levels_and_ids() -> None:
    """A heading without an id has none, one in a block is no heading, and levels count."""
    page = "---\n# a comment\n---\n# A { #a }\n\n```text\n# B\n```\n\n## C {#c}\n\n### D\n"

    assert headings(page) == [(1, "a"), (2, "c"), (3, None)]


def headings(page: str) -> list[tuple[int, str | None]]:
    """Return the level and the explicit id of each heading of a page."""
    found = re.findall(r"^(#{1,6}) .*?(?:\{ ?#([\w-]+) ?\})?$", prose(page), re.MULTILINE)
    return [(len(marks), name or None) for marks, name in found]


@pytest.mark.parametrize("path", SNIPPETS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_snippet_is_what_a_person_would_paste(path: Path) -> None:
    """A snippet has at most ten lines and no comment."""
    assert list(burdens(path.read_text(encoding="utf-8"))) == []


def test_a_snippet_that_is_more_than_that_is_seen() -> None:
    """Eleven lines are too many, and a comment is one wherever its line begins."""
    assert list(burdens("ls\n" * 10)) == []
    assert list(burdens("ls\n" * 11)) == ["11 lines"]
    assert list(burdens("# a\nls # b\n  # c\necho '#'\n")) == ["# a", "  # c"]


def burdens(snippet: str) -> Iterator[str]:
    """Yield what makes a snippet too much to paste."""
    lines = snippet.splitlines()
    if len(lines) > MOST_LINES:
        yield f"{len(lines)} lines"
    yield from (line for line in lines if line.lstrip().startswith("#"))


@pytest.mark.parametrize("name", PAGES)
def test_a_chinese_paragraph_is_one_line(name: str) -> None:
    """No paragraph of a Chinese page goes on in the next line: the line end would be a blank."""
    assert list(broken_lines(source("zh", name))) == []


def test_a_broken_paragraph_is_seen() -> None:
    """A line that goes on is seen in plain text, in a list and in a note, and a table is not."""
    whole = (
        "# 一\n二\n\n- 三\n- 四\n\n| 五 |\n|---|\n\n!!! note\n\n    六\n\n```text\n七\n八\n```\n"
    )
    broken = "一\n二\n\n- 三\n  四\n\n!!! note\n\n    五\n    六\n"

    assert list(broken_lines(whole)) == []
    assert list(broken_lines(broken)) == ["一", "- 三", "    五"]


def broken_lines(page: str) -> Iterator[str]:
    """Yield the lines of a page whose paragraph goes on in the next line."""
    lines = prose(page).splitlines()
    for line, following in pairwise(lines):
        is_text = line.strip() and not line.lstrip().startswith(("#", "|", "!!!", "???", "==="))
        if is_text and re.match(r"\s*(?![-*+] |\d+\. |[#|>]|!!!|\?\?\?|===|<|\{)\S", following):
            yield line


@pytest.mark.parametrize("name", PAGES)
def test_an_english_sentence_is_one_line(name: str) -> None:
    """Each sentence of an English page has a line of its own, so that changes stay small."""
    assert list(crowded_lines(source("en", name))) == []


def test_two_sentences_on_a_line_are_seen() -> None:
    """A sentence that begins behind another one is seen; abbreviations and cells are not meant."""
    assert list(crowded_lines("One. Two\n\nIs it? It is.\n")) == ["One. Two", "Is it? It is."]
    assert list(crowded_lines("One, e.g. two.\nThree.\n\n| A. B | C |\n")) == []


def crowded_lines(page: str) -> Iterator[str]:
    """Yield the lines of a page that hold more than a sentence."""
    for line in prose(page).splitlines():
        is_text = line.strip() and not line.lstrip().startswith(("#", "|", "*"))
        if is_text and re.search(r"[a-z`)][.?!] [A-Z]", line):
            yield line


def prose(page: str) -> str:
    """Return a page without its front matter and its blocks."""
    page = re.sub(r"\A---\n.*?\n---\n", "", page, flags=re.DOTALL)
    return re.sub(r"^( *)(```+|~~~+).*?^\1\2 *$", "", page, flags=re.DOTALL | re.MULTILINE)


def source(language: str, name: str) -> str:
    """Return a page as it is written."""
    return (ROOT / "docs" / language / name).read_text(encoding="utf-8")


def test_each_fact_is_stated_once() -> None:
    """The list of facts has no two entries for the same thing, and each is whole."""
    said: list[Any] = [fact["says"] for fact in FACTS]

    assert len(said) == len(set(said))
    assert all(fact.keys() == {"says", "page", *LANGUAGES} for fact in FACTS)
