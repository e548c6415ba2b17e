"""A simulated year, day by day: people fill what waits for them, the house answers, people react."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Final

from toolkit.demo import SELLER
from toolkit.desk.blanks import blank_for_deal
from toolkit.desk.founding import found_house
from toolkit.desk.orders import give_order
from toolkit.errors import FolderInUse, NotAtThatStage, NotEntitled
from toolkit.forms.blank import make
from toolkit.forms.fill import fill
from toolkit.house import House, open_house
from toolkit.intake.answer import Answered
from toolkit.intake.rounds import ingest
from toolkit.model.calendar import last_of_month
from toolkit.model.decision import Decision
from toolkit.model.form import Form
from toolkit.model.text import Lang, Text
from toolkit.nightly import expire_quotes
from toolkit.nightly.night import night
from toolkit.nightly.told import lines as report_lines
from toolkit.simulate import delivering, selling
from toolkit.simulate.diary import Diary
from toolkit.simulate.fate import MET, QUOTED, Fates
from toolkit.simulate.page import Errand, Instead, Later, Page, Scene, Typed
from toolkit.simulate.reactions import Reactions
from toolkit.simulate.slips import slip
from toolkit.simulate.tally import Tally, peak_memory, summary
from toolkit.simulate.trade import ARTICLES, DEPUTY, SERVICES, Employee, staff

FIRST_YEAR: Final = 2026
"""The simulation begins in January, of the year before for more than twelve months: calendars know these two."""
LEADS_A_MONTH: Final = 13
SLIPS: Final = 0.06
"""Share of the files with a mistake."""
COPIES, TORN = 0.006, 0.003
"""Share of the files that are dropped twice; of those that no program can open."""
TRIES: Final = 2
"""How often somebody sends the same answers again before giving up."""
COPY, BROKEN = "副本_", "文件损坏"
MET_ALREADY: Final = 0.55
"""Share of the leads to be contacted that have been by the time they are registered."""
AWAY_AFTER, AWAY_FOR = 60, 18
"""Days after the start from which, and for how many, the general manager has a deputy."""

_PAGES: Final = {**selling.PAGES, **delivering.PAGES}
_TOGETHER: Final = ("F02", "F03", "F11", "F12", "F17", "F17B", "F18")
"""Registers that somebody fills with the rows of many deals."""
_COMMANDS: Final = ("lose", "hold", "reopen")

_WORDS = {
    "month": Text(
        "{month}: 收件 {files},商机 {deals},{seconds:.0f} 秒,{memory} MB",
        "{month}: {files} files, {deals} deals, {seconds:.0f} s, {memory} MB",
    ),
    "house": Text("演示目录", "The house"),
}

Filled = tuple[Errand, Page]


@dataclass(slots=True)
class _Drop:
    """One file in the inbox: whose errands it is about, what they meant to type, and what mistake was made."""

    form: str
    filled: list[Filled]
    slip: str = ""


class _Year:
    """One run: the house, the people, and what lies in the inbox."""

    def __init__(self, house: House, *, seed: int, reps: tuple[str, ...]) -> None:
        self.house, self.reps = house, reps
        self.dice, self.tally = Random(seed), Tally()
        self.diary, self.fates = Diary(house.rulebook.calendar), Fates(seed)
        self.people = Reactions(house, self.diary, self.fates)
        self._dropped: dict[str, _Drop] = {}
        self._plain: dict[str, bytes] = {}
        self._late: dict[date, list[tuple[str, bytes]]] = defaultdict(list)
        """Scans and copies that come on another day."""
        self._seconds = count(1_700_000_000)

    def lead(self, on: date) -> None:
        """Somebody registers a lead on that day."""
        story = self.fates.lead(self.dice.choice(self.reps))
        is_met = story.reach >= MET and self.dice.random() < MET_ALREADY
        self.diary.note(Errand("F02", story, selling.CONTACTED if is_met else ""), on)

    def day(self, today: date) -> None:
        """One working day: people fill and drop, the house answers, people react; then the night."""
        for name, content in self._late.pop(today, []):
            self._lay(name, content)
        for form, filled in list(self._files(self._filled(today))):
            self._drop(form, filled, today)
        for answered in ingest(self.house, today):
            self.tally.count(answered)
            self._heard(answered, today)
        expire_quotes(self.house, today)

    def _filled(self, today: date) -> Iterator[Filled]:
        """What people fill today; orders are carried out at once."""
        for errand in list(self.diary.due(today)):
            if errand.form in _COMMANDS:
                self._order(errand, today)
                continue
            meant = errand.page or _PAGES[errand.form](self._scene(errand, today))
            errand.story.meant.discard(errand.form)
            if isinstance(meant, Later):
                self.diary.note(errand, today + timedelta(days=meant.days))
            elif isinstance(meant, Instead):
                self.diary.note(Errand(meant.form, errand.story, meant.about), today + timedelta(days=1))
            elif meant is not None:
                yield errand, meant

    def _scene(self, errand: Errand, today: date) -> Scene:
        if not errand.story.deal:
            return Scene(errand, None, None, today, self.house.rulebook)
        with self.house.ledger.reading() as questions:
            deal = questions.deal(errand.story.deal)
            customer = questions.customer(deal.customer)
            return Scene(errand, deal, customer, today, self.house.rulebook, questions.staff())

    def _order(self, errand: Errand, today: date) -> None:
        """A step ordered at the desk, where the deal still stands so that it can be."""
        story, by = errand.story, selling.HEAD_OF_SALES
        try:
            give_order(self.house, errand.form, story.deal, today, reason=errand.about, by=by)
        except (NotAtThatStage, NotEntitled):
            return
        if errand.form == "reopen":
            story.reach = max(story.reach, QUOTED)
            self.people.look(story, today)

    def _files(self, filled: Iterator[Filled]) -> Iterator[tuple[Form, list[Filled]]]:
        """What goes into one file: one form, or the rows of one person's register."""
        together: dict[tuple[str, str], list[Filled]] = defaultdict(list)
        for errand, page in filled:
            if errand.form in _TOGETHER:
                together[errand.form, _whose(errand)].append((errand, page))
            else:
                yield self.house.catalogue.forms[errand.form], [(errand, page)]
        for (word, _), rows in together.items():
            form = self.house.catalogue.forms[word]
            most = form.table(form.register).ready_rows // 2  # one errand may bring two rows
            yield from ((form, rows[start : start + most]) for start in range(0, len(rows), most))

    def _drop(self, form: Form, filled: list[Filled], today: date) -> None:
        """Fill one file and lay it into the inbox, now and then with a mistake, twice, or broken."""
        errand, page = filled[0]
        drop, pages = _Drop(form.id, filled), [page for _, page in filled]
        if errand.tries == 0 and self.dice.random() < SLIPS:
            at = self.dice.randrange(len(pages))
            made = slip(form, pages[at], self.dice)
            if made is not None:
                pages[at], drop.slip = made.page, made.sort
        content = fill(self._blank(form, errand, page, today), form, *_merged(pages))
        name, fate = self._name(form, errand, today), self.dice.random()
        if fate < TORN:
            content, drop.slip = content[: len(content) // 2], BROKEN
        elif fate < TORN + COPIES:
            self._late[self.diary.working(today + timedelta(days=1))].append((f"{COPY}{name}", content))
        self._lay(name, content)
        self._dropped[name] = drop
        if page.scan:
            self._drop_scan(page, today)

    def _drop_scan(self, page: Page, today: date) -> None:
        scan = (page.scan, selling.scan_of(page.scan))
        if page.scan_days:
            self._late[self.diary.working(today + timedelta(days=page.scan_days))].append(scan)
        else:
            self._lay(*scan)

    def _blank(self, form: Form, errand: Errand, page: Page, today: date) -> bytes:
        if page.blank == "waiting":
            waiting = self.house.ledger.deal(errand.story.deal).blank(form.id)
            if waiting is not None:
                return (self.house.root / waiting.file).read_bytes()
        if page.blank != "plain":
            return blank_for_deal(self.house, form, errand.story.deal, today)
        if form.id not in self._plain:
            self._plain[form.id] = make(form, company=SELLER.name)
        return self._plain[form.id]

    def _name(self, form: Form, errand: Errand, today: date) -> str:
        """A name as people give them; no two in the inbox."""
        who = errand.story.owner if form.register else errand.story.buyer.short
        base = f"{form.title.zh}_{who}_{today:%m%d}{'(改)' if errand.tries else ''}"
        names = (f"{base}{f'({n})' if n else ''}.{form.medium}" for n in count())
        return next(name for name in names if name not in self._dropped)

    def _lay(self, name: str, content: bytes) -> None:
        """Lay bytes into the inbox; later drops are younger."""
        path, now = self.house.places.inbox / name, next(self._seconds)
        path.write_bytes(content)
        os.utime(path, (now, now))

    def _heard(self, answered: Answered, today: date) -> None:
        """The answer to one file: what was taken in goes on, what came back is corrected."""
        drop = None if answered.outcome in ("waiting", "failed") else self._dropped.pop(answered.name, None)
        if drop is None:
            return
        told = _by_errand(drop, answered)
        if answered.outcome == "returned":
            self._returned(drop, answered, told, today)
        elif drop.slip:
            self.tally.unnoticed[f"{drop.slip} {drop.form}"] += 1
        elif drop.filled[0][0].tries:
            self.tally.mended += 1
        for (errand, _), decisions in zip(drop.filled, told, strict=True):
            if any(decision.outcome == "accepted" for decision in decisions):
                self.people.accepted(errand, decisions, today)

    def _returned(self, drop: _Drop, answered: Answered, told: list[list[Decision]], today: date) -> None:
        """What came back is corrected the next day: the whole file, or only the rows that were wrong."""
        if drop.slip:
            self.tally.noticed[drop.slip] += 1
        else:
            self.tally.unexpected(drop.form, answered)
        is_whole = self.dice.random() < 0.5
        for (errand, page), decisions in zip(drop.filled, told, strict=True):
            was_right = bool(decisions) and all(decision.outcome != "returned" for decision in decisions)
            if errand.tries < TRIES and (is_whole or not was_right):
                again = replace(errand, page=page, tries=errand.tries + 1)
                self.diary.note(again, today + timedelta(days=1))

    def masters(self, today: date) -> None:
        """The staff list and the product catalogue, before anything else."""
        people = [_listed(one, today) for one in staff(len(self.reps))]
        goods = [
            {
                "code": article.code,
                "name": article.name,
                "spec": article.spec,
                "unit": article.unit,
                "list_price": f"{article.list_price:f}",
                "tax_rate": article.tax_rate,
                "tax_category": article.tax_category,
                "cost": f"{article.cost:f}",
            }
            for article in (*ARTICLES, *SERVICES)
        ]
        for word, rows in (("M02", people), ("M03", goods)):
            form = self.house.catalogue.forms[word]
            self._lay(f"{form.title.zh}.xlsx", fill(make(form, company=SELLER.name), form, {}, {"rows": rows}))


def _listed(one: Employee, today: date) -> Typed:
    """A row of the staff list; the general manager will be away for a while."""
    row = {"name": one.name, "department": one.department, "role": one.role, "phone": one.phone}
    if one.name == selling.GENERAL_MANAGER:
        since = today + timedelta(days=AWAY_AFTER)
        row |= {"deputy": DEPUTY, "deputy_from": str(since), "deputy_until": str(since + timedelta(days=AWAY_FOR))}
    return row


def _whose(errand: Errand) -> str:
    """Who keeps the register: a department, finance, or the sales representative."""
    if errand.form in ("F17", "F17B"):
        return selling.FINANCE
    return errand.about if errand.form == "F11" else errand.story.owner


def _merged(pages: Sequence[Page]) -> tuple[Typed, dict[str, list[Typed]]]:
    """Values and tables of one file: the rows of all pages, one under the other."""
    tables: dict[str, list[Typed]] = defaultdict(list)
    for page in pages:
        for key, rows in page.tables.items():
            tables[key] += rows
    return pages[0].values, tables


def _by_errand(drop: _Drop, answered: Answered) -> list[list[Decision]]:
    """The decisions of a file by the errand whose rows they are about; () for those of a file that was not read."""
    decisions, told = list(answered.decisions), []
    for _, page in drop.filled:
        rows = sum(map(len, page.tables.values())) if len(drop.filled) > 1 else len(decisions)
        told.append(decisions[:rows])
        decisions = decisions[rows:]
    return told


def play_year(folder: Path, *, months: int, seed: int, deals: int | None, folders: Lang, lang: Lang) -> Iterator[str]:
    """Make a demo house and play that many months in it; a line a month, then what came of it.

    `deals` is the number of leads over the whole time. The same numbers give the same ledger. Raises FolderInUse for
    a folder that holds anything.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FolderInUse(folder)
    found_house(folder, folders=folders, lang=lang, company=SELLER, is_demo=True)
    first = date(FIRST_YEAR if months <= 12 else FIRST_YEAR - 1, 1, 1)
    wanted = LEADS_A_MONTH * months if deals is None else deals
    reps = tuple(p.name for p in staff(min(12, max(3, wanted // months // 12))) if p.role == "销售代表")
    with open_house(folder.resolve(), lang=lang) as house:
        year = _Year(house, seed=seed, reps=reps)
        days = _working_days(first, months, house)
        year.masters(days[0])
        for on in sorted(year.dice.choice(days) for _ in range(wanted)):
            year.lead(on)
        for today, following in zip(days, [*days[1:], None], strict=True):
            year.day(today)
            if following is None or following.month != today.month:
                yield _month(year, today, lang)
        (last_night,) = night(house, days[-1] + timedelta(days=1))
        yield from summary(year.tally, house, lang)
        yield from report_lines(last_night, lang, house.places.below)
    yield f"{_WORDS['house'].said(lang)}: {folder}"


def _working_days(first: date, months: int, house: House) -> list[date]:
    year, month = divmod(first.month - 1 + months - 1, 12)
    last = last_of_month(first.year + year, month + 1)
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in every if house.rulebook.calendar.is_working(day)]


def _month(year: _Year, today: date, lang: Lang) -> str:
    files, deals = year.tally.outcomes.total(), len(year.people.stories)
    facts = {"month": f"{today:%Y-%m}", "files": files, "deals": deals}
    return _WORDS["month"].said(lang).format(**facts, seconds=year.tally.seconds, memory=peak_memory())
