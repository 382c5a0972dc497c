"""Proves that a secret is found wherever it gets to, and may be where the scenario says.

One thing is not promised: a command that ends within some milliseconds may have a secret among its
arguments unseen, since the kernel tells only root of every command that starts. What lives for as
long as it takes to open a connection, or for Python or Node to start, was seen each time.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from cases import Case, departures
from pasteproof import watch
from pasteproof.bubblewrap import Recipe
from pasteproof.model import Scenario, Secret
from pasteproof.sandbox import Machine
from pasteproof.secrecy import on_traffic
from pasteproof.web import Request, Traffic

VALUES = ["0123456789abcdef.Ghijklmnop", 'a b/c+d"e\\f', "???>>>~~~ÿ", "密钥密钥-密钥密钥"]
WRITTEN: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in a URL": lambda text: quote(text, safe=""),
    "in a URL, as little encoded as can be": lambda text: quote(text, safe="/.:+?~"),
    "in a URL, wholly encoded": lambda text: "".join(f"%{each:02x}" for each in text.encode()),
    "in a form": quote_plus,
    "in JSON": json.dumps,
    "in JSON that may be any text": lambda text: json.dumps(text, ensure_ascii=False),
    **{
        f"in {name}, {before} after its start": lambda text, before=before, encode=encode: encode(
            f"{'x' * before}{text}{'y' * (before % 4)}".encode()
        ).decode()
        for name, encode in [
            ("base64", base64.b64encode),
            ("base64 for URLs", base64.urlsafe_b64encode),
        ]
        for before in range(7)
    },
}


def test_a_secret_stays_where_it_may_be(tmp_path: Path, case: Case) -> None:
    """Each case of tests/secrets comes to the end that its file tells."""
    assert departures(tmp_path, case) == ""


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("write", WRITTEN.values(), ids=WRITTEN.keys())
def test_a_secret_is_found_however_it_is_written(write: Callable[[str], str], value: str) -> None:
    """A secret is found in a URL, a header and a body in each way in which programs write it."""
    told = [complaint(value, each) for each in carrying(f"a={write(value)}&b")]

    assert [each.partition(" of GET https://acme.example/")[0] for each in told] == [
        "the secret 'the key' went in the URL",
        "the secret 'the key' went in the header cookie",
        "the secret 'the key' went in the body",
    ]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("write", WRITTEN.values(), ids=WRITTEN.keys())
def test_what_is_like_a_secret_is_none(write: Callable[[str], str], value: str) -> None:
    """A text that differs from the secret in its first character is not taken for it."""
    other = write(chr(ord(value[0]) + 1) + value[1:])

    assert [complaint(value, request) for request in carrying(f"a={other}&b")] == ["", "", ""]


def test_a_command_that_is_still_running_is_seen() -> None:
    """Its command line is told when the watch stops, however soon; that of another one is not."""
    with Machine(Recipe()) as machine:
        watches = [machine.watch([text]) for text in (b"echo ready", b"a secret")]
        found, nothing = [each.stop() for each in watches]

    assert any(command.startswith("/bin/sh -c echo ready; ") for command in found)
    assert nothing == ()


def test_a_watch_without_texts_is_none() -> None:
    """Without a secret nobody looks, and nothing is found."""
    with Machine(Recipe()) as machine:
        assert machine.watch([]).stop() == ()


def test_a_watch_that_sees_nothing_is_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look-out that could not look is told, and not taken for one that found nothing."""
    monkeypatch.setattr(watch, "enter", lambda _: 1 // 0)
    with Machine(Recipe()) as machine:
        blind, ended = machine.watch([b"ready"]), machine.watch([b"ready"])

        ended.end()
        with pytest.raises(OSError) as error:
            blind.stop()

    assert str(error.value) == "the watch over the command lines has ended by itself"
    assert ended.stop() == ()


def carrying(text: str) -> list[Request]:
    """Return a request with the text in its URL, one with it in a header, one in its body."""
    page = "https://acme.example/"
    return [
        request(f"{page}?{text.encode().decode('latin-1')}"),
        request(page, headers=(("Cookie", text.encode().decode("latin-1")),)),
        request(page, body=text.encode()),
    ]


def request(url: str, headers: tuple[tuple[str, str], ...] = (), body: bytes = b"") -> Request:
    """Return a request as the simulated internet hands it on, bytes above ASCII included."""
    return Request(method="GET", url=url, headers=headers, body=body, route="", status=200)


def complaint(value: str, request: Request) -> str:
    """Return what is told of a request where the secret may go nowhere, or nothing."""
    scenario = Scenario(
        name="demo",
        folder=Path("demo"),
        path=Path("demo", "scenario.toml"),
        steps=(),
        secrets=(Secret(name="the key", value=value, line=1),),
    )
    failure = on_traffic(scenario, Traffic(requests=(request,)))
    return failure.headline if failure else ""
