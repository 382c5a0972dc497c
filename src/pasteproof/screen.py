"""What a terminal's bytes look like to the reader: an emulated screen, and a transcript as text."""

from __future__ import annotations

import re

import pyte
import pyte.modes

_WIDE = 2000  # a transcript isn't wrapped: a long line stays one line
_ALTERNATE = re.compile(rb"\x1b\[\?(?:1049|47|1047)h.*?(?:\x1b\[\?(?:1049|47|1047)l|\Z)", re.DOTALL)
# pyte 0.8 takes the private CSI sequences for others, and prints the bodies of DCS and APC strings.
_FOREIGN = re.compile(rb"\x1b\[[<=>][0-9;]*[A-Za-z]|\x1b\[\?[0-9;]*[^0-9;hl]|\x1b[P_^X].*?\x1b\\")
_AT_THE_START = re.compile(rb"^\r+", re.MULTILINE)  # of a line, where it moves nothing
_CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]")
_KEYS = {
    "enter": b"\r", "tab": b"\t", "escape": b"\x1b", "space": b" ", "backspace": b"\x7f",
    "ctrl-c": b"\x03", "ctrl-d": b"\x04",
}  # fmt: skip
_ARROWS = {"up": b"A", "down": b"B", "right": b"C", "left": b"D"}


class _Answering(pyte.Screen):
    answers: list[bytes]

    def write_process_input(self, data: str) -> None:
        self.answers.append(data.encode())


class Screen:
    """An emulated terminal screen of that many columns and rows."""

    def __init__(self, columns: int, rows: int) -> None:
        """Make an empty screen."""
        self._answers: list[bytes] = []
        self._screen = _Answering(columns, rows)
        self._screen.answers = self._answers
        self._stream = pyte.ByteStream(self._screen)

    def feed(self, data: bytes) -> bytes:
        """Show the bytes, and return what a terminal answers to the questions among them."""
        self._stream.feed(_FOREIGN.sub(b"", data))
        answers = b"".join(self._answers)
        self._answers.clear()
        return answers

    def text(self) -> str:
        """Return what the screen shows, without the blanks at the ends of lines and below."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip("\n")

    def key(self, name: str) -> bytes:
        """Return what a terminal sends for the key in the mode that the program has chosen."""
        if name in _ARROWS:
            # DECCKM; pyte keeps private modes shifted by five bits
            application = (1 << 5) in self._screen.mode
            return (b"\x1bO" if application else b"\x1b[") + _ARROWS[name]
        return _KEYS.get(name) or name.encode()


def transcript(data: bytes) -> str:
    """Return the text that the bytes leave in the scrollback, full-screen programs left out."""
    data = _AT_THE_START.sub(b"", _ALTERNATE.sub(b"", data).replace(b"\r\n", b"\n"))
    if not _CONTROL.search(data):
        return _trim(data.decode(errors="replace").expandtabs())
    screen = pyte.Screen(_WIDE, data.count(b"\n") + 40)
    pyte.ByteStream(screen).feed(_FOREIGN.sub(b"", data.replace(b"\n", b"\r\n")))
    used = max((row for row, line in screen.buffer.items() if line), default=-1) + 1
    return _trim("\n".join(_row(screen, row) for row in range(used)))


def _row(screen: pyte.Screen, row: int) -> str:
    line = screen.buffer[row]
    width = max(line, default=-1) + 1
    return "".join(line[column].data for column in range(width))


def _trim(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n")).rstrip("\n")
