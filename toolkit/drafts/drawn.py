"""A document with the mail it goes in: an .eml file that a person opens, reads and sends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Final

from toolkit.documents.figures.shown import our_contact, their_contact
from toolkit.documents.names import file_name
from toolkit.documents.render import described, rendered
from toolkit.documents.stored import figures_from, figures_of
from toolkit.drafts.body import body_of, page, plain_text
from toolkit.drafts.due import Due, deals_due, due_of, kinds_of
from toolkit.drafts.message import Attachment, Mail, Mailbox, message
from toolkit.drafts.printed import Prints
from toolkit.errors import FiguresChanged, FiguresMissing, NothingNamed, PdfFailed, TemplateFault
from toolkit.house import House
from toolkit.model.deal import Paper
from toolkit.model.document import Issue
from toolkit.model.kinds.contact import is_address
from toolkit.model.known import Known
from toolkit.model.names import safe_name
from toolkit.model.text import Text
from toolkit.stages.walk import CLOSED

FOLDER: Final = "客户邮件草稿"
_NOT_MADE: Final = Text("邮件草稿未能生成：{}", "The draft could not be made: {}")
_SHORT_NAME: Final = 20
"""Characters of the customer's short name in the name of a draft."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One draft: the name of its file, its bytes, and what the person who sends it should know."""

    due: Due
    name: str
    content: bytes
    to: str
    """The customer's address; '' where none is known, and the draft asks for it."""
    attached: str
    """Name of the document that goes along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undrafted:
    """A mail that is due and could not be made, and why."""

    due: Due
    why: str


def drafted(due: Due, known: Known, house: House, prints: Prints) -> Draft:
    """The mail of one document, as things are known.

    Raises FiguresMissing, FiguresChanged, TemplateFault, PdfFailed, NoPdfProgram, ShareTrouble.
    """
    assert known.customer is not None
    figures, document, name = _document(due, known, house)
    pdf = prints.of(document, name)
    attachment = Attachment(name, document) if pdf is None else Attachment(_ended(name, ".pdf"), pdf)
    assert known.deal is not None
    us, them, company = our_contact(known, known.deal), their_contact(known.customer), known.rulebook.company.name
    to = them.email if is_address(them.email) else ""
    body = body_of(
        due.draft,
        figures,
        lang=due.paper.lang,
        to=them.name or known.customer.name,
        has_address=bool(to),
        attached=attachment.name,
        signature=(us.name, company, us.phone),
    )
    mail = Mail(
        sender=Mailbox(company, us.email),
        to=Mailbox(them.name, to),
        subject=body.subject,
        text=plain_text(body),
        html=page(body),
        attachment=attachment,
        written_on=_day_of(due, known),
    )
    return Draft(due=due, name=_name(due, known), content=message(mail), to=to, attached=attachment.name)


def drafts(house: House, day: date, *, is_printed: bool | None = None) -> Iterator[Draft | Undrafted]:
    """Every mail that is due on that day, by deal; one that cannot be made says why and keeps none of the others.

    The ledger is not held meanwhile. Raises NoPdfProgram where PDFs were asked for, ShareTrouble, LedgerTrouble.
    """
    return _drafts(house, day, deals_due(house, day), since=date.min, is_printed=is_printed)


def drafts_due(
    house: House,
    day: date,
    *,
    deals: Iterable[str] | None = None,
    since: date = date.min,
    is_printed: bool | None = None,
) -> Iterator[tuple[str, bytes]]:
    """What a night lays for people to send: path below the house, with `/`, and bytes, by deal.

    They lie by owner in the folder of that day's report; in place of one that cannot be made a text says why. A night
    that goes through all deals anyway hands in the numbers of those of which `due_of` has found a mail, else the
    ledger is asked; and only what became due after the day `since` is laid, so that each mail is laid once.
    Raises NoPdfProgram where PDFs were asked for, ShareTrouble, LedgerTrouble.
    """
    asked = deals_due(house, day) if deals is None else sorted(deals)
    for made in _drafts(house, day, asked, since=since, is_printed=is_printed):
        folder = folder_of(house, made.due.owner, day)
        if isinstance(made, Draft):
            yield f"{folder}/{made.name}", made.content
        else:
            name = safe_name(f"{_printed_number(made.due)}_{FOLDER}_{made.due.draft.title.zh}_未生成.txt")
            yield f"{folder}/{name}", f"{_NOT_MADE.said(house.lang).format(made.why)}\r\n".encode("utf-8-sig")


def _drafts(
    house: House, day: date, deals: Iterable[str], *, since: date, is_printed: bool | None
) -> Iterator[Draft | Undrafted]:
    """Those of some deals, as each is known by now: nobody has sent, paid or replaced it in the meantime."""
    kinds = kinds_of(house)
    with Prints(house.places, is_wanted=is_printed) as prints:
        for number in deals:
            known = around(house, number, day)
            assert known.deal is not None
            for due in due_of(known.deal, kinds, house.rulebook, day):
                if due.since > since:
                    yield _tried(due, known, house, prints)


def _tried(due: Due, known: Known, house: House, prints: Prints) -> Draft | Undrafted:
    try:
        return drafted(due, known, house, prints)
    except (FiguresMissing, FiguresChanged, TemplateFault, PdfFailed) as trouble:
        return Undrafted(due=due, why=str(trouble))


def folder_of(house: House, owner: str, day: date) -> str:
    """Where the drafts of one person are laid on that day: `reports/20260824/客户邮件草稿_王芳`."""
    return f"{house.places.names.reports}/{day:%Y%m%d}/{safe_name(f'{FOLDER}_{owner}' if owner else FOLDER)}"


def due_named(house: House, number: str, day: date) -> Due:
    """The mail of the document of that number: the one that is due, else the one it was first sent in.

    Raises NothingNamed for a number that is no document's for which mails are prepared, or a void one's.
    """
    kinds = {kind.id: kind for kind in kinds_of(house)}
    plain, _, version = number.strip().upper().partition("-V")
    with house.ledger.reading() as questions:
        found = questions.deal_of(plain)
        deal = questions.deal(found) if found else None
    papers = (
        [p for id in kinds for p in deal.all_papers(id) if p.number == plain and p.status not in CLOSED] if deal else []
    )
    meant = [paper for paper in papers if not version or paper.version == f"V{version}"]
    if deal is None or not meant:
        known = ", ".join(kind.word for kind in kinds.values())
        raise NothingNamed("document that goes out by mail", number, known)
    paper, kind = meant[-1], kinds[meant[-1].kind]
    due = (due for due in due_of(deal, (kind,), house.rulebook, day) if due.paper == paper)
    return next(due, Due(deal.number, deal.owner, kind, paper, kind.drafts[0], paper.issued_on))


def around(house: House, number: str, day: date) -> Known:
    """What is known of a deal now."""
    with house.ledger.reading() as questions:
        deal = questions.deal(number)
        customer, staff = questions.customer(deal.customer), questions.staff()
    return Known(today=day, rulebook=house.rulebook, deal=deal, customer=customer, staff=staff)


def _document(due: Due, known: Known, house: House) -> tuple[object, bytes, str]:
    """What the document says, its bytes, its name: as it was issued, or as it says today where it is written anew."""
    kind, issue = due.kind, _issue(due)
    assert kind.figures is not None
    if not due.draft.is_written_anew:
        figures = figures_from(figures_of(kind), due.paper.figures)
        return figures, _as_issued(due.paper, house), PurePosixPath(due.paper.file).name
    figures = kind.figures(known, issue)
    template = house.template(kind.template, issue.lang)
    digest = sha256(template).hexdigest()
    says = described(figures, kind=kind, issue=issue, deal=due.deal, known=known, template=digest)
    titled = replace(kind, title=due.draft.title)
    name = safe_name(file_name(titled, issue, _short_of(known), known.today))
    return figures, rendered(template, figures, says, kind=kind, lang=issue.lang), name


def _as_issued(paper: Paper, house: House) -> bytes:
    """The document, byte for byte. Raises FiguresChanged where its copy is gone or damaged."""
    try:
        document = house.kept(paper.digest)
    except OSError as trouble:
        raise FiguresChanged(paper.file, f"its copy as issued cannot be read ({trouble.strerror})") from trouble
    if sha256(document).hexdigest() != paper.digest:
        raise FiguresChanged(paper.file, "its copy as issued is damaged")
    return document


def _issue(due: Due) -> Issue:
    return Issue(due.paper.number, due.paper.version, due.paper.variant, due.paper.lang)


def _printed_number(due: Due) -> str:
    return due.paper.number if due.paper.version in ("", "V1") else f"{due.paper.number}-{due.paper.version}"


def _name(due: Due, known: Known) -> str:
    """`BJ-2026-0001_客户邮件草稿_报价单_上海启明_20260701.eml`"""  # noqa: D400, D415 (what you get, as it is written)
    named = (_printed_number(due), FOLDER, due.draft.title.zh, _short_of(known), f"{_day_of(due, known):%Y%m%d}")
    return safe_name("_".join(part for part in named if part) + ".eml")


def _day_of(due: Due, known: Known) -> date:
    """The day that the mail bears: whenever it is made, a document as it was issued goes since the same day."""
    return known.today if due.draft.is_written_anew else due.since


def _short_of(known: Known) -> str:
    short = known.customer.short.strip() if known.customer else ""
    return safe_name(short, longest=_SHORT_NAME) if short else ""


def _ended(name: str, ending: str) -> str:
    return str(PurePosixPath(name).with_suffix(ending))
