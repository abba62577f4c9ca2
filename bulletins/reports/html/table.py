"""A table as it is printed, with what its checks say in the margins and what is proposed beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from ...model import (
    Audit,
    Cell,
    Change,
    Check,
    Finding,
    Frozen,
    Number,
    RepairStatus,
    Table,
    Text,
)
from .. import place
from .margins import Margins, find_margins, is_shown, spots_of
from .markup import Child, Html, both, el, join
from .places import Places
from .words import say


class Notes(Frozen, frozen=True):
    """What stands at cells and in the margins of one table, by row and column of its grid."""

    flags: Mapping[tuple[int, int], tuple[Finding, ...]]
    changes: Mapping[tuple[int, int], tuple[RepairStatus, Change]]
    margins: Margins


def find_notes(table: Table, audit: Audit) -> Notes:
    """Findings, proposals and checks by where they belong in ``table``."""
    spots = spots_of(table)
    flags: dict[tuple[int, int], list[Finding]] = {}
    for finding in audit.findings:
        for key in finding.keys if finding.severity != "note" else ():
            if key in spots:
                flags.setdefault(spots[key], []).append(finding)
    changes = {
        spots[c.key]: (repair.status, c)
        for repair in audit.repairs
        for c in repair.changes
        if c.key in spots
    }
    return Notes(
        {spot: tuple(found) for spot, found in flags.items()},
        changes,
        find_margins(table, audit.checks),
    )


def render_table(table: Table, at: int, audit: Audit, places: Places) -> Html:
    """The ``at``-th table of a bulletin: printed texts and spans, margins, proposals."""
    if not is_shown(table):
        kind = "case_table" if table.part == "case_table" else "too_large"
        return el("p", say(kind, n=table.grid.n_rows - table.header_rows), cls="quiet")
    counted = frozenset(each.col for each in table.places)
    sheet = _Sheet(table, at, find_notes(table, audit), places, counted)
    where = Text(place(table.grid.source, lang="en"), place(table.grid.source, lang="zh"))
    caption = el("caption", el("b", say("table")), " ", el("span", both(where), cls="quiet"))
    shifted = table.shift and el("p", say("shifted", n=abs(table.shift)), cls="quiet")
    printed = el("table", caption, *sheet.parts(), cls="printed")
    # A wide table scrolls by itself; without a place in the tab order no key would reach it.
    scroll = el("div", printed, cls="scroll", tabindex=0)
    return join((scroll, shifted or None))


class _Sheet(Frozen, frozen=True):
    """A table on the page. A turned one is set as it was printed: rows and columns change places."""

    table: Table
    at: int
    notes: Notes
    places: Places
    counted: Set[int]
    """The columns that hold figures."""

    def parts(self) -> Iterable[Html]:
        """The head, which paper repeats, and the body; with the margins behind and below."""
        lines: dict[int, list[Cell]] = {}
        for cell in self.table.grid.cells:
            lines.setdefault(cell.col if self.table.turned else cell.row, []).append(cell)
        head = 0 if self.table.turned else self.table.header_rows
        height = self.table.grid.n_cols if self.table.turned else self.table.grid.n_rows
        rows = [
            el(
                "tr",
                *(self._cell(cell) for cell in lines.get(row, ())),
                *self._beside(row, first=row == max(head - 1, 0)),
            )
            for row in range(height)
        ]
        read_as = [self._read_as()] if self.table.shift else []
        if head:
            yield el("thead", *rows[:head], *read_as)
        yield el("tbody", *rows[head:], *self._below())

    def _beside(self, row: int, *, first: bool) -> Iterable[Html]:
        """The cells right of a row: what its checks say, their names in the head."""
        for line, checks in self._columns() if self.table.turned else self._rows():
            if first and row not in checks:
                yield el("th", say(line), cls="check", scope="col")
            else:
                yield self._residual(line, row, checks)

    def _below(self) -> Iterable[Html]:
        """The rows below the table: what the checks of its columns say."""
        width = self.table.grid.n_rows if self.table.turned else self.table.grid.n_cols
        for line, checks in self._rows() if self.table.turned else self._columns():
            lead = max(min(checks), 1)
            name = el("th", say(line), cls="check", scope="row", colspan=_span(lead))
            cells = (self._residual(line, col, checks) for col in range(lead, width))
            yield el("tr", name, *cells, cls="below")

    def _rows(self) -> Sequence[tuple[str, Mapping[int, Check]]]:
        margins = self.notes.margins
        lines = (("row_check", margins.rows), ("channel_check", margins.channels))
        return [(line, checks) for line, checks in lines if checks]

    def _columns(self) -> Sequence[tuple[str, Mapping[int, Check]]]:
        margins = self.notes.margins
        lines = (("against_row", margins.total_row), ("against_text", margins.text))
        return [(line, checks) for line, checks in lines if checks]

    def _residual(self, line: str, at: int, checks: Mapping[int, Check]) -> Html:
        name = self.places.margins.get((self.at, at)) if line == "against_text" else None
        return residual(checks.get(at), self.places, name)

    def _read_as(self) -> Html:
        columns = self.table.columns
        labels = [c.label for c in columns] + [""] * (self.table.grid.n_cols - len(columns))
        first = el("th", say("read_as"), cls="check", scope="row")
        margin = [el("td", cls="check") for _ in self._rows()]
        return el("tr", first, *(el("td", label, cls="check") for label in labels[1:]), *margin)

    def _cell(self, cell: Cell) -> Html:
        spot = cell.row, cell.col
        numbers = self.places.cells.get((self.at, *spot), ()) if cell.text.strip() else ()
        flags, change = self.notes.flags.get(spot, ()), self.notes.changes.get(spot)
        anchor = self.places.ids.get((self.at, *spot))
        alone = len(numbers) == 1 and anchor == f"{self.places.name}f{numbers[0]}"
        name, scope = self._kind(cell)
        classes = (
            self._alignment(cell, name),
            flags[0].severity if flags else "",
            "changed" if change else "",
        )
        return el(
            name,
            *_content(cell, numbers, self.places),
            *(footnote(f, self.places) for f in flags),
            proposal(*change) if change else None,
            cls=" ".join(filter(None, classes)) or None,
            scope=scope,
            id=anchor,
            data_f=None if alone else " ".join(map(str, numbers)) or None,
            rowspan=_span(cell.col_span if self.table.turned else cell.row_span),
            colspan=_span(cell.row_span if self.table.turned else cell.col_span),
        )  # fmt: skip

    def _alignment(self, cell: Cell, name: str) -> str:
        """Heads of figures stand over them; text that is no figure stands at the left."""
        head = name == "th" and cell.row < self.table.header_rows and not self.table.turned
        if head:
            return "n" if cell.col in self.counted else ""
        figure = (self.at, cell.row, cell.col) in self.places.cells
        return "t" if name == "td" and not figure and cell.text.strip() else ""

    def _kind(self, cell: Cell) -> tuple[str, str | None]:
        """The element of a cell, and what it is the head of."""
        columns = self.table.columns
        head = cell.row < self.table.header_rows
        stub = cell.col < len(columns) and columns[cell.col].role == "stub"
        if not cell.text.strip() or not (head or stub):
            return "td", None
        return "th", "col" if head is not self.table.turned else "row"


def _span(size: int) -> int | None:
    return size if size > 1 else None


def _content(cell: Cell, numbers: Sequence[int], places: Places) -> Sequence[Child]:
    """The printed text; where the text of the bulletin has the same figure a link to it."""
    words = next(filter(None, map(places.mark_of, numbers)), None)
    return [cell.text if words is None else el("a", cell.text, href=f"#{words}")]


def footnote(finding: Finding, places: Places) -> Html:
    """The letter of a finding, which leads to it."""
    return el("sup", el("a", places.letter(finding), href=f"#{places.finding(finding)}"))


def proposal(status: RepairStatus, change: Change) -> Html:
    """What a figure would be, told apart from what is printed by more than its colour."""
    after = say("blank") if change.after is None else str(change.after)
    doubt = None if status == "unique" else "?"
    return el("em", " → ", after, doubt)


def residual(check: Check | None, places: Places, name: str | None) -> Html:
    """How far the two sides of a check are apart, with its sign; a link where that is a finding."""
    if check is None:
        return el("td", cls="check")
    if check.status == "untested" or check.observed is None or check.expected is None:
        return el("td", "–", cls="check", id=name)
    finding = check.finding
    apart = check.observed - check.expected
    if finding is None:
        return el("td", f"✓ ({_signed(apart)})" if apart else "✓", cls="ok", id=name)
    if finding.difference is not None:
        apart = finding.difference
    explained = check.status == "explained"
    sign, tone = ("≈", "explained") if explained else ("≠", finding.severity)
    link = el("a", f"{sign} {_signed(apart)}", href=f"#{places.finding(finding)}")
    return el("td", link, el("sup", places.letter(finding)), cls=f"check {tone}", id=name)


def _signed(number: Number) -> str:
    return f"{number:+}"
