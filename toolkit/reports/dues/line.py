"""One line of a due list, and what lines are drawn from. Pure. Source: domain.md 6.3."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toolkit.model.calendar import add_working_days, working_days_between
from toolkit.model.deal import Filing, Hold, Paper
from toolkit.model.text import Text
from toolkit.reports.outlook import Outlook
from toolkit.reports.tables import Level, Staff


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
    fact: str = ""
    """What it tells of, within its deal: no two lists tell of the same."""

    @property
    def source(self) -> str:
        """The path of the document or filed form it comes from, as the list shows it."""
        return self.file

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
        fact: str = "",
        file: str = "",
    ) -> Due:
        """The line; `owner` is the deal's unless another is named, `file` that of what it is about."""
        outlook = self.outlook
        number, path = (about, file) if isinstance(about, str) else (about.number, file or about.file)
        return Due(
            level=level,
            kind=kind,
            number=number,
            customer=outlook.customer.name,
            matter=matter,
            due_on=on,
            days=outlook.days_until(on) if on else None,
            workdays=working_days_between(outlook.today, on, outlook.rulebook.calendar) if on else None,
            amount=amount,
            owner=owner or outlook.deal.owner,
            action=action,
            deal=outlook.deal.number,
            file=path,
            fact=fact,
        )

    def later(self, start: date, working_days: int) -> date:
        """The day so many working days after."""
        return add_working_days(start, working_days, self.outlook.rulebook.calendar)

    def waited(self, since: date) -> int:
        """Working days gone by."""
        return working_days_between(since, self.outlook.today, self.outlook.rulebook.calendar)

    def held(self, hold: Hold) -> Text:
        """Which filing's next step waits since when, by which rules."""
        title = self.titles.get(hold.form, Text(hold.form, hold.form))
        why = "、".join(hold.codes)
        return Text(
            f"《{title.zh}》{hold.number} 已收,自 {hold.since} 起下一步等待({why})",
            f"{title.en} {hold.number} is filed; its next step waits since {hold.since} ({why})",
        )


def responsible(role: str, staff: Staff, day: date) -> str:
    """Who acts in a role on that day: its holders, a dated deputy for one who is away; the role where nobody holds it.

    Source: decisions.md 16.
    """
    holders = [person for person in staff.values() if role in person.roles]
    acting = (person.deputy if person.is_away(day) else person.name for person in holders)
    return "、".join(dict.fromkeys(acting)) or role
