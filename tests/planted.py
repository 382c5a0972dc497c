"""The faults that translators make, one function for each construct: see mutations.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from mutations import PUT_IN, Planted, Sample, fault, missing, shortened, surplus
from pasteproof.naming import named
from pasteproof.prose import Block

HAN = re.compile("[\u4e00-\u9fff]")
SAME = "Give it the same attributes."


def is_plain(block: Block) -> bool:
    """Say whether a block holds nothing but words."""
    inlines = [each for inner in block.every() for each in inner.own_inlines()]
    return all(each.kind == "text" for each in inlines) and not re.search(r"\d", block.text)


def heading_line(block: Block, *, level: int = 0, name: str = "") -> str:
    """Return a heading as messages tell to write it."""
    id_ = f" {{ #{name} }}" if name else ""
    return f"Write: {'#' * (level or block.level)} {shortened(block.text)}{id_}"


@fault
def heading_level(page: Sample) -> Iterator[Planted]:
    """Change a heading's level."""
    for source, block in page.pairs("heading"):
        line = page.lines[block.line - 1]
        told = f"{named(block)} has level {block.level + 1}; the source page has {block.level}"
        advice = heading_line(block, level=source.level)
        yield Planted(page.replaced(block, [f"#{line}"]), (f"{told} here. {advice}",))


@fault
def heading_order(page: Sample) -> Iterator[Planted]:
    """Change a heading's order."""
    headings = [block for _, block in page.pairs("heading") if block in page.translation.blocks]
    ends = [*(block.line for block in headings[1:]), len(page.lines) + 1]
    for (one, other), end in zip(pairwise(headings), ends[1:], strict=False):
        if one.level != other.level:
            continue
        lines = page.lines
        first, second = lines[one.line - 1 : other.line - 1], lines[other.line - 1 : end - 1]
        text = [*lines[: one.line - 1], *second, *first, *lines[end - 1 :]]
        advice = "Move it, with what belongs to it, to the same place."
        told = f"{named(other)} stands elsewhere in the source page. {advice}"
        yield Planted("\n".join(text), (told,))


@fault
def heading_id(page: Sample) -> Iterator[Planted]:
    """Change a heading's id."""
    for source, block in page.pairs("heading"):
        line = page.lines[block.line - 1].replace(f"#{block.id}", f"#{block.id}-x")
        told = f"{named(block)} has id #{block.id}-x; the source page has #{source.id} here."
        advice = heading_line(block, name=source.id)
        yield Planted(page.replaced(block, [line]), (f"{told} {advice}",))


@fault
def heading_without_id(page: Sample) -> Iterator[Planted]:
    """Remove a heading's id."""
    for source, block in page.pairs("heading"):
        line = page.lines[block.line - 1].replace(f" {{ #{block.id} }}", "")
        told = f"{named(block)} has no id; the source page has #{source.id} here."
        advice = heading_line(block, name=source.id)
        yield Planted(page.replaced(block, [line]), (f"{told} {advice}",))


@fault
def fence_added(page: Sample) -> Iterator[Planted]:
    """Add a fence."""
    for block in page.translation.blocks:
        if block.kind in ("heading", "paragraph"):
            lines = page.lines[block.line - 1 : block.end]
            text = page.replaced(block, [*lines, "", "```toml", "new = 1", "```"])
            yield Planted(text, surplus('toml block "new = 1"'))


@fault
def snippet_changed(page: Sample) -> Iterator[Planted]:
    """Change a snippet."""
    for source, block in page.pairs("fence"):
        if block.name == "snippet":
            text = page.changed(block.line + 1, block.text, "other/one")
            told = f"the snippet 'other/one' stands here; the source page has the {named(source)}."
            assert text
            yield Planted(text, (f"{told} Write the {named(source)}.",))


@fault
def fence_language(page: Sample) -> Iterator[Planted]:
    """Change a fence's language."""
    for source, block in page.pairs("fence"):
        if source.text == block.text:
            text = page.changed(block.line, block.name, "rust")
            told = f"the block here is of 'rust'; the source page's is of '{source.name}'."
            assert text
            yield Planted(text, (f"{told} Write: {source.mark}{source.name}",))


@fault
def fence_options(page: Sample) -> Iterator[Planted]:
    """Change a fence's options."""
    for source, block in page.pairs("fence"):
        info = f'{block.info} hl_lines="7"'
        text = page.changed(block.line, block.info, info)
        told = f"the {named(block)} has the options '{info}'; the source page has '{source.info}'."
        assert text
        yield Planted(text, (f"{told} Give it the same options.",))


@fault
def code_changed(page: Sample) -> Iterator[Planted]:
    """Change a line of code."""
    for source, block in page.pairs("fence", "code"):
        if source.text != block.text or block.name in ("snippet", "screen", "checksum"):
            continue
        at = block.line if block.kind == "fence" else block.line - 1
        for number, line in enumerate(block.text.split("\n"), 1):
            if line.strip():
                text = page.changed(at + number, line, f"{line}x")
                name = f"the {block.name} block" if block.name else "the block"
                seen, wanted = shortened(f"{line}x"), shortened(line)
                told = f"line {number} of {name} is '{seen}'; the source page has '{wanted}'."
                yield Planted(text or "", (f"{told} Show the same lines.",))


@fault
def code_shortened(page: Sample) -> Iterator[Planted]:
    """Remove a line of code."""
    for _, block in page.pairs("fence"):
        count = len(block.text.split("\n"))
        if count > 1:
            lines = page.lines[block.line - 1 : block.end]
            text = page.replaced(block, [*lines[:-2], lines[-1]])
            told = f"the {block.name} block has {count - 1} lines; the source page's has {count}."
            yield Planted(text, (f"{told} Show the same lines.",))


@fault
def link_target(page: Sample) -> Iterator[Planted]:
    """Change a link's target."""
    for _, _, link in page.inlines("link"):
        text = page.changed(link.line, f"]({link.value}", "](other.md#there")
        if text:
            told = f"the link here is other.md#there; the source page has {link.value}."
            yield Planted(text, (f"{told} Write {link.value}.",))


@fault
def link_anchor(page: Sample) -> Iterator[Planted]:
    """Change a link's anchor."""
    for _, _, link in page.inlines("link"):
        text = page.changed(link.line, f"]({link.value}", f"]({link.value.partition('#')[0]}#there")
        if text and "#" in link.value and "://" not in link.value:
            other = f"{link.value.partition('#')[0]}#there"
            told = f"the link here is {other}; the source page has {link.value}."
            yield Planted(text, (f"{told} Write {link.value}.",))


@fault
def link_removed(page: Sample) -> Iterator[Planted]:
    """Remove a link."""
    for _, _, link in page.inlines("link"):
        lines = page.lines
        found = re.findall(rf"\[([^\[\]]*)\]\({re.escape(link.value)}\)", lines[link.line - 1])
        if len(found) == 1 and HAN.search(found[0]):
            text = page.changed(link.line, f"[{found[0]}]({link.value})", found[0])
            told = f"the link {link.value} is missing here. {PUT_IN}"
            yield Planted(text or "", (told,))


@fault
def link_reference(page: Sample) -> Iterator[Planted]:
    """Change a link by reference."""
    for block in page.translation.every():
        if block.kind == "reference":
            text = page.changed(block.line, block.text, "other.md")
            told = f"the link here is other.md; the source page has {block.text}."
            yield Planted(text or "", (f"{told} Write {block.text}.",))


@fault
def image_removed(page: Sample) -> Iterator[Planted]:
    """Remove an image."""
    for source, block, image in page.inlines("image"):
        written = re.search(r"!\[[^\]]*\]\([^)]*\)(?:\{[^}]*\})?", page.lines[image.line - 1])
        assert written
        given = ' { class="right" width="40" }' if image.attributes else ""
        told = f"the image {image.value}{given} is missing here. {PUT_IN}"
        is_alone = len(block.inlines) == 1
        text = page.changed(image.line, written[0], "")
        yield Planted(text or "", missing(source) if is_alone else (told,))


@fault
def image_changed(page: Sample) -> Iterator[Planted]:
    """Change an image's source."""
    for _, _, image in page.inlines("image"):
        given = ' { class="right" width="40" }' if image.attributes else ""
        text = page.changed(image.line, f"]({image.value}", "](other.png")
        told = f"the image here is other.png{given}; the source page has {image.value}{given}."
        yield Planted(text or "", (f"{told} Write {image.value}{given}.",))


@fault
def image_without_text(page: Sample) -> Iterator[Planted]:
    """Remove an image's alternative text."""
    for source, _, image in page.inlines("image"):
        said = next(each.text for each in source.own_inlines() if each.value == image.value)
        text = page.changed(image.line, f"![{image.text}]", "![]")
        told = f"the image {image.value} has no alternative text here."
        yield Planted(text or "", (f'{told} The source page says "{said}".',))


@fault
def image_text_left(page: Sample) -> Iterator[Planted]:
    """Leave an image's alternative text in English."""
    for source, _, image in page.inlines("image"):
        said = next(each.text for each in source.own_inlines() if each.value == image.value)
        text = page.changed(image.line, f"![{image.text}]", f"![{said}]")
        told = f'the alternative text "{said}" is not translated. The source page says "{said}".'
        yield Planted(text or "", (told,))


@fault
def code_of_text_changed(page: Sample) -> Iterator[Planted]:
    """Change inline code."""
    for source, block, code in page.inlines("code"):
        is_same = code.value in [each.value for each in source.own_inlines()]
        is_once = [each.value for each in block.own_inlines()].count(code.value) == 1
        text = page.changed(code.line, f"`{code.value}`", "`other`")
        if text and is_same and is_once:
            told = f"the code here is `other`; the source page has `{code.value}`."
            yield Planted(text, (f"{told} Write `{code.value}`.",))


@fault
def code_of_text_removed(page: Sample) -> Iterator[Planted]:
    """Remove inline code."""
    for source, block, code in page.inlines("code"):
        is_same = code.value in [each.value for each in source.own_inlines()]
        is_once = [each.value for each in block.own_inlines()].count(code.value) == 1
        text = page.changed(code.line, f"`{code.value}`", "它")
        if text and is_same and is_once:
            yield Planted(text, (f"the code `{code.value}` is missing here. {PUT_IN}",))


@fault
def admonition_type(page: Sample) -> Iterator[Planted]:
    """Change an admonition's type."""
    for source, block in page.pairs("admonition"):
        text = page.changed(block.line, f"{block.mark} {block.name}", f"{block.mark} bug")
        name = named(block).replace(f"'{block.name}'", "'bug'")
        told = f"{name} stands here; the source page has '{source.name}'."
        yield Planted(text or "", (f"{told} Write: {source.mark} {source.name}",))


@fault
def admonition_mark(page: Sample) -> Iterator[Planted]:
    """Change an admonition's mark."""
    for source, block in page.pairs("admonition"):
        text = page.changed(block.line, f"{block.mark} ", "???+ ")
        told = f"{named(block)} begins with ???+; the source page has {source.mark}."
        yield Planted(text or "", (f"{told} Write: {source.mark} {source.name}",))


@fault
def admonition_title(page: Sample) -> Iterator[Planted]:
    """Remove an admonition's title."""
    for source, block in page.pairs("title"):
        line = page.lines[block.line - 1]
        if "===" not in line:
            text = page.changed(block.line, line, line[: line.index(' "')])
            yield Planted(text or "", missing(source))


@fault
def admonition_nesting(page: Sample) -> Iterator[Planted]:
    """Take a box out of its box."""
    for ours, theirs in page.pairs("admonition"):
        inner = [each for each in theirs.children if each.kind == "admonition"]
        for block in inner:
            lines = [each[4:] for each in page.lines[block.line - 1 : block.end]]
            source = next(each for each in ours.children if each.kind == "admonition")
            told = f"{named(block)} is nested otherwise than in the source page."
            advice = "Indent it as there."
            assert source.name == block.name
            yield Planted(page.replaced(block, lines), (f"{told} {advice}",))


@fault
def row_removed(page: Sample) -> Iterator[Planted]:
    """Remove a row."""
    for ours, theirs in page.pairs("table"):
        for source, row in zip(ours.children[1:], theirs.children[1:], strict=True):
            alike = tuple(missing(each) for each in ours.children if is_plain(each))
            yield Planted(page.without(row), missing(source), alike if is_plain(source) else ())


@fault
def row_added(page: Sample) -> Iterator[Planted]:
    """Add a row."""
    for _, table in page.pairs("table"):
        cells = " | ".join(["`new`", *["新的"] * (len(table.alignments) - 1)])
        lines = [*page.lines[table.line - 1 : table.end], f"| {cells} |"]
        yield Planted(page.replaced(table, lines), surplus(f'table row "{shortened(cells)}"'))


@fault
def column_removed(page: Sample) -> Iterator[Planted]:
    """Remove a column."""
    for source, table in page.pairs("table"):
        lines = [each.rsplit(" |" if "`" in each else "|", 2)[0] + "|"
                 for each in page.lines[table.line - 1 : table.end]]  # fmt: skip
        count = len(source.alignments)
        told = f"the table has {count - 1} column{'s' * (count > 2)}; the source page's has"
        yield Planted(page.replaced(table, lines), (f"{told} {count}. Give it the same columns.",))


@fault
def column_alignment(page: Sample) -> Iterator[Planted]:
    """Change a column's alignment."""
    for source, table in page.pairs("table"):
        lines = page.lines
        rule = [":---:", *lines[table.line].strip("|").split("|")[1:]]
        lines[table.line] = f"|{'|'.join(rule)}|"
        wanted = source.alignments[0] or "not at all"
        told = f"column 1 of the table is aligned center; the source page's is {wanted}."
        yield Planted("\n".join(lines), (f"{told} Align it the same way.",))
