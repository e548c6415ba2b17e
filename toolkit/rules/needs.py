"""Rules of the needs analysis (F04), and what it demands. Source: domain.md 2.4, 1.1 stage 2; decisions.md 10."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from toolkit.model.calendar import add_months, due_after
from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.house import Product
from toolkit.model.kinds.reading import Span, Term
from toolkit.model.known import Known
from toolkit.model.names import name_key
from toolkit.model.submission import Line, Submission
from toolkit.model.text import Text
from toolkit.rules.matching import CUSTOMER, agrees, in_cell, names_the_customer, not_before
from toolkit.rules.say import ERROR, HOLD, WARNING, say
from toolkit.rules.staff import in_staff_list

CORE: Final = "核心需求"
HIGH, MIDDLE, LOW = "高意向", "中意向", "低意向"
STRATEGIES: Final[Mapping[str, str]] = {HIGH: "优先跟进", MIDDLE: "定期维护", LOW: "暂缓跟进"}
MET, UNMET = "完全满足", "不能满足"
MOSTLY_MET: Final = Decimal("0.60")  # domain.md 2.4, evaluation

REGISTERED_ON = Text("登记日期", "date of registration")


@dataclass(frozen=True, slots=True)
class Demand:
    """One demanded item: the product of ours that answers it, where the form names one."""

    line: Line
    product: Product | None
    quantity: Decimal
    """1 where none is written."""

    @property
    def item(self) -> str:
        """The product's name, else what the form hints at, else the need itself."""
        hint = self.line.words("product_hint") or self.line.words("need_desc")
        return self.product.name if self.product else hint


def demands(needs: Submission, products: Mapping[str, Product]) -> tuple[Demand, ...]:
    """One demand a row of the needs table, in its order."""
    return tuple(
        Demand(line, product_named(line.words("product_hint"), products), line.amount("qty_hint") or Decimal(1))
        for line in needs.lines("needs")
    )


def product_named(hint: str, products: Mapping[str, Product]) -> Product | None:
    """The one catalogue product that a hint speaks of: by code, name, or both in one; None when in doubt."""
    key = name_key(hint)
    if not key:
        return None
    written = _written(_Same(products))
    found = written.in_full.get(key) or set().union(*(written.in_short.get(part, ()) for part in written.parts(key)))
    return products[min(found)] if len(found) == 1 else None


class _Same:
    """A mapping as that very one: a list of products is made anew when it changes."""

    __slots__ = ("products",)

    def __init__(self, products: Mapping[str, Product]) -> None:
        self.products = products

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.products is self.products

    def __hash__(self) -> int:
        return id(self.products)


@dataclass(frozen=True, slots=True)
class _Written:
    """How products are written, each way with the keys of those that are written so."""

    in_full: Mapping[str, set[str]]
    in_short: Mapping[str, set[str]]
    """By code or by name alone, as they stand within longer words."""
    longest: int

    def parts(self, key: str) -> Iterator[str]:
        """Whatever stands within the key and may be a product's code or name."""
        yield ""
        for start in range(len(key)):
            for end in range(start + 1, min(len(key), start + self.longest) + 1):
                yield key[start:end]


@lru_cache(maxsize=4)
def _written(same: _Same) -> _Written:
    """Looked for once a list of products: a house may have thousands of them."""
    in_full: dict[str, set[str]] = defaultdict(set)
    in_short: dict[str, set[str]] = defaultdict(set)
    for key, p in same.products.items():
        for words in (p.code, p.name, p.name + p.spec, p.name + p.code):
            in_full[name_key(words)].add(key)
        for words in (p.code, p.name):
            in_short[name_key(words)].add(key)
    return _Written(in_full, in_short, max(map(len, in_short), default=0))


def is_of_this_customer(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-MATCH: the customer number is the deal's; M-DATE-PAST: the meeting follows the registration."""
    if known.customer is None:
        return
    yield from agrees(submission.answer("lead_no"), known.customer.number, CUSTOMER)
    registered_on = known.customer.lead.get("register_date")
    if isinstance(registered_on, date):
        yield from not_before(submission.answer("meeting_date"), registered_on, REGISTERED_ON)


def seller_took_part(submission: Submission, known: Known) -> Iterator[Finding]:
    """F04-02: whoever owns the customer was there."""
    answer, owner = submission.answer("our_attendees"), known.customer.owner if known.customer else ""
    if owner and isinstance(answer.value, tuple) and not any(owner in one for one in answer.value):
        yield say("F04-02", WARNING, answer, owner=owner)


def budget_is_named(submission: Submission, known: Known) -> Iterator[Finding]:
    """F04-03: an open budget (`待定`) is told; an empty cell is a missing answer."""
    answer = submission.answer("budget")
    if answer.value is None and answer.fault is None:
        yield say("F04-03", WARNING, answer) if answer.raw.strip() else say("M-REQ", ERROR, answer)


def has_a_core_need(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-10: at least one need is a core need."""
    lines = submission.lines("needs")
    if lines and all(line.value("need_class") != CORE and not line.answer("need_class").fault for line in lines):
        yield say("R-10", ERROR, lines[0].answer("need_class"))


def core_needs_come_first(submission: Submission, known: Known) -> Iterator[Finding]:
    """F04-04: a core need has priority P1; F04-06: one we cannot meet puts the intent in question."""
    for line in _core_needs(submission):
        if line.value("priority") not in ("P1", None):
            yield in_cell("F04-04", WARNING, line, "priority", desc=line.words("need_desc"))
        if line.value("capability") == UNMET:
            yield in_cell("F04-06", WARNING, line, "capability", desc=line.words("need_desc"))


def needs_differ(submission: Submission, known: Known) -> Iterator[Finding]:
    """F04-05: the same need twice is told once, at its second row."""
    seen: Counter[str] = Counter()
    for line in submission.lines("needs"):
        key = name_key(line.words("need_desc"))
        seen[key] += 1
        if key and seen[key] == 2:
            yield in_cell("F04-05", WARNING, line, "need_desc", desc=line.words("need_desc"))


def strategy_follows_intent(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-11: each intent has its strategy."""
    level, answer = submission.words("intent_level"), submission.answer("follow_strategy")
    expected = STRATEGIES.get(level)
    if expected and answer.value not in (expected, None):
        yield say("R-11", ERROR, answer, level=level, expected=expected)


def low_intent_waits(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-12: a deal of low intent is put on hold."""
    if submission.value("intent_level") == LOW:
        yield say("R-12", HOLD, submission.answer("intent_level"))


def intent_follows_scores(submission: Submission, known: Known) -> Iterator[Finding]:
    """F04-07: another intent than the scores suggest is told; silent while an answer they need is missing."""
    answer, asked = submission.answer("intent_level"), [submission.answer(key) for key in ("budget", "decision_cycle")]
    if answer.value is None or not submission.lines("needs") or any(a.fault or not a.raw.strip() for a in asked):
        return
    total = sum(scores(submission, known))
    suggested = HIGH if total >= 5 else MIDDLE if total >= 3 else LOW
    if answer.value != suggested:
        yield say("F04-07", WARNING, answer, sum=total, level=suggested)


def scores(submission: Submission, known: Known) -> tuple[int, int, int]:
    """Budget, fit and cycle, 0-2 each: as written, else as computed. Source: domain.md 2.4, evaluation."""
    computed = (_budget_score(submission, known), _fit_score(submission), _cycle_score(submission, known))
    written = (submission.value(key) for key in ("score_budget", "score_fit", "score_cycle"))
    first, second, third = (w if isinstance(w, int) else c for w, c in zip(written, computed, strict=True))
    return first, second, third


def _budget_score(submission: Submission, known: Known) -> int:
    budget = submission.value("budget")
    if not isinstance(budget, Span):
        return 0
    if budget.low is None or budget.high is None:
        return 1
    return 2 if budget.high >= _estimate(submission, known) else 1


def _estimate(submission: Submission, known: Known) -> Decimal:
    """What the demanded products cost by the catalogue; 0 where it has none of them."""
    found = demands(submission, known.products)
    return sum((d.product.list_price * d.quantity for d in found if d.product), Decimal(0))


def _fit_score(submission: Submission) -> int:
    capabilities = [line.value("capability") for line in _core_needs(submission)]
    if not capabilities:
        return 0
    met = Decimal(capabilities.count(MET)) / len(capabilities)
    return 2 if met == 1 else 1 if met >= MOSTLY_MET else 0


def _cycle_score(submission: Submission, known: Known) -> int:
    cycle, asked_on = submission.value("decision_cycle"), submission.day("meeting_date")
    if not isinstance(cycle, Term) or asked_on is None:
        return 0
    decided_by = cycle.on or due_after(asked_on, cycle, known.rulebook.calendar)
    return 2 if decided_by <= add_months(asked_on, 3) else 1 if decided_by <= add_months(asked_on, 6) else 0


def _core_needs(submission: Submission) -> Iterator[Line]:
    return (line for line in submission.lines("needs") if line.value("need_class") == CORE)


RULES: Final[tuple[Rule, ...]] = (
    names_the_customer,
    is_of_this_customer,
    seller_took_part,
    budget_is_named,
    has_a_core_need,
    core_needs_come_first,
    needs_differ,
    strategy_follows_intent,
    low_intent_waits,
    intent_follows_scores,
    in_staff_list("analyst", "F04-08"),
)
