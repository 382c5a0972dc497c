"""What readers find by searching: every heading and every term, in their own language."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple, cast

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from browser import faults, served
from built import LANGUAGES, ROOT, Site
from pasteproof.search import FOLDER, spaced, write

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'"
    " data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none';"
    " form-action 'none'"
)
OPENED = "dialog.search[open]"
RESULT = ".search li a"
SETTLED = ".search ol[aria-busy=false]"
NOWHERE = "xyzzy"

_FOUND_BY = """async (queries) => {
  const [input, list] = ["input", "ol"].map((name) => document.querySelector(`.search ${name}`))
  const answer = (query) => new Promise((done) => {
    new MutationObserver((_, observer) => {
      if (list.ariaBusy !== "false") return
      observer.disconnect()
      done([...list.querySelectorAll("a")].map(({ href }) => href))
    }).observe(list, { attributes: true })
    input.value = query
    input.dispatchEvent(new Event("input"))
  })
  const found = {}
  for (const query of queries) found[query] = await answer(query)
  return found
}"""
_LAST_WORDS = """(texts) => texts.map((text) =>
  [...new Intl.Segmenter(document.documentElement.lang, { granularity: "word" }).segment(text)]
    .filter((each) => each.isWordLike).at(-1).segment)"""


class Heading(NamedTuple):
    """A heading of the text: its address with its hash, and what it says."""

    address: str
    text: str

    @property
    def page(self) -> str:
        """Return the address of its page."""
        return self.address.partition("#")[0]


class Headings(HTMLParser):
    """The headings of the text of a page."""

    def __init__(self, page: str, html: str) -> None:
        """Read the page."""
        super().__init__()
        self.found: list[Heading] = []
        self._page, self._id = page, ""
        self._said: list[str] | None = None
        self._is_in_text = self._is_in_link = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin the text, a heading, or the link to a heading."""
        given = dict(attrs)
        if tag == "article":
            self._is_in_text = True
        elif self._is_in_text and re.fullmatch(r"h\d", tag):
            self._said, self._id = [], given.get("id") or ""
        elif tag == "a":
            self._is_in_link = given.get("class") == "headerlink"

    def handle_endtag(self, tag: str) -> None:
        """End what has begun."""
        if tag == "article":
            self._is_in_text = False
        elif tag == "a":
            self._is_in_link = False
        elif self._said is not None and re.fullmatch(r"h\d", tag):
            self.found.append(Heading(f"{self._page}#{self._id}", "".join(self._said).strip()))
            self._said = None

    def handle_data(self, data: str) -> None:
        """Take in what a heading says."""
        if self._said is not None and not self._is_in_link:
            self._said.append(data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_heading_is_found(site: Site, browser: Browser, language: str) -> None:
    """A heading leads to itself, on one of the first three pages; its end leads to its page."""
    headings = headings_of(site, language)

    with searching(browser, site.address, language) as page:
        missing = unfound(page, site.address, headings)

    assert len(headings) > 100
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_found(site: Site, browser: Browser, language: str) -> None:
    """A term of the glossary, and its end, lead to the glossary among others."""
    terms = terms_of(language)
    assert len(terms) > 40

    with searching(browser, site.address, language) as page:
        ends = ends_of(page, terms)
        found = found_by(page, site.address, [*terms, *(end for each in ends for end in each)])

    glossary = f"{language}/glossary.html"
    missing = [query for query, links in found.items() if glossary not in pages_of(links)]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_index_lacks_is_missed(
    site: Site, browser: Browser, language: str, tmp_path: Path
) -> None:
    """A heading that was taken away before the index was made is told to be missing."""
    headings = headings_of(site, language)
    gone = next(each for each in headings if each.page == f"{language}/trouble.html")
    copy = shutil.copytree(site.folder, tmp_path / "site")
    page_of_it = copy / gone.page
    page_of_it.write_text(re.sub(r"<h1.*?</h1>", "", site.html(gone.page)), encoding="utf-8")
    assert write(copy, LANGUAGES) == ()

    with served(copy) as address, searching(browser, address, language) as page:
        missing = unfound(page, address, headings)

    assert missing == [gone.address]


@pytest.mark.parametrize(
    ("language", "foreign", "said"),
    [("en", "手动删除", "Nothing found."), ("zh", NOWHERE, "没有找到。")],
)
def test_what_is_nowhere_is_not_found(
    site: Site, browser: Browser, language: str, foreign: str, said: str
) -> None:
    """What no page of the language says finds nothing, and that is said."""
    with searching(browser, site.address, language) as page:
        found = found_by(page, site.address, [NOWHERE, foreign])
        told = page.text_content(".search [role=status]")

    assert found == {NOWHERE: [], foreign: []}
    assert told == said


def test_words_that_stand_apart_are_found(site: Site, browser: Browser) -> None:
    """Chinese words that no page has in a row are looked for one by one; nothing is no word."""
    with searching(browser, site.address, "zh") as page:
        found = found_by(page, site.address, ["配置脚本", "配置䨻脚本"])

    assert any(each.startswith("zh/script.html") for each in found["配置脚本"])
    assert found["配置䨻脚本"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_results_are_in_the_readers_language(site: Site, browser: Browser, language: str) -> None:
    """What both languages say is found on the pages of the reader's language alone."""
    with searching(browser, site.address, language) as page:
        found = found_by(page, site.address, ["Claude Code"])["Claude Code"]

    assert len(found) > 10
    assert {link.partition("/")[0] for link in found} == {language}


def test_an_untranslated_page_is_found_by_what_it_says(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    """A page that is not translated yet is found among the translated ones, by its own words."""
    copy = shutil.copytree(site.folder, tmp_path / "site")
    article = re.search(r"<article.*</article>", site.html("en/install.html"), re.DOTALL)
    assert article
    html = re.sub(r"(?s)<article.*</article>", lambda _: article[0], site.html("zh/install.html"))
    (copy / "zh" / "install.html").write_text(html, encoding="utf-8")
    assert write(copy, LANGUAGES) == ()

    with served(copy) as address, searching(browser, address, "zh") as page:
        found = found_by(page, address, ["Install the client"])["Install the client"]

    assert found[0] == "zh/install.html#client"


def test_what_a_page_says_is_no_html(site: Site, browser: Browser, tmp_path: Path) -> None:
    """Tags that a page shows, in its text and in a heading, are shown by the search as well."""
    copy = shutil.copytree(site.folder, tmp_path / "site")
    html = site.html("en/trouble.html")
    shown = '<h2 id="zq">Zyzzyva &lt;u&gt;</h2><p>Zyzzyva &lt;b&gt;x&lt;/b&gt;</p></article>'
    text = html.replace("</article>", shown)
    (copy / "en" / "trouble.html").write_text(text, encoding="utf-8")
    assert write(copy, LANGUAGES) == ()

    with served(copy) as address, searching(browser, address, "en") as page:
        found = found_by(page, address, ["zyzzyva"])["zyzzyva"]
        told = page.inner_text(".search li")

    assert found == ["en/trouble.html#zq"]
    assert told.startswith("Zyzzyva <u>")
    assert "<b>x</b>" in told


def test_the_keyboard_is_enough(site: Site, browser: Browser) -> None:
    """A reader opens the search, goes through what is found and to a section, or closes it."""
    page = browser.new_page()
    page.goto(f"{site.address}zh/index.html")

    page.focus(".head__search")
    page.keyboard.press("Enter")
    page.keyboard.type("手动删除")
    page.wait_for_selector(RESULT)
    page.keyboard.press("ArrowDown")
    first = page.evaluate("document.activeElement.pathname + document.activeElement.hash")
    page.keyboard.press("ArrowUp")
    at_input = page.evaluate("document.activeElement.localName")
    page.keyboard.press("Escape")
    is_closed = page.query_selector(OPENED) is None
    focused = page.evaluate("document.activeElement.className")
    page.keyboard.press("Control+k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/zh/change.html#by-hand")

    assert (first, at_input) == ("/zh/change.html#by-hand", "input")
    assert is_closed
    assert focused == "head__search"
    page.close()


def test_a_section_of_the_same_page_is_gone_to(site: Site, browser: Browser) -> None:
    """The search closes when the way leads to a section of the page that is shown already."""
    page = browser.new_page()
    page.goto(f"{site.address}en/change.html")

    page.click(".head__search")
    page.keyboard.type("by hand")
    page.click(f"{RESULT}[href$='#by-hand']")

    expect(page.locator(OPENED)).to_have_count(0)
    assert page.url == f"{site.address}en/change.html#by-hand"
    page.close()


@pytest.mark.parametrize(
    ("policy", "said"),
    [(POLICY, ""), (POLICY.replace(" 'wasm-unsafe-eval'", ""), "搜索没能加载，请稍后再试。")],
)
def test_the_policy_is_kept(site: Site, browser: Browser, policy: str, said: str) -> None:
    """Under the site's policy all goes well; where it is stricter, readers are told."""
    page = browser.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.route("**/*.html", lambda route: under(route, policy))
    page.goto(f"{site.address}zh/index.html")

    page.click(".head__search")
    page.keyboard.type("Key")
    page.wait_for_selector(SETTLED, state="attached")

    assert (page.query_selector(RESULT) is None) == bool(said)
    assert bool(refused) == bool(said)
    assert said in (page.text_content(".search [role=status]") or "")
    page.close()


def test_a_site_below_a_path_is_searched(site: Site, browser: Browser) -> None:
    """A site that is not at the root of its host finds its index, and leads to its own pages."""
    with served(site.folder.parent) as host:
        address = f"{host}{site.folder.name}/"
        with searching(browser, address, "en") as page:
            found = found_by(page, address, ["Before you start"])["Before you start"]

    assert found[0] == "en/install.html#install"


def test_a_folder_on_disk_says_what_search_needs(site: Site, browser: Browser) -> None:
    """Where no web server is, the search says that it needs one."""
    page = browser.new_page()
    page.goto((site.folder / "en" / "index.html").as_uri())

    page.click(".head__search")

    expect(page.locator(".search [role=status]")).to_have_text(
        "The search needs a web server: run python3 -m http.server in the site's folder,"
        " and open http://localhost:8000/."
    )
    page.close()


def test_nothing_is_offered_without_a_script(site: Site, browser: Browser) -> None:
    """Without JavaScript, there is no button that does nothing."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}en/index.html")

    assert not page.is_visible(".head__search")
    context.close()


def test_nothing_is_loaded_before_the_search_is_opened(site: Site, browser: Browser) -> None:
    """A page asks for the index, and for what shows it, once the search is open."""
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.address}en/index.html")
    before = [url for url in asked if "pagefind" in url or "results" in url]

    page.keyboard.press("/")
    page.keyboard.type("key")
    page.wait_for_selector(RESULT)

    assert before == []
    assert [url for url in asked if "pagefind" in url]
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_assistive_technology_understands_it(site: Site, browser: Browser, language: str) -> None:
    """axe-core finds nothing wrong in what was found, nor in the button."""
    with searching(browser, site.address, language) as page:
        found_by(page, site.address, ["Claude Code"])
        found = faults(page, ".search") + faults(page, ".head")

    assert found == []


def test_the_index_is_made_again_as_it_was(site: Site, tmp_path: Path) -> None:
    """The same pages give the same index, and nothing of an older one stays."""
    copy = shutil.copytree(site.folder, tmp_path / "site")
    (copy / FOLDER / "fragment" / "old.pf_fragment").touch()

    assert write(copy, LANGUAGES) == ()

    assert contents(copy / FOLDER) == contents(site.folder / FOLDER)


def test_the_index_holds_what_is_asked_for(site: Site) -> None:
    """Nothing of Pagefind's own pages and themes is published."""
    kinds = {re.sub(r"_[0-9a-f]+(?=\.)", "", name) for name in contents(site.folder / FOLDER)}

    assert kinds == {
        "fragment/en.pf_fragment", "fragment/zh-hans.pf_fragment", "index/en.pf_index",
        "index/zh-hans.pf_index", "pagefind-entry.json", "pagefind.en.pf_meta", "pagefind.js",
        "pagefind.zh-hans.pf_meta", "wasm.en.pagefind", "wasm.unknown.pagefind",
    }  # fmt: skip


def test_an_index_that_cannot_be_written_is_told(site: Site, tmp_path: Path) -> None:
    """What keeps Pagefind from writing is a diagnostic."""
    copy = shutil.copytree(site.folder, tmp_path / "site")
    shutil.rmtree(copy / FOLDER)
    (copy / FOLDER).touch()

    (found,) = write(copy, LANGUAGES)

    assert str(found).startswith("mkdocs.yml:1: the index of the search can't be made: ")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Plain words, don’t cut.</p>", "<p>Plain words, don’t cut.</p>"),
        ("<h1>配置</h1>", "<h1>配· 置</h1>"),
        ("<p>用 Key，再试。</p>", "<p>用 Key，· 再· 试。</p>"),
        ("<p>（见“下文”）</p>", "<p>（见· “下· 文”）</p>"),
        ("重<a href='x>y'>新</a>试", "重· <a href='x>y'>新· </a>试"),
        ("用<code>glm</code>。", "用· <code>glm</code>。"),
        ("GLM-4.5", "GLM-· 4.5"),
        ("<!-- don't 配置 --><p>值</p>", "<!-- don't 配置 --><p>值</p>"),
    ],
)
def test_each_chinese_sign_is_a_word(html: str, words: str) -> None:
    """The copy that is indexed has each sign by itself, and says where it was cut."""
    assert spaced(html).replace("\u2e31", "·") == words


@contextmanager
def searching(browser: Browser, address: str, language: str) -> Iterator[Page]:
    """Open the search on the first page of a language, as the site's policy allows it."""
    page = browser.new_page()
    page.route("**/*.html", lambda route: under(route, POLICY))
    page.goto(f"{address}{language}/index.html")
    page.click(".head__search")
    page.keyboard.type(NOWHERE)
    page.wait_for_selector(SETTLED, state="attached")
    yield page
    page.close()


def under(route: Route, policy: str) -> None:
    """Answer with a page under a content security policy."""
    response = route.fetch()
    route.fulfill(
        response=response, headers={**response.headers, "content-security-policy": policy}
    )


def found_by(page: Page, address: str, queries: list[str]) -> dict[str, list[str]]:
    """Return where the links lead that each query brings up, best first, within the site."""
    found = cast("dict[str, list[str]]", page.evaluate(_FOUND_BY, list(dict.fromkeys(queries))))
    return {query: [link.removeprefix(address) for link in links] for query, links in found.items()}


def unfound(page: Page, address: str, headings: list[Heading]) -> list[str]:
    """Return the headings that do not lead to themselves, or whose end not to their page."""
    ends = ends_of(page, [heading.text for heading in headings])
    queries = [heading.text for heading in headings] + [end for each in ends for end in each]
    found = found_by(page, address, queries)
    return [
        heading.address
        for heading, last in zip(headings, ends, strict=True)
        if heading.address not in found[heading.text]
        or heading.page not in pages_of(found[heading.text])[:3]
        or any(heading.page not in pages_of(found[end]) for end in last)
    ]


def ends_of(page: Page, texts: list[str]) -> list[list[str]]:
    """Return for each text its last word, as the browser divides it, and its last two signs."""
    words = cast("list[str]", page.evaluate(_LAST_WORDS, texts))
    signs = [re.findall(r"[\u4e00-\u9fff]{2}$", text) for text in texts]
    return [[word, *two] for word, two in zip(words, signs, strict=True)]


def pages_of(links: list[str]) -> list[str]:
    """Return the pages that links lead to, in their order."""
    return list(dict.fromkeys(link.partition("#")[0] for link in links))


def headings_of(site: Site, language: str) -> list[Heading]:
    """Return every heading of every page of a language."""
    return [each for page in site.pages(language) for each in Headings(page, site.html(page)).found]


def terms_of(language: str) -> list[str]:
    """Return the terms of this guide as a language writes them."""
    text = (ROOT / "docs" / "glossary.toml").read_text(encoding="utf-8")
    return [str(term.get(language, term["en"])) for term in tomllib.loads(text)["term"]]


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
