"""Reads a scenario's folder: `scenario.toml` and its snippets, every mistake with its line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import cast

from pasteproof.model import (
    HOMES,
    KEY_NAMES,
    SHELLS,
    Afterwards,
    Diagnostic,
    Exchange,
    ExpectedFile,
    Home,
    Limits,
    Scenario,
    ShellName,
    Step,
    TerminalKind,
)
from pasteproof.table import Table, lines_of, near
from pasteproof.text import decode, examine_snippet

FILE_NAME = "scenario.toml"
SNIPPET_SUFFIXES = (".sh", ".fish", ".ps1", ".bat", ".cmd")


def read_all(snippets: Path) -> tuple[tuple[Scenario, ...], tuple[Diagnostic, ...]]:
    """Return every scenario below the folder, by name, and all that is wrong in any of them.

    A folder whose name starts with `_` holds what several scenarios share.
    """
    scenarios: list[Scenario] = []
    found: list[Diagnostic] = []
    for folder in sorted(snippets.iterdir()) if snippets.is_dir() else []:
        if folder.is_dir() and not folder.name.startswith(("_", ".")):
            scenario, mistakes = read(folder)
            found += mistakes
            if scenario:
                scenarios.append(scenario)
    return tuple(scenarios), tuple(found)


def read(folder: Path) -> tuple[Scenario | None, tuple[Diagnostic, ...]]:
    """Return the scenario of one folder, or `None`, and all that is wrong in its files."""
    path = folder / FILE_NAME
    if not path.is_file():
        advice = f"Write {folder.name}/{FILE_NAME}, which says how the snippets are used."
        return None, (
            Diagnostic(path=path, line=1, problem="there is no such file.", advice=advice),
        )
    text, found = decode(path, path.read_bytes())
    if found:
        return None, found
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, (_syntax_error(path, text, error),)
    root = Table(data, path=path, lines=lines_of(text))
    scenario = _scenario(root, folder)
    mistakes = [*root.mistakes(), *_snippet_mistakes(scenario, root)]
    mistakes.sort(key=lambda mistake: (mistake.path, mistake.line))
    return (None if mistakes else scenario), tuple(mistakes)


def snippet_files(folder: Path) -> tuple[Path, ...]:
    """Return the snippets of a scenario's folder: the files that a page can show."""
    return tuple(sorted(path for path in folder.iterdir() if path.suffix in SNIPPET_SUFFIXES))


def _syntax_error(path: Path, text: str, error: tomllib.TOMLDecodeError) -> Diagnostic:
    message, _, place = str(error).rpartition(" (at ")
    line = place.removeprefix("line ").split(",")[0]
    number = int(line) if line.isdigit() else text.rstrip("\n").count("\n") + 1
    problem = f"this is not TOML: {message or error}."
    return Diagnostic(path=path, line=number, problem=problem, advice="Mend the line.")


def _scenario(root: Table, folder: Path) -> Scenario:
    return Scenario(
        name=folder.name,
        folder=folder,
        path=root.path,
        homes=cast(tuple[Home, ...], root.choices("homes", HOMES, ("distribution",))),
        shells=cast(tuple[ShellName, ...], root.choices("shells", SHELLS, SHELLS)),
        stand_ins=_files(root.table("stand_ins"), folder),
        home_files=_files(root.table("home"), folder),
        fill=root.table("fill").strings(),
        limits=_limits(root.table("limits")),
        unverified=root.table("unverified").strings(),
        steps=tuple(_step(table) for table in root.tables("step")),
        afterwards=_afterwards(root.table("afterwards")),
    )


def _files(table: Table, folder: Path) -> dict[str, Path]:
    found = {}
    for name, relative in table.strings().items():
        path = folder / relative
        if not path.resolve().is_relative_to(folder.parent.resolve()):
            table.wrong(
                name, f"'{relative}' lies outside {folder.parent.name}/.", "Move it inside."
            )
        elif not path.is_file():
            below = [str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()]
            table.wrong(name, f"there is no file '{relative}'.", near(relative, below))
        else:
            found[name] = path
    return found


def _limits(table: Table) -> Limits:
    default = Limits()
    limits = Limits(
        processes=table.whole("processes", default.processes),
        memory=table.whole("memory", default.memory),
        disk=table.whole("disk", default.disk),
    )
    for key in table.keys():
        if getattr(limits, key, 1) < 1:
            table.wrong(key, f"'{key}' must be at least 1.")
    return limits


def _step(table: Table) -> Step:
    step = Step(
        line=table.line(),
        paste=table.string("paste"),
        types=table.string("types"),
        opens=cast(TerminalKind | None, table.choice("opens", ("window", "login"))),
        shows=table.per_shell("shows"),
        shows_line=table.line("shows"),
        exits=table.whole("exits", 0),
        closes=table.flag("closes"),
        within=table.number("within", 10.0),
        dialogue=tuple(_exchange(each) for each in table.tables("dialogue")),
    )
    if (step.paste is None) == (step.types is None):
        advice = 'Write paste = "name.sh", or types = "a command of yours".'
        table.wrong("", "the step must either paste a snippet or type a line.", advice)
    return step


def _exchange(table: Table) -> Exchange:
    exchange = Exchange(
        sees=table.string("sees") or "",
        line=table.line(),
        types=table.string("types"),
        presses=table.list_of_strings("presses"),
        hidden=table.flag("hidden"),
    )
    if not exchange.sees:
        table.wrong("", "the exchange must say what it sees.", 'Add sees = "…".')
    if exchange.types is not None and exchange.presses:
        table.wrong("", "the exchange types and presses.", "Make two of it.")
    for key in exchange.presses:
        if len(key) > 1 and key not in KEY_NAMES:
            advice = near(key, KEY_NAMES) or f"Known keys: {', '.join(KEY_NAMES)}."
            table.wrong("presses", f"there is no key '{key}'.", advice)
    return exchange


def _afterwards(table: Table) -> dict[ShellName, Afterwards]:
    both, each = _expectations(table), {}
    for shell in SHELLS:
        own = _expectations(table.table(shell))
        each[shell] = Afterwards(
            files=both.files | own.files,
            environment=both.environment | own.environment,
            processes=both.processes + own.processes,
            line=both.line,
        )
    return each


def _expectations(table: Table) -> Afterwards:
    files = table.table("files")
    return Afterwards(
        files={name: _expected_file(files.table(name), name) for name in files.keys()},
        environment=_environment(table.table("environment")),
        processes=table.list_of_strings("processes"),
        line=table.line(),
    )


def _environment(table: Table) -> dict[str, str | None]:
    return {name: table.string_or_false(name) for name in table.keys()}


def _expected_file(table: Table, name: str) -> ExpectedFile:
    expected = ExpectedFile(
        line=table.line(),
        holds=table.string("holds"),
        gains=table.string("gains"),
        mode=table.string("mode"),
        gone=table.flag("gone"),
    )
    if not name.startswith("~/"):
        table.wrong("", f"'{name}' must start with '~/'.", "Only the home is compared.")
    if expected.mode is not None and not re.fullmatch("[0-7]{3}", expected.mode):
        table.wrong("mode", f"'{expected.mode}' is no mode.", 'Write three octal digits: "600".')
    if len(table.keys()) > 1 and expected.gone:
        table.wrong("gone", "a file that is gone holds nothing and has no mode.")
    return expected


def _snippet_mistakes(scenario: Scenario, root: Table) -> list[Diagnostic]:
    files = {path.name: path for path in snippet_files(scenario.folder)}
    found = [d for path in files.values() for d in examine_snippet(path, path.read_bytes())]
    pasted = {step.paste for step in scenario.steps if step.paste}
    for step in scenario.steps:
        if step.paste and step.paste not in files:
            advice = near(step.paste, files)
            found.append(_at(scenario, step.line, f"there is no snippet '{step.paste}'.", advice))
    for name in scenario.unverified:
        if name not in files:
            problem = f"there is no snippet '{name}'."
            found.append(
                _at(scenario, root.table("unverified").line(name), problem, near(name, files))
            )
    for name in files.keys() - pasted - scenario.unverified.keys():
        advice = f'Add a [[step]] with paste = "{name}" to {FILE_NAME}, or delete the snippet.'
        problem = "no step pastes this snippet."
        found.append(Diagnostic(path=files[name], line=1, problem=problem, advice=advice))
    return found + _unused_fill(scenario, files, root)


def _unused_fill(scenario: Scenario, files: dict[str, Path], root: Table) -> list[Diagnostic]:
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in files.values()]
    table = root.table("fill")
    return [
        _at(scenario, table.line(name), f"no snippet holds the placeholder '{name}'.", "Delete it.")
        for name in scenario.fill
        if not any(name in text for text in texts)
    ]


def _at(scenario: Scenario, line: int, problem: str, advice: str = "") -> Diagnostic:
    return Diagnostic(path=scenario.path, line=line, problem=problem, advice=advice)
