"""What a new version of a contract keeps of the approval of an earlier one: the consent to what has not changed.

Source: domain.md 1.2 (T7), 2.8.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from toolkit.model import terms
from toolkit.model.approvals import AGREES_IF, CARRIED, agrees, chain_of, given, is_carried, signatory
from toolkit.model.deal import Deal, Filing
from toolkit.model.finding import Finding
from toolkit.model.known import Known
from toolkit.model.names import name_key
from toolkit.model.submission import Answer, Line, Submission, Value
from toolkit.model.text import Text
from toolkit.rules.matching import in_cell
from toolkit.rules.say import ERROR, say

GOODS, PRICE, DELIVERY, CLAUSES, PAYMENT, TOTAL, TAX, MARGIN, PARTY = (
    "标的",
    "价格",
    "交付",
    "合同条款",
    "付款方式",
    "总价",
    "税率与发票",
    "毛利率",
    "客户主体",
)
"""What may change between two versions of a contract."""

_ENGLISH: Final[Mapping[str, str]] = {
    GOODS: "goods",
    PRICE: "prices",
    DELIVERY: "delivery",
    CLAUSES: "clauses",
    PAYMENT: "payment",
    TOTAL: "total",
    TAX: "tax and invoice",
    MARGIN: "margin",
    PARTY: "the customer's identity",
}

LOOKS_AT: Final[Mapping[str, frozenset[str]]] = {
    "销售负责人": frozenset({GOODS, PRICE, DELIVERY}),
    "法务部门": frozenset({GOODS, CLAUSES, PARTY}),
    "财务部门": frozenset({PAYMENT, TOTAL, TAX, MARGIN, PARTY}),
}
"""What a node answers for; any other node answers for everything. Source: domain.md 3.4."""

_ALL: Final = frozenset(_ENGLISH)
_SUBJECTS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "price_discount": (PRICE,),
    "deposit": (PAYMENT, CLAUSES),
    "retention_pct": (PAYMENT, CLAUSES),
    "delivery_term": (DELIVERY,),
    "delivery_start": (DELIVERY,),
    "delivery_place": (DELIVERY,),
    "consignee": (DELIVERY,),
    "consignee_phone": (DELIVERY,),
    "packing": (DELIVERY,),
    "transport_mode": (DELIVERY,),
    "batches": (DELIVERY,),
    "invoice_type": (TAX,),
}
"""Answers of the minutes that a contract is made of; those not named here are wording, for the legal department."""

_OF_THE_MEETING: Final = frozenset(
    {
        "neg_no",
        "quote_no",
        "round",
        "neg_date",
        "place",
        "mode",
        "our_people",
        "customer_people",
        "final_total_incl",
        "conclusion",
        "next_date",
        "next_step",
        "our_sign",
        "customer_sign",
        "filled_by",
        "fill_date",
    }
)
"""Answers of the minutes that no contract says; the total is compared as computed."""

_AS_STANDARD: Final = ("", "按标准条款")
_ON_FORM: Final[Mapping[str, tuple[str, ...]]] = {
    "delivery": (DELIVERY,),
    "contract_type": (CLAUSES, GOODS),
    "is_standard": (CLAUSES,),
    "nonstandard_clauses": (CLAUSES,),
    "acceptance": (CLAUSES, GOODS),
    "liability": (CLAUSES,),
}
"""Answers of the approval form itself that people may type over."""


def changed_subjects(before: terms.Agreement, after: terms.Agreement) -> frozenset[str]:
    """What differs between two agreements, by the words of `LOOKS_AT`; empty for one and the same contract."""
    old, new = before.minutes.submission, after.minutes.submission
    changed = {
        GOODS: _goods(before) != _goods(after),
        PRICE: [line.unit_price for line in before.lines] != [line.unit_price for line in after.lines],
        TOTAL: before.totals.gross != after.totals.gross,
        TAX: _taxes(before) != _taxes(after),
        PAYMENT: before.plan != after.plan,
        MARGIN: before.margin != after.margin,
        DELIVERY: (before.delivery, before.delivery_start) != (after.delivery, after.delivery_start),
    }
    said = (
        subject
        for key in {*old.answers, *new.answers} - _OF_THE_MEETING
        if _plain(old.value(key)) != _plain(new.value(key))
        for subject in _SUBJECTS_OF.get(key, (CLAUSES,))
    )
    return frozenset({*(subject for subject, is_changed in changed.items() if is_changed), *said})


def _goods(agreement: terms.Agreement) -> list[tuple[str, str, str, object]]:
    return [(line.name, line.spec, line.unit, line.quantity) for line in agreement.lines]


def _taxes(agreement: terms.Agreement) -> tuple[object, ...]:
    return (agreement.totals.net, agreement.totals.tax, [line.tax_rate for line in agreement.lines])


def _plain(value: Value) -> object:
    """The value; words without what does not tell them apart."""
    if value is None or value in _AS_STANDARD:
        return ""
    return name_key(value.rstrip("。.;；")) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Carried:
    """The consent to an earlier version that holds for the present one."""

    node: str
    version: str
    """Of the contract it was given on."""
    filing: Filing
    row: Line

    @property
    def comment(self) -> str:
        """`沿用V1.0审批意见`, followed by what the approver said then."""
        said = [f"{CARRIED}{self.version}审批意见"]
        said += [self.row.words("comment")] if self.row.words("comment") else []
        if self.row.value("opinion") == AGREES_IF:
            said.append(f"条件已关闭:{self.row.words('condition_closed')}")
        return ";".join(said)


def carried(known: Known) -> dict[str, Carried]:
    """The consents that the present version keeps, by node.

    A node keeps its consent if its latest word was one, and nothing that it looks at has changed since. The last
    node of the chain decides on every version anew.
    """
    if known.deal is None:
        return {}
    spoken = _last_words(_earlier_filings(known.deal))
    nodes = chain_of(known)[:-1]
    kept = (spoken[node] for node in nodes if node in spoken and agrees(spoken[node].row))
    return {word.node: word for word in kept if not changed_for(word, known)}


def first_node(known: Known) -> str:
    """The node at which the approval of the present version begins: the first one that keeps no earlier consent."""
    kept = carried(known)
    return next(node for node in chain_of(known) if node not in kept)


def _earlier_filings(deal: Deal) -> tuple[Filing, ...]:
    """The approval forms filed before the latest minutes: they speak of earlier versions."""
    last = max((n for n, filing in enumerate(deal.filings) if filing.form == "F07"), default=0)
    return tuple(filing for filing in deal.filings[:last] if filing.form == "F08")


def _last_words(filings: Iterable[Filing]) -> dict[str, Carried]:
    """What each node said last of its own, on whichever version."""
    return {
        node: Carried(node, filing.submission.words("contract_version"), filing, row)
        for filing in filings
        for node, row in given(filing.submission).items()
        if not is_carried(row)
    }


def changed_for(word: Carried, known: Known) -> frozenset[str]:
    """What has changed of that which a node looks at since it gave its word; everything where that cannot be told."""
    looks_at = LOOKS_AT.get(word.node, _ALL)
    before = _agreement_then(word.filing, known)
    after = terms.agreement_of(known.deal, known.rulebook) if known.deal else None
    if before is None or after is None:
        return looks_at
    party = {PARTY} if _is_other_party(word.filing.submission, known) else set()
    return looks_at & (changed_subjects(before, after) | party)


def _agreement_then(filing: Filing, known: Known) -> terms.Agreement | None:
    """What the contract said that an approval form was about."""
    deal = known.deal
    assert deal is not None
    filed = next(n for n, each in enumerate(deal.filings) if each is filing)
    version = filing.submission.words("contract_version")
    drafted = next((n for n, p in enumerate(deal.papers) if (p.kind, p.version) == ("G03", version)), None)
    if drafted is None:
        return None
    then = replace(deal, filings=deal.filings[:filed], papers=deal.papers[:drafted])
    return terms.agreement_of(then, known.rulebook)


def _is_other_party(form: Submission, known: Known) -> bool:
    customer = known.customer
    if customer is None:
        return False
    return (name_key(form.words("customer_name")), form.words("uscc")) != (
        name_key(customer.name),
        customer.said("uscc"),
    )


def kept_words(known: Known) -> dict[str, Value]:
    """What people typed on the latest form of an earlier version, as far as it speaks of what has not changed."""
    filings = _earlier_filings(known.deal) if known.deal else ()
    if not filings:
        return {}
    last = filings[-1]
    changed = changed_for(Carried("", last.submission.words("contract_version"), last, Line(0, "")), known)
    kept = {"drafter": (), "attachments": (), **_ON_FORM}
    return {key: last.submission.value(key) for key, subjects in kept.items() if not changed & frozenset(subjects)}


def own_rows(submission: Submission, known: Known) -> dict[str, Line]:
    """The opinions given on this very version, by node: those carried over are left out."""
    kept = carried(known)
    return {node: row for node, row in given(submission).items() if not _repeats(row, kept.get(node))}


def _repeats(row: Line, word: Carried | None) -> bool:
    """Whether a row says what its node said on the earlier version: the same person, the same day, consent."""
    if word is None or not agrees(row):
        return False
    return (signatory(row).name, row.day("date")) == (signatory(word.row).name, word.row.day("date"))


def carried_opinions_hold(submission: Submission, known: Known) -> Iterator[Finding]:
    """F08-20: only consent to what has not changed is carried over; F08-21: and not to a form typed over since."""
    kept, own = carried(known), own_rows(submission, known)
    for node, row in given(submission).items():
        if node in own:
            if is_carried(row):
                yield in_cell("F08-20", ERROR, row, "comment", node=node, why=_why(node, known))
            continue
        for answer in _typed_over(submission, kept[node]):
            yield say("F08-21", ERROR, answer, node=node, version=kept[node].version)


def _why(node: str, known: Known) -> Text:
    """Why a node has to speak again."""
    word = _last_words(_earlier_filings(known.deal)).get(node) if known.deal else None
    if node == chain_of(known)[-1]:
        return Text("最终审批须逐版作出", "the last node decides on every version")
    if word is None:
        return Text("此前各版本没有其意见", "it gave none on an earlier version")
    opinion, version = word.row.words("opinion"), word.version
    if not agrees(word.row):
        return Text(f"其对{version}的意见为“{opinion}”", f"of {version} it said “{opinion}”")
    changed = [subject for subject in _ENGLISH if subject in changed_for(word, known)]
    if not changed:
        return Text(f"与其对{version}的意见不符", f"it is not what it said of {version}")
    english = ", ".join(_ENGLISH[subject] for subject in changed)
    return Text(f"{'、'.join(changed)}已变更", f"changed since: {english}")


def _typed_over(submission: Submission, word: Carried) -> Iterator[Answer]:
    """The answers of the form that say otherwise than the form on which the node agreed."""
    looks_at = LOOKS_AT.get(word.node, _ALL)
    for key, subjects in _ON_FORM.items():
        answer, before = submission.answer(key), word.filing.submission.value(key)
        if looks_at & set(subjects) and answer.fault is None and _plain(answer.value) != _plain(before):
            yield answer
