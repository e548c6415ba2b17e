"""Any sequence of submissions, right and wrong ones, leaves every deal in a state that the process knows.

More examples: `SALESDOCS_MACHINE_EXAMPLES=2000 pytest tests/stages/test_machine.py`.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.stages.answers import ROUNDS, STRAIGHT, TYPED, WINDING, rightly, run
from tests.stages.table import Table, folded, injected
from toolkit.catalogue import CATALOGUE
from toolkit.errors import NotAtThatStage, NotWithdrawn
from toolkit.model.deal import Deal
from toolkit.model.decision import Decision
from toolkit.model.finding import Finding, Severity
from toolkit.model.known import Known
from toolkit.model.names import plain_number
from toolkit.model.submission import Submission

PROCESS, FORMS = CATALOGUE.process, CATALOGUE.forms
OF_A_DEAL = tuple(form.id for form in FORMS.values() if form.records == "filing")
NODES = ("销售负责人", "法务部门", "财务部门", "总经理")

GONE = {"已作废", "已替换", "已撤回"}
STATUSES = {
    "G01": {"草稿"},
    "G02": {"草稿", "已发送", "客户已确认接收", "已接受", "已拒绝", "已过期"},
    "G03": {
        *("草拟", "待销售负责人", "待法务", "待财务", "待总经理"),
        *("审批通过", "已签署", "履行中", "已完成", "已解除"),
    },
    "G04": {"审批中", "驳回", "通过"},
    "G05": {"已创建", "已下达", "执行中", "已交付待验收", "整改中", "验收合格", "已关闭"},
    "G06": {"已发出", "已确认"},
    "G07": {"待发送", "已发送"},
    "G08": {"待发送", "已发送"},
    "G09": {"待签", "需整改", "验收合格"},
    "G10": {"整改中", "已整改"},
    "G11": {"待回访", "已回访"},
    "G12": {"待发送", "已收款"},
    "G14": {"待签署", "已签署"},
}
"""Source: domain.md 1.2."""

START = {
    **{"G01": "草稿", "G02": "草稿", "G03": None, "G04": "审批中", "G05": "已创建", "G06": "已发出", "G07": "待发送"},
    **{"G08": "待发送", "G09": "待签", "G10": "整改中", "G11": "待回访", "G12": "待发送", "G14": "待签署"},
}
"""The status that a document is issued with; None for any."""

WAYS = {"straight": STRAIGHT, "winding": WINDING}


class Machine(RuleBasedStateMachine):
    """Every step is one decision; `_taken` holds it against what was there before."""

    def __init__(self) -> None:
        super().__init__()
        self.table = Table()
        self.before: dict[tuple[str, str], list[Deal | None]] = defaultdict(list)
        """Of the filings of each form and number: the deal before those that moved it or its documents."""

    # -- what people do ------------------------------------------------------------------------------------------

    @initialize(way=st.sampled_from(tuple(WAYS)), share=st.integers(0, 100))
    def a_deal_has_come_so_far(self, way: str, share: int) -> None:
        known = self.table.known(None)
        self._hand_in(self.table.fill(FORMS["F02"], known, {}), known, ())
        (deal,) = self.table.deals
        errands = WAYS[way]
        for errand in errands[: len(errands) * share // 100]:
            known = self.table.known(self.table.deals[deal])
            decision = self._hand_in(run(self.table, errand, known), known, ())
            assert decision.outcome == "accepted", (errand, decision.findings)
            assert decision.transitions, (errand, decision.findings)
            self.table.today += timedelta(days=1)

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.table.today += timedelta(days=days)

    @rule(is_contacted=st.booleans())
    def a_lead_comes(self, is_contacted: bool) -> None:
        name = f"苏州示例{'一二三四五六七八九'[len(self.table.customers) % 9]}号机械有限公司"
        phone = f"138123{len(self.table.customers):05}"
        spoken = {} if is_contacted else dict.fromkeys(("first_contact_date", "feedback", "next_contact_date"))
        known = self.table.known(None)
        typed = {"customer_name": name, "customer_short": None, "uscc": None, "contact_phone": phone, **spoken}
        self._hand_in(self.table.fill(FORMS["F02"], known, typed), known, ())

    @rule(data=st.data(), many=st.integers(1, 4))
    def what_is_asked_for_comes(self, data: st.DataObject, many: int) -> None:
        deal = self._a_deal(data)
        for _ in range(many):
            asked = [blank.form for blank in deal.blanks if not blank.is_returned and blank.form in OF_A_DEAL]
            if asked:
                self._submit(deal, data.draw(st.sampled_from(asked), "form"), data)
            deal = self.table.deals[deal.number]

    @rule(data=st.data())
    def a_form_comes_that_is_awaited(self, data: st.DataObject) -> None:
        deal = self._a_deal(data)
        awaited = [form for form in OF_A_DEAL if deal.stage in PROCESS.awaiting(form)]
        if awaited:
            self._submit(deal, data.draw(st.sampled_from(awaited), "form"), data)

    @rule(data=st.data(), form=st.sampled_from(OF_A_DEAL))
    def any_form_comes(self, data: st.DataObject, form: str) -> None:
        self._submit(self._a_deal(data), form, data)

    @rule(data=st.data(), form=st.sampled_from(OF_A_DEAL), severity=st.sampled_from((Severity.HOLD, Severity.ERROR)))
    def a_form_comes_of_which_something_is_said(self, data: st.DataObject, form: str, severity: Severity) -> None:
        self._submit(self._a_deal(data), form, data, injected(severity))

    @rule(data=st.data())
    def the_same_answers_come_again(self, data: st.DataObject) -> None:
        deal = self._a_deal(data)
        latest = {(f.form, f.number): f for f in deal.filings if FORMS[f.form].records == "filing" and f.number}
        if latest:
            filing = latest[data.draw(st.sampled_from(list(latest)), "filing")]
            known = self.table.known(deal)
            decision = self.table.hand_in(filing.submission, self.table.judge(filing.submission, known), known)
            assert (decision.outcome, decision.events, decision.documents) == ("unchanged", (), ())

    @rule(data=st.data(), is_still_held=st.booleans())
    def what_was_missing_arrives(self, data: st.DataObject, is_still_held: bool) -> None:
        deal = self._a_deal(data)
        if deal.holds:
            hold = data.draw(st.sampled_from(deal.holds), "hold")
            filing = deal.filing(hold.form, hold.number)
            assert filing is not None, hold
            said = (injected(Severity.HOLD),) if is_still_held else ()
            decision = self.table.release(filing, said, deal)
            assert (decision is None) == is_still_held
            if decision is not None:
                snapshots = self.before[hold.form, hold.number]
                earlier = snapshots.pop()
                self._taken(decision, deal, filing.submission)
                snapshots[-1] = earlier or snapshots[-1]
                assert hold not in self.table.deals[deal.number].holds

    @rule(data=st.data(), word=st.sampled_from(("lose", "hold", "reopen", "reopen")))
    def a_step_is_ordered(self, data: st.DataObject, word: str) -> None:
        deal = self._a_deal(data)
        try:
            decision = self.table.order(word, deal)
        except NotAtThatStage:
            return
        self._taken(decision, deal, None)
        after = self.table.deals[deal.number]
        assert after.stage == deal.resumes_at if word == "reopen" else PROCESS.stage(after.stage).is_side

    @rule(data=st.data())
    def quotes_run_out(self, data: st.DataObject) -> None:
        deal = self._a_deal(data)
        self._taken(self.table.run_out(deal), deal, None)

    @rule(data=st.data())
    def a_filing_is_withdrawn(self, data: st.DataObject) -> None:
        deal = self._a_deal(data)
        latest = [(filing.form, filing.number) for filing in reversed(deal.filings) if filing.number][:3]
        if not latest:
            return
        filing = deal.filing(*data.draw(st.sampled_from(latest), "filing"))
        assert filing is not None
        try:
            decision = self.table.take_back(filing, deal)
        except NotWithdrawn:
            return
        self._taken(decision, deal, None, is_withdrawal=True)
        before = self.before[filing.form, filing.number].pop()
        self._stands_as(before or deal, self.table.deals[deal.number])

    def _a_deal(self, data: st.DataObject) -> Deal:
        """One of the deals, the first most likely."""
        return self.table.deals[data.draw(st.sampled_from(list(self.table.deals)), "deal")]

    def _submit(self, deal: Deal, form: str, data: st.DataObject, *more: Finding) -> None:
        typed, rows = TYPED.get(form, rightly)(deal, data.draw, self.table.today)
        step = data.draw(st.sampled_from((0, 1)), "round") if form == "F13" else 0
        typed = {**typed, "conclusion": ROUNDS[step]} if form == "F13" else typed
        known = self.table.known(deal)
        self._hand_in(self.table.fill(FORMS[form], known, typed, rows, step=step), known, more)

    def _hand_in(self, filled: Submission, known: Known, more: tuple[Finding, ...]) -> Decision:
        findings = (*self.table.judge(filled, known), *more)
        decision = self.table.hand_in(filled, findings, known)
        worst = max((finding.severity for finding in findings), default=Severity.INFO)
        self._taken(decision, known.deal, filled)
        if decision.outcome == "accepted":
            is_held = any(event.kind == "held" for event in decision.events)
            assert worst is not Severity.ERROR
            assert is_held == (worst is Severity.HOLD)
            assert not is_held or all(transition.is_unhindered for transition in decision.transitions)
            awaited = PROCESS.awaiting(filled.form)
            assert known.deal is None or known.deal.stage in awaited, (filled.form, known.deal.stage)
        return decision

    # -- what must hold after it ---------------------------------------------------------------------------------

    def _taken(
        self, decision: Decision, before: Deal | None, filled: Submission | None, *, is_withdrawal: bool = False
    ) -> None:
        """Record a decision, and hold it against the deal before it."""
        drawn, self.table.drawn = self.table.drawn, []
        if decision.outcome != "accepted":
            assert (decision.events, decision.documents, decision.blanks, drawn) == ((), (), (), [])
            return
        self._every_number_is_used(drawn, decision)
        self._every_move_is_declared(decision, before, is_withdrawal=is_withdrawal)
        if before is not None and filled is not None:
            self._every_document_has_its_reason(decision, before, filled)
            moved = any(event.kind in ("moved", "document status") for event in decision.events)
            has_told = moved or any(transition.documents for transition in decision.transitions)
            self.before[filled.form, decision.number].append(before if has_told else None)
        self.table.record(decision)
        for told in (decision, *decision.opened):
            if told.deal is not None:
                assert _content(self.table.deals[told.deal.number]) == _content(told.deal)

    def _every_number_is_used(self, drawn: list[str], decision: Decision) -> None:
        assert len(set(drawn)) == len(drawn)
        events = [event for told in (decision, *decision.opened) for event in told.events]
        used = {event.subject for event in events} | {str(event.facts.get("number")) for event in events}
        used |= {due.issue.number for due in decision.documents}
        used |= {blank.document.issue.number for blank in decision.blanks if blank.document}
        assert set(drawn) <= used
        taken = {number for deal in self.table.deals.values() for number in _numbers(deal)}
        assert not set(drawn) & taken

    def _every_move_is_declared(self, decision: Decision, before: Deal | None, *, is_withdrawal: bool) -> None:
        stage = before.stage if before else ""
        for event in decision.events:
            if event.kind == "moved":
                target = str(event.facts["stage"])
                assert is_withdrawal or (stage, target) in _declared(str(event.facts["transition"]), before), event
                stage = target
        if decision.deal:
            assert decision.deal.stage == stage

    def _every_document_has_its_reason(self, decision: Decision, before: Deal, filled: Submission) -> None:
        fired = {due.document for transition in decision.transitions for due in transition.documents}
        due = [*decision.documents, *(blank.document for blank in decision.blanks if blank.document)]
        assert {one.kind for one in due} == fired
        for one in due:
            assert REASONS[one.kind, filled.form](before, filled), (one, filled.form)
            earlier = {p.version for p in before.papers if (p.kind, p.number) == (one.kind, one.issue.number)}
            assert one.issue.version not in earlier - {""} or (one.kind, filled.form) in SAME_VERSION, one
            expected = START[one.kind]
            assert one.status == expected or (one.kind == "G03" and (one.status == "审批通过" or one.status[0] == "待"))

    def _stands_as(self, before: Deal, after: Deal) -> None:
        """A withdrawn filing has left nothing behind but withdrawn documents."""
        assert (after.stage, after.reason, after.resumes_at) == (before.stage, before.reason, before.resumes_at)
        assert [p.status for p in after.papers[: len(before.papers)]] == [p.status for p in before.papers]
        assert {p.status for p in after.papers[len(before.papers) :]} <= GONE

    @invariant()
    def every_stage_and_status_is_known(self) -> None:
        stages = {stage.name for stage in PROCESS.stages}
        for deal in self.table.deals.values():
            assert deal.stage in stages
            for paper in deal.papers:
                assert paper.status in STATUSES[paper.kind] | GONE, paper
            assert bool(deal.resumes_at) == PROCESS.stage(deal.stage).is_side

    @invariant()
    def every_number_is_without_gap_and_belongs_to_one_deal(self) -> None:
        owners: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for deal in self.table.deals.values():
            for number in _numbers(deal):
                owners[number].add((deal.number, ""))
        for number, deals in owners.items():
            assert len(deals) == 1, (number, deals)

    @invariant()
    def every_version_follows_the_one_before(self) -> None:
        for deal in self.table.deals.values():
            versions: dict[tuple[str, str], list[str]] = defaultdict(list)
            for paper in deal.papers:
                said = versions[paper.kind, paper.number]
                if paper.version and paper.version not in said:
                    said.append(paper.version)
            for (kind, number), said in versions.items():
                assert said == [_version(kind, n) for n in range(len(said))], (number, said)

    @invariant()
    def what_counts_counts_once(self) -> None:
        for deal in self.table.deals.values():
            living = [p for p in deal.papers if p.status not in GONE]
            quotes = [p for p in living if p.kind == "G02" and p.status not in ("已拒绝", "已过期")]
            assert max(Counter(p.variant for p in quotes).values(), default=0) <= 1, quotes
            assert sum(p.status == "已接受" for p in quotes) <= 1, quotes
            for kind in ("G03", "G05"):
                assert len([p for p in living if p.kind == kind]) <= 1, (kind, living)
            assert len({p.number for p in deal.papers if p.kind == "G03"}) <= 1

    @invariant()
    def what_is_held_was_filed(self) -> None:
        for deal in self.table.deals.values():
            assert all(deal.filing(hold.form, hold.number) for hold in deal.holds), deal.holds
            assert len({(hold.form, hold.number) for hold in deal.holds}) == len(deal.holds)

    @invariant()
    def the_ledger_says_the_same(self) -> None:
        for number, happened in self.table.history.items():
            assert folded(number, happened) == self.table.deals[number]


def _declared(name: str, before: Deal | None) -> set[tuple[str, str]]:
    """The moves that a transition or a command of that name makes."""
    moves = {(s, t.target) for t in PROCESS.transitions if t.id == name for s in t.source or ("",)}
    moves |= {(s, c.target) for c in PROCESS.commands if c.word == name for s in c.source}
    return moves | ({(before.stage, before.resumes_at)} if name == "reopen" and before else set())


def _numbers(deal: Deal) -> set[str]:
    """The numbers that a deal has drawn: those of its papers, and of its filings of forms with a series."""
    filed = {f.number for f in deal.filings if FORMS[f.form].series and FORMS[f.form].records == "filing"}
    return {deal.number, *filed, *(paper.number for paper in deal.papers)}


def _version(kind: str, n: int) -> str:
    return {"V1": f"V{n + 1}", "V1.0": f"V1.{n}", "第1次": f"第{n + 1}次"}[CATALOGUE.documents[kind].versions]


def _content(deal: Deal) -> tuple[object, ...]:
    """What a deal says, blanks apart: they are laid out after the decision."""
    papers = sorted((p.kind, p.number, p.version, p.variant, p.status, p.issued_on) for p in deal.papers)
    aside = (deal.reason, deal.resumes_at, deal.resumes_with)
    return deal.stage, aside, deal.moved_on, deal.customer, deal.owner, deal.filings, deal.holds, papers


def _is_of(deal: Deal, kind: str, *statuses: str) -> bool:
    paper = deal.paper(kind)
    return paper is not None and paper.status in statuses


SAME_VERSION = {("G03", "F08"), ("G09", "F11"), ("G09", "F13")}
"""Issued again as it was: an approved contract without its draft mark, a form of ours that was withdrawn."""


def _says(key: str, *values: object) -> Callable[[Deal, Submission], bool]:
    """The form says one of these there; anything, where none is named."""
    return lambda _, filled: filled.value(key) in values if values else filled.value(key) is not None


def _stands(kind: str, *statuses: str) -> Callable[[Deal, Submission], bool]:
    return lambda deal, _: _is_of(deal, kind, *statuses)


def _came(form: str) -> Callable[[Deal, Submission], bool]:
    return lambda deal, _: any(deal.all_filings(form))


def _is_agreed(deal: Deal, minutes: Submission) -> bool:
    """Agreed on a quote that the customer has confirmed."""
    quote = deal.paper("G02", plain_number(minutes.words("quote_no")))
    was_confirmed = quote is not None and any(
        answer.submission.value("received_confirmed") and answer.submission.words("quote_no") == quote.number
        for answer in deal.all_filings("F06")
    )
    is_valid = quote is not None and quote.status in ("客户已确认接收", "已接受", "已过期")
    return was_confirmed and is_valid and minutes.value("conclusion") == "达成一致"


def _is_approved(_: Deal, filled: Submission) -> bool:
    agreed = [row.words("node") for row in filled.lines("steps") if row.value("opinion") == "同意"]
    return agreed == list(NODES)


REASONS: dict[tuple[str, str], Callable[[Deal, Submission], bool]] = {
    ("G01", "F19"): _came("F04"),
    ("G02", "F05"): _came("F04"),
    ("G03", "F07"): _is_agreed,
    ("G04", "F07"): _is_agreed,
    ("G03", "F08"): _is_approved,
    ("G04", "F08"): lambda deal, filled: not _is_approved(deal, filled),
    ("G05", "F09"): _stands("G03", "审批通过"),
    ("G12", "F09"): _stands("G03", "审批通过", "已签署", "履行中"),
    ("G06", "F10"): _stands("G03", "已签署", "履行中"),
    ("G07", "F11"): _came("F10"),
    ("G08", "F11"): _says("is_abnormal", True),
    ("G09", "F11"): _says("stage", "交付签收"),
    ("G11", "F11"): _says("stage", "交付签收"),
    ("G14", "F12"): _says("agreed_new_date"),
    ("G09", "F13"): _says("conclusion", "需整改"),
    ("G10", "F13"): _says("conclusion", "需整改"),
    ("G12", "F13"): _says("conclusion", "验收合格"),
    ("G11", "F15"): _says("next_visit_date"),
}
"""What must be so before a document is issued on a form, said anew: by the deal before, and by what was filed."""

TestMachine = Machine.TestCase
TestMachine.settings = settings(
    max_examples=int(os.environ.get("SALESDOCS_MACHINE_EXAMPLES", "50")),
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
