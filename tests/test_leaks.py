"""Proves that a leak is seen: what the launcher prevents happens with plain variables."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pasteproof.model import Way
from pasteproof.runner import run
from pasteproof.scenario import read
from pasteproof.tools import equip

ROOT = Path(__file__).parent.parent
LEAKS = ROOT / "tests" / "leaks"


@pytest.mark.parametrize(
    ("name", "headline"),
    [
        (
            "exported",
            "the secret 'the GLM key' went in the header authorization of "
            "POST https://evil.example/anthropic/v1/messages?beta=true",
        ),
        (
            "api-key-declined",
            "the secret 'the Claude login' went in the header authorization of "
            "POST https://open.bigmodel.cn/api/anthropic/v1/messages?beta=true",
        ),
        (
            "no-key",
            "the secret 'the Claude login' went in the header authorization of "
            "POST https://open.bigmodel.cn/api/anthropic/v1/messages?beta=true",
        ),
    ],
)
def test_a_leak_is_named(tmp_path: Path, name: str, headline: str) -> None:
    """Without the launcher, the real client hands a credential to a stranger; the run says so."""
    shutil.copytree(ROOT / "snippets" / "_shared", tmp_path / "_shared")
    shutil.copytree(LEAKS / name, tmp_path / name)
    scenario, mistakes = read(tmp_path / name)
    assert scenario, mistakes

    outcome = run(
        scenario, "bash", tools=equip(ROOT, scenario.needs),
        ways=(Way(home="distribution", feed="paste"),),
    )  # fmt: skip

    assert outcome.failure
    assert outcome.failure.headline == headline
