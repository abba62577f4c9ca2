"""Tables whose cells are shaded each by itself, with white between them and no rule."""

from __future__ import annotations

import pytest

from bulletins.model import Grid
from bulletins.readers import read_document
from tests.pdf.test_made import grids, rows
from tests.pdf.writing import fill, pdf, rule, ruled, text

XS = [70, 120, 200, 260, 320, 380]
GAP = 2.0
Cells = list[tuple[int, int, int, int, str]]  # row, column, rows, columns, text

BODY: Cells = [
    (2, 0, 3, 1, "北片"),
    *((2 + r, 1 + c, 1, 1, said) for r, line in enumerate(["石家庄市 2 1 1", "唐山市 5 2 3", "廊坊市 4 3 1"])
      for c, said in enumerate(line.split())),
    (5, 0, 2, 1, "南片"),
    *((5 + r, 1 + c, 1, 1, said) for r, line in enumerate(["邢台市 6 3 3", "邯郸市 3 1 2"])
      for c, said in enumerate(line.split())),
    (7, 0, 1, 2, "合计"), (7, 2, 1, 1, "20"), (7, 3, 1, 1, "10"), (7, 4, 1, 1, "10"),
]  # fmt: skip
HEAD: Cells = [
    (0, 0, 2, 1, "片区"), (0, 1, 2, 1, "城市"), (0, 2, 2, 1, "件数"), (0, 3, 1, 2, "类型"),
    (1, 3, 1, 1, "水"), (1, 4, 1, 1, "大气"),
]  # fmt: skip


def page(cells: Cells, *, gray: float = 0.95, gap: float = GAP, behind: bool = False) -> str:
    """The cells on a page; ``behind``: shaded as a whole first, as a browser does a row."""
    out = fill(XS[0], 100, XS[-1], 100 + 20 * (1 + max(c[0] for c in cells)), 0.9) if behind else ""
    for r, c, n_rows, n_cols, said in cells:
        x0, x1 = XS[c] + gap / 2, XS[c + n_cols] - gap / 2
        y0, y1 = 100 + 20 * r + gap / 2, 100 + 20 * (r + n_rows) - gap / 2
        out += fill(x0, y0, x1, y1, gray)
        size = sum(10 if char > "\u2e80" else 5 for char in said)
        out += text((x0 + x1 - size) / 2, (y0 + y1) / 2 + 4, said)
    return out


def grid_of(*pages: str) -> Grid:
    (grid,) = grids(read_document(pdf(*pages)))
    return grid


def placed(grid: Grid) -> Cells:
    return sorted((c.row, c.col, c.row_span, c.col_span, c.text) for c in grid.cells)


@pytest.mark.parametrize("behind", [False, True])
@pytest.mark.parametrize("gap", [0.5, 2.0, 3.5])
def test_cells_over_several_rows_and_columns(gap: float, behind: bool) -> None:
    assert placed(grid_of(page([*HEAD, *BODY], gap=gap, behind=behind))) == sorted([*HEAD, *BODY])


def test_a_title_and_a_note_inside() -> None:
    lower = [(r + 1, *rest) for r, *rest in [*HEAD, *BODY]]
    cells = [(0, 0, 1, 5, "第三批交办件"), *lower, (9, 0, 1, 5, "注：含重复举报")]
    assert placed(grid_of(page(cells))) == sorted(cells)  # type: ignore[arg-type]


def test_a_title_inside_that_pages_repeat_is_there_once() -> None:
    title = (0, 0, 1, 5, "第三批交办件")
    head = [title, *((r + 1, *rest) for r, *rest in HEAD)]
    body = [
        [(r + 1, *rest) for r, *rest in BODY if r < 7],
        [(3, *rest) for r, *rest in BODY if r == 7],
    ]
    grid = grid_of(*(page([*head, *part]) for part in body))  # type: ignore[list-item]
    assert [c.text for c in grid.cells].count(title[-1]) == 1
    assert grid.n_rows == 9


def test_where_rules_part_cells_they_count() -> None:
    """A shade behind each word: the cells are wider."""
    table = [["地区", "件数", "水"], ["甲市", "3", "1"], ["乙市", "5", "2"]]
    shades = "".join(
        fill(70 + 20 * c, 100 + 9 * r, 88 + 20 * c, 107 + 9 * r, 0.9)
        for r in range(6)
        for c in range(9)
    )
    assert rows(read_document(pdf(shades + ruled(table)))) == [["|".join(line) for line in table]]


def test_shades_without_words_are_no_table() -> None:
    """A calendar of days, a map of tiles."""
    tiles = "".join(
        fill(70 + 20 * c, 100 + 20 * r, 88 + 20 * c, 118 + 20 * r, 0.4 + 0.1 * (c % 5))
        for r in range(5) for c in range(9)
    )  # fmt: skip
    legend = text(70, 230, "图1 各日交办量（颜色深者多）") + rule(70, 240, 250, 240)
    assert not grids(read_document(pdf(tiles + legend)))
