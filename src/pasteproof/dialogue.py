"""The exchanges that are still to come in a step, and the screen that they happen on."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
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
    """What is sent in answer to a screen.

    A hidden one must not be shown as it is typed; one to a menu waits until the program reads key
    by key, since what comes before that is lost.
    """

    data: bytes
    hidden: bool = False
    to_menu: bool = False


class Dialogue:
    """What a step's exchanges still wait for, and what they answer."""

    def __init__(self, exchanges: Iterable[Exchange], display: Display) -> None:
        """Hold the exchanges in order; without any, the screen isn't watched."""
        self.left = deque(exchanges)
        self.screens: list[str] = []
        self.display = display
        self.is_watched = bool(self.left)
        self._last: tuple[str, int] | None = None
        self._answered: str | None = None
        self._passed: str | None = None
        self._has_menus = False

    def next_reply(self, appears: Appears) -> Reply | None:
        """Return what to send now, or `None` as long as nothing is asked."""
        if not self.left:
            return None
        exchange, screen = self.left[0], self.display.text()
        match = appears(exchange.sees, screen)
        if not match:
            return None
        if self._passed is None and self._is_the_last(exchange, match, screen):
            return None
        if exchange.chooses is not None and not self._is_chosen(exchange.chooses, screen):
            return self._move(screen)
        self._last, self._passed = (exchange.sees, match.start()), None
        self._answered = None if _only_waits(exchange) else screen
        self.screens.append(screen)
        self.left.popleft()
        self._has_menus |= exchange.chooses is not None
        return Reply(data=self._keys(exchange), hidden=exchange.hidden, to_menu=self._has_menus)

    def waits_for(self) -> str:
        """Return what the next exchange waits for, in words, or nothing."""
        if not self.left:
            return ""
        exchange = self.left[0]
        if self._passed is not None:
            return f"it waited for the choice {exchange.chooses!r} to come under the arrow"
        return f"it waited for {exchange.sees!r} to appear"

    def conclude(self, appears: Appears) -> None:
        """Take off what only has to be seen and is, now that nothing more will come."""
        while self.left and _only_waits(self.left[0]) and self.next_reply(appears):
            pass

    def _is_the_last(self, exchange: Exchange, match: re.Match[str], screen: str) -> bool:
        return screen == self._answered or (exchange.sees, match.start()) == self._last

    def _is_chosen(self, label: str, screen: str) -> bool:
        return (_selected(screen) or "").startswith(label)

    def _move(self, screen: str) -> Reply | None:
        """Go one line down, once for each line that the arrow stands on."""
        selected = _selected(screen)
        if selected is None or selected == self._passed:
            return None
        self._passed = selected
        return Reply(data=self.display.key("down"), to_menu=True)

    def _keys(self, exchange: Exchange) -> bytes:
        if exchange.types is not None:
            return exchange.types.encode() + b"\r"
        if exchange.chooses is not None:
            return self.display.key("enter")
        return b"".join(self.display.key(key) for key in exchange.presses)


def _only_waits(exchange: Exchange) -> bool:
    return exchange.types is None and exchange.chooses is None and not exchange.presses


def _selected(screen: str) -> str | None:
    labels = [found["label"] for found in _SELECTED.finditer(screen)]
    return labels[-1] if labels else None
