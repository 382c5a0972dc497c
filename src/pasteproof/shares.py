"""Does the same work on shares of many things side by side, one process for each core."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
Work = Callable[[Sequence[T]], Iterable[R]]
_LEAST = 6
"""How many things make it worth to start another process."""


def side_by_side(work: Work[T, R], things: Sequence[T]) -> list[R]:
    """Return what the work yields for all things, in their order.

    The work must be without effects: each share but the first is done in a copy of this process,
    and only what it yields comes back. A process with threads can't be copied safely, so with
    others about, all is done here.
    """
    count = min(os.cpu_count() or 1, len(things) // _LEAST)
    if count < 2 or threading.active_count() > 1:
        with _unswept():
            return list(work(things))
    size = -(-len(things) // count)
    first, *others = (things[at : at + size] for at in range(0, len(things), size))
    with _unswept():
        results = [_start(work, share) for share in others]
        done = list(work(first))
        for result in results:
            done += result()
    return done


@contextmanager
def _unswept() -> Iterator[None]:
    """Keep Python from looking for cycles among all that is read: there are next to none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _start(work: Work[T, R], share: Sequence[T]) -> Callable[[], list[R]]:
    """Start a process that does a share; return what waits for its end and gives its result."""
    context = multiprocessing.get_context("fork")
    reader, writer = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(work, share, writer))
    process.start()
    writer.close()

    def result() -> list[R]:
        try:
            done: list[R] = reader.recv()
        except EOFError:
            raise RuntimeError("a share of the work has failed, as is told above") from None
        finally:
            reader.close()
            process.join()
        return done

    return result


def _send(work: Work[T, R], share: Sequence[T], writer: Connection) -> None:
    writer.send(list(work(share)))
    writer.close()
