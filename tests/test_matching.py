"""Proves the comparison of output: whole, with two signs and no more, and quick when it is long."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from itertools import product
from pathlib import Path

import pytest

import archives
from pasteproof import matching
from pasteproof.matching import appears, difference

CASES = sorted((Path(__file__).parent / "matching").glob("*.txt"))
SCREEN = """\
$ acme login
API key: 0123
API key:
Keep it? [Y/n]"""


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_difference_is_told(path: Path) -> None:
    """Each file of matching/ holds what is expected, what is seen, and how they differ."""
    case = archives.read(path.read_text(encoding="utf-8"))

    told = difference(case["expected"].decode(), case["seen"].decode())

    assert "\n".join(told) == case["told"].decode().rstrip("\n")


TEXT = "one [x]\n  two.\n\nthree\nfour *\n"


@pytest.mark.parametrize("expected", [TEXT, "...\n  two.\n\n[..]ree\nfour[..]*\n"])
def test_any_other_character_is_a_difference(expected: str) -> None:
    """To change, delete or add any one character that no sign covers makes a difference."""
    uncovered = range(len(TEXT)) if expected == TEXT else range(8, TEXT.index("three"))
    places = [at for at in uncovered if TEXT[at] != "\n"]
    changed = [TEXT[:at] + "¿" + TEXT[at + 1 :] for at in places]
    deleted = [TEXT[:at] + TEXT[at + 1 :] for at in places]
    added = [TEXT[:at] + "¿" + TEXT[at:] for at in places]

    same = [seen for seen in (*changed, *deleted, *added) if not difference(expected, seen)]

    assert difference(expected, TEXT) == ()
    assert same == []


def test_an_expectation_that_is_otherwise_is_a_difference() -> None:
    """To change any one character of what is expected makes a difference, in the same words."""
    for at, character in enumerate(TEXT):
        if character != "\n":
            wanted = TEXT[:at] + "¿" + TEXT[at + 1 :]
            told = difference(wanted, TEXT)

            assert sorted(line[0] for line in told if line[:1] in ("+", "-")) == ["+", "-"]


WANTED, SEEN = ("a", "b", "...", "[..]", "a[..]b", "[..]a"), ("a", "b", "ab", "aab", "ba")


def test_there_is_a_difference_where_a_pattern_does_not_fit() -> None:
    """Of short texts with both signs, those differ that the pattern they stand for does not fit."""
    chance = random.Random(1)
    for _ in range(2000):
        wanted = chance.choices(
            ["a", "b", "...", "[..]", "a[..]b", "[..]a"], k=chance.randint(1, 6)
        )
        lines = chance.choices(["a", "b", "ab", "aab", "ba"], k=chance.randint(0, 7))

        told = difference("\n".join(wanted), "\n".join(lines))

        assert (told == ()) == fits(wanted, lines), (wanted, lines)
        assert not told or [line[2:] for line in told if line[0] != "-"] == lines


def fits(wanted: list[str], lines: list[str]) -> bool:
    """Return whether a regular expression that means the same fits the lines."""
    parts = [
        r"(?:.*\n)*" if line == "..." else re.escape(line).replace(r"\[\.\.\]", ".*") + r"\n"
        for line in wanted
    ]
    return bool(re.fullmatch("".join(parts), "".join(f"{line}\n" for line in lines)))


LONG = "\n".join(f"line {number}" for number in range(2000))
OTHER, FLOOD, READY = LONG.replace("line", "word"), "y\n" * 500_000, "is ready " * 100_000
TEXTS = {
    "same": (LONG, LONG, "", 0),
    "one less": (LONG, LONG.replace("line 999\n", ""), "- line 999", 1),
    "other": (LONG, OTHER, "- line 0", 4000),
    "other after any": (f"...\n{LONG}", OTHER, "- line 0", 4000),
    "flood": ("", FLOOD, "+ y", 500_000),
    "any": ("a\n...\nz", f"a\n{FLOOD}z", "", 0),
    "any and more": ("a\n...\nb\n...", f"a\n{FLOOD}z", "- b", 500_002),
    "one line": ("[..]is[..]ready[..]!", READY, f"+ {READY}".rstrip(), 2),
}


@pytest.mark.parametrize("name", TEXTS)
def test_long_output_is_compared_quickly(name: str) -> None:
    """A thousand lines, or a megabyte of them, take a moment and not a minute."""
    expected, seen, first, count = TEXTS[name]
    began = time.process_time()

    told = [line for line in difference(expected, seen) if line[:1] in ("+", "-")]

    assert (told[0] if told else "", len(told)) == (first, count)
    assert time.process_time() - began < 2


WHOLE = "\n".join(f"line {number}" for number in range(30))
SIZES = {  # of what is shown, in lines, and whether each of them is compared with each expected one
    0: False,
    30: True,
    8000: True,
    9000: False,
    87_000: False,
}


@pytest.mark.parametrize("size", SIZES)
def test_a_flood_is_not_searched_for_what_it_may_have_in_common(
    monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """Two texts are set side by side, line by line, only up to a size; above, they are just told."""
    compared: list[str] = []

    def matches(wanted: str, line: str) -> bool:
        compared.append(line)
        return same(wanted, line)

    same = matching._matches
    monkeypatch.setattr(matching, "_matches", matches)

    told = difference(WHOLE, "\n".join(f"word {number}" for number in range(size)))

    assert (len(compared) >= 30 * size > 0) == SIZES[size]
    assert len(compared) <= 250_000
    assert Counter(line[0] for line in told) == {"-": 30, "+": size} if size else {"-": 30}


@pytest.mark.parametrize(
    ("expected", "line"),
    [
        ("API key: ", 2),
        ("Keep it? [Y/n]", 3),
        ("key: 0[..]3", 1),
        ("API key:\nKeep", 2),
        ("login\n...\nKeep it?", 0),
        ("login\n...\n...\n0123\n...\nKeep it?", 0),
        ("...\nAPI key:", 2),
        ("API key:\n...", 2),
        ("...\n0123\n...\nAPI key:\n...\nKeep it?\n...", 1),
        ("Keep it?\n...\nlogin", None),
        ("0123\n...\n0123", None),
        ("api key", None),
        ("login\nKeep it?", None),
        ("Keep it?\nlogin", None),
    ],
)
def test_a_text_appears_on_the_screen(expected: str, line: int | None) -> None:
    """A text is found where it is last seen, from the middle of a line on, and else not."""
    found = appears(expected, SCREEN)

    assert (SCREEN.count("\n", 0, found.start()) if found else None) == line


@pytest.mark.parametrize("count", range(4))
@pytest.mark.parametrize("wanted", ["a\n...\nb", "...\na\n...\n...\nb\n..."])
def test_any_lines_may_be_none(wanted: str, count: int) -> None:
    """Both on a screen and in an output, `...` stands for any number of lines, none included."""
    lines = ["a", *["x"] * count, "b"]

    for shown in (lines, [*lines, "y"] if wanted.endswith("...") else lines):
        assert appears(wanted, "\n".join(shown))
        assert difference(wanted, "\n".join(shown)) == ()
    assert not appears(wanted, "\n".join(lines[::-1]))
    assert difference(wanted, "\n".join(lines[::-1])) != ()


def test_any_lines_are_whole_lines() -> None:
    """What stands before and after `...` stands on two lines, and not on one."""
    assert not appears("a\n...\nb", "ab")
    assert difference("a\n...\nb", "ab") == ("- a", "  ab", "- b")


def test_no_part_of_a_text_is_enough() -> None:
    """Of a text of two lines, no shorter or other one appears in its place."""
    wanted = "API key:\nKeep it?"
    for at, other in product(range(len(wanted)), ("", "¿")):
        screen = wanted[:at] + other + wanted[at + 1 :]

        assert appears(wanted, wanted)
        assert not appears(wanted, screen)
