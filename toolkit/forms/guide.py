"""The sheet 填写说明: every answer with need, format, example and options, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolkit.forms.excel_style import Ink
from toolkit.forms.layout import GUIDE_SHEET, width_of
from toolkit.forms.sheet_plan import LINE_POINTS
from toolkit.model.form import Field, Form, When
from toolkit.model.kinds import Kind
from toolkit.model.text import Text

_HEADERS = ("填写项 / Field", "是否必填 / Needed", "格式 / Format", "示例 / Example", "可选项与说明 / Options, notes")
_WIDTHS = (26, 24, 34, 24, 60)
_MOST_OPTIONS = 30

_FORMATS = {
    "words": Text("文字", "text"),
    "amount": Text("金额,单位元;可写 28.6万", "amount in yuan; 28.6万 is read too"),
    "amount_range": Text("金额或区间,如 25万-30万", "amount or range"),
    "quantity": Text("数字,最多四位小数", "number, up to four decimals"),
    "whole": Text("整数", "whole number"),
    "whole_range": Text("整数或区间,如 200-500", "whole number or range"),
    "percent": Text("百分比,如 30%", "percentage, e.g. 30%"),
    "day": Text("日期,如 2026-07-01", "date, e.g. 2026-07-01"),
    "moment": Text("日期和时间,如 2026-07-01 09:30", "date and time"),
    "period": Text("期限或日期,如 30天、3个月内", "period or day"),
    "yes_no": Text("是 / 否", "yes / no"),
    "tick": Text("打 √", "tick √"),
    "choice": Text("从列表中选一项", "one of the list"),
    "choices": Text("从列表中选一项或多项,用“、”分隔", "one or several of the list, parted by 、"),
    "listing": Text("一项或多项,用“、”分隔", "one or several, parted by 、"),
    "phone": Text("手机、固定电话(含区号)或400/800", "mobile, landline with area code, 400/800"),
    "email": Text("邮箱地址", "e-mail address"),
    "credit_code": Text("18位统一社会信用代码", "credit code, 18 characters"),
    "number": Text("编号,如 XX-2026-0001", "number, e.g. XX-2026-0001"),
    "capitals": Text("人民币大写金额", "amount in Chinese words"),
    "account": Text("银行账号,以文本填写", "bank account, as text"),
    "tax_rate": Text("税率,如 13%", "tax rate, e.g. 13%"),
    "score": Text("1–5分", "score 1–5"),
    "version": Text("版本,如 V1.0", "version, e.g. V1.0"),
}
RULES = (
    Text(
        "标 * 的为必填项;灰底和浅蓝底的单元格由系统填写或计算,不需要改动。",
        "Labels with * are required; grey and light blue cells are filled or calculated for you.",
    ),
    Text(
        "明细表已备好空行,请从第一行起填写;不要删除表头,也不要改动标签。",
        "Tables have blank rows ready: start at the first, keep the headers and labels as they are.",
    ),
    Text(
        "填好后把文件的副本放入收件箱,文件名可以自定;表单凭编号识别,请保留“表单编号”一行。",
        "Drop a copy into the inbox under any file name; keep the line 表单编号, by which the form is known.",
    ),
)


def write_guide(book: Any, ink: Ink, form: Form) -> None:
    """Adds the sheet to the workbook."""
    sheet = book.add_worksheet(GUIDE_SHEET)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, f"{form.title.zh} · 填写说明", ink.of("title left"))
    sheet.write_string(1, 0, f"{form.title.en}: how to fill it in", ink.of("stamp left"))
    for row, rule in enumerate(RULES, start=2):
        sheet.write_string(row, 0, f"{row - 1}. {rule.zh} {rule.en}", ink.of("prose"))
    start = len(RULES) + 3
    for column, header in enumerate(_HEADERS):
        sheet.write_string(start, column, header, ink.of("header"))
    for row, entry in enumerate(_entries(form), start=start + 1):
        sheet.set_row(
            row, LINE_POINTS * max(_lines(text, width) for text, width in zip(entry, _WIDTHS, strict=True)) + 3
        )
        for column, text in enumerate(entry):
            sheet.write_string(row, column, text, ink.of("guide"))
    sheet.freeze_panes(start + 1, 1)
    sheet.repeat_rows(start)


def _lines(text: str, width: int) -> int:
    return sum(max(1, -(-width_of(line) // (width - 2))) for line in text.split("\n"))


def _entries(form: Form) -> Iterator[tuple[str, ...]]:
    for asked in form.fields:
        yield _entry(form, asked, "", {f.key: f for f in form.fields})
    for table in form.tables:
        for asked in table.columns:
            yield _entry(form, asked, table.title.zh, {f.key: f for f in (*form.fields, *table.columns)})


def _entry(form: Form, asked: Field, table: str, others: dict[str, Field]) -> tuple[str, ...]:
    where = f"{table} · {asked.label.zh}" if table and form.register == "" else asked.label.zh
    need = needed(asked, others)
    shape = format_of(asked.kind)
    options = (
        "、".join(map(str, asked.kind.options[:_MOST_OPTIONS])) if asked.kind.name not in ("tick", "score") else ""
    )
    hint = f"{asked.hint.zh}\n{asked.hint.en}" if asked.hint else ""
    return (
        f"{where}\n{asked.label.en}",
        f"{need.zh}\n{need.en}",
        f"{shape.zh}\n{shape.en}",
        asked.example,
        "\n".join(filter(None, (options, hint))),
    )


def format_of(kind: Kind) -> Text:
    """How an answer of this kind is written."""
    return _FORMATS.get(kind.name, _FORMATS["words"])


def needed(asked: Field, others: dict[str, Field]) -> Text:
    """Whether the answer is needed, and when."""
    if asked.drawn:
        return Text("收件后自动编号", "numbered on receipt")
    if asked.calculation:
        return Text("自动计算", "calculated")
    if isinstance(asked.need, When):
        return _needed_when(asked.need, others)
    return Text("必填", "required") if asked.need else Text("选填", "optional")


def _needed_when(when: When, others: dict[str, Field]) -> Text:
    other = others.get(when.key)
    if other is None:
        return Text("按需填写", "when it applies")
    if not when.values:
        return Text(f"填写「{other.label.zh}」时必填", f"when “{other.label.en}” is filled in")
    shown = "/".join(other.kind.show(value) for value in when.values)
    zh, en = ("不为", "is not") if when.unless else ("为", "is")
    return Text(f"「{other.label.zh}」{zh}“{shown}”时必填", f"when “{other.label.en}” {en} “{shown}”")
