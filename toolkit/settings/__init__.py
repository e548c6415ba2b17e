"""salesdocs.toml: read, checked, typed; and written anew with every default visible. Source: decisions.md 4."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TypeVar

from toolkit.errors import NotAHouse, SettingsWrong
from toolkit.model.calendar import WorkingCalendar
from toolkit.model.house import Company, ContractTerms, Policy, Rulebook
from toolkit.model.places import CHINESE, ENGLISH, FolderNames
from toolkit.model.text import Lang, Text
from toolkit.settings.listed import COMPANY, CONTRACT, FOLDERS, HOUSE, LOCAL, NAMES, NOTICES, POLICY, TARGET, Setting
from toolkit.settings.shapes import Share, known_key

__all__ = ["FILE", "Settings", "read", "write_default"]

FILE: Final = "salesdocs.toml"
_SECTIONS: Final = ("company", "policy", "contract", "targets", "folders", "notices")
_EVERY_MONTH: Final = "month"
_NAMED: Final[Mapping[str, FolderNames]] = {"en": ENGLISH, "zh": CHINESE}
_UNNAMED: Final = Company(name="", uscc="", address="", phone="", legal_rep="", email="", bank_name="", bank_account="")
_T = TypeVar("_T", Company, Policy, ContractTerms, FolderNames)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What salesdocs.toml says, with the defaults for what it leaves out."""

    company: Company = _UNNAMED
    policy: Policy = field(default_factory=Policy)
    contract: ContractTerms = field(default_factory=ContractTerms)
    targets: Mapping[str, Decimal] = field(default_factory=dict)
    """Gross amount to be signed, 元, by `2026-08`, or `month` for months not named."""
    folders: FolderNames = ENGLISH
    local: Path | None = None
    """Folder for ledger and captures; None for `.salesdocs` in the house."""
    notices: Mapping[str, Any] = field(default_factory=dict)
    """As written: the room of notices checks it."""
    is_demo: bool = False
    lang: Lang = "zh"

    def rulebook(self, calendar: WorkingCalendar) -> Rulebook:
        """What rules and documents read."""
        return Rulebook(company=self.company, calendar=calendar, policy=self.policy, contract=self.contract)

    def target(self, day: date) -> Decimal | None:
        """The gross amount to be signed in that day's month, 元; None where none is set."""
        return self.targets.get(f"{day:%Y-%m}", self.targets.get(_EVERY_MONTH))


def read(house: Path) -> Settings:
    """The settings of the house in that folder.

    Raises NotAHouse without a salesdocs.toml, SettingsWrong for the first value in it that we cannot use.
    """
    raw = _toml(house)
    for key, value in raw.items():
        known_key(key, value, (*HOUSE, *_SECTIONS))
    said = {name: _section(raw, name) for name in _SECTIONS}
    settings = Settings(
        company=_over(_UNNAMED, "company", said["company"], COMPANY),
        policy=_over(Policy(), "policy", said["policy"], POLICY),
        contract=_over(ContractTerms(), "contract", said["contract"], CONTRACT),
        targets=_targets(said["targets"]),
        folders=_folders(said["folders"]),
        local=_local(house, said["folders"]),
        notices=said["notices"],
        **{key: setting.shape.read(key, raw[key]) for key, setting in HOUSE.items() if key in raw},
    )
    _agree(settings)
    return settings


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
    settings = Settings(company=company or _UNNAMED, is_demo=is_demo, lang=lang)
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


def _toml(house: Path) -> dict[str, Any]:
    try:
        content = (house / FILE).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as trouble:
        raise NotAHouse(house) from trouble
    try:
        return tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal)  # Notepad writes a BOM
    except UnicodeDecodeError as trouble:
        raise SettingsWrong(FILE, f"byte {trouble.start}", "text saved as UTF-8") from trouble
    except tomllib.TOMLDecodeError as trouble:
        raise SettingsWrong(FILE, str(trouble), "TOML, https://toml.io") from trouble


def _section(raw: Mapping[str, Any], name: str) -> dict[str, Any]:
    said = raw.get(name, {})
    if not isinstance(said, dict):
        raise SettingsWrong(name, said, f"a section, [{name}] on a line of its own")
    return said


def _over(default: _T, section: str, said: Mapping[str, Any], listed: Mapping[str, Setting]) -> _T:
    """The default with what the section says in its place."""
    for key, value in said.items():
        known_key(f"{section}.{key}", value, listed)
    return replace(default, **{key: listed[key].shape.read(f"{section}.{key}", value) for key, value in said.items()})


def _targets(said: Mapping[str, Any]) -> dict[str, Decimal]:
    for key, value in said.items():
        if key != _EVERY_MONTH and not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", key):
            raise SettingsWrong(f"targets.{key}", value, f'the key `{_EVERY_MONTH}` or a month such as "2026-08"')
    return {key: TARGET.shape.read(f"targets.{key}", value) for key, value in said.items()}


def _folders(said: Mapping[str, Any]) -> FolderNames:
    for key, value in said.items():
        known_key(f"folders.{key}", value, ("names", "local", *FOLDERS))
    chosen = NAMES.shape.read("folders.names", said.get("names", "en"))
    named = {key: value for key, value in said.items() if key in FOLDERS}
    return _over(_NAMED[chosen], "folders", named, FOLDERS)


def _local(house: Path, said: Mapping[str, Any]) -> Path | None:
    """The folder as written, a relative one taken from the house."""
    written = LOCAL.shape.read("folders.local", said.get("local", ""))
    return house / Path(written).expanduser() if written else None


def _agree(settings: Settings) -> None:
    """Refuse values that are right by themselves and wrong together."""
    for key, value, expected, is_right in _agreements(settings):
        if not is_right:
            raise SettingsWrong(key, value, expected)


def _agreements(settings: Settings) -> Iterator[tuple[str, object, str, bool]]:
    """Key, value, what is expected, and whether it is so."""
    policy, contract, names = settings.policy, settings.contract, settings.folders
    shares = sum((each.share for each in policy.payment_plan), Decimal(0))
    yield "policy.payment_plan", _percent(shares), "shares that come to 100%", shares == 1
    steps = [step.most for step in policy.discounts]
    yield "policy.discounts", [_percent(most) for most in steps], "rising steps", steps == sorted(set(steps))
    has_commission = contract.dispute != "仲裁" or bool(contract.commission)
    yield "contract.commission", "", "the arbitration commission, as contract.dispute is 仲裁", has_commission
    side_by_side = [getattr(names, key).casefold() for key in FOLDERS if key not in ("stages", "superseded")]
    is_clear = len(set(side_by_side)) == len(side_by_side)
    yield "folders", side_by_side, "a name of its own for every folder", is_clear


def _percent(share: Decimal) -> str:
    return Share().write(share).strip('"')


def _lines(settings: Settings, folders: Lang) -> Iterator[str]:
    def said(text: Text) -> str:
        return f"# {text.said(settings.lang)}"

    def shown(record: object, listed: Mapping[str, Setting]) -> Iterator[str]:
        for key, setting in listed.items():
            yield said(setting.says)
            yield f"{key} = {setting.shape.write(getattr(record, key))}"

    yield said(Text("salesdocs 的设置;改后立即生效", "Settings of salesdocs; a change counts at once"))
    yield from shown(settings, HOUSE)
    for name, listed, record in (
        ("company", COMPANY, settings.company),
        ("policy", POLICY, settings.policy),
        ("contract", CONTRACT, settings.contract),
    ):
        yield f"\n[{name}]"
        yield from shown(record, listed)
    yield "\n[targets]"
    yield from (said(TARGET.says), f"# {_EVERY_MONTH} = 3_000_000", '# "2026-08" = 3_500_000')
    yield "\n[folders]"
    yield from (said(NAMES.says), f'names = "{folders}"')
    for key, setting in FOLDERS.items():
        yield f"# {key} = {setting.shape.write(getattr(_NAMED[folders], key))}"
    yield from (said(LOCAL.says), 'local = ""')
    yield "\n[notices]"
    yield said(NOTICES)
