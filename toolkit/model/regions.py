"""Parts of the country, as market research and lead registers name them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

PARTS: Final = {
    "华北": ("北京", "天津", "河北", "山西", "内蒙古"),
    "东北": ("辽宁", "吉林", "黑龙江"),
    "华东": ("上海", "江苏", "浙江", "安徽", "福建", "江西", "山东"),
    "华中": ("河南", "湖北", "湖南"),
    "华南": ("广东", "广西", "海南"),
    "西南": ("重庆", "四川", "贵州", "云南", "西藏"),
    "西北": ("陕西", "甘肃", "青海", "宁夏", "新疆"),
}
"""The customary parts of the country and their provinces."""

_LEADING: Final = re.compile(r"^.*[::]")
_ENDING: Final = re.compile(r"(?:地区|区域|省|市|(?:壮族|回族|维吾尔)?自治区)$")


def lies_in(place: str, regions: Iterable[str]) -> bool:
    """Whether a place (上海市浦东新区) lies in one of the regions (华东, 江苏省, 华东:江苏)."""
    return any(name in place for region in regions for name in _names(region))


def _names(region: str) -> tuple[str, ...]:
    plain = _ENDING.sub("", _LEADING.sub("", region).strip())
    return (plain, *PARTS.get(plain, ())) if plain else ()
