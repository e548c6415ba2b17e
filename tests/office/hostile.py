"""Files as somebody with ill intent, or a broken program, would drop them: each made from a plain one by one change.

A sample is refused for its reason; its twin stays just within the limit or is the honest form of the same thing.
"""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from toolkit.office.limits import LIMITS, MIB, Limits

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OOXML = "application/vnd.openxmlformats-officedocument"

Parts = dict[str, bytes]


def typed(*own: tuple[str, str], **by_ending: str) -> bytes:
    """`[Content_Types].xml`."""
    defaults = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        **by_ending,
    }
    entries = [f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in defaults.items()]
    entries += [f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in own]
    return f'{_XML}<Types xmlns="{_TYPES}">{"".join(entries)}</Types>'.encode()


def related(*relations: tuple[str, str] | tuple[str, str, str]) -> bytes:
    """A relationships part: kind or whole type, target, and `External`."""
    entries = []
    for number, (kind, target, *mode) in enumerate(relations, start=1):
        whole = kind if "/" in kind else f"{OFFICE}/{kind}"
        said = f' TargetMode="{mode[0]}"' if mode else ""
        entries.append(f'<Relationship Id="rId{number}" Type="{whole}" Target="{target}"{said}/>')
    return f'{_XML}<Relationships xmlns="{_RELATIONS}">{"".join(entries)}</Relationships>'.encode()


def sheet(rows: str = "", after: str = "") -> bytes:
    """A worksheet."""
    return f'{_XML}<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData>{after}</worksheet>'.encode()


def story(body: str, root: str = "document") -> bytes:
    """A Word part with these runs in its one paragraph."""
    inner = f"<w:p>{body}</w:p>"
    inner = f"<w:body>{inner}</w:body>" if root == "document" else inner
    return f'{_XML}<w:{root} xmlns:w="{WORD}" xmlns:mc="{MC}" xmlns:r="{OFFICE}">{inner}</w:{root}>'.encode()


SHEET_TYPE = f"{_OOXML}.spreadsheetml.worksheet+xml"
XLSX_MAIN = f"{_OOXML}.spreadsheetml.sheet.main+xml"
DOCX_MAIN = f"{_OOXML}.wordprocessingml.document.main+xml"
_ONE = '<row r="1"><c r="A1" t="inlineStr"><is><t>客户</t></is></c><c r="B1"><v>12.5</v></c></row>'


def workbook(**changes: bytes) -> Parts:
    """The parts of a plain workbook; `changes` by the words sheet, book, strings, styles, types, root, of_book."""
    return {
        "[Content_Types].xml": changes.get(
            "types", typed(("xl/workbook.xml", XLSX_MAIN), ("xl/worksheets/sheet1.xml", SHEET_TYPE))
        ),
        "_rels/.rels": changes.get("root", related(("officeDocument", "xl/workbook.xml"))),
        "xl/workbook.xml": changes.get("book", book()),
        "xl/_rels/workbook.xml.rels": changes.get(
            "of_book",
            related(("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")),
        ),
        "xl/worksheets/sheet1.xml": changes.get("sheet", sheet(_ONE)),
        "xl/sharedStrings.xml": changes.get("strings", f'<sst xmlns="{SHEET}"><si><t>名称</t></si></sst>'.encode()),
        "xl/styles.xml": changes.get("styles", f'<styleSheet xmlns="{SHEET}"/>'.encode()),
    }


def book(names: str = "") -> bytes:
    """The workbook's main part."""
    return (
        f'{_XML}<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets>'
        f"{names}</workbook>"
    ).encode()


def document(
    body: str = "<w:r><w:t>客户</w:t></w:r>", beside: Mapping[str, bytes] | None = None, **changes: bytes
) -> Parts:
    """The parts of a plain Word file and those `beside`; `changes` by the words types, root, main, of_body."""
    return {
        "[Content_Types].xml": changes.get("types", typed(("word/document.xml", DOCX_MAIN))),
        "_rels/.rels": changes.get("root", related(("officeDocument", "word/document.xml"))),
        "word/document.xml": changes.get("main", story(body)),
        "word/_rels/document.xml.rels": changes.get("of_body", related()),
        **(beside or {}),
    }


def zipped(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a zip in their order."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, method)
    return made.getvalue()


# --- the zip itself, laid out by hand ---------------------------------------------------------------------------------


@dataclass
class Item:
    """One entry, header and directory each saying what they are told to say."""

    name: bytes
    content: bytes
    method: int = 8
    flags: int = 0
    attributes: int = 0
    system: int = 0
    packed: bytes | None = None
    size: int | None = None
    local_name: bytes | None = None
    local_size: int | None = None
    local_flags: int | None = None
    start: int | None = None
    behind: bytes = b""


def laid(items: list[Item], *, before: bytes = b"", after: bytes = b"", comment: bytes = b"", shift: int = 0) -> bytes:
    """A zip written entry by entry."""
    file, listed = bytearray(before), bytearray()
    for item in items:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(item.content) + packer.flush() if item.method == 8 else item.content
        packed = packed if item.packed is None else item.packed
        size = len(item.content) if item.size is None else item.size
        crc, start = zlib.crc32(item.content), len(file) if item.start is None else item.start
        local_size = size if item.local_size is None else item.local_size
        local_name = item.local_name or item.name
        local_flags = item.flags if item.local_flags is None else item.local_flags
        file += struct.pack(
            "<4s5H3L2H",
            b"PK\3\4",
            20,
            local_flags,
            item.method,
            0,
            33,
            crc,
            len(packed),
            local_size,
            len(local_name),
            0,
        )
        file += local_name + packed + item.behind
        listed += (
            struct.pack(
                "<4s6H3L5H2L",
                b"PK\1\2",
                item.system << 8 | 20,
                20,
                item.flags,
                item.method,
                0,
                33,
                crc,
                len(packed),
                size,
                len(item.name),
                0,
                0,
                0,
                0,
                item.attributes,
                start,
            )
            + item.name
        )
    begin = len(file) + shift
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(items), len(items), len(listed), begin, len(comment))
    return bytes(file + listed + end + comment + after)


def items(parts: Mapping[str, bytes]) -> list[Item]:
    """The parts as entries."""
    return [Item(name.encode(), content) for name, content in parts.items()]


def with_item(**changes: object) -> bytes:
    """A plain workbook whose last entry is changed."""
    *others, last = items(workbook())
    return laid([*others, replace(last, **changes)])  # type: ignore[arg-type]


def _overlapping() -> bytes:
    *others, last = items(workbook())
    first = others[0]
    return laid([*others, last, replace(first, name=b"xl/again.xml", local_name=b"xl/again.xml", start=0)])


def _wide(content: bytes, encoding: str = "utf-16") -> bytes:
    return content.decode().replace("UTF-8", "UTF-16").encode(encoding)


# --- fields -----------------------------------------------------------------------------------------------------------


def field(*pieces: str) -> str:
    """A field whose code is split over runs."""
    runs = "".join(f'<w:r><w:instrText xml:space="preserve">{piece}</w:instrText></w:r>' for piece in pieces)
    return f"{char('begin')}{runs}{char('separate')}<w:r><w:t>1</w:t></w:r>{char('end')}"


def char(kind: str) -> str:
    """A mark of a field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def _linked(kind: str, target: str, *, mode: str = "External") -> bytes:
    return zipped(document(of_body=related((kind, target, mode))))


def _holding(name: str, content: bytes, kind: str = "") -> bytes:
    """A plain workbook with one more part, typed by its ending."""
    types = typed(("xl/workbook.xml", XLSX_MAIN), *(((name, kind),) if kind else ()), bin="application/octet-stream")
    return zipped(workbook(types=types) | {name: content})


def _main(kind: str, name: str = "xl/workbook.xml") -> bytes:
    return zipped(workbook(types=typed((name, kind))))


def _dtd(doctype: str, *, encoding: str = "utf-8", before: str = "") -> bytes:
    """A workbook whose shared strings have a document type."""
    text = f'<?xml version="1.0"?>{before}{doctype}<sst xmlns="{SHEET}"><si><t>1</t></si></sst>'
    return zipped(workbook(strings=text.encode(encoding)))


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def _compound(*streams: str) -> bytes:
    return _OLE + b"".join(f"{stream}\0".encode("utf-16-le").ljust(128, b"\0") for stream in streams)


@dataclass(frozen=True)
class Sample:
    """A file and the reason it is refused; '' for one that is let in."""

    says: str
    reason: str
    content: bytes | Callable[[], bytes]
    """Made when it is wanted where that takes a while."""
    ending: str = ""

    def made(self) -> tuple[bytes, str]:
        """The file and its name."""
        content = self.content if isinstance(self.content, bytes) else self.content()
        return content, f"x.{self.ending or ('docx' if b'word/document.xml' in content else 'xlsx')}"


def _formats() -> list[Sample]:
    """What is no Office file."""
    opc = "http://schemas.microsoft.com/office/2006/xmlPackage"
    flat = "urn:schemas-microsoft-com:office:spreadsheet"
    of = {
        "empty": ("empty_file", b""),
        "zeros": ("corrupt_zip", bytes(5000)),
        "xls": ("xls_not_xlsx", _compound("Root Entry", "Workbook")),
        "bare biff": ("xls_not_xlsx", b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(50)),
        "encrypted package": ("encrypted", _compound("EncryptionInfo", "EncryptedPackage")),
        "outlook": ("msg_not_xlsx", _compound("__properties_version1.0")),
        "other compound": ("ole_not_xlsx", _compound("Contents")),
        "company cipher": ("enciphered", b"b\x14#e\0\0\0\x0eE-SafeNet\0\0\0LOCK" + bytes(range(256))),
        "html": ("html_not_xlsx", b"\r\n<html xmlns:x='urn:x'><table><tr><td>1</td></tr></table></html>"),
        "html in utf-16": ("html_not_xlsx", "<HTML><body>客户</body></HTML>".encode("utf-16")),
        "web archive": (
            "mht_not_xlsx",
            b"From: <Saved by WPS>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related\r\n",
        ),
        "excel 2003 xml": ("xml2003_not_xlsx", f'<?xml version="1.0"?><Workbook xmlns="{flat}"/>'.encode()),
        "flat opc": ("flat_opc", f'<?xml version="1.0"?><pkg:package xmlns:pkg="{opc}"/>'.encode()),
        "sylk": ("sylk_not_xlsx", b"ID;PWXL;N;E\r\nC;Y1;X1;K1\r\n"),
        "csv in gbk": ("csv_not_xlsx", "客户,单价\n上海,12\n".encode("gb18030")),
        "text": ("text_not_xlsx", "报价单如下".encode()),
        "rtf": ("rtf_not_xlsx", b"{\\rtf1\\ansi 1}"),
        "pdf": ("pdf_not_xlsx", b"%PDF-1.7\n1 0 obj"),
        "photograph": ("image_not_xlsx", b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(99)),
        "heic": ("image_not_xlsx", b"\0\0\0\x18ftypheic" + bytes(99)),
        "rar": ("archive_not_xlsx", b"Rar!\x1a\x07\x01\0" + bytes(99)),
        "noise": ("not_xlsx", bytes(range(256)) * 9),
        "plain zip": ("zip_not_xlsx", zipped({"a.txt": b"1"})),
        "empty zip": ("zip_not_xlsx", zipped({})),
        "ods": ("ods_not_xlsx", zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"})),
    }
    found = [Sample(name, reason, content) for name, (reason, content) in of.items()]
    odt = {"mimetype": b"application/vnd.oasis.opendocument.text"}
    return [
        *found,
        Sample("doc", "doc_not_docx", _compound("WordDocument"), "docx"),
        Sample("odt", "odt_not_docx", zipped(odt), "docx"),
        Sample("workbook named docx", "wrong_office_type", zipped(workbook()), "docx"),
        Sample("workbook named xls", "wrong_office_type", zipped(workbook()), "xls"),
        Sample("template", "xltx_not_xlsx", _main(f"{_OOXML}.spreadsheetml.template.main+xml")),
        Sample("binary", "xlsb_not_xlsx", _main("application/vnd.ms-excel.sheet.binary.macroEnabled.main")),
        Sample("presentation", "pptx_not_xlsx", _main(f"{_OOXML}.presentationml.presentation.main+xml")),
        Sample("macro type", "macros", _main("application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
        Sample("untyped main", "wrong_office_type", _main("application/xml")),
        Sample("no main", "no_main_part", zipped(workbook(root=related()))),
        Sample("main missing", "no_main_part", zipped(workbook(root=related(("officeDocument", "no.xml"))))),
        Sample(
            "two mains",
            "no_main_part",
            zipped(workbook(root=related(*[("officeDocument", "xl/workbook.xml")] * 2))),
        ),
    ]


def _archives() -> list[Sample]:
    """Zips out of order."""
    plain = laid(items(workbook()))
    last = items(workbook())[-1]
    return [
        Sample("prefix", "not_zip_at_0", laid(items(workbook()), before=b"GIF89a")),
        Sample("prefix counted in", "not_zip_at_0", b"#!/bin/sh\n" + plain),
        Sample("a zip before the zip", "hidden_data", laid(items(workbook()), before=zipped({"a": b"1"}))),
        Sample("comment", "trailing_data", laid(items(workbook()), comment=b"remark")),
        Sample("trailing bytes", "trailing_data", plain + b"MZ"),
        Sample("trailing zip", "corrupt_zip", plain + zipped({"a": b"1"})),
        Sample("truncated", "corrupt_zip", plain[: len(plain) // 2]),
        Sample("directory elsewhere", "corrupt_zip", laid(items(workbook()), shift=9)),
        Sample("gap", "hidden_data", with_item(behind=b"#" * 40)),
        Sample("bytes behind deflate", "hidden_data", with_item(packed=_deflated(last.content) + b"MZ")),
        Sample("overlap", "overlapping_entries", _overlapping),
        Sample("header says otherwise", "header_mismatch", with_item(local_name=b"xl/stylez.xml")),
        Sample("header size", "header_mismatch", with_item(local_size=9)),
        Sample("password", "encrypted_entry", with_item(flags=1)),
        Sample("bzip2", "unknown_compression", with_item(method=12)),
        Sample("symbolic link", "symlink_entry", with_item(system=3, attributes=0o120777 << 16)),
        Sample("twice", "duplicate_part", laid([*items(workbook()), last])),
        Sample("twice by case", "duplicate_part", laid([*items(workbook()), replace(last, name=b"XL/Styles.xml")])),
        Sample("twice by slash", "duplicate_part", laid([*items(workbook()), replace(last, name=b"xl\\styles.xml")])),
        Sample(
            "twice by composition",
            "duplicate_part",
            laid([*items(workbook()), Item("\u00e9.xml".encode(), b""), Item("e\u0301.xml".encode(), b"")]),
        ),
        Sample(
            "twice by an old letter",
            "duplicate_part",
            laid([*items(workbook()), replace(last, name="xl/\u017ftyles.xml".encode())]),
        ),
        Sample("header asks for a password", "header_mismatch", with_item(local_flags=1)),
        Sample("bytes behind the directory", "corrupt_zip", plain[:-22] + b"#" * 9 + plain[-22:]),
        Sample("second volume", "corrupt_zip", plain[:-18] + b"\1\0\1\0" + plain[-14:]),
        Sample("checksum", "corrupt_zip", with_item(packed=_deflated(b"<a/>".ljust(len(last.content))))),
        Sample("bad deflate", "corrupt_zip", with_item(packed=b"\xff" * 30)),
        Sample("size too small", "false_size", with_item(size=3)),
        Sample("size too large", "corrupt_zip", with_item(size=9_000)),
        Sample("1 GiB in a part that says 10", "false_size", lambda: with_item(packed=_huge(), size=10)),
        Sample("nested zip", "nested_archive", _holding("xl/media/a.png", zipped({"a": b"1"}))),
        Sample("nested rar", "nested_archive", _holding("xl/media/b.bin", b"Rar!\x1a\x07\0")),
        Sample("media bomb", "zip_bomb", lambda: _holding("xl/media/a.png", bytes(5 * MIB))),
        Sample("bomb of spaces", "zip_bomb", lambda: zipped(workbook(strings=b" " * 9 * MIB))),
        Sample(
            "forty bombs in one",
            "zip_bomb",
            lambda: zipped(workbook() | {f"a{n}.bin": _noisy() for n in range(60)}),
        ),
    ]


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def _huge() -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    return b"".join(packer.compress(bytes(MIB)) for _ in range(1024)) + packer.flush()


def _noisy() -> bytes:
    """4 MiB that pack to a hundredth."""
    return (bytes(range(256)) + bytes(25_000)) * (4 * MIB // 25_256)


def _contents() -> list[Sample]:
    """Document types, encodings, XML."""
    entity = '<!DOCTYPE sst [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    utf7 = b'<?xml version="1.0" encoding="UTF-7"?>\n+ADwAIQ-DOCTYPE sst+AD4-<sst/>'
    return [
        Sample("entities", "dtd_forbidden", _dtd(entity)),
        Sample("outer entity", "dtd_forbidden", _dtd('<!DOCTYPE sst SYSTEM "file:///etc/passwd">')),
        Sample("dtd behind comments", "dtd_forbidden", _dtd(entity, before="<!-- <sst> --><?a b?>\n<!---->")),
        Sample("dtd in utf-16", "dtd_forbidden", _dtd(entity, encoding="utf-16")),
        Sample("dtd in utf-16 without mark", "dtd_forbidden", _dtd(entity, encoding="utf-16-be")),
        Sample("dtd behind a byte order mark", "dtd_forbidden", _dtd(entity, encoding="utf-8-sig")),
        Sample("dtd in lower case", "dtd_forbidden", _dtd("<!doctype sst>")),
        Sample("dtd in content types", "dtd_forbidden", zipped(workbook(types=b"<!DOCTYPE a><Types/>"))),
        Sample("dtd in relationships", "dtd_forbidden", zipped(workbook(root=b"<!DOCTYPE a><a/>"))),
        Sample("dtd in a picture", "dtd_forbidden", _holding("xl/media/a.svg", b"<!DOCTYPE svg><svg/>")),
        Sample("dtd in a part named otherwise", "dtd_forbidden", _holding("xl/a.bin", b"\n<!DOCTYPE a><a/>")),
        Sample("utf-32", "unknown_encoding", _dtd(entity, encoding="utf-32")),
        Sample("utf-32 without mark", "unknown_encoding", _dtd(entity, encoding="utf-32-le")),
        Sample("ebcdic", "unknown_encoding", _dtd(entity, encoding="cp037")),
        Sample("utf-7", "unknown_encoding", zipped(workbook(strings=utf7))),
        Sample("broken utf-16", "malformed_xml", zipped(workbook(strings=b"\xff\xfe<\0\0\xdc"))),
        Sample("a comment without end", "malformed_xml", zipped(workbook(strings=b"<!-- <sst/>"))),
        Sample("a thousand comments", "malformed_xml", zipped(workbook(strings=b"<!---->" * 1000 + b"<a/>"))),
        Sample("malformed relationships", "malformed_xml", zipped(workbook(root=b"<Relationships>"))),
        Sample("deep content types", "too_deep", zipped(workbook(types=b"<a>" * 300 + b"</a>" * 300))),
        Sample(
            "a relationship twice",
            "duplicate_relation",
            zipped(workbook(of_book=related(("worksheet", "a"), ("worksheet", "b")).replace(b"rId2", b"rId1"))),
        ),
    ]


def _active() -> list[Sample]:
    """Macros, objects, links."""
    old = "http://schemas.microsoft.com/office/2006/relationships"
    unc = r"\\10.0.0.1\share\x.dotm"
    nested = related(("attachedTemplate", "http://e.cn/t", "External"))
    nested = nested.replace(b"<Relationship ", b"<a><Relationship ").replace(b"/></Rel", b"/></a></Rel")
    local = [
        r"file:///C:\Users\a\x.dotx",
        "Normal.dotm",
        "C:/t/x.dot",
        "file:///Users/a/x.dotx",
        "file://localhost/t",
        "file:///C:%5Ct%5Cx.dotx",
    ]
    remote = [
        "http://e.cn/x.dotm",
        "ftp://e.cn/x",
        unc,
        rf"file:///{unc}",
        "file://host/share/x",
        "//host/x",
        "file:///%5C%5Chost%5Cx",
        "file:////host/x",
        r"file:\\host\x",
        r"\\?\UNC\host\x",
        r"\??\UNC\host\x",
        " \thttps://e.cn",
    ]
    return [
        Sample("vba", "macros", _holding("xl/vbaProject.bin", _OLE)),
        Sample("vba by relationship", "macros", zipped(workbook(of_book=related((f"{old}/vbaProject", "a.bin"))))),
        Sample("macro sheet", "macros", _holding("xl/macrosheets/sheet1.xml", b"<a/>")),
        Sample(
            "macro sheet by type", "macros", _holding("xl/a.xml", b"<a/>", "application/vnd.ms-excel.macrosheet+xml")
        ),
        Sample("activex", "activex", _holding("xl/activeX/activeX1.xml", b"<a/>")),
        Sample("activex by relationship", "activex", zipped(document(of_body=related(("control", "a.xml"))))),
        Sample("embedded file", "embedded_object", _holding("xl/embeddings/a.bin", b"MZ")),
        Sample("ole", "embedded_object", _holding("xl/media/a.bin", _OLE)),
        Sample("ole by relationship", "embedded_object", zipped(document(of_body=related(("oleObject", "a.bin"))))),
        Sample("chart's workbook", "embedded_object", zipped(document(of_body=related(("package", "a.xlsx"))))),
        Sample("alt chunk", "alt_chunk", zipped(document(of_body=related(("aFChunk", "a.html"))))),
        Sample("ribbon", "custom_ui", _holding("customUI/customUI.xml", b"<a/>")),
        Sample(
            "ribbon by relationship", "custom_ui", zipped(document(of_body=related((f"{old}/ui/extensibility", "a"))))
        ),
        Sample("connection", "data_connection", _holding("xl/connections.xml", b"<a/>")),
        Sample("query table", "data_connection", _holding("xl/queryTables/queryTable1.xml", b"<a/>")),
        Sample("mail merge", "data_connection", _linked("mailMergeSource", "file:///C:/a.mdb")),
        Sample("external link", "external_link", _holding("xl/externalLinks/externalLink1.xml", b"<a/>")),
        Sample("external link path", "external_link", _linked("externalLinkPath", "a.xlsx")),
        Sample("linked picture", "external_relationship", _linked("image", "http://e.cn/a.png")),
        Sample("linked picture on a share", "external_relationship", _linked("image", r"\\h\a.png")),
        Sample("linked object", "external_relationship", _linked("oleObject", "file:///C:/a.xls")),
        Sample("frame", "external_relationship", _linked("frame", "http://e.cn")),
        Sample("subdocument", "external_relationship", _linked("subDocument", "file:///C:/a.docx")),
        Sample("mode in lower case", "external_relationship", _linked("image", "http://e.cn", mode="external")),
        Sample("mode left out", "external_relationship", _linked("image", "http://e.cn", mode="Internal")),
        Sample(
            "vml picture",
            "external_relationship",
            zipped(
                document('<w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="http://e.cn/a"/></w:pict>')
            ),
        ),
        Sample("a nested relationship", "remote_template", zipped(document(of_body=nested))),
        *(Sample(f"template {at}", "remote_template", _linked("attachedTemplate", at)) for at in remote),
        *(Sample(f"template {at}", "", _linked("attachedTemplate", at)) for at in local),
        *(
            Sample(f"hyperlink {at}", "", _linked("hyperlink", at))
            for at in ["http://e.cn", "mailto:a@b.cn", r"file:///\\h\x", "a.docx"]
        ),
    ]


def _ordering() -> list[Sample]:
    """Field codes and formulas."""
    begin, separate, end = char("begin"), char("separate"), char("end")
    both = "<mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>"
    merge = (
        f'<w:settings xmlns:w="{WORD}"><w:mailMerge><w:connectString w:val="D"/></w:mailMerge></w:settings>'.encode()
    )
    bodies = {
        **{
            f"{word} field": field(f" {word} a b ")
            for word in (
                "DDE",
                "DDEAUTO",
                "LINK",
                "INCLUDETEXT",
                "INCLUDEPICTURE",
                "IMPORT",
                "MACROBUTTON",
                "DATABASE",
                "INCLUDE",
            )
        },
        "split": field(" D", "DEA", "UTO c:\\a"),
        "lower case": field("ddeauto a"),
        "entities": field("&#68;D&#x45;AUTO a"),
        "cdata": field("<![CDATA[DD]]>E a"),
        "simple": '<w:fldSimple w:instr=" DDE a b "/>',
        "other prefix": f'<x:fldSimple xmlns:x="{WORD}" x:instr="DDE a"/>',
        "never ended": begin + _code("DDE a"),
        "no begin": _code("DDEAUTO a"),
        "nested": begin + _code("IF 1 ") + field("DDE a") + separate + end,
        "named by another": begin + field("QUOTE 68 68 69") + _code(" a b") + separate + end,
        "text within the code": begin + "<w:r><w:t>DD</w:t></w:r>" + _code("E a") + separate + end,
        "split by a fallback": begin + _code("D") + both.format("", _code("x")) + _code("DE a") + separate + end,
        "in the fallback alone": begin + _code("D") + both.format(_code("ATE"), _code("DE")) + separate + end,
        "split by a deletion": begin + _code("D") + f"<w:del>{_code('x')}</w:del>" + _code("DE a") + end,
        "split by an insertion": begin + _code("D") + f"<w:ins>{_code('x')}</w:ins>" + _code("DE a") + end,
    }
    honest = {
        "hyperlink to LINK": field(' HYPERLINK "http://e.cn/LINK" '),
        "page": field("PAGE  \\* MERGEFORMAT"),
        "LINK in a text": "<w:r><w:t>LINK DDE MACROBUTTON</w:t></w:r>",
        "sum of fields": begin + _code("= ") + field("PAGE") + _code(" - 1") + separate + end,
        "word that begins so": field("LINKED a"),
        "DDE in a result": begin + _code("REF a") + separate + "<w:r><w:t>DDE</w:t></w:r>" + end,
        "simple page": '<w:fldSimple w:instr=" PAGE "/>',
    }
    others = {
        f"{root}": zipped(document(beside={f"word/{root}.xml": story(field(" DDEAUTO a "), root)}))
        for root in ("hdr", "ftr", "footnotes", "endnotes", "comments", "glossaryDocument")
    }
    dde = {
        "dde": "cmd|'/c calc'!A1",
        "quoted dde": "'cmd'|'/c calc'!A1",
        "dde by entity": "cmd&#124;'/c calc'!A1",
        "dde in a function": "SUM(1,cmd|'/c'!A1)",
        "dde beside a text": '"a"&amp;cmd|x!y',
        "dde split by a comment": "cmd<!-- -->|'/c'!A1",
        "dde in cdata": "<![CDATA[cmd|'/c'!A1]]>",
    }
    cell = '<row r="1"><c r="A1"><f>{}</f><v>0</v></c></row>'
    spoken = {"pipe in a text": '"a|b"', "pipe in a sheet's name": "'a|b'!A1", "no pipe": "SUM(A1)"}
    rule = (
        '<conditionalFormatting><cfRule type="expression"><formula>cmd|x!y</formula></cfRule></conditionalFormatting>'
    )
    named = "<definedNames><definedName name='a'>cmd|'/c calc'!A1</definedName></definedNames>"
    text = '<row r="1"><c r="A1" t="inlineStr"><is><t>=cmd|\'/c calc\'!A1</t></is></c></row>'
    return [
        *(Sample(f"field {name}", "active_field", zipped(document(body))) for name, body in bodies.items()),
        *(Sample(f"field in {name}", "active_field", content) for name, content in others.items()),
        *(Sample(f"field {name}", "", zipped(document(body))) for name, body in honest.items()),
        *(Sample(name, "dde_formula", zipped(workbook(sheet=sheet(cell.format(f))))) for name, f in dde.items()),
        *(Sample(name, "", zipped(workbook(sheet=sheet(cell.format(f))))) for name, f in spoken.items()),
        Sample("dde in a rule", "dde_formula", zipped(workbook(sheet=sheet("", rule)))),
        Sample("dde in a name", "dde_formula", zipped(workbook(book=book(named)))),
        Sample("dde in utf-16", "dde_formula", zipped(workbook(sheet=_wide(sheet(cell.format(dde["dde"])))))),
        Sample("dde as a text", "", zipped(workbook(sheet=sheet(text)))),
        Sample("field in utf-16", "active_field", zipped(document(main=_wide(story(field("DDE a")))))),
        Sample("mail merge settings", "data_connection", zipped(document(beside={"word/settings.xml": merge}))),
    ]


@dataclass(frozen=True)
class Bound:
    """A limit: `make(n)` holds n of what is counted."""

    says: str
    reason: str
    limits: Limits
    most: int
    make: Callable[[int], bytes]
    ending: str = "xlsx"


def _cells(count: int, tag: str = "c") -> str:
    return "<row>" + f"<{tag} s='1'/>" * count + "</row>"


def bounds() -> list[Bound]:
    """Each limit, lowered so that its files stay small, with files of any count."""
    low = Limits
    merge, link = '<mergeCell ref="A1:XFD1048576"/>', '<hyperlink ref="A1:XFD1048576"/>'
    name = '<definedName name="a">1</definedName>'
    x = SHEET
    return [
        Bound("bytes of the file", "too_large", low(file=9_000), 9_000, _padded),
        Bound(
            "entries",
            "too_many_parts",
            low(entries=20),
            20,
            lambda n: zipped(workbook() | {f"a{i}": b"" for i in range(n - 7)}),
        ),
        Bound(
            "bytes of a part",
            "zip_bomb",
            low(part=9_000),
            9_000,
            lambda n: _holding("a.png", b"\x89PNG".ljust(n, b"1")),
        ),
        Bound("bytes of all parts", "zip_bomb", low(total=20_000), 20_000, _total),
        Bound(
            "elements of a sheet's part",
            "too_many_elements",
            low(elements=999),
            999,
            lambda n: zipped(workbook(strings=_elements(n))),
        ),
        Bound(
            "elements of a story",
            "too_many_elements",
            low(story=999),
            999,
            lambda n: zipped(document(main=_elements(n))),
            "docx",
        ),
        Bound(
            "attributes of a story",
            "too_many_attributes",
            low(attributes=999),
            999,
            lambda n: zipped(document(main=b"<w " + b" ".join(b"a%d=''" % i for i in range(n)) + b"/>")),
            "docx",
        ),
        Bound("cells", "too_many_cells", low(cells=5_000), 5_000, lambda n: zipped(workbook(sheet=sheet(_cells(n))))),
        Bound(
            "cells with a prefix", "too_many_cells", low(cells=500), 500, lambda n: zipped(workbook(sheet=_prefixed(n)))
        ),
        Bound(
            "cells beside rules",
            "too_many_cells",
            low(cells=500),
            500,
            lambda n: zipped(workbook(sheet=_two_columns(n))),
        ),
        Bound("cells of two sheets", "too_many_cells", low(cells=900), 900, lambda n: zipped(_two_sheets(n))),
        Bound("rows", "too_many_rows", low(rows=300), 300, lambda n: zipped(workbook(sheet=sheet("<row/>" * n)))),
        Bound(
            "merges",
            "too_many_merges",
            low(merges=300),
            300,
            lambda n: zipped(workbook(sheet=sheet("", f"<mergeCells>{merge * n}</mergeCells>"))),
        ),
        Bound(
            "hyperlinks",
            "too_many_links",
            low(links=300),
            300,
            lambda n: zipped(workbook(sheet=sheet("", f"<hyperlinks>{link * n}</hyperlinks>"))),
        ),
        Bound(
            "relationships",
            "too_many_links",
            low(links=300),
            300,
            lambda n: zipped(document(of_body=related(*[("hyperlink", "a", "External")] * (n - 3)))),
            "docx",
        ),
        Bound(
            "names",
            "too_many_names",
            low(names=300),
            300,
            lambda n: zipped(workbook(book=book(f"<definedNames>{name * n}</definedNames>"))),
        ),
        Bound(
            "styles",
            "too_many_styles",
            low(styles=300),
            300,
            lambda n: zipped(
                workbook(styles=f'<styleSheet xmlns="{x}"><cellXfs>{"<xf/>" * n}</cellXfs></styleSheet>'.encode())
            ),
        ),
        Bound(
            "text of Chinese",
            "text_too_long",
            LIMITS,
            LIMITS.string,
            lambda n: zipped(workbook(strings=_string("长" * n))),
        ),
        Bound(
            "text of entities",
            "text_too_long",
            LIMITS,
            LIMITS.string,
            lambda n: zipped(workbook(strings=_string("&amp;" * n))),
        ),
        Bound(
            "text of a run",
            "text_too_long",
            LIMITS,
            LIMITS.string,
            lambda n: zipped(document(f"<w:r><w:t>{'a' * n}</w:t></w:r>")),
            "docx",
        ),
    ]


def _padded(size: int) -> bytes:
    """A workbook of just that many bytes."""
    stored = zipped(workbook() | {"a.png": b""}, zipfile.ZIP_STORED)
    return zipped(workbook() | {"a.png": b"\x89PNG".ljust(size - len(stored), b"1")}, zipfile.ZIP_STORED)


def _total(size: int) -> bytes:
    """A workbook that unpacks to that many bytes."""
    parts = workbook()
    return zipped(parts | {"a.png": b"\x89PNG".ljust(size - sum(map(len, parts.values())), b"1")})


def _elements(count: int) -> bytes:
    return b"<sst>" + b"<a/>" * (count - 1) + b"</sst>"


def _string(text: str, encoding: str = "utf-8") -> bytes:
    return f'<sst xmlns="{SHEET}"><si><t>{text}</t></si></sst>'.encode(encoding)


def _prefixed(count: int) -> bytes:
    return f'<x:worksheet xmlns:x="{SHEET}"><x:sheetData>{_cells(count, "x:c")}</x:sheetData></x:worksheet>'.encode()


def _two_columns(count: int) -> bytes:
    """A sheet with many rules beside its cells, which are none."""
    return sheet(_cells(count), "<cfRule/>" * 400)


def _two_sheets(count: int) -> Parts:
    half = count // 2
    return workbook(sheet=sheet(_cells(half))) | {"xl/worksheets/sheet2.xml": sheet(_cells(count - half))}


def heavy() -> list[Sample]:
    """Files at the limits themselves, which take time and memory if anything does."""
    cell, run = '<c r="A1"><v>12.5</v></c>', "<w:r><w:t>12.5</w:t></w:r>"
    text = _long("客户名称", 30 * MIB, "{}")
    x = zipped
    return [
        Sample(
            "35 MiB of cells", "too_many_cells", lambda: x(workbook(sheet=sheet(f"<row>{_long(cell, 35 * MIB)}</row>")))
        ),
        Sample(
            "95 MiB of elements", "too_many_elements", lambda: x(workbook(sheet=sheet(_long("<v>1</v>", 95 * MIB))))
        ),
        Sample("1 million empty rows", "too_many_rows", lambda: x(workbook(sheet=sheet(_long("<row/>", 6 * MIB))))),
        Sample(
            "300,000 names", "too_many_names", lambda: x(workbook(book=book(_long('<definedName name="n"/>', 9 * MIB))))
        ),
        Sample("a story of 95 MiB", "too_many_elements", lambda: x(document(field("DDE a") + _long(run, 95 * MIB)))),
        Sample("a story of 7 MiB", "active_field", lambda: x(document(_long(run, 7 * MIB) + field("DDE a")))),
        Sample("a text of 90 MiB", "text_too_long", lambda: x(workbook(strings=_string(text)))),
        Sample("dtd behind 90 MiB", "dtd_forbidden", lambda: _dtd("<!DOCTYPE sst>", before=f"<!--{text}-->")),
        Sample("60 MiB of utf-16", "zip_bomb", lambda: x(workbook(strings=_string(text, "utf-16")))),
        Sample("25 MiB of utf-16", "text_too_long", lambda: x(workbook(strings=_string(text[: 12 * MIB], "utf-16")))),
    ]


def _long(piece: str, size: int, spice: str = "<!--{}-->") -> str:
    """The piece so often that it fills that many bytes, with noise between: it packs to a fortieth, no bomb."""
    noise = spice.format(random.Random(1).randbytes(600).hex())
    block = (
        piece * (33_000 // len(piece)) + noise
    )  # longer than the window of deflate, so the noise is never found again
    return block * (size // len(block))


SAMPLES = (*_formats(), *_archives(), *_contents(), *_active(), *_ordering())
"""All of them; those without a reason are the honest twins."""
