"""When a file has settled: quiet, whole, nobody's; and why it has not."""

from __future__ import annotations

import io
import os
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.intake import lock_files
from toolkit.intake.scan import Found, survey
from toolkit.intake.settle import Settled, Settling
from toolkit.office.archive import Archive
from toolkit.office.foreign import COMPOUND
from toolkit.office.limits import LIMITS

HERE = Path(__file__).resolve().parents[2]
FORM = (HERE / "workbooks/F05_成本核算表.xlsx").read_bytes()
DAY_NS = 24 * 3600 * 10**9
QUIET, DEADLINE = 3.0, 600.0


class Inbox:
    """A folder that is looked at, at times of our own choosing; who writes there is told by hand."""

    def __init__(self, folder: Path, quiet_seconds: float = QUIET) -> None:
        self.folder = folder
        self.writing: bool | None = False
        self.settling = Settling(quiet_seconds, DEADLINE, probe=lambda _: self.writing)

    def drop(self, content: bytes = FORM, name: str = "报价.xlsx") -> Path:
        """Lay a file there, or other bytes under its name."""
        path = self.folder / name
        path.write_bytes(content)
        return path

    def look(self, now: float, *, share_now_ns: int | None = None) -> Settled:
        """What is settled at that second."""
        return self.settling.look(survey(self.folder), now, share_now_ns=share_now_ns)

    def ready(self, now: float) -> list[str]:
        """Names of what is ready at that second."""
        return _names(self.look(now).ready)

    def reasons(self, now: float) -> list[str]:
        """Why the others wait at that second."""
        return [waiting.reason for waiting in self.look(now).waiting]


def _names(found: tuple[Found, ...]) -> list[str]:
    return [one.path.name for one in found]


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


def test_a_whole_file_is_ready_once_it_was_quiet_for_long_enough(inbox: Inbox) -> None:
    inbox.drop()

    assert inbox.reasons(100.0) == ["young"]
    assert inbox.reasons(102.9) == ["young"]
    assert inbox.ready(103.0) == ["报价.xlsx"]


def test_a_file_that_changed_begins_to_wait_anew(inbox: Inbox) -> None:
    inbox.drop(FORM[:9_000])
    inbox.look(0.0)
    inbox.drop(FORM)

    assert inbox.reasons(3.0) == ["changing"]
    assert inbox.reasons(5.9) == ["changing"]
    assert inbox.ready(6.0) == ["报价.xlsx"]


def test_a_copy_that_keeps_an_old_time_is_as_young_as_any(inbox: Inbox) -> None:
    path = inbox.drop()
    month_ago = time.time_ns() - 30 * DAY_NS
    os.utime(path, ns=(month_ago, month_ago))

    assert inbox.reasons(0.0) == ["young"]


def test_other_bytes_of_the_same_size_and_time_begin_to_wait_anew(inbox: Inbox) -> None:
    path = inbox.drop(b"%PDF one", "a.pdf")
    os.utime(path, (1_000, 1_000))
    inbox.look(0.0)
    inbox.drop(b"%PDF two", "a.pdf")
    os.utime(path, (1_000, 1_000))

    assert inbox.reasons(3.0) == ["changing"]


def test_a_file_deleted_and_made_anew_between_two_looks_begins_to_wait_anew(inbox: Inbox) -> None:
    path = inbox.drop()
    os.utime(path, (1_000, 1_000))
    inbox.look(0.0)
    path.unlink()
    inbox.drop()
    os.utime(path, (1_000, 1_000))

    assert inbox.reasons(3.0) == ["changing"]


def test_a_file_that_was_taken_away_is_forgotten(inbox: Inbox) -> None:
    path = inbox.drop()
    inbox.look(0.0)
    path.unlink()
    gone = inbox.look(3.0)
    inbox.drop()

    assert gone == Settled((), (), ())
    assert inbox.reasons(3.0) == ["young"]


def test_a_slow_writer_is_waited_for_past_every_deadline(inbox: Inbox) -> None:
    seen = set[str]()
    for second in range(0, 1_200, 2):
        inbox.drop(FORM[: second + 1])
        looked = inbox.look(float(second))
        assert not looked.ready
        assert not looked.given_up
        seen |= {waiting.reason for waiting in looked.waiting}

    assert seen == {"young", "changing"}


def test_a_file_that_somebody_has_open_for_writing_is_waited_for(inbox: Inbox) -> None:
    inbox.drop()
    inbox.writing = True
    inbox.look(0.0)

    assert inbox.reasons(3.0) == ["being written"]
    assert inbox.reasons(10_000.0) == ["being written"]

    inbox.writing = False
    assert inbox.ready(10_001.0) == ["报价.xlsx"]


def test_the_deadline_of_an_incomplete_file_begins_when_nobody_writes_it_any_more(inbox: Inbox) -> None:
    inbox.drop(FORM[:9_000])
    inbox.writing = True
    inbox.look(0.0)
    inbox.look(1_000.0)
    inbox.writing = False

    assert inbox.reasons(1_001.0) == ["incomplete"]
    assert inbox.reasons(1_599.0) == ["incomplete"]
    assert _names(inbox.look(1_600.0).given_up) == ["报价.xlsx"]


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", "empty"), (FORM[:9_000], "incomplete"), (bytes(99), "incomplete")]
)
def test_what_never_becomes_whole_is_given_up_at_the_deadline_and_not_before(
    inbox: Inbox, content: bytes, reason: str
) -> None:
    inbox.drop(content)
    inbox.look(0.0)

    assert inbox.reasons(3.0) == [reason]
    assert inbox.reasons(599.9) == [reason]
    assert _names(inbox.look(600.0).given_up) == ["报价.xlsx"]


def test_the_rest_that_comes_after_all_makes_a_file_ready(inbox: Inbox) -> None:
    inbox.drop(FORM[:9_000])
    inbox.look(0.0)
    assert inbox.look(600.0).given_up
    inbox.drop()

    assert inbox.reasons(601.0) == ["changing"]
    assert inbox.ready(604.0) == ["报价.xlsx"]


def test_without_quiet_time_one_look_is_enough_where_the_probe_says_free(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path, quiet_seconds=0.0)
    inbox.drop()

    assert inbox.ready(0.0) == ["报价.xlsx"]


def test_without_quiet_time_two_looks_are_needed_where_the_probe_cannot_tell(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path, quiet_seconds=0.0)
    inbox.writing = None
    inbox.drop()

    assert inbox.reasons(0.0) == ["young"]
    assert inbox.ready(0.1) == ["报价.xlsx"]


ROOM = struct.pack("<4H", 0xA220, 516, 0xA028, 512) + bytes(512)
"""The extra field in which Office leaves room behind the name of a part."""


def _stored(parts: dict[str, bytes], **named: bytes) -> bytes:
    laid = io.BytesIO()
    with zipfile.ZipFile(laid, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            part = zipfile.ZipInfo(name)
            part.extra = named.get("extra", b"")
            package.writestr(part, content)
        package.comment = named.get("comment", b"")
    return laid.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b"no form at all"),
        ("a.pdf", b"%PDF-1.7"),
        ("a.xlsx", b"\xff\xd8\xff\xe0 a picture that was renamed"),
        ("a.xlsx", b"<html>saved by WPS</html>"),
        ("a", b"x"),
        ("forms.zip", _stored({"a.xlsx": FORM, "b.xlsx": FORM})),
        ("a.xlsx", _stored({"a": b"x"}, comment=b"made by hand")),
        ("a.xlsx", _stored({"a": b"x"}, extra=ROOM)),
        ("a.xlsx", _stored({"a": b"x"}, extra=bytes(3))),  # brought to a round place
        ("bomb.xlsx", _stored({"a": bytes(LIMITS.part + 1)})),
        ("trailing.xlsx", FORM + b"more"),
    ],
)
def test_what_is_no_form_but_all_there_is_ready_for_the_gate_to_answer(inbox: Inbox, name: str, content: bytes) -> None:
    inbox.drop(content, name)
    inbox.look(0.0)

    assert inbox.ready(3.0) == [name]


@pytest.mark.parametrize(
    "content",
    [
        FORM + bytes(9_000),  # a longer file is copied over this one, its size was set first
        _stored({"a": b"x"}, comment=b"made by hand")[:-1],
        _stored({"a.xlsx": FORM})[:-30],
        b"PK",
        COMPOUND[:3] + bytes(5) + FORM,
        _stored({"a": b"x"}, extra=ROOM).replace(b"a" + ROOM[:4], b"a" + bytes(4), 1),
        _stored({"a": b"x"}, extra=ROOM).replace(ROOM[:8], ROOM[:7] + bytes(1), 1),
        _stored({"ab": b"x"}).replace(b"ab", b"a\0", 1),
        bytes(8) + FORM[8:],
        FORM[:512] + bytes(512) + FORM[1_024:],
    ],
)
def test_a_zip_lacking_anything_is_incomplete(inbox: Inbox, content: bytes) -> None:
    inbox.drop(content)
    inbox.look(0.0)

    assert inbox.reasons(3.0) == ["incomplete"]


def test_a_zip_of_more_parts_than_are_let_in_is_not_unpacked(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox.drop(_stored({f"{n}": b"x" for n in range(LIMITS.entries + 1)}))
    monkeypatch.setattr(Archive, "pieces", lambda *_: pytest.fail("unpacked"))
    inbox.look(0.0)

    assert inbox.ready(3.0) == ["报价.xlsx"]


def test_a_file_beyond_the_limit_is_judged_by_its_ends_alone(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, head, tail in (
        ("whole.zip", b"PK\x03\x04", FORM[-100:]),
        ("half.zip", b"PK\x03\x04", b""),
        ("a", b"", b""),
    ):
        with (inbox.folder / name).open("wb") as opened:
            opened.write(head)
            opened.truncate(1 << 40)
            opened.seek(-len(tail) or 0, os.SEEK_END)
            opened.write(tail)
    inbox.look(0.0)

    looked = inbox.look(3.0)

    assert _names(looked.ready) == ["whole.zip"]
    assert sorted(waiting.found.path.name for waiting in looked.waiting) == ["a", "half.zip"]


def test_a_whole_file_is_read_once_however_often_it_is_looked_at(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Found] = []

    def counted(found: Found) -> bool:
        read.append(found)
        return True

    monkeypatch.setattr("toolkit.intake.settle.is_whole", counted)
    inbox.drop()
    for second in range(10):
        inbox.look(float(second))

    assert len(read) == 1


def test_an_incomplete_file_is_read_again_before_it_is_given_up(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter((False, True))  # a change within one step of the disk's clock is not seen from outside
    monkeypatch.setattr("toolkit.intake.settle.is_whole", lambda _: next(answers))
    inbox.drop()
    inbox.look(0.0)

    assert inbox.reasons(3.0) == ["incomplete"]
    assert inbox.ready(600.0) == ["报价.xlsx"]


def test_of_many_files_the_oldest_are_read_first_and_the_others_in_their_turn(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    inbox.settling = Settling(QUIET, DEADLINE, most_read=2, probe=lambda _: False)
    for n in range(5):
        os.utime(inbox.drop(name=f"{n}.xlsx"), (1_000 + n, 1_000 + n))
    inbox.look(0.0)

    looks = [inbox.look(now) for now in (3.0, 3.1, 3.2)]

    assert [_names(looked.ready) for looked in looks] == [
        ["0.xlsx", "1.xlsx"],
        ["0.xlsx", "1.xlsx", "2.xlsx", "3.xlsx"],
        ["0.xlsx", "1.xlsx", "2.xlsx", "3.xlsx", "4.xlsx"],
    ]
    assert [looked.has_more for looked in looks] == [True, True, False]


def test_a_file_that_may_not_be_read_waits_and_says_so(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(found: Found) -> bool:
        raise PermissionError(13, "closed", str(found.path))

    monkeypatch.setattr("toolkit.intake.settle.is_whole", closed)
    inbox.drop()
    inbox.look(0.0)

    assert inbox.reasons(10_000.0) == ["unreadable"]


def test_a_file_that_is_written_while_it_is_read_begins_to_wait_anew(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.drop()
    seen = survey(inbox.folder)
    inbox.settling.look(seen, 0.0)
    inbox.drop(FORM + b"!")

    looked = inbox.settling.look(seen, 3.0)  # by a list from before

    assert [waiting.reason for waiting in looked.waiting] == ["changing"]


def test_a_file_that_vanishes_before_it_is_read_is_neither_ready_nor_waiting(inbox: Inbox) -> None:
    path = inbox.drop()
    seen = survey(inbox.folder)
    inbox.settling.look(seen, 0.0)
    path.unlink()

    assert inbox.settling.look(seen, 3.0) == Settled((), (), ())


def test_a_file_waits_while_its_lock_lies_there_and_says_who_has_it(inbox: Inbox) -> None:
    lock = lock_files.beside(inbox.drop(), lock_files.excel("张伟"))
    inbox.drop(name="另一份.xlsx")
    inbox.look(0.0)

    looked = inbox.look(10_000.0)

    assert [(waiting.found.path.name, waiting.reason, waiting.who) for waiting in looked.waiting] == [
        ("报价.xlsx", "locked", "张伟")
    ]
    assert _names(looked.ready) == ["另一份.xlsx"]

    lock.unlink()
    assert "报价.xlsx" in inbox.ready(10_001.0)


def test_the_deadline_of_an_incomplete_file_begins_when_it_is_closed(inbox: Inbox) -> None:
    lock = lock_files.beside(inbox.drop(FORM[:9_000]), lock_files.excel("张伟"))
    inbox.look(0.0)
    inbox.look(1_000.0)
    lock.unlink()

    assert inbox.reasons(1_001.0) == ["incomplete"]
    assert _names(inbox.look(1_600.0).given_up) == ["报价.xlsx"]


def test_of_several_locks_the_newest_counts(inbox: Inbox) -> None:
    path = inbox.drop()
    for prefix, stamp in (("~$", 200_000), (".~", 100_000)):
        os.utime(lock_files.beside(path, lock_files.excel("张伟"), prefix=prefix), (stamp, stamp))
    inbox.look(0.0)

    looked = inbox.look(3.0, share_now_ns=201_000 * 10**9)

    assert [waiting.reason for waiting in looked.waiting] == ["locked"]


@pytest.mark.parametrize(
    ("age_ns", "writing", "is_ready"),
    [
        (DAY_NS + 1, False, True),
        (DAY_NS, False, False),
        (DAY_NS + 1, True, False),
        (DAY_NS + 1, None, False),
        (-DAY_NS, False, False),
    ],
)
def test_a_lock_is_stale_after_a_day_by_the_share_s_clock_if_nobody_has_the_file_open(
    inbox: Inbox, age_ns: int, writing: bool | None, is_ready: bool
) -> None:
    lock = lock_files.beside(inbox.drop(), lock_files.excel("张伟"))
    stamp = 1_000_000 * 10**9  # the share's clock may stand anywhere
    os.utime(lock, ns=(stamp, stamp))
    inbox.writing = writing
    inbox.look(0.0)

    looked = inbox.look(3.0, share_now_ns=stamp + age_ns)

    assert bool(looked.ready) is is_ready


def test_a_lock_that_its_program_still_has_open_is_not_stale(tmp_path: Path) -> None:
    lock = lock_files.beside(Inbox(tmp_path).drop(), lock_files.excel("张伟"))
    os.utime(lock, (1_000, 1_000))
    settling = Settling(0.0, probe=lambda path: path == lock)

    looked = settling.look(survey(tmp_path), 0.0, share_now_ns=time.time_ns())

    assert [waiting.reason for waiting in looked.waiting] == ["locked"]


def _saved_by_excel(path: Path, content: bytes) -> list[Callable[[], object]]:
    """What Excel does to save: a file without ending, the old one deleted, the new one renamed. intake.md 3."""
    saving = path.with_name("7A3C9B10")
    return [
        lambda: saving.write_bytes(content[:5_000]),
        lambda: saving.write_bytes(content),
        path.unlink,
        lambda: saving.rename(path),
    ]


def _saved_by_word(path: Path, content: bytes) -> list[Callable[[], object]]:
    """What Word does: temporary files beside it, the old one renamed out of the way, the new one in its place."""
    new, old = path.with_name("~WRD0001.tmp"), path.with_name("~WRL0002.tmp")
    return [
        lambda: new.write_bytes(content[:5_000]),
        lambda: new.write_bytes(content),
        lambda: path.rename(old),
        lambda: new.rename(path),
        old.unlink,
    ]


@pytest.mark.parametrize("saved", [_saved_by_excel, _saved_by_word])
def test_a_form_that_is_opened_and_saved_in_the_inbox_is_ready_once_it_is_closed(
    tmp_path: Path, saved: Callable[[Path, bytes], list[Callable[[], object]]]
) -> None:
    inbox = Inbox(tmp_path, quiet_seconds=0.0)  # the hardest: every moment is looked at, and none is too young
    path = inbox.folder / "客户需求分析表-启明.xlsx"
    path.write_bytes(FORM)
    lock = lock_files.beside(path, lock_files.word("张伟"), left_out=2)
    again = _stored({"a": b"saved again"})

    for n, step in enumerate(saved(path, again)):
        step()
        assert not inbox.ready(n), f"ready after step {n}"
    lock.unlink()
    looked = inbox.look(10.0)

    assert _names(looked.ready) == [path.name]
    assert path.read_bytes() == again


def test_a_clock_that_stands_still_makes_nothing_ready(inbox: Inbox) -> None:
    inbox.drop()

    looks = [inbox.ready(5.0) for _ in range(20)]

    assert not any(looks)


def test_ready_files_come_oldest_first(inbox: Inbox) -> None:
    for name, at in (("b.xlsx", 2_000), ("a.xlsx", 3_000), ("c.xlsx", 1_000)):
        os.utime(inbox.drop(name=name), (at, at))
    inbox.look(0.0)

    assert inbox.ready(3.0) == ["c.xlsx", "b.xlsx", "a.xlsx"]
