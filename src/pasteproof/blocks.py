"""Reads the lines of a page into blocks, by the renderer's own rules and in its order."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from pasteproof import inlines
from pasteproof.containers import (
    Found,
    Open,
    Rest,
    annotated,
    attributed,
    continued,
    defined,
    headed,
    listed,
    quoted,
)  # fmt: skip
from pasteproof.inlines import attributes
from pasteproof.lines import Line, Page, Run, indented, is_indented, runs
from pasteproof.prose import Block, BlockKind, Inline

_HEADING = re.compile(r"(?P<level>#{1,6})(?P<said>(?:\\.|[^\\])*?)#*")
_UNDERLINE = re.compile(r"(?:=+|-+) *")
_RULE = re.compile(r" {0,3}(?:(?:-+ {0,2}){3,}|(?:_+ {0,2}){3,}|(?:\*+ {0,2}){3,}) *")
_ABBREVIATION = re.compile(r"\*\[(?P<short>[^\\\]]*)\] ?: *(?P<long>.*)")
_REFERENCE = re.compile(
    r" {0,3}\[(?P<label>[^\[\]]*)\]: *(?:\n *)?(?P<target>\S+) *(?:\n *)?"
    r"""(?:(["']).*\3 *|\(.*\) *)?"""
)
_END_ATTRIBUTES = re.compile(r"(?: +|^)\{:? *(?P<list>[^}\n ][^\n]*)\} *$")
_ATTRIBUTES_ALONE = re.compile(r" *\{:? *(?P<list>[^}\n ][^\n]*)\} *")
_PIPE = re.compile(r"\\.|(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)|(?P<pipe>\|)")


def read(lines: list[Line], page: Page) -> tuple[Block, ...]:
    """Return the blocks that the lines are."""
    return _read(runs(lines), page)


def _read(given: list[Run], page: Page) -> tuple[Block, ...]:
    found: Found = []
    waiting = deque(given)
    while waiting:
        run = waiting.popleft()
        for rule in _RULES:
            rest = rule(run, found, page)
            if rest is not None:
                waiting.extendleft(reversed(rest))
                break
    return tuple(_closed(each, page) for each in found)


def _closed(found: Open | Block, page: Page) -> Block:
    """Return a block whose content is read."""
    if isinstance(found, Block):
        return found
    if found.kind == "term" and (stowed := page.stowed(found.runs[0][0])):
        return stowed
    if found.kind in ("paragraph", "term"):
        return _said(found, inlines.read(found.runs[0], page))
    title = (_in_line("title", found.title, found.title.text, page),) if found.title else ()
    items = tuple(_closed(each, page) for each in found.items)
    return Block(
        kind=found.kind, line=found.line, end=found.end, name=found.name, mark=found.mark,
        attributes=found.attributes, children=(*title, *items, *_read(found.runs, page)),
    )  # fmt: skip


def _said(found: Open, said: tuple[Inline, ...]) -> Block:
    """Return a paragraph or a term; a paragraph of nothing but comments is a comment."""
    if found.kind == "paragraph" and said and all(each.kind == "comment" for each in said):
        text = " ".join(each.value for each in said)
        return Block(
            kind="comment", line=found.line, end=found.end, text=text, attributes=found.attributes
        )
    return Block(
        kind=found.kind, line=found.line, end=found.end, name=found.name, mark=found.mark,
        attributes=found.attributes, inlines=said, text=inlines.normalised(said),
    )  # fmt: skip


def _in_line(kind: BlockKind, line: Line, text: str, page: Page) -> Block:
    """Return a title or a cell, which is a part of a line."""
    said = inlines.read([Line(line.number, text, line.end)], page)
    return Block(
        kind=kind, line=line.number, end=line.end, text=inlines.normalised(said), inlines=said
    )


def _code(run: Run, found: Found, page: Page) -> Rest:
    if not is_indented(run):
        return None
    inner, rest = indented(run)
    text = "\n".join(page.written(line) for line in inner)
    last = found[-1] if found else None
    if isinstance(last, Block) and last.kind == "code":
        found[-1] = replace(last, text=f"{last.text}\n\n{text}", end=inner[-1].end)
    else:
        found.append(Block(kind="code", line=inner[0].number, end=inner[-1].end, text=text))
    return [rest] if rest else []


def _table(run: Run, found: Found, page: Page) -> Rest:
    if len(run) < 2 or not set(run[1].text) <= set("|:- ") or "-" not in run[1].text:
        return None
    has_border = run[0].text.strip().startswith("|") or run[0].text.rstrip().endswith("|")
    header, rule = _cells(run[0].text, has_border), _cells(run[1].text, has_border)
    if len(header) != len(rule) or (len(header) == 1 and not _is_one_column(run, has_border)):
        return None
    aligned = tuple(_alignment(each.strip()) for each in rule)
    rows = tuple(
        _row(line, _cells(line.text, has_border), len(rule), page) for line in (run[0], *run[2:])
    )
    found.append(
        Block(kind="table", line=run[0].number, end=run[-1].end, alignments=aligned, children=rows)
    )
    return []


def _is_one_column(run: Run, has_border: bool) -> bool:
    lines = [line.text.strip() for line in run[1:]]
    return has_border and all(line.startswith("|") or line.endswith("|") for line in lines)


def _cells(text: str, has_border: bool) -> list[str]:
    text = text.strip(" ")
    if has_border:
        text = re.sub(r"(?<!\\)(?:\\\\)*\|$", "", text.removeprefix("|"))
    cells, begin = [], 0
    for found in _PIPE.finditer(text):
        if found["pipe"]:
            cells.append(text[begin : found.start()])
            begin = found.end()
    return [*cells, text[begin:]]


def _alignment(dashes: str) -> str:
    sides = (dashes.startswith(":"), dashes.endswith(":"))
    return {(True, True): "center", (True, False): "left", (False, True): "right"}.get(sides, "")


def _row(line: Line, texts: list[str], count: int, page: Page) -> Block:
    texts = [*texts, *[""] * count][:count]
    cells = tuple(_in_line("cell", line, text, page) for text in texts)
    text = " | ".join(cell.text for cell in cells)
    return Block(kind="row", line=line.number, end=line.end, text=text, children=cells)


def _heading(run: Run, found: Found, page: Page) -> Rest:
    at = next((at for at, line in enumerate(run) if line.text.startswith("#")), None)
    if at is None:
        return None
    if at:
        return [run[:at], run[at:]]
    said = _HEADING.fullmatch(run[0].text)
    if said is None:
        return None
    found.append(_headline(run[0], said["said"], len(said["level"]), page))
    return [run[1:]] if run[1:] else []


def _underlined(run: Run, found: Found, page: Page) -> Rest:
    if len(run) < 2 or not _UNDERLINE.fullmatch(run[1].text):
        return None
    level = 1 if run[1].text.startswith("=") else 2
    block = _headline(run[0], run[0].text, level, page)
    found.append(replace(block, end=run[1].end))
    return [run[2:]] if run[2:] else []


def _headline(line: Line, said: str, level: int, page: Page) -> Block:
    given = _END_ATTRIBUTES.search(said)
    said = said[: given.start()].rstrip().rstrip("#") if given else said
    read = inlines.read([line._replace(text=said)], page)
    return Block(
        kind="heading", line=line.number, end=line.end, level=level,
        attributes=attributes(given["list"]) if given else (),
        inlines=read, text=inlines.normalised(read),
    )  # fmt: skip


def _rule(run: Run, found: Found, page: Page) -> Rest:
    at = next((at for at, line in enumerate(run) if _RULE.fullmatch(line.text)), None)
    if at is None:
        return None
    if at:
        return [run[:at], run[at:]]
    found.append(Block(kind="rule", line=run[0].number, end=run[0].end))
    return [run[1:]] if run[1:] else []


def _abbreviation(run: Run, found: Found, page: Page) -> Rest:
    at = next((at for at, line in enumerate(run) if _ABBREVIATION.fullmatch(line.text)), None)
    if at is None:
        return None
    if at:
        return [run[:at], run[at:]]
    said = _ABBREVIATION.fullmatch(run[0].text)
    assert said
    block = Block(
        kind="abbreviation", line=run[0].number, end=run[0].end, name=said["short"].strip(),
        text=" ".join(said["long"].split()),
    )  # fmt: skip
    found.append(block)
    return [run[1:]] if run[1:] else []


def _reference(run: Run, found: Found, page: Page) -> Rest:
    for at in (at for at, line in enumerate(run) if line.text.lstrip(" ").startswith("[")):
        for count in (1, 2, 3):
            text = "\n".join(line.text for line in run[at : at + count])
            if len(run) - at < count or not (said := _REFERENCE.fullmatch(text)):
                continue
            if at:
                return [run[:at], run[at:]]
            last = run[count - 1]
            found.append(
                Block(
                    kind="reference", line=run[0].number, end=last.end, name=said["label"].strip(),
                    text=said["target"].strip("<>"),
                )
            )  # fmt: skip
            return [run[count:]] if run[count:] else []
    return None


def _stowed(run: Run, found: Found, page: Page) -> Rest:
    """Read the blocks that lines stand for; what else is in the run is text, whatever it is."""
    if not any(page.stowed(line) for line in run):
        return None
    text: Run = []
    for line in run:
        if block := page.stowed(line):
            _paragraph(text, found, page)
            found.append(block)
            text = []
        elif not text and (given := _ATTRIBUTES_ALONE.fullmatch(line.text)) and found:
            found[-1] = replace(found[-1], attributes=attributes(given["list"]))
        else:
            text.append(line)
    _paragraph(text, found, page)
    return []


def _paragraph(run: Run, found: Found, page: Page) -> Rest:
    if not run:
        return []
    said, given = attributed(run)
    block = Open(kind="paragraph", line=run[0].number, end=run[-1].end, attributes=given)
    block.runs.append(said)
    found.append(block)
    return []


def _of_container(rule: Callable[[Run, Found], Rest]) -> Callable[[Run, Found, Page], Rest]:
    return lambda run, found, _: rule(run, found)


_RULES: tuple[Callable[[Run, Found, Page], Rest], ...] = (
    _of_container(headed), _of_container(continued), _code, _table, _heading, _underlined, _rule,
    _of_container(listed), _of_container(defined), _of_container(quoted),
    _of_container(annotated), _abbreviation, _reference, _stowed, _paragraph,
)  # fmt: skip
