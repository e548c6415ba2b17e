"""The comparison sees what differs, and nothing else."""

import zipfile
from io import BytesIO
from random import Random

import pytest

from tests.documents.equality.compared import differences
from tests.documents.equality.drawn import Drawing, picture

PLAIN = Drawing(Random(7)).package()


def changed(content: bytes, part: str, before: str, after: str) -> bytes:
    """The package with one text of one part exchanged."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for entry in old.infolist():
            said = old.read(entry)
            if entry.filename == part:
                assert before.encode() in said
                said = said.replace(before.encode(), after.encode(), 1)
            new.writestr(entry.filename, said)
    return written.getvalue()


def renamed(content: bytes, before: str, after: str) -> bytes:
    """The package with one part under another name."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename.replace(before, after), old.read(entry))
    return written.getvalue()


@pytest.mark.parametrize(
    ("part", "before", "after", "told"),
    [
        ("word/document.xml", "<w:body>", "<w:body><w:p/>", "word/document.xml"),
        ("word/header1.xml", "<w:hdr ", '<w:hdr w:x="1" ', "word/header1.xml"),
        ("word/footnotes.xml", 'w:id="2"', 'w:id="4"', "word/footnotes.xml"),
        ("docProps/core.xml", "</dc:title>", "!</dc:title>", "docprops/core.xml"),
        ("word/_rels/footer1.xml.rels", "qiming.example", "andere.example", "relationships"),
        ("[Content_Types].xml", "header+xml", "footer+xml", "docxtpl says"),
    ],
)
def test_a_changed_part_is_told(part: str, before: str, after: str, told: str) -> None:
    other = changed(PLAIN, part, before, after)

    said = differences(other, PLAIN, PLAIN)

    assert any(told in line for line in said)


def test_another_picture_is_told() -> None:
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(PLAIN)) as old, zipfile.ZipFile(written, "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename, picture(2) if entry.filename.endswith(".png") else old.read(entry))

    assert differences(written.getvalue(), PLAIN, PLAIN)


def test_a_picture_under_another_name_is_the_same() -> None:
    other = renamed(PLAIN, "media/image1.png", "media/image9.png")
    for part in ("document", "header1", "footer1", "footnotes"):
        other = changed(other, f"word/_rels/{part}.xml.rels", "media/image1.png", "media/image9.png")
        other = changed(other, f"word/_rels/{part}.xml.rels", "rIdPicture", "rId77")
    for part in ("document", "header1", "footer1", "footnotes"):
        with zipfile.ZipFile(BytesIO(other)) as file:
            uses = file.read(f"word/{part}.xml").decode().count("rIdPicture")
        for _ in range(uses):
            other = changed(other, f"word/{part}.xml", "rIdPicture", "rId77")

    assert differences(other, PLAIN, PLAIN) == ()


def test_an_attribute_in_another_order_is_the_same() -> None:
    one = changed(PLAIN, "word/document.xml", "<w:body>", '<w:body><w:p w:rsidR="1" w:rsidP="2"/>')
    other = changed(PLAIN, "word/document.xml", "<w:body>", "<w:body><w:p  w:rsidP='2' w:rsidR='1'></w:p>")

    assert differences(one, other, PLAIN) == ()
