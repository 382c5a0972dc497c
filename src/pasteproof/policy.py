"""Says what a page may load, and keeps out of pages what that forbids: styles in attributes."""

from __future__ import annotations

import re

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
_CELL = re.compile(r"<(?P<tag>t[hd])(?P<given> [^<>]*)>")
_SIDE = re.compile(r' style="text-align: (?P<side>\w+);?"')


def classed(html: str) -> str:
    """Return HTML whose cells say in a class where their text stands, `to-right` for instance.

    Python-Markdown's tables say it in a style attribute, which the policy forbids.
    """
    return _CELL.sub(_cell, html)


def _cell(found: re.Match[str]) -> str:
    side = _SIDE.search(found["given"])
    if side is None:
        return found[0]
    own, given = f"to-{side['side']}", _SIDE.sub("", found["given"])
    if ' class="' in given:
        given = given.replace(' class="', f' class="{own} ')
        return f"<{found['tag']}{given}>"
    return f'<{found["tag"]}{given} class="{own}">'
