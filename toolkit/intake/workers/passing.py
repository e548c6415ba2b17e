"""What passes between us and a worker: pieces of work, and what came of them.

Work goes to the worker as a pickle, for it may trust us. What it says comes back as JSON or plain bytes, never as a
pickle: hostile files were read where it was written.
"""

from __future__ import annotations

import io
import json
import pickle
import traceback
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import PurePath
from typing import Any, Final, Literal, NamedTuple, TypeVar, get_args

from toolkit.documents.looked import Looked
from toolkit.documents.revisions import Block, Mark, Reading
from toolkit.errors import (
    FiguresMissing,
    NotPatchable,
    SalesdocsError,
    TemplateFault,
    UnknownForm,
    UnreadableFile,
    WorkerDied,
)
from toolkit.intake.workers.pieces import document_called, form_called
from toolkit.intake.workers.pipe import BYTES, DIED, TROUBLE, VALUE, Said, Strange
from toolkit.ledger.encoding import decode, encode
from toolkit.model.document import DocumentKind
from toolkit.model.form import Form

_LOOKED: Final = "$looked"
_LONGEST: Final = 500
"""Characters told of a fault."""
_TROUBLES: Final[Mapping[str, type[SalesdocsError]]] = {
    kind.__name__: kind for kind in (UnreadableFile, UnknownForm, NotPatchable, TemplateFault, FiguresMissing)
}
"""What a worker may find wrong. A place or a ledger in trouble is none of it: it touches neither."""
Reason = Literal["memory", "size", "crash"]
"""What a worker tells of its own end; that it took too long is told by whoever ended it."""


Declared = TypeVar("Declared", Form, DocumentKind)


class Piece(NamedTuple):
    """One piece of work: a function of ours, and what it is given."""

    function: str
    """`toolkit.forms.blank:make`"""
    given: tuple[object, ...]
    named: Mapping[str, object]
    wall_seconds: float


def packed(piece: Piece) -> bytes:
    """The piece, to be sent. Raises pickle.PicklingError, TypeError and the like for what cannot travel."""
    content = io.BytesIO()
    pickler = pickle.Pickler(content, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = {Form: _form, DocumentKind: _document}
    pickler.dump(tuple(piece))
    return content.getvalue()


def _form(form: Form) -> tuple[Callable[[str], Form], tuple[str]]:
    return _by_name(form_called, form)


def _document(kind: DocumentKind) -> tuple[Callable[[str], DocumentKind], tuple[str]]:
    return _by_name(document_called, kind)


def _by_name(called: Callable[[str], Declared], declared: Declared) -> tuple[Callable[[str], Declared], tuple[str]]:
    if called(declared.id) is not declared:
        raise TypeError(f"{declared.id} is not as the catalogue declares it, and only that travels")
    return called, (declared.id,)


def unpacked(content: bytes | bytearray) -> Piece:
    """The piece that was sent; for the worker alone."""
    return Piece(*pickle.loads(content))


def told(value: object) -> Said:
    """A result, to be said. Raises TypeError for what can be written neither as JSON nor as bytes."""
    if isinstance(value, bytes):
        return Said(BYTES, value)
    if isinstance(value, Looked):
        return Said(VALUE, _text({_LOOKED: _plain(value)}))
    return Said(VALUE, encode(value).encode())


def troubled(trouble: SalesdocsError) -> Said:
    """A trouble, to be said."""
    name = type(trouble).__name__
    if name not in _TROUBLES:
        return fallen("crash", f"{name}: {trouble}")
    return Said(TROUBLE, encode({"trouble": name, "said": trouble.args, "facts": vars(trouble)}).encode())


def fallen(reason: Reason, said: str) -> Said:
    """Why there is no result though the worker lives."""
    return Said(DIED, _text({"reason": reason, "said": said}))


def described(fault: BaseException) -> str:
    """`KeyError: 'F99' (read.py:41 in read)`"""  # noqa: D400, D415 (what you get, as it is written)
    frames = traceback.extract_tb(fault.__traceback__)
    where = f" ({PurePath(frames[-1].filename).name}:{frames[-1].lineno} in {frames[-1].name})" if frames else ""
    return f"{type(fault).__name__}: {fault}"[:_LONGEST] + where


def _text(plain: object) -> bytes:
    return json.dumps(plain, separators=(",", ":")).encode()


def result(said: Said, name: str, gives: tuple[type, ...]) -> Any:
    """The result that a worker said, of one of those types; `name` is what a piece is called in troubles.

    Raises the trouble it said, WorkerDied where it said why there is none, Strange.
    """
    try:
        value = said.content if said.sort == BYTES else _value(said.content.decode())
        if said.sort in (BYTES, VALUE) and isinstance(value, gives):
            return value
        trouble = _TOLD[said.sort](value, name)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, ArithmeticError, RecursionError) as strange:
        raise Strange("it says what no worker says") from strange
    raise trouble


def _value(text: str) -> Any:
    return _looked(json.loads(text)[_LOOKED]) if text.startswith(f'{{"{_LOOKED}"') else decode(text)


def _trouble(said: Mapping[str, Any], _: str) -> SalesdocsError:
    kind = _TROUBLES[said["trouble"]]
    trouble = kind.__new__(kind, *said["said"])
    vars(trouble).update(said["facts"])
    return trouble


def _died(said: Mapping[str, Any], name: str) -> WorkerDied:
    if said["reason"] not in get_args(Reason):
        raise ValueError(said["reason"])
    return WorkerDied(name, said["reason"], str(said["said"]))


_TOLD: Final[Mapping[bytes, Callable[[Any, str], SalesdocsError]]] = {TROUBLE: _trouble, DIED: _died}


def _plain(found: Looked) -> dict[str, object]:
    reading = found.reading
    bodies = [reading.now] if reading.now == reading.before else [reading.now, reading.before]
    return {
        "properties": dict(found.properties),
        "headings": found.headings,
        "bodies": [[_plain_block(block) for block in blocks] for blocks in bodies],
    }


def _plain_block(block: Block) -> tuple[object, ...]:
    marks = [(mark.author, mark.day.isoformat() if mark.day else None) for mark in block.marks]
    return block.text, block.is_row, marks, block.is_fresh


def _looked(said: Mapping[str, Any]) -> Looked:
    bodies = [tuple(_block(*block) for block in blocks) for blocks in said["bodies"]]
    properties = {str(key): str(text) for key, text in said["properties"].items()}
    return Looked(properties, tuple(map(str, said["headings"])), Reading(bodies[0], bodies[-1]))


def _block(text: str, is_row: bool, marks: list[tuple[str, str | None]], is_fresh: bool) -> Block:
    made = tuple(Mark(str(author), date.fromisoformat(day) if day else None) for author, day in marks)
    return Block(str(text), bool(is_row), made, bool(is_fresh))
