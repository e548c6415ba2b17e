"""What is done outside the ledger once a decision stands: publish, move, retire. Each twice-safe."""

from __future__ import annotations

from hashlib import sha256
from itertools import count
from pathlib import Path, PurePosixPath

from toolkit.errors import ShareTrouble
from toolkit.files import move, publish, read_whole
from toolkit.house import House
from toolkit.model.effect import Effect, EffectKind


def written(kind: EffectKind, file: str, digest: str) -> Effect:
    """Publish a kept capture under a path below the house."""
    return Effect(kind, {"file": file, "digest": digest})


def finish(house: House) -> int:
    """Take every effect that waits, oldest first; how many were done.

    One that fails stays in the ledger with its error and is tried again by the next journey.
    """
    done = 0
    for planned in house.ledger.open_effects():
        try:
            _take(house, planned.effect)
        except ShareTrouble as trouble:
            house.ledger.effect_failed(planned.id, str(trouble))
            continue
        house.ledger.effect_done(planned.id)
        done += 1
    return done


def is_leaving(house: House, path: Path) -> bool:
    """Whether this very file was answered already and could not be moved yet: open in Excel, say."""
    file = house.places.below(path)
    digests = {
        planned.effect.facts["digest"]
        for planned in house.ledger.open_effects()
        if planned.effect.kind == "move original" and planned.effect.facts["file"] == file
    }
    return any(_is_still(path, str(digest)) for digest in digests)


def free_name(house: House, folder: str, name: str, ending: str) -> str:
    """The name, or `name~1.ext`, that neither a file nor the answer beside it has in that folder."""
    path = PurePosixPath(name)
    tries = (f"{path.stem}~{n}{path.suffix}" if n else name for n in count())
    lies = (house.root / folder).joinpath
    return next(one for one in tries if not (lies(one).exists() or lies(f"{one}{ending}").exists()))


def _take(house: House, effect: Effect) -> None:
    facts = {key: str(value) for key, value in effect.facts.items()}
    match effect.kind:
        case "move original":
            name = facts.get("name", "")
            _move(house.root / facts["file"], house.root / facts["folder"], facts["digest"], name)
        case "retire blank":
            _retire(house, house.root / facts["file"], facts["digest"])
        case _:
            publish(house.kept(facts["digest"]), house.root / facts["file"])


def _is_still(path: Path, digest: str) -> bool:
    """Whether the file is there and unchanged: people move and edit what lies on their share."""
    return path.is_file() and sha256(read_whole(path)).hexdigest() == digest


def _move(source: Path, folder: Path, digest: str, name: str) -> None:
    if _is_still(source, digest):
        move(source, folder, name=name)


def _retire(house: House, blank: Path, digest: str) -> None:
    """A blank that nobody touched goes to `superseded`; a touched one stays where it is. decisions.md 24."""
    if _is_still(blank, digest):
        move(blank, blank.parent / house.places.names.superseded)
