"""Word files of many programs, taken as templates: whatever names their tags ask for are given texts."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Final

from docxtpl import DocxTemplate

from tests.documents.equality.docxtpl_templates import SHARED
from tests.documents.equality.engines import Case

FOLDERS: Final = ("corpus", "quirks")
HOSTILE: Final = frozenset(("d26_xxe",))
"""What the gate refuses at the door, so that it is no template either; docxtpl opens it."""
_TEXT: Final = "A&B <公司>\n第二行"


def cases() -> Iterator[Case]:
    """Every .docx of the shared cases that docxtpl can open; none without them."""
    for folder in FOLDERS:
        for path in sorted((SHARED / folder).glob("*.docx")):
            content = path.read_bytes()
            if path.stem not in HOSTILE and _opens(content):
                yield Case(path.stem, content, dict.fromkeys(_names(content), _TEXT))


def _opens(content: bytes) -> bool:
    try:
        DocxTemplate(BytesIO(content)).init_docx()
    except Exception:  # noqa: BLE001 (python-docx refuses by whatever breaks first)
        return False
    return True


def _names(content: bytes) -> set[str]:
    try:
        return set(DocxTemplate(BytesIO(content)).get_undeclared_template_variables())
    except Exception:  # noqa: BLE001 (as above)
        return set()
