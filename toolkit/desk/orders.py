"""Steps that a person orders at the desk: give a deal up, put it on hold, take it up again, take a filing back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from toolkit.desk.rework import arrival_named
from toolkit.errors import NothingNamed, NotWithdrawn
from toolkit.house import House
from toolkit.intake import effects
from toolkit.intake.answer import Written
from toolkit.intake.gather import around_deal
from toolkit.intake.writing import Writing
from toolkit.ledger.entry import Entry
from toolkit.model.deal import Deal
from toolkit.model.decision import Decision
from toolkit.model.known import Known
from toolkit.model.text import Lang, Text
from toolkit.rules.entitled import must_act_as
from toolkit.stages.order import REOPEN, command_of, reopen, step_aside
from toolkit.stages.withdraw import before_and_since, withdraw

REOPENED_BY = "销售负责人"  # decisions.md 10

_WORDS = {
    "stage": Text("阶段", "stage"),
    "withdrawn": Text("已撤回", "withdrawn"),
    "documents": Text("随之撤回的文件", "documents withdrawn with it"),
    "blanks": Text("请填写", "to be filled in"),
}


@dataclass(frozen=True, slots=True)
class Ordered:
    """What came of an order."""

    deal: Deal
    decision: Decision
    written: tuple[Written, ...]


def give_order(house: House, word: str, number: str, today: date, *, reason: str, by: str) -> Ordered:
    """`deal lose|hold|reopen`: the deal of that number leaves the main way, or comes back to it.

    Raises NothingNamed, NotAtThatStage, NotEntitled (only 销售负责人 reopens).
    """

    def decide(known: Known, entry: Entry) -> Decision:
        deal = known.deal
        assert deal is not None
        if word == REOPEN:
            must_act_as(REOPENED_BY, by, known.staff, today)
            return reopen(known, catalogue=house.catalogue, draw=entry.draw, reason=reason, by=by)
        command = command_of(word, deal.stage, house.catalogue)
        return step_aside(command, known, catalogue=house.catalogue, draw=entry.draw, reason=reason, by=by)

    return _carry_out(house, number, today, decide)


def take_back(house: House, number: str, today: date, *, reason: str, by: str) -> Ordered:
    """`withdraw NUMBER`: the latest filing of that number is taken back, and what followed from it.

    Raises NothingNamed for a number we do not know, NotWithdrawn for one of a document or of a filing that others
    stand on.
    """
    return _carry_out(house, number, today, _taking_back(house, number, reason=reason, by=by))


def undo(house: House, run: str, today: date, *, reason: str, by: str) -> tuple[Ordered, ...]:
    """`undo RUN`: every filing that one file brought is taken back, the last first; all of them or none.

    `run` is the id that its receipt names, or the file's name, of which the latest is meant. Raises NothingNamed,
    and NotWithdrawn for a file that was not accepted, that filed nothing in a deal, or on whose filings others stand.
    """
    with house.ledger.reading() as questions:
        arrival = arrival_named(questions, run)
        brought = [event for _, event in questions.events_from(arrival.id) if event.kind == "filed"]
    if arrival.outcome != "accepted" or not brought:
        raise NotWithdrawn(run, f"{arrival.name} ({arrival.outcome}) filed nothing in a deal")
    writing, undone = Writing(house, today), []
    with house.ledger.deciding(today) as entry:
        for event in reversed(brought):
            number = str(event.facts["number"])
            decide = _taking_back(house, number, reason=reason, by=by)
            undone.append(_decide(house, entry, event.subject, today, writing, decide))
        effects.plan(house, entry, writing.planned)
    effects.finish(house)
    return tuple(undone)


def _taking_back(house: House, number: str, *, reason: str, by: str) -> Callable[[Known, Entry], Decision]:
    def decide(known: Known, entry: Entry) -> Decision:
        deal = known.deal
        assert deal is not None
        filing = next((f for f in reversed(deal.filings) if f.number == number), None)
        if filing is None:
            raise NotWithdrawn(number, _whose(number, deal))
        before, since = before_and_since(filing, deal.number, entry.events_of(deal.number))
        decision = withdraw(
            filing, before, since, known, catalogue=house.catalogue, draw=entry.draw, reason=reason, by=by
        )
        entry.forget(filing.form, filing.submission.digest)
        return decision

    return decide


def _whose(number: str, deal: Deal) -> str:
    """Why a number is not one of a filing: the filing that a document rests on is named."""
    paper = next((paper for paper in reversed(deal.papers) if paper.number == number), None)
    if paper is None or not paper.basis:
        return "no form was filed under it"
    return f"it is a document that rests on {', '.join(paper.basis)}; withdraw that"


def _carry_out(house: House, number: str, today: date, decide: Callable[[Known, Entry], Decision]) -> Ordered:
    """One order in one deciding transaction; its effects are taken at once."""
    writing = Writing(house, today)
    with house.ledger.deciding(today) as entry:
        ordered = _decide(house, entry, number, today, writing, decide)
        effects.plan(house, entry, writing.planned)
    effects.finish(house)
    return ordered


def _decide(
    house: House,
    entry: Entry,
    number: str,
    today: date,
    writing: Writing,
    decide: Callable[[Known, Entry], Decision],
) -> Ordered:
    known = around_deal(entry, number, rulebook=house.rulebook, today=today)
    if known.deal is None:
        raise NothingNamed("deal", number)
    before = len(writing.written)
    decision = decide(known, entry)
    writing.record(entry, decision, known)
    writing.lay_blanks(entry)
    return Ordered(entry.deal(known.deal.number), decision, tuple(writing.written[before:]))


def order_lines(ordered: Ordered, lang: Lang) -> Iterator[str]:
    """What came of it, as people read it."""
    yield f"{ordered.deal.number}  {_WORDS['stage'].said(lang)}: {ordered.deal.stage}"
    gone = [event.facts for event in ordered.decision.events if event.kind == "document status"]
    papers = [f"{facts['number']} {facts['version']}".strip() for facts in gone if facts["status"] == "已撤回"]
    if papers:
        yield f"  {_WORDS['documents'].said(lang)}: {', '.join(papers)}"
    for written in ordered.written:
        yield f"  {_WORDS['blanks'].said(lang)}: 《{written.title.said(lang)}》 {written.file}"


def order_summary(ordered: Ordered) -> dict[str, object]:
    """The same as plain values."""
    return {
        "deal": ordered.deal.number,
        "stage": ordered.deal.stage,
        "events": [event.kind for event in ordered.decision.events],
        "written": [written.file for written in ordered.written],
    }
