"""Reads a scenario's folder: `scenario.toml` and its snippets, every mistake with its line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

from pasteproof.afterwards_section import is_in_the_home, read_afterwards
from pasteproof.model import (
    HOMES,
    KEY_NAMES,
    SHELLS,
    Diagnostic,
    Exchange,
    Home,
    Limits,
    Scenario,
    ShellName,
    Step,
    TerminalKind,
)
from pasteproof.network_section import read_network
from pasteproof.places import lines_of, parse
from pasteproof.secrets_section import read_secrets
from pasteproof.table import Table, near
from pasteproof.text import decode, examine_snippet

FILE_NAME = "scenario.toml"
SNIPPET_SUFFIXES = (".sh", ".fish", ".ps1", ".bat", ".cmd")
_MOST_SECONDS = 600.0
_COMMAND = re.compile(r"\w[\w.+-]*")
_SIZES = range(1, 1_000_001)

Files = dict[str, Path]


def read_all(
    snippets: Path, names: Iterable[str] = ()
) -> tuple[tuple[Scenario, ...], tuple[Diagnostic, ...]]:
    """Return every scenario below the folder, by name, and all that is wrong in any of them.

    Where names are given, the others are not looked at.
    """
    folders = scenario_folders(snippets)
    read_ones = [read(folders[name]) for name in dict.fromkeys(names) or folders]
    scenarios = tuple(scenario for scenario, _ in read_ones if scenario)
    return scenarios, tuple(mistake for _, mistakes in read_ones for mistake in mistakes)


def scenario_folders(snippets: Path) -> dict[str, Path]:
    """Return the folder of every scenario by name, whatever is in it.

    A folder whose name starts with `_` holds what several scenarios share.
    """
    folders = sorted(snippets.iterdir()) if snippets.is_dir() else []
    found = (each for each in folders if each.is_dir() and not each.name.startswith(("_", ".")))
    return {folder.name: folder for folder in found}


def read(folder: Path) -> tuple[Scenario | None, tuple[Diagnostic, ...]]:
    """Return the scenario of one folder, or `None`, and all that is wrong in its files."""
    path = folder / FILE_NAME
    if not path.is_file():
        advice = f"Write {folder.name}/{FILE_NAME}, which says how the snippets are used."
        missing = Diagnostic(path=path, line=1, problem="there is no such file.", advice=advice)
        return None, (missing,)
    text, found = decode(path, path.read_bytes())
    if found:
        return None, found
    data, found = parse(path, text)
    if found:
        return None, found
    root = Table(data, path=path, lines=lines_of(text))
    scenario = replace(_scenario(root, folder), goldens=root.goldens())
    mistakes = [*root.mistakes(), *_snippet_mistakes(scenario, root)]
    if not (mistakes or scenario.steps or scenario.unverified):
        advice = "Add a [[step]], or a snippet with its reason under [unverified]."
        mistakes.append(_at(scenario, 1, "the scenario has no step, so nothing is run.", advice))
    mistakes.sort(key=lambda mistake: (mistake.path, mistake.line))
    return (None if mistakes else scenario), tuple(mistakes)


def snippet_files(folder: Path) -> tuple[Path, ...]:
    """Return the snippets of a scenario's folder: the files that a page can show."""
    found = (path for path in folder.glob("*.*") if path.suffix in SNIPPET_SUFFIXES)
    return tuple(sorted(path for path in found if path.is_file()))


def _scenario(root: Table, folder: Path) -> Scenario:
    network, home = root.table("network"), _home(root.table("home"), folder)
    return Scenario(
        name=folder.name,
        folder=folder,
        path=root.path,
        homes=cast(tuple[Home, ...], root.choices("homes", HOMES, ("distribution",))),
        shells=cast(tuple[ShellName, ...], root.choices("shells", SHELLS, SHELLS)),
        needs=root.list_of_strings("needs"),
        every_version=root.flag("every_version"),
        stand_ins=_stand_ins(root.table("stand_ins"), folder),
        home_files={name: path for name, (path, _) in home.items()},
        home_modes={name: mode for name, (_, mode) in home.items() if mode},
        fill=root.table("fill").strings(),
        limits=_limits(root.table("limits")),
        unverified=_reasons(root.table("unverified")),
        steps=tuple(_step(table) for table in root.tables("step")),
        afterwards=read_afterwards(root.table("afterwards")),
        secrets=read_secrets(root.table("secrets")),
        network=read_network(network, folder) if "network" in root else None,
    )


def _stand_ins(table: Table, folder: Path) -> Files:
    for name in table.keys():
        if not _COMMAND.fullmatch(name):
            table.wrong(name, f"'{name}' is no name of a command.", "Write the name alone.")
    return _files(table, folder)


def _home(table: Table, folder: Path) -> dict[str, tuple[Path, str | None]]:
    """Return the files that are laid into the home, each with its mode where it is given."""
    found = {name: _home_file(table, name, folder) for name in table.keys()}
    return {name: (path, mode) for name, (path, mode) in found.items() if path}


def _home_file(table: Table, name: str, folder: Path) -> tuple[Path | None, str | None]:
    if not is_in_the_home(name):
        table.wrong(name, f"'{name}' must start with '~/'.", "Name a file of the home.")
    if not isinstance(table.anything(name), dict):
        return table.file(name, folder), None
    own = table.table(name)
    if "file" not in own:
        own.wrong("", f"'{name}' is made of no file.", 'Add file = "…".')
    return own.file("file", folder), own.mode("mode")


def _files(table: Table, folder: Path) -> Files:
    found = {name: table.file(name, folder) for name in table.keys()}
    return {name: path for name, path in found.items() if path}


def _reasons(table: Table) -> dict[str, str | dict[str, str]]:
    """Return why snippets can't be run; a reason is a text, or one for each language."""
    reasons = {name: table.text_or_texts(name) for name in table.keys()}
    return {name: reason for name, reason in reasons.items() if reason is not None}


def _limits(table: Table) -> Limits:
    default = Limits()
    return Limits(
        processes=table.whole("processes", default.processes, _SIZES),
        memory=table.whole("memory", default.memory, _SIZES),
        disk=table.whole("disk", default.disk, _SIZES),
    )


def _step(table: Table) -> Step:
    step = Step(
        line=table.line(),
        paste=table.string("paste"),
        types=table.string("types"),
        opens=cast(TerminalKind | None, table.choice("opens", ("window", "login"))),
        shows=table.per_shell("shows"),
        shows_line=table.line("shows"),
        exits=table.whole("exits", 0, range(256)),
        closes=table.flag("closes"),
        within=table.number("within", 10.0, _MOST_SECONDS),
        dialogue=tuple(_exchange(each) for each in table.tables("dialogue")),
        refused=table.list_of_wholes("refused", range(400, 600)),
    )
    if "paste" in table and "types" in table:
        table.wrong("", "the step pastes and types.", "Make two of it.")
    elif "paste" not in table and "types" not in table:
        advice = 'Write paste = "name.sh", or types = "a command of yours".'
        table.wrong("", "the step neither pastes a snippet nor types a line.", advice)
    return step


def _exchange(table: Table) -> Exchange:
    exchange = Exchange(
        sees=table.golden("sees") or "",
        line=table.line(),
        types=table.string("types"),
        presses=table.list_of_strings("presses"),
        chooses=table.string("chooses"),
        hidden=table.flag("hidden"),
    )
    if not exchange.sees.strip():
        table.wrong("", "the exchange must say what it sees.", 'Add sees = "…".')
    answers = [key for key in ("types", "presses", "chooses") if key in table]
    if len(answers) > 1:
        table.wrong("", f"the exchange {answers[0]} and {answers[1]}.", "Make two of it.")
    if exchange.hidden and exchange.types is None:
        table.wrong("hidden", "nothing is typed that could be hidden.", 'Add types = "…".')
    for key in exchange.presses:
        if len(key) != 1 and key not in KEY_NAMES:
            advice = near(key, KEY_NAMES) or f"Known keys: {', '.join(KEY_NAMES)}."
            table.wrong("presses", f"there is no key '{key}'.", advice)
    return exchange


def _snippet_mistakes(scenario: Scenario, root: Table) -> list[Diagnostic]:
    files = {path.name: path for path in snippet_files(scenario.folder)}
    found = [d for path in files.values() for d in examine_snippet(path, path.read_bytes())]
    found += _wrong_steps(scenario, files)
    found += _wrong_reasons(scenario, files, root.table("unverified"))
    found += _idle_snippets(scenario, files)
    found += _unused_fill(scenario, files, root.table("fill"))
    found += _wrong_requests(scenario)
    found += _two_of_a_name(scenario, root)
    return found


def _wrong_steps(scenario: Scenario, files: Files) -> Iterator[Diagnostic]:
    for step in scenario.steps:
        if step.paste and step.paste not in files:
            problem = f"there is no snippet '{step.paste}'."
            yield _at(scenario, step.line, problem, near(step.paste, files))


def _wrong_reasons(scenario: Scenario, files: Files, table: Table) -> Iterator[Diagnostic]:
    pasted = {step.paste for step in scenario.steps}
    for name, reason in scenario.unverified.items():
        line = table.line(name)
        if name not in files:
            yield _at(scenario, line, f"there is no snippet '{name}'.", near(name, files))
        elif name in pasted:
            yield _at(scenario, line, f"a step pastes '{name}'.", "Delete the step or the reason.")
        elif not all(map(str.strip, reason.values() if isinstance(reason, dict) else [reason])):
            yield _at(scenario, line, f"'{name}' has no reason.", "Say why it can't be run.")


def _idle_snippets(scenario: Scenario, files: Files) -> Iterator[Diagnostic]:
    pasted = {step.paste for step in scenario.steps}
    names = Counter(path.stem for path in files.values())
    for name, path in files.items():
        if name not in pasted and name not in scenario.unverified:
            advice = f'Add a [[step]] with paste = "{name}" to {FILE_NAME}, or delete the snippet.'
            problem = "no step pastes this snippet."
            yield Diagnostic(path=path, line=1, problem=problem, advice=advice)
        if names[path.stem] > 1:
            problem = f"another snippet of this folder has the name '{path.stem}' as well."
            yield Diagnostic(path=path, line=1, problem=problem, advice="Rename one of them.")


def _unused_fill(scenario: Scenario, files: Files, table: Table) -> Iterator[Diagnostic]:
    text = "".join(path.read_text(encoding="utf-8", errors="replace") for path in files.values())
    for name in scenario.fill:
        if not name or name not in text:
            problem = f"no snippet holds the placeholder '{name}'."
            yield _at(scenario, table.line(name), problem, "Delete it.")


def _wrong_requests(scenario: Scenario) -> Iterator[Diagnostic]:
    names = [route.name for route in scenario.network.routes] if scenario.network else []
    groups = [group for after in scenario.afterwards.values() for group in after.requests]
    for line, name in sorted({(first.line, first.route) for first, *_ in groups}):
        if name not in names:
            advice = near(name, names) or "Write it as in [network]."
            yield _at(scenario, line, f"there is no route '{name}'.", advice)


def _two_of_a_name(scenario: Scenario, root: Table) -> Iterator[Diagnostic]:
    if scenario.every_version and not scenario.needs:
        line = root.line("every_version")
        yield _at(scenario, line, "the scenario needs no tool.", "Delete the line, or add needs.")
    for name in scenario.needs:
        if name in scenario.stand_ins:
            problem = f"'{name}' is a tool and a stand-in."
            yield _at(scenario, root.line("needs"), problem, "Delete one of the two.")


def _at(scenario: Scenario, line: int, problem: str, advice: str = "") -> Diagnostic:
    return Diagnostic(path=scenario.path, line=line, problem=problem, advice=advice)
