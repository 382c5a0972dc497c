"""Proves that a source page may run ahead of its translations, and these may not fall apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import archives
from pasteproof.check import check
from pasteproof.cli import main
from pasteproof.telling import to_mend

GUIDE = {
    "docs/en/index.md": b"# Begin { #begin }\n\nTake 3 apples, and peel them.\n\n- Cut them.\n",
    "docs/zh/index.md": "# 开始 { #begin }\n\n取 3 个苹果，去皮。\n\n- 切开。\n".encode(),
    "docs/en/end.md": b"# End { #end }\n",
    "docs/zh/end.md": "# 结束 { #end }\n".encode(),
}
SOURCE, TRANSLATION = Path("docs/en/index.md"), Path("docs/zh/index.md")
BEHIND = "the source page is newer here; readers are told, and see it beside this"


@pytest.fixture(autouse=True)
def accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go to a guide whose translation has been accepted."""
    monkeypatch.chdir(tmp_path)
    archives.lay(GUIDE, tmp_path)
    assert main(["accept", "zh/index.md", "zh/end.md"]) == 0


def change(path: Path, old: str, new: str) -> None:
    """Replace some words in a page, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def of_number() -> None:
    """Change a number of the source."""
    change(SOURCE, "3", "4")


def of_paragraph() -> None:
    """Add a paragraph to the source."""
    change(SOURCE, "- Cut", "Wash 5 knives.\n\n- Cut")


def of_item() -> None:
    """Add an item to a list of the source."""
    change(SOURCE, "them.\n", "them.\n- Cook them.\n")


@pytest.mark.parametrize("edit", [of_number, of_paragraph, of_item])
def test_the_source_may_run_ahead(edit: Callable[[], None]) -> None:
    """What is changed or added in the source only is told, and holds nobody up."""
    edit()

    found = check(Path())

    assert [each.waived for each in found] == [BEHIND] * len(found) != []
    assert (to_mend(found), main(["check"])) == ((), 0)


def test_a_new_page_may_run_ahead() -> None:
    """A page that is new in the source, and without a lock, is told, and holds nobody up."""
    Path("docs/en/more.md").write_text("# More { #more }\n", encoding="utf-8")

    assert [(str(each.path), each.waived) for each in check(Path())] == [
        ("docs/zh/more.md", "the page is new; readers see it in the source language until it is "
         "translated"),
    ]  # fmt: skip


def lose_number() -> None:
    """Change a number of the translation."""
    change(TRANSLATION, "3", "4")


def lose_paragraph() -> None:
    """Delete a paragraph of the translation."""
    change(TRANSLATION, "取 3 个苹果，去皮。\n\n", "")


def lose_item() -> None:
    """Delete the list of the translation."""
    change(TRANSLATION, "- 切开。\n", "")


@pytest.mark.parametrize("edit", [lose_number, lose_paragraph, lose_item])
def test_a_translation_may_not_fall_apart(edit: Callable[[], None]) -> None:
    """What departs in the translation only, while its source is as accepted, has to be mended."""
    edit()

    assert to_mend(check(Path())) != ()


def test_a_page_that_was_there_may_not_vanish() -> None:
    """A translated page that was deleted has to be mended, since its lock is there."""
    TRANSLATION.unlink()

    assert [(str(each.path), each.problem) for each in to_mend(check(Path()))] == [
        ("docs/zh/index.md", "there is no such page."),
        ("translations/zh/index.lock", "docs/zh/index.md, which this belongs to, is gone."),
    ]


def test_without_a_lock_nothing_is_excused() -> None:
    """Of a translation that nobody has accepted, every departure has to be mended."""
    Path("translations/zh/index.lock").unlink()
    of_number()

    assert [each.problem for each in to_mend(check(Path()))] == [
        "the number here is 3; the source page has 4."
    ]
