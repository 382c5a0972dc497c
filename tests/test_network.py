"""Proves the simulated internet: with the clients that readers have, on the machines they use."""

from __future__ import annotations

import ctypes
import logging
import os
import random
import select
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from cases import PASSES, Case, departures, told, write
from pasteproof import certificates
from pasteproof.dialogue import Dialogue
from pasteproof.matching import appears
from pasteproof.model import Way
from pasteproof.network import SimulatedInternet
from pasteproof.runner import run
from pasteproof.sandbox import COLUMNS, ROWS, Machine
from pasteproof.screen import Screen, transcript
from pasteproof.setting import recipe, signals
from pasteproof.terminal import Terminal

SOMEBODY = 61_235
"""An id that no account has, and that no sandbox takes for its own."""
BUNDLE = "ssl/certs/ca-certificates.crt"
WITHIN = 20.0
_PR_SET_DUMPABLE = 4

ASKS_ONCE = """
[[step]]
types = "curl -sS https://acme.example/"
shows = "fine"

[network]
"GET https://acme.example/" = { text = "fine" }
"""
ASKS_NOTHING = """
[[step]]
types = "true"

[network]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody at a bash, on a machine with an internet."""

    machine: Machine
    internet: SimulatedInternet
    terminal: Terminal

    def types(self, line: str) -> tuple[str, int | None]:
        """Return what a line prints, and its exit status."""
        dialogue = Dialogue((), Screen(COLUMNS, ROWS))
        until = time.monotonic() + WITHIN
        response = self.terminal.feed(line, dialogue, bracketed=False, until=until)
        return transcript(response.output), response.status


def test_a_client_meets_an_internet_like_the_real_one(
    tmp_path: Path,
    case: Case,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each case of tests/network comes to the end that its file tells, and no server complains."""
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # asyncio tells us, and not pytest

    assert departures(tmp_path, case) == ""
    assert capfd.readouterr().err == ""


def test_a_server_that_fails_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A mistake of ours in the process that serves is told with its traceback."""
    monkeypatch.setattr(certificates, "context", lambda: 1 // 0)

    with pytest.raises((EOFError, ConnectionError)), reader(tmp_path, ASKS_NOTHING) as someone:
        someone.internet.traffic()

    assert capfd.readouterr().err.endswith(
        "\nZeroDivisionError: integer division or modulo by zero\n"
    )


CLIENTS = {
    "curl": (
        "curl -sS https://acme.example/",
        "curl: (60) SSL certificate problem: unable to get local issuer certificate",
    ),
    "node": (
        "node -e 'fetch(`https://acme.example/`).then(r => r.text()).then(console.log)'",
        "code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'",
    ),
    "python": (
        "python3 -c 'from urllib.request import *; "
        'print(urlopen("https://acme.example/").read().decode())\'',
        "[SSL: CERTIFICATE_VERIFY_FAILED]",
    ),
    "git": (
        "git ls-remote https://acme.example/guide.git",
        "server certificate verification failed.",
    ),
}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_trusts_this_internet_for_the_machines_sake(tmp_path: Path, client: str) -> None:
    """Each client believes the certificates on a machine made for it, and on no other."""
    command, refusal = CLIENTS[client]
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "refs").write_text(f"{4:040}\trefs/heads/fine\n", encoding="utf-8")
    scenario = """
    [[step]]
    types = "true"

    [network]
    "GET https://acme.example/" = { text = "fine" }
    "GET https://acme.example/guide.git/info/refs" = { file = "refs" }
    "GET https://acme.example/guide.git/HEAD" = { text = "" }
    """

    with reader(tmp_path, scenario) as someone:
        trusting = someone.types(command)
    with reader(tmp_path, scenario, is_trusting=False) as someone:
        refusing, status = someone.types(command)

    assert (trusting[0].endswith("fine"), trusting[1]) == (True, 0)
    assert (refusal in refusing, status != 0) == (True, True)


def test_megabytes_go_both_ways(tmp_path: Path) -> None:
    """What is fetched and sent back arrives byte for byte, five million of them."""
    data = random.Random(4).randbytes(5_000_000)
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "data").write_bytes(data)
    scenario = """
    [[step]]
    types = "true"

    [network]
    "GET https://acme.example/" = { file = "data" }
    "PUT https://acme.example/" = { text = "taken" }
    """

    with reader(tmp_path, scenario) as someone:
        fetched = someone.types("curl -sS https://acme.example/ -o data")
        sent = someone.types("curl -sS https://acme.example/ -X PUT --data-binary @data")
        asked = someone.internet.traffic().requests

    assert (fetched, sent) == (("", 0), ("taken", 0))
    assert [(each.method, each.status, len(each.body)) for each in asked] == [
        ("GET", 200, 0),
        ("PUT", 200, len(data)),
    ]
    assert asked[1].body == data


def test_two_machines_at_once_do_not_see_each_other(tmp_path: Path) -> None:
    """Each machine has its own internet and its own loopback, however many there are."""
    serving = (
        'python3 -c \'import os, socket; line = socket.create_server(("", 8080)); '
        "os.fork() or (line.accept(), line.accept())'"
    )
    asking = "curl -sS -o /dev/null -m 0.2 http://127.0.0.1:8080/"

    with reader(tmp_path, ASKS_ONCE) as one, reader(tmp_path, ASKS_ONCE) as other:
        served = one.types("curl -sS https://acme.example/"), one.types(serving)
        names = [each.internet.traffic().names for each in (one, other)]
        statuses = [each.types(asking)[1] for each in (one, other)]

    assert served == (("fine", 0), ("", 0))
    assert (set(names[0]), names[1]) == ({"acme.example"}, ())
    assert statuses == [28, 7]


def test_the_hosts_own_network_is_not_reached(tmp_path: Path) -> None:
    """A server on the host's loopback is there for the host, and not for a machine."""
    with socket.create_server(("127.0.0.1", 0)) as server, reader(tmp_path, ASKS_NOTHING) as one:
        host, port = server.getsockname()
        with socket.create_connection((host, port)) as line:
            reached = line.getpeername()
        asked = one.types(f"curl -sS http://{host}:{port}/")

    assert reached == (host, port)
    assert asked[1] == 7
    assert asked[0].startswith(f"curl: (7) Failed to connect to {host} port {port} ")


def test_an_ordinary_user_has_the_same_internet(tmp_path: Path) -> None:
    """Whoever is not root can run a scenario with an internet, as root can."""
    scenario = write(tmp_path, ASKS_ONCE)
    way = Way(feed="paste", home="distribution")

    as_whoever_this_is = told(run(scenario, "bash", ways=(way,)))
    as_somebody = by_somebody(lambda: told(run(scenario, "bash", ways=(way,))))

    assert (as_whoever_this_is, as_somebody) == (PASSES, f"{PASSES}, as somebody")


def test_nothing_is_left_of_an_internet(tmp_path: Path) -> None:
    """When a machine has ended, its processes are gone, and its descriptors are closed."""
    before = descriptors()
    with reader(tmp_path, ASKS_ONCE) as someone:
        someone.types("curl -sS https://acme.example/")
        processes = [os.pidfd_open(pid) for pid in family(os.getpid())]
        running, held = ended(processes, 0), descriptors()

    gone = ended(processes, WITHIN)
    for each in processes:
        os.close(each)

    assert (len(processes) >= 4, running) == (True, [])
    assert held > before
    assert gone == processes
    assert descriptors() == before


def test_nothing_is_left_of_whoever_is_killed(tmp_path: Path) -> None:
    """When the process that made a machine is killed, whatever it began ends with it."""
    ready, tell = os.pipe()
    killed = os.fork()
    if killed == 0:
        with reader(tmp_path, ASKS_ONCE) as someone:
            someone.machine.watch([b"a secret"])
            os.write(tell, b"ready")
            signal.pause()
    os.read(ready, 5)
    processes = [os.pidfd_open(pid) for pid in family(killed)]
    running = ended(processes, 0)

    os.kill(killed, signal.SIGKILL)
    os.waitpid(killed, 0)

    assert (len(processes) >= 5, running) == (True, [])
    assert ended(processes, WITHIN) == processes
    for each in (ready, tell, *processes):
        os.close(each)


UNENDING = """
[[step]]
types = "true"

[network]
"GET http://endless.example/" = { fault = "endless" }
"GET http://speechless.example/" = { fault = "never answers" }
"GET http://late.example/" = { text = "fine", pause = 60 }

[network.hosts]
"silent.example" = "tls never answers"
"""
STAYS = (
    'python3 -c \'import os, socket; line = socket.create_connection(("HOST", 80)); '
    'line.sendall(b"GET / HTTP/1.1\\r\\nHost: HOST\\r\\n\\r\\n"); '
    'os.fork() or all(iter(lambda: line.recv(9999), b""))\''
)


@pytest.mark.parametrize("host", ["silent", "endless", "speechless", "late"])
@pytest.mark.parametrize("by", ["the end", "a kill", "Ctrl-C", "silence"])
def test_an_internet_that_ends_in_the_middle_says_nothing(
    tmp_path: Path,
    host: str,
    by: str,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is still going on when a machine ends, or whoever made it, is no reason to complain."""
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # asyncio tells us, and not pytest
    (ready, tell), (going, go) = os.pipe(), os.pipe()
    maker = os.fork()
    if maker == 0:
        os.close(go)
        try:
            with reader(tmp_path, UNENDING) as someone:
                said = someone.types(STAYS.replace("HOST", f"{host}.example"))
                for _ in range(3):  # each answer is a round of the server, which has begun to talk
                    someone.internet.traffic()
                os.write(tell, str(said).encode())
                os.read(going, 1)
                if by == "silence":  # the server is the first to know that it is asked no more
                    someone.internet._line.close()
                    os.waitpid(someone.internet._pid, 0)
        finally:
            os._exit(0)
    os.close(tell)
    told = os.read(ready, 99)
    processes = [os.pidfd_open(pid) for pid in family(maker)]

    for each in processes if by == "Ctrl-C" else ():
        with suppress(ProcessLookupError):  # one may end another
            signal.pidfd_send_signal(each, signal.SIGINT)
    if by in ("the end", "silence"):
        os.write(go, b".")
    else:
        os.kill(maker, signal.SIGKILL)
    os.waitpid(maker, 0)

    assert (told, ended(processes, WITHIN)) == (b"('', 0)", processes)
    assert capfd.readouterr().err == ""
    for each in (ready, going, go, *processes):
        os.close(each)


@contextmanager
def reader(folder: Path, scenario: str, *, is_trusting: bool = True) -> Iterator[Reader]:
    """Yield a reader on the scenario's machine, which may lack what makes clients trust."""
    written = write(folder, scenario)
    made = recipe(written, "bash", "distribution", ())
    if not is_trusting:
        etc = {name: data for name, data in made.etc.items() if name != BUNDLE}
        made = replace(made, etc=etc, environment={})
    with (
        Machine(made) as machine,
        SimulatedInternet(written.network, machine.listen) as internet,
    ):
        master = machine.open_shell("bash")
        terminal = Terminal(master, shell="bash", signals=signals(), appears=appears)
        terminal.start(Dialogue((), Screen(COLUMNS, ROWS)), until=time.monotonic() + WITHIN)
        yield Reader(machine=machine, internet=internet, terminal=terminal)
        terminal.hang_up()


def by_somebody(work: Callable[[], str]) -> str:
    """Return what work returns and who did it, which is a process that is not root."""
    answers, writer = os.pipe()
    worker = os.fork()
    if worker == 0:
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setresgid(SOMEBODY, SOMEBODY, SOMEBODY)
                os.setresuid(SOMEBODY, SOMEBODY, SOMEBODY)
                ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)  # as after a log-in
            os.write(writer, f"{work()}, as {'somebody' if os.getuid() else 'root'}".encode())
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(worker, 0)
    with os.fdopen(answers, encoding="utf-8") as answer:
        return answer.read()


def family(pid: int) -> list[int]:
    """Return the process ids of all that is below a process."""
    listed = [each.read_text() for each in Path(f"/proc/{pid}/task").glob("*/children")]
    children = [int(child) for each in listed for child in each.split()]
    return [each for child in children for each in (child, *family(child))]


def ended(processes: list[int], seconds: float) -> list[int]:
    """Return which of the processes have ended, after waiting for all of them at most that long."""
    waiting, until = set(processes), time.monotonic() + seconds
    while waiting:
        left = max(until - time.monotonic(), 0)
        found, _, _ = select.select(waiting, [], [], left)
        if not found:
            break
        waiting -= set(found)
    return [each for each in processes if each not in waiting]


def descriptors() -> set[str]:
    """Return what our open descriptors lead to."""
    found = set()
    for each in Path("/proc/self/fd").iterdir():
        try:
            found.add(f"{each.name} {each.readlink()}")
        except OSError:
            continue
    return found
