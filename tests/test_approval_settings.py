from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.test_settings import house, refused
from toolkit.model.calendar import WorkingCalendar
from toolkit.model.house import ApprovalLevel
from toolkit.settings import read

LEVELS = """
[[policy.approval_levels]]
above = 1_000_000
chain = ["销售负责人", "法务部门", "财务部门", "总经理", "董事长"]

[[policy.approval_levels]]
above = 5_000_000.50
chain = ["董事长"]
"""


def test_larger_contracts_may_have_chains_of_their_own(tmp_path: Path) -> None:
    policy = read(house(tmp_path, LEVELS)).policy

    assert policy.approval_levels == (
        ApprovalLevel(Decimal(1_000_000), ("销售负责人", "法务部门", "财务部门", "总经理", "董事长")),
        ApprovalLevel(Decimal("5000000.50"), ("董事长",)),
    )
    assert policy.chain_for(Decimal(999_999)) == policy.approval_chain


def test_the_rules_know_who_may_drop_a_form(tmp_path: Path) -> None:
    settings = read(house(tmp_path, '[droppers]\nF05 = ["财务部门"]\nF17B = ["财务", "总经理"]\n'))

    assert settings.rulebook(WorkingCalendar()).droppers == {"F05": ("财务部门",), "F17B": ("财务", "总经理")}


@pytest.mark.parametrize(
    ("toml", "key", "expected"),
    [
        ("[[policy.approval_levels]]\nabove = 1_000_000", "policy.approval_levels[1].chain", "this row lacks it"),
        ("[[policy.approval_levels]]\nabove = -1\nchain = ['总经理']", "policy.approval_levels[1].above", "amount"),
        ("[[policy.approval_levels]]\nabove = 1\nchain = []", "policy.approval_levels[1].chain", "a list of 1"),
        (
            "policy.approval_levels = [{above = 2, chain = ['总经理']}, {above = 2, chain = ['董事长']}]",
            "policy.approval_levels",
            "rising amounts, each once",
        ),
        ("[droppers]\nF5 = ['财务部门']", "droppers.F5", "the id of a form"),
        ("[droppers]\nF05 = '财务部门'", "droppers.F05", "a list of 1"),
        ("[droppers]\nF05 = []", "droppers.F05", "a list of 1"),
        ("droppers = 3", "droppers", "a section"),
    ],
)
def test_a_setting_of_the_approval_that_cannot_be_used_is_named(
    tmp_path: Path, toml: str, key: str, expected: str
) -> None:
    wrong = refused(tmp_path, toml)

    assert wrong.key == key
    assert expected in wrong.expected
