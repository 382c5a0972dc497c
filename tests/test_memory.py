"""Proves the memory of a check: it holds as long as nothing changes, and never longer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pasteproof.memory import FILE, PAGES_FILE, Memory
from pasteproof.model import Diagnostic

FOUND = (
    Diagnostic(path=Path("docs/zh/甲.md"), line=3, problem="it is “so”.", advice="Mend it."),
    Diagnostic(
        path=Path("a.md"), line=1, problem="it is.", waived="why", counterpart=(Path("b.md"), 2)
    ),
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the folder of a repository with one page."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("# A\n", encoding="utf-8")
    return tmp_path


def searches(root: Path) -> int:
    """Return how often a check and a question are searched for, asked once more."""
    count = 0

    def search() -> Iterator[Diagnostic]:
        nonlocal count
        count += 1
        yield from FOUND

    def say() -> Iterator[str]:
        nonlocal count
        count += 1
        yield "甲"

    memory = Memory(root)
    assert memory.found("check", search) == FOUND
    assert memory.said("notices", say) == ("甲",)
    return count


def test_what_was_found_is_remembered(root: Path) -> None:
    """The same repository is searched once, and found the same the second time."""
    assert [searches(root), searches(root), searches(root)] == [2, 0, 0]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("docs/a.md", "# B\n"),
        ("docs/b.md", ""),
        ("mkdocs.yml", "nav:\n"),
        ("build/evidence.json", "{}"),
        ("translations/zh/a.lock", "x"),
    ],
)
def test_whatever_changes_is_searched_again(root: Path, name: str, text: str) -> None:
    """Another byte in a file, or another file, is searched anew, and so is a file that is gone."""
    searches(root)
    path = root / name
    before = path.read_bytes() if path.exists() else None
    path.parent.mkdir(parents=True, exist_ok=True)

    path.write_text(text, encoding="utf-8")
    changed = searches(root)
    if before is None:
        path.unlink()
    else:
        path.write_bytes(before)

    assert (changed, searches(root)) == (2, 2)


def test_what_commands_make_is_not_looked_at(root: Path) -> None:
    """A built site, hidden folders and other files of build/ change nothing."""
    searches(root)

    for name in ("site/index.html", ".git/HEAD", "build/site/x.html", "build/x.txt"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x", encoding="utf-8")

    assert searches(root) == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"key": 1}',
        "[" * 100_000,
        "\udc80",
    ],
)
def test_a_broken_memory_is_none(root: Path, text: str) -> None:
    """A file that holds something else is no memory, and is written anew."""
    searches(root)
    (root / FILE).write_text(text, encoding="utf-8", errors="surrogateescape")

    assert [searches(root), searches(root)] == [2, 0]


@pytest.mark.parametrize("found", ["null", "[1]", '[["a", "1", "b", "c", null, ""]]', '{"a": 1}'])
def test_a_memory_of_something_else_is_none(root: Path, found: str) -> None:
    """Entries that are no diagnostics, and no lines, are searched for again."""
    searches(root)
    text = (root / FILE).read_text(encoding="utf-8")
    key = text.split('"')[3]
    broken = f'{{"key": "{key}", "found": {{"check": {found}, "notices": {found}}}}}'
    (root / FILE).write_text(broken, encoding="utf-8")

    assert [searches(root), searches(root)] == [2, 0]


def test_a_place_without_room_for_a_memory_is_searched_each_time(root: Path) -> None:
    """Where nothing can be written, all is found as well, again and again."""
    (root / "build").write_text("a file, not a folder", encoding="utf-8")

    assert [searches(root), searches(root)] == [2, 2]


PAGES = ("docs/en/a.md", "docs/zh/a.md", "docs/en/b.md", "translations/zh/a.lock", "mkdocs.yml")


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Return the folder of a guide of two pages, of which something is remembered."""
    for name in PAGES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x\n", encoding="utf-8")
    Memory(tmp_path).pages.keep({"a.md": ["of a"], "b.md": ["of b"]})
    return tmp_path


def remembered(root: Path) -> tuple[object, object]:
    """Return what is remembered of both pages."""
    memory = Memory(root).pages
    return memory.known("a.md"), memory.known("b.md")


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("docs/en/a.md", (None, ["of b"])),
        ("docs/zh/a.md", (None, ["of b"])),
        ("translations/zh/a.lock", (None, ["of b"])),
        ("docs/zh/b.md", (["of a"], None)),
        ("docs/zh/c.md", (["of a"], ["of b"])),
        ("docs/fr/c.md", (None, None)),
        ("docs/zh/index.md", (None, None)),
        ("translations/fr/c.lock", (None, None)),
        ("mkdocs.yml", (None, None)),
        ("docs/zh/picture.svg", (None, None)),
    ],
)
def test_a_page_is_remembered_while_others_change(
    pages: Path, name: str, left: tuple[object, object]
) -> None:
    """A page is searched anew with its own files only, and with whatever is no page."""
    assert remembered(pages) == (["of a"], ["of b"])

    (pages / name).parent.mkdir(exist_ok=True)
    (pages / name).write_text("y\n", encoding="utf-8")

    assert remembered(pages) == left


def test_one_page_is_remembered_besides_the_others(pages: Path) -> None:
    """What is found of a changed page joins what is known; of one that is gone, nothing stays."""
    (pages / "docs/zh/a.md").write_text("y\n", encoding="utf-8")
    Memory(pages).pages.keep({"a.md": ["of a again"]})
    both = remembered(pages)
    (pages / "docs/en/b.md").unlink()
    Memory(pages).pages.keep({})

    assert both == (["of a again"], ["of b"])
    assert "of b" not in (pages / PAGES_FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", "[]", '{"key": 1}', "[" * 100_000])
def test_a_broken_memory_of_pages_is_none(pages: Path, text: str) -> None:
    """A file that holds something else is no memory of pages."""
    (pages / PAGES_FILE).write_text(text, encoding="utf-8")

    assert remembered(pages) == (None, None)
