"""The folder of a batch: what lies there already is not made again, what is made appears whole."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from toolkit.desk.batch import Made
from toolkit.documents.pdf import printer
from toolkit.documents.pdf.printer import Printer
from toolkit.errors import PdfFailed, ShareTrouble, UnreadableFile
from toolkit.files import publish, read_whole
from toolkit.office.package import Package

_DAY: Final = re.compile(r"_20\d{6}(?=[_.~])")
_AGAIN: Final = re.compile(r"~\d+(?=\.\w+\Z)")


@dataclass(frozen=True, slots=True)
class Papers:
    """A folder that documents are laid into, and what lay there before."""

    folder: Path
    lying: dict[str, list[str]]
    """Names of files by their name without a day: a batch that goes on tomorrow finds what was made today."""

    pdf: Printer | None = None
    """Prints each document; None where no PDF is wanted."""

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, *, is_printed: bool = False) -> Iterator[Papers]:
        """The folder, made when missing, with a printer. Raises ShareTrouble, NoPdfProgram."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            names = sorted(path.name for path in folder.iterdir())
        except OSError as trouble:
            raise ShareTrouble(f"{folder}: {trouble}") from trouble
        lying = defaultdict[str, list[str]](list)
        for name in names:
            lying[_undated(name)].append(name)
        with printer() if is_printed else nullcontext() as pdf:
            yield cls(folder, lying, pdf)

    def made(
        self, asked: str, name: str, passport: Mapping[str, str], content: Callable[[], bytes], *, note: str = ""
    ) -> Made:
        """The document, laid down unless one of that passport, or of the same bytes, lies there.

        Raises what `content` raises, and ShareTrouble.
        """
        before = [self.folder / one for one in self.lying[_undated(name)]]
        path = next((path for path in before if passport and _carries(path, passport)), None)
        path = path or publish(content(), self.folder / name)
        if path not in before:
            self.lying[_undated(path.name)].append(path.name)
        return self._printed(Made(asked, "there" if path in before else "written", str(path), note=note))

    def _printed(self, made: Made) -> Made:
        """The document with its PDF, where one is wanted and does not lie there."""
        path = Path(made.file)
        if self.pdf is None or path.suffix != ".docx":
            return made
        beside = path.with_suffix(".pdf")
        if made.fate == "written" or not beside.is_file():
            try:
                beside = printed(path, self.pdf)
            except PdfFailed as trouble:
                return replace(made, fate="unprinted", note=str(trouble))
        return replace(made, pdf=str(beside))


def print_beside(documents: Sequence[Path]) -> list[Path]:
    """The PDF of each of a few documents, beside it. Raises NoPdfProgram, PdfFailed, ShareTrouble."""
    with printer() as pdf:
        return [printed(path, pdf) for path in documents if path.suffix == ".docx"]


def printed(document: Path, pdf: Printer) -> Path:
    """The PDF of a document, laid beside it. Raises PdfFailed, ShareTrouble."""
    return publish(pdf.of(read_whole(document), document.name), document.with_suffix(".pdf"))


def _undated(name: str) -> str:
    return _AGAIN.sub("", _DAY.sub("", name)).casefold()


def _carries(path: Path, passport: Mapping[str, str]) -> bool:
    """Whether a file bears that passport; no for one that cannot be read."""
    try:
        properties = Package(path.read_bytes(), path.name).properties
    except (OSError, UnreadableFile):
        return False
    return all(properties.get(name) == text for name, text in passport.items())
