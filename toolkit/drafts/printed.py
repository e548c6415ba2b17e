"""PDFs of documents, each made once and kept: a program never prints one document twice in the same bytes."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from hashlib import sha256
from types import TracebackType
from typing import Self

from toolkit.documents.pdf import printer
from toolkit.documents.pdf.printer import Printer
from toolkit.errors import NoPdfProgram
from toolkit.files import keep
from toolkit.folders import Places


class Prints:
    """The PDFs of a house's documents; the program that makes them starts with the first one that is not kept."""

    def __init__(self, places: Places, *, is_wanted: bool | None = None) -> None:
        """`is_wanted`: None for a PDF where this machine can make one."""
        self._places, self._is_wanted = places, is_wanted
        self._block = ExitStack()
        self._printer: Printer | None = None
        self._is_missing = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._block.close()

    def of(self, document: bytes, name: str) -> bytes | None:
        """The PDF of a document; None where none is wanted, or none can be made here and none was asked for.

        Raises NoPdfProgram when one was asked for, PdfFailed, ShareTrouble.
        """
        if self._is_wanted is False:
            return None
        kept = self._places.prints / f"{sha256(document).hexdigest()}.pdf"
        with suppress(FileNotFoundError):
            if (made := kept.read_bytes()).endswith(b"%%EOF\n"):
                return made
        if self._printer is None and not self._is_missing:
            self._start()
        if self._printer is None:
            return None
        made = self._printer.of(document, name)
        keep(made, kept, via=kept.parent)
        return made

    def _start(self) -> None:
        try:
            self._printer = self._block.enter_context(printer())
        except NoPdfProgram:
            self._is_missing = True
            if self._is_wanted:
                raise
