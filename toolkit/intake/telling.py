"""Who is told what of a file that was answered; written down with the decision, sent by `delivery` after it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from toolkit.house import House
from toolkit.intake.answer import Answered, heading, lines
from toolkit.intake.capture import Capture
from toolkit.ledger.entry import Entry
from toolkit.model import terms
from toolkit.model.approvals import is_waiting, role_of, turn_of
from toolkit.model.arrival import Outcome
from toolkit.model.deal import Deal
from toolkit.model.finding import Severity
from toolkit.model.notice import APPROVER, DROPPER, OWNER, Notice, NoticeKind
from toolkit.model.text import LANGS, Text
from toolkit.rules.droppers import is_account

MOST_FIRST: Final = 3
"""Findings told in a notice; the marked copy has them all."""
_BACK: Final[tuple[Outcome, ...]] = ("returned", "quarantined")


def tell(house: House, entry: Entry, captured: Capture, answered: Answered) -> None:
    """Write down the notices of one answered file, within its decision; nothing where the house has no channels."""
    if not house.settings.notices.is_on:
        return
    if answered.outcome in _BACK:
        entry.post(_returned(house, entry, captured, answered))
    elif answered.outcome == "accepted":
        entry.post(_ready(house, entry, captured, answered))
        entry.post(_approvals(house, entry, captured, answered))


def _returned(house: House, entry: Entry, captured: Capture, answered: Answered) -> Iterator[Notice]:
    """To whoever dropped it: what has to be mended, the first few, and where the marked copy lies."""
    deals = [decision.deal for decision in answered.decisions if decision.deal is not None]
    owner = deals[0].owner if deals else ""
    wrong = [each for each in answered.all_findings() if each.severity is Severity.ERROR]
    first = zip(*(lines(wrong[:MOST_FIRST], answered.form, lang) for lang in LANGS), strict=True)
    facts = {
        "file": answered.name,
        "outcome": heading(answered),
        "count": len(wrong),
        "first": tuple(Text(*said) for said in first),
        "beside": _laid(entry, captured),
        "inbox": house.places.names.inbox if answered.outcome == "returned" else "",
    }
    dropper = _dropper(entry, captured) or owner or captured.dropped_in
    for to in _told(house, "returned", {DROPPER: dropper, OWNER: owner or dropper}):
        yield Notice(key=f"returned/{captured.arrival}/{to}", kind="returned", to=to, facts=facts)


def _laid(entry: Entry, captured: Capture) -> str:
    """Where its marked copy, else its report, will lie, below the house; '' for neither."""
    planned = [planned.effect for planned, _ in entry.effects_of(captured.arrival)]
    answers = [effect for effect in planned if effect.kind in ("write copy", "write report")]
    return str(answers[-1].facts["file"]) if answers else ""


def _dropper(entry: Entry, captured: Capture) -> str:
    """The person of the staff list whose account owns the file; '' for none."""
    people = entry.staff().values() if captured.dropped_by else ()
    return next((person.name for person in people if is_account(captured.dropped_by, person.account)), "")


def _ready(house: House, entry: Entry, captured: Capture, answered: Answered) -> Iterator[Notice]:
    """To the owner of each deal: the documents that were written for it. Letters to customers go no further."""
    written: dict[str, list[tuple[Text, str]]] = {}
    for one in answered.written:
        if one.deal and not one.is_blank:
            written.setdefault(one.deal, []).append((one.title, one.file))
    for number, documents in written.items():
        deal = entry.deal(number)
        facts = {"deal": number, "customer": _customer(entry, deal), "documents": tuple(documents)}
        dropper = _dropper(entry, captured) or deal.owner
        for to in _told(house, "ready", {OWNER: deal.owner, DROPPER: dropper}):
            yield Notice(key=f"ready/{captured.arrival}/{number}/{to}", kind="ready", to=to, facts=facts)


def _approvals(house: House, entry: Entry, captured: Capture, answered: Answered) -> Iterator[Notice]:
    """To the node whose turn it has become, of each deal that the file concerned."""
    decided = [*answered.decisions, *(resumed.decision for resumed in answered.resumed)]
    for number in dict.fromkeys(each.deal.number for each in decided if each.deal is not None):
        deal = entry.deal(number)
        contract = deal.paper("G03")
        if contract is None or not is_waiting(contract):
            continue
        agreement = terms.agreement_of(deal, house.rulebook)
        gross = agreement.totals.gross if agreement else None
        policy = house.rulebook.policy
        turn = turn_of(deal, policy.approval_chain if gross is None else policy.chain_for(gross))
        if turn is None:
            continue
        role, form = role_of(turn.node), deal.paper("G04")
        facts = {
            "deal": number,
            "customer": _customer(entry, deal),
            "contract": contract.number,
            "version": contract.version,
            "role": role,
            "amount": gross,
            "since": turn.since,
            "file": form.file if form else contract.file,
        }
        of = f"approval/{contract.number}/{contract.version}/{turn.node}/{turn.since}"
        for to in _told(house, "approval", {APPROVER: role, OWNER: deal.owner}):
            yield Notice(key=f"{of}/{to}", kind="approval", to=to, facts=facts)


def _customer(entry: Entry, deal: Deal) -> str:
    customer = entry.customer(deal.customer)
    return customer.name if customer else ""


def _told(house: House, kind: NoticeKind, meant: dict[str, str]) -> tuple[str, ...]:
    """Who is told of that kind, each once: the names in the settings, and whom their words mean here."""
    return tuple(dict.fromkeys(meant.get(each, each) for each in house.settings.notices.kinds[kind]))
