"""What to do about a finding, by code; and the rule behind the codes that no rule function says.

Source: domain.md, global conventions and the messages of sections 2 and 4; decisions.md 5, 6, 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from toolkit.model.text import Text

_LIST_THEM: Final = Text(
    "核对姓名;确为我方员工的,先由销售负责人把其登记到《员工名册》再提交。",
    "Check the name; if the person is ours, have the head of sales add them to the staff list (M02) first.",
)
_READ_ALOUD: Final = Text(
    "核对我们读到的值;不对就按提示的格式重新填写,对就不必处理。",
    "Check what was read; write it as suggested if it is wrong, do nothing if it is right.",
)
_USE_THE_BLANK: Final = Text(
    "用商机文件夹中预填好的空白表单重新填写(deal show 可查到路径)。",
    "Fill in the prefilled blank of the deal's folder anew (deal show names its path).",
)
_AS_TEXT: Final = Text(
    "先把单元格格式设为“文本”,再重新输入完整号码。", "Format the cell as text first, then type the whole number again."
)
_FROM_THE_LIST: Final = Text(
    "从下拉列表中选择一项,或照列表中的字样填写。", "Choose from the dropdown, or write it as listed."
)
_AS_CONTRACTED: Final = Text(
    "改回合同或商机中的内容;确需变更的,先走谈判或补充协议。",
    "Put back what the contract or deal says; negotiate or sign a supplement if it has to change.",
)
_ASK_AGAIN: Final = Text(
    "请在备注或回复中说明;填写无误的不必重新提交。",
    "Say why if asked; nothing needs to be sent again when it is right.",
)
_NEW_DAY: Final = Text("更正其中一个日期,使先后顺序成立。", "Correct one of the days so that their order holds.")
_ANOTHER_APPROVER: Final = Text(
    "由名册中具有该角色的人(或其在代理期内的代理人)重新审批并签名。",
    "Have the node decided by someone with that role in the staff list, or by the deputy within the deputy's term.",
)
_DROP_IT_AGAIN: Final = Text("更正文件后重新放入收件箱。", "Mend the file and drop it into the inbox again.")
_WHICH_CUSTOMER: Final = Text(
    "核对是否同一客户:是,就在「客户编号」填写其编号按更新提交;否,就由销售负责人确认两者不同。",
    "Find out whether it is the same customer: if so, name its number; if not, have the head of sales say so.",
)
_REVIEW_THE_CLAUSE: Final = Text(
    "由所列部门核对;接受的,按新版本重新审批,不接受的,请客户恢复原文。",
    "Have the owner review it: approve a new version if it is accepted, else have the customer restore the words.",
)
_EXCEPTION: Final = Text(
    "提高价格或降低成本;确需低于标准的,提交《毛利例外审批单》(F20)并待三个节点同意。",
    "Raise the price or lower the cost; else hand in a margin exception (F20) and have all three nodes agree.",
)
_COMPLAINT: Final = Text(
    "先提交《客户投诉处理单》(F16),取得投诉单编号后填入本表。",
    "Hand in a complaint record (F16) first and write its number here.",
)
_SUPPLEMENT: Final = Text(
    "与客户签订补充协议,登记其编号和签署日期。", "Sign a supplement with the customer; register its number and day."
)

FIX: Final[Mapping[str, Text]] = {
    "M-REQ": Text("填写该单元格;“无”“/”“待定”视为未填。", "Fill in the cell; 无, / and 待定 count as blank."),
    "M-COND": Text(
        "填写该单元格,或更正使其必填的那一项。", "Fill in the cell, or correct the answer that asks for it."
    ),
    "M-DATE": Text("按 2026-07-01 的格式填写日期。", "Write the day like 2026-07-01."),
    "M-DATE-FUT": _NEW_DAY,
    "M-DATE-PAST": _NEW_DAY,
    "M-DATE-VAGUE": Text("写明具体日期,不写“月底”“下周三”。", "Write the day itself, not 月底 or 下周三."),
    "M-AMT": Text("填写数字,单位为元,如 286000.00 或 28.6万。", "Write a number in yuan, such as 286000.00 or 28.6万."),
    "M-NEG": Text("改为不小于零的数。", "Write a number that is not below zero."),
    "M-ZERO": Text(
        "填写大于零的数;没有该项的,删去该行。", "Write a number above zero; remove the row if there is none."
    ),
    "M-PCT": Text("填写带百分号的数,如 30%。", "Write a number with a per cent sign, such as 30%."),
    "M-PCT1": Text("写上百分号,如 1% 或 100%。", "Write the per cent sign: 1% or 100%."),
    "M-AMBIG": Text(
        "写成只有一种读法的形式:日期如 2026-07-01,数字不用逗号或每三位一个逗号。",
        "Write it so that it reads one way: a day like 2026-07-01, numbers without commas or one every three digits.",
    ),
    "M-WAN": Text("核对单位是元还是万元。", "Check whether it is 元 or 万元."),
    "M-RANGE": Text("改为范围内的值。", "Write a value within the bounds."),
    "M-LEAST": Text("改为不小于下限的值。", "Write a value that is not below the bound."),
    "M-MOST": Text("改为不大于上限的值。", "Write a value that is not above the bound."),
    "M-SPAN": Text("把较小的数写在前面。", "Write the smaller number first."),
    "M-ENUM": _FROM_THE_LIST,
    "M-BOOL": Text("只勾选一项,或填“是”“否”。", "Tick exactly one box, or write 是 or 否."),
    "M-PHONE": Text(
        "填写11位手机号,或区号加号码,如 0512-66668888。", "Write a mobile of 11 digits, or area code and number."
    ),
    "M-MAIL": Text("填写一个完整邮箱,如 name@example.com。", "Write one whole address, such as name@example.com."),
    "M-USCC": Text(
        "对照营业执照逐位核对18位代码(不含字母 I、O、S、V、Z)。",
        "Compare all 18 characters with the business licence (it has no I, O, S, V, Z).",
    ),
    "M-ACCOUNT": Text("只填账号数字,8–32位。", "Write the digits of the account only, 8 to 32."),
    "M-LOST": _AS_TEXT,
    "M-NUMBER": Text(
        "照文件上的编号填写,如 XS-2026-0001。", "Copy the number from the document, such as XS-2026-0001."
    ),
    "M-NUMBER-YEAR": Text(
        "核对编号;新表单的编号留空,由系统在收件后生成。",
        "Check the number; leave that of a new form blank, it is drawn on acceptance.",
    ),
    "M-VERSION": Text("填写文件上的版本,如 V1 或 V1.0。", "Write the version of the document, such as V1 or V1.0."),
    "M-REF": Text(
        "核对编号;所引用的表单或文件须先被接收或出具。",
        "Check the number; the form or document named has to be accepted or issued first.",
    ),
    "M-MATCH": Text(
        "改为与所引用资料一致;资料本身有误的,先更正资料。",
        "Write what the source says; correct the source first if that is wrong.",
    ),
    "M-DUP": Text(
        "删去重复的一行;确为另一笔的,更正号码。", "Remove the second one; correct the number if it is another."
    ),
    "M-SUM": Text("保留合计的公式,或更正明细。", "Keep the formula of the sum, or correct the lines."),
    "M-CALC": Text("保留公式,或改为算得的值。", "Keep the formula, or write the value it gives."),
    "M-ROUND": Text("不必处理;尾差计入最后一行。", "Nothing to do; the last line takes the difference."),
    "M-LEN": Text("增减文字,使长度在范围内。", "Lengthen or shorten the text."),
    "M-TAG": Text("去掉 {{、{% 之类的记号。", "Take out marks such as {{ and {%."),
    "M-QTY": Text("填写数字,如 2 或 1.5。", "Write a number, such as 2 or 1.5."),
    "M-WHOLE": Text("填写整数。", "Write a whole number."),
    "M-PLACES": Text("四舍五入到允许的小数位数。", "Round it to the decimals allowed."),
    "M-UNIT": Text("换算成表头的单位,只写数字。", "Convert it to the header's unit and write the number alone."),
    "M-TERM": Text("写成“30天”“5个工作日”“3个月内”或具体日期。", "Write 30天, 5个工作日, 3个月内, or a day."),
    "M-RATE": Text(
        "填写现行税率:13%、9%、6%、3%、1%、0% 或 免税。", "Write a rate in force: 13%, 9%, 6%, 3%, 1%, 0%, 免税."
    ),
    "M-RATE-OLD": Text(
        "改为现行税率(17%、16%→13%,11%、10%→9%)。", "Use today's rate (17 %, 16 % → 13 %; 11 %, 10 % → 9 %)."
    ),
    "M-CAPITALS": Text("照大写金额填写,如 人民币贰拾捌万陆仟元整。", "Write the amount in capitals."),
    "M-YEAR": Text(
        "国务院公布放假安排后,由管理员更新日历;在此之前请核对受影响的日期。",
        "Have the calendar of that year added once it is published; until then check the days concerned.",
    ),
    "M-ROWS": Text("至少填写一行。", "Fill in at least one row."),
    "M-EMPTY": Text("填写后再提交。", "Fill it in before sending it."),
    "M-ERROR": Text("更正公式,或直接填写数值。", "Mend the formula, or type the value."),
    "M-UNCACHED": Text("用 Excel 或 WPS 打开并保存一次。", "Open and save the file once in Excel or WPS."),
    "M-TWICE": Text("只保留一处,删去另一处。", "Keep one of them and remove the other."),
    "M-FILE": Text(
        "用 Excel 或 WPS 打开原件,另存为 .xlsx 或 .docx。", "Open the original and save it as .xlsx or .docx."
    ),
    "M-FORM": Text("把内容填到空白表单中再提交。", "Copy the answers into one of our blanks."),
    "M-MANY": Text("把登记表分成几份,分别提交。", "Split the register and send the parts."),
    "M-MEMBER": Text("照所述处理后单独提交。", "Mend it as told and drop it by itself."),
    "N-BUNDLE": Text("无需处理。", "Nothing to do."),
    "N-MEMBER": Text("无需处理。", "Nothing to do."),
    "M-ROLE": Text("由有权提交的部门或人员提交。", "Have it dropped by the department or person entitled to it."),
    "M-DEAL": _USE_THE_BLANK,
    "M-STAGE": Text(
        "先提交上一步的表单(deal show 说明当前等待什么),再提交本表。",
        "Hand in the form that is awaited first (deal show says which), then this one.",
    ),
    "M-UNISSUED": Text(
        "先完成上一步,待该表由系统出具后再填写。", "Finish the step before; fill it in once it was issued."
    ),
    "M-ISSUED": _USE_THE_BLANK,
    "M-TAKEN": Text(
        "确需更正的,先撤回原表(withdraw),再提交新的。",
        "To correct it, withdraw the one we have (withdraw), then send the new one.",
    ),
    "M-UNTOUCHED": Text("需要时填好该行再提交。", "Fill the row in and send it again when it is due."),
    "M-SAME": Text("不必处理。", "Nothing to do."),
    "M-COPY": Text("不必处理。", "Nothing to do."),
    "M-WAIT": Text(
        "把附件按登记的文件名放入收件箱,24小时内有效。", "Drop the attachment under that name within 24 hours."
    ),
    "M-FAULT": Text("告知管理员;文件不必重新提交。", "Tell the administrator; the file need not be sent again."),
    "M-QUARANTINE": Text(
        "告知管理员;查明后可用 salesdocs retry 重新处理。",
        "Tell the administrator, who can have it tried again: salesdocs retry.",
    ),
    "M-VANISHED": Text(
        "检查杀毒软件的隔离区,然后重新放入。", "Look into the antivirus program's quarantine, then drop it again."
    ),
    "M-CONTRACT": Text("核对合同编号和版本后重新提交。", "Check number and version, then send it again."),
    "M-CONTRACT-OLD": Text("请客户在现行版本上修改。", "Have the customer amend the current version."),
    "M-CONTRACT-SAME": Text("不必处理。", "Nothing to do."),
    "M-OWN": Text("不必处理。", "Nothing to do."),
    "M-OWN-OLD": Text("改用现行版本。", "Use the current one."),
    "M-OWN-EDITED": Text(
        "还原该文件;要改变内容的,提交所列表单,由系统重新出具。",
        "Leave the document as it was; send one of the forms named, and it is issued anew.",
    ),
    "M-OWN-UNKNOWN": Text("核对编号和来源。", "Check the number and where the file comes from."),
    "M-CLAUSE": _REVIEW_THE_CLAUSE,
    "M-CLAUSE-SILENT": _REVIEW_THE_CLAUSE,
    "N-READ": _READ_ALOUD,
    "N-PENDING": Text("确定后补充,再次提交本表。", "Supply it once it is known, and send the form again."),
    "N-DITTO": Text("写出内容本身,不写“同上”。", "Write it out instead of 同上."),
    "N-BINDING": Text(
        "核对该值;移动过单元格的,用新的空白表单重填。", "Check the value; use a new blank if cells were moved."
    ),
    "N-BELOW": Text("把该行移到合计行以上。", "Move the row above the sum."),
    "N-DROPPED": Text("今后使用新版空白表单。", "Use the new blank from now on."),
    "N-TABLE": Text("只保留一处表格,删去另一处。", "Keep one table and remove the other."),
    "N-COLUMN": Text("恢复原表头,或改用新的空白表单。", "Restore the header, or use a new blank."),
    "N-HIDDEN": Text(
        "取消隐藏或筛选后核对;不应计入的行请删除。", "Show the rows and check them; delete those that should not count."
    ),
    "N-GONE": Text("恢复表头,或改用新的空白表单。", "Restore the header, or use a new blank."),
    "N-ABSENT": Text(
        "要填写的,恢复该标签或改用新的空白表单。", "If they matter, restore the labels or use a new blank."
    ),
    "N-MOVED": Text("核对该值,并填回原单元格。", "Check the value, and put it into its own cell."),
    "N-EXTRA": Text("把内容填入表中已有的栏目,或写入备注。", "Use the form's own columns, or the remarks."),
    "N-COPY": Text("删去多余的工作表,另一份单独提交。", "Remove the other sheet, or send it as a file of its own."),
    "N-SPLIT": Text("把各处的行并入一个表格。", "Put all rows into one table."),
    "N-APART": Text("把属于该表的行移到表头之下。", "Move the rows that belong to the table under its header."),
    "N-VANISH": Text("全选后取消“隐藏”字体效果再核对。", "Select all, take off the font effect “hidden” and check."),
    "N-BOX": Text("把文本框中的内容填入单元格,删去文本框。", "Type the text into the cell and delete the text box."),
    "N-TRACKED": Text("接受或拒绝全部修订后再提交。", "Accept or reject all changes before sending the form."),
    "N-COMMENTS": Text("需要告知的内容请写在备注栏。", "Write what should be known into the remarks."),
    "M-PICTURE": Text(
        "把图片中的内容填成文字;图片可另行附上。", "Type what the picture shows; send the picture along as a file."
    ),
    "N-LEGACY": Text(
        "核对读到的内容,今后另存为 .xlsx 或 .docx 提交。", "Check it, and send .xlsx or .docx from now on."
    ),
    "N-VERSION": Text("今后使用新版空白表单。", "Use the new blank from now on."),
    "F01-01": Text("写成“5000万-2亿”这样的区间。", "Write a range such as 5000万-2亿."),
    "F01-02": Text("同时写明下限和上限。", "Write both ends of the range."),
    "F01-03": _LIST_THEM,
    "F02-01": Text("照营业执照填写客户全称。", "Write the full name of the business licence."),
    "F02-02": Text("移出该行,或在备注中说明理由。", "Take the row out, or give the reason under remarks."),
    "F02-03": _ASK_AGAIN,
    "F02-09": _ASK_AGAIN,
    "F02-04": Text(
        "改为工作日;已与客户约定的不必修改。", "Choose a working day, unless the customer agreed to that one."
    ),
    "F02-05": _LIST_THEM,
    "F02-06": _WHICH_CUSTOMER,
    "F02-07": Text("填写转介绍人,或更正客户来源。", "Name the referrer, or correct the source."),
    "F02-08": Text("在「客户编号」填写该编号,按更新提交。", "Name that customer number, so that the row updates it."),
    "F03-01": Text("填写客户编号或客户名称。", "Write the customer's number or name."),
    "F03-02": Text("选择丢单原因,或更正跟进结果。", "Choose why it was lost, or correct the result."),
    "F03-03": _LIST_THEM,
    "F04-01": Text("写明参会人的姓名和职务。", "Write names and titles of the customer's people."),
    "F04-02": Text(
        "补上客户负责人;确未参加的,请其知悉并确认。", "Add the owner; if they were not there, let them know."
    ),
    "F04-03": Text("向客户确认预算后补充。", "Ask the customer for a budget and add it."),
    "F04-04": Text("把核心需求的优先级改为 P1,或改变其分级。", "Set the core need to P1, or change its class."),
    "F04-05": Text("合并或删去重复的需求。", "Join or remove the second one."),
    "F04-06": Text(
        "与产品团队确认能否满足,再评估意向等级。", "Ask the product team, then think again about the intent."
    ),
    "F04-07": Text(
        "核对意向等级;与评分不同的,请说明依据。", "Check the intent; say why if it differs from the scores."
    ),
    "F04-08": _LIST_THEM,
    "F05-01": Text("选择“不含税”或“含税”。", "Choose 不含税 or 含税."),
    "F05-02": Text("照算得的毛利率改正“是否达标”。", "Correct 是否达标 by the margin computed."),
    "F05-03": Text("在每一行填写税率,或改为不含税口径。", "Write the rate in every line, or use costs without tax."),
    "F05-04": _ASK_AGAIN,
    "F05-05": Text(
        "谈判前想好让价余地,或提高报价。", "Mind the room for a discount before negotiating, or quote higher."
    ),
    "F05-07": Text(
        "与财务核对税率;目录有误的,更新产品目录。", "Check the rate with finance; update the catalogue if it is wrong."
    ),
    "F05-08": Text("由财务部门核算并署名。", "Have finance work out the costs and sign."),
    "F05-09": _LIST_THEM,
    "F05-10": Text("改为现行标准,或留空。", "Write the standard in force, or leave it blank."),
    "F05-11": Text("检查含税单价和数量。", "Check unit prices and quantities."),
    "F06-01": Text("请财务重新核算,出具新版本报价单。", "Have finance work out a new version of the quote."),
    "F06-02": Text("核对金额和单位(元,含税总价)。", "Check amount and unit (yuan, total with tax)."),
    "F06-03": Text("用 deal lose 登记丢单,或重新报价。", "Give the deal up (deal lose), or quote anew."),
    "F06-04": _LIST_THEM,
    "F07-01": Text("逐条填写谈判要点。", "Fill in the issues, one a row."),
    "F07-02": Text("改为应有的轮次。", "Write the round expected."),
    "F07-03": Text("调整各期比例,使合计为100%。", "Change the shares so that they sum to 100 %."),
    "F07-04": Text("删去金额为零的一期,或提高其比例。", "Remove the empty instalment, or raise its share."),
    "F07-06": Text("使谈判要点与付款安排的比例一致。", "Make the issues and the payment plan say the same."),
    "F07-07": Text("达成一致后再提交下一轮谈判纪要。", "Hand in the next round's minutes once all is agreed."),
    "F07-08": _ASK_AGAIN,
    "F07-09": Text("补签后再次提交。", "Have it signed and send it again."),
    "F07-10": Text("使质保金比例与“质保期满”支付的比例一致。", "Make the retention and the last instalment agree."),
    "F07-11": Text("改为可行的期限。", "Write a feasible period."),
    "F07-12": Text("改为“诉讼”,或由管理员填写仲裁委员会。", "Choose 诉讼, or have the commission set."),
    "F07-13": Text("只保留诉讼或仲裁其一。", "Keep either litigation or arbitration."),
    "F07-14": Text("改写为“预付款”,或填入「定金(元)」栏。", "Write 预付款, or use the field for earnest money."),
    "F07-15": Text("定金只写在「定金(元)」栏。", "Name earnest money in its own field only."),
    "F07-16": Text("请法务确认保留哪一项。", "Ask legal which of the two to keep."),
    "F07-17": Text("补充法定的除外情形。", "Add the exceptions that the law demands."),
    "F07-18": _ASK_AGAIN,
    "F07-19": _ASK_AGAIN,
    "F07-20": Text("由管理员延长 inspection_days。", "Have inspection_days lengthened in the settings."),
    "F07-21": Text("请法务确认;需要时办理登记。", "Ask legal; register the title where needed."),
    "F07-22": Text("签署前填写附件二。", "Fill in annex two before signing."),
    "F07-23": Text("缩短付款期限,或请法务确认。", "Shorten the period, or ask legal."),
    "F07-30": Text(
        "提交《客户开票资料》(M01);收到后自动继续。", "Hand in the customer file (M01); the contract follows by itself."
    ),
    "F07-31": Text(
        "降低让价,或提交《毛利例外审批单》(F20)。", "Lower the discount, or hand in a margin exception (F20)."
    ),
    "F08-01": Text("用当前版本的审批表重新审批。", "Use the approval form of the current version."),
    "F08-02": Text("写明与标准文本不同的条款。", "Name the clauses that depart from the standard."),
    "F08-03": _AS_CONTRACTED,
    "F08-04": _AS_CONTRACTED,
    "F08-05": Text("备齐附件并勾选。", "Attach what is missing and tick it."),
    "F08-06": Text("恢复节点的顺序。", "Put the nodes back in their order."),
    "F08-08": Text("使大小写金额一致。", "Make figures and words agree."),
    "F08-10": Text("照各节点意见改正结论。", "Correct the conclusion by the opinions."),
    "F08-11": _NEW_DAY,
    "F08-12": Text("清空其后节点的意见,结论填“驳回”。", "Clear the later opinions and conclude 驳回."),
    "F08-13": Text(
        "落实条件后,由该节点改为“同意”并说明。", "Meet the condition; the node then agrees plainly and says why."
    ),
    "F08-14": Text("由另一人在其中一个节点审批。", "Have another person decide at one of the nodes."),
    "F08-15": Text("由申请人以外的人审批。", "Have somebody other than the applicant decide."),
    "F08-16": _ANOTHER_APPROVER,
    "F08-17": Text("恢复已备案的意见。", "Put back the opinion on file."),
    "F08-18": Text("逐项审核后勾选。", "Look at each point and tick it."),
    "F08-19": _ANOTHER_APPROVER,
    "F08-20": Text("清空该行,由其重新审批。", "Clear the row and have it decided again."),
    "F08-21": Text(
        "恢复原文,或清空该行由其重新审批。", "Restore the words, or clear the row and have it decided again."
    ),
    "F09-01": Text("待合同审批通过后再签署。", "Sign once the contract is approved."),
    "F09-02": _ASK_AGAIN,
    "F09-03": Text("取得授权委托书并填“是”。", "Get the letter of authority and write 是."),
    "F09-04": Text("补盖印章后登记。", "Have it sealed, then register it."),
    "F09-05": Text("补盖公章或合同专用章。", "Have it sealed with the company or contract seal."),
    "F09-06": Text("补盖骑缝章。", "Have it sealed across the pages."),
    "F09-07": Text("把扫描件按登记的文件名放入收件箱。", "Drop the scan under the name registered."),
    "F09-09": Text(
        "撤回审批和谈判纪要,以新的交付日期重新提交。",
        "Withdraw approval and minutes; agree another delivery day.",
    ),
    "F09-08": Text("核对附件是否为所签署的文件,更正哈希值。", "Check that it is the signed file and correct the hash."),
    "F10-02": _AS_CONTRACTED,
    "F10-03": _AS_CONTRACTED,
    "F10-05": _NEW_DAY,
    "F10-06": Text("把节点提前到合同交付日期之内。", "Plan the milestone within the contract's delivery day."),
    "F10-08": Text(
        "确认是否分次订货;遗漏的请补入订单后重新提交。",
        "Is the rest ordered later? If it was forgotten, add it and send again.",
    ),
    "F10-07": Text("把交付日期提前到合同交付日期之内。", "Deliver within the contract's delivery day."),
    "F11-03": Text(
        "“是否异常”选“是”,并填写原因、措施和影响天数。", "Mark it abnormal; give cause, measure and days lost."
    ),
    "F11-04": _READ_ALOUD,
    "F11-05": Text("使文字与完成进度一致。", "Make the words and the progress agree."),
    "F11-06": Text("改为100%,或改正当前环节。", "Write 100 %, or correct the stage."),
    "F11-08": Text(
        "先撤回登记的交付签收(salesdocs withdraw 编号),再重新提交。",
        "Withdraw the delivery on record first (salesdocs withdraw NUMBER), then send this again.",
    ),
    "F11-07": Text("先提交《销售订单》(F10)。", "Hand in the sales order (F10) first."),
    "F12-01": _READ_ALOUD,
    "F13-01": _USE_THE_BLANK,
    "F13-02": _NEW_DAY,
    "F13-03": Text("在说明中写明差异原因。", "Explain the difference in the remark."),
    "F13-04": Text("填写完成期限。", "Write the day it is due."),
    "F13-05": Text("全部合格后再填“验收合格”,否则填“需整改”。", "Conclude 验收合格 once all is fit, else 需整改."),
    "F13-06": Text("在整改项中列明内容。", "List what is to be rectified."),
    "F13-07": Text("请客户验收人签字。", "Have the customer's representative sign."),
    "F13-08": Text("请客户盖章。", "Have the customer seal it."),
    "F14-01": Text("完成全部整改,或“是否申请复验”填“否”。", "Finish every item, or do not ask for re-inspection yet."),
    "F14-02": _ASK_AGAIN,
    "F14-03": Text("逐项填写整改完成情况。", "Say of every item what was done."),
    "F14-04": Text("核对验收单号;无须整改的不必提交。", "Check the number; nothing is to be handed in otherwise."),
    "F14-05": _LIST_THEM,
    "F15-02": Text("由客服代表回访。", "Have service visit."),
    "F15-03": Text("由客服代表回访。", "Have service visit."),
    "F15-04": _COMPLAINT,
    "F15-05": Text("填写公司、联系人和电话。", "Write company, contact and phone."),
    "F15-06": _READ_ALOUD,
    "F16-01": Text("说明原因;今后24小时内响应。", "Say why; answer within 24 hours from now on."),
    "F16-02": Text("把处理期限提前。", "Set an earlier day."),
    "F16-03": Text("继续处理,状态填“重新打开”。", "Go on with it; the status is 重新打开."),
    "F16-04": Text("状态改为“重新打开”。", "Set the status to 重新打开."),
    "F16-05": Text("在处理完成后1–3天内回访。", "Call within one to three days of settling it."),
    "F16-06": _LIST_THEM,
    "F16-07": Text("补充后再关闭。", "Fill it in before closing."),
    "F17-01": Text("取得委托付款说明,或更正付款方。", "Get a letter of authority to pay, or correct the payer."),
    "F17-02": Text("核对缴存回单。", "Check the bank's receipt."),
    "F17-03": Text("核对金额和合同编号。", "Check amount and contract."),
    "F17-04": Text("核对期次。", "Check the instalment."),
    "F17-05": Text("照合同付款计划填写期次。", "Use an instalment of the contract's plan."),
    "F17-06": _LIST_THEM,
    "F17B-01": Text("只填发票上的数字。", "Write the digits of the invoice only."),
    "F17B-02": Text("对照发票核对位数和发票类型。", "Check the digits and the sort of invoice."),
    "F17B-03": Text("核对发票号码和开票日期。", "Check number and day of the invoice."),
    "F17B-04": Text("核对金额;需要时先签补充协议。", "Check the amount; sign a supplement first where needed."),
    "F17B-05": Text("核对红冲金额。", "Check the amount of the invoice in red."),
    "F17B-06": Text("核对税率和税额。", "Check rate and tax."),
    "F17B-07": Text("补充《客户开票资料》(M01)。", "Complete the customer file (M01)."),
    "F17B-08": Text("另填一行登记红字发票。", "Register the one in red as a row of its own."),
    "F17B-09": Text("改为正数,或状态选“红冲”。", "Write it above zero, or choose 红冲."),
    "F18-01": Text("填写被介绍的新客户,或把类型改为“复购”。", "Name the new customer, or choose 复购."),
    "F18-02": _READ_ALOUD,
    "F18-03": _LIST_THEM,
    "F19-01": Text("填写该需求的响应方式。", "Write how the need is answered."),
    "F19-02": Text("补上该需求的一行并填写响应方式。", "Add the row of that need with its answer."),
    "F19-03": Text("删去成本、毛利等内部信息。", "Take costs and margins out."),
    "F19-04": Text("改写为“竞品A”“竞品B”。", "Write 竞品A, 竞品B."),
    "F19-05": _LIST_THEM,
    "F20-01": Text("填写成本核算编号或报价单编号。", "Write the number of the cost sheet or quote."),
    "F20-02": Text("填写最低毛利率或降价幅度。", "Write the lowest margin or the discount."),
    "F20-03": Text("不必申请例外。", "No exception is needed."),
    "F20-04": Text("按现毛利率重新填写。", "Ask for a margin no higher than the present one."),
    "F20-05": Text("由尚缺的节点审批后再次提交。", "Have the missing nodes decide and send it again."),
    "F20-06": Text("调整方案,或以新的理由重新申请。", "Change the scheme, or apply anew for another reason."),
    "M01-01": Text("补充所列资料。", "Supply what is listed."),
    "M01-02": Text("对照营业执照核对信用代码。", "Compare the credit code with the licence."),
    "M01-03": Text("与客户核对银行账号。", "Check the account with the customer."),
    "M01-04": Text("填写12位联行号,或留空。", "Write 12 digits, or leave it blank."),
    "M01-05": _WHICH_CUSTOMER,
    "M02-01": _READ_ALOUD,
    "M02-02": Text("填写另一人为代理人。", "Name another person as deputy."),
    "M02-03": Text("在名册中加入代理人。", "Add the deputy to the list."),
    "M02-04": Text("核对账号归属,删去其中一处。", "Find out whose account it is and remove the other."),
    "M03-01": Text("核对目录价和成本。", "Check list price and cost."),
    "M03-02": Text("核对是否同一产品;是则只保留一个编码。", "Keep one code if it is the same product."),
    "R-01": _ASK_AGAIN,
    "R-02": Text("补充初步反馈和下次沟通时间。", "Add the first feedback and the next contact."),
    "R-03": _WHICH_CUSTOMER,
    "R-04": Text("填写电话、邮箱或微信之一。", "Give a phone, an e-mail or a WeChat."),
    "R-10": Text("把至少一项需求列为“核心需求”。", "Class at least one need as 核心需求."),
    "R-11": Text("照意向等级改正跟进策略。", "Correct the strategy by the intent."),
    "R-12": Text(
        "需要继续的,由销售负责人用 deal reopen 重新开启。", "The head of sales may reopen the deal (deal reopen)."
    ),
    "R-20": _EXCEPTION,
    "R-21": Text("补上该类别的一行,或在小计填 0。", "Add a line of that category, or write 0 as its subtotal."),
    "R-24": Text("请客户确认接收,再提交报价反馈。", "Have the customer confirm, then send the feedback again."),
    "R-26": Text("缩短各阶段工期,或延长总周期。", "Shorten the phases, or lengthen the cycle."),
    "R-30": Text("先更新报价,再谈判。", "Issue a new version of the quote first."),
    "R-31": Text("提高预付款比例,或降低让价。", "Raise the prepayment, or lower the discount."),
    "R-32": _EXCEPTION,
    "R-33": Text("就该议题达成一致后再提交。", "Agree on the issue, then send the minutes again."),
    "R-43": Text("由该节点审批后再提交。", "Have that node decide, then send it again."),
    "R-44": Text("把定金降到合同总价的20%以内。", "Lower the earnest money to 20 % of the price."),
    "R-45": Text("把占位符换成内容,或删去。", "Replace the placeholder, or take it out."),
    "R-50": _NEW_DAY,
    "R-52": Text("先登记合同签署(F09)。", "Register the signature (F09) first."),
    "R-54": Text("为该部门补一个交付节点。", "Add a milestone for that department."),
    "R-60": Text("收到预付款并登记(F17)后再投产。", "Start once the prepayment is registered (F17)."),
    "R-61": Text("填写异常原因,或更正进度。", "Give the cause, or correct the progress."),
    "R-62": Text("尽快发送进度函,今后每周一次。", "Send a letter soon, and one a week from now on."),
    "R-63": Text("填写原因、措施或客户答复。", "Give cause, measure, or the customer's reply."),
    "R-64": Text("只勾选一个结论。", "Tick one conclusion."),
    "R-65": Text("不必再次验收。", "Nothing is to be accepted again."),
    "R-67": _SUPPLEMENT,
    "R-70": _ASK_AGAIN,
    "R-71": _COMPLAINT,
    "R-73": Text("填写新客户名称。", "Name the new customer."),
}

_SAVE_AS_XLSX: Final = Text(
    "请用 Excel 或 WPS 打开,另存为“Excel 工作簿(.xlsx)”后重新提交。",
    "Open it in Excel or WPS, save it as an Excel workbook (.xlsx) and send that.",
)
_SAVE_AS_DOCX: Final = Text(
    "请用 Word 或 WPS 打开,另存为“Word 文档(.docx)”后重新提交。",
    "Open it in Word or WPS, save it as a Word document (.docx) and send that.",
)
_SAVE_ANEW: Final = Text(
    "请用 Excel、Word 或 WPS 打开原件,另存一份 .xlsx 或 .docx 后重新提交。",
    "Open the original in Excel, Word or WPS, save it anew as .xlsx or .docx and send that.",
)
_TYPE_IT: Final = Text(
    "请把内容填到空白表单中再提交;原件可作为附件另行放入收件箱。",
    "Type the answers into one of our blanks; the original may come along as an attachment.",
)
_ONLY_THE_FORM: Final = Text(
    "请把填写的内容复制到新的空白表单中再提交。", "Copy the answers into a new blank and send that."
)
_LESS: Final = Text(
    "请删除多余的行、列、格式和图片,或把内容复制到新的空白表单中再提交。",
    "Remove rows, columns, formats and pictures that are not needed, or copy the answers into a new blank.",
)

_PACK_ANEW: Final = Text(
    "请用 Windows 自带的“发送到—压缩文件夹”重新打包,或不打包,把表单直接放入收件箱。",
    "Pack it anew with Windows (Send to, Compressed folder), or drop the forms as they are.",
)
_IN_PARTS: Final = Text(
    "请分成几个压缩包,或不打包,把表单直接放入收件箱。",
    "Split it into several archives, or drop the forms as they are.",
)

REMEDIES: Final[Mapping[str, Text]] = {
    **dict.fromkeys(("image", "pdf", "msg", "ppt", "pptx", "odp", "text", "xml", "ole"), _TYPE_IT),
    **dict.fromkeys(
        ("zip", "archive"),
        Text(
            "请解压后,把其中的表单放入收件箱;要整包提交的,请用扩展名 .zip。",
            "Unpack it and drop the forms in it into the inbox; to send them as one, name the archive .zip.",
        ),
    ),
    **dict.fromkeys(("bundle_broken", "bundle_packing", "bundle_path", "bundle_link"), _PACK_ANEW),
    **dict.fromkeys(("bundle_large", "bundle_many", "bundle_bomb"), _IN_PARTS),
    "bundle_encrypted": Text("请去掉压缩包密码,重新打包后提交。", "Pack it anew without a password and send it again."),
    "bundle_twice": Text(
        "请给其中同名的文件(只差大小写的也算)改名,重新打包后提交。",
        "Rename the files that share a name (upper and lower case count as one) and pack it anew.",
    ),
    "bundle_empty": Text("请放入表单后重新打包提交。", "Put the forms into it and send it again."),
    "member_archive": Text("请解压后把其中的表单直接放入收件箱。", "Unpack it and drop the forms in it by themselves."),
    "member_type": Text(
        "需要提交的,请填到空白表单中,或另存为 PDF 作为附件。",
        "If it is needed, type it into one of our blanks, or save it as a PDF to come along.",
    ),
    "member_name": Text("请把文件改为简短的普通名称后重新提交。", "Give it a short, plain name and send it again."),
    **dict.fromkeys(("not_zip_at_0", "trailing_data", "hidden_data", "overlapping_entries"), _SAVE_ANEW),
    **dict.fromkeys(
        ("too_many_parts", "too_many_elements", "too_many_attributes", "zip_bomb", "too_deep", "text_too_long"),
        _ONLY_THE_FORM,
    ),
    **dict.fromkeys(("too_large", "too_many_cells", "too_many_rows", "too_many_merges", "too_many_styles"), _LESS),
    "too_many_links": Text(
        "请删除多余的超链接后重新提交。", "Remove hyperlinks that are not needed and send it again."
    ),
    "too_many_names": Text(
        "请在“公式—名称管理器”中删除多余的名称后重新提交。",
        "Delete names that are not needed (Formulas, Name Manager) and send it again.",
    ),
    "empty_file": Text(
        "请确认文件已保存并复制完整,再重新提交。", "See that the file was saved and copied whole, then send it again."
    ),
    "corrupt_zip": Text(
        "请重新复制一次;仍不行的,用 Excel、Word 或 WPS 打开原件另存一份再提交。",
        "Copy it once more; if that does not help, open the original, save it anew and send that.",
    ),
    "encrypted": Text(
        "请在“文件—信息—保护”中取消打开密码,保存后重新提交。",
        "Remove the password (File, Info, Protect), save the file and send it again.",
    ),
    "encrypted_entry": Text(
        "请去掉压缩包密码,或用 Office 另存一份再提交。", "Remove the zip's password, or save it anew in Office."
    ),
    "enciphered": Text(
        "请先在加密软件中解密(或申请外发),再提交解密后的文件。",
        "Have it deciphered (released) in that software first, then send the plain file.",
    ),
    "wrong_office_type": Text(
        "请把扩展名改回原来的(表格为 .xlsx,文档为 .docx),或另存后重新提交。",
        "Give it back its own ending (.xlsx for a workbook, .docx for a document), or save it anew.",
    ),
    "macros": Text(
        "请在 Excel 或 Word 中另存为不含宏的 .xlsx 或 .docx 后重新提交。",
        "Save it in Excel or Word as .xlsx or .docx without macros and send that.",
    ),
    "activex": Text(
        "请删除 ActiveX 控件(开发工具—设计模式),保存后重新提交。",
        "Delete the ActiveX controls (Developer, Design Mode), save it and send it again.",
    ),
    "embedded_object": Text(
        "请删除嵌入的对象或文件(图表可粘贴为图片),保存后重新提交;附件请另行放入收件箱。",
        "Remove the embedded object or file (paste a chart as a picture), save it and send it again; "
        "drop attachments into the inbox by themselves.",
    ),
    "nested_archive": Text(
        "请删除其中的压缩包,保存后重新提交;附件请另行放入收件箱。",
        "Remove the archive from it and send it again; drop attachments into the inbox by themselves.",
    ),
    "alt_chunk": Text(
        "请用 Word 打开并保存一次(内容会并入正文),再重新提交。",
        "Open and save it once in Word, which takes the content in, and send it again.",
    ),
    "custom_ui": _ONLY_THE_FORM,
    "data_connection": Text(
        "请在“数据—查询和连接”中删除连接(Word 邮件合并改为“普通 Word 文档”),保存后重新提交。",
        "Delete the connections (Data, Queries and Connections; in Word, make a mail merge a normal document), "
        "save it and send it again.",
    ),
    "external_link": Text(
        "请在“数据—编辑链接”中断开链接,保存后重新提交。",
        "Break the links (Data, Edit Links), save it and send it again.",
    ),
    "external_relationship": Text(
        "请把链接的图片或内容改为插入到文件中(文件—信息—编辑指向文件的链接—断开链接),保存后重新提交。",
        "Insert the linked picture or content itself (File, Info, Edit Links to Files, Break Link), save it and "
        "send it again.",
    ),
    "remote_template": Text(
        "请在“开发工具—文档模板”中改回 Normal.dotm,保存后重新提交。",
        "Attach Normal.dotm instead (Developer, Document Template), save it and send it again.",
    ),
    "active_field": Text(
        "请在 Word 或 WPS 中全选后按 Ctrl+Shift+F9 把域变为文字,保存后重新提交。",
        "Select all in Word or WPS, press Ctrl+Shift+F9 to make plain text of the fields, save it and send it again.",
    ),
    "dde_formula": Text(
        "请把该公式改为数值,保存后重新提交。", "Put a value in place of that formula, save it and send it again."
    ),
    "duplicate_cell": _SAVE_ANEW,
    "legacy_damaged": _SAVE_ANEW,
    "legacy_failed": _SAVE_ANEW,
    "doc_unconverted": _SAVE_AS_DOCX,
}
"""What to do about a file that is not taken, by reason word of the gate, or by the kind of file that it is."""


def remedy(word: str) -> Text:
    """The advice for a reason word: its own, that of the kind of file, else to save it anew."""
    kind, _, wanted = word.rpartition("_not_")
    by_ending = {"xlsx": _SAVE_AS_XLSX, "docx": _SAVE_AS_DOCX}.get(wanted, _SAVE_ANEW) if kind else _SAVE_ANEW
    return REMEDIES.get(word) or REMEDIES.get(kind) or by_ending


_OWN: Final = (
    Text("出具的文件不是表单,放入收件箱时说明如何处理", "documents of ours are no forms; what to do is told"),
    "intake.md 6; decisions.md 25",
)
_BUNDLED: Final = Text("压缩包中的每个文件单独处理", "each file of an archive is taken in by itself")
_COMPARED: Final = Text("返回的合同逐条与签发的版本比对", "a contract that comes back is compared clause by clause")

GENERIC_RULES: Final[Mapping[str, tuple[Text, str]]] = {
    "M-REQ": (
        Text("声明中的必填项须填写", "what the declaration asks for is filled in"),
        "domain.md, global conventions",
    ),
    "M-COND": (Text("满足条件时须填写", "what an answer asks for is filled in"), "domain.md, global conventions"),
    "M-DATE-FUT": (
        Text("日期不晚于声明所指的日期", "no day is later than the declaration allows"),
        "domain.md, global conventions",
    ),
    "M-DATE-PAST": (
        Text("日期不早于声明所指的日期", "no day is earlier than the declaration allows"),
        "domain.md, global conventions",
    ),
    "M-REF": (Text("引用的编号须存在", "a number named is known"), "domain.md, global conventions"),
    "M-MATCH": (Text("同一商机的资料须一致", "what a deal says twice is the same"), "domain.md, global conventions"),
    "M-SUM": (
        Text("合计等于明细之和", "sums are those of their lines"),
        "domain.md, global conventions; decisions.md 9",
    ),
    "M-CALC": (
        Text("计算项等于算得的值", "computed answers are what they follow from"),
        "domain.md, global conventions; decisions.md 9",
    ),
    "M-ROUND": (Text("每行0.01元以内的尾差只提示", "a fen a line is told only"), "decisions.md 9"),
    "M-ROWS": (Text("表格须有足够的行", "a table has the rows it needs"), "domain.md, global conventions"),
    "M-EMPTY": (Text("登记表至少有一行", "a register has a row"), "decisions.md 6"),
    "M-LEAST": (Text("数值不小于下限", "a number keeps its lower bound"), "domain.md 4"),
    "M-MOST": (Text("数值不大于上限", "a number keeps its upper bound"), "domain.md 4"),
    "M-ROLE": (Text("限定部门的表单只由该部门提交", "a restricted form comes from those entitled"), "decisions.md 16"),
    "M-YEAR": (Text("涉及的年份须有放假安排", "the rest days of a year that is spoken of are known"), "domain.md 5.6"),
    "M-NUMBER-YEAR": (Text("编号的年份与日期一致", "a number bears the year of its day"), "domain.md 7.1"),
    "M-AMBIG": (Text("只有一种读法才录入", "what reads in two ways is asked for"), "domain.md 4; decisions.md 29"),
    "M-WAN": (
        Text("金额与明细相差一万倍,或合计过小过大时提醒", "a sum ten thousand times off is told"),
        "domain.md 4.4",
    ),
    "M-ERROR": (Text("单元格不得为错误值", "a cell holds no error"), "domain.md 4.9"),
    "M-UNCACHED": (Text("公式须有计算结果", "a formula has its value"), "domain.md 4.9"),
    "M-TWICE": (Text("一个标签只有一个答案", "a label has one answer"), "domain.md 4.9"),
    "M-FILE": (Text("文件须完整可读", "a file is whole and can be read"), "intake.md; decisions.md 28"),
    "M-MANY": (Text("一份登记表不超过1000行", "a register has a thousand rows at most"), "intake.md 5.3 (22)"),
    "M-MEMBER": (_BUNDLED, "intake.md 4 (37)"),
    "N-BUNDLE": (_BUNDLED, "intake.md 4 (37)"),
    "N-MEMBER": (_BUNDLED, "intake.md 4 (37)"),
    "M-FORM": (Text("文件须是我们的表单", "a file is one of our forms"), "decisions.md 25"),
    "M-DEAL": (Text("表单须属于一个商机", "a form belongs to a deal"), "decisions.md 1"),
    "M-STAGE": (Text("表单须在流程等待它时提交", "a form comes when it is awaited"), "domain.md 1.2"),
    "M-UNISSUED": (Text("由我方出具的表单须先出具", "what we issue comes back after its issue"), "decisions.md 2"),
    "M-ISSUED": (Text("由我方出具的表单以原编号交回", "what we issue comes back under its number"), "decisions.md 2"),
    "M-TAKEN": (Text("由我方出具的表单只交回一次", "what we issue comes back once"), "decisions.md 2"),
    "M-UNTOUCHED": (Text("只有预填内容的行不算提交", "a row left as we laid it out is not sent"), "decisions.md 6"),
    "M-SAME": (Text("相同内容不重复处理", "what we know already changes nothing"), "decisions.md 6"),
    "M-COPY": (Text("相同文件不重复处理", "the same file changes nothing"), "decisions.md 6"),
    "M-WAIT": (Text("登记的附件须一并提交", "attachments named come along"), "decisions.md 17"),
    "M-FAULT": (Text("系统故障时文件留在收件箱", "our own faults return no file"), "decisions.md 5"),
    "M-QUARANTINE": (Text("一个文件最多处理三次", "a file is tried three times"), "intake.md 6"),
    "M-VANISHED": (Text("收到的文件一个也不能少", "no file is lost in silence"), "intake.md 4 (45)"),
    "M-CONTRACT": (_COMPARED, "domain.md 3.3"),
    "M-CONTRACT-OLD": (_COMPARED, "domain.md 3.3"),
    "M-CONTRACT-SAME": (_COMPARED, "domain.md 3.3"),
    "M-OWN": _OWN,
    "M-OWN-OLD": _OWN,
    "M-OWN-EDITED": _OWN,
    "M-OWN-UNKNOWN": _OWN,
    "M-CLAUSE": (_COMPARED, "domain.md 3.3"),
    "M-CLAUSE-SILENT": (_COMPARED, "domain.md 3.3"),
    "N-READ": (Text("凡有推定,一律告知", "whatever was taken for granted is told"), "domain.md 4"),
    "N-PENDING": (Text("“待定”视为未填并告知", "待定 counts as blank and is told"), "domain.md 4.2"),
    "N-DITTO": (
        Text("“同上”只在文字和选项列取上一行,其他视为未填", "同上 repeats words and choices only, else it is blank"),
        "domain.md 4.2",
    ),
    "N-BINDING": (Text("单元格被移动时告知", "a moved cell is told"), "decisions.md 25"),
    "N-BELOW": (Text("表格以下的内容不计入并告知", "what stands below a table is told"), "domain.md 4.9"),
    "N-DROPPED": (Text("旧版表单按旧版读取", "an older blank is read as it was made"), "forms.md 4"),
    "N-TABLE": (Text("同一表格出现两次时告知", "a table that stands twice is told"), "forms.md 1.2"),
    "N-COLUMN": (Text("缺少的列不视为空白", "a missing column is not taken for blank"), "forms.md 1.2"),
    "N-HIDDEN": (Text("隐藏的行照常读取并告知", "hidden rows are read and told"), "domain.md 4.9"),
    "N-GONE": (Text("缺少的表格不视为空白", "a missing table is not taken for blank"), "forms.md 1.2"),
    "N-ABSENT": (Text("缺少的栏目不视为空白", "a missing label is not taken for blank"), "forms.md 1.2"),
    "N-MOVED": (Text("单元格被移动时告知", "a moved cell is told"), "forms.md 1.2"),
    "N-EXTRA": (Text("自行添加的列未读取并告知", "a column of one's own is told"), "forms.md 1.2"),
    "N-COPY": (Text("同一文件中的另一份表单告知", "another copy in the file is told"), "forms.md 1.2"),
    "N-SPLIT": (Text("分成几处的表格合并读取并告知", "a table in pieces is read as one and told"), "domain.md 4.9"),
    "N-APART": (Text("无表头的行不计入并告知", "rows without a header are told"), "domain.md 4.9"),
    "N-VANISH": (Text("隐藏文字照常读取并告知", "hidden text is read and told"), "forms.md 2.2"),
    "N-BOX": (Text("文本框中的内容最后读取并告知", "text boxes are read last and told"), "domain.md 4.9"),
    "N-TRACKED": (Text("修订按接受后读取", "tracked changes are read as accepted"), "domain.md 4.9"),
    "N-COMMENTS": (Text("批注不是填写内容", "comments are no answers"), "domain.md 4.9"),
    "M-PICTURE": (Text("图片不是文字", "a picture is no text"), "domain.md 4.9"),
    "N-LEGACY": (Text("旧格式尽量读取并告知", "old formats are read as far as they go and told"), "domain.md 4.9"),
    "N-VERSION": (Text("旧版表单照收并告知", "an older blank is read and told"), "decisions.md 25"),
}
"""What the declaration, the reader or the process asks, and where that is laid down."""
