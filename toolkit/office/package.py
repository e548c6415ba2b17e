"""An Office file as parts: found by name whatever its case and slashes, with content types and relationships."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple, TypeVar, cast
from urllib.parse import unquote

from lxml import etree

from toolkit.errors import UnreadableFile
from toolkit.office.archive import Archive, Entry
from toolkit.office.limits import LIMITS, Limits
from toolkit.office.prolog import as_ascii, prolog_of

Medium = Literal["xlsx", "docx"]

_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*\?>""")
_SAID_FIRST = re.compile(r"\ufeff?\s*<\?xml[^>]*\?>")
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "big5": "cp950"}
"""Encodings that are named where a wider one is meant."""
_ELSEWHERE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]+:|\\\\)", re.IGNORECASE)
"""Begin of a target that is an address though it claims to be a part."""

_REMEMBERED, _LARGEST_REMEMBERED = 128, 32_768
"""Small parts of which is kept what they say, and how many bytes they may have."""

CONTENT_TYPES = "[Content_Types].xml"

T = TypeVar("T")


class Relation(NamedTuple):
    """One relationship of a part."""

    id: str
    kind: str
    """Last word of its type: `worksheet`, `hyperlink`; strict and transitional files agree in it."""
    target: str
    """Name of the part, or the address when external."""
    is_external: bool = False


class Package:
    """The parts of one file. Parts are unpacked when first asked for.

    Raises UnreadableFile: what the archive and `parsed` raise, and `duplicate_relation`.
    """

    def __init__(self, content: bytes, name: str, limits: Limits = LIMITS) -> None:
        self.name, self.content = name, content
        self.archive = Archive(content, name, limits)
        self._entries = {plain(entry.name): entry for entry in self.archive.entries}
        self._parts: dict[str, bytes] = {}
        self._related: dict[str, Mapping[str, Relation]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all entries as stored, in their order."""
        return tuple(entry.name for entry in self.archive.entries)

    def __contains__(self, part: str) -> bool:
        return plain(part) in self._entries

    def entry(self, part: str) -> Entry | None:
        """The entry of a part, None where there is none."""
        return self._entries.get(plain(part))

    def read(self, part: str) -> bytes:
        """The bytes of a part, b'' where there is none."""
        key = plain(part)
        found = self._parts.get(key)
        if found is None:
            entry = self._entries.get(key)
            found = b"" if entry is None else self.archive.read(entry)
            self._parts[key] = found
        return found

    def held(self, part: str) -> bytes | None:
        """A part that is unpacked already."""
        return self._parts.get(plain(part))

    def hold(self, part: str, content: bytes) -> None:
        """Keep a part that was unpacked elsewhere for those who read it next."""
        self._parts[plain(part)] = content

    def text(self, part: str) -> str:
        """The part decoded by its own declaration, without a byte order mark."""
        return decoded(self.read(part), self.name)

    def xml(self, part: str) -> etree._Element | None:
        """The root element of a part without comments and instructions, None where there is none."""
        content = self.read(part)
        if not content:
            return None
        return parsed(content, self.name)

    def content_type(self, part: str) -> str:
        """The type declared for a part, lower case: its own, else that of its ending; '' for none."""
        own, by_ending = self._types
        key = plain(part)
        return own.get(key) or by_ending.get(key.rpartition(".")[2], "")

    @cached_property
    def _types(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        return said(_types_in, self.read(CONTENT_TYPES), self.name)

    def relations(self, part: str = "") -> Mapping[str, Relation]:
        """The relationships of a part by id; of the package itself for ''."""
        key = plain(part)
        found = self._related.get(key)
        if found is None:
            folder, _, last = part.replace("\\", "/").lstrip("/").rpartition("/")
            written = self.read(f"{folder}/_rels/{last}.rels" if folder else f"_rels/{last}.rels")
            listed = said(_relations_in, written, self.name)
            found = {one.id: one if one.is_external else self._resolved(one, folder) for one in listed}
            if len(found) != len(listed):
                raise UnreadableFile(self.name, "duplicate_relation")
            self._related[key] = found
        return found

    def _resolved(self, relation: Relation, folder: str) -> Relation:
        target = relation.target.replace("\\", "/")
        joined = f"{folder}/{target}" if folder and not target.startswith("/") else target.lstrip("/")
        if "./" in joined or "//" in joined or joined.endswith("."):
            joined = posixpath.normpath(f"/{joined}").lstrip("/")
        joined = joined if joined in self or "%" not in joined else unquote(joined)
        return relation._replace(target=joined)

    def related(self, kind: str, part: str = "") -> str:
        """The first part that stands in this relationship to a part; '' for none."""
        return next((r.target for r in self.relations(part).values() if r.kind == kind and not r.is_external), "")

    @property
    def main(self) -> str:
        """Name of the main part, by the package's relationships; '' where they name none."""
        return self.related("officeDocument")

    @property
    def medium(self) -> Medium | None:
        """Workbook or Word file, by the main part's declared type; None for anything else."""
        declared = self.content_type(self.main)
        if "wordprocessingml" in declared or "ms-word" in declared:
            return "docx"
        return "xlsx" if "spreadsheetml" in declared or "ms-excel" in declared else None

    @property
    def properties(self) -> Mapping[str, str]:
        """The custom properties, as text."""
        root = self.xml(self.related("custom-properties") or "docProps/custom.xml")
        if root is None:
            return {}
        return {entry.get("name", ""): "".join(entry.itertext()) for entry in root}


def said(read: Callable[[bytes], T], content: bytes, name: str) -> T:
    """What `read` makes of a part's bytes, once for all files that have the very same small part.

    `read` is a pure function; it raises UnreadableFile without a name, and returns what nobody changes.
    """
    try:
        return cast("T", (_remembered if len(content) <= _LARGEST_REMEMBERED else _made)(read, content))
    except UnreadableFile as trouble:
        raise UnreadableFile(name, trouble.code) from trouble


def _made(read: Callable[[bytes], object], content: bytes) -> object:
    return read(content)


_remembered = lru_cache(maxsize=_REMEMBERED)(_made)


def _types_in(content: bytes) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The types that are declared, by part and by ending."""
    own: dict[str, str] = {}
    by_ending: dict[str, str] = {}
    for entry in parsed(content, "").iter("{*}Override", "{*}Default") if content else ():
        kind = entry.get("ContentType", "").strip().lower()
        if "PartName" in entry.attrib:
            own[plain(entry.get("PartName", ""))] = kind
        else:
            by_ending[entry.get("Extension", "").lower()] = kind
    return own, by_ending


def _relations_in(content: bytes) -> tuple[Relation, ...]:
    """The relationships as written, targets unresolved."""
    return tuple(map(_relation, parsed(content, "").iter("{*}Relationship"))) if content else ()


def _relation(entry: etree._Element) -> Relation:
    target = entry.get("Target", "")
    is_external = entry.get("TargetMode", "").strip().lower() == "external" or bool(_ELSEWHERE.match(target))
    kind = entry.get("Type", "").strip().rpartition("/")[2]
    return Relation(entry.get("Id", ""), kind, target, is_external)


@lru_cache(maxsize=4_096)
def plain(part: str) -> str:
    """A part's name as it is compared: lower case, no leading slash."""
    return part.replace("\\", "/").lstrip("/").lower()


def local(element: etree._Element) -> str:
    """An element's name without its namespace: strict, transitional and prefixed files differ in nothing else."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def parsed(content: bytes, name: str) -> etree._Element:
    """The root element. Never resolves, loads or expands anything.

    Raises UnreadableFile: `dtd_forbidden` and `unknown_encoding` before the parser sees it, `too_deep` and
    `text_too_long` at libxml2's own limits (256 levels, 10 MB of one text), else `malformed_xml`.
    """
    if fault := prolog_of(as_ascii(content, name)).fault:
        raise UnreadableFile(name, fault)
    try:
        return etree.fromstring(content, _PARSER)
    except etree.XMLSyntaxError as trouble:
        if trouble.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise UnreadableFile(name, "too_deep" if "depth" in str(trouble) else "text_too_long") from trouble
        return _parsed_as_text(content, name)
    except (ValueError, LookupError):
        return _parsed_as_text(content, name)


def _parsed_as_text(content: bytes, name: str) -> etree._Element:
    """For what stands before the declaration, and for encodings that libxml2 does not know as well as Python."""
    try:
        return etree.fromstring(decoded(content, name).encode(), _PARSER)
    except (etree.XMLSyntaxError, ValueError) as trouble:
        raise UnreadableFile(name, "malformed_xml") from trouble


def decoded(content: bytes, name: str) -> str:
    """XML as text without its declaration, by byte order mark, else declared encoding, else UTF-8.

    Raises UnreadableFile (`malformed_xml`).
    """
    try:
        for mark, encoding in _BOMS:
            if content.startswith(mark):
                text = content.decode(encoding)
                break
        else:
            content = content.removeprefix(b"\xef\xbb\xbf")
            declared = _DECLARED.match(content)
            encoding = declared[1].decode().lower() if declared else "utf-8"
            text = content.decode(_WIDER.get(encoding, encoding))
    except (UnicodeDecodeError, LookupError) as trouble:
        raise UnreadableFile(name, "malformed_xml") from trouble
    said = _SAID_FIRST.match(text)
    return (text[said.end() :] if said else text).removeprefix("\ufeff")
