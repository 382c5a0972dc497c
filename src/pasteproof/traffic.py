"""Decides whether what was asked of the simulated internet is what should have been asked."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pasteproof.model import Afterwards, Failure, Scenario, Step
from pasteproof.routes import nearest
from pasteproof.web import ExpectedRequest, Request, Route, Traffic

_FIRST_REFUSAL = 400


def on_step(scenario: Scenario, step: Step, traffic: Traffic) -> Failure | None:
    """Return what is wrong with all that a step asked, or `None`."""
    if failure := on_refusals(scenario, step, traffic):
        return failure
    met = {request.status for request in traffic.requests}
    for status in step.refused:
        if status not in met:
            headline = f"nothing was answered with {status}"
            return _failure(scenario, step.line, headline, "", name=step.name)
    return None


def on_refusals(scenario: Scenario, step: Step, traffic: Traffic) -> Failure | None:
    """Return what a step asked that no route answers, or was refused undeclared, or `None`.

    Whatever else goes wrong in the step may well come of that.
    """
    for request in traffic.requests:
        if request.route is None:
            near = nearest(_routes(scenario), request.method, request.url)
            advice = f"The nearest route is {near}" if near else "Write a route in [network]."
            return _failure(
                scenario, step.line, f"no route answers {_asked(request)}", advice, name=step.name
            )
        if request.status >= _FIRST_REFUSAL and request.status not in step.refused:
            headline = f"{_asked(request)} was answered with {request.status}"
            advice = f"If the reader is to meet that, write refused = [{request.status}]."
            return _failure(scenario, step.line, headline, advice, name=step.name)
    return None


def on_all(scenario: Scenario, expected: Afterwards, traffic: Traffic) -> Failure | None:
    """Return what is wrong with all that was asked in a scenario, or `None`."""
    asked = {request.route for request in traffic.requests}
    for route in _routes(scenario):
        if route.name not in asked and not route.is_optional:
            advice = "Delete it, or write optional = true."
            return _failure(scenario, route.line, f"nobody asked for {route.name}", advice)
    if expected.hosts is not None:
        wanted, seen = set(expected.hosts), set(traffic.hosts())
        for host in sorted(wanted ^ seen):
            word = "was contacted, undeclared" if host in seen else "was not contacted"
            return _failure(scenario, expected.hosts_line, f"the host {host} {word}", "")
    for kinds in expected.requests:
        if failure := _on_requests(scenario, kinds, traffic):
            return failure
    return None


def _routes(scenario: Scenario) -> tuple[Route, ...]:
    return scenario.network.routes if scenario.network else ()


def _on_requests(
    scenario: Scenario, kinds: tuple[ExpectedRequest, ...], traffic: Traffic
) -> Failure | None:
    """Return what is wrong with the requests for a route, each of which is of one of the kinds."""
    first = kinds[0]
    requests = [each for each in traffic.requests if each.route == first.route]
    if not requests:
        return _failure(scenario, first.line, f"nobody asked for {first.route}", "")
    for request in requests:
        kind = min(kinds, key=lambda each: len(_departures(request, each)))
        if found := _departures(request, kind):
            several = f"Of the {len(kinds)} that are expected, this is the nearest: "
            advice = f"{several}mend it, or add one." if len(kinds) > 1 else ""
            return _failure(scenario, kind.line, f"{_asked(request)} {found[0]}", advice)
    if unmade := _unmade(kinds, requests):
        found = min((_departures(each, unmade) for each in requests), key=len)
        seen = f" like this; the nearest {found[0]}" if found else " like this once more"
        advice = f"Each of the {len(kinds)} that are expected must be made, in any order."
        return _failure(scenario, unmade.line, f"nobody asked for {first.route}{seen}", advice)
    return None


def _unmade(kinds: tuple[ExpectedRequest, ...], requests: list[Request]) -> ExpectedRequest | None:
    """Return the first kind that is left without a request of its own, or `None`.

    Kinds may overlap, so one that comes later may make an earlier one take another request.
    """
    taken: dict[int, ExpectedRequest] = {}

    def takes(kind: ExpectedRequest, asked: set[int]) -> bool:
        for number, request in enumerate(requests):
            if number not in asked and not _departures(request, kind):
                asked.add(number)
                if number not in taken or takes(taken[number], asked):
                    taken[number] = kind
                    return True
        return False

    return next((kind for kind in kinds if not takes(kind, set())), None)


def _departures(request: Request, expected: ExpectedRequest) -> list[str]:
    return [*_on_headers(request, expected), *_on_fields(request, expected)]


def _on_headers(request: Request, expected: ExpectedRequest) -> Iterator[str]:
    headers = {name.lower(): value for name, value in request.headers}
    for name, value in expected.headers.items():
        found = headers.get(name.lower())
        if found is None and value is not None:
            yield f"had no header '{name}'; it should be '{value}'"
        elif found != value:
            wanted = "it should have none" if value is None else f"it should be '{value}'"
            yield f"had the header '{name}: {found}'; {wanted}"


def _on_fields(request: Request, expected: ExpectedRequest) -> Iterator[str]:
    for path, needed in expected.fields.items():
        if (seen := _field(request, path)) != needed:
            had = "no field" if seen is None else f"{_json(seen)} as its field"
            yield f"had {had} '{path}'; it should be {_json(needed)}"


def _field(request: Request, path: str) -> object:
    """Return the value at a dotted path of the JSON body, or `None`."""
    try:
        value: object = json.loads(request.body)
    except ValueError:
        return None
    for key in path.split("."):
        if isinstance(value, list) and key.isdecimal():
            value = value[int(key)] if int(key) < len(value) else None
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _asked(request: Request) -> str:
    return f"{request.method} {request.url}"


def _failure(
    scenario: Scenario, line: int, headline: str, advice: str, *, name: str = "the network"
) -> Failure:
    return Failure(headline=headline, path=scenario.path, line=line, name=name, advice=advice)
