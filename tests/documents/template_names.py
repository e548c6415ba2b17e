"""Which names a template uses, checked against the types of the record that is to offer them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from io import BytesIO
from typing import Any, get_args, get_origin, get_type_hints

from docxtpl import DocxTemplate
from jinja2 import nodes

from toolkit.documents.strict import environment

Scope = Mapping[str, Any]


class NotOffered(AssertionError):
    """A template uses a name that its figures do not have."""


def sources(template: bytes) -> Iterator[str]:
    """The Jinja source of the body, the headers and the footers of a Word template."""
    document = DocxTemplate(BytesIO(template))
    document.init_docx()
    yield document.patch_xml(document.get_xml())
    for uri in (DocxTemplate.HEADER_URI, DocxTemplate.FOOTER_URI):
        for _, part in document.get_headers_footers(uri):
            yield document.patch_xml(document.get_part_xml(part))


def used(source: str, figures: type, **more: Any) -> set[tuple[str, str]]:
    """Every (record, field) that the source uses. Raises NotOffered for a name that is none."""
    found: set[tuple[str, str]] = set()
    _Walk(found).visit(environment(autoescape=True).parse(source), {"": figures, **get_type_hints(figures), **more})
    return found


def fields_of(record: Any, *, module: str) -> set[tuple[str, str]]:
    """Every (record, field) of a figures record and of the records of that module within it."""
    if get_origin(record) is tuple:
        return fields_of(get_args(record)[0], module=module)
    if not is_dataclass(record) or not record.__module__.startswith(module):
        return set()
    hints = get_type_hints(record)
    own = {(getattr(record, "__name__", ""), name) for name in hints}
    return own.union(*(fields_of(hint, module=module) for hint in hints.values()))


class _Walk:
    def __init__(self, found: set[tuple[str, str]]) -> None:
        self.found = found

    def visit(self, node: nodes.Node, scope: Scope) -> Any:
        """Walk the node; the type of the expression it is, None where that is unknown or a plain value."""
        match node:
            case nodes.For():
                inner = {**scope, **self._targets(node, self.visit(node.iter, scope)), "loop": None}
                for child in (*node.body, *node.else_):
                    self.visit(child, inner)
                return None
            case nodes.Name():
                return self._name(node.name, scope)
            case nodes.Getattr():
                return self._attribute(self.visit(node.node, scope), node.attr)
            case _:
                for child in node.iter_child_nodes():
                    self.visit(child, scope)
                return None

    @staticmethod
    def _targets(node: nodes.For, iterated: Any) -> Scope:
        assert isinstance(node.target, nodes.Name), "a loop over pairs"
        return {node.target.name: get_args(iterated)[0] if get_origin(iterated) is tuple else None}

    def _name(self, name: str, scope: Scope) -> Any:
        if name not in scope:
            raise NotOffered(name)
        if name in get_type_hints(scope[""]):
            self.found.add((scope[""].__name__, name))
        return scope[name]

    def _attribute(self, owner: Any, name: str) -> Any:
        if not is_dataclass(owner):
            return None
        hints = get_type_hints(owner)
        if name not in hints:
            raise NotOffered(f"{owner}.{name}")
        self.found.add((getattr(owner, "__name__", ""), name))
        return hints[name]
