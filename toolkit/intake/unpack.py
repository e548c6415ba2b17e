"""A zip of forms dropped as one: each member is laid into the inbox, as if it had been dropped by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import PurePosixPath

from toolkit.catalogue.messages import unpacked
from toolkit.folders import is_junk
from toolkit.forms.opened import FORM_SUFFIXES
from toolkit.house import House
from toolkit.intake import effects
from toolkit.intake.capture import Capture
from toolkit.intake.free_names import first_free
from toolkit.intake.scan import ATTACHMENTS
from toolkit.ledger.entry import Entry
from toolkit.model.effect import Effect
from toolkit.model.finding import Finding
from toolkit.office.bundle import bundle, folder_of


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What becomes of a zip."""

    findings: tuple[Finding, ...]
    """Every member and what was left out, as its receipt tells."""
    planned: tuple[Effect, ...]
    """None where nothing in it can be a form."""


def unpack(house: House, entry: Entry, captured: Capture) -> Unpacked:
    """Members go into a folder of their own beside the place where the zip lay. Raises UnreadableFile, ShareTrouble.

    The folder's name is none that people give: whoever drops a zip acts under no other folder's name.
    """
    packed = bundle(captured.content, captured.name, endings=(*FORM_SUFFIXES, *ATTACHMENTS), is_junk=is_junk)
    lay = str(PurePosixPath(captured.dropped).parent)
    folder = f"{lay}/{first_free(house, lay, _names(folder_of(captured.name)), taken=entry.promised)}"
    planned = tuple(
        effects.written("write member", f"{folder}/{member.name}", house.keep(member.content()))
        for member in packed.members
    )
    return Unpacked(unpacked(packed, folder), planned)


def _names(folder: str) -> Iterator[str]:
    """`七月_zip`, then `七月~1_zip`, which ends alike."""
    stem, mark, ending = folder.rpartition("_")
    yield folder
    yield from (f"{stem}~{n}{mark}{ending}" for n in count(1))
