"""More faults that translators make: in lists, in prose, in what is seldom used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mutations import DELETE, PUT_IN, TRANSLATE, Planted, Sample, fault, missing, shortened, surplus
from pasteproof.naming import named
from pasteproof.prose import Block
from planted import HAN, SAME, is_plain

MARK = re.compile(r"(\s*)(?:[-*+]|\d+\.)(\s+)")


@fault
def item_removed(page: Sample) -> Iterator[Planted]:
    """Remove a list item."""
    for ours, theirs in page.pairs("list"):
        for source, item in zip(ours.children, theirs.children, strict=True):
            alike = tuple(missing(each) for each in ours.children if is_plain(each))
            if len(ours.children) > 1:
                yield Planted(
                    page.without(item), missing(source), alike if is_plain(source) else ()
                )


@fault
def item_added(page: Sample) -> Iterator[Planted]:
    """Add a list item."""
    for _, block in page.pairs("list"):
        lines = page.lines[block.line - 1 : block.end]
        found = MARK.match(lines[0])
        assert found
        text = page.replaced(block, [*lines, f"{found[1]}- 一个新的条目"])
        last = surplus(named(block.children[-1]))
        yield Planted(text, surplus('list item "一个新的条目"'), (last,))


@fault
def list_kind(page: Sample) -> Iterator[Planted]:
    """Change a list's kind."""
    for source, block in page.pairs("list"):
        lines = page.lines
        for item in block.children:
            sign = "-" if block.name == "ordered" else "1."
            lines[item.line - 1] = MARK.sub(rf"\g<1>{sign}\2", lines[item.line - 1], count=1)
        other = "bullet" if block.name == "ordered" else "numbered"
        told = f"here is a {other} list; the source page has a {named(source)}."
        yield Planted("\n".join(lines), (f"{told} Write it with the same signs.",))


@fault
def task(page: Sample) -> Iterator[Planted]:
    """Change a task's mark."""
    for source, block in page.pairs("item"):
        if block.mark:
            other = "[x]" if block.mark == "[ ]" else "[ ]"
            text = page.changed(block.line, block.mark, other)
            told = f"{named(block)} is marked {other}; the source page has {source.mark}."
            yield Planted(text or "", (f"{told} Mark it the same way.",))


@fault
def footnote_removed(page: Sample) -> Iterator[Planted]:
    """Remove a footnote."""
    for source, block in page.pairs("footnote"):
        line = next(n for n, each in enumerate(page.lines, 1) if f"[^{block.name}]" in each)
        text = page.changed(line, f"[^{block.name}]", "")
        lines = (text or "").split("\n")
        told = f"the footnote [^{block.name}] is missing here. {PUT_IN}"
        yield Planted(
            "\n".join([*lines[: block.line - 1], *lines[block.end :]]), (told, *missing(source))
        )


@fault
def footnote_mark(page: Sample) -> Iterator[Planted]:
    """Remove a footnote's mark."""
    for _, _, note in page.inlines("footnote"):
        text = page.changed(note.line, f"[^{note.value}]", "")
        yield Planted(text or "", (f"the footnote [^{note.value}] is missing here. {PUT_IN}",))


@fault
def paragraph_removed(page: Sample) -> Iterator[Planted]:
    """Remove a paragraph."""
    for source, block in page.pairs("paragraph"):
        if block in page.translation.blocks and not page.parts_lists(block):
            yield Planted(page.without(block), missing(source))


@fault
def paragraph_added(page: Sample) -> Iterator[Planted]:
    """Add a paragraph."""
    for block in page.translation.blocks:
        if block.kind in ("fence", "table", "heading"):
            lines = page.lines[block.line - 1 : block.end]
            text = page.replaced(block, [*lines, "", "这里多了一句话。"])
            yield Planted(text, surplus('paragraph "这里多了一句话。"'))


@fault
def paragraph_left(page: Sample) -> Iterator[Planted]:
    """Leave a paragraph in English."""
    for source, block in page.pairs("paragraph"):
        has_image = any(each.kind == "image" for each in block.inlines)
        if block in page.translation.blocks and HAN.search(block.text) and not has_image:
            lines = _english(page, source)
            told = f'"{shortened(source.text)}" is not translated. {TRANSLATE}'
            yield Planted(page.replaced(block, lines), (told,))


@fault
def sentence_left(page: Sample) -> Iterator[Planted]:
    """Leave a sentence in English."""
    for source, block in page.pairs("paragraph"):
        if block not in page.translation.blocks or not HAN.search(block.text):
            continue
        for sentence in _plain_sentences(_english(page, source)):
            lines = page.lines[block.line - 1 : block.end]
            text = page.replaced(block, [f"{lines[0]}{sentence}", *lines[1:]])
            seen = re.match(r"[A-Za-z][A-Za-z'’-]*(?:[,;]? [A-Za-z][A-Za-z'’-]*)*", sentence)
            assert seen
            yield Planted(text, (f'"{shortened(seen[0])}" is not translated. {TRANSLATE}',))


@fault
def heading_left(page: Sample) -> Iterator[Planted]:
    """Leave a heading in English."""
    for source, block in page.pairs("heading"):
        if HAN.search(block.text) and re.search("[a-z]{2}", source.text):
            line = f"{'#' * source.level} {source.text} {{ #{source.id} }}"
            told = f'"{shortened(source.text)}" is not translated. {TRANSLATE}'
            yield Planted(page.replaced(block, [line]), (told,))


@fault
def cell_left(page: Sample) -> Iterator[Planted]:
    """Leave a cell in English."""
    for ours, theirs in page.pairs("row"):
        for at, (source, cell) in enumerate(zip(ours.children, theirs.children, strict=True)):
            bare = re.sub("`[^`]*`", "", source.text)
            words = re.findall(r"(?<![\w`.-])[a-z]{2,}(?![\w`.-])", bare)
            if not HAN.search(cell.text) or len(words) < 2:
                continue
            cells = page.lines[cell.line - 1].strip("|").split("|")
            cells[at] = f" {_english(page, source)[0].strip('|').split('|')[at].strip()} "
            text = page.replaced(theirs, [f"|{'|'.join(cells)}|"])
            told = f'"{shortened(source.text)}" is not translated. {TRANSLATE}'
            yield Planted(text, (told,))


@fault
def definition_removed(page: Sample) -> Iterator[Planted]:
    """Remove a definition."""
    for ours, theirs in page.pairs("definitions"):
        for source, block in list(zip(ours.children, theirs.children, strict=True))[2::2]:
            definition = theirs.children[theirs.children.index(block) + 1]
            lines = page.lines
            text = "\n".join([*lines[: block.line - 1], *lines[definition.end :]])
            other = ours.children[ours.children.index(source) + 1]
            yield Planted(text, (*missing(source), *missing(other)))


@fault
def html_changed(page: Sample) -> Iterator[Planted]:
    """Change a tag in raw HTML."""
    for _, block in page.pairs("html"):
        if 'class="grid"' in page.lines[block.line - 1]:
            text = page.changed(block.line, 'class="grid"', 'class="list"')
            told = 'the tag <div class="grid" id="cards"> is missing in the HTML here. Put it in.'
            other = 'the source page\'s HTML has no tag <div class="list" id="cards">.'
            yield Planted(text or "", (told, f"{other} Delete it, or write it there."))


@fault
def html_left(page: Sample) -> Iterator[Planted]:
    """Leave raw HTML in English."""
    english = "This is the first card of the page."
    if "这是页面的第一张卡片。" in page.text:
        text = page.text.replace("这是页面的第一张卡片。", english)
        yield Planted(text, (f'"{english}" is not translated. {TRANSLATE}',))


@fault
def tag_removed(page: Sample) -> Iterator[Planted]:
    """Remove a tag in prose."""
    if '<sup id="mark">1</sup>' in page.text:
        text = page.text.replace('<sup id="mark">1</sup>', "1")
        yield Planted(text, (f'the HTML tag <sup id="mark"> is missing here. {PUT_IN}',))


@fault
def small_things(page: Sample) -> Iterator[Planted]:
    """Change keys, an icon or a URL."""
    for kind, name, old, new in (
        ("keys", "key", "++ctrl+c++", "++ctrl+d++"),
        ("icon", "icon", ":material-check:", ":material-close:"),
        ("url", "URL", "https://acme.example/docs", "https://acme.example/doc"),
    ):
        for _, _, inline in page.inlines(kind):
            text = page.changed(inline.line, old, new)
            told = f"the {name} here is {new}; the source page has {old}. Write {old}."
            yield Planted(text or "", (told,))


@fault
def include_changed(page: Sample) -> Iterator[Planted]:
    """Change an included file."""
    for source, block in page.pairs("include"):
        text = page.changed(block.line, block.name, "shared/other.md")
        told = f"the file 'shared/other.md' is included here; the source page has '{source.name}'."
        yield Planted(text or "", (f"{told} Include the same file.",))


@fault
def class_removed(page: Sample) -> Iterator[Planted]:
    """Remove a block's class."""
    for _, block in page.pairs("paragraph"):
        if block.attributes:
            text = page.replaced(block, [page.lines[block.line - 1]])
            told = f"{named(block)} has no attributes; the source page has {{ .lead }}. {SAME}"
            yield Planted(text, (told,))


@fault
def number_changed(page: Sample) -> Iterator[Planted]:
    """Change a number."""
    for source, block in page.pairs("paragraph", "cell"):
        for number in re.findall(r"(?<![\w.`#/:-])\d{2,}(?![\w.`/:-])", block.text):
            other = str(int(number) + 1000)
            bare = re.sub(r"`[^`]*`|\]\([^)]*\)", "", page.lines[block.line - 1])
            text = page.changed(block.line, number, other) if number in bare else None
            if text and re.search(rf"(?<![\w.]){number}(?![\w.])", source.text.replace(",", "")):
                told = f"the number here is {other}; the source page has {number}."
                yield Planted(text, (f"{told} Write the same number.",))


@fault
def front_matter(page: Sample) -> Iterator[Planted]:
    """Remove, add or change a key of the front matter."""
    for field in page.translation.fields:
        source = page.source.field(field.key)
        assert source
        lines = page.lines
        told = f"the front matter lacks '{field.key}', which the source page has. Write it."
        count = 2 if field.key == "hide" else 1
        without = [*lines[: field.line - 1], *lines[field.line - 1 + count :]]
        yield Planted("\n".join(without), (told,))
        if field.key in ("title", "description") and re.search("[a-z]{2} [a-z]{2}", source.text):
            text = page.changed(field.line, field.text, source.text)
            told = f"'{field.key}' in the front matter is not translated. {TRANSLATE}"
            yield Planted(text or "", (told,))
        if field.key == "icon":
            told = f"'icon' in the front matter is 'other'; the source page has '{source.text}'."
            text = page.changed(field.line, field.text, "other")
            yield Planted(text or "", (f"{told} Write: {source.text}",))
    told = f"the front matter has 'status', which the source page has not. {DELETE}"
    yield Planted(page.text.replace("---\n", "---\nstatus: new\n", 1), (told,))


def _english(page: Sample, block: Block) -> list[str]:
    return page.source_lines[block.line - 1 : block.end]


def _plain_sentences(lines: list[str]) -> Iterator[str]:
    """Yield the sentences of six plain English words and more."""
    for line in lines:
        if re.fullmatch(r"[A-Z][A-Za-z'’-]*(?: [A-Za-z'’-]+){5,}\.", line):
            yield line
