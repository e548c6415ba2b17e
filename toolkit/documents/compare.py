"""A contract that came back, compared clause by clause with the one we issued; tracked changes and silent ones.

What counts is the text with every tracked change accepted. A difference is tracked when the returned file, with its
tracked changes rejected, still reads there as issued: anything else was changed without leaving a trace.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from toolkit.documents.looked import Looked
from toolkit.documents.parts import Contract, Part, bare, contract_in
from toolkit.documents.revisions import Block, Mark, Reading
from toolkit.model.clause import Clause
from toolkit.model.stamped import DEAL, KIND, LANG, NUMBER, VERSION
from toolkit.model.text import Lang

Kind = Literal["changed", "added", "removed", "renumbered"]
Said = Literal["same", "inserted", "deleted"]

CONTRACT: Final = "G03"
BY_LAWYERS: Final = ("法务部门", "总经理")
"""Owner and approval level of what belongs to no clause of ours."""

_BELONGS: Final = {1: "c01_subject", 2: "c05_delivery", 3: "c11_invoice"}
"""Number of an annex -> the clause it belongs to."""
_ELSE: Final = "c25_misc"
"""The clause whose owner looks after head, signatures and other annexes."""

_ALIKE_CLAUSES, _ALIKE_BLOCKS = 0.6, 0.35
_MOST_PAIRS: Final = 10_000
"""Beyond this many possible pairs, paragraphs are paired in their order."""
_MOST_LETTERS: Final = 4_000
_MOST_CANDIDATES: Final = 100
_CONTEXT: Final = 16
_TOKEN: Final = re.compile(r"[\d.,%％]+|[A-Za-z]+|\s+|.", re.DOTALL)
_TITLES: Final[Mapping[Lang, str]] = {"zh": "销售合同", "en": "SalesContract"}
_NUMBERED: Final = re.compile(r"(?:合同编号|Contract No\.)\s*:?\s*(XS-20\d\d-\d{4,})")
_DRAFT: Final = re.compile(r"(?:草案|DRAFT)\s*(V[\d.]+)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a difference."""

    text: str
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseChange:
    """One difference between a contract as issued and as it came back."""

    clause: str
    """`第九条 检验与验收` as issued (as returned, where it was added); 首部, 签署页, `附件二 交付计划`."""
    kind: Kind
    before: str
    """The passage as issued; '' where it was added. Of a renumbered clause its old heading."""
    after: str
    words: tuple[Piece, ...]
    """Both in one, word by word, long stretches that agree cut short."""
    tracked: tuple[Mark, ...]
    """Who tracked changes there, and when; none for a silent one."""
    is_tracked: bool
    """False where the text was changed, in whole or in part, without tracking."""
    owner: str
    approval_level: str


def contract_of(file: Looked) -> tuple[str, str, str] | None:
    """Number, version and deal of a contract of ours; None for anything else.

    By its custom properties, else, where an office program dropped them, by its title and header; version and deal
    are '' where the file does not say them.
    """
    named = file.properties
    if named.get(KIND):
        is_ours = named[KIND] == CONTRACT and bool(named.get(NUMBER))
        return (named[NUMBER], named.get(VERSION, ""), named.get(DEAL, "")) if is_ours else None
    blocks = file.reading.now
    if not blocks or bare(blocks[0].text) not in _TITLES.values():
        return None
    shown = "\n".join((*file.headings, *(block.text for block in blocks[:4])))
    number, version = _NUMBERED.search(shown.replace("：", ":")), _DRAFT.search(shown)
    return (number[1], version[1] if version else "", "") if number else None


def language_of(file: Looked) -> Lang:
    """The language of a contract of ours: as its properties say, else by its title."""
    if file.properties.get(KIND):
        return "en" if file.properties.get(LANG) == "en" else "zh"
    blocks = file.reading.now
    return "en" if blocks and bare(blocks[0].text) == _TITLES["en"] else "zh"


def compare(issued: Reading, returned: Reading, clauses: Sequence[Clause]) -> tuple[ClauseChange, ...]:
    """Every difference, in the order of the contract; none where the two say the same.

    Spaces, widths of characters, numbers of sub-clauses and numbers in references that follow a renumbering are no
    differences. `clauses` say who owns what.
    """
    titles = [clause.title for clause in clauses]
    ours = contract_in(issued.now, titles)
    titles += [part.title for part in ours.parts if part.title]
    theirs, rejected = contract_in(returned.now, titles), contract_in(returned.before, titles)
    return tuple(_Comparison(ours, theirs, rejected, {bare(c.title): c for c in clauses}).changes())


@dataclass(frozen=True, slots=True)
class _Comparison:
    ours: Contract
    theirs: Contract
    rejected: Contract
    """Theirs, with tracked changes rejected."""
    clauses: Mapping[str, Clause]

    def changes(self) -> Iterator[ClauseChange]:
        """Differences by part; what was added follows the part it stands behind."""
        matched = _matched(self.ours, self.theirs)
        kept = _matched(self.ours, self.rejected)
        where = {theirs: ours for ours, theirs in matched.items()}
        moved = _moved([where[n] for n in sorted(where)])
        for ours in range(-1, len(self.ours.parts)):
            if ours >= 0:
                yield from self._of_part(ours, matched.get(ours), kept.get(ours), is_moved=ours in moved)
            yield from self._added_behind(ours, matched, where)

    def _added_behind(self, ours: int, matched: Mapping[int, int], where: Mapping[int, int]) -> Iterator[ClauseChange]:
        start = 0 if ours < 0 else matched[ours] + 1 if ours in matched else len(self.theirs.parts)
        for n in range(start, len(self.theirs.parts)):
            if n in where:
                return
            yield self._added_part(self.theirs.parts[n])

    def _of_part(self, ours: int, theirs: int | None, kept: int | None, *, is_moved: bool) -> Iterator[ClauseChange]:
        part = self.ours.parts[ours]
        before = self.rejected.parts[kept] if kept is not None else None
        if theirs is None:
            yield self._removed_part(part, before)
            return
        now = self.theirs.parts[theirs]
        yield from self._heading(part, now, before, is_moved=is_moved)
        untouched = _meanings(self.rejected, before)
        for mine, other in _paired(
            [(block, self.ours.meaning(block.text)) for block in part.blocks],
            [(block, self.theirs.meaning(block.text)) for block in now.blocks],
        ):
            if mine is None and other is not None:
                yield self._change(part, "added", "", other.text, other.marks, is_tracked=other.is_fresh)
            elif mine is not None:
                old = untouched.get(self.ours.meaning(mine.text))
                marks = (*(old.marks if old else ()), *(other.marks if other else ()))
                kind: Kind = "changed" if other else "removed"
                after = self._read(mine, other) if other else ""
                yield self._change(part, kind, mine.text, after, marks, is_tracked=old is not None and bool(marks))

    def _read(self, mine: Block, other: Block) -> str:
        """What a passage became; where its words are the same, what its references name now."""
        if bare(mine.text) != bare(other.text):
            return other.text
        named = "、".join(f"{heading}现指“{title}”" for heading, title in self.theirs.references(other.text))
        return f"{other.text}（{named}）" if named else other.text

    def _heading(self, part: Part, now: Part, before: Part | None, *, is_moved: bool) -> Iterator[ClauseChange]:
        """A clause that is called or numbered otherwise, or stands elsewhere."""
        is_kept = before is not None and (before.heading, bare(before.title)) == (part.heading, bare(part.title))
        marks = (*now.marks, *(before.marks if before else ()))
        if bare(part.title) != bare(now.title):
            yield self._change(part, "changed", part.name, now.name, marks, is_tracked=is_kept)
        elif now.heading and part.heading and part.heading != now.heading:
            yield self._change(part, "renumbered", part.heading, now.heading, marks, is_tracked=is_kept)
        elif is_moved:
            yield self._change(part, "renumbered", part.heading, f"{now.heading}（位置移动）", marks, is_tracked=False)

    def _added_part(self, part: Part) -> ClauseChange:
        marks = (*part.marks, *(mark for block in part.blocks for mark in block.marks))
        is_tracked = all(block.is_fresh for block in part.blocks) and part.key not in {
            other.key for other in self.rejected.parts
        }
        return self._change(part, "added", "", _whole(part), marks, is_tracked=is_tracked)

    def _removed_part(self, part: Part, before: Part | None) -> ClauseChange:
        mine = {self.ours.meaning(block.text) for block in part.blocks}
        untouched = _meanings(self.rejected, before)
        marks = (*(before.marks if before else ()), *(mark for block in untouched.values() for mark in block.marks))
        is_tracked = before is not None and mine <= set(untouched) and bool(marks)
        return self._change(part, "removed", _whole(part), "", marks, is_tracked=is_tracked)

    def _change(
        self, part: Part, kind: Kind, before: str, after: str, marks: Sequence[Mark], *, is_tracked: bool
    ) -> ClauseChange:
        owner, approval_level = self._answering(part)
        return ClauseChange(
            clause=part.name,
            kind=kind,
            before=before,
            after=after,
            words=difference(before, after),
            tracked=tuple(dict.fromkeys(marks)),
            is_tracked=is_tracked,
            owner=owner,
            approval_level=approval_level,
        )

    def _answering(self, part: Part) -> tuple[str, str]:
        """Who owns that part, and who must approve a departure from it."""
        clause = self.clauses.get(part.key)
        if clause is None and not part.number:
            wanted = _BELONGS.get(part.annex, _ELSE)
            clause = next((each for each in self.clauses.values() if each.id == wanted), None)
        return (clause.owner, clause.approval_level) if clause else BY_LAWYERS


def _whole(part: Part) -> str:
    return "\n".join((part.name, *(block.text for block in part.blocks)))


def _meanings(contract: Contract, part: Part | None) -> Mapping[str, Block]:
    """The blocks of a part by what they say."""
    return {contract.meaning(block.text): block for block in (part.blocks if part else ())}


def _matched(ours: Contract, theirs: Contract) -> Mapping[int, int]:
    """Which part of theirs each of our parts became: by title, else by words that are alike."""
    free = dict(enumerate(theirs.parts))
    found: dict[int, int] = {}
    for n, part in enumerate(ours.parts):
        same = [other for other, candidate in free.items() if candidate.key == part.key]
        if same:
            found[n] = max(same, key=lambda other: _likeness(part, free[other])) if len(same) > 1 else same[0]
            del free[found[n]]
    for n, part in enumerate(ours.parts):
        if n in found or not part.blocks:
            continue
        alike = [(_likeness(part, free[other]), -other) for other in sorted(free)[:_MOST_CANDIDATES]]
        if alike and max(alike)[0] >= _ALIKE_CLAUSES:
            found[n] = -max(alike)[1]
            del free[found[n]]
    return found


def _likeness(part: Part, other: Part) -> float:
    mine, its = (bare("".join(block.text for block in each.blocks))[:_MOST_LETTERS] for each in (part, other))
    return SequenceMatcher(None, mine, its, autojunk=False).ratio() if mine or its else 1.0


def _moved(order: Sequence[int]) -> frozenset[int]:
    """Those that do not stand in rising order with the most of the others."""
    rising: list[tuple[int, ...]] = [()]
    for each in order:
        rising.append((*_longest(chain for chain in rising if not chain or chain[-1] < each), each))
    return frozenset(order) - frozenset(_longest(rising))


def _longest(chains: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return max(chains, key=len)


_Read = tuple[Block, str]
"""A block and what it says."""


def _paired(ours: Sequence[_Read], theirs: Sequence[_Read]) -> Iterator[tuple[Block | None, Block | None]]:
    """Blocks that differ, each with what it became; None for what only the other side has."""
    matcher = SequenceMatcher(None, [said for _, said in ours], [said for _, said in theirs], autojunk=False)
    for tag, low, high, first, last in matcher.get_opcodes():
        if tag != "equal":
            yield from _aligned(ours[low:high], theirs[first:last])


def _aligned(ours: Sequence[_Read], theirs: Sequence[_Read]) -> Iterator[tuple[Block | None, Block | None]]:
    """The pairs that are most alike in all, in order; what finds no partner stands alone."""
    likeness = _likenesses(ours, theirs)
    rows, columns = len(ours), len(theirs)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for n in reversed(range(rows)):
        for m in reversed(range(columns)):
            together = likeness[n][m] + best[n + 1][m + 1] if likeness[n][m] >= _ALIKE_BLOCKS else 0.0
            best[n][m] = max(together, best[n + 1][m], best[n][m + 1])
    n = m = 0
    while n < rows and m < columns:
        if likeness[n][m] >= _ALIKE_BLOCKS and best[n][m] == likeness[n][m] + best[n + 1][m + 1]:
            yield ours[n][0], theirs[m][0]
            n, m = n + 1, m + 1
        elif best[n][m] == best[n + 1][m]:
            yield ours[n][0], None
            n += 1
        else:
            yield None, theirs[m][0]
            m += 1
    yield from ((block, None) for block, _ in ours[n:])
    yield from ((None, block) for block, _ in theirs[m:])


def _likenesses(ours: Sequence[_Read], theirs: Sequence[_Read]) -> Sequence[Sequence[float]]:
    if len(ours) * len(theirs) > _MOST_PAIRS:
        return [[float(n == m) for m in range(len(theirs))] for n in range(len(ours))]
    return [
        [
            SequenceMatcher(None, mine, its, autojunk=False).quick_ratio() if block.is_row == other.is_row else 0.0
            for other, its in theirs
        ]
        for block, mine in ours
    ]


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """Both passages in one: words that stayed, went and came; what stayed is cut to its ends."""
    if not before or not after or max(len(before), len(after)) > _MOST_LETTERS:
        pieces = (Piece(before, "deleted"), Piece(after, "inserted"))
        return tuple(piece for piece in pieces if piece.text)
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    found: list[Piece] = []
    matcher = SequenceMatcher(None, [bare(word) for word in old], [bare(word) for word in new], autojunk=False)
    for tag, low, high, first, last in matcher.get_opcodes():
        if tag == "equal":
            found.append(Piece("".join(old[low:high]), "same"))
            continue
        found += [Piece("".join(old[low:high]), "deleted"), Piece("".join(new[first:last]), "inserted")]
    shown = [piece for piece in found if piece.text]
    return tuple(_short(piece, n, len(shown)) for n, piece in enumerate(shown))


def _short(piece: Piece, n: int, count: int) -> Piece:
    """A long stretch that stayed, with only the words next to a difference."""
    if piece.said != "same" or len(piece.text) <= 2 * _CONTEXT + 2:
        return piece
    head, tail = piece.text[:_CONTEXT] if n else "", piece.text[-_CONTEXT:] if n < count - 1 else ""
    return Piece(f"{head}…{tail}", "same")
