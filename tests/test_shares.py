"""Proves that shares of work, done side by side, come to the same as all of it done here."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence

import pytest

from pasteproof import shares
from pasteproof.shares import side_by_side


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the machine have two cores, and let few things be worth a process."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(shares, "_LEAST", 2)


def squared(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the squares of some numbers, and which process made them."""
    return ((number * number, os.getpid()) for number in numbers)


@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 101])
def test_the_results_are_in_order(count: int) -> None:
    """However many things there are, each has its result, in its place."""
    done = side_by_side(squared, range(count))

    assert [square for square, _ in done] == [number * number for number in range(count)]


def test_another_process_does_its_share() -> None:
    """Half of the work is done elsewhere, unless there is too little of it or there are threads."""
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)

    apart = {process for _, process in side_by_side(squared, range(10))}
    few = {process for _, process in side_by_side(squared, range(3))}
    other.start()
    beside = {process for _, process in side_by_side(squared, range(10))}
    stop.set()
    other.join()

    assert len(apart) == 2
    assert few == beside == {os.getpid()}


def failing(numbers: Sequence[int]) -> Iterator[int]:
    """Yield some numbers, and fail at seven."""
    return (1 // (number - 7) for number in numbers)


def test_a_share_that_fails_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    """A mistake of ours in another process ends the work, and its traceback is shown."""
    with pytest.raises(RuntimeError, match="a share of the work has failed"):
        side_by_side(failing, range(10))

    assert "ZeroDivisionError" in capfd.readouterr().err
