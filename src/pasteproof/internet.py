"""Serves DNS, HTTP and HTTPS on sockets that it is given, and remembers all that was asked."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, cast

import h11

from pasteproof.web import Answer, Request, Route, Traffic

_CHUNK = 65_536
_ENDLESS = b"." * 1024
_NO_ROUTE = Answer(status=502, body=b"pasteproof: no route answers this request\n")

Finder = Callable[[str, str], Route | None]
Names = Callable[[bytes], tuple[str, bytes | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sockets:
    """The sockets of the simulated internet, by what is spoken on them."""

    dns: tuple[socket.socket, ...]
    http: tuple[socket.socket, ...]
    https: tuple[socket.socket, ...]
    silent: tuple[socket.socket, ...]
    resetting: tuple[socket.socket, ...]


class _Line(NamedTuple):
    """One connection to a client."""

    connection: h11.Connection
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class Internet:
    """The server; `find` chooses the route for a request, `name` answers a question of DNS."""

    def __init__(self, find: Finder, name: Names, context: ssl.SSLContext) -> None:
        self._find, self._name, self._context = find, name, context
        self._counts: Counter[str] = Counter()
        self._asked: list[str] = []
        self._requests: list[Request] = []

    def traffic(self) -> Traffic:
        """Return everything that was asked up to now."""
        return Traffic(names=tuple(self._asked), requests=tuple(self._requests))

    async def serve(self, sockets: Sockets) -> None:
        """Begin to serve; the sockets stay open until the event loop ends."""
        loop = asyncio.get_running_loop()
        for each in sockets.dns:
            await loop.create_datagram_endpoint(lambda: _Dns(self._answer_name), sock=each)
        for each in sockets.http:
            await asyncio.start_server(self._plain, sock=each)
        for each in sockets.https:
            await asyncio.start_server(self._secure, sock=each, ssl=self._context)
        for each in sockets.silent:
            await asyncio.start_server(_say_nothing, sock=each)
        for each in sockets.resetting:
            await asyncio.start_server(_hear_and_reset, sock=each)

    def _answer_name(self, question: bytes) -> bytes | None:
        name, answer = self._name(question)
        self._asked.append(name)
        return answer

    async def _plain(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._converse("http", reader, writer)

    async def _secure(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._converse("https", reader, writer)

    async def _converse(
        self, scheme: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        connection = h11.Connection(h11.SERVER)
        line = _Line(connection, reader, writer)
        # What a client sends may be no HTTP, and an answer may tell a length that it has not.
        with contextlib.suppress(OSError, h11.ProtocolError):
            while asked := await _next_request(line):
                await self._answer(scheme, line, *asked)
                if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
                    break
                connection.start_next_cycle()
        with contextlib.suppress(OSError):
            writer.close()

    async def _answer(self, scheme: str, line: _Line, head: h11.Request, body: bytes) -> None:
        headers = tuple((name.decode(), value.decode("latin-1")) for name, value in head.headers)
        host = dict(headers).get("host", "localhost")
        method, url = head.method.decode(), f"{scheme}://{host}{head.target.decode()}"
        route = self._find(method, url)
        answer = self._next_answer(route) if route else _NO_ROUTE
        self._requests.append(
            Request(
                method=method,
                url=url,
                headers=headers,
                body=body,
                route=route.name if route else None,
                status=0 if answer.fault else answer.status,
            )
        )
        await _send(line, answer, is_head=method == "HEAD")

    def _next_answer(self, route: Route) -> Answer:
        count = self._counts[route.name]
        self._counts[route.name] += 1
        return route.answers[min(count, len(route.answers) - 1)]


class _Dns(asyncio.DatagramProtocol):
    def __init__(self, answer: Callable[[bytes], bytes | None]) -> None:
        self._answer = answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)  # not its base before 3.12

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        with contextlib.suppress(ValueError):  # not a question
            if answer := self._answer(data):
                self._transport.sendto(answer, addr)


async def _next_request(line: _Line) -> tuple[h11.Request, bytes] | None:
    connection, reader, writer = line
    head, body = None, bytearray()
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            if connection.they_are_waiting_for_100_continue:
                writer.write(_bytes(connection, h11.InformationalResponse(
                    status_code=100, headers=[])))  # fmt: skip
            connection.receive_data(await reader.read(_CHUNK))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage) and head:
            return head, bytes(body)
        else:
            return None


async def _send(line: _Line, answer: Answer, *, is_head: bool) -> None:
    connection, reader, writer = line
    if answer.fault == "reset":
        _reset(writer)
        return
    if answer.fault == "never answers":
        await _say_nothing(reader, writer)
        return
    headers = [*answer.headers]
    if not (answer.stream or answer.fault) and not _has(headers, "content-length"):
        headers.append(("content-length", str(len(answer.body))))
    head = h11.Response(status_code=answer.status, headers=headers)
    await asyncio.sleep(answer.pause)
    writer.write(_bytes(connection, head))
    if not is_head:
        for chunk in _chunks(answer):
            writer.write(_bytes(connection, h11.Data(data=chunk)))
            await writer.drain()
            await asyncio.sleep(answer.pause if answer.stream or answer.fault else 0)
    writer.write(_bytes(connection, h11.EndOfMessage()))
    await writer.drain()


def _chunks(answer: Answer) -> Iterator[bytes]:
    while answer.fault == "endless":
        yield _ENDLESS
    if not answer.stream:
        yield answer.body
        return
    for event in answer.body.removesuffix(b"\n\n").split(b"\n\n"):
        yield event.rstrip(b"\n") + b"\n\n"


def _bytes(connection: h11.Connection, event: h11.Event) -> bytes:
    return connection.send(event) or b""


def _has(headers: list[tuple[str, str]], name: str) -> bool:
    return any(each.lower() == name for each, _ in headers)


async def _say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while await reader.read(_CHUNK):
            pass
    writer.close()


async def _hear_and_reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """End a connection once the client has spoken; before, luck decides what it sees."""
    with contextlib.suppress(OSError):
        await reader.read(_CHUNK)
    _reset(writer)


def _reset(writer: asyncio.StreamWriter) -> None:
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
