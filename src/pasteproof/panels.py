"""Puts what a run showed below each snippet of a page that is HTML, to be opened by the reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from html import escape
from itertools import zip_longest

from pasteproof import blanks
from pasteproof.panel_words import WORDS, Words
from pasteproof.proof import Answered, Clipping, Published, Record, Shown
from pasteproof.saying import in_language

_KEYS = {"enter": "⏎", "escape": "Esc", "up": "↑", "down": "↓", "left": "←", "right": "→"}
_SNIPPET = re.compile(
    r'<div class="(?P<classes>[^"]*)" data-snippet="(?P<reference>[^"]*)">'
    r"(?P<code>(?:(?!</div>).)*)</div>\s*"
    r'<p class="(?P<kind>pasteproof-mark pasteproof-\w+)"[^>]*>(?P<said>.*?)</p>',
    re.DOTALL,
)
_BLOCK = re.compile(r'(<div class="([^"]*)">)<pre>')
_NUMBERS = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4,12}){4}\b|\b[0-9a-f]{8,}\b|\d+")
_HIDDEN_FROM_SEARCH = "data-search-exclude data-pagefind-ignore"


def fill(html: str, look_up: Callable[[str], Published], language: str) -> str:
    """Return the page with each snippet as a figure: its block, and its mark, which opens.

    Blocks of code can be reached by keyboard, since long lines are scrolled in them.
    """
    words = in_language(WORDS, language)

    def figure(found: re.Match[str]) -> str:
        opened = panel(look_up(found["reference"]), language)
        told = f"{found['said']}</p>" if not opened else f"<summary>{found['said']}</summary>"
        start = f'<{"details" if opened else "p"} class="{found["kind"]}" {_HIDDEN_FROM_SEARCH}>'
        code = blanks.marked(found["code"])
        code = _reachable(f'<div class="{found["classes"]}">{code}</div>', words)
        return (
            f'<figure class="snippet" data-snippet="{found["reference"]}">{code}\n'
            f"{start}{told}{opened and f'{opened}</details>'}</figure>"
        )

    return _reachable(_SNIPPET.sub(figure, html), words)


def panel(published: Published, language: str) -> str:
    """Return what is known of a proven snippet as HTML, or nothing of one that isn't."""
    if not published.proofs or not published.records:
        return ""
    words = in_language(WORDS, language)
    rows = (
        f"<dt>{title}</dt>{''.join(f'<dd>{each}</dd>' for each in said)}"
        for title, said in _facts(published, words)
    )
    seen = "\n".join(_transcripts(published, words))
    return f'\n<div class="proof">\n{seen}\n<dl>\n{chr(10).join(rows)}\n</dl>\n</div>\n'


def _reachable(html: str, words: Words) -> str:
    def named(found: re.Match[str]) -> str:
        name = words.screen if "language-text" in found[2] else words.code
        return f'{found[1]}<pre tabindex="0" role="group" aria-label="{name}">'

    return _BLOCK.sub(named, html)


def _facts(published: Published, words: Words) -> Iterator[tuple[str, list[str]]]:
    """Yield the facts of a panel, each with its title."""
    first = min(published.records, key=lambda each: each.when)
    homes = words.join(words.homes[each] for each in first.homes)
    feeds = words.join(words.feeds[each] for each in first.feeds)
    yield words.hosts, list(_hosts(published, words)) or [words.no_hosts]
    yield words.ways, [words.each.format(feeds=feeds, homes=homes)]
    if published.filled:
        names = words.join(f"<code>{escape(each)}</code>" for each in published.filled)
        yield words.filled, [words.values.format(names=names)]
    if published.stand_ins:
        names = words.join(f"<code>{escape(each)}</code>" for each in published.stand_ins)
        yield words.stand_ins, [words.replaced.format(names=names)]
    yield words.ran, [_moment(first, words)]
    scenario = published.reference.partition("/")[0]
    yield words.repeat, [f"<code>.venv/bin/pasteproof verify {escape(scenario)}</code>"]


def _moment(record: Record, words: Words) -> str:
    date, _, time = record.when.partition("T")
    said = f"{date} {time[:5]} UTC"
    stamp = f'<time datetime="{escape(record.when)}">{escape(said)}</time>'
    return words.comma.join((stamp, escape(record.system), words.bytes))


def _hosts(published: Published, words: Words) -> Iterator[str]:
    """Yield each host that was contacted while the snippet ran, with the secrets it was sent."""
    pasted = [each for record in published.records for each in _pasted(record, published)]
    told = pasted or published.records
    for host in sorted({host for each in told for host in each.hosts}):
        sent = {(each.secret, each.place) for one in told for each in one.sent if each.host == host}
        carried = words.join(
            words.carries.format(
                secret=escape(published.called.get(secret, {}).get(words.language, secret)),
                place=f"<code>{escape(place)}</code>",
            )
            for secret, place in sorted(sent)
        )
        nothing = words.nothing if published.called else words.unfollowed
        yield f"<code>{escape(host)}</code>{words.colon}{carried or nothing}"


def _transcripts(published: Published, words: Words) -> Iterator[str]:
    """Yield what the first shell showed, and of each other what it showed otherwise."""
    first, *others = _newest(published.records)
    shown = _pasted(first, published)
    yield from _transcript(first, shown, published.text, words)
    for other in others:
        theirs = _pasted(other, published)
        name = f"{other.shell} {other.shell_version}"
        if theirs == shown:
            yield f"<p>{words.same.format(shell=name)}</p>"
        elif different := list(_different(theirs, shown)):
            yield from _transcript(other, different, "", words)
        else:
            yield f"<p>{words.alike.format(shell=name)}</p>"


def _different(theirs: list[Shown], shown: list[Shown]) -> Iterator[Shown]:
    """Yield what is not the same but for numbers; of screens, those that are not."""
    for other, one in zip_longest(theirs, shown):
        if other is None or one is None or len(other.answered) != len(one.answered):
            yield from filter(None, [other])
        elif _essence(other) != _essence(one):
            pairs = zip(other.answered, one.answered, strict=True)
            kept = tuple(theirs for theirs, ours in pairs if _essence(theirs) != _essence(ours))
            yield replace(other, answered=kept)


def _essence(shown: Shown | Answered) -> str:
    """Return what is compared of two shells: what was shown, without numbers."""
    told = replace(shown, hosts=(), sent=()) if isinstance(shown, Shown) else shown
    return _NUMBERS.sub("0", repr(told))


def _transcript(record: Record, shown: list[Shown], text: str, words: Words) -> Iterator[str]:
    """Yield what a shell showed each time that the snippet was pasted; without text, the rest."""
    name = f"{record.shell} {record.shell_version}"
    former: Shown | None = None
    for each in shown:
        if each == former:
            continue
        title = [name if text else words.differs.format(shell=name)]
        title += [words.again] if former else []
        title += [words.status.format(status=each.exits)] if each.exits else []
        title += [words.silent] if not (each.screen.first or each.answered) else []
        yield f"<p>{words.comma.join(title)}</p>"
        typed = f"<kbd>{_escaped(text.rstrip())}</kbd>" if text and not former else ""
        if body := "\n".join(filter(None, (typed, *_screens(each, words)))):
            label = words.shown_by.format(shell=record.shell)
            yield f'<pre tabindex="0" role="group" aria-label="{label}">{body}</pre>'
        if each.more:
            yield f"<p>{words.more.format(count=each.more)}</p>"
        former = each


def _screens(shown: Shown, words: Words) -> Iterator[str]:
    if shown.screen.first:
        yield f"<samp>{_text(shown.screen, words)}</samp>"
    for each in shown.answered:
        yield f"<samp>{_text(each.screen, words)}</samp>"
        if answer := _answer(each):
            yield f"<kbd>{_escaped(answer)}</kbd>"


def _answer(answered: Answered) -> str:
    """Return what was typed, chosen or pressed, as it is written in any language."""
    keys = " ".join(_KEYS.get(key, key.capitalize()) for key in answered.pressed)
    if answered.chosen:
        return f"{answered.chosen} ⏎"
    if answered.is_hidden:
        return "•••• ⏎"
    return f"{answered.typed} ⏎" if answered.typed else keys


def _text(clipping: Clipping, words: Words) -> str:
    """Return a clipping as HTML; what is left out stands on a line of its own."""
    left_out = clipping.left_out and f"<i>{words.left_out.format(count=clipping.left_out)}</i>"
    parts = (_escaped(clipping.first), left_out, _escaped(clipping.last))
    return "\n".join(part for part in parts if part)


def _newest(records: Iterable[Record]) -> list[Record]:
    """Return the newest record of each shell, bash before zsh."""
    newest = {each.shell: each for each in sorted(records, key=lambda each: each.when)}
    return [newest[shell] for shell in sorted(newest)]


def _pasted(record: Record, published: Published) -> list[Shown]:
    return [each for each in record.shown if each.snippet == published.file]


def _escaped(text: str) -> str:
    return escape(text, quote=False)
