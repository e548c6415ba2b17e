"""售后台账: a line for every visit, complaint and rectification."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from toolkit.model import money_due
from toolkit.model.deal import Deal, Filing, Paper
from toolkit.model.submission import Line, Submission
from toolkit.model.text import Text
from toolkit.reports.dues import ACCEPTANCE, COMPLAINT, VISIT
from toolkit.reports.outlook import Outlook
from toolkit.reports.registers.levels import Levels, levels_of
from toolkit.reports.tables import Column, Group, Register, Worst

VISITED, COMPLAINED, RECTIFIED = Text("回访", "visit"), Text("投诉", "complaint"), Text("整改", "rectification")
"""The sorts of lines."""

_VISITED: Final = "已回访"
_DONE: Final = "已整改"
_TO_RECTIFY: Final = "需整改"
_FIT: Final = "合格"
_SERVICE: Final = "客服部门"
_NO_GRADE: Final = Text("", "")
_PREFIX_AND_YEAR: Final = len("HF-2026-")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """One line of 售后台账."""

    number: str
    kind: Text
    customer: str
    order: str
    on: date | None
    """Of the visit, the complaint, the notice; None of a visit to come."""
    grade: Text
    """Overall score of a visit, severity of a complaint."""
    department: str
    due: date | None
    """The last day to do it."""
    status: str
    confirmed: str
    """What the customer says to the outcome: of a rectification, by the next acceptance."""
    levels: Levels = field(default_factory=dict)
    file: str = ""


def rows(group: Group) -> Iterator[ServiceRow]:
    """Of each deal that has come to an order: its rectifications, visits and complaints, by number."""
    for outlook in group.outlooks:
        if outlook.dates.ordered_on is not None:
            yield from _rectifications(outlook, group.worst)
            yield from _visits(outlook, group.worst)
            yield from _complaints(outlook, group.worst)


def _order(outlook: Outlook) -> str:
    return outlook.order.number if outlook.order else ""


def _last_issues(deal: Deal, kind: str) -> dict[str, Paper]:
    """The last issue of each number of a document."""
    return {paper.number: paper for paper in deal.all_papers(kind)}


def _visits(outlook: Outlook, worst: Worst) -> Iterator[ServiceRow]:
    """Those that took place and those that records were issued for; each is due by the plan of the one before."""
    deal, papers = outlook.deal, _last_issues(outlook.deal, "G11")
    told = {filing.number: filing for filing in money_due.latest_of_each(deal, money_due.VISIT)}
    due = None
    if outlook.dates.delivered_on:
        due = outlook.dates.delivered_on + timedelta(days=outlook.rulebook.policy.visit_window_days[1])
    for number in sorted({*papers, *told}, key=_by_series):
        paper, filing = papers.get(number), told.get(number)
        said = filing.submission if filing else Submission(money_due.VISIT, "")
        score = said.amount("score_overall")
        yield ServiceRow(
            number=number,
            kind=VISITED,
            customer=outlook.customer.name,
            order=_order(outlook),
            on=said.day("visit_date"),
            grade=_NO_GRADE if score is None else Text(f"{score}分", f"{score} of 5"),
            department=_SERVICE,
            due=due,
            status=_VISITED if filing else paper.status if paper else "",
            confirmed="",
            levels={} if filing else levels_of(worst, (deal.number,), due=(VISIT,)),
            file=_file(filing, paper),
        )
        due = said.day("next_visit_date")


def _complaints(outlook: Outlook, worst: Worst) -> Iterator[ServiceRow]:
    """Each as it was told last."""
    deal = outlook.deal
    for filing in sorted(money_due.latest_of_each(deal, money_due.COMPLAINT), key=lambda f: _by_series(f.number)):
        said = filing.submission
        severity, is_closed = said.words("severity"), said.value("close_status") == money_due.CLOSED
        yield ServiceRow(
            number=filing.number,
            kind=COMPLAINED,
            customer=outlook.customer.name,
            order=said.words("order_no") or _order(outlook),
            on=said.day("received_at"),
            grade=Text(severity, severity),
            department=said.words("resp_dept"),
            due=said.day("due_date"),
            status=said.words("close_status"),
            confirmed=said.words("customer_confirm"),
            levels={} if is_closed else levels_of(worst, (deal.number,), due=(COMPLAINT,)),
            file=filing.file,
        )


def _rectifications(outlook: Outlook, worst: Worst) -> Iterator[ServiceRow]:
    """Each notice, with what its certificate left open and what the next acceptance said."""
    deal, rounds = outlook.deal, tuple(outlook.deal.all_filings("F13"))
    for paper in sorted(_last_issues(deal, "G10").values(), key=lambda paper: _by_series(paper.number)):
        asked = _asked_by(paper, rounds)
        items = _left_open(rounds[asked].submission) if asked is not None else ()
        after = rounds[asked + 1 : asked + 2] if asked is not None else ()
        yield ServiceRow(
            number=paper.number,
            kind=RECTIFIED,
            customer=outlook.customer.name,
            order=_order(outlook),
            on=paper.issued_on,
            grade=_NO_GRADE,
            department="、".join(dict.fromkeys(dept for row in items if (dept := row.words("dept")))),
            due=max((day for row in items if (day := row.day("due"))), default=None),
            status=paper.status,
            confirmed=after[0].submission.words("conclusion") if after else "",
            levels={} if paper.status == _DONE or after else levels_of(worst, (deal.number,), due=(ACCEPTANCE,)),
            file=_file(deal.filing("F14", paper.number), paper),
        )


def _asked_by(paper: Paper, rounds: tuple[Filing, ...]) -> int | None:
    """Which acceptance a notice follows: the last before it that asked for rectification."""
    asking = (
        n
        for n, filing in enumerate(rounds)
        if filing.filed_on <= paper.issued_on and filing.submission.value("conclusion") == _TO_RECTIFY
    )
    return max(asking, default=None)


def _left_open(certificate: Submission) -> tuple[Line, ...]:
    """What a certificate asks to be rectified."""
    rows = certificate.lines("rectify")
    return tuple(row for row in rows if row.value("content") is not None and row.value("recheck") != _FIT)


def _file(filing: Filing | None, paper: Paper | None) -> str:
    """The form as it came back, else the document."""
    return (filing.file if filing else "") or (paper.file if paper else "")


def _by_series(number: str) -> tuple[str, int, str]:
    """The order in which numbers are drawn: within a prefix and year, longer ones come later."""
    return number[:_PREFIX_AND_YEAR], len(number), number


SERVICE: Final = Register(
    id="service",
    title=Text("售后台账", "After-sales"),
    rows=rows,
    columns=(
        Column("number", Text("单号", "number"), 16, "code", is_link=True),
        Column("kind", Text("类型", "kind"), 13, "code"),
        Column("customer", Text("客户", "customer"), 32),
        Column("order", Text("订单", "order"), 16, "code"),
        Column("on", Text("日期", "date"), 12, "day"),
        Column("grade", Text("评分/严重度", "score, severity"), 12, "code"),
        Column("department", Text("责任部门", "department"), 14),
        Column("due", Text("期限", "due"), 12, "day"),
        Column("status", Text("状态", "status"), 12, "code"),
        Column("confirmed", Text("客户确认", "customer says"), 14, "code"),
    ),
)
