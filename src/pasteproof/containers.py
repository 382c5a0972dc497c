"""Reads the blocks that hold others: lists, admonitions, tabs, quotes, definitions, footnotes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pasteproof.inlines import attributes
from pasteproof.lines import Line, Run, dedented, indented, is_indented, runs
from pasteproof.prose import Attributes, Block, BlockKind

_WORDS = r"[\w-]+(?: +[\w-]+)*"
_HEADERS = (
    re.compile(rf'(?P<mark>!!!) ?(?P<type>{_WORDS})(?: +"(?P<title>.*?)")? *'),
    re.compile(
        rf'(?P<mark>\?\?\?\+?) ?(?:(?P<type>{_WORDS}?)(?: +"(?P<title>.*?)")?|"(?P<alone>.*?)") *'
    ),
    re.compile(r'(?P<mark>={3}(?:\+!|!\+|\+|!)?) +"(?P<title>.*?)" *'),
)
_MARKS = ("!!!", "???", "===")
_ITEM = re.compile(r" {0,3}(?P<mark>\d+\.|[*+-]) +(?P<text>.*)")
_NESTED = re.compile(r" {4,7}(?:\d+\.|[*+-]) +.*")
_TASK = re.compile(r"(\[[ xX]\]) +")
_QUOTE = re.compile(r"^ {0,3}> ?")
_DEFINITION = re.compile(r" {0,3}: {1,3}(?P<text>.*)")
_LAZY = re.compile(r" {0,3}[^ :]")
_FOOTNOTE = re.compile(r" {0,3}\[\^(?P<label>[^\]]*)\]: *(?P<text>.*)")
_HOLDING = ("admonition", "tab", "footnote")


@dataclass(slots=True)
class Open:
    """A block that is not read yet, since what follows may belong to it.

    `runs` are the lines of its content; `items` are the items of a list, or what a list of
    definitions has.
    """

    kind: BlockKind
    line: int
    end: int
    name: str = ""
    mark: str = ""
    attributes: Attributes = ()
    title: Line | None = None
    runs: list[Run] = field(default_factory=list)
    items: list[Open] = field(default_factory=list)

    def take(self, run: Run) -> None:
        """Take lines in, without their indentation."""
        if run:
            self.runs.append(run)
            self.end = max(self.end, *(line.end for line in run))


Found = list[Open | Block]
Rest = list[Run] | None
"""Runs that are still to be read, or None where a rule does not apply."""


def headed(run: Run, found: Found) -> Rest:
    """Read an admonition, a collapsible one or a tab, or what is indented below one."""
    for at, line in enumerate(run):
        for pattern in _HEADERS if line.text.startswith(_MARKS) else ():
            if header := pattern.fullmatch(line.text):
                if at:
                    return [run[:at], run[at:]]
                found.append(_opened(header, line))
                return _filled(found[-1], run[1:])
    last = found[-1] if found else None
    if isinstance(last, Open) and last.kind in _HOLDING and is_indented(run):
        return _filled(last, run)
    return None


def _opened(header: re.Match[str], line: Line) -> Open:
    groups = header.groupdict()
    title = groups["title"] if groups["title"] is not None else groups.get("alone")
    return Open(
        kind="tab" if header["mark"].startswith("=") else "admonition",
        line=line.number,
        end=line.end,
        name=" ".join((groups.get("type") or "").lower().split()),
        mark=header["mark"],
        title=None if title is None else line._replace(text=title),
    )


def _filled(block: Open | Block, run: Run) -> list[Run]:
    assert isinstance(block, Open)
    inner, rest = indented(run)
    block.take(inner)
    return [rest] if rest else []


def continued(run: Run, found: Found) -> Rest:
    """Read what is indented below an item of a list, or below a definition."""
    last = found[-1] if found else None
    if isinstance(last, Open) and last.items and is_indented(run):
        last.items[-1].take(dedented(run))
        last.end = last.items[-1].end
        return []
    return None


def listed(run: Run, found: Found) -> Rest:
    """Read the items of a list, which goes on where the block above is a list, too."""
    first = _ITEM.fullmatch(run[0].text)
    if first is None:
        return None
    last = found[-1] if found else None
    if not (isinstance(last, Open) and last.kind == "list"):
        name = "ordered" if first["mark"][0].isdigit() else "bullet"
        last = Open(kind="list", line=run[0].number, end=run[0].end, name=name)
        found.append(last)
    for piece in _pieces(run):
        if item := _ITEM.fullmatch(piece[0].text):
            last.items.append(_item(item, piece))
        else:
            last.items[-1].take(dedented(piece))
        last.end = last.items[-1].end
    return []


def _pieces(run: Run) -> list[Run]:
    """Return the lines of each item, and those of each list that is nested in one."""
    pieces: list[Run] = []
    for line in run:
        is_nested = bool(_NESTED.fullmatch(line.text))
        if _ITEM.fullmatch(line.text) or (is_nested and not is_indented(pieces[-1])):
            pieces.append([line])
        else:
            pieces[-1].append(line)
    return pieces


def _item(found: re.Match[str], run: Run) -> Open:
    first = run[0]._replace(text=found["text"])
    item = Open(kind="item", line=first.number, end=first.end)
    if task := _TASK.match(first.text):
        item.mark = task[1].lower()
        first = first._replace(text=first.text[task.end() :])
    item.take([first, *run[1:]])
    return item


def quoted(run: Run, found: Found) -> Rest:
    """Read a quotation; it goes on where the block above is one, too."""
    at = next((at for at, line in enumerate(run) if _QUOTE.match(line.text)), None)
    if at is None:
        return None
    if at:
        return [run[:at], run[at:]]
    last = found[-1] if found else None
    if not (isinstance(last, Open) and last.kind == "quote"):
        last = Open(kind="quote", line=run[0].number, end=run[0].end)
        found.append(last)
    for piece in runs([line._replace(text=_QUOTE.sub("", line.text, count=1)) for line in run]):
        last.take(piece)
    return []


def defined(run: Run, found: Found) -> Rest:
    """Read a definition, below its terms or below another definition of them."""
    at = next((at for at, line in enumerate(run) if _DEFINITION.fullmatch(line.text)), None)
    if at is None or (at == 0 and not found):
        return None
    terms, last = run[:at], found[-1] if found else None
    if not terms and isinstance(last, Open) and last.kind == "paragraph":
        terms = [line for each in last.runs for line in each]
        found.pop()
        last = found[-1] if found else None
    if not (isinstance(last, Open) and last.kind == "definitions"):
        last = Open(kind="definitions", line=(terms or run)[0].number, end=run[at].end)
        found.append(last)
    for term in terms:
        last.items.append(Open(kind="term", line=term.number, end=term.end, runs=[[term]]))
    return _definition(run[at:], last)


def _definition(run: Run, around: Open) -> list[Run]:
    said = _DEFINITION.fullmatch(run[0].text)
    assert said
    below = run[1:]
    is_lazy = bool(below and _LAZY.match(below[0].text))
    inner, rest = (below, []) if is_lazy else indented(below)
    definition = Open(kind="definition", line=run[0].number, end=run[0].end)
    definition.take([run[0]._replace(text=said["text"]), *inner])
    around.items.append(definition)
    around.end = definition.end
    return [rest] if rest else []


def annotated(run: Run, found: Found) -> Rest:
    """Read the text of a footnote."""
    starts = [at for at, line in enumerate(run) if _FOOTNOTE.fullmatch(line.text)]
    if not starts:
        return None
    if starts[0]:
        return [run[: starts[0]], run[starts[0] :]]
    stop = starts[1] if len(starts) > 1 else len(run)
    said = _FOOTNOTE.fullmatch(run[0].text)
    assert said
    note = Open(kind="footnote", line=run[0].number, end=run[0].end, name=said["label"])
    first = [run[0]._replace(text=said["text"])] if said["text"].strip() else []
    note.take([*first, *dedented(run[1:stop])])
    found.append(note)
    return [run[stop:]] if run[stop:] else []


_LAST_LINE = re.compile(r" *\{:? *(?P<list>[^}\n ][^\n]*)\} *")


def attributed(run: Run) -> tuple[Run, Attributes]:
    """Return a run without the list of attributes that it ends with, and those."""
    given = _LAST_LINE.fullmatch(run[-1].text) if len(run) > 1 else None
    return (run[:-1], attributes(given["list"])) if given else (run, ())
