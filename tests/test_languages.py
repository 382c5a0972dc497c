"""Proves the switch between the languages on every page of this guide, in the system's Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from browser import served
from built import LANGUAGES, Site
from pasteproof.languages import tag

SIZE = {"width": 1280, "height": 800}
OFFER = ".offer:not([hidden])"
OTHER = {"en": "zh", "zh": "en"}
TEXT = {"en": "Read this page in English", "zh": "阅读本页的中文版"}
LEAVE = """() => [...document.querySelectorAll("article :is(h1,h2,h3,h4,h5,h6)[id]")].map(each => {
  location.hash = each.id
  const link = document.querySelector(".editions a")
  link.dispatchEvent(new Event("pointerdown", { bubbles: true }))
  const { top, height } = each.getBoundingClientRect()
  return [each.id, link.href, top, height]
})"""
READ = """() => [...document.querySelectorAll("article [id]:is(h1,h2,h3,h4)")]
  .findLast(each => each.getBoundingClientRect().top < 80).id"""
ARRIVE = """ids => ids.map(id => {
  location.hash = id
  const { top, height } = document.getElementById(id).getBoundingClientRect()
  const left = document.documentElement.scrollHeight - innerHeight - scrollY
  return [top, height, left < 2 && top < innerHeight]
})"""


class Visit(NamedTuple):
    """What opening a page asked for in vain, or from elsewhere, and what the console said."""

    failed: list[str]
    foreign: list[str]
    said: list[str]


@contextmanager
def opened(browser: Browser, address: str, languages: str = "", **options: Any) -> Iterator[Page]:
    """Open an address in a window of its own, whose reader has been asked already, or reads both.

    `languages` is what the browser says that its reader reads.
    """
    window = browser.new_context(viewport=SIZE, locale=languages or "en-US", **options)
    if not languages:
        window.add_init_script("localStorage.setItem('offered', 'en')")
    page = window.new_page()
    page.goto(address)
    yield page
    window.close()


def visited(browser: Browser, address: str, pages: list[str]) -> dict[str, Visit]:
    """Open pages one after the other, and return what was wrong with each, if anything was."""
    found: dict[str, Visit] = {}
    with opened(browser, "about:blank", "zh-CN") as page:
        visit = Visit([], [], [])
        page.on(
            "response",
            lambda answer: visit.failed.append(answer.url) if answer.status >= 400 else None,
        )
        page.on(
            "request",
            lambda asked: (
                visit.foreign.append(asked.url)
                if not asked.url.startswith((address, "data:"))
                else None
            ),
        )
        page.on(
            "console", lambda told: visit.said.append(told.text) if told.type == "error" else None
        )
        for path in pages:
            visit = Visit([], [], [])
            page.goto(address + path)
            if any(visit):
                found[path] = visit
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_switch_keeps_page_and_section(browser: Browser, site: Site, language: str) -> None:
    """From every heading of every page, the same heading is where it was, in the other language."""
    moved, counted = [], 0
    with opened(browser, site.address) as page:
        for path in site.pages(language):
            other = path.replace(language, OTHER[language], 1)
            page.goto(site.address + path)
            left = page.evaluate(LEAVE)
            page.goto(site.address + other)
            reached = page.evaluate(ARRIVE, [name for name, *_ in left])
            counted += len(left)
            for (name, link, top, height), (found, its, is_last) in zip(left, reached, strict=True):
                is_near = abs(top - found) <= max(height, its)
                if link != f"{site.address}{other}#{name}" or not (is_near or is_last):
                    moved.append((path, name, link, top, found))

    assert moved == []
    assert counted > 100


def test_a_section_that_is_lost_is_seen(browser: Browser, site: Site) -> None:
    """A link without the section leads to the top, where the heading is elsewhere."""
    path = site.longest("en")
    with opened(browser, site.address + path) as page:
        left = page.evaluate(LEAVE)
        page.goto(site.address + path.replace("en", "zh", 1))
        tops = page.evaluate(
            "ids => ids.map(id => document.getElementById(id).getBoundingClientRect().top)",
            [name for name, *_ in left],
        )

    assert max(abs(each[2] - top) for each, top in zip(left, tops, strict=True)) > 1000


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_click_in_the_middle_of_a_section_leads_to_it(
    browser: Browser, site: Site, language: str
) -> None:
    """Without a hash, the heading above what is read counts; the back button leads back there."""
    path = site.longest(language)
    with opened(browser, site.address + path) as page:
        headings = page.locator("article h2[id]")
        for number in range(1, headings.count() - 2):
            name = headings.nth(number).get_attribute("id") or ""
            page.evaluate("id => scrollTo(0, document.getElementById(id).offsetTop)", name)
            page.evaluate("scrollBy(0, 30)")
            before = page.evaluate("scrollY")
            said = page.evaluate(READ)
            page.locator(".editions a").click()
            page.wait_for_url(f"**/{OTHER[language]}/*#{said}")
            page.go_back()
            page.wait_for_url(f"**/{path}")
            page.wait_for_function("before => Math.abs(scrollY - before) < 5", arg=before)


def test_at_the_top_the_switch_leads_to_the_top(browser: Browser, site: Site) -> None:
    """Where nothing has been read yet, the link has no hash."""
    with opened(browser, f"{site.address}en/install.html") as page:
        page.locator(".editions a").click()
        page.wait_for_url("**/zh/install.html")

        assert page.evaluate("scrollY") == 0
        assert page.evaluate("document.documentElement.lang") == "zh-Hans"


def test_the_keyboard_takes_the_section_along(browser: Browser, site: Site) -> None:
    """Reached with Tab and opened with Enter, the link leads to the section, too."""
    with opened(browser, f"{site.address}en/trouble.html") as page:
        name = page.locator("article h2[id]").nth(2).get_attribute("id")
        page.locator(".head__name").focus()
        page.evaluate("id => location.hash = id", name)
        page.locator(".editions a").focus()
        page.keyboard.press("Enter")

        page.wait_for_url(f"**/zh/trouble.html#{name}")


def test_without_scripts_the_switch_keeps_the_page(browser: Browser, site: Site) -> None:
    """With JavaScript off, the link leads to the same page of the other language."""
    address = f"{site.address}zh/install.html"
    with opened(browser, address, java_script_enabled=False) as page:
        assert page.locator(".actions button").is_hidden()
        page.locator(".editions a").click()

        page.wait_for_url("**/en/install.html")


def test_the_switch_says_which_language_it_leads_to(browser: Browser, site: Site) -> None:
    """The link is in its own language, for those who listen to it, and it is a tag of BCP 47."""
    with opened(browser, f"{site.address}en/") as page:
        link = page.locator(".editions a")

        assert [link.get_attribute(name) for name in ("lang", "hreflang")] == ["zh-Hans"] * 2
        assert link.inner_text() == "中文"


def test_a_missing_page_leads_to_the_other_language(browser: Browser, site: Site) -> None:
    """404.html speaks the language of its address, and its switch leads to the first page."""
    with opened(browser, f"{site.address}zh/404.html") as page:
        assert page.locator("h1").inner_text() == "没有这个页面"
        assert page.title() == "没有这个页面 - 在 Claude Code 中使用 GLM-4.5"
        page.locator(".editions a").click()

        page.wait_for_url("**/en/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_browsers_language_is_offered_once(browser: Browser, site: Site, language: str) -> None:
    """A reader of the other language is told of it once, in it, and nothing else moves."""
    reads = {"en": "zh-CN", "zh": "en-GB"}[language]
    address = f"{site.address}{language}/install.html"
    with opened(browser, address) as page:
        place = page.locator("h1").bounding_box()
    with opened(browser, address, reads) as page:
        line = page.locator(OFFER)
        assert line.locator("a").inner_text() == TEXT[OTHER[language]]
        assert line.get_attribute("lang") == tag(OTHER[language])
        assert page.locator("h1").bounding_box() == place
        assert page.url == address

        page.reload()
        assert line.count() == 0


def test_an_offer_is_taken_or_dismissed(browser: Browser, site: Site) -> None:
    """The link of the offer takes the section along; the button takes the offer away."""
    address = f"{site.address}en/trouble.html"
    with opened(browser, address, "zh-CN") as page:
        name = page.locator("article h2[id]").nth(2).get_attribute("id")
        page.evaluate("id => location.hash = id", name)
        page.locator(f"{OFFER} a").click()
        page.wait_for_url(f"**/zh/trouble.html#{name}")
    with opened(browser, address, "zh-CN") as page:
        page.locator(f"{OFFER} button").click()
        assert page.locator(OFFER).count() == 0


@pytest.mark.parametrize("reads", ["en-US", "fr-FR"])
def test_nothing_is_offered_to_others(browser: Browser, site: Site, reads: str) -> None:
    """A reader of this language, and one of a language that there is not, is told nothing."""
    with opened(browser, f"{site.address}en/install.html", reads) as page:
        assert page.locator(OFFER).count() == 0


def test_what_cannot_be_remembered_is_not_offered(browser: Browser, site: Site) -> None:
    """Where the browser stores nothing, no page has an offer, and the switch works."""
    broken = "Object.defineProperty(window, 'localStorage', { get() { throw new Error() } })"
    window = browser.new_context(locale="zh-CN")
    window.add_init_script(broken)
    page = window.new_page()
    page.goto(f"{site.address}en/install.html#prefix")
    assert page.locator(OFFER).count() == 0
    page.locator(".editions a").click()
    page.wait_for_url("**/zh/install.html#prefix")
    window.close()


def test_no_page_asks_in_vain_or_elsewhere(browser: Browser, site: Site) -> None:
    """Every page of the site, and those above the languages, load without a fault."""
    pages = [
        path for language in LANGUAGES for path in (*site.pages(language), f"{language}/404.html")
    ]

    assert visited(browser, site.address, ["", "404.html", *pages]) == {}


def test_a_request_in_vain_is_seen(browser: Browser, tmp_path: Path) -> None:
    """A picture that is not there, and one of another host, are told."""
    page = '<link rel="icon" href="data:,"><img src="no.png"><img src="http://127.0.0.2:1/x.png">'
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    with served(tmp_path) as address:
        found = visited(browser, address, [""])[""]

    assert (found.failed, found.foreign) == ([f"{address}no.png"], ["http://127.0.0.2:1/x.png"])


def test_the_policy_stops_what_is_injected(browser: Browser, site: Site, tmp_path: Path) -> None:
    """A script within the page, and a style, are not run; without the policy, they are."""
    html = site.html("en/install.html")
    injected = html.replace(
        "<h1", '<script>document.title = "injected"</script><h1 style="color: red"'
    )
    free = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", injected)
    seen = []
    for name, text in (("policy.html", injected), ("free.html", free)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        with served(tmp_path) as address, opened(browser, address + name) as page:
            colour = page.locator("h1").evaluate("each => each.style.color")
            seen.append((page.title() == "injected", colour))

    assert injected != free
    assert seen == [(False, ""), (True, "red")]


def test_pages_work_from_a_folder_on_disk(browser: Browser, site: Site) -> None:
    """Opened as a file, a page has its styles and scripts, and the switch keeps the section."""
    with opened(browser, (site.folder / "en" / "install.html").as_uri()) as page:
        page.evaluate("location.hash = 'prefix'")
        position = page.locator(".head").evaluate("each => getComputedStyle(each).position")
        page.locator(".editions a").click()
        page.wait_for_url("file://**/zh/install.html#prefix")

    assert position == "sticky"


def test_a_page_is_copied_as_markdown(browser: Browser, site: Site) -> None:
    """The button puts the page's Markdown into the clipboard, byte for byte, and says so."""
    permitted = ["clipboard-read", "clipboard-write"]
    with opened(browser, f"{site.address}zh/setup.html", permissions=permitted) as page:
        button = page.locator(".actions button")
        before = button.inner_text()
        button.click()
        page.wait_for_function("document.querySelector('.actions button').textContent === '已复制'")
        copied = page.evaluate("navigator.clipboard.readText()")

    assert before == "复制本页为 Markdown"
    assert copied == (site.folder / "zh" / "setup.md").read_text(encoding="utf-8")
