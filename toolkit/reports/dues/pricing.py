"""Due where a price is too low: the margin, and a discount whose prepayment was not agreed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from toolkit.model import money, money_due, terms
from toolkit.model.deal import Filing
from toolkit.model.kinds import Percent
from toolkit.model.margin_exception import allows_discount, allows_margin, granted_in
from toolkit.model.submission import Submission
from toolkit.model.text import Text
from toolkit.reports.dues.kinds import MARGIN
from toolkit.reports.dues.line import Asked, Due, held_for
from toolkit.reports.outlook import Outlook
from toolkit.reports.tables import Level

NEAR_THE_FLOOR: Final = Decimal("0.01")  # domain.md 6.3: within one point of the limit

PRICED: Final = ("需求确认", "已报价", "谈判中", "合同审批中")
"""Stages at which a price may still be changed."""

_COSTS, _MINUTES = "F05", "F07"
_HELD_FOR_MARGIN: Final = {_COSTS: "R-20", _MINUTES: "R-32"}
_WHOSE: Final = {
    _COSTS: Text("成本核算毛利率", "the cost sheet's margin"),
    _MINUTES: Text("谈判后毛利率", "agreed margin"),
}
_BEYOND_AUTHORITY: Final = "F07-31"


@dataclass(frozen=True, slots=True)
class _Price:
    """What a cost sheet or the minutes say of a price: net, cost and gross, 元."""

    said_by: Filing
    net: Decimal
    cost: Decimal
    gross: Decimal


def margins(asked: Asked) -> Iterator[Due]:
    """The margin of what was offered or agreed last is below the floor, or close to it; or a discount is not paid for.

    Source: R-20, R-31, R-32.
    """
    yield from _margin(asked)
    yield from _discount(asked)


def _margin(asked: Asked) -> Iterator[Due]:
    outlook, floor = asked.outlook, asked.outlook.rulebook.policy.min_gross_margin
    price = _price(outlook)
    margin = money.margin(price.net, price.cost) if price else None
    if price is None or margin is None or margin > floor + NEAR_THE_FLOOR:
        return
    form, number = price.said_by.form, price.said_by.number
    whose, shown, least = _WHOSE[form], money.margin_text(margin, floor), Percent().show(floor)
    if margin >= floor:
        matter = Text(f"{whose.zh} {shown},接近公司标准 {least}", f"{whose.en} {shown}, close to the floor of {least}")
        action = Text("谈判中不再让价", "give no further discount")
        yield asked.due(Level.YELLOW, MARGIN, price.said_by, matter, action, amount=price.gross)
        return
    matter = Text(f"{whose.zh} {shown},低于公司标准 {least}", f"{whose.en} {shown}, below the floor of {least}")
    exception = _exception_for(outlook, margin)
    level, action = Level.RED, Text("调整方案或报价,或提交毛利例外审批", "change the price, or ask for an exception")
    if exception:
        level, action = Level.YELLOW, Text("在例外有效期内签约,不再让价", "sign while the exception is valid")
        matter = Text(f"{matter.zh};{exception.zh}", f"{matter.en}; {exception.en}")
    facts = (held_for(form, number, _HELD_FOR_MARGIN[form]),)
    yield asked.due(level, MARGIN, price.said_by, matter, action, amount=price.gross, facts=facts)


def _price(outlook: Outlook) -> _Price | None:
    """The price that was put down last: the minutes', else the cost sheet's; None before either."""
    for filing in reversed(outlook.deal.filings):
        agreement = outlook.agreement
        if filing.form == _MINUTES and agreement is not None:
            return _Price(agreement.minutes, agreement.totals.net, agreement.cost, agreement.totals.gross)
        if filing.form == _COSTS:
            return _offered(outlook, filing)
    return None


def _offered(outlook: Outlook, sheet: Filing) -> _Price:
    """What a cost sheet offers; the quote that was made of it has it reckoned already."""
    is_quoted = outlook.quote is not None and outlook.quote.cost_sheet is sheet
    sums = outlook.quote.totals if outlook.quote and is_quoted else terms.totals(terms.offered(sheet.submission))
    return _Price(sheet, sums.net, terms.cost_of(sheet.submission), sums.gross)


def _exception_for(outlook: Outlook, margin: Decimal) -> Text | None:
    """Which exception allows a margin so low, until when; None when none does."""
    granted = granted_in(outlook.deal, outlook.rulebook.policy, outlook.today)
    allowing = (item for item in granted.items() if allows_margin((item[1],), margin))
    number, exception = next(allowing, ("", None))
    return _told(number, exception) if exception else None


def _told(number: str, exception: Submission) -> Text:
    until = exception.day("valid_until")
    return Text(
        f"毛利例外 {number} 已批准" + (f",有效至 {until}" if until else ""),
        f"exception {number} is granted" + (f", valid until {until}" if until else ""),
    )


def _discount(asked: Asked) -> Iterator[Due]:
    outlook, agreement = asked.outlook, asked.outlook.agreement
    if agreement is None or not agreement.discount or not outlook.rulebook.policy.discounts:
        return
    show, steps = Percent().show, sorted(outlook.rulebook.policy.discounts, key=lambda step: step.most)
    step = next((step for step in steps if agreement.discount <= step.most), None)
    prepaid = sum((i.share for i in agreement.plan if i.trigger == money_due.BEFORE_WORK), Decimal(0))
    given, facts = show(agreement.discount), tuple[str, ...]()
    if step is None:
        granted = granted_in(outlook.deal, outlook.rulebook.policy, outlook.today)
        if allows_discount(granted.values(), agreement.discount):
            return
        most = show(steps[-1].most)
        matter = Text(f"降价 {given} 超过 {most} 的授权", f"a discount of {given}, beyond the authority of {most}")
        action = Text("报总经理特批,或收回降价", "ask the general manager, or take the discount back")
        facts = (held_for(_MINUTES, agreement.minutes.number, _BEYOND_AUTHORITY),)
    elif prepaid < step.prepaid:
        least, agreed = show(step.prepaid), show(prepaid)
        matter = Text(
            f"降价 {given} 须以预付款不低于 {least} 为条件,约定仅 {agreed}",
            f"a discount of {given} asks for a prepayment of {least}; {agreed} is agreed",
        )
        action = Text("提高预付款比例,或收回降价", "raise the prepayment, or take the discount back")
    else:
        return
    yield asked.due(Level.RED, MARGIN, agreement.minutes, matter, action, amount=agreement.totals.gross, facts=facts)
