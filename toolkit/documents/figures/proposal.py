"""What a proposal says (G01 产品/服务方案). Source: domain.md 3.1; decisions.md 10, 20."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.documents import english
from toolkit.documents.figures.annexes import MET, NOTHING
from toolkit.documents.figures.shown import Contact, known_deal, our_contact, their_contact
from toolkit.documents.wording import counted
from toolkit.errors import FiguresMissing
from toolkit.model.deal import Deal, Paper
from toolkit.model.document import Issue
from toolkit.model.house import ContractTerms
from toolkit.model.known import Known
from toolkit.model.names import name_key
from toolkit.model.submission import Line, Submission
from toolkit.model.terms import offered
from toolkit.model.text import Lang, Text

DOCUMENT = "产品/服务方案"
CORE: Final = "核心需求"
OPEN: Final = Text("双方另行商定", "To be agreed separately")
"""Beside a need that is none of the core and has no answer yet."""

_NUMERALS: Final[Mapping[Lang, str]] = {"zh": "一二三四五六七八", "en": "12345678"}
_BY_PRODUCT: Final = Text("由“{}”实现", "Met by “{}”")
_IN_FULL: Final = Text("本方案可完全满足", "Met in full by this proposal")
_CLOSING = re.compile(r"[\s。.;；,，、]+\Z")
_LINE_ENDS = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapters:
    """The numeral (一, 1) of each chapter, counted over those that are there; '' for one that is left out."""

    background: str
    needs: str
    content: str
    plan: str
    effects: str
    advantages: str
    service: str
    budget: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedAnswered:
    """One need of the customer, and how we meet it."""

    number: int
    need: str
    rank: str
    priority: str
    response: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeItem:
    """One product or service of the scheme, without its price."""

    number: int
    name: str
    spec: str
    parameters: str
    quantity: str
    """`2台`, `2 sets`; `–` where none is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """One phase of the plan."""

    name: str
    work: str
    days: int
    deliverable: str
    party: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What is measured, now and then."""

    metric: str
    now: str
    goal: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Advantage:
    """How we compare; competitors are 竞品A and 竞品B."""

    aspect: str
    ours: str
    rival_a: str
    rival_b: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalFigures:
    """One version of a proposal."""

    number: str
    version: str
    written_on: date
    scheme: str
    customer: str
    contact: Contact
    company: str
    address: str
    author: str
    seller_contact: Contact
    chapters: Chapters
    pain_points: str
    impact: str
    situation: str
    goal: str
    needs: tuple[NeedAnswered, ...]
    items: tuple[SchemeItem, ...]
    phases: tuple[Phase, ...]
    total_days: int
    effects: tuple[Effect, ...]
    advantages: tuple[Advantage, ...]
    service: tuple[str, ...]
    """Paragraphs."""
    quote_number: str
    """'' before a quote was issued."""


@dataclass(frozen=True, slots=True)
class _Said:
    """The forms a proposal is made of; empty ones where none was filed."""

    needs: Submission
    scheme: Submission
    offer: Submission


def proposal_figures(known: Known, issue: Issue) -> ProposalFigures:
    """The figures of that version: an issued one says what was known on its day, a new one what is known today.

    Raises FiguresMissing without a needs analysis with pain points and a goal, without any product or service,
    and for a core need that nothing answers.
    """
    deal, customer = known_deal(known, DOCUMENT)
    paper, lang = _issued(deal, issue), issue.lang
    said = _said(deal, paper.issued_on if paper else known.today)
    needs, items = _needs(said, lang), _items(said, lang)
    if not items:
        raise FiguresMissing(DOCUMENT, "产品与服务")
    quote, company = deal.paper("G02"), known.rulebook.company
    phases = tuple(_phase(row, lang) for row in said.scheme.lines("phases"))
    effects = tuple(map(_effect, said.scheme.lines("effects")))
    advantages = tuple(map(_advantage, said.scheme.lines("advantages")))
    days = _whole(said.scheme, "total_days") or _whole(said.offer, "delivery_days") or 0
    return ProposalFigures(
        number=issue.number,
        version=issue.version,
        written_on=paper.issued_on if paper else known.today,
        scheme=said.scheme.words("scheme_name") or said.offer.words("scheme_name") or _named(items, lang),
        customer=customer.name,
        contact=their_contact(customer),
        company=company.name,
        address=company.address,
        author=said.scheme.words("prepared_by") or deal.owner,
        seller_contact=our_contact(known, deal),
        chapters=_chapters(lang, plan=bool(phases or days), effects=bool(effects), advantages=bool(advantages)),
        pain_points=_asked(said.needs, "pain_points", "业务痛点"),
        impact=_clause(said.scheme.words("impact")),
        situation=_clause(said.needs.words("current_solution")),
        goal=_asked(said.needs, "goal", "期望目标"),
        needs=needs,
        items=items,
        phases=phases,
        total_days=days,
        effects=effects,
        advantages=advantages,
        service=_paragraphs(said.scheme.words("service"))
        or usual_service(known.rulebook.contract, _whole(said.offer, "warranty_months"), lang),
        quote_number=quote.number if quote else "",
    )


def usual_service(terms: ContractTerms, warranty_months: int | None, lang: Lang = "zh") -> tuple[str, ...]:
    """The service we promise anyway, by the terms of our contracts; the warranty only once its months are known."""
    return (_usual_service if lang == "zh" else _usual_english_service)(terms, warranty_months)


def _usual_service(terms: ContractTerms, warranty_months: int | None) -> tuple[str, ...]:
    on_site = f"，必要时{terms.onsite_hours}小时内派员到场" if terms.onsite_hours else ""
    warranty = f"质保期{warranty_months}个月，自验收合格之日起计算；" if warranty_months else ""
    return (
        f"{warranty}质保期内非因使用不当造成的故障，免费修理或更换零部件。",
        f"接到报修后{terms.response_hours}小时内响应{on_site}。",
        f"提供不少于{terms.training_sessions}次、共{terms.training_hours}学时的操作与维护培训。",
        f"质保期满后继续提供有偿服务，备件按不高于同期市场价的价格供应{terms.spare_part_years}年。",
    )


def _usual_english_service(terms: ContractTerms, warranty_months: int | None) -> tuple[str, ...]:
    on_site = counted(terms.onsite_hours, "hour")
    months = counted(warranty_months, "month") if warranty_months else ""
    return (
        (f"The warranty period is {months} from the date of acceptance. " if months else "")
        + "During the warranty period, faults not caused by improper use are repaired free of charge.",
        f"We respond within {counted(terms.response_hours, 'hour')} of receiving a report of a fault"
        + (f" and, where necessary, send personnel to the site within {on_site}." if terms.onsite_hours else "."),
        f"We train operating and maintenance personnel in at least {counted(terms.training_sessions, 'session')}, "
        f"{counted(terms.training_hours, 'hour')} in total.",
        "After the warranty period we continue to provide service against payment and supply spare parts for "
        f"{counted(terms.spare_part_years, 'year')} at prices not exceeding the market prices at the time.",
    )


def _issued(deal: Deal, issue: Issue) -> Paper | None:
    papers = [p for p in deal.all_papers("G01") if (p.number, p.version) == (issue.number, issue.version)]
    return papers[-1] if papers else None


def _said(deal: Deal, on: date) -> _Said:
    """The latest forms filed by the end of that day."""
    filings = {filing.form: filing.submission for filing in deal.filings if filing.filed_on <= on}
    if "F04" not in filings:
        raise FiguresMissing(DOCUMENT, "客户需求分析表")
    return _Said(*(filings.get(form) or Submission(form, "") for form in ("F04", "F19", "F05")))


def _chapters(lang: Lang, **is_there: bool) -> Chapters:
    """Numerals for the chapters that are there; those not spoken of always are."""
    numerals: Iterator[str] = iter(_NUMERALS[lang])
    names = (field.name for field in fields(Chapters))
    return Chapters(**{name: next(numerals) if is_there.get(name, True) else "" for name in names})


def _needs(said: _Said, lang: Lang) -> tuple[NeedAnswered, ...]:
    rows = said.needs.lines("needs")
    responses = {name_key(row.words("need_desc")): row.words("response") for row in said.scheme.lines("answers")}
    return tuple(
        NeedAnswered(
            number=n,
            need=_in_one_line(row.words("need_desc")),
            rank=english.said(row.words("need_class"), lang),
            priority=row.words("priority") or NOTHING,
            response=_response(row, responses, lang) or OPEN.said(lang),
        )
        for n, row in enumerate(rows, start=1)
    )


def _response(need: Line, responses: dict[str, str], lang: Lang) -> str:
    """What the product team answers; before it has spoken, the product named for a need that we meet in full.

    Raises FiguresMissing for a core need with neither. Source: domain.md 3.1, guards.
    """
    response = _in_one_line(responses.get(name_key(need.words("need_desc")), ""))
    if not response and not responses and need.value("capability") == MET:
        hint = _in_one_line(need.words("product_hint"))
        response = _BY_PRODUCT.said(lang).format(hint) if hint else _IN_FULL.said(lang)
    if not response and need.value("need_class") == CORE:
        raise FiguresMissing(DOCUMENT, f"核心需求“{need.words('need_desc')}”的响应方式")
    return response


def _items(said: _Said, lang: Lang) -> tuple[SchemeItem, ...]:
    """What the product team lists, else the lines offered (never their prices), else the products the needs name."""
    listed = [
        (row.words("name"), row.words("spec"), row.words("parameters"), row.amount("qty"), row.words("unit"))
        for row in said.scheme.lines("items")
    ]
    lines = [(line.name, line.spec, "", line.quantity, line.unit) for line in offered(said.offer)]
    named = {
        row.words("product_hint"): (row.words("product_hint"), "", "", row.amount("qty_hint"), "")
        for row in said.needs.lines("needs")
        if row.words("product_hint")
    }
    return tuple(
        SchemeItem(
            number=n,
            name=_in_one_line(name),
            spec=spec or NOTHING,
            parameters=_in_one_line(parameters) or NOTHING,
            quantity=_quantity(quantity, unit, lang),
        )
        for n, (name, spec, parameters, quantity, unit) in enumerate(listed or lines or named.values(), start=1)
    )


def _named(items: tuple[SchemeItem, ...], lang: Lang) -> str:
    """What a scheme is called that neither F19 nor F05 has named: 自动上料机及年度维护服务方案."""
    if lang == "en":
        return " and ".join(item.name for item in items[:2]) + (" and more" if len(items) > 2 else "")
    first = "及".join(item.name for item in items[:2])
    return f"{first}等方案" if len(items) > 2 else f"{first}方案"


def _quantity(quantity: Decimal | None, unit: str, lang: Lang) -> str:
    between = " " if lang == "en" and unit else ""
    return NOTHING if quantity is None else f"{quantity.normalize():f}{between}{unit}"


def _phase(row: Line, lang: Lang) -> Phase:
    return Phase(
        name=row.words("phase"),
        work=_in_one_line(row.words("work")),
        days=_whole(row, "days") or 0,
        deliverable=_in_one_line(row.words("deliverable")) or NOTHING,
        party=english.said(row.words("party"), lang),
    )


def _effect(row: Line) -> Effect:
    metric, now, goal, change = _cells(row, "metric", "now", "goal", "change")
    return Effect(metric=metric, now=now, goal=goal, change=change)


def _advantage(row: Line) -> Advantage:
    aspect, ours, rival_a, rival_b = _cells(row, "aspect", "ours", "rival_a", "rival_b")
    return Advantage(aspect=aspect, ours=ours, rival_a=rival_a, rival_b=rival_b)


def _cells(row: Line, *keys: str) -> list[str]:
    return [_in_one_line(row.words(key)) or NOTHING for key in keys]


def _whole(of: Submission | Line, key: str) -> int | None:
    value = of.value(key)
    return value if isinstance(value, int) else None


def _asked(needs: Submission, key: str, label: str) -> str:
    text = _clause(needs.words(key))
    if not text:
        raise FiguresMissing(DOCUMENT, label)
    return text


def _clause(text: str) -> str:
    """The text as part of a sentence: in one line, without its closing marks."""
    return _CLOSING.sub("", _in_one_line(text))


def _in_one_line(text: str) -> str:
    return _LINE_ENDS.sub("; " if text.isascii() else "；", text.strip())


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line for line in map(str.strip, text.splitlines()) if line)
