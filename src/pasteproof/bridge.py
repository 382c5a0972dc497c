"""Joins a person's terminal to a sandboxed one, until either ends or the person presses Ctrl-]."""

from __future__ import annotations

import os
import select
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager

_LEAVE = b"\x1d"
_CHUNK = 65_536


def bridge(master: int, keyboard: int, screen: int) -> None:
    """Copy what is typed to the master side, and what it sends to the screen.

    Nothing is typed for the person: a program may be waiting there, for whom Enter is an answer.
    """
    with _raw(keyboard):
        while True:
            for ready in select.select([master, keyboard], [], [])[0]:
                data = _read(ready)
                if not data or (ready == keyboard and _LEAVE in data):
                    return
                os.write(screen if ready == master else master, data)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, _CHUNK)
    except OSError:  # the other side of a terminal has gone
        return b""


@contextmanager
def _raw(keyboard: int) -> Iterator[None]:
    if not os.isatty(keyboard):
        yield
        return
    before = termios.tcgetattr(keyboard)
    try:
        tty.setraw(keyboard)
        yield
    finally:
        termios.tcsetattr(keyboard, termios.TCSADRAIN, before)
