"""Names the blocks of a page in messages, as the people who write it know them."""

from __future__ import annotations

from pasteproof.prose import Block

_LONGEST = 40
_KINDS = {
    "rule": "horizontal rule",
    "table": "table",
    "quote": "quotation",
    "definitions": "definition list",
    "definition": "definition",
    "code": "indented code",
}
_SAID = {
    "heading": "heading", "paragraph": "paragraph", "title": "title", "row": "table row",
    "cell": "table cell", "term": "term", "item": "list item",
}  # fmt: skip
_REFERENCES = ("snippet", "screen", "checksum", "typed")


def named(block: Block) -> str:
    """Return a name by which the block is recognised, such as `heading "Log in"`."""
    if block.kind in _SAID:
        return f'{_SAID[block.kind]} "{excerpt(block)}"'
    if block.kind == "fence":
        return _fence(block)
    if block.kind == "list":
        return {"ordered": "numbered list", "bullet": "bullet list"}[block.name]
    if block.kind == "admonition":
        title = f' "{excerpt(block)}"' if _has_title(block) else ""
        return f"admonition '{block.name}'{title}"
    if block.kind == "tab":
        return f'tab "{excerpt(block)}"'
    return {
        "html": f"HTML <{block.name}>",
        "include": f"included file '{block.name}'",
        "footnote": f"footnote [^{block.name}]",
        "abbreviation": f"abbreviation *[{block.name}]",
    }.get(block.kind) or _KINDS[block.kind]


def with_article(block: Block) -> str:
    """Return the name of the block's kind with its article, such as `a table`."""
    name = named(block).partition(' "')[0].partition(" [")[0]
    return f"{'an' if name[0] in 'aeiou' or name.startswith('HTML') else 'a'} {name}"


def excerpt(block: Block) -> str:
    """Return the beginning of what a block says."""
    text = block.text or next((each.text for each in block.every() if each.text), "")
    text = text.partition("\n")[0] if block.kind in ("fence", "code") else text
    return shortened(text)


def shortened(text: str) -> str:
    """Return a text as short as a message can bear."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def _has_title(block: Block) -> bool:
    return bool(block.children) and block.children[0].kind == "title"


def _fence(block: Block) -> str:
    if block.name in _REFERENCES:
        return f"{block.name} '{excerpt(block).strip()}'"
    name = f"{block.name} block" if block.name else "block"
    return f'{name} "{excerpt(block).strip()}"'
