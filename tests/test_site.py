"""Proves of every page what axe-core says, what it weighs, and that it needs no scripts."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from browser import faults, overflow, served
from built import LANGUAGES, ROOT, Site
from links import dead
from pasteproof.page import references
from pasteproof.published import catalogue
from visits import visit

PAGES = [
    f"{language}/{path.stem}.html"
    for language in LANGUAGES
    for path in sorted((ROOT / "docs" / language).glob("*.md"))
]
EVERY_PAGE = pytest.mark.parametrize("page", PAGES)
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])


def test_every_page_is_among_those(published: Site) -> None:
    """What is tested here page by page is all that the site has."""
    assert sorted(page for each in LANGUAGES for page in published.pages(each)) == sorted(PAGES)


@EVERY_PAGE
def test_axe_finds_nothing(published: Site, browser: Browser, page: str) -> None:
    """A page has no violation of any rule, wide or narrow, light or dark, and is not too wide."""
    found = {}
    with visit(browser, published.address + page) as made:
        for width, view in (("wide", WIDE), ("narrow", NARROW)):
            made.page.set_viewport_size(view)
            for scheme in ("light", "dark"):
                made.page.emulate_media(color_scheme=scheme)
                found[f"{width}, {scheme}"] = faults(made.page)
            found[width] = [f"{overflow(made.page)} px"] if overflow(made.page) else []

    assert {name: each for name, each in found.items() if each} == {}


def test_axe_finds_what_is_wrong(browser: Browser) -> None:
    """A page without landmarks, of small targets and faint letters is reported, rule by rule."""
    page = browser.new_page()
    page.set_content(
        '<html lang="en"><title>Poor</title><h1>Poor</h1><p style="color: #ccc">faint</p>'
        '<button style="height: 9px; width: 9px" aria-label="a"></button>'
        '<button style="height: 9px; width: 9px" aria-label="b"></button>'
    )

    assert {each.split(":")[0] for each in faults(page)} == {
        "color-contrast", "landmark-one-main", "region", "target-size",
    }  # fmt: skip
    page.close()


@EVERY_PAGE
def test_a_page_is_light(published: Site, browser: Browser, page: str) -> None:
    """It takes 12 requests and 60 kB at most, asks no other host, and nothing goes wrong."""
    with visit(browser, published.address + page) as made:
        assert made.too_much(published.address) == []
        assert len(made.requests) > 1


def test_what_is_too_heavy_is_seen(browser: Browser, tmp_path: Path) -> None:
    """Too many requests, too many bytes, another host, a missing file and an error are told."""
    scripts = "".join(f'<script src="{number}.js"></script>' for number in range(11))
    (tmp_path / "index.html").write_text(
        f'<title>x</title>{scripts}<img src="gone.png"><link rel="icon" href="data:,">'
        '<img src="http://localhost:9/x.png"><script>nothing()</script>'
    )
    for number in range(11):
        (tmp_path / f"{number}.js").write_text(f"// {'x' * 6_000}")

    with served(tmp_path) as address, visit(browser, address) as made:
        found = made.too_much(address)

    kinds = (r"404: .*gone\.png", "failed: http://localhost:9/x.png", "error: nothing is not .*",
             "error: Failed to load .*", "asked another host: http://localhost:9/x.png",
             "14 requests", r"6\d{4} bytes")  # fmt: skip
    assert [kind for kind in kinds if not any(re.fullmatch(kind, each) for each in found)] == []


@pytest.mark.parametrize("view", [WIDE, NARROW], ids=["wide", "narrow"])
@EVERY_PAGE
def test_a_page_is_read_without_scripts(
    published: Site, browser: Browser, page: str, view: dict[str, int]
) -> None:
    """Text, snippets with their marks, the contents and the other language need no JavaScript."""
    url = published.address + page
    with visit(browser, url, java_script_enabled=False, viewport=view) as made:
        assert made.wrong == []
        assert made.page.locator("h1").is_visible()
        assert made.page.locator(".editions a").first.is_visible()
        codes = made.page.locator("figure.snippet pre code")
        assert codes.all_text_contents() == snippets(page)
        assert [code for code in codes.all() if not code.is_visible()] == []
        marks = made.page.locator("figure.snippet .pasteproof-mark")
        assert marks.count() == codes.count()
        assert [mark for mark in marks.all() if not mark.is_visible()] == []
        if not made.page.locator("#contents").is_visible():
            made.page.locator("[popovertarget=contents]").first.click()
        links = made.page.locator("#contents a[href*='.html']")
        assert links.count() >= len(PAGES) // 2
        links.last.click()
        made.page.wait_for_url(f"{published.address}{page.split('/', maxsplit=1)[0]}/*.html")


def test_every_link_leads_somewhere(published: Site) -> None:
    """Each link of each page leads to a file of the site, not to a folder, and to a place in it."""
    assert dead(published.folder) == []


def test_a_dead_link_is_seen(tmp_path: Path) -> None:
    """Links to a missing page, a missing place, a folder and out of the site are reported."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "a.html").write_text(
        '<p id="here"><a href="#here"></a><a href="#gone"></a><a href="../en/"></a>'
        '<a href="gone.html"></a><a href="../../x.html"></a><a href="a.html?x#here"></a>'
        '<a href="https://acme.example/x"></a><a href="/en/a.html"></a><a href="/gone.html"></a>'
        '<button popovertarget="gone"></button><link rel="canonical" href="x">'
    )

    assert dead(tmp_path) == [
        f"en/a.html: {link}"
        for link in ("#gone", "../en/", "gone.html", "../../x.html", "/gone.html")
    ]


@SCRIPTS
def test_pages_are_read_from_a_folder_on_disk(
    published: Site, browser: Browser, tmp_path: Path, scripts: bool
) -> None:
    """Opened as files, pages have their style and lead to one another, and nothing goes wrong."""
    folder = shutil.copytree(published.folder, tmp_path / "a folder")
    for page in (f"{language}/index.html" for language in LANGUAGES):
        url = (folder / page).as_uri()
        with visit(browser, url, java_script_enabled=scripts, viewport=WIDE) as made:
            for link in (".contents a", "article a[href*='.html']", ".editions a"):
                made.page.locator(link).last.click()
                made.page.wait_for_load_state()
                assert is_styled(made.page)
            assert made.page.url.startswith(folder.as_uri())
            assert made.wrong == []


def test_a_page_without_its_style_is_seen(browser: Browser, tmp_path: Path) -> None:
    """A page on disk whose style sheet is elsewhere shows that it has none."""
    path = tmp_path / "index.html"
    path.write_text('<link rel="stylesheet" href="/x.css"><header class="head"></header>')

    with visit(browser, path.as_uri()) as made:
        assert not is_styled(made.page)
        assert made.wrong != []


def is_styled(page: Page) -> bool:
    """Return whether our style sheet holds for a page."""
    return bool(page.locator(".head").evaluate("each => getComputedStyle(each).display") == "flex")


def snippets(page: str) -> list[str]:
    """Return the texts of the snippets that a page has, as their files have them."""
    text = (ROOT / "docs" / page).with_suffix(".md").read_text(encoding="utf-8")
    look_up = catalogue(ROOT)
    return [look_up(name).text for _, name in references(text)]
