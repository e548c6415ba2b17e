"""What a returned form is marked with: a mark a finding, its words, its colours, and what the summary says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.model.finding import Severity
from toolkit.model.text import Lang, Text, shown_safely

AUTHOR = "salesdocs"
"""Of our notes and comments."""
SHEET_TITLE = Text("检查结果", "Check results")
"""Of the sheet a returned workbook ends with; a further one of that name has a number behind it."""
SUMMARY_STYLES = ("salesdocs check title", "salesdocs check line")
"""Names of the paragraph styles of the block a returned Word file begins with; nothing else is written in them."""
COLOURS: Mapping[Severity, str] = {
    Severity.ERROR: "FDB0B0",
    Severity.HOLD: "FDD090",
    Severity.WARNING: "FDF0A0",
    Severity.INFO: "CDE0F0",
}
"""Fill of a marked cell, RGB. The last digit of green and of blue is free: see `returned.colours`."""
SEVERITY_WORDS: Mapping[Severity, Text] = {
    Severity.ERROR: Text("错误", "Error"),
    Severity.HOLD: Text("待办", "On hold"),
    Severity.WARNING: Text("提醒", "Warning"),
    Severity.INFO: Text("说明", "Note"),
}
WHOLE_FORM = Text("整份表单", "whole form")

_HEAD, _FOOT = Text("【检查结果】", "[Check results]"), "—— salesdocs"
_BLOCK = re.compile(rf"\n{{0,2}}(?:{re.escape(_HEAD.zh)}|{re.escape(_HEAD.en)}).*?{re.escape(_FOOT)}", re.DOTALL)
_READ, _EXPECTED, _FIX = Text("读到:", "Read: "), Text("应为:", "Expected: "), Text("请改:", "Change: ")
_LONGEST = 2_000
"""Characters shown of one text; a whole page pasted into a cell stays in the cell."""
_MOST_MARKS = 12
_MORE = Text("另有{n}项,见“检查结果”。", "{n} more: see “Check results”.")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One finding, put into words, and where it belongs."""

    severity: Severity
    code: str
    said: str
    """The message."""
    place: str = ""
    """`工作表!C7` a cell, `工作表!7` a row, `第2个表 第3行` a row of a Word file, `第5段` its n-th paragraph outside of
    tables; '' the whole form, which only the summary tells."""
    cell: int = 0
    """Which cell of a Word row, from 1; 0 for the whole row."""
    label: str = ""
    read: str = ""
    expected: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What stands above the list of findings, in the reader's language."""

    title: str
    file: str
    """Its name as dropped."""
    about: tuple[tuple[str, str], ...] = ()
    """Further lines, label and text: form, deal, day."""
    advice: str = ""
    """What to do with the file now."""


def by_weight(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The worst first, otherwise as they came."""
    return tuple(sorted(marks, key=lambda mark: -mark.severity))


def counts(marks: Sequence[Mark], lang: Lang) -> str:
    """`错误 3 · 提醒 1`, the worst first."""
    numbers = ((severity, sum(m.severity is severity for m in marks)) for severity in sorted(Severity, reverse=True))
    return " · ".join(f"{SEVERITY_WORDS[severity].said(lang)} {n}" for severity, n in numbers if n)


def readings(mark: Mark, lang: Lang) -> tuple[str, ...]:
    """读到:… / 应为:… / 请改:…, those that are known."""
    parts = ((_READ, shown_safely(mark.read)), (_EXPECTED, mark.expected), (_FIX, mark.fix))
    return tuple(f"{label.said(lang)}{readable(text)}" for label, text in parts if text)


def readable(text: str) -> str:
    """A text of ours as it is shown, whatever was typed into what it speaks of."""
    return shown_safely(text, longest=_LONGEST)


def writable(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return _UNPRINTABLE.sub("", text)


def note_lines(marks: Sequence[Mark], lang: Lang) -> tuple[str, ...]:
    """The note on a cell, line by line: a head, each mark's message, readings and code, a foot that ends it."""
    colon = Text(":", ": ").said(lang)
    lines = [_HEAD.said(lang)]
    for mark in by_weight(marks)[:_MOST_MARKS]:
        lines.append(f"{SEVERITY_WORDS[mark.severity].said(lang)}{colon}{readable(mark.said)}")
        lines += readings(mark, lang)
        lines.append(f"({mark.code})")
    if len(marks) > _MOST_MARKS:
        lines.append(_MORE.said(lang).format(n=len(marks) - _MOST_MARKS))
    return (*lines, _FOOT)


def our_notes_in(text: str) -> tuple[tuple[int, int], ...]:
    """Where our notes lie within a note's text, from head to foot; what a person typed around them is not in it."""
    return tuple(found.span() for found in _BLOCK.finditer(text))
