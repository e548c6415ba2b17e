"""What people do about an answer: they look into the deal's folder and note what they will fill next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from toolkit.house import House
from toolkit.model import money_due
from toolkit.model.deal import Deal
from toolkit.model.decision import Decision
from toolkit.simulate import delivering, selling
from toolkit.simulate.diary import Diary
from toolkit.simulate.fate import ANALYSED, LEAD, MET, NEGOTIATED, QUOTED, SIGNED, Fates
from toolkit.simulate.page import Errand, Story

_WAITS: Final = {
    "F04": (3, 12),
    "F05": (2, 8),
    "F19": (1, 6),
    "F20": (1, 4),
    "F06": (1, 3),
    "M01": (1, 4),
    "F07": (2, 9),
    "F08": (0, 2),
    "F09": (1, 6),
    "F10": (0, 1),
    "F12": (0, 2),
    "F13": (1, 5),
    "F14": (1, 3),
    "F15": (3, 6),
    "F16": (0, 2),
}
"""After how many days, least and most, somebody takes up a blank of that form."""
_NEEDS_REACH: Final = {"F04": ANALYSED, "F05": QUOTED, "F19": ANALYSED, "F07": NEGOTIATED}
_CALL, _GOODBYE = (3, 9), (5, 30)
_SLOW: Final = (28, 45)
"""Days after which the quote may well have run out."""
_REFUSAL, _SECOND_THOUGHTS, _NEXT_WISH = (6, 12), (40, 80), (5, 40)
_LATENESS: Final = (-2, -1, 0, 0, 1, 3, 8, 25)
"""Days after the due day on which customers pay."""
_RUNNING: Final = ("已签约", "交付中", "已验收", "售后维护")
_AFTER_WARRANTY: Final = "质保期满"


class Reactions:
    """People who watch their deals."""

    def __init__(self, house: House, diary: Diary, fates: Fates) -> None:
        self._house, self._diary, self._fates = house, diary, fates
        self.stories: dict[str, Story] = {}
        """By number of the deal."""

    def accepted(self, errand: Errand, decisions: Sequence[Decision], today: date) -> None:
        """A form, or the rows of one errand, was taken in."""
        story = errand.story
        for decision in decisions:
            if decision.deal is not None and not story.deal:
                self._begin(story, decision.deal.number)
            for opened in decision.opened:
                self._opened(story, opened, today)
        if errand.form == "F02" and errand.about != selling.CONTACTED:
            if story.reach >= MET:
                self._diary.note_later(Errand("F03", story, selling.ANALYSE), today, _CALL)
            return
        if errand.form == "F11":
            self._reported(errand, today)
        if errand.form != "F18" and errand.about not in (selling.LOST, selling.PAUSED):
            self.look(story, today)

    def look(self, story: Story, today: date) -> None:
        """Somebody looks into the deal's folder: what waits there is taken up."""
        if not story.deal:
            return
        deal = self._house.ledger.deal(story.deal)
        waiting = [blank for blank in deal.blanks if not blank.is_returned and blank.form in _WAITS]
        new = {blank.form: blank.digest for blank in waiting if blank.digest not in story.seen}
        story.seen |= set(new.values())
        for form in sorted(_chosen(story, set(new))):
            self._take_up(form, story, today)
        if deal.stage in _RUNNING:
            self._dues(story, deal, today)
        if deal.stage == "已签约" and deal.filing("F10") and _is_first(story, "F11"):
            for department in delivering.REPORTERS:
                self._diary.note_later(Errand("F11", story, department), today, (1, 4))
        if deal.stage == "售后维护" and _is_first(story, "F18"):
            kind = story.rng.choice(("复购", "转介绍", "", ""))
            if kind:
                self._diary.note_later(Errand("F18", story, kind), today, _NEXT_WISH)

    def _begin(self, story: Story, number: str) -> None:
        story.deal = number
        self.stories[number] = story

    def _opened(self, before: Story, opened: Decision, today: date) -> None:
        """A deal that another gave rise to begins: of the same customer, or of whom it refers."""
        assert opened.deal is not None
        is_same = opened.deal.customer == self._house.ledger.deal(before.deal).customer
        story = self._fates.repeat(before) if is_same else self._fates.referral(before)
        self._begin(story, opened.deal.number)
        if is_same:
            self.look(story, today)
        else:
            self._diary.note_later(Errand("F03", story, selling.ANALYSE), today, _CALL)

    def _reported(self, errand: Errand, today: date) -> None:
        """Production reports every Monday until all is made; then logistics delivers."""
        story = errand.story
        if errand.about != delivering.PRODUCTION:
            return
        if story.progress >= delivering.DONE:
            self._diary.note_later(Errand("F11", story, delivering.DELIVERED), today, (2, 6))
        else:
            self._diary.note(Errand("F11", story, delivering.PRODUCTION), today + timedelta(days=7 - today.weekday()))

    def _take_up(self, form: str, story: Story, today: date) -> None:
        """Note who fills it and when, unless the deal goes no further."""
        if story.is_over or form in story.meant:
            return
        if story.reach < _NEEDS_REACH.get(form, LEAD) or (form == "F07" and _has_failed(story)):
            self._farewell(story, today)
            return
        if form == "F19" and story.rng.random() < 0.2:
            return
        if form == "F07" and story.rng.random() < 0.7 and _is_first(story, "M01"):
            self._diary.note(Errand("M01", story), today)
        is_slow = form == "F07" and story.rng.random() < 0.06
        story.meant.add(form)
        about = self._about(form, story, today)
        self._diary.note_later(Errand(form, story, about), today, _SLOW if is_slow else _WAITS[form])

    def _about(self, form: str, story: Story, today: date) -> str:
        """What the form will say where fate decides it."""
        if form == "F04" and story.reach == ANALYSED and story.rng.random() < 0.4:
            if story.rng.random() < 0.2:
                self._diary.note_later(Errand("reopen", story, "客户重新提出需求"), today, _SECOND_THOUGHTS)
            return selling.LOW_INTENT
        if form == "F05" and story.has_two_options:
            story.has_two_options = False
            self._diary.note_later(Errand("F05", story, "B"), today, _WAITS["F05"])
            return "A"
        if form == "F06" and story.reach == QUOTED:
            said = story.rng.choice((selling.REFUSED, selling.UNDECIDED, "", ""))
            if said == selling.REFUSED:
                self._diary.note_later(Errand("lose", story, "客户拒绝报价"), today, _REFUSAL)
            return said
        return ""

    def _farewell(self, story: Story, today: date) -> None:
        """The deal goes no further: lost or put off by the log, by a command, or simply forgotten."""
        story.is_over = True
        ways = (
            (0.40, Errand("F03", story, selling.LOST)),
            (0.15, Errand("F03", story, selling.PAUSED)),
            (0.10, Errand("lose", story, "预算取消")),
            (0.07, Errand("hold", story, "客户内部调整")),
            (0.13, Errand("F03", story, selling.GOES_ON)),
        )
        dice = story.rng.random()
        for share, errand in ways:
            if dice < share:
                self._diary.note_later(errand, today, _GOODBYE)
                return
            dice -= share

    def _dues(self, story: Story, deal: Deal, today: date) -> None:
        """Instalments that have come to be due are invoiced and, sooner or later, paid."""
        for due in money_due.instalments_due(deal, self._house.rulebook, today):
            number = str(due.instalment.number)
            is_far = due.due_on is None or due.instalment.trigger == _AFTER_WARRANTY
            if is_far or due.due_on is None or not due.outstanding or not _is_first(story, f"pay {number}"):
                continue
            self._diary.note_later(Errand("F17B", story, number), today, (1, 3))
            paid_on = due.due_on + timedelta(days=story.rng.choice(_LATENESS))
            self._diary.note(Errand("F17", story, number), max(today + timedelta(days=1), paid_on))


def _is_first(story: Story, what: str) -> bool:
    """Whether nobody has taken that up yet; now somebody has."""
    is_first = what not in story.seen
    story.seen.add(what)
    return is_first


def _has_failed(story: Story) -> bool:
    """Whether the last round of a negotiation that leads nowhere is over."""
    return story.reach < SIGNED and story.rounds <= 0


def _chosen(story: Story, forms: set[str]) -> set[str]:
    """Of a new price and an exception for the old one people choose one."""
    others = forms & {"F05", "F07"}
    if "F20" not in forms or not others:
        return forms
    if story.rng.random() < 0.6:
        return forms - others
    if "F07" in others:
        story.discount = "3"
    return forms - {"F20"}
