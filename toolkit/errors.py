"""The house's own troubles. A sender's mistake is a Finding, never one of these."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal


class SalesdocsError(Exception):
    """Any trouble of the house; `exit_code` is what the command line ends with (decisions.md 8)."""

    exit_code = 3

    def __reduce__(self) -> tuple[Callable[..., SalesdocsError], tuple[object, ...]]:
        """As itself out of a worker process: what it is told with is not what it was made with."""
        return _revived, (type(self), self.args, vars(self))


def _revived(kind: type[SalesdocsError], said: tuple[object, ...], facts: dict[str, object]) -> SalesdocsError:
    trouble = kind.__new__(kind, *said)
    vars(trouble).update(facts)
    return trouble


class SettingsWrong(SalesdocsError):
    """salesdocs.toml holds a value we cannot use; `others` are the further ones, `line` is 0 where it is not known.

    `file` is its path: a command may be about several houses.
    """

    exit_code = 2

    def __init__(
        self,
        key: str,
        value: object,
        expected: str,
        *,
        line: int = 0,
        others: tuple[SettingsWrong, ...] = (),
        file: Path = Path("salesdocs.toml"),
    ) -> None:
        self.key, self.value, self.expected, self.line, self.others = key, value, expected, line, others
        said = "".join(f"\n  {fault.says}" for fault in self.faults) if others else f" {self.says}"
        super().__init__(f"{file}:{said}")

    def in_file(self, file: Path) -> SettingsWrong:
        """The same of that file."""
        return SettingsWrong(self.key, self.value, self.expected, line=self.line, others=self.others, file=file)

    @property
    def faults(self) -> tuple[SettingsWrong, ...]:
        """Every value that cannot be used, this one first."""
        return (self, *self.others)

    @property
    def says(self) -> str:
        """The value alone: `line 7: policy.min_gross_margin = 30; expected a share from 0 to 1`."""
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.key} = {_as_written(self.value)}; expected {self.expected}"


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


class SurelyTheSame(SalesdocsError):
    """Two customers with one credit code were to be told apart."""

    exit_code = 2

    def __init__(self, one: str, other: str, code: str) -> None:
        super().__init__(f"{one} and {other} have the same credit code {code}: they are one customer")
        self.one, self.other, self.code = one, other, code


class NotWithdrawn(SalesdocsError):
    """A filing that cannot be taken back, and why."""

    exit_code = 1

    def __init__(self, number: str, reason: str) -> None:
        super().__init__(f"{number} cannot be withdrawn: {reason}")
        self.number, self.reason = number, reason


class NotAtThatStage(SalesdocsError):
    """A command that the deal's stage does not allow."""

    exit_code = 1

    def __init__(self, word: str, stage: str, allowed: tuple[str, ...]) -> None:
        super().__init__(f"deal {word} is not for a deal at {stage}; it is for: {', '.join(allowed)}")
        self.word, self.stage, self.allowed = word, stage, allowed


class NotEntitled(SalesdocsError):
    """A person who orders what another role decides."""

    exit_code = 1

    def __init__(self, name: str, role: str, holders: tuple[str, ...]) -> None:
        super().__init__(f"{name or 'nobody'} does not act as {role}; --by takes: {', '.join(holders)}")
        self.name, self.role, self.holders = name, role, holders


class FiguresMissing(SalesdocsError):
    """A document was asked for before the deal holds what it says."""

    exit_code = 1

    def __init__(self, document: str, missing: str) -> None:
        super().__init__(f"{document} cannot be written yet: {missing}")
        self.document, self.missing = document, missing


class TemplateFault(SalesdocsError):
    """A template asks for what the figures do not offer, or shows what may not be shown; and where it does."""

    def __init__(self, template: str, fault: str, *, part: str = "", paragraph: str = "", tag: str = "") -> None:
        places = (part, f"tag {tag}" if tag else "", f"in “{paragraph}”" if paragraph and paragraph != tag else "")
        where = ", ".join(place for place in places if place)
        super().__init__(f"template {template}: {where}: {fault}" if where else f"template {template}: {fault}")
        self.template, self.fault = template, fault
        self.part, self.paragraph, self.tag = part, paragraph, tag


class FiguresChanged(SalesdocsError):
    """Figures in the ledger that the record of today cannot hold: it has other fields now, or other types."""

    def __init__(self, record: str, unlike: str) -> None:
        super().__init__(f"{record} is no longer what it was: {unlike}")
        self.record, self.unlike = record, unlike


class TemplateUnfit(TemplateFault):
    """A template that somebody hands in for a table asks for what the table lacks, or cannot be read."""

    exit_code = 2


class TableUnfit(SalesdocsError):
    """A table from which nothing can be made: no headings, two columns of one name, no such sheet."""

    exit_code = 2

    def __init__(self, name: str, fault: str) -> None:
        super().__init__(f"{name} {fault}")
        self.name, self.fault = name, fault


class WorkersLost(SalesdocsError):
    """A worker process died, of too little memory most likely."""

    exit_code = 5

    def __init__(self) -> None:
        super().__init__("a worker process died; what was written stays: run it again, with fewer --jobs")


class WorkerDied(SalesdocsError):
    """A piece of work that its worker did not survive, or that our code fell over; no other piece is touched.

    `reason`: `memory`, `time`, `size` of its result, `crash`; `told` is what the system said of it.
    """

    def __init__(self, name: str, reason: Literal["memory", "time", "size", "crash"], told: str = "") -> None:
        super().__init__(f"{name}: its worker ended: {reason}" + (f" ({told})" if told else ""))
        self.name, self.reason, self.told = name, reason, told


class NoPdfProgram(SalesdocsError):
    """A PDF was asked for where neither LibreOffice nor Word is found."""

    exit_code = 5

    def __init__(self) -> None:
        super().__init__(
            "no PDF can be made here: neither LibreOffice nor Word is found; install LibreOffice"
            " (Debian: libreoffice-writer-nogui), or on Windows, where Word is, salesdocs[word]"
        )


class PdfFailed(SalesdocsError):
    """A document that the PDF program could not make into a PDF, not at the second try either."""

    def __init__(self, name: str, program: str, reason: str, seconds: float) -> None:
        super().__init__(f"{name}: no PDF from {program}, tried twice in {seconds:.0f} s: {reason}")
        self.name, self.program, self.reason, self.seconds = name, program, reason, seconds


class UnreadableFile(SalesdocsError):
    """A file that is no whole xlsx or docx; `code` is a reason word of the gate."""

    exit_code = 1

    def __init__(self, name: str, code: str) -> None:
        super().__init__(f"{name}: {code}")
        self.name, self.code = name, code


class NotPatchable(SalesdocsError):
    """A file that cannot be given back with marks; `reason`: `signed`, `no_such_place`, `no_body`, `wrong_type`."""

    exit_code = 1

    def __init__(self, name: str, reason: str, place: str = "") -> None:
        super().__init__(f"{name}: no marks can be put into it ({reason}{f': {place}' if place else ''})")
        self.name, self.reason, self.place = name, reason, place


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
    """A folder or file of the house cannot be reached, read or written; `code` is the system's errno, 0 for none."""

    exit_code = 5

    def __init__(self, said: str, *, code: int = 0, windows: int = 0) -> None:
        super().__init__(said)
        self.code, self.windows = code, windows

    @property
    def sort(self) -> Literal["busy", "denied", "away"]:
        """Whether the file is in use (wait), may not be touched (a person must see to it), or the place is in trouble.

        Source: intake.md 6, error classes.
        """
        if self.windows in _WINDOWS_BUSY or (self.code in _BUSY and not self.windows):
            return "busy"
        return "denied" if self.code in _DENIED else "away"


_BUSY: Final = frozenset((errno.EBUSY, errno.ETXTBSY, errno.EAGAIN))
_WINDOWS_BUSY: Final = frozenset((5, 32, 33))
"""Access denied (a handle without delete sharing, mostly), sharing violation, lock violation."""
_DENIED: Final = frozenset((errno.EACCES, errno.EPERM, errno.ELOOP, errno.EINVAL, errno.EISDIR, errno.ENOTDIR))


class HouseServed(SalesdocsError):
    """Another process of this machine serves the house already."""

    exit_code = 5

    def __init__(self, folder: Path, by: str) -> None:
        super().__init__(f"{folder} is served already, by {by or 'another process'}; stop that one first")
        self.folder, self.by = folder, by


class NightInWork(SalesdocsError):
    """Another process of this machine has been writing the house's report for longer than we wait."""

    exit_code = 5

    def __init__(self, folder: Path, by: str) -> None:
        super().__init__(f"the report of {folder} is in work by {by or 'another process'}; try again later")
        self.folder, self.by = folder, by


class FolderInUse(SalesdocsError):
    """A new house was asked for in a folder that holds something already."""

    exit_code = 2

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is not empty; name another folder or remove it")
        self.folder = folder


def _as_written(value: object) -> str:
    """A value as TOML writes it, near enough to be found again."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_as_written, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_as_written(each)}' for key, each in value.items())} }}"
    if isinstance(value, str):
        return f'"{value}"'
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else str(value)
