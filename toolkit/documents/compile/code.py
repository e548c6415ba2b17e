"""Jinja as bytes: the environment of compiled templates and the code that it writes.

What a template prints is joined as UTF-8 bytes: the text between tags is encoded once, when it is compiled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import is_dataclass
from typing import Any, Final

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.idtracking import VAR_LOAD_PARAMETER
from jinja2.utils import concat
from markupsafe import Markup, escape

from toolkit.documents.compile.pictures import Drawn
from toolkit.documents.strict import UNPRINTABLE, StrictEnvironment, printable
from toolkit.documents.values import Image, Subdocument
from toolkit.model.text import Lang

_needs_a_look: Final = re.compile(rf"[&<>\"'{{}}{UNPRINTABLE.pattern[1:]}").search
"""Finds what has to be escaped or may have to be refused: most texts hold none of it."""
_OF_DICTS: Final = frozenset(dir(dict))


DRAWN: Final[ContextVar[Drawn]] = ContextVar("drawn")
"""The pictures of the document that is being rendered."""


class NeedsDocxtpl(Exception):
    """A value that only docxtpl can put into a document."""


class _InBytes(CodeGenerator):
    """Jinja's own code, but what is printed outside of macros and captured blocks is yielded as bytes."""

    _is_printed = False

    def write_commons(self) -> None:
        """Jinja's local names, and ours."""
        super().write_commons()
        self.writeline("shown, needs_a_look = environment.shown, environment.needs_a_look")
        self.writeline("attribute, offered = environment.getattr, environment.offered")

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 (Jinja's name)
        """Remember whether the output is yielded or gathered as text."""
        self._is_printed = frame.buffer is None
        super().visit_Output(node, frame)

    def _output_const_repr(self, group: Iterable[Any]) -> str:
        text = concat(group)
        return repr(text.encode()) if self._is_printed else repr(text)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if self._is_printed:  # most values are text that needs no call of ours
            self.write("(said.encode() if type(said := ")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if self._is_printed:
            self.write(") is str and not needs_a_look(said) else shown(said))")
        else:
            super()._output_child_post(node, frame, finalize)

    def start_write(self, frame: Frame, node: nodes.Node | None = None) -> None:
        """What call and filter blocks yield is printed like any tag."""
        super().start_write(frame, node)
        if frame.buffer is None:
            self.write("shown(")

    def end_write(self, frame: Frame) -> None:
        """The end of what they yield."""
        super().end_write(frame)
        if frame.buffer is None:
            self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 (Jinja's name)
        """An attribute through the environment; the field of a record that a loop goes through, without a call."""
        name = frame.symbols.find_ref(node.node.name) if isinstance(node.node, nodes.Name) else None
        if name and frame.symbols.find_load(name) == (VAR_LOAD_PARAMETER, None) and not node.attr.startswith("_"):
            self.write(f"({name}.{node.attr} if {node.attr!r} in offered[type({name})] else ")
            self.write(f"attribute({name}, {node.attr!r}))")
            return
        self.write("attribute(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r})")


class BytesEnvironment(StrictEnvironment):
    """The strict environment of templates whose output is XML as bytes."""

    code_generator_class = _InBytes

    def __init__(self, lang: Lang) -> None:
        super().__init__(autoescape=True, lang=lang)
        self.finalize = _drawn_or_printable
        self.needs_a_look, self.offered = _needs_a_look, _OFFERED

    @staticmethod
    def shown(value: Any) -> bytes:
        """What a tag prints: escaped, encoded. Raises TypeError for what needs a filter, UnicodeEncodeError."""
        if type(value) is int:
            return b"%d" % value
        return escape(_drawn_or_printable(value)).encode()

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The attribute; of a record or a mapping by the shortest way, of all else as the sandbox has it."""
        kind = type(obj)
        if kind is dict:
            if attribute in obj and attribute not in _OF_DICTS:
                return obj[attribute]
        elif attribute in _OFFERED[kind]:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


def _drawn_or_printable(value: object) -> object:
    """The value as it is printed; of a picture, its drawing. Raises NeedsDocxtpl for a document within this one."""
    if hasattr(value, "__html__"):
        DRAWN.get().is_raw = True
    if isinstance(value, Image):
        return Markup(DRAWN.get().xml(value))
    if isinstance(value, Subdocument):
        raise NeedsDocxtpl
    return printable(value)


class _Offered(dict[type, frozenset[str]]):
    """The fields of each record; none of any other type."""

    def __missing__(self, kind: type) -> frozenset[str]:
        names = kind.__dataclass_fields__ if is_dataclass(kind) else ()
        found = self[kind] = frozenset(name for name in names if not name.startswith("_"))
        return found


_OFFERED: Final = _Offered()
