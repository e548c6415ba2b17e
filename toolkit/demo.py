"""One deal from lead to acceptance, on the filled sample forms, as staff would drop them day by day."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from toolkit.desk.founding import found_house
from toolkit.desk.standing import deal_lines, deal_standing
from toolkit.errors import FolderInUse
from toolkit.house import House, open_house, shipped
from toolkit.intake.answer import Answered, happenings, lines
from toolkit.intake.rounds import ingest
from toolkit.model.finding import Severity
from toolkit.model.house import Company
from toolkit.model.text import Lang, Text
from toolkit.nightly.night import night
from toolkit.nightly.told import lines as report_lines

SELLER = Company(  # domain.md 0.1; address, phone and bank are made up
    name="苏州恒拓智能装备有限公司",
    uscc="91320594MA1ABCDE8Y",
    address="江苏省苏州市工业园区星湖街328号",
    phone="0512-66668888",
    legal_rep="陈立",
    email="sales@hengtuo.example.com",
    bank_name="中国工商银行苏州工业园区支行",
    bank_account="1102020409000123456",
)

_DROP = re.compile(r"(\d{4}-\d{2}-\d{2})_(.+)")

_WORDS = {
    "drop": Text("放入收件箱", "dropped"),
    "accepted": Text("已受理", "accepted"),
    "returned": Text("已退回", "returned"),
    "duplicate": Text("重复", "duplicate"),
    "waiting": Text("等待附件", "waiting for its attachment"),
    "failed": Text("未处理", "failed"),
    "quarantined": Text("待人工", "put aside"),
    "lost": Text("丢失", "vanished"),
    "end": Text("现状", "Where it stands"),
    "house": Text("演示目录", "The house"),
    "try": Text("查看商机", "Look closer"),
}


def drops() -> tuple[tuple[date, Path], ...]:
    """The sample files with the day each is dropped, in order; `YYYY-MM-DD_name` says the day."""
    samples = [path for path in shipped("inbox").rglob("*") if _DROP.fullmatch(path.name)]
    return tuple(sorted((date.fromisoformat(path.name[:10]), path) for path in samples))


def play(folder: Path, *, folders: Lang, lang: Lang) -> Iterator[str]:
    """Make a demo house and play the samples in it; yields what to print.

    Raises FolderInUse for a folder that holds anything.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FolderInUse(folder)
    found_house(folder, folders=folders, lang=lang, company=SELLER, is_demo=True)
    with open_house(folder.resolve(), lang=lang) as house:
        for day, dropped in groupby(drops(), key=lambda drop: drop[0]):
            yield f"── {day.isoformat()} " + "─" * 48
            yield from _play_day(house, day, [path for _, path in dropped])
        last = max(day for day, _ in drops())
        (last_night,) = night(house, last + timedelta(days=1))
        yield f"── {_WORDS['end'].said(lang)} " + "─" * 48
        with house.ledger.reading() as questions:
            numbers = [standing.deal for standing in questions.all_deals()]
        for number in numbers:
            yield from deal_lines(deal_standing(house, number, last), lang)
        yield from report_lines(last_night, lang, house.places.below)
    yield f"{_WORDS['house'].said(lang)}: {folder}"
    yield f"{_WORDS['try'].said(lang)}: salesdocs -C {folder} deal show {numbers[0]}"


def _play_day(house: House, day: date, samples: list[Path]) -> Iterator[str]:
    for sample in samples:
        name = sample.name[11:]
        shutil.copyfile(sample, house.places.inbox / name)
        yield f"  {_WORDS['drop'].said(house.lang)}: {name}"
    for answered in ingest(house, day):
        yield from _answer(answered, house.lang)


def _answer(answered: Answered, lang: Lang) -> Iterator[str]:
    yield f"  → {answered.name}: {_WORDS[answered.outcome].said(lang)}"
    yield from (f"    {line}" for line in happenings(answered, lang) if line)
    told = [f for f in answered.all_findings() if f.severity >= Severity.WARNING]
    yield from (f"    ! {line}" for line in lines(told, answered.form, lang))
