"""The shading of a marked cell or paragraph, and the shading it covered given back."""

from __future__ import annotations

from typing import Final

from lxml import etree

from toolkit.forms.returned.colours import is_mark, marked, uncovered
from toolkit.model.finding import Severity
from toolkit.office.draft import child, in_order, named, placed
from toolkit.office.package import local

_OF_CELL: Final = (
    *("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "textDirection"),
    *("tcFitText", "vAlign", "hideMark", "headers", "cellIns", "cellDel", "cellMerge", "tcPrChange"),
)
_OF_PARAGRAPH: Final = (
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers"),
    *("pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct"),
    *("autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing"),
    *("mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl"),
    *("divId", "cnfStyle", "rPr", "sectPr", "pPrChange"),
)
"""The properties in the order of the schema. Source: ECMA-376 part 1, 17.4.69 and 17.3.1.26."""
_NONE: Final = ("", "auto", "nil")


def shade(element: etree._Element, severity: Severity) -> None:
    """Give a cell or paragraph the colour of a mark; the colour it had is kept where nothing shows it."""
    is_cell = local(element) == "tc"
    name, order = ("tcPr", _OF_CELL) if is_cell else ("pPr", _OF_PARAGRAPH)
    properties = child(element, name)
    if properties is None:
        properties = element.makeelement(named(element, name))
        element.insert(0, properties)
    shading = in_order(properties, "shd", order)
    covered = shading.get(named(shading, "fill"), "").upper()
    covered = "" if covered.lower() in _NONE else covered
    shading.attrib.clear()
    for key, text in (("val", "clear"), ("color", covered or "auto"), ("fill", marked(severity, covered))):
        shading.set(named(shading, key), text)
    placed(properties, shading, order)


def unshade(body: etree._Element) -> bool:
    """Take our shading off all cells and paragraphs; whether there was any."""
    others = {shading.get(named(shading, "fill"), "").upper() for shading in body.iter(named(body, "shd"))}
    others = {colour for colour in others if colour.lower() not in _NONE and not is_mark(colour)}
    ours = [s for s in body.iter(named(body, "shd")) if is_mark(s.get(named(s, "fill"), ""))]
    for shading in ours:
        fill, kept = (shading.get(named(shading, name), "") for name in ("fill", "color"))
        under = uncovered(fill, kept.upper(), sorted(others))
        parent = shading.getparent()
        if under:
            shading.attrib.clear()
            for key, text in (("val", "clear"), ("color", "auto"), ("fill", under)):
                shading.set(named(shading, key), text)
        elif parent is not None:
            parent.remove(shading)
            _remove_if_empty(parent)
    return bool(ours)


def _remove_if_empty(properties: etree._Element) -> None:
    """Properties that say nothing any more were made for us."""
    holder = properties.getparent()
    if holder is not None and not len(properties) and local(properties) in ("tcPr", "pPr"):
        holder.remove(properties)
