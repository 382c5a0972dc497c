"""Proves that what the button of a block copies is what was tested: in Chromium, and in the shells.

The way is walked as a reader walks it: the page as it is built, the button, the clipboard, and what
is in that goes into the sandbox's bash and zsh.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser import faults
from built import LANGUAGES, ROOT, Site
from cases import PASSES, play, told
from pasteproof.evidence import digest
from pasteproof.model import FEEDS, SHELLS, ShellName, Way
from pasteproof.runner import run
from pasteproof.scenario import read, snippet_files

CLIPBOARD = ["clipboard-read", "clipboard-write"]
WAYS = tuple(Way(home="lived-in", feed=feed) for feed in FEEDS)
WORDS = {"en": ("Copy", "Copied"), "zh": ("复制", "已复制")}
PRESS_EACH = """async (change) => {
  const found = []
  for (const button of document.querySelectorAll(".snippet > .highlight > button")) {
    const before = button.textContent
    button.click()
    while (button.textContent === before) await new Promise(requestAnimationFrame)
    const name = button.closest(".snippet").dataset.snippet
    found.push([name, await navigator.clipboard.readText(), before, button.textContent])
  }
  return found
}"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_button_copies_the_bytes_of_the_file(
    browser: Browser, site: Site, language: str
) -> None:
    """On every page, the clipboard is the snippet's file, and the page's policy is kept."""
    copied, complaints = set(), list[str]()
    with window(browser) as context:
        page = heard(context, complaints)
        for name in filter(lambda each: named(site.html(each)), site.pages(language)):
            page.goto(site.address + name)
            for reference, text, *words in page.evaluate(PRESS_EACH):
                assert text.encode() == file_of(reference).read_bytes(), (name, reference)
                assert tuple(words) == WORDS[language]
                copied.add(reference)

    assert copied == published(site, language)
    assert complaints == []


def test_a_page_that_says_something_else_is_noticed(browser: Browser, site: Site) -> None:
    """With a hyphen of another kind in the page, what is copied is not the file."""
    before, figure, after = site.html("en/script.html").partition('<figure class="snippet"')
    html = before + figure + after.replace("-fsSLo", "\u2010fsSLo", 1)
    with window(browser) as context:
        page = context.new_page()
        page.route("**/script.html", lambda route: route.fulfill(body=html))
        page.goto(f"{site.address}en/script.html")
        found = page.evaluate(PRESS_EACH)

    same = [text.encode() == file_of(name).read_bytes() for name, text, *_ in found]
    assert same == [False, *[True] * (len(found) - 1)]


def test_what_breaks_the_policy_is_noticed(browser: Browser, site: Site) -> None:
    """A script that wrote a style into the page would be told on."""
    complaints = list[str]()
    with window(browser) as context:
        page = heard(context, complaints)
        page.goto(f"{site.address}en/install.html")
        page.evaluate("document.body.setAttribute('style', 'color: red')")

    assert len(complaints) == 1
    assert "violates the following Content Security Policy directive" in complaints[0]


@pytest.mark.parametrize("shell", SHELLS)
def test_what_was_copied_runs_as_the_evidence_says(
    browser: Browser, site: Site, tmp_path: Path, shell: ShellName
) -> None:
    """A scenario whose snippets came through the clipboard passes, and is the one on record."""
    folder = tmp_path / "snippets" / "script"
    shutil.copytree(ROOT / "snippets" / "script", folder)
    original, copied = copies(browser, site, "zh/script.html", "script"), []
    for name, text in original.items():
        (folder / f"{name}.sh").write_bytes(text.encode())
        copied.append(name)

    scenario, mistakes = read(folder)
    recorded, _ = read(ROOT / "snippets" / "script")

    assert sorted(copied) == ["download", "read", "remove", "run"]
    assert scenario and recorded, mistakes
    assert digest(scenario) == digest(recorded)
    assert told(run(scenario, shell, ways=WAYS)) == PASSES


DOWNLOAD = """
[[step]]
paste = "fetch.sh"

[[step]]
paste = "checksum.sh"
shows = "{checksum}  glm-setup.sh"

[network]
"GET https://pasteproof.example/glm-setup.sh" = {{ file = "served" }}

[afterwards.network]
hosts = ["pasteproof.example"]

[afterwards.files]
"~/glm-setup.sh" = {{ mode = "644" }}
"""


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_downloaded_by_what_was_copied(
    browser: Browser, site: Site, tmp_path: Path, shell: ShellName
) -> None:
    """The copied commands fetch the script and tell its checksum, the one that the page shows."""
    folder = tmp_path / "case"
    folder.mkdir()
    shutil.copy(ROOT / "reader" / "glm-setup.sh", folder / "served")
    found = copies(browser, site, "en/setup.html", "read-first")
    for name in ("fetch", "checksum"):
        (folder / f"{name}.sh").write_bytes(found[name].encode())
    (checksum,) = set(re.findall(r"\b[0-9a-f]{64}\b", site.html("en/setup.html")))

    outcome = play(tmp_path, DOWNLOAD.format(checksum=checksum), shell)

    assert told(outcome) == PASSES


def test_another_text_does_not_run_as_the_evidence_says(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    """With an invisible sign in what was copied, the tool does not even read the scenario."""
    folder = tmp_path / "case"
    shutil.copytree(ROOT / "snippets" / "script", folder)
    text = copies(browser, site, "en/script.html", "script")["run"]
    (folder / "run.sh").write_text(text.replace(" ", "\u00a0", 1), encoding="utf-8")

    _, mistakes = read(folder)

    assert [mistake.problem for mistake in mistakes] == [
        "column 5 holds a no-break space (U+00A0)."
    ]


def test_without_https_the_text_is_copied_all_the_same(browser: Browser, site: Site) -> None:
    """Where the browser has no clipboard for pages, the older way copies the same bytes."""
    with window(browser) as context:
        page = plain_http(context, site, "en/install.html")
        has_clipboard = page.evaluate("'clipboard' in navigator")
        button = page.locator(".snippet > .highlight > button").first
        button.click()
        expect(button).to_have_text("Copied")
        text = clipboard(context, site)

    assert not has_clipboard
    assert text.encode() == file_of("install/client").read_bytes()


def test_where_nothing_can_be_copied_the_text_is_selected(browser: Browser, site: Site) -> None:
    """Where the older way is refused, too, the reader finds the text selected, and is told."""
    with window(browser) as context:
        context.add_init_script("document.execCommand = () => false")
        page = plain_http(context, site, "zh/install.html")
        button = page.locator(".snippet > .highlight > button").first
        button.click()

        expect(button).to_have_text("已选中，请手动复制")
        assert page.evaluate("String(getSelection())").strip() == (
            file_of("install/client").read_text(encoding="utf-8").strip()
        )


def test_a_page_from_a_folder_copies(browser: Browser, site: Site) -> None:
    """The buttons are there, and copy, where the site was opened from the disk."""
    with window(browser) as context:
        page = context.new_page()
        page.goto((site.folder / "en" / "install.html").as_uri())
        page.locator(".snippet > .highlight > button").first.click()
        expect(page.locator("body > output")).to_have_text("Copied")

        assert clipboard(context, site).encode() == file_of("install/client").read_bytes()


def test_a_button_is_reached_by_keyboard_behind_its_block(browser: Browser, site: Site) -> None:
    """Tab leads from a block to its button, Enter presses it, and a screen reader is told."""
    with opened(browser, site, "zh/install.html") as page:
        page.locator(".snippet pre").first.focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("body > output")).to_have_text("已复制")

        assert page.evaluate("document.activeElement.localName") == "button"
        assert page.get_by_role("status").first.inner_text() == "已复制"
        assert page.get_by_role("button", name="复制", exact=True).count() > 1
        assert faults(page, ".snippet") == []


@pytest.mark.parametrize("width", [1440, 390])
def test_a_button_lies_beside_the_text(browser: Browser, site: Site, width: int) -> None:
    """It covers nothing of the longest command, and is as large as a finger on a phone."""
    with opened(browser, site, "en/script.html", width=width) as page:
        boxes = page.locator(".highlight:has(> button)").evaluate_all(
            """blocks => blocks.map(block => {
              const [text, button] = [block.querySelector("pre"), block.querySelector("button")]
                .map(each => each.getBoundingClientRect())
              return [text.right <= button.left, button.width >= 44, button.height >= 44]
            })"""
        )

    assert boxes
    assert all(all(each) for each in boxes)


def test_screens_have_no_button(browser: Browser, site: Site) -> None:
    """What a run showed is nothing to paste; what is meant to be copied has a button."""
    with opened(browser, site, "en/install.html") as page:
        screens = page.locator(".language-text.highlight").count()
        blocks = page.locator(".highlight:not(.language-text)").count()

        assert screens > 0
        assert page.locator(".highlight > button").count() == blocks


def test_buttons_are_not_printed(browser: Browser, site: Site) -> None:
    """On paper there are none."""
    with opened(browser, site, "en/install.html") as page:
        button = page.locator(".highlight > button").first
        on_screen = button.is_visible()
        page.emulate_media(media="print")

        assert (on_screen, button.is_visible()) == (True, False)


def test_without_scripts_the_text_is_whole(browser: Browser, site: Site) -> None:
    """There is no button then, and the text of each block is the file's."""
    with opened(browser, site, "en/host-nginx.html", scripts=False) as page:
        texts = page.locator(".snippet > .highlight code")
        names = page.locator(".snippet").evaluate_all(
            "all => all.map(each => each.dataset.snippet)"
        )

        assert page.locator(".highlight button, .blanks").count() == 0
        assert [text.encode() for text in texts.all_text_contents()] == [
            file_of(name).read_bytes() for name in names
        ]


@contextmanager
def window(browser: Browser, width: int = 1440, scripts: bool = True) -> Iterator[BrowserContext]:
    """Open a window whose pages may use the clipboard."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, permissions=CLIPBOARD,
        java_script_enabled=scripts,
    )  # fmt: skip
    yield context
    context.close()


@contextmanager
def opened(
    browser: Browser, site: Site, name: str, width: int = 1440, scripts: bool = True
) -> Iterator[Page]:
    """Open a page of the site in a window of its own."""
    with window(browser, width, scripts) as context:
        page = context.new_page()
        page.goto(site.address + name)
        yield page


def heard(context: BrowserContext, complaints: list[str]) -> Page:
    """Return a page; the list gets what its console says."""
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


def plain_http(context: BrowserContext, site: Site, name: str) -> Page:
    """Open a page as a host of a local network serves it, without https."""
    context.route(
        "http://guide.example/**",
        lambda route: route.fulfill(path=site.folder / urlsplit(route.request.url).path[1:]),
    )
    page = context.new_page()
    page.goto(f"http://guide.example/{name}")
    return page


def clipboard(context: BrowserContext, site: Site) -> str:
    """Return what is in the clipboard, as another page is told."""
    page = context.new_page()
    page.goto(f"{site.address}en/404.html")
    return str(page.evaluate("navigator.clipboard.readText()"))


def copies(browser: Browser, site: Site, name: str, scenario: str) -> dict[str, str]:
    """Return what the buttons of a page copy of a scenario's snippets."""
    with opened(browser, site, name) as page:
        found = page.evaluate(PRESS_EACH)
    pairs = [(reference.partition("/"), text) for reference, text, *_ in found]
    return {short: text for (of, _, short), text in pairs if of == scenario}


def published(site: Site, language: str) -> set[str]:
    """Return the snippets that the pages of a language show."""
    return {name for page in site.pages(language) for name in named(site.html(page))}


def named(html: str) -> list[str]:
    """Return the snippets of a page."""
    return re.findall(r'<figure class="snippet" data-snippet="([^"]+)"', html)


def file_of(reference: str) -> Path:
    """Return the file of a snippet."""
    folder, name = (ROOT / "snippets" / reference).parent, reference.rpartition("/")[2]
    return next(path for path in snippet_files(folder) if path.stem == name)
