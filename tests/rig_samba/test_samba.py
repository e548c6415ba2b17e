"""Files dropped over SMB, by a client that does what Windows does: none is ready early, each soon after its close."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.intake import lock_files
from tests.rig_samba.server import Server
from toolkit.intake.scan import survey
from toolkit.intake.settle import Settling
from toolkit.intake.writers import is_being_written

pytest.importorskip("smbprotocol", reason="the Windows-like client is not installed (smbprotocol)")

from smbprotocol.exceptions import SharingViolation

from tests.rig_samba.client import Client

if TYPE_CHECKING:
    from tests.rig_samba.client import Handle

HERE = Path(__file__).resolve().parents[2]
FORM = (HERE / "workbooks/F05_成本核算表.xlsx").read_bytes()
QUIET, LOOK, SOON = 0.3, 0.05, 5.0
STALL = 3 * QUIET
MONTH_NS = 30 * 24 * 3600 * 10**9
NAME = "成本核算表-启明.xlsx"


@pytest.fixture
def inbox(server: Server, request: pytest.FixtureRequest) -> Path:
    made: Path = server.folder / f"inbox{abs(hash(request.node.name))}"
    made.mkdir()
    return made


class Watching:
    """What an inbox on the server's own disk is seen to hold, look after look."""

    def __init__(self, inbox: Path, probe: Callable[[Path], bool | None]) -> None:
        self._inbox, self._settling = inbox, Settling(QUIET, probe=probe)
        self.ready: dict[str, tuple[float, bytes]] = {}
        """When each was first ready, and its bytes then."""
        self.reasons: set[str] = set()
        self.owners: set[str] = set()

    def look(self) -> None:
        """Look once."""
        looked = self._settling.look(survey(self._inbox), time.monotonic())
        self.reasons |= {waiting.reason for waiting in looked.waiting}
        self.owners |= {waiting.who for waiting in looked.waiting if waiting.who}
        for found in looked.ready:
            self.ready.setdefault(found.path.name, (time.monotonic(), found.path.read_bytes()))


@contextmanager
def watched(inbox: Path, probe: Callable[[Path], bool | None] = is_being_written) -> Iterator[Watching]:
    """The inbox with someone who looks all the time; when the block ends, what was dropped has a while to settle."""
    watching, stop = Watching(inbox, probe), threading.Event()

    def work() -> None:
        while not stop.is_set():
            watching.look()
            stop.wait(LOOK)

    looker = threading.Thread(target=work)
    looker.start()
    try:
        yield watching
        deadline = time.monotonic() + 4 * SOON
        while not watching.ready and time.monotonic() < deadline:
            time.sleep(LOOK)
    finally:
        stop.set()
        looker.join()


def _preallocated(handle: Handle) -> None:
    """The size first, then 2 % of the bytes, then the network stalls."""
    handle.set_end(len(FORM))
    handle.write(FORM[: len(FORM) // 50])
    time.sleep(STALL)
    handle.write(FORM)


def _stalled(handle: Handle) -> None:
    """Half of the bytes, a stall, the rest."""
    half = len(FORM) // 2
    handle.write(FORM[:half])
    time.sleep(STALL)
    handle.write(FORM[half:], half)


def _stamped(handle: Handle) -> None:
    """A copy that has the time of its original, a month ago, from the beginning."""
    handle.stamp(time.time_ns() - MONTH_NS)
    _preallocated(handle)
    handle.stamp(time.time_ns() - MONTH_NS)


def _held_open(handle: Handle) -> None:
    """Every byte is there, and the program keeps the file open."""
    handle.write(FORM)
    time.sleep(STALL)


def _from_its_end(handle: Handle) -> None:
    """The end first, as programs do that copy in several streams."""
    handle.set_end(len(FORM))
    half = len(FORM) // 2
    handle.write(FORM[half:], half)
    time.sleep(STALL)
    handle.write(FORM[:half])


COPIES = [_preallocated, _stalled, _stamped, _held_open, _from_its_end]


@pytest.mark.parametrize("copied", COPIES)
def test_a_copy_is_never_ready_before_it_is_closed_and_soon_afterwards(
    inbox: Path, client: Client, copied: Callable[[Handle], None]
) -> None:
    with watched(inbox) as watching:
        with client.made(f"{inbox.name}/{NAME}") as handle:
            copied(handle)
            assert not watching.ready
        closed = time.monotonic()

    at, content = watching.ready[NAME]
    assert "being written" in watching.reasons
    assert content == FORM
    assert at - closed < SOON


@pytest.mark.parametrize("copied", [copied for copied in COPIES if copied is not _held_open])
def test_where_no_probe_can_tell_the_format_alone_keeps_a_copy_from_being_ready_early(
    inbox: Path, client: Client, copied: Callable[[Handle], None]
) -> None:
    with watched(inbox, probe=lambda _: None) as watching, client.made(f"{inbox.name}/{NAME}") as handle:
        copied(handle)

    assert watching.ready[NAME][1] == FORM


def test_a_picture_is_never_ready_before_it_is_closed_though_its_format_says_nothing(
    inbox: Path, client: Client
) -> None:
    scan = b"\xff\xd8\xff\xe0" + FORM

    with watched(inbox) as watching:
        with client.made(f"{inbox.name}/扫描.jpg") as handle:
            handle.set_end(len(scan))
            handle.write(scan[:400])
            time.sleep(STALL)
            handle.write(scan)
        closed = time.monotonic()

    at, content = watching.ready["扫描.jpg"]
    assert content == scan
    assert 0 < at - closed < SOON


def test_a_form_saved_in_the_inbox_by_excel_is_ready_once_the_workbook_is_closed(inbox: Path, client: Client) -> None:
    (inbox / NAME).write_bytes(FORM[:9_000])
    (inbox / NAME).write_bytes(FORM)
    (inbox / f"~${NAME}").write_bytes(lock_files.excel("张伟"))

    def saved() -> None:
        with client.made(f"{inbox.name}/5B6F4D00") as saving:
            _preallocated(saving)
        time.sleep(STALL)
        with client.opened(f"{inbox.name}/{NAME}", share=0) as former:
            former.delete()
        with client.opened(f"{inbox.name}/5B6F4D00", share=0) as saving:
            saving.rename(f"{inbox.name}/{NAME}")

    with watched(inbox) as watching:
        with client.opened(f"{inbox.name}/~${NAME}") as lock:
            for _ in range(2):
                saved()
                with client.opened(f"{inbox.name}/{NAME}"):
                    time.sleep(STALL)
            lock.delete()
            assert not watching.ready
        closed = time.monotonic()

    at, content = watching.ready[NAME]
    assert list(watching.ready) == [NAME]
    assert content == FORM
    assert at - closed < SOON
    assert watching.owners == {"张伟"}


def test_many_copies_at_once_are_each_ready_whole(inbox: Path, server: Server) -> None:
    names = [f"{n:02d}.xlsx" for n in range(24)]

    def drop(some: list[str]) -> None:
        with Client(server) as client:
            for name in some:
                with client.made(f"{inbox.name}/{name}") as handle:
                    handle.set_end(len(FORM))
                    handle.write(FORM[:500])
                    time.sleep(LOOK)
                    handle.write(FORM)

    with watched(inbox) as watching:
        droppers = [threading.Thread(target=drop, args=(names[n::4],)) for n in range(4)]
        for dropper in droppers:
            dropper.start()
        for dropper in droppers:
            dropper.join()
        time.sleep(4 * QUIET)

    assert sorted(watching.ready) == names
    assert {content for _, content in watching.ready.values()} == {FORM}


def test_the_probe_never_keeps_a_client_from_opening_its_file(inbox: Path, client: Client) -> None:
    path = inbox / NAME
    path.write_bytes(FORM)
    told, stop = set[bool | None](), threading.Event()

    def ask() -> None:
        while not stop.is_set():
            told.add(is_being_written(path))
            time.sleep(0.0005)  # asked without a pause, it makes smbd try some of the opens again after a second

    asker = threading.Thread(target=ask)
    asker.start()
    try:
        for _ in range(200):
            with client.opened(f"{inbox.name}/{NAME}", share=0) as handle:
                handle.write(b"PK")
    finally:
        stop.set()
        asker.join()

    assert told == {False, True}
    assert path.read_bytes() == FORM


def test_a_file_that_one_client_holds_can_be_renamed_by_no_other(inbox: Path, client: Client, server: Server) -> None:
    with (
        Client(server) as other,
        client.made(f"{inbox.name}/{NAME}") as handle,
        pytest.raises(SharingViolation),
        other.opened(f"{inbox.name}/{NAME}", share=0),
    ):
        handle.write(FORM)

    assert (inbox / NAME).read_bytes() == b""


def test_bytes_keep_landing_in_a_file_renamed_on_the_server_s_own_disk_and_the_probe_sees_it(
    inbox: Path, client: Client
) -> None:
    claimed = inbox / "payload"

    with client.made(f"{inbox.name}/{NAME}") as handle:
        handle.write(FORM[:9_000])
        (inbox / NAME).rename(claimed)
        handle.write(FORM[9_000:], 9_000)
        while_open = is_being_written(claimed)

    assert claimed.read_bytes() == FORM
    assert (while_open, is_being_written(claimed)) == (True, False)


def test_of_four_clients_in_step_exactly_one_makes_each_folder(inbox: Path, server: Server) -> None:
    folders = [f"{inbox.name}/taking-{n:03d}" for n in range(120)]
    in_step = threading.Barrier(4)
    won: list[list[bool]] = []

    def compete() -> None:
        with Client(server) as client:
            mine = []
            for folder in folders:
                in_step.wait(timeout=60)
                mine.append(client.makes_folder(folder))
            won.append(mine)

    competing = [threading.Thread(target=compete) for _ in range(4)]
    for one in competing:
        one.start()
    for one in competing:
        one.join()

    assert [sum(each) for each in zip(*won, strict=True)] == [1] * 120
