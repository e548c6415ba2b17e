"""A desk in memory: forms are filled, judged and decided, and what follows is kept as the ledger would keep it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tests import golden
from tests.rules.golden_deal import PEOPLE
from tests.rules.submissions import rulebook
from toolkit.catalogue import CATALOGUE
from toolkit.catalogue.fixtures import STEPS
from toolkit.catalogue.fixtures.typed import base, submission
from toolkit.ledger.projections import customer_after
from toolkit.model.deal import Deal, Event, Filing
from toolkit.model.decision import Decision, DueBlank
from toolkit.model.finding import Finding, Severity
from toolkit.model.fixture import Step, Typed
from toolkit.model.form import Form
from toolkit.model.house import Customer
from toolkit.model.kinds import Day
from toolkit.model.known import Known
from toolkit.model.submission import Answer, Submission
from toolkit.model.terms import RUNNING_QUOTES, quote_of
from toolkit.rules.examine import complete, examine
from toolkit.stages.decide import decide, resume
from toolkit.stages.order import command_of, expire, reopen, step_aside
from toolkit.stages.walk import issued
from toolkit.stages.withdraw import before_and_since, withdraw

FIRST_DAY = date(2026, 6, 16)
BOOK = rulebook()
ON_FILE = {key: Answer(key, value).value for key, value in golden.CUSTOMER_FILE.values.items()}
Rows = Mapping[str, Sequence[Typed]]
Happened = list[tuple[date, Event]]


@dataclass
class Table:
    """The deals, customers and series of one house."""

    today: date = FIRST_DAY
    drawn: list[str] = field(default_factory=list)
    history: dict[str, Happened] = field(default_factory=dict)
    """What happened to each deal, as recorded."""
    deals: dict[str, Deal] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    last: Counter[str] = field(default_factory=Counter)

    def draw(self, prefix: str) -> str:
        """The next number of a series."""
        self.last[prefix] += 1
        self.drawn.append(f"{prefix}-{self.today.year}-{self.last[prefix]:04}")
        return self.drawn[-1]

    def known(self, deal: Deal | None) -> Known:
        """What is known around a submission to that deal."""
        customer = self.customers.get(deal.customer) if deal else None
        numbers = {n: d.number for d in self.deals.values() for n in (d.number, *_numbers(d))}
        return Known(
            today=self.today,
            rulebook=BOOK,
            deal=deal,
            customer=customer,
            staff=PEOPLE,
            references={**numbers, **dict.fromkeys(self.customers, "")},
        )

    def fill(self, form: Form, known: Known, typed: Typed, rows: Rows | None = None, *, step: int = 0) -> Submission:
        """The prefilled blank of that form, filled rightly that day, with this typed over it."""
        right = STEPS[form.id][step]
        days = {f.key: f"{self.today}" for f in form.answers if isinstance(f.kind, Day)}
        told = form.prefill(known)
        given = {*told.values, *(key for row in told.tables.get(form.register, ()) for key in row)}
        over = {key: day for key, day in days.items() if key not in given and right.values.get(key, day)}
        tables = {**right.tables, **{table: tuple(lines) for table, lines in (rows or {}).items()}}
        filled = Step(on=self.today, values={**right.values, **over, **typed}, tables=tables)
        blank = known.deal.blank(form.id) if known.deal else None
        number = blank.number if blank and form.numbered == "issue" else ""
        deal = known.deal.number if known.deal else ""
        filling = base(form, known, filled, number=number)
        return complete(form, submission(form, filling, today=self.today, deal=deal, number=number))

    def judge(self, filled: Submission, known: Known) -> tuple[Finding, ...]:
        """What the form's declaration and rules say of it; which day follows which is not tried here."""
        said = examine(CATALOGUE.forms[filled.form], filled, known)
        return tuple(finding for finding in said if not finding.code.startswith("M-DATE"))

    def hand_in(self, filled: Submission, findings: Sequence[Finding], known: Known) -> Decision:
        """The decision on a submission."""
        return decide(filled, findings, known, catalogue=CATALOGUE, draw=self.draw)

    def release(self, filing: Filing, findings: Sequence[Finding], deal: Deal) -> Decision | None:
        """The decision on a filing that was held."""
        return resume(filing, findings, self.known(deal), catalogue=CATALOGUE, draw=self.draw)

    def order(self, word: str, deal: Deal) -> Decision:
        """A step that a person orders. Raises NotAtThatStage."""
        known = self.known(deal)
        if word == "reopen":
            return reopen(known, catalogue=CATALOGUE, draw=self.draw, reason="客户恢复预算", by="李强")
        command = command_of(word, deal.stage, CATALOGUE)
        return step_aside(command, known, catalogue=CATALOGUE, draw=self.draw, reason="预算冻结", by="王芳")

    def run_out(self, deal: Deal) -> Decision:
        """The quotes whose last day has passed have run out."""
        running = [p.number for p in deal.all_papers("G02") if p.status in RUNNING_QUOTES]
        quotes = {number: quote_of(deal, BOOK, number) for number in running}
        past = [number for number, quote in quotes.items() if quote and quote.valid_until < self.today]
        return expire(past, self.known(deal), catalogue=CATALOGUE, draw=self.draw)

    def take_back(self, filing: Filing, deal: Deal) -> Decision:
        """A filing is withdrawn. Raises NotWithdrawn."""
        before, since = before_and_since(filing, deal.number, self.history[deal.number])
        known = self.known(deal)
        return withdraw(filing, before, since, known, catalogue=CATALOGUE, draw=self.draw, reason="填错", by="王芳")

    def record(self, decision: Decision) -> None:
        """What a decision brings about, in the order in which it is written: events, documents, blanks, new deals."""
        for event in decision.events:
            if event.kind == "customer registered":
                customer = customer_after(self.customers.get(event.subject), event)
                assert customer is not None
                self.customers[event.subject] = replace(customer, billing=ON_FILE)
        if decision.deal is not None:
            self._record_deal(decision, decision.deal.number)
        for opened in decision.opened:
            self.record(opened)

    def _record_deal(self, decision: Decision, number: str) -> None:
        happened = self.history.setdefault(number, [])
        told = [event for event in decision.events if event.subject == number]
        told += [issued(number, due) for due in decision.documents]
        laid = list({blank.form: blank for blank in decision.blanks}.values())
        told += [event for blank in laid for event in _laid(blank, number)]
        happened += [(self.today, event) for event in told]
        deal = self.deals.get(number, Deal(number))
        for event in told:
            deal = deal.after(self.today, event)
        self.deals[number] = deal


def folded(number: str, happened: Happened) -> Deal:
    """A deal as the sum of what happened to it."""
    deal = Deal(number)
    for day, event in happened:
        deal = deal.after(day, event)
    return deal


def injected(severity: Severity) -> Finding:
    """A finding that no rule gives: what must follow from any of that severity."""
    return Finding("R-99", severity)


def _laid(blank: DueBlank, number: str) -> list[Event]:
    laid = Event("blank issued", number, {"form": blank.form, "number": blank.number})
    return [issued(number, blank.document), laid] if blank.document else [laid]


def _numbers(deal: Deal) -> list[str]:
    return [*(filing.number for filing in deal.filings), *(paper.number for paper in deal.papers)]
