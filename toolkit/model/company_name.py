"""The registered name of a company taken apart: region, core (trade name and trade), company form.

Source: domain.md 4.1 (5); 企业名称登记管理规定 (a name is 行政区划 + 字号 + 行业 + 组织形式).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_FORM_WORDS: Final = re.compile(
    "(?:(?:有限责任|股份有限|集团有限|集团股份有限|控股有限|控股集团有限|有限)?(?:总公司|分公司|公司)|集团|"
    r"COLTD|LIMITED|LTD|INC|CORP(?:ORATION)?|GMBH)$"
)
_BRACKETS: Final = re.compile(r"[(\[{〔【「『〈《](?P<within>[^)\]}〕】」』〉》]*)[)\]}〕】」』〉》]")
_NOT_TELLING: Final = re.compile(r"[^\w]|_")
_REGIONS: Final = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|"
    "湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|"
    "香港|澳门|中国|石家庄|唐山|秦皇岛|邯郸|保定|张家口|沧州|廊坊|太原|大同|呼和浩特|包头|"
    "鄂尔多斯|沈阳|大连|鞍山|长春|哈尔滨|大庆|南京|无锡|徐州|常州|苏州|南通|连云港|淮安|"
    "盐城|扬州|镇江|泰州|宿迁|昆山|太仓|常熟|张家港|江阴|宜兴|杭州|宁波|温州|嘉兴|湖州|"
    "绍兴|金华|衢州|舟山|台州|丽水|义乌|合肥|芜湖|蚌埠|马鞍山|安庆|滁州|福州|厦门|泉州|"
    "漳州|莆田|南昌|九江|赣州|济南|青岛|淄博|烟台|潍坊|济宁|威海|日照|临沂|德州|郑州|洛阳|"
    "新乡|许昌|南阳|武汉|宜昌|襄阳|长沙|株洲|湘潭|衡阳|岳阳|广州|深圳|珠海|汕头|佛山|江门|"
    "湛江|惠州|东莞|中山|南宁|柳州|桂林|海口|三亚|成都|绵阳|德阳|宜宾|贵阳|遵义|昆明|拉萨|"
    "西安|宝鸡|咸阳|兰州|西宁|银川|乌鲁木齐"
)
"""Provinces and the cities where most companies are; of other places the ending (市, 县, 区) tells."""
_REGION: Final = re.compile(
    f"(?P<region>{_REGIONS})(?:省|市|自治区)?|(?P<place>[一-鿿]{{2,3}}(?<![超城都股门])[省市县](?=[一-鿿]{{2}}))"
)
_DISTRICT: Final = re.compile(r"[一-鿿]{2,4}(?:新区|园区|开发区|高新区|[区县])(?=[一-鿿]{2})")
_SHORTEST: Final = 2
"""Characters that a core has at least: 上海集团 is a name, too."""


@dataclass(frozen=True, slots=True)
class Core:
    """What is left of a registered name without region and company form, and the regions it named."""

    words: str
    regions: frozenset[str] = frozenset()


@lru_cache(maxsize=20_000)
def core_of(name: str) -> Core:
    """The core of a name, half width, upper case: `启明精密(上海)有限公司` and `上海启明精密公司` share 启明精密."""
    text = unicodedata.normalize("NFKC", name).upper()
    words = _without_form_words(_NOT_TELLING.sub("", _BRACKETS.sub(_unless_region, text)))
    regions = {_named(found) for bracket in _BRACKETS.finditer(text) if (found := _region(bracket["within"]))}
    while (found := _REGION.match(words)) and len(words) - found.end() >= _SHORTEST:
        regions.add(_named(found))
        words = words[found.end() :]
    if regions and (district := _DISTRICT.match(words)):
        words = words[district.end() :]
    return Core(words, frozenset(regions))


def _region(words: str) -> re.Match[str] | None:
    return _REGION.fullmatch(words.strip())


def _named(region: re.Match[str]) -> str:
    """The region without its ending: 上海 for 上海市."""
    return region["region"] or region["place"][:-1]


def _unless_region(bracket: re.Match[str]) -> str:
    """What stands in a bracket, without it; nothing where that is a region."""
    return "" if _region(bracket["within"]) else bracket["within"]


def _without_form_words(words: str) -> str:
    while (found := _FORM_WORDS.search(words)) and found.start() >= _SHORTEST:
        words = words[: found.start()]
    return words
