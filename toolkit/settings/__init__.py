"""salesdocs.toml: read, checked, typed; and written anew with every default visible. Source: decisions.md 4."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from toolkit.errors import NotAHouse, SettingsWrong
from toolkit.model.calendar import WorkingCalendar
from toolkit.model.house import Company, ContractTerms, Policy, Rulebook
from toolkit.model.notice import Notices
from toolkit.model.places import CHINESE, ENGLISH, FolderNames
from toolkit.model.text import Lang
from toolkit.settings import agreements, calendars, droppers, notices
from toolkit.settings.faults import Faults, lines_of
from toolkit.settings.listed import COMPANY, CONTRACT, FOLDERS, HOUSE, LOCAL, NAMES, NIGHTLY, POLICY, TARGETS, Setting
from toolkit.settings.shapes import known_key

__all__ = ["FILE", "Settings", "read"]

FILE: Final = "salesdocs.toml"
EVERY_MONTH: Final = "month"
NAMED: Final[Mapping[str, FolderNames]] = {"en": ENGLISH, "zh": CHINESE}
UNNAMED: Final = Company(name="", uscc="", address="", phone="", legal_rep="", email="", bank_name="", bank_account="")
_SECTIONS: Final = (
    "company",
    "policy",
    "contract",
    "targets",
    "folders",
    notices.SECTION,
    "nightly",
    calendars.SECTION,
    droppers.SECTION,
)
_MONTH: Final = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_T = TypeVar("_T", Company, Policy, ContractTerms, FolderNames)

Target = Literal["signed", "received"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What salesdocs.toml says, with the defaults for what it leaves out."""

    company: Company = UNNAMED
    policy: Policy = field(default_factory=Policy)
    contract: ContractTerms = field(default_factory=ContractTerms)
    targets: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    """Of what is `signed` (gross) and what is `received`: 元 by `2026-08`, or `month` for months not named."""
    folders: FolderNames = ENGLISH
    local: Path | None = None
    """Folder for ledger and captures; None for `.salesdocs` in the house."""
    notices: Notices = field(default_factory=Notices)
    nightly_at: time | None = None
    """When `watch` writes the reports of the days before; None for never."""
    calendar: WorkingCalendar = field(default_factory=WorkingCalendar)
    """The years that the house wrote down itself."""
    droppers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Form id -> departments and roles that may drop it."""
    is_demo: bool = False
    lang: Lang = "zh"

    def rulebook(self, calendar: WorkingCalendar) -> Rulebook:
        """What rules and documents read."""
        return Rulebook(
            company=self.company,
            calendar=calendar,
            policy=self.policy,
            contract=self.contract,
            droppers=self.droppers,
        )

    def target(self, day: date, of: Target = "signed") -> Decimal | None:
        """What is to be signed (gross) or received in that day's month, 元; None where nothing is set."""
        months = self.targets.get(of, {})
        return months.get(f"{day:%Y-%m}", months.get(EVERY_MONTH))


def read(house: Path) -> Settings:
    """The settings of the house in that folder.

    Raises NotAHouse without a salesdocs.toml, SettingsWrong for all the values in it that we cannot use.
    """
    try:
        return _read(house)
    except SettingsWrong as wrong:
        raise wrong.in_file(house / FILE) from wrong


def _read(house: Path) -> Settings:
    text = _text(house)
    raw, faults = _toml(text), Faults()
    _known(faults, "", raw, (*HOUSE, *_SECTIONS))
    said = {name: _section(faults, raw, name) for name in _SECTIONS}
    settings = Settings(
        company=_over(faults, UNNAMED, "company", said["company"], COMPANY),
        policy=_over(faults, Policy(), "policy", said["policy"], POLICY),
        contract=_over(faults, ContractTerms(), "contract", said["contract"], CONTRACT),
        targets=_targets(faults, said["targets"]),
        folders=_folders(faults, said["folders"]),
        local=_local(faults, house, said["folders"]),
        notices=notices.read_notices(said[notices.SECTION], faults),
        nightly_at=_nightly_at(faults, said["nightly"]),
        calendar=calendars.read_calendars(said[calendars.SECTION], faults),
        droppers=droppers.read_droppers(said[droppers.SECTION], faults),
        **_values(faults, "", raw, HOUSE),
    )
    _agree(faults, settings)
    faults.tell(lines_of(text))
    return settings


def _text(house: Path) -> str:
    try:
        return (house / FILE).read_bytes().decode("utf-8-sig")  # Notepad writes a BOM
    except (FileNotFoundError, NotADirectoryError) as trouble:
        raise NotAHouse(house) from trouble
    except UnicodeDecodeError as trouble:
        raise SettingsWrong(FILE, f"byte {trouble.start}", "text saved as UTF-8") from trouble


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as trouble:
        raise SettingsWrong(FILE, str(trouble), "TOML, https://toml.io") from trouble


def _known(faults: Faults, section: str, said: Mapping[str, Any], known: Iterable[str]) -> None:
    names = tuple(known)
    for key, value in said.items():
        with faults.kept():
            known_key(f"{section}.{key}" if section else key, value, names)


def _section(faults: Faults, raw: Mapping[str, Any], name: str) -> dict[str, Any]:
    said = raw.get(name, {})
    if isinstance(said, dict):
        return said
    faults.add(name, said, f"a section, [{name}] on a line of its own")
    return {}


def _values(faults: Faults, section: str, said: Mapping[str, Any], listed: Mapping[str, Setting]) -> dict[str, Any]:
    """What a section says under the keys we know, where it can be used."""
    values = {}
    for key, setting in listed.items():
        if key in said:
            with faults.kept():
                values[key] = setting.shape.read(f"{section}.{key}" if section else key, said[key])
    return values


def _over(faults: Faults, default: _T, section: str, said: Mapping[str, Any], listed: Mapping[str, Setting]) -> _T:
    """The default with what the section says in its place."""
    _known(faults, section, said, listed)
    return replace(default, **_values(faults, section, said, listed))


def _targets(faults: Faults, said: Mapping[str, Any]) -> dict[str, dict[str, Decimal]]:
    _known(faults, "targets", said, TARGETS)
    found: dict[str, dict[str, Decimal]] = {}
    for name, setting in TARGETS.items():
        section = f"targets.{name}"
        months = said.get(name, {})
        if not isinstance(months, dict):
            faults.add(section, months, f"a section, [{section}] on a line of its own")
            continue
        for month, value in months.items():
            with faults.kept():
                if month != EVERY_MONTH and not _MONTH.fullmatch(month):
                    expected = f'the key `{EVERY_MONTH}` or a month such as "2026-08"'
                    raise SettingsWrong(f"{section}.{month}", value, expected)
                found.setdefault(name, {})[month] = setting.shape.read(f"{section}.{month}", value)
    return found


def _folders(faults: Faults, said: Mapping[str, Any]) -> FolderNames:
    _known(faults, "folders", said, ("names", "local", *FOLDERS))
    chosen = _values(faults, "folders", said, {"names": NAMES}).get("names", "en")
    return replace(NAMED[chosen], **_values(faults, "folders", said, FOLDERS))


def _local(faults: Faults, house: Path, said: Mapping[str, Any]) -> Path | None:
    """The folder as written, a relative one taken from the house."""
    written = _values(faults, "folders", said, {"local": LOCAL}).get("local", "")
    return house / Path(written).expanduser() if written else None


def _nightly_at(faults: Faults, said: Mapping[str, Any]) -> time | None:
    _known(faults, "nightly", said, NIGHTLY)
    at: time | None = _values(faults, "nightly", said, NIGHTLY).get("at")
    return at


def _agree(faults: Faults, settings: Settings) -> None:
    """Add the values that are right by themselves and wrong together, unless one of them is a fault already."""
    for agreement in (
        *agreements.of_policy(settings.policy),
        *agreements.of_contract(settings.contract),
        *agreements.of_folders(settings.folders),
    ):
        if not agreement.holds and not any(faults.concern(key) for key in (agreement.key, *agreement.others)):
            faults.add(agreement.key, agreement.value, agreement.expected)
