"""Whether a template writes well-formed XML whatever its values are: each block leaves open what it found open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from jinja2 import nodes

_ELEMENT: Final = re.compile(r"""<(?P<end>/?)(?P<name>[^\s<>/"']+)(?:[^<>"'/]|"[^"<]*"|'[^'<]*')*(?P<empty>/?)>""")
_BRACKETS: Final = re.compile("[<>]")
_VALUE: Final = "·"
"""Stands for what a tag prints: it is escaped, or looked at when it is printed."""


class _Unsure(Exception):
    """What is written depends on more than the template's blocks."""


class _Effect(NamedTuple):
    """What a piece of XML does to the elements that are open."""

    closed: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()

    @property
    def is_even(self) -> bool:
        """Whether as much is open afterwards as before."""
        return self.closed == self.opened[::-1]

    def __str__(self) -> str:
        return "".join((*(f"</{name}>" for name in self.closed), *(f"<{name}>" for name in self.opened)))


def is_whole(template: nodes.Template) -> bool:
    """Whether every output is well-formed, by the template alone; False where only the output can tell."""
    try:
        return _effect(_written(template.body)) == _Effect()
    except _Unsure:
        return False


def _written(body: Iterable[nodes.Node]) -> str:
    """The markup that a body writes, each of its blocks as what it does to the elements around it."""
    return "".join(_one(node) for node in body)


def _one(node: nodes.Node) -> str:
    match node:
        case nodes.Output():
            return "".join(each.data if isinstance(each, nodes.TemplateData) else _VALUE for each in node.nodes)
        case nodes.If():
            return _either([node.body, *(each.body for each in node.elif_), node.else_])
        case nodes.For():
            return _either([node.body, node.else_, []])
        case nodes.Assign():
            return ""
    raise _Unsure


def _either(bodies: Sequence[Sequence[nodes.Node]]) -> str:
    """What whichever of the bodies does; raises _Unsure where they do not do the same."""
    effects = dict.fromkeys(_effect(_written(body)) for body in bodies)
    if len(effects) == 1 or all(effect.is_even for effect in effects):
        return "".join(map(str, effects))
    raise _Unsure


def _effect(xml: str) -> _Effect:
    """What the piece does; raises _Unsure for one that is not made of whole tags in order."""
    closed, opened = list[str](), list[str]()
    for found in _ELEMENT.finditer(xml):
        if not found["end"]:
            opened += () if found["empty"] else (found["name"],)
        elif not opened:
            closed.append(found["name"])
        elif opened.pop() != found["name"]:
            raise _Unsure
    if _BRACKETS.search(_ELEMENT.sub("", xml)):
        raise _Unsure
    return _Effect(tuple(closed), tuple(opened))
