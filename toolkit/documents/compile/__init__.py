"""A Word template as a program: patched and compiled once, run for each document."""

from __future__ import annotations

from functools import lru_cache

from toolkit.documents.compile import cache
from toolkit.documents.compile.code import BytesEnvironment
from toolkit.documents.compile.patched import patched_parts
from toolkit.documents.compile.program import Program, compile_part
from toolkit.errors import TemplateFault, UnreadableFile
from toolkit.model.stamped import HASH, NUMBER
from toolkit.model.text import Lang
from toolkit.office.package import Package

__all__ = ["Program", "compiled"]


@lru_cache(maxsize=64)
def compiled(template: bytes, name: str, *, lang: Lang = "zh") -> Program:
    """The program of a template, its filters writing in `lang`; made once a process and kept on disk (`cache.keep_in`).

    Raises TemplateFault, naming part, paragraph and tag, for what is no Word document, no Jinja, or names no filter;
    for a document that was issued: what a form's author typed must never run.
    """
    if number := _issued_as(template, name):
        raise TemplateFault(
            name, f"is the document {number} as it was issued, no template: begin with a template of ours"
        )
    environment = BytesEnvironment(lang)
    parts = cache.kept(template, lang)
    if parts is None:
        parts = tuple(compile_part(part, name, environment) for part in patched_parts(template, name))
        cache.keep(template, lang, parts)
    return Program(template, name, parts, environment)


def _issued_as(template: bytes, name: str) -> str:
    """The number of a document of ours that is taken for a template; '' of a template."""
    try:
        said = Package(template, name).properties
    except UnreadableFile as trouble:
        raise TemplateFault(name, "is no Word document") from trouble
    return (said.get(NUMBER) or said[HASH]) if HASH in said else ""
