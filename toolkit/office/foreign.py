"""What a file is that is no Office package, by its content: the reason word that says so.

Sources: intake.md 5.3 (1, 2); forms.md 3 (WPS saves .et as HTML, MHT and Excel-2003 XML named .xls).
"""

from __future__ import annotations

import re
from typing import Final

WORD_ENDINGS: Final = frozenset({"docx", "docm", "dotx", "dotm", "doc", "dot", "wps", "wpt", "odt", "rtf"})
"""Endings of what is meant for a word processor; anything else is taken for a workbook."""

COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Begin of a compound file (OLE): old Office files, encrypted ones, embedded objects."""
_STREAMS: Final = (
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "xls"),
    ("WordDocument", "doc"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__properties_version1.0", "msg"),
)
"""Names of streams in a compound file, and what has them. WPS's own .et and .wps have Excel's and Word's."""
_ENCIPHERED: Final = (b"E-SafeNet", b"%TSD-Header", b"DRMContent")
"""Marks of the ciphers that companies here put over every file of a PC, readable there alone."""
_MAGIC: Final = (
    (b"\x09\x08\x10\x00\x00\x06\x05\x00", "xls"),
    (b"\x09\x08\x08\x00\x00\x05", "xls"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"PK\x05\x06", "zip"),
    (b"{\\rtf", "rtf"),
    (b"ID;P", "sylk"),
)
_HTML = re.compile(r"(?:<!doctype\s+html|<(?:\w+:)?(?:html|head|body|table|meta|style)\b)")
_MHT = re.compile(r"^(?:mime-version|from|content-type|x-[a-z-]+|subject|date):.*", re.MULTILINE)
_XML: Final = (
    ("http://schemas.microsoft.com/office/2006/xmlpackage", "flat_opc"),
    ("urn:schemas-microsoft-com:office:spreadsheet", "xml2003"),
    ("http://schemas.microsoft.com/office/word/2003/wordml", "xml2003"),
    ("urn:oasis:names:tc:opendocument", "ods"),
)
_MIMETYPES: Final = (("spreadsheet", "ods"), ("presentation", "odp"), ("", "odt"))


def foreign(content: bytes, name: str) -> str:
    """`xls_not_xlsx`, `encrypted`, `rtf_not_docx` and their like; '' for what begins as a zip does."""
    if not content:
        return "empty_file"
    if content.startswith(b"PK\x03\x04"):
        return ""
    kind = _by_magic(content) or _by_text(content)
    return worded(kind, name) if kind else f"not_{wanted(name)}"


def worded(kind: str, name: str) -> str:
    """The reason word for a kind of file under that name."""
    return kind if kind in _ALONE else f"{kind}_not_{wanted(name)}"


_ALONE: Final = frozenset({"encrypted", "enciphered", "corrupt_zip", "not_zip_at_0", "flat_opc", "macros"})
"""Words that say all without what was expected."""


def wanted(name: str) -> str:
    """What a file of that name was meant to be."""
    return "docx" if name.rpartition(".")[2].lower() in WORD_ENDINGS else "xlsx"


def open_document(mimetype: bytes) -> str:
    """Which OpenDocument file has this as its part `mimetype`; '' for none."""
    said = mimetype[:200].decode("latin-1")
    if not said.startswith("application/vnd.oasis.opendocument."):
        return ""
    return next(kind for word, kind in _MIMETYPES if word in said)


def _by_magic(content: bytes) -> str:
    if content.startswith(COMPOUND):
        return _compound(content)
    if content[-22:-18] == b"PK\x05\x06" and len(content) > 22:
        return "not_zip_at_0"  # whatever it begins as: a picture or PDF that is a zip as well
    if any(mark in content[:512] for mark in _ENCIPHERED):
        return "enciphered"
    if not content.strip(b"\0"):
        return "corrupt_zip"  # copied only in part: the place was reserved, nothing was written
    kind = next((kind for mark, kind in _MAGIC if content.startswith(mark)), "") or _elsewhere(content)
    return kind or ("not_zip_at_0" if b"PK\x05\x06" in content[-70_000:] else "")


def _elsewhere(content: bytes) -> str:
    """What has its mark not at the very beginning: PDF, WebP, BMP, and HEIC, as telephones take photographs."""
    if b"%PDF-" in content[:1024]:
        return "pdf"
    is_bitmap = content.startswith(b"BM") and content[6:10] == b"\0\0\0\0"
    return "image" if is_bitmap or content[8:12] == b"WEBP" or content[4:8] == b"ftyp" else ""


def _compound(content: bytes) -> str:
    """By the names of its streams."""
    return next((kind for stream, kind in _STREAMS if f"{stream}\0".encode("utf-16-le") in content), "ole")


def _by_text(content: bytes) -> str:
    """What text begins like this."""
    text = _text(content[:8_192])
    if text is None:
        return ""
    begin = text.lstrip("\ufeff \t\r\n").lower()
    if not begin:
        return "text"
    if begin.startswith("<"):
        return _markup(begin)
    if len(_MHT.findall(begin[:2_000])) > 1 and "mime-version:" in begin:
        return "mht"
    lines = [line for line in begin.splitlines() if line.strip()][:5]
    is_table = any(all(mark in line for line in lines) for mark in ",\t;")
    return "csv" if is_table else "text"


def _markup(text: str) -> str:
    if found := next((kind for mark, kind in _XML if mark in text), ""):
        return found
    return "html" if _HTML.search(text) else "xml"


def _text(head: bytes) -> str | None:
    """The beginning as text, None where it is none."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "replace")
    if b"\0" in head:
        return None
    for encoding in ("utf-8", "gb18030"):
        try:
            return head.decode(encoding)
        except UnicodeDecodeError as trouble:
            if trouble.start > len(head) - 4:  # cut within a character
                return head[: trouble.start].decode(encoding)
    return None
