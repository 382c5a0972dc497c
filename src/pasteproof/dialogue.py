"""The exchanges that are still to come in a step, and the screen that they happen on."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from pasteproof.model import Exchange

Appears = Callable[[str, str], re.Match[str] | None]
# Menus put an arrow before the line that Enter takes, and some a number before each label.
_SELECTED = re.compile(r"[❯›▶]\s+(?:\d+[.)]\s+)?(?P<label>\S.*?)\s*[│┃|]?\s*$", re.MULTILINE)


class Display(Protocol):
    """The emulated screen that a terminal shows its bytes on."""

    def feed(self, data: bytes) -> bytes:
        """Show the bytes, and return the terminal's answers."""

    def text(self) -> str:
        """Return what is on the screen."""

    def key(self, name: str) -> bytes:
        """Return what the key sends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is sent in answer to a screen: one key, or one text without its Enter.

    A hidden one must not be shown as it is typed; one to a menu waits until the program reads key
    by key, since what comes before that is lost.
    """

    data: bytes
    hidden: bool = False
    to_menu: bool = False


class Dialogue:
    """What a step's exchanges still wait for, and what they answer."""

    def __init__(
        self, exchanges: Iterable[Exchange], display: Display, *, rest: float = 0.25
    ) -> None:
        """Hold the exchanges in order; without any, the screen isn't watched.

        `rest` is how long, in seconds, a screen that is drawn anew must stay as it is before a key
        is sent to it.
        """
        self.left = deque(exchanges)
        self.screens: list[str] = []
        self.display = display
        self.rest = rest
        self.is_watched = bool(self.left)
        self._due: deque[Reply] = deque()
        self._match: re.Match[str] | None = None
        self._last: tuple[str, int] | None = None
        self._answered: str | None = None
        self._passed: str | None = None
        self._has_menus = False

    def is_asked(self, appears: Appears) -> bool:
        """Return whether there is something to send now, after taking off what is only waited for.

        `appears` finds a text on a screen.
        """
        self.conclude(appears)
        return bool(self._due or (self.left and self._is_due(self.left[0], appears)))

    def is_at_menu(self) -> bool:
        """Return whether what comes next goes to a program that draws menus."""
        return self._has_menus or bool(self.left and self.left[0].chooses is not None)

    def next_reply(self) -> Reply:
        """Return what to send to the screen that asks."""
        if self._due:
            return self._due.popleft()
        exchange, screen = self.left[0], self.display.text()
        if exchange.chooses is not None and not _is_chosen(exchange.chooses, screen):
            return self._move(exchange.chooses, screen)
        self._pass(exchange, screen)
        keys = self._keys(exchange)
        replies = [Reply(data=key, to_menu=self._has_menus) for key in keys]
        replies[0] = replace(replies[0], hidden=exchange.hidden)
        self._due.extend(replies)
        return self._due.popleft()

    def waits_for(self) -> str:
        """Return what the next exchange waits for, in words, or nothing."""
        if not self.left:
            return ""
        exchange = self.left[0]
        if self._passed is not None:
            return f"it waited for the choice {exchange.chooses!r} to come under the arrow"
        return f"it waited for {exchange.sees!r} to appear"

    def conclude(self, appears: Appears) -> None:
        """Take off what only has to be seen, and is."""
        while self.left and _only_waits(self.left[0]) and self._is_due(self.left[0], appears):
            self._pass(self.left[0], self.display.text())

    def _is_due(self, exchange: Exchange, appears: Appears) -> bool:
        """Return whether the screen shows what the exchange waits for, anew.

        While the arrow is moved, it is the arrow that is waited for: what it stood on is seen no
        more.
        """
        screen = self.display.text()
        if self._passed is not None:
            return _selected(screen) not in (None, self._passed)
        if exchange.chooses is not None and _selected(screen) is None:
            return False
        self._match = appears(exchange.sees, screen)
        if self._match is None or screen == self._answered:
            return False
        return (exchange.sees, self._match.start()) != self._last

    def _pass(self, exchange: Exchange, screen: str) -> None:
        self._last = (exchange.sees, self._match.start()) if self._match else None
        self._passed = None
        self._answered = None if _only_waits(exchange) else screen
        self.screens.append(screen)
        self.left.popleft()
        self._has_menus |= exchange.chooses is not None

    def _move(self, label: str, screen: str) -> Reply:
        """Go one line towards the label, once for each line that the arrow stands on."""
        self._passed = _selected(screen)
        key = "up" if _stands_above(label, screen) else "down"
        return Reply(data=self.display.key(key), to_menu=True)

    def _keys(self, exchange: Exchange) -> list[bytes]:
        if exchange.types is not None:
            return [exchange.types.encode(), self.display.key("enter")]
        if exchange.chooses is not None:
            return [self.display.key("enter")]
        return [self.display.key(key) for key in exchange.presses]


def _only_waits(exchange: Exchange) -> bool:
    return exchange.types is None and exchange.chooses is None and not exchange.presses


def _is_chosen(label: str, screen: str) -> bool:
    return (_selected(screen) or "").startswith(label)


def _selected(screen: str) -> str | None:
    labels = [found["label"] for found in _SELECTED.finditer(screen)]
    return labels[-1] if labels else None


def _stands_above(label: str, screen: str) -> bool:
    """Return whether the last line with that label is above the line that the arrow stands on."""
    arrow = [found.start() for found in _SELECTED.finditer(screen)][-1]
    line = re.compile(rf"^[\s│┃|]*(?:\d+[.)]\s+)?{re.escape(label)}", re.MULTILINE)
    places = [found.start() for found in line.finditer(screen)]
    return bool(places) and places[-1] < arrow
