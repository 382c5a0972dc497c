"""A TOML table that is asked for its keys, and knows the line of every mistake in it."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from pasteproof.model import FOR_READERS, Diagnostic, PerShell
from pasteproof.places import Key

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
        self._goldens: dict[str, str] = {}

    def __contains__(self, key: str) -> bool:
        """Return whether the file sets the key."""
        return key in self._data

    def keys(self) -> tuple[str, ...]:
        """Return the keys that the file sets."""
        return tuple(self._data)

    def line(self, *keys: Key) -> int:
        """Return the line of a key, or of the table itself, counted from 1."""
        place = (*self._at, *keys)
        while place and not {place, (*place, 0)} & self._lines.keys():
            place = place[:-1]
        return self._lines.get(place) or self._lines.get((*place, 0), 1)

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

    def text_or_texts(self, key: str) -> str | dict[str, str] | None:
        """Return a text, or a table of texts where the file has one."""
        if isinstance(self._data.get(key), dict):
            return self.table(key).strings()
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
        """Return a text for both shells, or one for each: `{ bash = "…", zsh = "…" }`.

        A text may also be a golden file's: `{ file = "…" }`.
        """
        value = self._data.get(key, "")
        if isinstance(value, dict) and "file" not in value:
            table = self.table(key)
            return PerShell(bash=table.golden("bash") or "", zsh=table.golden("zsh") or "")
        text = self.golden(key) or ""
        return PerShell(bash=text, zsh=text)

    def golden(self, key: str) -> str | None:
        """Return a text, which may stand in a file of its own beside this one: `{ file = "…" }`."""
        if not isinstance(self._data.get(key), dict):
            return self.string(key)
        table = self.table(key)
        name = table.string("file") or ""
        known = {path.name: path for path in self.path.parent.glob("*.txt")}
        if name not in known:
            table.wrong("file", f"there is no file '{name}'.", near(name, known))
            return ""
        self._goldens[name] = known[name].read_text(encoding="utf-8")
        return self._goldens[name]

    def goldens(self) -> dict[str, str]:
        """Return the golden files that this table and those below it name, with their texts."""
        found = dict(self._goldens)
        for child in self._children:
            found |= child.goldens()
        return found

    def mode(self, key: str) -> str | None:
        """Return the permissions of a file, as three octal digits."""
        mode = self.string(key)
        if mode is not None and not re.fullmatch("[0-7]{3}", mode):
            self.wrong(key, f"'{mode}' is no mode.", 'Write three octal digits: "600".')
        return mode

    def strings(self) -> dict[str, str]:
        """Return the whole table as names with a text each."""
        return {key: value for key in self._data if (value := self.string(key)) is not None}

    def file(self, key: str, folder: Path) -> Path | None:
        """Return the file that a key names, as seen from a folder whose parent it can't leave."""
        name = self.string(key)
        if name is None:
            return None
        path, top = folder / name, folder.parent
        published = top.parent / FOR_READERS
        if not _is_file(path):
            known = (os.path.relpath(each, folder) for each in top.rglob("*") if each.is_file())
            self.wrong(key, f"there is no file '{name}'.", near(name, known))
        elif not any(path.resolve().is_relative_to(each.resolve()) for each in (top, published)):
            self.wrong(key, f"'{name}' is outside {top.name}/.", "Move it inside.")
        else:
            return path
        return None

    def anything(self, key: str) -> object:
        """Return the value of a key whatever it is, or `None`."""
        if key not in self._asked:
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

    def table_or_tables(self, key: str) -> tuple[Table, ...]:
        """Return the list of tables below the key, or the one table that stands in its place."""
        if isinstance(self._data.get(key), list):
            return self.tables(key)
        return (self.table(key),)

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
