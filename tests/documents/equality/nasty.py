"""Texts that break careless renderers, and values with each of their texts exchanged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

NASTY: Final = (
    "R&D 部",
    "A&B <公司>",
    "温度<5℃",
    "\"双引号\" '单引号' “弯” ‘引’",
    "第一行\n第二行",
    "\n",
    "列一\t列二\t\n列三",
    " 前后有空格  ",
    "",
    "＜全角＞＆｛｛ 名称 ｝｝｛％",
    "👩‍🔧🏭𠮷野家",
    "שלום \u200fעולם\u200e العربية",
    "&amp; &lt;w:t&gt; &#10;",
    "</w:t></w:r></w:p><w:p><w:r><w:t>",
    "]]><![CDATA[ x ]]>",
    "e\u0301\u200b\u00a0\u3000\u2028 \u00ad-",
    "\\1 \\g<0> $& %s {0} {name}",
    "<!-- x --> <?pi ?>",
    "长" * 200,  # a property of docxtpl holds 255
    "C:\\temp\\n 50% 100‰ #1",
)
"""Each arrives as it is."""

UNFIT: Final = (
    "שלום \u202eעולם\u202c העברית",
    "{{ 7*7 }}",
    "{% if x %}",
    "{# x #}",
    "{_{ x }_}",
    "{_% x %_}",
    "段落\a下一段",
    "换页\f之后",
    "铃\x0b竖",
    "回车\r\n换行",
    "空\x00字符",
    "半\ud83d个",
    "末\uffff位",
)
"""Each arrives as docxtpl has it, or is refused."""


def exchanged(value: Any, text: Callable[[str], str]) -> Any:
    """The same values with `text` of each text in them; what docxtpl made of a text stays."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, Mapping):
        return {key: exchanged(each, text) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(exchanged(each, text) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        said = {f.name: exchanged(getattr(value, f.name), text) for f in fields(value) if f.init}
        return replace(value, **said)
    return value
