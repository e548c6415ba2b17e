"""Conditional formats: where one of the form's would paint over a mark, a rule of ours goes before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from toolkit.forms.returned.sheet_cells import ORDER, Block, Spot, blocks_of
from toolkit.forms.returned.sheet_styles import SheetStyles, is_our_rule
from toolkit.model.finding import Severity
from toolkit.office.draft import Draft, added, child, children, named, placed
from toolkit.office.package import local

_PAINTING: Final = ("colorScale", "dataBar")


def mark_over_rules(draft: Draft, part: str, styles: SheetStyles, marked: Mapping[Spot, Severity]) -> None:
    """Rules of highest priority that fill like the marks, on those marked cells that other rules paint."""
    sheet = draft.tree(part)
    assert sheet is not None
    areas = list(_painted_areas(sheet, styles.fills_of_rules()))
    covered: dict[Severity, list[str]] = {}
    for spot, severity in marked.items():
        if any(area.holds(spot) for area in areas):
            covered.setdefault(severity, []).append(spot.reference)
    if not covered:
        return
    _step_back(sheet, len(covered))
    for priority, severity in enumerate(sorted(covered, reverse=True), start=1):
        formats = sheet.makeelement(named(sheet, "conditionalFormatting"), {"sqref": " ".join(covered[severity])})
        number = str(styles.rule_format(severity))
        rule = added(formats, "cfRule", type="expression", dxfId=number, priority=str(priority), stopIfTrue="1")
        added(rule, "formula").text = "TRUE"
        first = child(sheet, "conditionalFormatting")
        if first is None:
            placed(sheet, formats, ORDER)
        else:
            first.addprevious(formats)
    draft.touch(part, sheet)


def unmark_rules(draft: Draft, part: str, styles: SheetStyles) -> None:
    """Our rules go, known by the fill of their format: programs rewrite the rest of a rule."""
    ours = {str(n) for n, painted in enumerate(styles.fills_of_rules()) if is_our_rule(painted)}
    sheet = draft.tree(part) if ours else None
    if sheet is None:
        return
    for formats in list(children(sheet, "conditionalFormatting")):
        for rule in [rule for rule in children(formats, "cfRule") if rule.get("dxfId") in ours]:
            formats.remove(rule)
            draft.touch(part, sheet)
        if child(formats, "cfRule") is None:
            sheet.remove(formats)


def _painted_areas(sheet: etree._Element, fills: list[str]) -> Iterator[Block]:
    """The ranges of rules that fill their cells, those of newer kinds of rules too."""
    for formats in sheet.iter("{*}conditionalFormatting"):
        if any(_paints(rule, fills) for rule in children(formats, "cfRule")):
            yield from blocks_of([formats.get("sqref", ""), *(each.text or "" for each in children(formats, "sqref"))])


def _paints(rule: etree._Element, fills: list[str]) -> bool:
    if any(local(each) in _PAINTING for each in rule):
        return True
    own = child(rule, "dxf")
    if own is not None:
        return child(own, "fill") is not None
    number = rule.get("dxfId", "")
    return number.isdigit() and int(number) < len(fills) and fills[int(number)] != ""


def _step_back(sheet: etree._Element, steps: int) -> None:
    """Make room before the sheet's own rules, whose order stays."""
    for rule in sheet.iter("{*}cfRule"):
        priority = rule.get("priority", "")
        if priority.isdigit():
            rule.set("priority", str(int(priority) + steps))
