"""The body of a table to figures: what the cells of its rows say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from ..model import (
    TOTAL,
    Column,
    Doubt,
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
from ..vocabulary.codes import code_name
from ..vocabulary.numerals import DASHES, count_with_inside, exact, parse_count, parse_number
from ..vocabulary.pollution import pollution_code
from .columns import is_type
from .cues import told_in_brackets
from .matrix import Matrix
from .passage import MONEY, Passage
from .prose import read_statements
from .rows import Panel

_MONEY = ("fine", "fine_proposed")
_PERSONS = ("interviewed", "accountable", "detained_administrative", "detained_criminal")
_COMPANIES = ("rectified", "penalised")
_COUNTED = re.compile(r"\d\s*(?:件|个|起|项|宗)")
_PAIR = re.compile(r"([^\d\s、,;:.。()]{1,12})[:为]?(\d{1,6})(?:(件|个|起|项|宗)|(?![\d.%年月日]))")
_KEYS = re.compile(
    r"(?:其?中?含?(?P<named>重点)(?:案?件|问题)?:?)?(?P<number>\d{1,5})[件个]?", re.ASCII
)
_KEYS_INSIDE = re.compile(r"\([^()]*重点[^()]*\)")
_CUMULATIVE = re.compile(r"累计|累积")


def _in_yuan(value: Number, label: str) -> Number | None:
    """A sum of money in yuan by the unit its head prints; None where it prints none."""
    unit = next((name for name in ("亿元", "万元", "元") if name in label), None)
    return None if unit is None else exact(Decimal(value) * MONEY[unit])


def _unit(measure: str, printed: str) -> str:
    if measure == "share" or printed == "percent":
        return "percent"
    if measure in _MONEY:
        return "CNY"
    if measure in _PERSONS:
        return "person"
    if measure in _COMPANIES:
        return "company"
    return "problem" if measure == "problems" else "case"


class Figures:
    """Collects places, observations and doubts of one table."""

    def __init__(
        self, matrix: Matrix, part: str, *, batch: int | None, scope: Scope, caption: str = ""
    ) -> None:
        """``caption`` may say what brackets behind the figures hold (括号内为重点件)."""
        self.inside = told_in_brackets(caption)
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
            if row.role in ("region", "group", "part"):
                self._read_row(row, panel, columns, region=row.label)
            elif row.role == "measure":
                self._read_measure(row, panel, columns)
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
            said = _COUNTED.search(text) and not _is_count(text)
            if region == TOTAL and said:
                self._read_words(row, c)
            elif column.role == "types":
                self._read_types(row, c, column, region=region)
            elif column.role == "value" and c > panel.stub:
                assert column.pollution is not None and column.measure is not None
                key = self._key(column, region, column.pollution, column.measure)
                self._add(key, row, c, column)

    def _read_measure(self, row: Row, panel: Panel, columns: Sequence[Column]) -> None:
        """Read a row of what else is counted of the whole (其中：重点件)."""
        for c in range(panel.stub + 1, panel.last):
            column = columns[c]
            if column.role == "value" and column.measure in ("cases", "problems"):
                assert column.pollution is not None and row.measure is not None
                self._add(self._key(column, TOTAL, column.pollution, row.measure), row, c, column)

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
        for label, number, unit in _pairs(text):
            code = pollution_code(label)
            measure = "problems" if unit == "个" else "cases"
            key = self._key(column, TOTAL if merged else region, code or label, measure)
            self._put(key, parse_number(number), row, col, label=label, text=number, source=source)

    def _lists_types(self, row: int, col: int) -> bool:
        return bool(_pairs(compact(self.matrix.own[row][col])))

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
        both = count_with_inside(text)
        if both is not None and self._read_inside(key, both[1], row, col, column):
            value = both[0]
        if value is not None and key.measure in _MONEY:
            value = _in_yuan(value, column.label)
        if value is None:
            self._unread(key, text, source)
        observation = Observation(
            key=key, value=value, unit=_unit(key.measure, printed), label=column.label,
            text=visible(text), source=source, region_code=row.region_code,
        )  # fmt: skip
        self.observations.append(observation)
        if key.region == TOTAL:
            self._totals[key] = observation

    def _read_inside(self, key: Key, inside: str, row: Row, col: int, column: Column) -> bool:
        """Read what stands in brackets behind a count: key cases, or figures by type."""
        source = self.matrix.source[row.index][col]
        if (keys := _KEYS.fullmatch(inside)) and key.measure == "cases":
            named = keys["named"] or _KEYS_INSIDE.search(column.label)
            if measure := "key_cases" if named else self.inside:
                made = msgspec.structs.replace(key, measure=measure)
                if measure == "cases":  # of all batches
                    made = msgspec.structs.replace(key, scope="cumulative")
                number = keys["number"]
                self._put(
                    made, int(number), row, col, label=column.label, text=number, source=source
                )
                return True
        pairs = [(pollution_code(label), number, unit) for label, number, unit in _pairs(inside)]
        known = [(code, number, unit) for code, number, unit in pairs if code is not None]
        if not known or len(known) < len(pairs) or key.pollution != TOTAL:
            return False
        for code, number, unit in known:
            measure = "problems" if unit == "个" else "cases"
            made = msgspec.structs.replace(key, pollution=code, measure=measure)
            self._put(made, parse_number(number), row, col, label=code, text=number, source=source)
        return True

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
        region, type_ = code_name(key.region), code_name(key.pollution)
        self.doubts.append(
            Doubt(
                "unread-figure",
                Text(
                    f"{region.en} × {type_.en}: “{shown}” ({where}) is no number; the sums "
                    "it belongs to are left untested",
                    f"{region.zh} × {type_.zh}：“{shown}”（{where}）不是数字；相关合计未予核对",
                ),
                (key,),
                (source,),
            )
        )


def _pairs(text: str) -> list[tuple[str, str, str]]:
    """(label, number, unit) of each figure that words list; only a known type has no unit."""
    found = _PAIR.findall(text)
    return [(a, n, unit) for a, n, unit in found if unit or pollution_code(a) is not None]


def _is_count(text: str) -> bool:
    return parse_count(text)[0] is not None or count_with_inside(text) is not None


def _since(column: Column) -> Column:
    """The column in a row of figures since the first batch."""
    return msgspec.structs.replace(column, scope="cumulative")
