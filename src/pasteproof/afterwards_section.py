"""Reads the [afterwards] section of a scenario: what must be true once all steps are done."""

from __future__ import annotations

import re

from pasteproof.model import SHELLS, Afterwards, ExpectedFile, ShellName
from pasteproof.table import Table
from pasteproof.web import ExpectedRequest


def read_afterwards(table: Table) -> dict[ShellName, Afterwards]:
    """Return what is expected in each shell; mistakes stay in the table."""
    both, each = _expectations(table), {}
    for shell in SHELLS:
        own = _expectations(table.table(shell))
        each[shell] = Afterwards(
            files=both.files | own.files,
            environment=both.environment | own.environment,
            processes=both.processes + own.processes,
            may_change=both.may_change + own.may_change,
            hosts=both.hosts if own.hosts is None else own.hosts,
            hosts_line=both.hosts_line if own.hosts is None else own.hosts_line,
            requests=both.requests + own.requests,
            line=both.line,
        )
    return each


def _expectations(table: Table) -> Afterwards:
    files, asked = table.table("files"), table.table("network")
    hosts = asked.list_of_strings("hosts")
    return Afterwards(
        files={name: _expected_file(files.table(name), name) for name in files.keys()},
        environment=_environment(table.table("environment")),
        processes=table.list_of_strings("processes"),
        may_change=table.list_of_strings("may_change"),
        hosts=hosts if "hosts" in asked else None,
        hosts_line=asked.line("hosts"),
        requests=_requests(asked.table("requests")),
        line=table.line(),
    )


def _environment(table: Table) -> dict[str, str | None]:
    return {name: table.string_or_false(name) for name in table.keys()}


def _requests(table: Table) -> tuple[ExpectedRequest, ...]:
    return tuple(_request(table.table(name), name) for name in table.keys())


def _request(table: Table, name: str) -> ExpectedRequest:
    headers, fields = table.table("headers"), table.table("fields")
    return ExpectedRequest(
        route=name,
        line=table.line(),
        headers={each: headers.string_or_false(each) for each in headers.keys()},
        fields={each: fields.anything(each) for each in fields.keys()},
    )


def _expected_file(table: Table, name: str) -> ExpectedFile:
    expected = ExpectedFile(
        line=table.line(),
        holds=table.string("holds"),
        gains=table.string("gains"),
        mode=table.string("mode"),
        gone=table.flag("gone"),
    )
    if not is_in_the_home(name):
        table.wrong("", f"'{name}' must start with '~/'.", "Name a file of the home.")
    if expected.mode is not None and not re.fullmatch("[0-7]{3}", expected.mode):
        table.wrong("mode", f"'{expected.mode}' is no mode.", 'Write three octal digits: "600".')
    if len(table.keys()) > 1 and expected.gone:
        table.wrong("gone", "a file that is gone holds nothing and has no mode.")
    return expected


def is_in_the_home(name: str) -> bool:
    """Return whether a name such as ~/.config/x is that of a file below the home."""
    is_below = name.startswith("~/") and not {"", "..", "."} & set(name.split("/"))
    return is_below and name.isprintable()
