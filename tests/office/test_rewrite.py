"""A changed copy of a package: what was not changed lies in it as it lay."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from toolkit.office.package import Package
from toolkit.office.rewrite import rewritten

TEXT = b"<a>" + "文字".encode() * 500 + b"</a>"


def zipped(**options: int) -> bytes:
    """A zip of a stored part, a packed one and a Chinese name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, **options) as archive:  # type: ignore[call-overload]
        archive.writestr(zipfile.ZipInfo("stored.bin", (2026, 7, 1, 8, 30, 0)), b"\x00\x01", zipfile.ZIP_STORED)
        archive.writestr("xl/workbook.xml", TEXT)
        archive.writestr("xl/media/图片.xml", TEXT)
    return bytes(made.getvalue())


def streamed() -> bytes:
    """The same kind of zip, written to where nothing can be gone back to: sizes follow the bytes."""

    class Forward(io.RawIOBase):
        """A stream that only goes forward."""

        def __init__(self) -> None:
            self.written = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, piece: object) -> int:
            taken = bytes(piece)  # type: ignore[call-overload]
            self.written += taken
            return len(taken)

    stream = Forward()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", TEXT)
        archive.writestr("a.xml", b"<a/>")
    return bytes(stream.written)


def wide() -> bytes:
    """A zip whose entries have 64-bit fields."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("xl/workbook.xml", "a.xml"):
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(TEXT)
    return made.getvalue()


def contents(content: bytes) -> dict[str, bytes]:
    """What Python's own reader finds, checksums compared."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


@pytest.mark.parametrize("made", [zipped, streamed, wide])
def test_unchanged_parts_keep_their_packed_bytes(made: object) -> None:
    package = Package(made(), "x.xlsx")  # type: ignore[operator]

    copy = Package(rewritten(package, {"new.xml": b"<new/>"}), "x.xlsx")

    for before in package.archive.entries:
        after = copy.entry(before.name)
        assert after is not None
        assert copy.archive.packed(after) == package.archive.packed(before)
    assert contents(copy.content) == {**contents(package.content), "new.xml": b"<new/>"}


def test_headers_say_the_sizes_themselves_and_nothing_follows_the_bytes() -> None:
    package = Package(streamed(), "x.xlsx")

    copy = Package(rewritten(package, {}), "x.xlsx")

    assert all(entry.flags & 0x8 == 0 for entry in copy.archive.entries)
    assert [copy.archive.local(e).size for e in copy.archive.entries] == [len(TEXT), 4]
    assert b"PK\x07\x08" not in copy.content


def test_a_part_is_replaced_at_its_place_whatever_the_case_of_its_name() -> None:
    package = Package(zipped(), "x.xlsx")

    copy = Package(rewritten(package, {"XL\\Workbook.xml": b"<b/>"}), "x.xlsx")

    assert copy.names == package.names
    assert copy.read("xl/workbook.xml") == b"<b/>"


def test_a_part_is_left_out() -> None:
    package = Package(zipped(), "x.xlsx")

    copy = Package(rewritten(package, {}, without=["/xl/WORKBOOK.xml"]), "x.xlsx")

    assert copy.names == ("stored.bin", "xl/media/图片.xml")


def test_backslashes_in_names_become_slashes() -> None:
    content = zipped().replace(b"xl/workbook.xml", b"xl\\workbook.xml")

    copy = rewritten(Package(content, "x.xlsx"), {})

    assert "xl/workbook.xml" in contents(copy)
    assert b"xl\\workbook.xml" not in copy


def test_names_in_an_old_code_page_keep_their_bytes() -> None:
    name = "图.xml".encode("gbk")
    placeholder = b"?" * len(name)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(placeholder.decode(), b"<a/>")

    copy = rewritten(Package(made.getvalue().replace(placeholder, name), "x.xlsx"), {"b.xml": b"<b/>"})

    assert copy.count(name) == 2
    (flags,) = struct.unpack_from("<H", copy, 6)
    assert flags & 0x800 == 0


def test_the_clock_of_an_entry_stays_and_a_new_one_has_none() -> None:
    package = Package(zipped(), "x.xlsx")

    copy = rewritten(package, {"new.xml": b"<new/>"})

    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert archive.getinfo("stored.bin").date_time == (2026, 7, 1, 8, 30, 0)
        assert archive.getinfo("new.xml").date_time == (1980, 1, 1, 0, 0, 0)


def test_the_same_changes_give_the_same_bytes() -> None:
    package = Package(zipped(), "x.xlsx")

    copies = {rewritten(package, {"xl/workbook.xml": b"<b/>", "新.xml": TEXT}) for _ in range(2)}

    assert len(copies) == 1
