"""Claims: one winner, no file between two chairs, whatever a crash leaves half made."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from toolkit.disk import Disk, using
from toolkit.errors import ShareTrouble
from toolkit.folders import Places
from toolkit.intake.claims import Claim, claim, close, hand_back, open_claims


class Killed(BaseException):
    """The process is gone at this very call."""


class Mortal(Disk):
    """Dies at a rename, before or after it."""

    def __init__(self, at: int, *, is_after: bool = False) -> None:
        self.at, self.is_after = at, is_after

    def rename(self, source: Path, target: Path) -> None:
        self.at -= 1
        if self.at == 0 and not self.is_after:
            raise Killed
        super().rename(source, target)
        if self.at == 0:
            raise Killed


@pytest.fixture
def places(tmp_path: Path) -> Places:
    places = Places(root=tmp_path)
    places.ensure()
    return places


@contextmanager
def dying(at: int, *, is_after: bool = False) -> Iterator[None]:
    """A block whose process is killed at its n-th rename."""
    with using(Mortal(at, is_after=is_after)), pytest.raises(Killed):
        yield


def dropped(places: Places, name: str = "表.xlsx", content: bytes = b"one") -> Path:
    path = places.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_claimed_file_is_out_of_the_inbox_and_knows_where_it_lay(places: Places) -> None:
    source = dropped(places, "财务部门/表.xlsx")

    claimed = claim(places, source)

    assert claimed is not None
    assert not source.exists()
    assert claimed.payload.read_bytes() == b"one"
    assert open_claims(places) == (claimed,)
    assert claimed.origin == "inbox/财务部门/表.xlsx"


def test_a_file_that_is_gone_is_nobodys_fault(places: Places) -> None:
    assert claim(places, places.inbox / "gone.xlsx") is None

    assert list(places.claims.iterdir()) == []


def test_of_many_who_reach_for_a_file_one_has_it(places: Places) -> None:
    source, won = dropped(places), []
    barrier = threading.Barrier(8)

    def reach() -> None:
        barrier.wait()
        won.append(claim(places, source))

    threads = [threading.Thread(target=reach) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    winners = [one for one in won if one is not None]
    assert len(winners) == 1
    assert winners[0].payload.read_bytes() == b"one"


def test_a_name_can_be_claimed_again_while_its_first_file_is_in_work(places: Places) -> None:
    first = claim(places, dropped(places))

    second = claim(places, dropped(places, content=b"two"))

    assert first is not None
    assert second is not None
    assert (first.payload.read_bytes(), second.payload.read_bytes()) == (b"one", b"two")


def test_a_file_goes_back_beside_what_lies_there_by_now(places: Places) -> None:
    claimed = claim(places, dropped(places))
    assert claimed is not None
    newer = dropped(places, content=b"two")

    back = hand_back(places, claimed)

    assert back == places.inbox / "表~1.xlsx"
    assert (back.read_bytes(), newer.read_bytes()) == (b"one", b"two")
    assert list(places.claims.iterdir()) == []


def test_a_claim_that_holds_a_file_cannot_be_closed(places: Places) -> None:
    claimed = claim(places, dropped(places))
    assert claimed is not None

    with pytest.raises(ShareTrouble, match="still holds a file"):
        close(claimed)

    assert claimed.payload.read_bytes() == b"one"


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", [1, 2], ids=["taking it", "naming the claim"])
def test_a_claim_that_was_cut_short_loses_nothing(places: Places, at: int, is_after: bool) -> None:
    source = dropped(places)
    with dying(at, is_after=is_after):
        claim(places, source)

    found = open_claims(places)

    still = [source] if source.exists() else []
    assert [path.read_bytes() for path in (*still, *(one.payload for one in found))] == [b"one"]
    assert {one.origin for one in found} <= {"inbox/表.xlsx"}
    assert [one.name for one in places.claims.iterdir()] == [one.id for one in found]


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", [1, 2], ids=["giving it up", "moving it"])
def test_a_hand_back_that_was_cut_short_is_ended_by_the_next_look(places: Places, at: int, is_after: bool) -> None:
    source = dropped(places)
    claimed = claim(places, source)
    assert claimed is not None
    with dying(at, is_after=is_after):
        hand_back(places, claimed)

    left = open_claims(places)

    assert [path.read_bytes() for path in (*places.inbox.iterdir(), *(one.payload for one in left))] == [b"one"]


def test_one_who_is_slow_to_take_a_file_finds_it_taken(places: Places) -> None:
    source = dropped(places)
    found: list[Claim] = []

    class Slow(Disk):
        def rename(self, from_: Path, target: Path) -> None:
            if from_ == source:
                found.extend(open_claims(places))  # another process tidies up meanwhile
            super().rename(from_, target)

    with using(Slow()):
        slow = claim(places, source)

    assert slow is None
    assert found == []
    assert source.read_bytes() == b"one"
    assert claim(places, source) is not None


def test_a_file_that_somebody_holds_open_stays_where_it_is(places: Places) -> None:
    source = dropped(places)

    class Held(Disk):
        def rename(self, from_: Path, target: Path) -> None:
            if from_ == source:
                raise OSError(errno.EBUSY, "in use")
            super().rename(from_, target)

    with using(Held()), pytest.raises(ShareTrouble) as trouble:
        claim(places, source)

    assert trouble.value.sort == "busy"
    assert source.read_bytes() == b"one"
    assert list(places.claims.iterdir()) == []


def test_a_rename_whose_answer_was_lost_counts_by_what_lies_there(places: Places) -> None:
    source = dropped(places)

    class Mute(Disk):
        def rename(self, from_: Path, target: Path) -> None:
            super().rename(from_, target)
            if from_ == source:
                raise OSError(errno.EIO, "no answer")

    with using(Mute()):
        claimed = claim(places, source)

    assert claimed is not None
    assert claimed.payload.read_bytes() == b"one"


def test_a_name_that_is_no_text_survives(places: Places) -> None:
    source = dropped(places, "表\udcb1\udced.xlsx")

    claimed = claim(places, source)
    assert claimed is not None
    (found,) = open_claims(places)

    assert found == claimed
    assert hand_back(places, found) == source
