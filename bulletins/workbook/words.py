"""What the workbook says, in both languages."""

from __future__ import annotations

from ..model import TOTAL, Lang, Severity, Text
from ..vocabulary.codes import CODES_ZH

SHEETS: dict[str, Text] = {
    "summary": Text("Summary", "封面"),
    "data": Text("Data", "数据"),
    "printed": Text("As printed", "原表"),
    "discrepancies": Text("Discrepancies", "勘误"),
    "repairs": Text("Repairs", "修正建议"),
    "checks": Text("Checks", "核对"),
    "sources": Text("Sources", "来源"),
    "cases": Text("Cases", "案件"),
}
"""The sheets in their order; a case table brings one ``cases`` each."""

SHEET_HINTS: dict[str, Text] = {
    "data": Text("every figure that was read, one row each", "读出的每个数字，一行一个"),
    "printed": Text(
        "the tables as printed, with live sums beside and below", "原样表格，旁边和下方为实时合计"
    ),
    "discrepancies": Text(
        "what does not add up or is doubtful, with room for your decision",
        "不相符或存疑之处，可填写处理意见",
    ),
    "repairs": Text(
        "what would make the sums close, and how far that is proved; printed values stay as they are",
        "可使等式相符的修正方案及其证明程度；所印数值一律不改",
    ),
    "checks": Text("every sum that was tested, also those that hold", "全部勾稽核对，含相符项"),
    "sources": Text("where each figure stands in the document", "每个数字在原文中的位置"),
    "cases": Text("case tables as printed", "案件表原样"),
}

WORDS: dict[str, Text] = {
    "title": Text("Audit of inspection bulletins", "督察通报数据核对"),
    "cut": Text(" … [cut here: {n} characters in all]", "……[此处截断，原文共 {n} 字符]"),
    "rows_left_out": Text(
        "{n} more rows do not fit on a sheet and are left out", "另有 {n} 行超出工作表容量，未列出"
    ),
    "too_large": Text(
        "this table is too large for a sheet and is not shown here",
        "此表超出工作表容量，未在此列出",
    ),
    "error": Text("error", "错误"),
    "warning": Text("warning", "存疑"),
    "note": Text("note", "提示"),
    "explained": Text("explained", "有说明"),
    "ok": Text("ok", "相符"),
    "sum_fails": Text("sum fails", "合计不符"),
    "not_checked": Text("not checked", "未核"),
    "not_read": Text("not read", "未识读"),
    "passed": Text("passed", "相符"),
    "failed": Text("failed", "不符"),
    "untested": Text("not tested", "未核"),
    "live_ok": Text("OK", "相符"),
    "live_nothing": Text("n/a", "未核"),
    "live_unequal": Text("≠", "≠"),
    "live_short": Text("short by", "少"),
    "none": Text("none stated", "未载明"),
    # Summary
    "back": Text("← Summary", "← 封面"),
    "verdict": Text("verdict", "结论"),
    "bulletin": Text("bulletin", "通报"),
    "id": Text("id", "标识"),
    "province": Text("province", "省份"),
    "batch": Text("batch", "批次"),
    "as_of": Text("as of", "截至"),
    "errors": Text("errors", "错误"),
    "warnings": Text("warnings", "存疑"),
    "notes": Text("notes", "提示"),
    "figures": Text("figures", "数字"),
    "checks_held": Text("checks held", "核对相符"),
    "document_row": Text("the document itself", "文件本身"),
    "unnamed": Text("(bulletin without a title)", "(通报无标题)"),
    "batch_n": Text("batch {n}", "第{n}批"),
    "first_errors": Text("What does not add up", "不相符之处"),
    "first_doubts": Text("What is doubtful", "存疑之处"),
    "more": Text("{n} more: see Discrepancies", "另有 {n} 条，见勘误"),
    "sheets": Text("Sheets", "工作表"),
    "details": Text("Details", "详情"),
    "inspection": Text("inspection", "督察"),
    "level": Text("level", "层级"),
    "parts": Text("parts", "组成部分"),
    "basis": Text("types and cases", "类型与件数"),
    "contact": Text("contact", "联系方式"),
    "period": Text("period", "进驻时间"),
    "phones": Text("phones", "电话"),
    "mailboxes": Text("mailboxes", "信箱"),
    "hours": Text("hours", "受理时间"),
    "document": Text("Document", "文件"),
    "file": Text("file", "文件路径"),
    "sha256": Text("sha256", "sha256"),
    "left_out": Text("rules not asked", "未核对的规则"),
    "media_type": Text("type", "类型"),
    "status": Text("status", "读取状态"),
    "tool": Text("tool", "工具"),
    "legend": Text("Legend", "图例"),
    "no_bulletin": Text("No bulletin was found in this document", "文件中未发现通报"),
    "failed_document": Text("The document could not be read", "文件未能读取"),
    "partial_document": Text("The document was not read whole", "文件未读完整"),
    "consistent_document": Text("Every sum that was tested adds up", "已核各项均相符"),
    "explained_document": Text(
        "What does not add up is explained in print", "不相符之处原文均有说明"
    ),
    "inconsistent_document": Text("Figures do not add up", "数字不相符"),
    "unchecked_document": Text("No sum could be tested", "没有可核对的合计"),
    # As printed
    "printed_hint": Text(
        "Grid and texts as printed. Grey cells are live sums: type over a figure and see.",
        "表格与文字均为原样。灰色单元格为实时合计，改动数字即随之变化。",
    ),
    "only_cases": Text(
        "The tables of this document list single cases: see the sheet of the cases.",
        "本文件的表格均为逐件案件表，见案件工作表。",
    ),
    "no_tables": Text("No table was found in this document.", "文件中未发现表格。"),
    "turned": Text("rows and columns exchanged", "行列已互换"),
    "shifted": Text(
        "The printed header is out of step with the body by {n}: it stands as printed below; "
        "the line “columns as read” names what each body column counts.",
        "表头与表身错位 {n} 列：下方保持原样；“实际列义”一行为各列实际含义。",
    ),
    "aligned": Text("columns as read", "实际列义"),
    "row_check": Text("types − {total}", "类型合计 − {total}"),
    "row_check_least": Text("types − {total} (≥ 0)", "类型合计 − {total} (≥ 0)"),
    "total": Text("total", "合计"),
    "check": Text("check", "核对"),
    "findings": Text("findings", "勘误"),
    "sum": Text("sum of the rows", "各行合计"),
    "stated_table": Text("total row", "合计行"),
    "stated_prose": Text("total in the text", "正文所载"),
    "difference": Text("difference", "差额"),
    "spread": Text("Over several rows and columns:", "涉及多行多列:"),
    "page": Text("p.", "页"),
    "line": Text("line", "行"),
    "table": Text("table", "表"),
    "sheet": Text("sheet", "工作表"),
    # Tables without rows
    "no_data": Text("No figure was read in this document.", "文件中未读出数字。"),
    "no_findings": Text("Nothing was found wrong or doubtful.", "未发现不相符或存疑之处。"),
    "blank": Text("blank", "空白"),
    "no_change": Text("no change", "不改"),
    "no_repairs": Text("Nothing has to be repaired.", "无需修正。"),
    "gone": Text("gone", "已消失"),
    "no_checks": Text("No sum could be tested.", "没有可核对的合计。"),
    "no_rows": Text("The table has no rows.", "此表没有数据行。"),
}

LEGEND: tuple[tuple[str, str, Text], ...] = (
    (
        "error",
        "error",
        Text("a sum does not add up and nothing in print explains it", "不相符，且原文没有说明"),
    ),
    (
        "warning",
        "warning",
        Text("a doubt: look at the original", "存疑：请查看原文"),
    ),
    (
        "explained",
        "note",
        Text(
            "does not add up; the print or its arithmetic says why", "不相符，原文或算术可说明原因"
        ),
    ),
    ("note", "note", Text("worth knowing; nothing wrong", "供参考，无差错")),
    ("sum_fails", "doubt", Text("stands in a sum that does not add up", "所在合计不符")),
    ("ok", "ok", Text("every sum it stands in adds up", "所在合计均相符")),
    (
        "not_checked",
        "quiet",
        Text("no sum could be tested with this figure", "没有可核对此数字的合计"),
    ),
    (
        "not_read",
        "warning",
        Text(
            "something is printed that could not be read as a number", "有印刷内容但未能识读为数字"
        ),
    ),
)
"""Word, tone, meaning."""

DECISIONS: tuple[Text, ...] = (
    Text("print error", "印刷错误"),
    Text("reading error", "识读错误"),
    Text("accepted", "认可"),
)

PLURALS: dict[Severity, str] = {"error": "errors", "warning": "warnings", "note": "notes"}
"""The severities from the gravest down, with their word in the plural."""


def say(name: str, *, lang: Lang) -> str:
    """Return a wording of the workbook.

    >>> say("not_read", lang="zh")
    '未识读'
    """
    return WORDS[name].in_(lang)


def code_to_name(code: str, *, lang: Lang) -> str:
    """Return what a code is called in a column of codes: in English the code itself.

    A name that is no code, as a label kept as printed, stays.

    >>> code_to_name("solid_waste", lang="en"), code_to_name("solid_waste", lang="zh")
    ('solid_waste', '固体废物')
    """
    return CODES_ZH.get(code, code) if lang == "zh" else code


def code_to_words(code: str, *, lang: Lang) -> str:
    """Return what a code is called in a sentence.

    >>> code_to_words("_T", lang="en"), code_to_words("solid_waste", lang="en")
    ('total', 'solid waste')
    """
    if lang == "zh":
        return CODES_ZH.get(code, code)
    if code == TOTAL:
        return say("total", lang=lang)
    return code.replace("_", " ") if code in CODES_ZH else code
