"""What the page itself says, in both languages."""

from __future__ import annotations

from ...model import Text
from .markup import Html, both

WORDS: dict[str, Text] = {
    "title": Text("Audit of inspection bulletins", "督察通报数据核对"),
    "kind": Text("Evidence report", "核对证据报告"),
    "skip": Text("Skip to the bulletins", "跳到通报"),
    "language": Text("Language", "语言"),
    "theme": Text("Colours", "配色"),
    "theme_auto": Text("as the system", "跟随系统"),
    "theme_light": Text("light", "浅色"),
    "theme_dark": Text("dark", "深色"),
    # filters
    "search": Text("Search", "搜索"),
    "verdict": Text("Verdict", "结论"),
    "rule": Text("Rule", "规则"),
    "severity": Text("Severity", "级别"),
    "province": Text("Province", "省份"),
    "all": Text("all", "全部"),
    "reset": Text("Clear filters", "清除筛选"),
    "open_all": Text("Open all", "全部展开"),
    "close_all": Text("Close all", "全部收起"),
    "nothing_left": Text(
        "No bulletin is like that. Clear a filter, or search for less.",
        "没有符合条件的通报。请清除某项筛选，或缩短搜索词。",
    ),
    # overview
    "overview": Text("Overview", "总览"),
    "bulletins": Text("Bulletins", "通报"),
    "by_rule": Text("Findings by rule", "各规则发现"),
    "demand": Text("What must hold", "应成立的关系"),
    "errors": Text("errors", "错误"),
    "warnings": Text("warnings", "存疑"),
    "notes": Text("notes", "提示"),
    "unread": Text("Not read, or not whole", "未读或未读完整"),
    "document": Text("Document", "文件"),
    "reason": Text("Reason", "原因"),
    "what_to_do": Text("What is wrong, and what to do", "问题与处理办法"),
    "without": Text("Documents without a bulletin", "无通报的文件"),
    # over the run
    "inspections": Text("Cases over the run", "各批案件"),
    "heat": Text("Cases by region and type, all batches", "各地区各类型案件（各批合计）"),
    "heat_note": Text(
        "Sums of printed figures, batches: {n}; nothing is repaired, a blank is nothing read. A "
        "marked corner: an error names the figure, or a repair would change it.",
        "{n} 批所印数字之和；未作任何修正，空白表示未读到数字。右上角有标记：该数有错误或拟修正。",
    ),
    "region": Text("Region", "地区"),
    "total": Text("total", "合计"),
    "all_regions": Text("all regions", "各地区合计"),
    "series": Text("Cases of each batch", "各批件数"),
    "series_note": Text(
        "As the text states them. Hatched: the bulletin is inconsistent. A dotted gap: no bulletin "
        "of that batch was read.",
        "以正文所称为准。斜线：该批不符。虚线空缺：未读到该批通报。",
    ),
    "series_table": Text("The same as a table", "以表格显示"),
    "batch": Text("batch", "批次"),
    "cases": Text("cases", "件数"),
    "missing": Text("not read", "未读到"),
    "untold": Text(
        "Bulletins whose province, year, level or batch is not told, and that are not counted here: {n}.",
        "另有 {n} 份通报未载明省份、年份、层级或批次，未计入。",
    ),
    "again": Text(
        "Not counted, since another bulletin tells the same batch (one with a table is taken "
        "first, then one that adds up): {n}.",
        "与已计入的批次重复、未计入的通报（先取有表者，再取相符者）：{n} 份。",
    ),
    # a bulletin
    "findings": Text("Findings", "发现"),
    "no_findings": Text("Every sum that was tested adds up.", "已核各项均相符。"),
    "nothing_tested": Text("No sum could be tested.", "没有可核对的合计。"),
    "explained": Text("explained", "有说明"),
    "more_places": Text("and {n} more", "等另 {n} 处"),
    "repairs": Text("What would make it close", "可使各项相符的修正"),
    "other_ways": Text("Other ways", "其他方案"),
    "nature": Text("Whose error", "错误来源"),
    "table": Text("As printed", "原表"),
    "shifted": Text(
        "The printed head is out of step with the body, columns: {n}. Below it, what each column "
        "was read as.",
        "表头与表身错位 {n} 列；其下一行为各列实际读法。",
    ),
    "read_as": Text("read as", "读作"),
    "row_check": Text("types − total", "类型和 − 总数"),
    "channel_check": Text("calls, letters − total", "来电来信和 − 总数"),
    "against_row": Text("regions − total row", "各地区 − 合计行"),
    "against_text": Text("table − text", "表 − 正文"),
    "legend": Text(
        "a, b, … findings; ✓ adds up, or (+2) is over by what may be over; ≠ off by; ≈ off by, and explained; – not tested; "
        "1 → 2 printed → proposed, never applied (2? is one way of several); underlined figures lead to the text.",
        "a、b… 发现；✓ 相符，(+2) 为允许多出之数；≠ 相差；≈ 相差而有说明；– 未核；1 → 2 为所印 → 建议，均未实施（2? 表示有多种可能）；"
        "带下划线的数字可跳至正文。",
    ),
    "blank": Text("blank", "空白"),
    "case_table": Text(
        "A table of {n} single cases stands here; the workbook has it.",
        "此处有一张 {n} 行的案件明细表，见工作簿。",
    ),
    "too_large": Text(
        "A table of {n} rows stands here, too many to show; the workbook has it.",
        "此处有一张 {n} 行的表，过大未显示，见工作簿。",
    ),
    "prose": Text("In the text", "正文"),
    "left_out": Text(
        "Left out, paragraphs without a figure: {n}.", "另有 {n} 段无数字文字未列出。"
    ),
    "characters_left": Text("[{n} characters without a figure]", "［略去 {n} 字，无数字］"),
    "picture": Text("On the page", "原页"),
    "page": Text("page {n}", "第{n}页"),
    "boxed": Text(
        "Boxed: what an error or a warning names, or a repair would change.",
        "方框：错误、存疑所指或修正所涉之处。",
    ),
    "pictures_left": Text(
        "Parts of pages that hold doubts and are not pictured (limit of the report, or the page "
        "could not be drawn): {n}; the places are named.",
        "另有 {n} 处存疑页面未附图（超出报告上限或页面无法绘制），位置已注明。",
    ),
    "footer": Text(
        "Figures are as printed; every sum was worked out exactly. Nothing in this page was fetched "
        "from anywhere, and nothing in it sends anything.",
        "数字均照原文；合计均为精确计算。本页不从任何地方获取内容，也不发送任何内容。",
    ),
}


def say(name: str, **values: object) -> Html:
    """A wording of the page in both languages, numbers filled in.

    >>> say("page", n=3)
    '<i lang=en>page 3</i><i lang=zh>第3页</i>'
    """
    words = WORDS[name]
    return both(Text(words.en.format(**values), words.zh.format(**values)))
