"""Due for the records' sake: what is missing or does not fit in a deal, and filed forms whose next step waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from toolkit.model.deal import WITHDRAWN, Deal
from toolkit.model.names import plain_number
from toolkit.model.text import Text
from toolkit.reports.dues.after_sales import ACCEPTED
from toolkit.reports.dues.delivering import UNDER_WAY
from toolkit.reports.dues.kinds import BLOCKED, QUALITY
from toolkit.reports.dues.line import Asked, Due, held_for, told_by_hold
from toolkit.reports.tables import Level

NEEDS_CREDIT_CODE: Final = ("谈判中", "合同审批中", *UNDER_WAY, *ACCEPTED)
"""Stages from which on a contract names the customer by its credit code. Source: domain.md 6.3, 2.2."""
CHECKED: Final = ("已报价", *NEEDS_CREDIT_CODE)
"""Stages from which on forms name each other by number."""

_CUSTOMER_FILE_MISSING: Final = "F07-30"

_NAMED: Final[Mapping[str, tuple[str, ...]]] = {
    "F05": ("needs_no",),
    "F06": ("quote_no",),
    "F07": ("quote_no",),
    "F08": ("contract_no",),
    "F11": ("order_no",),
    "F12": ("order_no",),
    "F13": ("order_no", "contract_no"),
    "F14": ("rect_no", "accept_no", "order_no"),
    "F15": ("order_no", "contract_no"),
    "F16": ("order_no", "contract_no"),
    "F17": ("contract_no",),
    "F17B": ("contract_no",),
    "F20": ("cost_no", "quote_no"),
}
"""The answers of a form that name another form or document of the deal."""

_ANSWERS: Final[Mapping[str, str]] = {
    "F08": "G04",
    "F09": "G03",
    "F10": "G05",
    "F13": "G09",
    "F14": "G10",
    "F15": "G11",
    "F19": "F04",
}
"""Forms that bear the number of the document, or of the form, that they answer."""
_LETTER_LOG: Final = "F12"
"""Its rows bear the numbers of letters, of either kind."""


def quality(asked: Asked) -> Iterator[Due]:
    """What is missing of the customer, and numbers that lead nowhere or stand for two things."""
    yield from _credit_code(asked)
    yield from _customer_file(asked)
    yield from _orphans(asked)
    yield from _doubles(asked)


def _credit_code(asked: Asked) -> Iterator[Due]:
    customer, deal = asked.outlook.customer, asked.outlook.deal
    if deal.stage in NEEDS_CREDIT_CODE and not (customer.said("uscc") or customer.said("tax_no")):
        matter = Text("缺统一社会信用代码", "the customer's credit code is missing")
        action = Text("向客户索取并更新客户资料", "ask the customer; update its file")
        yield asked.due(Level.YELLOW, QUALITY, deal.customer, matter, action, facts=("credit code",))


def _customer_file(asked: Asked) -> Iterator[Due]:
    for hold in asked.outlook.deal.holds:
        if _CUSTOMER_FILE_MISSING in hold.codes:
            matter = Text(f"待补信息:客户开票资料,{hold.number} 等待中", f"customer file missing; {hold.number} waits")
            action = Text("提交客户开票资料", "drop the customer file")
            facts = (held_for(hold.form, hold.number, _CUSTOMER_FILE_MISSING),)
            held = asked.outlook.deal.filing(hold.form, hold.number)
            file, about = held.file if held else "", asked.outlook.deal.customer
            yield asked.due(Level.YELLOW, QUALITY, about, matter, action, file=file, facts=facts)


def _orphans(asked: Asked) -> Iterator[Due]:
    """Numbers that a filed form names and the deal does not hold: mistyped ones, or of what was taken back."""
    deal = asked.outlook.deal
    held = {filing.number for filing in deal.filings} | {p.number for p in deal.papers if p.status != WITHDRAWN}
    told: set[str] = set()
    for filing in deal.filings:
        for key in _NAMED.get(filing.form, ()):
            named = filing.submission.words(key)
            number = "" if named in held else plain_number(named)
            if number and number not in held and number not in told:
                told.add(number)
                title = asked.titles.get(filing.form, Text(filing.form, filing.form))
                matter = Text(f"《{title.zh}》引用的 {number} 不存在", f"{title.en} names {number}, which is not there")
                action = Text("更正编号后重新交表,或撤回该表", "correct the number, or withdraw the form")
                yield asked.due(Level.YELLOW, QUALITY, filing, matter, action, facts=(f"orphan {number}",))


def _doubles(asked: Asked) -> Iterator[Due]:
    for number in doubled_numbers(asked.outlook.deal):
        matter = Text(f"编号 {number} 重复使用", f"the number {number} stands for two things")
        action = Text("核对后作废其中之一", "check, and void one of them")
        yield asked.due(Level.YELLOW, QUALITY, number, matter, action, facts=(f"double {number}",))


def doubled_numbers(deal: Deal) -> tuple[str, ...]:
    """The numbers of a deal that stand for two kinds of things; copies and versions of one are one thing."""
    things = {(paper.number, paper.kind) for paper in deal.papers}
    things |= {(f.number, _ANSWERS.get(f.form, f.form)) for f in deal.filings if f.number and f.form != _LETTER_LOG}
    numbers = Counter(number for number, _ in things)
    return tuple(sorted(number for number, kinds in numbers.items() if kinds > 1))


def blocked(asked: Asked) -> Iterator[Due]:
    """A filed form whose next step waits."""
    deal, action = asked.outlook.deal, Text("查看回执中的原因,补齐后重新交表", "see the receipt; drop what is missing")
    for hold in deal.holds:
        about = deal.filing(hold.form, hold.number) if hold.number else None
        facts = told_by_hold(hold)
        yield asked.due(Level.YELLOW, BLOCKED, about or deal.number, asked.held(hold), action, facts=facts)
