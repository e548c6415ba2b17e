"""Sending what waits in a real ledger over real servers: gathered, at the right hours, exactly once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from tests.notices.servers import PASSWORD, Hook, free_port, hook, mail_server
from toolkit.ledger.store import Ledger, open_ledger
from toolkit.model.calendar import WorkingCalendar
from toolkit.model.deal import Event
from toolkit.model.notice import Hours, Notice, Notices, Posted, Recipient
from toolkit.model.text import Text
from toolkit.notices.channels import Message, Refused
from toolkit.notices.deliver import LEAST_TRIES, PAUSE, Delivery

BEIJING = timezone(timedelta(hours=8))
THURSDAY = date(2026, 7, 2)
REST = WorkingCalendar()


def at(clock: str, day: date = THURSDAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), BEIJING)


def returned(name: str, to: str = "王芳") -> Notice:
    facts = {
        "file": name,
        "outcome": Text("已退回", "returned"),
        "count": 1,
        "first": (Text(f"{name} 有误", f"{name} is wrong"),),
        "beside": f"returned/2026-07/{name}",
        "inbox": "inbox",
    }
    return Notice(key=f"returned/{name}/{to}", kind="returned", to=to, facts=facts)


@dataclass
class Post:
    """A house's outbox and what it sends with."""

    ledger: Ledger
    root: Path
    settings: Notices = field(default_factory=Notices)
    delivery: Delivery = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """As after a crash: nothing is remembered but the ledger."""
        self.delivery = Delivery(
            outbox=self.ledger, settings=self.settings, calendar=REST, root=self.root, house="恒拓", lang="zh"
        )

    def write(self, *notices: Notice, day: date = THURSDAY) -> None:
        with self.ledger.deciding(day) as entry:
            entry.post(notices)

    def states(self) -> dict[str, str]:
        with self.ledger.reading() as questions:
            every = [one for state in ("todo", "sent", "given up") for one in questions.notices(state)]
        return {one.notice.key: one.state for one in every}

    def one(self) -> Posted:
        with self.ledger.reading() as questions:
            (found,) = (*questions.notices("todo"), *questions.notices("given up"))
        return found

    def list_person(self, name: str, role: str, **more: object) -> None:
        values = {"department": "销售部门", "role": role, **more}
        with self.ledger.deciding(THURSDAY) as entry:
            entry.record([Event("person listed", name, {"values": values})])


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.db") as opened:
        yield opened


def post(ledger: Ledger, tmp_path: Path, channels: Mapping[str, str], **more: Any) -> Post:
    """王芳 is told over every channel."""
    people = {"王芳": Recipient(tuple(channels))}
    return Post(ledger, tmp_path, Notices(channels=dict(channels), people=people, **more))


def test_a_notice_is_sent_once_however_often_it_is_delivered(ledger: Ledger, tmp_path: Path) -> None:
    with hook() as server:
        house = post(ledger, tmp_path, {"chat": server.address()})
        house.write(returned("报价表.xlsx"))
        house.write(returned("报价表.xlsx"))

        for minute in range(3):
            house.delivery.deliver(at("10:00") + timedelta(minutes=minute))

    (text,) = server.texts()
    assert text.startswith("王芳:\n\n报价表.xlsx:已退回(1 处)\n  1. 报价表.xlsx 有误\n标注副本")
    assert house.states() == {"returned/报价表.xlsx/王芳": "sent"}


def test_what_waits_for_one_person_comes_as_one_message(ledger: Ledger, tmp_path: Path) -> None:
    with hook() as server:
        house = post(ledger, tmp_path, {"chat": server.address()})
        house.write(*(returned(f"{n}.xlsx") for n in range(300)))

        done = house.delivery.deliver(at("10:00"))

    (told,) = server.posts
    assert done.messages == 1
    assert told.said["title"] == "[恒拓] 300 条消息:表单退回 300"
    assert told.said["message"].count("已退回") == 20
    assert "另有 280 条" in told.said["message"]
    assert set(house.states().values()) == {"sent"}


def test_a_flood_is_gathered_between_two_messages(ledger: Ledger, tmp_path: Path) -> None:
    with hook() as server:
        house = post(ledger, tmp_path, {"chat": server.address()})
        for n in range(10):
            house.write(returned(f"{n}.xlsx"))
            house.delivery.deliver(at("10:00") + timedelta(seconds=n))
        house.delivery.deliver(at("10:00") + PAUSE)

    assert [text.count("已退回") for text in server.texts()] == [1, 9]


def down(server: Hook) -> None:
    server.status = 500


def slow(server: Hook) -> None:
    server.status, server.seconds = 503, 0.6


def up(server: Hook) -> None:
    server.status, server.seconds = 200, 0.0


@pytest.mark.parametrize("fail", [down, slow])
def test_after_a_failure_exactly_one_message_comes(
    fail: Callable[[Hook], None], ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.notices.channels.SECONDS", 0.2)
    with hook() as server:
        house = post(ledger, tmp_path, {"chat": server.address()})
        house.write(returned("报价表.xlsx"))
        fail(server)
        first = house.delivery.deliver(at("10:00"))
        again = house.delivery.deliver(at("10:00") + timedelta(seconds=30))
        waiting = house.one()
        up(server)
        house.delivery.deliver(at("10:01"))
        house.delivery.deliver(at("10:09"))

    assert [len(done.failed) for done in (first, again)] == [1, 0]
    assert (waiting.tries, waiting.not_before) == (1, at("10:01"))
    assert len(server.posts) == 1


def test_a_dead_mail_server_and_a_wrong_password_are_outlasted(ledger: Ledger, tmp_path: Path) -> None:
    port = free_port()
    address = f"mailto://robot:{{}}@127.0.0.1:{port}?mode=insecure&from=a@example.com&to={{{{to}}}}"
    secret = tmp_path / "mail.txt"
    secret.write_text(address.format("wr0ng").replace("{{", "{").replace("}}", "}"), encoding="utf-8")
    settings = Notices(channels={"mail": "file:mail.txt"}, people={"王芳": Recipient(("mail:wangfang@example.com",))})
    house = Post(ledger, tmp_path, settings)
    house.write(returned("报价表.xlsx"))

    nobody = house.delivery.deliver(at("10:00"))
    with mail_server(port) as server:
        refused = house.delivery.deliver(at("10:01"))
        right = secret.read_text(encoding="utf-8").replace("wr0ng", PASSWORD)
        secret.write_text(right, encoding="utf-8")
        early = house.delivery.deliver(at("10:02"))
        sent = house.delivery.deliver(at("10:03"))
        house.delivery.deliver(at("10:30"))

    assert [one.why.en for one in nobody.failed] == ["connection refused"]
    assert [one.why.en for one in refused.failed] == ["the mail server refused it, code 535"]
    assert (early.messages, sent.messages) == (0, 1)
    (mail,) = server.mails
    assert mail.to == ("wangfang@example.com",)
    assert "报价表.xlsx" in mail.subject


def test_waits_grow_to_an_hour_and_end_after_the_days_allowed(ledger: Ledger, tmp_path: Path) -> None:
    house = post(ledger, tmp_path, {"chat": f"json://127.0.0.1:{free_port()}/x"}, give_up_days=2)
    house.write(returned("报价表.xlsx"))
    now, waits, lost = at("10:00"), [], None

    while lost is None:
        done = house.delivery.deliver(now)
        found = house.one()
        lost = done.given_up[0] if done.given_up else None
        assert found.not_before is not None
        if lost is None:
            waits.append(found.not_before - now)
            now = found.not_before

    assert [wait.total_seconds() / 60 for wait in waits[:8]] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert now - at("10:00") >= timedelta(days=2)
    assert (lost.notice.key, lost.last_error) == ("returned/报价表.xlsx/王芳", "连接被拒绝")
    assert house.states() == {"returned/报价表.xlsx/王芳": "given up"}
    with ledger.reading() as questions:
        counted = [questions.notices_given_up(day, day + timedelta(days=1)) for day in (THURSDAY, date(2026, 7, 3))]
    assert sum(counted) == 1


def test_quiet_days_alone_give_nothing_up(ledger: Ledger, tmp_path: Path) -> None:
    house = post(ledger, tmp_path, {"chat": f"json://127.0.0.1:{free_port()}/x"}, give_up_days=1)
    house.write(returned("报价表.xlsx"))

    house.delivery.deliver(at("10:00"))
    monday = house.delivery.deliver(at("10:00", date(2026, 7, 6)))

    assert not monday.given_up
    assert house.one().tries == 2 < LEAST_TRIES


def test_a_crash_between_sending_and_striking_off_repeats_the_message_under_the_same_key(
    ledger: Ledger, tmp_path: Path
) -> None:
    def cut(address: str, said: Message) -> Refused | None:
        assert plain(address, said) is None
        raise KeyboardInterrupt

    with hook() as server:
        house = post(ledger, tmp_path, {"chat": server.address()})
        house.write(returned("报价表.xlsx"), returned("需求表.docx"))
        plain, house.delivery.send = house.delivery.send, cut
        with pytest.raises(KeyboardInterrupt):
            house.delivery.deliver(at("10:00"))
        house.restart()
        house.delivery.deliver(at("10:01"))
        house.delivery.deliver(at("10:10"))

    first, second = server.posts
    assert first.said == second.said
    assert first.headers["X-Salesdocs-Key"] == second.headers["X-Salesdocs-Key"]


def test_who_has_it_already_does_not_get_it_again_when_another_channel_failed(ledger: Ledger, tmp_path: Path) -> None:
    with hook() as good, hook() as bad:
        bad.status = 500
        house = post(ledger, tmp_path, {"chat": good.address(), "mail": bad.address()})
        house.write(returned("报价表.xlsx"))
        house.delivery.deliver(at("10:00"))
        bad.status = 200
        house.restart()
        house.delivery.deliver(at("10:05"))

    assert (len(good.posts), len(bad.posts)) == (1, 1)
    assert house.states() == {"returned/报价表.xlsx/王芳": "sent"}


def test_a_channel_that_is_away_is_asked_once_a_delivery(ledger: Ledger, tmp_path: Path) -> None:
    asked: list[str] = []

    def away(address: str, said: Message) -> Refused | None:
        asked.append(address)
        return Refused(Text("超时", "timed out"), is_away=True)

    people = {f"员工{n}": Recipient((f"mail:{n}@example.com",)) for n in range(50)}
    house = Post(ledger, tmp_path, Notices(channels={"mail": "mailtos://x?to={to}"}, people=people))
    house.delivery.send = away
    house.write(*(returned("a.xlsx", name) for name in people))

    done = house.delivery.deliver(at("10:00"))

    assert len(asked) == 1
    assert len(done.failed) == 50
    assert all(one.channel == "mail" for one in done.failed)


@pytest.mark.parametrize(
    ("clock", "is_sent"),
    [("19:59", True), ("20:00", False), ("23:59", False), ("00:00", False), ("07:59", False), ("08:00", True)],
)
def test_nothing_is_sent_in_quiet_hours_over_midnight(
    clock: str, is_sent: bool, ledger: Ledger, tmp_path: Path
) -> None:
    with hook() as server:
        quiet = Hours(time(20), time(8))
        house = post(ledger, tmp_path, {"chat": server.address()}, quiet_hours=quiet)
        house.write(returned("报价表.xlsx"))

        house.delivery.deliver(at(clock))
        house.delivery.deliver(at("09:00", date(2026, 7, 3)))

        assert len(server.posts) == 1
    assert (house.delivery.told.popitem()[1] == at(clock)) is is_sent


def test_rest_days_may_be_quiet(ledger: Ledger, tmp_path: Path) -> None:
    with hook() as server:
        house = post(ledger, tmp_path, {"chat": server.address()}, quiet_rest_days=True)
        house.write(returned("报价表.xlsx"))
        house.delivery.deliver(at("10:00", date(2026, 7, 4)))
        on_saturday = len(server.posts)
        house.delivery.deliver(at("10:00", date(2026, 7, 6)))

    assert (on_saturday, len(server.posts)) == (0, 1)


def test_notices_wait_for_the_hour_at_which_they_are_gathered(ledger: Ledger, tmp_path: Path) -> None:
    with hook() as server:
        house = post(ledger, tmp_path, {"chat": server.address()}, gather_at=time(8, 30))
        for n, clock in enumerate(("09:00", "13:00", "22:00")):
            house.write(returned(f"{n}.xlsx"))
            house.delivery.deliver(at(clock))
        house.restart()
        house.delivery.deliver(at("08:29", date(2026, 7, 3)))
        before = len(server.posts)
        house.delivery.deliver(at("08:30", date(2026, 7, 3)))
        house.delivery.deliver(at("08:35", date(2026, 7, 3)))

    assert before == 0
    (text,) = server.texts()
    assert [f"{n}.xlsx:已退回" in text for n in range(3)] == [True] * 3


def test_kinds_that_are_not_gathered_go_at_once(ledger: Ledger, tmp_path: Path) -> None:
    with hook() as server:
        house = post(ledger, tmp_path, {"chat": server.address()}, gather_at=time(8, 30), gathered=("digest",))
        house.write(returned("报价表.xlsx"))

        house.delivery.deliver(at("10:00"))

    assert len(server.posts) == 1


def test_what_is_gathered_in_quiet_hours_keeps_its_hour(ledger: Ledger, tmp_path: Path) -> None:
    with hook() as server:
        quiet = Hours(time(20), time(8))
        house = post(ledger, tmp_path, {"chat": server.address()}, gather_at=time(8, 30), quiet_hours=quiet)
        house.write(returned("报价表.xlsx"))
        house.delivery.deliver(at("01:00"))
        house.delivery.deliver(at("08:10"))
        early = len(server.posts)
        house.delivery.deliver(at("08:30"))

    assert (early, len(server.posts)) == (0, 1)


def test_a_notice_to_nobody_listed_is_kept_and_told_when_somebody_is(ledger: Ledger, tmp_path: Path) -> None:
    with hook() as server:
        house = post(ledger, tmp_path, {"chat": server.address()})
        house.write(returned("报价表.xlsx", "李强"))
        house.delivery.deliver(at("10:00"))
        kept = house.one()
        house.settings = Notices(channels=house.settings.channels, people={"李强": Recipient(("chat",))})
        house.restart()
        house.delivery.deliver(at("11:00"))

    assert (kept.state, kept.tries, kept.last_error) == ("todo", 0, "没有收件渠道")
    (text,) = server.texts()
    assert text.startswith("李强:")


def test_a_notice_to_nobody_is_given_up_loudly_in_the_end(ledger: Ledger, tmp_path: Path) -> None:
    with hook() as server:
        house = post(ledger, tmp_path, {"chat": server.address()})
        house.write(returned("报价表.xlsx", ""))
        house.delivery.deliver(at("10:00"))
        done = house.delivery.deliver(at("10:00", date(2026, 7, 5)))

    assert [one.last_error for one in done.given_up] == ["没有收件渠道"]
    assert not server.posts


def test_a_role_is_its_holder_or_the_dated_deputy(ledger: Ledger, tmp_path: Path) -> None:
    with hook() as server:
        channels = {"zhao": server.address("zhao"), "qian": server.address("qian")}
        people = {"赵敏": Recipient(("zhao",)), "钱会": Recipient(("qian",))}
        house = Post(ledger, tmp_path, Notices(channels=channels, people=people))
        away = {"deputy": "钱会", "deputy_from": date(2026, 7, 6), "deputy_until": date(2026, 7, 10)}
        house.list_person("赵敏", "财务", **away)
        house.list_person("钱会", "会计")
        for n, day in enumerate((date(2026, 7, 3), date(2026, 7, 6), date(2026, 7, 10), date(2026, 7, 11))):
            house.write(returned(f"{n}.xlsx", "财务部门"))
            house.delivery.deliver(at("10:00", day))

    assert [post.path for post in server.posts] == ["/zhao", "/qian", "/qian", "/zhao"]
    assert server.texts()[1].startswith("钱会:")


def test_english_readers_get_english(ledger: Ledger, tmp_path: Path) -> None:
    with hook() as server:
        channels = {"chat": server.address()}
        people = {"John": Recipient(("chat",), "en"), "王芳": Recipient(("chat",))}
        house = Post(ledger, tmp_path, Notices(channels=channels, people=people))
        house.write(returned("quote.xlsx", "John"), returned("quote.xlsx"))

        house.delivery.deliver(at("10:00"))

    english, chinese = server.texts()
    assert english.startswith("To John:\n\nquote.xlsx: returned (1)\n  1. quote.xlsx is wrong\nMarked copy or report:")
    assert chinese.startswith("王芳:")


@contextmanager
def writing(ledger: Ledger, count: list[int]) -> Iterator[None]:
    """Somebody decides about forms, all the while."""
    over = threading.Event()

    def work() -> None:
        while not over.is_set():
            with ledger.deciding(THURSDAY) as entry:
                entry.draw("BJ")
            count[0] += 1
            over.wait(0.01)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_no_decision_waits_for_a_server_that_is_slow(ledger: Ledger, tmp_path: Path) -> None:
    decided, while_sending = [0], [0]

    def sending() -> None:
        before = decided[0]
        deadline = threading.Event()
        deadline.wait(0.3)
        while_sending[0] = decided[0] - before

    with hook() as server, writing(ledger, decided):
        server.meanwhile = sending
        house = post(ledger, tmp_path, {"chat": server.address()})
        house.write(returned("报价表.xlsx"))
        house.delivery.deliver(at("10:00"))

    assert len(server.posts) == 1
    assert while_sending[0] > 3
