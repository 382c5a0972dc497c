"""Proves that a printed page is its text alone, with every command whole, in both languages."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from browser import served
from built import LANGUAGES, Site
from test_site import snippets

PAGES = [
    f"{language}/{name}.html" for language in LANGUAGES for name in ("index", "setup", "trouble")
]
PAPER = {"width": 673, "height": 900}  # A4 without its margins
# What is for the screen alone: what is pressed, and what leads elsewhere.
SCREEN_ONLY = (
    ".skip", ".head", ".contents", ".foot", ".actions", ".offer", ".search", ".headerlink",
    ".proof", "button", "input", "dialog", "[popover]",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_what_is_pressed_is_not_printed(published: Site, browser: Browser, page: str) -> None:
    """On paper there is neither a header nor contents, no button and no panel."""
    with on_paper(browser, published.address + page) as made:
        assert seen(made) == []
        assert made.locator("h1").is_visible()


@pytest.mark.parametrize("page", PAGES)
def test_a_command_is_printed_whole(published: Site, browser: Browser, page: str) -> None:
    """Each block of code is wrapped, not cut off, and the PDF holds the text of each snippet."""
    with on_paper(browser, published.address + page) as made:
        text = squeezed(words(made.pdf(format="A4")))
        assert cut_off(made) == []

    assert [each for each in snippets(page) if squeezed(each) not in text] == []


@pytest.mark.parametrize("page", PAGES)
def test_fonts_are_in_the_pdf(published: Site, browser: Browser, page: str) -> None:
    """Each font is in the file, so that Chinese is read where no Chinese font is installed."""
    with on_paper(browser, published.address + page) as made:
        pdf = made.pdf(format="A4")
        heading = made.locator("h1").inner_text()

    assert squeezed(heading) in squeezed(words(pdf))
    assert set(fonts(pdf)) == {True}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white(published: Site, browser: Browser, scheme: str) -> None:
    """Who reads at night prints dark letters on nothing."""
    with on_paper(browser, f"{published.address}en/setup.html", scheme) as made:
        colours = made.locator("article p").first.evaluate(
            "each => [document.body, each].map(one => getComputedStyle(one))"
            ".map((style, at) => at ? style.color : style.backgroundColor)"
        )

    assert colours == ["rgba(0, 0, 0, 0)", "rgb(36, 38, 42)"]


def test_without_the_rules_for_paper_nothing_of_it_holds(
    published: Site, browser: Browser, tmp_path: Path
) -> None:
    """With style sheets that know of no paper, each of the tests above fails."""
    for path in published.folder.joinpath("en").rglob("*"):
        if path.is_file():
            into = tmp_path / path.relative_to(published.folder)
            into.parent.mkdir(parents=True, exist_ok=True)
            content = path.read_bytes()
            into.write_bytes(content.replace(b"@media print", b"@media tty"))

    with served(tmp_path) as address, on_paper(browser, f"{address}en/trouble.html") as made:
        assert {"button", ".head"} <= set(seen(made))
        assert cut_off(made) != []


def test_a_font_that_is_missing_is_seen() -> None:
    """A PDF that names a font of the reader's system only is told from one that brings it."""
    written, file = PdfWriter(), io.BytesIO()
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    named = {NameObject(key): NameObject(value) for key, value in font.items()}
    resources = DictionaryObject({NameObject("/F"): DictionaryObject(named)})
    page = written.add_blank_page(9, 9)
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): resources})
    written.write(file)

    assert fonts(file.getvalue()) == [False]


@contextmanager
def on_paper(browser: Browser, url: str, scheme: str = "light") -> Iterator[Page]:
    """Open a page as it is laid out for printing."""
    window = browser.new_context(viewport=PAPER, color_scheme=scheme)
    page = window.new_page()
    page.goto(url, wait_until="networkidle")
    page.emulate_media(media="print")
    yield page
    window.close()


def seen(page: Page) -> list[str]:
    """Return what of the things for the screen is there on paper."""
    return [
        each for each in SCREEN_ONLY
        if any(found.is_visible() for found in page.locator(each).all())
    ]  # fmt: skip


def cut_off(page: Page) -> list[str]:
    """Return the blocks of code that are wider than their place."""
    found: list[str] = page.locator("article :is(pre, pre > code)").evaluate_all(
        """each => each.filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth)
          .map(one => one.textContent)"""
    )
    return found


def words(pdf: bytes) -> str:
    """Return the text of a PDF."""
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def squeezed(text: str) -> str:
    """Return a text without its spaces, and of signs that look the same one alone."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def fonts(pdf: bytes) -> list[bool]:
    """Return of each font of a PDF whether the file holds its glyphs."""
    return [
        _is_held(each.get_object())
        for page in PdfReader(io.BytesIO(pdf)).pages
        for each in page["/Resources"].get("/Font", {}).values()
    ]


def _is_held(font: DictionaryObject) -> bool:
    below = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    described = below.get("/FontDescriptor", {})
    return font["/Subtype"] == "/Type3" or any(
        f"/FontFile{kind}" in described for kind in ("", 2, 3)
    )
