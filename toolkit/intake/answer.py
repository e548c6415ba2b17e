"""What the dropper is told: the receipt of an accepted file, the report of a returned one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.catalogue import MESSAGES
from toolkit.catalogue.messages import tell
from toolkit.model.arrival import Outcome
from toolkit.model.decision import Decision
from toolkit.model.document import DocumentKind
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Form
from toolkit.model.text import Lang, Text, shown_safely


@dataclass(frozen=True, slots=True)
class Written:
    """A document or blank that a decision made: its title and path below the house."""

    title: Text
    file: str
    is_blank: bool = False
    deal: str = ""


@dataclass(frozen=True, slots=True)
class Resumed:
    """A form filed earlier whose next step waited for what came now."""

    form: Form
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One file of the inbox and what became of it."""

    name: str
    day: date
    outcome: Outcome
    form: Form | None = None
    document: DocumentKind | None = None
    """Of ours, where such a one came back instead of a form."""
    findings: tuple[Finding, ...] = ()
    """Of the file as a whole; those of its rows stand in the decisions."""
    decisions: tuple[Decision, ...] = ()
    resumed: tuple[Resumed, ...] = ()
    written: tuple[Written, ...] = ()
    run: str = ""
    """Id of its arrival: what `undo` and `retry` take."""
    inbox: str = ""
    """Where filled forms are to be dropped, as people see it."""

    @property
    def about(self) -> Form | DocumentKind | None:
        """What came: a form, or a document of ours; None for neither."""
        return self.form or self.document

    def all_findings(self) -> tuple[Finding, ...]:
        """Every finding, those of the rows included, in order."""
        return (*self.findings, *(f for decision in self.decisions for f in decision.findings))

    def holds(self) -> tuple[Finding, ...]:
        """What makes the next step wait."""
        return tuple(f for f in self.all_findings() if f.severity is Severity.HOLD)


_HEADS: dict[Outcome, Text] = {
    "captured": Text("处理中", "In work"),
    "accepted": Text("回执:已受理", "Receipt: accepted"),
    "returned": Text("检查结果:已退回,请修改后重新提交", "Returned: please correct it and send it again"),
    "duplicate": Text("回执:重复文件,未再处理", "Receipt: a duplicate; nothing was done again"),
    "waiting": Text("等待附件", "Waiting for an attachment"),
    "failed": Text("系统故障,文件未处理", "Our own fault: the file was not processed"),
    "quarantined": Text("未能处理,已移至待人工", "Put aside: a person has to look at it"),
    "lost": Text("文件丢失,未处理", "The file vanished: it was not processed"),
}

_SEVERITIES: dict[Severity, Text] = {
    Severity.ERROR: Text("错误(必须修改)", "Errors (to be corrected)"),
    Severity.HOLD: Text("待办(已受理,下一步须先解决)", "On hold (accepted; the next step waits for this)"),
    Severity.WARNING: Text("提醒", "Warnings"),
    Severity.INFO: Text("说明", "Notes"),
}

_LABELS = {
    "file": Text("文件", "File"),
    "form": Text("表单", "Form"),
    "day": Text("日期", "Date"),
    "run": Text("受理号", "Run"),
    "number": Text("编号", "Number"),
    "deal": Text("商机", "Deal"),
    "done": Text("处理结果", "What happened"),
    "documents": Text("已生成", "Documents written"),
    "blanks": Text("下一步请填写", "To be filled in next"),
    "drop": Text("填好后请放入", "When filled in, drop a copy into"),
    "row": Text("第{n}行", "row {n}"),
    "resumed": Text("此前待办的《{title}》已放行:", "“{title}”, held so far, goes on:"),
    "opened": Text("新商机", "further deal"),
    "same": Text("无变化", "unchanged"),
    "wrong": Text("有误", "wrong"),
    "more": Text("……另有 {n} 项,此处从略。", "… and {n} more."),
}

_MOST_BYTES = 63 << 10
"""Of an answer, UTF-8, its last line left out."""
_LONGEST_LINE = 2_400
_MOST_ROWS = 30
"""Rows of a register whose fate is told above the findings."""


def told(answered: Answered, lang: Lang) -> str:
    """The whole answer as plain text, for the file beside the original: 64 KiB at most, every line safe to show."""
    return "".join(f"{line}\n" for line in _within_bounds(_paragraphs(answered, lang), lang))


def _within_bounds(paragraphs: Iterable[str], lang: Lang) -> Iterator[str]:
    """The lines as they may be shown, as many as fit, and how many more there are."""
    room, left_out = _MOST_BYTES, 0
    for paragraph in paragraphs:
        line = shown_safely(paragraph, longest=_LONGEST_LINE)
        room -= len(line.encode()) + len("\r\n")
        if room < 0:
            left_out += bool(line)
        else:
            yield line
    if left_out:
        yield ""
        yield _LABELS["more"].said(lang).format(n=left_out)


def _paragraphs(answered: Answered, lang: Lang) -> Iterator[str]:
    yield headline(answered, lang)
    yield ""
    yield f"{_LABELS['file'].said(lang)}: {answered.name}"
    if answered.about:
        yield f"{_LABELS['form'].said(lang)}: {answered.about.id} {answered.about.title.said(lang)}"
    yield f"{_LABELS['day'].said(lang)}: {answered.day.isoformat()}"
    if answered.run:
        yield f"{_LABELS['run'].said(lang)}: {answered.run}"
    yield from happenings(answered, lang)
    yield from _findings(answered, lang)


def headline(answered: Answered, lang: Lang) -> str:
    """What became of the file, in a few words."""
    return heading(answered).said(lang)


def heading(answered: Answered) -> Text:
    """The same in both languages."""
    return _HEADS[answered.outcome]


def details(answered: Answered, lang: Lang) -> Iterator[tuple[str, str]]:
    """The day and what was decided, as labels and texts; what was written stands in the receipt."""
    yield _LABELS["day"].said(lang), answered.day.isoformat()
    decided = [line for decision in answered.decisions for line in _decided(decision, lang)]
    if decided:
        shown = "; ".join(decided[:_MOST_ROWS])
        yield _LABELS["done"].said(lang), shown if len(decided) <= _MOST_ROWS else f"{shown} …"


def happenings(answered: Answered, lang: Lang) -> Iterator[str]:
    """Numbers, stages, documents and blanks, a line each."""
    for decision in answered.decisions:
        yield from _decided(decision, lang)
    for resumed in answered.resumed:
        held = _LABELS["resumed"].said(lang).format(title=resumed.form.title.said(lang))
        yield from (f"{held} {line}" for line in _decided(resumed.decision, lang))
    documents = [w for w in answered.written if not w.is_blank]
    blanks = [w for w in answered.written if w.is_blank]
    if documents:
        yield ""
        yield f"{_LABELS['documents'].said(lang)}:"
        yield from (f"  《{w.title.said(lang)}》 {w.file}" for w in documents)
    if blanks:
        yield ""
        yield f"{_LABELS['blanks'].said(lang)}:"
        yield from (f"  《{w.title.said(lang)}》 {w.file}" for w in blanks)
        yield f"  {_LABELS['drop'].said(lang)}: {answered.inbox}/"


def _decided(decision: Decision, lang: Lang) -> Iterator[str]:
    row = f"{_LABELS['row'].said(lang).format(n=decision.line)} " if decision.line is not None else ""
    if decision.outcome == "returned":
        if row:
            yield f"{row}{_LABELS['wrong'].said(lang)}"
        return
    deal = f" · {_LABELS['deal'].said(lang)} {decision.deal.number} {decision.deal.stage}" if decision.deal else ""
    happened = [t.says.said(lang) for t in decision.transitions if t.says.zh]
    if decision.outcome == "unchanged":
        happened = [_LABELS["same"].said(lang)]
    said = f" · {'; '.join(happened)}" if happened else ""
    opened = [one.number for one in decision.opened]
    further = f" · {_LABELS['opened'].said(lang)} {'、'.join(opened)}" if opened else ""
    number = f"{_LABELS['number'].said(lang)} {decision.number}" if decision.number else _LABELS["done"].said(lang)
    yield f"{row}{number}{deal}{said}{further}"


def _findings(answered: Answered, lang: Lang) -> Iterator[str]:
    findings = answered.all_findings()
    for severity in sorted(_SEVERITIES, reverse=True):
        group = [f for f in findings if f.severity is severity]
        if group:
            yield ""
            yield f"{_SEVERITIES[severity].said(lang)}: {len(group)}"
            yield from numbered(group, answered.form, lang)


def numbered(findings: Sequence[Finding], form: Form | None, lang: Lang) -> Iterator[str]:
    """The findings' messages, counted."""
    for n, line in enumerate(lines(findings, form, lang), start=1):
        yield f"  {n}. {line}"


def lines(findings: Iterable[Finding], form: Form | None, lang: Lang) -> Iterator[str]:
    """One message a finding, its code at the end."""
    for finding in findings:
        yield f"{tell(finding, form, MESSAGES, lang)} [{finding.code}]"


def summary(answered: Answered, lang: Lang) -> dict[str, object]:
    """The answer as plain values, for --format json."""
    return {
        "file": answered.name,
        "run": answered.run,
        "outcome": answered.outcome,
        "form": answered.about.id if answered.about else None,
        "numbers": [decision.number for decision in answered.decisions if decision.number],
        "stages": [decision.deal.stage for decision in answered.decisions if decision.deal],
        "written": [written.file for written in answered.written],
        "findings": [
            {"code": f.code, "severity": f.severity.name.lower(), "place": f.place, "raw": f.raw, "text": words}
            for f, words in zip(
                answered.all_findings(), lines(answered.all_findings(), answered.form, lang), strict=True
            )
        ],
    }
