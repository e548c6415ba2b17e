"""The zip's directory and its parts, against zipfile on real files."""

import io
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.office.hostile import Item, items, laid, with_item, workbook, zipped
from tests.office.test_gate import ABSENT, CORPUS
from toolkit.errors import UnreadableFile
from toolkit.office.archive import Archive
from toolkit.office.limits import LIMITS, MIB, Limits


def code_of(content: bytes, limits: Limits = LIMITS) -> str:
    """Why the archive, or its last entry, cannot be read."""
    with pytest.raises(UnreadableFile) as trouble:
        _last_part(content, limits)
    return trouble.value.code


def _last_part(content: bytes, limits: Limits) -> bytes:
    archive = Archive(content, "x.xlsx", limits)
    return archive.read(archive.entries[-1])


@pytest.mark.parametrize("path", CORPUS[::9] or [ABSENT], ids=lambda path: path.name if path else "absent")
def test_the_parts_of_real_files_are_those_that_zipfile_reads(path: Path) -> None:
    content = path.read_bytes()
    archive = Archive(content, path.name)

    with zipfile.ZipFile(io.BytesIO(content)) as other:
        expected = {info.filename: other.read(info) for info in other.infolist()}

    assert {entry.name: archive.read(entry) for entry in archive.entries} == expected
    assert {entry.name: b"".join(archive.pieces(entry)) for entry in archive.entries} == expected


def test_a_part_in_pieces_is_the_part_in_one() -> None:
    part = b"".join(str(n).encode() for n in range(400_000))
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        archive = Archive(zipped({"a": part}, method), "x")

        pieces = list(archive.pieces(archive.entries[0]))

        assert len(pieces) > 2
        assert b"".join(pieces) == archive.read(archive.entries[0]) == part


def test_the_packed_bytes_are_those_in_the_file() -> None:
    archive = Archive(zipped(workbook()), "x.xlsx")
    entry = archive.entries[0]

    assert zlib.decompress(archive.packed(entry), -15) == archive.read(entry)


def test_names_have_slashes_and_are_read_whatever_their_code_page() -> None:
    named = [b"xl\\a.xml", "表.xml".encode(), "表.xml".encode("gb18030")]
    archive = Archive(laid([Item(name, b"<a/>") for name in named]), "x")

    assert [entry.name for entry in archive.entries] == ["xl/a.xml", "表.xml", "▒φ.xml"]
    assert [entry.raw_name for entry in archive.entries] == named


def test_a_part_is_never_unpacked_beyond_what_it_says() -> None:
    assert code_of(with_item(size=3)) == "false_size"
    assert code_of(with_item(size=9_000)) == "corrupt_zip"
    assert code_of(with_item(packed=b"\xff" * 30)) == "corrupt_zip"


def test_a_part_beyond_the_limits_is_refused_before_it_is_unpacked() -> None:
    spaces = zipped({"a": b" " * 5 * MIB})

    assert code_of(spaces) == "zip_bomb"
    assert code_of(spaces, Limits(part=MIB, ratio=5_000)) == "zip_bomb"
    assert Archive(spaces, "x", Limits(ratio=5_000)).read(Archive(spaces, "x").entries[0]) == b" " * 5 * MIB


def test_a_directory_that_points_outside_the_file_is_refused() -> None:
    *others, last = items(workbook())
    last.start = 0xFFFFFFF0

    assert code_of(laid([*others, last])) == "corrupt_zip"
    assert code_of(b"PK\3\4" + bytes(99)) == "corrupt_zip"
    assert code_of(laid(items(workbook()), shift=9)) == "corrupt_zip"
