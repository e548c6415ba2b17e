"""Documents of every kind in both languages, whose figures are all told apart: no two amounts, days, names alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from tests.documents.foreign_deal import foreign
from tests.documents.golden_deal import KINDS, TEMPLATES, figures_of, known_on, minutes
from tests.documents.test_letters import AGREED, LETTER, NOTICE, SUPPLEMENT, agreed, delayed, paid
from tests.documents.test_proposal import ANALYSED, ISSUE, QUOTED, elements
from tests.documents.test_proposal import known as proposed
from toolkit.documents.figures.quote import QuoteChange
from toolkit.house import template_file
from toolkit.model.document import DocumentKind, Issue
from toolkit.model.house import ContractTerms
from toolkit.model.known import Known
from toolkit.model.text import LANGS, Lang

Changed = Callable[[Any, Lang], Any]


@dataclass(frozen=True, eq=False)
class Sample:
    """One document to be made."""

    name: str
    kind: DocumentKind
    issue: Issue
    known: Known
    figures: Any

    @property
    def lang(self) -> Lang:
        return self.issue.lang

    @property
    def template(self) -> bytes:
        """The shipped one."""
        return template_file(TEMPLATES, self.kind.template, self.lang).read_bytes()


def _same(figures: Any, _: Lang) -> Any:
    return figures


def _quote(figures: Any, lang: Lang) -> Any:
    """Of a second version, option B; nothing in it is the same twice."""
    was, is_ = {"zh": ("30天", "45天"), "en": ("30 days", "45 days")}[lang]
    change = QuoteChange(what={"zh": "交付周期", "en": "Delivery time"}[lang], before=was, after=is_)
    return replace(figures, option="B", changes=(change,), delivery_days=45, valid_days=31, warranty_months=18)


def _contract(figures: Any, lang: Lang) -> Any:
    """With two batches and a legal representative."""
    return replace(figures, signed_on=date(2026, 7, 19))


def _proposal(figures: Any, _: Lang) -> Any:
    """Its products told apart in every column."""
    items = (replace(item, spec=f"HT-{n}", parameters=f"P{n}") for n, item in enumerate(figures.items, start=1))
    return replace(figures, items=tuple(items))


def _paid(day: date) -> Known:
    return paid(known_on(day), "35850.00")


_CASES: tuple[tuple[str, Issue, Callable[[], Known], Changed], ...] = (
    ("G01", ISSUE, lambda: proposed(QUOTED, elements(total_days=33)), _same),
    ("G01", ISSUE, lambda: proposed(QUOTED), _proposal),
    ("G01", ISSUE, lambda: proposed(ANALYSED), _proposal),
    ("G02", Issue("BJ-2026-0001", "V2"), lambda: known_on(date(2026, 7, 1)), _quote),
    ("G02", Issue("BJ-2026-0001", "V1"), lambda: known_on(date(2026, 7, 1)), _same),
    ("G03", Issue("XS-2026-0001", "V1.0", "草案"), lambda: known_on(date(2026, 7, 10)), _same),
    (
        "G03",
        Issue("XS-2026-0001", "V1.0"),
        lambda: known_on(date(2026, 7, 17), agreed=minutes(batches=3), terms=ContractTerms(esign=True)),
        _contract,
    ),
    ("G06", Issue("TZ-2026-0001", "", "生产部门"), lambda: known_on(date(2026, 7, 21)), _same),
    ("G06", Issue("TZ-2026-0001", "", "物流部门"), lambda: known_on(date(2026, 7, 21)), _same),
    ("G06", Issue("TZ-2026-0001", "", "客服部门"), lambda: known_on(date(2026, 7, 21)), _same),
    ("G06", Issue("TZ-2026-0001", "", "财务部门"), lambda: known_on(date(2026, 7, 21)), _same),
    ("G07", Issue("JZ-2026-0002"), lambda: known_on(date(2026, 8, 3)), _same),
    ("G08", LETTER, delayed, _same),
    ("G08", LETTER, lambda: delayed(eta=date(2026, 8, 18)), _same),
    ("G10", Issue("ZG-2026-0001"), lambda: known_on(date(2026, 8, 20)), _same),
    ("G12", NOTICE, lambda: _paid(date(2026, 7, 22)), _same),
    ("G12", NOTICE, lambda: _paid(date(2026, 7, 28)), _same),
    ("G12", NOTICE, lambda: _paid(date(2026, 8, 20)), _same),
    ("G12", NOTICE, lambda: _paid(date(2026, 9, 10)), _same),
    ("G14", SUPPLEMENT, lambda: agreed(AGREED), _same),
)


@cache
def samples() -> tuple[Sample, ...]:
    """All of them."""
    return tuple(_samples())


def _samples() -> Iterator[Sample]:
    for n, (kind, issue, known, changed) in enumerate(_CASES):
        for lang in LANGS:
            here = foreign(known()) if lang == "en" else known()
            own = replace(issue, lang=lang)
            figures = changed(figures_of(kind, own, here), lang)
            yield Sample(f"{KINDS[kind].word}-{n}-{lang}", KINDS[kind], own, here, figures)
