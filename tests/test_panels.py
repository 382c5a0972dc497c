"""Proves what opens below a snippet: that it is what the run showed, and that all can read it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import archives
from browser import chromium, faults, overflow, served
from pasteproof import evidence
from pasteproof.build import build
from pasteproof.model import Sent
from pasteproof.panels import fill, panel
from pasteproof.proof import Answered, Clipping, Published, Record, Shown
from pasteproof.published import EVIDENCE, catalogue
from pasteproof.scenario import read_all
from pasteproof.verify import verify

HERE = Path(__file__).parent
KEY = Sent(secret="the key", host="acme.example", place="x-api-key")
READY = Shown(
    snippet="go.sh", screen=Clipping(first="ready"), hosts=("acme.example", "idle.example"),
    sent=(KEY,),
)  # fmt: skip
BASH = Record(
    scenario="demo", digest="", shell="bash", shell_version="5.2", system="Debian 12", passed=True,
    feeds=("paste", "lines"), homes=("new", "lived-in"), when="2026-11-22T18:30:00Z",
    shown=(READY,),
)  # fmt: skip
ZSH = replace(BASH, shell="zsh", shell_version="5.9", when="2026-11-22T18:31:00Z")
DEMO = Published(
    reference="demo/go", text="go <here> &\n", file="go.sh", proofs=("bash 5.2", "zsh 5.9"),
    records=(ZSH, BASH), called={"the key": {"zh": "密钥"}},
)  # fmt: skip
TOLD = """
<div class="proof">
<p>bash 5.2</p>
<pre tabindex="0" role="group" aria-label="What bash showed"><kbd>go &lt;here&gt; &amp;</kbd>
<samp>ready</samp></pre>
<p>zsh 5.9 showed the same.</p>
<dl>
<dt>Hosts contacted</dt><dd><code>acme.example</code>: the key (in <code>x-api-key</code>)</dd>\
<dd><code>idle.example</code>: no credential</dd>
<dt>Ways</dt><dd>pasted at once and line by line, each in a new account and a lived-in account</dd>
<dt>Run</dt><dd><time datetime="2026-11-22T18:30:00Z">2026-11-22 18:30 UTC</time>, Debian 12, \
with exactly the text of this build</dd>
<dt>Repeat it</dt><dd><code>.venv/bin/pasteproof verify demo</code></dd>
</dl>
</div>
"""


def test_a_panel_tells_what_the_run_showed() -> None:
    """It has the command, the screen, the hosts, the ways, the day, and how to repeat it."""
    assert panel(DEMO, "en") == TOLD


def test_a_panel_is_in_the_language_of_the_page() -> None:
    """What the screen showed is the same in every language; the words, and a secret's, are not."""
    chinese, english, other = (panel(DEMO, language) for language in ("zh", "en", "fr"))

    assert "<samp>ready</samp>" in chinese
    assert "<p>zsh 5.9 中显示相同。</p>" in chinese
    assert "<dd><code>acme.example</code>：密钥（在 <code>x-api-key</code> 中）</dd>" in chinese
    assert "<dd>整段粘贴和逐行输入，各在新账户和用了很久的账户中</dd>" in chinese
    assert other == english


def test_a_snippet_that_is_not_proven_has_no_panel() -> None:
    """Without proof there is nothing to open, whatever was recorded before."""
    assert panel(replace(DEMO, proofs=()), "en") == ""
    assert panel(replace(DEMO, records=()), "en") == ""


def showing(*shown: Shown, other: tuple[Shown, ...] | None = None) -> str:
    """Return what a panel tells of those pastes in bash, and of others in zsh."""
    records = (
        replace(BASH, shown=shown),
        replace(ZSH, shown=shown if other is None else other),
    )
    return panel(replace(DEMO, records=records), "en").partition("<dl>")[0]


def test_a_second_paste_is_told_as_one() -> None:
    """Each paste is told of with its status, one that shows the same as before it is not."""
    failed = replace(READY, screen=Clipping(first="no"), exits=3)

    told = showing(failed, READY, READY)

    assert re.findall("<p>(.*?)</p>", told) == [
        "bash 5.2, ended with status 3, as expected",
        "bash 5.2, pasted again later in the run",
        "zsh 5.9 showed the same.",
    ]
    assert re.findall("<samp>(.*?)</samp>", told) == ["no", "ready"]
    assert told.count("<kbd>") == 1


def test_what_another_shell_showed_otherwise_is_shown() -> None:
    """Of another shell, the pastes that differ are told, and numbers alone are no difference."""
    first, second = (replace(READY, screen=Clipping(first=f"{n} done in 4 s")) for n in "ab")
    later = replace(second, screen=Clipping(first="c done in 4 s"))
    slower = replace(second, screen=Clipping(first="b done in 71 s"))

    assert "<p>zsh 5.9 showed the same but for numbers and ids.</p>" in showing(
        first, second, other=(first, slower)
    )
    told = showing(first, second, other=(first, later))
    assert "<p>zsh 5.9, where it differs</p>" in told
    assert re.findall("<samp>(.*?)</samp>", told)[2:] == ["c done in 4 s"]


def test_silence_is_told() -> None:
    """A command that prints nothing is said to, beside the command."""
    told = showing(replace(READY, screen=Clipping()))

    assert "<p>bash 5.2, printed nothing</p>\n<pre" in told
    assert "<samp>" not in told


def test_what_is_left_out_is_told() -> None:
    """A screen that was shortened says by how much, and so does a row of screens."""
    clipping = Clipping(first="a", left_out=7, last="z")

    told = showing(replace(READY, screen=clipping, more=3))

    assert "<samp>a\n<i>… lines left out: 7 …</i>\nz</samp>" in told
    assert "<p>Screens not kept: 3.</p>" in told


def test_a_dialogue_is_told_screen_by_screen() -> None:
    """Each screen of a program that draws is followed by what was typed, pressed or chosen."""
    answers = (
        Answered(screen=Clipping(first="Colour?"), chosen="Red & blue"),
        Answered(screen=Clipping(first="Go on?"), pressed=("down", "ctrl-c")),
        Answered(screen=Clipping(first="Key?"), is_hidden=True),
        Answered(screen=Clipping(first="Name?"), typed="Ann"),
        Answered(screen=Clipping(first="Bye")),
    )

    told = showing(replace(READY, screen=Clipping(), answered=answers))

    assert told.partition("</kbd>\n")[2].partition("</pre>")[0] == (
        "<samp>Colour?</samp>\n<kbd>Red &amp; blue ⏎</kbd>\n"
        "<samp>Go on?</samp>\n<kbd>↓ Ctrl-c</kbd>\n"
        "<samp>Key?</samp>\n<kbd>•••• ⏎</kbd>\n"
        "<samp>Name?</samp>\n<kbd>Ann ⏎</kbd>\n"
        "<samp>Bye</samp>"
    )


def test_a_scenario_without_secrets_claims_nothing_of_them() -> None:
    """Where no secret is declared, none is looked for, so it is not said that none was sent."""
    silent = replace(READY, sent=())
    records = (replace(BASH, shown=(silent,)),)

    told = panel(replace(DEMO, records=records, called={}), "en")

    assert "<code>idle.example</code>: what it was sent was not followed in this run" in told
    assert "no credential" not in told


def test_a_snippet_that_asks_nobody_says_so() -> None:
    """Without any host, the row says that there is none."""
    records = (replace(BASH, shown=(replace(READY, hosts=(), sent=()),), hosts=("else.example",)),)

    told = panel(replace(DEMO, records=records), "en")

    assert "<dt>Hosts contacted</dt><dd>none</dd>" in told


def test_stand_ins_are_told() -> None:
    """What a program of ours stood in for is named in the panel."""
    told = panel(replace(DEMO, stand_ins=("acme", "curl")), "en")

    replaced = "a program of ours in place of <code>acme</code> and <code>curl</code>"
    assert f"<dt>Stand-ins</dt><dd>{replaced}</dd>" in told


def test_what_was_filled_in_is_told() -> None:
    """A placeholder that the run filled in is named, since the text below shows it as it is."""
    told = panel(replace(DEMO, filled=("YOUR_KEY",)), "en")

    assert "<dt>Filled in</dt><dd>a value of ours in place of <code>YOUR_KEY</code></dd>" in told
    assert "Filled in" not in panel(DEMO, "en")


def test_only_the_placeholders_of_a_snippet_are_its_own(tmp_path: Path) -> None:
    """A snippet knows those placeholders of its scenario that stand in its text."""
    files = {
        "scenario.toml": b'[fill]\nYOUR_KEY = "k"\nYOUR_NAME = "n"\n'
        b'[[step]]\npaste = "key.sh"\nshows = "k"\n[[step]]\npaste = "name.sh"\nshows = "n"\n',
        "key.sh": b"echo YOUR_KEY\n",
        "name.sh": b"echo YOUR_NAME\n",
    }
    archives.lay({f"snippets/demo/{name}": data for name, data in files.items()}, tmp_path)
    look_up = catalogue(tmp_path)

    assert look_up("demo/key").filled == ("YOUR_KEY",)
    assert look_up("demo/name").filled == ("YOUR_NAME",)


PAGE = (
    '<div class="language-text highlight"><pre><span></span><code>ready\n</code></pre></div>\n'
    '<p class="pasteproof-mark pasteproof-verified" data-x>Compared.</p>\n'
    '<div class="language-sh highlight" data-snippet="demo/go"><pre><code>go\n</code></pre></div>\n'
    '<p class="pasteproof-mark pasteproof-unverified" data-x>Not verified: <em>no</em>.</p>\n'
)


def test_what_is_not_proven_keeps_its_line() -> None:
    """A screen and an unproven snippet keep a line of text, which does not open."""
    html = fill(PAGE, lambda _: replace(DEMO, proofs=()), "en")

    assert html == (
        '<div class="language-text highlight"><pre tabindex="0" role="group" aria-label="Screen">'
        "<span></span><code>ready\n</code></pre></div>\n"
        '<p class="pasteproof-mark pasteproof-verified" data-x>Compared.</p>\n'
        '<figure class="snippet" data-snippet="demo/go"><div class="language-sh highlight">'
        '<pre tabindex="0" role="group" aria-label="Code"><code>go\n</code></pre></div>\n'
        '<p class="pasteproof-mark pasteproof-unverified" data-search-exclude data-pagefind-ignore>'
        "Not verified: <em>no</em>.</p></figure>\n"
    )


def test_a_page_that_is_filled_stays_as_it_is() -> None:
    """Filling it once more, as with a notice's piece of another page, changes nothing."""
    html = fill(PAGE, lambda _: DEMO, "en")

    assert fill(html, lambda _: DEMO, "zh") == html


ASKING = """\
needs = []
homes = ["new"]

[secrets."the key"]
value = "0123456789abcdef"

[[step]]
paste = "set.sh"

[[step]]
paste = "show.sh"
shows = '''
Name: Ann
<b>Hello</b>, Ann & all; key:
done'''
dialogue = [
  { sees = "Name: ", types = "Ann" },
  { sees = "key: ", types = "0123456789abcdef", hidden = true },
]
"""
SHOW = (
    "printf 'Name: '; read NAME; printf '<b>Hello</b>, %s & all; key: ' \"$NAME\"; "
    "read -s KEY; echo; echo done\n"
)


@dataclass(frozen=True)
class Guide:
    """A guide that was run and built, and the records of its run."""

    site: Path
    records: tuple[Record, ...]


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Guide:
    """Return a guide whose scenario was really run, with a snippet in a list, a box and a tab."""
    root = tmp_path_factory.mktemp("guide")
    archives.unpack(HERE / "guides" / "base.txt", root)
    settings = (HERE.parent / "mkdocs.yml").read_text(encoding="utf-8")
    nav = "nav:\n  - index.md\n  - manual.md\n"
    settings = re.sub(r"(?m)^nav:\n(?:  .*\n)+", nav, settings)
    (root / "mkdocs.yml").write_text(settings, encoding="utf-8")
    (root / "snippets/first/scenario.toml").write_text(ASKING, encoding="utf-8")
    (root / "snippets/first/show.sh").write_text(SHOW, encoding="utf-8")
    for page in root.glob("docs/*/manual.md"):
        fence = "```snippet\nfirst/show\n```\n"
        inside = fence.replace("\n", "\n    ").rstrip() + "\n"
        page.write_text(f'{page.read_text("utf-8")}\n=== "A"\n\n    {inside}\n{fence}', "utf-8")
    scenarios, mistakes = read_all(root / "snippets")
    assert mistakes == ()
    for each in verify(scenarios, root / EVIDENCE, lambda _: ((),)):
        assert each.record.passed, each.record.story
    assert build(root, root / "site") == ()
    return Guide(site=root / "site", records=evidence.load(root / EVIDENCE))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a browser."""
    with chromium() as started:
        yield started


def pages(guide: Guide, language: str) -> str:
    """Return the pages of a language's site as one text."""
    found = sorted(guide.site.glob(f"{language}/**/*.html"))
    return "\n".join(each.read_text(encoding="utf-8") for each in found)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_shows_what_the_run_recorded(guide: Guide, language: str) -> None:
    """What stands below a snippet on the built page is what its run showed, sign by sign."""
    bash, zsh = guide.records
    text = pages(guide, language)
    shown = [unescape(each) for each in re.findall("<samp>(.*?)</samp>", text, re.DOTALL)]
    typed = [unescape(each) for each in re.findall("<kbd>(.*?)</kbd>", text, re.DOTALL)]

    said = "Name: Ann\n<b>Hello</b>, Ann & all; key:\ndone"
    assert bash.shown[1].screen == zsh.shown[1].screen == Clipping(first=said)
    assert shown == [said] * 3  # in a list within a box, in a tab, and by itself
    assert typed.count(SHOW.rstrip()) == 3


def test_a_secret_that_was_typed_is_on_no_page(guide: Guide) -> None:
    """The key was typed, and neither evidence nor a page of the site has it."""
    assert "0123456789abcdef" not in repr(guide.records)
    for language in ("en", "zh"):
        assert "0123456789abcdef" not in pages(guide, language)


def test_an_edit_after_the_run_leaves_nothing_to_open(guide: Guide, tmp_path: Path) -> None:
    """After an edit of the snippet, the old run is on no page any more."""
    root = tmp_path / "guide"
    shutil.copytree(guide.site.parent, root)
    (root / "snippets/first/show.sh").write_text(f"{SHOW.rstrip()}!\n", encoding="utf-8")

    assert build(root, root / "site") == ()

    text = pages(Guide(site=root / "site", records=()), "en")
    assert text.count('<p class="pasteproof-mark pasteproof-unverified"') == 4
    assert '<div class="proof">' not in text
    assert pages(guide, "en").count('<div class="proof">') == 4


def test_a_panel_opens_without_a_script(guide: Guide, browser: Browser) -> None:
    """With scripts off, the facts are there: closed at first, and the line opens by keyboard."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    with served(guide.site) as address:
        page.goto(f"{address}en/index.html")
        proof, summary = page.locator(".proof").last, page.locator("figure summary").last
        was_open = proof.is_visible()
        summary.focus()
        summary.press("Enter")

        assert (was_open, proof.is_visible()) == (False, True)
    context.close()


WHERE = """[...document.querySelectorAll('figure.snippet')].map(figure => [
    figure.parentElement.tagName, [...figure.children].map(each => each.tagName).join(' '),
    [...figure.querySelector('.proof').children].map(each => each.tagName).join(' ')].join(': '))"""


def test_a_figure_stands_where_its_snippet_stood(guide: Guide, browser: Browser) -> None:
    """A browser finds each figure whole and in its place: in the text, an item of a list, a tab."""
    page = browser.new_page()
    with served(guide.site) as address:
        found = []
        for name in ("index", "manual"):
            page.goto(f"{address}en/{name}.html")
            found.append(page.evaluate(WHERE))
    page.close()

    shape = "DIV DETAILS: P PRE P DL"
    assert found == [
        [f"ARTICLE: {shape}", f"LI: {shape}"],
        [f"DIV: {shape}", f"ARTICLE: {shape}"],
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_open_panels_are_sound(guide: Guide, browser: Browser, language: str) -> None:
    """With every panel open, axe finds nothing on a phone, and the page is not wider than it."""
    page = browser.new_page(viewport={"width": 390, "height": 900})
    with served(guide.site) as address:
        page.goto(f"{address}{language}/index.html")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")

        assert faults(page, "article") == []
        assert overflow(page) == 0
        page.evaluate(
            "document.querySelectorAll('pre').forEach(e => e.removeAttribute('tabindex'))"
        )
        assert any("scrollable-region-focusable" in each for each in faults(page, "article"))
    page.close()
