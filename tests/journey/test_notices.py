"""What a file's answer tells our people: written down with the decision, sent beside the rounds."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.golden import APPROVALS, COST_SHEET, MINUTES
from tests.journey.way import Way, changed, day, on_the_way
from tests.notices.servers import free_port, hook
from tests.notices.test_delivery import returned
from toolkit.intake import capture
from toolkit.intake.answer import Answered
from toolkit.intake.delivery import send_due
from toolkit.intake.log import Log
from toolkit.intake.watch import watch
from toolkit.model.deal import Event
from toolkit.model.notice import Notices, NoticeState, Posted, Recipient
from toolkit.notices import channels

NOW = datetime(2026, 7, 1, 10).astimezone()


def telling(way: Way, address: str, *, kinds: dict[str, tuple[str, ...]] | None = None) -> Way:
    """The house tells everybody whom it knows over one channel."""
    people = {name: Recipient(("chat",)) for name in ("王芳", "李强", "周律", "赵敏", "陈立")}
    settings = Notices(channels={"chat": address}, people=people)
    if kinds is not None:
        settings = replace(settings, kinds={**settings.kinds, **kinds})  # type: ignore[dict-item]
    way.house = replace(way.house, settings=replace(way.house.settings, notices=settings))
    return way


def notices(way: Way, state: NoticeState = "todo") -> list[Posted]:
    with way.house.ledger.reading() as questions:
        return list(questions.notices(state))


@contextmanager
def way_on(tmp_path: Path, until: str) -> Iterator[Way]:
    with on_the_way(tmp_path / "house", until) as way:
        yield way


def test_a_house_without_channels_writes_nothing_down(tmp_path: Path) -> None:
    with way_on(tmp_path, "06-22") as way:
        way.give(COST_SHEET)

        assert notices(way) == []


def test_a_returned_form_tells_the_owner_what_is_wrong_and_where_the_marked_copy_lies(tmp_path: Path) -> None:
    with hook() as server, way_on(tmp_path, "06-22") as way:
        telling(way, server.address())
        answered = way.give(changed(COST_SHEET, delivery_days="x", warranty_months="y", margin_standard="z"))
        (told,) = notices(way)
        send_due(way.house, NOW)

        wrong = [finding for finding in answered.all_findings() if finding.severity.name == "ERROR"]
        assert answered.outcome == "returned"
        assert (told.notice.kind, told.notice.to) == ("returned", "王芳")
        assert told.notice.facts["count"] == len(wrong)
        assert (way.house.root / str(told.notice.facts["beside"])).is_file()
        (text,) = server.texts()
        assert text.startswith(f"王芳:\n\n{COST_SHEET.name}:检查结果:已退回")
        assert text.count("\n  ") >= min(3, len(wrong))
        assert "_需修改.xlsx" in text


def test_a_returned_form_tells_whose_account_owns_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture, "owner_of", lambda _: "HENGTUO\\ZhaoMin")
    with way_on(tmp_path, "06-22") as way:
        telling(way, "json://127.0.0.1/x")
        with way.house.ledger.reading() as questions:
            zhao = questions.staff()["赵敏"]
        listed = {"department": zhao.department, "role": zhao.role, "account": "zhaomin"}
        with way.house.ledger.deciding(day("06-23")) as entry:
            entry.record([Event("person listed", "赵敏", {"values": listed})])
        way.give(changed(COST_SHEET, delivery_days="x"))

        assert [one.notice.to for one in notices(way)] == ["赵敏"]


def test_an_unreadable_file_tells_the_department_whose_folder_it_was_put_into(tmp_path: Path) -> None:
    with way_on(tmp_path, "06-22") as way:
        telling(way, "json://127.0.0.1/x")
        way.put(b"no form", "财务部门/报价.xlsx")
        way.take("06-23")

        (told,) = notices(way)
        assert (told.notice.kind, told.notice.to) == ("returned", "财务部门")


def test_a_document_that_is_ready_tells_the_deals_owner_where_it_lies(tmp_path: Path) -> None:
    with hook() as server, way_on(tmp_path, "06-22") as way:
        telling(way, server.address())
        answered = way.give(COST_SHEET)
        (told,) = notices(way)
        send_due(way.house, NOW)

        documents = [written.file for written in answered.written if not written.is_blank]
        assert (told.notice.kind, told.notice.to) == ("ready", "王芳")
        assert documents
        (text,) = server.texts()
        assert all(file in text for file in documents)
        assert "SJ-2026-0001" in text


def test_each_node_of_an_approval_is_told_when_its_turn_comes_and_once(tmp_path: Path) -> None:
    with way_on(tmp_path, "07-06") as way:
        telling(way, "json://127.0.0.1/x", kinds={"ready": ()})
        way.give(MINUTES)
        told = [[one.notice.to for one in notices(way)]]
        for step in APPROVALS[:-1]:
            way.give(step)
            told.append([one.notice.to for one in notices(way)])

    assert told[0] == ["销售负责人"]
    assert told[-1] == ["销售负责人", "法务", "财务", "总经理"]


def test_an_approval_goes_to_whoever_holds_the_role(tmp_path: Path) -> None:
    with hook() as server, way_on(tmp_path, "07-06") as way:
        telling(way, server.address(), kinds={"ready": ()})
        way.give(MINUTES)
        send_due(way.house, NOW)

        (text,) = server.texts()
        assert text.startswith(
            "李强:\n\n合同 XS-2026-0001 V1.0(上海启明精密制造有限公司)等待销售负责人审批\n合同总价(含税)"
        )
        assert "审批表:deals/" in text


def test_a_decision_that_is_not_taken_tells_nobody(tmp_path: Path) -> None:
    def cut_short() -> None:
        with way.house.ledger.deciding(day("07-01")) as entry:
            entry.post([returned("报价表.xlsx")])
            raise KeyboardInterrupt

    with way_on(tmp_path, "06-22") as way:
        with pytest.raises(KeyboardInterrupt):
            cut_short()

        assert notices(way) == []


class Heard(Log):
    """What a service says."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[Answered] = []
        self.at: list[float] = []
        self.said: list[str] = []

    def hear(self, answered: Answered) -> None:
        self.answers.append(answered)
        self.at.append(time.monotonic())

    def event(self, event: str, words: str = "", /, *, is_trouble: bool = False, **facts: object) -> None:
        self.said.append(json.dumps([event, words, is_trouble, facts], ensure_ascii=False, default=str))


@contextmanager
def served(way: Way, on: str) -> Iterator[Heard]:
    heard, stop = Heard(), threading.Event()

    def work() -> None:
        watch(
            way.house,
            lambda: day(on),
            rescan_seconds=0.3,
            quiet_seconds=0.1,
            log=heard,
            tell=heard.hear,
            stop=stop,
        )

    watcher = threading.Thread(target=work)
    watcher.start()
    try:
        yield heard
    finally:
        stop.set()
        watcher.join(timeout=15)
        assert not watcher.is_alive()


def until(said: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def test_a_service_sends_by_itself(tmp_path: Path) -> None:
    with hook() as server, way_on(tmp_path, "06-22") as way:
        telling(way, server.address())
        with served(way, "07-01") as heard:
            way.drop(COST_SHEET)
            until(lambda: bool(server.posts))
            until(lambda: bool(notices(way, "sent")))

        assert [answered.outcome for answered in heard.answers] == ["accepted"]
        assert len(server.posts) == 1


def test_a_server_that_never_answers_delays_no_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "SECONDS", 7.0)
    monkeypatch.setattr("toolkit.notices.deliver.FIRST_WAIT", timedelta(0))
    with hook() as server, way_on(tmp_path, "06-22") as way:
        asked = threading.Event()
        server.status, server.seconds, server.meanwhile = 500, 6.0, asked.set
        telling(way, server.address())
        with served(way, "06-23") as heard:
            way.put(b"no form", "财务部门/first.xlsx")
            assert asked.wait(10)
            began = time.monotonic()
            for n in range(3):
                way.put(b"no form %d" % n, f"财务部门/{n}.xlsx")
                until(lambda n=n: len(heard.answers) == n + 2)  # type: ignore[misc]
            lasted = time.monotonic() - began

        assert lasted < server.seconds
        assert {one.state for one in notices(way)} == {"todo"}


def files_below(*folders: Path) -> Iterator[bytes]:
    for folder in folders:
        for path, _, names in os.walk(folder):
            yield from (Path(path, name).read_bytes() for name in names)


def test_no_secret_of_a_channel_stands_in_ledger_log_or_files(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with hook() as server, way_on(tmp_path, "06-22") as way:
        server.status = 500
        telling(way, f"json://robot:T0PS3CRET@127.0.0.1:{server.port}/T0PS3CRET?-key=T0PS3CRET")
        log_file = tmp_path / "service.log"
        with Log("json", log_file) as log:
            for n, address in enumerate(
                (None, f"mailto://u:T0PS3CRET@127.0.0.1:{free_port()}?to=a@b.cn", "T0PS3CRET://x")
            ):
                if address:
                    telling(way, address)
                way.put(b"no form %d" % n, f"财务部门/{n}.xlsx")
                way.take("06-23")
                send_due(way.house, NOW + timedelta(days=n), log=log)
        said, failed = capfd.readouterr()
        with sqlite3.connect(way.house.places.ledger) as ledger:
            dumped = "\n".join(ledger.iterdump())

    assert "notice not sent" in log_file.read_text(encoding="utf-8")
    assert "HTTP 500" in log_file.read_text(encoding="utf-8") + dumped
    assert "T0PS3CRET" not in dumped + caplog.text + said + failed + repr(way.house.settings)
    assert not any(b"T0PS3CRET" in content for content in files_below(tmp_path))


def test_what_waits_outlives_a_rebuild_of_the_ledger(tmp_path: Path) -> None:
    with way_on(tmp_path, "06-22") as way:
        telling(way, "json://127.0.0.1/x")
        way.give(COST_SHEET)
        before = notices(way)
        way.house.ledger.rebuild()

        assert notices(way) == before != []
