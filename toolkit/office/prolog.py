"""What stands before a part's root element: the encoding it declares, and no document type, which no part may have."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from toolkit.errors import UnreadableFile

_BOM8 = b"\xef\xbb\xbf"
_WIDE: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
_WIDER: Final = (b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"<\0\0\0", b"\0\0\0<", b"\0\0<\0", b"\0<\0\0", b"Lo\xa7\x94")
"""Begins of UTF-32 in its four orders and of EBCDIC, all of which libxml2 goes for; no Office program writes them."""
_ROOT = re.compile(rb"<([^\s<>/!?]+)")
_SPACE = re.compile(rb"[ \t\r\n]*")
_DECLARED = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_MOST_BEFORE_ROOT = 200
"""Comments and instructions before the root element."""
_KNOWN = re.compile(
    r"utf-?8|utf-?16-?(le|be)?|(us-)?ascii|iso-?8859-\d+|latin-?\d|(windows-|cp)125\d|gb_?2312(-80)?|gbk|gb18030|"
    r"(ms|cp|windows-)?9(32|36|49|50)|big5(-hkscs)?|shift[_-]jis|sjis|windows-31j|euc-?(jp|kr|cn|tw)|koi8-[ru]|tis-620",
    re.IGNORECASE,
)
"""Encodings in which the marks of XML are those of ASCII, besides UTF-16: what they say can be searched as bytes."""


class Prolog(NamedTuple):
    """What was seen before a part's content."""

    fault: str
    """`dtd_forbidden`, `unknown_encoding`, or `malformed_xml` where no root is in sight; '' for none."""
    root: bytes = b""
    """The root element's name as written, with its prefix."""


def is_xml(content: bytes | bytearray) -> bool:
    """Whether a part begins as a parser would have it, whatever its name."""
    if content[:1] == b"<" and content[1:2] != b"\0":
        return True
    head = bytes(content[:64])
    if head[:4] in _WIDER:
        return True
    encoding = _WIDE.get(head[:2], "latin-1")
    text = head.removeprefix(_BOM8).decode(encoding, "ignore").lstrip("\ufeff \t\r\n")
    return text.startswith("<") or (not text and len(head) > 0)


def is_wide(content: bytes | bytearray) -> bool:
    """Whether a part is UTF-16."""
    return bytes(content[:2]) in _WIDE


def as_ascii(content: bytes | bytearray, name: str) -> bytes | bytearray:
    """The part so that `<` and `>` can be searched as bytes: UTF-16 as UTF-8, anything else as it is.

    Raises UnreadableFile (`unknown_encoding`, `malformed_xml`).
    """
    if bytes(content[:4]) in _WIDER:
        raise UnreadableFile(name, "unknown_encoding")
    encoding = _WIDE.get(bytes(content[:2]))
    if encoding is None:
        return content
    try:
        return content.decode(encoding).encode()
    except UnicodeError as trouble:
        raise UnreadableFile(name, "malformed_xml") from trouble


def prolog_of(part: bytes | bytearray) -> Prolog:
    """What stands before the root element.

    A document type can stand nowhere else, so nothing behind that is looked at: `<!DOCTYPE` within a text is a text.
    """
    at = _after_space(part, len(_BOM8) if part.startswith(_BOM8) else 0)
    declared = _DECLARED.match(part, at)
    if declared and not _is_known(declared[1]):
        return Prolog("unknown_encoding")
    for _ in range(_MOST_BEFORE_ROOT):
        if root := _ROOT.match(part, at):
            return Prolog("", root[1])
        head = bytes(part[at : at + 4])
        if head.startswith(b"<?"):
            at = part.find(b"?>", at + 2) + 2
        elif head == b"<!--":
            at = part.find(b"-->", at + 4) + 3
        else:
            return Prolog("dtd_forbidden" if head.startswith(b"<!") else "malformed_xml")
        if at < 4:  # nothing closes it
            break
        at = _after_space(part, at)
    return Prolog("malformed_xml")


def _is_known(encoding: bytes) -> bool:
    return encoding in (b"UTF-8", b"utf-8") or _KNOWN.fullmatch(encoding.decode("latin-1").strip()) is not None


def _after_space(part: bytes | bytearray, at: int) -> int:
    found = _SPACE.match(part, at)
    return found.end() if found else at
