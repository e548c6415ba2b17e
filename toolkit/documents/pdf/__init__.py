"""Documents as PDF, by the program that this machine has for it. Only what we rendered ourselves is ever printed."""

from __future__ import annotations

from toolkit.documents.pdf.kept_office import KeptOffice
from toolkit.documents.pdf.printer import Printer
from toolkit.documents.pdf.word import KeptWord, word_version
from toolkit.errors import NoPdfProgram
from toolkit.office.libreoffice import office_program

TIME_LIMIT_SECONDS = 60.0
"""For one document, the start of the program included, which takes half a minute on a slow disk."""


def printer(time_limit_seconds: float = TIME_LIMIT_SECONDS) -> Printer:
    """LibreOffice where that is found, else Word, to print one document after the other.

        with printer() as pdf:
            made = pdf.of(content, name)

    Several printers may work side by side. Raises NoPdfProgram.
    """
    if program := office_program():
        return Printer(KeptOffice(program), time_limit_seconds)
    if word_version():
        return Printer(KeptWord(), time_limit_seconds)
    raise NoPdfProgram
