"""Proves routes: which one answers a request, which one is near, and what is told of wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest

import archives
from pasteproof.routes import find, leads_to, nearest
from pasteproof.scenario import read
from pasteproof.telling import told
from pasteproof.web import Answer, Route

CASES = sorted((Path(__file__).parent / "routes").glob("*.txt"))
FOLDER = Path("snippets", "demo")

HOME = "https://acme.example/"
LEADS = {
    "the URL itself": (HOME, HOME),
    "a host in capitals": (HOME, "https://ACME.example/"),
    "a route with a host in capitals": ("https://ACME.example/", HOME),
    "a route without a path": ("https://acme.example", HOME),
    "any host": ("https://*/", HOME),
    "any host of a domain": ("https://*.example/", HOME),
    "any scheme": ("*://acme.example/", "http://acme.example/"),
    "any path": ("https://acme.example/*", "https://acme.example/a/b"),
    "any path, which may be empty": ("https://acme.example/*", HOME),
    "any URL": ("https://*", "https://acme.example/a?b=c"),
    "a piece of a path": ("https://acme.example/*/b", "https://acme.example/a/a/b"),
    "two pieces": ("https://*/a/*.tgz", "https://acme.example/a/b.tgz"),
    "any query, where the route has none": (HOME, "https://acme.example/?a=b"),
    "the query that the route has": ("https://acme.example/?a=b", "https://acme.example/?a=b"),
    "any query of a kind": ("https://acme.example/?a=*", "https://acme.example/?a=b&c=d"),
    "an encoded slash": ("https://acme.example/@a%2fb", "https://acme.example/@a%2fb"),
    "an encoded slash in capitals": ("https://acme.example/@a%2fb", "https://acme.example/@a%2Fb"),
    "an encoded slash where the route has one": (
        "https://acme.example/@a/b",
        "https://acme.example/@a%2fb",
    ),
    "an encoded letter": ("https://acme.example/~a", "https://acme.example/%7Ea"),
    "a port": ("http://acme.example:8080/", "http://acme.example:8080/"),
    "the port of the scheme": ("https://acme.example:443/", HOME),
    "the port of the scheme where the route has none": (HOME, "https://acme.example:443/"),
    "a scheme in capitals": ("HTTPS://acme.example/", HOME),
}
LEADS_NOT = {
    "another scheme": (HOME, "http://acme.example/"),
    "another host": (HOME, "https://acme.example.org/"),
    "a host that ends alike": (HOME, "https://xacme.example/"),
    "a dot that is none": (HOME, "https://acmeXexample/"),
    "the domain alone": ("https://*.example/", "https://example/"),
    "another path": (HOME, "https://acme.example/a"),
    "a path in capitals": ("https://acme.example/a", "https://acme.example/A"),
    "a path that goes on": ("https://acme.example/a", "https://acme.example/a/"),
    "another query": ("https://acme.example/?a=b", "https://acme.example/?a=c"),
    "no query": ("https://acme.example/?a=b", HOME),
    "a slash where the route has an encoded one": (
        "https://acme.example/@a%2fb",
        "https://acme.example/@a/b",
    ),
    "another port": (HOME, "https://acme.example:8443/"),
    "the port of the other scheme": ("https://acme.example:80/", HOME),
    "any URL of another scheme": ("https://*", "http://acme.example/"),
}


@pytest.mark.parametrize(("wanted", "url"), LEADS.values(), ids=LEADS.keys())
def test_a_route_leads_to_what_it_says(wanted: str, url: str) -> None:
    """A URL is one of those that a route stands for."""
    assert leads_to(wanted, url)


@pytest.mark.parametrize(("wanted", "url"), LEADS_NOT.values(), ids=LEADS_NOT.keys())
def test_a_route_leads_to_nothing_else(wanted: str, url: str) -> None:
    """A URL is none of those that a route stands for."""
    assert not leads_to(wanted, url)


ANY_METHOD = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW")
ANY_URL = (HOME, "https://a/", "https://b.example:8443/c/d?e=f", "https://[::1]/")


@pytest.mark.parametrize("method", ANY_METHOD)
@pytest.mark.parametrize("url", ANY_URL)
def test_one_route_may_stand_for_all_others(method: str, url: str) -> None:
    """`* https://*` answers any method at any host and path that HTTPS leads to, and no other."""
    known = routes("* https://*")

    assert find(known, method, url) == known[0]
    assert find(known, method, url.replace("https:", "http:")) is None


FOUND = {
    "the method": ("POST", "https://acme.example/", "POST https://acme.example/"),
    "the first of two": ("GET", "https://acme.example/a/b", "GET https://acme.example/a/*"),
    "the next, where the first is for another method": (
        *("POST", "https://acme.example/a/b"),
        "* https://acme.example/*/b",
    ),
    "any method": ("DELETE", "https://acme.example/a/b", "* https://acme.example/*/b"),
    "HEAD of its own": ("HEAD", "https://acme.example/head", "HEAD https://acme.example/head"),
    "HEAD through GET": ("HEAD", "https://acme.example/", "GET https://acme.example/"),
    "HEAD through any method, before GET": (
        *("HEAD", "https://acme.example/a/b"),
        "* https://acme.example/*/b",
    ),
    "no other method": ("PUT", "https://acme.example/", None),
    "no GET through HEAD": ("GET", "https://acme.example/head", None),
    "no other host": ("GET", "https://other.example/", None),
}


@pytest.mark.parametrize(("method", "url", "name"), FOUND.values(), ids=FOUND.keys())
def test_the_first_route_for_a_request_is_found(method: str, url: str, name: str | None) -> None:
    """Of the routes for a method and a URL the first one in the file answers, or none."""
    found = find(
        routes(
            "GET https://acme.example/",
            "POST https://acme.example/",
            "HEAD https://acme.example/head",
            "GET https://acme.example/a/*",
            "* https://acme.example/*/b",
        ),
        method,
        url,
    )

    assert (found and found.name) == name


NEAREST = {
    "a slip in the path": ("GET", "https://acme.example/v1/massages"),
    "a slip in the host": ("GET", "https://acne.example/v1/messages"),
    "another method": ("POST", "https://acme.example/v1/messages"),
    "another scheme": ("GET", "http://acme.example/v1/messages"),
    "a long query": ("GET", f"https://acme.example/v1/message?{'x' * 500}"),
}


@pytest.mark.parametrize(("method", "url"), NEAREST.values(), ids=NEAREST.keys())
def test_the_nearest_route_is_named(method: str, url: str) -> None:
    """The route that a request was probably meant for is found among others."""
    known = routes("GET https://acme.example/v1/messages", "GET https://acme.example/")

    assert nearest(known, method, url) == "GET https://acme.example/v1/messages"


def test_what_is_not_near_is_not_named() -> None:
    """Where no route is like the request, none is named."""
    known = routes("GET https://acme.example/v1/messages")

    assert nearest(known, "POST", "http://telemetry.other/") == ""
    assert nearest((), "GET", HOME) == ""


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_mistake_is_told(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file of routes/ holds a scenario's folder, and all that is told of it."""
    monkeypatch.chdir(tmp_path)
    wanted = archives.unpack(path, FOLDER)

    _, found = read(FOLDER)

    assert told(found, "text") == wanted


def routes(*names: str) -> tuple[Route, ...]:
    """Return routes of those names."""
    split = [name.split(" ") for name in names]
    return tuple(
        Route(method=method, url=url, answers=(Answer(),), line=1) for method, url in split
    )
