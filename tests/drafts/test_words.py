"""What the mails say: as strict as a template, in both languages, with nothing of anybody's taken for markup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import meta
from lxml import html

from tests.documents.foreign_deal import foreign
from tests.documents.golden_deal import KINDS, figures_of, known_on
from tests.documents.test_letters import LETTER, NOTICE, delayed
from toolkit.documents.stored import figures_of as record_of
from toolkit.documents.strict import environment, field_names
from toolkit.drafts.body import Body, body_of, page, plain_text
from toolkit.errors import TemplateFault
from toolkit.model.document import Issue
from toolkit.model.known import Known
from toolkit.model.mail_draft import MailDraft
from toolkit.model.text import LANGS, Lang, Text

QUOTE = Issue("BJ-2026-0001", "V1")
CASES: Final[dict[str, tuple[str, int, Issue, Known]]] = {
    "quote": ("G02", 0, QUOTE, known_on(date(2026, 7, 1))),
    "expiring": ("G02", 1, QUOTE, known_on(date(2026, 7, 1))),
    "progress": ("G07", 0, Issue("JZ-2026-0002"), known_on(date(2026, 8, 3))),
    "delay": ("G08", 0, LETTER, delayed()),
    "notice": ("G12", 0, NOTICE, known_on(date(2026, 7, 22))),
    "friendly": ("G12", 1, NOTICE, known_on(date(2026, 7, 28))),
    "formal": ("G12", 1, NOTICE, known_on(date(2026, 8, 14))),
    "claim": ("G12", 1, NOTICE, known_on(date(2026, 9, 10))),
}
ALL: Final = [
    pytest.param(kind, draft, id=f"{kind.id} {draft.title.en}") for kind in KINDS.values() for draft in kind.drafts
]


def body(case: str, lang: Lang = "zh", **changes: Any) -> Body:
    kind, nth, issue, known = CASES[case]
    known = foreign(known) if lang == "en" else known
    figures = figures_of(kind, replace(issue, lang=lang), known)
    return said(KINDS[kind].drafts[nth], replace(figures, **changes), lang)


def said(draft: MailDraft, figures: object, lang: Lang = "zh", **more: Any) -> Body:
    names = {"zh": ("王芳", "苏州恒拓智能装备有限公司"), "en": ("Wang Fang", "Suzhou Hengtuo Co., Ltd.")}[lang]
    usual: dict[str, Any] = {
        "to": {"zh": "张伟", "en": "Anna Keller"}[lang],
        "has_address": True,
        "attached": "x.pdf",
        "signature": (*names, "13900001111"),
    }
    return body_of(draft, figures, lang=lang, **(usual | more))


def words(draft: MailDraft) -> Iterator[Text]:
    yield from (draft.subject, draft.opening, draft.closing, *(value for _, value in draft.rows))


@pytest.mark.parametrize(("kind", "draft"), ALL)
def test_a_mail_asks_only_for_what_its_document_says(kind: Any, draft: MailDraft) -> None:
    record: Any = record_of(kind)
    offered = set(field_names(record))

    for lang in LANGS:
        strict = environment(autoescape=False, lang=lang)
        asked = [meta.find_undeclared_variables(strict.parse(text.said(lang))) for text in words(draft)]
        assert set().union(*asked) <= offered
        assert asked[0], "a subject that names no figure"
    assert kind.is_external


def test_only_documents_for_the_customer_go_out_by_mail() -> None:
    assert {kind.word for kind in KINDS.values() if kind.drafts} == {
        "quote",
        "progress-letter",
        "delay-letter",
        "payment-notice",
    }


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("case", CASES)
def test_every_mail_can_be_written_in_both_languages(case: str, lang: Lang) -> None:
    made = body(case, lang)

    text = plain_text(made)
    assert made.subject == " ".join(made.subject.split())
    assert "{" not in text + made.subject and "None" not in text
    assert len(made.rows) >= 4 and all(label and value for label, value in made.rows)
    if lang == "en":
        assert not [
            mark for mark in text + made.subject if "\u3000" <= mark <= "\u9fff" or "\uff00" <= mark <= "\uffef"
        ]
    for never in (" 1 days", "毛利", "成本"):
        assert never not in text


def test_a_quote_is_sent_with_its_number_price_and_last_day() -> None:
    made = body("quote")

    assert made.subject == "报价单 BJ-2026-0001：自动上料机及年度维护方案（苏州恒拓智能装备有限公司）"
    assert made.rows == (
        ("报价单编号", "BJ-2026-0001"),
        ("方案", "自动上料机及年度维护方案"),
        ("含税总价", "¥286,000.00"),
        ("有效期至", "2026年7月31日24时"),
        ("交付周期", "30天"),
        ("质保期", "12个月"),
    )
    assert plain_text(made).startswith("尊敬的张伟：\n\n您好！\n\n感谢贵司")
    assert plain_text(made).endswith("附件：x.pdf\n\n顺颂商祺！\n\n王芳\n苏州恒拓智能装备有限公司\n电话：13900001111\n")


def test_a_later_version_bears_its_number_and_a_quote_without_a_scheme_has_no_such_line() -> None:
    made = body("quote", version="V2", scheme="")

    assert made.subject == "报价单 BJ-2026-0001-V2（苏州恒拓智能装备有限公司）"
    assert [label for label, _ in made.rows][:2] == ["报价单编号", "含税总价"]


def test_a_progress_letter_says_how_far_the_order_is() -> None:
    rows = dict(body("progress").rows)

    assert rows["整体进度"] == "60%"
    assert rows["预计交付日期"] == "2026年8月18日"


def test_a_reminder_grows_graver_and_claims_the_late_fee_last() -> None:
    friendly, formal, claim = (body(case) for case in ("friendly", "formal", "claim"))

    assert friendly.subject.startswith("付款提醒 FK-2026-0001") and "特此提醒" in friendly.opening[0]
    assert formal.subject.startswith("催款函 FK-2026-0001") and "正式催告" in formal.opening[0]
    assert "违约金" not in dict(formal.rows)
    rows = dict(claim.rows)
    assert rows["违约金"].startswith("¥") and "计收违约金" in claim.opening[0]
    owed = [Decimal(rows[label].strip("¥").replace(",", "")) for label in ("应付金额", "违约金", "合计应付")]
    assert owed[0] + owed[1] == owed[2]


def test_what_is_paid_in_part_is_said_and_nothing_otherwise() -> None:
    assert "已收金额" not in dict(body("notice").rows)
    assert dict(body("notice", received=Decimal("100.00")).rows)["已收金额"] == "¥100.00"


def test_a_customer_without_a_mail_address_is_told_of_first_and_on_the_page() -> None:
    kind, nth, issue, known = CASES["quote"]
    made = said(KINDS[kind].drafts[nth], figures_of(kind, issue, known), has_address=False)

    assert plain_text(made).startswith("【发送前请填写收件人")
    assert "发送前请填写收件人" in page(made)
    assert "发送前" not in page(body("quote"))


def test_a_word_document_is_called_one() -> None:
    kind, nth, issue, known = CASES["quote"]
    made = said(KINDS[kind].drafts[nth], figures_of(kind, issue, known), attached="x.docx")

    assert "附件：x.docx（Word文档）" in plain_text(made)


@given(
    typed=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40), name=st.text(max_size=40)
)
def test_whatever_people_typed_stands_on_the_page_as_text(typed: str, name: str) -> None:
    kind, nth, issue, known = CASES["progress"]
    figures = replace(figures_of(kind, issue, known), summary=typed)

    try:
        made = said(KINDS[kind].drafts[nth], figures, to=name)
    except TemplateFault:
        return  # what no document can show is refused here, too

    shown = html.document_fromstring(page(made).encode())
    usual = html.document_fromstring(page(body("progress")).encode())
    assert {each.tag for each in shown.iter()} == {each.tag for each in usual.iter()}
    assert typed.strip() in plain_text(made)


def test_a_word_that_the_figures_do_not_offer_is_a_fault_and_not_a_blank() -> None:
    kind, nth, issue, known = CASES["quote"]
    draft = replace(KINDS[kind].drafts[nth], subject=Text("报价单 {{ numbr }}", "Quote {{ numbr }}"))

    with pytest.raises(TemplateFault, match="did you mean number"):
        said(draft, figures_of(kind, issue, known))


def test_an_amount_without_its_filter_is_a_fault() -> None:
    kind, nth, issue, known = CASES["quote"]
    draft = replace(KINDS[kind].drafts[nth], opening=Text("{{ total }}", "{{ total }}"))

    with pytest.raises(TemplateFault, match="use a filter"):
        said(draft, figures_of(kind, issue, known))
