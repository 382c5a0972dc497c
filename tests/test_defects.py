"""Proves that the checks of this guide see what is wrong with the page that it replaces.

Each folder of `tests/defects` is the negative twin of a scenario: its `source.toml` has the form of
a scenario.toml, and pastes blocks of that page, which stand in `_source/` as they were published.
It expects what the page promises, so it must fail; `expected.toml` says in which shell and feed,
and what the story of the failure must tell.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from pasteproof.model import Outcome, Scenario, Way
from pasteproof.runner import run
from pasteproof.scenario import read
from pasteproof.story import story
from pasteproof.tools import equip

ROOT = Path(__file__).parent.parent
DEFECTS = ROOT / "tests" / "defects"
FOLDERS = sorted(path.parent for path in DEFECTS.glob("*/expected.toml"))
LANGUAGES = ("en", "zh")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_the_replaced_page_promises_does_not_come_true(folder: Path, tmp_path: Path) -> None:
    """Each defect makes the scenario that trusts the page fail, and the story tells why."""
    expected = tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))

    outcome = play(laid_out(folder, tmp_path), expected)

    assert outcome.failure, f"nothing went wrong although {expected['sentence']}"
    told = story(outcome, "")
    assert [each for each in expected["told"] if each not in told] == [], told


def test_both_languages_lead_to_the_same_places() -> None:
    """Defect 27: a link or a source of keys that one language has, the other has as well."""
    english, chinese = (links(language) for language in LANGUAGES)

    assert english == chinese


def test_a_link_in_one_language_only_is_seen(tmp_path: Path) -> None:
    """The comparison of links fails where a language lacks one."""
    for language, text in zip(LANGUAGES, ("[key](https://a.example/)", "nothing"), strict=True):
        (tmp_path / language).mkdir()
        (tmp_path / language / "index.md").write_text(text, encoding="utf-8")

    english, chinese = (links(language, tmp_path) for language in LANGUAGES)

    assert english - chinese == {"https://a.example/"}


def links(language: str, docs: Path = ROOT / "docs") -> set[str]:
    """Return the addresses that a language's pages lead to, but for the vendors' own."""
    pages = (docs / language).glob("*.md")
    found = re.findall(
        r"\]\((https?://[^)\s]+)\)", "\n".join(page.read_text("utf-8") for page in pages)
    )
    return {address for address in found if not address.startswith("https://docs.")}


def laid_out(folder: Path, place: Path) -> Scenario:
    """Return a defect as a scenario, laid out beside what it shares with the guide."""
    case = place / folder.name
    shutil.copytree(ROOT / "snippets" / "_shared", place / "_shared")
    shutil.copytree(folder, case)
    text = (case / "source.toml").read_text(encoding="utf-8")
    for name in set(re.findall(r'^paste = "(.+)"$', text, re.MULTILINE)):
        shutil.copy(DEFECTS / "_source" / name, case)
    (case / "source.toml").rename(case / "scenario.toml")
    scenario, mistakes = read(case)
    assert scenario, "\n".join(map(str, mistakes))
    return scenario


def play(scenario: Scenario, expected: dict[str, Any]) -> Outcome:
    """Go through the scenario in the one way that its defect is about."""
    tools = equip(ROOT, scenario.needs, expected.get("tools"))
    way = Way(feed=expected["feed"], home=scenario.homes[0])
    return run(scenario, expected["shell"], tools=tools, ways=(way,))
