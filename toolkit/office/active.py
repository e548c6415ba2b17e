"""What a package holds beside its text that acts, or is fetched from elsewhere, when the file is opened.

By names of parts, content types and relationships; what parts themselves order is in `orders`.
Source: intake.md 5.3 (8, 9); forms.md 3 (WPS names a local template in ordinary files).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from toolkit.errors import UnreadableFile
from toolkit.office.limits import Limits
from toolkit.office.package import Package, Relation, plain

_PARTS: Final = (
    ("macros", ("vbaproject", "vbadata", "macrosheet", "macroenabled", "attachedtoolbars")),
    ("activex", ("/activex/", "ms-office.activex")),
    ("external_link", ("/externallinks/", "externallink+xml")),
    ("data_connection", ("/connections.xml", "/querytables/", "connections+xml", "querytable+xml")),
    ("custom_ui", ("/customui/", "/usercustomization/")),
    ("alt_chunk", ("/afchunk",)),
    ("embedded_object", ("/embeddings/", ".oleobject")),
)
"""What stands in `/name of the part content/type`, in lower case."""

_KINDS: Final = {
    "vbaproject": "macros",
    "wordvbadata": "macros",
    "attachedtoolbars": "macros",
    "xlmacrosheet": "macros",
    "xlintlmacrosheet": "macros",
    "control": "activex",
    "activexcontrolbinary": "activex",
    "externallink": "external_link",
    "connections": "data_connection",
    "querytable": "data_connection",
    "mailmergesource": "data_connection",
    "mailmergeheadersource": "data_connection",
    "extensibility": "custom_ui",
    "usercustomization": "custom_ui",
    "customui": "custom_ui",
    "afchunk": "alt_chunk",
    "oleobject": "embedded_object",
    "package": "embedded_object",
}
"""Relationships within the package, by the last word of their type in lower case."""

_LINKS: Final = ("externallink", "xlexternallink", "xlpathmissing", "xlstartup", "xlalternatestartup", "xllibrary")
"""Begins of the relationships that lead to another workbook."""

_REMEMBERED = 64
"""Lists of parts whose names are known to be harmless or not: all files of one program have the same."""
_RELATIONS = re.compile(r"(?:^|/)_rels/([^/]*)\.rels$", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:")
_DRIVE = re.compile(r"/*[a-z][:|]/")


def active(package: Package, limits: Limits) -> str:
    """The reason word for the first thing that acts or is fetched; '' for none."""
    parts = "\n".join([f"/{plain(name)} {package.content_type(name)}" for name in package.names])
    return _named(parts) or next(filter(None, map(_fetched, _relations(package, limits))), "")


@lru_cache(maxsize=_REMEMBERED)
def _named(parts: str) -> str:
    """The reason word for what is told by these names and types of parts; '' for nothing."""
    return next((reason for reason, marks in _PARTS if any(mark in parts for mark in marks)), "")


def _relations(package: Package, limits: Limits) -> Iterator[Relation]:
    """Every relationship of every part."""
    for name in package.names:
        if found := _RELATIONS.search(name):
            if package.read(name).count(b"<") > limits.links:
                raise UnreadableFile(package.name, "too_many_links")
            folder = name[: found.start()]
            yield from package.relations(f"{folder}/{found[1]}" if folder else found[1]).values()


def _fetched(relation: Relation) -> str:
    kind = relation.kind.lower()
    if not relation.is_external:
        return _KINDS.get(kind, "")
    if kind == "hyperlink":
        return ""  # followed by nobody but the reader's own click
    if kind == "attachedtemplate":
        return "" if is_local(relation.target) else "remote_template"
    if kind.startswith(_LINKS):
        return "external_link"
    return "data_connection" if _KINDS.get(kind) == "data_connection" else "external_relationship"


def is_local(target: str) -> bool:
    """Whether a path or `file:` address stays on the PC: no share, no server, whatever slashes and escapes it has."""
    path = "".join(mark for mark in unquote(target) if mark > " ").replace("\\", "/").lower()
    if "%5c" in path or "%2f" in path or path.startswith("/?"):
        return False
    if path.startswith("file:"):
        path = path.removeprefix("file:").replace("//localhost/", "///", 1)
        if _DRIVE.match(path):
            return True
        return not path.startswith("//") or (path.startswith("///") and not path.startswith("////"))
    if _DRIVE.match(path):
        return not path.startswith("//")
    return not path.startswith("//") and not _SCHEME.match(path)
