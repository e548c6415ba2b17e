"""One person's list: 待办_王芳_20260824.xlsx, to work from and to print."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from toolkit.model.text import Lang
from toolkit.reports.dues import Due


def render_todo(owner: str, dues: Iterable[Due], *, lang: Lang, to_house: str, company: str, day: date) -> bytes:
    """The bytes of that person's list, grouped by level, in the order of `dues`."""
    return b""
