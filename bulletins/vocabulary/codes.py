"""What the codes of the data are called in Chinese; in English they are words already."""

from __future__ import annotations

from ..model import TOTAL, Text

CODES_ZH: dict[str, str] = {
    TOTAL: "合计",
    # pollution
    "water": "水",
    "air": "大气",
    "soil": "土壤",
    "ecology": "生态",
    "noise": "噪声",
    "radiation": "辐射",
    "marine": "海洋",
    "solid_waste": "固体废物",
    "garbage": "垃圾",
    "oil_fume": "油烟",
    "dust": "扬尘",
    "heavy_metal": "重金属",
    "livestock": "畜禽养殖",
    "composite": "综合",
    "other": "其他",
    # measure
    "cases": "件数",
    "problems": "问题数",
    "calls": "来电",
    "letters": "来信",
    "other_channel": "其他渠道",
    "key_cases": "重点件",
    "ordinary_cases": "一般件",
    "repeats": "重复件",
    "received": "收到",
    "accepted": "受理",
    "transferred": "转办",
    "share": "占比",
    "closed": "已办结",
    "partly_closed": "阶段性办结",
    "open": "未办结",
    "postponed": "延期",
    "substantiated": "属实",
    "basically_substantiated": "基本属实",
    "partly_substantiated": "部分属实",
    "unsubstantiated": "不属实",
    "verifying": "正在核实",
    "rectified": "责令整改",
    "penalised": "立案处罚",
    "fine": "罚款",
    "fine_proposed": "拟罚款",
    "investigated": "立案侦查",
    "detained_administrative": "行政拘留",
    "detained_criminal": "刑事拘留",
    "interviewed": "约谈",
    "accountable": "问责",
    # part
    "contact": "举报联系方式",
    "notice": "转办通报",
    "statistics_table": "统计表",
    "case_table": "案件表",
    "summary_table": "汇总表",
    "progress": "办理进展",
    # origin, scope, level
    "table": "表格",
    "prose": "正文",
    "batch": "本批",
    "cumulative": "累计",
    "province": "省级",
    "prefecture": "市级",
    "county": "县级",
    # relation
    "equal": "等于",
    "about": "约",
    "at_least": "不少于",
    "cut": "印刷中断",
    # unit
    "case": "件",
    "problem": "个",
    "CNY": "元",
    "percent": "%",
    "person": "人",
    "company": "家",
    # method
    "text": "文字",
    "ocr": "图像识别",
    "markup": "网页或文档",
    "cell": "电子表格",
    # status
    "ok": "已读取",
    "no_bulletin": "无通报",
    "partial": "部分读取",
    "failed": "未能读取",
}


def code_name(code: str) -> Text:
    """The words for a code of the data: a measure, a pollution type, a part; ``_T`` is the total.

    >>> code_name("key_cases").en, code_name("key_cases").zh
    ('key cases', '重点件')
    """
    if code == TOTAL:
        return Text("total", CODES_ZH[TOTAL])
    plain = code.replace("_", " ") if code in CODES_ZH else code
    return Text(plain, CODES_ZH.get(code, code))
