"""Proves the site: marks that are true, links that lead somewhere, and mistakes told by line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from pasteproof import evidence
from pasteproof.build import build, unproven
from pasteproof.proof import Record
from pasteproof.published import EVIDENCE
from pasteproof.scenario import read_all

ROOT = Path(__file__).parent.parent
LANGUAGES = ("en", "zh")
VERIFIED = {
    "en": "Proven in bash 5.2.15 and zsh 5.9",
    "zh": "已在 bash 5.2.15 与 zsh 5.9 中实测",
}
UNVERIFIED = {"en": "Not verified in this build.", "zh": "本次构建未验证。"}
SNIPPETS = {"first/set": 'export A="1"\n', "second/show": "touch ~/ran\n"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a guide of two pages with its site, every snippet proven."""
    root = write_guide(tmp_path_factory.mktemp("built"))
    prove(root)
    assert build(root, root / "site", require_evidence=True) == ()
    return root


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    """Return a guide of two pages in two languages, of which nothing is proven."""
    return write_guide(tmp_path)


def test_both_languages_carry_the_marks(built: Path) -> None:
    """Each snippet that current evidence proves is verified, in the page's language."""
    marks = {language: marks_of(built, language) for language in LANGUAGES}

    assert marks == {language: [VERIFIED[language]] * 3 for language in LANGUAGES}


def test_a_change_after_the_proof_takes_the_mark_away(guide: Path) -> None:
    """An edited snippet with its old evidence, and one that failed, are not verified."""
    prove(guide, failing="second")
    (guide / "snippets" / "first" / "set.sh").write_text('export A="2"\n', encoding="utf-8")

    found = build(guide, guide / "site")

    assert found == ()
    for language in LANGUAGES:
        assert marks_of(guide, language) == [UNVERIFIED[language]] * 3


def test_required_evidence_names_what_is_not_proven(guide: Path) -> None:
    """With evidence required, each published snippet that lacks it is named, and none is built."""
    prove(guide, failing="second")
    (guide / "snippets" / "first" / "set.sh").write_text('export A="2"\n', encoding="utf-8")

    found = build(guide, guide / "site", require_evidence=True)

    first = "nothing current proves 'first/set' in bash or zsh. Run: pasteproof verify --all first"
    second = "nothing current proves 'second/show' in zsh. Run: pasteproof verify --all second"
    assert [str(each) for each in found] == [
        f"docs/en/index.md:11: {first}",
        f"docs/en/manual.md:10: {second}",
        f"docs/en/manual.md:18: {first}",
        f"docs/zh/index.md:11: {first}",
        f"docs/zh/manual.md:10: {second}",
        f"docs/zh/manual.md:18: {first}",
    ]
    assert not (guide / "site").exists()


def test_a_snippet_that_says_why_it_cannot_run_needs_no_evidence(guide: Path) -> None:
    """A snippet with a written reason lacks nothing; without the reason it is named."""
    prove(guide)
    folder = guide / "snippets" / "second"
    (folder / "show.sh").rename(folder / "show.ps1")
    scenario = '[unverified]\n"show.ps1" = "PowerShell does not run here."\n'
    (folder / "scenario.toml").write_text(scenario, encoding="utf-8")

    assert unproven(guide) == ()


def test_building_runs_no_snippet(built: Path) -> None:
    """The snippet that would leave a file behind has left none."""
    assert SNIPPETS["second/show"] == "touch ~/ran\n"
    assert not (Path.home() / "ran").exists()


def test_the_language_switch_leads_to_the_same_page(built: Path) -> None:
    """The switch leads to the counterpart, by links that hold wherever the site is put."""
    site = built / "site"

    assert switch(site / "en" / "manual.html") == {"中文": "../zh/manual.html"}
    assert switch(site / "zh" / "index.html") == {"English": "../en/index.html"}
    assert switch(site / "zh" / "404.html") == {"English": "/en/"}


def test_a_page_names_its_counterparts_to_search_engines(built: Path) -> None:
    """The addresses of a page in all languages are absolute and below the site's own address."""
    head = (built / "site" / "zh" / "manual.html").read_text(encoding="utf-8")

    found = re.findall(r'<link rel="alternate" href="([^"]+)" hreflang="([^"]+)"', head)

    assert found == [
        ("https://pasteproof.example/en/manual.html", "en"),
        ("https://pasteproof.example/zh/manual.html", "zh-Hans"),
        ("https://pasteproof.example/en/manual.html", "x-default"),
    ]


def test_the_first_page_offers_both_languages(built: Path) -> None:
    """The page above the languages leads to each with its own title, and forces none."""
    text = (built / "site" / "index.html").read_text(encoding="utf-8")

    assert re.findall(r'href="(\w+/[\w.]+)" hreflang="([\w-]+)"', text) == [
        ("en/index.html", "en"),
        ("zh/index.html", "zh-Hans"),
    ]
    assert re.findall(r'class="front__(?:language|title|about)">([^<]+)', text) == [
        *("English", "GLM-4.5 in Claude Code", "A small guide."),
        *("中文", "在 Claude Code 中使用 GLM-4.5", "一份小指南。"),
    ]
    assert 'http-equiv="refresh"' not in text
    assert "<script" not in text


def test_a_missing_page_is_said_to_be_missing_in_both_languages(built: Path) -> None:
    """404.html of the whole site speaks both languages and leads to them from any address."""
    text = (built / "site" / "404.html").read_text(encoding="utf-8")

    assert re.findall(r'<span lang="[\w-]+">([^<]+)', text) == [
        "There is no such page.",
        "没有这个页面。",
    ]
    assert re.findall(r'href="([^"]+)" hreflang', text) == ["/en/", "/zh/"]


def test_every_link_of_the_site_leads_somewhere(built: Path) -> None:
    """Each link and each file that a page loads is in the site, and nothing comes from outside."""
    assert dead_ends(built / "site") == []


def test_a_dead_end_is_seen(tmp_path: Path) -> None:
    """A link to no file, and a style from another host, are reported."""
    page = '<a href="nowhere/">x</a><link rel="stylesheet" href="https://acme.example/a.css">'
    (tmp_path / "index.html").write_text(page, encoding="utf-8")

    assert dead_ends(tmp_path) == [
        "index.html: nowhere/",
        "index.html: https://acme.example/a.css",
    ]


def test_an_unknown_snippet_leaves_the_site_as_it_was(guide: Path) -> None:
    """A reference to no snippet is told with its line and the nearest name; the old site stays."""
    assert build(guide, guide / "site") == ()
    before = (guide / "site" / "en" / "index.html").read_bytes()
    change(guide / "docs" / "zh" / "index.md", "first/set", "frist/set")

    found = build(guide, guide / "site")

    assert [str(each) for each in found] == [
        "docs/zh/index.md:11: there is no snippet 'frist/set'. Did you mean 'first/set'?"
    ]
    assert (guide / "site" / "en" / "index.html").read_bytes() == before
    assert [path.name for path in guide.iterdir() if path.name.startswith(".site-")] == []


def test_what_mkdocs_complains_of_is_told_by_line(guide: Path) -> None:
    """A broken link and an anchor that is not there are diagnostics of the page that has them."""
    change(guide / "docs" / "en" / "index.md", "manual.md#set", "manual.md#sit")
    change(guide / "docs" / "zh" / "index.md", "manual.md#set", "manuel.md")

    found = build(guide, guide / "site")

    assert [str(each) for each in found] == [
        "docs/en/index.md:8: Doc file 'en/index.md' contains a link 'manual.md#sit', "
        "but the doc 'en/manual.md' does not contain an anchor '#sit'.",
        "docs/zh/index.md:8: Doc file 'zh/index.md' contains a link 'manuel.md', "
        "but the target 'zh/manuel.md' is not found among documentation files.",
    ]
    assert not (guide / "site").exists()


def test_a_mistake_in_a_scenario_comes_before_the_pages(guide: Path) -> None:
    """A scenario that can't be read is told once, not as many missing snippets."""
    (guide / "snippets" / "first" / "scenario.toml").write_text("shels = []\n", encoding="utf-8")

    found = build(guide, guide / "site")

    assert {str(each.path.relative_to(guide)) for each in found} == {
        "snippets/first/scenario.toml",
        "snippets/first/set.sh",
    }


def test_a_page_that_is_not_text_is_told(guide: Path) -> None:
    """A page whose bytes are not UTF-8 is a diagnostic, not a traceback."""
    page = guide / "docs" / "zh" / "index.md"
    page.write_bytes(page.read_bytes() + "编码".encode("gbk"))

    found = build(guide, guide / "site")

    assert [str(each) for each in found] == [
        "docs/zh/index.md:13: byte 0xb1 is not UTF-8. Save the file as UTF-8."
    ]


def test_a_language_that_lacks_a_page_has_the_english_one(guide: Path) -> None:
    """A page that is not translated stands in the other language's site, and links lead to it."""
    (guide / "docs" / "zh" / "manual.md").unlink()

    found = build(guide, guide / "site")

    assert found == ()
    assert dead_ends(guide / "site") == []
    page = (guide / "site" / "zh" / "manual.html").read_text(encoding="utf-8")
    assert "本页尚未翻译，以下为英文原文。" in page
    assert UNVERIFIED["en"] in page


def test_a_guides_own_assets_are_published(guide: Path) -> None:
    """A guide may have a folder named like Material's; of Material's, one style sheet is left."""
    (guide / "docs" / "assets").mkdir()
    (guide / "docs" / "assets" / "logo.svg").write_text("<svg/>", encoding="utf-8")

    assert build(guide, guide / "site") == ()

    published = {path.name for path in (guide / "site" / "en" / "assets").rglob("*.*")}
    assert "logo.svg" in published
    assert [name for name in published if name.endswith((".js", ".map"))] == []


def test_english_that_lacks_a_page_is_not_built(guide: Path) -> None:
    """A page of the navigation that only a translation has is told, and nothing is built."""
    (guide / "docs" / "en" / "manual.md").unlink()
    change(guide / "docs" / "en" / "index.md", "manual.md#set", "index.md")

    found = build(guide, guide / "site")

    assert [str(each) for each in found] == [
        "mkdocs.yml:1: A reference to 'manual.md' is included in the 'nav' configuration, "
        "which is not found in the documentation files."
    ]


def test_a_site_below_another_path_is_whole(guide: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With another address, links stay relative, and 404.html finds the languages there."""
    monkeypatch.setenv("PASTEPROOF_SITE_URL", "https://acme.example/glm/")

    assert build(guide, guide / "glm") == ()

    assert dead_ends(guide, "glm/") == []
    assert 'href="/glm/zh/"' in (guide / "glm" / "404.html").read_text(encoding="utf-8")


def test_mkdocs_alone_refuses_an_unknown_snippet(guide: Path) -> None:
    """Plain `mkdocs build` ends with the page and its line, and without a traceback."""
    change(guide / "docs" / "en" / "manual.md", "first/set", "first/sat")

    status, said = mkdocs(guide)

    assert status == 1
    assert "Traceback" not in "".join(said)
    assert [line for line in said if not line.startswith("INFO")] == [
        "WARNING -  pasteproof: docs/en/manual.md:18: there is no snippet 'first/sat'. "
        "Did you mean 'first/set'?",
        "",
        "Aborted with 1 warnings in strict mode!",
    ]


def test_mkdocs_alone_builds_the_guide(guide: Path) -> None:
    """Plain `mkdocs build` makes both languages, English at the root, with their marks."""
    status, said = mkdocs(guide)

    assert (status, [line for line in said if not line.startswith("INFO")]) == (0, [])
    for page, language in (("index.html", "en"), ("zh/index.html", "zh")):
        assert UNVERIFIED[language] in (guide / "site" / page).read_text(encoding="utf-8")


def test_mkdocs_alone_shows_what_is_not_translated(guide: Path) -> None:
    """Plain `mkdocs build` has the English page below zh/, too, and leads engines to the root."""
    (guide / "docs" / "zh" / "manual.md").unlink()

    status, said = mkdocs(guide)

    assert (status, [line for line in said if not line.startswith("INFO")]) == (0, [])
    page = (guide / "site" / "zh" / "manual.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://pasteproof.example/manual.html">' in page
    assert "本页尚未翻译" in page


def test_a_folder_without_a_guide_is_told(tmp_path: Path) -> None:
    """Without mkdocs.yml, or without a page, there is nothing to build."""
    empty = build(tmp_path, tmp_path / "site")
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n", encoding="utf-8")
    pageless = build(tmp_path, tmp_path / "site")

    assert [str(each) for each in (*empty, *pageless)] == [
        "mkdocs.yml:1: there is no such file. Run this in a guide's folder.",
        "docs:1: no language has a first page. Write docs/en/index.md.",
    ]


@pytest.mark.parametrize("name", [".", "docs", "notes.txt"])
def test_nothing_but_a_site_is_replaced(guide: Path, name: str) -> None:
    """A folder that holds something else than a site, and a file, are left alone."""
    (guide / "notes.txt").write_text("mine", encoding="utf-8")

    found = build(guide, guide / name)

    assert [str(each) for each in found] == [
        f"{guide / name}:1: this holds something else than a site. Name an empty folder."
    ]
    assert (guide / "docs" / "en" / "index.md").is_file()
    assert (guide / "notes.txt").read_text(encoding="utf-8") == "mine"


def write_guide(root: Path) -> Path:
    """Write a guide of two pages that uses the real mkdocs.yml, and return its folder."""
    shutil.copytree(Path(__file__).parent / "pages" / "guide", root / "docs")
    for name, text in SNIPPETS.items():
        path = root / "snippets" / f"{name}.sh"
        write(path, text)
        write(path.parent / "scenario.toml", f'[[step]]\npaste = "{path.name}"\n')
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    nav = "nav:\n  - index.md\n  - manual.md\n"
    write(root / "mkdocs.yml", re.sub(r"^nav:\n(?:  .*\n)+", nav, config, flags=re.MULTILINE))
    return root


def write(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def change(path: Path, old: str, new: str) -> None:
    """Replace some words in a file, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def prove(root: Path, failing: str = "") -> None:
    """Write evidence that every scenario passed, but for one that failed in zsh."""
    scenarios, _ = read_all(root / "snippets")
    records = tuple(
        Record(
            scenario=scenario.name,
            digest=evidence.digest(scenario),
            shell=shell,
            shell_version={"bash": "5.2.15", "zsh": "5.9"}[shell],
            system="Debian GNU/Linux 12",
            passed=(scenario.name, shell) != (failing, "zsh"),
            feeds=("paste", "lines"),
            homes=("distribution",),
            when="2026-01-02T03:04:05Z",
        )
        for scenario in scenarios
        for shell in scenario.shells
    )
    evidence.add(root / EVIDENCE, records)


def marks_of(root: Path, language: str) -> list[str]:
    """Return the marks of a language's pages in order, and check that their sign is theirs."""
    folder = root / "site" / language
    pages = [folder / "index.html", folder / "manual.html"]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    kinds = re.findall(r'class="pasteproof-mark pasteproof-(\w+)"[^>]*>(?:<summary>)?(.*?)</', text)
    assert {kind == "verified" for kind, said in kinds if said == VERIFIED[language]} <= {True}
    assert {kind == "unverified" for kind, said in kinds if said != VERIFIED[language]} <= {True}
    return [said for _, said in kinds]


def switch(page: Path) -> dict[str, str]:
    """Return what the language switch of a page offers."""
    text = page.read_text(encoding="utf-8")
    entry = r'<a href="([^"]+)" hreflang="[\w-]+" lang="[\w-]+"[^>]*>([^<]+)</a>'
    return {name: link for link, name in re.findall(entry, text)}


class Links(HTMLParser):
    """The links of a page, and the files that it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.led: list[str] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what one element leads to or loads."""
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.led.append(given["href"] or "")
        elif tag == "link" and given.get("rel") in ("stylesheet", "icon", "prev", "next"):
            self.loaded.append(given.get("href") or "")
        elif given.get("src"):
            self.loaded.append(given["src"] or "")


def dead_ends(site: Path, below: str = "") -> list[str]:
    """Return each link within the site that leads to no file, and each file loaded from outside."""
    found = []
    for page in sorted((site / below).rglob("*.html")):
        links = Links()
        links.feed(page.read_text(encoding="utf-8"))
        here = "/" + page.relative_to(site).as_posix()
        inside = [link for link in links.led if not urlsplit(link).scheme]
        for link in (*inside, *(link for link in links.loaded if not link.startswith("data:"))):
            path = site / unquote(urlsplit(urljoin(here, link)).path).lstrip("/")
            if urlsplit(link).netloc or not (path.is_file() or (path / "index.html").is_file()):
                found.append(f"{here[1:]}: {link}")
    return found


def mkdocs(root: Path) -> tuple[int, list[str]]:
    """Run MkDocs itself in a guide, and return its status and what it said."""
    environment = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    said = subprocess.run(
        (sys.executable, "-m", "mkdocs", "build", "--strict"),
        cwd=root,
        env=environment | {"NO_MKDOCS_2_WARNING": "true", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return said.returncode, re.sub(r"\x1b\[[\d;]*m", "", said.stdout).splitlines()
