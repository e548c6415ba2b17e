"""The other half of proof: a right document is not refused, whatever people typed into its figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from random import Random
from typing import Any, Final

import pytest

from tests import LONG
from toolkit.catalogue.documents import DOCUMENTS
from toolkit.desk.samples import Sample, Samples
from toolkit.documents.render import render
from toolkit.errors import TemplateFault
from toolkit.house import shipped_template, standard_rulebook
from toolkit.model.document import DocumentKind
from toolkit.model.text import LANGS, Lang

ROUNDS: Final = 400 if LONG else 25
TYPED: Final = (
    "",
    "–",
    "无",
    "0",
    "x",
    "合计",
    "电话",
    "100%",
    "No. 5",
    "甲\n乙",
    "张  三",
    "24 hours",
    "分两批 交付",
    "邮箱：a@b.cn",
    "  两端空格  ",
    "2026年1月1日前",
    "见附件：技术协议",
    "不超过1,000.00元",
    "A&B（中国）有限公司",
    "第1批:10台, 第2批:5台",
)
"""What stands in free fields of real forms."""
FIXED: Final = frozenset(
    {
        *("number", "version", "company", "customer", "tax_rate", "table", "tone", "title", "heading", "draft_mark"),
        *("option", "condition", "period", "acceptance_clause", "clause"),
    }
)
"""Texts that are made by us or that no document may lack."""
NAMED: Final = frozenset({"Party", "Side", "InvoiceParty"})
"""Whose name no document may lack."""
WRITTEN: Final = [kind for kind in DOCUMENTS if kind.template]


@cache
def sample(kind: str, lang: Lang) -> Sample:
    return Samples(standard_rulebook()).of(next(each for each in DOCUMENTS if each.id == kind), lang)


def retyped(value: Any, typed: Callable[[str], str]) -> Any:
    """The figures with other texts in their free fields; of parties only what they may lack."""
    if isinstance(value, tuple):
        return tuple(retyped(each, typed) for each in value)
    if not is_dataclass(value) or type(value).__name__ in ("NumberedClause", "Chapters"):
        return value
    changed: dict[str, Any] = {}
    for field in fields(value):
        figure = getattr(value, field.name)
        is_party = field.name == "name" and type(value).__name__ in NAMED
        if isinstance(figure, str):
            changed[field.name] = figure if field.name in FIXED or is_party else typed(figure)
        else:
            changed[field.name] = retyped(figure, typed)
    return replace(value, **changed)  # type: ignore[type-var]


def typing(rng: Random) -> Callable[[str], str]:
    """Something else in a third of the fields."""
    return lambda said: rng.choice(TYPED) if rng.random() < 0.3 else said


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", WRITTEN, ids=lambda kind: kind.word)
def test_no_right_document_is_refused(kind: DocumentKind, lang: Lang) -> None:
    made, template, refused = sample(kind.id, lang), shipped_template(kind.template, lang), dict[str, Any]()
    deal = made.known.deal.number if made.known.deal else ""
    for seed in range(ROUNDS):
        try:
            figures = retyped(made.figures, typing(Random(f"{kind.id} {lang} {seed}")))
            render(template, figures, kind=kind, issue=made.issue, deal=deal, known=made.known)
        except TemplateFault as fault:
            refused[fault.fault] = seed

    assert refused == {}
