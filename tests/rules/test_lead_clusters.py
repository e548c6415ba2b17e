"""Which rows of several registries speak of one customer: laws over made-up rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.desk.registries import FORM, _settle
from toolkit.desk.registry_outcome import Outcome
from toolkit.house import standard_rulebook
from toolkit.model.house import Customer
from toolkit.model.kinds.reading import Span
from toolkit.model.known import Known
from toolkit.model.likeness import Comparison
from toolkit.model.submission import Answer, Submission
from toolkit.rules.lead_clusters import clusters_of, face
from toolkit.rules.lead_merging import Kept, merged
from toolkit.rules.leads import as_customer

DAY = date(2026, 6, 30)
NAMES = (
    "上海启明精密制造有限公司", "启明精密制造(上海)有限责任公司", "上海启明精密设备制造有限公司",
    "北京启明精密制造有限公司",
    "苏州恒达机械设备有限公司", "苏州恒通机械设备有限公司", "昆仑物流有限公司",
)  # fmt: skip
CODES, PHONES = (None, "91310115MA1K456788", "91320594MA1XQ5QT5K"), (None, "13812345678", "13900000001")
REGISTERED = (
    Customer(number="KH-2026-0001", name=NAMES[0], lead={"uscc": CODES[1]}),
    Customer(number="KH-2026-0002", name=NAMES[4], lead={"contact_phone": PHONES[1]}),
)


def customer(name: str, uscc: str | None, phone: str | None, number: str = "") -> Customer:
    return Customer(number=number, name=name, lead={"uscc": uscc, "contact_phone": phone})


def compared(number: str, name: str, *, is_same: bool) -> Comparison:
    return Comparison(customer=number, other="", name=name, is_same=is_same, reason="", by="", on=DAY)


_customers = st.builds(customer, st.sampled_from(NAMES), st.sampled_from(CODES), st.sampled_from(PHONES))
_comparisons = st.builds(
    compared, st.sampled_from([one.number for one in REGISTERED]), st.sampled_from(NAMES), is_same=st.booleans()
)


def kept(n: int, file: int, days: int, one: Customer, owner: str) -> Kept:
    """A row that intake would take, but for what it is like."""
    said: dict[str, Any] = {
        **one.lead, "customer_name": one.name, "industry": "制造业", "region": "上海市", "source": "行业展会",
        "annual_revenue": Span(Decimal(80_000_000), Decimal(80_000_000)),
        "profile_match": True, "contact_name": "张伟", "contact_title": "经理",
        "contact_wechat": "zhangwei", "owner": owner, "register_date": DAY - timedelta(days),
    }  # fmt: skip
    answers = {key: Answer(key, value) for key, value in said.items() if value is not None}
    return Kept(f"{file}.xlsx", file, f"表!{n}", Submission(FORM.id, FORM.version, answers, line=n))


_rows = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 20), _customers, st.sampled_from(("王芳", "李娜"))), max_size=12
)


def settled(rows: Sequence[Kept], comparisons: Sequence[Comparison]) -> Outcome:
    outcome = Outcome()
    _settle(rows, REGISTERED, comparisons, Known(today=DAY, rulebook=standard_rulebook()), outcome, "zh")
    return outcome


@given(_rows, st.lists(_comparisons, max_size=4))
@settings(max_examples=150, deadline=None)
def test_every_row_goes_to_exactly_one_place(drawn: Sequence[Any], comparisons: Sequence[Comparison]) -> None:
    rows = [kept(n, *one) for n, one in enumerate(drawn)]

    outcome = settled(rows, comparisons)

    listed = (*outcome.merged, *outcome.known, *outcome.waiting)
    gone = [one.name for joined in listed for one in joined.rows]
    gone += [f"{one.file} {one.row}" for one in outcome.unread if not one.is_remark]
    assert sorted(gone) == sorted(one.name for one in rows)
    asked = {name for question in outcome.questions for name in (question.name, question.other)}
    assert {one.name for one in outcome.waiting} <= asked


@given(_rows, st.lists(_comparisons, max_size=4), st.randoms())
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_rows_changes_nothing(
    drawn: Sequence[Any], comparisons: Sequence[Comparison], any: Any
) -> None:
    rows = [kept(n, *one) for n, one in enumerate(drawn)]
    shuffled = list(rows)
    any.shuffle(shuffled)

    assert settled(shuffled, comparisons) == settled(rows, comparisons)


@given(st.lists(_customers, max_size=10, unique_by=face), st.lists(_comparisons, max_size=4))
@settings(max_examples=150, deadline=None)
def test_no_cluster_holds_what_contradicts(drawn: Sequence[Customer], comparisons: Sequence[Comparison]) -> None:
    everyone = [*REGISTERED, *drawn]
    last = {(one.customer, one.name): one.is_same for one in comparisons}

    clusters, doubts = clusters_of(everyone, comparisons)

    assert sorted(n for cluster in clusters for n in cluster.members) == list(range(len(everyone)))
    for cluster in clusters:
        own = [everyone[n] for n in cluster.members]
        assert len({one.number for one in own} - {""}) <= 1
        assert len({one.lead.get("uscc") for one in own} - {None}) <= 1
        assert not any(last.get((cluster.number, one.name)) is False for one in own if not one.number)
        assert len(cluster.links) == len(own) - 1
    for one, other in combinations(range(len(clusters)), 2):
        codes = clusters[one].codes & clusters[other].codes
        assert not codes or any((doubt.one, doubt.other) == (one, other) for doubt in doubts) or clusters[other].number


def test_one_contact_is_taken_from_one_row() -> None:
    def spoken(n: int, **said: Any) -> Kept:
        answers = {key: Answer(key, value) for key, value in said.items()}
        return Kept("a.xlsx", 0, f"表!{n}", Submission(FORM.id, FORM.version, answers, line=n))

    old = spoken(1, first_contact_date=date(2026, 6, 1), feedback="有兴趣", next_contact_date=date(2026, 6, 10))
    new = spoken(2, first_contact_date=date(2026, 6, 15), feedback="要报价")

    made = merged([new, old], FORM.table("rows").columns)

    assert made.values == {"first_contact_date": date(2026, 6, 15), "feedback": "要报价"}
    (day, feedback) = made.conflicts
    assert (day.chosen, feedback.said[0]) == (date(2026, 6, 15), ("有兴趣", ("a.xlsx 表!1",)))


def test_likeness_of_a_row_is_that_of_intake() -> None:
    row = kept(1, 1, 0, customer(NAMES[1], None, None), "王芳")

    clusters, (doubt,) = clusters_of([REGISTERED[0], as_customer(row.row)])

    assert (len(clusters), doubt.link.score) == (2, 85)
