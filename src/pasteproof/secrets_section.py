"""Reads the [secrets] section of a scenario: what must stay secret, and where it may be."""

from __future__ import annotations

import re

from pasteproof.model import Secret
from pasteproof.table import Table

_SHORTEST = 8


def read_secrets(table: Table) -> tuple[Secret, ...]:
    """Return the secrets of a scenario; mistakes stay in the table."""
    return tuple(_secret(table.table(name), name) for name in table.keys())


def _secret(table: Table, name: str) -> Secret:
    reach, files = table.table("may_reach"), table.table("may_lie_in")
    secret = Secret(
        name=name,
        line=table.line(),
        value=table.string("value") or "",
        may_reach={url: reach.list_of_strings(url) for url in reach.keys()},
        may_lie_in=files.strings(),
        may_show=table.flag("may_show"),
    )
    if len(secret.value) < _SHORTEST:
        table.wrong("", f"the secret '{name}' is too short to be told from other text.",
                    f"Give it a value of {_SHORTEST} characters or more.")  # fmt: skip
    for path, mode in secret.may_lie_in.items():
        if not re.fullmatch("[0-7]{3}", mode):
            files.wrong(path, f"'{mode}' is no mode.", 'Write three octal digits: "600".')
    return secret
