"""The style part of a workbook: marked twins of its formats, formats of our own sheet, the marks taken away again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Final

from lxml import etree

from toolkit.forms.marks import COLOURS
from toolkit.forms.returned.colours import is_mark, marked, uncovered
from toolkit.model.finding import Severity
from toolkit.office.draft import Draft, added, child, in_order
from toolkit.office.package import local

_ORDER: Final = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs"),
    *("cellStyles", "dxfs", "tableStyles", "colors", "extLst"),
)
_CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_FONT: Final = '<font><sz val="11"/><name val="宋体"/><family val="3"/><charset val="134"/></font>'
_FILLS: Final = '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
"""The two that are reserved."""
_BORDER: Final = "<border><left/><right/><top/><bottom/><diagonal/></border>"
_LEAST: Final = (
    f'<styleSheet xmlns="{{namespace}}"><fonts count="1">{_FONT}</fonts><fills count="2">{_FILLS}</fills>'
    f'<borders count="1">{_BORDER}</borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_FORMAT_ATTRIBUTES: Final = frozenset(
    (
        *("numFmtId", "fontId", "fillId", "borderId", "xfId", "quotePrefix", "pivotButton"),
        *("applyNumberFormat", "applyFont", "applyFill", "applyBorder", "applyAlignment", "applyProtection"),
    )
)
"""What a format says of itself; other words in it are a vendor's own, which Excel takes once and we do not repeat."""
_COLOUR_NAMES: Final = ("rgb", "theme", "indexed", "tint")


class SheetStyles:
    """The formats of a workbook; the part is made where there is none."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._part = draft.related(draft.main, "styles")
        root = draft.tree(self._part) if self._part else None
        self._root = root if root is not None else self._made()
        self._twins: dict[tuple[int, Severity], int] = {}
        self._known: dict[str, dict[str, int]] = {}
        self._asked: dict[tuple[str, str], int] = {}

    def _made(self) -> etree._Element:
        """A new style part with no more than a workbook must have."""
        main = self._draft.tree(self._draft.main)
        namespace = (None if main is None else etree.QName(main).namespace) or _MAIN
        self._part = self._draft.usual("styles")
        root = self._draft.plant(self._part, etree.fromstring(_LEAST.format(namespace=namespace)))
        self._draft.relate(self._draft.main, "styles", self._part)
        self._draft.declare(self._part, _CONTENT_TYPE)
        return root

    # -- marks ----------------------------------------------------------------------------------------------------

    def marked(self, style: int, severity: Severity) -> int:
        """The format that equals format `style` in all but its fill, which is the mark's."""
        key = (style, severity)
        if key not in self._twins:
            formats = self._formats()
            shown = formats[style] if style < len(formats) else formats[0]
            twin = deepcopy(shown)
            for name in {str(name) for name in twin.attrib if not str(name).startswith("{")} - _FORMAT_ATTRIBUTES:
                del twin.attrib[name]
            twin.set("fillId", str(self._mark_over(shown, severity)))
            twin.set("applyFill", "1")
            self._twins[key] = self._kept(formats, twin)
        return self._twins[key]

    def _formats(self) -> etree._Element:
        self._list("fonts", _FONT)
        self._list("fills", _FILLS)
        self._list("borders", _BORDER)
        return self._list("cellXfs", "<xf numFmtId='0' fontId='0' fillId='0' borderId='0'/>")

    def _mark_over(self, shown: etree._Element, severity: Severity) -> int:
        """The fill of a mark that remembers the fill of the format it covers."""
        fills = self._list("fills", "")
        number = _number(shown, "fillId")
        colour = _solid_colour(fills[number]) if number < len(fills) else None
        covered = _described(colour)
        kept = " ".join(f'{key}="{text}"' for key, text in _attributes(colour)) if covered else 'indexed="64"'
        return self.fill(marked(severity, covered), kept)

    def fill(self, rgb: str, behind: str = 'indexed="64"') -> int:
        """The number of a solid fill of that colour; `behind`: the other colour, which nothing shows."""
        return self._numbered(
            "fills",
            f'<fill><patternFill patternType="solid"><fgColor rgb="FF{rgb}"/><bgColor {behind}/></patternFill></fill>',
        )

    def rule_format(self, severity: Severity) -> int:
        """The number of the differential format of a rule that fills like a mark."""
        rgb = f"FF{COLOURS[severity]}"
        pattern = f'<patternFill patternType="solid"><fgColor rgb="{rgb}"/><bgColor rgb="{rgb}"/></patternFill>'
        return self._numbered("dxfs", f"<dxf><fill>{pattern}</fill></dxf>")

    def fills_of_rules(self) -> list[str]:
        """The fill of each differential format, RGB; '' for one that fills nothing."""
        return [_painted(entry) for entry in self._entries("dxfs")]

    # -- our own sheet --------------------------------------------------------------------------------------------

    def format(self, *, font: str, fill: str = "", border: str = "", align: str = "") -> int:
        """The number of a format with this font, fill colour (RGB), border and alignment (XML, '' for none)."""
        formats = self._formats()
        known = child(self._root, "cellStyleXfs")
        based = 'xfId="0" ' if known is not None and len(known) else ""
        return self._kept(
            formats,
            self._parsed(
                f'<xf numFmtId="49" fontId="{self._numbered("fonts", font)}" '
                f'fillId="{self.fill(fill) if fill else 0}" borderId="{self._numbered("borders", border or _BORDER)}" '
                f'{based}applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
                f"{align}</xf>"
            ),
        )

    # -- taken away -----------------------------------------------------------------------------------------------

    def unmark(self) -> None:
        """Every fill of ours becomes the fill it covered, in place, so that no cell need be touched."""
        fills = self._entries("fills")
        ours = [fill for fill in fills if is_mark(_rgb_of(_solid_colour(fill)))]
        if not ours:
            return
        colours = (_solid_colour(fill) for fill in fills if fill not in ours)
        others = {_described(colour): colour for colour in colours if colour is not None}
        for fill in ours:
            self._uncover(fill, others)
        self._draft.touch(self._part, self._root)

    def _uncover(self, fill: etree._Element, others: Mapping[str, etree._Element]) -> None:
        pattern = fill[0]
        behind = child(pattern, "bgColor")
        under = uncovered(_rgb_of(_solid_colour(fill)), _described(behind), others)
        colour = behind if under == _described(behind) else others.get(under)
        attributes = dict(_attributes(colour)) if under else {}
        for each in list(pattern):
            pattern.remove(each)
        pattern.set("patternType", "solid" if under else "none")
        if under:
            added(pattern, "fgColor", **attributes)
            added(pattern, "bgColor", indexed="64")

    # -- lists of the part ----------------------------------------------------------------------------------------

    def _entries(self, name: str) -> list[etree._Element]:
        """One of the part's lists as it is."""
        found = child(self._root, name)
        return [] if found is None else list(found)

    def _list(self, name: str, first: str) -> etree._Element:
        """One of the part's lists, with these first entries where it is missing or empty."""
        found = in_order(self._root, name, _ORDER)
        if first and not len(found):
            found.extend(self._all_parsed(first))
            _count(found)
            self._draft.touch(self._part, self._root)
        return found

    def _numbered(self, name: str, xml: str) -> int:
        if (name, xml) not in self._asked:
            self._asked[name, xml] = self._kept(self._list(name, ""), self._parsed(xml))
        return self._asked[name, xml]

    def _kept(self, entries: etree._Element, made: etree._Element) -> int:
        """The number of an entry; an equal one is used again."""
        known = self._known.get(local(entries))
        if known is None:
            known = {_canonical(each): n for n, each in reversed(list(enumerate(entries)))}
            self._known[local(entries)] = known
        number = known.setdefault(_canonical(made), len(entries))
        if number == len(entries):
            entries.append(made)
            _count(entries)
            self._draft.touch(self._part, self._root)
        return number

    def _parsed(self, xml: str) -> etree._Element:
        return self._all_parsed(xml)[0]

    def _all_parsed(self, xml: str) -> list[etree._Element]:
        """Elements in the part's own namespace."""
        namespace = etree.QName(self._root).namespace or ""
        return list(etree.fromstring(f'<holder xmlns="{namespace}">{xml}</holder>'))


def _count(entries: etree._Element) -> None:
    entries.set("count", str(len(entries)))


def _canonical(element: etree._Element) -> str:
    """The same for elements that say the same, whatever the order of their attributes."""
    attributes = sorted(f"{key}={text}" for key, text in element.attrib.items())
    return f"{local(element)}{attributes}({''.join(map(_canonical, element))})"


def _number(element: etree._Element, name: str) -> int:
    text = element.get(name, "0")
    return int(text) if text.isdigit() else 0


def _solid_colour(fill: etree._Element) -> etree._Element | None:
    """The colour that a fill shows; None for none, hatches and gradients."""
    pattern = child(fill, "patternFill")
    return child(pattern, "fgColor") if pattern is not None and pattern.get("patternType") == "solid" else None


def _painted(rule_format: etree._Element) -> str:
    """The fill of a differential format, where the colour behind is the one that shows."""
    fill = child(rule_format, "fill")
    pattern = None if fill is None else child(fill, "patternFill")
    colours = (child(pattern, name) for name in ("bgColor", "fgColor"))
    return next((_described(colour) for colour in colours if colour is not None), "" if fill is None else "pattern")


def _attributes(colour: etree._Element | None) -> Iterator[tuple[str, str]]:
    for name in _COLOUR_NAMES:
        text = "" if colour is None else colour.get(name, "")
        if text:
            yield name, f"FF{text[-6:].upper()}" if name == "rgb" else text


def _described(colour: etree._Element | None) -> str:
    """A colour in one line, `rgb=FFEEF3FA`; '' for none and for the window's own."""
    said = ";".join(f"{name}={text}" for name, text in _attributes(colour))
    return "" if said in ("indexed=64", "indexed=65") else said


def _rgb_of(colour: etree._Element | None) -> str:
    return "" if colour is None else colour.get("rgb", "")


def is_our_rule(painted: str) -> bool:
    """Whether it is the format of a rule of ours."""
    return painted.startswith("rgb=") and is_mark(painted)
