"""What a contract says (G03 销售合同): parties, lines, plan, the clauses that apply, annexes. Source: domain.md 3.3."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any, Final

from toolkit.documents.clauses import NumberedClause, Resolved, as_issued, in_english, resolve
from toolkit.documents.english import said
from toolkit.documents.figures.annexes import (
    Delivery,
    InvoiceParty,
    Item,
    Need,
    buyers_invoices,
    deliveries,
    items,
    needs,
    sellers_invoices,
)
from toolkit.documents.figures.clause import ClauseFigures
from toolkit.documents.figures.shown import (
    APPEARS,
    Contact,
    OfferLine,
    Payment,
    known_deal,
    offer_lines,
    our_contact,
    payments,
    period,
    their_contact,
)
from toolkit.documents.strict import texts
from toolkit.documents.wording import day, english_day
from toolkit.errors import FiguresMissing, TemplateFault
from toolkit.model.clause import Clause
from toolkit.model.contract_words import placeholder
from toolkit.model.deal import Deal
from toolkit.model.document import Issue
from toolkit.model.house import ContractTerms, Customer, Policy, latest_payment_days
from toolkit.model.kinds.reading import Term
from toolkit.model.known import Known
from toolkit.model.terms import Agreement, agreement_of, milestones_of, retention_of
from toolkit.model.text import Lang, Text

DOCUMENT = "销售合同"
DRAFT = "草案"
ACCEPTANCE = "c09_acceptance"
DRAFT_MARK: Final = Text("草案 {} – 未经审批", "DRAFT {} – not approved")
BY_SEAL: Final = Text("公章或合同专用章", "official seal or contract seal")
BY_SIGNATURE: Final = Text("可靠的电子签名", "reliable electronic signature")
MANDATORY: Final = (
    "c01_subject",
    "c02_price",
    "c03_quality",
    "c05_delivery",
    ACCEPTANCE,
    "c10_payment",
    "c11_invoice",
    "c13_warranty",
    "c15_duties",
    "c16_ip",
    "c17_confidential",
    "c20_liability",
    "c21_force_majeure",
    "c22_change_end",
    "c23_notice",
    "c24_dispute",
    "c25_misc",
)
"""R-40: the clauses of every contract. Source: domain.md 3.3, column cond."""
AS_STANDARD: Final = ("", "按标准条款")
"""Answers that leave the clauses as they are."""

_ENDS: Final = " \n。.;；"
"""What the clause itself adds or leaves out around an agreed text."""

_STARTS: Final = {
    "合同签订": Text("本合同签订", "the date of signing of this Contract"),
    "预付款到账": Text(
        "本合同生效且乙方收到预付款",
        "the date on which this Contract is in force and Party B has received the advance payment",
    ),
}
_ON_SIGNING: Final = Text("本合同签订当日24时", "24:00 on the day of signing of this Contract")
_AFTER_SIGNING: Final = Text("本合同签订后第{}届满", "the end of {} after the signing of this Contract")
_DECLARED: Final = (
    "standard",
    "packing",
    "included",
    "transport_mode",
    "transport_payer",
    "invoice_timing",
    "invoice_type",
    "court",
)
"""Terms that clauses print and that have an English name as long as nobody wrote another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """甲方 or 乙方."""

    name: str
    uscc: str
    address: str
    legal_rep: str
    """'' where the customer's file names none: left to be written by hand."""
    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFigures:
    """One version of a contract, what its template may say."""

    number: str
    seal: str
    """What each side seals or signs with: 公章或合同专用章, 可靠的电子签名."""
    draft_mark: str
    """`草案 V1.0 – 未经审批`, `DRAFT V1.0 – not approved`; '' once approved."""
    sign_place: str
    signed_on: date | None
    buyer: Party
    seller: Party
    clauses: tuple[NumberedClause, ...]
    lines: tuple[OfferLine, ...]
    total: Decimal = field(metadata=APPEARS)
    payments: tuple[Payment, ...]
    acceptance_clause: str
    """`第九条`, `Article 9`, by which annex one and the acceptance certificate go."""
    items: tuple[Item, ...]
    needs: tuple[Need, ...]
    deliveries: tuple[Delivery, ...]
    buyer_invoices: InvoiceParty
    seller_invoices: InvoiceParty


def contract_figures(known: Known, issue: Issue) -> ContractFigures:
    """The figures of the contract that the latest minutes agree; a draft when `issue.variant` says so.

    Raises FiguresMissing without an agreement, the customer's file, a delivery term, or, for arbitration, a
    commission, and for a value that holds a placeholder (R-45); TemplateFault for a clause that cannot be written,
    and without one that every contract has (R-40). An English one has the articles and sub-clauses of the Chinese one,
    else TemplateFault, too.
    """
    lang = issue.lang
    deal, customer = known_deal(known, DOCUMENT)
    agreement = agreement_of(deal, known.rulebook)
    if agreement is None:
        raise FiguresMissing(DOCUMENT, "报价单和达成一致的谈判纪要")
    says = clause_figures(agreement, customer, known, lang)
    if lang == "zh":
        clauses, acceptance_clause = _clauses(deal, issue, says, known)
    else:
        original = clause_figures(agreement, customer, known)
        clauses, acceptance_clause = _translated(deal, issue, says, original, known)
    figures = ContractFigures(
        number=issue.number,
        seal=(BY_SIGNATURE if says.terms.esign else BY_SEAL).said(lang),
        draft_mark=DRAFT_MARK.said(lang).format(issue.version) if issue.variant == DRAFT else "",
        sign_place=said(deal_word(deal, "F09", "sign_place") or known.rulebook.contract.sign_place, lang),
        signed_on=milestones_of(deal, known.rulebook).signed_on,
        buyer=_buyer(customer),
        seller=_seller(known, deal),
        clauses=clauses,
        lines=offer_lines(agreement.lines, lang),
        total=agreement.totals.gross,
        payments=payments(agreement.plan, lang),
        acceptance_clause=acceptance_clause,
        items=items(agreement.lines, lang),
        needs=needs(deal, lang),
        deliveries=deliveries(says, lang),
        buyer_invoices=buyers_invoices(customer),
        seller_invoices=sellers_invoices(known.rulebook.company),
    )
    for _, text in texts(figures):
        if mark := placeholder(text):
            raise FiguresMissing(DOCUMENT, f"“{text}”中有未填写的“{mark}”")
    return figures


_Clauses = tuple[tuple[NumberedClause, ...], str]
"""The clauses, and the heading of the one on acceptance."""


def _clauses(deal: Deal, issue: Issue, says: ClauseFigures, known: Known) -> _Clauses:
    """The clauses of a Chinese copy.

    A version that was issued keeps its wording: what is signed is what was approved (decisions.md 15).
    """
    return _as_issued(deal, issue) or _resolved(known.rulebook.clauses, says)


def _translated(deal: Deal, issue: Issue, says: ClauseFigures, original: ClauseFigures, known: Known) -> _Clauses:
    """Those of an English copy, article by article and sub-clause by sub-clause as the Chinese one has them."""
    if kept := _as_issued(deal, issue):
        return kept
    rulebook = known.rulebook
    english = in_english(rulebook.clauses, rulebook.english_clauses)
    if missing := [one.id for one in rulebook.clauses if one.id not in {other.id for other in english}]:
        raise FiguresMissing(DOCUMENT, f"条款的英文文本(templates/en/clauses):{'、'.join(missing)}")
    clauses, heading = _resolved(english, says, issue.lang)
    if number := _departs(clauses, _clauses(deal, replace(issue, lang="zh"), original, known)[0]):
        raise TemplateFault("templates/en/clauses", f"article {number} is not built as the Chinese one is")
    return clauses, heading


def _as_issued(deal: Deal, issue: Issue) -> _Clauses | None:
    meant = (issue.number, issue.version, issue.lang)
    versions = [p for p in deal.all_papers("G03") if (p.number, p.version, p.lang) == meant]
    kept = versions[0].figures if versions else {}
    match kept.get("clauses"), kept.get("acceptance_clause"):
        case (tuple() as clauses, str() as heading):
            return as_issued(clauses), heading
    return None


def _resolved(clauses: Sequence[Clause], says: ClauseFigures, lang: Lang = "zh") -> _Clauses:
    resolved: Resolved = resolve(clauses, says, lang)
    for clause in MANDATORY:
        resolved.heading(clause)
    return resolved.clauses, resolved.heading(ACCEPTANCE)


def _departs(translated: Sequence[NumberedClause], original: Sequence[NumberedClause]) -> int:
    """The first article that has other sub-clauses or tables than its original; 0 for none."""
    built = ([[(p.number, p.table) for p in clause.paragraphs] for clause in each] for each in (translated, original))
    return next((n for n, (one, other) in enumerate(zip_longest(*built), start=1) if one != other), 0)


def deal_word(deal: Deal, form: str, key: str) -> str:
    """One answer of the latest filing of a form as text, '' where there is none."""
    value = deal.value(form, key)
    return value if isinstance(value, str) else ""


def clause_figures(agreement: Agreement, customer: Customer, known: Known, lang: Lang = "zh") -> ClauseFigures:
    """What the clauses may say of that agreement. Raises FiguresMissing as `contract_figures` does."""
    minutes, company = agreement.minutes.submission, known.rulebook.company
    warranty, deposit = minutes.value("warranty_months"), minutes.amount("deposit") or Decimal("0.00")
    if not isinstance(warranty, int):
        raise FiguresMissing(DOCUMENT, "质保期")
    if agreement.delivery == Term():
        raise FiguresMissing(DOCUMENT, "交付期限")
    liability = minutes.words("liability_terms").strip(_ENDS)
    sme_days = latest_payment_days(company, customer)
    start = _STARTS.get(agreement.delivery_start)
    delivery = agreement.delivery
    return ClauseFigures(
        terms=_terms(agreement, customer, known.rulebook.contract, lang),
        policy=known.rulebook.policy,
        seller=company.name,
        bank_name=company.bank_name,
        bank_account=company.bank_account,
        is_sme=bool(sme_days),
        sme_days=sme_days,
        total=agreement.totals.gross,
        net=agreement.totals.net,
        tax=agreement.totals.tax,
        rates=_listed(dict.fromkeys(said(line.tax_rate, lang) for line in agreement.lines), lang),
        has_goods=any(not line.is_service for line in agreement.lines),
        has_services=any(line.is_service for line in agreement.lines),
        delivery_start=start.said(lang) if start else agreement.delivery_start,
        delivery_period="" if delivery.on else period(delivery.count, delivery.unit, lang),
        delivery_day=delivery.on,
        place=minutes.words("delivery_place") or customer.said("consignee_address") or customer.said("address"),
        consignee=minutes.words("consignee") or customer.said("consignee") or customer.said("contact_name"),
        consignee_phone=minutes.words("consignee_phone")
        or customer.said("consignee_phone")
        or customer.said("contact_phone"),
        batches=int(minutes.amount("batches") or 1),
        instalments=len(agreement.plan),
        deposit=deposit,
        deposit_due=_deposit_due(agreement, known.rulebook.policy, lang),
        retention=retention_of(agreement),
        retention_share=minutes.amount("retention_pct") or Decimal(0),
        warranty_months=warranty,
        liability_terms="" if liability in AS_STANDARD else liability,
        special_terms=minutes.words("special_terms").strip(_ENDS),
    )


def _listed(words: Iterable[str], lang: Lang) -> str:
    """`13%、6%`; `13%, 9% and 6%`."""
    every = list(words)
    return "、".join(every) if lang == "zh" else " and ".join(filter(None, (", ".join(every[:-1]), *every[-1:])))


def _terms(agreement: Agreement, customer: Customer, standard: ContractTerms, lang: Lang) -> ContractTerms:
    """The house's terms, with what the quote, the minutes and the customer's file say otherwise."""
    minutes = agreement.minutes.submission
    terms = replace(
        standard,
        included=agreement.cost_sheet.submission.words("included").strip(_ENDS) or standard.included,
        invoice_type=customer.said("invoice_type") or standard.invoice_type,
        packing=minutes.words("packing") or standard.packing,
        dispute=minutes.words("dispute") or standard.dispute,
    )
    if terms.dispute == "仲裁" and not (terms.commission and terms.arbitration_place):
        raise FiguresMissing(DOCUMENT, "仲裁委员会名称和仲裁地点([contract] commission, arbitration_place)")
    named: dict[str, Any] = {key: said(getattr(terms, key), lang) for key in _DECLARED}
    return replace(terms, **named)


def _deposit_due(agreement: Agreement, policy: Policy, lang: Lang) -> str:
    """By when a deposit is paid: with the first instalment that runs from signing, else as the standard plan says."""
    from_signing = [part for part in agreement.plan if part.trigger == "合同签订"]
    if from_signing and (on := from_signing[0].on):
        return day(on) if lang == "zh" else english_day(on)
    agreed = [(part.count, part.unit) for part in from_signing]
    usual = [(part.count, part.unit) for part in policy.payment_plan]
    count, unit = (*agreed, *usual)[0]
    if not count:
        return _ON_SIGNING.said(lang)
    return _AFTER_SIGNING.said(lang).format(period(count, unit, lang))


def _buyer(customer: Customer) -> Party:
    party = Party(
        name=customer.name,
        uscc=customer.said("uscc"),
        address=customer.said("address"),
        legal_rep=customer.said("legal_rep"),
        contact=their_contact(customer),
    )
    needed = {"统一社会信用代码": party.uscc, "住所": party.address, "联系人": party.contact.name}
    if missing := [label for label, value in needed.items() if not value]:
        raise FiguresMissing(DOCUMENT, f"客户档案:{'、'.join(missing)}")
    return party


def _seller(known: Known, deal: Deal) -> Party:
    company = known.rulebook.company
    return Party(
        name=company.name,
        uscc=company.uscc,
        address=company.address,
        legal_rep=company.legal_rep,
        contact=our_contact(known, deal),
    )
