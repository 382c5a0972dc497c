"""The nouns of the simulated internet: frozen records, like those of `model`."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import Literal, get_args
from urllib.parse import urlsplit

Fault = Literal["reset", "never answers", "endless"]
HostFault = Literal[
    "unresolvable",
    "dns failure",
    "dns silent",
    "refused",
    "black hole",
    "tls never answers",
    "reset",
]
FAULTS: tuple[Fault, ...] = get_args(Fault)
HOST_FAULTS: tuple[HostFault, ...] = get_args(HostFault)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the simulated internet answers: a status, headers and a body, or a fault instead.

    `stream` sends the body in chunks, one for each paragraph, as server-sent events come;
    `pause` is the time in seconds before each.
    """

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    stream: bool = False
    pause: float = 0.0
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method and URL, `*` standing for any text, and its answers; the last one repeats."""

    method: str
    url: str
    answers: tuple[Answer, ...]
    line: int
    is_optional: bool = False

    @property
    def name(self) -> str:
        """The method and the URL, as the scenario has them."""
        return f"{self.method} {self.url}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The simulated internet of a scenario: its routes, and the faults of whole hosts."""

    routes: tuple[Route, ...] = ()
    faults: dict[str, HostFault] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request that reached the simulated internet; `route` is the name of what answered it."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    route: str | None
    status: int

    @property
    def host(self) -> str:
        """The host of the URL, in lower case and without its port."""
        with contextlib.suppress(ValueError):  # whatever a client writes there
            return urlsplit(self.url).hostname or ""
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """Everything that was asked of the simulated internet, in order."""

    names: tuple[str, ...] = ()
    requests: tuple[Request, ...] = ()

    def hosts(self) -> tuple[str, ...]:
        """Return the names that were asked for or contacted, sorted."""
        contacted = {request.host for request in self.requests}
        return tuple(sorted({*self.names, *contacted}))

    def since(self, before: Traffic) -> Traffic:
        """Return what was asked after an earlier look."""
        return Traffic(
            names=self.names[len(before.names) :],
            requests=self.requests[len(before.requests) :],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedRequest:
    """What a request for a route must carry: headers, and fields of its JSON body.

    A header of `None` must not be there; a field is named by its path, with dots.
    """

    route: str
    line: int
    headers: dict[str, str | None] = field(default_factory=dict)
    fields: dict[str, object] = field(default_factory=dict)
