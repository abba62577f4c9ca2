"""Grids to figures: header, stub, body and margins of a statistics table.

The printed header is not trusted to stand over its body: a corner cell printed as two
moves it right, a lost one-character cell moves it left. Every way to lay the header over
the body is tried, and the one that lets most of the stated totals close is taken; where
that is not the way it is printed, a ``misaligned-columns`` doubt says so. Values stay in
the cells in which they are printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ..formats.split import is_body_row
from ..model import (
    TOTAL,
    Column,
    Doubt,
    Frozen,
    Grid,
    Key,
    Number,
    Observation,
    Place,
    Row,
    Scope,
    Source,
    Table,
    Text,
)
from ..vocabulary.characters import compact, visible
from ..vocabulary.measures import measure_at_end
from ..vocabulary.numerals import parse_number
from ..vocabulary.pollution import pollution_code
from ..vocabulary.regions import (
    REGION_HEADER,
    SUBTOTAL_WORDS,
    TOTAL_WORDS,
    find_regions,
    region_code,
)

_SERIAL = re.compile(r"^(?:序号|编号|序|No\.?)$")
_REMARK = re.compile(r"备注|说明|注$|^注[:：]")
_COUNT = re.compile(
    r"件数|数量|总数|总计|合计|小计|交办|转办|移交|受理|收到|信访|举报|案件|^件$|问题数|共计"
)
_PROBLEM = re.compile(r"问题数|问题总?数|\(个\)|问题\(")
_SHARE = re.compile(r"占比|比例|百分比|比重|%")
_DASHES = frozenset({"-", "/", "--", "—", "――", "\\"})


class Evidence(Frozen, frozen=True):
    """What the text beside a table states, to lay the header by: totals by type and in all."""

    types: Mapping[str, Number]
    cases: frozenset[Number]
    cumulative: frozenset[Number] = frozenset()


class Parsed(Frozen, frozen=True):
    """A table with its figures and what was noticed."""

    table: Table
    observations: tuple[Observation, ...]
    doubts: tuple[Doubt, ...]


class _Matrix:
    """The texts of a grid by place, spans filled in."""

    def __init__(self, grid: Grid) -> None:
        self.n_rows, self.n_cols = grid.n_rows, grid.n_cols
        self.text = [[""] * grid.n_cols for _ in range(grid.n_rows)]
        self.source = [[grid.source] * grid.n_cols for _ in range(grid.n_rows)]
        for cell in grid.cells:
            for r in range(cell.row, min(cell.row + cell.row_span, grid.n_rows)):
                for c in range(cell.col, min(cell.col + cell.col_span, grid.n_cols)):
                    self.text[r][c], self.source[r][c] = cell.text, cell.source

    def number(self, row: int, col: int) -> Number | None:
        return parse_number(self.text[row][col])


# ---------------------------------------------------------------------- structure


def _header_rows(matrix: _Matrix) -> int | None:
    return next((r for r in range(matrix.n_rows) if is_body_row(matrix.text[r])), None)


def _stubs(matrix: _Matrix, top: int) -> list[int]:
    """Columns whose body holds labels rather than numbers."""
    stubs = []
    for c in range(matrix.n_cols):
        body = [matrix.text[r][c] for r in range(top, matrix.n_rows) if matrix.text[r][c]]
        words = [t for t in body if parse_number(t) is None and compact(t) not in _DASHES]
        names = [t for t in words if not re.search(r"\d\s*%?$", t)]
        if (
            names
            and len(names) * 2 > len(body)
            and not any(_REMARK.search(compact(matrix.text[r][c])) for r in range(top))
        ):
            stubs.append(c)
    return stubs


def _paths(matrix: _Matrix, top: int) -> list[tuple[str, ...]]:
    """For each header column the texts above one another, spanners filled to the right."""
    rows = [[compact(t) for t in matrix.text[r]] for r in range(top)]
    rows = [row for row in rows if sum(1 for t in row if t) > 1 or len(rows) == 1]
    for above, below in pairwise(rows):
        for c in range(1, matrix.n_cols):
            if not above[c] and above[c - 1] and below[c] and below[c - 1]:
                above[c] = above[c - 1]
    return [tuple(dict.fromkeys(row[c] for row in rows if row[c])) for c in range(matrix.n_cols)]


def _scope(path: Sequence[str]) -> Scope:
    return "cumulative" if any("累计" in text or "累积" in text for text in path) else "batch"


def _column(path: tuple[str, ...], *, batch: int | None) -> Column:
    """What a column under these header texts counts."""
    label = path[-1] if path else ""
    whole = "".join(path)
    scope = _scope(path)
    plain = re.sub(r"\((?:件|个|起|项|宗)\)", "", label)
    if not label:
        return Column("", "unknown")
    if _SERIAL.match(label):
        return Column(label, "serial")
    if _SHARE.search(label):
        return Column(label, "value", TOTAL, "share", scope, batch)
    if code := pollution_code(plain):
        measure = "problems" if _PROBLEM.search(whole) else "cases"
        return Column(label, "value", code, measure, scope, batch)
    if _REMARK.search(label):
        return Column(label, "remark")
    cue = measure_at_end(plain.removesuffix("数"))
    if cue and cue[1] == 0:
        return Column(label, "value", TOTAL, cue[0], scope, batch)
    if "(件)" not in label and re.search(r"类型合计|问题(?:总数|合计|数)", whole):
        return Column(label, "value", TOTAL, "problems", scope, batch)
    if "办结" in whole and not label.endswith("率"):
        return Column(label, "value", TOTAL, "closed", scope, batch)
    if REGION_HEADER.search(label) and not re.search(r"\d|件|数", label):
        return Column(label, "stub")
    if _COUNT.search(label):
        return Column(label, "value", TOTAL, "cases", scope, batch)
    return Column(label, "unknown")


# ---------------------------------------------------------------------- alignment


class _Layout(Frozen, frozen=True):
    """One way to lay the header over the body: a column for each body column."""

    columns: tuple[Column, ...]
    shift: int = 0
    inserted: str = ""


def _layouts(
    header: Sequence[Column], stub: int, evidence: Evidence, batch: int | None
) -> Iterator[_Layout]:
    """As printed; moved left by one or two places behind the stub; a lost label put back."""
    yield _Layout(tuple(header))
    blank = Column("", "unknown")
    for shift in (1, 2):
        moved = [*header[: stub + 1], *header[stub + 1 + shift :], *[blank] * shift]
        yield _Layout(tuple(moved), shift)
    named = {c.pollution for c in header if c.pollution not in (None, TOTAL)}
    if header[-1].role != "unknown" or len(named) < 2:
        return
    lost = [code for code in evidence.types if code not in named] or ["water"]
    if len(lost) != 1 or lost[0] in named:
        return
    for at in range(stub + 1, len(header)):
        column = Column("", "value", lost[0], "cases", "batch", batch)
        yield _Layout((*header[:at], column, *header[at:-1]), -1, lost[0])


def _score(
    matrix: _Matrix, rows: Sequence[int], layout: _Layout, stub: int, evidence: Evidence
) -> tuple[int, int]:
    """(totals that close, figures under no label, negative): more is better."""
    totals = [c for c, col in enumerate(layout.columns) if _is_total(col)]
    types = [c for c, col in enumerate(layout.columns) if _is_type(col)]
    closed = unlabelled = 0
    for r in rows:
        for c in range(stub + 1, matrix.n_cols):
            if layout.columns[c].role != "value" and matrix.number(r, c) is not None:
                unlabelled += 1
        if totals and types:
            stated = matrix.number(r, totals[0])
            closed += stated is not None and stated == sum(matrix.number(r, c) or 0 for c in types)
    for c in types:
        stated = evidence.types.get(layout.columns[c].pollution or "")
        closed += stated is not None and stated == sum(matrix.number(r, c) or 0 for r in rows)
    for c in totals[:1]:
        closed += sum(matrix.number(r, c) or 0 for r in rows) in evidence.cases
    return closed, -unlabelled


def _is_total(column: Column) -> bool:
    return column.role == "value" and column.pollution == TOTAL and column.measure == "cases"


def _is_type(column: Column) -> bool:
    return column.role == "value" and column.pollution not in (None, TOTAL)


def _named_types(columns: Sequence[Column], batch: int | None) -> tuple[Column, ...]:
    """An unknown label beside a type is a type too: kept as printed, to be doubted."""
    out = list(columns)
    for i, column in enumerate(columns):
        beside = columns[max(i - 1, 0) : i + 2]
        if column.role == "unknown" and column.label and any(map(_is_type, beside)):
            out[i] = Column(column.label, "value", column.label, "cases", column.scope, batch)
    return tuple(out)


def _best_layout(
    matrix: _Matrix, rows: Sequence[int], stub: int, header: Sequence[Column],
    evidence: Evidence, batch: int | None,
) -> _Layout:  # fmt: skip
    """The layout that lets most totals close; as printed where no other is clearly better."""
    layouts = list(_layouts(header, stub, evidence, batch))
    printed = _score(matrix, rows, layouts[0], stub, evidence)
    best, score = layouts[0], printed
    for layout in layouts[1:]:
        tried = _score(matrix, rows, layout, stub, evidence)
        sound = layout.shift > 0 or tried[0] * 2 >= len(rows)
        if tried > score and tried[1] >= printed[1] and sound:
            best, score = layout, tried
    return best


def _distinct(columns: Sequence[Column], panels: Sequence[tuple[int, int, int]]) -> list[Column]:
    """The columns, a second one that counts the same within a panel kept by its label."""
    out = list(columns)
    for first, _, last in panels:
        seen = set()
        for c in range(first, last):
            column = out[c]
            meaning = (column.pollution, column.measure, column.scope, column.batch)
            if column.role == "value" and meaning in seen:
                second = Column(
                    column.label, "value", column.label, column.measure, column.scope, column.batch
                )
                out[c] = second if _is_type(column) else Column(column.label, "unknown")
            seen.add(meaning)
    return out


def _rescoped(layout: _Layout, matrix: _Matrix, rows: Sequence[int], evidence: Evidence) -> _Layout:
    """A table without a word of its scope is cumulative where its total is the cumulative one."""
    totals = [c for c, col in enumerate(layout.columns) if _is_total(col)]
    if not totals or any(c.scope == "cumulative" for c in layout.columns):
        return layout
    total = sum(matrix.number(r, totals[0]) or 0 for r in rows)
    if total in evidence.cases or total not in evidence.cumulative:
        return layout
    columns = tuple(
        Column(c.label, c.role, c.pollution, c.measure, "cumulative", c.batch)
        for c in layout.columns
    )
    return _Layout(columns, layout.shift, layout.inserted)


# ------------------------------------------------------------------------ figures


def _rows(
    matrix: _Matrix, top: int, stub: int, first: int, last: int, province: str | None
) -> Iterator[Row]:
    """The body rows of the columns first..last with their roles."""
    for r in range(top, matrix.n_rows):
        label = visible(matrix.text[r][stub]) or next(
            (visible(matrix.text[r][c]) for c in range(first, stub)
             if parse_number(matrix.text[r][c]) is None and matrix.text[r][c]), "")  # fmt: skip
        key = compact(label)
        numbers = any(matrix.number(r, c) is not None for c in range(stub + 1, last))
        if not key and not numbers:
            continue
        if key in TOTAL_WORDS:
            yield Row(r, label, "total")
        elif key in SUBTOTAL_WORDS:
            yield Row(r, label, "subtotal")
        elif _REMARK.search(key) or (
            REGION_HEADER.search(key) and not numbers and not find_regions(key)
        ):
            yield Row(r, label, "remark")
        else:
            yield Row(r, label, "region", region_code(label, province=province))


def _value(text: str) -> tuple[Number | None, str]:
    """(value or None, unit word) of a printed cell."""
    folded = compact(text)
    if folded.endswith("%"):
        return parse_number(folded[:-1]), "percent"
    return parse_number(re.sub(r"(?:件|个|起|项|宗)$", "", folded)), ""


def _unit(measure: str, printed: str) -> str:
    if measure == "share" or printed == "percent":
        return "percent"
    return "problem" if measure == "problems" else "case"


class _Figures:
    """Collects places, observations and doubts of one table."""

    def __init__(self, matrix: _Matrix, part: str) -> None:
        self.matrix, self.part = matrix, part
        self.places: list[Place] = []
        self.observations: list[Observation] = []
        self.doubts: list[Doubt] = []

    def add(self, row: Row, col: int, column: Column) -> None:
        region = TOTAL if row.role == "total" else row.label
        assert column.pollution is not None and column.measure is not None
        key = Key(
            self.part, "table", column.scope, column.batch, region, column.pollution, column.measure
        )
        text, source = self.matrix.text[row.index][col], self.matrix.source[row.index][col]
        self.places.append(Place(key, row.index, col))
        if not text or compact(text) in _DASHES:
            return
        value, printed = _value(text)
        if value is None:
            self._unread(key, text, source)
        self.observations.append(
            Observation(
                key=key, value=value, unit=_unit(column.measure, printed), label=column.label,
                text=visible(text), source=source, region_code=row.region_code,
            )
        )  # fmt: skip

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


def _panels(
    stubs: Sequence[int], header: Sequence[Column], n_cols: int
) -> list[tuple[int, int, int]]:
    """(first column, stub, column behind the last) of each half table set side by side."""
    if len(stubs) < 2 or len({header[s].label for s in stubs}) > 1:
        return [(0, stubs[0], n_cols)]
    width = stubs[1] - stubs[0]
    return [(s - stubs[0], s, min(s - stubs[0] + width, n_cols)) for s in stubs]


def _stub_of(stubs: list[int], header: Sequence[Column]) -> list[int]:
    """The stub columns that name regions: those under a region header, else the first."""
    named = [s for s in stubs if header[s].role == "stub"]
    return named or stubs[:1]


def _misaligned(layout: _Layout, matrix: _Matrix, top: int, grid: Grid) -> Doubt:
    if layout.inserted:
        en = (
            f"the header has a column less than the body; the column without a label was read as "
            f"{layout.inserted}, since more totals close that way"
        )
        zh = f"表头比表体少一列；未标名的一列按 {layout.inserted} 识读，如此闭合的合计更多"
    else:
        body = [c.label for c in layout.columns if c.role == "value"]
        en = (
            f"the header has {layout.shift} column(s) more than the body (a corner cell printed as "
            f"two); it was moved {layout.shift} to the left: the body's columns were read as "
            f"{', '.join(body)}"
        )
        zh = (
            f"表头比表体多 {layout.shift} 列（斜线表头被印成两格）；识读时表头左移 {layout.shift} 列，"
            f"表体各列按 {'、'.join(body)} 识读"
        )
    sources = tuple(
        matrix.source[top - 1][c] for c in range(matrix.n_cols) if matrix.text[top - 1][c]
    )
    return Doubt("misaligned-columns", Text(en, zh), sources=sources[:1] or (grid.source,))


def _unknown_columns(
    matrix: _Matrix, columns: Sequence[Column], rows: Sequence[Row], stub: int, top: int
) -> Iterator[Doubt]:
    """A doubt for each column of figures that no known header names."""
    for c in range(stub + 1, len(columns)):
        figures = [r.index for r in rows if matrix.number(r.index, c) is not None]
        if columns[c].role == "unknown" and figures:
            label = columns[c].label or "—"
            yield Doubt(
                "unknown-label",
                Text(
                    f"column {c + 1} is headed “{label}”, which names no known type or measure; "
                    f"its {len(figures)} figures were left out",
                    f"第 {c + 1} 列表头“{label}”不是已知的类型或指标；其中 {len(figures)} 个数未采用",
                ),
                sources=(matrix.source[max(top - 1, 0)][c],),
            )


def read_table(
    grid: Grid, *, part: str, batch: int | None, province: str | None, evidence: Evidence
) -> Parsed | None:
    """The figures of a region × type (or region × count) grid; None where it is no such table."""
    matrix = _Matrix(grid)
    top = _header_rows(matrix)
    if not top:
        return None
    header = [_column(path, batch=batch) for path in _paths(matrix, top)]
    stubs = _stub_of(_stubs(matrix, top), header)
    if not stubs:
        return None
    panels = _panels(stubs, header, matrix.n_cols)
    stub = panels[0][1]
    body = [
        r.index for r in _rows(matrix, top, stub, 0, matrix.n_cols, province) if r.role == "region"
    ]
    header = _distinct(_named_types(header, batch), panels)
    layout = _Layout(tuple(header))
    if len(panels) == 1:
        layout = _best_layout(matrix, body, stub, header, evidence, batch)
    if not any(c.role == "value" for c in layout.columns):
        return None
    layout = _rescoped(layout, matrix, body, evidence)
    figures = _Figures(matrix, part)
    if layout.shift:
        figures.doubts.append(_misaligned(layout, matrix, top, grid))
    rows: list[Row] = []
    for first, stub, last in panels:
        panel = [*_rows(matrix, top, stub, first, last, province)]
        rows.extend(_unique(panel, rows, figures.doubts, matrix, stub))
        for row in rows[len(rows) - len(panel) :] if panel else []:
            if row.role in ("region", "total"):
                for c in range(stub + 1, last):
                    if layout.columns[c].role == "value":
                        figures.add(row, c, layout.columns[c])
        figures.doubts.extend(_unknown_columns(matrix, layout.columns, panel, stub, top))
    if not figures.places:
        return None
    table = Table(part, grid, top, layout.columns, tuple(rows), tuple(figures.places), layout.shift)
    return Parsed(table, tuple(figures.observations), tuple(figures.doubts))


def _left_out(row: Row, why: Text, source: Source) -> Doubt:
    return Doubt(
        "unread-figure",
        Text(
            f"row {row.index + 1}: {why.en}; its figures were left out",
            f"第 {row.index + 1} 行：{why.zh}；其中的数未采用",
        ),
        sources=(source,),
    )


def _unique(
    panel: Sequence[Row], before: Sequence[Row], doubts: list[Doubt], matrix: _Matrix, stub: int
) -> Iterator[Row]:
    """The rows; whose a row's figures are must be certain, else it is a remark with a doubt."""
    seen = {row.label for row in before if row.role == "region"}
    totalled = any(row.role == "total" for row in before)
    for row in panel:
        why = None
        if row.role == "region" and not row.label:
            why = Text("it has no label", "没有行名")
        elif row.role == "region" and row.label in seen:
            why = Text(f"a second row is labelled {row.label}", f"又一行标为{row.label}")
        if why is not None:
            doubts.append(_left_out(row, why, matrix.source[row.index][stub]))
            yield Row(row.index, row.label, "remark")
        elif row.role == "total" and totalled:
            yield Row(row.index, row.label, "subtotal")
        else:
            yield row
        seen.add(row.label)
        totalled = totalled or row.role == "total"
