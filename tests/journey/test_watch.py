"""The watcher on a real folder: everything taken once, whole, whatever the share does meanwhile."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.golden import COST_SHEET, SIGNING
from tests.journey.way import Way, day, on_the_way
from toolkit.errors import ShareTrouble
from toolkit.folders import Places
from toolkit.intake import batches
from toolkit.intake import watch as watching
from toolkit.intake.answer import Answered
from toolkit.intake.claims import Claim, Reserved, close, take
from toolkit.intake.log import Log
from toolkit.intake.scan import survey
from toolkit.intake.watch import watch


class Heard(Log):
    """What a watcher says, and how to wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[Answered] = []
        self.complaints: list[str] = []

    def event(self, *words: str, is_trouble: bool = False, **facts: object) -> None:
        if is_trouble and words:
            self.complaints.append(str(facts["why"]))

    def outcomes(self) -> list[str]:
        """Outcomes so far, in order."""
        return [answered.outcome for answered in self.answers]


def until(said: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for it; fail when it does not come."""
    deadline = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


@contextmanager
def watched(way: Way, on: str) -> Iterator[Heard]:
    """The house with a watcher at work; it has ended when the block ends."""
    heard, stop = Heard(), threading.Event()

    def work() -> None:
        watch(
            way.house,
            lambda: day(on),
            rescan_seconds=0.5,
            quiet_seconds=0.2,
            log=heard,
            tell=heard.answers.append,
            stop=stop,
        )

    watcher = threading.Thread(target=work)
    watcher.start()
    try:
        yield heard
    finally:
        stop.set()
        watcher.join(timeout=10)
        assert not watcher.is_alive()


@pytest.fixture
def needs_known(tmp_path: Path) -> Iterator[Way]:
    with on_the_way(tmp_path / "house", "06-22") as way:
        yield way


def test_a_form_that_arrives_in_two_pieces_is_taken_once_and_whole(needs_known: Way) -> None:
    content = needs_known.filled(COST_SHEET)
    path = needs_known.house.places.inbox / COST_SHEET.name

    with watched(needs_known, "07-01") as heard:
        with path.open("wb") as copied:
            copied.write(content[:4000])
            copied.flush()
            time.sleep(0.8)
            copied.write(content[4000:])
        until(lambda: bool(heard.answers))
        time.sleep(1.2)

    assert heard.outcomes() == ["accepted"]
    (filed,) = needs_known.house.places.filed.rglob(COST_SHEET.name)
    assert filed.read_bytes() == content
    assert needs_known.deal().stage == "已报价"


def test_a_bad_moment_of_the_share_is_told_once_and_the_watcher_goes_on(
    needs_known: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_away = threading.Event()

    def seen(inbox: Path) -> object:
        if is_away.is_set():
            raise ShareTrouble("the share is away")
        return survey(inbox)

    monkeypatch.setattr(watching, "survey", seen)
    is_away.set()
    with watched(needs_known, "07-01") as heard:
        until(lambda: bool(heard.complaints))
        time.sleep(1.0)
        is_away.clear()
        needs_known.drop(COST_SHEET)
        until(lambda: bool(heard.answers))

    assert heard.complaints == ["the share is away"]
    assert heard.outcomes() == ["accepted"]


def test_one_file_that_is_held_open_holds_up_no_other(needs_known: Way, monkeypatch: pytest.MonkeyPatch) -> None:

    def held(places: Places, reserved: Reserved) -> Claim | None:
        if "锁" in str(reserved.source):
            close(Claim(reserved.taking, reserved.origin))
            raise ShareTrouble("locked", code=errno.EBUSY)
        return take(places, reserved)

    monkeypatch.setattr(batches, "take", held)
    needs_known.put(b"%PDF", "a.pdf")
    held_open = needs_known.put(needs_known.plain("F02"), "锁.xlsx")
    with watched(needs_known, "07-01") as heard:
        needs_known.drop(COST_SHEET)
        until(lambda: bool(heard.answers))

    assert heard.outcomes() == ["accepted"]
    assert heard.complaints == []
    assert held_open.exists()


@pytest.fixture
def approved(tmp_path: Path) -> Iterator[Way]:
    with on_the_way(tmp_path / "house", "07-17") as way:
        yield way


def test_a_waiting_form_is_told_once_and_does_not_keep_the_watcher_spinning(
    approved: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[float] = []

    def counted(inbox: Path) -> object:
        looks.append(time.monotonic())
        return survey(inbox)

    monkeypatch.setattr(watching, "survey", counted)
    approved.put(approved.filled(SIGNING), SIGNING.name)
    with watched(approved, "07-21") as heard:
        until(lambda: bool(heard.answers))
        before = len(looks)
        time.sleep(2.0)
        rounds = len(looks) - before

    assert heard.outcomes() == ["waiting"]
    assert rounds <= 10


def test_a_scan_that_is_still_being_copied_is_not_archived_by_half(approved: Way) -> None:
    scanned = approved.house.places.inbox / SIGNING.attachment
    with watched(approved, "07-21") as heard:
        approved.put(approved.filled(SIGNING), SIGNING.name)
        with scanned.open("wb") as copied:
            for _ in range(12):
                copied.write(b"%PDF half ")
                copied.flush()
                time.sleep(0.1)
        until(lambda: "accepted" in heard.outcomes())

    (archived,) = approved.house.places.deals.rglob(SIGNING.attachment)
    assert archived.read_bytes() == b"%PDF half " * 12
    assert not scanned.exists()
