"""Proves `drift`: what the newest version of a tool does otherwise is told, and is one issue."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import archives
from pasteproof.drift import MOST_CHARACTERS, report
from pasteproof.matching import difference
from pasteproof.model import Scenario
from pasteproof.proof import Record
from pasteproof.scenario import read
from registry import registry

SCRIPT = Path(__file__).parent.parent / "scripts" / "drift.sh"
GUIDE = {
    "pyproject.toml": b'[tool.pasteproof.tools.acme]\nnpm = "@acme/cli"\nversions = ["2.0.0"]\n',
    "snippets/always/scenario.toml": b'needs = ["acme"]\nevery_version = true\n\n'
    b'[[step]]\npaste = "hello.sh"\nshows = "hello[..]"\n',
    "snippets/always/hello.sh": b"acme\n",
    "snippets/pinned/scenario.toml": b'needs = ["acme"]\n\n'
    b'[[step]]\ntypes = "acme"\nshows = { file = "screen.txt" }\n',
    "snippets/pinned/screen.txt": b"hello from 2.0.0\n",
    "snippets/without/scenario.toml": b'[[step]]\ntypes = "echo ready"\nshows = "ready"\n',
    "docs/en/index.md": b"# Hello\n\n```snippet\nalways/hello\n```\n",
    "docs/en/look.md": b"# Look\n\n```snippet\nalways/hello\n```\n\n"
    b"```screen\npinned/screen.txt\n```\n",
    "docs/zh/index.md": b"# Hello\n",
}
DRIFTED = """\
# With acme 3.1.0, 1 scenario no longer holds and 1 scenario looks different

4 of 4 runs of the guide's scenarios with acme 3.1.0 do not show what the pages say.

## No longer holds

These scenarios must hold in every version, and with this one don't:

- `always` in bash and zsh, on `docs/en/index.md`, `docs/en/look.md`

## Looks different

These hold in the pinned version, and show something else here:

- `pinned` in bash and zsh, on `docs/en/look.md`

## What to do

- See it: `pasteproof drift --tool acme=3.1.0` runs all of this on your machine.
- Move the guide to this version: put it first under `versions` in `pyproject.toml`, run `make test`, and change the pages and scenarios named above.
- Or stay with the pinned one, and say on the pages what is different.

<details><summary>always, in bash</summary>

```text
always, in bash [..], with acme 3.1.0, pasted at once, with the distribution's rc files
  step 1  hello.sh                it printed something else
  you pasted   acme
  it showed  + goodbye
             - hello[..]
  snippets/always/scenario.toml:6
```

</details>

<details><summary>always, in zsh</summary>
...
<details><summary>pinned, in bash</summary>
...
<details><summary>pinned, in zsh</summary>
...
</details>
"""  # noqa: E501


@pytest.fixture
def guide() -> Iterator[Path]:
    """Return a guide about a tool, below a folder that every user can read."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        archives.lay(GUIDE, Path(folder) / "guide")
        yield Path(folder) / "guide"


def drift(guide: Path, *options: str, address: str = "") -> subprocess.CompletedProcess[str]:
    """Run `pasteproof drift` in the guide, with caches beside it and a registry."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    beside = {
        "PASTEPROOF_CACHE": str(guide.parent / "cache"),
        "npm_config_cache": str(guide.parent / "npm"),
        "npm_config_registry": address,
        "npm_config_fetch_retries": "0",
        "npm_config_update_notifier": "false",
    }
    return subprocess.run(
        [Path(sys.executable).with_name("pasteproof"), "drift", *options], cwd=guide,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env=kept | beside,
    )  # fmt: skip


def saying(words: str) -> str:
    """Return a program that says something."""
    return f"#!/bin/sh\necho {words}\n"


def test_what_has_drifted_is_told_as_an_issue(guide: Path) -> None:
    """What fails with the newest version is listed with its pages, its stories, and what to do."""
    with registry("@acme/cli", "3.1.0", saying("goodbye")) as address:
        said = drift(guide, "--output", "drift.md", address=address)

    assert (said.returncode, said.stdout) == (1, ""), said.stderr
    assert sorted(said.stderr.splitlines()) == [
        "Something has drifted.",
        "always bash: differs",
        "always zsh: differs",
        "pinned bash: differs",
        "pinned zsh: differs",
    ]
    assert difference(DRIFTED, (guide / "drift.md").read_text(encoding="utf-8")) == ()


def test_where_nothing_has_drifted_nothing_is_written(guide: Path) -> None:
    """A newest version that shows what the pages say leaves the report empty."""
    with registry("@acme/cli", "3.1.0", saying("hello from 2.0.0")) as address:
        said = drift(guide, "--output", "drift.md", address=address)

    assert (said.returncode, said.stdout) == (0, ""), said.stderr
    assert said.stderr.splitlines()[-1] == "Nothing has drifted."
    assert (guide / "drift.md").read_text(encoding="utf-8") == ""


def test_another_look_is_no_broken_promise(guide: Path) -> None:
    """What may look different elsewhere is told apart from what must hold in every version."""
    with registry("@acme/cli", "3.1.0", saying("hello from 3.1.0")) as address:
        said = drift(guide, address=address)

    assert said.stdout.startswith("# With acme 3.1.0, 1 scenario looks different\n")
    assert "\n## Looks different\n" in said.stdout
    assert "No longer holds" not in said.stdout


@pytest.mark.parametrize(
    ("options", "latest", "status", "complaint"),
    [
        (
            ["--tool", "acne=latest"], "3.1.0", 2,
            "pasteproof drift: the tool 'acne' is not declared. Did you mean 'acme'?\n",
        ),
        (
            ["--tool", "acme"], "3.1.0", 2,
            "pasteproof drift: 'acme' chooses no tool. Write NAME=VERSION.\n",
        ),
        (
            ["--tool", "acme=../../guide"], "3.1.0", 1,
            "'../../guide' is no version of acme. Write it as npm does: 2.1.0.\n",
        ),
        (
            ["--tool", "acme=3.0.9"], "3.1.0", 1,
            "npm could not fetch @acme/cli@3.0.9:\n...\n[..]No matching version found[..]\n...\n",
        ),
    ],
)  # fmt: skip
def test_a_version_that_cannot_be_had_is_told(
    guide: Path, options: list[str], latest: str, status: int, complaint: str
) -> None:
    """Without the tool or its version nothing is run and nothing written, so no issue is closed."""
    with registry("@acme/cli", latest, saying("hello")) as address:
        said = drift(guide, "--output", "drift.md", *options, address=address)

    assert (said.returncode, said.stdout) == (status, "")
    assert difference(complaint, said.stderr) == ()
    assert not (guide / "drift.md").exists()


def test_where_nothing_was_run_nothing_is_known(guide: Path) -> None:
    """Without a scenario that needs the tool, there is no report, and a former one is gone."""
    for name in ("always", "pinned"):
        shutil.rmtree(guide / "snippets" / name)
    (guide / "drift.md").write_text("# Former\n", encoding="utf-8")

    with registry("@acme/cli", "3.1.0", saying("hello")) as address:
        said = drift(guide, "--output", "drift.md", address=address)

    complaint = "Nothing was run: no scenario with a step needs one of these tools.\n"
    assert (said.returncode, said.stdout, said.stderr) == (1, "", complaint)
    assert not (guide / "drift.md").exists()


def test_a_report_fits_into_an_issue(guide: Path) -> None:
    """Stories that don't fit are counted, and no screen can close its fence."""
    scenario = read(guide / "snippets" / "pinned")[0]
    assert scenario

    text = report(guide, ["acme 3.1.0"], [tried(scenario, "````\n" * 4000)] * 5)
    short = report(guide, ["acme 3.1.0"], [tried(scenario, "````\n")])

    assert len(text) <= MOST_CHARACTERS
    assert text.startswith("# With acme 3.1.0, 1 scenario looks different\n")
    assert text.endswith("\n</details>\n\n3 more did not fit in here.\n")
    assert "\n`````text\n````\n\n`````\n" in short


def tried(scenario: Scenario, story: str) -> tuple[Scenario, Record]:
    """Return a scenario that failed with a story."""
    return scenario, Record(
        scenario=scenario.name, digest="", shell="bash", shell_version="", system="", passed=False,
        feeds=(), homes=(), when="", story=story,
    )  # fmt: skip


FOUND = "issue list --state open --label drift --app github-actions --limit 1 "
FOUND += r'--json number,title --jq .[] | "\(.number) \(.title)"'


REPORT = "# It differs\n\nIn $(that), and `this`.\n"
EDITED = ["issue edit 7 --title It differs --body-file -", "< In $(that), and `this`."]


@pytest.mark.parametrize(
    ("text", "known", "calls"),
    [
        ("", "", []),
        (
            "", "7 It differs",
            [
                "issue close 7 --reason completed --comment "
                "The guide shows again what the newest client does, in every run."
            ],
        ),
        (
            REPORT, "",
            [
                "label create drift --force --color FBCA04 --description "
                "What the guide says is not what the newest client does",
                "issue create --title It differs --label drift --body-file -",
                "< In $(that), and `this`.",
            ],
        ),
        (REPORT, "7 It differs", EDITED),
        (REPORT, "7 It differs less", [*EDITED, "issue comment 7 --body It differs."]),
    ],
)  # fmt: skip
def test_there_is_one_issue_while_there_is_a_drift(
    tmp_path: Path, text: str, known: str, calls: list[str]
) -> None:
    """An issue is opened, brought up to date with a word if more or less differs, and closed."""
    (tmp_path / "drift.md").write_text(text, encoding="utf-8")

    said = told_to_github(tmp_path, known)

    assert said.returncode == 0, said.stderr
    assert (tmp_path / "calls").read_text(encoding="utf-8").splitlines() == [FOUND, *calls]


def test_without_a_report_nothing_is_said(tmp_path: Path) -> None:
    """A run that wrote no report closes no issue."""
    said = told_to_github(tmp_path, "7")

    complaint = "there is no file 'drift.md'. Write it: pasteproof drift --output drift.md"
    assert (said.returncode, said.stderr) == (1, f"drift: {complaint}\n")
    assert not (tmp_path / "calls").exists()


def test_without_an_answer_nothing_is_opened(tmp_path: Path) -> None:
    """Where GitHub does not say which issue there is, none is opened beside it."""
    (tmp_path / "drift.md").write_text(REPORT, encoding="utf-8")

    said = told_to_github(tmp_path, "7 It differs", status=4)

    assert said.returncode == 4
    assert (tmp_path / "calls").read_text(encoding="utf-8").splitlines() == [FOUND]


def told_to_github(folder: Path, known: str, status: int = 0) -> subprocess.CompletedProcess[Any]:
    """Run the script with a gh that knows one issue, or none, and writes down what it is told."""
    commands = folder / "bin"
    commands.mkdir()
    for name in ("bash", "sed", "cat", "env"):
        (commands / name).symlink_to(str(shutil.which(name)))
    (commands / "gh").write_text(
        f'#!{commands}/bash\necho "$*" >>{folder}/calls\n'
        f'case "$1 $2" in "issue list") echo "{known}"; exit {status} ;; esac\n'
        f'case "$*" in *"--body-file -") sed "s/^/< /" >>{folder}/calls ;; esac\n'
    )
    (commands / "gh").chmod(0o755)
    return subprocess.run(
        [SCRIPT, "drift.md"], cwd=folder, env={"PATH": str(commands)}, check=False,
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )  # fmt: skip
