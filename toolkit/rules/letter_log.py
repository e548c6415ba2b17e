"""Rules of the letter log (F12). Source: domain.md 2.12, 1.1 stage 6 (R-62, R-67)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from toolkit.model import terms
from toolkit.model.calendar import iso_week
from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.known import Known
from toolkit.model.numerals import chinese_number
from toolkit.model.submission import Submission
from toolkit.model.text import Text
from toolkit.rules.matching import not_before
from toolkit.rules.say import WARNING, say

ORDERED_ON = Text("下单日期", "date of the order")

_WEEK: Final = re.compile(
    r"(?:(?P<year>20\d{2})\s*[-年/]?\s*)?(?:W|第)?\s*(?P<week>\d{1,2}|[一二三四五六七八九十]{1,4})\s*周?"
)


def week_is_that_of_the_letter(submission: Submission, known: Known) -> Iterator[Finding]:
    """F12-01: the week named (2026-W31, 第31周) is the ISO week in which the letter was sent."""
    answer, sent_on = submission.answer("week"), submission.day("sent_date")
    if sent_on is None or answer.value is None:
        return
    year, week, _ = sent_on.isocalendar()
    if _week_named(str(answer.value), year) != (year, week):
        yield say("F12-01", WARNING, answer, sent=sent_on, week=iso_week(sent_on))


def _week_named(words: str, this_year: int) -> tuple[int, int] | None:
    """Year and week; None for words that name none. Without a year this year's is meant."""
    found = _WEEK.fullmatch(words.strip().upper())
    if found is None:
        return None
    week = found["week"]
    try:
        return int(found["year"] or this_year), int(week if week.isdecimal() else chinese_number(week))
    except ValueError:
        return None


def letters_are_weekly(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-62: no more than a week lies between two letters, or the order and its first, until delivery."""
    answer, sent_on = submission.answer("sent_date"), submission.day("sent_date")
    dates = terms.milestones_of(known.deal, known.rulebook) if known.deal else None
    if known.deal is None or sent_on is None or dates is None or dates.ordered_on is None:
        return
    logged = [f.submission for f in known.deal.all_filings("F12") if f.number != submission.value("letter_no")]
    before = [day for row in logged if (day := row.day("sent_date")) is not None and day <= sent_on]
    until = min(sent_on, dates.delivered_on or sent_on)
    gap = (until - max([dates.ordered_on, *before])).days
    if gap > known.rulebook.policy.progress_letter_days:
        yield say("R-62", WARNING, answer, order=submission.words("order_no"), n=gap)


def a_later_day_is_written_down(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-67: a delivery day later than the contract's needs a supplement, signed."""
    answer, agreed = submission.answer("agreed_new_date"), submission.day("agreed_new_date")
    due = terms.milestones_of(known.deal, known.rulebook).deliver_by if known.deal else None
    if agreed and due and agreed > due and not terms.signed_supplement(submission):
        yield say("R-67", WARNING, answer, d=agreed, c=due)


def days_follow_the_order(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-DATE-PAST: no letter is sent and nothing agreed before the order."""
    ordered_on = terms.milestones_of(known.deal, known.rulebook).ordered_on if known.deal else None
    for key in ("sent_date", "agreed_new_date", "supplement_signed_on"):
        yield from not_before(submission.answer(key), ordered_on, ORDERED_ON)


RULES: Final[tuple[Rule, ...]] = (
    days_follow_the_order,
    week_is_that_of_the_letter,
    letters_are_weekly,
    a_later_day_is_written_down,
)
