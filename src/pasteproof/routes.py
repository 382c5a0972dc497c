"""Finds the route that answers a request, or the one that comes nearest."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import cache
from urllib.parse import unquote

from pasteproof.web import Route

ANY = "*"
URL = re.compile(
    r"(?:https?|\*)://(?:[\w.*-]+|\[[\da-f:]+\])(?::[\d*]+)?(?:/[^\s#]*)?", re.ASCII | re.IGNORECASE
)
"""What the URL of a route looks like; nothing else could ever lead to a request."""
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_ENCODED = re.compile("%[0-9a-f]{2}", re.IGNORECASE)


def find(routes: Iterable[Route], method: str, url: str) -> Route | None:
    """Return the first route for the method and the URL.

    A route without a query answers every query. HEAD is answered by the route for GET, without the
    body, unless it has one of its own.
    """
    routes = tuple(routes)
    for wanted in dict.fromkeys((method, "GET" if method == "HEAD" else method)):
        for route in routes:
            if route.method in (wanted, ANY) and leads_to(route.url, url):
                return route
    return None


def leads_to(wanted: str, url: str) -> bool:
    """Return whether a URL is one of those that the wanted one, with its `*`, stands for."""
    asked = _plain(url if "?" in wanted else url.partition("?")[0])
    pattern = _pattern(wanted)
    return bool(pattern.fullmatch(asked) or pattern.fullmatch(unquote(asked)))


def nearest(routes: Iterable[Route], method: str, url: str) -> str:
    """Return the name of the route most like the request, or nothing where none is near."""
    asked = f"{method} {url.partition('?')[0]}"
    matches = difflib.get_close_matches(asked, [each.name for each in routes], n=1, cutoff=0.5)
    return matches[0] if matches else ""


@cache
def _pattern(wanted: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in _plain(wanted).split(ANY)))


def _plain(url: str) -> str:
    """Return a URL as RFC 3986 compares it: `https://A.example:443` as `https://a.example/`."""
    scheme, sign, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    slash = slash or ("" if host.endswith(ANY) else "/")
    scheme = scheme.lower()
    host = host.lower().removesuffix(_DEFAULT_PORTS.get(scheme, ""))
    path = _ENCODED.sub(lambda found: found[0].upper(), path)
    return f"{scheme}{sign}{host}{slash}{path}"
