"""Proves the table of all scenarios: what each row says, and that it is what evidence says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import archives
from pasteproof import evidence
from pasteproof.matrix import Row, matrix
from pasteproof.model import ShellName
from pasteproof.proof import Record
from pasteproof.published import EVIDENCE, recorded, rows
from pasteproof.recorded import show
from pasteproof.scenario import read_all

PROVEN = Row(
    scenario="start",
    snippets=(("run", "start.md#go"), ("wait", "")),
    explained=1,
    state="proven",
    shells={"bash": ("5.2", "5.3"), "zsh": ("5.9",)},
    tools=("acme 2.0", "1.0"),
    ways=(3, 2),
    when="2026-11-22T18:30:00Z",
)
OPEN = Row(scenario="later", snippets=(("see", ""),), explained=0, state="open", shells={})
IDLE = Row(scenario="never", snippets=(("a", ""), ("b", "")), explained=2, state="unrun", shells={})
CHECK = replace(
    PROVEN, scenario="ours", snippets=(), explained=0, shells={"bash": ()}, tools=(), ways=(1, 1)
)
GUIDE = {
    "docs/en/index.md": b"# Start { #start }\n\n```snippet\nstart/run\n```\n",
    "docs/en/more.md": b"Text.\n\n```snippet\nstart/wait\n```\n\n```snippet\nstart/run\n```\n",
    "docs/zh/index.md": b"# A { #a }\n\n```sh\n# B { #b }\n```\n\n```snippet\nstart/run\n```\n",
    "snippets/start/scenario.toml": b'homes = ["new", "lived-in"]\n\n[[step]]\npaste = "run.sh"\n'
    b'[[step]]\npaste = "wait.sh"\n',
    "snippets/start/run.sh": b"true\n",
    "snippets/start/wait.sh": b"true\n",
    "snippets/ours/scenario.toml": b'shells = ["bash"]\n\n[[step]]\ntypes = "true"\n',
    "snippets/idle/scenario.toml": b'[unverified]\n"dir.ps1" = "No PowerShell here."\n',
    "snippets/idle/dir.ps1": b"dir\n",
}


def test_each_scenario_has_a_row_below_the_sum() -> None:
    """The table says all in words, and sums up how many snippets are proven, and how many not."""
    lines = matrix([PROVEN, OPEN, IDLE, CHECK], "en")

    assert lines == [
        "5 snippets in 4 scenarios. Proven in this build: 1. "
        "Unable to run here, with the reason: 3. Not verified in this build: 1.",
        "",
        "| Scenario | Snippets | bash | zsh | With | Homes × ways of typing | Run |",
        "|---|---|---|---|---|---|---|",
        "| start | [run](start.md#go), wait | 5.2, 5.3 | 5.9 | acme 2.0, 1.0 | 3 × 2 "
        '| <time datetime="2026-11-22T18:30:00Z">2026-11-22</time> |',
        "| later | see | not verified | not verified | not verified | not verified "
        "| not verified |",
        "| never | a, b | not run | not run | not run | not run | not run |",
        "| ours | none; a check of ours | not verified | not meant for it | the shell alone "
        '| 1 × 1 | <time datetime="2026-11-22T18:30:00Z">2026-11-22</time> |',
    ]


def test_the_table_is_in_the_language_of_the_page() -> None:
    """Chinese pages have Chinese words, and pages in any other language have English ones."""
    chinese, english, other = (matrix([OPEN, IDLE], language) for language in ("zh", "en", "fr"))

    assert chinese[0] == (
        "2 个场景，共 3 段命令：本次构建中已实测 0 段，"
        "不能在此运行并写明原因的 2 段，本次构建中未验证的 1 段。"
    )
    assert chinese[4] == "| later | see | 未验证 | 未验证 | 未验证 | 未验证 | 未验证 |"
    assert other == english


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    """Return the folder of a guide with three scenarios, of which nothing was run."""
    archives.lay(GUIDE, tmp_path)
    return tmp_path


Prove = Callable[..., None]


@pytest.fixture
def prove(guide: Path) -> Prove:
    """Return what writes down that scenarios passed in a shell, or did not."""
    digests = {each.name: evidence.digest(each) for each in read_all(guide / "snippets")[0]}

    def record(name: str, shell: ShellName, *, passed: bool = True) -> None:
        made = Record(
            scenario=name, digest=digests[name], shell=shell, shell_version="5", passed=passed,
            system="Debian", feeds=("paste", "lines"), homes=("new", "lived-in"),
            when=f"2026-11-2{len(shell)}T18:30:00Z",
        )  # fmt: skip
        evidence.add(guide / EVIDENCE, [made])

    return record


def test_a_row_says_what_evidence_says(guide: Path, prove: Prove) -> None:
    """A proven scenario has versions, ways and the day of its first run; others have none."""
    prove("start", "bash")
    prove("start", "zsh")
    prove("ours", "bash")

    idle, ours, start = rows(guide, "en")

    assert (idle.state, idle.explained, idle.snippets) == ("unrun", 1, (("dir", ""),))
    assert (ours.state, ours.shells, ours.snippets) == ("proven", {"bash": ("5",)}, ())
    assert (start.state, start.shells) == ("proven", {"bash": ("5",), "zsh": ("5",)})
    assert (start.ways, start.when) == ((2, 2), "2026-11-23T18:30:00Z")


def test_a_shell_without_a_run_is_not_passed_over(guide: Path, prove: Prove) -> None:
    """Where only one of the two shells was run, the cell of the other says so."""
    prove("start", "bash")

    table = matrix(rows(guide, "en"), "en")

    assert table[-1].split(" | ")[2:4] == ["5", "not verified"]


def test_one_failure_leaves_a_scenario_unproven(guide: Path, prove: Prove) -> None:
    """A scenario that failed in one shell is not proven in the other."""
    prove("start", "bash")
    prove("start", "zsh", passed=False)

    assert [each.state for each in rows(guide, "en")] == ["unrun", "open", "open"]


@pytest.mark.parametrize(
    ("language", "run"), [("en", "index.md#start"), ("zh", "index.md#a"), ("fr", "index.md#start")]
)
def test_snippets_lead_to_where_they_stand(guide: Path, language: str, run: str) -> None:
    """A snippet is a link to the section of the first page that shows it, in that language."""
    *_, start = rows(guide, language)

    assert start.snippets == (("run", run), ("wait", "more.md"))


def test_a_page_holds_the_table_in_place_of_its_fence(guide: Path, prove: Prove) -> None:
    """A matrix fence becomes the table of the guide's scenarios, wherever it stands."""
    prove("ours", "bash")

    text, problems = show("- A\n\n    ```matrix\n    ```\n", recorded(guide), "en")

    assert problems == []
    assert "    | idle | dir | not run | not run | not run | not run | not run |\n" in text
    assert "    | ours | none; a check of ours | 5 | not meant for it |" in text
