"""What the years of a form say: calendars not yet written down, numbers of another year. Source: domain.md 5.6, 7.1."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from toolkit.model.calendar import add_working_days
from toolkit.model.finding import Finding
from toolkit.model.form import Form
from toolkit.model.kinds.reading import Term
from toolkit.model.known import Known
from toolkit.model.submission import Answer, Submission
from toolkit.rules.say import WARNING, say

_LONGEST: Final = 3650
"""Working days; longer periods are returned by rules of their own and not counted here."""


def unknown_years(form: Form, submission: Submission, known: Known) -> Iterator[Finding]:
    """M-YEAR, once: a day named or counted in working days lies in a year whose rest days nobody wrote down.

    Past years without a calendar are of no concern: nothing is counted from today into them.
    """
    calendar = known.rulebook.calendar
    unknown = {
        day.year: answer
        for answer, day in reversed(tuple(_days(submission, known)))
        if day.year >= known.today.year and not calendar.knows(day.year)
    }
    if unknown:
        years = tuple(sorted(unknown))
        yield say("M-YEAR", WARNING, unknown[years[0]], year=years)


def number_of_its_year(form: Form, submission: Submission, known: Known) -> Iterator[Finding]:
    """M-NUMBER-YEAR: a number that a person typed for a new form bears the year of the form's day.

    Numbers that we issued keep the year of their issue; so does a row that is changed under its number.
    """
    answer = submission.answer(form.own_number)
    if not form.series or form.numbered != "acceptance" or _is_known(form, str(answer.value), known):
        return
    day = _day_of(form, submission) or known.today
    yield from of_another_year(answer, day)


def of_another_year(answer: Answer, day: date | None) -> Iterator[Finding]:
    """M-NUMBER-YEAR where an answered number (`XS-2026-0001`) bears another year than the day's."""
    parts = answer.value.split("-") if isinstance(answer.value, str) else []
    if day is not None and len(parts) > 2 and parts[1].isdigit() and int(parts[1]) != day.year:
        yield say("M-NUMBER-YEAR", WARNING, answer, no=answer.value, d=day)


def _is_known(form: Form, number: str, known: Known) -> bool:
    customer, deal = known.customer, known.deal
    is_customers = customer is not None and customer.number == number
    return is_customers or (deal is not None and deal.filing(form.id, number) is not None)


def _day_of(form: Form, submission: Submission) -> date | None:
    """The form's own day: the first answered one that may not lie in the future."""
    days = (submission.day(field.key) for field in form.answers if field.not_after == "today")
    return next((day for day in days if day is not None), None)


def _days(submission: Submission, known: Known) -> Iterator[tuple[Answer, date]]:
    """Every day the submission names, and where its periods of working days end, counted from today.

    A period that was agreed as a day (`2027年3月底`) is as it is: nothing is counted to get there.
    """
    lines = (line for lines in submission.tables.values() for line in lines)
    for source in (submission, *lines):
        for answer in source.answers.values():
            value = answer.value
            if isinstance(value, Term):
                if value.on is None and value.unit == "工作日" and value.count <= _LONGEST:
                    yield answer, add_working_days(known.today, value.count, known.rulebook.calendar)
            elif isinstance(value, date):
                yield answer, value.date() if isinstance(value, datetime) else value
