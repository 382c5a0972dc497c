"""What the guide publishes, and what current evidence says of each thing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pasteproof import evidence
from pasteproof.matrix import Row, matrix
from pasteproof.model import FOR_READERS, Scenario, ShellName, Tool
from pasteproof.page import LookUp
from pasteproof.proof import Published, Record
from pasteproof.recorded import Recorded
from pasteproof.scenario import read_all, snippet_files
from pasteproof.table import near
from pasteproof.tools import known
from pasteproof.whereabouts import places

EVIDENCE = Path("build") / "evidence.json"
_LANGUAGES_OF_SUFFIXES = {".ps1": "powershell", ".bat": "bat", ".cmd": "bat", ".fish": "fish"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """One snippet as it would be published, and the scenario that it belongs to."""

    published: Published
    scenario: str


def catalogue(root: Path) -> LookUp:
    """Return the look-up that a page of the guide at `root` is expanded with."""
    snippets = snippets_of(root)

    def look_up(reference: str) -> Published:
        if reference not in snippets:
            advice = near(reference, snippets) or "Look in snippets/ for those that there are."
            raise LookupError(f"there is no snippet '{reference}'. {advice}")
        return snippets[reference].published

    return look_up


def reader_files(root: Path) -> tuple[Path, ...]:
    """Return the files that readers download from the root of the site."""
    folder = root / FOR_READERS
    return tuple(sorted(path for path in folder.glob("*") if path.is_file()))


def recorded(root: Path) -> Recorded:
    """Return what the guide's test run recorded, as far as it is current."""
    scenarios = {each.name: each for each in read_all(root / "snippets")[0]}
    records, tools = evidence.load(root / EVIDENCE), known(root)
    pinned = _pinned(root)

    def of(name: str) -> tuple[Record, ...]:
        if name not in scenarios:
            raise LookupError(f"there is no scenario '{name}'. {near(name, scenarios)}".rstrip())
        return _current(scenarios[name], records, _tools(scenarios[name], pinned))

    def screen(reference: str) -> tuple[str, tuple[str, ...]]:
        name, _, file = reference.partition("/")
        found = of(name)
        goldens = scenarios[name].goldens
        if file not in goldens:
            advice = near(file, goldens) or f"A step of '{name}' must compare it."
            raise LookupError(f"there is no screen '{reference}'. {advice}")
        shells = _names(scenarios[name], found) if all(each.passed for each in found) else ()
        return goldens[file], shells

    def versions(name: str) -> tuple[tuple[str, tuple[ShellName, ...]], ...]:
        of(name)
        return _versions(scenarios[name], records, tools)

    def called(name: str, secret: str) -> dict[str, str]:
        return next((each.called for each in scenarios[name].secrets if each.name == secret), {})

    return Recorded(
        screen=screen,
        records=of,
        versions=versions,
        checksum=lambda name: _checksum(root, name),
        called=called,
        matrix=cache(lambda language: matrix(rows(root, language), language)),
    )


def rows(root: Path, language: str) -> Iterator[Row]:
    """Yield what is known of each scenario, with links to a language's pages at its root."""
    records, tools, pinned = evidence.load(root / EVIDENCE), known(root), _pinned(root)
    shown_at = places(root, language)
    for scenario in read_all(root / "snippets")[0]:
        names = {path.name: path.stem for path in snippet_files(scenario.folder)}
        row = Row(
            scenario=scenario.name,
            snippets=tuple((n, shown_at.get(f"{scenario.name}/{n}", "")) for n in names.values()),
            explained=sum(name in scenario.unverified for name in names),
            state="open" if scenario.steps else "unrun",
            shells={},
        )
        current = _current(scenario, records, _tools(scenario, pinned))
        proofs = _proofs(scenario, current)
        yield _proven(row, scenario, current, records, tools) if proofs else row


def lacking(root: Path) -> dict[str, str]:
    """Return the scenarios that current evidence does not prove whole, and in what it doesn't.

    That is a shell with the pinned tools, or one with another version that it must hold with.
    """
    records, tools = evidence.load(root / EVIDENCE), known(root)
    return {
        scenario.name: gap
        for scenario in read_all(root / "snippets")[0]
        if scenario.steps and (gap := _gap(scenario, records, tools))
    }


def snippets_of(root: Path) -> dict[str, Snippet]:
    """Return every snippet of the guide by its reference."""
    scenarios, _ = read_all(root / "snippets")
    records = evidence.load(root / EVIDENCE)
    pinned = _pinned(root)
    return {
        snippet.published.reference: snippet
        for scenario in scenarios
        for snippet in _of(scenario, records, pinned)
    }


def _proven(
    row: Row, scenario: Scenario, current: tuple[Record, ...], records: tuple[Record, ...],
    tools: dict[str, Tool],
) -> Row:  # fmt: skip
    """Return the row of a scenario that is proven, with the other versions that it holds with."""
    names = [name.split(" ") for name in _names(scenario, current)]
    found = _versions(scenario, records, tools) if scenario.every_version else ()
    others = tuple(
        version
        for version, passed in reversed(found)
        if version != tools[scenario.needs[0]].versions[0] and {*passed} == {*scenario.shells}
    )
    return replace(
        row, state="proven",
        shells={shell: tuple(v for s, v in names if s == shell) for shell in scenario.shells},
        tools=(*current[0].tools, *others),
        ways=(len(current[0].homes), len(current[0].feeds)),
        when=min(each.when for each in current),
    )  # fmt: skip


def _gap(scenario: Scenario, records: tuple[Record, ...], tools: dict[str, Tool]) -> str:
    pinned = {name: f"{name} {tool.versions[0]}" for name, tool in tools.items()}
    passed = _passed(scenario, records, _tools(scenario, pinned))
    if missing := [shell for shell in scenario.shells if shell not in passed]:
        return " or ".join(missing)
    found = _versions(scenario, records, tools) if scenario.every_version else ()
    named = (
        f"{shell} with {scenario.needs[0]} {version}"
        for version, passed in found
        for shell in scenario.shells
        if shell not in passed
    )
    return next(named, "")


def _versions(
    scenario: Scenario, records: tuple[Record, ...], tools: dict[str, Tool]
) -> tuple[tuple[str, tuple[ShellName, ...]], ...]:
    """Return the versions of the first tool that a scenario needs, each with where it passed."""
    if not scenario.every_version:
        raise LookupError(f"the scenario '{scenario.name}' is run with one version only.")
    pinned = {name: f"{name} {tool.versions[0]}" for name, tool in tools.items()}
    first = scenario.needs[0]
    return tuple(
        (
            version,
            _passed(scenario, records, _tools(scenario, pinned | {first: f"{first} {version}"})),
        )
        for version in sorted(tools[first].versions, key=_age)
    )


def _age(version: str) -> list[tuple[int, str]]:
    """Return what sorts versions by their numbers."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in version.split(".")]


def _of(
    scenario: Scenario, records: tuple[Record, ...], pinned: dict[str, str]
) -> Iterator[Snippet]:
    tools = _tools(scenario, pinned)
    current = _current(scenario, records, tools)
    proofs = _proofs(scenario, current)
    for path in snippet_files(scenario.folder):
        text = path.read_text(encoding="utf-8")
        reason = scenario.unverified.get(path.name, "")
        yield Snippet(
            published=Published(
                reference=f"{scenario.name}/{path.stem}",
                text=text,
                language=_LANGUAGES_OF_SUFFIXES.get(path.suffix, "sh"),
                proofs=() if reason else proofs,
                stand_ins=tuple(sorted(scenario.stand_ins)),
                tools=tools,
                records=current if proofs and not reason else (),
                called={each.name: each.called for each in scenario.secrets},
                reason=reason,
                file=path.name,
                filled=tuple(each for each in scenario.fill if each in text),
            ),
            scenario=scenario.name,
        )


def _checksum(root: Path, name: str) -> str:
    files = {path.name: path for path in reader_files(root)}
    if name not in files:
        raise LookupError(
            f"there is no file '{name}' in {FOR_READERS}/. {near(name, files)}".rstrip()
        )
    return hashlib.sha256(files[name].read_bytes()).hexdigest()


def _proofs(scenario: Scenario, current: tuple[Record, ...]) -> tuple[str, ...]:
    """Return the shells that prove a scenario, with their versions.

    One current failure in any shell leaves no proof at all: a reader looks for the sign, and may
    not notice that it names the other shell only.
    """
    return _names(scenario, current) if all(each.passed for each in current) else ()


def _passed(
    scenario: Scenario, records: tuple[Record, ...], tools: tuple[str, ...]
) -> tuple[ShellName, ...]:
    """Return the shells in which all current records say that the scenario passed."""
    current = _current(scenario, records, tools)
    failed = {each.shell for each in current if not each.passed}
    passed = {each.shell for each in current} - failed
    return tuple(shell for shell in scenario.shells if shell in passed)


def _current(
    scenario: Scenario, records: tuple[Record, ...], tools: tuple[str, ...]
) -> tuple[Record, ...]:
    about = (scenario.name, evidence.digest(scenario), tools)
    return tuple(each for each in records if (each.scenario, each.digest, each.tools) == about)


def _names(scenario: Scenario, records: tuple[Record, ...]) -> tuple[str, ...]:
    names = (
        f"{each.shell} {each.shell_version}"
        for shell in scenario.shells
        for each in sorted(records, key=lambda each: each.shell_version)
        if each.shell == shell
    )
    return tuple(dict.fromkeys(names))


def _pinned(root: Path) -> dict[str, str]:
    return {name: f"{name} {tool.versions[0]}" for name, tool in known(root).items()}


def _tools(scenario: Scenario, pinned: dict[str, str]) -> tuple[str, ...]:
    return tuple(pinned.get(name, "") for name in scenario.needs)
