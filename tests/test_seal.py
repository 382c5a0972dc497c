"""Proves the seal: nothing of the host is seen or changed from inside the machine.

Each test runs as whoever runs the tests and, if that is root, as an ordinary user, too.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import platform
import re
import shlex
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from cases import play, told
from pasteproof import sandbox
from pasteproof.bubblewrap import Recipe
from pasteproof.model import SHELLS, ShellName
from pasteproof.namespace import SPARE_ID

ROOT = Path(__file__).parent.parent
NOBODY = 65_534
USERS = ["root", "ordinary user"] if os.geteuid() == 0 else ["ordinary user"]
PR_SET_DUMPABLE = 4

Inside = Callable[..., str]


@pytest.fixture(params=USERS)
def inside(request: pytest.FixtureRequest) -> Inside:
    """Return what runs a script in a shell of the machine, and gives what it showed."""
    if request.param == "root" or os.geteuid() != 0:
        return shown
    shown("true")  # what Python imports late may lie where only root reads
    return lambda script, shell="bash": as_nobody(lambda: shown(script, shell))


def test_the_hosts_files_are_not_seen(inside: Inside, tmp_path: Path) -> None:
    """Home, checkout and temporary files of the host are not there, and nothing unknown is."""
    places = [Path.home(), ROOT, tmp_path, Path("/var"), Path("/etc/shadow"), Path("/sys")]
    assert all(place.exists() for place in places)

    script = f"for P in {shlex.join(map(str, places))}; do [ ! -e $P ] || echo $P; done; echo /*"

    assert set(inside(script).split()) - {"/lib32", "/libx32", "/lib64"} == {
        "/bin", "/dev", "/etc", "/home", "/lib", "/proc", "/sbin", "/tmp", "/usr",
    }  # fmt: skip


def test_the_hosts_environment_is_not_seen(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable of the host is in no process of the machine; programs on the host do get it."""
    monkeypatch.setenv("PASTEPROOF_SECRET", "a-secret-of-the-host")
    told_outside = subprocess.run(["env"], capture_output=True, text=True, check=True).stdout

    told_inside = inside("env; cat /proc/*/environ 2>/dev/null | tr '\\0' '\\n'")

    assert "a-secret-of-the-host" in told_outside
    assert "SHELL=/usr/bin/bash" in told_inside
    assert "SECRET" not in told_inside and "a-secret" not in told_inside


SYSTEM_CALLS = {"x86_64": (248, 249), "aarch64": (217, 218)}
ADD_KEY, REQUEST_KEY = SYSTEM_CALLS[platform.machine()]
SESSION_KEYRING = -3


def test_the_hosts_keys_are_not_seen(inside: Inside) -> None:
    """A key in the keyring of the host's session is found by programs on the host only."""
    key = b"user", b"pasteproof-seal"
    libc = ctypes.CDLL(None)
    libc.syscall(ADD_KEY, *key, b"a secret", 8, SESSION_KEYRING)
    asks = f'$t = "user"; $k = "pasteproof-seal"; print syscall({REQUEST_KEY}, $t, $k, 0, 0)'
    looks = f"perl -e '{asks}'"

    seen_outside = subprocess.run(looks, shell=True, capture_output=True, text=True, check=True)
    seen_inside = inside(looks)

    assert int(seen_outside.stdout) > 0
    assert seen_inside == "-1"


def test_only_the_machines_processes_are_seen(inside: Inside) -> None:
    """The machine holds its keeper and the shell, and no command line names a path of the host."""
    seen = inside("for P in /proc/[0-9]*; do tr '\\0' ' ' < $P/cmdline; echo; done")

    keeper = "/bin/sh -c echo ready; read _"
    assert re.fullmatch(rf"/\S+/bwrap --args \d+ -- {keeper}\n{keeper}\n/usr/bin/bash -i", seen)


def test_no_mount_names_a_folder_of_the_host(inside: Inside) -> None:
    """What is mounted tells of the host only what the system's own folders and device are called.

    Unavoidable is /proc/self/mountinfo, where the kernel names device and folder of each mount.
    """
    seen = inside("cat /proc/mounts; cut -d ' ' -f 4,5 /proc/self/mountinfo")

    for place in (Path.home(), ROOT, Path.cwd()):
        assert str(place) not in seen
    shared = {line for line in seen.splitlines() if re.fullmatch(r"(/(?:usr|etc)\S*) \1", line)}
    assert {line.split("/")[1].split(" ")[0] for line in shared} <= {"usr", "etc"}


def test_the_hosts_network_is_not_reached(inside: Inside) -> None:
    """No listener of the host is reached from inside, on whichever of its addresses."""
    with listening() as listeners:
        addresses = [listener.getsockname() for listener in listeners]
        for host, port in addresses:
            socket.create_connection((host, port), timeout=5).close()
        tries = "\n".join(f"(: < /dev/tcp/{host}/{port}) && echo in" for host, port in addresses)

        seen = inside(f"{tries}\ntrue")

    assert "in" not in seen.splitlines()
    assert len(re.findall("connect: (?:Connection refused|Network is un)", seen)) == len(addresses)


def test_nothing_but_home_and_tmp_can_be_written(inside: Inside) -> None:
    """Of all folders that look writable, and of all that shouldn't, only two can be written."""
    fixed = "/ /bin /dev /dev/pts /dev/shm /etc /home /lib /opt /proc /run /srv /sys /usr /usr/bin"
    fixed += " /usr/local /usr/local/bin /usr/share /var"
    seen = inside(
        f"for D in {fixed} $(find / -path /proc -prune -o -type d -writable -print 2>/dev/null)\n"
        'do { : > "$D/.x"; } 2>/dev/null && rm "$D/.x" && echo "$D"; done; true'
    )

    assert set(seen.split()) == {"/home/reader", "/tmp"}


def test_nothing_of_the_kernel_can_be_set(inside: Inside) -> None:
    """No file below /proc takes a word, although the machine owns some of its namespaces."""
    seen = inside(
        "touch ~/control\n"
        "for F in $(find /proc -type f -writable 2>/dev/null) /proc/sys/kernel/hostname ~/control\n"
        'do { echo 1 >> "$F"; } 2>/dev/null && echo "$F"; done; rm ~/control'
    )

    assert seen == "/home/reader/control"


def test_no_power_is_left(inside: Inside) -> None:
    """No process has a capability, may get one, or may build a namespace to have one in."""
    seen = inside(
        "grep -h '^Cap' /proc/[0-9]*/status | cut -f 2 | sort -u\n"
        "grep NoNewPrivs /proc/self/status | cut -f 2; id -u\n"
        "for N in U m n p i u C; do unshare -$N true 2> /dev/null && echo $N; done; true"
    )

    assert seen.split() == ["0" * 16, "1", "1000"]
    assert re.search(r"CapBnd:\s+0*[1-9a-f]", Path("/proc/self/status").read_text("ascii"))


def test_the_machine_is_not_roots() -> None:
    """On the host, too, a machine belongs to an ordinary user."""
    others = children()  # such as the browser of other tests
    with sandbox.Machine(Recipe()) as machine:
        machine.home()
        begun = [pid for pid in children() if pid not in others]
        owners = {owner for pid in begun for owner in owners_of(pid)}

    assert owners == {SPARE_ID if os.geteuid() == 0 else os.geteuid()}
    assert owners_of(os.getpid()) == {os.geteuid()}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_snippet_that_ends_the_machine_fails(tmp_path: Path, shell: ShellName) -> None:
    """Killing everything takes the machine down with its terminal, and nothing else."""
    outcome = play(tmp_path, "[[step]]\ntypes = 'kill -9 -1'\nshows = '...'", shell)

    assert outcome.failure
    assert outcome.failure.headline in (
        "the terminal was closed",
        "the machine ended before the scenario did",
    )


def shown(script: str, shell: ShellName = "bash") -> str:
    """Return what a script shows in a shell of a fresh machine, where it must succeed."""
    with TemporaryDirectory() as folder:
        Path(folder, "case").mkdir()
        Path(folder, "case", "probe.sh").write_text(f"probe() {{\n{script}\n}}\nprobe || true\n")
        outcome = play(Path(folder), "[[step]]\npaste = 'probe.sh'\nshows = '...'", shell)
        assert outcome.failure is None, told(outcome)
        return outcome.seen[0].screen


def children() -> list[int]:
    """Return the processes that we started."""
    listed = [path.read_text("ascii") for path in Path("/proc/self/task").glob("*/children")]
    return [int(pid) for pid in " ".join(listed).split()]


def owners_of(pid: int) -> set[int]:
    """Return the real, effective, saved and filesystem user of a process."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
    return {int(owner) for owner in re.findall(r"^Uid:(.*)$", status, re.MULTILINE)[0].split()}


def as_nobody(work: Callable[[], Any]) -> Any:
    """Return what the work returns in a child process that is an ordinary user's."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with os.fdopen(writer, "wb") as answers:
            pickle.dump(_attempt(work), answers)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answers:
        answer = pickle.load(answers)
    os.waitpid(child, 0)
    assert not isinstance(answer, BaseException), answer
    return answer


def _attempt(work: Callable[[], Any]) -> Any:
    try:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)  # as exec would make it
        return work()
    except BaseException as error:  # noqa: BLE001 - the parent raises it
        return AssertionError(f"{type(error).__name__}: {error}")


@contextmanager
def listening() -> Iterator[list[socket.socket]]:
    """Listen on the host's loopback, and on the address that it has for others."""
    listeners = [socket.create_server((host, 0)) for host in {"127.0.0.1", own_address()}]
    try:
        yield listeners
    finally:
        for listener in listeners:
            listener.close()


def own_address() -> str:
    """Return the address of the interface that leads away from this host, or its loopback's."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # for documentation: a datagram socket sends nothing
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
