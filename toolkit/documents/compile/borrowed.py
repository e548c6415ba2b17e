"""docxtpl, imported so that nothing of python-docx changes."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType


def docxtpl() -> ModuleType:
    """The library, and no prefix of python-docx with another meaning.

    docxtpl imports docxcompose where it is installed, and that one would have core properties read and written under
    a wrong name from then on. Source: docs/findings/0006.
    """
    from docx.oxml.ns import nsmap  # noqa: PLC0415 (a template is patched once, most runs never do)

    before = dict(nsmap)
    library = import_module("docxtpl")
    nsmap.update(before)
    return library
