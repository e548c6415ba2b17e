"""What a form says of itself: its id and version, the deal it belongs to, its own number."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.model.form import Form
from toolkit.model.once import once
from toolkit.model.stamped import DEAL, HASH, KIND, NUMBER, VERSION

_LINE = re.compile(
    r"表单编号[ :]*(?P<form>[A-Z]\d{2}[A-Z]?)[ ,]*版本[ :]*V?(?P<version>[\w.]*)"
    r"(?:[ ,]*商机[ :]*(?P<deal>SJ-[\d-]+\d))?"
    r"(?:[ ,]*单号[ :]*(?P<number>[A-Z]{1,3}-[\w-]*\w))?"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """The identity of a form, as its file carries it."""

    form: str
    """`F05`"""
    version: str
    deal: str = ""
    number: str = ""
    digest: str = ""
    """Fingerprint of the declaration the blank was made from."""

    @property
    def line(self) -> str:
        """The stamp as a visible line: `表单编号 F05 版本 1 商机 SJ-2026-0001 单号 XQ-2026-0001`."""
        words = [f"表单编号 {self.form}", f"版本 {self.version}"]
        words += [f"商机 {self.deal}"] if self.deal else []
        words += [f"单号 {self.number}"] if self.number else []
        return " ".join(words)

    @property
    def properties(self) -> Mapping[str, str]:
        """The stamp as custom properties, all text; empty ones are left out.

        LibreOffice returns an integer as 3.0 (forms.md 1.1).
        """
        named = {KIND: self.form, VERSION: self.version, NUMBER: self.number, DEAL: self.deal, HASH: self.digest}
        return {name: text for name, text in named.items() if text}


def stamp_of(form: Form, *, deal: str = "", number: str = "") -> Stamp:
    """The stamp that a blank of this form carries."""
    return Stamp(form.id, form.version, deal, number, fingerprint(form))


@once
def fingerprint(form: Form) -> str:
    """Sixteen hex digits that change whenever keys, labels, kinds or options of the form change."""
    asked = [(f.key, f.label.zh, f.kind.name, f.kind.options) for f in form.fields]
    asked += [(f"{t.key}.{f.key}", f.label.zh, f.kind.name, f.kind.options) for t in form.tables for f in t.columns]
    return hashlib.sha256(repr((form.id, form.version, asked)).encode()).hexdigest()[:16]


def from_properties(named: Mapping[str, str]) -> Stamp | None:
    """The stamp that these properties hold; None without a form id."""
    if not named.get(KIND, "").strip():
        return None
    return Stamp(*(named.get(name, "").strip() for name in (KIND, VERSION, DEAL, NUMBER, HASH)))


def from_line(text: str) -> Stamp | None:
    """The stamp that a visible line holds; None where the text is none."""
    found = _LINE.search(" ".join(unicodedata.normalize("NFKC", text).split()))
    if found is None:
        return None
    return Stamp(found["form"], found["version"], found["deal"] or "", found["number"] or "")
