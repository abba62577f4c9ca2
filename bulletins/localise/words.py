"""What is said of a proposal, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ..model import TOTAL, Change, Key, Number, Repair, Text
from ..vocabulary.codes import code_name
from .solve import MARGIN

_SHOWN = 3  # alternatives that are told in a text

STATUS = {
    "unique": Text("proposed", "建议修正"),
    "ambiguous": Text("possible", "可能的修正"),
    "none": Text("no repair found", "未找到修正方案"),
    "limit": Text("not proved (search stopped)", "未能证明（搜索中止）"),
}
NATURE = {
    "reading": Text("an error of our reading", "识读错误"),
    "print": Text("an error of the print", "原文错误"),
    "open": Text("reading or print", "识读或原文"),
}
KIND = {
    "clear": Text("too many", "多出"),
    "misread": Text("misread", "误读"),
    "missing": Text("missing", "缺失"),
    "shift": Text("slid", "移位"),
    "swap": Text("exchanged", "互换"),
    "stated": Text("stated wrong", "所称有误"),
}
EVIDENCE = {
    "totals": Text("sums that close", "等式相符"),
    "look-alike": Text("digits that look alike", "形近数字"),
    "blank-neighbour": Text("a blank beside it", "相邻空格"),
    "prose": Text("the text", "正文"),
    "implied-zero": Text("a type that the text does not name", "正文未列的类型"),
    "column": Text("one cause in one column", "整列同一原因"),
    "second-reading": Text("a second reader", "第二识读"),
    "edition": Text("another document", "另一文件"),
}


def _name(key: Key) -> Text:
    """What a figure is of: 合肥 × soil."""
    named = [code_name(c) for c in (key.region, key.pollution) if c != TOTAL]
    if key.measure not in ("cases", "problems") or not named:
        named.append(code_name(key.measure))
    en, zh = " × ".join(t.en for t in named), " × ".join(t.zh for t in named)
    if key.part == "headline":
        return Text(f"{en} in the headline", f"标题中{zh}")
    return Text(f"{en} in the text", f"文中{zh}") if key.origin == "prose" else Text(en, zh)


def change_to_text(change: Change) -> Text:
    """One figure: 合肥 × soil 1 → blank."""
    name, before, after = _name(change.key), _shown(change.before), _shown(change.after)
    return Text(f"{name.en} {before.en} → {after.en}", f"{name.zh} {before.zh} → {after.zh}")


def _shown(value: Number | None) -> Text:
    return Text("blank", "空白") if value is None else Text(str(value), str(value))


def changes_to_text(changes: Sequence[Change]) -> Text:
    """All of a proposal: what went wrong in the same way in several regions is told once."""
    events = [list(group) for _, group in groupby(changes, key=lambda c: c.event)]
    alike: dict[object, list[list[Change]]] = {}
    for number, event in enumerate(events):
        alike.setdefault(_way(event) or number, []).append(event)
    said = [_together(group) for group in alike.values()]
    return Text("; ".join(t.en for t in said), "；".join(t.zh for t in said))


def _way(event: Sequence[Change]) -> tuple[str, ...] | None:
    """What events of several regions share: a column emptied, or moved into another."""
    if any(c.key.origin == "prose" for c in event):
        return None
    if event[0].kind == "clear":
        return ("clear", event[0].key.pollution)
    slid = event[0].kind == "shift" and len(event) == 2
    if slid and {c.after for c in event if c.before is not None} == {None}:
        ends = sorted(event, key=lambda c: c.after is not None)
        return ("shift", *(c.key.pollution for c in ends))
    return None


def _together(group: Sequence[Sequence[Change]]) -> Text:
    way = _way(group[0])
    if way is None or len(group) == 1:
        return _event(group[0])
    figures = [next(c for c in event if c.before is not None) for event in group]
    where = [f"{c.key.region} {c.before}" for c in figures]
    first = code_name(way[1])
    to = code_name(way[2]) if len(way) > 2 else Text("blank", "空白")
    return Text(
        f"{first.en} → {to.en} in {', '.join(where)}", f"{first.zh} → {to.zh}：{'、'.join(where)}"
    )


def _event(event: Sequence[Change]) -> Text:
    said = [change_to_text(c) for c in event]
    kind = KIND[event[0].kind] if len(event) > 1 else None
    return Text(
        ", ".join(t.en for t in said) + (f" ({kind.en})" if kind else ""),
        "，".join(t.zh for t in said) + (f"（{kind.zh}）" if kind else ""),
    )


def repair_to_lines(repair: Repair) -> Iterator[Text]:
    """The proposal with what it rests on, then the others, a line each."""
    status = STATUS[repair.status]
    if not repair.changes:
        yield status
        return
    said = changes_to_text(repair.changes)
    rests = [EVIDENCE[e] for e in repair.evidence]
    en, zh = ", ".join(t.en for t in rests), "、".join(t.zh for t in rests)
    yield Text(f"{status.en}: {said.en}", f"{status.zh}：{said.zh}")
    alone = repair.gap is not None and repair.gap >= MARGIN
    yield Text(
        f"rests on {en}; cost {repair.cost}, "
        + (f"none other within {MARGIN:g}" if alone else f"the next best {repair.gap} more"),
        f"依据：{zh}；代价 {repair.cost}，"
        + (f"高出 {MARGIN:g} 以内别无方案" if alone else f"次优方案高 {repair.gap}"),
    )
    for other in repair.alternatives[:_SHOWN]:
        said = changes_to_text(other) if other else Text("none of these", "以上均不改")
        yield Text(f"or: {said.en}", f"或：{said.zh}")
    left = len(repair.alternatives) - _SHOWN
    if left > 0:
        yield Text(f"or {left} others", f"或另外 {left} 种")
