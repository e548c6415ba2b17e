"""Content controls whose text LibreOffice 7.4 writes again and again (forms.md 2.1); the rest is tests/libreoffice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.forms.word_xml import docx, p, run, sdt, tbl, tc
from toolkit.forms.word.reader import story_of
from toolkit.office.package import Package

OFFICE: Final = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")


def converted(files: list[Path], to: str, out: Path) -> list[Path]:
    """The files as LibreOffice saves them in that format."""
    assert OFFICE is not None
    profile = f"-env:UserInstallation={(out.parent / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", to, "--outdir", str(out), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [out / f"{file.stem}.{to}" for file in files]


def test_controls_that_libreoffice_repeats_are_read_once(tmp_path: Path) -> None:
    plain_text = "<w:text/>"
    cells = [
        tc(p(sdt(run("上海启明"), tag="f_a", properties=f'<w:alias w:val="甲"/>{plain_text}'))),
        tc(sdt(p("苏州"), tag="f_b")),
        tc(p(sdt(run("8888"), tag="f_c", properties=plain_text))),
    ]
    source = tmp_path / "controls.docx"
    source.write_bytes(docx(tbl(*((f"标签{n}", cell) for n, cell in enumerate(cells))), p()))

    files = [source]
    for n in range(3):
        files = converted(files, "docx", tmp_path / f"out{n}")
        (table,) = story_of(Package(files[0].read_bytes(), "x.docx")).tables
        assert [row[1].text for row in table.rows] == ["上海启明", "苏州", "8888"]
