"""Proves lock files: what they hold, what is wrong with them, and that git merges them as pages."""

from __future__ import annotations

import random
from itertools import permutations
from pathlib import Path

import pytest

from git import Repository
from pasteproof import lock
from pasteproof.backlog import translation
from pasteproof.freshness import accepted, compare
from pasteproof.lock import Entry, read, written
from pasteproof.markdown import parse

ROOT = Path(__file__).parent.parent
FIRST = "# pasteproof lock 1: what each block of docs/zh/a.md was translated from."
ENTRIES = (
    Entry(kind="heading", source="0123456789ab", own="ba9876543210", section="keys"),
    Entry(kind="paragraph", source="aaaaaaaaaaaa", own="bbbbbbbbbbbb", section="keys"),
    Entry(kind="row", source="cccccccccccc", own="dddddddddddd", section="a [b] 密钥"),
)
TEXT = f"""\
{FIRST}
# Written by `pasteproof accept`. In a merge conflict, keep the lines of both sides.

[keys]

heading 0123456789ab ba9876543210

paragraph aaaaaaaaaaaa bbbbbbbbbbbb

[a [b] 密钥]

row cccccccccccc dddddddddddd
"""


def test_a_lock_says_what_was_written() -> None:
    """A lock file is one line for each block, in the order of the page, and reads as written."""
    assert written(ENTRIES, "docs/zh/a.md") == TEXT
    assert read(TEXT).entries == ENTRIES
    assert read(written((), "docs/zh/a.md")) == lock.Lock()


@pytest.mark.parametrize(
    "text",
    [TEXT.replace("\n", "\r\n"), TEXT.replace("\n\n", "\n"), f"{TEXT}\n# A remark.\n\n", TEXT[:-1]],
    ids=["CRLF", "no empty lines", "more", "no last line end"],
)
def test_what_changes_nothing_is_read_over(text: str) -> None:
    """Line ends of other systems, empty lines and remarks are no mistakes."""
    assert read(text).entries == ENTRIES


_AGAIN = "Take the file back from git; or delete it, compare the pages, and accept them again."
_BOTH = "Delete the marks and keep the lines of both sides: too many do no harm."
_NEWER = "Use the pasteproof that wrote it."
_MARK = "a merge has left the mark of a conflict here."


@pytest.mark.parametrize(
    ("text", "line", "problem", "advice"),
    [
        ("", 1, "this is no lock file of pasteproof.", _AGAIN),
        ("heading 0123456789ab ba9876543210\n", 1, "this is no lock file of pasteproof.", _AGAIN),
        (f"\ufeff{TEXT}", 1, "this is no lock file of pasteproof.", _AGAIN),
        (TEXT.replace("lock 1", "lock 2"), 1, "this lock file has the format 2; known is 1.",
         _NEWER),
        (f"{FIRST}\nheading 012", 2, "'heading 012' is no entry of a lock file.", _AGAIN),
        (f"{FIRST}\nrow 0123456789AB ba9876543210", 2,
         "'row 0123456789AB ba9876543210' is no entry of a lock file.", _AGAIN),
        (f"{FIRST}\n{'x' * 99}", 2, f"'{'x' * 40}…' is no entry of a lock file.", _AGAIN),
        (f"{FIRST}\n<<<<<<< HEAD", 2, _MARK, _BOTH),
        (f"{FIRST}\n=======", 2, _MARK, _BOTH),
        (f"{FIRST}\n||||||| 5a3c1f0", 2, _MARK, _BOTH),
        (f">>>>>>> zh\n{FIRST}", 1, _MARK, _BOTH),
    ],
)  # fmt: skip
def test_a_mistake_in_a_lock_is_told(text: str, line: int, problem: str, advice: str) -> None:
    """What is no lock file is told with its line, and none of it is believed."""
    found = read(text)

    first = found.mistakes[0]
    assert (first.line, first.problem, first.advice) == (line, problem, advice)
    assert found.entries == ()


def test_every_mistake_in_a_lock_is_told() -> None:
    """All mistakes are told, not only the first."""
    found = read(f"{FIRST}\n<<<<<<< a\nrow 1\n=======\nrow 2\n>>>>>>> b\n")

    assert [each.line for each in found.mistakes] == [2, 3, 4, 5, 6]


def test_a_hash_never_changes() -> None:
    """The hashes of a text are those of the locks that are out there already."""
    assert lock.hash_of("Your key is a secret.") == "50df5b3643bd"
    assert lock.hash_of("caf\u00e9") == lock.hash_of("cafe\u0301") == "850f7dc43910"
    assert lock.hash_of_letters("请，登录！") == lock.hash_of_letters("请 登录。") == "3c8859379c06"
    assert lock.hash_of_letters("✓ | ✗") != lock.hash_of_letters("✗ | ✓")


PAGE = "# Keys {{ #keys }}\n\n{}\n\n{}\n\n- {}\n- {}\n"
ENGLISH = ("Your key is a secret.", "Do not share it.", "Keep it safe.", "Never commit it.")
CHINESE = ("密钥是机密。", "不要分享。", "请妥善保管。", "切勿提交。")
SOURCE, TRANSLATION, LOCK = "docs/en/a.md", "docs/zh/a.md", "translations/zh/a.lock"
FILES = ("page.md", "page.lock")


@pytest.mark.parametrize("order", [*permutations(("one", "two"))], ids="-".join)
@pytest.mark.parametrize("way", [("--no-edit",), ("--squash",)], ids=["merge", "squash"])
def test_two_translators_do_not_get_into_each_others_way(
    tmp_path: Path, order: tuple[str, str], way: tuple[str, ...]
) -> None:
    """Two branches that translate neighbouring paragraphs merge, and both blocks are up to date."""
    repository = begun(tmp_path)
    translate(repository, "one", 0)
    translate(repository, "two", 1)

    repository.run("switch", "--quiet", "main")
    for branch in order:
        repository.run("merge", *way, branch)
        repository.run("commit", "--quiet", "--allow-empty", "--message", "Merge")

    assert outdated(tmp_path) == [7, 8]


def test_two_who_translate_the_same_block_both_keep_their_lines(tmp_path: Path) -> None:
    """One block translated twice is a conflict in page and lock; the lines of both may stay."""
    repository = begun(tmp_path)
    translate(repository, "one", 0, "密钥是您的机密。")
    translate(repository, "two", 0, "密钥就是机密。")
    repository.run("switch", "--quiet", "main")
    conflicts = [repository.merge("one"), repository.merge("two")]
    torn = translation(tmp_path, "zh", "a.md")

    for name in (TRANSLATION, LOCK):
        path = tmp_path / name
        kept = [line for line in path.read_text(encoding="utf-8").split("\n") if not is_mark(line)]
        path.write_text("\n".join(kept), encoding="utf-8")
    page = tmp_path / TRANSLATION
    page.write_text(
        page.read_text(encoding="utf-8").replace("密钥就是机密。\n", ""), encoding="utf-8"
    )

    assert conflicts == [[], [TRANSLATION, LOCK]]
    assert torn.freshness is None
    assert {(str(each.path), each.problem) for each in torn.faults} == {
        (TRANSLATION, _MARK),
        (LOCK, _MARK),
    }
    assert outdated(tmp_path) == [5, 7, 8]


def test_a_paragraph_that_two_changed_is_not_up_to_date(tmp_path: Path) -> None:
    """What git makes of two changes of one source paragraph was translated by nobody."""
    repository = Repository(tmp_path)
    long = "First.\nOf all.\nSecond.\nOf two.\nThird.\n"
    repository.commit({SOURCE: long, "docs/en/index.md": "# A\n", TRANSLATION: "一。\n"})
    record(tmp_path)
    repository.commit()
    repository.branch("one")
    repository.commit({SOURCE: long.replace("First", "1st")})
    record(tmp_path)
    repository.commit()
    repository.branch("two")
    repository.commit({SOURCE: long.replace("Third", "3rd")})

    repository.run("merge", "--no-edit", "one")

    assert outdated(tmp_path) == [1]


@pytest.mark.parametrize("seed", range(24))
def test_locks_merge_wherever_their_pages_do(tmp_path: Path, seed: int) -> None:
    """Whatever two branches do to a page: if git merges the pages, it merges the locks, rightly."""
    chance = random.Random(seed)
    original = (ROOT / "docs" / "en" / "window.md").read_text(encoding="utf-8")
    repository = Repository(tmp_path)
    repository.commit({"page.md": original, "page.lock": locked(original)})
    for branch in ("one", "two"):
        text = original
        for number in range(chance.randint(1, 3)):
            text = edited(text, chance, f"{branch} {number}")
        repository.branch(branch)
        repository.commit({"page.md": text, "page.lock": locked(text)})

    conflicts = repository.merge("one")

    if "page.md" not in conflicts:
        page, lock_file = ((tmp_path / name).read_text(encoding="utf-8") for name in FILES)
        assert (conflicts, lock_file) == ([], locked(page))


def test_the_way_of_the_lines_is_what_makes_locks_merge(tmp_path: Path) -> None:
    """Without the empty lines, locks conflict where pages merge: the test above would see it."""
    repository = Repository(tmp_path)
    base = PAGE.format(*CHINESE)
    one, two = base.replace(CHINESE[0], "甲。"), base.replace(CHINESE[1], "乙。")
    repository.commit({"page.md": base, "page.lock": locked(base).replace("\n\n", "\n")})
    for branch, text in (("one", one), ("two", two)):
        repository.branch(branch)
        repository.commit({"page.md": text, "page.lock": locked(text).replace("\n\n", "\n")})

    assert repository.merge("one") == ["page.lock"]


def begun(folder: Path) -> Repository:
    """Return a repository with an accepted page, whose source then changed in every block."""
    repository = Repository(folder)
    source, translated = PAGE.format(*ENGLISH), PAGE.format(*CHINESE)
    repository.commit({SOURCE: source, "docs/en/index.md": "# A\n", TRANSLATION: translated})
    record(folder)
    repository.commit({SOURCE: source.replace(".\n", "!\n")})
    return repository


def translate(repository: Repository, branch: str, number: int, text: str = "") -> None:
    """Translate one block on a branch of its own, and accept it."""
    repository.branch(branch)
    path = repository.folder / TRANSLATION
    fresh = text or CHINESE[number].replace("。", "吧！")
    path.write_text(
        path.read_text(encoding="utf-8").replace(CHINESE[number], fresh), encoding="utf-8"
    )
    record(repository.folder, number + 1)
    repository.commit()


def record(folder: Path, place: int | None = None) -> None:
    """Accept a page, or the block at that place of it."""
    page = translation(folder, "zh", "a.md")
    assert page.freshness
    chosen = None if place is None else [page.freshness.standings[place]]
    path = folder / LOCK
    path.parent.mkdir(parents=True, exist_ok=True)
    entries = accepted(page.freshness, page.entries, chosen)
    path.write_text(written(entries, TRANSLATION), encoding="utf-8")


def outdated(folder: Path) -> list[int]:
    """Return the lines of the translation's outdated blocks."""
    page = translation(folder, "zh", "a.md")
    assert page.freshness, page.faults
    return [each.line for each in page.freshness.standings if each.state == "outdated"]


def is_mark(line: str) -> bool:
    """Say whether a merge has left the line."""
    return line.startswith(("<<<<<<<", "=======", ">>>>>>>"))


def locked(text: str) -> str:
    """Return the lock of a page whose translation says what its source says."""
    page = parse(text)
    return written(accepted(compare(page, page, ()), (), None), "page.md")


def edited(text: str, chance: random.Random, sign: str) -> str:
    """Return a page with one block changed, added, removed or moved."""
    lines = text.split("\n")
    blocks = [leaf.block for leaf in parse(text).leaves() if leaf.construct == "paragraph"]
    block, other = chance.choice(blocks), chance.choice(blocks)
    own = lines[block.line - 1 : block.end]
    what = chance.choice(["change", "change", "change", "add", "remove", "move"])
    if what == "change":
        lines[block.end - 1] += f" {sign}."
    elif what == "add":
        lines[block.end : block.end] = ["", f"New: {sign}."]
    elif what == "remove" or other.line <= block.line:
        lines[block.line - 1 : block.end + 1] = []
    else:
        lines[other.end + 1 : other.end + 1] = [*own, ""]
        lines[block.line - 1 : block.end + 1] = []
    return "\n".join(lines)
