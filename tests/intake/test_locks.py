"""Lock files: whose they are, and which file they hold back."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from tests.intake import lock_files
from toolkit.intake.locks import Locks, owner_of
from toolkit.intake.scan import survey

NAME = "张伟"


def _held(inbox: Path, name: str) -> bool:
    return Locks(survey(inbox).locks).of(inbox / name) is not None


@pytest.mark.parametrize(
    ("lock", "name"),
    [
        ("~$报价.xlsx", "报价.xlsx"),  # Excel: the whole name
        ("~$价反馈记录表.docx", "报价反馈记录表.docx"),  # Word, seven characters
        ("~$需求分析表-启明.docx", "客户需求分析表-启明.docx"),  # Word, longer
        (".~报价.xlsx", "报价.xlsx"),  # WPS
        (".~反馈记录.xlsx", "报价反馈记录.xlsx"),
        (".~lock.报价.xlsx#", "报价.xlsx"),  # LibreOffice
        ("~$QUOTE.XLSX", "quote.xlsx"),  # on a share that folds case
        (unicodedata.normalize("NFD", "~$café.docx"), "café.docx"),  # from a Mac
        ("~$caf\u00e9.docx", unicodedata.normalize("NFD", "café.docx")),
    ],
)
def test_a_lock_file_holds_back_the_file_that_is_open(tmp_path: Path, lock: str, name: str) -> None:
    (tmp_path / lock).write_bytes(b"")

    assert _held(tmp_path, name)


@pytest.mark.parametrize(
    ("lock", "name"),
    [
        ("~$报价.xlsx", "再一份报价.xlsx"),  # more than two characters are lacking
        ("~$报价.xlsx", "报价.docx"),
        ("~$报价.xlsx", "报价2.xlsx"),
        ("~$", "a"),
        (".~lock.报价.xlsx", "报价.xlsx"),
    ],
)
def test_a_lock_file_holds_back_no_other_file(tmp_path: Path, lock: str, name: str) -> None:
    (tmp_path / lock).write_bytes(b"")

    assert not _held(tmp_path, name)


def test_a_lock_file_in_another_folder_holds_back_nothing(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "~$报价.xlsx").write_bytes(b"")

    assert not _held(tmp_path, "报价.xlsx")


def test_a_workbook_that_excel_is_saving_is_held_back_by_its_lock_file(tmp_path: Path) -> None:
    (tmp_path / "~$报价.xlsx").write_bytes(b"")

    assert _held(tmp_path, "5B6F4D00")
    assert not _held(tmp_path, "5B6F4D00.xlsx")


@pytest.mark.parametrize(
    ("prefix", "content"),
    [
        ("~$", lock_files.excel(NAME)),
        ("~$", lock_files.word(NAME)),
        (".~", lock_files.excel(NAME)),
        ("~$", lock_files.excel(NAME).replace(NAME.encode("gb18030"), b"\xd5\xc5\xff\xff")),  # of a foreign code page
        ("~$", lock_files.word(NAME).replace(NAME.encode("gb18030"), b"\xd5\xc5\xff\xff")),
        ("~$", bytes([4]) + NAME.encode("gb18030")),  # cut off before the second name
        (".~lock.", lock_files.libre(NAME)),
        (".~lock.", lock_files.libre("", account=NAME)),
    ],
)
def test_a_lock_file_says_who_has_the_file_open(tmp_path: Path, prefix: str, content: bytes) -> None:
    lock = lock_files.beside(tmp_path / "报价.xlsx", content, prefix=prefix)
    if prefix == ".~lock.":
        lock.rename(f"{lock}#")

    (seen,) = survey(tmp_path).locks

    assert owner_of(seen) == NAME


def test_a_name_with_a_comma_is_told_whole(tmp_path: Path) -> None:
    (tmp_path / ".~lock.a.xlsx#").write_bytes(lock_files.libre("Zhang, Wei"))

    (seen,) = survey(tmp_path).locks

    assert owner_of(seen) == "Zhang, Wei"


@pytest.mark.parametrize(
    "content", [b"", b"\xff", bytes(165), b"\x05\0\0\0\0\0", b"\x03a\nb\x1b[2J", b"\x02no" + bytes(9_999)]
)
def test_a_lock_file_that_says_nothing_names_nobody_and_never_harms(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "~$a.xlsx").write_bytes(content)

    (seen,) = survey(tmp_path).locks

    assert owner_of(seen) in ("", "ab")
