"""A Word template as a program: patched and compiled once, run for each document."""

from __future__ import annotations

from functools import lru_cache

from toolkit.documents.compile import cache
from toolkit.documents.compile.code import BytesEnvironment
from toolkit.documents.compile.patched import patched_parts
from toolkit.documents.compile.program import Program, compile_part
from toolkit.model.text import Lang

__all__ = ["Program", "compiled"]


@lru_cache(maxsize=64)
def compiled(template: bytes, name: str, *, lang: Lang = "zh") -> Program:
    """The program of a template, its filters writing in `lang`; made once a process and kept on disk (`cache.keep_in`).

    Raises TemplateFault, naming part, paragraph and tag, for what is no Word document, no Jinja, or names no filter.
    """
    environment = BytesEnvironment(lang)
    parts = cache.kept(template, lang)
    if parts is None:
        parts = tuple(compile_part(part, name, environment) for part in patched_parts(template, name))
        cache.keep(template, lang, parts)
    return Program(template, name, parts, environment)
