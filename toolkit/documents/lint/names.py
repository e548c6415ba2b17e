"""Every name of a template, in its loops and conditions, held against the types of the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from jinja2 import Environment, TemplateSyntaxError, nodes

from toolkit.documents.lint.expressions import ANY, Expressions, Seen, narrowed, written
from toolkit.documents.lint.figures import Figures, called, row_of
from toolkit.documents.lint.filters import suiting, takes
from toolkit.documents.lint.findings import TemplateFinding
from toolkit.documents.lint.parts import Part
from toolkit.documents.lint.structure import Block, opens_block
from toolkit.documents.lint.tags import Tag
from toolkit.documents.nearest import nearest
from toolkit.documents.strict import environment
from toolkit.documents.values import Image, Subdocument
from toolkit.model.text import Lang, Text

_STATEMENTS: Final = ("if", "for", "elif", "else", "set", "with", "macro", "call", "filter", "raw", "autoescape")
_OF_DOCXTPL: Final = ("cellbg", "colspan", "vm", "hm")
_LOOP: Final[Mapping[str, Any]] = {
    **dict.fromkeys(("index", "index0", "revindex", "revindex0", "length", "depth", "depth0"), int),
    **dict.fromkeys(("first", "last"), bool),
    **dict.fromkeys(("previtem", "nextitem", "cycle", "changed"), Any),
}
_PRINTED: Final = (str, int, Image)


@dataclass
class Shown:
    """What a template does with the figures, as paths: `lines[].gross`."""

    used: set[str] = field(default_factory=set)
    printed: set[str] = field(default_factory=set)
    meant: set[str] = field(default_factory=set)
    """Names that misspelt ones were most likely meant to be: told once, where they are misspelt."""
    fields: set[tuple[type, str]] = field(default_factory=set)
    """Record and field of all that is used."""


@dataclass(frozen=True)
class _Scope:
    """What holds at a place: names, and which of them are there for sure."""

    names: dict[str, Seen]
    sure: frozenset[str]
    else_sure: frozenset[str] = frozenset()
    """What holds where the conditions so far do not."""
    word: str = ""
    before: frozenset[str] = frozenset()
    """What was sure before the block."""


def walked(
    part: Part,
    tags: Sequence[Tag],
    blocks: Sequence[Block],
    offered: Figures,
    shown: Shown,
    *,
    is_external: bool,
    lang: Lang,
) -> Iterator[TemplateFinding]:
    """Every fault of a name, type, filter, test or function in a part; what is shown is added to `shown`."""
    walk = _Walk(offered, shown, is_external=is_external, lang=lang)
    for tag in tags:
        yield from walk.through(tag)


class _Walk:
    def __init__(self, offered: Figures, shown: Shown, *, is_external: bool, lang: Lang) -> None:
        self._strict: Environment = environment(autoescape=True, lang=lang)
        self._shown, self._offered, self._lang, self._is_external = shown, offered, lang, is_external
        names = {name: Seen(hint, name) for name, hint in offered.names.items()}
        self._scopes = [_Scope(names, frozenset())]

    def through(self, tag: Tag) -> Iterator[TemplateFinding]:
        """What is wrong in one tag; its scope is opened, changed or closed."""
        try:
            yield from self._through(tag)
        except TemplateSyntaxError as fault:
            if opens_block(tag):
                self._scopes.append(replace(self._scopes[-1], word=tag.word))
            yield tag.found("syntax", reason=fault.message or "")
        except RecursionError:
            yield tag.found("syntax", reason="too long")

    def _through(self, tag: Tag) -> Iterator[TemplateFinding]:
        word = tag.word
        if tag.opening == "{{":
            yield from self._printed(tag)
        elif word in ("for", "if", "elif", "else", "set"):
            yield from getattr(self, f"_{word}")(tag)
        elif word.startswith("end") and word[3:] in (*_STATEMENTS, "block"):
            self._end(word[3:])
            if tag.said != word:
                yield tag.found("syntax", reason=tag.said)
        elif opens_block(tag):
            yield from self._other_block(tag)
        elif word in _OF_DOCXTPL:
            yield from self._of_docxtpl(tag)
        else:
            meant = nearest(word, (*_STATEMENTS, *_OF_DOCXTPL, *(f"end{one}" for one in _STATEMENTS)))
            shown = "%" if tag.said.startswith(("tr ", "tc ", "p ", "r ")) else ""
            meant = f"{{%{word}" if shown else meant
            yield tag.found("unknown_statement", name=word or tag.said, meant=_meant(meant))

    # -- printed ----------------------------------------------------------------------------------------------------

    def _printed(self, tag: Tag) -> Iterator[TemplateFinding]:
        expression = self._expression(tag.said, "{{ ", " }}")
        if expression is None:
            yield tag.found("syntax", reason=Text("空标签", "nothing in it"))
            return
        asked = self._asked()
        seen = asked.of(expression)
        yield from self._told(tag, asked)
        self._shown.printed |= asked.used
        if tag.place:
            yield from self._in_place(tag, expression, seen)
        elif not takes(seen.hint, _PRINTED):
            name, fix = suiting(seen.hint)
            if name:
                whole = tag.whole(f"{tag.said}|{name}")
                fix = Text(f"{fix.zh}:{whole}", f"{fix.en}: {whole}")
            yield tag.found("printed_raw", name=_said(expression, tag), is_a=called(seen.hint), fix=fix)

    def _in_place(self, tag: Tag, expression: nodes.Node, seen: Seen) -> Iterator[TemplateFinding]:
        """`{{p x }}` writes its value where a paragraph stands: no text may be put there."""
        if seen.hint in (Subdocument, Any):
            yield tag.found("needs_docxtpl")
        else:
            whole = tag.whole(place="")
            yield tag.found("raw_place", name=_said(expression, tag), is_a=called(seen.hint), whole=whole)

    # -- statements -------------------------------------------------------------------------------------------------

    def _for(self, tag: Tag) -> Iterator[TemplateFinding]:
        node = self._strict.parse(f"{{% {tag.said} %}}{{% endfor %}}").body[0]
        assert isinstance(node, nodes.For)
        asked = self._asked()
        seen = asked.of(node.iter)
        row = row_of(seen.hint)
        if row is None and not takes(seen.hint, (list, dict)):
            wants = Text("不能循环", "there is nothing to loop over")
            fix = Text("循环要用列表变量", "loop over a list")
            asked.tell("wrong_type", name=_said(node.iter, tag), is_a=called(seen.hint), wants=wants, fix=fix)
        path = f"{seen.path}[]" if seen.path else ""
        targets = [each for each in (node.target, *node.target.iter_child_nodes()) if isinstance(each, nodes.Name)]
        is_one = isinstance(node.target, nodes.Name)
        outer = self._scopes[-1]
        names = {**outer.names, **{one.name: Seen(row or Any, path) if is_one else ANY for one in targets}}
        sure = frozenset(one for one in outer.sure if one.partition(".")[0] not in {each.name for each in targets})
        names["loop"] = Seen(_LOOP, "loop")
        inner = _Scope(names, sure, word="for", before=outer.sure)
        if node.test is not None:
            filtered = self._asked(inner)
            filtered.ask(node.test)
            yield from self._told(tag, filtered)
            inner = replace(inner, sure=sure | narrowed(node.test)[0])
        self._scopes.append(inner)
        yield from self._told(tag, asked)

    def _if(self, tag: Tag) -> Iterator[TemplateFinding]:
        outer = self._scopes[-1]
        yield from self._branch(tag, outer, outer.sure)

    def _elif(self, tag: Tag) -> Iterator[TemplateFinding]:
        if self._scopes[-1].word != "if":
            return
        scope = self._scopes.pop()
        yield from self._branch(tag, scope, scope.else_sure, scope.before)

    def _branch(
        self, tag: Tag, scope: _Scope, sure: frozenset[str], before: frozenset[str] | None = None
    ) -> Iterator[TemplateFinding]:
        opened = replace(scope, sure=sure, else_sure=sure, word="if", before=sure if before is None else before)
        self._scopes.append(opened)
        condition = self._expression(tag.said.removeprefix(tag.word), "{% if ", " %}{% endif %}")
        if condition is None:
            yield tag.found("syntax", reason=Text("没有条件", "it asks for nothing"))
            return
        asked = self._asked(opened)
        asked.ask(condition)
        yield from self._told(tag, asked)
        holds, fails = narrowed(condition)
        self._scopes[-1] = replace(opened, sure=sure | holds, else_sure=sure | fails)

    def _else(self, tag: Tag) -> Iterator[TemplateFinding]:
        scope = self._scopes[-1]
        if scope.word == "if":
            self._scopes[-1] = replace(scope, sure=scope.else_sure)
        elif scope.word == "for":
            self._scopes[-1] = replace(self._scopes[-2], word="for")
        if tag.said != "else":
            yield tag.found("syntax", reason=tag.said)

    def _set(self, tag: Tag) -> Iterator[TemplateFinding]:
        if opens_block(tag):
            yield from self._other_block(tag)
            return
        node = self._strict.parse(f"{{% {tag.said} %}}").body[0]
        assert isinstance(node, nodes.Assign)
        asked = self._asked()
        seen = asked.of(node.node)
        yield from self._told(tag, asked)
        if isinstance(node.target, nodes.Name):
            self._name(node.target.name, seen)
        else:
            for each in node.target.find_all(nodes.Name):
                self._name(each.name, ANY)

    def _name(self, name: str, seen: Seen) -> None:
        """A name set in a branch holds behind it; one set in a loop does not."""
        for scope in reversed(self._scopes):
            scope.names[name] = seen
            if scope.word != "if":
                return

    def _other_block(self, tag: Tag) -> Iterator[TemplateFinding]:
        """with, macro, call, filter, set … endset: what they name may be used within them, and behind a macro."""
        node = self._strict.parse(f"{{% {tag.said} %}}{{% end{tag.word} %}}").body[0]
        names = [each.name for each in node.find_all(nodes.Name) if each.ctx in ("store", "param")]
        asked = self._asked()
        for value in node.values if isinstance(node, nodes.With) else ():
            asked.of(value)
        yield from self._told(tag, asked)
        if isinstance(node, nodes.Macro):
            self._name(node.name, ANY)
        elif isinstance(node, nodes.AssignBlock) and isinstance(node.target, nodes.Name):
            self._name(node.target.name, Seen(str))
        scope = self._scopes[-1]
        self._scopes.append(replace(scope, names={**scope.names, **dict.fromkeys(names, ANY)}, word=tag.word))

    def _of_docxtpl(self, tag: Tag) -> Iterator[TemplateFinding]:
        said = tag.said.removeprefix(tag.word).strip()
        if said:
            asked = self._asked()
            asked.of(self._expression(said, "{{ ", " }}"))
            yield from self._told(tag, asked)

    def _end(self, word: str) -> None:
        if any(scope.word == word for scope in self._scopes[1:]):
            while self._scopes.pop().word != word:
                continue

    # -- asked ------------------------------------------------------------------------------------------------------

    def _asked(self, scope: _Scope | None = None) -> Expressions:
        scope = scope or self._scopes[-1]
        return Expressions(scope.names, scope.sure, self._strict, self._offered, self._lang)

    def _told(self, tag: Tag, asked: Expressions) -> Iterator[TemplateFinding]:
        self._shown.used |= asked.used
        self._shown.fields |= asked.fields
        self._shown.meant |= asked.meant
        for code, facts in asked.faults:
            yield self._at(tag, code, facts)

    def _at(self, tag: Tag, code: str, facts: Mapping[str, Any]) -> TemplateFinding:
        if code == "unknown_name" and self._is_external and _is_inner(str(facts["name"])):
            code = "cost_shown"
        return tag.found(code, **facts)

    def _expression(self, said: str, begin: str, end: str) -> nodes.Node | None:
        body = self._strict.parse(f"{begin}{said}{end}").body
        if not body:
            return None
        node = body[0]
        if isinstance(node, nodes.If):
            return node.test
        printed = node.nodes if isinstance(node, nodes.Output) else []
        found = printed[0] if len(printed) == 1 else None
        return found if isinstance(found, nodes.Expr) and not isinstance(found, nodes.TemplateData) else None


_INNER: Final = ("cost", "margin", "profit", "floor_price", "成本", "毛利", "利润", "底价")


def _is_inner(name: str) -> bool:
    """Whether a name says what customers must not learn."""
    return any(word in name.casefold() for word in _INNER)


def _said(expression: nodes.Node, tag: Tag) -> str:
    """How the template writes it."""
    said = written(expression)
    return tag.said if "…" in said else said


def _meant(name: str) -> Text:
    return Text(f",是否为 {name}?", f"; did you mean {name}?") if name else Text("", "")
