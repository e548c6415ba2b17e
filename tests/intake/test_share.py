"""The share is there, or it is not: an empty folder is not taken for an empty inbox."""

from __future__ import annotations

import errno
import os
import threading
import time
from pathlib import Path

import pytest

from toolkit.disk import Disk, using
from toolkit.errors import ShareTrouble
from toolkit.folders import Places
from toolkit.intake import share


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(root=tmp_path / "house", local=tmp_path / "local")
    made.ensure()
    share.found(made)
    return made


def test_a_share_with_its_sentinel_is_present(places: Places) -> None:
    share.present(places)


def test_an_empty_mount_is_told_from_an_empty_inbox(places: Places, tmp_path: Path) -> None:
    places.root.rename(tmp_path / "unmounted")
    places.root.mkdir()

    with pytest.raises(ShareTrouble, match="the share is gone"):
        share.present(places)


def test_nothing_is_made_in_an_empty_mount_by_asking(places: Places, tmp_path: Path) -> None:
    places.root.rename(tmp_path / "unmounted")
    places.root.mkdir()

    for ask in (share.present, share.touched, share.share_now_ns, share.canary, share.sweep):
        with pytest.raises(ShareTrouble):
            ask(places)

    assert list(places.root.iterdir()) == []


def test_another_houses_share_in_the_same_place_is_refused(places: Places, tmp_path: Path) -> None:
    other = Places(root=tmp_path / "other", local=tmp_path / "elsewhere")
    other.ensure()
    share.found(other)
    mixed = Places(root=other.root, local=places.local)

    with pytest.raises(ShareTrouble, match="another house"):
        share.present(mixed)
    with pytest.raises(ShareTrouble, match="another house"):
        share.found(mixed)


def test_a_house_of_an_earlier_version_gets_its_sentinel_and_keeps_it(tmp_path: Path) -> None:
    early = Places(root=tmp_path / "house")
    early.ensure()

    first, second = share.found(early), share.found(early)

    assert first == second
    assert (early.hidden / "sentinel").read_text(encoding="ascii").strip() == first


def test_a_sentinel_that_a_person_removed_comes_back_with_the_next_start_under_the_same_id(places: Places) -> None:
    id = share.found(places)
    (places.hidden / "sentinel").unlink()

    assert share.found(places) == id


def test_two_machines_that_found_a_house_at_once_agree(tmp_path: Path) -> None:
    seats = [Places(root=tmp_path / "house", local=tmp_path / f"local{n}") for n in range(8)]
    seats[0].ensure()
    start, ids = threading.Barrier(len(seats)), []

    def go(seat: Places) -> None:
        start.wait()
        ids.append(share.found(seat))

    threads = [threading.Thread(target=go, args=(seat,)) for seat in seats]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(ids) == len(seats)
    assert len(set(ids)) == 1
    assert not [path for path in seats[0].hidden.iterdir() if path.name.startswith("probe")]


def test_a_handle_that_went_stale_is_said_as_trouble_of_the_share(places: Places) -> None:
    class Stale(Disk):
        def read(self, path: Path) -> tuple[bytes, os.stat_result]:
            raise OSError(errno.ESTALE, "Stale file handle", str(path))

    with using(Stale()), pytest.raises(ShareTrouble, match="Stale"):
        share.present(places)


def test_a_share_that_hangs_does_not_hang_us() -> None:
    began, released = time.monotonic(), threading.Event()

    with pytest.raises(ShareTrouble, match=r"did not answer within 0\.2 s"):
        share.within(0.2, released.wait, doing="listing the inbox")

    released.set()
    assert time.monotonic() - began < 2


def test_within_gives_what_the_work_gives_and_raises_what_it_raises() -> None:
    assert share.within(5, lambda: 42, doing="x") == 42
    with pytest.raises(ZeroDivisionError):
        share.within(5, lambda: 1 // 0, doing="x")


def test_the_canary_finds_out_what_this_disk_can_do_and_leaves_nothing(places: Places) -> None:
    before = sorted(places.hidden.iterdir())

    tried = share.canary(places)

    assert tried.keeps_names
    assert tried.longest_name >= 85
    assert abs(tried.clock_ahead_seconds) < 60
    assert tried.free_bytes > 0
    assert sorted(places.hidden.iterdir()) == before


def test_a_rename_that_replaces_is_found_out(places: Places) -> None:
    class Careless(Disk):
        def rename(self, source: Path, target: Path) -> None:
            source.replace(target)

    with using(Careless()):
        assert not share.canary(places).keeps_names
    assert not list(places.hidden.glob("probe-*"))


def test_what_was_tried_today_is_not_tried_again_until_tomorrow_or_a_new_mount(places: Places) -> None:
    at = 1_000_000_000.0
    first = share.capabilities(places, now=lambda: at)

    assert share.capabilities(places, now=lambda: at + 3600) == first
    assert share.capabilities(places, now=lambda: at + 90_000).checked_at == at + 90_000
    assert share.capabilities(places, now=lambda: at - 10).checked_at == at - 10
    kept = places.private / "capabilities.json"
    kept.write_text(kept.read_text().replace(f'"device": {first.device}', '"device": 1'))
    assert share.capabilities(places, now=lambda: at).checked_at == at


def test_the_shares_time_is_its_own(places: Places) -> None:
    assert abs(share.share_now_ns(places) - time.time_ns()) < 60e9


def test_a_full_disk_is_noticed_by_its_probe_and_leaves_nothing(places: Places) -> None:
    class Full(Disk):
        def lay(self, path: Path, content: bytes) -> None:
            raise OSError(errno.ENOSPC, f"No space left on device for {len(content)} bytes", str(path))

    with using(Full()), pytest.raises(ShareTrouble, match="No space"):
        share.touched(places)


def test_what_a_killed_process_left_of_its_probes_is_swept_and_nobody_elses(places: Places) -> None:
    ours = places.hidden / share._probe_name().replace(f"-{os.getpid()}-", "-1-")
    foreign = places.hidden / "probe-otherhost-1-abc.tmp"
    ours.touch()
    foreign.touch()

    share.sweep(places)

    assert not ours.exists()
    assert foreign.exists()


@pytest.mark.parametrize(
    ("kind", "tells"),
    [("ext4", True), ("xfs", True), ("cifs", False), ("nfs4", False), ("fuse.sshfs", False), ("", True)],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows asks the server")
def test_network_file_systems_tell_nothing_of_others(kind: str, tells: bool) -> None:
    assert share.tells_of_others(kind) is tells


def test_a_file_that_is_being_read_is_replaced_a_moment_later(places: Places) -> None:
    """Windows replaces no file that somebody reads."""
    tries = []

    class Read(Disk):
        def replace(self, source: Path, target: Path) -> None:
            tries.append(target)
            if len(tries) < 4:
                raise PermissionError(13, "Access is denied", str(source), 5, str(target))
            super().replace(source, target)

    path = places.private / "mark"
    path.write_bytes(b"old")
    with using(Read()):
        share.overwrite(path, b"new")

    assert path.read_bytes() == b"new"


def test_one_that_can_never_be_replaced_is_said_and_leaves_nothing(places: Places) -> None:
    class Denied(Disk):
        def replace(self, source: Path, target: Path) -> None:
            raise PermissionError(13, f"Permission denied: {target}", str(source))

    with using(Denied()), pytest.raises(PermissionError):
        share.overwrite(places.private / "mark", b"new")

    assert not list(places.private.glob("probe-*"))
