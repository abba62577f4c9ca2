"""The body of a table to figures: what each row is, and what its cells say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from ..model import (
    TOTAL,
    Column,
    Doubt,
    Frozen,
    Key,
    Number,
    Observation,
    Place,
    Row,
    Scope,
    Source,
    Text,
    TextBlock,
)
from ..vocabulary.characters import compact, visible
from ..vocabulary.numerals import parse_count, parse_number
from ..vocabulary.pollution import pollution_code
from ..vocabulary.regions import (
    REGION_HEADER,
    SHARE_WORDS,
    SUBTOTAL_WORDS,
    TOTAL_WORDS,
    find_regions,
    region_code,
)
from .columns import is_type
from .matrix import DASHES, REMARK, Head, Matrix
from .passage import Passage, ordinals
from .prose import read_statements

_COUNTED = re.compile(r"\d\s*(?:件|个|起|项|宗)")
_PAIR = re.compile(r"([^\d\s、,;:.。()]{1,12})[:为]?(\d{1,6})(件|个|起|项|宗)")
_WITH_KEYS = re.compile(r"(\d{1,6})\((\d{1,6})\)")
_KEYS_INSIDE = re.compile(r"\([^()]*重点[^()]*\)")
_CUMULATIVE = re.compile(r"累计|累积")


class Panel(Frozen, frozen=True):
    """A table, or one of several half tables set side by side: its columns and their stub."""

    first: int
    stub: int
    last: int  # the column behind its last one
    group: int | None = None  # the column that names groups of regions


def _label(matrix: Matrix, row: int, panel: Panel) -> str:
    """The label of a body row: the stub, or a word of the total that stands left of it."""
    left = [visible(matrix.text[row][c]) for c in range(panel.first, panel.stub)]
    words = [text for text in left if text and parse_number(text) is None]
    total = next((text for text in words if compact(text) in TOTAL_WORDS), "")
    return total or visible(matrix.text[row][panel.stub]) or next(iter(words), "")


def body_rows(matrix: Matrix, head: Head, panel: Panel, *, province: str | None) -> Iterator[Row]:
    """The body rows of a panel with their roles."""
    group: str | None = None
    for r in range(head.rows, matrix.n_rows):
        if r in head.repeated:
            continue
        group = _group(matrix, r, panel) or group
        label = _label(matrix, r, panel)
        key = compact(label)
        numbers = any(matrix.number(r, c) is not None for c in range(panel.stub + 1, panel.last))
        if not key and not numbers:
            continue
        if key in TOTAL_WORDS:
            yield Row(r, label, "total")
        elif group and (key in SUBTOTAL_WORDS or label == group):
            yield Row(r, group, "group", region_code(group, province=province))
        elif key in SUBTOTAL_WORDS:
            yield Row(r, label, "subtotal")
        elif key in SHARE_WORDS:
            yield Row(r, label, "share")
        elif batches := ordinals(key) if key.startswith("第") else ():
            yield Row(r, label, "batch", batch=batches[0] if len(batches) == 1 else None)
        elif REMARK.search(key) or (not numbers and _is_caption(matrix, r, panel, key)):
            yield Row(r, label, "remark")
        else:
            yield Row(r, label, "region", region_code(label, province=province), group=group)


def _group(matrix: Matrix, row: int, panel: Panel) -> str | None:
    """The city that a row names in front of its county; None where it names none."""
    if panel.group is None:
        return None
    label = visible(matrix.text[row][panel.group])
    return label if label and compact(label) not in TOTAL_WORDS else None


def _is_caption(matrix: Matrix, row: int, panel: Panel, key: str) -> bool:
    """Whether a row without figures heads other rows, and is no region without cases."""
    if find_regions(key):
        return False
    wide = matrix.text[row][panel.stub] == matrix.text[row][panel.last - 1] != ""
    return wide or bool(REGION_HEADER.search(key))


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


def _unit(measure: str, printed: str) -> str:
    if measure == "share" or printed == "percent":
        return "percent"
    return "problem" if measure == "problems" else "case"


class Figures:
    """Collects places, observations and doubts of one table."""

    def __init__(self, matrix: Matrix, part: str, *, batch: int | None, scope: Scope) -> None:
        self.matrix, self.part, self.batch, self.scope = matrix, part, batch, scope
        self.places: list[Place] = []
        self.observations: list[Observation] = []
        self.doubts: list[Doubt] = []
        self._totals: dict[Key, Observation] = {}

    def read_rows(self, rows: Sequence[Row], panel: Panel, columns: Sequence[Column]) -> None:
        """Read the figures of ``rows`` in the columns of one panel."""
        totals = sum(1 for row in rows if row.role == "total")
        by_batch = any(row.role == "batch" for row in rows)
        for row in rows:
            if row.role in ("region", "group"):
                self._read_row(row, panel, columns, region=row.label)
            elif row.role == "batch" and row.batch is not None:
                own = [msgspec.structs.replace(c, batch=row.batch) for c in columns]
                self._read_row(row, panel, own, region=TOTAL)
            elif row.role == "share":
                self._read_shares(row, panel, columns)
            elif row.role == "total":
                since = by_batch or (totals > 1 and bool(_CUMULATIVE.search(row.label)))
                meant = [_since(column) for column in columns] if since else columns
                if not self._read_grand_total(row, panel, meant, alone=totals == 1):
                    self._read_row(row, panel, meant, region=TOTAL)

    def _read_row(self, row: Row, panel: Panel, columns: Sequence[Column], *, region: str) -> None:
        for c in range(panel.first, panel.last):
            text = self.matrix.own[row.index][c]
            column = columns[c]
            if region == TOTAL and _COUNTED.search(text) and parse_count(text)[0] is None:
                self._read_words(row, c)
            elif column.role == "types":
                self._read_types(row, c, column, region=region)
            elif column.role == "value" and c > panel.stub:
                assert column.pollution is not None and column.measure is not None
                key = self._key(column, region, column.pollution, column.measure)
                self._add(key, row, c, column)

    def _key(self, column: Column, region: str, pollution: str, measure: str) -> Key:
        return Key(self.part, "table", column.scope, column.batch, region, pollution, measure)

    def _read_grand_total(
        self, row: Row, panel: Panel, columns: Sequence[Column], *, alone: bool
    ) -> bool:
        """Read a total row that prints one figure for the whole table; False for any other."""
        printed = [
            c for c in range(panel.stub + 1, panel.last)
            if columns[c].role == "value" and self.matrix.number(row.index, c) is not None
        ]  # fmt: skip
        if len(printed) != 1 or not is_type(columns[printed[0]]):
            return False
        (at,) = printed
        whole = self.matrix.text[row.index]
        spanning = sum(1 for c in range(panel.stub + 1, panel.last) if whole[c] == whole[at])
        if alone and spanning < 2:
            return False
        self._add(self._key(columns[at], TOTAL, TOTAL, "cases"), row, at, columns[at])
        return True

    def _read_shares(self, row: Row, panel: Panel, columns: Sequence[Column]) -> None:
        for c in range(panel.stub + 1, panel.last):
            column = columns[c]
            if is_type(column) and column.pollution is not None:
                self._add(self._key(column, TOTAL, column.pollution, "share"), row, c, column)

    def _read_types(self, row: Row, col: int, column: Column, *, region: str) -> None:
        """Read a cell that lists figures by type in words; merged down, it is the table's."""
        text = compact(self.matrix.own[row.index][col])
        source = self.matrix.source[row.index][col]
        merged = sum(1 for r in range(self.matrix.n_rows) if self._lists_types(r, col)) == 1
        for label, number, unit in _PAIR.findall(text):
            code = pollution_code(label)
            measure = "problems" if unit == "个" else "cases"
            key = self._key(column, TOTAL if merged else region, code or label, measure)
            self._put(key, parse_number(number), row, col, label=label, text=number, source=source)

    def _lists_types(self, row: int, col: int) -> bool:
        return bool(_PAIR.search(compact(self.matrix.own[row][col])))

    def _read_words(self, row: Row, col: int) -> None:
        """Read a total that is printed in words (举报案件94件(来电71件,来信23件))."""
        block = TextBlock(self.matrix.own[row.index][col], self.matrix.source[row.index][col])
        said = read_statements(Passage((block,)), part=self.part, batch=self.batch)
        for o in said.observations:
            if o.value is not None and o.relation == "equal" and o.key.region == TOTAL:
                key = Key(
                    self.part, "table", self.scope, self.batch, TOTAL, o.key.pollution,
                    o.key.measure,
                )  # fmt: skip
                self._put(key, o.value, row, col, label=o.label, text=o.text, source=o.source)

    def _put(
        self, key: Key, value: Number | None, row: Row, col: int,
        *, label: str, text: str, source: Source,
    ) -> None:  # fmt: skip
        self.places = [place for place in self.places if place.key != key]  # a blank cell's
        self.places.append(Place(key, row.index, col))
        observation = Observation(key, value, _unit(key.measure, ""), label, text, source)
        self.observations.append(observation)
        if key.region == TOTAL:
            self._totals[key] = observation

    def _add(self, key: Key, row: Row, col: int, column: Column) -> None:
        text, source = self.matrix.own[row.index][col], self.matrix.source[row.index][col]
        if key in self._totals:
            self._compare(key, text, source)
            return
        if key.region == TOTAL:  # printed in a second total row where the first is blank
            self.places = [place for place in self.places if place.key != key]
        self.places.append(Place(key, row.index, col))
        if not text or compact(text) in DASHES:
            return
        value, printed = parse_count(text)
        both = _WITH_KEYS.fullmatch(compact(text)) if _KEYS_INSIDE.search(column.label) else None
        if both is not None:
            value = parse_number(both[1])
            inside = msgspec.structs.replace(key, measure="key_cases")
            self._put(
                inside, parse_number(both[2]), row, col,
                label=column.label, text=both[2], source=source,
            )  # fmt: skip
        if value is None:
            self._unread(key, text, source)
        observation = Observation(
            key=key, value=value, unit=_unit(key.measure, printed), label=column.label,
            text=visible(text), source=source, region_code=row.region_code,
        )  # fmt: skip
        self.observations.append(observation)
        if key.region == TOTAL:
            self._totals[key] = observation

    def _compare(self, key: Key, text: str, source: Source) -> None:
        """A second total row says the same as the first, or one of them is wrong."""
        first, value = self._totals[key], parse_count(text)[0]
        if value is None or value == first.value:
            return
        self.doubts.append(
            Doubt(
                "column-total",
                Text(
                    f"two total rows differ: {first.label} is {first.text} in one, {text} in the other",
                    f"两个合计行不一致：{first.label}一处为 {first.text}，另一处为 {text}",
                ),
                (key,),
                (first.source, source),
            )
        )

    def _unread(self, key: Key, text: str, source: Source) -> None:
        shown = visible(text)[:40]
        where = source.ref or ""
        self.doubts.append(
            Doubt(
                "unread-figure",
                Text(
                    f"{key.region} × {key.pollution}: “{shown}” ({where}) is no number; the sums "
                    "it belongs to are left untested",
                    f"{key.region} × {key.pollution}：“{shown}”（{where}）不是数字；相关合计未予核对",
                ),
                (key,),
                (source,),
            )
        )


def _since(column: Column) -> Column:
    """The column in a row of figures since the first batch."""
    return msgspec.structs.replace(column, scope="cumulative")


def _left_out(row: Row, why: Text, source: Source) -> Doubt:
    return Doubt(
        "unread-figure",
        Text(
            f"row {row.index + 1}: {why.en}; its figures were left out",
            f"第 {row.index + 1} 行：{why.zh}；其中的数未采用",
        ),
        sources=(source,),
    )
