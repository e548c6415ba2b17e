"""A salesdocs.toml for a new house: every setting with its default and what it means."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from toolkit.errors import SettingsWrong
from toolkit.model.house import Company
from toolkit.model.text import Lang, Text
from toolkit.settings import EVERY_MONTH, FILE, NAMED, UNNAMED, Settings, droppers, notices
from toolkit.settings.listed import (
    CALENDAR,
    COMPANY,
    CONTRACT,
    FOLDERS,
    HOUSE,
    LOCAL,
    MONTHS,
    NAMES,
    NIGHTLY,
    POLICY,
    TARGETS,
    Setting,
)


def write_default(
    house: Path,
    *,
    company: Company | None = None,
    folders: Lang = "en",
    lang: Lang = "zh",
    is_demo: bool = False,
) -> Path:
    """Write a salesdocs.toml that shows every setting with its default and says what it means; its path.

    Without a company the seller's facts are blank, for people to fill in. Raises SettingsWrong when there is a
    file already: nobody's settings are overwritten.
    """
    house.mkdir(parents=True, exist_ok=True)
    settings = Settings(company=company or UNNAMED, is_demo=is_demo, lang=lang)
    path = house / FILE
    text = "\n".join(_lines(settings, folders)) + "\n"
    try:
        with path.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
    except FileExistsError as trouble:
        raise SettingsWrong(FILE, str(path), "a folder without one; settings are never overwritten") from trouble
    return path


def _lines(settings: Settings, folders: Lang) -> Iterator[str]:
    lang = settings.lang
    yield _said(Text("salesdocs 的设置;改后立即生效", "Settings of salesdocs; a change counts at once"), lang)
    yield from _shown(settings, HOUSE, lang)
    for name, listed, record in (
        ("company", COMPANY, settings.company),
        ("policy", POLICY, settings.policy),
        ("contract", CONTRACT, settings.contract),
    ):
        yield f"\n[{name}]"
        yield from _shown(record, listed, lang)
    for name, setting in TARGETS.items():
        yield f"\n[targets.{name}]"
        yield _said(setting.says, lang)
        yield from (_said(MONTHS, lang), f"# {EVERY_MONTH} = 3_000_000", '# "2026-08" = 3_500_000')
    yield from ("\n[calendar]", _said(CALENDAR, lang))
    yield '# 2027.rest = ["2027-01-01", "2027-05-01..2027-05-05", "2027-10-01..2027-10-07"]'
    yield '# 2027.working = ["2027-10-09"]'
    yield from (f"\n[{droppers.SECTION}]", _said(droppers.SAYS, lang), *droppers.EXAMPLE)
    yield "\n[folders]"
    yield from (_said(NAMES.says, lang), f'names = "{folders}"')
    for key, setting in FOLDERS.items():
        yield f"# {key} = {setting.shape.write(getattr(NAMED[folders], key))}"
    yield from (_said(LOCAL.says, lang), 'local = ""')
    (at,) = NIGHTLY.values()
    yield from ("\n[nightly]", _said(at.says, lang), f"at = {at.shape.write(settings.nightly_at)}")
    yield from (f"\n[{notices.SECTION}]", _said(notices.SAYS, lang), *notices.EXAMPLE)


def _said(text: Text, lang: Lang) -> str:
    return f"# {text.said(lang)}"


def _shown(record: object, listed: Mapping[str, Setting], lang: Lang) -> Iterator[str]:
    for key, setting in listed.items():
        yield _said(setting.says, lang)
        yield f"{key} = {setting.shape.write(getattr(record, key))}"
