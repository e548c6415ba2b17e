"""Make docs/documents.md and its pictures: the first page of every document, in both languages, with the sample deal.

    python -m tests.make_pages

Needs LibreOffice, Chinese fonts and pdftoppm. Run it when a template or the look of a document changes.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from toolkit.desk.template_preview import preview
from toolkit.desk.templates import Template, current, template_kinds
from toolkit.house import standard_rulebook
from toolkit.model.text import LANGS

DOCS: Final = Path(__file__).parents[1] / "docs"
PAGES: Final = DOCS / "pages"
_DPI: Final = 62
_BEGIN: Final = {"contract": 1, "proposal": 2}
"""The page that shows most; 1 for the others."""


def pictured(template: Template, folder: Path) -> Path:
    """The picture of a template's page."""
    assert template.kind is not None
    files = preview(template, folder, standard_rulebook(), lang=template.lang, is_printed=True, is_pictured=False)
    printed = next(path for path in files if path.suffix == ".pdf")
    target, page = PAGES / f"{template.kind.word}-{template.lang}", str(_BEGIN.get(template.kind.word, 1))
    command = ["pdftoppm", "-png", "-gray", "-singlefile", "-r", str(_DPI), "-f", page, str(printed), str(target)]
    subprocess.run(command, check=True, timeout=60)
    return target.with_suffix(".png")


def main() -> None:
    """Write them."""
    PAGES.mkdir(exist_ok=True)
    rows = [
        "# The documents",
        "",
        "Page of each with the figures of the sample deal; made by `python -m tests.make_pages`.",
        "",
    ]
    with TemporaryDirectory() as folder:
        for kind in template_kinds():
            templates = [current(kind, lang, None) for lang in LANGS]
            pictures = [pictured(template, Path(folder)).name for template in templates if template]
            shown = " ".join(f'<img src="pages/{name}" width="420" alt="{name}">' for name in pictures)
            rows += [f"## {kind.title.zh} · {kind.title.en} ({kind.id})", "", shown, ""]
    (DOCS / "documents.md").write_text("\n".join(rows), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
