"""A process of ours that lives in a sandbox: it does there what it is asked, and starts shells."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle, send_handle
from pathlib import Path
from typing import Any, NoReturn

from pasteproof.namespace import MOST_DESCRIPTORS, Program, enter, start

_shells: list[int] = []
"""In a resident, what becomes readable when a shell that it has started ends."""


@dataclass(frozen=True, slots=True)
class _Terminal:
    master: int


class Resident:
    """The line to the one process of ours that lives in a sandbox."""

    def __init__(self, pid: int) -> None:
        """Send a child of ours into the sandbox that the process lives in."""
        self._line, theirs = Pipe()
        self.pid = os.fork()
        if self.pid == 0:
            _live(theirs, pid)
        theirs.close()

    def ask(self, work: Callable[[], Any]) -> Any:
        """Return what the work, a function of a module or part of one, returns in the sandbox.

        Raises OSError where the sandbox is gone or the work fails.
        """
        try:
            self._line.send(work)
            answer = self._line.recv()
        except EOFError:
            raise OSError("nobody is left in the sandbox") from None
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
        """End the process, whatever it is at."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self._line.close()


def _live(line: Connection, pid: int) -> NoReturn:
    try:
        _settle(line)
        trouble = _attempt(partial(enter, pid))
        while work := _heard(line):
            _tell(line, trouble or _attempt(work))
    finally:
        os._exit(0)


def _settle(line: Connection) -> None:
    """Keep nothing of the process that this one was forked from but the line."""
    Path("/proc/self/oom_score_adj").write_text("900", encoding="ascii")  # the first to go
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no shell that ended is kept as a zombie
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.closerange(3, line.fileno())
    os.closerange(line.fileno() + 1, MOST_DESCRIPTORS)


def _heard(line: Connection) -> Callable[[], Any] | None:
    try:
        work: Callable[[], Any] = line.recv()
    except EOFError:  # whoever asks has gone
        return None
    return work


def _attempt(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except OSError as error:
        return error
    except Exception as error:  # noqa: BLE001 - it must reach whoever asks, who raises it
        return OSError(f"{type(error).__name__}: {error}")


def _tell(line: Connection, answer: Any) -> None:
    if not isinstance(answer, _Terminal):
        line.send(answer)
        return
    line.send(None)
    send_handle(line, answer.master, os.getppid())
    os.close(answer.master)


def _start(program: Program) -> _Terminal:
    master, shell = start(program)
    with contextlib.suppress(ProcessLookupError):  # it has ended already
        _shells.append(os.pidfd_open(shell))
    return _Terminal(master)


def _wait_for_shells(seconds: float) -> None:
    until = time.monotonic() + seconds
    for ended in _shells:
        select.select([ended], [], [], max(until - time.monotonic(), 0))
