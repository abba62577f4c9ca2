"""The sheets Data and Sources: every figure in a row of its own."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from ..localise.applied import as_blank, unique_changes
from ..localise.words import KIND
from ..model import TOTAL, Audit, Change, Key, Lang, Number, Observation, Source, Text
from .plan import VALUE_COL, Plan, severity_to_word
from .words import code_to_name, say
from .writing import Book, Field, Value, Word, write_table

_DATA = (
    Field(Text("bulletin", "通报"), 30),
    Field(Text("part", "部分"), 18),
    Field(Text("origin", "来源"), 10),
    Field(Text("scope", "范围"), 12),
    Field(Text("batch", "批次"), 8, ("centre",)),
    Field(Text("region", "地区"), 18),
    Field(Text("region_code", "地区代码"), 12),
    Field(Text("pollution", "污染类型"), 14),
    Field(Text("measure", "指标"), 18),
    Field(Text("value", "数值"), 20, ("right", "bold")),
    Field(Text("unit", "单位"), 10),
    Field(Text("label", "标签"), 24),
    Field(Text("text", "原文"), 24),
    Field(Text("relation", "关系"), 10),
    Field(Text("status", "状态"), 14),
    Field(Text("findings", "勘误"), 16),
    Field(Text("page", "页"), 6, ("centre",)),
    Field(Text("line", "行"), 8, ("centre",)),
    Field(Text("ref", "位置"), 10),
)
assert _DATA[VALUE_COL].header.en == "value"
_STATUS_COL = 14
assert _DATA[_STATUS_COL].header.en == "status"
_REPAIRED = (
    Field(Text("repaired value", "修正后数值"), 16, ("right", "bold")),
    Field(Text("repair", "修正"), 18),
)

_SOURCES = (
    Field(Text("bulletin", "通报"), 30),
    Field(Text("part", "部分"), 18),
    Field(Text("scope", "范围"), 12),
    Field(Text("batch", "批次"), 8, ("centre",)),
    Field(Text("region", "地区"), 18),
    Field(Text("pollution", "污染类型"), 14),
    Field(Text("measure", "指标"), 18),
    Field(Text("text", "原文"), 24),
    Field(Text("path", "文件"), 40),
    Field(Text("page", "页"), 6, ("centre",)),
    Field(Text("line", "行"), 8, ("centre",)),
    Field(Text("span", "字符区间"), 16),
    Field(Text("ref", "位置"), 10),
    Field(Text("box", "版面坐标"), 30),
    Field(Text("method", "方法"), 12),
    Field(Text("confidence", "置信度"), 8, ("right",)),
)


class _Standing(NamedTuple):
    """What the checks and findings of a bulletin say of its figures."""

    words: dict[Key, Word]
    codes: dict[Key, list[str]]
    held: frozenset[Key]
    failed: frozenset[Key]


def write_data(book: Book, *, plan: Plan, repaired: bool = False) -> None:
    """Write the observations, one a row; with ``repaired`` a second, marked column of values."""
    rows: list[list[Value]] = []
    blanks: list[list[Value]] = []  # below all others, whose rows are known to other sheets
    for number, audit in enumerate(plan.result.audits):
        standing = _standing(audit, number=number, plan=plan)
        named = audit.bulletin.id
        changes = unique_changes(audit) if repaired else {}
        for observation in audit.bulletin.observations:
            row = _data_row(observation, named=named, standing=standing, lang=plan.lang)
            change = changes.pop(observation.key, None)
            rows.append(
                [*row, *_repaired(observation.value, change, plan.lang)] if repaired else row
            )
        for change in changes.values():
            none = as_blank(audit, change)
            row = _data_row(none, named=named, standing=standing, lang=plan.lang)
            row[_STATUS_COL] = Word(say("blank", lang=plan.lang), "quiet")
            blanks.append([*row, *_repaired(None, change, plan.lang)])
    rows += blanks
    write_table(
        book.add_sheet(plan.sheet("data")),
        name="data",
        fields=(*_DATA, *_REPAIRED) if repaired else _DATA,
        rows=rows,
        empty=say("no_data", lang=plan.lang),
        frozen=0,
    )


def write_sources(book: Book, *, plan: Plan) -> None:
    """Write where each observation stands, in the order of the data."""
    rows: list[list[Value]] = [
        _source_row(observation, named=audit.bulletin.id, path=plan.result.path, lang=plan.lang)
        for audit in plan.result.audits
        for observation in audit.bulletin.observations
    ]
    write_table(
        book.add_sheet(plan.sheet("sources")),
        name="sources",
        fields=_SOURCES,
        rows=rows,
        empty=say("no_data", lang=plan.lang),
        frozen=0,
    )


def _repaired(value: Number | None, change: Change | None, lang: Lang) -> list[Value]:
    """The value after what is proved, and what was changed, in a colour of its own."""
    if change is None:
        return [value, None]
    return [change.after, Word(KIND[change.kind].in_(lang), "doubt")]


def _standing(audit: Audit, *, number: int, plan: Plan) -> _Standing:
    words: dict[Key, Word] = {}
    codes: dict[Key, list[str]] = defaultdict(list)
    for entry in plan.entries:  # from the worst to the least, so the first word stays
        if entry.audit not in (None, number):
            continue
        word = severity_to_word(entry.finding, lang=plan.lang)
        for key in entry.finding.keys:
            words.setdefault(key, word)
            if entry.finding.code not in codes[key]:
                codes[key].append(entry.finding.code)
    held, failed = (_keys_of(audit, status=status) for status in ("passed", "failed"))
    return _Standing(words, codes, held, failed)


def _keys_of(audit: Audit, *, status: str) -> frozenset[Key]:
    """Return the figures that stand in the checks of a status."""
    return frozenset(
        key
        for check in audit.checks
        if check.status == status
        for key in (
            *check.constraint.keys,
            *(term.key for term in (*check.constraint.left, *check.constraint.right)),
        )
    )


def _status(observation: Observation, *, standing: _Standing, lang: Lang) -> Word:
    if observation.value is None:
        return Word(say("not_read", lang=lang), "warning")
    if observation.key in standing.words:
        return standing.words[observation.key]
    if observation.key in standing.failed:
        return Word(say("sum_fails", lang=lang), "doubt")
    if observation.key in standing.held:
        return Word(say("ok", lang=lang), "ok")
    return Word(say("not_checked", lang=lang), "quiet")


def _data_row(
    observation: Observation, *, named: str, standing: _Standing, lang: Lang
) -> list[Value]:
    key, source = observation.key, observation.source
    return [
        named,
        code_to_name(key.part, lang=lang),
        code_to_name(key.origin, lang=lang),
        code_to_name(key.scope, lang=lang),
        key.batch,
        _region(key, lang=lang),
        observation.region_code,
        code_to_name(key.pollution, lang=lang),
        code_to_name(key.measure, lang=lang),
        observation.value,
        code_to_name(observation.unit, lang=lang),
        observation.label,
        observation.text,
        code_to_name(observation.relation, lang=lang),
        _status(observation, standing=standing, lang=lang),
        ", ".join(standing.codes.get(key, ())),
        source.page,
        source.line,
        source.where,
    ]


def _source_row(observation: Observation, *, named: str, path: str, lang: Lang) -> list[Value]:
    key, source = observation.key, observation.source
    return [
        named,
        code_to_name(key.part, lang=lang),
        code_to_name(key.scope, lang=lang),
        key.batch,
        _region(key, lang=lang),
        code_to_name(key.pollution, lang=lang),
        code_to_name(key.measure, lang=lang),
        observation.text,
        path,
        source.page,
        source.line,
        None if source.span is None else f"{source.span[0]}–{source.span[1]}",
        source.where,
        _box(source),
        code_to_name(source.method, lang=lang),
        None if source.confidence is None else Decimal(f"{source.confidence:.2f}"),
    ]


def _region(key: Key, *, lang: Lang) -> str:
    return code_to_name(TOTAL, lang=lang) if key.region == TOTAL else key.region


def _box(source: Source) -> str | None:
    if source.box is None:
        return None
    return ", ".join(f"{edge:.1f}" for edge in source.box)
