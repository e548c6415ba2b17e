"""The words of every finding, by code, and how its facts are put into them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from toolkit.catalogue.advice import remedy
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Form
from toolkit.model.money import plain
from toolkit.model.text import Lang, Text, shown_safely
from toolkit.office.bundle import BUNDLE_LIMITS, Bundle, Refused
from toolkit.office.limits import LIMITS, MIB

GENERIC: Mapping[str, Text] = {
    "M-REQ": Text("「{label}」为必填项,不能为空。", "“{label}” is required."),
    "M-COND": Text("当{condition}时,「{label}」必须填写。", "“{label}” is required when {condition}."),
    "M-DATE": Text(
        "「{label}」无法识别为日期:“{raw}”,请按 2026-07-01 的格式填写。",
        "“{label}” is not a date: “{raw}”; write it like 2026-07-01.",
    ),
    "M-DATE-FUT": Text(
        "「{label}」({value})不能晚于{other_label}({other})。",
        "“{label}” ({value}) may not be later than {other_label} ({other}).",
    ),
    "M-DATE-PAST": Text(
        "「{label}」({value})不能早于{other_label}({other})。",
        "“{label}” ({value}) may not be earlier than {other_label} ({other}).",
    ),
    "M-AMT": Text(
        "「{label}」无法识别为金额:“{raw}”,请填写数字,如 286000.00 或 28.6万。",
        "“{label}” is not an amount: “{raw}”; write a number such as 286000.00 or 28.6万.",
    ),
    "M-NEG": Text("「{label}」不能为负数:{raw}。", "“{label}” may not be negative: {raw}."),
    "M-PCT": Text(
        "「{label}」无法识别为百分比:“{raw}”,请填写如 30%。",
        "“{label}” is not a percentage: “{raw}”; write it like 30%.",
    ),
    "M-PCT1": Text(
        "「{label}」填写为{raw},请明确是{one}还是{other}。",
        "“{label}” says {raw}: is that {one} or {other}?",
    ),
    "M-AMBIG": Text(
        "「{label}」“{raw}”有两种读法,请明确是 {one} 还是 {other}。",
        "“{label}”: “{raw}” can be read in two ways; is it {one} or {other}?",
    ),
    "M-WAN": Text("「{label}」{value}:金额疑似单位错误(元/万元)。", "“{label}” {value}: is the unit right (元/万元)?"),
    "M-RANGE": Text(
        "「{label}」应在 {lo} 至 {hi} 之间,实际为 {value}。",
        "“{label}” should lie between {lo} and {hi}; it is {value}.",
    ),
    "M-SPAN": Text("「{label}」区间下限大于上限:“{raw}”。", "“{label}”: the range is upside down: “{raw}”."),
    "M-ENUM": Text(
        "「{label}」取值“{raw}”无效,可选值:{options}。",
        "“{label}”: “{raw}” is not one of {options}.",
    ),
    "M-BOOL": Text(
        "「{label}」应勾选且只能勾选一项(是/否),实际为“{raw}”。",
        "“{label}”: tick exactly one (yes/no); it says “{raw}”.",
    ),
    "M-PHONE": Text(
        "「{label}」不是有效的手机号、固定电话(含区号)或400/800号码:“{raw}”。",
        "“{label}” is not a valid mobile, landline (with area code) or 400/800 number: “{raw}”.",
    ),
    "M-ROLE": Text(
        "本表只能由{who}提交(文件所有者:{account})。请放入收件箱中该部门的子文件夹,"
        "或由员工名册中登记了系统账号的人员提交。",
        "This form may be dropped by {who} only (owner of the file: {account}). Put it into that department's "
        "folder of the inbox, or have it dropped by somebody whose account the staff list names.",
    ),
    "M-MAIL": Text("「{label}」不是有效的邮箱地址:“{raw}”。", "“{label}” is not a valid e-mail address: “{raw}”."),
    "M-USCC": Text(
        "「{label}」统一社会信用代码校验不通过:“{raw}”({reason})。",
        "“{label}” is not a valid credit code: “{raw}” ({reason}).",
    ),
    "M-REF": Text(
        "「{label}」引用的{target}“{raw}”不存在或尚未通过校验。",
        "“{label}”: the {target} “{raw}” does not exist or was not accepted yet.",
    ),
    "M-MATCH": Text(
        "「{label}」(“{raw}”)与{target}中的“{other}”不一致。",
        "“{label}” (“{raw}”) differs from “{other}” in the {target}.",
    ),
    "M-DUP": Text("「{label}」“{raw}”重复,已存在于{where}。", "“{label}” “{raw}” exists already in {where}."),
    "M-SUM": Text(
        "「{label}」{what}合计不符:填写 {given},按明细计算应为 {calc},相差 {diff}。",
        "“{label}”: the sum ({what}) is off: {given} is written, the lines give {calc}, a difference of {diff}.",
    ),
    "M-LEN": Text(
        "「{label}」长度应为 {lo}–{hi} 个字,实际 {n} 个字。",
        "“{label}” should have {lo}–{hi} characters; it has {n}.",
    ),
    "M-TAG": Text(
        "「{label}」不能含有“{tag}”(文件模板的记号),请改写后重新提交。",
        "“{label}” may not hold “{tag}”, a mark of document templates; please write it otherwise.",
    ),
    "M-CALC": Text(
        "「{label}」填写 {given},应为 {calc}({formula})。",
        "“{label}” says {given}; it should be {calc} ({formula}).",
    ),
    "M-ROUND": Text(
        "「{label}」填写 {given},按明细计算为 {calc},相差 {diff},在允许的尾差内,尾差计入最后一行。",
        "“{label}” says {given}, the lines give {calc}; the rounding difference {diff} goes to the last line.",
    ),
    "M-ROWS": Text("《{table}》至少应填写 {least} 行。", "“{table}” needs at least {least} row(s)."),
    "M-ERROR": Text(
        "「{label}」的单元格为错误值“{raw}”,请更正公式或直接填写数值。",
        "“{label}”: the cell holds the error {raw}; mend the formula or type the value.",
    ),
    "M-UNCACHED": Text(
        "「{label}」的单元格为公式且无缓存值,请用Excel或WPS打开、保存后重新提交。",
        "“{label}”: the formula was never calculated; open and save the file in Excel or WPS, then send it again.",
    ),
    "M-LOST": Text(
        "「{label}」“{raw}”以科学计数法或超过15位的数值保存,末位已丢失,请将单元格设为文本格式后重新填写完整数字。",
        "“{label}”: “{raw}” was stored in scientific notation or with more than 15 digits and lost its last ones; "
        "format the cell as text and type all digits again.",
    ),
    "M-NUMBER": Text(
        "「{label}」格式应为 {pattern},实际为“{raw}”。",
        "“{label}” should look like {pattern}; it is “{raw}”.",
    ),
    "M-ACCOUNT": Text(
        "「{label}」应为8–32位数字的银行账号,实际为“{raw}”。",
        "“{label}” should be a bank account of 8–32 digits; it is “{raw}”.",
    ),
    "M-FILE": Text("文件无法接收:{reason}。{advice}", "The file cannot be taken: {reason}. {advice}"),
    "M-FORM": Text(
        "无法识别表单类型:未找到表单标识、标题或关键字段。请使用“空白表单”文件夹中的表单填写。",
        "This is none of our forms: no stamp, title or labels were found. Use a blank from the workbooks folder.",
    ),
    "M-MANY": Text(
        "登记表超过 {most} 行,未作处理;请分成几份提交。",
        "The register has more than {most} rows and was not processed; send it in parts.",
    ),
    "M-MEMBER": Text(
        "压缩包中的“{file}”未接收:{reason}。{advice}", "“{file}” in the archive was left out: {reason}. {advice}"
    ),
    "N-BUNDLE": Text(
        "压缩包中的 {n} 个文件已放入 {folder}/,逐个处理,各有回执或检查结果。",
        "The {n} file(s) of the archive were laid into {folder}/; each is taken in and answered by itself.",
    ),
    "N-MEMBER": Text("“{file}”", "“{file}”"),
    "M-EMPTY": Text("表中没有填写任何内容。", "Nothing is filled in."),
    "M-DEAL": Text(
        "找不到《{form}》所属的商机。请使用商机文件夹中预填好的表单,或填写正确的编号。",
        "No deal was found for this {form}. Use the prefilled form from the deal's folder, or fill in its number.",
    ),
    "M-STAGE": Text(
        "商机{deal}当前处于“{stage}”,本表单应在“{awaited}”时提交。",
        "Deal {deal} stands at “{stage}”; this form is awaited at “{awaited}”.",
    ),
    "M-UNISSUED": Text(
        "商机{deal}的《{form}》尚未生成,不能提交。",
        "The {form} of deal {deal} was not issued yet.",
    ),
    "M-ISSUED": Text(
        "《{form}》的编号应为{number},本表单为{given}。请使用商机文件夹中预填好的表单。",
        "The {form} has number {number}; this one says {given}. Please use the prefilled one in the deal's folder.",
    ),
    "M-TAKEN": Text(
        "《{form}》{number}此前已收到并处理,不能再次提交不同内容。",
        "The {form} {number} was received before; it cannot be sent again with other answers.",
    ),
    "M-UNTOUCHED": Text(
        "该行只有系统预填的内容,未填写,不作处理。", "The row holds only what we had filled in; it is left alone."
    ),
    "M-SAME": Text("内容与已收到的{number}相同,不再重复处理。", "Same as {number}, which we have; nothing changed."),
    "M-COPY": Text(
        "与此前已处理的文件完全相同({number}),不再重复处理。", "The same file was processed before ({number})."
    ),
    "M-CONTRACT": Text(
        "合同{number}不是本单位签发的,无法与原文比对;请核对合同编号和版本。",
        "We issued no contract {number}: it cannot be compared. Please check its number and version.",
    ),
    "M-CONTRACT-OLD": Text(
        "返回的是合同{version},现行版本是{latest}。", "This is version {version}; the current one is {latest}."
    ),
    "M-CONTRACT-SAME": Text(
        "返回的合同与签发的{number} {version}一致,没有修改。",
        "The returned contract says what {number} {version} says; nothing was changed.",
    ),
    "M-OWN": Text(
        "这是我方出具的《{document}》{number},内容未变且现行有效,无需处理。要发送,请直接使用 {file},不必放入收件箱。",
        "This is our own {document} {number}, unchanged and current: nothing to do. To send it, take {file}; it "
        "need not go through the inbox.",
    ),
    "M-OWN-OLD": Text(
        "《{document}》{number} {version}已失效({reason}),请勿使用。{current}",
        "{document} {number} {version} counts no more ({reason}); do not use it. {current}",
    ),
    "M-OWN-EDITED": Text(
        "《{document}》{number}的内容与出具的不同。出具的文件不是表单,在其中修改不起作用;要改变内容,请提交:{forms}。",
        "{document} {number} does not say what was issued. Documents are no forms: changing them changes nothing. "
        "To have it say something else, send: {forms}.",
    ),
    "M-OWN-UNKNOWN": Text(
        "《{document}》{number}不是本系统出具的(草稿,或来自其他系统),不作处理。",
        "We issued no {document} {number}: it is a draft, or comes from another house.",
    ),
    "M-CLAUSE": Text(
        "{clause}{kind},由{owner}核对({approval_level}审批)。",
        "{clause} is {kind}; {owner} to review it, {approval_level} to approve.",
    ),
    "M-CLAUSE-SILENT": Text(
        "{clause}{kind}且未留修订痕迹,由{owner}核对({approval_level}审批)。",
        "{clause} is {kind} without tracking; {owner} to review it, {approval_level} to approve.",
    ),
    "M-WAIT": Text(
        "等待附件“{file}”:请将扫描件放入收件箱。",
        "Waits for the attachment “{file}”: drop the scan into the inbox.",
    ),
    "M-FAULT": Text(
        "系统自身故障,文件留在收件箱,排除后自动重试,无需重新提交:{reason}",
        "Our own fault; the file stays in the inbox and is tried again, no need to send it twice: {reason}",
    ),
    "M-QUARANTINE": Text(
        "处理{times}次均未完成,文件已移至待人工文件夹,不影响其他文件:{reason}",
        "Work on it was begun {times} times and never ended; it was put aside for a person to look at: {reason}",
    ),
    "M-VANISHED": Text(
        "文件在收取过程中被移走或删除(常见原因:杀毒软件隔离),未作处理;请检查后重新放入收件箱。",
        "The file vanished while it was taken in (an antivirus program, most likely); nothing was done. Drop it again.",
    ),
    "M-CAPITALS": Text(
        "「{label}」无法识别为大写金额:“{raw}”,请填写如 人民币贰拾捌万陆仟元整。",
        "“{label}” is not an amount in capitals: “{raw}”; write it like 人民币贰拾捌万陆仟元整.",
    ),
    "M-QTY": Text(
        "「{label}」无法识别为数量:“{raw}”,请填写数字,如 2 或 1.5。",
        "“{label}” is not a quantity: “{raw}”; write a number such as 2 or 1.5.",
    ),
    "M-WHOLE": Text("「{label}」应为整数,实际为“{raw}”。", "“{label}” should be a whole number; it says “{raw}”."),
    "M-ZERO": Text("「{label}」应大于零,实际为“{raw}”。", "“{label}” should be above zero; it says “{raw}”."),
    "M-LEAST": Text("「{label}」不能小于{lo},实际为{value}。", "“{label}” may not be below {lo}; it is {value}."),
    "M-MOST": Text("「{label}」不能大于{hi},实际为{value}。", "“{label}” may not exceed {hi}; it is {value}."),
    "M-PLACES": Text(
        "「{label}」最多保留{places}位小数,实际为“{raw}”。",
        "“{label}” may have at most {places} decimals; it says “{raw}”.",
    ),
    "M-TERM": Text(
        "「{label}」无法识别为期限:“{raw}”,请填写如“30天”“5个工作日”“3个月内”或具体日期。",
        "“{label}” is not a period: “{raw}”; write it like 30天, 5个工作日, 3个月内, or a day.",
    ),
    "M-DATE-VAGUE": Text(
        "「{label}」“{raw}”不是确定的日期,请填写具体日期(如 {suggestion})。",
        "“{label}”: “{raw}” is no definite day; write the day itself (such as {suggestion}).",
    ),
    "M-RATE": Text(
        "「{label}」税率“{raw}”不在现行税率范围({options})。",
        "“{label}”: “{raw}” is not a tax rate in force ({options}).",
    ),
    "M-RATE-OLD": Text(
        "「{label}」税率“{raw}”已停用,不在现行税率范围({options})。",
        "“{label}”: the tax rate “{raw}” is out of use; in force are {options}.",
    ),
    "M-UNIT": Text(
        "「{label}」“{raw}”的单位{unit}与表头的{expected}不一致,请核对。",
        "“{label}”: the unit {unit} of “{raw}” is not the header's {expected}; please check.",
    ),
    "M-YEAR": Text(
        "{year}年放假安排尚未配置,按周末双休推算。",
        "The rest days of {year} are not written down yet; Saturdays and Sundays are counted as rest days.",
    ),
    "M-NUMBER-YEAR": Text("编号{no}的年份与日期{d}不一致。", "The year of number {no} is not that of the day, {d}."),
    "M-VERSION": Text(
        "「{label}」无法识别为版本:“{raw}”,请填写如 V1 或 V1.0。",
        "“{label}” is not a version: “{raw}”; write it like V1 or V1.0.",
    ),
    "N-READ": Text("「{label}」“{raw}”读作 {value}({why})。", "“{label}”: “{raw}” was read as {value} ({why})."),
    "N-PENDING": Text("「{label}」填写为“{raw}”,待补充。", "“{label}” says “{raw}”: still to be supplied."),
    "N-DITTO": Text("「{label}」填写为“{raw}”,请直接填写内容。", "“{label}” says “{raw}”; please write it out."),
    "M-PICTURE": Text(
        "「{label}」的单元格中是图片,无法识别文字,请直接填写内容。",
        "“{label}”: the cell holds a picture; please type the answer.",
    ),
    "M-TWICE": Text(
        "「{label}」在表中出现多次且内容不同:{values}({places}),请只保留一处。",
        "“{label}” stands several times with different answers: {values} ({places}); keep one.",
    ),
    "N-BINDING": Text(
        "「{label}」取自 {place},但旁边的标签是“{found}”,请核对单元格是否被移动。",
        "“{label}” was taken from {place}, where the label beside it is “{found}”: was the cell moved?",
    ),
    "N-BELOW": Text(
        "《{table}》合计行以下的 {place} 行有内容,未计入表格,请移到合计行以上。",
        "Row {place} is filled below the end of the table “{table}” and was not read; move it above the sum.",
    ),
    "N-DROPPED": Text(
        "{place} 的“{raw}”在当前版本的表单中已不再填写,未采用。",
        "{place} says “{raw}”, which the current version of the form no longer asks for; it was not used.",
    ),
    "N-TABLE": Text(
        "《{table}》有两处({place}、{found}),已按 {place} 读取,请删去另一处。",
        "The table “{table}” stands twice ({place}, {found}); the first was read. Remove the other.",
    ),
    "N-COLUMN": Text(
        "《{table}》缺少列:{columns}(表头被删除或改名),该列内容未能读取。",
        "“{table}” lacks the column(s) {columns}: the header was removed or renamed, so nothing was read there.",
    ),
    "N-HIDDEN": Text(
        "《{table}》第 {rows} 行被隐藏或筛选,已照常读取,请确认是否应计入。",
        "Row(s) {rows} of “{table}” are hidden or filtered; they were read all the same. Should they count?",
    ),
    "N-GONE": Text(
        "未找到《{table}》的表头({columns}),其内容未能读取;该表未删除的,请恢复表头。",
        "No header of “{table}” ({columns}) was found, so nothing of it was read; restore it unless it is not needed.",
    ),
    "N-ABSENT": Text(
        "未找到以下内容的标签:{labels}(被删除或改名),按未填写处理。",
        "No label was found for {labels} (removed or renamed), so they were taken for blank.",
    ),
    "N-MOVED": Text(
        "「{label}」取自 {place}(原单元格 {named} 为空),请核对。",
        "“{label}” was taken from {place}; its own cell {named} is empty. Please check.",
    ),
    "N-EXTRA": Text(
        "《{table}》没有“{column}”这一栏,{place} 起的内容未读取,请填入表中已有的栏目。",
        "“{table}” has no column “{column}”: what is written from {place} on was not read; use the form's own columns.",
    ),
    "N-COPY": Text(
        "「{label}」在 {place} 另填为“{found}”,未采用,请只保留一份表单。",
        "“{label}” is answered otherwise at {place}: “{found}”, which was not used; keep one copy of the form.",
    ),
    "N-SPLIT": Text(
        "《{table}》分在多处({places}),已合并读取,请核对行数。",
        "“{table}” stands in several places ({places}); they were read as one. Please check the number of rows.",
    ),
    "N-APART": Text(
        "《{table}》之后的{place}没有表头,未计入;属于该表的,请并入表中。",
        "{place} after “{table}” has no header and was not read; move its rows into the table if they belong there.",
    ),
    "N-VANISH": Text(
        "「{label}」含隐藏文字,已一并读作“{raw}”,请核对。",
        "“{label}” holds hidden text, which was read too: “{raw}”.",
    ),
    "N-BOX": Text(
        "「{label}」取自文本框“{found}”,请直接填在单元格中。",
        "“{label}” was taken from a text box: “{found}”; please type it into the cell.",
    ),
    "N-TRACKED": Text(
        "文件含 {count} 处修订,按最终稿(全部接受)读取。",
        "The file holds {count} tracked changes; it was read as if all were accepted.",
    ),
    "N-COMMENTS": Text(
        "文件含 {count} 条批注,未作为填写内容读取。", "The file holds {count} comments, which are no answers."
    ),
    "N-LEGACY": Text(
        "文件为 {format} 格式,{how},请核对读到的内容,今后请另存为 {better} 提交。",
        "The file is {format}: {how}. Please check what was read, and save it as {better} from now on.",
    ),
    "N-VERSION": Text(
        "本表单为{given}版,当前版本为{current},请改用新版空白表单。",
        "This form is version {given}; the current one is {current}. Please use a new blank.",
    ),
}

_OTHER_FORMATS: Mapping[str, Text] = {
    "xls": Text("实际为旧版 .xls(或 .et)工作簿", "it is an old .xls (or .et) workbook"),
    "doc": Text("实际为旧版 .doc(或 .wps)文档", "it is an old .doc (or .wps) document"),
    "ppt": Text("实际为旧版 .ppt 演示文稿", "it is an old .ppt presentation"),
    "msg": Text("实际为 Outlook 邮件", "it is an Outlook message"),
    "ole": Text("实际为旧版复合文档", "it is an old compound file"),
    "xlsb": Text("实际为二进制工作簿(.xlsb)", "it is a binary workbook (.xlsb)"),
    "xltx": Text("实际为 Excel 模板(.xltx)", "it is an Excel template (.xltx)"),
    "dotx": Text("实际为 Word 模板(.dotx)", "it is a Word template (.dotx)"),
    "pptx": Text("实际为演示文稿(.pptx)", "it is a presentation (.pptx)"),
    "ods": Text("实际为 OpenDocument 表格(.ods)", "it is an OpenDocument spreadsheet (.ods)"),
    "odt": Text("实际为 OpenDocument 文档(.odt)", "it is an OpenDocument text (.odt)"),
    "odp": Text("实际为 OpenDocument 演示文稿(.odp)", "it is an OpenDocument presentation (.odp)"),
    "xml2003": Text("实际为 Office 2003 的 XML 文件", "it is an XML file of Office 2003"),
    "html": Text("实际为网页文件", "it is a web page"),
    "mht": Text("实际为单个文件网页(.mht)", "it is a web archive (.mht)"),
    "rtf": Text("实际为 RTF 文件", "it is an RTF file"),
    "pdf": Text("实际为 PDF 文件", "it is a PDF file"),
    "image": Text("实际为图片", "it is a picture"),
    "csv": Text("实际为纯文本表格(.csv)", "it is a text table (.csv)"),
    "sylk": Text("实际为 SYLK 文件(.slk)", "it is a SYLK file (.slk)"),
    "xml": Text("实际为 XML 文件", "it is an XML file"),
    "text": Text("实际为纯文本文件", "it is a plain text"),
    "zip": Text("实际为普通压缩包(.zip)", "it is an ordinary zip archive"),
    "archive": Text("实际为压缩包", "it is an archive"),
}
"""What a file is that only bears the name of a workbook or document."""

REASONS: Mapping[str, Text] = {
    **{f"{kind}_not_{wanted}": what for kind, what in _OTHER_FORMATS.items() for wanted in ("xlsx", "docx")},
    "not_xlsx": Text("不是 Excel 文件", "it is no Excel file"),
    "not_docx": Text("不是 Word 文件", "it is no Word file"),
    "wrong_office_type": Text("文件类型与扩展名不符", "its type is not what its name says"),
    "no_main_part": Text("文件中没有正文,或有多个正文", "it has no main part, or several"),
    "no_sheets": Text("工作簿中没有工作表", "the workbook has no sheet"),
    "empty_file": Text("文件为空", "it is empty"),
    "corrupt_zip": Text("文件不完整或已损坏", "it is incomplete or damaged"),
    "malformed_xml": Text("文件内容已损坏", "its content is damaged"),
    "unknown_encoding": Text("文件内容使用了不支持的字符编码", "its content is in an encoding that is not read"),
    "flat_opc": Text("实际为单个 XML 文件(Flat OPC)", "it is a flat XML file"),
    "encrypted": Text("文件设有打开密码", "a password is needed to open it"),
    "encrypted_entry": Text("压缩包设有密码", "its zip has a password"),
    "enciphered": Text("文件被企业加密软件加密", "a company's cipher is over it"),
    "not_zip_at_0": Text("文件开头有多余内容", "something stands before its beginning"),
    "trailing_data": Text("文件末尾有多余内容", "something stands behind its end"),
    "hidden_data": Text("文件中夹有目录未列出的内容", "it holds bytes that belong to none of its parts"),
    "overlapping_entries": Text("文件的各部分互相重叠", "its parts overlap"),
    "header_mismatch": Text("文件内部目录前后不一致", "its directory contradicts its parts"),
    "false_size": Text("文件内部记录的大小不真实", "a part is larger than its directory says"),
    "duplicate_part": Text("文件中有重名的部分", "it holds a part twice"),
    "duplicate_relation": Text("文件内部的引用重复", "it names a relationship twice"),
    "duplicate_cell": Text("同一单元格出现两次", "it holds a cell twice"),
    "symlink_entry": Text("文件中含有符号链接", "it holds a symbolic link"),
    "unknown_compression": Text("文件使用了不支持的压缩方式", "it is packed in a way that is not read"),
    "nested_archive": Text("文件中夹有压缩包", "it holds an archive"),
    "zip_bomb": Text("文件解压后过大", "it unpacks to far too much"),
    "too_large": Text(f"文件超过 {LIMITS.file // MIB} MB", f"it is larger than {LIMITS.file // MIB} MB"),
    "too_many_parts": Text(f"文件内部的部分超过 {LIMITS.entries} 个", f"it has more than {LIMITS.entries:,} parts"),
    "too_many_cells": Text(
        f"单元格(含仅设格式的空单元格)超过 {LIMITS.cells // 10_000} 万个",
        f"more than {LIMITS.cells:,} cells are filled or formatted",
    ),
    "too_many_rows": Text(
        f"一张工作表超过 {LIMITS.rows // 10_000} 万行", f"a sheet has more than {LIMITS.rows:,} rows"
    ),
    "too_many_merges": Text(
        f"合并单元格超过 {LIMITS.merges // 10_000} 万处", f"a sheet has more than {LIMITS.merges:,} merged ranges"
    ),
    "too_many_links": Text(f"超链接超过 {LIMITS.links // 10_000} 万个", f"more than {LIMITS.links:,} hyperlinks"),
    "too_many_names": Text(f"名称超过 {LIMITS.names} 个", f"more than {LIMITS.names:,} names are defined"),
    "too_many_styles": Text(f"单元格格式超过 {LIMITS.styles} 种", f"more than {LIMITS.styles:,} cell formats"),
    "too_many_attributes": Text("文件内容的标记过多", "its content has far too many attributes"),
    "too_many_elements": Text("文件内容过多", "it holds far too much"),
    "text_too_long": Text(f"有一段文字超过 {LIMITS.string} 字", f"a text has more than {LIMITS.string:,} characters"),
    "too_deep": Text("文件内容嵌套过深", "its content is nested too deeply"),
    "dtd_forbidden": Text("文件含有文档类型定义(DTD)", "it holds a document type definition"),
    "macros": Text("文件含有宏", "it holds macros"),
    "activex": Text("文件含有 ActiveX 控件", "it holds ActiveX controls"),
    "embedded_object": Text("文件中嵌入了其他文件或对象", "another file or object is embedded in it"),
    "alt_chunk": Text("文件中嵌入了另一份文档的内容", "the content of another document is embedded in it"),
    "custom_ui": Text("文件含有自定义功能区", "it changes the program's ribbon"),
    "data_connection": Text("文件含有外部数据连接", "it is connected to a source of data"),
    "external_link": Text("文件链接到其他工作簿", "it is linked to another workbook"),
    "external_relationship": Text("文件引用了外部的图片或内容", "it fetches a picture or content from elsewhere"),
    "remote_template": Text("文件的模板在网络上", "its template lies on a network"),
    "active_field": Text(
        "文件含有会运行程序或引用其他文件的域(DDE、INCLUDETEXT、INCLUDEPICTURE 等)",
        "a field in it starts a program or fetches a file (DDE, INCLUDETEXT, INCLUDEPICTURE and the like)",
    ),
    "dde_formula": Text("公式调用了其他程序(DDE)", "a formula calls another program (DDE)"),
    "legacy_damaged": Text("旧格式文件不完整或已损坏", "it is incomplete or damaged"),
    "legacy_failed": Text(
        "旧格式文件读取失败(内容异常,或占用的时间、内存过多)",
        "reading its old format failed: it is unusual, or asks for too much time or memory",
    ),
    "bundle_large": Text(
        f"压缩包过大:其中的文件须各不超过 {BUNDLE_LIMITS.member // MIB} MB,合计不超过 {BUNDLE_LIMITS.total // MIB} MB",
        f"the archive is too large: {BUNDLE_LIMITS.member // MIB} MB a file and {BUNDLE_LIMITS.total // MIB} MB in all "
        "are the most",
    ),
    "bundle_many": Text(
        f"压缩包中的文件超过 {BUNDLE_LIMITS.members} 个", f"the archive holds more than {BUNDLE_LIMITS.members} files"
    ),
    "bundle_bomb": Text("压缩包解压后远大于其应有的大小", "the archive unpacks to far too much"),
    "bundle_encrypted": Text("压缩包设有密码", "the archive has a password"),
    "bundle_broken": Text("压缩包不完整或已损坏", "the archive is incomplete or damaged"),
    "bundle_packing": Text("压缩包使用了不支持的压缩方式", "the archive is packed in a way that is not read"),
    "bundle_twice": Text("压缩包中有同名的文件", "the archive holds two files of one name"),
    "bundle_path": Text("压缩包中的文件路径指向包外", "the archive holds a path that leads out of it"),
    "bundle_link": Text("压缩包中含有链接或设备文件", "the archive holds a link or a device"),
    "bundle_empty": Text("压缩包中没有文件", "the archive is empty"),
    "member_archive": Text("压缩包中不能再有压缩包", "it is an archive within the archive"),
    "member_type": Text("既不是表单,也不是扫描件(PDF、JPG、PNG)", "it is neither a form nor a scan (PDF, JPG, PNG)"),
    "member_name": Text(
        "文件名过长,或含有 Windows 不允许的字符", "its name is too long, or holds what Windows does not allow"
    ),
    "doc_unconverted": Text(
        "是旧版 .doc(或 .wps)文档,本机没有 LibreOffice,无法读取",
        "it is an old .doc (or .wps) document, which is not read here without LibreOffice",
    ),
}
"""Why a file is not taken, by reason word of the gate; what to do about it is `advice.REMEDIES`."""


def unreadable(code: str) -> Finding:
    """M-FILE with the reason and what to do, in words; an unknown reason is told by its word."""
    facts = {"reason": REASONS.get(code, code), "advice": remedy(code), "word": code}
    return Finding("M-FILE", Severity.ERROR, facts)


def unpacked(bundle: Bundle, folder: str) -> tuple[Finding, ...]:
    """What the receipt of a zip says: where its members were laid, each of them, and what was left out and why.

    `folder`: as people see it. What is left out is an error where nothing was taken at all, else a warning.
    """
    members = tuple(Finding("N-MEMBER", Severity.INFO, {"file": member.name}) for member in bundle.members)
    laid = Finding("N-BUNDLE", Severity.INFO, {"n": len(members), "folder": folder})
    weight = Severity.WARNING if members else Severity.ERROR
    left_out = tuple(Finding("M-MEMBER", weight, _left_out(one)) for one in bundle.refused)
    return (*((laid, *members) if members else ()), *left_out)


def _left_out(refused: Refused) -> dict[str, object]:
    return {
        "file": refused.name,
        "reason": REASONS[refused.reason],
        "advice": remedy(refused.reason),
        "word": refused.reason,
    }


_LONGEST = 2_000
"""Characters of one message."""
_MOST_LISTED = 60
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def tell(finding: Finding, form: Form | None, words: Mapping[str, Text], lang: Lang) -> str:
    """`【form】place: text` in one language. Source: decisions.md 7."""
    title = form.title.said(lang) if form else ""
    head = f"【{title}】" if title else ""
    place = f"{shown_safely(finding.place)}: " if finding.place else ""
    return f"{head}{place}{worded(finding, words, lang)}"


def worded(finding: Finding, words: Mapping[str, Text], lang: Lang) -> str:
    """The text alone, every placeholder filled; what people typed is capped and shown safely."""
    facts = {"raw": finding.raw, "label": finding.label or "", **finding.facts}
    said = _PLACEHOLDER.sub(lambda m: shown(facts.get(m[1], m[0]), lang), words[finding.code].said(lang))
    return shown_safely(said, longest=_LONGEST)


def shown(fact: object, lang: Lang) -> str:
    """A fact of a finding as people read it: text on one line, never long, nothing unseen in it."""
    match fact:
        case Text():
            return shown_safely(fact.said(lang), longest=_LONGEST)
        case Decimal():
            return plain(fact)
        case date():
            return fact.isoformat()
        case tuple() | list():
            listed = [shown(one, lang) for one in fact[:_MOST_LISTED]]
            more = [f"…({len(fact):,})"] if len(fact) > _MOST_LISTED else []
            return ("、" if lang == "zh" else ", ").join((*listed, *more))
        case bool():
            return {("zh", True): "是", ("zh", False): "否", ("en", True): "yes", ("en", False): "no"}[lang, fact]
        case _:
            return shown_safely(str(fact))
