"""The rows of the night's report the plain way, to measure ours against: pandas reads, openpyxl writes.

    python -m benchmarks.plain_night HOUSE DAY

Events by pandas out of SQLite, deals folded from them, the rows of the same registers in data frames, the funnel by
groupby, `to_excel`; no page, no lists, no charts, no links, no totals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
import pandas as pd

from toolkit.house import House, open_house
from toolkit.ledger.encoding import decode
from toolkit.model.deal import Deal, Event
from toolkit.reports.consolidation import Around, Consolidation
from toolkit.reports.registers import REGISTERS


@click.command()
@click.argument("root", type=click.Path(path_type=Path, exists=True))
@click.argument("day", type=date.fromisoformat)
def main(root: Path, day: date) -> None:
    """Write HOUSE/reports/plain.xlsx as of that day."""
    with open_house(root, lang="zh") as house:
        frames = {register.id: pd.DataFrame(rows) for register, rows in _rows(house, day)}
    funnel = frames["customers"].groupby("stage").agg(n=("number", "count"), amount=("signed_gross", "sum"))
    with pd.ExcelWriter(root / "reports" / "plain.xlsx", engine="openpyxl") as book:
        funnel.to_excel(book, sheet_name="funnel")
        for name, frame in frames.items():
            frame.to_excel(book, sheet_name=name, index=False, freeze_panes=(1, 1))
            book.sheets[name].auto_filter.ref = book.sheets[name].dimensions


def _rows(house: House, day: date) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Each register with all its rows."""
    with house.ledger.reading() as questions:
        staff = questions.staff()
        customers = {each.number: each for each in questions.customers()}
    asked = "SELECT deal, day, kind, subject, facts FROM event WHERE deal IS NOT NULL ORDER BY deal, id"
    events = pd.read_sql(asked, f"sqlite:///{house.places.ledger}")
    deals: defaultdict[str, list[Deal]] = defaultdict(list)
    for number, happened in events.groupby("deal", sort=False):
        deal = Deal(str(number))
        for on, kind, facts in zip(happened["day"], happened["kind"], happened["facts"], strict=True):
            deal = deal.after(date.fromisoformat(on), Event(kind, deal.number, decode(facts)))
        deals[deal.customer].append(deal)
    around = Around(rulebook=house.rulebook, staff=staff, stages=house.catalogue.process.stages, titles={})
    consolidation = Consolidation(around, day=day, home=house.rulebook)
    groups = [consolidation.take(customer, deals[number]) for number, customer in customers.items()]
    for register in REGISTERS:
        rows = (row for group in groups for row in register.rows(group))
        columns = [column.field for column in register.columns]
        yield register, [{field: _cell(getattr(row, field)) for field in columns} for row in rows]


def _cell(value: Any) -> Any:
    """What pandas can write: a text instead of a pair of texts."""
    return value[0] if isinstance(value, tuple) else value


if __name__ == "__main__":
    main()
