"""Rules of the signing register (F09). Source: domain.md 2.9, 1.1 stage 5; decisions.md 17."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from toolkit.model import terms
from toolkit.model.approvals import standing
from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.known import Known
from toolkit.model.submission import Submission
from toolkit.model.text import Text
from toolkit.rules.matching import agrees
from toolkit.rules.say import ERROR, WARNING, say
from toolkit.rules.years import of_another_year

PAPER, ELECTRONIC = "纸质", "电子"
LEGAL_REP: Final = "法定代表人"
BY_SIGNING: Final = "sign"
NO_SEAL: Final = "无"
OTHER_SEALS: Final = ("财务专用章", "部门章")
SIGNABLE: Final = ("审批通过", "已签署", "履行中", "已完成")
"""Contract statuses from which a signature may be registered, or its registration mended."""

_COUNTED: Final = "零一两三四五六七八九十"

APPROVED_VERSION = Text("审批通过的合同", "approved contract")
SIDES: Final = (
    ("our_seal", "our_signatory", Text("我方", "our side")),
    ("customer_seal", "customer_signatory", Text("客户方", "the customer's side")),
)


def approved_on(known: Known) -> date | None:
    """The day of the last opinion of a complete approval; None without one."""
    filing = known.deal.filing("F08") if known.deal else None
    if filing is None or standing(filing.submission, known) != "approved":
        return None
    return max((day for row in filing.submission.lines("steps") if (day := row.day("date"))), default=None)


def contract_is_approved(submission: Submission, known: Known) -> Iterator[Finding]:
    """F09-01: only an approved contract is signed, in its approved version."""
    paper = known.deal.paper("G03") if known.deal else None
    if paper is None:
        return
    if paper.status not in SIGNABLE:
        answer = submission.answer("contract_no")
        yield say("F09-01", ERROR, answer, no=paper.number, status=paper.status)
    yield from agrees(submission.answer("version"), paper.version, APPROVED_VERSION)


def signed_after_approval(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-50: nobody signs before the general manager has agreed."""
    signed_on, approved = submission.day("sign_date"), approved_on(known)
    if signed_on and approved and signed_on < approved:
        yield say("R-50", ERROR, submission.answer("sign_date"), d=signed_on, a=approved)


def copies_are_right(submission: Submission, known: Known) -> Iterator[Finding]:
    """F09-02: a paper contract has as many copies as the policy says."""
    given, due = submission.amount("copies_total"), known.rulebook.policy.contract_copies
    if submission.value("sign_mode") == PAPER and given is not None and given != due:
        yield say(
            "F09-02",
            WARNING,
            submission.answer("copies_total"),
            due=_counted(due),
            each=_counted(known.rulebook.policy.contract_copies_each),
            n=int(given),
        )


def _counted(copies: int) -> str:
    return _COUNTED[copies] if copies < len(_COUNTED) else str(copies)


def delivery_is_still_ahead(submission: Submission, known: Known) -> Iterator[Finding]:
    """F09-09: a contract is not signed after the very day on which it is to be delivered. Source: domain.md 3.3."""
    agreement = terms.agreement_of(known.deal, known.rulebook) if known.deal else None
    signed_on = submission.day("sign_date")
    due = agreement.delivery.on if agreement else None
    if signed_on and due and signed_on > due:
        yield say("F09-09", ERROR, submission.answer("sign_date"), d=signed_on, due=due)


def number_is_of_the_year(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-NUMBER-YEAR: where contracts are numbered by their signing, the number bears the year of the signing.

    Source: domain.md 7.1, policy number_year_source.
    """
    if known.rulebook.policy.number_year_source == BY_SIGNING:
        yield from of_another_year(submission.answer("contract_no"), submission.day("sign_date"))


def signatory_is_authorised(submission: Submission, known: Known) -> Iterator[Finding]:
    """F09-03: who is not the legal representative shows a letter of authority."""
    title, authorised = submission.words("customer_signatory_title"), submission.answer("customer_authorized")
    if title and LEGAL_REP not in title and authorised.value is not True and authorised.fault is None:
        yield say("F09-03", ERROR, authorised, name=submission.words("customer_signatory"))


def seals_are_there(submission: Submission, known: Known) -> Iterator[Finding]:
    """F09-04: a side without a seal, an error where nobody signed either; F09-05: a seal that does not bind."""
    for key, signatory, side in SIDES:
        answer = submission.answer(key)
        if answer.value == NO_SEAL:
            severity = WARNING if submission.value(signatory) else ERROR
            yield say("F09-04", severity, answer, side=side)
        if answer.value in OTHER_SEALS:
            yield say("F09-05", WARNING, answer, side=side, seal=answer.value)


def pages_are_sealed_across(submission: Submission, known: Known) -> Iterator[Finding]:
    """F09-06: a paper contract, always of several pages, bears a seal across them."""
    answer = submission.answer("cross_page_seal")
    if submission.value("sign_mode") == PAPER and answer.value is not True and answer.fault is None:
        yield say("F09-06", WARNING, answer)


def scan_is_there(submission: Submission, known: Known) -> Iterator[Finding]:
    """F09-07: the scan named lies at hand; F09-08: an electronic one is the file whose hash is written.

    The intake waits a day for the scan before it asks (decisions.md 17): then it is an error. Where nobody
    looked for files, nothing is said.
    """
    answer = submission.answer("scan_file")
    name = submission.words("scan_file")
    if not name or known.files is None:
        return
    if name not in known.files:
        yield say("F09-07", ERROR, answer, path=name)
        return
    written = submission.words("esign_file_hash").lower()
    if written and written != known.files[name].lower():
        yield say("F09-08", WARNING, submission.answer("esign_file_hash"), file=name)


RULES: Final[tuple[Rule, ...]] = (
    contract_is_approved,
    signed_after_approval,
    delivery_is_still_ahead,
    copies_are_right,
    number_is_of_the_year,
    signatory_is_authorised,
    seals_are_there,
    pages_are_sealed_across,
    scan_is_there,
)
