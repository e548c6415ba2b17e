"""What somebody types on a form, why, and the deal behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Literal

from toolkit.model.deal import Deal
from toolkit.model.house import Customer, Person, Rulebook
from toolkit.simulate.trade import Article, Buyer

Typed = Mapping[str, str]
Blank = Literal["waiting", "desk", "plain"]


@dataclass(frozen=True, slots=True)
class Page:
    """One form as typed; of a register, its row."""

    values: Typed = field(default_factory=dict)
    tables: Mapping[str, tuple[Typed, ...]] = field(default_factory=dict)
    blank: Blank = "waiting"
    """The blank in the deal's folder, one the desk makes on request, or an empty form."""
    scan: str = ""
    """Name of the scan that goes with it."""
    scan_days: int = 0
    """How many days after the form the scan is dropped."""

    def with_value(self, key: str, typed: str) -> Page:
        """The page with another answer."""
        return replace(self, values={**self.values, key: typed})

    def with_cell(self, table: str, row: int, key: str, typed: str) -> Page:
        """The page with another cell."""
        rows = [dict(line) for line in self.tables[table]]
        rows[row][key] = typed
        return replace(self, tables={**self.tables, table: tuple(rows)})


@dataclass(slots=True)
class Story:
    """What fate has in store for one deal, and what its people remember."""

    number: int
    buyer: Buyer
    owner: str
    rng: Random
    reach: int
    """How far it comes: one of the funnel's steps."""
    articles: tuple[tuple[Article, int], ...]
    deal: str = ""
    is_over: bool = False
    seen: set[str] = field(default_factory=set)
    """Blanks and dues that somebody has taken up."""
    meant: set[str] = field(default_factory=set)
    """Forms that somebody means to fill already."""
    applied_on: date | None = None
    progress: int = 0
    rounds: int = 0
    """Of negotiation, how many are still to fail."""
    discount: str = "0"
    reworks: int = 0
    """Rounds of acceptance that are still to fail."""
    is_cheap: bool = False
    has_two_options: bool = False


@dataclass(frozen=True, slots=True)
class Errand:
    """Something somebody means to do on a day: fill a form about a deal, or order a step."""

    form: str
    """Id of the form, or the word of a command."""
    story: Story
    about: str = ""
    """Which one: a department, a letter, an instalment, a result."""
    page: Page | None = None
    """Filled already: it comes again, corrected."""
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Later:
    """Not today: ask again in so many days."""

    days: int


@dataclass(frozen=True, slots=True)
class Instead:
    """Another form comes first."""

    form: str
    about: str = ""


Meant = Page | Later | Instead | None
"""What somebody does about an errand; None where the deal has moved on and nothing is to be done."""


@dataclass(frozen=True, slots=True)
class Scene:
    """All that somebody who fills a form can know."""

    errand: Errand
    deal: Deal | None
    customer: Customer | None
    today: date
    rulebook: Rulebook
    staff: Mapping[str, Person] = field(default_factory=dict)

    @property
    def story(self) -> Story:
        """Of the errand."""
        return self.errand.story

    @property
    def rng(self) -> Random:
        """The story's own dice."""
        return self.errand.story.rng

    @property
    def about(self) -> str:
        """Of the errand."""
        return self.errand.about

    def known_deal(self) -> Deal:
        """The deal, where there must be one."""
        assert self.deal is not None
        return self.deal
