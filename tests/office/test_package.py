"""Parts by name, content types and relationships, as programs and libraries write them."""

import pytest

from tests.office.hostile import OFFICE, XLSX_MAIN, book, document, related, typed, workbook, zipped
from toolkit.errors import UnreadableFile
from toolkit.office.package import Package, Relation, decoded, parsed


def test_a_part_is_found_whatever_its_case_and_slashes() -> None:
    package = Package(zipped({"xl\\SharedStrings.xml": b"<a/>"}), "x.xlsx")

    assert "xl/sharedstrings.xml" in package
    assert package.read("/XL/sharedStrings.XML") == b"<a/>"
    assert package.read("xl/other.xml") == b""
    assert package.xml("xl/other.xml") is None


@pytest.mark.parametrize(
    "target", ["worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", r"worksheets\sheet1.xml",
               "./worksheets/sheet1.xml",
               "../xl/worksheets/sheet1.xml", "worksheets/sheet%31.xml", "../../../xl/worksheets/sheet1.xml"]
)  # fmt: skip
def test_a_target_is_resolved_to_the_part_it_means(target: str) -> None:
    package = Package(zipped(workbook(of_book=related(("worksheet", target)))), "x.xlsx")

    assert package.related("worksheet", "xl/workbook.xml") == "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "kind", [f"{OFFICE}/hyperlink", "http://purl.oclc.org/ooxml/officeDocument/relationships/hyperlink"]
)
def test_strict_and_transitional_relationships_agree_in_their_kind(kind: str) -> None:
    package = Package(zipped(document(of_body=related((kind, "http://e.cn/a b", "External")))), "x.docx")

    assert package.relations("word/document.xml") == {"rId1": Relation("rId1", "hyperlink", "http://e.cn/a b", True)}


@pytest.mark.parametrize("target", ["http://e.cn/a", r"\\host\a", "file:///C:/a", "mailto:a@b.cn"])
def test_an_address_is_external_though_it_does_not_say_so(target: str) -> None:
    package = Package(zipped(document(of_body=related(("image", target)))), "x.docx")

    assert package.relations("word/document.xml")["rId1"].is_external


def test_a_type_is_the_parts_own_or_that_of_its_ending() -> None:
    package = Package(zipped(workbook()), "x.xlsx")
    by_ending = Package(zipped(workbook(types=typed(xml=XLSX_MAIN))), "x.xlsx")

    assert package.content_type("/XL/Workbook.xml") == XLSX_MAIN
    assert package.content_type("xl/styles.xml") == "application/xml"
    assert package.content_type("a.png") == ""
    assert (package.main, package.medium) == (by_ending.main, by_ending.medium) == ("xl/workbook.xml", "xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_a_part_is_read_in_the_encoding_it_declares(encoding: str) -> None:
    declared = {"gb18030": "GB2312"}.get(encoding, encoding.partition("-sig")[0])
    content = f'<?xml version="1.0" encoding="{declared}"?><a>客户鎔</a>'.encode(encoding)  # the last is in GBK alone

    assert parsed(content, "x").text == "客户鎔"
    assert decoded(content, "x") == "<a>客户鎔</a>"


def test_what_stands_before_the_declaration_is_borne() -> None:
    assert parsed(b'\n<?xml version="1.0"?><a>1</a>', "x").text == "1"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<!DOCTYPE a><a/>", "dtd_forbidden"),
        ("<!DOCTYPE a><a/>".encode("utf-32"), "unknown_encoding"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', "unknown_encoding"),
        (b"<a>" * 300 + b"</a>" * 300, "too_deep"),
        (b"<a>" + b"1" * 11_000_000 + b"</a>", "text_too_long"),
        (b"<a>", "malformed_xml"),
        (b"<a>\x01</a>", "malformed_xml"),
        (b"\xff\xfe<\0\0\xdc", "malformed_xml"),
        (b"text", "malformed_xml"),
    ],
)
def test_a_part_that_cannot_be_parsed_says_why(content: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as trouble:
        parsed(content, "x")

    assert trouble.value.code == code


def test_a_document_type_within_a_text_is_a_text() -> None:
    assert parsed(b"<a><![CDATA[<!DOCTYPE html>]]></a>", "x").text == "<!DOCTYPE html>"


def test_the_custom_properties_are_texts() -> None:
    custom = b'<Properties><property name="salesdocs.kind"><v>F01</v></property><!-- --></Properties>'
    package = Package(zipped(workbook(book=book()) | {"docProps/custom.xml": custom}), "x.xlsx")

    assert package.properties == {"salesdocs.kind": "F01"}


def test_a_small_part_that_many_files_have_is_refused_under_the_name_of_each() -> None:
    broken = zipped({"[Content_Types].xml": b"<Types", "xl/workbook.xml": b"<workbook/>"})

    for name in ("一.xlsx", "二.xlsx"):
        with pytest.raises(UnreadableFile) as refused:
            Package(broken, name).content_type("xl/workbook.xml")
        assert (refused.value.name, refused.value.code) == (name, "malformed_xml")


def test_the_same_relationships_lead_to_the_parts_of_each_file() -> None:
    sheet, escaped = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet%31.xml"
    parts = workbook(of_book=related(("worksheet", "worksheets/sheet%31.xml")))
    plain, odd = zipped(parts), zipped({escaped if name == sheet else name: part for name, part in parts.items()})

    found = [Package(content, "x.xlsx").related("worksheet", "xl/workbook.xml") for content in (plain, odd, plain)]

    assert found == [sheet, escaped, sheet]
