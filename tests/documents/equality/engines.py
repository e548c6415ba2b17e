"""One template with one set of values through both engines, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final, Literal

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import Environment
from lxml import etree

from tests.documents.equality.compared import differences
from toolkit.documents.compile import Program, compiled
from toolkit.documents.compile.code import BytesEnvironment
from toolkit.documents.compile.patched import patched_parts
from toolkit.documents.compile.program import compile_part
from toolkit.documents.strict import TAGS, UNPRINTABLE, texts
from toolkit.documents.values import Image, Subdocument
from toolkit.errors import TemplateFault
from toolkit.model.text import Lang

Verdict = Literal["equal", "both refuse", "stricter", "mended", "different"]


@dataclass(frozen=True, slots=True)
class Case:
    """A template, and values for it."""

    name: str
    template: bytes
    values: Mapping[str, object]
    filters: Mapping[str, Callable[..., object]] = field(default_factory=dict)
    """Filters of its own."""
    lang: Lang = "zh"
    says: str = ""
    """Which values these are, where a template has several."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one render."""

    verdict: Verdict
    said: tuple[str, ...] = ()


FAIR: Final[tuple[Verdict, ...]] = ("equal", "both refuse", "stricter", "mended")
"""Equal, or refused: by both; by us for a value that no document of ours may hold; by us where docxtpl's parser threw
away what was not well-formed."""


def judged(case: Case, environment: Environment) -> Outcome:
    """What came of the case; docxtpl renders with that environment."""
    theirs = _by_docxtpl(case, environment)
    try:
        ours = _program(case).filled(case.values)
    except TemplateFault as fault:
        return _refused(case, theirs, str(fault))
    except Exception as fault:  # noqa: BLE001 (whatever breaks is a difference, and the next case is still to be judged)
        return Outcome("different", (f"breaks: {type(fault).__name__}: {fault}",))
    if theirs.refusal:
        return Outcome("different", (f"renders what docxtpl refuses: {theirs.refusal}",))
    said = differences(ours, theirs.document, case.template)
    return Outcome("different" if said else "equal", said)


def _program(case: Case) -> Program:
    """The template compiled, the case's own filters among ours."""
    if not case.filters:
        return compiled(case.template, case.name, lang=case.lang)
    environment = BytesEnvironment(case.lang)
    environment.filters.update(case.filters)
    parts = patched_parts(case.template, case.name)
    return Program(
        case.template, case.name, tuple(compile_part(part, case.name, environment) for part in parts), environment
    )


def _refused(case: Case, theirs: _Theirs, fault: str) -> Outcome:
    if theirs.refusal:
        return Outcome("both refuse", (fault, theirs.refusal))
    if theirs.is_mended:
        return Outcome("mended", (fault,))
    if holds_unfit(case.values):
        return Outcome("stricter", (fault,))
    return Outcome("different", (f"refuses what docxtpl renders: {fault}",))


def holds_unfit(values: object) -> bool:
    """Whether a value holds a control character or half a tag, which no document of ours may show."""
    if isinstance(values, list):
        return any(holds_unfit(each) for each in values)
    if isinstance(values, Mapping):
        return any(holds_unfit(each) for each in values.values())
    said = (text for _, text in texts(getattr(values, "xml", values)))
    return any(UNPRINTABLE.search(text) or TAGS.search(text) for text in said)


@dataclass(frozen=True, slots=True)
class _Theirs:
    """What docxtpl made."""

    document: bytes = b""
    refusal: str = ""
    is_mended: bool = False
    """Its rendered XML was not well-formed; its parser left out what did not fit."""


class _Watched(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """Docxtpl that tells whether what it rendered was well-formed."""

    is_mended = False

    def render_xml_part(self, *given: Any) -> str:
        rendered: str = super().render_xml_part(*given)
        try:
            etree.fromstring(rendered.encode())
        except etree.XMLSyntaxError:
            self.is_mended = True
        return rendered


def _by_docxtpl(case: Case, environment: Environment) -> _Theirs:
    template = _Watched(BytesIO(case.template))
    try:
        template.init_docx()
        template.render(_for_docxtpl(case.values, template), environment)
        written = BytesIO()
        template.save(written)
    except Exception as refusal:  # noqa: BLE001 (docxtpl refuses by whatever breaks first)
        return _Theirs(refusal=f"{type(refusal).__name__}: {refusal}")
    return _Theirs(written.getvalue(), is_mended=template.is_mended)


def _for_docxtpl(value: object, template: DocxTemplate) -> Any:
    """The values with docxtpl's own pictures and sub-documents, which belong to one template object."""
    match value:
        case Image():
            width, height = (None if side is None else Mm(side) for side in (value.width_mm, value.height_mm))
            return InlineImage(template, BytesIO(value.content), width=width, height=height)
        case Subdocument():
            return template.new_subdoc(BytesIO(value.content))
        case dict():
            return {key: _for_docxtpl(each, template) for key, each in value.items()}
        case list() | tuple():
            return type(value)(_for_docxtpl(each, template) for each in value)
    return value
