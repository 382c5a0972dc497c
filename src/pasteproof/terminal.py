"""One interactive shell: pasted into, answered, and read up to its next prompt."""

from __future__ import annotations

import os
import re
import select
import termios
import time
from dataclasses import dataclass
from typing import Literal

from pexpect import EOF, TIMEOUT
from pexpect.fdpexpect import fdspawn

from pasteproof.dialogue import Appears, Dialogue
from pasteproof.marks import without_partial_line
from pasteproof.model import ShellName

FLOOD = 256 * 1024
"""Bytes of output after which a snippet is stopped."""
_CHUNK, _TAIL = 65_536, 4096
_LONGEST_MODE = 2.0
_LONGEST_ECHO = 5.0
_LONGEST_UNREST = 8  # times the rest: a screen that never rests is answered all the same
_BEGUN = re.compile(
    rb"\x1b(?:\[(?:\?(?:2(?:0(?:04?)?)?)?)?|\](?:1(?:3(?:3(?:;[^\x07]{0,99})?)?)?)?)?\Z"
)
_LINE_ACCEPTED = re.compile(rb"\A\r(?:\r\n)?")

State = Literal["ready", "continuing", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came of one paste or line: the shell's state after it, its output, the statuses.

    `status` is that of the last command, `None` where the shell refused the line; `failures` are
    those of all commands that failed, in order.
    """

    state: State
    output: bytes
    status: int | None
    failures: tuple[int, ...]


class StuckError(Exception):
    """The shell did not get to its next prompt; `reason` says what was waited for."""

    def __init__(self, reason: str, output: bytes) -> None:
        """Keep the reason, and what had been printed until then."""
        super().__init__(reason)
        self.reason = reason
        self.output = output


class Terminal:
    """An interactive shell at the other end of a pseudo-terminal's master side."""

    def __init__(
        self, master: int, *, shell: ShellName, signals: re.Pattern[bytes], appears: Appears
    ) -> None:
        """Take over the master side; `signals` finds the marks, `appears` a text on the screen."""
        self._master = master
        self._child = fdspawn(master)
        self._child.delaybeforesend = None
        self._shell = shell
        self._signals = signals
        self._appears = appears
        self._rest = b""

    def start(self, dialogue: Dialogue, *, until: float) -> bytes:
        """Wait for the first prompt, and return what was printed before it.

        Raises StuckError where it doesn't come in time.
        """
        reading = Reading(self._shell, editing=False)
        if self._read(reading, dialogue, until) != "ready":
            raise StuckError(f"{self._shell} ended before its first prompt", bytes(reading.output))
        return bytes(reading.output)

    def feed(self, text: str, dialogue: Dialogue, *, bracketed: bool, until: float) -> Response:
        """Paste the text, or type it, then press Enter, and read up to the next prompt.

        `until` is a moment of time.monotonic(); StuckError is raised where it passes.
        """
        data = text.replace("\n", "\r").encode()
        self._write(b"\x1b[200~" + data + b"\x1b[201~\r" if bracketed else data + b"\r")
        reading = Reading(self._shell, editing=True)
        state = self._read(reading, dialogue, until)
        return Response(
            state=state, output=bytes(reading.output), status=reading.status,
            failures=tuple(reading.failures),
        )  # fmt: skip

    def hang_up(self) -> None:
        """Close the window, upon which the shell is told to go."""
        os.close(self._master)

    def _read(self, reading: Reading, dialogue: Dialogue, until: float) -> State:
        asked = Asked()
        while True:
            again = self._answer(reading, dialogue, asked, until)
            try:
                chunk = self._next(again)
            except EOF:
                self._show(reading.take(self._rest), dialogue)
                dialogue.conclude(self._appears)
                return "closed"
            if not chunk:
                if again < until:
                    continue
                reason = dialogue.waits_for() or "it was still running"
                raise StuckError(reason, bytes(reading.output))
            asked.drawn_at = time.monotonic()
            self._rest += chunk
            if state := self._consume(reading, dialogue):
                dialogue.conclude(self._appears)
                return state
            if len(reading.output) > FLOOD:
                reason = f"it printed more than {FLOOD // 1024} KiB and went on"
                raise StuckError(reason, bytes(reading.output[-_TAIL:]))

    def _next(self, until: float) -> bytes:
        """Return what comes next, or nothing once the moment has passed; EOF is raised."""
        left = until - time.monotonic()
        try:
            return self._child.read_nonblocking(_CHUNK, left) if left > 0 else b""  # type: ignore[return-value]
        except TIMEOUT:
            return b""

    def _consume(self, reading: Reading, dialogue: Dialogue) -> State | None:
        """Take what has been read up to the prompt, or all but the beginning of a signal."""
        while signal := self._signals.search(self._rest):
            before, self._rest = self._rest[: signal.start()], self._rest[signal.end() :]
            self._show(reading.take(before), dialogue)
            if state := reading.note(signal):
                return state
        begun = _BEGUN.search(self._rest)
        end = begun.start() if begun else len(self._rest)
        self._show(reading.take(self._rest[:end]), dialogue)
        self._rest = self._rest[end:]
        return None

    def _show(self, data: bytes, dialogue: Dialogue) -> None:
        if data and dialogue.is_watched and (answers := dialogue.display.feed(data)):
            self._write(answers)

    def _answer(self, reading: Reading, dialogue: Dialogue, asked: Asked, until: float) -> float:
        """Answer what is asked, and return the moment at which to look again."""
        while dialogue.is_asked(self._appears):
            if dialogue.is_at_menu() or not self._has(termios.ICANON):
                moment = asked.may_answer_at(dialogue.rest)
                if time.monotonic() < moment < until:
                    return moment
            reply = dialogue.next_reply()
            if reply.hidden or reply.to_menu:
                flag = termios.ECHO if reply.hidden else termios.ICANON
                self._await_without(flag, reading, until)
            self._write(reply.data)
            asked.is_answered()
        asked.since = None
        return until

    def _await_without(self, flag: int, reading: Reading, until: float) -> None:
        """Wait until the terminal has put a mode off.

        Some programs print their prompt before they see to it that typing isn't shown (ECHO), or
        draw their menu before they read key by key (ICANON).
        """
        until = min(until, time.monotonic() + _LONGEST_MODE)
        while self._child.isalive() and self._has(flag):
            if time.monotonic() > until:
                if flag == termios.ICANON:
                    return  # this menu is read line by line, then
                raise StuckError("the screen shows what is typed here", bytes(reading.output))
            select.select([], [], [], 0.001)  # the kernel has no event for this

    def _has(self, flag: int) -> bool:
        return bool(termios.tcgetattr(self._master)[3] & flag)

    def _write(self, data: bytes) -> None:
        while data:  # a program that doesn't read lets only a buffer's length through
            data = data[os.write(self._master, data) :]


@dataclass(slots=True)
class Asked:
    """When a program that reads key by key drew its question, and when it may be answered.

    Such a program may draw a screen before it listens, draw it once more and begin anew, or take
    a text with its Enter for a paste; so it gets each key once its screen has come to rest. Moments
    are those of time.monotonic().
    """

    drawn_at: float = 0.0
    since: float | None = None
    answered_at: float = 0.0

    def may_answer_at(self, rest: float) -> float:
        """Return when the screen has rested for so long, or long been asking without any rest."""
        now = time.monotonic()
        if self.since is None:
            self.since = now
        if self.drawn_at <= self.answered_at:  # what was typed last is not shown yet
            return self.since + (_LONGEST_ECHO if rest else 0)
        return min(self.since + _LONGEST_UNREST * rest, self.drawn_at + rest)

    def is_answered(self) -> None:
        """Take note that a key has been sent."""
        self.answered_at, self.since = time.monotonic(), None


class Reading:
    """Tells output from typing in what a shell sends, by its marks."""

    def __init__(self, shell: ShellName, *, editing: bool) -> None:
        """Begin at a prompt where the line editor is on, or at the start of a shell."""
        self.output = bytearray()
        self.status: int | None = None
        self.failures: list[int] = []
        self._shell = shell
        self._captures = self._is_accepted = not editing
        self._is_running = self._has_ended = self._is_editing = False
        self._segment = 0

    def take(self, data: bytes) -> bytes:
        """Keep the bytes if they are output, and return those that were kept."""
        if not self._captures:
            return b""
        self.output += data
        return data

    def note(self, signal: re.Match[bytes]) -> State | None:
        """Take note of a signal, and return the shell's state where it waits for typing."""
        if signal["editor"]:
            return self._note_editor(is_on=signal["editor"] == b"h")
        kind, value = signal["kind"].decode(), signal["value"].decode()
        if kind == "C":
            self._begin_command()
        elif kind == "F":
            self._captures = False
        elif kind == "E":
            self.failures.append(int(value))
        elif kind == "D":
            self._end_command(int(value))
        elif kind == "A":
            return "continuing"
        elif self._is_accepted and (self._has_ended or self._is_editing):
            return "ready"  # bash draws its prompt anew while a paste comes in, too
        return None

    def _note_editor(self, *, is_on: bool) -> State | None:
        if self._is_running:
            return None  # a program's own
        if not is_on:
            self._is_accepted = self._captures = True
            self._segment = len(self.output)
            return None
        self._trim()
        self._is_editing, self._captures = True, False
        if self._shell == "bash":
            return None  # which of its two prompts it is, the mark in it will tell
        if not self._has_ended:
            del self.output[self._segment :]  # the continuation prompt
        return "ready" if self._has_ended else "continuing"

    def _trim(self) -> None:
        """Take the line end of the accepted line off the output, once."""
        if self._captures and not self._is_running:
            self.output[self._segment :] = _LINE_ACCEPTED.sub(b"", self.output[self._segment :])

    def _begin_command(self) -> None:
        self._trim()
        if self._shell == "zsh" and not self._is_running:
            del self.output[self._segment :]  # a theme draws its prompt once more without its parts
        self._is_running = self._captures = True

    def _end_command(self, status: int) -> None:
        self._trim()
        self.status, self._has_ended = status, True
        self._is_running = self._captures = False
        self.output[:] = without_partial_line(bytes(self.output))
