"""The words in front of a figure that say what it counts."""

from __future__ import annotations

import re
from functools import cache, lru_cache

_THING = (
    "(?:群众)?(?:来信来电|来电来信|信访|举报|投诉|环境|转办|交办|移交|受理|案|问题|事项|线索|件)*"
)

_WHOM = "(?:党政|党员|领导|干部|公职|国家|工作|责任|负责|相关|有关|企业|单位|部门|人员|人|的|等)*"

# Right-anchored, first match wins: longer and rarer wordings stand before shorter ones.
_CUES: tuple[tuple[str, str], ...] = (
    ("partly_closed", r"阶段性?(?:已)?(?:办结|完成|完结)"),
    ("open", r"(?:未|尚未|没有)(?:办结|完成|完结)|(?:正在|尚在|仍在|正抓紧|正加紧)(?:办理|处理|推进|整治|整改|调查处理|查办)中?|仍?未办结|办理中|正在?(?:调查)?处理|在办|待办结|未办理?完?"),
    ("postponed", r"(?:因[^,。、]{1,8})?(?:延后|延期|暂缓)(?:办理)?"),
    ("closed", r"(?:已|全部)?(?:办结|完结)(?:销号)?|办理完(?:成|毕)"),
    ("unsubstantiated", r"不属实|查否|不实"),
    ("partly_substantiated", r"部分属实"),
    ("basically_substantiated", r"基本属实"),
    ("verifying", r"(?:正在|仍在|待|尚在)?(?:调查)?核实(?:中)?|(?:正在|仍在)调查"),
    ("substantiated", r"(?<!不)属实"),
    ("fine_proposed", r"拟(?:处|处以)?(?:罚款|罚金|处罚)(?:金额)?"),
    ("fine", r"(?:处|处以|并处)?(?:罚款|罚金|处罚金额|罚没款?)(?:总?金额|总额)?"),
    ("investigated", r"立案侦[查办]|移送(?:公安|司法)(?:机关)?"),
    ("penalised", r"(?:拟)?立案处罚|行政处罚|立案查处|立案|处罚(?:企业|单位)?"),
    ("rectified", r"责令(?:限期|立即)?(?:整改|改正)(?:企业|单位)?"),
    ("detained_administrative", r"行政拘留"),
    ("detained_criminal", r"刑事拘留|刑拘"),
    ("interviewed", rf"约谈{_WHOM}"),
    ("accountable", rf"(?:问责|追责|责任追究|追究责任){_WHOM}|党政?纪?政?务?处分|处理责任人"),
    ("repeats", rf"重复(?:反映|投诉)?{_THING}"),
    ("key_cases", rf"带\*(?:号)?(?:的)?(?:{_THING})?|^\*$|(?:列为)?重点(?:关注|督办|交办|办理|案|问题|的)*{_THING}|(?<!挂牌)督办件"),
    ("ordinary_cases", rf"(?:一般|普通)(?:案件|问题|{_THING})"),
    ("calls", r"(?:群众)?(?<!来信)(?:来自)?(?:来电|电话)(?:举报|投诉|信访|反映|受理|件)*"),
    ("letters", r"(?:群众)?(?<!来电)(?:来信|信件|信函|书信|(?<!电子)(?<!网络)邮件|(?:邮政)?信箱)(?:举报|投诉|信访|反映|受理|件)*"),
    ("other_channel", r"(?:网络|微信|微博|邮箱|电子邮件|网络邮件|来访|走访|网上|其[他它](?:渠道|途径|方式)|短信|平台)(?:举报|投诉|信访|反映|材料|件)*"),
)  # fmt: skip

_PROBLEMS = re.compile(
    r"(?:涉及?|反映|所含|包含|包括|涵盖|梳理出?|共|的|各类|突出|具体|,|^)(?:的|各类|突出|具体)*"
    r"(?:生态环境|环境|生态环保|环保)?(?:污染|领域|方面|信访|举报)?问题$"
)
_CASES = re.compile(
    r"(?:信访|举报|投诉|转办|交办|移交|受理|来信|来电|案|诉求|环境问题线索|问题线索|线索)"
    r"(?:举报|信访|投诉|生态环境|环境|问题|案|事项|线索|材料|信息)*件?$|(?:受理|收到|接到|交办|转办|移交|转交|转来|批|新收|接收|收件|接件|新增|登记)(?:的)?(?:群众)?件?$"
    r"|(?:环境|生态环境)(?:信访|举报|投诉)?(?:案)?件$"
)

_NOT_OF_THESE = re.compile(r"(?:违法|犯罪|刑事|典型)案件?$")

CUMULATIVE = re.compile(
    r"累计|累积|(?:第?[\d一二三四五六七八九十]{1,4}批?[-至到~]第?[\d一二三四五六七八九十]{1,4}|"
    r"前[\d一二三四五六七八九十]{1,4})批|(?<!第)[\d一二三四五六七八九十各]{1,4}批次?(?:共|合计|总计)|进驻以来(?:,|共|已|总)*(?:共|已|收到|接到|受理|交办|转办|移交)"
)
"""Marks a sentence whose figures run from the first batch on."""

PROGRESS_MEASURES = frozenset(
    "closed partly_closed open postponed substantiated basically_substantiated partly_substantiated "
    "unsubstantiated verifying rectified penalised fine fine_proposed investigated "
    "detained_administrative detained_criminal interviewed accountable".split()
)
"""What is reported of an earlier batch's handling."""


@cache
def _cue_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((measure, re.compile(f"(?:{pattern})$")) for measure, pattern in _CUES)


def measure_at_end(text: str) -> tuple[str, int] | None:
    """(measure, where its wording starts) of the folded words before a figure, or None.

    >>> measure_at_end("其中责令整改"), measure_at_end("已办结"), measure_at_end("天气")
    (('rectified', 2), ('closed', 0), None)
    """
    tail = text[-24:]
    measure, start = _measure_of(tail)
    return (measure, len(text) - len(tail) + start) if measure else None


@lru_cache(4096)  # the same few words stand before most figures
def _measure_of(tail: str) -> tuple[str, int]:
    for measure, pattern in _cue_patterns():
        if match := pattern.search(tail):
            return measure, match.start()
    return "", 0


def total_at_end(text: str) -> str | None:
    """``problems`` or ``cases`` where the words before a figure name the whole batch."""
    tail = text[-24:]
    if _PROBLEMS.search(tail):
        return "problems"
    if tail.endswith(("不予受理", "不受理")) or _NOT_OF_THESE.search(tail):
        return None
    return "cases" if _CASES.search(tail) else None
