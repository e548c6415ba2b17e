"""A house: one installation with its folders, settings and ledger, opened for work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from toolkit import settings as salesdocs_toml
from toolkit.catalogue import CATALOGUE
from toolkit.catalogue.calendars import working_calendar
from toolkit.documents import clauses
from toolkit.documents.compile import cache as programs
from toolkit.errors import NotAHouse
from toolkit.files import keep
from toolkit.folders import Places
from toolkit.ledger.store import Ledger, open_ledger
from toolkit.model.house import Rulebook
from toolkit.model.text import LANGS, Lang
from toolkit.settings import Settings
from toolkit.stages.walk import Catalogue


@dataclass(frozen=True, slots=True)
class House:
    """Everything a journey works with."""

    root: Path
    settings: Settings
    places: Places
    ledger: Ledger
    rulebook: Rulebook
    catalogue: Catalogue
    lang: Lang

    def keep(self, content: bytes) -> str:
        """Lay an immutable copy into the captures; its SHA-256. Doing it twice keeps one."""
        digest = sha256(content).hexdigest()
        keep(content, self.places.capture(digest), via=self.places.captures)
        return digest

    def kept(self, digest: str) -> bytes:
        """The bytes of a capture."""
        return self.places.capture(digest).read_bytes()

    def template(self, name: str, lang: Lang = "zh") -> bytes:
        """A document template in that language: the house's own, else the one shipped."""
        own = template_file(self.places.templates, name, lang)
        return own.read_bytes() if own.exists() else shipped_template(name, lang)


def shipped(folder: str) -> Path:
    """`templates`, `workbooks` or `inbox` as delivered: in the wheel, or beside the package in a checkout."""
    package = Path(__file__).parent
    inside = package / "_shipped" / folder
    return inside if inside.is_dir() else package.parent / folder


def shipped_template(name: str, lang: Lang = "zh") -> bytes:
    """A document template in that language, as delivered."""
    return template_file(shipped("templates"), name, lang).read_bytes()


def template_file(templates: Path, name: str, lang: Lang) -> Path:
    """Where a folder of templates holds the one of that name: the Chinese ones lie in it, English ones in `en`."""
    return templates / name if lang == "zh" else templates / lang / name


def standard_rulebook() -> Rulebook:
    """The rules as delivered, where there is no house to ask."""
    return replace(Settings().rulebook(working_calendar()), clauses=clauses.shipped())


@contextmanager
def open_house(root: Path, *, lang: Lang | None = None) -> Iterator[House]:
    """The house in that folder, its ledger open.

    Its contracts are made of its own clauses, where it has any. Raises NotAHouse, SettingsWrong, TemplateFault for a
    wrong clause file, LedgerTrouble.
    """
    if not (root / "salesdocs.toml").is_file():
        raise NotAHouse(root)
    settings = salesdocs_toml.read(root)
    places = Places(root=root, names=settings.folders, local=settings.local)
    places.ensure()
    programs.keep_in(places.programs)
    own, english = (clauses.load(clauses.clause_folder(places.templates, spoken)) for spoken in LANGS)
    rules = settings.rulebook(working_calendar(settings.calendar))
    rulebook = replace(rules, clauses=own or clauses.shipped(), english_clauses=english)
    with open_ledger(places.ledger) as ledger:
        yield House(
            root=root,
            settings=settings,
            places=places,
            ledger=ledger,
            rulebook=rulebook,
            catalogue=CATALOGUE,
            lang=lang or settings.lang,
        )
