"""Hands each test that takes a `case` the cases of its topic: tests/<topic>/*.txt."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import cases


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Call a test once for each case of the topic that its module is named after."""
    if "case" in metafunc.fixturenames:
        topic = Path(str(metafunc.module.__file__)).stem.removeprefix("test_")
        each = cases(topic)
        ids = [f"{case.name}-{case.shell}-{case.feed}" for case in each]
        metafunc.parametrize("case", each, ids=ids)
