"""A plain template in the grammars of JavaScript engines."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from copy import deepcopy
from typing import NamedTuple

from lxml import etree

from benchmarks.plain import WORD, NotTranslatable, changed, replace_tags


class _Name(NamedTuple):
    """A name of the template."""

    name: str
    of: str
    """The list whose things have it; '' for none."""


class _Opened(NamedTuple):
    """A condition, or a loop over rows, that is not closed yet."""

    name: str
    variable: str
    """Of a loop; '' of a condition."""
    row: etree._Element | None
    """The row that holds nothing but the tag; it is dropped."""


class _Grammar(ABC):
    """Writes the tags of one part anew."""

    def __init__(self) -> None:
        self.opened: list[_Opened] = []

    def change(self, root: etree._Element) -> None:
        """Write every tag of the part anew."""
        replace_tags(root, self._translated)

    @abstractmethod
    def value(self, named: _Name) -> str:
        """The tag of a value."""

    @abstractmethod
    def begin(self, named: _Name) -> str:
        """The tag before what stands under a condition."""

    @abstractmethod
    def end(self, named: _Name) -> str:
        """The tag behind it."""

    @abstractmethod
    def repeat(self, rows: list[etree._Element], name: str) -> None:
        """Mark those rows as what stands for each thing of a list."""

    def _translated(self, tag: re.Match[str], text: etree._Element) -> str:
        if tag["said"] is not None:
            return self.value(self._scoped(tag["said"]))
        row = next(text.iterancestors(f"{WORD}tr")) if tag["over"] == "tr" else None
        rest = tag["rest"].strip()
        match tag["word"]:
            case "for":
                variable, _, name = rest.partition(" in ")
                self.opened.append(_Opened(name, variable, row))
                return ""
            case "if":
                self.opened.append(_Opened(rest, "", row))
                return "" if row is not None else self.begin(self._scoped(rest))
            case "else" if row is None:
                otherwise = re.sub(r"(\w+)$", r"not_\1", self.opened[-1].name)
                ended = self.end(self._scoped(self.opened.pop().name))
                self.opened.append(_Opened(otherwise, "", None))
                return ended + self.begin(self._scoped(otherwise))
            case "endif" | "endfor":
                return self._closed(row)
            case word:
                raise NotTranslatable(word)

    def _closed(self, row: etree._Element | None) -> str:
        opened = self.opened.pop()
        if row is None or opened.row is None:
            if opened.variable:
                raise NotTranslatable("a loop over anything but rows")
            return self.end(self._scoped(opened.name))
        rows = list(_between(opened.row, row))
        if opened.variable:
            self.repeat(rows, opened.name)
        else:
            named = self._scoped(opened.name)
            put(rows, self.begin(named), self.end(named))
        for dropped in (opened.row, row):
            table = dropped.getparent()
            assert table is not None
            table.remove(dropped)
        return ""

    def _scoped(self, path: str) -> _Name:
        """`line.name` as the name and the list it is of."""
        variable, _, name = path.strip().rpartition(".")
        return _Name(name, next((each.name for each in self.opened if variable and each.variable == variable), ""))


class _Mustache(_Grammar):
    """`{name}`, `{#list}…{/list}`: docxtemplater and easy-template-x."""

    def value(self, named: _Name) -> str:
        return f"{{{named.name}}}"

    def begin(self, named: _Name) -> str:
        return f"{{#{named.name}}}"

    def end(self, named: _Name) -> str:
        return f"{{/{named.name}}}"

    def repeat(self, rows: list[etree._Element], name: str) -> None:
        put(rows, self.begin(_Name(name, "")), self.end(_Name(name, "")))


class _Carbone(_Grammar):
    """`{d.name}`; rows of a list are written for its first thing and, as an example, for its second."""

    def value(self, named: _Name) -> str:
        name, of = named
        return f"{{d.{of}[i].{name}}}" if of else f"{{d.{name}}}"

    def begin(self, named: _Name) -> str:
        return self.value(_Name(f"{named.name}:ifEQ(true):showBegin", named.of))

    def end(self, named: _Name) -> str:
        return self.value(_Name(f"{named.name}:showEnd", named.of))

    def repeat(self, rows: list[etree._Element], name: str) -> None:
        for row in reversed(rows):
            second = deepcopy(row)
            for text in second.iter(f"{WORD}t"):
                text.text = (text.text or "").replace(f"{name}[i]", f"{name}[i+1]")
            rows[-1].addnext(second)


def put(rows: list[etree._Element], begin: str, end: str) -> None:
    """Write one tag before the first words of those rows and one behind the last."""
    texts = [text for row in rows for text in row.iter(f"{WORD}t")]
    texts[0].text = begin + (texts[0].text or "")
    texts[-1].text = (texts[-1].text or "") + end


def _between(first: etree._Element, last: etree._Element) -> Iterator[etree._Element]:
    for row in first.itersiblings():
        if row is last:
            return
        yield row


def mustache(template: bytes) -> bytes:
    """The plain template for docxtemplater and easy-template-x. Raises NotTranslatable."""
    return changed(template, lambda root: _Mustache().change(root))


def carbone(template: bytes) -> bytes:
    """The plain template for carbone. Raises NotTranslatable."""
    return changed(template, lambda root: _Carbone().change(root))
