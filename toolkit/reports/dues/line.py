"""One line of a due list, and what lines are drawn from. Pure. Source: domain.md 6.3."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final

from toolkit.model.calendar import WorkingCalendar, add_working_days, working_days_between
from toolkit.model.deal import Filing, Hold, Paper
from toolkit.model.staff import Staff, acting, holders, members
from toolkit.model.text import Text
from toolkit.reports.outlook import Outlook
from toolkit.reports.tables import Level

_HEAD_OF_SALES: Final = "销售负责人"
_BETWEEN_NAMES: Final = re.compile("[、,，;；/\\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One line of a due list."""

    level: Level
    kind: Text
    number: str
    """Of the document or form it is about."""
    customer: str
    matter: Text
    due_on: date | None
    days: int | None
    """Calendar days left; negative when overdue, None without a due day."""
    workdays: int | None = None
    """Working days left, counted likewise."""
    amount: Decimal | None
    """What is at stake, gross, 元."""
    owner: str
    """One person; a role or a department where nobody is named."""
    action: Text
    deal: str
    file: str
    """Path below the house of the document or filed form it comes from; '' for none (rows of registers)."""
    facts: tuple[str, ...] = ()
    """What it tells of, within its deal; a list passes over what a list before it has told. () is told anyway."""
    house: str = ""
    """Its name where a report covers several."""

    @property
    def source(self) -> str:
        """The name of the document or filed form it comes from, as the list shows it; '' for none."""
        return PurePosixPath(self.file).name

    @property
    def levels(self) -> Mapping[str, Level]:
        """Level of single fields, by name."""
        return {"level": self.level, "days": self.level}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a due list is drawn from: one deal, our people, the titles of forms and documents by id."""

    outlook: Outlook
    staff: Staff
    titles: Mapping[str, Text]

    def due(
        self,
        level: Level,
        kind: Text,
        about: Paper | Filing | str,
        matter: Text,
        action: Text,
        *,
        on: date | None = None,
        amount: Decimal | None = None,
        owner: str = "",
        file: str = "",
        facts: tuple[str, ...] = (),
    ) -> Due:
        """The line; `owner` is the deal's and `file` that of what it is about unless another is named."""
        outlook = self.outlook
        number, file = (about, file) if isinstance(about, str) else (about.number, file or about.file)
        return Due(
            level=level,
            kind=kind,
            number=number,
            customer=outlook.customer.name,
            matter=matter,
            due_on=on,
            days=outlook.days_until(on) if on else None,
            workdays=_working_days(outlook.today, on, outlook.rulebook.calendar) if on else None,
            amount=amount,
            owner=_one_of(owner) or _one_of(outlook.deal.owner) or self._head_of_sales(),
            action=action,
            deal=outlook.deal.number,
            file=file,
            facts=facts,
        )

    @property
    def at_stake(self) -> Decimal | None:
        """The agreed price, else what the quote offers, gross, 元; None before a quote."""
        quote = self.outlook.quote
        return self.outlook.gross if self.outlook.agreement else quote.totals.gross if quote else None

    def member_of(self, department: str) -> str:
        """Who acts for a department on the report's day: its first member by name who is there; else the department."""
        return next(iter(acting(members(department, self.staff.values()), self.outlook.today)), department)

    def _head_of_sales(self) -> str:
        """Who hands out what nobody owns. Source: domain.md 1.1, stage 1."""
        return responsible(_HEAD_OF_SALES, self.staff, self.outlook.today)

    def later(self, start: date, working_days: int) -> date:
        """The day so many working days after."""
        return add_working_days(start, working_days, self.outlook.rulebook.calendar)

    def ahead(self, day: date) -> int:
        """Working days to come, that day among them."""
        return _working_days(self.outlook.today, day, self.outlook.rulebook.calendar)

    def waited(self, since: date) -> int:
        """Working days gone by."""
        return _working_days(since, self.outlook.today, self.outlook.rulebook.calendar)

    def held(self, hold: Hold) -> Text:
        """Which filing's next step waits since when, by which rules."""
        title = self.titles.get(hold.form, Text(hold.form, hold.form))
        why = "、".join(hold.codes)
        return Text(
            f"《{title.zh}》{hold.number} 已收,自 {hold.since} 起下一步等待({why})",
            f"{title.en} {hold.number} is filed; its next step waits since {hold.since} ({why})",
        )


@lru_cache(maxsize=4096)
def _working_days(start: date, end: date, calendar: WorkingCalendar) -> int:
    """As the calendar counts; the days of a report are the same for thousands of deals, and years may lie between."""
    return working_days_between(start, end, calendar)


def told_by_hold(hold: Hold) -> tuple[str, ...]:
    """The facts of a hold: each reason for which that filing's next step waits."""
    return tuple(held_for(hold.form, hold.number, code) for code in hold.codes)


def held_for(form: str, number: str, code: str) -> str:
    """The fact that a filing's next step waits for that reason."""
    return f"{form} {number} {code}"


def responsible(role: str, staff: Staff, day: date) -> str:
    """Who acts in a role on that day: the first holder who is there, else the first one's deputy; the role if nobody.

    Holders are taken by name. Source: decisions.md 16.
    """
    return next(iter(acting(holders(role, staff.values()), day)), role)


def _one_of(names: str) -> str:
    """The first of several names, parted as people part them; a line has one owner. Source: domain.md 6.3."""
    return _BETWEEN_NAMES.split(names, maxsplit=1)[0].strip()
