"""Rules of the progress report (F11). Source: domain.md 2.11, 1.1 stage 6; decisions.md 16, 18."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.model import money_due, terms
from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.kinds import Percent
from toolkit.model.known import Known
from toolkit.model.submission import Submission
from toolkit.model.text import Text
from toolkit.rules.matching import earlier, not_before
from toolkit.rules.say import ERROR, WARNING, say

DELIVERED: Final = "交付签收"
MAKING: Final = ("备料", "生产")
PRODUCTION: Final = "生产部门"
ORDERED_ON = Text("下单日期", "date of the order")
TODAY = Text("今天", "today")

_DONE = re.compile(r"已完成[^0-9%]{0,6}(\d+(?:\.\d+)?)\s*[%％]")


def _deliver_by(known: Known) -> date | None:
    return terms.milestones_of(known.deal, known.rulebook).deliver_by if known.deal else None


def progress_goes_on(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-61: a department's progress does not fall below its last report, unless a cause is given."""
    now, dept, on = submission.amount("progress"), submission.value("dept"), submission.day("report_date")
    if now is None or on is None or submission.value("cause") is not None:
        return
    before = [
        progress
        for filing in earlier(submission, known)
        if filing.submission.value("dept") == dept
        and filing.submission.value("order_no") == submission.value("order_no")
        and (filing.submission.day("report_date") or on) <= on
        and (progress := filing.submission.amount("progress")) is not None
    ]
    if before and now < before[-1]:
        show = Percent().show
        yield say("R-61", WARNING, submission.answer("progress"), prev=show(before[-1]), cur=show(now))


def work_says_the_same(submission: Submission, known: Known) -> Iterator[Finding]:
    """F11-05: a percentage in the words (已完成80%生产) is the progress reported."""
    said, progress = _DONE.search(submission.words("done_work")), submission.amount("progress")
    if said and progress is not None and Decimal(said[1]) / 100 != progress:
        yield say(
            "F11-05", WARNING, submission.answer("done_work"), said=f"{said[1]}%", progress=Percent().show(progress)
        )


def delay_is_owned(submission: Submission, known: Known) -> Iterator[Finding]:
    """F11-03: a day after the contract's delivery day is an abnormality."""
    due, eta = _deliver_by(known), submission.day("eta")
    if due and eta and eta > due and submission.value("is_abnormal") is False:
        yield say("F11-03", ERROR, submission.answer("eta"), eta=eta, due=due)


def impact_is_counted(submission: Submission, known: Known) -> Iterator[Finding]:
    """F11-04: the days lost are those between the contract's delivery day and the expected one."""
    due, eta, given = _deliver_by(known), submission.day("eta"), submission.amount("impact_days")
    if due is None or eta is None or given is None or submission.value("is_abnormal") is not True:
        return
    calculated = max(0, (eta - due).days)
    if given != calculated:
        yield say("F11-04", WARNING, submission.answer("impact_days"), given=int(given), calc=calculated)


def delivery_has_happened(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-DATE-FUT: 交付签收 names a day that has come; F11-06: and nothing is left to do."""
    if submission.value("stage") != DELIVERED:
        return
    answer, progress = submission.answer("eta"), submission.amount("progress")
    if isinstance(answer.value, date) and answer.value > known.today:
        yield say("M-DATE-FUT", ERROR, answer, value=answer.value, other_label=TODAY, other=known.today)
    if progress is not None and progress < 1:
        yield say("F11-06", WARNING, submission.answer("progress"), progress=Percent().show(progress))


def delivery_is_told_once(submission: Submission, known: Known) -> Iterator[Finding]:
    """F11-08: another delivery day than the one on record would move what hangs on it: that one is withdrawn first."""
    day = submission.day("eta")
    if submission.value("stage") != DELIVERED or day is None:
        return
    own = submission.words("pf_no")
    told = (f for f in earlier(submission, known) if f.submission.value("stage") == DELIVERED and f.number != own)
    for filing in told:
        if filing.submission.day("eta") != day and filing.submission.value("order_no") == submission.value("order_no"):
            facts = {"number": filing.number, "day": filing.submission.day("eta")}
            yield say("F11-08", ERROR, submission.answer("eta"), **facts)
            return


def days_follow_the_order(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-DATE-PAST: nothing is reported or delivered before the order."""
    ordered_on = terms.milestones_of(known.deal, known.rulebook).ordered_on if known.deal else None
    yield from not_before(submission.answer("report_date"), ordered_on, ORDERED_ON)
    yield from not_before(submission.answer("eta"), ordered_on, ORDERED_ON)


def order_is_released(submission: Submission, known: Known) -> Iterator[Finding]:
    """F11-07: nothing is reported on an order whose form (F10) has not come: letters tell its milestones."""
    if known.deal and known.deal.filing("F10") is None:
        yield say("F11-07", ERROR, submission.answer("order_no"))


def production_is_prepaid(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-60: making begins once the prepayment has come in full, as the receipts (F17) tell (decisions.md 18)."""
    if known.deal is None or not known.rulebook.policy.prepay_before_production:
        return
    if submission.value("dept") != PRODUCTION or submission.value("stage") not in MAKING:
        return
    outstanding = money_due.prepayment_outstanding(known.deal, known.rulebook)
    if outstanding:
        yield say("R-60", WARNING, submission.answer("stage"), outstanding=outstanding)


RULES: Final[tuple[Rule, ...]] = (
    order_is_released,
    days_follow_the_order,
    progress_goes_on,
    work_says_the_same,
    delay_is_owned,
    impact_is_counted,
    delivery_has_happened,
    delivery_is_told_once,
    production_is_prepaid,
)
