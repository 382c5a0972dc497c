"""Proves the command `pasteproof`: its help, its exit statuses, and all that it says."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import archives
from pasteproof import __version__
from pasteproof.cli import main
from pasteproof.evidence import load
from pasteproof.matching import difference
from pasteproof.verify import EVIDENCE

COMMAND = Path(sys.executable).parent / "pasteproof"
BASE = Path(__file__).parent / "guides" / "base.txt"
SUMMARY = "see build/evidence.json"
FAILING = """\
[[step]]
paste = "red.sh"
shows = "blue"
"""


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a guide with one scenario and nothing to mend, and go there."""
    archives.unpack(BASE, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder, and go there."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


COMMANDS = (
    "verify", "check", "build", "serve", "fetch", "move", "drift",
    "status", "diff", "accept", "new",
)  # fmt: skip


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """The help of the command itself names each command with a sentence."""
    with pytest.raises(SystemExit) as end:
        main(["--help"])

    listed = re.findall(r"^    (\w+) +\S.*\.?$", capsys.readouterr().out, re.MULTILINE)
    assert (end.value.code, tuple(listed)) == (0, COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_each_command_has_an_example(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """`pasteproof COMMAND --help` says what it does, and ends in a command line to copy."""
    with pytest.raises(SystemExit) as end:
        main([name, "--help"])

    told = capsys.readouterr().out
    assert end.value.code == 0
    assert re.search(rf"\nExample: pasteproof {name} \S.*\n\Z", told)
    assert max(map(len, told.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["verfy"], "argument COMMAND: invalid choice: 'verfy' (choose from [..])"),
        (["verify", "--agian"], "unrecognized arguments: --agian"),
        (
            ["check", "--format", "xml"],
            "argument --format: invalid choice: 'xml' (choose from [..])",
        ),
        (["serve", "--port", "http"], "argument --port: invalid int value: 'http'"),
    ],
)
def test_a_command_used_wrongly_ends_in_2(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is no command, no option or no value of it is told with how it is used."""
    with pytest.raises(SystemExit) as end:
        main(arguments)

    told = capsys.readouterr().err
    assert end.value.code == 2
    assert difference(f"usage: [..]\n...\npasteproof[..]: error: {complaint}", told) == ()


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """`pasteproof --version` says which one this is."""
    with pytest.raises(SystemExit) as end:
        main(["--version"])

    assert (end.value.code, capsys.readouterr().out) == (0, f"pasteproof {__version__}\n")


def test_verify_proves_once_and_again_when_told(
    guide: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first run proves, the second runs nothing, an edit or `--again` makes it run again."""
    results = [verified(capsys)]
    results.append(verified(capsys))
    results.append(verified(capsys, "--again", "first", "first"))
    (guide / "snippets" / "first" / "set.sh").write_text("export A=1 B=2\n", encoding="utf-8")
    results.append(verified(capsys))

    proven = ["first bash proven", "first zsh proven"]
    known = f"2 of 2 proven, 2 by evidence that still holds; {SUMMARY}"
    anew = f"2 of 2 proven; {SUMMARY}"
    assert results == [[*proven, anew], [known], [*proven, anew], [*proven, anew]]
    assert [(each.scenario, each.shell, each.passed) for each in load(guide / EVIDENCE)] == [
        ("first", "bash", True),
        ("first", "zsh", True),
    ]


def verified(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """Return what `pasteproof verify` says, in order, without versions and times."""
    status = main(["verify", *arguments])

    said, complaints = capsys.readouterr()
    pattern = r"(?m)^(\w+) +(\w+) [\d.]+ +(\w+) +[\d.]+ s$"
    lines = re.sub(pattern, r"\1 \2 \3", said).splitlines()
    assert (status, complaints) == (0, "")
    return [*sorted(line for line in lines if SUMMARY not in line), lines[-1]]


def test_verify_tells_what_fails_and_proves_the_rest(
    guide: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A failure ends in 1 with its story; what passes is proven, and only what failed runs again.

    Nothing that is told is wider than 80 columns, coloured, or moves the cursor.
    """
    archives.lay(
        {
            "snippets/second/scenario.toml": f'shells = ["bash"]\n{FAILING}'.encode(),
            "snippets/second/red.sh": b"printf '\\033[31mred\\033[0m\\n'\n",
        },
        guide,
    )

    status, told = main(["verify"]), capsys.readouterr()
    again, retold = main(["verify"]), capsys.readouterr()

    story = """
second, in bash [..], pasted at once, with the distribution's rc files
  step 1  red.sh                  it printed something else
  you pasted   printf '\\033[31mred\\033[0m\\n'
  it showed  + red
             - blue
  snippets/second/scenario.toml:4"""
    line = "second                   bash [..] FAILED  [..] s"
    assert (status, again) == (1, 1)
    assert difference(story, told.err) == difference(story, retold.err) == ()
    assert difference(f"...\n{line}\n...\n2 of 3 proven; {SUMMARY}", told.out) == ()
    known = "2 by evidence that still holds"
    assert difference(f"{line}\n2 of 3 proven, {known}; {SUMMARY}", retold.out) == ()
    assert all(len(each) <= 80 for each in (told.out + told.err + retold.out).splitlines())
    assert all(each.isprintable() or each == "\n" for each in told.out + told.err)


def test_verify_takes_the_scenarios_that_are_named(
    guide: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only what is named is run, and what runs nothing is no proof."""
    archives.lay(
        {
            "snippets/second/scenario.toml": FAILING.encode(),
            "snippets/second/red.sh": b"echo red\n",
            "snippets/third/scenario.toml": b'[unverified]\n"dir.ps1" = "No PowerShell here."\n',
            "snippets/third/dir.ps1": b"dir\n",
        },
        guide,
    )

    statuses = [main(["verify", "first"]), main(["verify", "third"])]

    said, complaints = capsys.readouterr()
    assert statuses == [0, 1]
    assert said.splitlines()[-1] == f"2 of 2 proven; {SUMMARY}"
    assert complaints == "Nothing was run: no scenario below snippets/ has a step.\n"
    assert {each.scenario for each in load(guide / EVIDENCE)} == {"first"}


def test_verify_needs_only_what_is_named_to_be_right(
    guide: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistake in another scenario keeps none from being verified; one in a named one does."""
    archives.lay({"snippets/second/scenario.toml": b"[[step]]\ntype = 1\n"}, guide)

    named = main(["verify", "first"]), capsys.readouterr()
    both = main(["verify", "second", "first"]), capsys.readouterr()
    every = main(["verify"]), capsys.readouterr()

    complaint = (
        "snippets/second/scenario.toml:1: the step neither pastes a snippet nor types a line. "
        'Write paste = "name.sh", or types = "a command of yours".\n'
        "snippets/second/scenario.toml:2: unknown key 'type' in step 1. Did you mean 'types'?\n"
    )
    assert (named[0], named[1].err) == (0, "")
    assert named[1].out.splitlines()[-1] == f"2 of 2 proven; {SUMMARY}"
    assert both == every == (1, ("", complaint))


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["frist"], "there is no scenario 'frist'. Did you mean 'first'?"),
        (["first", "x"], "there is no scenario 'x'. There are: first."),
        (["--tool", "acme"], "'acme' chooses no tool. Write NAME=VERSION."),
    ],
)
def test_verify_refuses_what_there_is_not(
    guide: Path, arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A scenario that is not there is told with the near one, and nothing is run."""
    status = main(["verify", *arguments])

    assert (status, *capsys.readouterr()) == (2, "", f"pasteproof verify: {complaint}\n")
    assert not (guide / EVIDENCE).exists()


def test_verify_refuses_a_mistaken_scenario(
    guide: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Mistakes in scenarios are told, all of them, before anything is run."""
    scenario = guide / "snippets" / "first" / "scenario.toml"
    scenario.write_text("hommes = 1\n" + scenario.read_text(encoding="utf-8"), encoding="utf-8")
    (guide / "snippets" / "first" / "set.sh").write_text("$ export A=1\n", encoding="utf-8")

    status = main(["verify"])

    assert (status, *capsys.readouterr()) == (
        1,
        "",
        "snippets/first/scenario.toml:1: unknown key 'hommes'. Did you mean 'homes'?\n"
        "snippets/first/set.sh:1: the line starts with the prompt sign '$'. "
        "Leave it out: it would be pasted too.\n",
    )
    assert not (guide / EVIDENCE).exists()


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    ("arguments", "status", "complaint"),
    [
        (["verify"], 1, "Nothing was run: no scenario below snippets/ has a step.\n"),
        (
            ["verify", "first"],
            2,
            "pasteproof verify: there is no scenario 'first'. There are: none.\n",
        ),
        (
            ["build"],
            1,
            "mkdocs.yml:1: there is no such file. Run this in a guide's folder.\n",
        ),
        (["check"], 0, ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_an_empty_folder_is_no_guide(
    arguments: list[str], status: int, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where there is no guide, each command says what it misses."""
    assert (main(arguments), *capsys.readouterr()) == (status, "", complaint)


def test_without_a_sandbox_nothing_is_run(
    guide: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where bubblewrap is missing, that is told with what to do, and nothing counts as run."""
    monkeypatch.setenv("PATH", str(guide))

    status = main(["verify"])

    assert (status, *capsys.readouterr()) == (
        1,
        "",
        "bubblewrap is not installed. Install it: `sudo apt-get install bubblewrap` on Debian and "
        "Ubuntu, `sudo dnf install bubblewrap` on Fedora.\n",
    )
    assert not (guide / EVIDENCE).exists()


def test_an_undeclared_tool_is_told(guide: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A scenario that needs a tool of which nobody knows where to get it is told."""
    scenario = guide / "snippets" / "first" / "scenario.toml"
    scenario.write_text(f'needs = ["acme"]\n{scenario.read_text(encoding="utf-8")}', "utf-8")

    status = main(["verify"])

    assert (status, *capsys.readouterr()) == (
        1,
        "",
        "the tool 'acme' is not declared. Add [tool.pasteproof.tools.acme] to pyproject.toml.\n",
    )


@pytest.mark.usefixtures("guide")
def test_check_says_nothing_where_nothing_is_to_mend(capsys: pytest.CaptureFixture[str]) -> None:
    """A guide that is as it should be ends in 0, in silence, or with an empty list as JSON."""
    plain = (main(["check"]), *capsys.readouterr())
    data = (main(["check", "--format", "json"]), *capsys.readouterr())

    assert plain == (0, "", "")
    assert data == (0, "[]\n", "")


def test_check_tells_what_is_to_mend(guide: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is to mend is told in the form that is asked for, and counted; the status is 1."""
    manual = guide / "docs" / "en" / "manual.md"
    manual.write_bytes(manual.read_bytes().replace(b" }\n", b" }\r\n", 1))
    statuses, said = [], {}

    for form in ("text", "json", "github"):
        statuses.append(main(["check", "--format", form]))
        said[form], complaints = capsys.readouterr()
        assert complaints == "1 to mend.\n"

    problem = "the line holds a carriage return (CR)."
    advice = "Use LF line ends."
    assert statuses == [1, 1, 1]
    assert said["text"] == f"docs/en/manual.md:1: {problem} {advice}\n"
    assert said["github"] == f"::error file=docs/en/manual.md,line=1::{problem} {advice}\n"
    assert json.loads(said["json"]) == [
        {
            "path": "docs/en/manual.md",
            "line": 1,
            "problem": problem,
            "advice": advice,
            "counterpart": None,
            "waived": "",
        }
    ]


@pytest.mark.usefixtures("empty")
def test_a_run_that_is_interrupted_keeps_what_it_has(tmp_path: Path) -> None:
    """Ctrl-C ends a run at once, without a traceback, and what had ended is written down."""
    for name, line in (("quick", "true"), ("slow", "sleep 60")):
        text = f'shells = ["bash"]\n[[step]]\ntypes = "{line}"\nwithin = 90\n'
        archives.lay({f"snippets/{name}/scenario.toml": text.encode()}, tmp_path)
    run = subprocess.Popen(
        [COMMAND, "verify"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert run.stdout is not None
    first = run.stdout.readline()

    os.killpg(run.pid, signal.SIGINT)
    _, complaints = run.communicate(timeout=20)

    assert first.startswith("quick ")
    assert (run.returncode, complaints) == (130, "")
    assert [each.scenario for each in load(tmp_path / EVIDENCE)] == ["quick"]


def test_a_reader_that_goes_away_is_no_crash(guide: Path) -> None:
    """When what it says is piped into a command that stops reading, nothing complains."""
    (guide / "docs" / "en" / "manual.md").write_text("```sh\nls\n```\n" * 3000, encoding="utf-8")

    said = subprocess.run(
        ["/bin/bash", "-c", f"'{COMMAND}' check | head -1"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert said.stdout.count("\n") == 1
    assert said.stderr == ""
