"""Reads YAML as nodes that know their lines, whatever tags it has."""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnreadableError(ValueError):
    """What is wrong in a YAML text, and the line of it, counted from 1."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A value: a text, a list of nodes, or keys with theirs; a key's line is in `lines`."""

    line: int
    text: str = ""
    items: tuple[Node, ...] = ()
    keys: dict[str, Node] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the value in one line."""
        if self.keys:
            return ", ".join(f"{key}: {value}" for key, value in self.keys.items())
        return ", ".join(map(str, self.items)) if self.items else " ".join(self.text.split())


def read(text: str) -> Node | None:
    """Return what a YAML text holds, or None where it holds nothing; raise UnreadableError."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
        return _node(root) if root is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise UnreadableError(error.problem or "it can't be read", line) from error
    except yaml.YAMLError as error:
        raise UnreadableError(str(error).partition("\n")[0], 1) from error
    except RecursionError as error:
        raise UnreadableError("it refers to itself, or is nested too deeply", 1) from error


def _node(node: yaml.Node) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return Node(line=line, items=tuple(map(_node, node.value)))
    if isinstance(node, yaml.MappingNode):
        pairs = [(str(_node(name)), name.start_mark.line + 1, value) for name, value in node.value]
        return Node(
            line=line,
            keys={name: _node(value) for name, _, value in pairs},
            lines={name: at for name, at, _ in pairs},
        )
    return Node(line=line, text=str(node.value))
