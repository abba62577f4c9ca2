"""Tables in long form, a row for each region and type (地区 类型 件数), as tables of both."""

from __future__ import annotations

from ..model import Cell, Grid
from ..vocabulary.characters import compact
from ..vocabulary.numerals import parse_count
from ..vocabulary.pollution import head_code
from ..vocabulary.regions import SUBTOTAL_WORDS, TOTAL_WORDS, is_place
from .matrix import Matrix

_WHOLE = "合计"
_FEW = 2  # rows
_TOTALS = TOTAL_WORDS | SUBTOTAL_WORDS


def is_long(grid: Grid) -> bool:
    """Whether rows name a type each, in a column of their own right before the only figures."""
    return _type_column(Matrix(grid)) is not None


def widened(grid: Grid) -> Grid:
    """A grid in long form with its types across; any other, or one of which the rows leave open
    whose they are, as it is.

    A row without a type, or with 合计 for one, has the total of its region. Cells keep their places.
    """
    matrix = Matrix(grid)
    type_col = _type_column(matrix)
    if type_col is None:
        return grid
    found: dict[str, dict[str, int]] = {}  # region → type → row
    for r in range(1, grid.n_rows):
        region, kind = compact(matrix.text[r][type_col - 1]), compact(matrix.text[r][type_col])
        kind = _WHOLE if not kind or kind in _TOTALS or kind == region else kind
        if not region or kind in found.setdefault(region, {}):
            return grid
        found[region][kind] = r
    places = [name for name in found if name not in _TOTALS]
    with_total = sum(1 for name in places if _WHOLE in found[name])
    if not all(map(is_place, places)) or with_total not in (0, len(places)):
        return grid
    kinds = list(dict.fromkeys(k for own in found.values() for k in own if k != _WHOLE))
    kinds += [_WHOLE] if with_total else []
    cells = [Cell(0, 0, matrix.text[0][type_col - 1], matrix.source[0][type_col - 1])]
    for c, kind in enumerate(kinds, 1):
        first = next(own[kind] for own in found.values() if kind in own)
        cells.append(Cell(0, c, kind, matrix.source[first][type_col]))
    for r, (region, own) in enumerate(found.items(), 1):
        first = next(iter(own.values()))
        cells.append(Cell(r, 0, region, matrix.source[first][type_col - 1]))
        alone = [*own] == [_WHOLE] and not with_total  # of all types, which has no column
        for c, kind in enumerate([_WHOLE] if alone else kinds, 1):
            row = own.get(kind)
            text = "" if row is None else matrix.own[row][type_col + 1]
            source = matrix.source[first if row is None else row][type_col + 1]
            cells.append(Cell(r, c, text, source, 1, len(kinds) if alone else 1))
    return Grid(tuple(cells), len(found) + 1, len(kinds) + 1, grid.source, grid.pages)


def _type_column(matrix: Matrix) -> int | None:
    """The last column but one where it has a type in most rows, again and again."""
    col = matrix.n_cols - 2
    if col < 1 or matrix.n_rows <= _FEW:
        return None
    texts = [compact(row[col]) for row in matrix.text[1:]]
    types = [t for t in texts if t and t not in _TOTALS and not is_place(t)]
    figures = all(parse_count(row[-1])[0] is not None for row in matrix.own[1:] if row[-1])
    repeated = len(set(types)) < len(types)
    return col if figures and repeated and all(map(head_code, types)) else None
