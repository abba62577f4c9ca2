"""What each row of a table's body is: a region, a group of them, a total, a remark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from ..model import Doubt, Frozen, Row, Source, Text
from ..vocabulary.characters import compact, visible
from ..vocabulary.measures import measure_at_end
from ..vocabulary.numerals import parse_number
from ..vocabulary.regions import (
    REGION_HEADER,
    SHARE_WORDS,
    SUBTOTAL_WORDS,
    TOTAL_WORDS,
    find_regions,
    is_place,
    looks_like_place,
    region_code,
)
from .matrix import REMARK, Head, Matrix, adds_up
from .passage import ordinals

_FOOTNOTE = re.compile(r"(?<=[^\d\s])[*※★☆\u00b9\u00b2\u00b3\u2070-\u2079\u2460-\u2473]+$")
_DETAIL = re.compile(r"^(?:其中|其中含|内含|含)[:：]?(?=.)")
_SUBTOTAL = re.compile(r"(?:小计|合计|全市|总计)$")
_COUNT = re.compile(r"(?:件|个|问题|案件)?(?:数量?|总数)|数量\((?:件|个)\)|件数\(件\)")

_PARTS = 2  # totals of parts in one table at least, and regions in a part


class Panel(Frozen, frozen=True):
    """A table, or one of several half tables set side by side: its columns and their stub."""

    first: int
    stub: int  # -1 where none names the rows: all that is printed is of the whole
    last: int  # the column behind its last one
    group: int | None = None  # the column that names groups of regions


def label_of(matrix: Matrix, row: int, panel: Panel) -> str:
    """The label of a body row: the stub, or a word of the total that stands left of it."""
    if panel.stub < 0:
        return "合计"
    left = [visible(matrix.text[row][c]) for c in range(panel.first, panel.stub)]
    words = [text for text in left if text and parse_number(text) is None]
    total = next((text for text in words if compact(text) in TOTAL_WORDS), "")
    label = total or visible(matrix.text[row][panel.stub]) or next(iter(words), "")
    return _FOOTNOTE.sub("", label)


def body_rows(matrix: Matrix, head: Head, panel: Panel, *, province: str | None) -> Iterator[Row]:
    """The body rows of a panel with their roles."""
    group: str | None = None
    by_batch = any("批" in matrix.text[r][panel.stub] for r in range(head.rows))
    for r in range(head.rows, matrix.n_rows):
        if r in head.repeated:
            continue
        group = _group(matrix, r, panel) or group
        label = label_of(matrix, r, panel)
        key = compact(label)
        numbers = any(matrix.number(r, c) is not None for c in range(panel.stub + 1, panel.last))
        if not key and not numbers:
            continue
        if key in TOTAL_WORDS or _COUNT.fullmatch(key):
            yield Row(r, label, "total")
        elif group and (key in SUBTOTAL_WORDS or label == group):
            yield Row(r, group, "group", region_code(group, province=province))
        elif key in SUBTOTAL_WORDS:
            yield Row(r, label, "subtotal")
        elif key in SHARE_WORDS:
            yield Row(r, label, "share")
        elif batches := ordinals(key) if key.startswith("第") and (by_batch or "批" in key) else ():
            yield Row(r, label, "batch", batch=batches[0] if len(batches) == 1 else None)
        elif measure := _measure(key):
            yield Row(r, label, "measure", measure=measure)
        elif REMARK.search(key) or (not numbers and _is_caption(matrix, r, panel, key)):
            yield Row(r, label, "remark")
        else:
            yield Row(r, label, "region", region_code(label, province=province), group=group)


def _measure(key: str) -> str | None:
    """What a row of the whole counts beside the cases (其中：重点件); None for any other row."""
    plain = _DETAIL.sub("", key)
    cue = measure_at_end(plain)
    return cue[0] if cue is not None and cue[1] == 0 and not is_place(plain) else None


def _group(matrix: Matrix, row: int, panel: Panel) -> str | None:
    """The city that a row names in front of its county; None where it names none."""
    if panel.group is None:
        return None
    label = visible(matrix.text[row][panel.group])
    return label if label and compact(label) not in TOTAL_WORDS else None


def _is_caption(matrix: Matrix, row: int, panel: Panel, key: str) -> bool:
    """Whether a row without figures heads other rows, and is no region without cases."""
    if is_place(key):
        return False
    wide = matrix.text[row][panel.stub] == matrix.text[row][panel.last - 1] != ""
    return wide or bool(REGION_HEADER.search(key))


# --------------------------------------------------------------- rows in rows


def nested(
    rows: Sequence[Row], matrix: Matrix, columns: Sequence[int], *, province: str | None,
    stated: Sequence[object],
) -> list[Row]:  # fmt: skip
    """The rows, counties that stand below (or above) their city's row as its members.

    Taken where the print says so (小计, 其中), or where the cities alone make up more of the
    totals than all rows do. ``columns`` are those of figures, ``stated`` their totals.
    """
    if any(row.role == "group" or row.group for row in rows):
        filled = {row.group for row in rows if row.group}  # a city may have no counties told
        alone = [row.role == "group" and row.label not in filled for row in rows]
        return [
            msgspec.structs.replace(row, role="region") if single else row
            for row, single in zip(rows, alone, strict=True)
        ]
    plain = [_plain(row, province) for row in rows]
    members = _members(plain)
    if not members:
        return plain
    cities = {city for city in members.values() if city is not None}
    grouped = []
    for i, row in enumerate(plain):
        if i in cities and any(
            members.get(j) == i and not _DETAIL.match(rows[j].label) for j in members
        ):
            grouped.append(msgspec.structs.replace(row, role="group"))
        elif (city := members.get(i)) is not None:
            role = "part" if _DETAIL.match(rows[i].label) else "region"
            grouped.append(msgspec.structs.replace(row, role=role, group=plain[city].label))
        else:
            grouped.append(row)
    said = any(_DETAIL.match(r.label) or _is_subtotal(r) for r in rows)
    if said or _closes(grouped, matrix, columns, stated) > _closes(plain, matrix, columns, stated):
        return grouped
    return plain


def _is_subtotal(row: Row) -> bool:
    base = _SUBTOTAL.sub("", compact(row.label))
    return row.role == "region" and base != compact(row.label) and is_place(base)


def _plain(row: Row, province: str | None) -> Row:
    """A region's row under the region's own name: 南宁市小计 is 南宁市, 其中：青秀区 is 青秀区."""
    if row.role != "region":
        return row
    name = _DETAIL.sub("", row.label)
    if _is_subtotal(row):
        name = _SUBTOTAL.sub("", name)
    if name == row.label or not looks_like_place(name):
        return row
    return msgspec.structs.replace(
        row, label=name, region_code=region_code(name, province=province)
    )


def _county_of(row: Row) -> str | None:
    """The code of the city that a county's row lies in."""
    code = row.region_code
    level = next((r.level for r in find_regions(row.label) if r.code == code), None)
    return code[:4] + "00" if code is not None and level == "county" else None


def _members(rows: Sequence[Row]) -> dict[int, int]:
    """Rows of counties → the row of their city, where they stand right below or above it."""
    cities = {i: row.region_code for i, row in enumerate(rows) if row.region_code is not None
              and row.role == "region" and row.region_code.endswith("00")}  # fmt: skip
    members: dict[int, int] = {}
    for step in (1, -1):
        for city, code in cities.items():
            run: list[int] = []
            i = city + step
            while 0 <= i < len(rows) and i not in cities and rows[i].role == "region":
                run.append(i)
                i += step
            while run and _county_of(rows[run[-1]]) != code:
                run.pop()
            if run and all(_county_of(rows[i]) in (code, None) for i in run):
                for i in run:
                    members.setdefault(i, city)
        if members:
            break
    return members


def _closes(
    rows: Sequence[Row], matrix: Matrix, columns: Sequence[int], stated: Sequence[object]
) -> int:
    """How many columns add up to what is stated of them, over the rows that count once."""
    inside = any(row.role == "group" for row in rows)
    count = [
        r for r in rows
        if (r.role == "group" or (r.role == "region" and r.group is None))
        or (r.role == "region" and not inside)
    ]  # fmt: skip
    return sum(
        sum(matrix.number(r.index, c) or 0 for r in count) == total
        for c, total in zip(columns, stated, strict=True)
    )


def with_own_totals(rows: Sequence[Row], matrix: Matrix, columns: Sequence[int]) -> list[Row]:
    """The rows, each total of several that is one of the regions since the total before as the
    row of a group of them; one of all regions stays a total."""
    totals = [i for i, row in enumerate(rows) if row.role == "total"]
    if len(totals) < _PARTS or any(row.group for row in rows):
        return list(rows)
    out = list(rows)
    first = parts = 0
    for at in totals:
        inside = [i for i in range(first, at) if rows[i].role == "region"]
        first = at + 1
        if len(inside) < _PARTS or not adds_up(
            matrix, [rows[i].index for i in inside], rows[at].index, columns
        ):
            continue
        ends = f"{rows[inside[0]].label}—{rows[inside[-1]].label}"
        group = f"{rows[at].label}（{ends}）"
        out[at] = msgspec.structs.replace(rows[at], label=group, role="group")
        for i in inside:
            out[i] = msgspec.structs.replace(rows[i], group=group)
        parts += 1
    return out if parts >= _PARTS else list(rows)


# -------------------------------------------------------------------- doubts


def settle(
    rows: Sequence[Row], before: Sequence[Row], matrix: Matrix, stub: int, doubts: list[Doubt]
) -> Iterator[Row]:
    """The rows, those whose figures are nobody's for certain as remarks with a doubt.

    The only 小计 of a table, below its last region, is a total; those of groups are not.
    """
    seen = {row.label for row in before if row.role == "region"}
    subtotals = sum(1 for row in rows if row.role == "subtotal")
    last = max((row.index for row in rows if row.role == "region"), default=-1)
    for row in rows:
        why = None
        if row.role == "region" and not row.label:
            why = Text("it has no label", "没有行名")
        elif row.role == "region" and row.label in seen:
            why = Text(f"a second row is labelled {row.label}", f"又一行标为{row.label}")
        if why is not None:
            doubts.append(_left_out(row, why, matrix.source[row.index][stub]))
            yield Row(row.index, row.label, "remark")
        elif row.role == "subtotal" and row.index > last >= 0 and subtotals == 1:
            yield Row(row.index, row.label, "total")
        else:
            yield row
        seen.add(row.label)


def _left_out(row: Row, why: Text, source: Source) -> Doubt:
    return Doubt(
        "unread-figure",
        Text(
            f"row {row.index + 1}: {why.en}; its figures were left out",
            f"第 {row.index + 1} 行：{why.zh}；其中的数未采用",
        ),
        sources=(source,),
    )
