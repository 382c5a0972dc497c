"""Proves what this guide's built site tells programs: its languages, its map, its plain twins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

from built import LANGUAGES, ROOT, Site
from pasteproof import heads
from pasteproof.build import build
from pasteproof.heads import Head
from pasteproof.languages import tag
from pasteproof.policy import POLICY, classed
from pasteproof.published import snippets_of
from pasteproof.twins import twin

ADDRESS = "https://pasteproof.example/"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
# Quotes and all else outside of tags can't open one: both are escaped there.
INLINE = re.compile(
    r"<style\b|<script(?![^<>]* src=)[^<>]*>|<[a-z][^<>]*? (?:style|on[a-z]+)=|javascript:", re.I
)
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def pages(site: Site) -> dict[str, Head]:
    """Return what every page of the site says of itself, by its path."""
    found = {path: site.folder / path for each in LANGUAGES for path in site.pages(each)}
    found |= {"index.html": site.folder / "index.html"}
    return {path: heads.read(place) for path, place in found.items()}


def test_every_page_names_all_its_languages(pages: dict[str, Head]) -> None:
    """Each names itself and its editions with absolute addresses, and they name it in turn."""
    assert one_sided(pages.values()) == []
    for path, head in pages.items():
        named = [(each.language, each.address) for each in head.alternates]
        inside = path.partition("/")[2].replace("index.html", "")
        default = ADDRESS if not inside else f"{ADDRESS}en/{inside}"
        assert named == [
            ("en", f"{ADDRESS}en/{inside}"),
            ("zh-Hans", f"{ADDRESS}zh/{inside}"),
            ("x-default", default),
        ]


def test_a_page_that_is_not_named_in_turn_is_seen(pages: dict[str, Head]) -> None:
    """Without the Chinese page, the English one names what does not name it."""
    fewer = [head for path, head in pages.items() if path != "zh/install.html"]

    assert one_sided(fewer) == [f"{ADDRESS}en/install.html -> {ADDRESS}zh/install.html"]


def one_sided(found: Iterable[Head]) -> list[str]:
    """Return the links between editions that do not lead back."""
    by_address = {head.address: head for head in found}
    return [
        f"{head.address} -> {each.address}"
        for head in by_address.values()
        for each in head.alternates
        if each.language != "x-default"
        and head.address != ADDRESS
        and head.address
        not in {back.address for back in getattr(by_address.get(each.address), "alternates", ())}
    ]


def test_each_page_has_one_address(pages: dict[str, Head]) -> None:
    """A page's address is where it lies, and for a first page its folder."""
    said = {path: head.address for path, head in pages.items()}

    assert said == {path: ADDRESS + re.sub(r"(^|/)index\.html$", r"\1", path) for path in pages}


def test_the_map_has_every_page_in_every_language(site: Site, pages: dict[str, Head]) -> None:
    """sitemap.xml lists what is listed, each with what the page itself says; robots know it."""
    found = mapped(site.folder / "sitemap.xml")

    assert found == {
        head.address: [(each.language, each.address) for each in head.alternates]
        for head in pages.values()
    }
    assert [path.name for path in site.folder.rglob("sitemap*")] == ["sitemap.xml"]
    assert (site.folder / "robots.txt").read_text(encoding="utf-8") == (
        f"User-agent: *\nAllow: /\n\nSitemap: {ADDRESS}sitemap.xml\n"
    )


def mapped(path: Path) -> dict[str, list[tuple[str | None, str | None]]]:
    """Return the pages of a map with their languages."""
    return {
        str(entry.findtext(f"{MAP}loc")): [
            (each.get("hreflang"), each.get("href")) for each in entry.findall(f"{XHTML}link")
        ]
        for entry in ElementTree.parse(path).getroot()
    }


def test_titles_and_descriptions_are_in_the_language_of_the_page(
    site: Site, pages: dict[str, Head]
) -> None:
    """Each page has both, no two of a language are the same, and Chinese ones are Chinese."""
    for language in LANGUAGES:
        own = [head for path, head in pages.items() if path.startswith(f"{language}/")]
        titles = [re.findall("<title>(.*?)</title>", site.html(path))[0]
                  for path in site.pages(language)]  # fmt: skip
        assert {head.language for head in own} == {tag(language)}
        assert len(set(titles)) == len({head.description for head in own}) == len(own)
        assert all(len(head.description) > 15 for head in own)
        if language == "zh":
            assert all(CHINESE.search(head.description) for head in own)
            assert all(CHINESE.search(title) for title in titles)
        else:
            assert not any(CHINESE.search(f"{head.description}{head.title}") for head in own)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_is_shown_where_a_link_is_shared(site: Site, language: str) -> None:
    """Each page names its language's picture by its address; it is there, and small."""
    card = site.folder / language / "card.png"

    for path in site.pages(language):
        named = re.findall(r'<meta property="og:image" content="([^"]+)">', site.html(path))
        assert named == [f"{ADDRESS}{language}/card.png"]
    assert card.read_bytes()[16:24] == (1200).to_bytes(4, "big") + (630).to_bytes(4, "big")
    assert card.stat().st_size < 60_000


@pytest.mark.parametrize("name", ["404.html", "en/404.html", "zh/404.html"])
def test_a_missing_page_is_shown_anywhere(site: Site, name: str) -> None:
    """What 404.html links to and loads holds at any depth, and no engine lists it."""
    html = site.html(name)
    links = re.findall(r' (?:href|src)="([^"]+)"', html)

    assert [link for link in links if not link.startswith(("/", "#", "https://"))] == []
    assert all((site.folder / link.strip("/").partition("#")[0]).exists()
               for link in links if link.startswith("/"))  # fmt: skip
    assert not heads.read(site.folder / name).is_listed
    assert ("There is no such page" in html, "没有这个页面" in html) == (
        "zh/" not in name, "en/" not in name
    )  # fmt: skip


def test_every_page_has_the_policy(site: Site) -> None:
    """Each page of the site, and those above the languages, say the same before all else."""
    said = {
        path.relative_to(site.folder).as_posix(): policies(path.read_text(encoding="utf-8"))
        for path in site.folder.rglob("*.html")
    }

    assert {path: found for path, found in said.items() if found != [POLICY]} == {}
    assert {"index.html", "404.html", "zh/404.html", "zh/index.html"} <= said.keys()


def test_the_server_says_the_same_policy() -> None:
    """hosting/nginx.conf adds what counts in headers only."""
    text = (ROOT / "hosting" / "nginx.conf").read_text(encoding="utf-8")

    assert re.findall('Content-Security-Policy "([^"]*)"', text) == [
        f"{POLICY}; frame-ancestors 'none'"
    ]


def policies(html: str) -> list[str]:
    """Return the policies that a page names before its first style and script."""
    start = re.split(r"<script|<link|<title", html)[0]
    named = r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">'
    return [unescape(each) for each in re.findall(named, start)]


def test_no_page_holds_what_the_policy_forbids(site: Site) -> None:
    """Nowhere in the site is there a script or a style within a page."""
    found = {
        path.relative_to(site.folder).as_posix(): INLINE.findall(path.read_text(encoding="utf-8"))
        for path in site.folder.rglob("*.html")
    }

    assert {path: each for path, each in found.items() if each} == {}


@pytest.mark.parametrize(
    "html",
    ['<p style="x">', "<style>", "<script>", '<script type="module">', '<a\nid="x" onclick="x">',
     '<a href="javascript:x">'],
)  # fmt: skip
def test_what_the_policy_forbids_is_seen(html: str) -> None:
    """Each of the forms that the policy forbids is found, and none in what is shown as text."""
    assert INLINE.search(html)
    assert not INLINE.search('<script src="x.js" defer></script> style="x" &lt;p style="x"&gt;')


def test_cells_say_in_a_class_where_their_text_stands() -> None:
    """Instead of a style, a cell has a class, beside those that it has."""
    given = (
        '<td>a</td><td style="text-align: right;">b</td><th class="x" style="text-align: left;">c'
    )

    assert classed(given) == '<td>a</td><td class="to-right">b</td><th class="to-left x">c'


def test_assistants_find_every_page(site: Site, pages: dict[str, Head]) -> None:
    """llms.txt has the form of llmstxt.org, and each page with its title and its description."""
    text = (site.folder / "llms.txt").read_text(encoding="utf-8")

    lines = [line for line in text.split("\n") if line]
    entries = re.findall(r"^- \[(.+?)\]\((.+?)\): (.+)$", text, re.MULTILINE)
    assert lines[0] == "# GLM-4.5 in Claude Code"
    assert lines[1].startswith("> Use GLM-4.5 inside Claude Code")
    assert re.findall("^## (.*)", text, re.MULTILINE) == ["English", "中文"]
    assert sorted(entries) == sorted(
        (head.title, ADDRESS + path.replace(".html", ".md"), head.description)
        for path, head in pages.items()
        if path != "index.html"
    )
    assert all((site.folder / link.removeprefix(ADDRESS)).is_file() for _, link, _ in entries)
    assert entries[1][1] == f"{ADDRESS}en/install.md"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_has_a_plain_twin(site: Site, language: str) -> None:
    """Beside each page lies its Markdown: all its snippets whole, and nothing to be filled in."""
    snippets, missing = snippets_of(ROOT), []
    for path in site.pages(language):
        html = site.html(path)
        text = (site.folder / path).with_suffix(".md").read_text(encoding="utf-8")
        flat = flattened(text)
        named = re.findall(r'data-snippet="([^"]+)"', html)
        wanted = {each: flattened(snippets[each].published.text) for each in named}
        missing += [(path, each) for each, wholly in wanted.items() if wholly not in flat]
        assert f'href="{Path(path).stem}.md"' in html
        assert text.split("\n")[1].startswith("title: ")
        assert f'language: "{tag(language)}"\naddress: "{ADDRESS}{language}/' in text
        assert leftovers(text) == []

    assert missing == []


def flattened(text: str) -> str:
    """Return a text without what its lines begin with in lists and quotations."""
    return re.sub(r"(?m)^[ >]+", "", text)


def leftovers(text: str) -> list[str]:
    """Return what only this site's renderer would understand, outside of blocks of code."""
    prose = re.sub(r"(?ms)^[> ]*(`{3,})[^`\n]*$.*?^[> ]*\1$|`[^`\n]*`", "", text)
    lists, boxes, links = r"\{ ?[.#:][^}]*\}", r"^(?:!!!|\?\?\?|===) .*", r"\]\((?!https?:)[^)]*\)"
    return re.findall(f"{lists}|<!--|<div|{boxes}|\ue000|{links}", prose, re.MULTILINE)


def test_what_is_left_over_is_seen(site: Site) -> None:
    """The page as it is written has what its twin has not."""
    written = (ROOT / "docs" / "en" / "index.md").read_text(encoding="utf-8")

    assert {"{ #what-you-get }", "<div"} <= set(leftovers(written))


WRITTEN = """\
Before <!-- a
remark --> after, see [`b`](other.md#x){ .button } and <a href="../c.json">c</a>, not `[d](e.md)`.

!!! warning "Mind"

    Text:

    ``` { .sh data-snippet="x/y" }
    echo "<!-- { .z } -->"

    !!! no
    ```

    Proven.
    { .pasteproof-mark data-search-exclude }

    === "Tab"

        Inside.

## Head { #head }

<div class="two" markdown>
| a { .x } | b |
|---|---|
| 1 | {x: 1} |
</div>

*[CLI]: command line interface
\ue000pasteproof0\ue001
[ref]: ../pictures/a.png
"""
PLAIN = """\
---
title: "A \\"b\\""
---

# A "b"

Before  after, see [`b`](https://acme.example/en/guide/other.md#x) and \
[c](https://acme.example/en/c.json), not `[d](e.md)`.

**Mind**

Text:

```sh
echo "<!-- { .z } -->"

!!! no
```

Proven.

**Tab**

Inside.

## Head

| a | b |
|---|---|
| 1 | {x: 1} |

[ref]: https://acme.example/en/pictures/a.png
"""


def test_a_twin_is_plain_markdown() -> None:
    """Boxes and tabs become titles, lists of attributes vanish, links hold anywhere, code stays."""
    told = twin(WRITTEN, {"title": 'A "b"'}, "https://acme.example/en/guide/page.html")

    assert re.sub(r"\n{3,}", "\n\n", told) == PLAIN


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    """Return a guide of one page in four languages, which all have a name."""
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    settings = re.sub(r"^nav:\n(?:  .*\n)+", "nav:\n  - index.md\n", settings, flags=re.MULTILINE)
    more = "".join(f"        - locale: {each}\n          name: {name}\n"
                   for each, name in (("de", "Deutsch"), ("fr", "Français")))  # fmt: skip
    settings = settings.replace("        - locale: zh\n", f"{more}        - locale: zh\n")
    (tmp_path / "mkdocs.yml").write_text(settings, encoding="utf-8")
    for language in ("en", "de", "fr", "zh"):
        page = tmp_path / "docs" / language / "index.md"
        page.parent.mkdir(parents=True)
        page.write_text("---\ntitle: A\n---\n# A { #a }\n\n| a |\n|--:|\n| 1 |\n", encoding="utf-8")
    return tmp_path


def test_more_than_two_languages_are_a_list_that_opens(guide: Path) -> None:
    """With four languages, the switch lists them all, the one that is read among them."""
    assert build(guide, guide / "site") == ()

    html = (guide / "site" / "de" / "index.html").read_text(encoding="utf-8")
    found = re.search(r'<details class="editions.*?</details>', html, re.DOTALL)
    assert found
    assert re.findall(
        r"<a href=\"([^\"]+)\"[^<>]*?( aria-current=\"true\")?>(.*?)</a>", found[0]
    ) == [
        ("../en/index.html", "", "English"),
        ("../de/index.html", ' aria-current="true"', "Deutsch"),
        ("../fr/index.html", "", "Français"),
        ("../zh/index.html", "", "中文"),
    ]
    assert '<td class="to-right">1</td>' in html
    assert len(mapped(guide / "site" / "sitemap.xml")) == 5
