"""A process of ours that lives in a sandbox, does there what it is asked, and starts its shells."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle, send_handle
from pathlib import Path
from typing import Any, NoReturn

from pasteproof.namespace import MOST_DESCRIPTORS, Program, enter, start

_shells: list[int] = []
"""The shells that this process, if it is a resident, has started and not yet seen the end of."""


class Resident:
    """Our end of the line to the resident of one sandbox."""

    def __init__(self, pid: int) -> None:
        """Send a child of ours into the sandbox that the process lives in."""
        self._line, theirs = Pipe()
        self.pid = os.fork()
        if self.pid == 0:
            _live(theirs, pid)
        theirs.close()

    def ask(self, work: Callable[[], Any]) -> Any:
        """Return what the work returns inside; it is a function of some module, or part of one.

        Raises OSError where the sandbox is gone or the work fails.
        """
        try:
            self._line.send(work)
            answer = self._line.recv()
        except EOFError:
            raise OSError("the sandbox is gone") from None
        if isinstance(answer, OSError):
            raise answer
        return answer

    def open_terminal(self, program: Program) -> int:
        """Start the program on a new terminal, and return the terminal's master side."""
        self.ask(partial(_start, program))
        master: int = recv_handle(self._line)
        os.set_inheritable(master, False)
        return master

    def wait_for_shells(self, seconds: float) -> None:
        """Wait until every shell has gone, at most that long."""
        self.ask(partial(_wait_for_shells, seconds))

    def end(self) -> None:
        """End the resident, wherever it is."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self._line.close()


def _live(line: Connection, pid: int) -> NoReturn:
    with contextlib.suppress(EOFError, OSError):  # the one who asks has gone
        _settle(line)
        trouble = _answer(partial(enter, pid))
        while True:
            work = line.recv()
            answer = trouble or _answer(work)
            is_terminal = isinstance(answer, _Terminal)
            line.send(None if is_terminal else answer)
            if is_terminal:
                send_handle(line, answer.master, os.getppid())
                os.close(answer.master)
    os._exit(0)
