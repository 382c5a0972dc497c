"""Holds src/ to the drawing in DESIGN.md: layers, owners of libraries, and the size of a room."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = "pasteproof"
LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What DESIGN.md draws: the layers, top to bottom, and who may import whom and what."""

    layers: dict[str, tuple[str, ...]]
    colleagues: set[str]
    owners: dict[str, tuple[str, ...]]

    def layer_of(self, module: str) -> str | None:
        """Return the name of the layer that the module is drawn in."""
        return next((name for name, modules in self.layers.items() if module in modules), None)


def test_the_source_is_as_drawn() -> None:
    """Every module of src/ stands in its layer, imports downwards, and is one room."""
    drawing = read_drawing((ROOT / "DESIGN.md").read_text(encoding="utf-8"))

    found = departures(ROOT / "src" / PACKAGE, drawing)

    assert found == []


def test_every_drawn_module_is_there() -> None:
    """DESIGN.md draws no module that src/ does not have."""
    drawing = read_drawing((ROOT / "DESIGN.md").read_text(encoding="utf-8"))

    drawn = {module for modules in drawing.layers.values() for module in modules}

    assert drawn - sources(ROOT / "src" / PACKAGE).keys() == set()


DRAWN = """
| layer | modules | rule |
|---|---|---|
| doors | `cli` `site_plugin` | strangers |
| work | `build` `check` | colleagues |
| parts | `page` `terminal` | strangers |
| words | `model` | |

| library | owner |
|---|---|
| `pexpect` | `terminal` |
"""


@pytest.mark.parametrize(
    ("module", "text", "complaint"),
    [
        ("page", "import os", "page.py: opens with no docstring"),
        ("attic", '"""Holds."""', "attic.py: stands in no layer of DESIGN.md"),
        ("page", '"""Reads."""\n' * 301, "page.py: has 301 lines, more than 300"),
        (
            "page",
            '"""Reads."""\nfrom pasteproof.build import build',
            "page.py: a module of parts imports build, of work",
        ),
        (
            "page",
            '"""Reads."""\nimport pasteproof.terminal',
            "page.py: a module of parts imports terminal, of parts",
        ),
        (
            "cli",
            '"""Answers."""\ndef main():\n    from pasteproof import site_plugin',
            "cli.py: a module of doors imports site_plugin, of doors",
        ),
        (
            "build",
            '"""Builds."""\nimport pexpect.fdpexpect',
            "build.py: imports pexpect, which only terminal may",
        ),
        (
            "page",
            '"""Reads."""\nfrom requests import get',
            "page.py: imports requests, which DESIGN.md gives to nobody",
        ),
    ],
)
def test_a_departure_is_reported(tmp_path: Path, module: str, text: str, complaint: str) -> None:
    """A module that breaks one rule of the drawing is reported with that rule."""
    for name in ("cli", "site_plugin", "build", "check", "page", "terminal", "model"):
        (tmp_path / f"{name}.py").write_text('"""Does one thing."""\n', encoding="utf-8")
    (tmp_path / f"{module}.py").write_text(text, encoding="utf-8")

    found = departures(tmp_path, read_drawing(DRAWN))

    assert found == [complaint]


def test_neighbours_at_work_may_not_go_round_in_circles(tmp_path: Path) -> None:
    """Modules of the work layer may import each other, but only in one direction."""
    (tmp_path / "build.py").write_text('"""B."""\nimport pasteproof.check', encoding="utf-8")
    (tmp_path / "check.py").write_text('"""C."""\nfrom pasteproof import model', encoding="utf-8")
    (tmp_path / "model.py").write_text('"""M."""\n', encoding="utf-8")
    straight = departures(tmp_path, read_drawing(DRAWN))

    (tmp_path / "check.py").write_text('"""C."""\nfrom pasteproof import build', encoding="utf-8")
    round_about = departures(tmp_path, read_drawing(DRAWN))

    assert straight == []
    assert round_about in (
        ["imports go round in a circle: build, check, build"],
        ["imports go round in a circle: check, build, check"],
    )


def read_drawing(text: str) -> Drawing:
    """Return the drawing that a text holds: a table of layers and a table of owners."""
    layers = re.findall(r"^\| (\w+) \| ((?:`\w+` )+)\| (\w*)", text, re.MULTILINE)
    owners = re.findall(r"^\| `(\w+)` \| ((?:`\w+` )+)\|", text, re.MULTILINE)
    return Drawing(
        layers={name: tuple(re.findall(r"\w+", modules)) for name, modules, _ in layers},
        colleagues={name for name, _, relation in layers if relation == "colleagues"},
        owners={library: tuple(re.findall(r"\w+", names)) for library, names in owners},
    )


def departures(folder: Path, drawing: Drawing) -> list[str]:
    """Return every way in which the modules of a folder depart from the drawing."""
    modules = sources(folder)
    trees = {name: ast.parse(text) for name, text in modules.items()}
    found = [
        f"{name}.py: {complaint}"
        for name, text in sorted(modules.items())
        for complaint in [
            *_shape(text, trees[name]),
            *_place(name, trees[name], drawing),
            *_libraries(name, trees[name], drawing),
        ]
    ]
    return [*found, *_circles(trees)]


def sources(folder: Path) -> dict[str, str]:
    """Return the text of every module below a folder but `__init__`, by its name."""
    return {
        ".".join(path.relative_to(folder).with_suffix("").parts): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.py")
        if path.name != "__init__.py"
    }


def _shape(text: str, tree: ast.Module) -> Iterator[str]:
    if not ast.get_docstring(tree):
        yield "opens with no docstring"
    lines = len(text.splitlines())
    if lines > LONGEST:
        yield f"has {lines} lines, more than {LONGEST}"


def _place(name: str, tree: ast.Module, drawing: Drawing) -> Iterator[str]:
    layer = drawing.layer_of(name)
    if layer is None:
        yield "stands in no layer of DESIGN.md"
        return
    order = list(drawing.layers)
    for other in sorted(_own_imports(tree)):
        below = drawing.layer_of(other)
        if below is None or (below == layer and layer in drawing.colleagues):
            continue
        if order.index(below) <= order.index(layer):
            yield f"a module of {layer} imports {other}, of {below}"


def _libraries(name: str, tree: ast.Module, drawing: Drawing) -> Iterator[str]:
    libraries = {full.partition(".")[0] for full in _imports(tree)}
    for library in sorted(libraries - sys.stdlib_module_names - {PACKAGE}):
        owner = drawing.owners.get(library)
        if owner is None:
            yield f"imports {library}, which DESIGN.md gives to nobody"
        elif name not in owner:
            yield f"imports {library}, which only {' and '.join(owner)} may"


def _circles(trees: dict[str, ast.Module]) -> Iterator[str]:
    try:
        TopologicalSorter({name: _own_imports(tree) for name, tree in trees.items()}).prepare()
    except CycleError as error:
        yield f"imports go round in a circle: {', '.join(error.args[1])}"


def _own_imports(tree: ast.Module) -> set[str]:
    """Return the modules of the package that are imported, wherever in the text that happens."""
    above = f"{PACKAGE}."
    return {full.removeprefix(above) for full in _imports(tree) if full.startswith(above)}


def _imports(tree: ast.Module) -> set[str]:
    """Return the full names of all modules imported; `from pasteproof import x` imports x."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == PACKAGE:
            found |= {f"{PACKAGE}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found
