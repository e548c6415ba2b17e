"""Where in a template something went wrong: part, paragraph and tag of an error that its program raised."""

from __future__ import annotations

import re
from types import CodeType, TracebackType
from typing import Final

from jinja2 import Template, TemplateError, TemplateSyntaxError

from toolkit.documents.compile.patched import PatchedPart, Tag
from toolkit.errors import TemplateFault

RAISED: Final = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)
"""What the code of a template may raise while it runs."""
_LONGEST: Final = 80
_BLOCK: Final = re.compile(r"{%[-+]?(?:tr|tc|p|r)?\s*(?P<end>end)?(?:for|if|macro|call|filter|block|with)\b")


def syntax_fault(name: str, part: PatchedPart, fault: TemplateSyntaxError) -> TemplateFault:
    """The fault of a part that is no Jinja, at its tag."""
    said = fault.message or "is no tag"
    tag = _never_closed(part) if said.startswith("Unexpected end of template") else None
    return _fault(name, part, tag or part.tag_at(fault.lineno), said)


def runtime_fault(name: str, part: PatchedPart, template: Template, fault: Exception) -> TemplateFault:
    """The fault that the program of a part raised, at the tag it was in."""
    line = _line(template, fault.__traceback__, template.root_render_func.__code__)
    tag = part.tag_at(template.get_corresponding_lineno(line)) if line else None
    said = str(fault) if str(fault) else type(fault).__name__
    return _fault(name, part, tag, said)


def _never_closed(part: PatchedPart) -> Tag | None:
    """The innermost block of a part that ends too early."""
    opened: list[Tag] = []
    for tag in part.tags:
        found = _BLOCK.match(tag.text)
        if found and not found["end"]:
            opened.append(tag)
        elif found and opened:
            opened.pop()
    return opened[-1] if opened else None


def _line(template: Template, trace: TracebackType | None, root: CodeType) -> int:
    """The line of the template's own code where it failed; 0 where it did not get there."""
    found = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == root.co_filename:
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def _fault(name: str, part: PatchedPart, tag: Tag | None, said: str) -> TemplateFault:
    if tag is None:
        return TemplateFault(name, said, part=part.part)
    paragraph = part.paragraphs[tag.paragraph] if tag.paragraph >= 0 else ""
    short = paragraph if len(paragraph) <= _LONGEST else f"{paragraph[: _LONGEST - 1]}…"
    return TemplateFault(name, said, part=part.part, paragraph=short, tag=tag.text)
