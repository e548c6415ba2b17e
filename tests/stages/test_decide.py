"""Deciding, on a process of two stages and two small forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from toolkit.model.calendar import WorkingCalendar
from toolkit.model.deal import Deal, Event
from toolkit.model.document import DocumentKind
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Field, Form, Group
from toolkit.model.house import Company, Rulebook
from toolkit.model.kinds import Words
from toolkit.model.known import Known
from toolkit.model.process import Due, Process, Stage, StatusChange, Transition
from toolkit.model.submission import Answer, Submission
from toolkit.model.text import Text
from toolkit.stages.decide import decide, resume
from toolkit.stages.walk import Catalogue, next_version

TODAY = date(2026, 7, 1)
T = Text("字", "word")
COMPANY = Company(name="甲", uscc="", address="", phone="", legal_rep="", email="", bank_name="", bank_account="")
RULEBOOK = Rulebook(
    company=COMPANY, calendar=WorkingCalendar(rest_days=frozenset(), working_weekends=frozenset(), years=frozenset())
)
ENQUIRY = Form(
    id="A1",
    word="enquiry",
    version="1",
    title=T,
    medium="xlsx",
    parts=(Group(T, (Field(key="customer_name", label=T, kind=Words()), Field(key="owner", label=T, kind=Words()))),),
    stage=1,
    series="KH",
    records="lead",
)
OFFER = Form(
    id="A2",
    word="offer",
    version="1",
    title=T,
    medium="xlsx",
    parts=(Group(T, (Field(key="text", label=T, kind=Words()),)),),
    stage=2,
    series="CB",
)
QUOTE = DocumentKind(id="Q", word="quote", title=T, stage=2, series="BJ", template="q.docx", versions="V1")
PROCESS = Process(
    stages=(Stage("new", "new", 1), Stage("offered", "offered", 2)),
    transitions=(
        Transition(id="t1", form="A1", source=(), target="new", blanks=("A2",)),
        Transition(
            id="t3",
            form="A2",
            source=("offered",),
            statuses=(StatusChange("Q", "void"),),
            documents=(Due("Q", status="draft"),),
        ),
        Transition(id="t2", form="A2", source=("new",), target="offered", documents=(Due("Q", status="draft"),)),
    ),
)
CATALOGUE = Catalogue(forms={"A1": ENQUIRY, "A2": OFFER}, documents={"Q": QUOTE}, process=PROCESS)


@pytest.fixture
def draw() -> Callable[[str], str]:
    drawn: Counter[str] = Counter()

    def one(prefix: str) -> str:
        drawn[prefix] += 1
        return f"{prefix}-2026-{drawn[prefix]:04}"

    return one


def submission(form: str, **values: str) -> Submission:
    return Submission(form=form, version="1", answers={key: Answer(key, value) for key, value in values.items()})


def known(deal: Deal | None = None) -> Known:
    return Known(today=TODAY, rulebook=RULEBOOK, deal=deal)


def deal_at(stage: str) -> Deal:
    opened = Deal("SJ-2026-0009").after(TODAY, Event("deal opened", "SJ-2026-0009", {"customer": "K", "owner": "王芳"}))
    return opened.after(TODAY, Event("moved", "SJ-2026-0009", {"stage": stage}))


def test_a_new_lead_opens_a_deal_and_asks_for_the_next_form(draw: Callable[[str], str]) -> None:
    lead = submission("A1", customer_name="启明", owner="王芳")

    decision = decide(lead, (), known(), catalogue=CATALOGUE, draw=draw)

    assert decision.outcome == "accepted"
    assert decision.number == "KH-2026-0001"
    assert decision.deal is not None
    assert (decision.deal.number, decision.deal.stage) == ("SJ-2026-0001", "new")
    assert [blank.form for blank in decision.blanks] == ["A2"]


def test_an_error_records_nothing_and_draws_no_number() -> None:
    def never(prefix: str) -> str:
        raise AssertionError(f"{prefix} was drawn")

    wrong = Finding("M-REQ", Severity.ERROR)

    decision = decide(submission("A2"), (wrong,), known(deal_at("new")), catalogue=CATALOGUE, draw=never)

    assert (decision.outcome, decision.events, decision.documents) == ("returned", (), ())


def test_a_form_without_a_deal_is_an_error(draw: Callable[[str], str]) -> None:
    decision = decide(submission("A2", text="x"), (), known(), catalogue=CATALOGUE, draw=draw)

    assert [finding.code for finding in decision.findings] == ["M-DEAL"]


def test_a_form_at_the_wrong_stage_is_an_error_that_names_both(draw: Callable[[str], str]) -> None:
    decision = decide(submission("A2", text="x"), (), known(deal_at("lost")), catalogue=CATALOGUE, draw=draw)

    (finding,) = decision.findings
    assert finding.code == "M-STAGE"
    assert finding.facts["stage"] == "lost"
    assert finding.facts["awaited"] == ("offered", "new")


def test_a_filing_moves_the_deal_and_issues_the_first_version(draw: Callable[[str], str]) -> None:
    decision = decide(submission("A2", text="x"), (), known(deal_at("new")), catalogue=CATALOGUE, draw=draw)

    assert decision.deal is not None
    assert decision.deal.stage == "offered"
    (due,) = decision.documents
    assert (due.issue.number, due.issue.version, due.basis) == ("BJ-2026-0001", "V1", ("CB-2026-0001",))


def test_one_submission_takes_a_stage_once_although_the_next_row_would_fit_too(draw: Callable[[str], str]) -> None:
    decision = decide(submission("A2", text="x"), (), known(deal_at("new")), catalogue=CATALOGUE, draw=draw)

    assert [transition.id for transition in decision.transitions] == ["t2"]


def test_a_second_filing_voids_the_old_version_and_keeps_the_number(draw: Callable[[str], str]) -> None:
    first = decide(submission("A2", text="x"), (), known(deal_at("new")), catalogue=CATALOGUE, draw=draw)

    second = decide(submission("A2", text="y"), (), known(first.deal), catalogue=CATALOGUE, draw=draw)

    assert second.deal is not None
    papers = [(paper.number, paper.version, paper.status) for paper in second.deal.papers]
    assert papers == [("BJ-2026-0001", "V1", "void"), ("BJ-2026-0001", "V2", "draft")]


def test_the_same_answers_again_change_nothing(draw: Callable[[str], str]) -> None:
    first = decide(submission("A2", text="x"), (), known(deal_at("new")), catalogue=CATALOGUE, draw=draw)

    again = decide(submission("A2", text="x"), (), known(first.deal), catalogue=CATALOGUE, draw=draw)

    assert (again.outcome, again.events, again.number) == ("unchanged", (), "CB-2026-0001")


def test_a_hold_files_the_form_and_stops_the_deal_until_it_is_lifted(draw: Callable[[str], str]) -> None:
    waits = Finding("R-20", Severity.HOLD)

    held = decide(submission("A2", text="x"), (waits,), known(deal_at("new")), catalogue=CATALOGUE, draw=draw)

    assert held.outcome == "accepted"
    assert held.deal is not None
    assert held.deal.stage == "new"
    assert [hold.codes for hold in held.deal.holds] == [("R-20",)]
    filing = held.deal.filing("A2")
    assert filing is not None
    assert resume(filing, (waits,), known(held.deal), catalogue=CATALOGUE, draw=draw) is None
    resumed = resume(filing, (), known(held.deal), catalogue=CATALOGUE, draw=draw)
    assert resumed is not None
    assert resumed.deal is not None
    assert (resumed.deal.stage, resumed.deal.holds) == ("offered", ())


def test_an_unhindered_transition_happens_in_spite_of_a_hold(draw: Callable[[str], str]) -> None:
    unhindered = tuple(replace(t, is_unhindered=True) for t in PROCESS.transitions)
    catalogue = replace(CATALOGUE, process=replace(PROCESS, transitions=unhindered))
    waits = Finding("R-20", Severity.HOLD)

    decision = decide(submission("A2", text="x"), (waits,), known(deal_at("new")), catalogue=catalogue, draw=draw)

    assert decision.deal is not None
    assert decision.deal.stage == "offered"


@pytest.mark.parametrize(("version", "after"), [("V1", "V2"), ("V1.9", "V1.10"), ("第1次", "第2次")])
def test_the_next_version_counts_its_last_number_on(version: str, after: str) -> None:
    assert next_version(version) == after
