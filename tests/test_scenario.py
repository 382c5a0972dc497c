"""Proves the reader of scenarios: every mistake is told with its line, and none ends in a crash."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import archives
from pasteproof.model import ExpectedFile, Limits, PerShell
from pasteproof.scenario import read, read_all
from pasteproof.telling import told
from pasteproof.web import Answer

CASES = sorted((Path(__file__).parent / "scenarios").glob("*.txt"))
FINE = next(path for path in CASES if path.stem == "fine")
FOLDER = Path("snippets", "demo")
CONTRIBUTING = Path(__file__).parent.parent / "CONTRIBUTING.md"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_scenario_is_read(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file of scenarios/ holds a scenario's folder, and all that is told of it."""
    monkeypatch.chdir(tmp_path)
    wanted = archives.unpack(path, FOLDER)

    scenario, found = read(FOLDER)

    assert told(found, "text") == wanted
    assert (scenario is None) == bool(wanted)


def test_what_is_read_is_what_is_written(tmp_path: Path) -> None:
    """Every key of a scenario file arrives in the scenario, with the lines that stories name."""
    folder = tmp_path / "demo"
    archives.unpack(FINE, folder)

    scenario, _ = read(folder)

    assert scenario is not None
    pasting, typing = scenario.steps
    asked, pressed, awaited = pasting.dialogue
    zsh = scenario.afterwards["zsh"]
    assert (scenario.name, scenario.shells) == ("demo", ("zsh",))
    assert scenario.homes == ("new", "distribution", "lived-in")
    assert scenario.fill == {"YOUR_API_KEY": "0123"}
    assert scenario.stand_ins == {"claude": folder / "../_shared/claude"}
    assert scenario.home_files == dict.fromkeys(("~/.config/a", "~/.config/b"), folder / "files/a")
    assert scenario.home_modes == {"~/.config/b": "600"}
    assert scenario.unverified == {"w.ps1": "PowerShell does not run here."}
    assert scenario.limits == Limits(processes=64, memory=512, disk=32)
    assert (scenario.needs, pasting.refused) == (("acme",), (404,))
    assert (pasting.paste, pasting.exits, pasting.within) == ("a.sh", 1, 2.5)
    lines = ["", *scenario.path.read_text(encoding="utf-8").splitlines()]
    assert (lines[pasting.line], lines[pasting.shows_line]) == ("[[step]]", 'shows = "..."')
    assert lines[awaited.line] == '  { sees = "Done" },'
    assert (asked.types, asked.hidden, pressed.presses) == ("0123", True, ("down", "y", "enter"))
    assert (awaited.sees, awaited.types, awaited.presses) == ("Done", None, ())
    assert (typing.types, typing.opens, typing.closes) == ("exit", "login", True)
    assert typing.shows == PerShell(bash="logout", zsh="")
    assert zsh.environment == {"X": "y", "Z": None}
    assert (zsh.processes, zsh.hosts) == (("sleep",), ("acme.example",))
    assert [lines[file.line].split(" ")[0] for file in zsh.files.values()] == [
        '"~/.config/x"',
        '"~/.config/y"',
        '"~/.zshrc"',
    ]
    assert {name: replace(file, line=0) for name, file in zsh.files.items()} == {
        "~/.config/x": ExpectedFile(line=0, holds="x\n", mode="600"),
        "~/.config/y": ExpectedFile(line=0, gone=True),
        "~/.zshrc": ExpectedFile(line=0, gains="x\n"),
    }
    assert zsh.files.keys() - scenario.afterwards["bash"].files.keys() == {"~/.zshrc"}


def test_the_internet_is_read_as_it_is_written(tmp_path: Path) -> None:
    """Routes, answers, faults and expected requests arrive in the scenario."""
    archives.unpack(FINE, tmp_path / "demo")

    scenario, _ = read(tmp_path / "demo")

    assert scenario is not None
    assert scenario.network is not None
    refusing, streaming, failing = scenario.network.routes
    ((expected,),) = scenario.afterwards["bash"].requests
    assert scenario.network.faults == {"gone.example": "refused"}
    assert refusing.answers == (
        Answer(
            status=404,
            headers=(("x", "y"), ("content-type", "application/json")),
            body=b'{"a": [1, "b"]}',
        ),
    )
    assert [each.body for each in streaming.answers] == [b"x", b"x\n"]
    assert [(each.stream, each.pause) for each in streaming.answers] == [(False, 0), (True, 0.1)]
    assert (failing.method, failing.url) == ("*", "http://acme.example/")
    assert (failing.answers, failing.is_optional) == ((Answer(fault="reset"),), True)
    assert expected.route == refusing.name == "GET https://acme.example/"
    assert expected.headers == {"Authorization": "0123", "Cookie": None}
    assert expected.fields == {"model": "acme-1"}


@pytest.mark.parametrize("number", [0, 1])
def test_what_contributing_shows_is_a_scenario(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Each scenario file that CONTRIBUTING.md shows is read without a mistake."""
    text = CONTRIBUTING.read_text(encoding="utf-8")
    shown = re.findall(r"^```toml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)[number]
    files = {f"files/{name}": b"x" for name in ("acme", "key", "settings")}
    if "login.sh" in shown:
        files["login.sh"] = b"acme login YOUR_API_KEY\n"
    step = '\n[[step]]\ntypes = "true"\n'
    archives.lay({**files, "scenario.toml": (shown + step).encode()}, tmp_path / FOLDER)
    monkeypatch.chdir(tmp_path)

    scenario, found = read(FOLDER)

    assert (told(found, "text"), scenario is None) == ("", False)


def test_several_requests_for_a_route_are_read(tmp_path: Path) -> None:
    """A list of tables arrives as the kinds of one route, in order, each with its own line."""
    route = '[[afterwards.network.requests."GET https://acme.example/"]]'
    lines = ["[[step]]", 'types = "true"', "[network]", '"GET https://acme.example/" = {}']
    lines += [route, "fields = { model = 1 }", route, 'headers = { x = "y" }']
    (tmp_path / "scenario.toml").write_text("\n".join(lines), encoding="utf-8")

    scenario, _ = read(tmp_path)

    assert scenario is not None
    (kinds,) = scenario.afterwards["zsh"].requests
    assert [(each.line, each.fields, each.headers) for each in kinds] == [
        (5, {"model": 1}, {}),
        (7, {}, {"x": "y"}),
    ]
    assert {each.route for each in kinds} == {"GET https://acme.example/"}


def test_what_is_not_written_has_its_default(tmp_path: Path) -> None:
    """A scenario of one line runs in both shells and one home, and nothing must come of it."""
    (tmp_path / "scenario.toml").write_text('[[step]]\ntypes = "true"\n', encoding="utf-8")

    scenario, _ = read(tmp_path)

    assert scenario is not None
    (step,) = scenario.steps
    assert (scenario.shells, scenario.homes) == (("bash", "zsh"), ("distribution",))
    assert (step.shows, step.exits, step.closes) == (PerShell(bash="", zsh=""), 0, False)
    assert (step.opens, step.within, step.dialogue) == (None, 10.0, ())
    assert scenario.afterwards["bash"].files == {}


def test_all_scenarios_of_a_guide_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All mistakes of all folders are told, and what is fine is read beside them."""
    monkeypatch.chdir(tmp_path)
    fine = b'[[step]]\ntypes = "true"\n'
    archives.lay(
        {
            "snippets/b/scenario.toml": fine,
            "snippets/a/scenario.toml": fine,
            "snippets/wrong/scenario.toml": b"[[step]]\ntype = 1\n",
            "snippets/empty/": b"",
            "snippets/_shared/scenario.toml": b"no scenario",
            "snippets/.hidden/": b"",
            "snippets/README.md": b"",
        },
        tmp_path,
    )

    scenarios, found = read_all(Path("snippets"))

    assert [scenario.name for scenario in scenarios] == ["a", "b"]
    assert told(found, "text") == (
        "snippets/empty/scenario.toml:1: there is no such file. "
        "Write empty/scenario.toml, which says how the snippets are used.\n"
        "snippets/wrong/scenario.toml:1: the step neither pastes a snippet nor types a line. "
        'Write paste = "name.sh", or types = "a command of yours".\n'
        "snippets/wrong/scenario.toml:2: unknown key 'type' in step 1. Did you mean 'types'?"
    )


def test_a_guide_without_snippets_has_no_scenario(tmp_path: Path) -> None:
    """A folder that is not there holds nothing, and nothing wrong."""
    assert read_all(tmp_path / "snippets") == ((), ())


@pytest.mark.parametrize("depth", [1500, 100_000])
def test_a_nesting_without_end_is_told(tmp_path: Path, depth: int) -> None:
    """Brackets that Python's reader of TOML gives up on are a mistake of the file."""
    (tmp_path / "scenario.toml").write_text("x = " + "[" * depth, encoding="utf-8")

    scenario, (mistake,) = read(tmp_path)

    assert scenario is None
    assert str(mistake).startswith(f"{tmp_path}/scenario.toml:1: this is not TOML: ")


@pytest.mark.parametrize("kind", ["truncated", "without a line", "scrambled", "other values"])
def test_no_damage_ends_in_a_crash(tmp_path: Path, kind: str) -> None:
    """However a scenario file is damaged, it is read or its mistakes are told, with lines in it."""
    archives.unpack(FINE, tmp_path / "demo")
    path = tmp_path / "demo" / "scenario.toml"
    whole = path.read_bytes()

    for damaged in damages(whole, kind):
        path.write_bytes(damaged)
        scenario, found = read(tmp_path / "demo")

        last = damaged.count(b"\n") + 1
        assert (scenario is None) == bool(found)
        assert all(1 <= each.line <= last for each in found if each.path == path), damaged


def damages(whole: bytes, kind: str) -> Iterator[bytes]:
    """Yield a file damaged in many ways of one kind; chance has a fixed seed."""
    chance = random.Random(4)
    lines = whole.splitlines(keepends=True)
    if kind == "truncated":
        yield from (whole[:length] for length in range(0, len(whole), 2))
    if kind == "without a line":
        yield from (b"".join(lines[:at] + lines[at + 1 :]) for at in range(len(lines)))
        yield from (b"".join(chance.sample(lines, len(lines))) for _ in range(100))
    if kind == "scrambled":
        for _ in range(600):
            at, length = chance.randrange(len(whole)), chance.choice((0, 1, 1, 5, 50))
            piece = bytes(
                chance.choices(b"\"'[]{}=.,#\\\n\r\t \0\xff~/01ae", k=chance.randint(0, 3))
            )
            yield whole[:at] + piece + whole[at + length :]
    if kind == "other values":
        values = re.findall(rb"^.*?= *(.*)", whole, re.MULTILINE)
        others = [*values, b"[]", b"{}", b"-1", b"1e400", b"inf", b"nan", b'""', b"0x" + b"f" * 99]
        others += [
            b"1979-05-27",
            b"[[[]]]",
            b'{ a = { b = [{ c = "" }] } }',
            b'"\\u0000"',
            b"9" * 5000,
        ]
        others += [b'"' + b"x" * 5000 + b'"']
        pairs = [(b"= " + old, b"= " + new) for old in values for new in others]
        yield from (whole.replace(old, new) for old, new in chance.sample(pairs, 700))
