"""A throwaway machine in bubblewrap: its own home, tools, limits and loopback, and nothing else."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import select
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO

from pasteproof.model import Limits, ShellName
from pasteproof.namespace import SPARE_ID, Program, inside, open_terminal

USER, HOME = "reader", "/home/reader"
COLUMNS, ROWS = 100, 30
OLDEST_BUBBLEWRAP = (0, 8)
_MIB = 1024 * 1024
_KEPT = 256 * 1024
_HOST_ETC = ("alternatives", "ssl", "ca-certificates", "ld.so.cache", "inputrc", "terminfo")
_KEEPER = 2  # bubblewrap is the machine's first process, and `cat`, which keeps it open, the second
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
_ACCOUNTS = {
    "passwd": f"root:x:0:0:root:/root:/bin/bash\n{USER}:x:1000:1000:Reader,,,:{HOME}:/bin/bash\n",
    "group": f"root:x:0:\n{USER}:x:1000:\n",
    "hosts": "127.0.0.1 localhost debian\n::1 localhost ip6-localhost\n",
    "hostname": "debian\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
}


class NoSandboxError(Exception):
    """The machine can't be had here; the message says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file laid into the machine: its bytes and its mode."""

    data: bytes
    mode: int = 0o644


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one path of the home is: its kind and mode, its digest, its bytes where it is small."""

    kind: str
    mode: str
    digest: str = ""
    data: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a machine is made of, by path below the home, below /etc and by command name."""

    home: Mapping[str, File] = field(default_factory=dict)
    etc: Mapping[str, bytes] = field(default_factory=dict)
    programs: Mapping[str, bytes] = field(default_factory=dict)
    limits: Limits = Limits()


class Machine:
    """A running throwaway machine; leaving its `with` block ends every process in it."""

    def __init__(self, recipe: Recipe) -> None:
        """Start the machine. Raises NoSandboxError where it can't be had."""
        self._limits = recipe.limits
        self._process, self._pid = _start(recipe)
        self._attendants: list[int] = []

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
            argv=argv, environment=_environment(path), folder=HOME,
            columns=COLUMNS, rows=ROWS, limits=self._limits,
        )  # fmt: skip
        master, attendant = open_terminal(self._pid, program)
        self._attendants.append(attendant)
        return master

    def home(self) -> dict[str, Found]:
        """Return everything in the home, by path below it."""
        found: dict[str, Found] = inside(self._pid, lambda: dict(_walk(Path(HOME))))
        return found

    def processes(self) -> tuple[str, ...]:
        """Return the command lines of what runs in the machine besides its keeper."""
        running: tuple[str, ...] = inside(self._pid, _running)
        return running

    def wait_for_shells(self, seconds: float) -> None:
        """Wait until every shell that was told to go has gone, at most that long."""
        until = time.monotonic() + seconds
        for attendant in self._attendants:
            with os.fdopen(os.pidfd_open(attendant)) as ended:
                select.select([ended], [], [], max(until - time.monotonic(), 0))

    def end(self) -> None:
        """End every process of the machine; its home and /tmp are gone with it."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)  # the kernel ends all that its first process began
        self._process.communicate()
        while self._attendants:
            os.waitpid(self._attendants.pop(), 0)


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
        arguments = [*_arguments(recipe, descriptors), "--info-fd", str(tell)]
        listed = _memory_file("\0".join([*arguments, ""]).encode(), descriptors)
        for descriptor in descriptors:
            stack.callback(os.close, descriptor)
        process = subprocess.Popen(
            [bubblewrap, "--args", str(listed), "--", "/bin/sh", "-c", "echo ready; exec cat"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            pass_fds=descriptors, user=_spare(), group=_spare(), extra_groups=_no_groups(),
        )  # fmt: skip
    with os.fdopen(told, encoding="ascii") as news:
        return process, _pid_when_ready(process, news)


def _arguments(recipe: Recipe, descriptors: list[int]) -> list[str]:
    """Return bubblewrap's arguments; what the machine is made of goes in as memory files."""
    disk = str(recipe.limits.disk * _MIB)
    arguments = [
        "--unshare-user", "--uid", "1000", "--gid", "1000", "--disable-userns",
        "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-net", "--unshare-cgroup-try",
        "--die-with-parent", "--new-session", "--hostname", "debian", "--clearenv",
        *_system(), "--proc", "/proc", "--dev", "/dev",
        "--perms", "1777", "--size", disk, "--tmpfs", "/tmp",
        "--size", disk, "--tmpfs", HOME,
    ]  # fmt: skip
    files = {f"{HOME}/{name}": file for name, file in recipe.home.items()}
    files |= {f"/etc/{name}": File(data=data) for name, data in _etc(recipe).items()}
    files |= {f"/usr/local/bin/{name}": File(data=data, mode=0o755)
              for name, data in recipe.programs.items()}  # fmt: skip
    for path, file in files.items():
        descriptor = _memory_file(file.data, descriptors)
        arguments += ["--perms", f"{file.mode:o}", "--file", str(descriptor), path]
    return [*arguments, "--remount-ro", "/usr/local", "--remount-ro", "/dev", "--remount-ro", "/"]


def _system() -> Iterator[str]:
    yield from ("--ro-bind", "/usr", "/usr", "--tmpfs", "/usr/local")
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        path = Path("/", name)
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), str(path))
        elif path.is_dir():
            yield from ("--ro-bind", str(path), str(path))
    for name in _HOST_ETC:
        yield from ("--ro-bind-try", f"/etc/{name}", f"/etc/{name}")
    yield from ("--symlink", "../usr/lib/os-release", "/etc/os-release")


def _etc(recipe: Recipe) -> dict[str, bytes]:
    files = {name: text.encode() for name, text in _ACCOUNTS.items()}
    return files | dict(recipe.etc)


def _memory_file(data: bytes, descriptors: list[int]) -> int:
    descriptor = os.memfd_create("pasteproof")
    descriptors.append(descriptor)
    with os.fdopen(descriptor, "wb", closefd=False) as file:
        file.write(data)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


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


def _walk(home: Path) -> Iterator[tuple[str, Found]]:
    for path in sorted(home.rglob("*")):
        status = path.lstat()
        mode = f"{stat.S_IMODE(status.st_mode):o}"
        name = str(path.relative_to(home))
        if path.is_symlink():
            yield name, Found(kind="link", mode=mode, digest=str(path.readlink()))
        elif path.is_file():
            yield name, _read(path, mode)
        else:
            yield name, Found(kind="folder" if path.is_dir() else "special", mode=mode)


def _read(path: Path, mode: str) -> Found:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        return Found(kind="file", mode=mode, digest=digest, data=file.read(_KEPT))


def _running() -> tuple[str, ...]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) > _KEEPER:
            with contextlib.suppress(OSError):  # it ended meanwhile
                words = (entry / "cmdline").read_bytes().rstrip(b"\0").split(b"\0")
                found.append(b" ".join(words).decode(errors="replace"))
    return tuple(sorted(filter(None, found)))
