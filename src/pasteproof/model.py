"""The nouns of pasteproof: frozen records that every other module speaks in."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pasteproof.web import ExpectedRequest, Network

ShellName = Literal["bash", "zsh"]
Feed = Literal["paste", "lines"]
Home = Literal["new", "distribution", "lived-in"]
TerminalKind = Literal["window", "login"]

SHELLS: tuple[ShellName, ...] = ("bash", "zsh")
FEEDS: tuple[Feed, ...] = ("paste", "lines")
HOMES: tuple[Home, ...] = ("new", "distribution", "lived-in")
FOR_READERS = "reader"
"""The folder whose files are published at the root of the site, for readers to download."""
KEY_NAMES = (
    "enter", "up", "down", "left", "right", "tab", "escape", "space", "backspace",
    "ctrl-c", "ctrl-d",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One thing that is wrong in a file of the guide: where, what, and what to do.

    `problem` and `advice` are whole sentences; `waived` is the reason that the page gives for it.
    """

    path: Path
    line: int
    problem: str
    advice: str = ""
    counterpart: tuple[Path, int] | None = None
    waived: str = ""

    def __str__(self) -> str:
        """Return `path:line: problem advice`, the form that editors can jump to."""
        advice = f" {self.advice}" if self.advice else ""
        return f"{self.path}:{self.line}: {self.problem}{advice}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PerShell:
    """An expected value that may differ between the two shells."""

    bash: str
    zsh: str

    def of(self, shell: ShellName) -> str:
        """Return the value expected in that shell."""
        return self.bash if shell == "bash" else self.zsh


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What the screen shows and what is typed, pressed or chosen in answer.

    `chooses` is the beginning of the label of a menu's line, to which the arrow is moved.
    """

    sees: str
    line: int
    types: str | None = None
    presses: tuple[str, ...] = ()
    chooses: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One paste, or one line of the tester's own, and what follows from it.

    Exactly one of `paste` (a published snippet) and `types` (a check that no page shows) is set.
    `within` is the limit in seconds; `opens` starts another terminal of that kind first. `refused`
    are the statuses of 400 and above that the simulated internet must answer with.
    """

    line: int
    paste: str | None = None
    types: str | None = None
    opens: TerminalKind | None = None
    shows: PerShell = PerShell(bash="", zsh="")
    shows_line: int = 0
    exits: int = 0
    closes: bool = False
    within: float = 10.0
    dialogue: tuple[Exchange, ...] = ()
    refused: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """The snippet's file name, or the words that say that the tester typed it."""
        return self.paste or "a check of ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedFile:
    """What must be true of one file of the home afterwards, compared with before.

    `holds` is the whole content, `gains` the lines added at its end; `mode` is octal text.
    """

    line: int
    holds: str | None = None
    gains: str | None = None
    mode: str | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Afterwards:
    """What must be true in a new terminal of one shell once all steps are done.

    An environment value of `None` means that the variable must not be set. `may_change` has
    patterns of files that a tool keeps for itself, `*` standing for any text. `hosts` are all
    those whose names were asked for; `None` means that they don't matter. `requests` has, for a
    route, the kinds of requests that must be made: each request is of one of them.
    """

    files: dict[str, ExpectedFile] = field(default_factory=dict)
    environment: dict[str, str | None] = field(default_factory=dict)
    environment_lines: dict[str, int] = field(default_factory=dict)
    processes: tuple[str, ...] = ()
    may_change: tuple[str, ...] = ()
    hosts: tuple[str, ...] | None = None
    hosts_line: int = 1
    requests: tuple[tuple[ExpectedRequest, ...], ...] = ()
    line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one throwaway machine may use: processes, MiB of memory each, MiB of disk."""

    processes: int = 256
    memory: int = 2048
    disk: int = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A value that must stay secret, and the places where it may be.

    `may_reach` has, by URL, the headers that may carry it, or `URL` and `body`; `may_lie_in` has,
    by file of the home, the mode that the file must have. `called` has what pages call it, by
    language where that is not its name.
    """

    name: str
    value: str
    line: int
    may_reach: dict[str, tuple[str, ...]] = field(default_factory=dict)
    may_lie_in: dict[str, str] = field(default_factory=dict)
    may_show: bool = False
    called: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A real tool: the npm package that it comes in, its versions, the pinned one first."""

    name: str
    package: str
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipped:
    """One version of a tool, and the folder that holds it."""

    name: str
    version: str
    folder: Path
    is_pinned: bool = True

    def __str__(self) -> str:
        """Return the name and the version."""
        return f"{self.name} {self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A folder of snippets used in order, with what must be true.

    `every_version` says that it must hold with all declared versions of the tools that it needs.
    """

    name: str
    folder: Path
    path: Path
    steps: tuple[Step, ...]
    shells: tuple[ShellName, ...] = SHELLS
    homes: tuple[Home, ...] = ("distribution",)
    fill: dict[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    every_version: bool = False
    stand_ins: dict[str, Path] = field(default_factory=dict)
    home_files: dict[str, Path] = field(default_factory=dict)
    home_modes: dict[str, str] = field(default_factory=dict)
    unverified: dict[str, str | dict[str, str]] = field(default_factory=dict)
    afterwards: dict[ShellName, Afterwards] = field(default_factory=dict)
    limits: Limits = Limits()
    network: Network | None = None
    secrets: tuple[Secret, ...] = ()
    goldens: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way of going through a scenario: how it is fed, and into whose home."""

    feed: Feed
    home: Home


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a scenario failed, told in the reader's order."""

    headline: str
    path: Path
    line: int
    step: int = 0
    name: str = ""
    pasted: str = ""
    showed: tuple[str, ...] = ()
    advice: str = ""
    way: Way | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Where a secret went: the host, and the place in the request, such as `authorization`."""

    secret: str
    host: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What came of pasting one snippet: all that it printed, as text, and whom it asked for what.

    `screens` has what stood there at each of the `exchanges`; `exits` is the status it ended with.
    """

    snippet: str
    screen: str
    screens: tuple[str, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    exits: int = 0
    hosts: tuple[str, ...] = ()
    sent: tuple[Sent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one scenario in one shell; `seen` is of the first of its ways."""

    scenario: Scenario
    shell: ShellName
    ways: tuple[Way, ...]
    tools: tuple[Equipped, ...] = ()
    hosts: tuple[str, ...] = ()
    sent: tuple[Sent, ...] = ()
    seen: tuple[Seen, ...] = ()
    failure: Failure | None = None
