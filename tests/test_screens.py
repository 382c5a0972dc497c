"""Proves that the key pages look as they are wanted: as the pictures in tests/screens."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from browser import chromium, served
from built import LANGUAGES, ROOT, Site
from pictures import SHARE, differing, same_fonts, share_that_differs, taken

WANTED = Path(__file__).parent / "screens"
FOUND = ROOT / "build" / "screens"
KEY_PAGES = [
    f"{language}/{name}" for language in LANGUAGES for name in ("index", "setup", "trouble")
]
WINDOWS = {
    "wide": ({"width": 1440, "height": 960}, "light"),
    "phone": ({"width": 390, "height": 1200}, "light"),
    "night": ({"width": 390, "height": 1200}, "dark"),
}
MUCH = 1_500_000


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Return the system's browser, which knows no fonts but those that are everywhere."""
    with chromium(same_fonts(tmp_path_factory.mktemp("fonts"))) as found:
        yield found


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("page", KEY_PAGES)
def test_a_page_looks_as_wanted(
    published: Site, browser: Browser, page: str, window: str, pytestconfig: pytest.Config
) -> None:
    """A page differs from its picture in a few blocks at most, or else the picture is renewed."""
    name = f"{page.replace('/', '-')}-{window}.png"
    with shown(browser, f"{published.address}{page}.html", window) as made:
        picture = taken(made)
    if pytestconfig.getoption("--update-screens"):
        WANTED.mkdir(exist_ok=True)
        picture.save(WANTED / name, optimize=True)

    assert problem(picture, WANTED / name) == ""


def test_the_pictures_are_those_of_the_key_pages_and_small() -> None:
    """There is a picture for each page and window, none besides, and together they are small."""
    names = {f"{page.replace('/', '-')}-{each}.png" for page in KEY_PAGES for each in WINDOWS}

    assert {path.name for path in WANTED.iterdir()} == names
    assert sum(path.stat().st_size for path in WANTED.iterdir()) < MUCH


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize(
    "style",
    [
        "main { position: relative; left: 24px }",
        ".head { display: none !important }",
        "h1 { font-size: 3rem !important }",
        "article p { line-height: 2 !important }",
        "article { width: 80% !important; min-width: 0 }",
        "body { background: #777 !important }",
        "article pre { background: #b33 !important }",
    ],
)
def test_what_is_out_of_place_is_seen(
    published: Site, browser: Browser, tmp_path: Path, window: str, style: str
) -> None:
    """A column that is moved, a thing that is missing, too large or of another colour is red."""
    before, after = changed(published, browser, tmp_path, window, lambda text: text + style)

    assert share_that_differs(before, after) > SHARE


@pytest.mark.parametrize("window", WINDOWS)
def test_a_missing_style_sheet_is_seen(
    published: Site, browser: Browser, tmp_path: Path, window: str
) -> None:
    """A page that has lost its own style differs."""
    before, after = changed(published, browser, tmp_path, window, lambda _: "")

    assert share_that_differs(before, after) > SHARE


@pytest.mark.parametrize("window", WINDOWS)
def test_letters_that_are_drawn_otherwise_are_no_difference(
    published: Site, browser: Browser, tmp_path: Path, window: str
) -> None:
    """What another version of a font or of the browser does to letters is within the tolerance."""
    style = "main { position: relative; top: 1px; text-shadow: 0 0 .3px currentcolor }"
    before, after = changed(published, browser, tmp_path, window, lambda text: text + style)

    assert before.tobytes() != after.tobytes()
    assert share_that_differs(before, after) <= SHARE


def test_a_difference_leaves_both_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was found, and where it differs, lie in build/screens; a missing picture is told."""
    monkeypatch.setattr("test_screens.FOUND", tmp_path / "found")
    white, black = (Image.new("RGB", (240, 240), colour) for colour in ("white", "black"))
    white.save(tmp_path / "a.png")

    assert problem(black, tmp_path / "a.png") == (
        "100.0 % of a.png differ; see a.png and a-difference.png in build/screens. "
        "If it is wanted so: make screens"
    )
    assert sorted(path.name for path in FOUND.iterdir()) == ["a-difference.png", "a.png"]
    assert problem(white, tmp_path / "a.png") == ""
    assert problem(white, tmp_path / "b.png") == "there is no b.png. Make it: make screens"


def problem(picture: Image.Image, wanted: Path) -> str:
    """Return in how much a picture differs from the wanted one, if that is too much."""
    if not wanted.is_file():
        return f"there is no {wanted.name}. Make it: make screens"
    with Image.open(wanted) as other:
        share = share_that_differs(picture, other)
        if share <= SHARE:
            return ""
        FOUND.mkdir(parents=True, exist_ok=True)
        picture.save(FOUND / wanted.name)
        if picture.size == other.size:
            where = differing(picture, other).resize(picture.size, Image.Resampling.NEAREST)
            where.save(FOUND / f"{wanted.stem}-difference.png")
    return (
        f"{share:.1%} of {wanted.name} differ; see {wanted.name} and "
        f"{wanted.stem}-difference.png in build/screens. If it is wanted so: make screens"
    ).replace("%", " %")


@contextmanager
def shown(browser: Browser, url: str, window: str) -> Iterator[Page]:
    """Open a page in one of the windows."""
    view, scheme = WINDOWS[window]
    locale = "zh-CN" if "/zh/" in url else "en-US"  # nobody is offered another language
    context = browser.new_context(viewport=view, color_scheme=scheme, locale=locale)
    page = context.new_page()
    page.goto(url, wait_until="networkidle")
    yield page
    context.close()


def changed(
    site: Site, browser: Browser, folder: Path, window: str, change: Callable[[str], str]
) -> tuple[Image.Image, Image.Image]:
    """Return pictures of a page before and after a change of its style sheet."""
    pictures = []
    copy = shutil.copytree(site.folder / "en", folder / "en")
    sheet = copy / "stylesheets" / "pasteproof.css"
    with served(folder) as address:
        for text in (sheet.read_text("utf-8"), change(sheet.read_text("utf-8"))):
            sheet.write_text(text, encoding="utf-8")
            with shown(browser, f"{address}en/setup.html", window) as made:
                pictures.append(taken(made))
    return pictures[0], pictures[1]
