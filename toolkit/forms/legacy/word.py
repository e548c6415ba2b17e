"""Old .doc and .wps files as .docx: by LibreOffice, where it is installed, in a child process with a fresh profile."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from toolkit.errors import UnreadableFile
from toolkit.office.jail import Bounds, Failed, run_confined
from toolkit.office.limits import LIMITS, MIB

BOUNDS: Final = Bounds(memory=4096 * MIB, processor_seconds=60, wall_seconds=90.0)
"""LibreOffice reserves far more addresses than it uses; the first start on a slow disk takes half a minute."""
_COMMANDS: Final = ("soffice", "libreoffice")
_PLACES: Final = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/opt/libreoffice*/program/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
)
_SETTINGS: Final = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),
)
"""Of the profile: no macros, nothing fetched, no link followed (0 is never)."""


def office_program() -> str:
    """The path of LibreOffice; '' where it is not found."""
    found = next(filter(None, map(shutil.which, _COMMANDS)), "") or next(_in_usual_places(), "")
    return found or ""


def _in_usual_places() -> Iterator[str]:
    roots = (os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)"))
    windows = [f"{root}/LibreOffice/program/soffice.com" for root in roots if root]
    for place in (*windows, *_PLACES):
        path = Path(place)
        anchor = Path(path.anchor)
        yield from (str(one) for one in sorted(anchor.glob(str(path.relative_to(anchor)))) if one.is_file())


def as_docx(content: bytes, name: str, *, bounds: Bounds = BOUNDS) -> bytes:
    """The document as LibreOffice saves it.

    Raises UnreadableFile: `doc_unconverted` where there is no LibreOffice, `legacy_failed` where it did not manage.
    """
    program = office_program()
    if not program:
        raise UnreadableFile(name, "doc_unconverted")
    with tempfile.TemporaryDirectory(prefix="salesdocs-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        (folder / "form.doc").write_bytes(content)
        _write_profile(folder / "profile")
        try:
            run_confined(_command(program, folder), folder=folder, bounds=bounds)
            return _whole(folder / "form.docx", name)
        except (Failed, OSError) as trouble:
            raise UnreadableFile(name, "legacy_failed") from trouble


def _command(program: str, folder: Path) -> list[str]:
    return [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--invisible", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
        *("--infilter=MS Word 97", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder)),
        str(folder / "form.doc"),
    ]


def _write_profile(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}'
        "</oor:items>",
        encoding="utf-8",
    )


def _whole(made: Path, name: str) -> bytes:
    if not made.is_file():
        raise UnreadableFile(name, "legacy_failed")
    if made.stat().st_size > LIMITS.file:
        raise UnreadableFile(name, "too_large")
    return made.read_bytes()
