"""What all kinds have in common: error cells, blanks and refusals are handled once, here."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, NamedTuple, cast

from toolkit.model.kinds import cleaning
from toolkit.model.kinds.reading import Content, Fault, Note, Raw, Reading
from toolkit.model.text import Text

_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_AS_EXCEL_SHOWS_IT = re.compile(r"[+-]?\d(?:\.\d+)?E\+\d{2,3}", re.IGNORECASE)
_KEPT_DIGITS = 15
"""Excel keeps this many significant digits of a number."""
_SHOWN_DIGITS = 6
"""What is left of a number that was typed or copied as 1.38123E+10."""
_LONG = 10**7


class Refused(Exception):
    """A cell that cannot be read; carries the fault to report."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.fault = Fault(code, facts)


class Assumed(NamedTuple):
    """Something we took for granted in reading a cell, to be told to the sender."""

    why: Text
    is_warning: bool = False


class Meaning(NamedTuple):
    """What a filled cell means; value None where it turned out to say nothing."""

    value: object
    assumed: tuple[Assumed, ...] = ()


class Sort:
    """A kind of answer.

    Subclasses say what a filled cell means (`_meaning` or `_meaning_on`) and how a value is shown.
    """

    __slots__ = ()
    name: ClassVar[str]

    @property
    def number_format(self) -> str:
        """Excel format code of the blank's cell."""
        return "@"

    def read(self, raw: Raw, *, today: date) -> Reading:
        """What the cell means on that day."""
        if raw.error or cleaning.is_error(raw.content):
            return Reading(fault=Fault("M-ERROR", {"error": raw.error or str(raw.content)}))
        if raw.uncached:
            return Reading(fault=Fault("M-UNCACHED"))
        if raw.content is None or self._is_blank(raw.content):
            return Reading(notes=_notes_of_blank(raw.content))
        if isinstance(raw.content, str) and _AS_EXCEL_SHOWS_IT.fullmatch(cleaning.unspaced(raw.content)):
            return Reading(fault=Fault("M-LOST"))
        try:
            meaning = self._meaning_on(raw, today)
        except Refused as refused:
            return Reading(fault=refused.fault)
        return Reading(meaning.value, self._notes(raw, meaning))

    def show(self, value: object) -> str:
        """The value as a person would write it."""
        return str(value)

    def cell(self, value: object) -> Content:
        """The value as a workbook cell holds it."""
        return self.show(value)

    def _is_blank(self, content: Content) -> bool:
        return cleaning.is_blank(content)

    def _meaning_on(self, raw: Raw, today: date) -> Meaning:  # noqa: ARG002 (only days depend on it)
        """What a filled cell means on that day. Raises Refused."""
        return self._meaning(raw)

    def _meaning(self, raw: Raw) -> Meaning:
        """What a filled cell means, whatever the day. Raises Refused."""
        raise NotImplementedError

    def _notes(self, raw: Raw, meaning: Meaning) -> tuple[Note, ...]:
        """One N-READ note that names everything taken for granted."""
        if not meaning.assumed:
            return ()
        why = Text("、".join(a.why.zh for a in meaning.assumed), ", ".join(a.why.en for a in meaning.assumed))
        facts = {"raw": cleaning.written(raw.content), "value": self.show(meaning.value), "why": why}
        return (Note("N-READ", facts, is_warning=any(a.is_warning for a in meaning.assumed)),)


def _notes_of_blank(content: Content) -> tuple[Note, ...]:
    if content is None:
        return ()
    facts = {"raw": cleaning.written(content).strip()}
    if cleaning.is_pending(content):
        return (Note("N-PENDING", facts, is_warning=True),)
    if cleaning.is_ditto(content):
        return (Note("N-DITTO", facts, is_warning=True),)
    return ()


def number_in(content: Content) -> Decimal | None:
    """The number of a numeric cell, without the noise of binary fractions; None for text, days, TRUE.

    Raises Refused for a number longer than a sheet can hold.
    """
    if isinstance(content, bool) or not isinstance(content, int | float | Decimal):
        return None
    number = Decimal(repr(content)) if isinstance(content, float) else Decimal(content)
    if not number.is_finite():
        raise Refused("M-ERROR", error=str(content))
    if abs(number) >= Decimal(10) ** _KEPT_DIGITS:
        raise Refused("M-LOST")
    surplus = len(number.as_tuple().digits) - _KEPT_DIGITS
    if isinstance(content, float) and surplus > 0 and number != number.to_integral_value():
        number = round(number, -cast(int, number.as_tuple().exponent) - surplus)
    return number


def refuse_lost_digits(raw: Raw) -> None:
    """Refuses a code, account or phone number that Excel has already shortened.

    Numeric cells keep 15 digits; text like 1.38E+10, or a number in that format, has lost all but a few.
    Source: domain.md 4.8.
    """
    number = number_in(raw.content)
    if number is not None and "E+" in raw.number_format.upper() and abs(number) >= _LONG:
        kept = len(number.normalize().as_tuple().digits)
        if kept <= _SHOWN_DIGITS:
            raise Refused("M-LOST")
    if isinstance(raw.content, str) and _SCIENTIFIC.fullmatch(cleaning.unspaced(raw.content)):
        raise Refused("M-LOST")


def day_in(content: object) -> date | None:
    """The day of a date cell, or of a value that is a day; None for others."""
    if isinstance(content, datetime):
        return content.date()
    return content if isinstance(content, date) else None


def decimal(value: object) -> Decimal:
    """The value of a kind whose values are numbers. Raises TypeError."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError(value)
    return Decimal(value)
