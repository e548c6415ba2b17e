"""Submissions as a reader would hand them over, from what a person types; and the world around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

from toolkit.catalogue.messages import GENERIC, tell
from toolkit.model.calendar import WorkingCalendar
from toolkit.model.deal import Deal, Event
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Field, Form
from toolkit.model.house import Company, Person, Policy, Product, Rulebook
from toolkit.model.kinds.reading import Content, Raw
from toolkit.model.known import Known
from toolkit.model.submission import Answer, Line, Submission, Value
from toolkit.model.text import Text
from toolkit.rules.examine import complete, examine

TODAY = date(2026, 7, 1)
Typed = Mapping[str, Content]

REST_DAYS = frozenset({date(2026, 6, day) for day in (19, 20, 21)} | {date(2026, 10, day) for day in range(1, 8)})
CALENDAR = WorkingCalendar(REST_DAYS, frozenset({date(2026, 9, 20), date(2026, 10, 10)}), frozenset({2026}))

COMPANY = Company(
    name="苏州恒拓智能装备有限公司",
    uscc="91320594MA1ABCDE8Y",
    address="苏州市工业园区示例路1号",
    phone="0512-66668888",
    legal_rep="陈立",
    email="sales@example.com",
    bank_name="示例银行苏州分行",
    bank_account="1102020209000123456",
)


def read(field: Field, typed: Content, *, key: str, place: str, today: date = TODAY) -> Answer:
    """The answer that a field's kind makes of what was typed."""
    reading = field.kind.read(Raw(typed, field.kind.number_format), today=today)
    raw = "" if typed is None else str(typed)
    return Answer(key, cast(Value, reading.value), raw, place, reading.notes, reading.fault)


def submission(
    form: Form,
    values: Typed | None = None,
    tables: Mapping[str, Sequence[Typed]] | None = None,
    *,
    today: date = TODAY,
    number: str = "",
    deal: str = "",
) -> Submission:
    """The form filled with what was typed; of a register, one row of it.

    Every declared answer is there, blank ones too. Single answers lie at `表单!C5` and on, a register's row
    at `登记!C5`, the lines of a table at `<table>!B2` and on. Raises KeyError for a key the form does not have.
    """
    values, tables = values or {}, tables or {}
    row_keys = {f.key for f in form.table(form.register).columns} if form.register else set()
    for key in values:
        form.field(key)
    answers = {}
    for n, field in enumerate(form.answers, start=5):
        in_row = field.key in row_keys
        key = f"{form.register}.{field.key}" if in_row else field.key
        place = f"{'登记' if in_row else '表单'}!C{n}"
        answers[field.key] = read(field, values.get(field.key), key=key, place=place, today=today)
    lines = {t.key: lines_of(form, t.key, tables.get(t.key, ()), today) for t in form.tables if t.key != form.register}
    return Submission(
        form.id,
        form.version,
        answers,
        lines,
        deal=deal,
        number=number,
        source=f"{form.word}.{form.medium}",
        line=1 if form.register else None,
    )


def lines_of(form: Form, table: str, rows: Iterable[Typed], today: date = TODAY) -> tuple[Line, ...]:
    """The lines of a table; raises KeyError for a column it does not have."""
    lines = []
    for n, row in enumerate(rows, start=1):
        for key in row:
            form.field(f"{table}.{key}")
        answers = {
            f.key: read(f, row.get(f.key), key=f"{table}.{f.key}", place=f"{table}!{chr(66 + c)}{n + 1}", today=today)
            for c, f in enumerate(form.table(table).columns)
        }
        lines.append(Line(n, f"{table}!{n + 1}", answers))
    return tuple(lines)


def rulebook(**policy: Any) -> Rulebook:
    """The rules of the golden case; `policy` changes single numbers of them."""
    return Rulebook(company=COMPANY, calendar=CALENDAR, policy=replace(Policy(), **policy))


def known(*, today: date = TODAY, book: Rulebook | None = None, **facts: Any) -> Known:
    """The world around a submission on that day: nothing but the rules, unless `facts` say more."""
    return Known(today=today, rulebook=book or rulebook(), **facts)


def person(name: str, department: str = "销售部门", role: str = "销售代表", **more: Any) -> Person:
    """One of our staff."""
    return Person(name=name, department=department, role=role, **more)


def staff(*people: Person) -> dict[str, Person]:
    """The staff list of these people."""
    return {p.name: p for p in people}


def product(code: str, name: str, price: str, tax_rate: str = "13%", *, unit: str = "台", spec: str = "") -> Product:
    """One catalogue article."""
    return Product(code=code, name=name, spec=spec, unit=unit, list_price=Decimal(price), tax_rate=tax_rate)


def deal(number: str = "SJ-2026-0001", *, customer: str = "KH-2026-0001", owner: str = "王芳") -> Deal:
    """A deal just opened on 2026-06-16."""
    opened = Event("deal opened", number, {"customer": customer, "owner": owner})
    return Deal(number).after(date(2026, 6, 16), opened)


def filed(before: Deal, filled: Submission, number: str, on: date) -> Deal:
    """The deal after this submission was accepted under that number."""
    facts = {"form": filled.form, "number": number, "submission": filled}
    return before.after(on, Event("filed", before.number, facts))


def issued(before: Deal, document: str, number: str, on: date, **facts: Any) -> Deal:
    """The deal after a document was issued (facts: version, variant, status, basis)."""
    return before.after(on, Event("issued", before.number, {"document": document, "number": number, **facts}))


def codes(findings: Iterable[Finding], *, least: Severity = Severity.WARNING) -> list[str]:
    """The codes of the findings that weigh at least that much."""
    return [f.code for f in findings if f.severity >= least]


def only(findings: Iterable[Finding], *, least: Severity = Severity.WARNING) -> Finding:
    """The one finding that weighs at least that much; fails on none or several."""
    found = [f for f in findings if f.severity >= least]
    assert len(found) == 1, found
    return found[0]


def judged(form: Form, filled: Submission, world: Known) -> tuple[Finding, ...]:
    """Everything that is to be said of it: its blanks computed first, as on arrival."""
    return examine(form, complete(form, filled), world)


def sentence(finding: Finding, form: Form, words: Mapping[str, Text]) -> str:
    """The finding as the sender reads it; fails where a placeholder of either language stays open."""
    all_words = {**GENERIC, **words}
    assert "{" not in tell(finding, form, all_words, "en")
    said = tell(finding, form, all_words, "zh")
    assert "{" not in said
    return said
