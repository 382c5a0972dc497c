"""Proves what readers of a translation see of what it lacks, in the system's own Chromium."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from browser import chromium, faults, overflow, served
from pasteproof.acceptance import accept
from pasteproof.build import build, environment_of

ROOT = Path(__file__).parent.parent
REPOSITORY = "repo_url: https://github.com/acme/guide\nedit_uri: edit/main/docs/\n\ntheme:\n"
CHANGES = (
    ("five minutes", "ten minutes and `curl`"),
    ("read at every start", "read at every start, and **only** then"),
    ("page by page | 1.2", "page by page, see the [overview](index.md#overview) | 1.3"),
    ("`pager` is off", "`pager` is on"),
    ("through your repository", "through your *private* repository"),
    ("`~/.zshrc`", "`~/.zprofile`"),
    ("## Undo it", "## Undo it all"),
    (
        "\n## Undo",
        "\n## Keep a copy { #keep-a-copy }\n\nDo it before you change the file:\n\n"
        "```text\ncp ~/.acme/settings ~/.acme/a-name-that-is-longer-than-a-phone-is-wide\n```\n"
        "\n## Undo",
    ),
)
CHANGED, NEW = "英文原文已更新", "英文版此处有新增内容"
NOTICES = [
    ("p", CHANGED, "You need a terminal and ten minutes and"),
    ("p", CHANGED, "It is read at every start, and only then"),
    ("table", CHANGED, "setting what it does from pager shows lo"),
    ("ul", CHANGED, "pager is on by default."),
    ("p", CHANGED, "Share the file through your private repo"),
    ("p", CHANGED, "Write it into ~/.zprofile."),
    ("div", NEW, "Keep a copy Do it before you change the"),
    ("h2", CHANGED, "Undo it all"),
]
EVERYWHERE = pytest.mark.parametrize(
    ("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]
)


class Guide(NamedTuple):
    """A built guide: its site, and its address on this machine."""

    site: Path
    address: str

    def html(self, page: str) -> str:
        """Return a page as it was built."""
        return (self.site / f"{page}.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return the system's browser."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    """Return a guide whose English has changed, and has grown a page, since it was translated."""
    root = written(tmp_path_factory.mktemp("guide"))
    change(root / "mkdocs.yml", "theme:\n", REPOSITORY)
    for old, new in CHANGES:
        change(root / "docs" / "en" / "manual.md", old, new)
    assert build(root, root / "site") == ()
    with served(root / "site") as address:
        yield Guide(root / "site", address)


@pytest.fixture(scope="module")
def former(tmp_path_factory: pytest.TempPathFactory) -> Guide:
    """Return the Chinese site before, without a repository but with a page for contributors."""
    root = written(tmp_path_factory.mktemp("former"))
    for language in ("en", "zh"):
        page = root / "docs" / language / "contributing.md"
        page.write_text("# Contributing { #contributing }\n", encoding="utf-8")
    change(root / "mkdocs.yml", "  - later.md\n", "  - later.md\n  - contributing.md\n")
    said = subprocess.run(
        (sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", "site/zh"),
        cwd=root, env=environment_of("zh"), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    return Guide(root / "site", "")


@EVERYWHERE
def test_an_outdated_block_shows_the_english_when_asked(
    browser: Browser, guide: Guide, width: int, scheme: str
) -> None:
    """The first notice is reached with Tab and opened with Enter, on any screen."""
    with opened(browser, guide, "zh/manual.html", width, scheme) as page:
        notice = page.locator(".pasteproof-outdated").first
        assert notice.locator("summary").inner_text() == CHANGED
        assert not notice.get_by_text("ten minutes").is_visible()

        presses = tab_to(page, ".pasteproof-outdated > summary")
        page.keyboard.press("Enter")

        assert presses < 40
        assert notice.get_by_text("ten minutes").is_visible()
        assert notice.locator("div").get_attribute("lang") == "en"


@EVERYWHERE
def test_notices_fit_the_page(browser: Browser, guide: Guide, width: int, scheme: str) -> None:
    """Open or not, they make no page wider than its window, and axe-core finds nothing wrong."""
    with opened(browser, guide, "zh/manual.html", width, scheme) as page:
        closed = overflow(page)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")

        assert (closed, overflow(page)) == (0, 0)
        assert faults(page, ".pasteproof-outdated") == []


def test_each_notice_stands_below_its_block(browser: Browser, guide: Guide) -> None:
    """A notice follows its paragraph or heading, or the whole table, list or set of tabs."""
    with opened(browser, guide, "zh/manual.html") as page:
        found = page.locator(".pasteproof-outdated").evaluate_all(
            """each => each.map(notice => [
              notice.previousElementSibling.localName,
              notice.querySelector("summary").textContent,
              notice.querySelector("div").textContent,
            ])"""
        )

    assert [(tag, summary, shortened(english)) for tag, summary, english in found] == NOTICES


def test_notices_change_nothing_else(guide: Guide, former: Guide) -> None:
    """Without its notices, the page is byte for byte the one from before the change."""
    now, before = article(guide.html("zh/manual")), article(former.html("zh/manual"))

    assert "pasteproof-outdated" in now
    assert re.sub(r"<details class=\"pasteproof-outdated.*?</details>\n", "", now, flags=re.S) == (
        before
    )


def test_a_page_that_is_up_to_date_has_no_notice(guide: Guide, former: Guide) -> None:
    """Of a change elsewhere, a page shows not a byte."""
    assert article(guide.html("zh/index")) == article(former.html("zh/index"))


def test_notices_open_without_scripts(browser: Browser, guide: Guide) -> None:
    """A click opens a notice where JavaScript is switched off."""
    with opened(browser, guide, "zh/manual.html", scripts=False) as page:
        page.locator(".pasteproof-outdated summary").first.click()

        assert page.get_by_text("ten minutes").is_visible()


def test_notices_are_not_printed(browser: Browser, guide: Guide) -> None:
    """On paper, where nothing opens, there are none."""
    with opened(browser, guide, "zh/manual.html") as page:
        notice = page.locator(".pasteproof-outdated").first
        on_screen = notice.is_visible()
        page.emulate_media(media="print")
        on_paper = notice.is_visible()

    assert (on_screen, on_paper) == (True, False)


def test_notices_are_not_found_by_the_search(guide: Guide) -> None:
    """The index of a language holds its pages, and not what English says in notices."""
    found = (guide.site / "pagefind" / "fragment").glob("zh-hans_*")
    texts = "".join(gzip.decompress(each.read_bytes()).decode() for each in found)
    texts = re.sub(r"[ ⸱]", "", texts)  # what parts words

    assert "终端" in texts
    assert "Thisisforexperts." in texts
    assert [word for word in (CHANGED, NEW, "tenminutes", "尚未翻译") if word in texts] == []


def test_a_link_to_a_section_that_is_not_translated_leads_to_its_notice(
    browser: Browser, guide: Guide
) -> None:
    """The notice of a new section has the id of its heading."""
    with opened(browser, guide, "zh/later.html") as page:
        page.get_by_role("link", name="how to keep a copy").click()
        page.wait_for_url("**/zh/manual.html#keep-a-copy")

        assert page.locator(":target > summary").inner_text() == NEW


@EVERYWHERE
def test_a_page_that_is_not_translated_says_so(
    browser: Browser, guide: Guide, width: int, scheme: str
) -> None:
    """It stands in the Chinese site as the English that it is, and invites to translate it."""
    with opened(browser, guide, "zh/later.html", width, scheme) as page:
        notice = page.locator(".pasteproof-untranslated")
        link = notice.get_by_role("link", name="翻译本页")

        assert notice.inner_text() == "本页尚未翻译，以下为英文原文。 翻译本页"
        assert link.get_attribute("href") == (
            "https://github.com/acme/guide/new/main/docs/zh?filename=later.md"
        )
        assert language_of(page, "html") == "zh-Hans"
        assert language_of(page, "h1") == language_of(page, "article .admonition") == "en"
        assert page.locator(".admonition-title").inner_text() == "Note"
        assert (overflow(page), faults(page, "article")) == (0, [])


def test_search_engines_are_led_to_the_original(guide: Guide) -> None:
    """A page that is not translated is no page of its own to them; one that is translated, is."""
    sitemap = (guide.site / "sitemap.xml").read_text(encoding="utf-8")

    assert head(guide.html("zh/later")) == (
        ["https://pasteproof.example/en/later.html"], ["noindex"], []
    )  # fmt: skip
    assert head(guide.html("en/later")) == (
        ["https://pasteproof.example/en/later.html"], [], ["en", "x-default"]
    )  # fmt: skip
    assert head(guide.html("zh/manual")) == (
        ["https://pasteproof.example/zh/manual.html"], [], ["en", "zh-Hans", "x-default"]
    )  # fmt: skip
    assert re.findall(r"<loc>.*/zh/(.*)</loc>", sitemap) == ["", "manual.html"]


def test_the_switch_leads_to_a_page_that_is_not_translated_and_back(
    browser: Browser, guide: Guide
) -> None:
    """From the original it leads to that page in the other site, and from there to the original."""
    with opened(browser, guide, "en/later.html") as page:
        for name, path in (("中文", "zh/later.html"), ("English", "en/later.html")):
            page.get_by_role("link", name=name, exact=True).click()
            page.wait_for_url(f"**/{path}")

            assert page.locator("h1").inner_text().startswith("What comes later")


def test_without_a_repository_the_page_for_contributors_is_named(former: Guide) -> None:
    """Who wants to translate a page is led to where the guide says how to."""
    found = re.findall(r'<a href="([^"]+)">翻译本页</a>', former.html("zh/later"))

    assert found == ["contributing.html"]


def test_what_is_too_wide_or_too_faint_is_seen(browser: Browser) -> None:
    """The measures of these tests fail for a page that deserves it."""
    page = browser.new_page(viewport={"width": 390, "height": 600})
    page.set_content('<main><p style="width: 400px; margin: 0; color: #ccc">faint</p></main>')

    assert overflow(page) > 0
    assert faults(page, "main") == [
        'color-contrast: <p style="width: 400px; margin: 0; color: #ccc">faint</p>'
    ]
    page.close()


def test_a_machine_without_a_browser_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no browser, nothing is skipped: the test says what to install."""
    monkeypatch.setenv("PATH", os.devnull)

    with pytest.raises(AssertionError, match=r"is on the PATH\. Run: scripts/system\.sh browser"):
        chromium().__enter__()


def written(root: Path) -> Path:
    """Write the guide as it was when all of its Chinese was accepted."""
    shutil.copytree(Path(__file__).parent / "reader" / "docs", root / "docs")
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    nav = "nav:\n  - index.md\n  - manual.md\n  - later.md\n"
    config = re.sub(r"^nav:\n(?:  .*\n)+", nav, config, flags=re.MULTILINE)
    (root / "mkdocs.yml").write_text(config, encoding="utf-8")
    accept(root, ["zh/index.md", "zh/manual.md"])
    return root


def change(path: Path, old: str, new: str) -> None:
    """Replace some words in a file, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@contextmanager
def opened(
    browser: Browser, guide: Guide, path: str, width: int = 1440, scheme: str = "light",
    scripts: bool = True,
) -> Iterator[Page]:  # fmt: skip
    """Open a page of the site in a window of its own."""
    window = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts
    )
    page = window.new_page()
    page.goto(guide.address + path)
    yield page
    window.close()


def tab_to(page: Page, selector: str) -> int:
    """Press Tab until an element of the selector has the focus; return how often."""
    for presses in range(1, 100):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return presses
    raise AssertionError(f"Tab does not lead to {selector}")


def language_of(page: Page, selector: str) -> str:
    """Return the language that the first element of a selector is said to be in."""
    return str(page.locator(selector).first.evaluate("each => each.closest('[lang]').lang"))


def article(html: str) -> str:
    """Return what a page says, without all that stands around it."""
    return html[html.index("<h1") : html.index("</article>")]


def head(html: str) -> tuple[list[str], list[str], list[str]]:
    """Return what a page tells search engines: its address, what to do, its languages."""
    return (
        re.findall(r'<link rel="canonical" href="([^"]+)">', html),
        re.findall(r'<meta name="robots" content="([^"]+)">', html),
        re.findall(r'<link rel="alternate" href="[^"]+" hreflang="([^"]+)"', html),
    )


def shortened(text: str) -> str:
    """Return the beginning of a text on one line."""
    return " ".join(text.split())[:40].strip()
