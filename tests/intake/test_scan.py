"""What is seen in an inbox, and what is left unopened."""

from __future__ import annotations

import os
import socket
import sys
import time
from pathlib import Path
from unittest.mock import patch

import pytest

from toolkit.disk import Disk, using
from toolkit.errors import ShareTrouble
from toolkit.intake.scan import Refused, scan, survey

posix = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and bytes in names are a matter of POSIX")


def _dropped(path: Path, content: bytes = b"PK", *, at: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if at:
        os.utime(path, (at, at))
    return path


def _names(inbox: Path) -> list[str]:
    return [found.path.name for found in scan(inbox)]


def test_the_oldest_file_comes_first_and_names_decide_between_equals(tmp_path: Path) -> None:
    _dropped(tmp_path / "c.xlsx", at=1_000)
    _dropped(tmp_path / "b.xlsx", at=2_000)
    _dropped(tmp_path / "deep" / "a.xlsx", at=2_000)

    names = _names(tmp_path)

    assert names == ["c.xlsx", "a.xlsx", "b.xlsx"]


def test_forms_attachments_and_zips_are_files_but_junk_is_none(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.pdf", "c.zip", "d", "Thumbs.db", ".DS_Store", "~WRL0001.tmp", "e.xlsx.part"):
        _dropped(tmp_path / name)
    _dropped(tmp_path / ".hidden" / "f.xlsx")

    names = _names(tmp_path)

    assert sorted(names) == ["a.xlsx", "b.pdf", "c.zip", "d"]


def test_lock_files_are_told_apart_from_what_they_hold_back(tmp_path: Path) -> None:
    for name in ("~$报价.xlsx", ".~报价.xlsx", ".~lock.报价.xlsx#", "报价.xlsx"):
        _dropped(tmp_path / name)
    (tmp_path / "~$folder.xlsx").mkdir()

    seen = survey(tmp_path)

    assert [found.path.name for found in seen.files] == ["报价.xlsx"]
    assert {lock.path.name for lock in seen.locks} == {"~$报价.xlsx", ".~报价.xlsx", ".~lock.报价.xlsx#"}


@posix
def test_links_pipes_and_sockets_are_told_and_never_opened(tmp_path: Path) -> None:
    form = _dropped(tmp_path / "elsewhere" / "form.xlsx")
    inbox = tmp_path / "inbox"
    _dropped(inbox / "twice.xlsx")
    (inbox / "again.xlsx").hardlink_to(inbox / "twice.xlsx")
    (inbox / "link.xlsx").symlink_to(form)
    (inbox / "loop").symlink_to(inbox)
    os.mkfifo(inbox / "pipe.xlsx")
    with socket.socket(socket.AF_UNIX) as listening, patch.object(os, "open", side_effect=AssertionError("opened")):
        listening.bind(str(inbox / "socket.xlsx"))
        seen = survey(inbox)

    assert seen.files == ()
    assert {(one.path.name, one.reason) for one in seen.refused} == {
        ("twice.xlsx", "hard link"),
        ("again.xlsx", "hard link"),
        ("link.xlsx", "link"),
        ("loop", "link"),
        ("pipe.xlsx", "pipe"),
        ("socket.xlsx", "socket"),
    }


@posix
def test_an_inbox_that_is_itself_a_link_is_walked(tmp_path: Path) -> None:
    _dropped(tmp_path / "real" / "a.xlsx")
    (tmp_path / "inbox").symlink_to(tmp_path / "real")

    names = _names(tmp_path / "inbox")

    assert names == ["a.xlsx"]


@posix
@pytest.mark.parametrize("raw", [b"\xb1\xa8\xbc\xdb.xlsx", b"a\nb.xlsx", b"%s{{x}}.xlsx", b"-rf", b"=1+1.xlsx"])
def test_a_name_is_taken_as_it_is_whatever_its_bytes(tmp_path: Path, raw: bytes) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + raw))).write_bytes(b"PK")

    (found,) = scan(tmp_path)

    assert os.fsencode(found.path.name) == raw


def test_files_fifty_folders_deep_are_found(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*(f"第{n}层" for n in range(50)))
    _dropped(deep / "a.xlsx")

    names = _names(tmp_path)

    assert names == ["a.xlsx"]


class _Moody(Disk):
    """A disk on which things happen between the listing and the look."""

    def __init__(self, *, gone: str = "", closed: str = "", broken: str = "") -> None:
        self.gone, self.closed, self.broken = gone, closed, broken

    def names(self, folder: Path) -> list[os.DirEntry[str]]:
        self._happens(folder)
        return super().names(folder)

    def look(self, path: Path) -> os.stat_result | None:
        if path.suffix:
            self._happens(path)
        return super().look(path)

    def _happens(self, path: Path) -> None:
        if path.name == self.gone:
            raise FileNotFoundError(2, "gone", str(path))
        if path.name == self.closed:
            raise PermissionError(13, "closed", str(path))
        if path.name == self.broken:
            raise OSError(5, "broken", str(path))


@pytest.mark.parametrize("name", ["a.xlsx", "folder"])
def test_what_vanishes_while_walking_is_left_out(tmp_path: Path, name: str) -> None:
    _dropped(tmp_path / "a.xlsx")
    _dropped(tmp_path / "folder" / "b.xlsx")
    _dropped(tmp_path / "c.xlsx")

    class Vanishing(Disk):
        def look(self, path: Path) -> os.stat_result | None:
            return None if path.name == name and path.suffix else super().look(path)

    with using(Vanishing() if name == "a.xlsx" else _Moody(gone=name)):
        seen = survey(tmp_path)

    assert "c.xlsx" in {found.path.name for found in seen.files}
    assert name not in {found.path.name for found in seen.files}
    assert seen.refused == ()


def test_a_folder_that_may_not_be_read_is_told_and_holds_up_no_other(tmp_path: Path) -> None:
    _dropped(tmp_path / "财务" / "a.xlsx")
    _dropped(tmp_path / "b.xlsx")

    with using(_Moody(closed="财务")):
        seen = survey(tmp_path)

    assert [found.path.name for found in seen.files] == ["b.xlsx"]
    assert seen.refused == (Refused(tmp_path / "财务", "unreadable"),)


@pytest.mark.parametrize("name", ["inbox", "folder", "a.xlsx"])
def test_a_share_that_does_not_answer_is_no_empty_inbox(tmp_path: Path, name: str) -> None:
    _dropped(tmp_path / "inbox" / "folder" / "a.xlsx")

    with using(_Moody(broken=name)), pytest.raises(ShareTrouble):
        survey(tmp_path / "inbox")


def test_an_inbox_that_is_gone_is_no_empty_one(tmp_path: Path) -> None:
    with pytest.raises(ShareTrouble):
        survey(tmp_path / "inbox")


@posix
def test_other_bytes_of_the_same_size_and_time_are_another_file(tmp_path: Path) -> None:
    path = _dropped(tmp_path / "a.xlsx", b"one", at=1_000)
    (before,) = scan(tmp_path)

    _dropped(path, b"two", at=1_000)
    (after,) = scan(tmp_path)

    assert (before.size, before.mtime_ns) == (after.size, after.mtime_ns)
    assert before != after


@posix
def test_a_file_that_was_deleted_and_made_anew_is_another_file(tmp_path: Path) -> None:
    path = _dropped(tmp_path / "a.xlsx", b"one", at=1_000)
    (before,) = scan(tmp_path)

    path.unlink()
    _dropped(path, b"one", at=1_000)
    (after,) = scan(tmp_path)

    assert before != after


def test_ten_thousand_files_are_seen_within_half_a_second(tmp_path: Path) -> None:
    for n in range(10_000):
        (tmp_path / f"{n:05d}_报价.xlsx").touch()

    took = []
    for _ in range(5):
        began = time.process_time()  # of this process alone: the machine may be busy with others
        seen = survey(tmp_path)
        took.append(time.process_time() - began)

    assert len(seen.files) == 10_000
    assert min(took) <= 0.5


def test_ten_thousand_empty_folders_hide_no_file(tmp_path: Path) -> None:
    for n in range(10_000):
        (tmp_path / f"{n:05d}").mkdir()
    _dropped(tmp_path / "00042" / "a.xlsx")

    names = _names(tmp_path)

    assert names == ["a.xlsx"]
