"""Where everything of a house lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from toolkit.disk import disk
from toolkit.files import reaching
from toolkit.model.names import safe_name
from toolkit.model.places import ENGLISH, FolderNames

_HIDDEN: Final = ".salesdocs"
_SHORT_NAME: Final = 40
_JUNK_NAMES: Final = frozenset(("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "@eadir", "$recycle.bin"))
_JUNK_STARTS: Final = (".~", "._", ".#", "~$", "~wrl", "~wrd")
_FORM_ENDS: Final = (".xlsx", ".docx")
_JUNK_ENDS: Final = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", "~")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The folders of one house. Source: decisions.md 23, 24."""

    root: Path
    names: FolderNames = ENGLISH
    local: Path | None = None
    """Folder on this machine's disk for ledger and captures; None keeps them in `.salesdocs` of the house."""

    @property
    def inbox(self) -> Path:
        """Where filled forms are dropped."""
        return self.root / self.names.inbox

    @property
    def returned(self) -> Path:
        """Forms sent back with findings."""
        return self.root / self.names.returned

    @property
    def filed(self) -> Path:
        """Originals that were accepted."""
        return self.root / self.names.filed

    @property
    def duplicates(self) -> Path:
        """Files whose bytes were accepted before."""
        return self.root / self.names.duplicates

    @property
    def quarantine(self) -> Path:
        """Files that a person has to look at."""
        return self.root / self.names.quarantine

    @property
    def deals(self) -> Path:
        """One folder a deal."""
        return self.root / self.names.deals

    @property
    def reports(self) -> Path:
        """What the nightly run writes."""
        return self.root / self.names.reports

    @property
    def workbooks(self) -> Path:
        """Blank forms."""
        return self.root / self.names.workbooks

    @property
    def templates(self) -> Path:
        """Templates of the documents."""
        return self.root / self.names.templates

    @property
    def hidden(self) -> Path:
        """Ours alone, on the share."""
        return self.root / _HIDDEN

    @property
    def claims(self) -> Path:
        """Files taken out of the inbox and not yet decided; on the same volume as the inbox."""
        return self.hidden / "claims"

    @property
    def staged(self) -> Path:
        """Finished files on their way to people, each under a name of its own; on the volume of the inbox."""
        return self.hidden / "staged"

    @property
    def private(self) -> Path:
        """Ours alone, on this machine's disk."""
        return self.local or self.hidden

    @property
    def ledger(self) -> Path:
        """The ledger's file."""
        return self.private / "ledger.db"

    @property
    def programs(self) -> Path:
        """Compiled templates; what lies there may be deleted at any time."""
        return self.private / "programs"

    @property
    def prints(self) -> Path:
        """PDFs of documents, by the SHA-256 of what was printed; what lies there may be deleted at any time."""
        return self.private / "prints"

    @property
    def backups(self) -> Path:
        """Copies of the ledger, one a day; on the share, for the machine may be lost with its disk."""
        return self.hidden / "backup"

    @property
    def captures(self) -> Path:
        """Immutable copies of what came in, by SHA-256."""
        return self.private / "captures"

    def capture(self, digest: str) -> Path:
        """The copy of the bytes with that SHA-256."""
        return self.captures / digest[:2] / digest

    def deal_folder(self, number: str, short: str) -> Path:
        """`deals/SJ-2026-0001_上海启明`; the folder the deal has, when it was made under an earlier short name."""
        named = f"{number}_{safe_name(short, longest=_SHORT_NAME)}" if short.strip() else number
        wanted = self.deals / named
        if wanted.is_dir() or not self.deals.is_dir():
            return wanted
        with reaching(self.deals):
            made = sorted(f for f in self.deals.glob(f"{number}*") if f.name.partition("_")[0] == number and f.is_dir())
        return made[0] if made else wanted

    def stage_folder(self, number: str, short: str, stage: int) -> Path:
        """The deal's folder of a stage, 1-7."""
        return self.deal_folder(number, short) / self.names.stages[stage - 1]

    def superseded(self, number: str, short: str, stage: int) -> Path:
        """Where an untouched blank of that stage goes once it counts no more."""
        return self.stage_folder(number, short, stage) / self.names.superseded

    @property
    def shared(self) -> tuple[Path, ...]:
        """The folders people see, in the order of a form's way."""
        return (
            self.inbox,
            self.returned,
            self.filed,
            self.duplicates,
            self.quarantine,
            self.deals,
            self.reports,
            self.workbooks,
            self.templates,
        )

    def ensure(self) -> None:
        """Make every folder that is missing. Raises ShareTrouble."""
        for folder in (*self.shared, self.hidden, self.claims, self.staged, self.private, self.captures):
            with reaching(folder):
                disk().make_folders(folder)

    def below(self, path: Path) -> str:
        """The path as people are told it: below the house's folder, with `/`; whole when it lies elsewhere."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)


def is_junk(name: str) -> bool:
    """Whether a file is of an editor, a system or a copying program and never a form.

    Lock files of Word and Excel (`~$`), LibreOffice (`.~lock.`) and WPS (`.~`), halves of downloads, thumbnails,
    our own temporary files; hidden ones, but for a form that somebody called `.xlsx`. Source: intake.md 3.2, feature 7.
    """
    lower = name.lower()
    if lower.startswith(".") and not lower.endswith(_FORM_ENDS):
        return True
    return lower in _JUNK_NAMES or lower.startswith(_JUNK_STARTS) or lower.endswith(_JUNK_ENDS)
