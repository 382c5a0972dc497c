"""Proves `check`: every rule of a guide, each told with the page and its line."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

import archives
from pasteproof.check import check
from pasteproof.model import Diagnostic
from pasteproof.telling import told

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
    Diagnostic(
        path=Path("docs/zh/a.md"),
        line=3,
        problem="50% is “half”.",
        advice="Write\n½.",
        counterpart=(Path("docs/en/a.md"), 2),
    ),
    Diagnostic(
        path=Path("snippets/a,b:c/x.sh"), line=1, problem="it is\x1b[1m bold.", waived="bold it is"
    ),
)


def test_diagnostics_are_told_as_text() -> None:
    """As text, each diagnostic is a line that editors can jump to."""
    assert told(FOUND, "text") == (
        "docs/zh/a.md:3: 50% is “half” (docs/en/a.md:2). Write\n½.\n"
        "snippets/a,b:c/x.sh:1: waived: it is\\x1b[1m bold. Reason: bold it is"
    )
    assert told((), "text") == ""


def test_diagnostics_are_told_as_json() -> None:
    """As JSON, a list holds each diagnostic with its parts, and none is an empty list."""
    assert json.loads(told(FOUND, "json")) == [
        {
            "path": "docs/zh/a.md",
            "line": 3,
            "problem": "50% is “half”.",
            "advice": "Write\n½.",
            "counterpart": {"path": "docs/en/a.md", "line": 2},
            "waived": "",
        },
        {
            "path": "snippets/a,b:c/x.sh",
            "line": 1,
            "problem": "it is\x1b[1m bold.",
            "advice": "",
            "counterpart": None,
            "waived": "bold it is",
        },
    ]
    assert json.loads(told((), "json")) == []


def test_diagnostics_are_told_as_annotations() -> None:
    """For GitHub, each diagnostic is one workflow command, with what would end it escaped."""
    assert told(FOUND, "github") == (
        "::error file=docs/zh/a.md,line=3::50%25 is “half” (docs/en/a.md:2). Write%0A½.\n"
        "::notice file=snippets/a%2Cb%3Ac/x.sh,line=1::"
        "waived: it is\\x1b[1m bold. Reason: bold it is"
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
        assert all(1 <= line <= last for line in lines_on(Path("docs/en/manual.md"), found))


def lines_on(path: Path, found: tuple[Diagnostic, ...]) -> list[int]:
    """Return the lines of a file that are named, as the place itself or to look at beside it."""
    beside = [each.counterpart for each in found if each.counterpart]
    own = [each.line for each in found if each.path == path]
    return [*own, *(line for counterpart, line in beside if counterpart == path)]
