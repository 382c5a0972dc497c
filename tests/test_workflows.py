"""Holds the workflows for GitHub to actionlint, to pinned actions, and to the least of rights."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTIONLINT = Path(sys.executable).with_name("actionlint")
MAY_WRITE = {("site.yml", "deploy"): {"pages", "id-token"}, ("newest.yml", "tell"): {"issues"}}
SITE = (ROOT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8")


def linted(path: Path) -> subprocess.CompletedProcess[str]:
    """Return what actionlint says of a workflow."""
    return subprocess.run([ACTIONLINT, path], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actionlint_has_nothing_to_say(path: Path) -> None:
    """Each workflow passes actionlint, its scripts ShellCheck among others."""
    said = linted(path)

    assert (said.stdout + said.stderr, said.returncode) == ("", 0)


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("runs-on: ubuntu-24.04", "run-on: ubuntu-24.04", "[syntax-check]"),
        ("needs: build", "needs: biuld", "[job-needs]"),
        ("github.ref == 'refs/heads/main'", "githib.ref == 'main'", "[expression]"),
        ("steps.pages.outputs", "steps.page.outputs", "[expression]"),
        ("pages: read", "pages: reed", "[permissions]"),
        ('[ -n "$ADDRESS" ]', "[ -n $ADDRESS ]", "[shellcheck]"),
        ("jobs:", "jobs: [", "[syntax-check]"),
    ],
)
def test_a_broken_workflow_is_refused(
    tmp_path: Path, right: str, wrong: str, complaint: str
) -> None:
    """A key, a job, an expression, a right or a script that is wrong is found."""
    path = tmp_path / ".github" / "workflows" / "site.yml"
    path.parent.mkdir(parents=True)
    path.write_text(SITE.replace(right, wrong), encoding="utf-8")

    said = linted(path)

    assert right in SITE
    assert said.returncode == 1
    assert complaint in said.stdout


def test_linting_lints_workflows() -> None:
    """`make lint` runs actionlint on every workflow."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\nlint:")[2]

    assert "\t@$(BIN)/actionlint .github/workflows/*.yml\n" in recipe.partition("\n\n")[0] + "\n"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_workflow_is_careful(path: Path) -> None:
    """Actions are pinned, rights are few and named, time is limited, no credentials lie about."""
    assert list(carelessness(path.name, path.read_text(encoding="utf-8"))) == []


PINNED = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1"


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        (PINNED, "actions/checkout@v7", "not pinned: actions/checkout@v7"),
        (PINNED, PINNED.partition(" ")[0], f"not pinned: {PINNED.partition(' ')[0]}"),
        ("permissions: {}", "permissions: write-all", "rights for all jobs"),
        ("permissions: {}\n", "", "rights for all jobs"),
        ("      contents: read\n", "      contents: write\n", "build may write contents"),
        ("    timeout-minutes: 60\n", "", "build has no limit of time"),
        ("          persist-credentials: false\n", "", "build leaves credentials about"),
        ("run: make test", "run: make tests", "there is no make tests"),
        ("concurrency:\n  group: site-", "other:\n  group: site-", "runs get in each other's way"),
        (
            "run: make test",
            "run: echo ${{ github.head_ref }}",
            "build has an expression in a script",
        ),
    ],
)
def test_a_careless_workflow_is_seen(right: str, wrong: str, complaint: str) -> None:
    """Each way of being careless is named."""
    assert right in SITE

    assert complaint in list(carelessness("site.yml", SITE.replace(right, wrong, 1)))


def carelessness(name: str, text: str) -> Iterator[str]:
    """Yield what is careless in a workflow."""
    whole: dict[str, Any] = yaml.safe_load(text)
    for line in re.findall(r"uses: +(.*)", text):
        if not re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line):
            yield f"not pinned: {line}"
    if whole.get("permissions", "all") != {}:
        yield "rights for all jobs"
    if "group" not in whole.get("concurrency", {}):
        yield "runs get in each other's way"
    for job, given in whole["jobs"].items():
        yield from _carelessness_of(name, job, given)
    targets = re.findall(r"^\.PHONY: (\w+)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    yield from (f"there is no make {each}" for each in re.findall(r"run: make (\w+)", text)
                if each not in targets)  # fmt: skip


def _carelessness_of(name: str, job: str, given: dict[str, Any]) -> Iterator[str]:
    if "timeout-minutes" not in given:
        yield f"{job} has no limit of time"
    for scope, right in given.get("permissions", {"everything": "write"}).items():
        if right != "read" and scope not in MAY_WRITE.get((name, job), set()):
            yield f"{job} may write {scope}"
    for step in given["steps"]:
        persists = (step.get("with") or {}).get("persist-credentials", True)
        if "actions/checkout@" in step.get("uses", "") and persists:
            yield f"{job} leaves credentials about"
        if "${{" in step.get("run", ""):
            yield f"{job} has an expression in a script"


def test_the_site_is_published_from_main_alone_and_with_evidence() -> None:
    """A pull request is tested and built; only main is handed over, and only that is published."""
    jobs = yaml.safe_load(SITE)["jobs"]
    steps = {each.get("name", each.get("uses")): each for each in jobs["build"]["steps"]}
    only_main = "github.ref == 'refs/heads/main'"

    assert list(jobs) == ["build", "deploy"]
    assert (jobs["deploy"]["needs"], jobs["deploy"]["if"]) == ("build", only_main)
    assert {name for name, step in steps.items() if step.get("if") == only_main} == {
        "Ask where the site is", "Hand the site over"
    }  # fmt: skip
    assert steps["Test"]["run"] == "make test"
    assert "pasteproof build --require-evidence\n" in steps["Build"]["run"]
    assert list(steps).index("Test") < list(steps).index("Build")


@pytest.mark.parametrize(
    ("address", "wanted"),
    [("https://you.github.io/guide", "https://you.github.io/guide/"), ("", "unset")],
)
def test_the_site_is_built_for_the_address_that_pages_gives(
    tmp_path: Path, address: str, wanted: str
) -> None:
    """The step that builds hands the address on, with a slash; without one, mkdocs.yml counts."""
    steps = yaml.safe_load(SITE)["jobs"]["build"]["steps"]
    script = next(step["run"] for step in steps if step.get("name") == "Build")
    fake = tmp_path / ".venv" / "bin" / "pasteproof"
    fake.parent.mkdir(parents=True)
    fake.write_text('#!/bin/sh\necho "${PASTEPROOF_SITE_URL-unset} $*"\n', encoding="utf-8")
    fake.chmod(0o755)

    said = subprocess.run(
        ["bash", "-e", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"ADDRESS": address, "PATH": "/usr/bin:/bin"},
    )  # fmt: skip

    assert said.stdout == f"{wanted} build --require-evidence\n"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("mkdir -p build; : >build/drift.md", 0),
        ("mkdir -p build; echo drifted >build/drift.md; exit 1", 0),
        ("echo no network; exit 1", 1),
    ],
)
def test_a_drift_is_no_failure_and_a_failure_is_no_drift(
    tmp_path: Path, body: str, status: int
) -> None:
    """The weekly run goes on with a report, and fails where there is none."""
    newest = (ROOT / ".github" / "workflows" / "newest.yml").read_text(encoding="utf-8")
    steps = yaml.safe_load(newest)["jobs"]["run"]["steps"]
    script = next(step["run"] for step in steps if step.get("name") == "Run the guide")
    (tmp_path / "make").write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    (tmp_path / "make").chmod(0o755)

    said = subprocess.run(
        ["bash", "-e", "-c", script], cwd=tmp_path, check=False, capture_output=True,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
    )  # fmt: skip

    assert said.returncode == status
