"""Printed tables over drawn figures: every kind of rules, in every kind of place on a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from tests.pdf.writing import HEIGHT, fill, pdf, rule, text
from tests.property.pages import C, Row, cells
from tests.property.shapes import TYPES, Figures, draw

Rows = list[Row]
DASHES = {"dotted": "0.6 w [0.6 1.4] 0 d", "dashed": "0.5 w [3 2] 0 d"}
PROSE = (
    "督察组要求各地压实责任加快整改确保群众反映的问题得到及时有效解决并向社会公开办理情况"
    "有关部门组织力量到现场核实对查实的违法行为依法处理同时举一反三建立长效机制防止反弹"
)


@dataclass(frozen=True)
class Print:
    """A document, and its tables as they are printed: rows with cells that span."""

    data: bytes
    tables: tuple[Rows, ...]


@dataclass(frozen=True)
class Setting:
    """How a table is set: its rules, its place, type size, row height, alignment."""

    style: str
    x: float
    y: float
    widths: tuple[float, ...]
    size: float
    height: float
    aligned: tuple[str, ...]
    head: int


def width_of(words: str, size: float) -> float:
    return sum(size if ord(char) > 0xFF else size / 2 for char in words)


def placed(rows: Rows) -> list[tuple[int, int, C]]:
    """(row, column, cell) of every cell, spans taken in."""
    taken: set[tuple[int, int]] = set()
    out = []
    for r, row in enumerate(rows):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            out.append((r, c, cell))
            taken |= {(r + i, c + j) for i in range(cell.rows) for j in range(cell.cols)}
    return out


def grid_of(rows: Rows) -> dict[tuple[int, int], str]:
    """The filled places of the table."""
    return {(r, c): cell.text for r, c, cell in placed(rows) if cell.text}


def print_table(rows: Rows, s: Setting) -> str:
    """The operators that draw a table."""
    xs = [s.x + sum(s.widths[:k]) for k in range(len(s.widths) + 1)]
    ys = [s.y + s.height * k for k in range(len(rows) + 1)]
    return _rules(rows, s, xs, ys) + "".join(_words(rows, s, xs, ys))


def _words(rows: Rows, s: Setting, xs: Sequence[float], ys: Sequence[float]) -> list[str]:
    out = []
    for r, c, cell in placed(rows):
        x0, x1, y0, y1 = xs[c], xs[c + cell.cols], ys[r], ys[r + cell.rows]
        how = s.aligned[c] if cell.cols == 1 else "center"
        free = x1 - x0 - width_of(cell.text, s.size)
        x = {"left": x0 + 3, "right": x0 + free - 3, "center": x0 + free / 2}[how]
        if cell.text:
            out.append(
                text(round(x, 2), round((y0 + y1) / 2 + 0.36 * s.size, 2), cell.text, s.size)
            )
    return out


def _rules(rows: Rows, s: Setting, xs: Sequence[float], ys: Sequence[float]) -> str:
    left, right, top, foot = xs[0], xs[-1], ys[0], ys[-1]
    below = ys[s.head]
    out = []
    if s.style == "white":
        out.append(fill(left, top, right, foot, 0.88))
    if s.style == "zebra":
        out += [fill(left, ys[k], right, ys[k + 1], 0.9) for k in range(s.head, len(rows), 2)]
    if s.style in ("zebra", "three"):
        out += [rule(left, y, right, y) for y in (top, below, foot)]
    if s.style in ("boxed", "double"):
        for d in (0, 2) if s.style == "double" else (0,):
            x0, y0, x1, y1 = left - d, top - d, right + d, foot + d
            out += [rule(x0, y0, x1, y0), rule(x0, y1, x1, y1)]
            out += [rule(x0, y0, x0, y1), rule(x1, y0, x1, y1)]
    if s.style == "boxed":
        out.append(rule(left, below, right, below))
    pen = "1 w 1 G" if s.style == "white" else DASHES.get(s.style, "0.5 w")
    everywhere = s.style in ("ruled", "open", "white", "double", *DASHES)
    for r, c, cell in placed(rows):
        x0, x1, y0, y1 = xs[c], xs[c + cell.cols], ys[r], ys[r + cell.rows]
        if everywhere or s.style == "across":
            out += [rule(x0, y, x1, y, before=pen) for y in (y0, y1)]
        if everywhere or s.style == "down":
            open_sides = (left, right) if s.style == "open" else ()
            out += [rule(x, y0, x, y1, before=pen) for x in (x0, x1) if x not in open_sides]
        if cell.cols > 1 and s.style in ("three", "boxed", "zebra"):
            out.append(rule(x0 + 4, y1, x1 - 4, y1))
    return "".join(out)


def setting(rng: Random, style: str, rows: Rows, *, head: int, across: float) -> Setting:
    """A setting that fits ``across``; type is set smaller where the table is wide."""
    n = 1 + max(c + cell.cols - 1 for _, c, cell in placed(rows))
    need = [
        max([width_of(cell.text, 1) for _, c, cell in placed(rows) if c == k and cell.cols == 1], default=2)
        for k in range(n)
    ]  # fmt: skip
    largest = across / (sum(need) + 1.6 * n)
    size = min(max(rng.choice((6, 7, 8, 9, 10.5, 12, 16)), 6), round(largest, 1))
    widths = tuple(round(size * (w + 1.2 + rng.random() * 0.4), 1) for w in need)
    figures = rng.choice(("right", "center", "center", "left"))
    aligned = (rng.choice(("left", "center")), *[figures] * (n - 1))
    return Setting(
        style, 60, 110, widths, size, round(size * rng.uniform(1.6, 2.2), 1), aligned, head
    )


# ------------------------------------------------------------------------- the rows


def body(figures: Figures, rng: Random, *, wrong: bool) -> Rows:
    """The regions' rows and, first, last or not at all, their sum; one type of one is wrong."""
    blank = rng.choice(("", "0"))
    region, at = rng.choice(figures.regions), rng.choice(figures.types)
    out = []
    for r in figures.regions:
        row = [figures.cells[r, t] + (wrong and (r, t) == (region, at)) * 4 for t in figures.types]
        out.append(cells(r, figures.row(r), *(v or blank for v in row)))
    total = cells("合计", figures.total, *(figures.column(t) for t in figures.types))
    where = rng.choice(("first", "last", "last", "none"))
    return [total, *out] if where == "first" else [*out, total] if where == "last" else out


def one_head(figures: Figures) -> Rows:
    return [cells("地区", "交办件数", *(TYPES[t] for t in figures.types))]


def two_heads(figures: Figures) -> Rows:
    n = len(figures.types)
    first = [C("设区市", 2), C("交办件数", 2), C("污染类型", 1, n)]
    return [first, cells(*(TYPES[t] for t in figures.types))]


def halves(figures: Figures, *, wrong: bool) -> Rows:
    entries = [(r, figures.row(r)) for r in figures.regions]
    if wrong:
        entries[1] = (entries[1][0], entries[1][1] + 4)
    if len(entries) % 2 == 0:
        entries.append(("省直部门", 0))
    entries.append(("合计", figures.total))
    half = len(entries) // 2
    rows = [cells("市(州)", "移交数量", "市(州)", "移交数量")]
    return [*rows, *(cells(*entries[k], *entries[half + k]) for k in range(half))]


# ----------------------------------------------------------------------- the documents


def _titled(figures: Figures) -> str:
    title = f"中央第三生态环境保护督察组向{figures.province}转办第{figures.batch}批信访件"
    return text(60, 60, title, 14) + text(
        60, 86, f"截至昨日,共收到第{figures.batch}批群众信访举报件{figures.total}件。", 10.5
    )


def plain(figures: Figures, rng: Random, style: str, *, wrong: bool) -> Print:
    rows = [*one_head(figures), *body(figures, rng, wrong=wrong)]
    return _one(figures, rng, style, rows, head=1)


def two_levels(figures: Figures, rng: Random, style: str, *, wrong: bool) -> Print:
    rows = [*two_heads(figures), *body(figures, rng, wrong=wrong)]
    return _one(figures, rng, style, rows, head=2)


def side_by_side(figures: Figures, rng: Random, style: str, *, wrong: bool) -> Print:
    return _one(figures, rng, style, halves(figures, wrong=wrong), head=1)


def _one(figures: Figures, rng: Random, style: str, rows: Rows, *, head: int) -> Print:
    size = rng.choice(((595.0, float(HEIGHT)), (842.0, 595.0)))
    s = setting(rng, style, rows, head=head, across=size[0] - 120)
    return Print(pdf(_titled(figures) + print_table(rows, s), size=size), (rows,))


def pages(figures: Figures, rng: Random, style: str, *, wrong: bool) -> Print:
    """The table broken over two pages, its head repeated or not."""
    head = one_head(figures)
    below = body(figures, rng, wrong=wrong)
    half = len(below) // 2
    first, rest = [*head, *below[:half]], below[half:]
    repeated = rng.random() < 0.5
    s = setting(rng, style, [*head, *below], head=1, across=475)
    high = replace(s, y=HEIGHT - 50 - s.height * len(first))
    filled = "".join(
        text(60, y, PROSE[k % 40 : k % 40 + 40], 10) for k, y in enumerate(range(120, int(high.y) - 40, 20))
    )  # fmt: skip
    second = replace(s, y=60, head=1 if repeated else 0)
    data = pdf(
        _titled(figures) + filled + print_table(first, high),
        print_table([*head, *rest] if repeated else rest, second),
    )
    return Print(data, ([*head, *below],))


def newspaper(figures: Figures, rng: Random, style: str, *, wrong: bool) -> Print:
    """A page of columns of prose, the table across some of them."""
    rows = [*one_head(figures), *body(figures, rng, wrong=wrong)]
    columns, wide = rng.choice(((3, 1), (3, 2), (4, 2), (5, 2), (5, 3)))
    width, gutter, size, leading = 1000.0, 18.0, 9.0, 14.0
    column = (width - 120 - gutter * (columns - 1)) / columns
    start = rng.randrange(columns - wide + 1)
    room = column * wide + gutter * (wide - 1)
    s = setting(rng, style, rows, head=1, across=room - 8)
    s = replace(s, x=64 + start * (column + gutter), y=300.0)
    foot = s.y + s.height * len(rows)
    out = [_titled(figures), print_table(rows, s)]
    for k in range(columns):
        x = 60 + k * (column + gutter)
        chars = int(column // size)
        y = 130.0 + (0 if rng.random() < 0.5 else rng.uniform(0, leading))
        at = rng.randrange(40)
        while y < 900:
            inside = start <= k < start + wide and s.y - 22 < y < foot + 30
            if not inside:
                line = "".join(PROSE[(at + i) % len(PROSE)] for i in range(chars))
                out.append(text(x, y, line, size))
                at += chars
            y += leading
    return Print(pdf("".join(out), size=(width, 960)), (rows,))


STYLES = ("ruled", "open", "three", "across", "down", *DASHES, "double", "white", "zebra", "boxed", "none")  # fmt: skip
LAYOUTS: dict[str, Callable[..., Print]] = {
    "plain": plain,
    "two levels": two_levels,
    "side by side": side_by_side,
    "pages": pages,
    "newspaper": newspaper,
}


def press(style: str, layout: str, seed: int, *, wrong: bool = False) -> Print:
    """The document of a seed; with ``wrong`` the same one with one figure of its body changed."""
    rng = Random(f"{style} {layout} {seed}")
    return LAYOUTS[layout](draw(rng), rng, style, wrong=wrong)
