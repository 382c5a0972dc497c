"""Enters the namespaces of a running sandbox, starts programs there, and listens on its network.

bubblewrap starts a machine but can't join one, and a second window must open on the same machine.
Everything here follows namespaces(7), setns(2), capabilities(7) and pty(7); it needs Linux 5.8.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import platform
import resource
import signal
import socket
import struct
import termios
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from pasteproof.model import Limits

SPARE_ID = 61_234
"""Who root becomes before it starts or enters a sandbox: an id that no account has.

Root's own processes are exempt from the limit on processes, and root reads every file.
"""

_NAMESPACES = 0x20000 | 0x4000000 | 0x8000000 | 0x10000000 | 0x20000000 | 0x40000000
_NEW_USER, _NEW_NETWORK, _NS_GET_USERNS = 0x10000000, 0x40000000, 0xB701
_TIOCGPTN, _TIOCSPTLCK = 0x80045430, 0x40045431
_PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 24, 38
_KEYCTL_JOIN_SESSION_KEYRING = 1
# glibc has no function for keyctl(2), whose number differs between the architectures.
_KEYCTL = {"x86_64": 250, "aarch64": 219, "riscv64": 219, "ppc64le": 271, "s390x": 280}
_MIB = 1024 * 1024
MOST_DESCRIPTORS = 65_536

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What runs in a terminal: argv, its whole environment, its folder, its screen and limits."""

    argv: tuple[str, ...]
    environment: Mapping[str, str]
    folder: str
    columns: int
    rows: int
    limits: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a socket listens in the sandbox; one that is full lets no connection through."""

    host: str
    port: int
    family: socket.AddressFamily = socket.AF_INET
    kind: socket.SocketKind = socket.SOCK_STREAM
    is_full: bool = False


def start(program: Program) -> tuple[int, int]:
    """Start the program on a new pseudo-terminal of the sandbox that this process has entered.

    Returns the terminal's master side and the program's process id. Raises OSError.
    """
    master, name = _new_terminal()
    started, startable = os.pipe()
    child = os.fork()  # only a child lives in the process namespace that was entered
    if child == 0:
        _become(name, program, startable)
    os.close(startable)
    with os.fdopen(started, encoding="utf-8") as news:
        if trouble := news.read():  # empty once exec has closed the other end
            raise OSError(f"no terminal in the sandbox: {trouble}")
    return master, child


def listen(pid: int, wanted: Sequence[Address]) -> list[socket.socket]:
    """Return sockets that listen inside the sandbox, served from out here.

    They are made by whoever owns the sandbox's network, which no process inside does, so that the
    privileged ports can be had. Raises OSError.
    """
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        _lend(theirs, pid, wanted)
    theirs.close()
    with ours:
        message, descriptors, _, _ = socket.recv_fds(ours, 4096, len(wanted))
    os.waitpid(child, 0)
    if len(descriptors) != len(wanted):
        raise OSError(f"no network in the sandbox: {message.decode(errors='replace')}")
    for descriptor in descriptors:
        os.set_inheritable(descriptor, False)
    return [socket.socket(fileno=descriptor) for descriptor in descriptors]


def enter(pid: int) -> None:
    """Take this process, which must have no threads, into the namespaces of another.

    Raises OSError. Only its children will live in the other's process namespace.
    """
    _become_spare()
    if _libc.setns(os.pidfd_open(pid), _NAMESPACES) != 0:
        raise OSError(ctypes.get_errno(), "can't enter the sandbox")


def _become_spare() -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(SPARE_ID, SPARE_ID, SPARE_ID)
        os.setresuid(SPARE_ID, SPARE_ID, SPARE_ID)


def _new_terminal() -> tuple[int, str]:
    master = os.open("/dev/ptmx", os.O_RDWR | os.O_NOCTTY)
    fcntl.ioctl(master, _TIOCSPTLCK, struct.pack("i", 0))
    (number,) = struct.unpack("i", fcntl.ioctl(master, _TIOCGPTN, bytes(4)))
    return master, f"/dev/pts/{number}"


def _become(terminal: str, program: Program, startable: int) -> NoReturn:
    startable = fcntl.fcntl(startable, fcntl.F_DUPFD_CLOEXEC, 3)  # out of the standard three's way
    try:
        os.setsid()
        side = os.open(terminal, os.O_RDWR)
        fcntl.ioctl(side, termios.TIOCSCTTY, 0)
        size = struct.pack("HHHH", program.rows, program.columns, 0, 0)
        fcntl.ioctl(side, termios.TIOCSWINSZ, size)
        for standard in (0, 1, 2):
            os.dup2(side, standard)
        os.closerange(3, startable)
        os.closerange(startable + 1, MOST_DESCRIPTORS)
        os.chdir(program.folder)
        _begin_afresh()
        _forget_keys()
        _limit(program.limits)
        _give_up_capabilities()
        os.execve(program.argv[0], program.argv, program.environment)
    except Exception as error:  # noqa: BLE001 - the attendant passes it on
        os.write(startable, f"{type(error).__name__}: {error}".encode())
    os._exit(127)


def _begin_afresh() -> None:
    """Undo what a program inherits: Python ignores SIGPIPE, for one, and `make &` SIGINT."""
    os.umask(0o022)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_DFL)


def _forget_keys() -> None:
    """Leave the keyring of the host's session: namespaces don't hide its keys."""
    if number := _KEYCTL.get(platform.machine()):
        _libc.syscall(number, _KEYCTL_JOIN_SESSION_KEYRING, None)


def _limit(limits: Limits) -> None:
    for what, most in (
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_DATA, limits.memory * _MIB),
        (resource.RLIMIT_FSIZE, limits.disk * _MIB),
        (resource.RLIMIT_NOFILE, 4096),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def _give_up_capabilities() -> None:
    for capability in range(64):  # those that the kernel doesn't know are refused, which is fine
        _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "can't refuse new privileges")


def _lend(theirs: socket.socket, pid: int, wanted: Sequence[Address]) -> NoReturn:
    try:
        _enter_network(pid)
        sockets = [_bound(address) for address in wanted]
        socket.send_fds(theirs, [b"here"], [each.fileno() for each in sockets])
    except Exception as error:  # noqa: BLE001 - it must reach the parent, which raises it again
        theirs.send(f"{type(error).__name__}: {error}".encode())
    os._exit(0)


def _enter_network(pid: int) -> None:
    network = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
    owner = fcntl.ioctl(network, _NS_GET_USERNS)
    _become_spare()
    for namespace, kind in ((owner, _NEW_USER), (network, _NEW_NETWORK)):
        if _libc.setns(namespace, kind) != 0:
            raise OSError(ctypes.get_errno(), "can't enter the sandbox's network")


def _bound(address: Address) -> socket.socket:
    bound = socket.socket(address.family, address.kind)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if address.family == socket.AF_INET6:
        bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    bound.bind((address.host, address.port))
    if address.kind == socket.SOCK_STREAM:
        bound.listen(0 if address.is_full else 128)
    if address.is_full:  # the queue of those who wait to be accepted holds one, and nobody accepts
        with socket.socket(address.family, address.kind) as only:
            only.connect(bound.getsockname())
    return bound
