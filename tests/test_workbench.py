"""Proves `status` and `diff`: what is outdated, what it said and says, with git and without."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from git import Repository
from pasteproof.cli import main
from translated import KEYS, LOCK, SOURCE, begin, change, contents, handle, said

NEVER = "Never share it with anyone."
START = "Start the script again."
COMMAND = Path(sys.executable).parent / "pasteproof"


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a guide in two languages, and go there."""
    return begin(tmp_path, monkeypatch)


def test_status_counts_blocks(guide: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Per language and page, it counts what is up to date, outdated and missing."""
    change(SOURCE, "a secret", "your secret")
    change(SOURCE, "Run the", "Ask first.\n\nRun the")
    (guide / "docs/en/new.md").write_text("# New\n\nAll of it.\n", encoding="utf-8")

    status, told, complaints = said(capsys, "status")

    assert (status, complaints) == (0, "")
    assert (
        told
        == """\
zh                                    blocks  up to date  outdated  missing
  index.md                                 2       100 %         0        0
  keys.md                                  7        71 %         1        1
  new.md                                   2         0 %         0        2
  all pages                               11        63 %         1        3
"""
    )


def test_status_as_json(guide: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As JSON, it says the same of each language and each page, for programs."""
    change(SOURCE, "a secret", "your secret")
    (guide / "docs/zh/index.md").unlink()

    status, told, _ = said(capsys, "status", "--format", "json")

    empty = {"blocks": 2, "up_to_date": 0, "outdated": 0, "missing": 2, "per_cent": 0}
    keys = {"blocks": 6, "up_to_date": 5, "outdated": 1, "missing": 0, "per_cent": 83}
    total = {"blocks": 8, "up_to_date": 5, "outdated": 1, "missing": 2, "per_cent": 62}
    files = {"source": "docs/en/index.md", "translation": "docs/zh/index.md", "exists": False}
    assert status == 1
    assert json.loads(told) == [
        {
            "language": "zh",
            **total,
            "pages": [
                {"page": "index.md", **files, **empty},
                {"page": "keys.md", "source": SOURCE, "translation": KEYS, "exists": True, **keys},
            ],
        }
    ]


@pytest.mark.parametrize(
    ("arguments", "status", "complaint"),
    [
        (["status", "zh"], 0, ""),
        (["status", "zk"], 2, "there is no translation into 'zk'. There are: zh."),
        (["status", "en"], 2, "there is no translation into 'en'. There are: zh."),
        (["diff", "kees"], 2, "there is no page 'kees'. Did you mean 'keys.md'?"),
        (["diff", "a/b"], 2, "there is no page 'a/b'. See them all: pasteproof status"),
        (["accept", "zh/kees.md"], 2, "there is no page 'zh/kees.md'. Did you mean 'keys.md'?"),
    ],
)
def test_what_is_named_wrongly_is_told(
    guide: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    status: int,
    complaint: str,
) -> None:
    """A language or a page that is not there ends in 2, and the nearest name is offered."""
    told = said(capsys, *arguments)

    line = f"pasteproof {arguments[0]}: {complaint}\n" if complaint else ""
    assert (told[0], told[2]) == (status, line)


@pytest.mark.parametrize(
    "name", ["keys", "keys.md", "zh/keys", "docs/zh/keys.md", "./docs/en/keys.md"]
)
def test_diff_tells_words(guide: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Of each outdated block, it shows which words changed, and the translation with its line."""
    Repository(guide).commit()
    change(SOURCE, "a secret.\nDo not share it.", f"a secret.\n{NEVER}")
    change(SOURCE, "Run the", "Ask first.\n\nRun the")

    status, told, complaints = said(capsys, "diff", name)

    first, second = handle(f"Your key is a secret. {NEVER}"), handle("Ask first.")
    assert (status, complaints) == (0, "")
    assert (
        told
        == f"""\
docs/zh/keys.md:7: outdated paragraph #{first}
  docs/en/keys.md:7 says, changed since it was translated:
    Your key is a secret. [-Do not-]{{+Never+}} share it{{+ with anyone+}}.
  docs/zh/keys.md:7 says:
    7  密钥是机密，不要分享。
  When it is right: pasteproof accept zh/keys.md#{first}

docs/zh/keys.md:14: missing paragraph #{second}
  docs/en/keys.md:15 says:
    Ask first.
"""
    )


def test_diff_of_all_pages(guide: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a page, it tells of all; with nothing behind, that nothing is."""
    fine = said(capsys, "diff")
    change("docs/en/index.md", "Welcome.", "Welcome to Acme.")
    change(SOURCE, "Run the", "Start the")

    status, told, complaints = said(capsys, "diff")

    assert fine == (0, "Every block is up to date.\n", "")
    assert (status, complaints) == (0, "")
    assert [line for line in told.splitlines() if ": outdated" in line] == [
        f"docs/zh/index.md:3: outdated paragraph #{handle('Welcome to Acme.')}",
        f"docs/zh/keys.md:14: outdated paragraph #{handle(START)}",
    ]


def test_diff_is_coloured_on_a_terminal_only(guide: Path) -> None:
    """On a terminal, colours say what is old and new, unless NO_COLOR says otherwise."""
    Repository(guide).commit()
    change(SOURCE, "Run the", "Start the")

    coloured, plain = on_a_terminal(guide, {}), on_a_terminal(guide, {"NO_COLOR": "1"})

    words = "\x1b[31;9mRun\x1b[m\x1b[32;4mStart\x1b[m the script again."
    assert words in coloured
    assert "[-Run-]{+Start+} the script again." in plain
    assert "\x1b" not in plain


def on_a_terminal(folder: Path, settings: dict[str, str]) -> str:
    """Return what `pasteproof diff` shows on a terminal."""
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    master, slave = pty.openpty()
    with subprocess.Popen(
        [COMMAND, "diff"], cwd=folder, stdin=slave, stdout=slave, stderr=slave,
        env={**environment, "TERM": "xterm", **settings},
    ) as running:  # fmt: skip
        os.close(slave)
        shown = b""
        while part := read(master):
            shown += part
    os.close(master)
    assert running.returncode == 0
    return shown.decode()


def read(terminal: int) -> bytes:
    """Return some of what a terminal shows, and nothing once nobody writes to it any more."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def test_a_tarball_knows_what_is_outdated(
    guide: Path, capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Without git, the same blocks are outdated; only what they said before is not known."""
    folder = tmp_path_factory.mktemp("tarball") / "guide"
    shutil.copytree(guide, folder, ignore=shutil.ignore_patterns(".git"))
    monkeypatch.chdir(folder)
    change(SOURCE, "Run the", "Start the")

    status, told, complaints = said(capsys, "diff")

    assert (status, complaints) == (0, "")
    assert told == unknown(
        "What docs/en/keys.md said before is not known. There is no git history here."
    )


def test_a_shallow_clone_knows_what_is_outdated(
    guide: Path, capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """In a clone without its history, the same blocks are outdated, and how to get it is told."""
    repository = Repository(guide)
    repository.commit()
    change(SOURCE, "Run the", "Start the")
    repository.commit()
    folder = tmp_path_factory.mktemp("clone") / "guide"
    repository.run("clone", "--quiet", "--depth=1", guide.as_uri(), str(folder))
    monkeypatch.chdir(folder)

    status, told, complaints = said(capsys, "diff")

    assert (status, complaints) == (0, "")
    assert told == unknown(
        "What docs/en/keys.md said before is not known. This clone holds a part of the\n"
        "history only: git fetch --unshallow"
    )


def test_what_was_never_committed_is_not_known(
    guide: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A source that was accepted and changed before any commit is outdated all the same."""
    change(SOURCE, "Run the", "Call the")
    main(["accept", "keys"])
    change(SOURCE, "Call the", "Start the")
    Repository(guide).commit()

    told = said(capsys, "diff")[1]

    assert told == unknown(
        "What docs/en/keys.md said before is not known. No commit of this repository\nholds it."
    )


def test_old_texts_are_found_under_an_old_name(
    guide: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page that was renamed, with its translation and lock, keeps its history and its state."""
    repository = Repository(guide)
    repository.commit()
    for path in (SOURCE, KEYS, LOCK):
        repository.run("mv", path, path.replace("keys", "secrets"))
    repository.commit()
    change("docs/en/secrets.md", "Run the", "Start the")

    told = said(capsys, "diff")[1]

    assert "    [-Run-]{+Start+} the script again.\n" in told
    assert told.count("outdated") == 1


def test_old_texts_of_a_branch_are_found(guide: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a merged branch said in between is found, too."""
    repository = Repository(guide)
    repository.commit()
    repository.branch("between")
    change(SOURCE, "Run the", "Call the")
    main(["accept", "keys"])
    repository.commit()
    repository.run("switch", "--quiet", "main")
    repository.run("merge", "--quiet", "--no-ff", "--no-edit", "between")
    change(SOURCE, "Call the", "Start the")
    repository.commit()

    assert "    [-Call-]{+Start+} the script again.\n" in said(capsys, "diff")[1]


def test_a_page_without_any_acceptance_is_told_in_a_word(
    guide: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page of which nothing was accepted, and a missing one, are not told block by block."""
    (guide / LOCK).unlink()
    (guide / "docs/en/new.md").write_text("# New\n\nAll of it.\n", encoding="utf-8")

    status, told, complaints = said(capsys, "diff")

    assert (status, complaints) == (0, "")
    assert (
        told
        == """\
docs/zh/keys.md: nothing of it has been accepted yet.
Compare it with docs/en/keys.md, then: pasteproof accept zh/keys.md

docs/zh/new.md: the page is missing. Begin it: pasteproof new page new.md
"""
    )


def test_diff_tells_what_stands_elsewhere(guide: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Blocks of a translation that the source has elsewhere, or nowhere, are told at the end."""
    change(SOURCE, "- Keep it *safe*.\n- Never commit it.", "- Never commit it.\n- Keep it *safe*.")
    change(KEYS, "再次运行脚本。", "再次运行脚本。\n\n完成。")

    status, told, complaints = said(capsys, "diff")

    assert (status, complaints) == (0, "")
    assert (
        told
        == """\
docs/zh/keys.md:16: surplus paragraph, in no source
docs/zh/keys.md:10: moved item paragraph, see docs/en/keys.md:10
"""
    )


def test_what_a_page_does_to_a_terminal_is_shown(
    guide: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Control characters of a page are shown and not sent; long lines are wrapped, Chinese too."""
    change(SOURCE, "Run the script again.", "Run\x1b[31m the script. " + "Then wait for it. " * 9)
    change(KEYS, "再次运行脚本。", "再次运行\x07脚本，" + "然后等待，直到它结束为止。" * 9)

    told = said(capsys, "diff")[1]

    assert "    Run{+\\x1b[31m+} the script[- again-]{+. Then wait for it+}.{+ Then wait" in told
    assert "    14  再次运行\\x07脚本，然后等待" in told
    assert told.count("\n        ") == 3


def unknown(why: str) -> str:
    """Return what is told of a block whose source said something that is not known any more."""
    name = handle(START)
    return f"""\
docs/zh/keys.md:14: outdated paragraph #{name}
  docs/en/keys.md:15 says now:
    {START}
  docs/zh/keys.md:14 says:
    14  再次运行脚本。
  When it is right: pasteproof accept zh/keys.md#{name}

{why}
"""


def test_check_gives_notice_of_what_is_outdated(
    guide: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is outdated is a notice of `check`, so that nobody who changes a source is held up.

    A page of which nothing was ever accepted gives no notice; `--fresh` fails on it, too.
    """
    change(SOURCE, "Run the", "Start the")
    (guide / "translations/zh/index.lock").unlink()

    lenient, strict = said(capsys, "check"), said(capsys, "check", "--fresh")

    adopt = "Compare it with docs/en/index.md, then: pasteproof accept zh/index.md"
    assert lenient == (
        0,
        "",
        "docs/zh/keys.md: 1 of 6 blocks outdated. See: pasteproof diff zh/keys.md\n",
    )
    assert (strict[0], strict[2]) == (1, "2 to mend.\n")
    assert strict[1].splitlines() == [
        f"docs/zh/index.md:1: nothing of this page has been accepted yet. {adopt}",
        "docs/zh/keys.md:14: the source of this paragraph has changed since it was translated "
        "(docs/en/keys.md:15). Run: pasteproof diff zh/keys.md",
    ]


GONE = "which this belongs to, is gone."
BACK = "Take the page back from git, or delete this file."


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (KEYS, None, f"{LOCK}:1: {KEYS}, {GONE} {BACK}"),
        (KEYS, "docs/zh/secrets.md", f"{LOCK}:1: {KEYS}, {GONE} docs/zh/secrets.md says the same: "
         f"git mv {LOCK} translations/zh/secrets.lock"),
        (LOCK, "translations/xx/keys.lock",
         f"translations/xx/keys.lock:1: docs/xx/keys.md, {GONE} {BACK}"),
        (SOURCE, None, f"{KEYS}:1: {SOURCE}, its source page, is gone. Take that back from git, "
         f"or delete this page and {LOCK}."),
    ],
)  # fmt: skip
def test_a_page_that_is_gone_is_told(
    guide: Path, capsys: pytest.CaptureFixture[str], old: str, new: str | None, complaint: str
) -> None:
    """A lock without its page and a translation without its source are told; nothing is lost."""
    if new is None:
        (guide / old).unlink()
    else:
        (guide / new).parent.mkdir(exist_ok=True)
        (guide / old).rename(guide / new)
    before = contents(guide)

    status, _, complaints = said(capsys, "status")

    assert status == 1
    assert complaint in complaints.splitlines()
    assert contents(guide) == before


def test_check_tells_of_locks(guide: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong with a lock is to mend, and told once."""
    (guide / LOCK).write_text("# pasteproof lock 1: x\n=======\n", encoding="utf-8")
    (guide / "translations/zh/gone.lock").write_text("# pasteproof lock 1: x\n", encoding="utf-8")

    status, told, complaints = said(capsys, "check")

    assert (status, complaints) == (1, "2 to mend.\n")
    assert (
        told
        == f"""\
translations/zh/gone.lock:1: docs/zh/gone.md, {GONE} {BACK}
{LOCK}:2: a merge has left the mark of a conflict here. Delete the marks and keep \
the lines of both sides: too many do no harm.
"""
    )


def test_a_page_that_cannot_be_compared_hides_no_other(
    guide: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a torn lock, the other pages are counted all the same; as JSON, there are no numbers."""
    (guide / LOCK).write_text("", encoding="utf-8")

    status, told, complaints = said(capsys, "status")
    numbers = json.loads(said(capsys, "status", "--format", "json")[1])[0]["pages"][1]

    assert status == 1
    assert told.splitlines()[1:] == [
        "  index.md                                 2       100 %         0        0",
        "  keys.md                             can't be compared",
        "  all pages                                2       100 %         0        0",
    ]
    assert complaints.startswith(f"{LOCK}:1: this is no lock file of pasteproof.")
    assert numbers["per_cent"] is None


def test_without_translations_there_is_nothing_to_compare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder with one language, or none, has no status, and how to begin is told."""
    monkeypatch.chdir(tmp_path)

    told = "There is no translation here. Begin one: pasteproof new language zh\n"
    assert said(capsys, "status") == (1, "", told)
    assert said(capsys, "diff") == (1, "", told)
    assert said(capsys, "status", "--format", "json") == (0, "[]\n", "")
