"""Styles and numberings that a template names and does not have: Word shows such text in its own default."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from lxml import etree

from toolkit.documents.lint.findings import TemplateFinding
from toolkit.documents.lint.parts import Part
from toolkit.office.package import Package, local

_STYLED: Final = ("pStyle", "rStyle", "tblStyle")
_NO_NUMBERING: Final = "0"


def missing_styles(package: Package, parts: Sequence[Part]) -> Iterator[TemplateFinding]:
    """A finding a style and numbering, at the first place that names it. Raises UnreadableFile."""
    main = package.main
    styles = _ids(package.xml(package.related("styles", main) or ""), "style", "styleId")
    numberings = _ids(package.xml(package.related("numbering", main) or ""), "num", "numId") | {_NO_NUMBERING}
    yield from _missing(parts, _STYLED, styles, "missing_style")
    yield from _missing(parts, ("numId",), numberings, "missing_numbering")


def _ids(root: etree._Element | None, name: str, key: str) -> set[str]:
    return set() if root is None else {_value(each, key) for each in root.iter(f"{{*}}{name}")}


def _missing(parts: Sequence[Part], names: tuple[str, ...], known: set[str], code: str) -> Iterator[TemplateFinding]:
    naming = [(part, each) for part in parts for each in part.root.iter(*(f"{{*}}{name}" for name in names))]
    lacking = [(part, each) for part, each in naming if _value(each, "val") not in known]
    counts = Counter(_value(each, "val") for _, each in lacking)
    told: set[str] = set()
    for part, each in lacking:
        name = _value(each, "val")
        if name not in told:
            told.add(name)
            yield part.found(code, _styled(each), name=name, count=counts[name])


def _styled(element: etree._Element) -> etree._Element:
    """What bears the style: the element around its properties."""
    properties = element.getparent()
    if properties is not None and local(properties) == "numPr":
        properties = properties.getparent()
    bearer = properties.getparent() if properties is not None else None
    return element if bearer is None else bearer


def _value(element: etree._Element, key: str) -> str:
    return next((str(value) for name, value in element.attrib.items() if str(name).rpartition("}")[2] == key), "")
