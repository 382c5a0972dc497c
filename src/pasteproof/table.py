"""A TOML table that is asked for its keys, and knows the line of every mistake in it."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from pasteproof.model import Diagnostic, PerShell

Key = str | int
_KEY = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_KEYS = rf"(?:{_KEY.pattern})(?:\s*\.\s*(?:{_KEY.pattern}))*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_KEYS})\s*\]\]?\s*")
_ASSIGNMENT = re.compile(rf"\s*({_KEYS})\s*=")
_STRING_OR_COMMENT = re.compile(
    r"""(?P<lines>\"{3}(?:\\.|[^\\])*?(?:"{3,5}|\Z)|'{3}.*?(?:'{3,5}|\Z)|\#[^\n]*)
    |"(?:\\.|[^"\\\n])*"|'[^'\n]*'""",
    re.DOTALL | re.VERBOSE,
)
_KINDS = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a table",
}


class Table:
    """One table of a TOML file; a key that nobody asks for is a mistake."""

    def __init__(
        self, data: dict[str, Any], *, path: Path, lines: dict[tuple[Key, ...], int],
        at: tuple[Key, ...] = (),
    ) -> None:  # fmt: skip
        """Wrap the table found at that place of the file."""
        self.path = path
        self._data = data
        self._lines = lines
        self._at = at
        self._asked: list[str] = []
        self._wrong: list[Diagnostic] = []
        self._children: list[Table] = []

    def __contains__(self, key: str) -> bool:
        """Return whether the file sets the key."""
        return key in self._data

    def keys(self) -> tuple[str, ...]:
        """Return the keys that the file sets."""
        return tuple(self._data)

    def line(self, *keys: Key) -> int:
        """Return the line of a key, or of the table itself, counted from 1."""
        place = (*self._at, *keys)
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines.get(place, 1)

    def wrong(self, key: str, problem: str, advice: str = "") -> None:
        """Note a mistake at the key."""
        line = self.line(key) if key else self.line()
        self._wrong.append(Diagnostic(path=self.path, line=line, problem=problem, advice=advice))

    def mistakes(self) -> list[Diagnostic]:
        """Return every mistake in this table and those below it, unknown keys included."""
        found = list(self._wrong)
        for key in self._data:
            if key not in self._asked:
                line = self.line(key)
                problem = f"unknown key '{key}'{self._where()}."
                advice = near(key, self._asked) or f"Known keys: {', '.join(sorted(self._asked))}."
                found.append(Diagnostic(path=self.path, line=line, problem=problem, advice=advice))
        for child in self._children:
            found += child.mistakes()
        return found

    def string(self, key: str) -> str | None:
        """Return a text, or `None` where the key is missing or wrong."""
        return cast(str | None, self._value(key, str))

    def string_or_false(self, key: str) -> str | None:
        """Return a text, or `None` for `false`, which says that there must be none."""
        if self._data.get(key) is False:
            self._asked.append(key)
            return None
        return self.string(key)

    def flag(self, key: str) -> bool:
        """Return a claim, which is false where it isn't made."""
        return bool(self._value(key, bool))

    def whole(self, key: str, default: int, allowed: range) -> int:
        """Return a whole number out of those allowed."""
        value = cast(int | None, self._value(key, int))
        if value is not None and value not in allowed:
            self.wrong(key, f"'{key}' must be from {allowed[0]} to {allowed[-1]}, not {value}.")
        return default if value is None else value

    def number(self, key: str, default: float, most: float) -> float:
        """Return a number above nought, and not above the one that is the most."""
        value = cast(float | None, self._value(key, float))
        if value is not None and not 0 < value <= most:
            self.wrong(key, f"'{key}' must be above 0 and at most {most:g}, not {value:g}.")
        return default if value is None else float(value)

    def list_of_strings(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty where the key is missing."""
        values = cast(list[Any], self._value(key, list) or [])
        if not all(isinstance(value, str) for value in values):
            self.wrong(key, f"'{key}' must be a list of texts.")
            return ()
        return tuple(values)

    def list_of_wholes(self, key: str, allowed: range) -> tuple[int, ...]:
        """Return a list of whole numbers out of those allowed, empty where the key is missing."""
        values = cast(list[Any], self._value(key, list) or [])
        if not all(_is_a(value, int) and value in allowed for value in values):
            span = f"from {allowed[0]} to {allowed[-1]}"
            self.wrong(key, f"'{key}' must be a list of whole numbers {span}.")
            return ()
        return tuple(values)

    def choices(
        self, key: str, allowed: tuple[str, ...], default: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Return a list of words out of those allowed."""
        values = dict.fromkeys(self.list_of_strings(key))
        for value in values:
            self._check_choice(key, value, allowed)
        if self._data.get(key) == []:
            self.wrong(key, f"'{key}' is empty.", f"Choose from {', '.join(allowed)}.")
        return tuple(value for value in values if value in allowed) or default

    def choice(self, key: str, allowed: tuple[str, ...]) -> str | None:
        """Return one word out of those allowed."""
        value = self.string(key)
        if value is None:
            return None
        return value if self._check_choice(key, value, allowed) else None

    def per_shell(self, key: str) -> PerShell:
        """Return a text for both shells, or one for each: `{ bash = "…", zsh = "…" }`."""
        value = self._data.get(key, "")
        if isinstance(value, dict):
            table = self.table(key)
            return PerShell(bash=table.string("bash") or "", zsh=table.string("zsh") or "")
        text = self.string(key) or ""
        return PerShell(bash=text, zsh=text)

    def strings(self) -> dict[str, str]:
        """Return the whole table as names with a text each."""
        return {key: value for key in self._data if (value := self.string(key)) is not None}

    def file(self, key: str, folder: Path) -> Path | None:
        """Return the file that a key names, as seen from a folder whose parent it can't leave."""
        name = self.string(key)
        if name is None:
            return None
        path, top = folder / name, folder.parent
        if not _is_file(path):
            known = (os.path.relpath(each, folder) for each in top.rglob("*") if each.is_file())
            self.wrong(key, f"there is no file '{name}'.", near(name, known))
        elif not path.resolve().is_relative_to(top.resolve()):
            self.wrong(key, f"'{name}' is outside {top.name}/.", "Move it inside.")
        else:
            return path
        return None

    def anything(self, key: str) -> object:
        """Return the value of a key whatever it is, or `None`."""
        self._asked.append(key)
        return self._data.get(key)

    def table(self, key: str) -> Table:
        """Return the table below the key, empty where it is missing."""
        return self._child(cast(dict[str, Any], self._value(key, dict) or {}), key)

    def tables(self, key: str) -> tuple[Table, ...]:
        """Return the list of tables below the key."""
        if isinstance(self._data.get(key), dict):
            self._asked.append(key)
            whole = ".".join([*(each for each in self._at if isinstance(each, str)), key])
            self.wrong(key, f"'{key}' must be a list, not a table.", f"Write [[{whole}]].")
            return ()
        values = cast(list[Any], self._value(key, list) or [])
        if not all(isinstance(value, dict) for value in values):
            self.wrong(key, f"'{key}' must be a list of tables.")
            return ()
        return tuple(self._child(value, key, index) for index, value in enumerate(values))

    def _value(self, key: str, kind: type) -> object:
        if key not in self._asked:
            self._asked.append(key)
        value = self._data.get(key)
        if value is None or _is_a(value, kind):
            return value
        self.wrong(key, f"'{key}' must be {_KINDS[kind]}, not {_told(value)}.")
        return None

    def _check_choice(self, key: str, value: str, allowed: tuple[str, ...]) -> bool:
        if value not in allowed:
            advice = near(value, allowed) or f"Choose from {', '.join(allowed)}."
            self.wrong(key, f"'{key}' can't be '{value}'.", advice)
        return value in allowed

    def _child(self, data: dict[str, Any], *keys: Key) -> Table:
        child = Table(data, path=self.path, lines=self._lines, at=(*self._at, *keys))
        self._children.append(child)
        return child

    def _where(self) -> str:
        if not self._at:
            return ""
        names = [f"{key + 1}" if isinstance(key, int) else key for key in self._at]
        return f" in {' '.join(names)}"


def near(word: str, known: Iterable[str]) -> str:
    """Return the question that offers the nearest known word, or nothing where none is near."""
    matches = difflib.get_close_matches(word, list(known), n=1)
    return f"Did you mean '{matches[0]}'?" if matches else ""


def lines_of(text: str) -> dict[tuple[Key, ...], int]:
    """Return the line of every key in a TOML text; an element of a list of tables has its index.

    `tomllib` tells no places, and the keys of a file as small as ours are easily found again.
    """
    found: dict[tuple[Key, ...], int] = {}
    counts: dict[tuple[Key, ...], int] = {}
    at: tuple[Key, ...] = ()
    here, inline = at, 0
    bare = _STRING_OR_COMMENT.sub(_without_content, text)
    for number, line in enumerate(bare.split("\n"), start=1):
        header, assignment = _HEADER.fullmatch(line), _ASSIGNMENT.match(line)
        if header:
            at = _header_place(header, counts)
            found.setdefault(at, number)
        elif assignment:
            here = (*at, *_split(assignment.group(1)))
            found.setdefault(here, number)
            inline = 0
        if line.lstrip().startswith("{") or (assignment and re.search(r"=\s*\[\s*\{", line)):
            found.setdefault((*here, inline), number)
            inline += line.count("{")
    return found


def _header_place(header: re.Match[str], counts: dict[tuple[Key, ...], int]) -> tuple[Key, ...]:
    *above, last = _split(header.group(2))
    place: tuple[Key, ...] = ()
    for key in above:
        place = (*place, key)
        place = (*place, counts[place]) if place in counts else place
    place = (*place, last)
    if header.group(1) == "[":
        return place
    counts[place] = counts.get(place, -1) + 1
    return (*place, counts[place])


def _split(dotted: str) -> list[str]:
    return [key.strip("\"'") for key in _KEY.findall(dotted)]


def _without_content(found: re.Match[str]) -> str:
    """Return what is left where a string or a comment stands: its line ends, or a short string."""
    whole = found.group()
    return "\n" * whole.count("\n") if found["lines"] else whole.replace("{", " ")


def _told(value: object) -> str:
    """Return a value as the writer sees it, and only its kind where that would be long."""
    if isinstance(value, str):
        return f"the text {value!r}"
    if isinstance(value, (list, dict)):
        return _KINDS[type(value)]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # no system takes such a name
        return False


def _is_a(value: object, kind: type) -> bool:
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float)) if kind is float else isinstance(value, kind)
