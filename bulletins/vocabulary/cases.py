"""How tables of single cases word the heads of their columns."""

from __future__ import annotations

import re

from .pollution import head_code
from .regions import is_place

CASE_NUMBER = re.compile(r"(?:受理|举报|交办|转办|信访|案件)(?:件)?编号|^编号$|^案件号$")
CASE_ABOUT = re.compile(
    r"基本情况|举报内容|问题描述|调查核实|是否属实|处理(?:和)?整改|是否办结|办结情况|反映问题"
)
_OF_A_CASE = re.compile(
    r"[序编]号|(?:受理|举报|交办|转办|信访|案件)(?:件)?编号|备注"
    r"|(?:交办|举报|投诉|信访|反映|主要|案件|的){0,3}(?:问题|案件|情况)?(?:基本情况|内容|事项|描述|反映问题)"
    r"|(?:现场)?(?:办理|处理|查处|整改|核查|核实|调查|落实|完成|问责|追责|责任追究|[和及与]){1,5}(?:情况|结果|措施|进展|意见)"
    r"|(?:被)?(?:责任追究|问责|追责)(?:情况)?(?:人员)?|是否(?:属实|办结)|办结(?:情况|状态|时限)"
    r"|(?:行政|所属|属地|所在)?(?:区域|区划|辖区|属地)|责任(?:单位|主体|部门)"
    r"|(?:问题|污染|举报|案件)(?:类型|类别)"
)

_TITLE = re.compile(
    r"(?:[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?)?(.{2,12})[(（]共?\d{1,4}件[)）]"
)


def is_case_header(word: str) -> bool:
    """Whether a label, without white space, heads a column of a table of cases."""
    return _OF_A_CASE.fullmatch(word) is not None


def is_case_title(line: str) -> bool:
    """Whether a line, without white space, says of which place or kind the cases below it are.

    >>> is_case_title("滁州市（2件）"), is_case_title("一、大气污染（12件）"), is_case_title("滁州市")
    (True, True, False)
    """
    found = _TITLE.fullmatch(line)
    return found is not None and (is_place(found[1]) or head_code(found[1]) is not None)
