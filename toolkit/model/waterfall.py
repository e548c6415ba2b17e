"""How a margin comes about: from list price through discounts and tax, cost by cost, to what is earned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from toolkit.model import money, terms
from toolkit.model.deal import Deal
from toolkit.model.house import Product, Rulebook
from toolkit.model.names import name_key
from toolkit.model.text import Text

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it takes away or adds, and what is left; 元, and as a share of the net price."""

    name: Text
    change: Decimal | None
    """None for a level (list price, net price …), else what is taken away, negative."""
    level: Decimal
    share: Decimal | None
    """Of the net price, fraction; None before tax is out."""


def waterfall(deal: Deal, products: Mapping[str, Product], rulebook: Rulebook) -> tuple[Step, ...]:
    """The steps at the agreed price, at the quoted one before minutes were filed; () before a quote.

    Articles that are not in the catalogue stand at their quoted price in the list price.
    """
    agreement, quote = terms.agreement_of(deal, rulebook), terms.quote_of(deal, rulebook)
    if quote is None:
        return ()
    quote = agreement.quote if agreement else quote
    lines = agreement.lines if agreement else quote.lines
    agreed, listed = terms.totals(lines), _at_list_price(quote.lines, products)
    net, costs = agreed.net, _costs(quote)
    steps = [
        Step(Text("目录价(含税)", "list price, gross"), None, listed, None),
        Step(Text("报价让利", "given away in the quote"), quote.totals.gross - listed, quote.totals.gross, None),
        Step(Text("谈判让利", "given away in negotiation"), agreed.gross - quote.totals.gross, agreed.gross, None),
        Step(Text("增值税", "VAT"), net - agreed.gross, net, None),
        Step(Text("不含税收入", "net price"), None, net, Decimal(1)),
    ]
    left = net
    for category, cost in costs.items():
        left -= cost
        steps.append(Step(Text(category, category), -cost, left, _share(-cost, net)))
    steps.append(Step(Text("毛利", "gross profit"), None, left, _share(left, net)))
    return tuple(steps)


def _at_list_price(lines: tuple[terms.PricedLine, ...], products: Mapping[str, Product]) -> Decimal:
    known = {name_key(product.name): product.list_price for product in products.values()}
    amounts = (line.quantity * known.get(name_key(line.name), line.unit_price) for line in lines)
    return sum((money.round_half_up(amount) for amount in amounts), ZERO)


def _costs(quote: terms.Quote) -> dict[str, Decimal]:
    """Net cost by category, in the order of the cost sheet."""
    sheet, summed = quote.cost_sheet.submission, dict[str, Decimal]()
    for row in sheet.lines("costs"):
        cost = terms.net_cost(sheet, row)
        if cost is not None:
            category = row.words("category")
            summed[category] = summed.get(category, ZERO) + cost
    return summed


def _share(amount: Decimal, net: Decimal) -> Decimal | None:
    return amount / net if net else None
