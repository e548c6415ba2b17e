"""What is dropped into the house that the rig breaks, and what lies there already."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from tests.golden import LEAD, SIGNING, Step, Typed
from tests.journey.way import DEAL, Way, changed, day, on_the_way
from tests.rig.invariants import Before, look_before
from toolkit.demo import drops as samples

ON = day("07-21")
UNTIL = "07-17"
"""The contract is released on that day; what comes next is its signing."""

Drops = Literal["small", "full", "waiting"]
DROPS = get_args(Drops)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A house at rest with a full inbox, to be copied for every run."""

    root: Path
    before: Before
    day: date = ON


def prepare(root: Path, which: Drops) -> Prepared:
    """The golden house on the day before the signing, files dropped and older ones of their names lying about."""
    with on_the_way(root, UNTIL) as way:
        _leave_older_ones(way)
        kept = look_before(way.house.root)
        dropped = {"small": _signing, "full": _everything, "waiting": _waiting}[which](way)
    for n, path in enumerate(dropped):
        os.utime(path, ns=((stamp := 1_800_000_000_000_000_000 + n * 1_000_000_000), stamp))
    return Prepared(root.resolve(), kept.with_drops(dropped))


def _leave_older_ones(way: Way) -> None:
    """Files of other people under the very names that ours are about to get."""
    places = way.house.places
    folder = next(places.deals.glob(f"{DEAL}*"))
    for lying in (
        places.filed / "2026-07" / SIGNING.name,
        places.returned / "2026-07" / "客户登记(有误).xlsx",
        places.duplicates / "2026-07" / "副本.xlsx",
        folder / places.names.stages[6] / "FK-2026-0001_付款通知单_上海启明_20260721_1.docx",
    ):
        lying.parent.mkdir(parents=True, exist_ok=True)
        lying.write_bytes(f"older {lying.name}".encode())


def _signing(way: Way) -> list[Path]:
    """A form that brings a scan, issues a document and a blank and retires two."""
    return [way.put(b"%PDF-1.4 the scan", SIGNING.attachment), way.put(way.filled(SIGNING), SIGNING.name)]


def _waiting(way: Way) -> list[Path]:
    """A form whose scan has not come."""
    return [way.put(way.filled(SIGNING), SIGNING.name)]


def _everything(way: Way) -> list[Path]:
    return [*_signing(way), *_others(way)]


def _others(way: Way) -> list[Path]:
    """Right ones, wrong ones, copies, one name twice, and what is no form at all."""
    lead = way.filled(_lead_of(_ANOTHER), deal="")
    wrong = next(path for _, path in samples() if "客户登记(有误)" in path.name).read_bytes()
    contents = {
        "潜在客户.xlsx": lead,
        "副本.xlsx": lead,
        f"销售部门/{SIGNING.name}": way.filled(_lead_of(_THIRD), deal=""),
        "客户登记(有误).xlsx": wrong,
        "笔记.xlsx": b"PK\x03\x04 no workbook",
        "说明.txt": "请查收".encode(),
        "合影.pdf": b"%PDF-1.4 of no form",
        "~$报价.xlsx": b"\x04Wang",
        ".DS_Store": b"\0\0\0\1Bud1",
    }
    return [way.put(content, name) for name, content in contents.items()]


def _lead_of(cells: Typed) -> Step:
    return changed(LEAD, tables={"rows": [{**LEAD.tables["rows"][0], **cells}]})


_ANOTHER = {
    "customer_name": "无锡远航机电有限公司",
    "customer_short": "无锡远航",
    "uscc": "",
    "contact_name": "顾明",
    "contact_phone": "13911112222",
    "contact_email": "guming@yuanhang.example.com",
}
_THIRD = {
    "customer_name": "常州天成模具有限公司",
    "customer_short": "常州天成",
    "uscc": "",
    "contact_name": "何静",
    "contact_phone": "13933334444",
    "contact_email": "hejing@tiancheng.example.com",
}
