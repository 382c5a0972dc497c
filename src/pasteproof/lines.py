"""The lines of a page while it is read, and the blocks that were taken out of them beforehand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from pasteproof.prose import Block

TAB = "    "
"""What the content of a list item, an admonition or a tab is indented by."""
STOWED = re.compile("\x02(\\d+)\x03")
"""What stands in a line for a block; the file's own such characters are left out."""


class Line(NamedTuple):
    """One line of a page: its number in the file, and its text.

    `end` is another number where the line stands for several, such as a whole fence.
    """

    number: int
    text: str
    end: int


Run = list[Line]
"""Lines with no empty one among them."""


@dataclass(slots=True)
class Page:
    """What is known of a page while it is read: its references, its footnotes, what is stowed."""

    references: dict[str, str] = field(default_factory=dict)
    footnotes: set[str] = field(default_factory=set)
    blocks: list[tuple[Block, str]] = field(default_factory=list)

    def stow(self, lead: str, block: Block, written: str) -> Line:
        """Return a line that stands for a block, indented as that is; `written` is its source."""
        self.blocks.append((block, written))
        return Line(block.line, f"{lead}\x02{len(self.blocks) - 1}\x03", block.end)

    def stowed(self, line: Line) -> Block | None:
        """Return the block that a line stands for, if it does for one."""
        found = STOWED.fullmatch(line.text.strip()) if "\x02" in line.text else None
        return self.blocks[int(found[1])][0] if found else None

    def written(self, line: Line) -> str:
        """Return what stands in the file where a line does, without its indentation."""
        found = STOWED.fullmatch(line.text.strip())
        return self.blocks[int(found[1])][1] if found else line.text


def runs(lines: list[Line]) -> list[Run]:
    """Return the lines without the empty ones, which end a run."""
    found: list[Run] = [[]]
    for line in lines:
        if line.text.strip():
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return found if found[-1] else found[:-1]


def is_indented(run: Run) -> bool:
    """Say whether a run begins with the indentation of what belongs to a block above it."""
    return run[0].text.startswith(TAB)


def indented(run: Run) -> tuple[Run, Run]:
    """Return the indented lines that a run begins with, without their indentation, and the rest."""
    count = next((at for at, line in enumerate(run) if not line.text.startswith(TAB)), len(run))
    return dedented(run[:count]), run[count:]


def dedented(run: Run) -> Run:
    """Return a run with one indentation less in each line that has one."""
    return [Line(number, text.removeprefix(TAB), end) for number, text, end in run]
