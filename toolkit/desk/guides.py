"""The filling guide of a form: its declaration and its part in the process, as a Word file or a web page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from toolkit.catalogue import CATALOGUE, MESSAGES_OF
from toolkit.catalogue.advice import FIX
from toolkit.forms.blanks.guide_page import guide_page
from toolkit.forms.blanks.guide_word import guide_word
from toolkit.forms.guide import Advice, Fact, Guide
from toolkit.model.form import Form
from toolkit.model.process import Transition
from toolkit.model.text import Lang, Text

Medium = Literal["docx", "html"]

_KINDS = {
    "xlsx": Text("Excel 工作簿(.xlsx)", "Excel workbook (.xlsx)"),
    "docx": Text("Word 文档(.docx)", "Word document (.docx)"),
}
_BY_ROW = Text(
    "登记表:一行一条,每行单独判断,可以随时补充",
    "a register: one entry a row, each decided by itself, added to at any time",
)
_PREFILLED = Text(
    "商机文件夹中的空白表已预填已知内容,请优先使用;也可用 salesdocs form new {id} --deal 编号 生成",
    "take the blank in the deal's folder: what is known is in it; or make one: salesdocs form new {id} --deal NUMBER",
)
_PLAIN = Text(
    "空白表:workbooks 文件夹,或 salesdocs form new {id}", "the blank: folder workbooks, or salesdocs form new {id}"
)
_NEW_LEAD = Text("新线索", "a new lead")
_ANY_TIME = Text("随时", "at any time")
_MASTER = Text("登记后立即用于以后的检查和文件", "counts from then on, for checks and documents")
_KEPT = Text("存入商机档案", "kept with the deal")
_ON_ACCEPTANCE = Text("{series}-年份-流水号,收件后自动编号", "{series}-year-number, drawn on receipt")
_ON_ISSUE = Text("{series}-年份-流水号,已印在表上", "{series}-year-number, printed on the blank")
_WITH_IT = Text(
    "与表单一起放入收件箱的文件:按「{label}」填写的文件名匹配", "files dropped with it, by the name in “{label}”"
)


def guide_of(form: Form) -> Guide:
    """All that is to be said of filling in that form."""
    return Guide(form, tuple(_facts(form)), tuple(_advice(form)))


def write_guide(form: Form, medium: Medium, lang: Lang, target: Path | None) -> Path:
    """The guide, written: to `target`, or under its own name into the current folder."""
    path = target or Path(file_name(form, medium, lang))
    guide = guide_of(form)
    if medium == "html":
        path.write_text(guide_page(guide, lang), "utf-8")
    else:
        path.write_bytes(guide_word(guide, lang))
    return path


def file_name(form: Form, medium: Medium, lang: Lang) -> str:
    """`填写指南_F05_成本核算表.docx`, `guide_F05_cost-sheet.docx`."""
    stem = f"填写指南_{form.id}_{form.title.zh}" if lang == "zh" else f"guide_{form.id}_{form.word}"
    return f"{stem}.{medium}"


def _facts(form: Form) -> Iterator[Fact]:
    steps = [t for t in CATALOGUE.process.transitions if t.form == form.id]
    yield Fact(Text("填写人", "Filled in by"), (form.filled_by,))
    yield Fact(Text("何时填写", "When"), (_stages(steps),))
    yield Fact(Text("表单形式", "The form"), (_KINDS[form.medium], *((_BY_ROW,) if form.register else ())))
    is_prefilled = form.prefill.__module__.startswith("toolkit.catalogue")
    yield Fact(Text("从哪里取", "Where it lies"), (_put(_PREFILLED if is_prefilled else _PLAIN, "id", form.id),))
    if form.series:
        text = _ON_ISSUE if form.numbered == "issue" else _ON_ACCEPTANCE
        yield Fact(Text("编号", "Its number"), (_put(text, "series", form.series),))
    if form.attachments:
        labels = [form.field(key).label for key in form.attachments]
        told = (Text(_WITH_IT.zh.replace("{label}", a.zh), _WITH_IT.en.replace("{label}", a.en)) for a in labels)
        yield Fact(Text("附件", "Attachments"), tuple(told))
    yield Fact(Text("提交之后", "What follows"), tuple(_follows(form, steps)))


def _stages(steps: Sequence[Transition]) -> Text:
    """The stages at which the form is awaited."""
    if not steps:
        return _ANY_TIME
    names = {name for step in steps for name in step.source}
    stages = [stage for stage in CATALOGUE.process.stages if stage.name in names]
    opens = [_NEW_LEAD] if any(not step.source for step in steps) else []
    zh, en = (*(o.zh for o in opens), *(s.name for s in stages)), (*(o.en for o in opens), *(s.english for s in stages))
    return Text(f"商机阶段:{'、'.join(zh)}", f"stage of the deal: {', '.join(en)}")


def _follows(form: Form, steps: Sequence[Transition]) -> Iterator[Text]:
    """What its filing brings about, step by step of the process."""
    told: dict[Text, None] = {}
    for step in steps:
        if step.says.zh:
            told.setdefault(Text(step.says.zh + _result(step, "zh"), step.says.en + _result(step, "en")))
    yield from told or (_MASTER if form.records in ("person", "product", "customer file") else _KEPT,)


def _result(step: Transition, lang: Lang) -> str:
    """` → 已报价;报价单、报价反馈记录`: the next stage, documents written and blanks laid out."""
    stage = CATALOGUE.process.stage(step.target) if step.target else None
    papers = [CATALOGUE.documents[due.document].title for due in step.documents]
    papers += [CATALOGUE.forms[blank].title for blank in step.blanks]
    where = "" if stage is None else (stage.name if lang == "zh" else stage.english)
    what = ("、" if lang == "zh" else ", ").join(dict.fromkeys(paper.said(lang) for paper in papers))
    return f" → {' · '.join(filter(None, (where, what)))}" if where or what else ""


def _advice(form: Form) -> Iterator[Advice]:
    """The form's own messages and what to do about each, in the order of their codes."""
    for code, message in sorted(MESSAGES_OF[form.id].items()):
        yield Advice(code, message, FIX[code])


def _put(text: Text, name: str, value: str) -> Text:
    return Text(*(said.replace(f"{{{name}}}", value) for said in text))
