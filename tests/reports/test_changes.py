from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest

from tests.reports.funnel_history import agreed, came, contracted, left, paid, quoted, seen, signed
from tests.reports.history import NAME, RULEBOOK
from toolkit.catalogue.process import STAGES
from toolkit.model.text import Text
from toolkit.reports import changes
from toolkit.reports.changes import changes_of, last_working_day_before, newly_overdue
from toolkit.reports.dues import CONTACT, Due
from toolkit.reports.outlook import Outlook
from toolkit.reports.report import Change
from toolkit.reports.tables import Level

JUNE_1, FRIDAY, MONDAY = date(2026, 6, 1), date(2026, 6, 26), date(2026, 6, 29)
SATURDAY = date(2026, 6, 27)
NAMES = {stage.name: Text(stage.name, stage.english) for stage in STAGES}


def since_friday(outlook: Outlook) -> list[Change]:
    """What Monday's report tells."""
    return list(changes_of(outlook, since=FRIDAY, stages=NAMES))


def told(found: Iterable[Change]) -> list[tuple[str, str, str]]:
    return [(change.kind.zh, change.before.zh, change.after.zh) for change in found]


def due(on: date | None) -> Due:
    matter, action = Text("约定的下次沟通", "the talk agreed"), Text("联系客户", "call")
    return Due(
        level=Level.YELLOW,
        kind=CONTACT,
        number="SJ-2026-0001",
        customer=NAME,
        matter=matter,
        due_on=on,
        days=None,
        amount=None,
        owner="王芳",
        action=action,
        deal="SJ-2026-0001",
        file="",
    )


def test_the_last_report_was_of_the_working_day_before() -> None:
    calendar = RULEBOOK.calendar

    assert last_working_day_before(MONDAY, calendar) == FRIDAY
    assert last_working_day_before(SATURDAY, calendar) == FRIDAY
    assert last_working_day_before(date(2026, 6, 22), calendar) == date(2026, 6, 18)  # the 19th is a holiday


def test_a_deal_without_news_has_no_changes() -> None:
    assert since_friday(seen(*contracted(JUNE_1), paid(FRIDAY, "10"), left("已流失", FRIDAY), day=MONDAY)) == []


def test_a_new_deal_is_told_with_its_first_stage_and_the_moves_after_it() -> None:
    outlook = seen(came("潜在客户", SATURDAY), came("已接触", MONDAY), day=MONDAY)

    found = since_friday(outlook)

    assert told(found) == [("新增商机", "", "潜在客户"), ("阶段推进", "潜在客户", "已接触")]
    assert [change.on for change in found] == [SATURDAY, MONDAY]
    assert (found[0].deal, found[0].customer, found[0].owner) == ("SJ-2026-0001", NAME, "王芳")
    assert (found[0].amount, found[1].after.en) == (None, "contacted")


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("已报价", "谈判中", "阶段推进"),
        ("谈判中", "已报价", "阶段退回"),
        ("已签约", "交付中", "阶段推进"),
        ("已验收", "交付中", "阶段退回"),
    ],
)
def test_a_deal_goes_forward_or_back(before: str, after: str, kind: str) -> None:
    (change,) = since_friday(seen(*quoted(JUNE_1), came(before, JUNE_1), came(after, MONDAY), day=MONDAY))

    assert (change.kind.zh, change.before.zh, change.after.zh, change.amount) == (kind, before, after, Decimal(113_000))
    assert change.levels == ({"kind": Level.YELLOW} if kind == "阶段退回" else {})


def test_the_same_stage_again_is_no_change() -> None:
    assert since_friday(seen(came("已报价", JUNE_1), came("已报价", MONDAY), day=MONDAY)) == []


@pytest.mark.parametrize(
    ("resumed", "kind"), [("需求确认", "阶段推进"), ("已报价", "阶段推进"), ("已接触", "阶段退回")]
)
def test_a_deal_put_on_hold_and_taken_up_again_is_measured_by_where_it_stood(resumed: str, kind: str) -> None:
    outlook = seen(
        came("需求确认", JUNE_1), left("暂缓跟进", SATURDAY, "客户年底再议"), came(resumed, MONDAY), day=MONDAY
    )

    assert told(since_friday(outlook)) == [("暂缓", "需求确认", "暂缓跟进"), (kind, "暂缓跟进", resumed)]


@pytest.mark.parametrize(
    ("stage", "kind", "level"),
    [
        ("暂缓跟进", "暂缓", Level.YELLOW),
        ("已丢单", "丢单/流失", Level.RED),
        ("已流失", "丢单/流失", Level.RED),
    ],
)
def test_a_step_aside_is_told_with_its_reason(stage: str, kind: str, level: Level) -> None:
    (change,) = since_friday(seen(came("已报价", JUNE_1), left(stage, MONDAY, "价格\n太高"), day=MONDAY))

    assert (change.kind.zh, change.after.zh) == (kind, f"{stage}(价格↵太高)")
    assert change.levels == {"kind": level}


def test_a_deal_lost_twice_is_told_twice_and_only_the_last_reason_is_known() -> None:
    outlook = seen(
        came("已接触", JUNE_1),
        left("已丢单", SATURDAY, "价格"),
        came("已接触", SATURDAY),
        left("已丢单", MONDAY, "竞品"),
        day=MONDAY,
    )

    assert told(since_friday(outlook)) == [
        ("丢单/流失", "已接触", "已丢单"),
        ("阶段推进", "已丢单", "已接触"),
        ("丢单/流失", "已接触", "已丢单(竞品)"),
    ]


def test_a_signature_is_told_when_it_was_registered_with_its_own_day() -> None:
    before = (*quoted(JUNE_1), *agreed(JUNE_1), came("合同审批中", JUNE_1))
    outlook = seen(*before, *signed(date(2026, 6, 24), registered=MONDAY), day=MONDAY)

    (change,) = since_friday(outlook)

    assert told([change]) == [("签约", "合同审批中", "已签约")]
    assert (change.on, change.amount) == (date(2026, 6, 24), Decimal(113_000))
    assert change.file.endswith("XS-2026-0001.docx")


def test_money_is_told_when_it_was_registered_with_its_own_day() -> None:
    came_in = (
        paid(date(2026, 6, 25), "100", registered=FRIDAY),
        paid(date(2026, 6, 25), "20.50", "SK-2026-0002", registered=MONDAY),
    )

    (change,) = since_friday(seen(*contracted(JUNE_1), *came_in, day=MONDAY))

    assert told([change]) == [("收款", "", "第1期")]
    assert (change.on, change.amount) == (date(2026, 6, 25), Decimal("20.50"))


def test_a_receipt_put_right_is_told_as_it_now_stands() -> None:
    outlook = seen(*contracted(JUNE_1), paid(FRIDAY, "100"), paid(FRIDAY, "90", registered=MONDAY), day=MONDAY)

    assert [(change.kind.zh, change.amount) for change in since_friday(outlook)] == [("收款", Decimal(90))]


def test_what_fell_due_on_the_day_of_the_last_report_is_overdue_now() -> None:
    days = (None, date(2026, 6, 25), FRIDAY, SATURDAY, MONDAY)

    found = list(newly_overdue(map(due, days), since=FRIDAY, day=MONDAY))

    assert [change.on for change in found] == [FRIDAY, SATURDAY]
    assert told(found)[0] == ("新逾期", "跟进到期", "约定的下次沟通")
    assert found[0].levels == {"kind": Level.YELLOW}


def test_changes_are_read_by_kind_then_by_day_and_deal() -> None:
    lost = seen(came("已接触", MONDAY), left("已丢单", MONDAY), number="SJ-2026-0001", day=MONDAY)
    paying = seen(*contracted(JUNE_1), paid(MONDAY, "10"), number="SJ-2026-0003", day=MONDAY)
    early, late = (seen(came("已接触", on), number="SJ-2026-0002", day=MONDAY) for on in (SATURDAY, MONDAY))

    found = changes.in_order(change for one in (late, lost, early, paying) for change in since_friday(one))

    assert [(change.kind.zh, change.on, change.deal[-4:]) for change in found] == [
        ("收款", MONDAY, "0003"),
        ("新增商机", SATURDAY, "0002"),
        ("新增商机", MONDAY, "0001"),
        ("新增商机", MONDAY, "0002"),
        ("丢单/流失", MONDAY, "0001"),
    ]


def test_every_kind_of_change_has_its_place_in_the_order() -> None:
    kinds = {value for value in vars(changes).values() if isinstance(value, Text) and value.zh}

    assert set(changes.KINDS) == kinds
