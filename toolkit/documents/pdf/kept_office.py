"""LibreOffice, kept running: it holds an empty document open, and every further call of it hands one over to print.

The call finds the running program by the profile that both name, as a second click on the icon does. So no bridge into
it is needed, no port is opened; and a call that finds nobody prints by itself, only slower.
"""

from __future__ import annotations

import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from toolkit.documents.pdf.fonts import write_preference
from toolkit.office.jail import Bounds, Failed, end, run, run_beside
from toolkit.office.libreoffice import Setting, office_command, own_folder

_SETTINGS: Final[tuple[Setting, ...]] = (
    ("Common/Filter/PDF/Export", "UseTaggedPDF", "true"),
    ("Common/Filter/PDF/Export", "EmbedStandardFonts", "true"),
    ("Common/Misc", "UseLocking", "true"),
    ("Common/Misc", "UseDocumentOOoLockFile", "true"),
)
"""Structure for screen readers; all fonts inside; and the lock file by which we know that the program is there."""
_KEPT: Final = "kept.fodt"
_EMPTY: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3" '
    'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text/></office:body>'
    "</office:document>"
)
_LOOK_SECONDS: Final = 0.02


class KeptOffice:
    """One LibreOffice with a fresh profile, thrown away with it."""

    name = "LibreOffice"

    def __init__(self, program: str) -> None:
        self._program = program
        self._held = ExitStack()
        self._running: _Running | None = None

    def printed(self, document: bytes, *, seconds: float) -> bytes:
        """The PDF of a .docx, the start of the program included in the time. Raises Failed, OSError."""
        until = time.monotonic() + seconds
        if self._running and not self._running.is_there:
            self.stop()
        self._running = self._running or self._begun(until)
        return self._running.printed(document, until)

    def _begun(self, until: float) -> _Running:
        folder = self._held.enter_context(own_folder(_SETTINGS))
        running = _Running(self._program, folder)
        self._held.callback(running.end)
        running.wait(until)
        return running

    def stop(self) -> None:
        """End it, if it runs."""
        self._running = None
        self._held.close()


class _Running:
    """A started one, and its folder. It grows to 380 MB within fifty contracts, and no further in three hundred."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program, self._folder = program, folder
        (folder / _KEPT).write_text(_EMPTY, encoding="utf-8")
        self._fonts = write_preference(folder)
        self._child: subprocess.Popen[bytes] = run_beside(self._command(_KEPT), folder=folder, also=self._fonts)

    @property
    def is_there(self) -> bool:
        """Whether it still runs."""
        return self._child.poll() is None

    def wait(self, until: float) -> None:
        """Until it has its own document open. Raises Failed when it ends, or that takes too long."""
        lock = self._folder / f".~lock.{_KEPT}#"
        while not lock.exists():
            if self._child.poll() is not None:
                raise Failed(f"it ended with {self._child.returncode} as it started")
            if time.monotonic() > until:
                raise Failed("it took too long to start")
            time.sleep(_LOOK_SECONDS)

    def printed(self, document: bytes, until: float) -> bytes:
        """The PDF. Raises Failed."""
        source, made = self._folder / "document.docx", self._folder / "document.pdf"
        source.write_bytes(document)
        made.unlink(missing_ok=True)
        bounds = Bounds(wall_seconds=max(until - time.monotonic(), _LOOK_SECONDS))
        call = self._command("--convert-to", "pdf:writer_pdf_Export", "--outdir", str(self._folder), str(source))
        run(call, folder=self._folder, bounds=bounds, also=self._fonts)
        if not made.is_file():
            raise Failed("it wrote no PDF")
        return made.read_bytes()

    def end(self) -> None:
        """Kill it: nothing of it is worth saving."""
        end(self._child)

    def _command(self, *arguments: str) -> list[str]:
        return office_command(self._program, self._folder, *arguments)
