"""Microsoft Word, kept running through COM: for Windows without LibreOffice, with the extra `salesdocs[word]`.

Written after the documentation of Word's object model and tested with a stand-in; not yet tried with a real Word.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from toolkit.office.jail import Failed

NO_ALERTS: Final = 0  # wdAlertsNone
MACROS_OFF: Final = 3  # msoAutomationSecurityForceDisable
AS_PDF: Final = 17  # wdExportFormatPDF
BY_HEADINGS: Final = 1  # wdExportCreateHeadingBookmarks
UNCHANGED: Final = 0  # wdDoNotSaveChanges
_WINDOW_CLASS: Final = "OpusApp"


def word_version() -> str:
    """`16`, as Word is registered on this Windows; '' without Word, or where Python cannot speak with it."""
    if sys.platform != "win32" or find_spec("win32com") is None:
        return ""
    import winreg  # noqa: PLC0415

    try:
        return winreg.QueryValue(winreg.HKEY_CLASSES_ROOT, r"Word.Application\CurVer").rpartition(".")[2]
    except OSError:
        return ""


def _new_word() -> Any:
    """A Word of our own, not the one a person has open."""
    return import_module("win32com.client").DispatchEx("Word.Application")


class KeptWord:
    """One Word, without a window, macros, questions or links."""

    name = "Word"

    def __init__(self, new_word: Callable[[], Any] = _new_word) -> None:
        self._new_word = new_word
        self._word: Any = None
        self._process = 0

    def printed(self, document: bytes, *, seconds: float) -> bytes:
        """The PDF of a .docx. Raises Failed, also when Word is cut off because it took longer than that."""
        with tempfile.TemporaryDirectory(prefix="salesdocs-", ignore_cleanup_errors=True) as scratch:
            source, made = Path(scratch, "document.docx"), Path(scratch, "document.pdf")
            source.write_bytes(document)
            with self._limited(seconds):
                self._start()
                self._export(source, made)
            return made.read_bytes()

    def _start(self) -> None:
        if self._word is not None:
            return
        self._word = self._new_word()
        self._word.Visible = False
        self._word.DisplayAlerts = NO_ALERTS
        self._word.AutomationSecurity = MACROS_OFF
        self._word.Options.UpdateLinksAtOpen = False
        self._word.Caption = caption = f"salesdocs {uuid.uuid4()}"
        self._process = _process_of(caption)

    def _export(self, source: Path, made: Path) -> None:
        opened = self._word.Documents.Open(
            str(source), ConfirmConversions=False, ReadOnly=True, AddToRecentFiles=False, Visible=False
        )
        try:
            opened.ExportAsFixedFormat(
                str(made), AS_PDF, OpenAfterExport=False, CreateBookmarks=BY_HEADINGS, DocStructureTags=True
            )
        finally:
            opened.Close(UNCHANGED)

    @contextmanager
    def _limited(self, seconds: float) -> Iterator[None]:
        """Whatever COM raises is Failed; a Word that takes longer is killed, which makes COM raise."""
        is_late = threading.Event()
        timer = threading.Timer(seconds, self._cut_off, (is_late,))
        timer.start()
        try:
            yield
        except Exception as trouble:  # com_error exists on Windows alone, and the far side may raise anything
            raise Failed("it took too long" if is_late.is_set() else f"Word said {trouble}") from trouble
        finally:
            timer.cancel()

    def _cut_off(self, is_late: threading.Event) -> None:
        is_late.set()
        self._kill()

    def _kill(self) -> None:
        if self._process:
            with suppress(OSError):
                os.kill(self._process, 9)  # on Windows: TerminateProcess

    def stop(self) -> None:
        """Ask it to go without saving, then make sure that it went."""
        word, self._word = self._word, None
        if word is not None:
            with suppress(Exception):  # a killed Word cannot answer
                word.Quit(UNCHANGED)
        self._kill()
        self._process = 0


def _process_of(caption: str) -> int:
    """The process whose Word window is called that; 0 where there is none, so that none is killed."""
    if sys.platform != "win32":
        return 0
    import ctypes  # noqa: PLC0415

    number = ctypes.c_ulong(0)
    window = ctypes.windll.user32.FindWindowW(_WINDOW_CLASS, caption)
    if window:
        ctypes.windll.user32.GetWindowThreadProcessId(window, ctypes.byref(number))
    return number.value
