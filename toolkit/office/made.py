"""What we put into the packages we make: custom properties, and a zip that does not know the time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from typing import Final

_STILL: Final = (2026, 1, 1, 0, 0, 0)
"""Time of every zip entry we write, so that the same form gives the same bytes."""
_PROPERTY_SET: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


@cache
def _opening(pid: int, name: str) -> str:
    """What stands before the text of a property."""
    return f'<property fmtid="{_PROPERTY_SET}" pid="{pid}" name="{escape(name)}"><vt:lpwstr>'


def custom_properties(named: Mapping[str, str]) -> bytes:
    """The part docProps/custom.xml that holds these properties, each as text."""
    entries = "".join(
        f"{_opening(pid, name)}{escape(text)}</vt:lpwstr></property>"
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
