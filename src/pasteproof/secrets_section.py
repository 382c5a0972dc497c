"""Reads the [secrets] section of a scenario: what must stay secret, and where it may be."""

from __future__ import annotations

import re

from pasteproof.afterwards_section import is_in_the_home
from pasteproof.model import Secret
from pasteproof.table import Table

_SHORTEST = 8
_URL = re.compile(r"(?:https?|\*)://\S+")


def read_secrets(table: Table) -> tuple[Secret, ...]:
    """Return the secrets of a scenario; mistakes stay in the table."""
    return tuple(_secret(table.table(name), name) for name in table.keys())


def _secret(table: Table, name: str) -> Secret:
    value, reach, files = table.string("value"), table.table("may_reach"), table.table("may_lie_in")
    secret = Secret(
        name=name,
        line=table.line(),
        value=value or "",
        may_reach={url: reach.list_of_strings(url) for url in reach.keys()},
        may_lie_in=files.strings(),
        may_show=table.flag("may_show"),
    )
    if "value" not in table:
        table.wrong("", f"the secret '{name}' has no value.", 'Add value = "…".')
    elif value is not None and len(value) < _SHORTEST:
        table.wrong("value", f"the secret '{name}' is too short to be told from other text.",
                    f"Give it a value of {_SHORTEST} characters or more.")  # fmt: skip
    _check_places(secret, reach, files)
    return secret


def _check_places(secret: Secret, reach: Table, files: Table) -> None:
    for url in secret.may_reach:
        if not _URL.fullmatch(url):
            reach.wrong(url, f"'{url}' is no URL.", 'Write "https://host/path".')
    for path, mode in secret.may_lie_in.items():
        if not is_in_the_home(path):
            files.wrong(path, f"'{path}' must start with '~/'.", "Name a file of the home.")
        if not re.fullmatch("[0-7]{3}", mode):
            files.wrong(path, f"'{mode}' is no mode.", 'Write three octal digits: "600".')
