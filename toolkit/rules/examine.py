"""All findings of a submission at once: what its declaration asks, then what its rules say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from toolkit.model.computed import computed, repeated
from toolkit.model.finding import Finding
from toolkit.model.form import Calculation, Field, Form, When
from toolkit.model.kinds import Amount, AmountRange, Span
from toolkit.model.kinds.reading import Note
from toolkit.model.known import Known
from toolkit.model.submission import Answer, Line, Submission, Value
from toolkit.model.text import Text
from toolkit.rules.droppers import dropper_is_entitled
from toolkit.rules.references import references
from toolkit.rules.say import ERROR, INFO, WARNING, say
from toolkit.rules.years import number_of_its_year, unknown_years

TODAY = Text("今天", "today")


def complete(form: Form, submission: Submission) -> Submission:
    """The submission with 同上 answered by the row above and its blank calculated answers computed, lines first."""
    return computed(form, repeated(form, submission))


def examine(form: Form, submission: Submission, known: Known) -> tuple[Finding, ...]:
    """Every finding, in the order of the form; labels added from the declaration.

    A number that nobody knows is not told to be another than ours as well.
    """
    found = [
        *(_remark(note) for note in submission.remarks),
        *_fields(form, submission, known),
        *_lines(form, submission, known),
        *dropper_is_entitled(form, submission, known),
        *references(form, submission, known),
        *number_of_its_year(form, submission, known),
        *unknown_years(form, submission, known),
        *(finding for rule in form.rules for finding in rule(submission, known)),
    ]
    unknown = {(finding.key, finding.place) for finding in found if finding.code == "M-REF"}
    told = [f for f in found if f.code != "M-MATCH" or (f.key, f.place) not in unknown]
    doubts = [doubt for finding in told for doubt in _mismatched_unit(submission, finding)]
    return tuple(_labelled(form, finding, submission.line) for finding in (*told, *doubts))


def _remark(note: Note) -> Finding:
    return say(note.code, WARNING if note.is_warning else INFO, **note.facts)


def _labelled(form: Form, finding: Finding, line: int | None) -> Finding:
    if finding.line is None:
        finding = replace(finding, line=line)
    if finding.label or not finding.key:
        return finding
    return replace(finding, label=form.field(finding.key).label)


def _fields(form: Form, submission: Submission, known: Known) -> Iterator[Finding]:
    for field in form.answers:
        yield from _answer(form, field, submission, None, known)


def _lines(form: Form, submission: Submission, known: Known) -> Iterator[Finding]:
    for table in form.tables:
        if table.key == form.register and submission.line is not None:
            continue
        lines = submission.lines(table.key)
        if len(lines) < table.least:
            yield say(table.missing or "M-ROWS", ERROR, table=table.title, least=table.least)
        for line in lines:
            for field in table.columns:
                for finding in _answer(form, field, submission, line, known):
                    yield replace(finding, line=line.number)


def _answer(form: Form, field: Field, submission: Submission, line: Line | None, known: Known) -> Iterator[Finding]:
    """What the declaration alone says of one answer."""
    source = line or submission
    answer = source.answer(field.key)
    for note in answer.notes:
        yield say(note.code, WARNING if note.is_warning else INFO, answer, **note.facts)
    if answer.fault:
        yield say(answer.fault.code, field.severity, answer, **answer.fault.facts)
        return
    if answer.value is None:
        yield from _needed(form, field, submission, line)
        return
    yield from _order_of_days(form, field, answer, submission, line, known.today)
    yield from _doubtful_range(field, answer)
    if field.calculation:
        yield from _calculation(field, field.calculation, answer, submission, line)


def _needed(form: Form, field: Field, submission: Submission, line: Line | None) -> Iterator[Finding]:
    answer = (line or submission).answer(field.key)
    if field.need is True and not field.drawn:
        yield say(field.missing or "M-REQ", ERROR, answer)
    if isinstance(field.need, When) and _applies(field.need, submission, line):
        yield say(field.missing or "M-COND", ERROR, answer, condition=_condition(form, field.need, line, answer.key))


def _applies(when: When, submission: Submission, line: Line | None) -> bool:
    value = _other(when.key, submission, line)
    if value is None:
        return False
    if not when.values:
        return True
    return (value in when.values) != when.unless


def _other(key: str, submission: Submission, line: Line | None) -> Value:
    if line is not None and key in line.answers:
        return line.value(key)
    return submission.value(key)


def _condition(form: Form, when: When, line: Line | None, asking: str) -> Text:
    table = asking.rpartition(".")[0]
    key = f"{table}.{when.key}" if line is not None and table else when.key
    label = form.field(key).label
    if not when.values:
        return Text(f"「{label.zh}」已填写", f"“{label.en}” is filled in")
    shown = "/".join(_yes_no(v) for v in when.values)
    verb = Text("不为", "is not") if when.unless else Text("为", "is")
    return Text(f"「{label.zh}」{verb.zh}“{shown}”", f"“{label.en}” {verb.en} “{shown}”")


def _yes_no(value: Value) -> str:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def _order_of_days(
    form: Form, field: Field, answer: Answer, submission: Submission, line: Line | None, today: date
) -> Iterator[Finding]:
    value = answer.value.date() if isinstance(answer.value, datetime) else answer.value
    if not isinstance(value, date):
        return
    for key, code in ((field.not_before, "M-DATE-PAST"), (field.not_after, "M-DATE-FUT")):
        if not key:
            continue
        other = today if key == "today" else (line or submission).day(key) or submission.day(key)
        if other is None:
            continue
        if (value < other) if code == "M-DATE-PAST" else (value > other):
            label = TODAY if key == "today" else form.field(key).label
            yield say(code, ERROR, answer, value=value, other_label=label, other=other)


_WAN = 10_000
_PLAUSIBLE = (Decimal(100), Decimal(10) ** 9)
"""元 between which the sum of a form lies. Source: domain.md 4.4."""
_WHOLE_SUM = re.compile(r"=?SUM\(\{\w+\.\w+\}\)")


def _doubtful_unit(field: Field, calculation: Calculation, answer: Answer, expected: Value) -> Iterator[Finding]:
    """M-WAN: the sum of a table that is very small or large, or an amount 10,000 times off, looks like 元 for 万元."""
    given = answer.value
    if not isinstance(field.kind, Amount) or not isinstance(given, Decimal) or not given:
        return
    is_sum = calculation.code == "M-SUM" and _WHOLE_SUM.fullmatch(calculation.formula) is not None
    is_odd = is_sum and not _PLAUSIBLE[0] <= abs(given) <= _PLAUSIBLE[1]
    if is_odd or _is_wan_off(given, expected):
        yield say("M-WAN", WARNING, answer, value=given)


def _doubtful_range(field: Field, answer: Answer) -> Iterator[Finding]:
    """M-WAN: a range of money below 100 元, such as 10-20, was meant in 万元."""
    if not isinstance(field.kind, AmountRange) or not isinstance(answer.value, Span):
        return
    most = answer.value.high if answer.value.high is not None else answer.value.low
    if most and most < _PLAUSIBLE[0]:
        yield say("M-WAN", WARNING, answer, value=field.kind.show(answer.value))


def _is_wan_off(given: Decimal, expected: object) -> bool:
    return isinstance(expected, Decimal) and bool(expected) and expected in (given * _WAN, given / _WAN)


def _mismatched_unit(submission: Submission, finding: Finding) -> Iterator[Finding]:
    """M-WAN beside an amount that a rule found to differ 10,000 times from what the deal says."""
    due = finding.facts.get("other", finding.facts.get("calc"))
    if finding.code not in ("M-MATCH", "M-CALC", "M-SUM") or not isinstance(due, Decimal):
        return
    table, _, key = finding.key.rpartition(".")
    rows = {line.number: line for line in submission.lines(table)}
    answer = (rows.get(finding.line or 0) or submission).answer(key)
    if isinstance(answer.value, Decimal) and answer.value and _is_wan_off(answer.value, due):
        yield replace(say("M-WAN", WARNING, answer, value=answer.value), line=finding.line)


def _calculation(
    field: Field, calculation: Calculation, answer: Answer, submission: Submission, line: Line | None
) -> Iterator[Finding]:
    expected = calculation.compute(submission, line)
    yield from _doubtful_unit(field, calculation, answer, expected)
    if expected is None or expected == answer.value:
        return
    facts: Mapping[str, object] = {
        "given": field.kind.show(answer.value),
        "calc": field.kind.show(expected),
        "formula": calculation.explained,
    }
    if not isinstance(expected, Decimal) or not isinstance(answer.value, Decimal):
        yield say(calculation.code, ERROR, answer, **facts)
        return
    allowed = calculation.tolerance * max(1, len(submission.lines(calculation.per_line_of)))
    difference = abs(answer.value - expected)
    facts = {**facts, "diff": difference, "what": calculation.explained}
    if difference <= allowed:
        if difference >= Decimal("0.005"):
            yield say("M-ROUND", INFO, answer, **facts)
        return
    yield say(calculation.code, ERROR, answer, **facts)
