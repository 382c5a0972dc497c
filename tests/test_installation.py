"""Proves the copy of pasteproof that scenarios may need: whole, and silent about its host."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pasteproof.installation import lay

PLUGINS = """\
from importlib.metadata import entry_points
print([each.name for each in entry_points(group="mkdocs.plugins") if each.load()])
"""


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a copy that was just laid."""
    return lay(tmp_path_factory.mktemp("laid"))


def test_mkdocs_finds_its_plugins_in_the_copy(laid: Path) -> None:
    """The copy is described, so that MkDocs finds our plug-in in it and the others beside it."""
    told = run(laid, PLUGINS)

    assert {"i18n", "pasteproof", "search"} <= set(told.split("'"))


def test_a_copy_without_its_description_is_no_plugin(laid: Path, tmp_path: Path) -> None:
    """The same copy without its description holds the source, and no plug-in of ours."""
    for path in (laid / "lib").iterdir():
        if not path.name.startswith("pasteproof-"):
            (tmp_path / "lib").mkdir(exist_ok=True)
            (tmp_path / "lib" / path.name).symlink_to(path)

    told = run(tmp_path, PLUGINS)

    assert "'search'" in told
    assert "'pasteproof'" not in told


def test_the_copy_does_not_say_where_it_comes_from(laid: Path) -> None:
    """Only two files describe the copy: neither says where the source is on this machine."""
    described = next((laid / "lib").glob("pasteproof-*.dist-info"))

    texts = {path.name: path.read_text(encoding="utf-8") for path in described.iterdir()}

    assert texts.keys() == {"METADATA", "entry_points.txt"}
    assert str(Path(__file__).parent.parent) not in "".join(texts.values())


def test_a_program_that_a_library_brings_can_be_started(laid: Path) -> None:
    """The search is made by a program in a library; other files of the copy are none."""
    folder = laid / "lib" / "pagefind_bin"

    startable = [
        path.name for path in folder.iterdir() if path.is_file() and os.access(path, os.X_OK)
    ]

    assert startable == ["pagefind"]


def run(folder: Path, program: str) -> str:
    """Return what a program prints that has only the copy to import from."""
    said = subprocess.run(
        [sys.executable, "-P", "-S", "-c", program],
        env={**os.environ, "PYTHONPATH": str(folder / "lib"), "PYTHONDONTWRITEBYTECODE": "1",
             "NO_MKDOCS_2_WARNING": "true"},
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return said.stdout
