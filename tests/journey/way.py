"""A house that is driven form by form: each blank is the one the house laid out, filled as people fill it."""

from __future__ import annotations

import atexit
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from zipfile import ZIP_STORED, ZipFile

from tests.golden import STEPS, Step, Typed
from toolkit.demo import SELLER
from toolkit.desk.blanks import blank_for_deal
from toolkit.desk.founding import found_house
from toolkit.forms.blank import make
from toolkit.forms.excel.book import Book
from toolkit.forms.fill import fill
from toolkit.forms.marks import SHEET_TITLE
from toolkit.forms.word.reader import story_of
from toolkit.house import House, open_house
from toolkit.intake.answer import Answered
from toolkit.intake.marking import TO_MEND, TO_SEE
from toolkit.intake.rounds import ingest
from toolkit.model.deal import Deal
from toolkit.model.finding import Severity
from toolkit.model.text import Lang
from toolkit.office.package import Package

DEAL = "SJ-2026-0001"
NO_DEAL_YET = ("M02", "M03", "F01", "F02")
"""Forms that come before the deal has a number."""


def day(text: str) -> date:
    """`day("07-01")` of the golden year."""
    return date.fromisoformat(f"2026-{text}")


def changed(step: Step, *, tables: Mapping[str, Sequence[Typed]] | None = None, **values: str) -> Step:
    """The step with other answers; a table given replaces the whole table."""
    given = {key: tuple(rows) for key, rows in (tables or {}).items()}
    return replace(step, values={**step.values, **values}, tables={**step.tables, **given})


def retyped(step: Step, table: str, row: int = 0, **cells: str) -> Step:
    """The step with other answers in one row of a table."""
    rows = [dict(line) for line in step.tables[table]]
    rows[row] |= cells
    return changed(step, tables={table: rows})


def codes(answered: Answered) -> list[str]:
    """Codes of everything that returns or holds it, in order."""
    return [finding.code for finding in answered.all_findings() if finding.severity >= Severity.HOLD]


def papers(deal: Deal, kind: str) -> list[tuple[str, str, str]]:
    """Number, version and status of every document of a kind."""
    return [(paper.number, f"{paper.version}{paper.variant}", paper.status) for paper in deal.all_papers(kind)]


def waiting(deal: Deal) -> set[str]:
    """Forms whose blanks wait in the deal's folder."""
    return {blank.form for blank in deal.blanks if not blank.is_returned}


@dataclass
class Way:
    """One house and everything that was dropped into it."""

    house: House
    dropped: Counter[str] = field(default_factory=Counter)

    def blank(self, form: str, deal: str = DEAL) -> bytes:
        """The blank that waits in the deal's folder, else a plain one."""
        waiting = self.deal(deal).blank(form) if deal else None
        if waiting is not None:
            return (self.house.root / waiting.file).read_bytes()
        return self.plain(form)

    def plain(self, form: str) -> bytes:
        """An empty form of no deal."""
        return make(self.house.catalogue.forms[form], company=SELLER.name)

    def fresh(self, form: str, deal: str = DEAL, on: str = "07-01") -> bytes:
        """A prefilled form as the desk makes it on request."""
        return blank_for_deal(self.house, self.house.catalogue.forms[form], deal, day(on))

    def original(self, step: Step) -> bytes:
        """The file of that step as it was taken in, saved once more: other bytes, same answers."""
        (path,) = self.house.places.filed.rglob(step.name)
        saved = BytesIO()
        with ZipFile(path) as source, ZipFile(saved, "w", ZIP_STORED) as target:
            for member in source.namelist():
                target.writestr(member, source.read(member))
        return saved.getvalue()

    def filled(self, step: Step, *, deal: str = DEAL, blank: bytes | None = None) -> bytes:
        """The file a person would make of that step."""
        form = self.house.catalogue.forms[step.form]
        blank = blank or (self.blank(step.form, deal) if step.is_prefilled else self.plain(step.form))
        return fill(blank, form, step.values, step.tables)

    def put(self, content: bytes, name: str) -> Path:
        """Lay bytes into the inbox; later drops are younger."""
        path = self.house.places.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        assert not path.exists()
        path.write_bytes(content)
        stamp = 1_800_000_000_000_000_000 + self.dropped.total() * 1_000_000_000
        os.utime(path, ns=(stamp, stamp))
        self.dropped[sha256(content).hexdigest()] += 1
        return path

    def drop(self, step: Step, *, deal: str = DEAL, name: str = "", blank: bytes | None = None) -> Path:
        """Fill the form of the step and lay it into the inbox, its attachment beside it."""
        if step.attachment:
            self.put(f"%PDF-1.4 {step.attachment} {deal}".encode(), step.attachment)
        return self.put(self.filled(step, deal=deal, blank=blank), name or step.name)

    def take(self, on: str | date) -> list[Answered]:
        """One pass over the inbox."""
        return ingest(self.house, day(on) if isinstance(on, str) else on)

    def give(
        self, step: Step, on: str | date = "", *, deal: str = DEAL, name: str = "", blank: bytes | None = None
    ) -> Answered:
        """Drop one form and take it in."""
        self.drop(step, deal=deal, name=name, blank=blank)
        (answered,) = self.take(on or step.day)
        return answered

    def deal(self, number: str = DEAL) -> Deal:
        """The deal as it stands."""
        return self.house.ledger.deal(number)

    def events(self) -> int:
        """How many things have happened."""
        with self.house.ledger.reading() as questions:
            return questions.counts()["event"]

    def lying(self) -> Counter[str]:
        """Hashes of all originals below inbox, filed, returned and duplicates; what we wrote ourselves left out."""
        places = self.house.places
        folders = (places.inbox, places.filed, places.returned, places.duplicates)
        files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        originals = (path for path in files if not is_answer(path))
        return Counter(sha256(path.read_bytes()).hexdigest() for path in originals)


def is_answer(path: Path) -> bool:
    """Whether we wrote the file as an answer: a receipt, a report, a marked copy."""
    return path.name.endswith((".回执.txt", ".检查结果.txt")) or bool(re.search(f"{TO_MEND}|{TO_SEE}", path.stem))


def told_in(copy: Path) -> str:
    """What a marked copy tells on its sheet 检查结果, or at the head of a Word file; cells parted by tabs."""
    package = Package(copy.read_bytes(), copy.name)
    if package.medium == "docx":
        return "\n".join(story_of(package).texts())
    sheet = Book(package).sheets[SHEET_TITLE.zh]
    rows = (sheet.rows[row] for row in sorted(sheet.rows))
    return "\n".join("\t".join(str(cells[column].content) for column in sorted(cells)) for cells in rows)


WayTo = Callable[..., Way]


@contextmanager
def on_the_way(
    root: Path, until: str, *, folders: Lang = "en", without: Sequence[Step] = (), plus: Sequence[Step] = ()
) -> Iterator[Way]:
    """A house in which the golden case was played up to that day's end, some steps left out, others put in.

    A way is played once a session, from the longest way played before; every test gets its own copy.
    """
    steps = [step for step in STEPS if step not in without]
    steps = [step for step in sorted([*steps, *plus], key=lambda step: step.day) if step.day <= day(until)]
    played = _played(folders, steps)
    shutil.copytree(played.root, root)
    with open_house(root.resolve()) as house:
        yield Way(house, Counter(played.dropped))


@dataclass(frozen=True, slots=True)
class _Played:
    """A house at rest, and what was dropped into it."""

    root: Path
    dropped: Counter[str]


@cache
def _shelf() -> tuple[Path, dict[tuple[object, ...], _Played]]:
    """Where played houses stand until the session ends, by what was played."""
    folder = Path(mkdtemp(prefix="salesdocs-ways-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder, {}


def _played(folders: Lang, steps: Sequence[Step]) -> _Played:
    folder, shelf = _shelf()
    key = (folders, *((step.day, step.form, step.name, repr(step.values), repr(step.tables)) for step in steps))
    if key in shelf:
        return shelf[key]
    root, dropped = folder / str(len(shelf)), Counter[str]()
    earlier = next((n for n in range(len(steps) - 1, -1, -1) if key[: n + 1] in shelf), None)
    if earlier is None:
        found_house(root, folders=folders, lang="zh", company=SELLER, is_demo=True)
    else:
        shutil.copytree(shelf[key[: earlier + 1]].root, root)
        dropped += shelf[key[: earlier + 1]].dropped
    with open_house(root.resolve()) as house:
        way = Way(house, dropped)
        for step in steps[earlier or 0 :]:
            answered = way.give(step, deal="" if step.form in NO_DEAL_YET else DEAL)
            assert answered.outcome == "accepted", (step.name, answered.all_findings())
    return shelf.setdefault(key, _Played(root, dropped))
