"""A package whose properties are ours: declared once, whatever its template had."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lxml import etree

from toolkit.documents.properties import CORE, CUSTOM
from toolkit.office.package import CONTENT_TYPES, Package, plain

ROOT_RELATIONS: Final = "_rels/.rels"
_TYPES: Final = {
    CORE: "application/vnd.openxmlformats-package.core-properties+xml",
    CUSTOM: "application/vnd.openxmlformats-officedocument.custom-properties+xml",
}
_KINDS: Final = {
    CORE: "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
    CUSTOM: "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties",
}


def with_properties(package: Package) -> tuple[Mapping[str, bytes], tuple[str, ...]]:
    """The package's relationships and content types with our two parts declared; and the parts they replace."""
    kinds = {kind.rpartition("/")[2] for kind in _KINDS.values()}
    gone = {plain(r.target) for r in package.relations().values() if r.kind in kinds} | {plain(p) for p in _TYPES}
    relations, types = etree.fromstring(package.read(ROOT_RELATIONS)), etree.fromstring(package.read(CONTENT_TYPES))
    for relation in list(relations):
        if relation.get("Type", "").rpartition("/")[2] in kinds:
            relations.remove(relation)
    for entry in list(types):
        if plain(entry.get("PartName", "")) in gone:
            types.remove(entry)
    for part, kind in _KINDS.items():
        named = {"Id": f"rIdOur{len(relations)}", "Type": kind, "Target": part}
        etree.SubElement(relations, _like(relations, "Relationship"), named)
        etree.SubElement(types, _like(types, "Override"), {"PartName": f"/{part}", "ContentType": _TYPES[part]})
    changed = {ROOT_RELATIONS: _written(relations), CONTENT_TYPES: _written(types)}
    return {plain(part): content for part, content in changed.items()}, tuple(gone)


def _like(root: etree._Element, name: str) -> str:
    """That name in the namespace of the root element."""
    return f"{{{etree.QName(root).namespace}}}{name}"


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
