"""The copy that goes back to the sender: every finding a mark on the cell it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import PurePath

from toolkit.catalogue import MESSAGES
from toolkit.catalogue.advice import FIX
from toolkit.catalogue.messages import shown, worded
from toolkit.errors import NotPatchable, UnreadableFile
from toolkit.forms.annotate import annotate
from toolkit.forms.guide import format_of
from toolkit.forms.marks import Mark, Summary, by_weight
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Form
from toolkit.model.submission import Answer, Submission
from toolkit.model.text import Lang, Text
from toolkit.office.gate import admit
from toolkit.office.package import Package

TO_MEND, TO_SEE = "_需修改", "_有提醒"
"""What the name of a copy ends with: one that came back, and one that was taken with a warning."""
_COPY = re.compile(rf"(?:{TO_MEND}|{TO_SEE})\d*(?:~\d+)?$")
_MEND = Text(
    "请直接在本文件中修改标色的单元格,保存后放回收件箱;标记会自动清除。",
    "Correct the coloured cells in this very file, save it and drop it again; the marks clear themselves.",
)
_SEEN = Text("本表已受理,以下内容请留意。", "This form was accepted; please note the following.")
_FORM = Text("表单", "Form")
_SUCH_AS = Text("如:{example}", "such as: {example}")
_MORE = Text("其他", "Further")
_LEFT_OUT = Text(
    "另有 {n} 项未标出,改正后重新提交即可看到。", "{n} more are not marked; they show once these are mended."
)
_MOST_MARKS = 200
"""In one copy, the worst of them: more than anybody mends at a time, and thousands would take minutes to draw."""
_MOST_OPTIONS = 12
_BY_CONTENT = "copy"
"""A name without an ending: WPS calls ordinary packages .et and .wps."""


def marked_copy(
    content: bytes,
    name: str,
    form: Form,
    submission: Submission,
    findings: Iterable[Finding],
    *,
    title: str,
    lang: Lang,
    about: Iterable[tuple[str, str]] = (),
) -> bytes | None:
    """The file with its findings marked; None where it cannot be patched or there is nothing to mark.

    `about`: further lines of the summary, label and text.
    """
    found = by_weight(marks_of(form, submission, findings, lang))
    if not found:
        return None
    marks, left_out = found[:_MOST_MARKS], len(found) - _MOST_MARKS
    if left_out > 0:
        about = (*about, (_MORE.said(lang), _LEFT_OUT.said(lang).format(n=left_out)))
    is_wrong = any(mark.severity is Severity.ERROR for mark in marks)
    named = (_FORM.said(lang), f"{form.id} {form.title.said(lang)}")
    advice = (_MEND if is_wrong else _SEEN).said(lang)
    summary = Summary(title=title, file=name, about=(named, *about), advice=advice)
    try:
        package = admit(content, _BY_CONTENT)
        return _annotated(package, marks, summary, lang)
    except (NotPatchable, UnreadableFile):
        return None


def _annotated(package: Package, marks: Sequence[Mark], summary: Summary, lang: Lang) -> bytes:
    """The marked file; a mark whose place is none that can be coloured is told in the summary alone."""
    try:
        return annotate(package, marks, lang=lang, summary=summary)
    except NotPatchable as trouble:
        if not trouble.place:
            raise
        rest = [replace(m, place="", said=f"{m.place}: {m.said}") if m.place == trouble.place else m for m in marks]
        return _annotated(package, rest, summary, lang)


def copy_names(name: str, findings: Iterable[Finding]) -> Iterator[str]:
    """`成本核算表_需修改.xlsx`, `…_需修改2.xlsx` … for a wrong form, `…_有提醒` for one that was taken.

    A copy that was sent again and is wrong again gets the next of these names, never two endings.
    """
    path = PurePath(name)
    is_wrong = any(finding.severity is Severity.ERROR for finding in findings)
    stem = f"{_COPY.sub('', path.stem)}{TO_MEND if is_wrong else TO_SEE}"
    return (f"{stem}{n if n > 1 else ''}{path.suffix}" for n in count(1))


def marks_of(form: Form, submission: Submission, findings: Iterable[Finding], lang: Lang) -> Iterator[Mark]:
    """A mark a finding, mere notes on how a value was read left out."""
    for finding in findings:
        if finding.severity is Severity.INFO:
            continue
        answer = _answer(form, submission, finding)
        yield Mark(
            severity=finding.severity,
            code=finding.code,
            said=worded(finding, MESSAGES, lang),
            place=finding.place or _row(form, submission, finding),
            cell=answer.cell if answer is not None and answer.place == finding.place else 0,
            label=finding.label.said(lang) if finding.label else "",
            read=finding.raw,
            expected=_expected(form, finding, answer, lang),
            fix=FIX[finding.code].said(lang) if finding.code in FIX else "",
        )


def _answer(form: Form, submission: Submission, finding: Finding) -> Answer | None:
    table, _, column = finding.key.rpartition(".")
    if not table:
        return submission.answers.get(finding.key)
    lines = (line for line in submission.lines(table) if line.number == finding.line)
    return next((line.answers.get(column) for line in lines), None)


def _row(form: Form, submission: Submission, finding: Finding) -> str:
    """The row of the register that the finding speaks of as a whole."""
    if not form.register or finding.line is None:
        return ""
    return next((line.place for line in submission.lines(form.register) if line.number == finding.line), "")


def _expected(form: Form, finding: Finding, answer: Answer | None, lang: Lang) -> str:
    """What should stand there: the computed value, else how such an answer is written; '' where it can be read."""
    if "calc" in finding.facts:
        return shown(finding.facts["calc"], lang)
    is_unread = answer is not None and (answer.fault is not None or not answer.raw)
    if not finding.key or not is_unread:
        return ""
    field = form.field(finding.key)
    options = field.kind.options if field.kind.name not in ("tick", "score") else ()
    if options:
        listed = shown(options[:_MOST_OPTIONS], lang)
        return listed if len(options) <= _MOST_OPTIONS else f"{listed}…"
    if field.kind.name == "words":
        return _SUCH_AS.said(lang).format(example=field.example) if field.example else ""
    return format_of(field.kind).said(lang)
