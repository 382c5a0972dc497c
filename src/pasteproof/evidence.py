"""Writes down what a test run saw, and reads it back: `build/evidence.json`."""

from __future__ import annotations

import ast
import fcntl
import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from pasteproof import __version__
from pasteproof.installation import NAME
from pasteproof.model import Scenario, Sent
from pasteproof.proof import Answered, Clipping, Record, Shown

FORMAT = 2
_LISTS = ("feeds", "homes", "stand_ins", "tools", "hosts", "pressed")
_RUNNING = ("scenario", "tools", "runner", "verify")  # what reads, equips, runs and records


def load(path: Path) -> tuple[Record, ...]:
    """Return the records of a file, or none where there is no file of this format."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            return ()
        return tuple(_record(each) for each in data["records"])
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ()  # evidence that can't be read proves nothing, and the next run writes it anew


def add(path: Path, records: Iterable[Record]) -> None:
    """Merge records into the file; of two about the same thing, the newer one stays.

    Runs that go on side by side may write at the same time.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        merged = union((load(path), tuple(records)))
        fresh = path.with_suffix(".new")
        fresh.write_text(_text(merged), encoding="utf-8")
        fresh.replace(path)


def union(shards: Iterable[Iterable[Record]]) -> tuple[Record, ...]:
    """Return the records of several runs as one, sorted; the newest of each kind stays."""
    newest: dict[tuple[str, ...], Record] = {}
    for record in sorted((each for shard in shards for each in shard), key=lambda r: r.when):
        newest[_about(record)] = record
    return tuple(newest[about] for about in sorted(newest))


def digest(scenario: Scenario) -> str:
    """Return the SHA-256 of all that a scenario's evidence stands on, in hexadecimal.

    That is its folder, the shared files that it names, and those modules of pasteproof that
    reading and running it stand on; where pasteproof is a tool of the scenario, all of it.
    """
    files = {path for path in scenario.folder.rglob("*") if path.is_file()}
    files |= {*scenario.stand_ins.values(), *scenario.home_files.values()}
    whole = hashlib.sha256(_tool_digest(NAME in scenario.needs).encode())
    for name, path in sorted((os.path.relpath(path, scenario.folder), path) for path in files):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{name}\0{content}\0".encode())
    whole.update(repr(scenario.network).encode())  # its bodies may come from shared files
    return whole.hexdigest()


@cache
def _tool_digest(is_whole: bool) -> str:
    whole = hashlib.sha256(__version__.encode())
    package = Path(__file__).parent
    files = package.rglob("*") if is_whole else (package / f"{each}.py" for each in modules())
    for path in sorted(path for path in files if path.is_file() and path.suffix != ".pyc"):
        whole.update(f"{path.relative_to(package)}\0".encode() + path.read_bytes())
    return whole.hexdigest()


@cache
def modules() -> frozenset[str]:
    """Return the modules of pasteproof that running stands on: what these import, and so on."""
    found: set[str] = set()
    ahead = {*_RUNNING}
    while ahead:
        found |= ahead
        ahead = {other for name in ahead for other in _imported(name)} - found
    return frozenset(found)


def _imported(name: str) -> set[str]:
    """Return the modules of pasteproof that one of them imports, wherever in its text."""
    package = Path(__file__).parent
    found = set()
    for node in ast.walk(ast.parse((package / f"{name}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            full = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            full = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        found |= {each.split(".")[1] for each in full if each.startswith(f"{package.name}.")}
    return {each for each in found if (package / f"{each}.py").is_file()}


def _about(record: Record) -> tuple[str, ...]:
    return (record.scenario, record.shell, record.shell_version, record.system, *record.tools)


def _text(records: Iterable[Record]) -> str:
    data = {"format": FORMAT, "records": [asdict(record) for record in records]}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _record(data: dict[str, Any]) -> Record:
    """Return the record that a JSON object holds. Raises what `load` takes for another's file."""
    fields: dict[str, Any] = {key: _checked(key, value) for key, value in data.items()}
    fields["shown"] = tuple(map(_shown, data["shown"]))
    fields["sent"] = tuple(Sent(**each) for each in data["sent"])
    return Record(**fields)


def _shown(data: dict[str, Any]) -> Shown:
    given = {
        "screen": _clipping(data["screen"]),
        "answered": tuple(map(_answered, data["answered"])),
        "hosts": _checked("hosts", data["hosts"]),
        "sent": tuple(Sent(**each) for each in data["sent"]),
    }
    return Shown(**_of_kinds(data, snippet=str, more=int, exits=int) | given)


def _answered(data: dict[str, Any]) -> Answered:
    given = {
        "screen": _clipping(data["screen"]),
        "pressed": _checked("pressed", data["pressed"]),
    }
    return Answered(**_of_kinds(data, typed=str, chosen=str, is_hidden=bool) | given)


def _clipping(data: dict[str, Any]) -> Clipping:
    return Clipping(**_of_kinds(data, first=str, left_out=int, last=str))


def _of_kinds(data: dict[str, Any], **kinds: type) -> dict[str, Any]:
    """Return the data of which some fields are of a kind. Raises TypeError where one is not."""
    for key, kind in kinds.items():
        if not isinstance(data[key], kind):
            raise TypeError(f"{key} is {data[key]!r}")
    return data


def _checked(key: str, value: Any) -> object:
    """Return the value of a field. Raises TypeError where it is not what `_text` writes."""
    kind = {"passed": bool, "shown": list, "sent": list}.get(key, str)
    values = value if key in _LISTS else [value]
    if not all(isinstance(each, kind) for each in values):
        raise TypeError(f"{key} is {value!r}")
    return tuple(values) if key in _LISTS else value
