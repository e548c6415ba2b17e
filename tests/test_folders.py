from __future__ import annotations

import errno
import os
import threading
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import disk as disks
from toolkit.disk import Disk
from toolkit.errors import ShareTrouble
from toolkit.files import move, publish, read_whole
from toolkit.folders import Places, is_junk
from toolkit.model.names import name_key, safe_name
from toolkit.model.places import CHINESE


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("上海启明精密制造有限公司", "上海启明精密制造有限公司"),
        ("上海（启明）公司　一厂", "上海(启明)公司 一厂"),
        ('a/b\\c:d*e?f"g<h>i|j', "a_b_c_d_e_f_g_h_i_j"),
        ("line\nbreak\ttab\x00", "line_break_tab_"),
        ("报价单. . ", "报价单"),
        (".hidden", "hidden"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("", "_"),
        (" . .. ", "_"),
        ("CON", "_CON"),
        ("nul.docx", "_nul.docx"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("LPT³", "_LPT³"),
        ("aux .txt", "_aux.txt"),
        ("console.txt", "console.txt"),
        ("e\u0301tude", "étude"),
        ("\u202egnp.exe", "_gnp.exe"),
        ("\ud800x", "_x"),
        ("报\u3164价\u115f单\u034f", "报_价_单_"),
        ("葛\U000e0100飾\ufe0e.docx", "葛飾.docx"),
    ],
)
def test_a_name_is_made_fit_for_every_file_system(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_a_long_name_keeps_its_ending() -> None:
    name = safe_name("报" * 300 + ".docx")

    assert name.endswith("报.docx")
    assert len(name.encode()) <= 200


def test_a_name_leaves_room_for_what_comes_behind_it() -> None:
    name = safe_name("报" * 300 + ".xlsx", behind=".检查结果.txt")

    assert len(f"{name}.检查结果.txt") <= 80
    assert len(f"{name}.检查结果.txt".encode()) <= 200
    assert name.endswith("报.xlsx")


def test_a_letter_is_cut_with_its_accents() -> None:
    name = safe_name("a" * 78 + "x\u0323\u0307\u0331" + "b")

    assert name == "a" * 78


@given(st.text(st.characters(), max_size=120), st.integers(12, 80))
def test_every_name_is_short_safe_and_stays_as_it_is(text: str, longest: int) -> None:
    name = safe_name(text, longest=longest)

    assert 1 <= len(name) <= longest
    assert len(name.encode()) <= 200
    assert name == unicodedata.normalize("NFC", name)
    assert not set(name) & set('\\/:*?"<>|\0')
    assert name == name.strip(" .")
    assert safe_name(name, longest=longest) == name


def test_two_spellings_of_a_customer_share_a_key() -> None:
    spellings = ("上海启明（中国）精密-制造", "上海 启明(中国)·精密制造.", "上海启明中国精密制造")

    assert {name_key(spelling) for spelling in spellings} == {"上海启明中国精密制造"}
    assert name_key("ａbc") == "ABC"


@pytest.mark.parametrize(
    "name",
    [
        "~$成本核算表.xlsx",
        ".~lock.成本核算表.xlsx#",
        ".~成本核算表.xlsx",
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
        "._报价.docx",
        "~WRL0001.tmp",
        "报价.docx.crdownload",
        "报价.xlsx.part",
        "@eaDir",
        ".~pub-1.tmp",
    ],
)
def test_leavings_of_programs_are_no_forms(name: str) -> None:
    assert is_junk(name)


@pytest.mark.parametrize("name", ["成本核算表.xlsx", "谈判纪要(终版).docx", "副本~1.xlsx", "扫描.pdf", "没有后缀"])
def test_what_people_drop_is_no_leaving(name: str) -> None:
    assert not is_junk(name)


def test_a_house_has_all_its_folders(tmp_path: Path) -> None:
    places = Places(root=tmp_path / "house", names=CHINESE, local=tmp_path / "local")

    places.ensure()
    places.ensure()

    made = {folder.name for folder in places.root.iterdir()}
    assert made == {"收件箱", "已退回", "已处理", "重复", "待人工", "商机", "报表", "空白表单", "模板", ".salesdocs"}
    assert places.captures.is_dir()
    assert (places.ledger, places.claims.parent) == (tmp_path / "local" / "ledger.db", places.hidden)
    assert places.below(places.inbox / "a.xlsx") == "收件箱/a.xlsx"
    assert places.below(tmp_path) == str(tmp_path)


def test_ledger_and_captures_lie_in_the_house_unless_told_otherwise(tmp_path: Path) -> None:
    places = Places(root=tmp_path)

    assert places.ledger == tmp_path / ".salesdocs" / "ledger.db"
    assert places.capture("0f3a") == tmp_path / ".salesdocs" / "captures" / "0f" / "0f3a"


def test_stage_folders_speak_both_languages(tmp_path: Path) -> None:
    english, chinese = Places(root=tmp_path), Places(root=tmp_path, names=CHINESE)

    deal = ("SJ-2026-0001", "上海启明")

    assert english.stage_folder(*deal, 1) == tmp_path / "deals" / "SJ-2026-0001_上海启明" / "1_leads"
    assert english.stage_folder(*deal, 7).name == "7_after-sales"
    assert chinese.stage_folder(*deal, 1) == tmp_path / "商机" / "SJ-2026-0001_上海启明" / "1_客户开发"
    assert chinese.superseded(*deal, 7) == chinese.stage_folder(*deal, 7) / "已作废"
    assert len(english.names.stages) == len(chinese.names.stages) == 7


def test_a_deal_keeps_its_folder_when_the_customer_changes_its_short_name(tmp_path: Path) -> None:
    places = Places(root=tmp_path)
    places.deal_folder("SJ-2026-0001", "启明").mkdir(parents=True)
    places.deal_folder("SJ-2026-00010", "别的").mkdir()

    assert places.deal_folder("SJ-2026-0001", "上海启明").name == "SJ-2026-0001_启明"
    assert places.deal_folder("SJ-2026-0002", "").name == "SJ-2026-0002"
    assert places.deal_folder("SJ-2026-0003", "a/b:c").name == "SJ-2026-0003_a_b_c"


def test_a_file_appears_whole_under_its_name(tmp_path: Path) -> None:
    target = tmp_path / "3_quote" / "BJ-2026-0001.docx"

    assert publish(b"quote", target) == target

    assert target.read_bytes() == b"quote"
    assert list(target.parent.iterdir()) == [target]


def test_publishing_twice_lays_down_one_file(tmp_path: Path) -> None:
    target = tmp_path / "quote.docx"
    publish(b"other", target)

    laid = [publish(b"quote", target) for _ in range(3)]

    assert laid == [tmp_path / "quote~1.docx"] * 3
    assert sorted(f.name for f in tmp_path.iterdir()) == ["quote.docx", "quote~1.docx"]
    assert target.read_bytes() == b"other"


def test_a_twin_that_publishes_the_same_meanwhile_stands_for_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "quote.docx"
    rename = Disk.rename

    def overtaken(system: Disk, source: Path, candidate: Path) -> None:
        candidate.write_bytes(b"quote")
        rename(system, source, candidate)

    monkeypatch.setattr(Disk, "rename", overtaken)

    assert publish(b"quote", target) == target
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(ShareTrouble, match="No space left"):
        publish(b"quote", tmp_path / "quote.docx")
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_the_way_is_neither_followed_nor_replaced(tmp_path: Path) -> None:
    elsewhere, target = tmp_path / "elsewhere", tmp_path / "quote.docx"
    target.symlink_to(elsewhere)

    assert publish(b"quote", target).name == "quote~1.docx"
    assert not elsewhere.exists()


def test_a_folder_that_cannot_be_reached_is_trouble_of_the_share(tmp_path: Path) -> None:
    (tmp_path / "3_quote").write_bytes(b"a file where a folder belongs")

    with pytest.raises(ShareTrouble, match="3_quote"):
        publish(b"quote", tmp_path / "3_quote" / "quote.docx")
    with pytest.raises(ShareTrouble, match="3_quote"):
        Places(root=tmp_path / "3_quote").ensure()


def test_an_original_moves_and_is_not_moved_again(tmp_path: Path) -> None:
    source, filed = tmp_path / "成本核算表.xlsx", tmp_path / "filed"
    source.write_bytes(b"one")

    assert move(source, filed) == filed / "成本核算表.xlsx"
    assert move(source, filed) is None
    assert [f.read_bytes() for f in filed.iterdir()] == [b"one"]


def test_an_original_of_a_name_already_there_gets_another_name(tmp_path: Path) -> None:
    filed = tmp_path / "filed"
    for content in (b"one", b"two", b"two"):
        (tmp_path / "payload").write_bytes(content)
        move(tmp_path / "payload", filed, name="表.xlsx")

    assert {f.name: f.read_bytes() for f in filed.iterdir()} == {
        "表.xlsx": b"one",
        "表~1.xlsx": b"two",
        "表~2.xlsx": b"two",
    }


def test_a_file_that_lies_there_already_stays(tmp_path: Path) -> None:
    source = tmp_path / "表.xlsx"
    source.write_bytes(b"one")

    assert move(source, tmp_path) == source
    assert source.read_bytes() == b"one"


def test_a_move_cut_short_between_link_and_unlink_is_finished(tmp_path: Path) -> None:
    source, filed = tmp_path / "表.xlsx", tmp_path / "filed"
    source.write_bytes(b"one")
    filed.mkdir()
    (filed / "表.xlsx").hardlink_to(source)

    assert move(source, filed) == filed / "表.xlsx"
    assert not source.exists()
    assert [f.name for f in filed.iterdir()] == ["表.xlsx"]


renames = Disk.rename


def far_away(system: Disk, source: Path, target: Path) -> None:
    """Rename as between two disks."""
    if source.parent != target.parent:
        raise OSError(errno.EXDEV, "Invalid cross-device link")
    renames(system, source, target)


def test_a_move_to_another_disk_copies_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, filed = tmp_path / "表.xlsx", tmp_path / "filed"
    source.write_bytes(b"one")
    os.utime(source, ns=(0, 1_700_000_000_000_000_000))
    monkeypatch.setattr(Disk, "rename", far_away)

    moved = move(source, filed)

    assert moved == filed / "表.xlsx"
    assert (moved.read_bytes(), moved.stat().st_mtime) == (b"one", 1_700_000_000)
    assert not source.exists()
    assert [f.name for f in filed.iterdir()] == ["表.xlsx"]


def test_a_copy_that_came_out_wrong_leaves_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "表.xlsx"
    source.write_bytes(b"one")

    def torn(system: Disk, source: Path, target: Path) -> None:
        far_away(system, source, target)
        target.write_bytes(b"o")

    monkeypatch.setattr(Disk, "rename", torn)

    with pytest.raises(ShareTrouble, match="nothing was removed"):
        move(source, tmp_path / "filed")
    assert source.read_bytes() == b"one"


UNKNOWN = OSError(errno.EPERM, "no hard links here")


@pytest.mark.parametrize("has_links", [True, False], ids=["by link", "by reservation"])
@pytest.mark.skipif(os.name == "nt", reason="Windows renames without replacing")
def test_a_file_system_without_the_call_renames_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise UNKNOWN

    monkeypatch.setattr(disks, "_renamed_by_kernel", lambda *_: False)
    if not has_links:
        monkeypatch.setattr(os, "link", refuse)
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "c").write_bytes(b"c")

    Disk().rename(tmp_path / "a", tmp_path / "b")
    with pytest.raises(FileExistsError):
        Disk().rename(tmp_path / "c", tmp_path / "b")

    assert {f.name: f.read_bytes() for f in tmp_path.iterdir()} == {"b": b"a", "c": b"c"}


def test_a_rename_never_replaces(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "b").write_bytes(b"b")

    with pytest.raises(FileExistsError):
        Disk().rename(tmp_path / "a", tmp_path / "b")

    assert (tmp_path / "b").read_bytes() == b"b"


def test_many_at_once_lose_no_file(tmp_path: Path) -> None:
    target, laid = tmp_path / "表.xlsx", list[Path]()
    threads = [threading.Thread(target=lambda n=n: laid.append(publish(f"{n}".encode(), target))) for n in range(12)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(laid)) == 12
    assert {f.read_bytes() for f in tmp_path.iterdir()} == {f"{n}".encode() for n in range(12)}


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(b"PK" * 1000)

    assert read_whole(path) == b"PK" * 1000


def test_a_file_that_keeps_growing_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(b"PK")
    opened = disks._opened

    def growing(path: Path) -> object:
        stream = opened(path)
        reading = stream.read

        class Growing:
            fileno = staticmethod(stream.fileno)

            def __enter__(self) -> Growing:
                return self

            def __exit__(self, *_: object) -> None:
                stream.close()

            def read(self) -> bytes:
                content = reading()
                path.write_bytes(content + b"x")
                os.utime(path, ns=(0, time.time_ns()))
                return content

        return Growing()

    monkeypatch.setattr(disks, "_opened", growing)

    with pytest.raises(ShareTrouble, match="changes while it is read"):
        read_whole(path)


@pytest.mark.skipif(os.name == "nt", reason="needs links and pipes")
def test_links_pipes_and_folders_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "pipe.xlsx")

    for name in ("link.xlsx", "pipe.xlsx", "", "gone.xlsx"):
        with pytest.raises(ShareTrouble):
            read_whole(tmp_path / name)
