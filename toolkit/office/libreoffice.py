"""LibreOffice: where it is, and a profile in which nothing runs, nothing is fetched and no link is followed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import md5
from pathlib import Path
from typing import Final

_COMMANDS: Final = ("soffice", "libreoffice")
_PLACES: Final = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/opt/libreoffice*/program/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
)
Setting = tuple[str, str, str]
"""Where it stands below org.openoffice.Office, its name, its value."""
_SETTINGS: Final[tuple[Setting, ...]] = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),
)
"""Of every profile: no macros, nothing fetched, no link followed (0 is never)."""
_PROFILE: Final = "profile"
_PIPES: Final = ("/tmp", "/var/tmp")  # where LibreOffice itself puts them, whatever TMPDIR says


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


def office_version(program: str) -> str:
    """`7.4.7.2`; '' where it does not say so within ten seconds."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = re.search(r"\d+(?:\.\d+)+", said)
    return found[0] if found else ""


@contextmanager
def own_folder(settings: Iterable[Setting] = ()) -> Iterator[Path]:
    """A folder with a fresh profile in it, for one LibreOffice; nothing of either is left afterwards."""
    with tempfile.TemporaryDirectory(prefix="salesdocs-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch).resolve()
        _write_profile(folder / _PROFILE, (*_SETTINGS, *settings))
        try:
            yield folder
        finally:
            _remove_pipe(folder)


def office_command(program: str, folder: Path, *arguments: str) -> list[str]:
    """LibreOffice with the profile of that folder, without a window or questions."""
    quiet = ("--headless", "--invisible", "--norestore", "--nolockcheck", "--nodefault", "--nologo")
    return [program, f"-env:UserInstallation={_profile_url(folder)}", *quiet, *arguments]


def _profile_url(folder: Path) -> str:
    return (folder / _PROFILE).as_uri()


def _write_profile(profile: Path, settings: Iterable[Setting]) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in settings
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}'
        "</oor:items>",
        encoding="utf-8",
    )


def pipe_name(folder: Path) -> str:
    """The pipe at which a second call finds the LibreOffice of that folder. POSIX only.

    It is called after the profile's URL: MD5 of its UTF-16, each byte in hexadecimal without a leading zero.
    """
    digest = md5(_profile_url(folder).encode("utf-16-le"), usedforsecurity=False).digest()
    return f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{''.join(f'{byte:x}' for byte in digest)}"


def _remove_pipe(folder: Path) -> None:
    """Take away what a killed LibreOffice leaves behind."""
    if sys.platform != "win32":
        for place in _PIPES:
            Path(place, pipe_name(folder)).unlink(missing_ok=True)
