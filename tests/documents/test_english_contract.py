"""The English contract: clause by clause the Chinese one, and held to the same guards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jinja2 import nodes

from tests.documents.golden_deal import (
    OFFER,
    PLAN,
    TEMPLATES,
    cost_sheet,
    figures_of,
    known_on,
    minutes,
    text_of,
    with_customer,
    written,
)
from tests.documents.returned import Edit, compared, contract_named, edited, removed, typed_over
from toolkit.documents.clauses import clause_folder, examine, load, shipped
from toolkit.documents.contract_proof import contract_faults
from toolkit.documents.figures.contract import ContractFigures
from toolkit.documents.strict import environment
from toolkit.errors import FiguresMissing, TemplateFault
from toolkit.model import contract_words as words
from toolkit.model.clause import Clause
from toolkit.model.document import Issue
from toolkit.model.house import ContractTerms
from toolkit.model.kinds.reading import Term
from toolkit.model.known import Known

DRAFTED = date(2026, 7, 10)
DRAFT = Issue("XS-2026-0001", "V1.0", "草案", "en")
CHINESE = replace(DRAFT, lang="zh")
BOTH = list(zip(shipped(), shipped("en"), strict=True))
every_clause = pytest.mark.parametrize(("chinese", "english"), BOTH, ids=lambda clause: clause.id)


@cache
def golden() -> tuple[bytes, ContractFigures]:
    known = known_on(DRAFTED)
    return written("G03", DRAFT, known), figures_of("G03", DRAFT, known)


def faults(*edits: Edit) -> list[str]:
    """What the proof says of the golden contract in English after these edits."""
    document, figures = golden()
    return list(contract_faults(edited(document, *edits), figures))


def said(figures: Any) -> str:
    """The text of all clauses, with the number of each sub-clause."""
    return "\n".join(
        f"{paragraph.number} " + "".join(passage.text for passage in paragraph.passages)
        for clause in figures.clauses
        for paragraph in clause.paragraphs
    )


def shape(line: str) -> tuple[list[str], set[str], list[str], int, str]:
    """What a line of a clause asks for: conditions, figures, references, bold words, table."""
    tree = environment(autoescape=False).parse(re.sub(r"\|counted\([^)]*\)", "", line))
    conditions = [repr(node.test) for node in tree.find_all(nodes.If)]
    figures = {
        f"{node.node.name}.{node.attr}" for node in tree.find_all(nodes.Getattr) if isinstance(node.node, nodes.Name)
    }
    figures |= {node.name for node in tree.find_all(nodes.Name)}
    references = re.findall(r'ref\("(\w+)"\)', line)
    return conditions, figures, references, line.count("**"), line if line.startswith("@") else ""


@every_clause
def test_a_clause_asks_for_the_same_in_both_languages(chinese: Clause, english: Clause) -> None:
    assert replace(english, title="", text=()) == replace(chinese, title="", text=())
    assert [shape(line) for line in english.text] == [shape(line) for line in chinese.text]


@every_clause
def test_an_english_clause_speaks_english_only(chinese: Clause, english: Clause) -> None:
    printed = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", "\n".join((english.title, *english.text)))

    assert not re.search(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", printed)
    assert english.title != chinese.title


@every_clause
def test_the_delivered_clauses_pass_the_examination_of_a_houses_own(chinese: Clause, english: Clause) -> None:
    for clause, every in ((chinese, shipped()), (english, shipped("en"))):
        examine(clause, {each.id for each in every})


def test_the_english_clauses_lie_beside_the_chinese_ones() -> None:
    assert load(clause_folder(TEMPLATES, "en")) == shipped("en")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"sheet": cost_sheet(OFFER[1:])},
        {"sheet": cost_sheet(OFFER[:1])},
        {
            "agreed": minutes(
                batches=3, special_terms="One set of wearing parts.", delivery_term=Term(on=date(2026, 9, 30))
            )
        },
        {"terms": ContractTerms(esign=True, title_retained=True, data_processing=True, after_sale_contact="Wu Qian")},
        {
            "terms": ContractTerms(commission="Suzhou Arbitration Commission", arbitration_place="Suzhou"),
            "agreed": minutes((*PLAN,), dispute="仲裁", deposit=Decimal(1000), retention_pct=Decimal("0.05")),
        },
    ],
    ids=("golden", "services", "goods", "batches", "esign", "arbitration"),
)
def test_every_variant_passes_its_proof_and_is_built_as_the_chinese_one(changes: dict[str, Any]) -> None:
    known = known_on(DRAFTED, **changes)

    english, chinese = (figures_of("G03", issue, known) for issue in (DRAFT, CHINESE))

    assert list(contract_faults(written("G03", DRAFT, known), english)) == []
    built = [[[p.number for p in clause.paragraphs] for clause in each.clauses] for each in (english, chinese)]
    assert built[0] == built[1]


def test_clauses_are_called_articles() -> None:
    _, figures = golden()

    assert [clause.heading for clause in figures.clauses] == [f"Article {n}" for n in range(1, 23)]
    assert figures.acceptance_clause == "Article 9"
    assert "As set out in Article 9" in text_of(golden()[0])


def test_figures_are_written_the_english_way() -> None:
    shown = said(golden()[1])

    for sentence in (
        "2.1 The total contract price (tax included) is RMB 271,700.00 (in words: RMB two hundred and seventy-one",
        "within 30 days of the date of signing of this Contract.",
        "at the applicable tax rate (13% and 6%)",
        "costs of transport shall be borne by Party B.",
        "the people’s court having jurisdiction at the domicile of Party B.",
        "if it or a text in any other language differs from the Chinese text, the Chinese text prevails.",
    ):
        assert sentence in shown


@pytest.mark.parametrize(("days", "printed"), [(1, "within 1 day of receipt"), (3, "within 3 days of receipt")])
def test_one_day_is_a_day(days: int, printed: str) -> None:
    assert printed in said(figures_of("G03", DRAFT, known_on(DRAFTED, terms=ContractTerms(inspection_days=days))))


def test_the_words_of_the_document_are_english_but_for_what_people_typed() -> None:
    shown = text_of(golden()[0])

    for words_shown in (
        "DRAFT V1.0 – not approved",
        "Party A (Buyer): 上海启明精密制造有限公司",
        "Core",
        "All products and services listed in Annex 1",
        "Page 1 of 1",
        "after signing of the contract",
        "within 5 working days",
    ):
        assert words_shown in shown
    assert not [word for word in ("甲方", "乙方", "合同", "附件", "核心需求", "预付款") if word in shown]


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        (removed("Liability for Breach"), "missing: Article 17 LiabilityforBreach"),
        (typed_over("Article 16  Integrity", "Article 17  Integrity"), "missing: Article 16 Integrity"),
        (typed_over("Annex 3  Invoicing Details", "Invoicing Details"), "lacks Annex 3"),
        (typed_over("107,350.00", "107,530.00"), "R-41: its list of goods and prices lacks line 1"),
        (typed_over("after acceptance", "after delivery"), "R-41: its payment plan lacks instalment 2"),
        (typed_over("RMB 271,700.00 (in", "RMB 271,000.00 (in"), "R-42: 271,000.00 is not RMB two hundred"),
        (
            typed_over("seventy-one thousand seven hundred only), of", "seventy-one thousand only), of"),
            "R-42: 271,700.00",
        ),
        (typed_over("the national standards of China", "[●] standards"), "R-45: leaves [●]"),
        (typed_over("the national standards of China", "TBD standards"), "R-45: leaves TBD"),
        (typed_over("the national standards of China", "[to be agreed] standards"), "R-45: leaves [to be agreed]"),
        (typed_over("Party A (Buyer): 上海启明", "Party A (Buyer): 上海启名"), "its head does not name Party A"),
        (typed_over("Contract No.: XS-2026-0001", "Contract No.: XS-2026-0002"), "its head does not show the number"),
        (
            typed_over("domicile of Party B.", "domicile of Party B or submitted to arbitration."),
            "诉讼与仲裁不能同时约定。",
        ),
    ],
)
def test_an_english_contract_with_a_fault_is_found_out(edit: Edit, fault: str) -> None:
    """R-40, R-41, R-42, R-45."""
    assert any(fault in each for each in faults(edit)), faults(edit)


@pytest.mark.parametrize("total", ["271700.00", "100000.01", "10203040.50", "9999999999.99", "1.00"])
def test_the_words_of_any_total_are_its_figure(total: str) -> None:
    """R-42."""
    offer = ({**OFFER[0], "qty": Decimal(1), "unit_price": Decimal(total)},)
    known = known_on(DRAFTED, sheet=cost_sheet(offer), agreed=minutes(price_discount=Decimal(0)))

    document, figures = written("G03", DRAFT, known), figures_of("G03", DRAFT, known)

    assert list(contract_faults(document, replace(figures, total=Decimal(total)))) == []


@pytest.mark.parametrize(
    ("exception", "missing"),
    [
        ("intent or gross negligence", "故意或重大过失"),
        ("personal injury", "人身损害"),
        ("infringement of intellectual property rights", "侵犯知识产权"),
        ("breach of confidentiality", "违反保密义务"),
    ],
)
def test_an_english_limit_of_damages_has_its_four_exceptions(tmp_path: Path, exception: str, missing: str) -> None:
    for path in (TEMPLATES / "en" / "clauses").glob("*.toml"):
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace(exception, "other cases"), "utf-8")

    with pytest.raises(TemplateFault, match=f"limits damages without excepting {missing}"):
        load(tmp_path)


@pytest.mark.parametrize("name", ["Deposit", "Earnest money", "定金"])
def test_only_the_clause_on_earnest_money_speaks_of_it(name: str) -> None:
    document, figures = golden()

    found = list(
        contract_faults(
            document, replace(figures, payments=(replace(figures.payments[0], name=name), *figures.payments[1:]))
        )
    )

    assert any("which only the clause Earnest Money may" in fault for fault in found)


@pytest.mark.parametrize(
    ("text", "rates", "caps"),
    [
        (
            "Liquidated damages of 0.05% of the price for each day of delay, not exceeding 5% of it",
            ["0.0005"],
            ["0.05"],
        ),
        ("For each day of delay a penalty of 0.3%, up to 8%", ["0.003"], ["0.08"]),
        ("a late fee of 5 per mille per day", ["0.005"], []),
        ("The discount is 5% for payment within 10 days", [], []),
    ],
)
def test_penalties_are_read_in_english(text: str, rates: list[str], caps: list[str]) -> None:
    assert list(words.daily_rates(text)) == [Decimal(rate) for rate in rates]
    assert list(words.penalty_caps(text)) == [Decimal(cap) for cap in caps]


@pytest.mark.parametrize(
    ("text", "court", "arbitration"),
    [
        ("Disputes shall be submitted to the commission for arbitration.", False, True),
        ("The courts of Suzhou have jurisdiction.", True, False),
        ("Either party may bring an action before the people’s court.", True, False),
        ("The parties shall settle disputes by negotiation; the food court is closed.", False, False),
    ],
)
def test_ways_of_settling_disputes_are_read_in_english(text: str, court: bool, arbitration: bool) -> None:
    assert (words.goes_to_court(text), words.goes_to_arbitration(text)) == (court, arbitration)


def test_a_house_with_other_chinese_clauses_needs_its_own_english_ones() -> None:
    changed = tuple(_reworded(shipped(), "c04_packing"))

    with pytest.raises(FiguresMissing, match="c04_packing"):
        figures_of("G03", DRAFT, known_on(DRAFTED, clauses=changed))


def test_an_english_clause_left_as_delivered_is_no_translation_of_a_changed_chinese_one() -> None:
    known = known_on(DRAFTED, clauses=tuple(_reworded(shipped(), "c04_packing")))

    with pytest.raises(FiguresMissing, match="c04_packing"):
        figures_of("G03", DRAFT, _with_english(known, *shipped("en")))


def test_a_houses_own_english_clause_takes_the_place_of_ours() -> None:
    known = known_on(DRAFTED, clauses=tuple(_reworded(shipped(), "c04_packing")))
    own = next(clause for clause in shipped("en") if clause.id == "c04_packing")

    figures = figures_of("G03", DRAFT, _with_english(known, replace(own, text=("Packed in straw.", "Not returnable."))))

    assert "4.1 Packed in straw." in said(figures)


def test_an_english_clause_built_otherwise_than_the_chinese_one_is_refused() -> None:
    own = next(clause for clause in shipped("en") if clause.id == "c04_packing")

    with pytest.raises(TemplateFault, match="article 4 is not built as the Chinese one"):
        figures_of("G03", DRAFT, _with_english(known_on(DRAFTED), replace(own, text=("Packed in straw.",))))


def test_a_returned_english_contract_is_compared_article_by_article() -> None:
    document, _ = golden()

    returned = edited(document, typed_over("within 3 days of receipt", "within 5 days of receipt"), removed("Packing"))
    found = compared(document, returned, (*shipped(), *shipped("en")))

    assert contract_named(document) == ("XS-2026-0001", "V1.0", "SJ-2026-0001")
    changed = {change.clause: (change.kind, change.owner) for change in found}
    assert changed["Article 4 Packing"] == ("removed", "物流部门")
    assert changed["Article 9 Inspection and Acceptance"] == ("changed", "产品技术团队")


def test_a_contract_with_an_english_name_of_its_buyer_keeps_it() -> None:
    known = with_customer(known_on(DRAFTED), name="Qiming Precision (Shanghai) Co., Ltd.")

    assert "Party A (Buyer): Qiming Precision (Shanghai) Co., Ltd." in text_of(written("G03", DRAFT, known))


def _reworded(clauses: tuple[Clause, ...], which: str) -> Iterator[Clause]:
    for clause in clauses:
        yield replace(clause, text=("以稻草包装。", "不返还。")) if clause.id == which else clause


def _with_english(known: Known, *own: Clause) -> Known:
    return replace(known, rulebook=replace(known.rulebook, english_clauses=own))
