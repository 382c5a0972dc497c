"""The simulated internet of one machine: every name leads to its own loopback, and to us.

It is served by a process of its own, forked before any shell runs, on sockets that listen inside
the machine's network. What can go wrong with a host is a matter of the address that DNS gives.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import traceback
from collections.abc import Callable, Sequence
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from types import TracebackType
from typing import NoReturn

from pasteproof import certificates, names, routes
from pasteproof.internet import Internet, Sockets
from pasteproof.namespace import Address
from pasteproof.web import HostFault, Network, Traffic

Listen = Callable[[Sequence[Address]], list[socket.socket]]

_HERE, _HERE_6 = "127.0.0.1", "::1"
_BLACK_HOLE, _SILENT, _RESETTING, _REFUSED = "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"
_ADDRESSES: dict[HostFault, tuple[str, ...]] = {
    "black hole": (_BLACK_HOLE,),
    "tls never answers": (_SILENT,),
    "reset": (_RESETTING,),
    "refused": (_REFUSED,),
}
_WEB = (80, 443)
_WANTED = (
    Address(host=_HERE, port=53, kind=socket.SOCK_DGRAM),
    *(Address(host=_HERE, port=port) for port in _WEB),
    *(Address(host=_HERE_6, port=port, family=socket.AF_INET6) for port in _WEB),
    *(Address(host=_SILENT, port=port) for port in _WEB),
    *(Address(host=_RESETTING, port=port) for port in _WEB),
    *(Address(host=_BLACK_HOLE, port=port, is_full=True) for port in _WEB),
)
ETC = {
    "resolv.conf": b"nameserver 127.0.0.1\noptions timeout:2 attempts:2\n",
    "ssl/certs/ca-certificates.crt": b"",
}
_BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
ENVIRONMENT = {
    "CURL_CA_BUNDLE": _BUNDLE,
    "SSL_CERT_FILE": _BUNDLE,
    "NODE_EXTRA_CA_CERTS": _BUNDLE,
    "GIT_SSL_CAINFO": _BUNDLE,
}
"""What makes curl, Python, Node and git trust the throwaway authority."""


def etc() -> dict[str, bytes]:
    """Return the files below /etc by which a machine finds this internet and trusts it."""
    return ETC | {"ssl/certs/ca-certificates.crt": certificates.bundle()}


class SimulatedInternet:
    """The internet of one machine, from when it is opened until it is closed."""

    def __init__(self, network: Network | None, listen: Listen) -> None:
        """Serve the network on sockets that `listen` opens in the machine; without one, nothing."""
        self._pid = 0
        if not network:
            return
        sockets = listen(_WANTED)
        self._line, other = Pipe()
        self._pid = os.fork()
        if self._pid == 0:
            self._line.close()  # else the server would never see it end
            _serve(network, sockets, other)
        other.close()
        for each in sockets:
            each.close()

    def __enter__(self) -> SimulatedInternet:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the serving process."""
        if not self._pid:
            return
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        self._line.close()

    def traffic(self) -> Traffic:
        """Return everything that was asked up to now."""
        if not self._pid:
            return Traffic()
        self._line.send("traffic")
        told: Traffic = self._line.recv()
        return told


def _serve(network: Network, sockets: list[socket.socket], line: Connection) -> NoReturn:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks ends it
    try:
        asyncio.run(_run(network, sockets, line))
    except Exception:  # noqa: BLE001 - there is nobody above who could tell it
        traceback.print_exc()
    finally:
        os._exit(0)


async def _run(network: Network, sockets: list[socket.socket], line: Connection) -> None:
    internet = Internet(
        lambda method, url: routes.find(network.routes, method, url),
        lambda question: _answer_name(network, question),
        certificates.context(),
    )
    await internet.serve(_sorted(sockets))

    def tell() -> None:
        try:
            line.recv()
            line.send(internet.traffic())
        except (EOFError, OSError):  # whoever asks has gone
            os._exit(0)  # asyncio would complain about every conversation that is still going on

    asyncio.get_running_loop().add_reader(line.fileno(), tell)
    await asyncio.Event().wait()


def _sorted(sockets: list[socket.socket]) -> Sockets:
    dns, http, https, http_6, https_6, *faulty = sockets
    return Sockets(
        dns=(dns,),
        http=(http, http_6),
        https=(https, https_6),
        silent=tuple(faulty[:2]),
        resetting=tuple(faulty[2:4]),
    )


def _answer_name(network: Network, question: bytes) -> tuple[str, bytes | None]:
    name, _, _ = names.read(question)
    if network.faults.get(name) == "dns silent":
        return name, None
    return name, names.answer(
        question, lambda host: _addresses(network, host), lambda host: network.faults.get(host, "")
    )


def _addresses(network: Network, name: str) -> tuple[str, ...]:
    fault = network.faults.get(name)
    return _ADDRESSES.get(fault, (_HERE, _HERE_6)) if fault else (_HERE, _HERE_6)
