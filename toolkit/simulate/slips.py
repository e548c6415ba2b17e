"""Mistakes that people make when they fill a form, one a page: each would be seen by a careful reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Final

from toolkit.model.form import Field, Form
from toolkit.simulate.page import Page
from toolkit.simulate.trade import yuan

WAN: Final = 10_000
_TOTALS: Final = (("F07", "final_total_incl"), ("F17B", "amount_incl"))
_FINAL_PRICE: Final = ("F07", "final_total_incl")
_NUMBERS: Final = ("order_no", "contract_no", "quote_no")


@dataclass(frozen=True, slots=True)
class Slip:
    """A page with a mistake in it, and which sort it is."""

    sort: str
    page: Page


@dataclass(frozen=True, slots=True)
class _Cell:
    """One thing typed: a field of the form, or a column in a register's first row."""

    form: Form
    field: Field
    typed: str
    table: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """Form and key."""
        return self.form.id, self.field.key

    def retyped(self, page: Page, typed: str) -> Page:
        """The page with something else there."""
        if self.table:
            return page.with_cell(self.table, 0, self.field.key, typed)
        return page.with_value(self.field.key, typed)


def slip(form: Form, page: Page, rng: Random) -> Slip | None:
    """One mistake somewhere on the page, each sort as likely as the others; None where none fits."""
    cells = tuple(_cells(form, page))
    fitting = {sort: [(cell, wrong(cell)) for cell in cells if may(cell)] for sort, (may, wrong) in _SORTS.items()}
    sorts = [sort for sort, found in fitting.items() if found]
    if not sorts:
        return None
    chosen = rng.choice(sorts)
    cell, typed = rng.choice(fitting[chosen])
    return Slip(chosen, cell.retyped(page, typed))


def _cells(form: Form, page: Page) -> Iterator[_Cell]:
    """What was typed, but for the rows of tables below a form."""
    yield from (_Cell(form, form.field(key), typed) for key, typed in page.values.items() if typed)
    for key, typed in page.tables[form.register][0].items() if form.register else ():
        if typed:
            yield _Cell(form, form.field(f"{form.register}.{key}"), typed, form.register)


def _is_needed(cell: _Cell) -> bool:
    return cell.field.need is True and not cell.field.locked


def _is_day(cell: _Cell) -> bool:
    return cell.field.kind.name == "day" and cell.typed.startswith("20")


def _is_choice(cell: _Cell) -> bool:
    return _is_needed(cell) and cell.form.medium == "docx" and cell.field.kind.name == "choice"


def _amount(cell: _Cell) -> Decimal:
    return Decimal(cell.typed.replace(",", ""))


_SORTS: Final[Mapping[str, tuple[Callable[[_Cell], bool], Callable[[_Cell], str]]]] = {
    "必填项漏填": (_is_needed, lambda _: ""),
    "电话少位": (lambda cell: cell.field.kind.name == "phone", lambda cell: cell.typed[:-2]),
    "日期不存在": (_is_day, lambda cell: f"{cell.typed[:4]}年2月30日"),
    "合计错误": (lambda cell: cell.place in _TOTALS, lambda cell: yuan(_amount(cell) + 1000)),
    "万元填成元": (lambda cell: cell.place == _FINAL_PRICE, lambda cell: yuan(_amount(cell) / WAN)),
    "版本错误": (lambda cell: cell.field.kind.name == "version", lambda _: "V9.0"),
    "勾选两项": (_is_choice, lambda cell: " ".join(f"☑{option}" for option in cell.field.kind.options[:2])),
    "编号错误": (lambda cell: cell.field.key in _NUMBERS, lambda cell: f"{cell.typed[:8]}9999"),
}
"""Each sort of mistake: where it can be made, and what is typed then."""
