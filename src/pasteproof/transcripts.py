"""Turns what a run showed into what evidence keeps of it: bounded text, without secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import zip_longest

from pasteproof.model import Exchange, Secret, Seen
from pasteproof.proof import Answered, Clipping, Shown
from pasteproof.secrecy import forms

FIRST, LAST = 40, 20
_FIRST_OF_SCREEN, _LAST_OF_SCREEN = 8, 22
_MOST_SCREENS, _LONGEST_LINE = 12, 240
_MASK = "••••"


def kept(seen: Iterable[Seen], secrets: tuple[Secret, ...]) -> tuple[Shown, ...]:
    """Return what evidence keeps of each paste."""
    return tuple(_shown(each, secrets) for each in seen)


def clip(text: str, first: int = FIRST, last: int = LAST) -> Clipping:
    """Return a text with so many lines of its beginning and end at most."""
    lines = [_shortened(line) for line in text.split("\n")]
    if len(lines) <= first + last + 1:  # it takes a line to say that one is left out
        return Clipping(first="\n".join(lines))
    return Clipping(
        first="\n".join(lines[:first]),
        left_out=len(lines) - first - last,
        last="\n".join(lines[len(lines) - last :]),
    )


def _shown(seen: Seen, secrets: tuple[Secret, ...]) -> Shown:
    """Return what is kept of one paste: its text, or the screens of a program that draws them."""
    text = _without(seen.screen, secrets)
    screens = [_tidy(_without(each, secrets)) for each in seen.screens]
    is_drawn = any(_squeezed(each) not in _squeezed(text) for each in screens)
    answered = [
        _answered(screen, exchange, secrets)
        for screen, exchange in zip_longest(screens, seen.exchanges[: len(screens)])
    ]
    return Shown(
        snippet=seen.snippet,
        screen=clip("" if is_drawn else _tidy(text)),
        answered=tuple(answered[:_MOST_SCREENS]) if is_drawn else (),
        more=max(0, len(answered) - _MOST_SCREENS) if is_drawn else 0,
        exits=seen.exits,
        hosts=seen.hosts,
        sent=seen.sent,
    )


def _answered(screen: str, exchange: Exchange | None, secrets: tuple[Secret, ...]) -> Answered:
    clipping = clip(screen, _FIRST_OF_SCREEN, _LAST_OF_SCREEN)
    if exchange is None:
        return Answered(screen=clipping)
    typed = exchange.types or ""
    is_hidden = exchange.hidden or _without(typed, secrets) != typed
    return Answered(
        screen=clipping,
        typed="" if is_hidden else typed,
        pressed=exchange.presses,
        chosen=exchange.chooses or "",
        is_hidden=is_hidden,
    )


def _without(text: str, secrets: Iterable[Secret]) -> str:
    """Return a text without secrets; where one is broken across lines, nothing is kept of it."""
    written = sorted((form.decode() for each in secrets for form in forms(each)), key=len)
    for form in reversed(written):
        text = text.replace(form, _MASK)
    unwrapped = re.sub(r"\s", "", text)
    return _MASK if any(re.sub(r"\s", "", form) in unwrapped for form in written) else text


def _tidy(text: str) -> str:
    """Return a screen without empty lines around it, and one at most within."""
    return re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", text).strip("\n")


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _shortened(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"
