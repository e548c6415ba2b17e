"""A package being changed: parts as trees, relationships and content types kept in step, the rest left as it lies."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Final

from lxml import etree

from toolkit.office.package import Package, Relation, decoded, local, parsed, plain
from toolkit.office.rewrite import rewritten

_CONTENT_TYPES: Final = "[Content_Types].xml"
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OFFICE_STRICT: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATIONS_TYPE: Final = "application/vnd.openxmlformats-package.relationships+xml"


class Draft:
    """The parts of a package, some of them changed, and what becomes of it.

    Raises UnreadableFile (`malformed_xml`) where a part that is asked for as a tree is none.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        self.main = package.main
        self._trees: dict[str, etree._Element] = {}
        self._names: dict[str, str] = {}
        self._touched: set[str] = set()
        self._written: dict[str, bytes] = {}
        self._dropped: set[str] = set()
        self._relations: dict[str, dict[str, Relation]] = {}

    # -- parts ----------------------------------------------------------------------------------------------------

    def __contains__(self, part: str) -> bool:
        key = plain(part)
        return key in self._written or key in self._trees or (part in self.package and key not in self._dropped)

    def read(self, part: str) -> bytes:
        """The bytes of a part that is not changed as a tree, b'' where there is none."""
        key = plain(part)
        return self._written.get(key) or (b"" if key in self._dropped else self.package.read(part))

    def tree(self, part: str) -> etree._Element | None:
        """The root element of a part, the same one at each call; None where there is none."""
        key = plain(part)
        if key not in self._trees:
            content = self.read(part)
            if not content:
                return None
            self._trees[key] = parsed(content, self.package.name)
            self._names[key] = part
        return self._trees[key]

    def plant(self, part: str, root: etree._Element) -> etree._Element:
        """A part made anew from this root element."""
        self._trees[plain(part)] = root
        self._names[plain(part)] = part
        return self.touch(part, root)

    def touch(self, part: str, root: etree._Element) -> etree._Element:
        """Remember that the part's tree was changed."""
        self._touched.add(plain(part))
        return root

    def write(self, part: str, content: bytes) -> None:
        """A part made anew, or replaced, by its bytes."""
        self._written[plain(part)] = content
        self._names[plain(part)] = part

    def text(self, part: str) -> str:
        """A part that need not be XML, as text whose ASCII can be searched; `write_text` takes it back."""
        content = self.read(part)
        return decoded(content, self.package.name) if content[:2] in _WIDE else content.decode("latin-1")

    def write_text(self, part: str, text: str) -> None:
        """A part that `text` gave, changed, or a new one in ASCII."""
        is_wide = self.read(part)[:2] in _WIDE
        self.write(part, text.encode("utf-16") if is_wide else text.encode("latin-1"))

    def drop(self, part: str) -> None:
        """Leave out a part, with its relationships and content type."""
        folder, _, last = part.rpartition("/")
        for name in (part, posixpath.join(folder, "_rels", f"{last}.rels")):
            key = plain(name)
            self._dropped.add(key)
            self._touched.discard(key)
            for known in (self._trees, self._written):
                known.pop(key, None)
        self._relations.pop(part, None)
        types = self._types()
        for entry in list(types):
            if plain(entry.get("PartName", "")) == plain(part):
                types.remove(entry)
                self.touch(_CONTENT_TYPES, types)

    def unused(self, pattern: str) -> str:
        """The first part name that is free: `xl/comments{}.xml` gives `xl/comments1.xml`."""
        numbers = count(1)
        return next(name for n in numbers if (name := pattern.format(n)) not in self.package and name not in self)

    def usual(self, word: str) -> str:
        """The name that programs expect, `xl/styles.xml`, beside the main part; with a number where it is taken."""
        name = posixpath.join(posixpath.dirname(self.main), f"{word}.xml")
        return name if name not in self else self.unused(name.replace(".xml", "{}.xml"))

    @property
    def is_touched(self) -> bool:
        """Whether anything was changed."""
        return bool(self._touched or self._written or self._dropped)

    def finished(self) -> bytes:
        """The file as it is now; the very bytes that came where nothing was changed."""
        if not self.is_touched:
            return self.package.content
        parts = {self._names[key]: content for key, content in self._written.items()}
        for key in self._touched:
            parts[self._names[key]] = etree.tostring(
                self._trees[key], xml_declaration=True, encoding="UTF-8", standalone=True
            )
        return rewritten(self.package, parts, without=self._dropped)

    # -- how parts hang together ----------------------------------------------------------------------------------

    @property
    def is_strict(self) -> bool:
        """Whether the main part is strict OOXML, whose namespaces are others."""
        root = self.tree(self.main)
        return root is not None and (etree.QName(root).namespace or "").startswith(_STRICT)

    @property
    def office(self) -> str:
        """The namespace of relationship ids, and what relationship types begin with."""
        return _OFFICE_STRICT if self.is_strict else _OFFICE

    def relations(self, part: str) -> Mapping[str, Relation]:
        """The relationships of a part by id, as they are now."""
        return self._related(part)

    def _related(self, part: str) -> dict[str, Relation]:
        if part not in self._relations:
            self._relations[part] = {} if plain(part) in self._dropped else dict(self.package.relations(part))
        return self._relations[part]

    def related(self, part: str, kind: str) -> str:
        """The first part that stands in this relationship to a part; '' for none."""
        found = (r.target for r in self._related(part).values() if r.kind == kind and not r.is_external)
        return next((target for target in found if target in self), "")

    def relate(self, part: str, kind: str, target: str) -> str:
        """A new relationship from a part to another, and its id."""
        folder, _, last = part.rpartition("/")
        name = posixpath.join(folder, "_rels", f"{last}.rels")
        root = self.tree(name)
        if root is None:
            root = self.plant(name, etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS}))
            self._declare_ending("rels", _RELATIONS_TYPE)
        known = self._related(part)
        n = len(known) + 1
        while f"rId{n}" in known:
            n += 1
        entry = etree.SubElement(root, f"{{{etree.QName(root).namespace}}}Relationship")
        entry.set("Id", f"rId{n}")
        entry.set("Type", f"{self.office}/{kind}")
        entry.set("Target", posixpath.relpath(target, folder or "."))
        self.touch(name, root)
        known[f"rId{n}"] = Relation(f"rId{n}", kind, target)
        return f"rId{n}"

    def unrelate(self, part: str, target: str) -> None:
        """No relationship from a part to another any more."""
        folder, _, last = part.rpartition("/")
        name = posixpath.join(folder, "_rels", f"{last}.rels")
        root = self.tree(name)
        known = self._related(part)
        gone = {r.id for r in known.values() if plain(r.target) == plain(target) and not r.is_external}
        for entry in () if root is None or not gone else list(root):
            if entry.get("Id") in gone:
                root.remove(entry)  # type: ignore[union-attr]
                known.pop(entry.get("Id", ""))
        if root is not None and gone:
            self.touch(name, root)

    def declare(self, part: str, content_type: str) -> None:
        """The content type of a new part."""
        types = self._types()
        entry = etree.SubElement(types, f"{{{etree.QName(types).namespace}}}Override")
        entry.set("PartName", f"/{part}")
        entry.set("ContentType", content_type)
        self.touch(_CONTENT_TYPES, types)

    def declare_by_ending(self, part: str, content_type: str) -> None:
        """The same, for a kind of part that is usually declared by its ending."""
        if not self._declare_ending(part.rpartition(".")[2], content_type):
            self.declare(part, content_type)

    def _declare_ending(self, ending: str, content_type: str) -> bool:
        """Whether parts of that ending are of that type; they are made so where nothing is said of them."""
        types = self._types()
        for entry in types:
            if entry.get("Extension", "").lower() == ending:
                return entry.get("ContentType", "").lower() == content_type.lower()
        entry = etree.Element(f"{{{etree.QName(types).namespace}}}Default")
        entry.set("Extension", ending)
        entry.set("ContentType", content_type)
        types.insert(0, entry)
        self.touch(_CONTENT_TYPES, types)
        return True

    def _types(self) -> etree._Element:
        root = self.tree(_CONTENT_TYPES)
        assert root is not None, "the package has content types: the gate has read them"
        return root


def children(parent: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """The children of that name, whatever their namespace."""
    if parent is not None:
        yield from parent.iterchildren(f"{{*}}{name}")


def child(parent: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of that name, None for none."""
    return None if parent is None else next(parent.iterchildren(f"{{*}}{name}"), None)


def named(like: etree._Element, name: str) -> str:
    """The tag of an element of that name in the namespace of another."""
    namespace = etree.QName(like).namespace
    return f"{{{namespace}}}{name}" if namespace else name


def added(parent: etree._Element, name: str, /, **attributes: str) -> etree._Element:
    """A new last child in the parent's namespace."""
    return etree.SubElement(parent, named(parent, name), dict(attributes))


def in_order(parent: etree._Element, name: str, order: Iterable[str]) -> etree._Element:
    """The child of that name, made where it is missing at the place the schema's order gives it."""
    found = child(parent, name)
    if found is not None:
        return found
    made = parent.makeelement(named(parent, name))
    placed(parent, made, order)
    return made


def placed(parent: etree._Element, made: etree._Element, order: Iterable[str]) -> None:
    """Put a child before the first that the schema's order has behind it."""
    names = tuple(order)
    behind = set(names[names.index(local(made)) + 1 :])
    follower = next((each for each in parent if _name_in_order(each) in behind), None)
    if follower is None:
        parent.append(made)
    else:
        follower.addprevious(made)


def _name_in_order(element: etree._Element) -> str:
    """The element's name; that of its content for an alternative."""
    if local(element) != "AlternateContent":
        return local(element)
    return next((local(each) for choice in element for each in choice), "")
