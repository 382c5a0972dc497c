"""Reads the [afterwards] section of a scenario: what must be true once all steps are done."""

from __future__ import annotations

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
            environment_lines=both.environment_lines | own.environment_lines,
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
    variables = table.table("environment")
    hosts = asked.list_of_strings("hosts")
    return Afterwards(
        files={name: _expected_file(files.table(name), name) for name in files.keys()},
        environment={name: variables.string_or_false(name) for name in variables.keys()},
        environment_lines={name: variables.line(name) for name in variables.keys()},
        processes=table.list_of_strings("processes"),
        may_change=table.list_of_strings("may_change"),
        hosts=hosts if "hosts" in asked else None,
        hosts_line=asked.line("hosts"),
        requests=_requests(asked.table("requests")),
        line=table.line(),
    )


def _requests(table: Table) -> tuple[tuple[ExpectedRequest, ...], ...]:
    for name in table.keys():
        if table.anything(name) == []:
            table.wrong(name, f"'{name}' is empty.", "Write what a request must carry.")
    kinds = (
        [_request(each, name) for each in table.table_or_tables(name)] for name in table.keys()
    )
    return tuple(tuple(each) for each in kinds if each)


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
        mode=table.mode("mode"),
        gone=table.flag("gone"),
    )
    if not is_in_the_home(name):
        table.wrong("", f"'{name}' must start with '~/'.", "Name a file of the home.")
    if len(table.keys()) > 1 and expected.gone:
        table.wrong("gone", "a file that is gone holds nothing and has no mode.")
    return expected


def is_in_the_home(name: str) -> bool:
    """Return whether a name such as ~/.config/x is that of a file below the home."""
    is_below = name.startswith("~/") and not {"", "..", "."} & set(name.split("/"))
    return is_below and name.isprintable()
