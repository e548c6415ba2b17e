"""What is told of a night, and how it reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from toolkit.model.notice import Notice, Notices
from toolkit.model.text import Lang, Text
from toolkit.notices.digests import digests
from toolkit.notices.words import message
from toolkit.reports.report import Figure

DAY = date(2026, 8, 24)
ON = Notices(channels={"chat": "json://x"})


@dataclass
class Line:
    owner: str
    level: int


DUES = [Line("王芳", 3), Line("王芳", 1), Line("李强", 2), Line("客服部门", 3), Line("", 1)]
FIGURES = [Figure(Text("今日签约", "signed today"), 2, Decimal("543400"))]


def told(settings: Notices = ON) -> tuple[Notice, ...]:
    files = {"王芳": "reports/20260824/待办_王芳_20260824.xlsx"}
    return digests(settings, DAY, dues=DUES, files=files, figures=FIGURES, report="reports/销售日报_20260824.xlsx")


def said(notice: Notice, lang: Lang = "zh") -> str:
    return message([notice], name=notice.to, house="", lang=lang, destination="x").body


def test_each_owner_gets_the_count_of_their_lines_and_managers_the_whole() -> None:
    counts = {(n.kind, n.to): tuple(n.facts[level] for level in ("red", "yellow", "blue")) for n in told()}

    assert counts == {
        ("digest", "客服部门"): (1, 0, 0),
        ("digest", "李强"): (0, 1, 0),
        ("digest", "王芳"): (1, 0, 1),
        ("summary", "销售负责人"): (2, 1, 2),
        ("summary", "总经理"): (2, 1, 2),
    }


def test_a_night_told_again_is_told_under_the_same_keys() -> None:
    keys = [notice.key for notice in told()]

    assert keys == [notice.key for notice in told()]
    assert len(set(keys)) == len(keys) == 5


def test_nothing_is_told_without_a_channel_and_only_to_whom_the_settings_name() -> None:
    few = Notices(channels=ON.channels, kinds={"digest": ("李强",), "summary": ()})

    assert told(Notices()) == ()
    assert [notice.to for notice in told(few)] == ["李强"]


def test_a_digest_names_the_list_and_a_summary_the_figures() -> None:
    _, _, mine, managers, _ = told()

    assert said(mine).startswith(
        "王芳:\n\n2026-08-24 待办 2 项 (红 1 · 黄 0 · 蓝 1)\n清单:reports/20260824/待办_王芳_20260824.xlsx\n"
    )
    assert said(managers, "en").startswith(
        "To 销售负责人:\n\nSales report of 2026-08-24\n  signed today: 2 · 543,400.00 yuan\n"
        "Due lines: red 2 · yellow 1 · blue 2\nReport: reports/销售日报_20260824.xlsx\n"
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_people_typed_cannot_break_out_of_its_line(lang: Lang) -> None:
    facts = {
        "file": "a\nSubject: b\u202e.xlsx",
        "outcome": Text("退回", "returned"),
        "count": 1,
        "first": (Text("{x} %s\r\n.\r\n", "{x} %s\r\n.\r\n"),),
        "beside": "",
        "inbox": "",
    }
    notice = Notice(key="k", kind="returned", to="王芳", facts=facts)

    found = message([notice], name="王芳", house="恒拓", lang=lang, destination="x")

    assert "\n" not in found.title
    assert "\u202e" not in found.title + found.body
    assert "\n." not in found.body
    assert "{x} %s" in found.body
