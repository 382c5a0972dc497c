"""Proves `accept`: what it records, that it touches nothing else, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from pasteproof.cli import main
from pasteproof.lock import hash_of, hash_of_letters
from translated import KEYS, LOCK, SOURCE, begin, change, contents, handle, said


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a guide in two languages, and go there."""
    return begin(tmp_path, monkeypatch)


def test_accept_records_one_block_only(guide: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`accept PAGE#block` changes one line of one lock, and no page."""
    change(SOURCE, "Run the", "Start the")
    change(SOURCE, "Keep it", "Hold it")
    change(KEYS, "再次运行", "再次启动")
    before = contents(guide)

    told = said(capsys, "accept", f"zh/keys.md#{handle('Start the script again.')}")

    after = contents(guide)
    old, new = (text[LOCK].decode().splitlines() for text in (before, after))
    assert told == (0, "docs/zh/keys.md: 1 block accepted, 5 of 6 up to date.\n", "")
    assert {name for name in after if after[name] != before[name]} == {LOCK}
    assert [line for line in new if line not in old] == [
        f"paragraph {hash_of('Start the script again.')} {hash_of_letters('再次启动脚本。')}"
    ]
    assert len(old) == len(new)


def test_accept_records_a_section_or_a_page(
    guide: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`accept PAGE#id` takes the section with that id, `accept PAGE` everything."""
    for old, new in (("Run the", "Start the"), ("Keep it", "Hold it"), ("Delete a", "Delete the")):
        change(SOURCE, old, new)

    section = said(capsys, "accept", "keys#delete")
    page = said(capsys, "accept", "docs/zh/keys.md")
    lock = (guide / LOCK).stat()
    again = said(capsys, "accept", "docs/zh/keys.md")

    untouched = "accepted, though only its source has changed since."
    assert section[:2] == (
        0,
        "docs/zh/keys.md: 2 blocks accepted, 5 of 6 up to date.\n"
        f"docs/zh/keys.md:12: {untouched}\ndocs/zh/keys.md:14: {untouched}\n",
    )
    assert page[1].startswith("docs/zh/keys.md: 1 block accepted, 6 of 6 up to date.\n")
    assert again[1] == "docs/zh/keys.md: 0 blocks accepted, 6 of 6 up to date.\n"
    assert (guide / LOCK).stat() == lock


def test_accept_keeps_what_it_is_not_asked_for(guide: Path) -> None:
    """An entry whose block is gone stays in the lock until the whole page is accepted."""
    change(SOURCE, "Run the", "Start the")
    change(KEYS, "- 切勿提交。\n", "")
    main(["accept", "keys#delete"])
    kept = (guide / LOCK).read_text(encoding="utf-8")
    main(["accept", "keys"])
    dropped = (guide / LOCK).read_text(encoding="utf-8")

    assert hash_of_letters("切勿提交。") in kept
    assert hash_of_letters("切勿提交。") not in dropped


TORN = "a merge has left the mark of a conflict here."
KEEP = "Delete the marks and keep the lines of both sides: too many do no harm."


@pytest.mark.parametrize(
    ("path", "text", "name", "complaint"),
    [
        (LOCK, "nonsense\n", "keys", f"""\
{LOCK}:1: this is no lock file of pasteproof. Take the file back from git; or \
delete it, compare the pages, and accept them again.
{LOCK}:1: 'nonsense' is no entry of a lock file. Take the file back from git; or \
delete it, compare the pages, and accept them again."""),
        (LOCK, "# pasteproof lock 1: x\n<<<<<<< HEAD\n", "keys", f"{LOCK}:2: {TORN} {KEEP}"),
        (LOCK, b"\xff\xfe", "keys",
         f"{LOCK}:1: byte 0xff is not UTF-8. Take the file back from git."),
        (KEYS, "# A\n\n<<<<<<< HEAD\n一\n=======\n二\n>>>>>>> b\n", "keys", f"""\
{KEYS}:3: {TORN} Decide what the page says, and delete the marks.
{KEYS}:7: {TORN} Decide what the page says, and delete the marks."""),
        (KEYS, "---\ntitle: a: b\n---\n# A\n", "keys", f"""\
{KEYS}:2: the front matter is not the YAML that it should be: mapping values are not \
allowed in this context. Write one "key: value" to a line, and put a value that holds \
a colon into quotes."""),
        (KEYS, "# A\n\n```text\n一\n", "keys",
         f"{KEYS}:3: this fence is never closed. Close it with ``` at the same indentation."),
        (KEYS, b"\xff", "keys", f"{KEYS}:1: byte 0xff is not UTF-8. Save the file as UTF-8."),
        (SOURCE, b"\xff", "keys", f"{SOURCE}:1: byte 0xff is not UTF-8. Save the file as UTF-8."),
        (KEYS, None, "keys", f"{KEYS} is not there. Begin it: pasteproof new page keys.md"),
        (SOURCE, None, "zh/keys", f"{KEYS}:1: {SOURCE}, its source page, is gone. Take that back \
from git, or delete this page and {LOCK}."),
        (KEYS, "# A { #keys }\n", "keys#delete",
         f"{KEYS}:1: #delete is missing. Write it before this line."),
        ("x", "", "keys#dilete", f"{KEYS} has no block #dilete. Did you mean 'delete'?"),
        ("x", "", "keys#0000000",
         f"{KEYS} has no block #0000000. See them: pasteproof diff zh/keys.md"),
    ],
)  # fmt: skip
def test_accept_refuses(
    guide: Path, capsys: pytest.CaptureFixture[str], path: str, text: str | bytes | None,
    name: str, complaint: str,
) -> None:  # fmt: skip
    """What can't be read, or is not there, is not accepted; nothing is written, nowhere."""
    if text is None:
        (guide / path).unlink()
    else:
        (guide / path).write_bytes(text.encode() if isinstance(text, str) else text)
    change("docs/en/index.md", "Welcome.", "Welcome to Acme.")
    before = contents(guide)

    told = said(capsys, "accept", "index", name)

    assert told == (1, "", f"{complaint}\nNothing was accepted.\n")
    assert contents(guide) == before
