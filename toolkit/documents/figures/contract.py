"""What a contract says (G03 销售合同): parties, lines, plan, the clauses that apply, annexes. Source: domain.md 3.3."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.documents.clauses import NumberedClause, as_issued, resolve
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
from toolkit.documents.wording import day
from toolkit.errors import FiguresMissing
from toolkit.model.contract_words import placeholder
from toolkit.model.deal import Deal
from toolkit.model.document import Issue
from toolkit.model.house import ContractTerms, Customer, Policy, latest_payment_days
from toolkit.model.kinds.reading import Term
from toolkit.model.known import Known
from toolkit.model.terms import Agreement, agreement_of, milestones_of, retention_of

DOCUMENT = "销售合同"
DRAFT = "草案"
ACCEPTANCE = "c09_acceptance"
BY_SEAL, BY_SIGNATURE = "公章或合同专用章", "可靠的电子签名"
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

_STARTS: Final = {"合同签订": "本合同签订", "预付款到账": "本合同生效且乙方收到预付款"}


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
    """`草案 V1.0 – 未经审批`; '' once approved."""
    sign_place: str
    signed_on: date | None
    buyer: Party
    seller: Party
    clauses: tuple[NumberedClause, ...]
    lines: tuple[OfferLine, ...]
    total: Decimal = field(metadata=APPEARS)
    payments: tuple[Payment, ...]
    acceptance_clause: str
    """`第九条`, by which annex one and the acceptance certificate go."""
    items: tuple[Item, ...]
    needs: tuple[Need, ...]
    deliveries: tuple[Delivery, ...]
    buyer_invoices: InvoiceParty
    seller_invoices: InvoiceParty


def contract_figures(known: Known, issue: Issue) -> ContractFigures:
    """The figures of the contract that the latest minutes agree; a draft when `issue.variant` says so.

    Raises FiguresMissing without an agreement, the customer's file, a delivery term, or, for arbitration, a
    commission, and for a value that holds a placeholder (R-45); TemplateFault for a clause that cannot be written,
    and without one that every contract has (R-40).
    """
    deal, customer = known_deal(known, DOCUMENT)
    agreement = agreement_of(deal, known.rulebook)
    if agreement is None:
        raise FiguresMissing(DOCUMENT, "报价单和达成一致的谈判纪要")
    says = clause_figures(agreement, customer, known)
    clauses, acceptance_clause = _clauses(deal, issue, says, known)
    figures = ContractFigures(
        number=issue.number,
        seal=BY_SIGNATURE if says.terms.esign else BY_SEAL,
        draft_mark=f"{DRAFT} {issue.version} – 未经审批" if issue.variant == DRAFT else "",
        sign_place=deal_word(deal, "F09", "sign_place") or known.rulebook.contract.sign_place,
        signed_on=milestones_of(deal, known.rulebook).signed_on,
        buyer=_buyer(customer),
        seller=_seller(known, deal),
        clauses=clauses,
        lines=offer_lines(agreement.lines),
        total=agreement.totals.gross,
        payments=payments(agreement.plan),
        acceptance_clause=acceptance_clause,
        items=items(agreement.lines),
        needs=needs(deal),
        deliveries=deliveries(says),
        buyer_invoices=buyers_invoices(customer),
        seller_invoices=sellers_invoices(known.rulebook.company),
    )
    for _, text in texts(figures):
        if mark := placeholder(text):
            raise FiguresMissing(DOCUMENT, f"“{text}”中有未填写的“{mark}”")
    return figures


def _clauses(deal: Deal, issue: Issue, says: ClauseFigures, known: Known) -> tuple[tuple[NumberedClause, ...], str]:
    """The clauses and the heading of the one on acceptance.

    A version that was issued keeps its wording: what is signed is what was approved (decisions.md 15).
    """
    versions = [p for p in deal.all_papers("G03") if (p.number, p.version) == (issue.number, issue.version)]
    kept = versions[0].figures if versions else {}
    match kept.get("clauses"), kept.get("acceptance_clause"):
        case (tuple() as clauses, str() as heading):
            return as_issued(clauses), heading
    resolved = resolve(known.rulebook.clauses, says)
    for clause in MANDATORY:
        resolved.heading(clause)
    return resolved.clauses, resolved.heading(ACCEPTANCE)


def deal_word(deal: Deal, form: str, key: str) -> str:
    """One answer of the latest filing of a form as text, '' where there is none."""
    value = deal.value(form, key)
    return value if isinstance(value, str) else ""


def clause_figures(agreement: Agreement, customer: Customer, known: Known) -> ClauseFigures:
    """What the clauses may say of that agreement. Raises FiguresMissing as `contract_figures` does."""
    minutes, company = agreement.minutes.submission, known.rulebook.company
    warranty, deposit = minutes.value("warranty_months"), minutes.amount("deposit") or Decimal("0.00")
    if not isinstance(warranty, int):
        raise FiguresMissing(DOCUMENT, "质保期")
    if agreement.delivery == Term():
        raise FiguresMissing(DOCUMENT, "交付期限")
    liability = minutes.words("liability_terms").strip(_ENDS)
    sme_days = latest_payment_days(company, customer)
    return ClauseFigures(
        terms=_terms(agreement, customer, known.rulebook.contract),
        policy=known.rulebook.policy,
        seller=company.name,
        bank_name=company.bank_name,
        bank_account=company.bank_account,
        is_sme=bool(sme_days),
        sme_days=sme_days,
        total=agreement.totals.gross,
        net=agreement.totals.net,
        tax=agreement.totals.tax,
        rates="、".join(dict.fromkeys(line.tax_rate for line in agreement.lines)),
        has_goods=any(not line.is_service for line in agreement.lines),
        has_services=any(line.is_service for line in agreement.lines),
        delivery_start=_STARTS.get(agreement.delivery_start, agreement.delivery_start),
        delivery_period="" if agreement.delivery.on else period(agreement.delivery.count, agreement.delivery.unit),
        delivery_day=agreement.delivery.on,
        place=minutes.words("delivery_place") or customer.said("consignee_address") or customer.said("address"),
        consignee=minutes.words("consignee") or customer.said("consignee") or customer.said("contact_name"),
        consignee_phone=minutes.words("consignee_phone")
        or customer.said("consignee_phone")
        or customer.said("contact_phone"),
        batches=int(minutes.amount("batches") or 1),
        instalments=len(agreement.plan),
        deposit=deposit,
        deposit_due=_deposit_due(agreement, known.rulebook.policy),
        retention=retention_of(agreement),
        retention_share=minutes.amount("retention_pct") or Decimal(0),
        warranty_months=warranty,
        liability_terms="" if liability in AS_STANDARD else liability,
        special_terms=minutes.words("special_terms").strip(_ENDS),
    )


def _terms(agreement: Agreement, customer: Customer, standard: ContractTerms) -> ContractTerms:
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
    return terms


def _deposit_due(agreement: Agreement, policy: Policy) -> str:
    """By when a deposit is paid: with the first instalment that runs from signing, else as the standard plan says."""
    from_signing = [part for part in agreement.plan if part.trigger == "合同签订"]
    if from_signing and (on := from_signing[0].on):
        return day(on)
    agreed = [(part.count, part.unit) for part in from_signing]
    usual = [(part.count, part.unit) for part in policy.payment_plan]
    count, unit = (*agreed, *usual)[0]
    if not count:
        return "本合同签订当日24时"
    return f"本合同签订后第{period(count, unit)}届满"


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
