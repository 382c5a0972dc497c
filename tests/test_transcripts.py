"""Proves what evidence keeps of a screen: text, bounded, and never a secret."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from cases import play
from pasteproof.model import Exchange, Secret, Seen, Sent
from pasteproof.proof import Answered, Clipping, Shown
from pasteproof.transcripts import clip, kept

KEY = Secret(name="the key", value="sk-0123/456789 abcdef", line=1, may_show=True)
SENT = (Sent(secret="the key", host="acme.example", place="x-api-key"),)
LINES = [f"line {number}" for number in range(100)]
ASKS = """
[secrets."the key"]
value = "0123456789abcdef"
may_show = true

[[step]]
paste = "ask.sh"
shows = \"\"\"
Key: 0123456789abcdef
got 0123456789abcdef
\"\"\"
dialogue = [{ sees = "Key: ", types = "0123456789abcdef" }]
"""


def one(**given: object) -> Shown:
    """Return what is kept of one paste."""
    seen = Seen(**{"snippet": "a.sh", "screen": ""} | given)  # type: ignore[arg-type]
    (shown,) = kept([seen], (KEY,))
    return shown


@pytest.mark.parametrize("count", [0, 1, 60, 61])
def test_a_short_text_is_kept_whole(count: int) -> None:
    """Up to sixty lines, and one whose place a note would take, a text stays as it is."""
    text = "\n".join(LINES[:count])

    assert clip(text) == Clipping(first=text)


def test_a_long_text_keeps_beginning_and_end() -> None:
    """Of more lines, the first forty and the last twenty stay, and the rest is counted."""
    assert clip("\n".join(LINES[:62])) == Clipping(
        first="\n".join(LINES[:40]), left_out=2, last="\n".join(LINES[42:62])
    )


def test_a_long_line_is_cut() -> None:
    """A line of more than 240 signs ends with a sign for what is missing."""
    assert clip("a" * 240).first == "a" * 240
    assert clip("a" * 241).first == "a" * 239 + "…"


def test_a_dialogue_by_lines_is_kept_as_its_text() -> None:
    """Screens that the text holds are not kept beside it, however they are wrapped."""
    exchanges = (Exchange(sees="Name:", line=1, types="Ann"),)

    shown = one(screen="Name: Ann\nHello, Ann", screens=("\nName:",), exchanges=exchanges)

    assert shown == Shown(snippet="a.sh", screen=Clipping(first="Name: Ann\nHello, Ann"))


def test_a_program_that_draws_is_kept_as_its_screens() -> None:
    """Of a program whose screens leave no text, each is kept with what was answered to it."""
    exchanges = (
        Exchange(sees="Colour", line=1, chooses="Red"),
        Exchange(sees="Go on", line=2, presses=("down", "enter")),
        Exchange(sees="Key", line=3, types="hush", hidden=True),
        Exchange(sees="Say", line=4, types="hello"),
        Exchange(sees="End", line=5),
    )
    screens = ("\n\nColour\n\n\n\n > Red\n", "Go on", "Key", "Say", "End")

    shown = one(screen="ruins", screens=screens, exchanges=exchanges, exits=1)

    assert shown.screen == Clipping()
    assert shown.exits == 1
    assert shown.answered == (
        Answered(screen=Clipping(first="Colour\n\n > Red"), chosen="Red"),
        Answered(screen=Clipping(first="Go on"), pressed=("down", "enter")),
        Answered(screen=Clipping(first="Key"), is_hidden=True),
        Answered(screen=Clipping(first="Say"), typed="hello"),
        Answered(screen=Clipping(first="End")),
    )


def test_of_many_screens_the_first_are_kept() -> None:
    """More than twelve screens are counted, not kept."""
    screens = tuple(f"screen {number}" for number in range(14))
    exchanges = tuple(Exchange(sees="screen", line=1, presses=("enter",)) for _ in screens)

    shown = one(screens=screens, exchanges=exchanges)

    assert [each.screen.first for each in shown.answered] == list(screens[:12])
    assert shown.more == 2


WRITTEN = {
    "plain": KEY.value,
    "in JSON": KEY.value,
    "in base64": base64.b64encode(KEY.value.encode()).decode().rstrip("="),
    "in a URL": "sk-0123%2F456789%20abcdef",
    "in a form": "sk-0123%2F456789+abcdef",
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_secret_that_may_be_shown_is_masked(name: str) -> None:
    """However a secret is written, it is not in the evidence, and the text around it is."""
    shown = one(screen=f"key={WRITTEN[name]};\nready")

    assert shown.screen.first.startswith("key=••••")
    assert shown.screen.first.endswith(";\nready")


@pytest.mark.parametrize("at", range(1, len(KEY.value)))
def test_a_secret_that_is_broken_takes_its_text_along(at: int) -> None:
    """Of a screen with a secret across two lines, nothing is kept."""
    shown = one(screen=f"key={KEY.value[:at]}\n{KEY.value[at:]}\nready")

    assert shown.screen == Clipping(first="••••")


def test_a_secret_on_a_drawn_screen_or_typed_is_masked() -> None:
    """Neither a screen that was answered nor the answer holds a secret."""
    exchanges = (Exchange(sees="Key", line=1, types=f"use {KEY.value}"),)

    shown = one(screens=(f"Key {KEY.value}",), exchanges=exchanges)

    assert shown.answered == (Answered(screen=Clipping(first="Key ••••"), is_hidden=True),)


def test_what_is_no_secret_is_kept() -> None:
    """The same text without a declared secret stays as it is."""
    seen = Seen(snippet="a.sh", screen=f"key={KEY.value}")

    assert kept([seen], ())[0].screen.first == f"key={KEY.value}"


def test_hosts_and_what_they_were_sent_are_kept() -> None:
    """Of each paste stays whom it asked, and which secret went there."""
    shown = one(hosts=("acme.example",), sent=SENT)

    assert (shown.hosts, shown.sent) == (("acme.example",), SENT)


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_run_that_shows_its_secret_leaves_none(tmp_path: Path, shell: str) -> None:
    """A real run whose screen may show the key is kept without it."""
    (tmp_path / "case").mkdir()
    text = "printf 'Key: '; read KEY; echo \"got $KEY\"\n"
    (tmp_path / "case" / "ask.sh").write_text(text, encoding="utf-8")

    outcome = play(tmp_path, ASKS, shell)  # type: ignore[arg-type]
    shown = kept(outcome.seen, outcome.scenario.secrets)

    assert outcome.failure is None
    assert "0123456789abcdef" in outcome.seen[0].screen
    assert [each.screen.first for each in shown] == ["Key: ••••\ngot ••••"]
    assert "0123456789abcdef" not in repr(shown)
