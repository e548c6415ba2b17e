"""The margin of a deal, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from toolkit.house import House
from toolkit.intake.gather import around_deal
from toolkit.model.kinds import Percent
from toolkit.model.money import plain, round_half_up
from toolkit.model.waterfall import waterfall


def margin_steps(house: House, number: str, today: date) -> list[dict[str, str]]:
    """The waterfall of the deal that a number belongs to; empty before a quote. Raises NothingNamed."""
    with house.ledger.reading() as questions:
        known = around_deal(questions, number, rulebook=house.rulebook, today=today)
    assert known.deal is not None
    return [
        {
            "step": step.name.said(house.lang),
            "change": "" if step.change is None else plain(step.change),
            "level": plain(step.level),
            "share": "" if step.share is None else Percent().show(round_half_up(step.share, 4)),
        }
        for step in waterfall(known.deal, known.products, house.rulebook)
    ]


def margin_lines(found: list[dict[str, str]]) -> Iterator[str]:
    """The steps as people read them, amounts in columns."""
    for row in found:
        yield f"{row['change']:>16}  {row['level']:>16}  {row['share']:>8}  {row['step']}"
