"""Looks for a secret everywhere it could get to, and names each place where it may not be."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus, unquote_to_bytes

from pasteproof.model import Failure, Scenario, Secret, Sent
from pasteproof.routes import leads_to
from pasteproof.web import Request, Traffic


def forms(secret: Secret) -> tuple[bytes, ...]:
    """Return the ways in which the secret may be written: as it is, and as programs encode it.

    In base64 a text looks different at each of three offsets; only what does not depend on its
    neighbours is looked for.
    """
    value = secret.value.encode()
    found = {value, json.dumps(secret.value)[1:-1].encode()}
    found |= {quote(secret.value, safe="").encode(), quote_plus(secret.value).encode()}
    for offset in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            whole = encode(b"\0" * offset + value)
            found.add(whole[-(-offset * 4 // 3) : (offset + len(value)) // 3 * 4])
    return tuple(sorted(found))


def on_traffic(scenario: Scenario, traffic: Traffic) -> Failure | None:
    """Return the first request that carries a secret to where it may not go, or `None`."""
    for secret in scenario.secrets:
        for name in traffic.names:
            if secret.value.lower() in name:
                return _failure(scenario, secret, f"was looked up as a part of {name}")
        for request in traffic.requests:
            for place in _places(request, forms(secret)):
                if not _may_reach(secret, request, place):
                    where = f"{request.method} {request.url}"
                    return _failure(scenario, secret, f"went in the {place} of {where}")
    return None


def where(scenario: Scenario, traffic: Traffic) -> tuple[Sent, ...]:
    """Return where the secrets of a scenario went, each host and place once."""
    found = {
        (secret.name, request.host, place.removeprefix("header "))
        for secret in scenario.secrets
        for request in traffic.requests
        for place in _places(request, forms(secret))
    }
    return tuple(Sent(secret=name, host=host, place=place) for name, host, place in sorted(found))


def on_screen(scenario: Scenario, screens: Iterable[str]) -> Failure | None:
    """Return the first secret that a screen shows undeclared, or `None`."""
    text = "\n".join(screens).encode()
    unwrapped = text.replace(b"\n", b"")
    for secret in scenario.secrets:
        if not secret.may_show and any(f in text or f in unwrapped for f in forms(secret)):
            return _failure(scenario, secret, "is on the screen")
    return None


def on_files(scenario: Scenario, secret: Secret, holding: dict[str, str]) -> Failure | None:
    """Return the first file of the home that holds the secret undeclared, or `None`.

    `holding` has the modes of the files that hold it, by path below the home.
    """
    for name, mode in sorted(holding.items()):
        allowed = secret.may_lie_in.get(f"~/{name}")
        if allowed is None:
            return _failure(scenario, secret, f"lies in ~/{name}, undeclared")
        if allowed != mode:
            return _failure(scenario, secret, f"lies in ~/{name} with mode {mode}, not {allowed}")
    return None


def on_commands(scenario: Scenario, commands: Iterable[str]) -> Failure | None:
    """Return the first command line, which every user can read, with a secret in it, or `None`."""
    for secret in scenario.secrets:
        for command in commands:
            if any(form in command.encode() for form in forms(secret)):
                return _failure(scenario, secret, f"was an argument of {command.split(' ')[0]}")
    return None


def _places(request: Request, written: tuple[bytes, ...]) -> Iterator[str]:
    if _is_in(request.url.encode("latin-1"), written):
        yield "URL"
    for name, value in request.headers:
        if _is_in(value.encode("latin-1"), written):
            yield f"header {name.lower()}"
    if _is_in(request.body, written):
        yield "body"


def _is_in(data: bytes, written: tuple[bytes, ...]) -> bool:
    plain = unquote_to_bytes(data)  # programs differ in which characters they encode, and how
    return any(form in data or form in plain for form in written)


def _may_reach(secret: Secret, request: Request, place: str) -> bool:
    name = place.removeprefix("header ").lower()
    return any(
        leads_to(url, request.url) and name in [each.lower() for each in places]
        for url, places in secret.may_reach.items()
    )


def _failure(scenario: Scenario, secret: Secret, what: str) -> Failure:
    return Failure(
        headline=f"the secret '{secret.name}' {what}",
        path=scenario.path,
        line=secret.line,
        name="secrecy",
        advice="Only what [secrets] says in writing is allowed.",
    )
