"""Which field a label means, however a person decorated it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Generic, NamedTuple, TypeVar

from toolkit.model.form import Field, Form, Group, Table
from toolkit.model.once import once

T = TypeVar("T")
C = TypeVar("C")

MONEY_UNITS = ("元", "百元", "千元", "万元", "十万元", "百万元", "千万元", "亿元", "千", "万", "亿")
UNITS = (
    *MONEY_UNITS,
    "%",
    "天",
    "日",
    "工作日",
    "月",
    "个月",
    "年",
    "人",
    "小时",
    "次",
    "份",
    "分",
    "轮",
)
_YUAN = "(?:人民币|rmb|cny)"
_OF_MONEY, _OF_ANYTHING = ("|".join(sorted(units, key=len, reverse=True)) for units in (MONEY_UNITS, UNITS))
_UNIT = re.compile(rf"[(\[](?:单位:?)?{_YUAN}?[:/]?({_OF_ANYTHING})[)\]]", re.IGNORECASE)
_AMONG_OTHERS = re.compile(rf"[(\[](?:[^()\[\]]*(?:[,;、:/]|{_YUAN}|单位))?({_OF_MONEY})[)\],;、/]", re.IGNORECASE)
"""The unit of money beside other words in brackets: `(含税,万元)`."""
_UNIT_LINE = re.compile(rf"[(\[]?(?:金额|货币)?单位:?{_YUAN}?[:/]?({_OF_MONEY})[)\]]?", re.IGNORECASE)
_SUFFIX = re.compile(r"[(\[][^()\[\]]*[)\]]$")
_FOREIGN = "美元|美金|欧元|港元|港币|日元|日圆|英镑|usd|eur|hkd|jpy|gbp|[$€£]"
_OTHERWISE = re.compile(rf"[(\[][^()\[\]]*(?:不含(?:增值)?税|未税|税前|{_FOREIGN})[^()\[\]]*[)\]]$")
"""A bracket that is no decoration: with it the label asks for something else."""
_NUMBERING = re.compile(r"^(?:\d{1,2}[.、)]|[(]\d{1,2}[)]|[一二三四五六七八九十]{1,2}、)(?=\D)")
_LONGEST = 40
"""No label is longer; anything longer is an answer or prose."""
_REMEMBERED = 4096
"""Texts whose plain form is kept: all labels of all forms, and what stands around them."""
_FOUND = 512
"""Texts of which one scope keeps what they mean."""


@lru_cache(maxsize=_REMEMBERED)
def plain(text: str) -> str:
    """The label without what people put around it: width forms, spaces, stars, colons, a unit in brackets."""
    text = "".join(unicodedata.normalize("NFKC", text).split()).replace("*", "").replace("\u200b", "")
    return _UNIT.sub("", text.strip(":;_")).strip(":;_").casefold()


@lru_cache(maxsize=_REMEMBERED)
def bare(text: str) -> str:
    """The plain label without numbering in front and any bracket at its end."""
    return _bare(plain(text))


def _bare(text: str) -> str:
    return _SUFFIX.sub("", _NUMBERING.sub("", text)).strip(":")


@lru_cache(maxsize=_REMEMBERED)
def unit_of(text: str) -> str:
    """The unit that a label names in brackets, `万元` of `合同金额(万元)` or `合同金额(含税,万元)`; '' for none."""
    text = "".join(unicodedata.normalize("NFKC", text).split())
    found = _UNIT.search(text) or _AMONG_OTHERS.search(text)
    return found[1] if found else ""


def unit_line(text: str) -> str:
    """The unit that stands for itself above a table, `万元` of `单位:人民币万元`; '' for anything else."""
    found = _UNIT_LINE.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    return found[1] if found else ""


@once
def _spellings(field: Field) -> frozenset[str]:
    return frozenset(one for text in (*field.label, *field.aliases) for one in (plain(text), bare(text)))


def is_label_of(field: Field, text: str) -> bool:
    """Whether the text is one of the field's labels, plain or bare; `单价(不含税)` and `单价(美元)` are no `单价`."""
    labels = _spellings(field)
    return plain(text) in labels or (bare(text) in labels and not _OTHERWISE.search(plain(text)))


class Texts:
    """Texts of a file, looked through for the labels of many scopes."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = frozenset(texts)
        self.inline = tuple(text for text in self._texts if ":" in text or "：" in text)
        """Those that may hold a label with its answer."""
        self.plain = frozenset(plain(text) for text in self._texts if 0 < len(text) <= _LONGEST)
        self.bare = frozenset(_bare(text) for text in self.plain if not _OTHERWISE.search(text))
        """What is left without brackets of those that are no label of something else."""

    @cached_property
    def _titles(self) -> frozenset[str]:
        return frozenset(map(bare, self._texts))

    def holds(self, title: str) -> bool:
        """Whether one of the texts is this title."""
        return bare(title) in self._titles


class Named(NamedTuple, Generic[T]):
    """One thing and the labels that mean it."""

    labels: tuple[str, ...]
    thing: T


class Labels(Generic[T]):
    """The labels of one scope (the fields of a form, the columns of a table), and what they mean."""

    def __init__(self, named: Iterable[Named[T]]) -> None:
        self._exact: dict[str, T] = {}
        self._loose: dict[str, T] = {}
        entries = tuple(named)
        for entry in entries:
            for label in entry.labels:
                self._exact.setdefault(plain(label), entry.thing)
        shared = Counter(key for entry in entries for key in {bare(label) for label in entry.labels})
        for entry in entries:
            self._loose |= {bare(label): entry.thing for label in entry.labels if shared[bare(label)] == 1}
        for labels in (self._exact, self._loose):
            labels.pop("", None)
        self._found: dict[str, T | None] = {}

    def find(self, text: str) -> T | None:
        """What the text is the label of; None when it is no label, or of two things alike."""
        if not text or len(text) > _LONGEST:
            return None
        try:
            return self._found[text]
        except KeyError:
            if len(self._found) >= _FOUND:
                self._found.clear()
            return self._found.setdefault(text, self._meant(text))

    def _meant(self, text: str) -> T | None:
        found = self._exact.get(plain(text))
        if found is not None or _OTHERWISE.search(plain(text)):
            return found
        return self._loose.get(bare(text))

    def among(self, texts: Texts) -> list[T]:
        """What the texts are labels of, some of it several times, with or without an answer behind a colon."""
        found = [self._exact[text] for text in self._exact.keys() & texts.plain]
        found += [self._loose[text] for text in self._loose.keys() & texts.bare]
        inline = (self.split(text) for text in texts.inline if self.find(text) is None)
        return [*found, *(split[0] for split in inline if split is not None)]

    def is_exact(self, text: str) -> bool:
        """Whether the text is a label itself, with no more about it than stars, colons and a unit."""
        return plain(text) in self._exact

    def split(self, text: str) -> tuple[T, str] | None:
        """A label and its answer written into one cell, `客户名称:上海启明`; None for anything else."""
        if ":" not in text and "：" not in text:
            return None
        label, colon, answer = text.replace("：", ":", 1).partition(":")
        if not colon or not answer.strip(" _\u3000"):
            return None
        thing = self.find(label)
        return None if thing is None else (thing, answer.strip(" _\u3000"))


def labels_of(fields: Iterable[Field]) -> Labels[Field]:
    """The labels of these fields: Chinese, English, aliases."""
    return Labels(Named((f.label.zh, *f.aliases, f.label.en), f) for f in fields)


@once
def field_labels(form: Form) -> Labels[Field]:
    """The labels of a form's single fields."""
    return labels_of(form.fields)


@once
def column_labels(table: Table) -> Labels[Field]:
    """The labels of a table's columns."""
    return labels_of(table.columns)


def columns_among(labels: Labels[Field], heads: Iterable[tuple[str, C]]) -> dict[str, C]:
    """The column of every header by key.

    Of several that mean one field the one that says no more than its label; none of 单价(旧) and 单价(新).
    """
    meant: dict[str, list[tuple[str, C]]] = {}
    for text, column in heads:
        field = labels.find(text)
        if field is not None:
            meant.setdefault(field.key, []).append((text, column))
    exact = {key: [head for head in alike if labels.is_exact(head[0])] for key, alike in meant.items()}
    return {key: (exact[key] or alike)[0][1] for key, alike in meant.items() if exact[key] or len(alike) == 1}


@once
def headings_of(form: Form) -> frozenset[str]:
    """Bare texts that head a part of the form, so that none is taken for an answer."""
    titles = [
        form.title,
        *(part.title for part in form.parts if isinstance(part, Group)),
        *(t.title for t in form.tables),
    ]
    return frozenset(bare(text) for title in titles for text in title) | {"序号", "合计"}
