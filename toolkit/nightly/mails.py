"""The mails to customers that became due with a night, laid as drafts for the people who send them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from toolkit.drafts.drawn import drafts_due
from toolkit.files import publish
from toolkit.house import House


def lay_mails(house: House, day: date, *, since: date, deals: Iterable[str]) -> list[Path]:
    """Lay what became due after `since` into the folder of that day's report; where each lies.

    Doing it twice lays each once; nothing is replaced: what a person has changed stays. `deals` are those of which a
    mail is due. Raises ShareTrouble, LedgerTrouble.
    """
    return [publish(content, house.root / name) for name, content in drafts_due(house, day, deals=deals, since=since)]
