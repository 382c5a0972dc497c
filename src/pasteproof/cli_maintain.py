"""The commands of whoever publishes a guide: move and drift."""

from __future__ import annotations

import argparse
from pathlib import Path

from pasteproof import addresses, tools, verify
from pasteproof.command import DIAGNOSTICS, FINE, WRONG_USE, Commands, command, complain
from pasteproof.drift import report
from pasteproof.model import Equipped, Scenario, Tool
from pasteproof.proof import Record
from pasteproof.sandbox import NoSandboxError
from pasteproof.scenario import read_all
from pasteproof.telling import told
from pasteproof.tools import NoToolError, chosen_tools

_ROOT = Path()


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the commands of publishers to those of `pasteproof`."""
    _add_move(commands)
    _add_drift(commands)


def _add_move(commands: Commands[argparse.ArgumentParser]) -> None:
    does = "Make the guide one for another address: mkdocs.yml, snippets and scenarios."
    example = "pasteproof move https://you.github.io/guide/"
    parser = command(commands, "move", does, example, _move)
    parser.add_argument("address", metavar="ADDRESS", help="where the site will be")


def _add_drift(commands: Commands[argparse.ArgumentParser]) -> None:
    does = "Run the guide with the newest version of its tools, and tell what has drifted."
    parser = command(commands, "drift", does, "pasteproof drift --output drift.md", _drift)
    parser.add_argument(
        "--tool", action="append", default=[], metavar="NAME=VERSION",
        help="this version instead of the newest; 'latest' is the newest",
    )  # fmt: skip
    parser.add_argument(
        "--output", type=Path, help="where to write what has drifted (default: standard output)"
    )


def _move(options: argparse.Namespace) -> int:
    try:
        changed = addresses.move(_ROOT, options.address)
    except (addresses.RefusedError, OSError) as error:
        complain(f"pasteproof move: {error}")
        complain("Nothing was written.")
        return DIAGNOSTICS
    for path in changed:
        print(f"Wrote {path}")
    return FINE


def _drift(options: argparse.Namespace) -> int:
    if options.output:
        options.output.unlink(missing_ok=True)  # a report of another run says nothing of this one
    scenarios, found = read_all(_ROOT / "snippets")
    found += tools.declared(_ROOT)[1]
    if found:
        complain(told(found, "text"))
        return DIAGNOSTICS
    try:
        wanted = _wanted(options.tool)
    except NoToolError as error:
        complain(f"pasteproof drift: {error}")
        return WRONG_USE
    try:
        lent = {tool.name: tools.lend(tool, version) for tool, version in wanted}
        tried = _tried(tuple(each for each in scenarios if {*each.needs} & lent.keys()), lent)
    except (NoSandboxError, NoToolError) as error:
        complain(str(error))
        return DIAGNOSTICS
    if not tried:
        complain("Nothing was run: no scenario with a step needs one of these tools.")
        return DIAGNOSTICS
    return _tell(report(_ROOT, [str(each) for each in lent.values()], tried), options.output)


def _wanted(given: list[str]) -> list[tuple[Tool, str]]:
    """Return the tools to try, with their versions: the newest of each, or those chosen."""
    known, _ = tools.declared(_ROOT)
    versions = chosen_tools(given) or dict.fromkeys(known, tools.LATEST)
    for name in versions:
        if name not in known:
            advice = tools.how_to_declare(name, known)
            raise NoToolError(f"the tool '{name}' is not declared. {advice}")
    return [(known[name], version) for name, version in versions.items()]


def _tried(
    scenarios: tuple[Scenario, ...], lent: dict[str, Equipped]
) -> list[tuple[Scenario, Record]]:
    """Run the scenarios with the tools, and return what became of each."""

    def equip(scenario: Scenario) -> tuple[tuple[Equipped, ...], ...]:
        return (tuple(lent.get(name) or tools.equip(_ROOT, (name,))[0] for name in scenario.needs),)

    by_name = {scenario.name: scenario for scenario in scenarios}
    tried = []
    for each in verify.verify(scenarios, _ROOT / verify.EVIDENCE, equip):
        record = each.record
        complain(f"{record.scenario} {record.shell}: {'as ever' if record.passed else 'differs'}")
        tried.append((by_name[record.scenario], record))
    return sorted(tried, key=lambda each: (each[0].name, each[1].shell))


def _tell(text: str, output: Path | None) -> int:
    if output:
        output.write_text(text, encoding="utf-8")
    elif text:
        print(text, end="")
    complain("Something has drifted." if text else "Nothing has drifted.")
    return DIAGNOSTICS if text else FINE
