"""Whether this machine and this house are fit for work."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from toolkit.desk.templates import chosen, linted
from toolkit.documents.pdf.fonts import ADVICE, SONG, song_font
from toolkit.documents.pdf.word import word_version
from toolkit.errors import NoPdfProgram, SalesdocsError, SettingsWrong
from toolkit.house import House, open_house, shipped
from toolkit.ledger.store import journal_mode
from toolkit.office.libreoffice import office_program, office_version

NOTICE_MONTH: Final = 11
"""By November the next year's rest days are published (2026: on 2025-11-04). Source: domain.md 5.6."""

_WITHOUT_OFFICE: Final = "not found; .doc and .wps forms are not read"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; what is not needed may be absent."""

    name: str
    is_fit: bool
    says: str
    is_needed: bool = True


def examine_machine() -> Iterator[Check]:
    """Python, SQLite, LibreOffice, what makes PDFs and in which font, what was installed with us."""
    yield Check("python", sys.version_info >= (3, 11), sys.version.split()[0])
    mode = journal_mode(sqlite3.sqlite_version_info)
    yield Check("sqlite", True, f"{sqlite3.sqlite_version}, journal mode {mode}, synchronous FULL")
    yield from _printing()
    for folder in ("templates", "workbooks", "inbox"):
        yield Check(f"shipped {folder}", shipped(folder).is_dir(), str(shipped(folder)))


def _printing() -> Iterator[Check]:
    """What reads old forms, what makes PDFs, and in which font these are set."""
    office, word = office_program(), word_version()
    says = f"{office_version(office) or 'of unknown version'}, {office}" if office else _WITHOUT_OFFICE
    yield Check("libreoffice", bool(office), says, is_needed=False)
    by = "made by LibreOffice" if office else f"made by Word {word}" if word else str(NoPdfProgram())
    yield Check("pdf", bool(office or word), by, is_needed=False)
    if office:
        yield _font(song_font())


def _font(found: str) -> Check:
    """Whether PDFs show Chinese as it is written in China."""
    name = SONG.names[0]
    if not found:
        return Check("font", False, f"neither {name} nor a stand-in; PDFs look foreign: {ADVICE}", is_needed=False)
    return Check("font", True, found if found in SONG.names else f"{found} stands in for {name}", is_needed=False)


def examine_house(folder: Path, today: date) -> Iterator[Check]:
    """Settings (every wrong value), calendar, folders, templates and ledger; nothing where the folder is no house."""
    if not (folder / "salesdocs.toml").is_file():
        yield Check("house", False, f"{folder} is no house; make one with: salesdocs init FOLDER", is_needed=False)
        return
    try:
        with open_house(folder) as house:
            yield Check("settings", True, str(folder / "salesdocs.toml"))
            yield _company(house)
            yield _calendar(house, today)
            yield from _folders(house)
            yield from _templates(house)
            yield from _ledger(house)
    except SettingsWrong as wrong:
        yield from (Check("settings", False, fault.says) for fault in wrong.faults)
    except SalesdocsError as trouble:
        yield Check("house", False, str(trouble))


def _company(house: House) -> Check:
    company = house.rulebook.company
    facts = ("name", "uscc", "address", "bank_name", "bank_account")
    missing = [name for name in facts if not getattr(company, name)]
    return Check("company", not missing, f"[company] lacks {', '.join(missing)}" if missing else company.name)


def _calendar(house: House, today: date) -> Check:
    """Whether the rest days of this year are known, from November on those of the next."""
    calendar = house.rulebook.calendar
    needed = {today.year, today.year + (today.month >= NOTICE_MONTH)}
    missing = sorted(year for year in needed if not calendar.knows(year))
    says = f"rest days known of {', '.join(map(str, sorted(calendar.years)))}"
    if missing:
        says += f"; write those of {', '.join(map(str, missing))} into [calendar] of salesdocs.toml"
    return Check("calendar", not missing, says, is_needed=False)


def _folders(house: House) -> Iterator[Check]:
    for folder in (house.places.inbox, house.places.deals, house.places.captures):
        yield Check("folder", os.access(folder, os.R_OK | os.W_OK), str(folder))


def _templates(house: House) -> Iterator[Check]:
    """The templates in use; those that the house changed are looked at for faults."""
    delivered = 0
    for template in chosen((), house.places):
        name, ours = f"template {template.name}", shipped("templates") / template.name
        if ours.is_file() and template.content() == ours.read_bytes():
            delivered += 1
        elif errors := linted(template).errors:
            yield Check(name, False, f"{template.path}: {errors} faults; salesdocs templates lint {template.path}")
        else:
            yield Check(name, True, f"{template.path}: your own, no faults")
    yield Check("templates", True, f"{delivered} as delivered")


def _ledger(house: House) -> Iterator[Check]:
    with house.ledger.reading() as questions:
        counts, undone = questions.counts(), questions.open_effects()
    yield Check("ledger", True, ", ".join(f"{name} {count}" for name, count in counts.items()))
    failed = [planned for planned in undone if planned.last_error]
    says = "; ".join(f"{p.effect.kind} {p.effect.facts.get('file')}: {p.last_error}" for p in failed)
    yield Check("effects", not failed, says or f"{len(undone)} to be done")
