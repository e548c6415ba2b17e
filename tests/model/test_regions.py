from __future__ import annotations

import pytest

from toolkit.model.regions import PARTS, lies_in


@pytest.mark.parametrize(
    ("place", "regions", "is_there"),
    [
        ("上海市浦东新区", ("江苏", "上海"), True),
        ("上海市浦东新区", ("华东",), True),
        ("江苏省苏州市", ("华东:江苏",), True),
        ("广西南宁", ("广西壮族自治区",), True),
        ("广东省深圳市", ("华东", "湖北"), False),
        ("北京市", ("",), False),
    ],
)
def test_a_place_lies_in_its_province_and_in_its_part_of_the_country(
    place: str, regions: tuple[str, ...], is_there: bool
) -> None:
    assert lies_in(place, regions) is is_there


def test_no_province_lies_in_two_parts() -> None:
    provinces = [province for part in PARTS.values() for province in part]

    assert len(provinces) == len(set(provinces)) == 31
