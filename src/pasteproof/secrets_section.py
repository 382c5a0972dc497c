"""Reads the [secrets] section of a scenario: what must stay secret, and where it may be."""

from __future__ import annotations

from pasteproof.afterwards_section import is_in_the_home
from pasteproof.model import Secret
from pasteproof.routes import URL
from pasteproof.table import Table

_SHORTEST = 8


def read_secrets(table: Table) -> tuple[Secret, ...]:
    """Return the secrets of a scenario; mistakes stay in the table."""
    return tuple(_secret(table.table(name), name) for name in table.keys())


def _secret(table: Table, name: str) -> Secret:
    value, reach, files = table.string("value"), table.table("may_reach"), table.table("may_lie_in")
    called = table.table("called")
    secret = Secret(
        name=name,
        line=table.line(),
        value=value or "",
        may_reach={url: reach.list_of_strings(url) for url in reach.keys()},
        may_lie_in=_modes(files),
        may_show=table.flag("may_show"),
        called=called.strings(),
    )
    if "value" not in table:
        table.wrong("", f"the secret '{name}' has no value.", 'Add value = "…".')
    elif value is not None and len(value) < _SHORTEST:
        table.wrong("value", f"the secret '{name}' is too short to be told from other text.",
                    f"Give it a value of {_SHORTEST} characters or more.")  # fmt: skip
    _check_urls(secret, reach)
    for language, words in secret.called.items():
        if not words.strip() or not words.isprintable() or "|" in words:
            called.wrong(language, f"{words!r} can't stand in a page's table.", "Write a name.")
    return secret


def _modes(table: Table) -> dict[str, str]:
    """Return the files of the home that a table names, with the mode that each must have."""
    for path in table.keys():
        if not is_in_the_home(path):
            table.wrong(path, f"'{path}' must start with '~/'.", "Name a file of the home.")
    return {path: mode for path in table.keys() if (mode := table.mode(path)) is not None}


def _check_urls(secret: Secret, table: Table) -> None:
    for url in secret.may_reach:
        if not URL.fullmatch(url):
            advice = 'Write "https://host/path", or * for either.'
            table.wrong(url, f"'{url}' is no URL.", advice)
