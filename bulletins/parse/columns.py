"""What the columns of a table count, from the texts of its head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

import msgspec

from ..model import TOTAL, Column, Context, Scope
from ..vocabulary.measures import PROGRESS_MEASURES, measure_at_end
from ..vocabulary.numerals import CHINESE, parse_chinese
from ..vocabulary.pollution import head_code
from ..vocabulary.regions import REGION_HEADER
from .context import find_batches
from .matrix import REMARK
from .passage import BATCHES, ordinals

_SERIAL = re.compile(r"^(?:序号|编号|序|No\.?)$")
_TYPES = re.compile(r"^(?:主要)?(?:污染|问题|涉及|环境问题|举报|环境)?类[型别](?:分布|情况)?$")
_COUNT = re.compile(
    r"[件宗起条]数|数量|总数|总计|合计|小计|交办|转办|移交|受理|收到|信访|举报|案件|^件$|问题数|共计|^件$|本批|^累[计积]数?$|来[信电]来?[信电]数?"
)
_PROBLEM = re.compile(r"问题(?:种类|类型|类别)?(?:数|总数|数量)|\(个\)|问题\(")
_SHARE = re.compile(r"占比|比例|百分比|比重|%")


_UNIT = re.compile(r"\(?(?:单位:?)?(?:件|个|起|项|宗|%)\)?")
_BATCH = re.compile(rf"(?:{BATCHES})(?:交办|转办|移交)?(?:件数|数量|数)?")
_ASIDE = re.compile(
    r"\((?:件|个|起|项|宗|家|人|人次|名|条|[万亿]?元|[^()]*\d日[^()]*)\)"
)  # a unit, or a day
_SINCE = re.compile(r"累计|累积")
_WHEN_FIRST = re.compile(r"^(?:截[至止]目前|目前|已|累计|累积|本批次?|本次|[当本今][日天])+")
_TODAY = re.compile(r"当[日天]|今[日天]|本[日批次]|新增|\d日(?:交办|转办|移交|受理)")
_WHEN = re.compile(r"(?:本批次?|本次|[当本今][日天]|累[计积])(?:数|件数)?")
_DAY = re.compile(r"(?:日期|时间)$")
_RUN = re.compile(rf"前(\d{{1,3}}|[{CHINESE}]{{1,4}})批")


def context_of(whole: str, context: Context) -> Context:
    """What a head or a caption says of scope and batch; ``context`` where it says nothing."""
    if run := _RUN.search(whole):  # 前七批: up to the seventh; 前一批 is the one before
        last = int(run[1]) if run[1].isdigit() else parse_chinese(run[1])
        return Context("cumulative", last) if last and last > 1 else context
    if len(batches := find_batches(whole)) == 1:
        context = Context(context.scope, batches[0])
    if _SINCE.search(whole):
        return Context("cumulative", context.batch)
    return Context("batch", context.batch) if _TODAY.search(whole) else context


_STAGES = (
    ("received", re.compile(r"收到|接到|接收")),
    ("accepted", re.compile(r"受理")),
    ("transferred", re.compile(r"交办|转办|移交|转交")),
    ("closed", re.compile(r"办结")),
)
_SUMMED = re.compile(r"合计|小计|总数|总计|数量|件数|家数|人数")
_MONEY = re.compile(r"^(?:总?金额|总额).*元|^[万亿]?元$")
_DETAINED = {"行政": "detained_administrative", "刑事": "detained_criminal"}


def stage(text: str) -> str | None:
    """The step on a case's way that a head names (收到, 受理, 交办, 办结)."""
    named = [name for name, pattern in _STAGES if pattern.search(text)]
    return named[0] if len(named) == 1 else None


def _stage(path: tuple[str, ...]) -> str | None:
    """What a column below a spanner counts that only the spanner names; else None."""
    if len(path) < 2:
        return None
    above, label = "".join(path[:-1]), path[-1]
    if "拘留" in above:
        return _DETAINED.get(label.removesuffix("拘留"))
    if _MONEY.search(label) and "罚" in above:  # 立案处罚: 家数, 金额(万元)
        return "fine_proposed" if "拟" in above else "fine"
    if not _SUMMED.match(label):
        return None
    cue = measure_at_end(_ASIDE.sub("", above))
    return stage(above) or (cue[0] if cue and cue[1] == 0 else None)


def with_steps(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Where several steps of a case's way stand side by side, each is a measure of its own.

    A table that has only one of them counts its cases by it, whatever the verb.
    """
    steps = {
        c: name
        for c, column in enumerate(columns)
        if column.role == "value" and column.pollution == TOTAL
        and column.measure in ("cases", "received", "accepted", "transferred", "closed")
        and (name := column.measure if column.measure != "cases" else stage(column.label))
    }  # fmt: skip
    ways = {name for name in steps.values() if name != "closed"}
    out = list(columns)
    for c, name in steps.items():
        measure = name if len(ways) > 1 or name == "closed" else "cases"
        out[c] = msgspec.structs.replace(columns[c], measure=measure)
    return tuple(out)


def head_to_column(path: tuple[str, ...], *, batch: int | None, scope: Scope = "batch") -> Column:
    """What a column under these header texts counts; ``scope`` is that of the whole table."""
    named = [text for text in path if not _UNIT.fullmatch(text)]
    label = named[-1] if named else ""
    if len(named) > 1 and _WHEN.fullmatch(label):  # 水: 当日, 累计
        label = named[-2]
    whole = "".join(path)
    context = context_of(whole, Context(scope, batch))
    scope, batch = context.scope, context.batch
    plain = _ASIDE.sub("", label).removeprefix("其中").lstrip(":")
    if not label and path and path[-1] == "件":  # its unit is all that is printed
        return Column("件", "value", TOTAL, "cases", scope, batch)
    if not label:
        return Column("", "unknown")
    if len(batches := ordinals(plain)) == 1 and _BATCH.fullmatch(plain):
        return Column(label, "value", TOTAL, "cases", "batch", batches[0])
    if _SERIAL.match(label):
        return Column(label, "serial")
    if _SHARE.search(label):
        return Column(label, "value", TOTAL, "share", scope, batch)
    if code := head_code(plain):
        measure = "problems" if _PROBLEM.search(whole) else "cases"
        return Column(label, "value", code, measure, scope, batch)
    if REMARK.search(label) or _DAY.search(plain):
        return Column(label, "remark")
    if _TYPES.match(plain):
        return Column(label, "types", scope=scope, batch=batch)
    if staged := _stage(path):
        return Column(label, "value", TOTAL, staged, scope, batch)
    cue = measure_at_end(_WHEN_FIRST.sub("", plain).removesuffix("数"))
    if cue and cue[1] == 0:
        return Column(label, "value", TOTAL, cue[0], scope, batch)
    if "(件)" not in label and re.search(r"类型合计|问题(?:总数|合计|数)", whole):
        return Column(label, "value", TOTAL, "problems", scope, batch)
    if "办结" in whole and not label.endswith("率"):
        return Column(label, "value", TOTAL, "closed", scope, batch)
    if REGION_HEADER.search(label) and not re.search(r"\d|件|数", label):
        return Column(label, "stub")
    if _COUNT.search(label) or _COUNT.search(plain) or _TODAY.fullmatch(plain) or _RUN.match(plain):
        return Column(label, "value", TOTAL, "cases", scope, batch)
    return Column(label, "unknown")


def with_outcomes_since(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Outcomes in a table whose only cases are cumulative (累计交办 | 办结 | 正在办理) are, too."""
    cases = {(c.scope, c.batch) for c in columns if is_total(c)}
    if [scope for scope, _ in cases] != ["cumulative"]:
        return tuple(columns)
    ((scope, batch),) = cases
    return tuple(
        msgspec.structs.replace(c, scope=scope, batch=batch)
        if c.role == "value" and c.measure in PROGRESS_MEASURES and not _TODAY.search(c.label)
        else c
        for c in columns
    )


def is_total(column: Column) -> bool:
    """Whether a column holds each row's cases over all types."""
    return column.role == "value" and column.pollution == TOTAL and column.measure == "cases"


def is_type(column: Column) -> bool:
    """Whether a column holds the figures of one pollution type."""
    return column.role == "value" and column.pollution not in (None, TOTAL)


def with_named_types(
    columns: Sequence[Column], batch: int | None, *, in_a_row: bool = False
) -> tuple[Column, ...]:
    """An unknown label beside a type is a type too: kept as printed, to be doubted.

    So are several between two types; beside one the first of them, or all if they are ``in_a_row``.
    """
    out = list(columns)
    for named, run in groupby(range(len(columns)), lambda i: _is_unnamed(columns[i])):
        places = list(run)
        beside = [is_type(c) for c in (*columns[: places[0]][-1:], *columns[places[-1] + 1 :][:1])]
        if not named or not any(beside):
            continue
        for i in places:
            near = any(map(is_type, columns[max(i - 1, 0) : i + 2]))
            if near or in_a_row or beside == [True, True]:
                c = columns[i]
                name = _ASIDE.sub("", c.label)
                out[i] = Column(c.label, "value", name, "cases", c.scope, batch)
    return tuple(out)


def without_named_types(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns with labels that name no known type as unknown ones again."""
    return tuple(
        Column(c.label, "unknown")
        if is_type(c) and c.pollution == _ASIDE.sub("", c.label) and head_code(c.pollution) is None
        else c
        for c in columns
    )


def _is_unnamed(column: Column) -> bool:
    return column.role == "unknown" and bool(column.label)


def with_sums_of_batches(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Beside columns of several batches, a total is that since the first of them."""
    if sum(1 for column in columns if is_batch(column)) < 2:
        return tuple(columns)
    return tuple(
        msgspec.structs.replace(c, scope="cumulative") if is_total(c) and not is_batch(c) else c
        for c in columns
    )


def is_batch(column: Column) -> bool:
    """Whether a column holds the cases of the one batch that its head names."""
    return column.role == "value" and _BATCH.match(column.label) is not None


def distinct(columns: Sequence[Column], panels: Sequence[range]) -> list[Column]:
    """The columns, a second one that counts the same within a panel kept by its label: of two
    types the one whose label is longer (黑臭水体 beside 水), as in the text."""
    out = list(columns)
    for panel in panels:
        seen = set()
        for c in sorted(panel, key=lambda c: len(columns[c].label) if is_type(columns[c]) else 0):
            column = out[c]
            meaning = (column.pollution, column.measure, column.scope, column.batch)
            if column.role == "value" and meaning in seen:
                second = Column(
                    column.label, "value", column.label, column.measure, column.scope, column.batch
                )
                out[c] = second if is_type(column) else Column(column.label, "unknown")
            seen.add(meaning)
    return out
