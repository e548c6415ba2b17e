"""Lists of goods and instalments as quotes and contracts have them, and their sums."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from toolkit.documents.proofs.proof import summed, unequal
from toolkit.documents.proofs.rows import Column
from toolkit.model.text import Text

NUMBER = Column(Text("序号", "No."), Text("{number}", "{number}"))
NAME = Column(Text("名称", "Description"), Text("{name}", "{name}"))
SPEC = Column(Text("规格型号", "Model"), Text("{spec}", "{spec}"))
UNIT = Column(Text("单位", "Unit"), Text("{unit}", "{unit}"))
QUANTITY = Column(Text("数量", "Qty"), Text("{quantity:quantity}", "{quantity:quantity}"))
OFFER = (
    NUMBER,
    NAME,
    SPEC,
    UNIT,
    QUANTITY,
    Column(Text("含税单价（元）", "Unit price incl. VAT (RMB)"), Text("{unit_price:price}", "{unit_price:price}")),
    Column(Text("税率", "VAT rate"), Text("{tax_rate}", "{tax_rate}")),
    Column(Text("含税金额（元）", "Amount incl. VAT (RMB)"), Text("{gross}", "{gross}")),
    Column(Text("备注", "Remarks"), Text("{note}", "{note}")),
)


def sums(figures: Any) -> Iterator[str]:
    """Lines and instalments are the total, shares are all of it."""
    yield from unequal("its lines sum to", summed(line.gross for line in figures.lines), figures.total)
    yield from unequal("its instalments sum to", summed(part.amount for part in figures.payments), figures.total)
    yield from unequal("the shares of its instalments are", summed(p.share for p in figures.payments), Decimal(1))
