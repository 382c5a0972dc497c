"""A throwaway machine in bubblewrap: its own home, tools, limits and loopback, and nothing else."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO

from pasteproof.bubblewrap import HOME, USER, Recipe, arguments, memory_file
from pasteproof.model import ShellName
from pasteproof.namespace import SPARE_ID, Address, Program, listen
from pasteproof.resident import Resident
from pasteproof.watch import Watch

COLUMNS, ROWS = 100, 30
OLDEST_BUBBLEWRAP = (0, 8)
_KEPT = 256 * 1024
_LAST_BREATH = 1.0
_KEEPER = 2  # bubblewrap is the machine's first process, and the second keeps it open by waiting
_NOT_LINUX = (
    "The sandbox needs Linux. On macOS use a virtual machine such as Lima or Multipass with Debian "
    "or Ubuntu; on Windows use WSL 2 with either. Nothing is ever run without the sandbox."
)
_NAMESPACES_REFUSED = (
    "The kernel or a container refuses user namespaces to this user. On Ubuntu 24.04 and newer, "
    "give bubblewrap an AppArmor profile with `userns,` or run "
    "`sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`; in a container, allow them "
    "(Docker: `--security-opt seccomp=unconfined`)."
)


class NoSandboxError(Exception):
    """The machine can't be had here; the message says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one path of the home is: its kind and mode, its digest, its bytes where it is small."""

    kind: str
    mode: str
    digest: str = ""
    data: bytes = b""


class Machine:
    """A running throwaway machine; leaving its `with` block ends every process in it."""

    def __init__(self, recipe: Recipe) -> None:
        """Start the machine. Raises NoSandboxError where it can't be had."""
        self._limits, self._environment = recipe.limits, recipe.environment
        self._process, self._pid = _start(recipe)
        self._resident = Resident(self._pid)

    def __enter__(self) -> Machine:
        """Return the machine itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """End the machine."""
        self.end()

    def open_shell(self, shell: ShellName, *, login: bool = False) -> int:
        """Open a terminal with an interactive shell, and return its master side."""
        path = shutil.which(shell, path="/usr/bin:/bin")
        if path is None:
            raise NoSandboxError(f"{shell} is not installed. {_how_to_install(shell)}")
        argv = (path, "-i", "-l") if login else (path, "-i")
        program = Program(
            argv=argv, environment={**_environment(path), **self._environment}, folder=HOME,
            columns=COLUMNS, rows=ROWS, limits=self._limits,
        )  # fmt: skip
        return self._resident.open_terminal(program)

    def listen(self, wanted: Sequence[Address]) -> list[socket.socket]:
        """Return sockets that listen on the machine's own loopback, to be served from out here."""
        return listen(self._pid, wanted)

    def home(self) -> dict[str, Found]:
        """Return everything in the home, by path below it."""
        found: dict[str, Found] = self._resident.ask(_home)
        return found

    def holding(self, texts: Sequence[bytes]) -> dict[str, str]:
        """Return the modes of the files of the home that hold one of the texts, by path."""
        found: dict[str, str] = self._resident.ask(partial(_holding, texts))
        return found

    def watch(self, texts: Sequence[bytes]) -> Watch:
        """Return a look-out for the texts in the command lines of the machine."""
        return Watch(self._pid, texts)

    def processes(self) -> tuple[str, ...]:
        """Return the command lines of what runs in the machine besides its keeper."""
        running: tuple[str, ...] = self._resident.ask(_running)
        return running

    def wait_for_shells(self, seconds: float) -> None:
        """Wait until every shell that was told to go has gone, at most that long."""
        self._resident.wait_for_shells(seconds)

    def wait_until_quiet(self, seconds: float) -> None:
        """Wait until all that runs is asleep, such as a job that was started or told to go."""
        until = time.monotonic() + seconds
        while any(_is_busy(pid) for pid in _family(self._resident.pid, self._pid)):
            if time.monotonic() > until:
                return
            select.select([], [], [], 0.001)  # the kernel has no event for this

    def has_ended(self) -> bool:
        """Return whether the machine has ended by itself: a snippet can kill all that runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_LAST_BREATH)
        return self._process.returncode is not None

    def end(self) -> None:
        """End every process of the machine; its home and /tmp are gone with it."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)  # the kernel ends all that its first process began
        self._process.communicate()
        self._resident.end()


def why_unavailable() -> str | None:
    """Return why no sandbox can be had on this machine and what to do, or `None` where it can."""
    try:
        Machine(Recipe()).end()
    except NoSandboxError as error:
        return str(error)
    return None


def _start(recipe: Recipe) -> tuple[subprocess.Popen[bytes], int]:
    bubblewrap = _bubblewrap()
    told, tell = os.pipe()
    with contextlib.ExitStack() as stack:
        descriptors = [tell]
        words = [*arguments(recipe, descriptors), "--info-fd", str(tell)]
        listed = memory_file("\0".join([*words, ""]).encode(), descriptors)
        for descriptor in descriptors:
            stack.callback(os.close, descriptor)
        process = subprocess.Popen(
            [bubblewrap, "--args", str(listed), "--", "/bin/sh", "-c", "echo ready; read _"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            pass_fds=descriptors, user=_spare(), group=_spare(), extra_groups=_no_groups(),
            env={},  # a snippet can read it: bubblewrap clears its program's, not its own
        )  # fmt: skip
    with os.fdopen(told, encoding="ascii") as news:
        return process, _pid_when_ready(process, news)


def _spare() -> int | None:
    return SPARE_ID if os.geteuid() == 0 else None


def _no_groups() -> list[int] | None:
    return [] if os.geteuid() == 0 else None


def _pid_when_ready(process: subprocess.Popen[bytes], news: IO[str]) -> int:
    assert process.stdout is not None
    if process.stdout.readline() != b"ready\n":
        _, trouble = process.communicate()
        raise NoSandboxError(_why_not(trouble.decode(errors="replace").strip()))
    pid: int = json.load(news)["child-pid"]
    return pid


def _bubblewrap() -> str:
    if not sys.platform.startswith("linux"):
        raise NoSandboxError(_NOT_LINUX)
    path = shutil.which("bwrap")
    if path is None:
        raise NoSandboxError(f"bubblewrap is not installed. {_how_to_install('bubblewrap')}")
    return path


def _why_not(trouble: str) -> str:
    if "Unknown option" in trouble:
        oldest = ".".join(map(str, OLDEST_BUBBLEWRAP))
        return f"bubblewrap is too old ({trouble}). Install {oldest} or newer."
    if "uid map" in trouble or "namespace" in trouble or "Operation not permitted" in trouble:
        return f"bubblewrap may not make a sandbox here ({trouble}). {_NAMESPACES_REFUSED}"
    return f"bubblewrap failed: {trouble or 'it said nothing'}."


def _how_to_install(package: str) -> str:
    return (
        f"Install it: `sudo apt-get install {package}` on Debian and Ubuntu, "
        f"`sudo dnf install {package}` on Fedora."
    )


def _environment(shell: str) -> dict[str, str]:
    """Return what login(1) and a terminal give a new Debian user's shell."""
    return {
        "HOME": HOME, "USER": USER, "LOGNAME": USER, "SHELL": shell, "LANG": "C.UTF-8",
        "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games",
        "TERM": "xterm-256color", "COLORTERM": "truecolor",
    }  # fmt: skip


def _home() -> dict[str, Found]:
    return dict(_walk(Path(HOME)))


def _walk(home: Path) -> Iterator[tuple[str, Found]]:
    for path in sorted(home.rglob("*")):
        status = path.lstat()
        mode = f"{stat.S_IMODE(status.st_mode):03o}"
        name = str(path.relative_to(home))
        if path.is_symlink():
            yield name, Found(kind="link", mode=mode, digest=str(path.readlink()))
        elif path.is_file():
            yield name, _read(path, mode)
        else:
            yield name, Found(kind="folder" if path.is_dir() else "special", mode=mode)


def _holding(texts: Sequence[bytes]) -> dict[str, str]:
    found = {}
    for path in sorted(Path(HOME).rglob("*")):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            if any(text in data for text in texts):
                mode = f"{stat.S_IMODE(path.stat().st_mode):o}"
                found[str(path.relative_to(HOME))] = mode
    return found


def _read(path: Path, mode: str) -> Found:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        return Found(kind="file", mode=mode, digest=digest, data=file.read(_KEPT))


def _running() -> tuple[str, ...]:
    if not Path(f"/proc/{_KEEPER}").exists():
        raise ProcessLookupError("the machine has ended")
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) > _KEEPER:
            with contextlib.suppress(OSError):  # it ended meanwhile
                words = (entry / "cmdline").read_bytes().rstrip(b"\0").split(b"\0")
                found.append(b" ".join(words).decode(errors="replace"))
    return tuple(sorted(filter(None, found)))


def _family(*pids: int) -> Iterator[int]:
    """Yield the processes and all below them; the first of a machine, last: it adopts orphans."""
    for pid in pids:
        yield pid
        for listed in Path("/proc", str(pid), "task").glob("*/children"):
            with contextlib.suppress(OSError):  # it ended meanwhile
                yield from _family(*map(int, listed.read_text(encoding="ascii").split()))


def _is_busy(pid: int) -> bool:
    """Return whether the process is running or waits for the disk, by proc(5)."""
    try:
        told = Path("/proc", str(pid), "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return told.rpartition(") ")[2][0] in "RD"
