"""Which old or foreign format a file has: by its name and its content, which must agree."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final, Literal

from toolkit.errors import UnreadableFile
from toolkit.forms.legacy.compound import Compound
from toolkit.office.foreign import COMPOUND, open_document
from toolkit.office.limits import LIMITS
from toolkit.office.package import Package, plain
from toolkit.office.zip_order import disorder

Sort = Literal["", "xls", "xlsb", "ods", "doc", "xlsx", "docx"]
"""`xlsx`, `docx`: an ordinary package under a name of WPS's; '' for what the gate alone judges."""

SUFFIXES: Final = (".xls", ".et", ".ods", ".xlsb", ".doc", ".wps")
_WORKBOOKS, _WORDS = (".xls", ".et"), (".doc", ".wps")
_OWN_OF_WPS: Final[dict[str, Sort]] = {".et": "xlsx", ".wps": "docx"}
_MACRO_STORAGES: Final = frozenset(("_vba_project_cur", "_vba_project", "vba", "macros"))
_EMBEDDED = re.compile(r"mbd[0-9a-f]{8}$|\x01ole10native$", re.IGNORECASE)
_ACTIVE = re.compile(
    r"(?P<macros>vbaproject|vbadata|macrosheets/|^basic/|^scripts/)|(?P<activex>/activex/)"
    r"|(?P<external_link>/externallinks/)|(?P<data_connection>/connections\.|/querytables/)"
    r"|(?P<embedded_object>/embeddings/)"
)
"""Names of parts, lower case, of .xlsb and .ods; what acts, or leads elsewhere."""


def sort_of(content: bytes, name: str) -> Sort:
    """The format, once its content agrees with the name's ending and holds nothing that acts.

    Raises UnreadableFile: `too_large`, `legacy_damaged`, `macros`, `activex`, `external_link`, `data_connection`,
    `embedded_object`, `encrypted`, and what `disorder` and Package raise.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        return ""
    if len(content) > LIMITS.file:
        raise UnreadableFile(name, "too_large")
    if content.startswith(COMPOUND):
        return _in_compound(content, name, suffix)
    return _in_package(content, name, suffix) if content.startswith(b"PK\x03\x04") else ""


def _in_compound(content: bytes, name: str, suffix: str) -> Sort:
    compound = Compound(content, name)
    if "encryptedpackage" in compound.top:
        return ""
    is_workbook = suffix in _WORKBOOKS and not {"workbook", "book"}.isdisjoint(compound.top)
    is_word = suffix in _WORDS and "worddocument" in compound.top
    if not is_workbook and not is_word:
        return ""
    names = {entry.lower() for entry in compound.names}
    if names & _MACRO_STORAGES:
        raise UnreadableFile(name, "macros")
    if any(_EMBEDDED.match(entry) for entry in names):
        raise UnreadableFile(name, "embedded_object")
    if is_word and _is_enciphered(compound.read("WordDocument")):
        raise UnreadableFile(name, "encrypted")
    return "xls" if is_workbook else "doc"


def _is_enciphered(stream: bytes) -> bool:
    """Whether the header of a Word stream asks for a password. Source: [MS-DOC] 2.5.2, fEncrypted."""
    return len(stream) > 11 and bool(stream[11] & 0x01)


def _in_package(content: bytes, name: str, suffix: str) -> Sort:
    if suffix in _OWN_OF_WPS:
        return _OWN_OF_WPS[suffix]
    package = Package(content, name)
    if suffix == ".ods":
        is_so = "mimetype" in package and open_document(package.read("mimetype")) == "ods"
    else:
        is_so = suffix == ".xlsb" and ".binary." in package.content_type(package.main)
    if not is_so:
        return ""
    if reason := disorder(package.archive) or _active(package):
        raise UnreadableFile(name, reason)
    return "ods" if suffix == ".ods" else "xlsb"


def _active(package: Package) -> str:
    for part in package.names:
        if found := _ACTIVE.search(plain(part)):
            return str(found.lastgroup)
    is_enciphered = b"encryption-data" in package.read("META-INF/manifest.xml")
    return "encrypted" if is_enciphered else ""
