"""Old .doc and .wps files as .docx: by LibreOffice, where it is installed, in a child process with a fresh profile."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from toolkit.errors import UnreadableFile
from toolkit.office.jail import Bounds, Failed, run_confined
from toolkit.office.libreoffice import office_command, office_program, own_folder
from toolkit.office.limits import LIMITS, MIB

BOUNDS: Final = Bounds(memory=4096 * MIB, processor_seconds=60, wall_seconds=90.0)
"""LibreOffice reserves far more addresses than it uses; the first start on a slow disk takes half a minute."""


def as_docx(content: bytes, name: str, *, bounds: Bounds = BOUNDS) -> bytes:
    """The document as LibreOffice saves it.

    Raises UnreadableFile: `doc_unconverted` where there is no LibreOffice, `legacy_failed` where it did not manage.
    """
    program = office_program()
    if not program:
        raise UnreadableFile(name, "doc_unconverted")
    with own_folder() as folder:
        (folder / "form.doc").write_bytes(content)
        try:
            run_confined(_command(program, folder), folder=folder, bounds=bounds)
            return _whole(folder / "form.docx", name)
        except (Failed, OSError) as trouble:
            raise UnreadableFile(name, "legacy_failed") from trouble


def _command(program: str, folder: Path) -> list[str]:
    conversion = ("--infilter=MS Word 97", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder))
    return office_command(program, folder, *conversion, str(folder / "form.doc"))


def _whole(made: Path, name: str) -> bytes:
    if not made.is_file():
        raise UnreadableFile(name, "legacy_failed")
    if made.stat().st_size > LIMITS.file:
        raise UnreadableFile(name, "too_large")
    return made.read_bytes()
