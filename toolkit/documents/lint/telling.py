"""A finding in words: where, what, what to do; and as a row for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from toolkit.documents.lint.findings import TemplateFinding
from toolkit.documents.lint.parts import part_name
from toolkit.model.text import Lang, Text

WEIGHTS: Final[Mapping[str, Text]] = {"error": Text("错误", "error"), "warning": Text("提醒", "warning")}
_WHOLE: Final = Text("整个模板", "whole template")
_TEXT: Final = Text("段落:", "paragraph: ")
_TAG: Final = Text("标签:", "tag: ")
_FIX: Final = Text("请改:", "change: ")
_LONGEST: Final = 100


def where(finding: TemplateFinding, lang: Lang) -> str:
    """`正文 第12段 第2个表 第3行 第1格`, `header paragraph 1`."""
    if not finding.part:
        return _WHOLE.said(lang)
    number = Text(f"第{finding.paragraph}段", f"paragraph {finding.paragraph}").said(lang) if finding.paragraph else ""
    return " ".join(part for part in (part_name(finding.part).said(lang), number, finding.cell.said(lang)) if part)


def lines(findings: Sequence[TemplateFinding], lang: Lang) -> Iterator[str]:
    """Two to four lines a finding."""
    for one in findings:
        weight = WEIGHTS[one.severity].said(lang)
        yield f"{one.template}: {where(one, lang)}: {weight} {one.code}: {one.says.said(lang)}"
        if one.tag and one.tag not in one.says.said(lang):
            yield f"    {_TAG.said(lang)}{_shortened(one.tag)}"
        if one.text and one.text.strip() != one.tag:
            yield f"    {_TEXT.said(lang)}{_shortened(one.text)}"
        yield f"    {_FIX.said(lang)}{one.advice.said(lang)}"


def note(finding: TemplateFinding, lang: Lang) -> tuple[str, ...]:
    """The lines of a comment at its place."""
    head = f"{WEIGHTS[finding.severity].said(lang)} {finding.code}"
    tag = (f"{_TAG.said(lang)}{_shortened(finding.tag)}",) if finding.tag else ()
    return (head, finding.says.said(lang), *tag, f"{_FIX.said(lang)}{finding.advice.said(lang)}")


def row(finding: TemplateFinding, lang: Lang) -> dict[str, object]:
    """A finding for other programs."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "template": finding.template,
        "part": finding.part,
        "paragraph": finding.paragraph,
        "cell": finding.cell.said(lang),
        "text": finding.text,
        "tag": finding.tag,
        "says": finding.says.said(lang),
        "advice": finding.advice.said(lang),
    }


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
