"""Cells from rules: where rules meet is the corner of a cell, where one is missing is a span.

Sides may be open (no rule at the left, the right, the foot), rows and columns may have no
rule between them: such are found by the text that stands there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from .bands import Bands
from .counted import counted_floors
from .found import GridCell, same_walls
from .rules import TOUCH, levels
from .shapes import Box, Rule, Run
from .text import is_figure, is_value, join_runs, runs_to_lines, runs_to_text
from .wrapping import Known

_OPEN = 6.0  # points that rules reach beyond the last crossing one: an open side, if text is there
_NEXT = 2.0  # ems from a line's middle to the end of its row
_ROW = 3  # columns of a row without walls that are filled
_MOST = 0.75  # of the columns of such a row, of the rows of such a column


def _out(run: Run) -> float:
    """How far a run may stand out of its cell: less for small type, whose lines are near."""
    return min(2.0, 0.2 * run.size)


def _are_figures(runs: Sequence[Run]) -> bool:
    """Whether two of them at least are figures, and half of them."""
    figures = sum(1 for r in runs if is_value(r.text))
    return figures >= 2 and 2 * figures >= len(runs)


class Lattice:
    """The grid lines of one component of rules, and which edges of its cells are drawn."""

    def __init__(self, across: Sequence[Rule], down: Sequence[Rule], runs: Sequence[Run]) -> None:
        self.across, self.down = list(across), list(down)
        self.xs = levels(r.at for r in down)
        self.ys = levels(r.at for r in across)
        left = min((r.start for r in across), default=self.xs[0])
        right = max((r.end for r in across), default=self.xs[-1])
        top = min((*(r.start for r in down), *self.ys[:1]), default=0.0)
        foot = max((*(r.end for r in down), *self.ys[-1:]), default=0.0)
        inner = [
            r for r in runs
            if left - 2 <= (r.x0 + r.x1) / 2 <= right + 2 and top - 2 <= r.middle <= foot + 2
        ]  # fmt: skip
        self._open_sides(left, right, top, foot, inner)
        self._implied_floors(inner)
        x0, x1 = self.xs[0] - 2, self.xs[-1] + 2
        self.runs = [
            r for r in inner
            if x0 <= (r.x0 + r.x1) / 2 <= x1 and -_out(r) <= r.middle - self.ys[0]
            and r.middle - self.ys[-1] <= _out(r)
        ]  # fmt: skip

    def _implied_floors(self, runs: Sequence[Run]) -> None:
        """Where walls begin or end between two rules, the cells on both sides of them do; so do
        all others where that is between two lines of figures."""
        ends: dict[float, set[float]] = defaultdict(set)
        for rule in self.down:
            for y in (rule.start, rule.end):
                if all(abs(y - known) > TOUCH + 2 for known in self.ys):
                    near = next((k for k in ends if abs(k - y) <= TOUCH), y)
                    ends[near].add(rule.at)
        for y, walls in ends.items():
            if not self.ys[0] < y < self.ys[-1]:
                continue
            if self._parts_figures(y, runs):
                self.across.append(Rule(y, self.xs[0], self.xs[-1]))
            cols = {min(range(len(self.xs)), key=lambda i: abs(self.xs[i] - x)) for x in walls}
            for col in sorted(cols):
                if 0 < col < len(self.xs) - 1:
                    self.across.append(Rule(y, self.xs[col - 1], self.xs[col + 1]))
            self.ys = levels([*self.ys, y])

    def _parts_figures(self, y: float, runs: Sequence[Run]) -> bool:
        """Whether figures stand right above and right below a height, in several columns."""
        above, below = (
            {
                bisect_right(self.xs, (r.x0 + r.x1) / 2)
                for r in runs
                if 0 < way * (r.middle - y) < _NEXT * r.size and is_figure(r.text)
            }
            for way in (-1, 1)
        )
        return len(above & below) >= _ROW

    def _open_sides(
        self, left: float, right: float, top: float, foot: float, runs: Sequence[Run]
    ) -> None:
        def text_between(x0: float, x1: float) -> bool:
            y0, y1 = (self.ys[0], self.ys[-1]) if len(self.ys) > 1 else (top, foot)
            return any(
                x0 - 2 <= (r.x0 + r.x1) / 2 <= x1 + 2 and y0 - 2 <= r.middle <= y1 + 2 for r in runs
            )

        if self.xs and self.xs[0] - left > _OPEN and text_between(left, self.xs[0]):
            self.xs.insert(0, left)
        if self.xs and right - self.xs[-1] > _OPEN and text_between(self.xs[-1], right):
            self.xs.append(right)
        if not self.ys:
            self.ys = [top, foot]
            return
        if self.ys[0] - top > _OPEN and any(r.middle < self.ys[0] for r in runs):
            self.ys.insert(0, top)
        if foot - self.ys[-1] > _OPEN and any(r.middle > self.ys[-1] for r in runs):
            self.ys.append(foot)

    @property
    def box(self) -> Box:
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    @property
    def begins_with_figures(self) -> bool:
        """Whether what stands in the first row is a row of the body: there is no head inside."""
        return _are_figures([r for r in self.runs if r.middle < self.ys[1]])

    @property
    def ends_with_figures(self) -> bool:
        """Whether what stands in the last row is a row of the body."""
        return _are_figures([r for r in self.runs if r.middle > self.ys[-2]])

    @property
    def lacks_walls(self) -> bool:
        """Whether most lines have several figures in one column: no wall parts them."""
        lines = runs_to_lines([r for r in self.runs if not r.turn])
        held = 0
        for line in lines:
            columns = Counter(
                bisect_right(self.xs, (r.x0 + r.x1) / 2) for r in line.runs if is_figure(r.text)
            )
            held += max(columns.values(), default=0) >= _ROW
        return held >= 0.6 * len(lines)

    def add_above(self, lines: Sequence[Run]) -> None:
        """Take in what stands above as a row of its own."""
        self.ys.insert(0, min(r.top for r in lines))
        self.runs += lines
        self.down += [Rule(x, self.ys[0], self.ys[1]) for x in self.xs]

    def add_below(self, line: Sequence[Run]) -> None:
        """Take in what stands below as a row of its own."""
        self.ys.append(max(r.bottom for r in line))
        self.runs += line
        self.down += [Rule(x, self.ys[-2], self.ys[-1]) for x in self.xs]

    def add_left(self, labels: Sequence[Run]) -> None:
        """Take in what stands at the left as a column of its own, in the same rows."""
        self.xs.insert(0, min(r.x0 for r in labels))
        self.runs += labels
        self.across += [Rule(y, self.xs[0], self.xs[1]) for y in self.ys]

    def _drawn(
        self, rules: Sequence[Rule], lines: list[float], bands: list[float]
    ) -> list[set[int]]:
        """Per grid line the numbers of the bands along which it is drawn."""
        drawn: list[set[int]] = [set() for _ in lines]
        covered: dict[tuple[int, int], float] = defaultdict(float)
        for rule in rules:
            line = bisect_right(lines, rule.at)
            if line == len(lines) or (line and rule.at - lines[line - 1] < lines[line] - rule.at):
                line -= 1
            if abs(lines[line] - rule.at) > TOUCH:
                continue
            start, end = rule.start, rule.end
            first = max(bisect_right(bands, start) - 1, 0)
            behind = min(bisect_left(bands, end), len(bands) - 1)
            if behind - first > 2:  # the bands between its ends are covered whole
                drawn[line].update(range(first + 1, behind - 1))
                ends: Iterable[int] = (first, behind - 1)
            else:
                ends = range(first, behind)
            for band in ends:
                covered[line, band] += min(end, bands[band + 1]) - max(start, bands[band])
        for (line, band), length in covered.items():
            if length >= 0.55 * (bands[band + 1] - bands[band]):
                drawn[line].add(band)
        return drawn

    def add_floors_of(self, heights: Iterable[float]) -> None:
        """The floors of rows that no rule parts: ``heights`` at which shades begin or end."""
        apart = [y for y in heights if all(abs(y - known) > TOUCH + 2 for known in self.ys)]
        inside = [y for y in apart if self.ys[0] < y < self.ys[-1]]
        if any(r.top + 2 < y < r.bottom - 2 for y in inside for r in self.runs):
            return  # a shade behind some words
        self.across += [Rule(y, self.xs[0], self.xs[-1]) for y in inside]
        self.ys = sorted([*self.ys, *inside])

    def add_rows(self, is_entry: Known) -> None:
        """Part bands that hold several rows, of figures or counted, with no rule between them.

        ``is_entry`` knows labels of rows, which may run over several lines.
        """
        floors = self._drawn(self.across, self.ys, self.xs)
        floors[0] = floors[-1] = set(range(len(self.xs)))
        bands = Bands([r for r in self.runs if not r.turn], self.xs, self.ys, floors, is_entry)
        if not bands.inside:
            return
        rules, heights = bands.floors()
        self.across += rules
        self.ys = sorted([*self.ys, *heights])
        rules, heights = counted_floors(self.runs, self.xs, self.ys)
        self.across += rules
        self.ys = sorted([*self.ys, *heights])

    def add_walls_of(self, walls: Sequence[float]) -> None:
        """The walls of a table that goes on here, where all that are drawn are among them.

        Those that are not are inside merged cells, or at open sides where nothing stands.
        """
        if not self.xs or not walls or len(self.xs) >= len(walls) or 2 * len(self.xs) < len(walls):
            return
        left = min([self.xs[0], *(rule.start for rule in self.across)])
        right = max([self.xs[-1], *(rule.end for rule in self.across)])
        moved = [x + left - walls[0] for x in walls]
        found = [min(moved, key=lambda x: abs(x - own)) for own in self.xs]
        ends = same_walls((left, right), (walls[0], walls[-1]))
        if ends and same_walls(self.xs, found):
            self.xs = moved

    def _add_walls(self, walls: list[set[int]]) -> None:
        """Part the cells of rows that are drawn without walls between rows that have them."""
        inside: dict[int, list[Run]] = defaultdict(list)
        for run in self.runs:
            inside[bisect_right(self.ys, run.middle) - 1].append(run)
        for row, runs in inside.items():
            first = 0
            for behind in range(1, len(self.xs)):
                if behind < len(self.xs) - 1 and row not in walls[behind]:
                    continue
                if behind - first >= _ROW and self._stand_apart(runs, first, behind):
                    for c in range(first + 1, behind):
                        walls[c].add(row)
                first = behind

    def _stand_apart(self, runs: Sequence[Run], first: int, behind: int) -> bool:
        """Whether what stands in columns first:behind of a row keeps to them: figures, or labels
        in most of them."""
        xs = self.xs
        own = [r for r in runs if xs[first] <= (r.x0 + r.x1) / 2 < xs[behind] and not r.turn]
        columns = {bisect_right(xs, (r.x0 + r.x1) / 2) for r in own}
        if len(columns) < _ROW or any(
            r.x0 + 0.2 * r.size < x < r.x1 - 0.2 * r.size for r in own for x in xs[first:behind]
        ):
            return False
        figures = sum(1 for r in own if is_value(r.text))
        words = sum(1 for r in own if len(r.text) > 1)  # and no title, set with spaces
        most = len(columns) >= _MOST * (behind - first) and 2 * words >= len(own)
        most = most or len(columns) == len(own) == behind - first
        return most or (figures >= 2 and 2 * figures >= len(own))

    def _add_floors(self, floors: list[set[int]], is_entry: Known) -> None:
        """Part the cells of columns that are drawn without floors between rows that have them:
        where each row has a label of its own there, or a figure."""
        for col in range(len(self.xs) - 1):
            first = 0
            for behind in range(1, len(self.ys)):
                if behind < len(self.ys) - 1 and col not in floors[behind]:
                    continue
                if behind - first >= _ROW and self._stand_below(col, first, behind, is_entry):
                    for r in range(first + 1, behind):
                        floors[r].add(col)
                first = behind

    def _stand_below(self, col: int, first: int, behind: int, is_entry: Known) -> bool:
        """Whether rows first:behind have an entry each in a column."""
        inside: dict[int, list[Run]] = defaultdict(list)
        for run in self.runs:
            if self.xs[col] <= (run.x0 + run.x1) / 2 < self.xs[col + 1] and not run.turn:
                inside[bisect_right(self.ys, run.middle) - 1].append(run)
        texts = [join_runs(inside[row]) for row in range(first, behind) if row in inside]
        entries = sum(1 for text in texts if is_value(text) or is_entry(text))
        return entries >= max(_ROW, _MOST * (behind - first))

    def cells(self, is_entry: Known) -> list[GridCell]:
        """The cells with their spans, from the top left."""
        xs, ys = self.xs, self.ys
        n_cols, n_rows = len(xs) - 1, len(ys) - 1
        walls = self._drawn(self.down, xs, ys)
        floors = self._drawn(self.across, ys, xs)
        self._add_walls(walls)
        self._add_floors(floors, is_entry)
        owner = _merged(
            n_rows, n_cols,
            joined_right=lambda r, c: r not in walls[c + 1],
            joined_down=lambda r, c: c not in floors[r + 1],
        )  # fmt: skip
        inside: dict[int, list[Run]] = defaultdict(list)
        for run in self.runs:
            col = min(max(bisect_right(xs, (run.x0 + run.x1) / 2) - 1, 0), n_cols - 1)
            row = min(max(bisect_right(ys, run.middle) - 1, 0), n_rows - 1)
            inside[owner[row][col]].append(run)
        extent: dict[int, list[int]] = {}
        for r in range(n_rows):
            for c in range(n_cols):
                cell = owner[r][c]
                if cell not in extent:
                    extent[cell] = [r, c, r, c]
                    continue
                e = extent[cell]
                e[2], e[3] = r, max(e[3], c)
        return [
            GridCell(
                r, c, r1 - r + 1, c1 - c + 1, runs_to_text(inside.get(cell, ())),
                (xs[c], ys[r], xs[c1 + 1], ys[r1 + 1]),
            )
            for cell, (r, c, r1, c1) in sorted(extent.items(), key=lambda e: e[1])
        ]  # fmt: skip


def _merged(
    n_rows: int,
    n_cols: int,
    *,
    joined_right: Callable[[int, int], bool],
    joined_down: Callable[[int, int], bool],
) -> list[list[int]]:
    """Per place the number of its cell. What is joined is one cell where it is a rectangle."""
    parent = list(range(n_rows * n_cols))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for r in range(n_rows):
        for c in range(n_cols):
            here = r * n_cols + c
            if c + 1 < n_cols and joined_right(r, c):
                parent[root(here + 1)] = root(here)
            if r + 1 < n_rows and joined_down(r, c):
                parent[root(here + n_cols)] = root(here)
    places: dict[int, list[int]] = defaultdict(list)
    for i in range(n_rows * n_cols):
        places[root(i)].append(i)
    owner = [list(range(r * n_cols, (r + 1) * n_cols)) for r in range(n_rows)]
    for members in places.values():
        if len(members) == 1:
            continue
        rows, cols = {i // n_cols for i in members}, {i % n_cols for i in members}
        # What is drawn along a part of these places, or beside them, parts all of them.
        floors = [r for r in rows if r + 1 in rows and not all(joined_down(r, c) for c in cols)]
        walls = [c for c in cols if c + 1 in cols and not all(joined_right(r, c) for r in rows)]
        ways = ((floors, walls),) if _is_rectangle(members, n_cols) else (([], walls), (floors, []))
        for below, behind in ways:
            parts: dict[tuple[int, int], list[int]] = defaultdict(list)
            for i in members:
                r, c = divmod(i, n_cols)
                parts[sum(f < r for f in below), sum(w < c for w in behind)].append(i)
            if all(_is_rectangle(part, n_cols) for part in parts.values()):
                for part in parts.values():
                    for i in part:
                        owner[i // n_cols][i % n_cols] = part[0]
                break
        else:
            for i in members:
                owner[i // n_cols][i % n_cols] = _row_start(i, n_cols, joined_right)
    return owner


def _is_rectangle(places: Sequence[int], n_cols: int) -> bool:
    rows, cols = {i // n_cols for i in places}, {i % n_cols for i in places}
    return len(places) == (max(rows) - min(rows) + 1) * (max(cols) - min(cols) + 1)


def _row_start(i: int, n_cols: int, joined_right: Callable[[int, int], bool]) -> int:
    while i % n_cols and joined_right(i // n_cols, i % n_cols - 1):
        i -= 1
    return i
