"""Due between delivery and acceptance: the acceptance itself, and what is to be rectified first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from toolkit.model.deal import Filing
from toolkit.model.submission import Line
from toolkit.model.text import Text
from toolkit.reports.dues.kinds import ACCEPTANCE
from toolkit.reports.dues.line import Asked, Due
from toolkit.reports.outlook import Outlook
from toolkit.reports.tables import Level

BEING_ACCEPTED: Final = ("交付中",)
"""The stage of a deal that is delivered and not accepted."""

_FIT: Final = "合格"


def acceptances(asked: Asked) -> Iterator[Due]:
    """Delivered and not accepted: the acceptance itself, or what is to be rectified first."""
    outlook, delivered_on = asked.outlook, asked.outlook.dates.delivered_on
    if delivered_on is None or outlook.dates.accepted_on:
        return
    latest = outlook.deal.filing("F13")
    if latest is not None:
        yield from _after_a_round(asked, latest)
        return
    contract = outlook.rulebook.contract
    by = asked.later(delivered_on, contract.acceptance_workdays)
    waited = asked.waited(delivered_on)
    silent = waited > contract.acceptance_workdays + contract.silence_workdays
    level = Level.YELLOW if waited > contract.acceptance_workdays and not silent else Level.BLUE
    matter = Text(f"{delivered_on} 交付,尚无验收结论", f"delivered {delivered_on}, not accepted yet")
    if silent:
        matter = Text(f"{matter.zh};视为验收待确认", f"{matter.en}; may count as accepted, to be confirmed")
    action = Text("组织验收并交回验收确认单", "hold the acceptance; drop the certificate")
    about = outlook.deal.paper("G09") or outlook.order or outlook.deal.number
    yield asked.due(level, ACCEPTANCE, about, matter, action, on=by, amount=asked.at_stake)


def _after_a_round(asked: Asked, certificate: Filing) -> Iterator[Due]:
    """What a round has left to be rectified; the next round once everything is."""
    outlook, done = asked.outlook, _record_of(asked.outlook, certificate)
    rectified = _rectified_in(done) if done else frozenset[str]()
    listed = [row for row in certificate.submission.lines("rectify") if row.words("content")]
    open_rows = [row for row in listed if row.value("recheck") != _FIT and row.words("content") not in rectified]
    if open_rows or done is None:
        for row in open_rows:
            yield _rectification(asked, certificate, row)
        return
    limit = outlook.rulebook.contract.acceptance_workdays
    yield asked.due(
        Level.YELLOW if asked.waited(done.filed_on) > limit else Level.BLUE,
        ACCEPTANCE,
        outlook.deal.paper("G09") or certificate,
        Text(f"{done.filed_on} 整改完成,待复验", f"rectified {done.filed_on}, to be inspected again"),
        Text("组织复验并交回验收确认单", "hold the next acceptance; drop the certificate"),
        on=asked.later(done.filed_on, limit),
        amount=asked.at_stake,
    )


def _rectification(asked: Asked, certificate: Filing, row: Line) -> Due:
    by, what, outlook = row.day("due"), row.words("content"), asked.outlook
    return asked.due(
        Level.RED if by and by < outlook.today else Level.BLUE,
        ACCEPTANCE,
        outlook.deal.paper("G10") or certificate,
        Text(f"整改:{what}", f"to be rectified: {what}"),
        Text("完成整改并申请复验", "rectify it and ask for the next inspection"),
        on=by,
        owner=asked.member_of(row.words("dept")),
    )


def _record_of(outlook: Outlook, certificate: Filing) -> Filing | None:
    """What a department has reported of the current notice (F14), since that certificate; None before it has."""
    notice, record = outlook.deal.paper("G10"), outlook.deal.filing("F14")
    if notice is None or record is None or record.number != notice.number or record.filed_on < certificate.filed_on:
        return None
    return record


def _rectified_in(record: Filing) -> frozenset[str]:
    """The items that are done and have passed the department's own check, by their words."""
    done = (row for row in record.submission.lines("items") if row.day("done_date") and row.value("self_check") == _FIT)
    return frozenset(row.words("item_ref") for row in done)
