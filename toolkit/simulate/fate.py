"""How far each deal will come, and what will be asked for: cast once, when the deal begins."""

from __future__ import annotations

from itertools import count
from random import Random
from typing import Final

from toolkit.simulate.page import Story
from toolkit.simulate.trade import ARTICLES, SERVICES, Buyer, buyer

LEAD, MET, ANALYSED, QUOTED, NEGOTIATED, SIGNED = range(6)
_GOES_ON: Final = (0.62, 0.70, 0.78, 0.72, 0.82)
"""Of 100 leads 62 are contacted, 43 analysed, 34 quoted, 24 negotiated, 20 signed, were there time enough."""
_REFERRED: Final = 20_000
"""Numbers of customers from here on are of those that other customers refer."""


class Fates:
    """New stories, each with dice of its own: what happens to one does not change another."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._numbers = count()

    def lead(self, owner: str) -> Story:
        """Of a new customer."""
        number = next(self._numbers)
        rng = self._dice(number)
        return self._story(number, rng, owner, buyer(number, rng), reach=None)

    def repeat(self, before: Story) -> Story:
        """Of a customer that buys again: it means it."""
        number = next(self._numbers)
        return self._story(number, self._dice(number), before.owner, before.buyer, reach=SIGNED)

    def referral(self, before: Story) -> Story:
        """Of whom a customer refers."""
        number = next(self._numbers)
        return self._story(number, self._dice(number), before.owner, self.referred(before), reach=None)

    @staticmethod
    def referred(before: Story) -> Buyer:
        """Whom the customer of a deal would refer: always the same."""
        number = _REFERRED + before.number
        return buyer(number, Random(number))

    def _dice(self, number: int) -> Random:
        return Random(f"{self._seed}/{number}")

    @staticmethod
    def _story(number: int, rng: Random, owner: str, customer: Buyer, *, reach: int | None) -> Story:
        if reach is None:
            reach = LEAD
            while reach < SIGNED and rng.random() < _GOES_ON[reach]:
                reach += 1
        wanted = [(article, rng.choice((1, 1, 2, 2, 3))) for article in rng.sample(ARTICLES, rng.choice((1, 1, 2)))]
        if rng.random() < 0.6:
            wanted.append((rng.choice(SERVICES), 1))
        return Story(
            number=number,
            buyer=customer,
            owner=owner,
            rng=rng,
            reach=reach,
            articles=tuple(wanted),
            rounds=rng.choice((0, 0, 0, 1, 1, 2)) if reach >= SIGNED else rng.choice((1, 1, 2, 3)),
            discount=rng.choice(("0", "0", "2", "3", "5", "5", "8")),
            reworks=rng.choice((0, 0, 0, 0, 1, 1, 2)),
            is_cheap=rng.random() < 0.1,
            has_two_options=rng.random() < 0.12,
        )
