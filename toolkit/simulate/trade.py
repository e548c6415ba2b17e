"""Who buys, who sells and what: all of it made up, and marked so (示例) where it could be taken for real.

Names, phones and mail addresses follow the golden case (domain.md 0.1): credit codes carry right check digits and
belong to nobody, mails end in example.com.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Final

from stdnum.cn import uscc

from toolkit.model import money

REGIONS: Final = (
    ("上海市浦东新区", "上海", "310115", "021"),
    ("江苏省苏州市", "苏州", "320500", "0512"),
    ("江苏省无锡市", "无锡", "320200", "0510"),
    ("浙江省杭州市", "杭州", "330100", "0571"),
    ("浙江省宁波市", "宁波", "330200", "0574"),
    ("安徽省合肥市", "合肥", "340100", "0551"),
    ("山东省青岛市", "青岛", "370200", "0532"),
    ("广东省佛山市", "佛山", "440600", "0757"),
    ("湖北省武汉市", "武汉", "420100", "027"),
    ("四川省成都市", "成都", "510100", "028"),
)
"""Place, short name, the six digits of its credit codes, area code."""

_FIRST: Final = "恒启瑞博华锐联信诚科远宏明东泰安立德盛新"
_SECOND: Final = "源创达鑫力通越凯峰翔辰威元隆丰润和佳森宇"
_TRADES: Final = ("精密制造", "机械", "电子科技", "汽车零部件", "包装材料", "医疗器械", "食品机械", "新材料")
_SURNAMES: Final = "张王李赵陈杨黄周吴徐孙马朱胡林郭何高罗郑"
_GIVEN: Final = (
    "伟",
    "敏",
    "静",
    "磊",
    "洋",
    "艳",
    "勇",
    "娟",
    "涛",
    "明",
    "超",
    "霞",
    "平",
    "刚",
    "建国",
    "志强",
    "晓东",
    "海燕",
)
_INDUSTRIES: Final = ("制造业", "制造业", "制造业", "医药医疗", "能源化工", "物流运输", "信息技术")
_TITLES: Final = ("采购经理", "设备部经理", "生产总监", "技术部长", "采购主管")
_ORG_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714


@dataclass(frozen=True, slots=True)
class Article:
    """One article or service: gross list price and net cost, 元."""

    code: str
    name: str
    spec: str
    unit: str
    list_price: Decimal
    tax_rate: str
    tax_category: str
    cost: Decimal

    @property
    def is_service(self) -> bool:
        """Services carry 6 %."""
        return self.tax_rate == "6%"


def _article(code: str, name: str, spec: str, price: int, cost: int) -> Article:
    return Article(code, name, spec, "台", Decimal(price), "13%", "专用设备", Decimal(cost))


def _service(code: str, name: str, spec: str, price: int, cost: int) -> Article:
    return Article(code, name, spec, "项", Decimal(price), "6%", "技术服务", Decimal(cost))


ARTICLES: Final = (
    _article("HT-200", "自动上料机", "HT-200", 113_000, 58_000),
    _article("HT-350", "重型上料机", "HT-350", 186_000, 95_000),
    _article("XJ-80", "视觉检测站", "XJ-80", 158_200, 80_000),
    _article("MD-60", "码垛机器人", "MD-60", 226_000, 118_000),
    _article("SS-12", "链板输送线", "SS-12", 67_800, 34_000),
    _article("BZ-30", "自动装箱机", "BZ-30", 124_300, 63_000),
    _article("TB-10", "贴标机", "TB-10", 45_200, 22_500),
    _article("LS-45", "螺丝锁付机", "LS-45", 79_100, 40_000),
    _article("JG-20", "激光打标机", "JG-20", 56_500, 28_500),
    _article("AGV-5", "搬运小车", "AGV-5", 90_400, 46_500),
)
SERVICES: Final = (
    _service("WH-12", "年度维护服务", "12个月", 60_000, 30_000),
    _service("PX-3", "操作培训服务", "3天", 15_900, 8_000),
    _service("SJ-1", "产线升级设计服务", "单线", 42_400, 21_000),
    _service("YW-12", "远程运维服务", "12个月", 31_800, 15_000),
)


@dataclass(frozen=True, slots=True)
class Employee:
    """One of our people."""

    name: str
    department: str
    role: str
    phone: str


_REPS: Final = ("王芳", "刘洋", "张蕾", "何晓", "沈楠", "许诺", "唐宁", "范冰", "邱实", "丁一", "白露", "江帆")
_OTHERS: Final = (
    ("李强", "销售部门", "销售负责人"),
    ("周律", "法务部门", "法务"),
    ("孙律", "法务部门", "法务"),
    ("赵敏", "财务部门", "财务"),
    ("钱会", "财务部门", "财务"),
    ("陈立", "总经理办公室", "总经理"),
    ("郑研", "产品技术团队", "产品技术"),
    ("冯图", "产品技术团队", "产品技术"),
    ("周工", "生产部门", "生产"),
    ("何勇", "生产部门", "生产"),
    ("钱进", "物流部门", "物流"),
    ("吴倩", "客服部门", "客服"),
    ("蒋欣", "客服部门", "客服"),
)
DEPUTY: Final = "郑研"
"""Stands in for the general manager while he is away."""


def staff(reps: int) -> tuple[Employee, ...]:
    """Our people, that many sales representatives first."""
    listed = [(name, "销售部门", "销售代表") for name in _REPS[:reps]] + [*_OTHERS]
    return tuple(Employee(*one, f"13800{10_000 + n:06d}") for n, one in enumerate(listed, start=1))


@dataclass(frozen=True, slots=True)
class Buyer:
    """A made-up customer."""

    name: str
    short: str
    uscc: str
    region: str
    area_code: str
    industry: str
    revenue: str
    contact: str
    title: str
    phone: str
    legal_rep: str
    consignee: str
    consignee_phone: str
    mail: str
    account: str

    @property
    def address(self) -> str:
        """In an industrial park that does not exist."""
        return f"{self.region}示例工业园{int(self.phone[-4:]) % 300 + 1}号"

    @property
    def telephone(self) -> str:
        """The switchboard."""
        return (
            f"{self.area_code}-5888{self.phone[-4:]}"
            if len(self.area_code) == 3
            else f"{self.area_code}-6588{self.phone[-4:]}"
        )


def buyer(number: int, rng: Random) -> Buyer:
    """The customer of that number, from 0; no two numbers give the same name, code or phone."""
    region, city, digits, area = REGIONS[number % len(REGIONS)]
    step, trade = divmod(number // len(REGIONS), len(_TRADES))
    word = _FIRST[step % len(_FIRST)] + _SECOND[step // len(_FIRST) % len(_SECOND)]
    return Buyer(
        name=f"{city}示例{word}{_TRADES[trade]}有限公司",
        short=f"{city}{word}{_TRADES[trade][:2]}",
        uscc=credit_code(digits, number),
        region=region,
        area_code=area,
        industry=rng.choice(_INDUSTRIES),
        revenue=rng.choice(("5000万-2亿", "8000万", "6000万-1亿", "1.2亿", "5000万-8000万", "1亿-2亿")),
        contact=person(rng),
        title=rng.choice(_TITLES),
        phone=f"1381{2 * number:07d}",
        legal_rep=person(rng),
        consignee=person(rng),
        consignee_phone=f"1381{2 * number + 1:07d}",
        mail=f"buyer{number:05d}@example.com",
        account=f"4550{number:05d}{rng.randrange(10**8):08d}",
    )


def person(rng: Random) -> str:
    """A common name."""
    return rng.choice(_SURNAMES) + rng.choice(_GIVEN)


def credit_code(digits: str, number: int) -> str:
    """A credit code of that place with both check characters right (GB 32100, GB 11714)."""
    body = f"MA{number:06d}"
    values = [int(c) if c.isdigit() else ord(c) - 55 for c in body]
    check = 11 - sum(v * w for v, w in zip(values, _ORG_WEIGHTS, strict=True)) % 11
    begun = f"91{digits}{body}{'0X'[check == 10] if check >= 10 else check}"
    return begun + str(uscc.calc_check_digit(begun))


def yuan(amount: Decimal) -> str:
    """An amount as people type it, to the fen."""
    return f"{money.round_half_up(amount):.2f}"
