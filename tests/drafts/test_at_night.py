"""A night lays the mails that became due, for people to send."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden import FEEDBACK
from tests.journey.way import day, on_the_way
from toolkit.drafts.printed import Prints
from toolkit.nightly.night import night


@pytest.fixture(autouse=True)
def _unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine without LibreOffice."""
    monkeypatch.setattr(Prints, "of", lambda *_: None)


def laid(root: Path) -> list[str]:
    return sorted(path.relative_to(root / "reports").as_posix() for path in root.rglob("*.eml"))


def test_each_mail_is_laid_by_the_night_in_which_it_became_due_and_by_no_other(tmp_path: Path) -> None:
    with on_the_way(tmp_path / "house", "07-01") as way:
        list(night(way.house, day("07-02")))
        list(night(way.house, day("07-03")))
        list(night(way.house, day("07-03"), day=day("07-02")))

        assert laid(way.house.root) == [
            "20260701/客户邮件草稿_王芳/BJ-2026-0001_客户邮件草稿_报价单_上海启明_20260701.eml"
        ]


def test_what_became_due_in_a_missed_night_is_laid_by_the_next_one(tmp_path: Path) -> None:
    with on_the_way(tmp_path / "house", "07-01") as way:
        list(night(way.house, day("07-02")))
        way.give(FEEDBACK)
        list(night(way.house, day("07-28")))

        assert [name.partition("/")[0] for name in laid(way.house.root)] == ["20260701", "20260727"]
        assert "BJ-2026-0001_客户邮件草稿_报价到期提醒" in laid(way.house.root)[1]


def test_a_report_asked_for_later_takes_no_mail_from_the_next_night(tmp_path: Path) -> None:
    with on_the_way(tmp_path / "house", "07-01") as way:
        list(night(way.house, day("07-02")))
        way.give(FEEDBACK)
        list(night(way.house, day("07-27"), day=day("07-25")))
        list(night(way.house, day("07-28")))

        assert [name.partition("/")[0] for name in laid(way.house.root)] == ["20260701", "20260727"]


def test_a_draft_that_somebody_changed_is_not_written_over(tmp_path: Path) -> None:
    with on_the_way(tmp_path / "house", "07-01") as way:
        list(night(way.house, day("07-02")))
        (draft,) = way.house.root.rglob("*.eml")
        draft.write_bytes(b"my own words")

        list(night(way.house, day("07-02"), day=day("07-01")))

        assert draft.read_bytes() == b"my own words"
