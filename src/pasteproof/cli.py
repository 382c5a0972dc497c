"""The command `pasteproof`: verify, check, build, serve and translate a guide."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from pasteproof import __version__, addresses, cli_maintain, cli_translate, style, tools, verify
from pasteproof.build import build
from pasteproof.check import checked
from pasteproof.command import (
    DIAGNOSTICS,
    FINE,
    INTERRUPTED,
    WRONG_USE,
    Commands,
    command,
    complain,
)
from pasteproof.memory import Memory
from pasteproof.model import Equipped, Scenario, Tool
from pasteproof.sandbox import NoSandboxError
from pasteproof.scenario import read_all, scenario_folders
from pasteproof.serve import serve
from pasteproof.table import near
from pasteproof.telling import FORMATS, to_mend, told
from pasteproof.tools import NoToolError, choices, chosen_tools, equip

_ROOT = Path()


def main(arguments: list[str] | None = None) -> int:
    """Run the command, and return its exit status: 0 fine, 1 diagnostics, 2 wrong use."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # as of `| head`; Python would complain once more when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DIAGNOSTICS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pasteproof", description="Guides whose commands are proven in bash and in zsh."
    )
    parser.add_argument("--version", action="version", version=f"pasteproof {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_verify(commands)
    _add_check(commands)
    _add_build(commands)
    _add_serve(commands)
    _add_fetch(commands)
    cli_maintain.add(commands)
    cli_translate.add(commands)
    return parser


def _add_verify(commands: Commands[argparse.ArgumentParser]) -> None:
    does = "Paste every snippet into a sandboxed bash and zsh, and write down what happened."
    parser = command(commands, "verify", does, "pasteproof verify first-run", _verify)
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help="only these scenarios")
    parser.add_argument(
        "--tool",
        action="append",
        default=[],
        metavar="NAME=VERSION",
        help="use another version of a tool than the pinned one",
    )
    parser.add_argument(
        "--all", action="store_true",
        help="use every declared version of a tool where a scenario says that it holds in each",
    )  # fmt: skip
    parser.add_argument(
        "--again", action="store_true", help="run also what current evidence proves already"
    )


def _add_check(commands: Commands[argparse.ArgumentParser]) -> None:
    does = "Check scenarios, snippets and pages without running anything."
    parser = command(commands, "check", does, "pasteproof check --format github", _check)
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="how to tell it (default: text)"
    )
    parser.add_argument(
        "--fresh", action="store_true", help="fail where a translation is behind its source"
    )
    parser.add_argument(
        "--fix", action="store_true", help="mend first how Chinese prose is typed, and nothing else"
    )


def _add_build(commands: Commands[argparse.ArgumentParser]) -> None:
    does = "Build the site from the pages and the recorded evidence; runs no command of the guide."
    parser = command(commands, "build", does, "pasteproof build --require-evidence", _build)
    parser.add_argument(
        "--require-evidence", action="store_true",
        help="fail where nothing current proves a published snippet, or it fetches from elsewhere",
    )  # fmt: skip
    parser.add_argument(
        "--site-dir", type=Path, default=Path("site"), help="where to write (default: site)"
    )


def _add_serve(commands: Commands[argparse.ArgumentParser]) -> None:
    does = "Build and serve the site on this machine, and build it again on every change."
    parser = command(commands, "serve", does, "pasteproof serve --port 8001", _serve)
    parser.add_argument("--port", type=int, default=8000, help="the port (default: 8000)")


def _add_fetch(commands: Commands[argparse.ArgumentParser]) -> None:
    does = "Fetch the real tools that the scenarios need, through npm, in their pinned versions."
    parser = command(commands, "fetch", does, "pasteproof fetch --all", _fetch)
    parser.add_argument("--all", action="store_true", help="every declared version")
    parser.add_argument("--quiet", action="store_true", help="say nothing of what is there already")


def _verify(options: argparse.Namespace) -> int:
    if unknown := _unknown(options.scenarios):
        complain(f"pasteproof verify: {unknown}")
        return WRONG_USE
    scenarios, found = read_all(_ROOT / "snippets", options.scenarios)
    if found:
        complain(told(found, "text"))
        return DIAGNOSTICS
    try:
        versions = chosen_tools(options.tool)
    except NoToolError as error:
        complain(f"pasteproof verify: {error}")
        return WRONG_USE

    def sets(scenario: Scenario) -> tuple[tuple[Equipped, ...], ...]:
        every = options.all and scenario.every_version
        each = (versions,) if versions else choices(_ROOT, scenario.needs, every=every)
        return tuple(equip(_ROOT, scenario.needs, choice) for choice in each)

    try:
        return _tell_verified(scenarios, sets, again=options.again)
    except (NoSandboxError, NoToolError) as error:
        complain(str(error))
        return DIAGNOSTICS


def _tell_verified(scenarios: tuple[Scenario, ...], equip: verify.Equip, *, again: bool) -> int:
    stories, count, known = [], 0, 0
    for each in verify.verify(scenarios, _ROOT / verify.EVIDENCE, equip, again=again):
        record, count = each.record, count + 1
        known += not each.is_new
        result = "proven" if record.passed else "FAILED"
        where = f"{record.shell} {record.shell_version:<8} {', '.join(record.tools):<16}"
        if each.is_new:
            print(f"{record.scenario:<24} {where} {result}  {each.seconds:5.1f} s", flush=True)
        if record.story:
            stories.append(record.story)
    for story in sorted(stories):
        complain(f"\n{story}")
    if not count:
        complain("Nothing was run: no scenario below snippets/ has a step.")
        return DIAGNOSTICS
    aside = f", {known} by evidence that still holds" if known else ""
    print(f"{count - len(stories)} of {count} proven{aside}; see {verify.EVIDENCE}")
    return DIAGNOSTICS if stories else FINE


def _unknown(names: list[str]) -> str:
    """Return what is told of the first name that no scenario has, or nothing."""
    known = scenario_folders(_ROOT / "snippets")
    for name in names:
        if name not in known:
            advice = near(name, known) or f"There are: {', '.join(known) or 'none'}."
            return f"there is no scenario '{name}'. {advice}"
    return ""


def _check(options: argparse.Namespace) -> int:
    if options.fix and not _fix():
        return DIAGNOSTICS
    memory = Memory(_ROOT)
    whole = cache(lambda: checked(_ROOT, memory.pages))
    found = memory.found("check", lambda: whole().found)
    if options.fresh:
        found += memory.found("outdated", lambda: whole().outdated)
    left = to_mend(found)
    if found or options.format == "json":
        print(told(found, options.format))
    if not options.fresh:
        for notice in memory.said("notices", lambda: whole().notices):
            complain(notice)
    if left:
        complain(f"{len(left)} to mend.")
    return DIAGNOSTICS if left else FINE


def _fix() -> bool:
    """Mend the pages, tell what was mended, and return whether they could be written."""
    try:
        mended = style.mend(_ROOT)
    except OSError as error:
        complain(f"{error.filename}: {error.strerror}. Nothing was changed.")
        return False
    for each in mended:
        complain(each.told())
    return True


def _build(options: argparse.Namespace) -> int:
    found = build(_ROOT, options.site_dir, options.require_evidence)
    if found:
        complain(told(found, "text"))
        return DIAGNOSTICS
    if strays := addresses.strays(_ROOT):
        complain(told(strays, "text"))
    print(f"Built {options.site_dir}/")
    return FINE


def _serve(options: argparse.Namespace) -> int:
    return serve(
        _ROOT, options.port, lambda address: print(f"The guide is at {address}", flush=True)
    )


def _fetch(options: argparse.Namespace) -> int:
    declared, found = tools.declared(_ROOT)
    if found:
        complain(told(found, "text"))
        return DIAGNOSTICS
    for tool in declared.values():
        for version in tool.versions if options.all else tool.versions[:1]:
            try:
                _fetch_one(tool, version, is_quiet=options.quiet)
            except NoToolError as error:
                complain(str(error))
                return DIAGNOSTICS
    return FINE


def _fetch_one(tool: Tool, version: str, *, is_quiet: bool) -> None:
    is_new = not tools.is_fetched(tool, version)
    if is_new:
        print(f"Fetching {tool.name} {version}.", flush=True)
    folder = tools.fetch(tool, version)
    if not is_quiet:
        print(f"{tool.name} {version} is in {folder}", flush=True)
