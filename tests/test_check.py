"""Proves `check`: every rule of a guide, each told with the page and its line."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

import archives
from pasteproof.check import check, checked
from pasteproof.memory import PAGES_FILE, Memory
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


def test_pages_that_are_remembered_come_to_the_same(guide: Path) -> None:
    """After each of many edits, a check that knows most pages finds what one from nothing finds."""
    chance = random.Random(7)
    manual, start = "manual.md", "index.md"
    pieces = ["[x](manual.md#no)", "[x](gone.md)", "```sh\n```\n", "中文a", "\n\n", "7", "<!-- -->"]
    seen = set()
    for _ in range(60):
        page = guide / "docs" / chance.choice(["en", "zh"]) / chance.choice([manual, start])
        text = page.read_text(encoding="utf-8") if page.is_file() else ""
        at = chance.randint(0, len(text))
        page.write_text(f"{text[:at]}{chance.choice(pieces)}{text[at:]}", encoding="utf-8")
        if chance.random() < 0.1:
            page.unlink()

        found = checked(Path(), Memory(Path()).pages)

        assert found == checked(Path())
        seen |= set(found.found)

    assert len(seen) > 60


def test_a_page_that_is_remembered_is_not_read(guide: Path) -> None:
    """What the memory says of a page is told, unless it says nothing that could be told."""
    checked(Path(), Memory(Path()).pages)
    kept = json.loads((guide / PAGES_FILE).read_text(encoding="utf-8"))
    known = kept["found"]["manual.md"][1]
    told_of = []
    for found in ([["docs/en/manual.md", 1, "it is.", "", None, ""]], [["it"]], 5):
        known[1] = found
        (guide / PAGES_FILE).write_text(json.dumps(kept), encoding="utf-8")
        told_of.append(checked(Path(), Memory(Path()).pages).found)

    assert [told(each, "text") for each in told_of] == ["docs/en/manual.md:1: it is.", "", ""]
