"""How a form is filled in, said once: for the sheet 填写说明, the prompts of cells, and the guide as a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.forms import layout
from toolkit.model.form import Field, Form, Group, Prose, Table, When
from toolkit.model.kinds import Kind
from toolkit.model.text import Lang, Text

HEADERS = (
    Text("填写项", "Answer"),
    Text("是否必填", "Needed"),
    Text("格式", "Format"),
    Text("示例", "Example"),
    Text("可选项与说明", "Options, notes"),
)
WORDS: Mapping[str, Text] = {
    "title": Text("{form}填写指南", "{form}: how to fill it in"),
    "version": Text("版本 {version}", "version {version}"),
    "rules": Text("填写规则", "Rules"),
    "answers": Text("逐项说明", "Answer by answer"),
    "returned": Text("有错误时", "When something is wrong"),
    "advice": Text("本表特有的提示及处理办法", "Messages of this form, and what to do"),
    "code": Text("代码", "Code"),
    "message": Text("提示", "Message"),
    "fix": Text("怎样处理", "What to do"),
}
"""Headings of the guide as a document."""
EXAMPLE = Text("例:{example}", "E.g. {example}")
_MOST_OPTIONS = 30
_PLACEHOLDER = re.compile(r"\{\w+\}")
_PREFILLED = Text("已预填;空白时必填", "prefilled; required where blank")
_PLAIN_TICKS = ("tick", "score", "yes_no")
"""Kinds whose format already says what there is to choose."""

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
_RULES = {
    "xlsx": (
        Text(
            "标 * 的为必填项;灰色字和浅蓝底的单元格由系统填写或计算,不需要改动。",
            "Labels with * are required; cells in grey letters or on light blue are filled or calculated for you.",
        ),
        Text(
            "明细表已备好空行,请从第一行起填写;不要改动标签和表头。",
            "Tables have blank rows ready: start at the first; keep labels and headers as they are.",
        ),
    ),
    "docx": (
        Text(
            "标 * 的为必填项;有 □ 的,将所选项的 □ 改为 ☑;灰色的“请选择”是下拉列表,也可直接输入。",
            "Labels with * are required; turn the □ of what you choose into ☑; a grey … is a list, or type over it.",
        ),
        Text(
            "表格行数不够可以增加;不要改动标签和表头。",
            "Add rows where they do not suffice; keep labels and headers as they are.",
        ),
    ),
}
_DROP_IT = Text(
    "填好后把文件的副本放入收件箱,文件名可以自定;表单凭编号识别,请保留“表单编号”一行。",
    "Drop a copy into the inbox under any file name; keep the line 表单编号, by which the form is known.",
)
_RETURNED = Text(
    "有错误的表单会退回:文件名加“_需修改”,有误之处标出,并写明读到了什么、应为什么、请怎样改。",
    "A form with faults comes back as …_需修改; each is marked with what was read, what is expected, what to do.",
)
_ROW_BY_ROW = Text(
    "登记表逐行判断:正确的行立即生效,只需改正标出的行。",
    "Rows are decided one by one: right ones count at once, only those marked are to be mended.",
)
_MEND_IT = Text(
    "直接在退回的文件上改正,再次放入收件箱即可;上次的标记会自动清除。",
    "Mend the returned file itself and drop it again; the marks of last time are cleared.",
)


class Entry(NamedTuple):
    """One answer, explained."""

    label: Text
    need: Text
    shape: Text
    example: str
    options: str
    """`产品成本、物流费`; '' where the answer is free."""
    hint: Text | None
    is_required: bool
    """Whether the blank carries its star."""

    def cells(self, lang: Lang) -> tuple[str, ...]:
        """The entry under HEADERS, in one language."""
        notes = (self.options, self.hint.said(lang) if self.hint else "")
        return (
            layout.capital(self.label.said(lang)),
            layout.capital(self.need.said(lang)),
            layout.capital(self.shape.said(lang)),
            self.example,
            "\n".join(filter(None, notes)),
        )


class Section(NamedTuple):
    """The answers under one heading of the form."""

    heading: Text
    is_table: bool
    entries: tuple[Entry, ...]


class Fact(NamedTuple):
    """Something to know of a form before it is filled in: a name and what there is to say."""

    name: Text
    told: tuple[Text, ...]


class Advice(NamedTuple):
    """A message that may come back, and what to do about it."""

    code: str
    message: Text
    fix: Text

    def shown(self, lang: Lang) -> str:
        """The message, with … for the facts of the case."""
        return _PLACEHOLDER.sub("…", self.message.said(lang))


@dataclass(frozen=True, slots=True)
class Guide:
    """All that the filling guide of a form says."""

    form: Form
    facts: tuple[Fact, ...]
    advice: tuple[Advice, ...]


def both(lang: Lang) -> tuple[Lang, Lang]:
    """The two languages, that one first."""
    return ("zh", "en") if lang == "zh" else ("en", "zh")


def rules(form: Form) -> tuple[Text, ...]:
    """How this form is filled in and handed in."""
    return (*_RULES[form.medium], _DROP_IT)


def returns(form: Form) -> tuple[Text, ...]:
    """What comes back where something is wrong."""
    return (_RETURNED, *((_ROW_BY_ROW,) if form.register else ()), _MEND_IT)


def sections(form: Form) -> Iterator[Section]:
    """The form's answers in its own order, under its own headings."""
    headings = zip(layout.headings(form, "zh"), layout.headings(form, "en"), strict=True)
    for part, heading in zip(form.parts, headings, strict=True):
        if isinstance(part, Group | Table):
            is_table = isinstance(part, Table)
            asked = part.columns if isinstance(part, Table) else part.fields
            others = beside(form, part if isinstance(part, Table) else None)
            yield Section(Text(*heading), is_table, tuple(_entry(field, others) for field in asked))


def notices(form: Form) -> tuple[Text, ...]:
    """The fixed words printed on the form."""
    return tuple(part.text for part in form.parts if isinstance(part, Prose))


def beside(form: Form, table: Table | None) -> Mapping[str, Field]:
    """The answers that the need of another may depend on, by key: the form's, and those of the same row."""
    return {field.key: field for field in (*form.fields, *(table.columns if table else ()))}


def _entry(asked: Field, others: Mapping[str, Field]) -> Entry:
    options = () if asked.kind.name in _PLAIN_TICKS else asked.kind.options[:_MOST_OPTIONS]
    shape, shown = format_of(asked.kind), "、".join(map(str, options))
    return Entry(asked.label, needed(asked, others), shape, asked.example, shown, asked.hint, layout.starred(asked))


def format_of(kind: Kind) -> Text:
    """How an answer of this kind is written."""
    return _FORMATS.get(kind.name, _FORMATS["words"])


def needed(asked: Field, others: Mapping[str, Field]) -> Text:
    """Whether the answer is needed, and when."""
    if asked.drawn:
        return Text(layout.DRAWN, "numbered on receipt")
    if asked.calculation:
        return Text("自动计算", "calculated")
    if isinstance(asked.need, When):
        return _needed_when(asked.need, others)
    if asked.locked:
        return _PREFILLED if asked.need else Text("已预填", "prefilled")
    return Text("必填", "required") if asked.need else Text("选填", "optional")


def _needed_when(when: When, others: Mapping[str, Field]) -> Text:
    other = others.get(when.key)
    if other is None:
        return Text("按需填写", "when it applies")
    if not when.values:
        return Text(f"填写「{other.label.zh}」时必填", f"when “{other.label.en}” is filled in")
    shown = "/".join(other.kind.show(value) for value in when.values)
    zh, en = ("不为", "is not") if when.unless else ("为", "is")
    return Text(f"「{other.label.zh}」{zh}“{shown}”时必填", f"when “{other.label.en}” {en} “{shown}”")
