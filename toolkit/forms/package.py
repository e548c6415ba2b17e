"""The zip around a form: what kind of file it is, its parts, its custom properties; and one written anew."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Literal
from xml.sax.saxutils import escape

from lxml import etree

from toolkit.errors import UnreadableFile

Medium = Literal["xlsx", "docx"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STILL = (2026, 1, 1, 0, 0, 0)
"""Time of every zip entry we write, so that the same form gives the same bytes."""
_PROPERTY_SET = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


class Package:
    """The parts of one file, found by name whatever its case and slashes."""

    def __init__(self, content: bytes, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, OSError, ValueError) as trouble:
            raise UnreadableFile(name, "corrupt_zip") from trouble
        self._names = {_plain(entry.filename): entry for entry in self._zip.infolist()}

    def __contains__(self, part: str) -> bool:
        return _plain(part) in self._names

    def read(self, part: str) -> bytes:
        """The bytes of a part, b'' where there is none. Raises UnreadableFile for a damaged one."""
        entry = self._names.get(_plain(part))
        if entry is None:
            return b""
        try:
            return self._zip.read(entry)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as trouble:
            raise UnreadableFile(self.name, "corrupt_zip") from trouble

    def xml(self, part: str) -> etree._Element | None:
        """The root element of a part, None where there is none. Raises UnreadableFile for malformed XML."""
        content = self.read(part)
        if not content:
            return None
        try:
            return etree.fromstring(content, _PARSER)
        except (etree.XMLSyntaxError, ValueError) as trouble:
            raise UnreadableFile(self.name, "malformed_xml") from trouble

    @property
    def main(self) -> str:
        """Name of the main part, by the package's relationships; '' where they name none."""
        root = self.xml("_rels/.rels")
        for relation in () if root is None else root:
            if isinstance(relation.tag, str) and relation.get("Type", "").endswith("/officeDocument"):
                return relation.get("Target", "").lstrip("/")
        return ""

    @property
    def properties(self) -> Mapping[str, str]:
        """The custom properties, as text."""
        root = self.xml("docProps/custom.xml")
        if root is None:
            return {}
        return {entry.get("name", ""): "".join(entry.itertext()) for entry in root if isinstance(entry.tag, str)}

    @property
    def medium(self) -> Medium | None:
        """Workbook or Word file, by the main part's declared type, else by its place."""
        declared = self.read("[Content_Types].xml")
        if b"wordprocessingml" in declared or self.main.startswith("word/"):
            return "docx"
        if b"spreadsheetml" in declared or self.main.startswith("xl/"):
            return "xlsx"
        return None


def _plain(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()


def opened(content: bytes, name: str) -> tuple[Package, Medium]:
    """The package and what it is. Raises UnreadableFile with a reason word of the quirks manifest."""
    reason = _what_else(content, name)
    if reason:
        raise UnreadableFile(name, reason)
    package = Package(content, name)
    medium = package.medium
    suffix = name.rpartition(".")[2].lower()
    if medium is None or (suffix in ("xlsx", "docx") and suffix != medium):
        raise UnreadableFile(name, "ods_not_xlsx" if "content.xml" in package else "wrong_office_type")
    return package, medium


def _what_else(content: bytes, name: str) -> str:
    """What the file is instead of a zip; '' for a zip."""
    if content.startswith(b"PK"):
        return ""
    wanted = "docx" if name.lower().endswith(".docx") else "xlsx"
    if content.startswith(_OLE):
        is_encrypted = "EncryptedPackage".encode("utf-16-le") in content
        return "encrypted" if is_encrypted else {"xlsx": "xls_not_xlsx", "docx": "doc_not_docx"}[wanted]
    if zipfile.is_zipfile(io.BytesIO(content)):
        return "not_zip_at_0"
    return _sniffed(content[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower(), wanted)


def _sniffed(head: bytes, wanted: str) -> str:
    """What text or print format begins like this."""
    if not head:
        return "empty_file"
    if b"<html" in head or head.startswith((b"<!doctype html", b"<table", b"mime-version")):
        return f"html_not_{wanted}"
    kinds = ((b"{\\rtf", f"rtf_not_{wanted}"), (b"%pdf", f"pdf_not_{wanted}"), (b"<?xml", "flat_opc"))
    return next((reason for start, reason in kinds if head.startswith(start)), f"not_{wanted}")


def custom_properties(named: Mapping[str, str]) -> bytes:
    """The part docProps/custom.xml that holds these properties, each as text."""
    entries = "".join(
        f'<property fmtid="{_PROPERTY_SET}" pid="{pid}" name="{escape(name)}">'
        f"<vt:lpwstr>{escape(text)}</vt:lpwstr></property>"
        for pid, (name, text) in enumerate(named.items(), start=2)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        f"{entries}</Properties>"
    ).encode()


def _as_it_is(part: bytes) -> bytes:
    return part


def stilled(content: bytes, change: Callable[[bytes], bytes] = _as_it_is) -> bytes:
    """The same zip without its clock: every entry dated alike, in the same order, `change` applied to each."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            still = zipfile.ZipInfo(entry.filename, _STILL)
            still.compress_type = zipfile.ZIP_DEFLATED
            still.external_attr = 0o600 << 16
            new.writestr(still, change(old.read(entry)))
    return made.getvalue()
