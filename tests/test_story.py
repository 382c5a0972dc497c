"""Proves how a failure is told: whole, in the reader's order, and fit for any terminal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cases import Case, departures
from pasteproof.model import Failure, Outcome, Scenario, Way
from pasteproof.story import story

SNIPPETS = Path("snippets")
FAILURE = Failure(
    headline="it printed 1 line more than it should",
    path=SNIPPETS.absolute() / "first-run" / "scenario.toml",
    line=6,
    step=1,
    name="install.sh",
    pasted="# Put acme on your PATH\nmkdir -p ~/.local/bin",
    showed=("+ zsh: command not found: #", "  acme 2.1.0 is ready."),
    advice="zsh does not accept comments typed at its prompt; move the comment into the page.",
    way=Way(feed="lines", home="lived-in"),
)


def test_a_failure_is_told_with_what_differs(tmp_path: Path, case: Case) -> None:
    """Each case of tests/story comes to the end that its file tells."""
    assert departures(tmp_path, case) == ""


def test_a_story_is_whole() -> None:
    """A story says where, which step, what was pasted, what it showed, and what to do."""
    assert (
        told(FAILURE)
        == """\
first-run, in zsh 5.9, line by line, in a lived-in account
  step 1  install.sh              it printed 1 line more than it should
  you pasted   # Put acme on your PATH
               mkdir -p ~/.local/bin
  it showed  + zsh: command not found: #
               acme 2.1.0 is ready.
  snippets/first-run/scenario.toml:6
  zsh does not accept comments typed at its prompt; move the comment into the page."""
    )


def test_a_story_leaves_out_what_there_is_not() -> None:
    """Without a step, a paste, an output and advice, two lines and the place are left."""
    bare = Failure(headline="~/x is still there", path=FAILURE.path, line=9, name="afterwards")

    assert (
        told(bare)
        == """\
first-run, in zsh 5.9
  afterwards                      ~/x is still there
  snippets/first-run/scenario.toml:9"""
    )


@pytest.mark.parametrize(
    ("feed", "home", "words"),
    [
        ("paste", "new", "pasted at once, in a new account"),
        ("paste", "distribution", "pasted at once, with the distribution's rc files"),
        ("lines", "lived-in", "line by line, in a lived-in account"),
    ],
)
def test_a_story_says_which_way_it_went(feed: str, home: str, words: str) -> None:
    """The first line names the feed and the home, since a failure may be of one of them only."""
    failure = replace(FAILURE, way=Way(feed=feed, home=home))  # type: ignore[arg-type]

    assert told(failure).splitlines()[0] == f"first-run, in zsh 5.9, {words}"


@pytest.mark.parametrize("sign", ["  ", "+ ", "- "])
def test_of_many_lines_alike_the_ends_are_told(sign: str) -> None:
    """Of more than 48 lines with the same sign twenty stay at each end; of 48, all."""
    lines = tuple(f"{sign}{number}" for number in range(1, 50))

    few, many = (replace(FAILURE, showed=each, pasted="", advice="") for each in (lines[1:], lines))

    assert told(few).count("\n") == 50
    assert told(many).count("\n") == 43
    assert told(many).splitlines()[21:24] == [
        f"             {sign}20",
        "               (9 lines more)",
        f"             {sign}30",
    ]


def test_a_difference_among_many_lines_is_told() -> None:
    """However many lines are right, the one that is not stays in the story."""
    right = tuple(f"  {number}" for number in range(500))

    text = told(replace(FAILURE, showed=(*right, "+ wrong", *right)))

    assert "             + wrong\n" in text
    assert text.count("\n") == 5 + 2 * 41 + 1


def test_a_story_moves_no_cursor() -> None:
    """Control characters, wherever they come from, are told and not sent to the terminal."""
    failure = replace(
        FAILURE, headline="~/\x1b]0;x\x07 was created", pasted="a\x00b", showed=("+ \x1b[31mred\r",)
    )

    text = told(failure)

    assert text.splitlines()[1:4] == [
        "  step 1  install.sh              ~/\\x1b]0;x\\x07 was created",
        "  you pasted   a\\x00b",
        "  it showed  + \\x1b[31mred",
    ]
    assert all(character.isprintable() or character == "\n" for character in text)


def told(failure: Failure) -> str:
    """Return the story of a failure in zsh."""
    scenario = Scenario(
        name="first-run", folder=SNIPPETS / "first-run", path=FAILURE.path, steps=()
    )
    outcome = Outcome(scenario=scenario, shell="zsh", ways=(), failure=failure)
    return story(outcome, "5.9")
