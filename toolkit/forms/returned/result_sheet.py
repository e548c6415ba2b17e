"""The sheet 检查结果 that a returned workbook ends with: what is wrong, cell by cell, with links to the cells."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from toolkit.forms.layout import width_of
from toolkit.forms.marks import (
    COLOURS,
    SEVERITY_WORDS,
    WHOLE_FORM,
    Mark,
    Summary,
    by_weight,
    counts,
    readable,
    writable,
)
from toolkit.forms.returned.sheet_cells import letters
from toolkit.forms.returned.sheet_styles import SheetStyles
from toolkit.model.finding import Severity
from toolkit.model.text import Lang, Text, shown_safely

SIGNED: Final = "salesdocs"
"""Stands in a line of our sheet, by which it is known again."""
_SIGNATURE: Final = Text(
    "本页由 salesdocs 自动生成,无需填写;改好标色的单元格后重新提交即可,标记会自动清除。",
    "Written by salesdocs; nothing is to be filled in here. Correct the coloured cells and send the file again: "
    "the marks go by themselves.",
)
_TAB_COLOUR: Final = "FFC00000"
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_HIDDEN: Final = Text("(隐藏工作表)", " (hidden sheet)")


class _Column(NamedTuple):
    """One column of the list."""

    key: str
    title: Text
    width: float
    look: str = "body"


_COLUMNS: Final = (
    _Column("number", Text("序号", "No."), 5.5, "centre"),
    _Column("severity", Text("级别", "Severity"), 8, "severity"),
    _Column("place", Text("位置(点击跳转)", "Place (click)"), 16, "link"),
    _Column("label", Text("项目", "Item"), 14),
    _Column("said", Text("问题", "What is wrong"), 38),
    _Column("read", Text("读到", "Read"), 17),
    _Column("expected", Text("应为", "Expected"), 20),
    _Column("fix", Text("请改", "Change"), 22),
    _Column("code", Text("代码", "Code"), 13, "code"),
)
"""Those that no finding has anything for are left out."""


def _shown(number: int, mark: Mark, lang: Lang) -> dict[str, str]:
    """The texts of one finding, by column."""
    return {
        "number": str(number),
        "severity": SEVERITY_WORDS[mark.severity].said(lang),
        "place": mark.place or WHOLE_FORM.said(lang),
        "label": mark.label,
        "said": mark.said,
        "read": shown_safely(mark.read),
        "expected": mark.expected,
        "fix": mark.fix,
        "code": mark.code,
    }


_SONG: Final = '<name val="宋体"/><family val="3"/><charset val="134"/>'
_HEI: Final = '<name val="黑体"/><family val="3"/><charset val="134"/>'
_FONTS: Final = {
    "title": f'<font><sz val="16"/><color rgb="FFC00000"/>{_HEI}</font>',
    "plain": f'<font><sz val="10.5"/>{_SONG}</font>',
    "bold": f'<font><b/><sz val="10.5"/>{_SONG}</font>',
    "counts": f'<font><b/><sz val="12"/>{_SONG}</font>',
    "grey": f'<font><sz val="9"/><color rgb="FF808080"/>{_SONG}</font>',
    "link": f'<font><u/><sz val="10.5"/><color rgb="FF0563C1"/>{_SONG}</font>',
}
_RULE: Final = "".join(
    f'<{side} style="thin"><color rgb="FFA6A6A6"/></{side}>' for side in ("left", "right", "top", "bottom")
)
_GRID: Final = f"<border>{_RULE}<diagonal/></border>"
_TOP: Final = '<alignment horizontal="left" vertical="center" wrapText="1" indent="1"/>'
_MIDDLE: Final = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
_LINE: Final = '<alignment vertical="center"/>'
_LINE_PT, _ROOM_PT, _TALLEST_PT = 14.5, 7.0, 400.0
"""A line of 10.5 points, the room around a cell's text, and Excel's limit of 409."""
_HEADER_FILL: Final = "D9D9D9"
_WIDEST_PLACE: Final = 40.0


class _Looks:
    """The formats of the sheet, each made at its first use."""

    def __init__(self, styles: SheetStyles) -> None:
        self._styles = styles
        self._made: dict[str, int] = {}

    def of(self, look: str, severity: Severity = Severity.INFO) -> int:
        """The number of a format; `severity` counts for the look of that name."""
        key = f"{look} {severity.name}" if look == "severity" else look
        if key not in self._made:
            self._made[key] = self._format(look, severity)
        return self._made[key]

    def _format(self, look: str, severity: Severity) -> int:
        make = self._styles.format
        if look == "header":
            return make(font=_FONTS["bold"], fill=_HEADER_FILL, border=_GRID, align=_MIDDLE)
        if look == "severity":
            return make(font=_FONTS["bold"], fill=COLOURS[severity], border=_GRID, align=_MIDDLE)
        fonts = {"link": "link", "code": "grey"}
        if look in ("body", "centre", "link", "code"):
            centred = look in ("centre", "code")
            return make(font=_FONTS[fonts.get(look, "plain")], border=_GRID, align=_MIDDLE if centred else _TOP)
        return make(font=_FONTS[look], align=_LINE)


@dataclass(frozen=True, slots=True)
class Made:
    """The sheet's part, and where its list begins."""

    content: bytes
    header_row: int


def made(
    marks: Sequence[Mark],
    summary: Summary,
    styles: SheetStyles,
    *,
    lang: Lang,
    namespace: str,
    link: Callable[[Mark], str],
    is_hidden: Callable[[Mark], bool],
    has_views: bool,
) -> Made:
    """The sheet. `link`: where a mark's place leads, '' for nowhere; `has_views`: whether the book has windows."""
    looks, listed = _Looks(styles), by_weight(marks)
    shown = [_shown(n, mark, lang) for n, mark in enumerate(listed, start=1)]
    columns = [column for column in _COLUMNS if not shown or any(texts[column.key] for texts in shown)]
    columns = [_wide_enough(column, shown) for column in columns]
    rows = list(_head(summary, listed, looks, lang))
    header = len(rows) + 1
    rows.append(_row(header, ((looks.of("header"), column.title.said(lang)) for column in columns), height=24))
    links = []
    at = next(n for n, column in enumerate(columns, start=1) if column.look == "link")
    for row, (mark, texts) in enumerate(zip(listed, shown, strict=True), start=header + 1):
        leads = "" if is_hidden(mark) else link(mark)
        texts["place"] += _HIDDEN.said(lang) if is_hidden(mark) else ""
        cells = ((_look(column, mark, looks, leads), texts[column.key]) for column in columns)
        rows.append(_row(row, cells, height=_height(texts, columns)))
        if leads:
            links.append(f'<hyperlink ref="{letters(at)}{row}" location={quoteattr(writable(leads))}/>')
    last = f"{letters(len(columns))}{header + len(listed)}"
    content = "".join(_sheet(namespace, columns, rows, links, last, header, lang, has_views=has_views))
    return Made(content.encode(), header)


def _wide_enough(column: _Column, shown: Sequence[Mapping[str, str]]) -> _Column:
    """The column of places, as wide as the longest: LibreOffice cuts a link off where it would wrap a text."""
    if column.look != "link":
        return column
    longest = max((width_of(texts[column.key]) for texts in shown), default=0)
    return column._replace(width=min(max(column.width, longest + 3), _WIDEST_PLACE))


def _look(column: _Column, mark: Mark, looks: _Looks, leads: str) -> int:
    return looks.of("body" if column.look == "link" and not leads else column.look, mark.severity)


def _height(texts: Mapping[str, str], columns: Sequence[_Column]) -> float:
    """Points that the tallest cell of a row needs; programs do not agree in when they measure a row themselves."""
    lines = (
        sum(max(1, math.ceil(width_of(line) / (column.width - 3))) for line in texts[column.key].split("\n"))
        for column in columns
    )
    return min(_TALLEST_PT, max(lines) * _LINE_PT + _ROOM_PT)


def _head(summary: Summary, marks: Sequence[Mark], looks: _Looks, lang: Lang) -> Iterator[str]:
    """Title, file, counts and what to do, above the list."""
    lines = [("title", summary.title, 30.0), ("plain", _said("文件:", "File: ", summary.file, lang), 0.0)]
    lines += [("plain", _said(f"{label}:", f"{label}: ", text, lang), 0.0) for label, text in summary.about]
    lines += [("counts", counts(marks, lang), 22.0)] if marks else []
    lines += [("plain", summary.advice, 0.0)] if summary.advice else []
    lines += [("grey", _SIGNATURE.said(lang), 0.0), ("plain", "", 6.0)]
    for n, (look, text, height) in enumerate(lines, start=1):
        yield _row(n, [(looks.of(look), text)] if text else [], height=height or 18)


def _said(zh: str, en: str, text: str, lang: Lang) -> str:
    return f"{Text(zh, en).said(lang)}{text}"


def _row(number: int, cells: Iterable[tuple[int, str]], height: float = 0) -> str:
    tall = f' ht="{height:g}" customHeight="1"' if height else ""
    said = "".join(
        f'<c r="{letters(n)}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_text(text)}</t></is></c>'
        if text
        else f'<c r="{letters(n)}{number}" s="{style}"/>'
        for n, (style, text) in enumerate(cells, start=1)
    )
    return f'<row r="{number}"{tall}>{said}</row>'


def _text(text: str) -> str:
    """Text as a cell holds it: `_x0041_` typed by a person stays that."""
    return escape(_ESCAPED.sub("_x005F_", readable(text)))


def _sheet(
    namespace: str,
    columns: Sequence[_Column],
    rows: Sequence[str],
    links: Sequence[str],
    last: str,
    header: int,
    lang: Lang,
    *,
    has_views: bool,
) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    yield f'<worksheet xmlns="{namespace}"><sheetPr><tabColor rgb="{_TAB_COLOUR}"/>'
    yield f'<pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:{last}"/>'
    if has_views:
        yield '<sheetViews><sheetView showGridLines="0" workbookViewId="0">'
        yield f'<pane ySplit="{header}" topLeftCell="A{header + 1}" activePane="bottomLeft" state="frozen"/>'
        yield f'<selection pane="bottomLeft" activeCell="A{header + 1}" sqref="A{header + 1}"/>'
        yield "</sheetView></sheetViews>"
    yield '<sheetFormatPr defaultRowHeight="15"/><cols>'
    yield from (
        f'<col min="{n}" max="{n}" width="{column.width}" customWidth="1"/>'
        for n, column in enumerate(columns, start=1)
    )
    yield f"</cols><sheetData>{''.join(rows)}</sheetData>"
    if links:
        yield f"<hyperlinks>{''.join(links)}</hyperlinks>"
    yield '<printOptions horizontalCentered="1"/>'
    yield '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
    yield '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    pages = Text("第 &P 页 共 &N 页", "Page &P of &N").said(lang)
    yield f"<headerFooter><oddFooter>&amp;C{escape(pages)}</oddFooter></headerFooter>"
    yield f'<ignoredErrors><ignoredError sqref="A1:{last}" numberStoredAsText="1"/></ignoredErrors></worksheet>'
