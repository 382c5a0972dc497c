"""Proves `check`: every rule of a guide, each told with the page and its line."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

import archives
from pasteproof.check import check, told
from pasteproof.model import Diagnostic

CASES = sorted((Path(__file__).parent / "guides").glob("*.txt"))
BASE = next(path for path in CASES if path.stem == "base")


@pytest.fixture(autouse=True)
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a guide with nothing to mend, and go there."""
    monkeypatch.chdir(tmp_path)
    archives.unpack(BASE, tmp_path)
    return tmp_path


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_guide_is_checked(path: Path, guide: Path) -> None:
    """Each file of guides/ holds files of a guide, and all that is told of it."""
    wanted = archives.unpack(path, guide)

    found = check(Path())

    assert told(found, "text") == wanted


FOUND = (
    Diagnostic(path=Path("docs/zh/a.md"), line=3, problem="50% is “half”.", advice="Write\n½."),
    Diagnostic(path=Path("snippets/a,b:c/x.sh"), line=1, problem="it is\x1b[1m bold."),
)


def test_diagnostics_are_told_as_text() -> None:
    """As text, each diagnostic is a line that editors can jump to."""
    assert told(FOUND, "text") == (
        "docs/zh/a.md:3: 50% is “half”. Write\n½.\nsnippets/a,b:c/x.sh:1: it is\\x1b[1m bold."
    )
    assert told((), "text") == ""


def test_diagnostics_are_told_as_json() -> None:
    """As JSON, a list holds each diagnostic with its parts, and none is an empty list."""
    assert json.loads(told(FOUND, "json")) == [
        {"path": "docs/zh/a.md", "line": 3, "problem": "50% is “half”.", "advice": "Write\n½."},
        {"path": "snippets/a,b:c/x.sh", "line": 1, "problem": "it is\x1b[1m bold.", "advice": ""},
    ]
    assert json.loads(told((), "json")) == []


def test_diagnostics_are_told_as_annotations() -> None:
    """For GitHub, each diagnostic is one workflow command, with what would end it escaped."""
    assert told(FOUND, "github") == (
        "::error file=docs/zh/a.md,line=3::50%25 is “half”. Write%0A½.\n"
        "::error file=snippets/a%2Cb%3Ac/x.sh,line=1::it is\\x1b[1m bold."
    )
    assert told((), "github") == ""


def test_a_folder_without_a_guide_has_nothing_to_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there are neither pages nor snippets, nothing is found."""
    (tmp_path / "nothing").mkdir()
    monkeypatch.chdir(tmp_path / "nothing")

    assert check(Path()) == ()


def test_no_page_ends_in_a_crash(guide: Path) -> None:
    """However odd the Markdown of a page is, what is told of it has a line of the page."""
    chance = random.Random(4)
    pieces = ["```", "~~~", "````", "snippet", "bash", "{", ".sh}", "first/set", "\n", "\n", "\n"]
    pieces += [" ", "    ", "> ", "- ", "1. ", "!!! note", "---", "\t", "\0", "\u2028", "<!--", "#"]
    page = guide / "docs" / "en" / "manual.md"
    for _ in range(300):
        text = "".join(chance.choices(pieces, k=chance.randint(1, 60)))
        page.write_text(text, encoding="utf-8", newline="")

        found = check(Path())

        last = text.count("\n") + 1
        assert all(1 <= each.line <= last for each in found if each.path.name == "manual.md")
