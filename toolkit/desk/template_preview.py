"""A document of a kind with the figures of the sample deal: as Word file, as PDF, as pictures of its pages."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from toolkit.desk.samples import Samples
from toolkit.desk.templates import Template
from toolkit.documents.pdf import printer
from toolkit.documents.render import render
from toolkit.errors import TemplateFault
from toolkit.files import publish
from toolkit.model.house import Rulebook
from toolkit.model.text import Lang, Text

PREVIEW: Final = Text("_预览", "_preview")
_DPI: Final = 100
_WAIT_SECONDS: Final = 120


def preview(
    template: Template, folder: Path, rulebook: Rulebook, *, lang: Lang, is_printed: bool, is_pictured: bool
) -> Iterator[Path]:
    """The files written: the document, its PDF, a PNG a page.

    Raises TemplateFault for a template that cannot be filled, NoPdfProgram without LibreOffice or Word.
    """
    kind = template.kind
    if kind is None:
        raise TemplateFault(template.name, "is made for a table; try it with: salesdocs merge")
    sample = Samples(rulebook).of(kind, template.lang)
    deal = sample.known.deal.number if sample.known.deal else ""
    content = render(template.content(), sample.figures, kind=kind, issue=sample.issue, deal=deal, known=sample.known)
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{template.path.stem}{'_en' if template.lang == 'en' else ''}{PREVIEW.said(lang)}"
    yield publish(content, folder / f"{stem}.docx")
    if is_printed or is_pictured:
        with printer() as pdf:
            printed = publish(pdf.of(content, f"{stem}.docx"), folder / f"{stem}.pdf")
        yield printed
        if is_pictured:
            yield from _pictures(printed)


def _pictures(printed: Path) -> Iterator[Path]:
    """A PNG a page, beside the PDF. Raises TemplateFault where pdftoppm is not installed."""
    program = shutil.which("pdftoppm")
    if program is None:
        raise TemplateFault(printed.name, "no pictures can be made: pdftoppm is not installed (poppler-utils)")
    begin = printed.with_suffix("")
    command = [program, "-png", "-r", str(_DPI), str(printed), str(begin)]
    subprocess.run(command, check=True, timeout=_WAIT_SECONDS, capture_output=True)
    yield from sorted(printed.parent.glob(f"{begin.name}-*.png"))
