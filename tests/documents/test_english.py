"""English documents beside the Chinese ones: the same figures in other words. Source: domain.md 3.0."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, get_type_hints
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from docx import Document
from docx.oxml.ns import qn

from tests.documents.foreign_deal import foreign
from tests.documents.golden_deal import KINDS, TEMPLATES, figures_of, known_on, rendered, text_of, written
from tests.documents.template_names import used
from tests.documents.test_letters import LETTER, NOTICE, delayed, paid
from tests.journey.conftest import sample
from toolkit.catalogue import CATALOGUE
from toolkit.cli import salesdocs
from toolkit.documents.english import ENGLISH, opening, said
from toolkit.documents.figures.shown import payments
from toolkit.documents.names import file_name
from toolkit.documents.wording import filters
from toolkit.errors import TemplateFault
from toolkit.house import template_file
from toolkit.model.deal import Deal, Event
from toolkit.model.decision import DueDocument
from toolkit.model.document import DocumentKind, Issue
from toolkit.model.form import Table
from toolkit.model.house import PAYMENT_TRIGGERS, ContractTerms, Policy
from toolkit.model.known import Known
from toolkit.model.terms import Instalment
from toolkit.model.text import Lang
from toolkit.stages.walk import issued

WRITTEN = [kind for kind in KINDS.values() if kind.template]
every_kind = pytest.mark.parametrize("kind", WRITTEN, ids=lambda kind: kind.word)
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
QUOTE = Issue("BJ-2026-0001", "V1", lang="en")
SMALLER: tuple[tuple[str, Issue, Callable[[], Known]], ...] = (
    ("G02", QUOTE, lambda: known_on(date(2026, 7, 1))),
    ("G06", Issue("TZ-2026-0001", "", "生产部门"), lambda: known_on(date(2026, 7, 21))),
    ("G06", Issue("TZ-2026-0001", "", "物流部门"), lambda: known_on(date(2026, 7, 21))),
    ("G06", Issue("TZ-2026-0001", "", "客服部门"), lambda: known_on(date(2026, 7, 21))),
    ("G07", Issue("JZ-2026-0002"), lambda: known_on(date(2026, 8, 3))),
    ("G08", LETTER, delayed),
    ("G08", LETTER, lambda: delayed(eta=date(2026, 8, 18))),
    ("G10", Issue("ZG-2026-0001"), lambda: known_on(date(2026, 8, 20))),
    ("G12", NOTICE, lambda: known_on(date(2026, 7, 22))),
    ("G12", NOTICE, lambda: known_on(date(2026, 7, 28))),
    ("G12", NOTICE, lambda: known_on(date(2026, 8, 20))),
    ("G12", NOTICE, lambda: known_on(date(2026, 9, 10))),
)


def english(kind: str, issue: Issue, known: Known) -> bytes:
    """The document as the house would write it in English, all that people typed being English."""
    return written(kind, replace(issue, lang="en"), foreign(known))


def template(kind: DocumentKind, lang: Lang) -> bytes:
    return template_file(TEMPLATES, kind.template, lang).read_bytes()


def names(kind: DocumentKind, lang: Lang) -> set[tuple[str, str]]:
    """Every (record, field) that the template of that language uses."""
    assert kind.figures is not None
    figures = get_type_hints(kind.figures)["return"]
    return used(template(kind, lang), figures, lang=lang)


def style_ids(content: bytes) -> set[str]:
    return {style.get(qn("w:styleId")) for style in Document(BytesIO(content)).styles.element.iter(qn("w:style"))}


@every_kind
def test_the_english_template_uses_the_same_figures_as_the_chinese_one(kind: DocumentKind) -> None:
    assert names(kind, "en") == names(kind, "zh")


@every_kind
def test_the_english_template_is_of_the_same_family_as_the_chinese_one(kind: DocumentKind) -> None:
    chinese, english = Document(BytesIO(template(kind, "zh"))), Document(BytesIO(template(kind, "en")))

    assert style_ids(template(kind, "en")) == style_ids(template(kind, "zh"))
    assert len(english.tables) == len(chinese.tables)
    assert (english.sections[0].page_width, english.sections[0].page_height) == (
        chinese.sections[0].page_width,
        chinese.sections[0].page_height,
    )
    for fonts in english.styles.element.iter(qn("w:rFonts")):
        assert fonts.get(qn("w:eastAsia"))


@every_kind
def test_every_english_page_says_which_of_how_many_it_is(kind: DocumentKind) -> None:
    with ZipFile(BytesIO(template(kind, "en"))) as package:
        footers = "".join(package.read(n).decode() for n in package.namelist() if n.startswith("word/footer"))

    words = "".join(re.findall(r"<w:(?:t|instrText)[^>]*>([^<]*)", footers))
    assert re.search(r"Page\s+PAGE\s*\d*\s+of\s+NUMPAGES", words)


@pytest.mark.parametrize(("kind", "issue", "known"), SMALLER)
def test_nothing_but_what_was_typed_is_chinese(kind: str, issue: Issue, known: Callable[[], Known]) -> None:
    shown = text_of(english(kind, issue, known()))

    assert CHINESE.findall(shown) == []


@pytest.mark.parametrize(("kind", "issue", "known"), SMALLER)
def test_the_number_stands_in_the_header(kind: str, issue: Issue, known: Callable[[], Known]) -> None:
    document = Document(BytesIO(english(kind, issue, known())))

    assert f"No. {issue.number}" in "".join(p.text for p in document.sections[0].header.paragraphs)


def test_what_was_typed_in_chinese_stays_as_typed() -> None:
    shown = text_of(written("G02", QUOTE, known_on(date(2026, 7, 1))))

    assert "上海启明精密制造有限公司" in shown and "自动上料机" in shown
    assert "Advance payment" in shown and "预付款" not in shown


def test_an_english_quote_says_what_the_chinese_one_says() -> None:
    shown = text_of(english("G02", QUOTE, known_on(date(2026, 7, 1))))

    for words in (
        "Quotation",
        "Quote No. BJ-2026-0001 V1",
        "24:00 on 31 July 2026 (30 days from the day after the date of this quotation)",
        "286,000.00",
        "of which net amount RMB 256,603.77, VAT RMB 29,396.23",
        "RMB two hundred and eighty-six thousand only",
        "Payable within 5 working days after signing of the contract",
        "Within 30 days after signing of the contract",
        "12 months from acceptance",
        "Electronic invoice (special VAT invoice)",
        "□ accepted",
    ):
        assert words in shown


def test_a_new_version_says_in_english_what_changed() -> None:
    known = known_on(date(2026, 7, 1))
    assert known.deal is not None
    filing = known.deal.filing("F05")
    assert filing is not None
    days = replace(filing.submission.answers["delivery_days"], value=25)
    sheet = replace(filing.submission, answers={**filing.submission.answers, "delivery_days": days})
    deal = known.deal.after(
        known.today, Event("filed", known.deal.number, {"form": "F05", "number": "CB-2026-0002", "submission": sheet})
    )

    figures = figures_of("G02", Issue("BJ-2026-0001", "V2", lang="en"), replace(known, deal=deal))

    assert [(c.what, c.before, c.after) for c in figures.changes] == [("Delivery time", "30 days", "25 days")]


@pytest.mark.parametrize(
    ("department", "told", "not_told"),
    [
        ("生产部门", "Tasks of the Production Department", "Mode of transport"),
        ("物流部门", "Mode of transport: road transport", "training session"),
        ("客服部门", "at least 2 training sessions, 8 hours in all", "Mode of transport"),
    ],
)
def test_each_department_is_told_its_own_in_english(department: str, told: str, not_told: str) -> None:
    shown = text_of(english("G06", Issue("TZ-2026-0001", "", department), known_on(date(2026, 7, 21))))

    assert told in shown and not_told not in shown
    assert not [price for price in ("271,700", "113,000", "RMB") if price in shown]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 7, 22), "Please pay by 27 July 2026"),
        (date(2026, 7, 28), "it is 1 day overdue"),
        (date(2026, 8, 20), "We hereby formally request you to pay"),
        (
            date(2026, 9, 10),
            "RMB 138,906.63 (in words: RMB one hundred and thirty-eight thousand nine hundred and six and 63/100 only)",
        ),
    ],
)
def test_a_reminder_grows_firmer_in_english_too(day: date, told: str) -> None:
    assert told in text_of(english("G12", NOTICE, known_on(day)))


def test_a_part_payment_leaves_the_rest_to_be_paid() -> None:
    shown = text_of(english("G12", NOTICE, paid(known_on(date(2026, 7, 22)), "35850.00")))

    assert "RMB 100,000.00 (in words: RMB one hundred thousand only)" in shown


def test_an_english_document_with_a_chinese_amount_in_words_is_not_published() -> None:
    figures = replace(figures_of("G02", QUOTE, known_on(date(2026, 7, 1))), total=Decimal("286000.005"))

    with pytest.raises(TemplateFault):
        rendered(KINDS["G02"], figures, QUOTE, known_on(date(2026, 7, 1)))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("271700.00", "RMB two hundred and seventy-one thousand seven hundred only"),
        ("0.00", "RMB zero only"),
        ("0.05", "RMB zero and 05/100 only"),
        ("1000001.50", "RMB one million and one and 50/100 only"),
        ("120", "RMB one hundred and twenty only"),
    ],
)
def test_amounts_are_written_in_english_words(amount: str, words: str) -> None:
    assert filters("en")["capitals"](Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["0.001", "-1", "10000000000000000"])
def test_what_cannot_be_written_in_words_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match=re.escape(amount)):
        filters("en")["capitals"](Decimal(amount))


def test_days_are_written_in_english() -> None:
    assert filters("en")["day"](date(2026, 7, 20)) == "20 July 2026"


def test_both_languages_have_the_same_filters() -> None:
    assert filters("en").keys() == filters("zh").keys()


@pytest.mark.parametrize(
    ("instalment", "condition", "period"),
    [
        (
            {"trigger": "合同签订", "count": 1, "unit": "工作日"},
            "after signing of the contract",
            "within 1 working day",
        ),
        ({"trigger": "验收合格", "count": 3, "unit": "个月"}, "after acceptance", "within 3 months"),
        ({"trigger": "发货前", "count": 0, "unit": "天"}, "before dispatch", "in full"),
        ({"trigger": "发货前", "count": 5, "unit": "天"}, "before dispatch", "5 days"),
        (
            {"trigger": "合同签订", "count": 0, "unit": "天", "on": date(2026, 9, 30)},
            "(signing of the contract)",
            "by 30 September 2026",
        ),
    ],
)
def test_a_payment_says_in_english_when_it_is_due(instalment: dict[str, Any], condition: str, period: str) -> None:
    part = Instalment(number=1, name="预付款", share=Decimal(1), amount=Decimal(1), **instalment)

    (shown,) = payments((part,), "en")

    assert (shown.name, shown.condition, shown.period) == ("Advance payment", condition, period)


def declared() -> Iterator[str]:
    """Every word that we declare and these documents print."""
    yield from PAYMENT_TRIGGERS
    yield from (share.name for share in Policy().payment_plan)
    for form, *path in (
        ("F10", "milestones", "node"),
        ("F10", "milestones", "dept"),
        ("F11", "stage"),
        ("F11", "abnormal_type"),
        ("M01", "invoice_type"),
        ("F07", "delivery_start"),
    ):
        yield from _options(form, path)
    terms = ContractTerms()
    yield from (terms.standard, terms.packing, terms.included, terms.transport_mode, terms.invoice_timing)
    yield terms.invoice_type


def _options(form: str, path: list[str]) -> Iterator[str]:
    """The answers to choose from, of a field or of a column of a table."""
    if len(path) == 1:
        yield from CATALOGUE.forms[form].field(path[0]).kind.options
        return
    (table,) = (part for part in CATALOGUE.forms[form].parts if isinstance(part, Table) and part.key == path[0])
    yield from next(column for column in table.columns if column.key == path[1]).kind.options


@pytest.mark.parametrize("word", sorted(set(declared())))
def test_every_declared_word_has_an_english_one(word: str) -> None:
    assert word in ENGLISH
    assert not CHINESE.search(said(word, "en"))


def test_a_word_of_someones_own_is_no_declared_one() -> None:
    assert (said("木箱", "en"), opening("木箱", "en"), said("预付款", "zh")) == ("木箱", "木箱", "预付款")


def test_a_declared_word_begins_a_cell_with_a_capital() -> None:
    assert opening(ContractTerms().packing, "en").startswith("Wooden cases")


def test_an_issue_is_chinese_unless_it_says_otherwise() -> None:
    chinese = issued("SJ-2026-0001", DueDocument("G02", Issue("BJ-2026-0001", "V1"), "草稿", ()))
    english = issued("SJ-2026-0001", DueDocument("G02", QUOTE, "草稿", ()))

    deal = Deal("SJ-2026-0001").after(date(2026, 7, 1), chinese).after(date(2026, 7, 2), english)

    assert "lang" not in chinese.facts
    assert [paper.lang for paper in deal.papers] == ["zh", "en"]


def test_the_figures_of_an_english_copy_are_not_laid_to_the_chinese_one() -> None:
    deal = Deal("SJ-2026-0001")
    for lang in ("en", "zh"):
        document = DueDocument("G02", replace(QUOTE, lang=lang), "草稿", ())
        deal = deal.after(date(2026, 7, 1), issued(deal.number, document))

    told = deal.with_figures(issued(deal.number, DueDocument("G02", QUOTE, "草稿", ()), file="quote.docx"))

    assert [(paper.lang, paper.file) for paper in told.papers] == [("en", "quote.docx"), ("zh", "")]


def test_an_english_file_bears_the_english_title() -> None:
    name = file_name(KINDS["G02"], QUOTE, "Northfield", date(2026, 7, 1))

    assert name == "BJ-2026-0001_quote_Northfield_20260701.docx"


def test_a_quote_straight_from_its_form_is_english_on_request(tmp_path: Path) -> None:
    target = tmp_path / "quote.docx"
    words = ("generate", "quote", "--from", str(sample("成本核算表-")), "-o", str(target), "--lang", "en")

    made = CliRunner().invoke(salesdocs, ["-C", str(tmp_path), *words])

    assert made.exit_code == 0, made.output
    shown = text_of(target.read_bytes())
    assert "Quote No. Draft V1" in shown and "RMB two hundred and eighty-six thousand only" in shown


def test_a_form_issued_as_a_document_has_english_labels_on_request(tmp_path: Path) -> None:
    chinese, english = tmp_path / "zh.docx", tmp_path / "en.docx"
    words = ["-C", str(tmp_path), "generate", "acceptance-certificate", "--from", str(sample("成本核算表-")), "-o"]

    for target, lang in ((chinese, "zh"), (english, "en")):
        made = CliRunner().invoke(salesdocs, [*words, str(target), "--lang", lang])
        assert made.exit_code == 0, made.output

    assert "客户名称" in text_of(chinese.read_bytes()) and "customer" not in text_of(chinese.read_bytes())
    assert "客户名称" not in text_of(english.read_bytes()) and "customer" in text_of(english.read_bytes())
