"""One PDF after the other: tried again once after a crash or a hang, and nothing runs on when the printer is closed."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Final, Protocol, Self

from toolkit.errors import PdfFailed
from toolkit.office.jail import Failed

_TRIES: Final = 2


class Program(Protocol):
    """A program that makes PDFs. It starts with the first one and stays."""

    name: str

    def printed(self, document: bytes, *, seconds: float) -> bytes:
        """The PDF of a .docx. Raises Failed when it crashes, or takes longer than that."""

    def stop(self) -> None:
        """End it, whatever it is doing, with all it left behind; the next document starts it anew."""


class Printer:
    """Makes PDFs of documents that we rendered."""

    def __init__(self, program: Program, time_limit_seconds: float) -> None:
        self._program, self._seconds = program, time_limit_seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._program.stop()

    def of(self, content: bytes, name: str) -> bytes:
        """The PDF of a .docx; `name` is what the document is called when it cannot be made.

        A try takes no longer than the time limit; a second one is made with the program started anew.
        Raises PdfFailed.
        """
        began = time.monotonic()
        reasons = []
        for _ in range(_TRIES):
            try:
                return _whole(self._program.printed(content, seconds=self._seconds))
            except (Failed, OSError) as trouble:
                reasons.append(str(trouble))
                self._program.stop()
        raise PdfFailed(name, self._program.name, "; ".join(dict.fromkeys(reasons)), time.monotonic() - began)


def _whole(pdf: bytes) -> bytes:
    """The same PDF. Raises Failed when it breaks off, or is none."""
    if not pdf.startswith(b"%PDF-") or b"%%EOF" not in pdf[-1024:]:
        raise Failed("what it wrote is no whole PDF")
    return pdf
