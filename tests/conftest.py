"""Hands tests what many share: the cases of a topic, tests/<topic>/*.txt, and this guide's site.

Tests build small sites with this guide's mkdocs.yml; these have one address, wherever the guide
itself has been moved to.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser import chromium
from built import Site, site_of_this_guide
from cases import cases
from proven import published_site

os.environ["PASTEPROOF_SITE_URL"] = "https://pasteproof.example/"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Site]:
    """Return the site of this guide, built and served."""
    with site_of_this_guide(tmp_path_factory, worker_id) as built:
        yield built


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Site]:
    """Return the site of this guide with every snippet proven, served as it is on the web."""
    with published_site(tmp_path_factory, worker_id) as site:
        yield site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return the system's browser."""
    with chromium() as found:
        yield found


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the pictures of the pages be renewed."""
    told = "renew the pictures in tests/screens instead of comparing with them"
    parser.addoption("--update-screens", action="store_true", help=told)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Call a test once for each case of the topic that its module is named after."""
    if "case" in metafunc.fixturenames:
        topic = Path(str(metafunc.module.__file__)).stem.removeprefix("test_")
        each = cases(topic)
        ids = [f"{case.name}-{case.shell}-{case.feed}" for case in each]
        metafunc.parametrize("case", each, ids=ids)
