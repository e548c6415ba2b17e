"""Two templates beside one another: paragraphs, tags and styles that came, went or are others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from toolkit.documents.lint.figures import Figures
from toolkit.documents.lint.parts import Part, part_name, parts_of
from toolkit.documents.lint.tags import tags_of
from toolkit.model.text import Lang, Text
from toolkit.office.package import Package, local

_SAME: Final = Text("两个模板的文字、标签和样式相同", "texts, tags and styles are the same")
_TAGS: Final = Text("标签", "tags")
_STYLES: Final = Text("样式", "styles")
_STYLE: Final = Text("样式", "style")


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """What is compared of a paragraph."""

    text: str
    style: str


def differences(before: bytes, after: bytes, lang: Lang) -> Iterator[str]:
    """Lines as of a text diff, `-` before and `+` after, a part at a time; one line where nothing differs.

    Raises UnreadableFile.
    """
    old, new = Package(before, "A"), Package(after, "B")
    told = [*_of_parts(parts_of(old), parts_of(new), lang), *_of_styles(old, new, lang)]
    yield from told or [_SAME.said(lang)]


def _of_parts(old: tuple[Part, ...], new: tuple[Part, ...], lang: Lang) -> Iterator[str]:
    was, is_ = {part.name: part for part in old}, {part.name: part for part in new}
    for name in dict.fromkeys((*was, *is_)):
        one, other = _paragraphs(was.get(name)), _paragraphs(is_.get(name))
        changed = list(_changed(one, other, lang))
        tags = list(_of_tags(was.get(name), is_.get(name), lang))
        if changed or tags:
            yield f"== {part_name(name).said(lang)} ({name})"
            yield from (*changed, *tags)


def _paragraphs(part: Part | None) -> list[_Paragraph]:
    if part is None:
        return []
    styles = {}
    for style in part.root.iter("{*}pStyle"):
        styles[style.getparent().getparent()] = next(iter(style.attrib.values()), "")  # type: ignore[union-attr]
    return [_Paragraph(text, str(styles.get(paragraph, ""))) for paragraph, text in part.texts.items() if text.strip()]


def _changed(old: list[_Paragraph], new: list[_Paragraph], lang: Lang) -> Iterator[str]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            continue
        if [each.text for each in old[a:b]] == [each.text for each in new[c:d]]:
            for one, other in zip(old[a:b], new[c:d], strict=True):
                yield f"~ {one.text}  [{_STYLE.said(lang)} {one.style or '–'} → {other.style or '–'}]"
            continue
        yield from (f"- {each.text}" for each in old[a:b])
        yield from (f"+ {each.text}" for each in new[c:d])


def _of_tags(old: Part | None, new: Part | None, lang: Lang) -> Iterator[str]:
    one, other = _tags(old), _tags(new)
    gone, come = one - other, other - one
    if gone or come:
        yield f"  {_TAGS.said(lang)}:"
        yield from (f"  - {tag}{_times(count)}" for tag, count in gone.items())
        yield from (f"  + {tag}{_times(count)}" for tag, count in come.items())


def _tags(part: Part | None) -> Counter[str]:
    return Counter(tag.text for tag in tags_of(part, Figures({}))[0]) if part else Counter()


def _times(count: int) -> str:
    return f" ×{count}" if count > 1 else ""


def _of_styles(old: Package, new: Package, lang: Lang) -> Iterator[str]:
    one, other = _styles(old), _styles(new)
    told = [f"- {name}" for name in one if name not in other]
    told += [f"+ {name}" for name in other if name not in one]
    told += [f"~ {name}" for name in one if name in other and one[name] != other[name]]
    if told:
        yield f"== {_STYLES.said(lang)}"
        yield from told


def _styles(package: Package) -> dict[str, tuple[str, ...]]:
    """Each style by its id: what it says, element by element."""
    root = package.xml(package.related("styles", package.main) or "")
    found = {}
    for style in () if root is None else root.iter("{*}style"):
        name = next((str(value) for key, value in style.attrib.items() if str(key).endswith("}styleId")), "")
        found[name] = tuple(f"{local(each)}{sorted(map(str, each.attrib.items()))}" for each in style.iter())
    return found
