"""Answers questions of DNS (RFC 1035), with the addresses that it is given."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Callable

A, AAAA = 1, 28
_NO_ERROR, _SERVER_FAILURE, _NO_SUCH_NAME = 0, 2, 3
_CODES = {"unresolvable": _NO_SUCH_NAME, "dns failure": _SERVER_FAILURE}
_LONGEST_LABEL = 63
_HEADER = struct.Struct("!HHHHHH")

FaultOf = Callable[[str], str]


def answer(question: bytes, addresses: Callable[[str], tuple[str, ...]], fault: FaultOf) -> bytes:
    """Return the answer to one query; `addresses` gives those of a name, `fault` its fault.

    Raises ValueError where the query is none.
    """
    name, kind, end = read(question)
    code = _CODES.get(fault(name), _NO_ERROR)
    found = [] if code else [ipaddress.ip_address(each) for each in addresses(name)]
    wanted = [each for each in found if each.version == {A: 4, AAAA: 6}.get(kind)]
    identity, flags = struct.unpack("!HH", question[:4])
    header = _HEADER.pack(identity, 0x8480 | (flags & 0x0100) | code, 1, len(wanted), 0, 0)
    records = b"".join(
        struct.pack("!HHHIH", 0xC00C, kind, 1, 1, len(each.packed)) + each.packed for each in wanted
    )
    return header + question[_HEADER.size : end] + records


def read(question: bytes) -> tuple[str, int, int]:
    """Return the name asked for, in lower case, the kind of record, and where the question ends."""
    labels, at = [], _HEADER.size
    try:
        while length := question[at]:
            if length > _LONGEST_LABEL:
                raise ValueError("not a DNS query")
            labels.append(question[at + 1 : at + 1 + length].decode("ascii", "replace"))
            at += 1 + length
        (kind,) = struct.unpack_from("!H", question, at + 1)
    except (IndexError, struct.error) as error:
        raise ValueError("not a DNS query") from error
    return ".".join(labels).lower() or ".", kind, at + 5
