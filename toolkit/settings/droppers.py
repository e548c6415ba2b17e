"""[droppers]: which departments and roles may drop a form. Source: decisions.md 16."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from toolkit.errors import SettingsWrong
from toolkit.model.text import Text
from toolkit.settings.faults import Faults
from toolkit.settings.shapes import Several

SECTION: Final = "droppers"
SAYS: Final = Text(
    "哪些部门或角色可以提交某表单(表单编号 = 部门或角色);未列出的表单人人可交,见 docs/approvals.md",
    "which departments or roles may drop a form, by its id; anyone may drop the others, see docs/approvals.md",
)
EXAMPLE: Final = ('# F05 = ["财务部门"]', '# F08 = ["销售部门", "法务部门", "财务部门", "总经理"]')
_FORM: Final = re.compile(r"[FM]\d\d[A-Z]?")
_WHO: Final = Several(least=1)


def read_droppers(said: Mapping[str, Any], faults: Faults) -> dict[str, tuple[str, ...]]:
    """Form id -> departments and roles; what cannot be used is added to the faults."""
    found: dict[str, tuple[str, ...]] = {}
    for form, who in said.items():
        with faults.kept():
            if not _FORM.fullmatch(form):
                raise SettingsWrong(f"{SECTION}.{form}", who, "the id of a form, such as F05 or M02")
            found[form] = _WHO.read(f"{SECTION}.{form}", who)
    return found
