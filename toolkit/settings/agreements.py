"""Values that are right by themselves and wrong together."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from toolkit.model.house import ContractTerms, Policy
from toolkit.model.places import FolderNames
from toolkit.settings.listed import FOLDERS
from toolkit.settings.shapes import Share


class Agreement(NamedTuple):
    """What one value must be, as others are what they are."""

    key: str
    value: object
    expected: str
    holds: bool
    others: tuple[str, ...] = ()
    """Keys of the other values: where one of these cannot be used, nothing is said."""


def of_policy(policy: Policy) -> Iterator[Agreement]:
    """What the numbers of [policy] owe each other."""
    shares = sum((each.share for each in policy.payment_plan), Decimal(0))
    yield Agreement("policy.payment_plan", _percent(shares), "shares that come to 100%", shares == 1)
    most, prepaid = ([getattr(step, key) for step in policy.discounts] for key in ("most", "prepaid"))
    yield Agreement("policy.discounts", _percents(most), "rising steps", most == sorted(set(most)))
    rises = "a prepayment that does not fall while the discount rises"
    yield Agreement("policy.discounts", _percents(prepaid), rises, prepaid == sorted(prepaid))
    above = [level.above for level in policy.approval_levels]
    rising = "rising amounts, each once"
    yield Agreement("policy.approval_levels", [f"{a:f}" for a in above], rising, above == sorted(set(above)))
    floor = policy.min_gross_margin
    yield Agreement("policy.min_gross_margin", _percent(floor), "a share below 100%: cost is never nothing", floor < 1)
    daily, cap = policy.late_fee_per_day, policy.late_fee_cap
    expected = f"at least the fee of one day, {_percent(daily)}"
    yield Agreement("policy.late_fee_cap", _percent(cap), expected, daily <= cap, ("policy.late_fee_per_day",))
    each, copies = policy.contract_copies_each, policy.contract_copies
    expected = f"at most half of policy.contract_copies, {copies // 2}"
    yield Agreement("policy.contract_copies_each", each, expected, 2 * each <= copies, ("policy.contract_copies",))


def of_contract(contract: ContractTerms) -> Iterator[Agreement]:
    """What the terms of [contract] owe each other."""
    has_commission = contract.dispute != "仲裁" or bool(contract.commission)
    expected = "the arbitration commission, as contract.dispute is 仲裁"
    yield Agreement("contract.commission", "", expected, has_commission, ("contract.dispute",))
    for key, least in (
        ("onsite_hours", "response_hours"),
        ("force_majeure_proof_days", "force_majeure_notice_days"),
        ("force_majeure_end_days", "force_majeure_proof_days"),
    ):
        value, other = getattr(contract, key), getattr(contract, least)
        yield Agreement(
            f"contract.{key}", value, f"no less than contract.{least}, {other}", value >= other, (f"contract.{least}",)
        )


def of_folders(names: FolderNames) -> Iterator[Agreement]:
    """Folders that lie side by side have names of their own."""
    side_by_side = [getattr(names, key).casefold() for key in FOLDERS if key not in ("stages", "superseded")]
    is_clear = len(set(side_by_side)) == len(side_by_side)
    yield Agreement("folders", side_by_side, "a name of its own for every folder", is_clear)


def _percent(share: Decimal) -> str:
    return Share().write(share).strip('"')


def _percents(shares: list[Decimal]) -> list[str]:
    return [_percent(share) for share in shares]
