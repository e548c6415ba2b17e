"""Due in money: the prepayment before anything is made, and what is receivable after it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from toolkit.model import money, money_due
from toolkit.model.kinds import Percent
from toolkit.model.text import Text
from toolkit.reports.dues.kinds import PREPAYMENT, RECEIVABLE
from toolkit.reports.dues.line import Asked, Due
from toolkit.reports.tables import Level

MONEY_AHEAD_DAYS, MONEY_RED_DAYS, MONEY_WORST_DAYS = 7, 30, 60  # domain.md 6.3: blue, red and red+
SME_DAYS: Final = 60  # domain.md 6.3: the cap of 保障中小企业款项支付条例


def instalments(asked: Asked) -> Iterator[Due]:
    """Payments that are due and have not come in full, as far as receipts are registered."""
    outlook, agreement = asked.outlook, asked.outlook.agreement
    if agreement is None or outlook.contract is None or not outlook.is_signed:
        return
    if money_due.received(outlook.deal) >= agreement.totals.gross:
        return
    receipts = money_due.receipts_of(outlook.deal)
    for owed in money_due.receivables(agreement.plan, receipts, outlook.dates, outlook.rulebook, outlook.today):
        if not owed.outstanding or owed.due_on is None or outlook.days_until(owed.due_on) > MONEY_AHEAD_DAYS:
            continue
        is_prepayment = owed.instalment.trigger == money_due.BEFORE_WORK
        is_red = owed.days_overdue > (0 if is_prepayment else MONEY_RED_DAYS)
        yield asked.due(
            Level.RED if is_red else Level.YELLOW if owed.days_overdue else Level.BLUE,
            PREPAYMENT if is_prepayment else RECEIVABLE,
            outlook.contract,
            _matter(asked, owed, is_prepayment=is_prepayment),
            Text("核对到账,未到账即催收", "check the account; else ask for the payment"),
            on=owed.due_on,
            amount=owed.outstanding,
        )


def _matter(asked: Asked, owed: money_due.Receivable, *, is_prepayment: bool) -> Text:
    """Which instalment, what has come of it, and what its delay means."""
    outlook, instalment, share = asked.outlook, owed.instalment, Percent().show(owed.instalment.share)
    came = Text("收款未登记", "no receipt registered")
    if owed.received:
        amounts = money.plain(owed.amount), money.plain(owed.received)
        came = Text("应收 {} 元,已收 {} 元".format(*amounts), "{} yuan due, {} received".format(*amounts))
    said = [
        Text(
            f"第{instalment.number}期 {instalment.name} {share},{came.zh}",
            f"instalment {instalment.number}, {instalment.name} {share}; {came.en}",
        )
    ]
    if owed.days_overdue:
        fee = money.plain(owed.late_fee)
        late = Text(f"账龄 {owed.ageing} 天,违约金 {fee} 元", f"{owed.ageing} days overdue, late fee {fee} yuan")
        said.append(late)
    if owed.days_overdue > MONEY_WORST_DAYS and not is_prepayment:
        said.append(Text(f"严重逾期(超过 {MONEY_WORST_DAYS} 天)", f"red+: more than {MONEY_WORST_DAYS} days"))
    if outlook.rulebook.company.is_sme and owed.days_overdue > SME_DAYS:
        said.append(Text("可依《保障中小企业款项支付条例》催收", "the rules on payments to small enterprises apply"))
    if is_prepayment and owed.days_overdue and _may_not_start(asked):
        said.append(Text("收齐前不得开工", "production may not start"))
    return Text(";".join(each.zh for each in said), "; ".join(each.en for each in said))


def _may_not_start(asked: Asked) -> bool:
    """Whether the order waits for the prepayment. Source: R-60."""
    outlook = asked.outlook
    return outlook.rulebook.policy.prepay_before_production and outlook.dates.delivered_on is None
