"""Proves that Lighthouse gives the pages 100 in every category, and that their HTML is valid."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from browser import served
from built import LANGUAGES, Site
from judges import FORMS, PINNED, best, costs, fetched, invalid, report, short_of_100

POOR = """<!doctype html>
<html><head><meta name="viewport" content="width=device-width"></head><body>
<p style="color: #ccc">faint<button></button>
<img src="nothing.png">
<script>
  const late = Object.assign(new Image(9, 700), { src: "data:," });
  setTimeout(() => document.body.prepend(late, document.createElement("hr")), 300);
</script>
<ul><p>no item</p></ul>
</body></html>
"""
WANTING = {
    "performance": "cumulative-layout-shift",
    "accessibility": "button-name (<button>)",
    "best-practices": "errors-in-console",
    "seo": "document-title",
    "agentic-browsing": "agent-accessibility-tree",
}
INVALID = """<!doctype html><html lang="en"><head><title>Poor</title></head><body>
<ul><p>no item</p></ul>
<p id="a">one</p><p id="a">two</p>
</b></body></html>
"""


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("which", ["home", "longest"])
def test_lighthouse_gives_100(published: Site, which: str, language: str, form: str) -> None:
    """The home page and the longest page of each language have 100, on a phone and a desktop."""
    page = f"{language}/" if which == "home" else published.longest(language)

    assert short_of_100(published.address + page, form) == []


def test_lighthouse_says_what_a_poor_page_lacks(tmp_path: Path) -> None:
    """Each category fails for a page that deserves it, and the audits that cost it are named."""
    (tmp_path / "index.html").write_text(POOR, encoding="utf-8")

    with served(tmp_path) as address:
        found = dict(each.split(" ", 1) for each in costs(report(address, "phone")))

    assert {name: said for name, said in WANTING.items() if said not in found.get(name, "")} == {}


def test_of_some_tries_the_best_counts() -> None:
    """No more is tried than is needed, and of tries that all failed the best is told."""
    tries = iter([["a", "b"], [], ["never tried"]])

    assert (best(tries), next(tries)) == ([], ["never tried"])
    assert best([["a", "b"], ["a"], ["c"]]) == ["a"]


@pytest.mark.parametrize("language", [*LANGUAGES, ""])
def test_the_html_is_valid(published: Site, tmp_path: Path, language: str) -> None:
    """html-validate finds nothing that the standard forbids in any page."""
    pages = sorted((published.folder / language).glob("*.html"))

    assert len(pages) > 1
    assert invalid(pages, tmp_path) == []


def test_html_that_is_not_valid_is_seen(tmp_path: Path) -> None:
    """A paragraph in a list, an id used twice and a stray tag are told with their lines."""
    page = tmp_path / "poor.html"
    page.write_text(INVALID, encoding="utf-8")

    assert invalid([page], tmp_path) == [
        "poor.html:2: <p> element is not permitted as content under <ul> "
        "(element-permitted-content)",
        'poor.html:3: Duplicate ID "a" (no-dup-id)',
        "poor.html:4: Stray end tag '</b>' (close-order)",
    ]


def test_judges_that_were_not_fetched_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the judges are missing, or others than the pinned ones, nothing is skipped."""
    advice = r"build/judges is not what tests/judges pins\. Run: make build/judges/ready"
    monkeypatch.setattr("judges.FOLDER", tmp_path)
    with pytest.raises(AssertionError, match=advice):
        fetched("lighthouse")
    for name in ("ready", "package-lock.json"):
        (tmp_path / name).touch()

    with pytest.raises(AssertionError, match=advice):
        fetched("lighthouse")


def test_what_npm_fetches_is_pinned_by_hashes_alone() -> None:
    """Each package in the lock file has its hash, and no address that it comes from."""
    text = (PINNED / "package-lock.json").read_text(encoding="utf-8")
    packages = {name: each for name, each in json.loads(text)["packages"].items() if name}

    assert len(packages) > 2
    assert [name for name, each in packages.items() if "integrity" not in each] == []
    assert [name for name, each in packages.items() if "resolved" in each] == []
