"""Documents within documents: what docxtpl itself has to render."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from itertools import count
from typing import Any, Final

from jinja2 import TemplateError

from toolkit.documents.compile.borrowed import docxtpl
from toolkit.documents.compile.declared import with_properties
from toolkit.documents.properties import Properties
from toolkit.documents.strict import StrictEnvironment, printable
from toolkit.documents.values import Image, Subdocument
from toolkit.errors import TemplateFault
from toolkit.office.made import stilled
from toolkit.office.package import Package
from toolkit.office.rewrite import rewritten

_LIST: Final = re.compile(rb'(<w:nsid w:val=")[0-9A-Fa-f]+')


def rendered_by_docxtpl(
    template: bytes, values: Mapping[str, Any], environment: StrictEnvironment, name: str, properties: Properties | None
) -> bytes:
    """The document as docxtpl makes it, in our strict environment. Needs docxcompose: `pip install salesdocs[subdoc]`.

    Raises TemplateFault.
    """
    from docx.shared import Mm  # noqa: PLC0415 (few templates need it)

    library = docxtpl()
    document = library.DocxTemplate(BytesIO(template))

    def inserted(value: object) -> object:
        if isinstance(value, Subdocument):
            return document.new_subdoc(BytesIO(value.content))
        if isinstance(value, Image):
            sides = (Mm(mm) if mm else None for mm in (value.width_mm, value.height_mm))
            return library.InlineImage(document, BytesIO(value.content), *sides)
        return printable(value)

    strict = StrictEnvironment(autoescape=True)
    strict.filters, strict.finalize = environment.filters, inserted
    try:
        document.render(dict(values), strict)
    except (TemplateError, TypeError, ValueError) as fault:
        raise TemplateFault(name, str(fault)) from fault
    except ImportError as fault:
        raise TemplateFault(
            name, "holds a sub-document; install docxcompose: pip install 'salesdocs[subdoc]'"
        ) from fault
    written = BytesIO()
    document.save(written)
    content = stilled(written.getvalue(), _counted)
    if properties is None:
        return content
    package = Package(content, name)
    changed, gone = with_properties(package)
    return rewritten(package, {**changed, **properties.parts()}, without=gone)


def _counted(part: bytes) -> bytes:
    """The part with the identifiers of its lists counted: docxcompose draws them by lot."""
    numbers = count(1)
    return _LIST.sub(lambda found: b"%s%08X" % (found[1], next(numbers)), part)
