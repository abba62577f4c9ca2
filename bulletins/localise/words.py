"""What is said of a proposal, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from math import exp, floor, log10

from ..model import TOTAL, Change, Key, Number, Repair, Text
from ..vocabulary.codes import code_name

_SHOWN = 3  # alternatives that are told in a text

NOT_PROVED = {
    "much": Text("where so much is wrong nothing is called unique", "错误过多时不作唯一性断定"),
    "bounded": Text(
        "how far what must be at most, or at least, is off is not known",
        "不等式不成立时，相差多少无从得知",
    ),
    "beside": Text(
        "it mends a sum together with figures that stay open, so it is not proved either",
        "它与尚未确定的数字共同满足同一等式，故亦不能断定",
    ),
}

STATUS = {
    "unique": Text("proposed (unique)", "建议修正（唯一）"),
    "ambiguous": Text("possible (ambiguous)", "可能的修正（不唯一）"),
    "none": Text("no repair found", "未找到修正方案"),
    "limit": Text("not proved (limit: search stopped)", "未能证明（达到上限，搜索中止）"),
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
    "column": Text("one cause for several figures", "多处同一原因"),
    "second-reading": Text("a second reader", "第二识读"),
    "edition": Text("another document", "另一文件"),
}


_TOTAL_ROW = Text("total row", "合计行")


def _row(key: Key) -> Text:
    return _TOTAL_ROW if key.region == TOTAL else Text(key.region, key.region)


def _name(key: Key, *, in_row: bool = False) -> Text:
    """What a figure is of: 合肥 × soil; the total row × soil; 合肥 × cases. Without what row it is
    ``in_row``."""
    named = [code_name(c) for c in (key.region, key.pollution) if c != TOTAL]
    if key.region == TOTAL and key.origin == "table":
        named.insert(0, _TOTAL_ROW)
    if in_row:
        del named[0]
    if key.measure not in ("cases", "problems") or key.pollution == TOTAL:
        named.append(code_name(key.measure))
    if key.scope == "cumulative":
        named.insert(0, Text("cumulative", "累计"))
    en, zh = " × ".join(t.en for t in named), " × ".join(t.zh for t in named)
    if key.part == "headline":
        return Text(f"{en} in the headline", f"标题中{zh}")
    return Text(f"{en} in the text", f"文中{zh}") if key.origin == "prose" else Text(en, zh)


def change_to_text(change: Change, *, in_row: bool = False) -> Text:
    """One figure: 合肥 × soil 1 → blank; or soil 1 → blank ``in_row``."""
    name = _name(change.key, in_row=in_row)
    before, after = before_to_text(change), _shown(change.after)
    return Text(f"{name.en} {before.en} → {after.en}", f"{name.zh} {before.zh} → {after.zh}")


def before_to_text(change: Change) -> Text:
    """What is printed; something that is no number is ``unread``."""
    if change.before is None and change.kind == "misread":
        return Text("unread", "未读")
    return _shown(change.before)


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
        way = tuple(c.key.pollution for c in ends)
        return ("shift", *way) if way[0] != way[1] else None
    return None


def _together(group: Sequence[Sequence[Change]]) -> Text:
    way = _way(group[0])
    if way is None or len(group) == 1:
        return _event(group[0])
    figures = [next(c for c in event if c.before is not None) for event in group]
    where = [(_row(c.key), c.before) for c in figures]
    first = code_name(way[1])
    to = code_name(way[2]) if len(way) > 2 else Text("blank", "空白")
    return Text(
        f"{first.en} → {to.en} in {', '.join(f'{row.en} {x}' for row, x in where)}",
        f"{first.zh} → {to.zh}：{'、'.join(f'{row.zh} {x}' for row, x in where)}",
    )


def _event(event: Sequence[Change]) -> Text:
    regions = list(dict.fromkeys(c.key.region for c in event))
    columns = list(dict.fromkeys(c.key.pollution for c in event))
    if event[0].kind == "swap" and len(event) > 2 and len(regions) == 2:
        a, b = regions
        if TOTAL not in columns:
            return Text(
                f"the figures by type of {a} and {b} (exchanged)", f"{a}与{b}的各类型数（互换）"
            )
        if set(columns) == {TOTAL}:
            return Text(
                f"the totals of {a} and {b} wherever printed (exchanged)",
                f"{a}与{b}各处的总数（互换）",
            )
        return Text(f"the rows of {a} and {b} (exchanged)", f"{a}与{b}两行（互换）")
    if event[0].kind == "swap" and len(regions) > 2 and TOTAL in columns:
        names = ", ".join(regions), "、".join(regions)
        return Text(f"the rows of {names[0]} (exchanged)", f"{names[1]}各行（互换）")
    if event[0].kind == "swap" and len(event) > 2 and len(columns) == 2:
        one, two = map(code_name, columns)
        return Text(
            f"the columns of {one.en} and {two.en} (exchanged)", f"{one.zh}与{two.zh}两列（互换）"
        )
    in_row = len(event) > 2 and len(regions) == 1 and {c.key.origin for c in event} == {"table"}
    said = [change_to_text(c, in_row=in_row and i > 0) for i, c in enumerate(event)]
    kind = KIND[event[0].kind] if len(event) > 1 else None
    if event[0].kind == "shift" and TOTAL in columns and TOTAL not in regions:
        kind = Text("the whole row slid", "整行移位")
    if event[0].kind == "misread" and kind:
        kind = Text("the figures of another row, or of another day", "整行为他行或他日的数字")
    if event[0].kind == "stated" and kind:  # one figure, and what is summed from it
        kind = Text("the same error in all of them", "各处同错")
        if len(regions) == 2 and TOTAL not in regions:
            kind = Text("cases of one told under the other", "件数计入了对方")
    return Text(
        ", ".join(t.en for t in said) + (f" ({kind.en})" if kind else ""),
        "，".join(t.zh for t in said) + (f"（{kind.zh}）" if kind else ""),
    )


def repair_to_lines(repair: Repair, *, shown: int = _SHOWN) -> Iterator[Text]:
    """The proposal with what it rests on, then the others, a line each, the first ``shown``."""
    status = STATUS[repair.status]
    if not repair.changes:
        yield status
        return
    said = changes_to_text(repair.changes)
    rests = [EVIDENCE[e] for e in repair.evidence]
    en, zh = ", ".join(t.en for t in rests), "、".join(t.zh for t in rests)
    yield Text(f"{status.en}: {said.en}", f"{status.zh}：{said.zh}")
    next_best = _next_best(repair)
    yield Text(f"rests on {en}; {next_best.en}", f"依据：{zh}；{next_best.zh}")
    for other in repair.alternatives[:shown]:
        said = changes_to_text(other) if other else Text("none of these figures", "以上数字均不改")
        yield Text(f"or: {said.en}", f"或：{said.zh}")
    left = len(repair.alternatives) - shown
    if left > 0 and repair.is_cut:
        yield Text(f"or at least {left} others", f"或另外至少 {left} 种")
    elif left > 0:
        yield Text(f"or {left} other{'s' if left > 1 else ''}", f"或另外 {left} 种")
    elif repair.is_cut:
        yield Text("or others that are not listed", "或未列出的其他方案")


def two_digits(number: float, to_whole: Callable[[float], int]) -> str:
    """A number above 0 with the two digits that are worth telling, rounded by ``to_whole``.

    >>> from math import ceil
    >>> two_digits(1096.6, floor), two_digits(0.0991, ceil), two_digits(1.0, floor)
    ('1000', '0.1', '1')
    """
    places = 1 - floor(log10(number))
    return f"{to_whole(round(number * 10**places, 6)) / 10**places:g}"


def _next_best(repair: Repair) -> Text:
    """How much less likely the next best repair is; the gap is the logarithm of that."""
    gap = repair.gap or 0.0
    less = two_digits(exp(gap), floor)
    if repair.status == "limit" or (repair.is_least and not gap):
        return Text(
            "the search was stopped: others may be as likely", "搜索已中止：其他方案或同样可能"
        )
    but = Text(f", but {repair.why.en}", f"，但{repair.why.zh}") if repair.why else Text("", "")
    if repair.is_least and repair.status == "ambiguous":
        return Text(
            f"no other was found up to {less} times less likely (gap {gap:g}){but.en}",
            f"在可能性不低于其 1/{less} 的范围内（差距 {gap:g}）未见其他方案{but.zh}",
        )
    if repair.is_least:
        return Text(
            f"any other of these kinds is at least {less} times less likely (gap ≥ {gap:g})",
            f"同类的其他方案可能性均不及其 1/{less}（差距 ≥ {gap:g}）",
        )
    if exp(gap) < 1.15:
        return Text(f"another is as likely (gap {gap:g})", f"另有方案同样可能（差距 {gap:g}）")
    return Text(
        f"the next best is {less} times less likely (gap {gap:g}){but.en}",
        f"次优方案的可能性约为其 1/{less}（差距 {gap:g}）{but.zh}",
    )
