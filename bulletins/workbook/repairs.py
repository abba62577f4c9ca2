"""The sheet Repairs: proposals beside the printed values, which stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..localise.words import EVIDENCE, KIND, NATURE, STATUS, before_to_text
from ..model import TOTAL, Change, Repair, Text
from .plan import Plan, bulletin_to_name
from .words import code_to_words, say
from .writing import Book, Field, Tone, Value, Word, write_table

_FIELDS = (
    Field(Text("status", "状态"), 20, ("wrap",)),
    Field(Text("bulletin", "通报"), 15, ("wrap",)),
    Field(Text("part", "部分"), 7, ("centre",)),
    Field(Text("way", "方案"), 8, ("centre",)),
    Field(Text("event", "事件"), 7, ("centre",)),
    Field(Text("what happened", "错误种类"), 14),
    Field(Text("in", "出处"), 9),
    Field(Text("region", "地区"), 14),
    Field(Text("pollution", "污染类型"), 12),
    Field(Text("measure", "指标"), 10),
    Field(Text("printed", "所印"), 10, ("right",)),
    Field(Text("proposed", "建议"), 10, ("right", "bold")),
    Field(Text("page", "页"), 7, ("centre",)),
    Field(Text("line", "行"), 8, ("centre",)),
    Field(Text("ref", "位置"), 10),
    Field(Text("whose error", "错误来源"), 18, ("wrap",)),
    Field(Text("rests on", "依据"), 30, ("wrap",)),
    Field(Text("cost", "代价"), 8, ("right",)),
    Field(Text("gap", "次优差"), 8, ("right",)),
    Field(Text("scope of the proof", "证明范围"), 60, ("wrap",)),
)
_TONES: dict[str, Tone] = {
    "unique": "ok", "ambiguous": "warning", "none": "quiet", "limit": "quiet",
}  # fmt: skip


def write_repairs(book: Book, *, plan: Plan) -> None:
    """Write every proposal, figure by figure, and the other ways below it.

    ``way`` 1 is the cheapest; 2 and on are the alternatives of an ambiguous part.
    """
    rows: list[list[Value]] = []
    for audit in plan.result.audits:
        named = bulletin_to_name(audit.bulletin, lang=plan.lang)
        for number, repair in enumerate(audit.repairs, 1):
            rows += _rows(repair, number, named=named, plan=plan)
    write_table(
        book.add_sheet(plan.sheet("repairs")),
        name="repairs",
        fields=_FIELDS,
        rows=rows,
        empty=say("no_repairs", lang=plan.lang),
        frozen=1,
    )


def _rows(repair: Repair, number: int, *, named: str, plan: Plan) -> Iterator[list[Value]]:
    lang = plan.lang
    status = Word(STATUS[repair.status].in_(lang), _TONES[repair.status])
    rests = ", ".join(EVIDENCE[e].in_(lang) for e in repair.evidence)
    told: list[Value] = [
        NATURE[repair.nature].in_(lang), rests, _decimal(repair.cost), _decimal(repair.gap), repair.scope.in_(lang)
    ]  # fmt: skip
    if not repair.changes:
        yield [status, named, number, *[None] * 13, *told[1:]]
        return
    for way, changes in enumerate((repair.changes, *repair.alternatives), 1):
        if not changes:
            yield [status, named, number, way, None, say("no_change", lang=lang), *[None] * 14]
        for change in changes:
            first = way == 1 and change is changes[0]
            more = told if first else [None] * len(told)
            yield [status, named, number, way, *_change(change, plan), *more]


def _decimal(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(f"{number:.2f}")


def _change(change: Change, plan: Plan) -> list[Value]:
    key, lang, source = change.key, plan.lang, change.source
    blank = say("blank", lang=lang)
    return [
        change.event,
        KIND[change.kind].in_(lang),
        code_to_words(key.origin, lang=lang),
        code_to_words(TOTAL, lang=lang) if key.region == TOTAL else key.region,
        code_to_words(key.pollution, lang=lang),
        code_to_words(key.measure, lang=lang),
        before_to_text(change).in_(lang) if change.before is None else change.before,
        blank if change.after is None else change.after,
        source.page if source else None,
        source.line if source else None,
        source.where if source else None,
    ]
