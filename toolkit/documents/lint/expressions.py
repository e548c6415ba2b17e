"""The type of an expression, and what is wrong in it: names, missing figures, filters, tests, functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from jinja2 import Environment, nodes

from toolkit.documents.lint.figures import (
    Figures,
    Hint,
    all_figures,
    called,
    hints_of,
    is_record,
    loop_over,
    plain_types,
    row_of,
    rows_of,
    said_in_loop,
    without_none,
)
from toolkit.documents.lint.filters import OPTIONAL, UNSAFE, accepted, given, takes
from toolkit.documents.nearest import nearest
from toolkit.documents.wording import filters
from toolkit.model.text import Lang, Text

_ORDER: Final = ("lt", "lteq", "gt", "gteq")
_NUMBERS: Final = (int, Decimal, float)
_FAMILIES: Final = (_NUMBERS, (str,), (date,))


@dataclass(frozen=True, slots=True)
class Seen:
    """What an expression is."""

    hint: Hint
    path: str = ""
    """`lines[].gross` of a figure; '' of what is computed."""
    maybe: str = ""
    """How the template writes it, where it may be missing; '' where it is there for sure."""


ANY: Final = Seen(Any)
Asked = tuple[str, Mapping[str, Any]]
"""A code and its facts."""


@dataclass
class Expressions:
    """One tag's expressions, in the scope of the tag."""

    names: Mapping[str, Seen]
    sure: frozenset[str]
    strict: Environment
    offered: Figures
    lang: Lang
    faults: list[Asked] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    fields: set[tuple[type, str]] = field(default_factory=set)
    meant: set[str] = field(default_factory=set)

    def tell(self, code: str, **facts: Any) -> None:
        """One more fault, once."""
        if (code, facts) not in self.faults:
            self.faults.append((code, facts))

    def of(self, node: nodes.Node | None) -> Seen:
        """What an expression is that is going to be used: told where it may be missing."""
        seen = self._of(node)
        if seen.maybe:
            self.tell("unguarded", name=seen.maybe)
            return Seen(seen.hint, seen.path)
        return seen

    def ask(self, condition: nodes.Node) -> None:
        """Look at a condition: what may be missing may be asked for."""
        self._of(condition)

    def _of(self, node: nodes.Node | None) -> Seen:
        """What an expression is, whether or not it may be missing."""
        way = next((way for kinds, way in _WAYS if isinstance(node, kinds)), "")
        if way:
            seen: Seen = getattr(self, way)(node)
            return seen
        for child in node.iter_child_nodes() if node is not None else ():
            self.of(child)
        return ANY

    @staticmethod
    def _const(node: nodes.Const) -> Seen:
        return Seen(type(node.value))

    def _not(self, node: nodes.Not) -> Seen:
        self.ask(node.node)
        return Seen(bool)

    def _signed(self, node: nodes.UnaryExpr) -> Seen:
        return Seen(self.of(node.node).hint)

    def _listed(self, node: nodes.List | nodes.Tuple) -> Seen:
        hints = [self.of(each).hint for each in node.items]
        return Seen(rows_of(hints[0] if len(set(map(str, hints))) == 1 else Any))

    # -- names --------------------------------------------------------------------------------------------------------

    def _name(self, node: nodes.Name) -> Seen:
        seen = self.names.get(node.name)
        if seen is None:
            if node.name not in self.strict.globals and node.name not in self.sure:
                self.tell("unknown_name", name=node.name, meant=self._meant(node.name, ""))
            return ANY
        if node.name in self.offered.names and seen.path == node.name and self.offered.record:
            self.fields.add((self.offered.record, node.name))
        return self._as_used(seen, node.name)

    def _as_used(self, seen: Seen, written: str) -> Seen:
        if seen.path:
            self.used.add(seen.path)
        hint, is_optional = without_none(seen.hint)
        return Seen(hint, seen.path, written if is_optional and written not in self.sure else "")

    def _dotted(self, node: nodes.Getattr) -> Seen:
        return self._attribute(node, node.node, node.attr)

    def _attribute(self, node: nodes.Expr, owner_node: nodes.Expr, name: str) -> Seen:
        owner = self.of(owner_node)
        path = f"{owner.path}.{name}" if owner.path else ""
        if isinstance(owner.hint, Mapping):
            offers: Mapping[str, Hint] = owner.hint
        elif is_record(owner.hint):
            offers = hints_of(owner.hint)
            if name in offers:
                self.fields.add((owner.hint, name))
        else:
            return self._of_value(owner, owner_node, name)
        if name not in offers:
            self.tell("unknown_name", name=written(node), meant=self._meant(name, written(owner_node), offers))
            return ANY
        return self._as_used(Seen(offers[name], "" if owner.path == "loop" else path), written(node))

    def _of_value(self, owner: Seen, node: nodes.Expr, name: str) -> Seen:
        """An attribute of a text, a date, a list: Python's own; a row's figure asked of the list is told."""
        of = plain_types(owner.hint)
        if not of or all(hasattr(one, name) and not name.startswith("_") for one in of):
            return Seen(int) if of == (date,) and name in ("year", "month", "day") else ANY
        row = row_of(owner.hint)
        if row is not None and is_record(row) and name in hints_of(row):
            fix = Text(
                f"在 {loop_over(f'{owner.path}[].{name}')} 内使用",
                f"use it within {loop_over(f'{owner.path}[].{name}')}",
            )
            wants = Text(f"{name} 属于其中每一项", f"{name} belongs to each of its rows")
            self.tell("wrong_type", name=written(node), is_a=called(owner.hint), wants=wants, fix=fix)
            return ANY
        self.tell("unknown_name", name=f"{written(node)}.{name}", meant=Text("", ""))
        return ANY

    def _item(self, node: nodes.Getitem) -> Seen:
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._attribute(node, node.node, node.arg.value)
        owner = self.of(node.node)
        self.of(node.arg)
        row = row_of(owner.hint)
        is_slice = isinstance(node.arg, nodes.Slice)
        if is_slice:
            return Seen(owner.hint, owner.path)
        return Seen(row, f"{owner.path}[]" if owner.path else "") if row is not None else ANY

    def _meant(self, name: str, owner: str, offers: Mapping[str, Hint] | None = None) -> Text:
        """What may have been meant: a name offered here, else a row's figure with its loop."""
        if offers is not None:
            found = nearest(name, offers)
            self.meant.add(found)
            return _did_you_mean(f"{owner}.{found}") if found else _offered_are(offers)
        here = {each: each for each in self.names}
        within: dict[str, str] = {}
        for variable, seen in self.names.items():
            if is_record(seen.hint):
                within |= {each: f"{variable}.{each}" for each in hints_of(seen.hint)}
        rows = {one.name: one.path for one in all_figures(self.offered) if "." in one.path}
        found = nearest(name, here)
        alike = nearest(name, (*within, *rows))
        if alike == name or not found:
            if alike in within:
                self.meant.add(alike)
                return _did_you_mean(within[alike])
            if alike in rows:
                self.meant.add(alike)
                return _did_you_mean(said_in_loop(rows[alike]), loop_over(rows[alike]))
        self.meant.add(found)
        return _did_you_mean(found) if found else Text("", "")

    # -- filters, tests, functions ------------------------------------------------------------------------------------

    def _filter(self, node: nodes.Filter) -> Seen:
        name = node.name
        is_default = name in OPTIONAL
        seen = self._of(node.node) if is_default else self.of(node.node)
        for each in (*node.args, *(one.value for one in node.kwargs)):
            self.of(each)
        if name not in self.strict.filters:
            known = ", ".join(filters(self.lang))
            meant = nearest(name, (*filters(self.lang), *self.strict.filters))
            self.tell("unknown_filter", name=name, meant=_did_you_mean(meant) if meant else Text("", ""), known=known)
            return ANY
        if name in UNSAFE:
            self.tell("unsafe", name=name)
            return ANY
        if is_default:
            return self._defaulted(node, seen)
        of_rows = self._of_rows(node, seen)
        if of_rows is not None:
            return of_rows
        if not takes(seen.hint, accepted(name, self.lang)):
            self._unfit(written(node.node) if node.node else name, seen.hint, name)
        return Seen(given(name, seen.hint, self.lang), seen.path if name in ("sort", "list", "reverse") else "")

    def _defaulted(self, node: nodes.Filter, seen: Seen) -> Seen:
        """`|default('–', true)` takes the place of what is missing; without `true` it does not."""
        is_any = len(node.args) > 1 or any(one.key == "boolean" for one in node.kwargs)
        if seen.maybe and not is_any:
            self.tell("unguarded", name=seen.maybe)
        other = self.of(node.args[0]).hint if node.args else str
        return Seen(seen.hint if other == seen.hint else Any if seen.maybe else seen.hint)

    def _of_rows(self, node: nodes.Filter, seen: Seen) -> Seen | None:
        """`lines|sum(attribute='gross')`: a figure of the rows, by name; None for a filter without one."""
        named = [one.value for one in node.kwargs if one.key == "attribute"]
        if node.name in ("sum", "selectattr", "rejectattr", "groupby") and node.args:
            named.append(node.args[0])
        row = row_of(seen.hint)
        name = next((one.value for one in named if isinstance(one, nodes.Const)), None)
        if not isinstance(name, str) or row is None or not is_record(row):
            return None
        offers = hints_of(row)
        if name not in offers:
            self.tell("unknown_name", name=name, meant=self._meant(name, said_in_loop(f"{seen.path}[].x")[:-2], offers))
            return ANY
        self.used.add(f"{seen.path}[].{name}")
        match node.name:
            case "sum":
                return Seen(offers[name])
            case "map":
                return Seen(rows_of(offers[name]))
            case "join":
                return Seen(str)
        return Seen(seen.hint, seen.path)

    def _unfit(self, name: str, hint: Hint, wanted: str) -> None:
        types = accepted(wanted, self.lang)
        kinds = called(types[0])
        wants = Text(f"|{wanted} 只用于{kinds.zh}", f"|{wanted} takes {kinds.en}")
        usable = [each for each in filters(self.lang) if takes(hint, accepted(each, self.lang))]
        fix = Text(
            f"改用 {'、'.join(f'|{each}' for each in usable)}", f"use {', '.join(f'|{each}' for each in usable)}"
        )
        fix = fix if usable else Text(f"删除 |{wanted}", f"leave out |{wanted}")
        self.tell("wrong_type", name=name, is_a=called(hint), wants=wants, fix=fix)

    def _test(self, node: nodes.Test) -> Seen:
        if node.name == "defined" and isinstance(node.node, nodes.Name):
            return Seen(bool)
        self._of(node.node)
        for each in node.args:
            self.of(each)
        if node.name not in self.strict.tests:
            meant = nearest(node.name, self.strict.tests)
            self.tell("unknown_test", name=node.name, meant=_did_you_mean(meant) if meant else Text("", ""))
        return Seen(bool)

    def _call(self, node: nodes.Call) -> Seen:
        for each in (*node.args, *(one.value for one in node.kwargs)):
            self.of(each)
        if isinstance(node.node, nodes.Name):
            name = node.node.name
            known = name in self.strict.globals or (name in self.names and self.names[name].hint is Any)
            if not known:
                meant = nearest(name, (*self.strict.globals, *filters(self.lang)))
                told = _did_you_mean(f"|{meant}" if meant in filters(self.lang) else meant) if meant else Text("", "")
                self.tell("unknown_function", name=name, meant=told)
            return Seen(rows_of(int)) if name == "range" else ANY
        self.of(node.node)
        return ANY

    # -- computed -----------------------------------------------------------------------------------------------------

    def _either(self, node: nodes.And | nodes.Or) -> Seen:
        """The right side is asked for only where the left one holds (and) or does not (or)."""
        left = self._of(node.left)
        holds, fails = narrowed(node.left)
        before, self.sure = self.sure, self.sure | (holds if isinstance(node, nodes.And) else fails)
        right = self._of(node.right)
        self.sure = before
        if isinstance(node, nodes.Or):
            return Seen(left.hint if left.hint == right.hint else Any, "", right.maybe)
        return Seen(right.hint if left.hint == right.hint else Any, "", left.maybe or right.maybe)

    def _inline_if(self, node: nodes.CondExpr) -> Seen:
        self._of(node.test)
        holds, fails = narrowed(node.test)
        before = self.sure
        self.sure = before | holds
        one = self.of(node.expr1)
        self.sure = before | fails
        other = self.of(node.expr2) if node.expr2 is not None else ANY
        self.sure = before
        if node.expr2 is None:
            self.tell("no_else")
        return Seen(one.hint if one.hint == other.hint or not takes(one.hint, (str, int)) else other.hint)

    def _joined(self, node: nodes.Concat) -> Seen:
        """`~` writes its parts as they are: an amount or a day needs its filter first."""
        for each in node.nodes:
            seen = self.of(each)
            if not takes(seen.hint, (str, int)):
                wants = Text("不能直接用 ~ 连接", "~ would write it as it is")
                fix = Text(f"先格式化:{_formatted(each, seen.hint)}", f"format it first: {_formatted(each, seen.hint)}")
                self.tell("wrong_type", name=written(each), is_a=called(seen.hint), wants=wants, fix=fix)
        return Seen(str)

    def _computed(self, node: nodes.BinExpr) -> Seen:
        left, right = self.of(node.left), self.of(node.right)
        one, other = plain_types(left.hint), plain_types(right.hint)
        if not one or not other:
            return ANY
        if isinstance(node, nodes.Mod) and one == (str,):
            return Seen(str)
        if _are(one, _NUMBERS) and _are(other, _NUMBERS):
            return self._number(node, left, right)
        is_alike = _family(one) is not None and _family(one) == _family(other)
        is_of_lists = isinstance(node, nodes.Add | nodes.Mul) and row_of(left.hint) is not None
        if is_of_lists or (is_alike and isinstance(node, nodes.Add | nodes.Sub)):
            return Seen(str) if one == (str,) else ANY
        self._incompatible(node.left, left, right)
        return ANY

    def _number(self, node: nodes.BinExpr, left: Seen, right: Seen) -> Seen:
        kinds = {*plain_types(left.hint), *plain_types(right.hint)}
        if any(issubclass(one, Decimal) for one in kinds):
            if float in kinds:
                self._incompatible(node.left, left, right)
            return Seen(Decimal)
        return Seen(float if isinstance(node, nodes.Div) or float in kinds else int)

    def _compare(self, node: nodes.Compare) -> Seen:
        before = self._of(node.expr)
        at = node.expr
        for one in node.ops:
            is_same = one.op in ("eq", "ne")
            after = self._of(one.expr)
            for seen in (before, after):
                if seen.maybe and not is_same:
                    self.tell("unguarded", name=seen.maybe)
            self._comparable(at, before, after, one.op)
            before, at = after, one.expr
        return Seen(bool)

    def _comparable(self, node: nodes.Expr, left: Seen, right: Seen, op: str) -> None:
        one, other = plain_types(left.hint), plain_types(right.hint)
        if not one or not other or type(None) in (*one, *other) or op in ("in", "notin"):
            return
        if bool in (*one, *other) and op in ("eq", "ne"):
            return
        family = _family(one)
        if family != _family(other) or (family is None and op in _ORDER):
            self._incompatible(node, left, right)

    def _incompatible(self, node: nodes.Expr, left: Seen, right: Seen) -> None:
        is_a, other = called(left.hint), called(right.hint)
        wants = Text(f"不能与{other.zh}比较或计算", f"it cannot be compared or computed with {other.en}")
        fix = Text("两边用同一类型的值", "use values of one type on both sides")
        self.tell("wrong_type", name=written(node), is_a=is_a, wants=wants, fix=fix)


_WAYS: Final[tuple[tuple[Any, str], ...]] = (
    (nodes.Name, "_name"),
    (nodes.Getattr, "_dotted"),
    (nodes.Getitem, "_item"),
    (nodes.Const, "_const"),
    (nodes.Filter, "_filter"),
    (nodes.Test, "_test"),
    (nodes.Compare, "_compare"),
    ((nodes.And, nodes.Or), "_either"),
    (nodes.Not, "_not"),
    (nodes.CondExpr, "_inline_if"),
    (nodes.Call, "_call"),
    (nodes.Concat, "_joined"),
    ((nodes.Neg, nodes.Pos), "_signed"),
    (nodes.BinExpr, "_computed"),
    ((nodes.List, nodes.Tuple), "_listed"),
)
"""What looks at each sort of expression, the narrower first."""


_NOTHING: Final = frozenset[str]()
_Sure = tuple[frozenset[str], frozenset[str]]


def narrowed(node: nodes.Node) -> _Sure:
    """What is there for sure where a condition holds, and where it does not."""
    found: _Sure = (_NOTHING, _NOTHING)
    match node:
        case nodes.Name() | nodes.Getattr() | nodes.Test(name="defined"):
            found = (frozenset({written(node.node if isinstance(node, nodes.Test) else node)}), _NOTHING)
        case nodes.Not():
            holds, fails = narrowed(node.node)
            found = (fails, holds)
        case nodes.And():
            (a, b), (c, d) = narrowed(node.left), narrowed(node.right)
            found = (a | c, b & d)
        case nodes.Or():
            (a, b), (c, d) = narrowed(node.left), narrowed(node.right)
            found = (a & c, b | d)
        case nodes.Test(name="none"):
            found = (_NOTHING, frozenset({written(node.node)}))
        case nodes.Compare(ops=[one]) if one.op in ("eq", "ne") and isinstance(one.expr, nodes.Const):
            there = frozenset({written(node.expr)})
            found = (there, _NOTHING) if (one.op == "ne") == (one.expr.value is None) else (_NOTHING, there)
    return found


def written(node: nodes.Node) -> str:
    """An expression as a template writes it, near enough: `line.gross`, `lines[0].name`."""
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{written(node.node)}.{node.attr}"
        case nodes.Getitem(arg=nodes.Const()):
            key = node.arg.value  # type: ignore[attr-defined]
            return f"{written(node.node)}.{key}" if isinstance(key, str) else f"{written(node.node)}[{key}]"
        case nodes.Const():
            return repr(node.value)
        case nodes.Filter() if node.node is not None:
            return f"{written(node.node)}|{node.name}"
    return "…"


def _formatted(node: nodes.Node, hint: Hint) -> str:
    return f"{written(node)}|{'day' if plain_types(hint) == (date,) else 'money'}"


def _family(types: tuple[type, ...]) -> int | None:
    """Numbers, texts, days: what may be compared with one another."""
    return next((n for n, family in enumerate(_FAMILIES) if _are(types, family)), None)


def _are(types: tuple[type, ...], family: tuple[type, ...]) -> bool:
    return all(issubclass(one, family) for one in types)


def _did_you_mean(name: str, loop: str = "") -> Text:
    zh, en = (f"(在 {loop} 之内)", f" (within {loop})") if loop else ("", "")
    return Text(f",是否为 {name}{zh}?", f"; did you mean {name}{en}?")


def _offered_are(offers: Mapping[str, Hint]) -> Text:
    names = ", ".join(_few(offers))
    return Text(f",可用:{names}", f"; there are: {names}")


def _few(offers: Mapping[str, Hint]) -> Iterator[str]:
    for n, name in enumerate(offers):
        if n == 8:
            yield "…"
            return
        yield name
