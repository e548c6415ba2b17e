"""The house's own troubles. A sender's mistake is a Finding, never one of these."""

from __future__ import annotations

from pathlib import Path


class SalesdocsError(Exception):
    """Any trouble of the house; `exit_code` is what the command line ends with (decisions.md 8)."""

    exit_code = 3


class SettingsWrong(SalesdocsError):
    """salesdocs.toml holds a value we cannot use."""

    exit_code = 2

    def __init__(self, key: str, value: object, expected: str) -> None:
        super().__init__(f"salesdocs.toml: {key} = {value!r}; expected {expected}")
        self.key, self.value, self.expected = key, value, expected


class NotAHouse(SalesdocsError):
    """The folder has no salesdocs.toml."""

    exit_code = 2

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is no salesdocs house (no salesdocs.toml); make one: salesdocs init {folder}")
        self.folder = folder


class NothingNamed(SalesdocsError):
    """A number, form or document kind that we do not know was asked for."""

    exit_code = 2

    def __init__(self, what: str, name: str, known: str = "") -> None:
        super().__init__(f"no {what} {name!r}" + (f"; known: {known}" if known else ""))
        self.what, self.name = what, name


class FiguresMissing(SalesdocsError):
    """A document was asked for before the deal holds what it says."""

    exit_code = 1

    def __init__(self, document: str, missing: str) -> None:
        super().__init__(f"{document} cannot be written yet: {missing}")
        self.document, self.missing = document, missing


class TemplateFault(SalesdocsError):
    """A template asks for what the figures do not offer, or shows what may not be shown."""

    def __init__(self, template: str, fault: str) -> None:
        super().__init__(f"template {template}: {fault}")
        self.template, self.fault = template, fault


class UnreadableFile(SalesdocsError):
    """A file that is no whole xlsx or docx; `code` is a reason word of the gate."""

    exit_code = 1

    def __init__(self, name: str, code: str) -> None:
        super().__init__(f"{name}: {code}")
        self.name, self.code = name, code


class UnknownForm(SalesdocsError):
    """A whole file that is none of our forms; `nearest` are the titles that come closest."""

    exit_code = 1

    def __init__(self, name: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(f"{name}: none of our forms" + (f"; nearest: {', '.join(nearest)}" if nearest else ""))
        self.name, self.nearest = name, nearest


class LedgerTrouble(SalesdocsError):
    """The ledger cannot be used: locked for too long, on a network share, of a newer version."""

    exit_code = 5


class ShareTrouble(SalesdocsError):
    """A folder of the house cannot be reached or written."""

    exit_code = 5


class FolderInUse(SalesdocsError):
    """A new house was asked for in a folder that holds something already."""

    exit_code = 2

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is not empty; name another folder or remove it")
        self.folder = folder
