"""The workbook that explains a merge of lead registries: 合并说明, 待确认, 未读入."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from typing import Any, Final, NamedTuple

from toolkit.desk.registry_outcome import Joined, Outcome, Question, conflict_words
from toolkit.intake.journey import MOST_ROWS
from toolkit.model.text import Lang, Text
from toolkit.office.made import stilled
from toolkit.reports.workbook.cells import PADDING, height, lines
from toolkit.reports.workbook.looks import Looks
from toolkit.reports.workbook.pages import Pages, Shown, opened
from toolkit.rules.lead_merging import Kept

_TITLE: Final = Text("潜在客户合并说明", "Merged lead registries")
_MERGED: Final = Text("合并登记表第{0}行", "row {0} of the merged registry")
_OF_PART: Final = Text("合并登记表(第{1}份)第{0}行", "row {0} of part {1} of the merged registry")
_KNOWN: Final = Text("已登记 {0},未写入合并表", "known as {0}, left out")
_LEDGER: Final = Text("{0}: 台账 {1} / 登记表 {2}", "{0}: ledger {1} / registry {2}")
_FIRST: Final = Text("先提交合并登记表,再执行: ", "drop the merged registry first, then: ")
_OTHERWISE: Final = Text("(不是同一客户时用 different)", "(`different` where they are two)")
_REMARK, _FAULT = Text("提示", "remark"), Text("未读入", "not read")
_BLANK: Final = Text("空白", "blank")


class _Column(NamedTuple):
    title: Text
    width: float


_WHAT: Final = (
    _Column(Text("客户名称", "customer"), 32),
    _Column(Text("结果", "result"), 24),
    _Column(Text("负责人", "owner"), 10),
    _Column(Text("来源文件与行", "files and rows"), 36),
    _Column(Text("合并依据", "reasons"), 24),
    _Column(Text("不一致之处与取值", "conflicts and what was chosen"), 64),
)
_ASKED: Final = (
    _Column(Text("待确认客户", "customer"), 30),
    _Column(Text("来源文件与行", "files and rows"), 32),
    _Column(Text("疑似同一客户", "may be the same as"), 30),
    _Column(Text("其来源或编号", "its rows or number"), 32),
    _Column(Text("相似度", "likeness"), 8),
    _Column(Text("依据", "reasons"), 24),
    _Column(Text("确认命令", "command that settles it"), 48),
)
_UNREAD: Final = (
    _Column(Text("类别", "sort"), 9),
    _Column(Text("文件", "file"), 32),
    _Column(Text("位置", "place"), 18),
    _Column(Text("读到的内容", "what was read"), 28),
    _Column(Text("原因与要求", "why, and what is expected"), 80),
)


def explained(outcome: Outcome, *, lang: Lang, company: str, day: date) -> bytes:
    """The bytes of the explanation; the same outcome gives the same bytes, a text of people is never a formula."""
    made = BytesIO()
    with opened(made) as book:
        pages = Pages(book, Looks(book, lang), lang, company, day)
        pages.describe(f"{_TITLE.said(lang)} {day}")
        _sheet(pages, "merged", Text("合并说明", "Merged"), _WHAT, list(_what(outcome, lang)))
        _sheet(pages, "asked", Text("待确认", "To decide"), _ASKED, [_asked(one, lang) for one in outcome.questions])
        unread = [
            (
                (_REMARK if one.is_remark else _FAULT).said(lang),
                one.file,
                one.place,
                one.raw or _blank(one.row, lang),
                one.why,
            )
            for one in outcome.unread
        ]
        _sheet(pages, "unread", Text("未读入", "Not read"), _UNREAD, unread)
    return stilled(made.getvalue())


def _blank(row: str, lang: Lang) -> str:
    return _BLANK.said(lang) if row else ""


def _sheet(pages: Pages, key: str, title: Text, columns: Sequence[_Column], rows: Sequence[Sequence[Any]]) -> None:
    page = pages.open(pages.said(title), repeated=4)
    pages.heading(page, title, last=len(columns) - 1)
    for n, column in enumerate(columns):
        page.set_column(n, n, column.width)
    for at, row in enumerate(rows, start=4):
        tallest = max(lines(str(cell), column.width - PADDING) for cell, column in zip(row, columns, strict=True))
        page.set_row(at, height(tallest))
    pages.table(page, f"t_{key}", 3, 0, [Shown(column.title, "words") for column in columns], rows)
    page.freeze_panes(4, 1)


def _what(outcome: Outcome, lang: Lang) -> Iterator[tuple[str, ...]]:
    for n, one in enumerate(outcome.merged):
        part, row = divmod(n, MOST_ROWS)
        result = (_OF_PART if len(outcome.merged) > MOST_ROWS else _MERGED).said(lang).format(row + 1, part + 1)
        yield _line(one, result, [conflict_words(conflict, lang) for conflict in one.merged.conflicts])
    for one in outcome.known:
        differs = [_LEDGER.said(lang).format(label.said(lang), held or "-", said) for label, held, said in one.differs]
        told = [conflict_words(conflict, lang) for conflict in one.merged.conflicts]
        yield _line(one, _KNOWN.said(lang).format(one.number), [*differs, *told])


def _line(one: Joined, result: str, told: Sequence[str]) -> tuple[str, ...]:
    owner = str(one.merged.values.get("owner", ""))
    return one.name, result, owner, _rows(one.rows), "\n".join(one.reasons), "\n".join(told)


def _rows(rows: Sequence[Kept]) -> str:
    return "\n".join(kept.name for kept in rows)


def _asked(one: Question, lang: Lang) -> tuple[Any, ...]:
    first = _FIRST.said(lang) if one.is_after_intake else ""
    command = f"{first}{one.command} {_OTHERWISE.said(lang)}"
    beside = one.other_number or _rows(one.other_rows)
    return one.name, _rows(one.rows), one.other, beside, one.score, "\n".join(one.reasons), command
