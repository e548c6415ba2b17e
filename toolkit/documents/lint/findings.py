"""What lint finds: a code, how grave it is, where it stands, what is wrong and what to do. Codes never change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from toolkit.model.text import Text

Weight = Literal["error", "warning"]


class Fault(NamedTuple):
    """One thing that can be wrong."""

    severity: Weight
    says: Text
    advice: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFinding:
    """One fault of a template at its place."""

    code: str
    severity: Weight
    template: str
    part: str = ""
    """`word/document.xml`; '' for the whole file."""
    paragraph: int = 0
    """Number of the paragraph within its part, from 1; 0 for none."""
    text: str = ""
    """Of the paragraph."""
    tag: str = ""
    says: Text
    advice: Text
    cell: Text = Text("", "")
    """`第2个表 第3行 第1格`; '' outside of tables."""
    span: tuple[int, int] = (0, 0)
    """Where in the text of its paragraph the tag stands; (0, 0) for all of it."""
    is_copy: bool = False
    """In the copy of a text box that Word keeps for older programs."""

    @property
    def is_error(self) -> bool:
        """Whether no document can be made, or none that is right."""
        return self.severity == "error"


FAULTS: Final[Mapping[str, Fault]] = {
    "not_word": Fault(
        "error",
        Text("不是可用的Word文件({reason})", "is no Word document that can be used ({reason})"),
        Text("用Word另存为.docx", "save it as .docx in Word"),
    ),
    "syntax": Fault(
        "error",
        Text("标签写法有误:{reason}", "this tag cannot be understood: {reason}"),
        Text("对照变量表改写:salesdocs templates vars", "write it as salesdocs templates vars shows"),
    ),
    "half_tag": Fault(
        "error",
        Text("标签不完整:{broken}", "only half a tag: {broken}"),
        Text("写成 {whole}", "write {whole}"),
    ),
    "full_width": Fault(
        "error",
        Text("标签中有全角字符 {marks}", "full-width characters in a tag: {marks}"),
        Text("改为半角:{whole}", "type them half-width: {whole}"),
    ),
    "spread_tag": Fault(
        "error",
        Text(
            "标签从这里开始,却在第{end}段({where})才结束", "the tag begins here and ends in paragraph {end} ({where})"
        ),
        Text("把整个标签写在同一段内", "write the whole tag within one paragraph"),
    ),
    "lost_text": Fault(
        "error",
        Text(
            "{tag} 会替换整个{whole},同处的内容“{lost}”会丢失",
            "{tag} takes the place of the whole {whole}; what stands beside it is lost: “{lost}”",
        ),
        Text("让该标签独占一{whole}", "give the tag a {whole} of its own"),
    ),
    "lost_format": Fault(
        "warning",
        Text("{tag} 之后的同格式文字会失去格式:“{lost}”", "the text behind {tag} loses its format: “{lost}”"),
        Text("给标签之后的文字重新设置一次格式,或改用段落样式", "format the text behind the tag once more by itself"),
    ),
    "no_such_place": Fault(
        "error",
        Text("{tag} 不在{whole}内", "{tag} stands in no {whole}"),
        Text(
            "表格行用 {{%tr %}},单元格用 {{%tc %}},段落用 {{%p %}}",
            "use {{%tr %}} in table rows, {{%tc %}} in cells, {{%p %}} in paragraphs",
        ),
    ),
    "mixed_block": Fault(
        "error",
        Text(
            "以 {opener} 开始,却以 {tag} 结束,会损坏版面", "begun by {opener}, ended by {tag}: the layout would break"
        ),
        Text("改为 {whole}", "write {whole}"),
    ),
    "not_closed": Fault(
        "error",
        Text("{tag} 没有对应的结束标签", "{tag} is never closed"),
        Text("在同一部分内补上 {whole}", "add {whole} within the same part"),
    ),
    "not_opened": Fault(
        "error",
        Text("{tag} 没有对应的开始标签", "{tag} closes nothing that is open"),
        Text("补上开始标签,或删除它", "add the tag that opens it, or delete it"),
    ),
    "torn_block": Fault(
        "error",
        Text(
            "{opener} 与 {closer}(第{end}段)不在同一{where},会损坏版面",
            "{opener} and {closer} (paragraph {end}) do not stand in one {where}: the layout would break",
        ),
        Text(
            "两个标签放在同一段,或整行用 {{%tr %}}、整段用 {{%p %}}",
            "put both into one paragraph, or use {{%tr %}} for whole rows and {{%p %}} for whole paragraphs",
        ),
    ),
    "across_paragraphs": Fault(
        "warning",
        Text(
            "{opener} 到 {closer}(第{end}段)跨越段落,会留下空行或并段",
            "{opener} to {closer} (paragraph {end}) goes over paragraphs: they will be joined or left blank",
        ),
        Text("改用 {{%p %}},各占一段", "use {{%p %}}, each in a paragraph of its own"),
    ),
    "nothing_left": Fault(
        "error",
        Text(
            "{whole}的内容可能全部消失,Word会报告文件损坏",
            "nothing may be left of the {whole}: Word calls such a file damaged",
        ),
        Text(
            "保留一行(一段)在标签之外,或用 {{%p if … %}} 包住整个表格",
            "leave a row (paragraph) outside of the tags, or put {{%p if … %}} around the whole table",
        ),
    ),
    "id_in_loop": Fault(
        "error",
        Text(
            "循环内有{what},重复后编号不唯一",
            "the loop holds {what}: repeated, its id is there more than once",
        ),
        Text("删除它,或移到循环之外", "delete it, or move it out of the loop"),
    ),
    "picture_in_loop": Fault(
        "warning",
        Text("循环内有图片,会逐项重复", "a picture stands in the loop and will be repeated"),
        Text("如非本意,移到循环之外", "move it out of the loop unless that is meant"),
    ),
    "unknown_name": Fault(
        "error",
        Text("没有名为 {name} 的变量{meant}", "{name} is not offered{meant}"),
        Text("查看可用变量:salesdocs templates vars", "see what is offered: salesdocs templates vars"),
    ),
    "cost_shown": Fault(
        "error",
        Text("对外文件不得出现成本或毛利:{name}", "no document for customers may show cost or margin: {name}"),
        Text("删除此标签", "delete the tag"),
    ),
    "unknown_filter": Fault(
        "error",
        Text("没有名为 {name} 的过滤器{meant}", "there is no filter {name}{meant}"),
        Text("可用:{known}", "there are: {known}"),
    ),
    "unknown_test": Fault(
        "error",
        Text("没有名为 {name} 的判断{meant}", "there is no test {name}{meant}"),
        Text("常用:is none、is not none、is defined", "usual: is none, is not none, is defined"),
    ),
    "unknown_function": Fault(
        "error",
        Text("没有名为 {name} 的函数{meant}", "there is no function {name}{meant}"),
        Text("模板只用变量与过滤器", "a template uses names and filters only"),
    ),
    "unknown_statement": Fault(
        "error",
        Text("没有名为 {name} 的语句{meant}", "there is no statement {name}{meant}"),
        Text("用 if、for、set 及其结束标签", "use if, for, set and what ends them"),
    ),
    "wrong_type": Fault(
        "error",
        Text("{name} 是{is_a},{wants}", "{name} is {is_a}; {wants}"),
        Text("{fix}", "{fix}"),
    ),
    "printed_raw": Fault(
        "error",
        Text("{name} 是{is_a},不能直接打印", "{name} is {is_a} and cannot be printed as it is"),
        Text("{fix}", "{fix}"),
    ),
    "unguarded": Fault(
        "error",
        Text("{name} 可能为空,这里没有判断", "{name} may be missing, and nothing here makes sure that it is not"),
        Text("用 {{% if {name} %}} … {{% endif %}} 包住", "put {{% if {name} %}} … {{% endif %}} around it"),
    ),
    "no_else": Fault(
        "error",
        Text("没有 else:条件不成立时无可打印", "there is no else: nothing to print when the condition does not hold"),
        Text("写成 {{{{ A if … else '' }}}}", "write {{{{ A if … else '' }}}}"),
    ),
    "unsafe": Fault(
        "error",
        Text("|{name} 会把数据当作格式写入文件", "|{name} would write what people typed as markup"),
        Text("删除 |{name}", "delete |{name}"),
    ),
    "raw_place": Fault(
        "error",
        Text(
            "{tag} 只能放子文档或富文本,而 {name} 是{is_a}", "{tag} takes sub-documents and rich text; {name} is {is_a}"
        ),
        Text("写成 {whole}", "write {whole}"),
    ),
    "needs_docxtpl": Fault(
        "warning",
        Text("{tag} 放入子文档或富文本,由docxtpl渲染,较慢", "{tag} takes a sub-document: docxtpl renders it, slowly"),
        Text("能用条件段落时不用子文档", "use conditional paragraphs where they will do"),
    ),
    "missing_style": Fault(
        "error",
        Text("样式 {name} 不存在(共{count}处)", "there is no style {name} ({count} times)"),
        Text("在Word中重新套用样式", "apply a style in Word that is there"),
    ),
    "missing_numbering": Fault(
        "error",
        Text("编号 {name} 不存在(共{count}处)", "there is no numbering {name} ({count} times)"),
        Text("在Word中重新设置编号", "set the numbering anew in Word"),
    ),
    "never_shown": Fault(
        "error",
        Text("必须出现的 {name} 没有打印({rule})", "{name} must appear and is never printed ({rule})"),
        Text("加上 {whole}", "add {whole}"),
    ),
    "tracked_changes": Fault(
        "error",
        Text("模板中留有修订(共{count}处)", "tracked changes are left in the template ({count})"),
        Text("审阅 → 接受所有修订", "Review → accept all changes"),
    ),
    "comments": Fault(
        "warning",
        Text(
            "模板中留有批注(共{count}处),会随文件发出",
            "comments are left in the template ({count}): they go out with it",
        ),
        Text("审阅 → 删除所有批注", "Review → delete all comments"),
    ),
    "active_content": Fault(
        "error",
        Text("模板中有会执行或从外部取内容的部分({reason})", "the template holds what acts or is fetched ({reason})"),
        Text("删除宏、DDE、INCLUDETEXT等,另存为.docx", "delete macros, DDE, INCLUDETEXT and the like; save as .docx"),
    ),
}
"""Every code. The words take the facts of a finding; a template's braces are doubled in them."""


def found(
    code: str,
    template: str,
    *,
    part: str = "",
    paragraph: int = 0,
    text: str = "",
    tag: str = "",
    cell: Text = Text("", ""),
    span: tuple[int, int] = (0, 0),
    is_copy: bool = False,
    severity: Weight | None = None,
    **facts: Any,
) -> TemplateFinding:
    """A finding with its words; a fact that is a Text is said in each of the two languages."""
    fault = FAULTS[code]
    return TemplateFinding(
        code=code,
        severity=severity or fault.severity,
        template=template,
        part=part,
        paragraph=paragraph,
        text=text,
        tag=tag,
        says=_filled(fault.says, {"tag": tag, **facts}),
        advice=_filled(fault.advice, {"tag": tag, **facts}),
        cell=cell,
        span=span,
        is_copy=is_copy,
    )


def _filled(words: Text, facts: Mapping[str, Any]) -> Text:
    zh, en = ({key: getattr(fact, lang, fact) for key, fact in facts.items()} for lang in ("zh", "en"))
    return Text(words.zh.format(**zh), words.en.format(**en))
