"""The structure of a grid: which rows are its head, which columns name its rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from ..find import has_regions_across
from ..formats.split import is_body_row
from ..model import Cell, Frozen, Grid, Number
from ..vocabulary.characters import compact, folded
from ..vocabulary.numerals import DASHES, count_with_inside, parse_count, parse_number
from ..vocabulary.pollution import head_code
from ..vocabulary.regions import TOTAL_WORDS, is_place

"""What is printed where there is nothing."""
REMARK = re.compile(r"备注|说明|注$|^注[:：]")
_COLUMN_NUMBERS = frozenset({"", "甲", "A", "栏次", "序号", "行次", "项目"})


_MEASURE = re.compile(
    r"(?:件|个|案件|问题|举报件?|信访件?)?(?:数量?|总数)(?:\((?:件|个)\))?|(?:所)?占比(?:例|重)?(?:\(%\))?|比[例重]|百分比|合计"
)
_GROUP = re.compile(r"([^\d\s,。;:、()%][^\d\s,。;:、()%]{1,11}\s*)(\d[\d\s]*)")


class Matrix:
    """The texts of a grid by place.

    ``text`` has a spanning text at every place it covers, as heads and stubs are read;
    ``own`` has it at its first place alone, as a figure is.
    """

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.n_rows, self.n_cols = grid.n_rows, grid.n_cols
        self.text = [[""] * grid.n_cols for _ in range(grid.n_rows)]
        self.own = [[""] * grid.n_cols for _ in range(grid.n_rows)]
        self.source = [[grid.source] * grid.n_cols for _ in range(grid.n_rows)]
        for cell in grid.cells:
            self.own[cell.row][cell.col] = cell.text
            for r in range(cell.row, min(cell.row + cell.row_span, grid.n_rows)):
                for c in range(cell.col, min(cell.col + cell.col_span, grid.n_cols)):
                    self.text[r][c], self.source[r][c] = cell.text, cell.source

    def number(self, row: int, col: int) -> Number | None:
        return parse_count(self.own[row][col])[0]


class Head(Frozen, frozen=True):
    """The head of a table: its rows, and the rows of the body that only repeat it."""

    rows: int
    repeated: frozenset[int]


def _is_named(label: str) -> bool:
    """Whether a text is surely the label of a body row: a known region or a total."""
    text = compact(label)
    return text in TOTAL_WORDS or bool(text and is_place(text))


def _is_column_numbers(texts: Sequence[str]) -> bool:
    """Whether a row numbers the columns (甲 1 2 3, or 1 2 3 4), as statistical forms have it."""
    numbers = [parse_number(t) for t in texts]
    if compact(texts[0]) in _COLUMN_NUMBERS:
        return len(numbers) > 1 and numbers[1:] == [*range(1, len(numbers))]
    return len(numbers) > 2 and numbers == [*range(1, len(numbers) + 1)]


def runs_together(texts: Sequence[str]) -> list[tuple[str, str]]:
    """(label, digits) of each row that ran together in the only text of a row; else nothing."""
    filled = [text for text in texts if text.strip()]
    if len(filled) != 1:
        return []
    text = folded(filled[0]).strip()
    groups = _GROUP.findall(text)
    return groups if "".join(label + digits for label, digits in groups) == text else []


def find_head(matrix: Matrix) -> Head | None:
    """The head of the table; None where no row below one has figures."""
    if not any(is_body_row(row) for row in matrix.own):
        return None
    top = next(
        r
        for r in range(matrix.n_rows)
        if (is_body_row(matrix.own[r]) and not _is_column_numbers(matrix.own[r]))
        or runs_together(matrix.own[r])
        or (r and _is_named(matrix.text[r][0]) and not any(map(_is_named, matrix.text[r][1:])))
    )
    head = {tuple(map(compact, matrix.text[r])) for r in range(top)}
    repeated = frozenset(
        r
        for r in range(top, matrix.n_rows)
        if tuple(map(compact, matrix.text[r])) in head or _is_column_numbers(matrix.own[r])
    )
    return Head(top, repeated)


def _is_figure(text: str) -> bool:
    return parse_count(text)[0] is not None or count_with_inside(text) is not None


def find_stubs(matrix: Matrix, head: Head) -> list[int]:
    """Columns whose body holds labels rather than numbers."""
    body = [
        r for r in range(head.rows, matrix.n_rows)
        if r not in head.repeated and not runs_together(matrix.own[r])
    ]  # fmt: skip
    stubs = []
    for c in range(matrix.n_cols):
        filled = [matrix.text[r][c] for r in body if matrix.text[r][c]]
        words = [t for t in filled if not _is_figure(t) and compact(t) not in DASHES]
        names = [t for t in words if not re.search(r"\d\s*%?$", t)]
        labelled = names and len(names) * 2 > sum(1 for t in filled if not runs_together([t]))
        if labelled and not any(
            REMARK.search(compact(matrix.text[r][c])) for r in range(head.rows)
        ):
            stubs.append(c)
    return stubs


def head_paths(matrix: Matrix, head: Head) -> list[tuple[str, ...]]:
    """For each column the head's texts above one another, spanners filled to the right."""
    rows = [[compact(t) for t in matrix.text[r]] for r in range(head.rows)]
    rows = [row for row in rows if sum(1 for t in row if t) > 1 or len(rows) == 1]
    rows = [row for row in rows if not _is_column_numbers(row)]
    for above, below in pairwise(rows):
        for c in range(1, matrix.n_cols):
            if not above[c] and above[c - 1] and below[c] and below[c - 1]:
                above[c] = above[c - 1]
    return [tuple(dict.fromkeys(row[c] for row in rows if row[c])) for c in range(matrix.n_cols)]


# ---------------------------------------------------------------- whole tables


def turned(grid: Grid) -> Grid:
    """The grid with rows and columns exchanged; cells keep their places of origin."""
    cells = sorted(
        (Cell(c.col, c.row, c.text, c.source, c.col_span, c.row_span) for c in grid.cells),
        key=lambda cell: (cell.row, cell.col),
    )
    return Grid(tuple(cells), grid.n_cols, grid.n_rows, grid.source, grid.pages)


def parted(grid: Grid) -> list[Grid]:
    """A table of regions and one of types that are set side by side as one, each on its own
    (地区 件数 类型 件数); else the table."""
    matrix = Matrix(grid)
    body = [[compact(t) for t in row] for row in matrix.own[1:]]
    for col in range(2, grid.n_cols - 1):
        types = [row[col] for row in body if row[col] and row[col] not in TOTAL_WORDS]
        placed = sum(1 for row in body if is_place(row[0]))
        kept = all(not c.col < col < c.col + c.col_span for c in grid.cells)
        once = len(set(types)) == len(types) > 1
        if placed > 1 and once and all(map(head_code, types)) and kept:
            return [_columns(grid, 0, col), _columns(grid, col, grid.n_cols)]
    return [grid]


def _columns(grid: Grid, first: int, end: int) -> Grid:
    """Some of the columns of a grid, without the rows in which nothing of them stands."""
    cells = [c for c in grid.cells if first <= c.col < end]
    filled = sorted({r for c in cells if c.text for r in range(c.row, c.row + c.row_span)})
    at = {row: n for n, row in enumerate(filled)}
    kept = tuple(
        msgspec.structs.replace(c, row=at[c.row], col=c.col - first) for c in cells if c.row in at
    )
    return Grid(kept, len(filled), end - first, grid.source, grid.pages)


def is_turned(grid: Grid) -> bool:
    """Whether pollution types stand in the rows, and regions or only counts in the columns."""
    matrix = Matrix(grid)
    across = [compact(t) for t in matrix.own[0][1:] if t] if grid.n_rows else []
    down = [compact(row[0]) for row in matrix.own[1:] if row[0]]
    if has_regions_across(grid):
        return True
    regions = sum(1 for t in across if is_place(t))
    types = sum(1 for t in down if head_code(t))
    if types < 2 or types * 2 < len(down):
        return False
    return (regions >= 2 and regions * 2 > len(across)) or all(map(_MEASURE.fullmatch, across))


def _head_texts(matrix: Matrix, head: Head) -> list[list[str]]:
    return [[compact(t) for t in row] for row in matrix.text[: head.rows]]


def _continues(first: Matrix, second: Matrix) -> bool:
    """Whether ``second`` goes on with the table ``first``: the same head or none, other rows.

    Where ``first`` has a total already, each must add up to its own.
    """
    one, two = find_head(first), find_head(second)
    if one is None or two is None or first.n_cols != second.n_cols or not one.rows:
        return False
    if two.rows and _head_texts(first, one) != _head_texts(second, two):
        return False
    if not two.rows and find_stubs(first, one) != find_stubs(second, two):
        return False
    labels = Counter(
        compact(text)
        for m, h in ((first, one), (second, two))
        for text in _labels(m, h)
        if compact(text) not in TOTAL_WORDS
    )
    if any(n > 1 for label, n in labels.items() if label):
        return False
    closed = [
        any(compact(t) in TOTAL_WORDS for t in _labels(m, h))
        for m, h in ((first, one), (second, two))
    ]
    return not closed[0] or (_closes(first, one) and _closes(second, two))


def _labels(matrix: Matrix, head: Head) -> list[str]:
    """The labels of a table's rows; that of a total may stand left of the others."""
    stub = next(iter(find_stubs(matrix, head)), 0)
    labels = []
    for row in matrix.text[head.rows :]:
        total = next((text for text in row[:stub] if compact(text) in TOTAL_WORDS), "")
        labels.append(total or row[stub])
    return labels


def _closes(matrix: Matrix, head: Head) -> bool:
    """Whether most columns of a table add up to its last row, a total."""
    labels = _labels(matrix, head)
    if not labels or compact(labels[-1]) not in TOTAL_WORDS:
        return False
    *rows, total = range(head.rows, matrix.n_rows)
    stub = next(iter(find_stubs(matrix, head)), 0)
    return adds_up(matrix, rows, total, range(stub + 1, matrix.n_cols))


def adds_up(matrix: Matrix, rows: Sequence[int], total: int, columns: Iterable[int]) -> bool:
    """Whether rows add up to the row of a total in most of the columns that have figures."""
    sums = [
        (sum(matrix.number(r, c) or 0 for r in rows), matrix.number(total, c) or 0) for c in columns
    ]
    filled = [a == b for a, b in sums if a or b]
    return len(rows) > 0 and len(filled) >= 2 and 2 * sum(filled) > len(filled)


def totals_of(grid: Grid) -> set[Number]:
    """The figures in the rows of a grid whose first words are those of a total."""
    matrix = Matrix(grid)
    rows = [r for r in range(matrix.n_rows)
            if any(compact(t) in TOTAL_WORDS for t in matrix.own[r][:2])]  # fmt: skip
    found = (matrix.number(r, c) for r in rows for c in range(matrix.n_cols))
    return {n for n in found if n is not None}


def joined(grids: Sequence[Grid]) -> list[Grid]:
    """The grids, each that only continues the one before it (over a page) joined to it."""
    out: list[Grid] = []
    for grid in grids:
        if not out or not _continues(Matrix(out[-1]), Matrix(grid)):
            out.append(grid)
            continue
        before, head = out[-1], find_head(Matrix(grid))
        assert head is not None  # it continues a table
        below = before.n_rows - head.rows
        cells = (
            Cell(c.row + below, c.col, c.text, c.source, c.row_span, c.col_span)
            for c in grid.cells
            if c.row >= head.rows
        )
        out[-1] = Grid(
            (*before.cells, *cells), below + grid.n_rows, grid.n_cols, before.source,
            tuple(dict.fromkeys((*before.pages, *grid.pages))),
        )  # fmt: skip
    return out
