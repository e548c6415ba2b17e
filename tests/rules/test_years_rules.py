from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests import golden
from tests.rules import golden_deal
from tests.rules.golden_deal import typed_over, world
from tests.rules.submissions import CALENDAR, Typed, known, rulebook, sentence, submission
from toolkit.catalogue.forms import f05_cost_sheet, f09_signing_register
from toolkit.model.calendar import WorkingCalendar
from toolkit.model.deal import Deal, Event
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Field, Form, Group, Table
from toolkit.model.kinds import Day, Number, Period
from toolkit.model.text import Text
from toolkit.rules.examine import examine

NAME = Text("表", "form")
FORM = Form(
    id="F99",
    word="letter",
    version="1.0",
    title=NAME,
    medium="xlsx",
    parts=(
        Group(
            NAME,
            (
                Field(key="no", label=Text("编号", "number"), kind=Number("GJ"), need=False),
                Field(key="planned", label=Text("计划", "planned"), kind=Day(), need=False),
                Field(key="written", label=Text("日期", "written"), kind=Day(), need=False, not_after="today"),
                Field(key="term", label=Text("期限", "term"), kind=Period(), need=False),
            ),
        ),
        Table(
            key="steps",
            title=Text("步骤", "steps"),
            columns=(Field(key="due", label=Text("到期", "due"), kind=Day(), need=False),),
        ),
    ),
    stage=1,
    series="GJ",
    own_number="no",
)
TODAY = date(2026, 11, 23)


def told(values: Typed, dues: tuple[str, ...] = (), form: Form = FORM, **facts: Any) -> list[Finding]:
    filled = submission(form, values, {"steps": [{"due": due} for due in dues]}, today=TODAY)
    return [f for f in examine(form, filled, known(today=TODAY, **facts)) if f.code in ("M-YEAR", "M-NUMBER-YEAR")]


@pytest.mark.parametrize(
    ("values", "dues", "key"),
    [
        ({"planned": "2027-01-04"}, (), "planned"),
        ({"planned": "2026-12-31", "term": "30个工作日"}, (), "term"),
        ({}, ("2026-12-01", "2027-01-04"), "steps.due"),
    ],
)
def test_a_day_in_a_year_without_a_calendar_is_told(values: Typed, dues: tuple[str, ...], key: str) -> None:
    (finding,) = told(values, dues)

    assert (finding.code, finding.severity, finding.key) == ("M-YEAR", Severity.WARNING, key)
    assert sentence(finding, FORM, {}).endswith("2027年放假安排尚未配置,按周末双休推算。")


def test_several_days_of_unknown_years_are_told_once() -> None:
    (finding,) = told({"planned": "2028-03-01"}, ("2027-01-04", "2027-01-05"))

    assert "2027、2028年" in sentence(finding, FORM, {})


@pytest.mark.parametrize("planned", ["2026-12-31", "2019-05-01"])
@pytest.mark.parametrize("term", ["20个工作日", "12个月", "2027年3月底", "99999个工作日"])
def test_days_of_known_years_and_of_the_past_are_no_matter(planned: str, term: str) -> None:
    assert not told({"planned": planned, "term": term})


def test_a_year_that_the_house_wrote_down_is_known() -> None:
    own = WorkingCalendar(frozenset({date(2027, 1, 1)}), frozenset(), frozenset({2027}))
    book = replace(rulebook(), calendar=own.over(CALENDAR))

    assert not told({"planned": "2027-01-04"}, book=book)


def test_a_typed_number_of_another_year_than_its_day_is_told() -> None:
    (finding,) = told({"no": "GJ-2025-0007", "written": "2026-11-20", "planned": "2026-12-01"})

    assert (finding.code, finding.severity, finding.key) == ("M-NUMBER-YEAR", Severity.WARNING, "no")
    assert sentence(finding, FORM, {}).endswith("编号GJ-2025-0007的年份与日期2026-11-20不一致。")


def test_without_a_day_of_its_own_the_form_is_of_today() -> None:
    assert [f.facts["d"] for f in told({"no": "GJ-2025-0007"})] == [TODAY]
    assert not told({"no": "GJ-2026-0007"})


def test_a_number_that_we_issued_keeps_the_year_of_its_issue() -> None:
    assert not told({"no": "GJ-2025-0007"}, form=replace(FORM, numbered="issue"))


def test_a_form_that_is_changed_under_its_number_keeps_it() -> None:
    sheet = f05_cost_sheet.FORM
    filled = submission(sheet, {"cost_no": "CB-2025-0001"}, today=TODAY)
    before = Deal("SJ-2025-0001").after(
        date(2025, 12, 30),
        Event("filed", "SJ-2025-0001", {"form": "F05", "number": "CB-2025-0001", "submission": filled}),
    )

    again, anew = (examine(sheet, filled, known(today=TODAY, deal=deal)) for deal in (before, None))

    assert "M-NUMBER-YEAR" not in {f.code for f in again}
    assert "M-NUMBER-YEAR" in {f.code for f in anew}


@pytest.mark.parametrize(("source", "is_told"), [("draft", False), ("sign", True)])
def test_contracts_numbered_by_their_signing_bear_its_year(source: str, is_told: bool) -> None:
    today = date(2027, 1, 6)
    around = world(golden_deal.approved(), today, book=rulebook(number_year_source=source))
    row = {**golden.SIGNING.tables["signings"][0], "sign_date": "2027-01-05", "archived_date": "2027-01-06"}

    findings = examine(f09_signing_register.FORM, typed_over(f09_signing_register.FORM, around, row), around)

    assert ("M-NUMBER-YEAR" in {f.code for f in findings}) is is_told
