"""Proves the pytest plugin: each scenario and shell a test, and a failure told as its story."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pexpect
import pytest

import archives
from pasteproof.evidence import load
from pasteproof.matching import difference
from pasteproof.verify import EVIDENCE

GUIDE = {
    "snippets/good/scenario.toml": b'[[step]]\npaste = "do.sh"\nshows = "done"\n',
    "snippets/good/do.sh": b"echo done\n",
    "snippets/bad/scenario.toml": b'shells = ["bash"]\n\n[[step]]\npaste = "make.sh"\n\n'
    b'[[step]]\npaste = "show.sh"\nshows = """\nby step two\nready"""\n\n'
    b'[afterwards.files]\n"~/made" = { holds = "by step one\\n" }\n',
    "snippets/bad/make.sh": b"echo by step one > ~/made\n",
    "snippets/bad/show.sh": b"cat ~/made\necho ready\n",
    "snippets/idle/scenario.toml": b'[unverified]\n"dir.ps1" = "No PowerShell here."\n',
    "snippets/idle/dir.ps1": b"dir\n",
    "snippets/_shared/scenario.toml": b"what several scenarios share is none",
    "elsewhere/scenario.toml": b"what is not below snippets/ is another's",
}
STORY = """\
bad, in bash [..], pasted at once, with the distribution's rc files
  step 2  show.sh                 it printed something else
  you pasted   cat ~/made
               echo ready
  it showed  + by step one
             - by step two
               ready
  snippets/bad/scenario.toml:8"""
HANDED_OVER = "This is the terminal of the failing step: Enter shows its prompt, Ctrl-] leaves it."
REPLAY = "  replay  pytest snippets/bad/scenario.toml::bash --debug-shell"


def run(guide: Path, *arguments: str, path: str = "") -> subprocess.CompletedProcess[str]:
    """Run pytest in the folder of a guide, apart from the run that this is."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments], cwd=guide, env=environment(path),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip


def environment(path: str = "") -> dict[str, str]:
    """Return this environment without what the run that this is has put there."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    return kept | ({"PATH": path} if path else {})


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """Return a guide whose scenarios have been run, one of which fails, and what pytest said."""
    guide = tmp_path_factory.mktemp("ran")
    archives.lay(GUIDE, guide)
    return guide, run(guide, "snippets", "-v", "--rootdir=snippets", "--junitxml=build/junit.xml")


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    """Return the folder of a guide of which nothing has been run."""
    archives.lay(GUIDE, tmp_path)
    return tmp_path


Ran = tuple[Path, subprocess.CompletedProcess[str]]


def test_each_scenario_is_a_test_in_each_shell(ran: Ran) -> None:
    """There is one item for each scenario and shell, none where no step is, and one fails."""
    _, said = ran

    results = sorted(line.split(" ")[:2] for line in said.stdout.splitlines() if "%]" in line)
    assert results == [
        ["snippets/bad/scenario.toml::bash", "FAILED"],
        ["snippets/good/scenario.toml::bash", "PASSED"],
        ["snippets/good/scenario.toml::zsh", "PASSED"],
    ]
    assert said.returncode == pytest.ExitCode.TESTS_FAILED


def test_a_failure_is_told_as_its_story(ran: Ran) -> None:
    """The story stands in the report whole, with how to replay it, and without a traceback."""
    _, said = ran

    told = f"...\n[..] bad in bash [..]\n{STORY}\n{REPLAY}\n-[..]\n..."
    assert difference(told, said.stdout) == ()
    assert "Traceback" not in said.stdout + said.stderr
    assert "pytest_plugin.py" not in said.stdout


def test_a_run_is_evidence_of_the_guide(ran: Ran) -> None:
    """What passed and what failed is written down in the guide, wherever pytest has its root."""
    guide, _ = ran

    records = load(guide / EVIDENCE)
    assert [(each.scenario, each.shell, each.passed) for each in records] == [
        ("bad", "bash", False),
        ("good", "bash", True),
        ("good", "zsh", True),
    ]
    assert difference(STORY, records[0].story) == ()
    assert records[1].shown[0].screen.first == "done"
    assert not (guide / "snippets" / "build").exists()


def test_a_run_is_reported_as_junit_does(ran: Ran) -> None:
    """The JUnit report names each item and holds the story of the one that fails."""
    guide, _ = ran

    cases = ElementTree.parse(guide / "build" / "junit.xml").findall(".//testcase")

    failure = next(case for case in cases if case.get("classname") == "bad.scenario.toml")
    told = failure.findtext("failure")
    assert sorted(f"{case.get('classname')} {case.get('name')}" for case in cases) == [
        "bad.scenario.toml bash",
        "good.scenario.toml bash",
        "good.scenario.toml zsh",
    ]
    assert difference(f"{STORY}\n{REPLAY}", told or "") == ()


def test_what_failed_is_run_again_alone(ran: Ran, tmp_path: Path) -> None:
    """`--lf` runs what failed; mended, it passes, and the evidence keeps the rest."""
    guide = shutil.copytree(ran[0], tmp_path / "guide")
    scenario = guide / "snippets" / "bad" / "scenario.toml"
    scenario.write_text(scenario.read_text(encoding="utf-8").replace("two", "one"), "utf-8")

    said = run(guide, "snippets", "--rootdir=snippets", "--lf", "-q")

    assert said.returncode == 0, said.stdout
    assert "1 passed" in said.stdout
    assert [(each.scenario, each.passed) for each in load(guide / EVIDENCE)] == [
        ("bad", True),
        ("good", True),
        ("good", True),
    ]


def test_one_item_is_chosen_by_its_words(guide: Path) -> None:
    """`-k` takes the names of scenarios and shells, and evidence is of what was run only."""
    said = run(guide, "-k", "good and zsh")

    assert said.returncode == 0, said.stdout
    assert "1 passed, 2 deselected" in said.stdout
    assert [(each.scenario, each.shell) for each in load(guide / EVIDENCE)] == [("good", "zsh")]


def test_items_run_side_by_side(guide: Path) -> None:
    """With `-n 2` the same passes and fails, with the same story, and all of it is evidence."""
    said = run(guide, "-n", "2")

    assert said.returncode == pytest.ExitCode.TESTS_FAILED
    assert "1 failed, 2 passed" in said.stdout
    assert difference(f"...\n{STORY}\n{REPLAY}\n...", said.stdout) == ()
    assert [(each.scenario, each.shell, each.passed) for each in load(guide / EVIDENCE)] == [
        ("bad", "bash", False),
        ("good", "bash", True),
        ("good", "zsh", True),
    ]


def test_a_mistaken_scenario_fails_its_collection(guide: Path) -> None:
    """All mistakes are told as an error of the collection, as seen from where pytest was called."""
    bad = {
        "snippets/bad/scenario.toml": b'[[step]]\npaste = "mak.sh"\nshow = "x"\n',
        "snippets/bad/show.sh": b"$ ls\n",
    }
    archives.lay(bad, guide)

    said = run(guide, "snippets")

    told = """\
...
[..] ERROR collecting [..]bad/scenario.toml [..]
snippets/bad/make.sh:1: no step pastes this snippet. [..]
snippets/bad/scenario.toml:1: there is no snippet 'mak.sh'. Did you mean 'make.sh'?
snippets/bad/scenario.toml:3: unknown key 'show' in step 1. Did you mean 'shows'?
snippets/bad/show.sh:1: the line starts with the prompt sign '$'. [..]
snippets/bad/show.sh:1: no step pastes this snippet. [..]
=[..]
..."""
    assert difference(told, said.stdout) == ()
    assert said.returncode == pytest.ExitCode.INTERRUPTED
    assert "Traceback" not in said.stdout + said.stderr


def test_without_a_sandbox_nothing_passes(guide: Path) -> None:
    """Where bubblewrap is missing, each item fails with what to do, and nothing is evidence."""
    said = run(guide, "-k", "good and bash", path=str(guide))

    told = "bubblewrap is not installed. Install it: `sudo apt-get install bubblewrap` on Debian"
    assert difference(f"...\n{told} [..]\n=[..]\n...", said.stdout) == ()
    assert said.returncode == pytest.ExitCode.TESTS_FAILED
    assert "Traceback" not in said.stdout
    assert load(guide / EVIDENCE) == ()


def test_a_mistake_of_ours_keeps_its_traceback(guide: Path) -> None:
    """What is no failure of a scenario is told with where in the source it happened."""
    (guide / "build").write_text("in the way of the evidence", encoding="utf-8")

    said = run(guide, "-k", "good and bash")

    assert said.returncode == pytest.ExitCode.TESTS_FAILED
    assert "FileExistsError" in said.stdout
    assert "evidence.py" in said.stdout


def test_several_processes_hand_no_terminal_over(guide: Path) -> None:
    """`--debug-shell` with `-n` is wrong use, and told before anything is run."""
    said = run(guide, "-n", "2", "--debug-shell")

    assert said.returncode == pytest.ExitCode.USAGE_ERROR
    assert said.stderr.strip() == (
        "ERROR: --debug-shell needs the terminal for itself: leave out -n."
    )


def test_the_terminal_of_the_failing_step_is_handed_over(guide: Path) -> None:
    """What a person types reaches the sandbox as the steps before have left it, until Ctrl-]."""
    command = REPLAY.split()[2:]
    child = pexpect.spawn(
        sys.executable, ["-m", "pytest", *command], cwd=str(guide), env=environment(),
        dimensions=(30, 100), timeout=20, encoding="utf-8",
    )  # fmt: skip
    child.delaybeforesend = None

    child.expect_exact(HANDED_OVER)
    told = (child.before or "").replace("\r\n", "\n")
    child.send("\r")
    child.expect_exact("reader@")
    child.send("cat ~/made; echo $SHELL $((40 + 2)); ls /snippets\r")
    child.expect_exact("by step one")
    child.expect_exact("/usr/bin/bash 42")
    child.expect("cannot access '?/snippets")
    child.sendcontrol("]")
    child.expect(pexpect.EOF)
    child.wait()

    rest = (child.before or "").replace("\r\n", "\n")
    assert difference(f"...\n{STORY}", told) == ()
    assert difference(f"...\n{STORY}\n{REPLAY}\n...", rest) == ()
    assert child.exitstatus == pytest.ExitCode.TESTS_FAILED


def test_nothing_is_handed_over_where_nothing_fails(guide: Path) -> None:
    """With `--debug-shell`, what passes passes, and what fails without a keyboard just fails."""
    said = run(guide, "--debug-shell")

    assert said.returncode == pytest.ExitCode.TESTS_FAILED
    assert "1 failed, 2 passed" in said.stdout
    assert said.stdout.count(HANDED_OVER) == 1
