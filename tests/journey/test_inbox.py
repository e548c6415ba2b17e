"""What happens to files that are dropped: nothing lost, nothing twice, nobody left without an answer."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from tests.journey.conftest import drop, sample
from toolkit.cli.house import exit_code
from toolkit.desk.standing import house_status
from toolkit.disk import Disk
from toolkit.errors import FiguresMissing, ShareTrouble, TemplateFault
from toolkit.house import House
from toolkit.intake import effects, writing
from toolkit.intake.rounds import ingest

HouseOn = Callable[[str], House]


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def tree(root: Path) -> dict[str, str]:
    """Every file people see below a folder, with its bytes' hash."""
    return {
        path.relative_to(root).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file() and ".salesdocs" not in path.parts
    }


def events(house: House) -> int:
    with house.ledger.reading() as questions:
        return questions.counts()["event"]


def test_the_same_files_again_change_nothing(house_on: HouseOn) -> None:
    house = house_on("07-03")
    before, deals = events(house), tree(house.places.deals)

    for name in ("潜在客户信息登记表", "客户需求分析表", "成本核算表-", "报价反馈"):
        drop(house, sample(name))
    answers = ingest(house, day("07-04"))

    assert [answered.outcome for answered in answers] == ["duplicate"] * 4
    assert (events(house), tree(house.places.deals)) == (before, deals)
    assert list(house.places.inbox.iterdir()) == []


def test_the_same_answers_in_another_file_change_nothing(house_on: HouseOn) -> None:
    house = house_on("07-03")
    before = events(house)
    path = drop(house, sample("报价反馈"))
    path.write_bytes(path.read_bytes() + b"")
    _touch_bytes(path)

    (answered,) = ingest(house, day("07-04"))

    assert answered.outcome == "accepted"
    assert [decision.outcome for decision in answered.decisions] == ["unchanged"]
    assert events(house) == before


def _touch_bytes(path: Path) -> None:
    """Other bytes, same content: the package written again with another compression."""
    from io import BytesIO
    from zipfile import ZIP_STORED, ZipFile

    out = BytesIO()
    with ZipFile(path) as source, ZipFile(out, "w", ZIP_STORED) as target:
        for member in source.namelist():
            target.writestr(member, source.read(member))
    path.write_bytes(out.getvalue())


def test_a_form_is_known_by_its_content_whatever_it_is_called(house_on: HouseOn) -> None:
    house = house_on("06-22")
    drop(house, sample("成本核算表-"), "新建 Microsoft Excel 工作表 (1).xlsx")

    (answered,) = ingest(house, day("07-01"))

    assert answered.form is not None
    assert (answered.form.id, answered.outcome) == ("F05", "accepted")


def test_a_file_that_is_no_form_is_returned_with_advice(house_on: HouseOn) -> None:
    house = house_on("06-15")
    (house.places.inbox / "笔记.xlsx").write_bytes(b"PK\x03\x04 this is no workbook")

    (answered,) = ingest(house, day("06-16"))

    assert answered.outcome == "returned"
    assert [finding.code for finding in answered.findings] == ["M-FILE"]
    (report,) = house.places.returned.rglob("笔记.xlsx.检查结果.txt")
    assert "文件不完整或已损坏。请重新复制一次" in report.read_text(encoding="utf-8-sig")


def test_the_original_of_a_returned_form_is_untouched(house_on: HouseOn) -> None:
    house = house_on("06-15")
    dropped = sample("客户登记(有误)")
    drop(house, dropped)

    ingest(house, day("06-15"))

    (returned,) = house.places.returned.rglob("客户登记(有误).xlsx")
    assert returned.read_bytes() == dropped.read_bytes()


def test_a_register_counts_its_right_rows_and_asks_only_for_the_wrong_ones(house_on: HouseOn) -> None:
    house = house_on("06-15")
    mixed = _mixed_register(house)
    (house.places.inbox / "登记.xlsx").write_bytes(mixed)

    (answered,) = ingest(house, day("06-16"))

    assert [decision.outcome for decision in answered.decisions] == ["accepted", "returned"]
    assert answered.outcome == "returned"
    with house.ledger.reading() as questions:
        assert [standing.stage for standing in questions.all_deals()] == ["已接触"]


def _mixed_register(house: House) -> bytes:
    from tests.golden import LEAD
    from tests.wrong import LEADS
    from toolkit.forms.blank import make
    from toolkit.forms.fill import fill

    form = house.catalogue.forms["F02"]
    rows = (LEAD.tables["rows"][0], LEADS.step.tables["rows"][1])
    return fill(make(form), form, {}, {"rows": rows})


def test_the_signing_register_waits_for_its_scan_and_is_taken_with_it(house_on: HouseOn) -> None:
    house = house_on("07-17")
    drop(house, sample("合同签署登记"))

    (waiting,) = ingest(house, day("07-21"))
    drop(house, sample("扫描件"))
    (taken,) = ingest(house, day("07-21"))

    assert (waiting.outcome, taken.outcome) == ("waiting", "accepted")
    assert list(house.places.inbox.iterdir()) == []
    (scan,) = house.places.deals.rglob("XS-2026-0001扫描件.pdf")
    assert scan.read_bytes() == sample("扫描件").read_bytes()


def test_a_signing_register_whose_scan_never_comes_is_returned(house_on: HouseOn) -> None:
    house = house_on("07-17")
    drop(house, sample("合同签署登记"))

    outcomes = [ingest(house, day(when))[0].outcome for when in ("07-21", "07-22", "07-23")]

    assert outcomes == ["waiting", "waiting", "returned"]


def test_minutes_wait_for_the_customer_file_and_the_contract_follows_it(house_on: HouseOn) -> None:
    house = house_on("07-03")
    drop(house, sample("谈判纪要(终版)"))

    (held,) = ingest(house, day("07-10"))
    with house.ledger.reading() as questions:
        before = questions.deal("SJ-2026-0001")
    drop(house, sample("上海启明开票资料"))
    ingest(house, day("07-11"))

    assert [finding.code for finding in held.holds()] == ["F07-30"]
    assert before.stage == "谈判中"
    assert before.blank("M01") is not None
    with house.ledger.reading() as questions:
        after = questions.deal("SJ-2026-0001")
    assert after.stage == "合同审批中"
    assert after.holds == ()
    assert after.blank("M01") is None
    contract = after.paper("G03")
    assert contract is not None
    assert contract.issued_on == day("07-11")


def test_effects_that_a_crash_left_undone_are_done_by_the_next_pass(
    house_on: HouseOn, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = house_on("06-22")
    path = drop(house, sample("成本核算表-"))
    content = path.read_bytes()
    with monkeypatch.context() as crash:
        crash.setattr(effects, "_take", _dies)
        with pytest.raises(KeyboardInterrupt):
            ingest(house, day("07-01"))
    assert [claimed.read_bytes() for claimed in house.places.claims.rglob("payload")] == [content]

    ingest(house, day("07-01"))

    assert not path.exists()
    assert not list(house.places.claims.iterdir())
    assert len(list(house.places.deals.rglob("BJ-2026-0001*.docx"))) == 1
    with house.ledger.reading() as questions:
        assert questions.open_effects() == ()


def _dies(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_folder_that_may_not_be_written_keeps_the_effect_and_says_why(
    house_on: HouseOn, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = house_on("06-22")
    drop(house, sample("成本核算表-"))

    def denied(*_: object, **__: object) -> None:
        raise ShareTrouble("may not be written", code=errno.EACCES)

    with monkeypatch.context() as trouble:
        trouble.setattr(effects, "move", denied)
        (accepted,) = ingest(house, day("07-01"))
    with house.ledger.reading() as questions:
        undone = questions.open_effects()

    assert accepted.outcome == "accepted"
    assert [(planned.tries, planned.last_error) for planned in undone[:2]] == [(1, "may not be written"), (0, "")]


def test_a_full_share_blames_no_file_and_is_made_good_later(house_on: HouseOn, monkeypatch: pytest.MonkeyPatch) -> None:
    house = house_on("06-22")
    drop(house, sample("成本核算表-"))

    def full(disk: Disk, path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "no space left", str(path))

    with monkeypatch.context() as trouble:
        trouble.setattr(Disk, "write", full)
        with pytest.raises(ShareTrouble, match="no space left"):
            ingest(house, day("07-01"))
    (accepted,) = ingest(house, day("07-01"))

    assert accepted.outcome == "accepted"
    with house.ledger.reading() as questions:
        assert {arrival.attempts for arrival in questions.arrivals()} == {0}


def test_a_document_that_cannot_be_written_undoes_the_whole_decision(
    house_on: HouseOn, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = house_on("06-22")
    path = drop(house, sample("成本核算表-"))
    before = events(house)

    def faulty(*_: object, **__: object) -> bytes:
        raise TemplateFault("quote.docx", "no such figure")

    with monkeypatch.context() as fault:
        fault.setattr(writing, "rendered", faulty)
        (failed,) = ingest(house, day("07-01"))

    assert (failed.outcome, [finding.code for finding in failed.findings]) == ("failed", ["M-FAULT"])
    assert exit_code([failed]) == 3
    assert house_status(house)["failed"] == [{"file": path.name, "error": "template quote.docx: no such figure"}]
    assert events(house) == before
    assert path.exists()
    with house.ledger.reading() as questions:
        assert questions.last_drawn("BJ", 2026) == 0


def test_our_own_fault_with_one_file_stops_no_other_and_is_made_good_by_the_next_pass(
    house_on: HouseOn, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = house_on("06-22")
    faulty, lead = drop(house, sample("成本核算表-")), drop(house, sample("客户登记(有误)"))

    def missing(*_: object, **__: object) -> bytes:
        raise FiguresMissing("quote", "the price")

    with monkeypatch.context() as fault:
        fault.setattr(writing, "rendered", missing)
        outcomes = {answered.name: answered.outcome for answered in ingest(house, day("07-01"))}
    (made_good,) = ingest(house, day("07-02"))

    assert outcomes == {faulty.name: "failed", lead.name: "returned"}
    assert made_good.outcome == "accepted"
    assert house_status(house)["failed"] == []
    assert house.ledger.deal("SJ-2026-0001").stage == "已报价"


def test_a_form_that_cannot_be_moved_yet_is_not_answered_again(
    house_on: HouseOn, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = house_on("06-22")
    path = drop(house, sample("成本核算表-"))

    def is_open_in_excel(*_: object, **__: object) -> None:
        raise ShareTrouble("sharing violation", code=errno.EBUSY)

    with monkeypatch.context() as trouble:
        trouble.setattr(effects, "move", is_open_in_excel)
        answers = [len(ingest(house, day("07-01"))) for _ in range(3)]

    assert answers == [1, 0, 0]
    assert ingest(house, day("07-01")) == []
    assert not path.exists()
    assert len(list(house.places.filed.rglob("成本核算表*.回执*.txt"))) == 1


def test_an_untouched_blank_is_retired_when_its_form_is_filed_and_a_touched_one_stays(house_on: HouseOn) -> None:
    house = house_on("06-22")
    with house.ledger.reading() as questions:
        blank = questions.deal("SJ-2026-0001").blank("F05")
    assert blank is not None
    lying = house.root / blank.file

    drop(house, sample("成本核算表-"))
    ingest(house, day("07-01"))

    assert not lying.exists()
    assert (lying.parent / house.places.names.superseded / lying.name).exists()


def test_no_temporary_file_is_left_anywhere(house_on: HouseOn) -> None:
    house = house_on("08-24")

    left = [path.name for path in house.root.rglob("*") if path.name.startswith((".~", "~")) or ".tmp" in path.name]

    assert left == []


def test_a_rebuilt_ledger_is_the_same_ledger(house_on: HouseOn) -> None:
    house = house_on("08-24")
    before = house.ledger.projections()

    house.ledger.rebuild()

    assert house.ledger.projections() == before


@pytest.mark.skipif(os.name == "nt", reason="Windows does not tell the owner this way")
def test_the_ledger_keeps_whose_file_it_was(house_on: HouseOn) -> None:
    house = house_on("06-22")
    path = drop(house, sample("成本核算表-"))
    owner = path.owner()

    ingest(house, day("07-01"))

    with house.ledger.reading() as questions:
        arrivals = questions.arrivals(day("07-01"))
    assert [arrival.detail["dropped_by"] for arrival in arrivals] == [owner]
