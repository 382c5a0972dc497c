"""Reads the [network] section of a scenario: routes, their answers, and the faults of hosts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import cast

from pasteproof.routes import URL
from pasteproof.table import Table, near
from pasteproof.web import FAULTS, HOST_FAULTS, Answer, Fault, HostFault, Network, Route

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "*")
_BODIES = ("text", "json", "file")
_LONGEST_PAUSE = 600.0
_BODILESS = (204, 304)  # these two and the headers: RFC 9110, chapters 5 and 15
_HEADER_NAME = re.compile(r"[-!#$%&'*+.^`|~\w]+", re.ASCII)
_HEADER_VALUE = re.compile(r"(?:[!-~](?:[\t -~]*[!-~])?)?")


def read_network(table: Table, folder: Path) -> Network:
    """Return the simulated internet of the scenario in that folder; mistakes stay in the table."""
    hosts = table.table("hosts")
    faults = {
        host: cast(HostFault, fault)
        for host in hosts.keys()
        if (fault := hosts.choice(host, HOST_FAULTS))
    }
    names = [name for name in table.keys() if name != "hosts"]
    routes = [_route(table, name, folder) for name in names]
    return Network(routes=tuple(filter(None, routes)), faults=faults)


def _route(network: Table, name: str, folder: Path) -> Route | None:
    table, (method, space, url) = network.table(name), name.partition(" ")
    route = Route(
        method=method,
        url=url,
        answers=_answers(table, folder),
        line=network.line(name),
        is_optional=table.flag("optional"),
    )
    if method in _METHODS and URL.fullmatch(url):
        return route
    meant = near(method.upper(), _METHODS) if space else near(name, ("hosts",))
    advice = "" if method in _METHODS else meant
    advice = advice or 'Write "GET https://host/path", or * for any of the three.'
    network.wrong(name, f"'{name}' is no method and URL.", advice)
    return None


def _answers(table: Table, folder: Path) -> tuple[Answer, ...]:
    several = tuple(_answer(each, folder) for each in table.tables("answers"))
    if "answers" not in table:
        return (_answer(table, folder),)
    if table.anything("answers") == []:
        table.wrong("answers", "'answers' is empty.", "Write at least one answer.")
    return several or (Answer(),)


def _answer(table: Table, folder: Path) -> Answer:
    headers = _headers(table.table("headers"))
    body, kind = _body(table, folder)
    if kind and "content-type" not in {name.lower() for name, _ in headers}:
        headers = (*headers, ("content-type", kind))
    status = table.whole("status", 200, range(200, 600))
    if body and status in _BODILESS:
        table.wrong("status", f"an answer of {status} has no body.", "Delete one of the two.")
    return Answer(
        status=status,
        headers=headers,
        body=body,
        stream=table.flag("stream"),
        pause=table.number("pause", 0.0, _LONGEST_PAUSE),
        fault=cast(Fault | None, table.choice("fault", FAULTS)),
    )


def _headers(table: Table) -> tuple[tuple[str, str], ...]:
    headers = tuple(table.strings().items())
    for name, value in headers:
        if not (_HEADER_NAME.fullmatch(name) and _HEADER_VALUE.fullmatch(value)):
            table.wrong(name, f"the header '{name}' can't be sent.", "Write one line of ASCII.")
    return headers


def _body(table: Table, folder: Path) -> tuple[bytes, str]:
    """Return the body of an answer and its media type, of the one way in which it is given."""
    text, data, file = table.string("text"), table.anything("json"), table.file("file", folder)
    given = [each for each in _BODIES if each in table]
    if len(given) > 1:
        table.wrong(given[1], f"the answer has '{given[0]}' and '{given[1]}'.", "Keep one of them.")
    if text is not None:
        return text.encode(), "text/plain; charset=utf-8"
    if data is not None:
        return _json(table, data), "application/json"
    return (file.read_bytes() if file else b""), ""


def _json(table: Table, data: object) -> bytes:
    try:
        return json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError):
        advice = "Write a date as a text, and no inf or nan."
        table.wrong("json", "'json' holds what JSON has no word for.", advice)
        return b""
