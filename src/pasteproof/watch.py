"""Watches the command lines of a machine, which every user of it could read.

It looks some hundred times a second, so that a command which ends sooner may be missed: the kernel
tells of every start only to root.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from pasteproof.namespace import enter

_EVERY = 0.004


class Watch:
    """A look-out for some texts in the command lines of a machine, from now until it is stopped."""

    def __init__(self, pid: int, texts: Sequence[bytes]) -> None:
        """Begin to watch the machine that the process lives in; without texts, don't."""
        self._child = 0
        if not texts:
            return
        self._news, writer = os.pipe()
        stopped, self._stop = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            os.close(self._stop)
            _look(pid, texts, stopped, writer)
        os.close(writer)
        os.close(stopped)

    def stop(self) -> tuple[str, ...]:
        """Return the command lines in which one of the texts was seen, and watch no longer.

        Raises OSError where nobody watched.
        """
        if not self._child:
            return ()
        with contextlib.suppress(BrokenPipeError), os.fdopen(self._stop, "wb") as stop:
            stop.write(b".")  # a process that was forked since may hold the other end open
        with os.fdopen(self._news, "rb") as news:
            told = news.read()
        os.waitpid(self._child, 0)
        self._child = 0
        if not told:
            raise OSError("the watch over the command lines has ended by itself")
        found: tuple[str, ...] = pickle.loads(told)
        return found

    def end(self) -> None:
        """Watch no longer, whatever was seen."""
        with contextlib.suppress(OSError):
            self.stop()


def _look(pid: int, texts: Sequence[bytes], stopped: int, writer: int) -> NoReturn:
    try:
        enter(pid)
        found: set[bytes] = set()
        is_last = False
        while not is_last:
            is_last = bool(select.select([stopped], [], [], _EVERY)[0])
            found |= {line for line in _command_lines() if any(text in line for text in texts)}
        with os.fdopen(writer, "wb") as news:
            told = sorted(line.replace(b"\0", b" ").decode(errors="replace") for line in found)
            pickle.dump(tuple(told), news)
    finally:
        os._exit(0)


def _command_lines() -> list[bytes]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):  # it ended meanwhile
                found.append((entry / "cmdline").read_bytes())
    return found
