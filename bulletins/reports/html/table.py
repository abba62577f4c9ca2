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
    Key,
    Number,
    RepairStatus,
    Table,
    Text,
)
from .. import place
from .markup import Child, Html, both, el, join
from .places import Places
from .words import say

_MAX_CELLS = 6000
_ROWS, _TOTAL_ROW = "row-total", "column-total"
_TEXT = ("table-prose-type", "grand-total")
Spots = Mapping[Key, tuple[int, int]]


class Notes(Frozen, frozen=True):
    """What stands at cells and in the margins of one table, by row and column of its grid."""

    flags: Mapping[tuple[int, int], tuple[Finding, ...]]
    changes: Mapping[tuple[int, int], tuple[RepairStatus, Change]]
    rows: Mapping[int, Check]
    columns: Mapping[str, Mapping[int, Check]]


def find_notes(table: Table, audit: Audit) -> Notes:
    """Findings, proposals and checks by where they belong in ``table``."""
    spots: dict[Key, tuple[int, int]] = {}
    for each in table.places:
        spots.setdefault(each.key, (each.row, each.col))
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
        _row_checks(audit.checks, spots),
        _column_checks(audit.checks, spots),
    )


def _row_checks(checks: Iterable[Check], spots: Spots) -> dict[int, Check]:
    """The check of each row's types against its total; of several, one that fails."""
    found: dict[int, Check] = {}
    for check in checks:
        c = check.constraint
        if c.rule == _ROWS and c.keys[0] in spots and any(t.key in spots for t in c.left):
            _prefer_failed(found, spots[c.keys[0]][0], check)
    return found


def _column_checks(checks: Iterable[Check], spots: Spots) -> dict[str, dict[int, Check]]:
    """The checks of each column's sum: against the total row, and against the text."""
    found: dict[str, dict[int, Check]] = {"against_row": {}, "against_text": {}}
    for check in checks:
        rule = check.constraint.rule
        line = "against_row" if rule == _TOTAL_ROW else "against_text" if rule in _TEXT else None
        columns = {spots[t.key][1] for t in check.constraint.left if t.key in spots}
        if line is not None and len(columns) == 1:
            _prefer_failed(found[line], columns.pop(), check)
    return {line: by_column for line, by_column in found.items() if by_column}


def _prefer_failed(found: dict[int, Check], at: int, check: Check) -> None:
    if at not in found or (found[at].status != "failed" and check.status == "failed"):
        found[at] = check


def render_table(table: Table, at: int, audit: Audit, places: Places) -> Html:
    """The ``at``-th table of a bulletin: printed texts and spans, margins, proposals."""
    size = len(table.grid.cells)
    if table.part == "case_table":
        rows = table.grid.n_rows - table.header_rows
        return el("p", say("case_table", n=rows), cls="quiet")
    if size > _MAX_CELLS:
        return el("p", say("too_large", n=size), cls="quiet")
    counted = frozenset(each.col for each in table.places)
    sheet = _Sheet(table, at, find_notes(table, audit), places, counted)
    title = f"{places.name}t{at}"
    where = Text(place(table.grid.source, lang="en"), place(table.grid.source, lang="zh"))
    caption = el(
        "caption", el("b", say("table")), " ", el("span", both(where), cls="quiet"), id=title
    )
    shifted = table.shift and el("p", say("shifted", n=abs(table.shift)), cls="quiet")
    printed = el("table", caption, *sheet.rows(), cls="printed")
    # A wide table scrolls by itself; without a place in the tab order no key would reach it.
    scroll = el("div", printed, cls="scroll", tabindex=0, role="group", aria_labelledby=title)
    return join((scroll, shifted or None))


class _Sheet(Frozen, frozen=True):
    """A table on the page. A turned one is set as it was printed: rows and columns change places."""

    table: Table
    at: int
    notes: Notes
    places: Places
    counted: Set[int]
    """The columns that hold figures."""

    def rows(self) -> Iterable[Html]:
        """The head and the body with the margins behind and below."""
        lines: dict[int, list[Cell]] = {}
        for cell in self.table.grid.cells:
            lines.setdefault(cell.col if self.table.turned else cell.row, []).append(cell)
        head = 0 if self.table.turned else self.table.header_rows
        height = self.table.grid.n_cols if self.table.turned else self.table.grid.n_rows
        for row in range(height):
            yield el(
                "tr",
                *(self._cell(c) for c in lines.get(row, ())),
                *self._beside(row, first=row == max(head - 1, 0)),
            )
            if row == head - 1 and self.table.shift:
                yield self._read_as()
        yield from self._below()

    def _beside(self, row: int, *, first: bool) -> Iterable[Html]:
        """The cells right of a row: what its checks say, their names in the head."""
        margins = self.notes.columns if self.table.turned else {"row_check": self.notes.rows}
        for line, checks in margins.items():
            if not checks:
                continue
            if first and row not in checks:
                yield el("th", say(line), cls="check", scope="col")
            else:
                yield _residual(checks.get(row), self.places)

    def _below(self) -> Iterable[Html]:
        """The rows below the table: what the checks of its columns say."""
        margins = {"row_check": self.notes.rows} if self.table.turned else self.notes.columns
        width = self.table.grid.n_rows if self.table.turned else self.table.grid.n_cols
        for line, checks in margins.items():
            if not checks:
                continue
            first = min(checks)
            lead = [el("th", say(line), cls="check", scope="row", colspan=max(first, 1))]
            cells = (_residual(checks.get(col), self.places) for col in range(max(first, 1), width))
            yield el("tr", *lead, *cells, cls="below")

    def _read_as(self) -> Html:
        columns = self.table.columns
        labels = [c.label for c in columns] + [""] * (self.table.grid.n_cols - len(columns))
        first = el("th", say("read_as"), cls="check", scope="row")
        margin = [el("td", cls="check")] if self.notes.rows else []
        return el("tr", first, *(el("td", label, cls="check") for label in labels[1:]), *margin)

    def _cell(self, cell: Cell) -> Html:
        spot = cell.row, cell.col
        number = self.places.cells.get((self.at, *spot))
        flags, change = self.notes.flags.get(spot, ()), self.notes.changes.get(spot)
        anchor = self.places.anchors.get(cell.source)
        again = (
            number is not None and cell.text.strip() and anchor != f"{self.places.name}f{number}"
        )
        name, scope = self._kind(cell)
        head = name == "th" and cell.row < self.table.header_rows and not self.table.turned
        words = name == "td" and number is None and cell.text.strip()
        classes = [
            "n" if head and cell.col in self.counted else "t" if words else "",
            flags[0].severity if flags else "",
            "changed" if change else "",
        ]
        return el(
            name,
            *_content(cell, number, self.places),
            *(footnote(f, self.places) for f in flags),
            proposal(*change) if change else None,
            cls=" ".join(filter(None, classes)) or None,
            scope=scope,
            id=anchor,
            data_f=number if again else None,
            rowspan=_span(cell.col_span if self.table.turned else cell.row_span),
            colspan=_span(cell.row_span if self.table.turned else cell.col_span),
        )  # fmt: skip

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


def _content(cell: Cell, number: int | None, places: Places) -> Sequence[Child]:
    """The printed text; where the text of the bulletin has the same figure a link to it."""
    words = None if number is None or not cell.text.strip() else places.mark_of(number)
    return [cell.text if words is None else el("a", cell.text, href=f"#{words}")]


def footnote(finding: Finding, places: Places) -> Html:
    """The letter of a finding, which leads to it."""
    return el("sup", el("a", places.letter(finding), href=f"#{places.finding(finding)}"))


def proposal(status: RepairStatus, change: Change) -> Html:
    """What a figure would be, told apart from what is printed by more than its colour."""
    after = say("blank") if change.after is None else str(change.after)
    doubt = None if status == "unique" else "?"
    return el("em", " → ", after, doubt)


def _residual(check: Check | None, places: Places) -> Html:
    """How far the two sides of a check are apart, with its sign; a link where that is a finding."""
    if check is None:
        return el("td", cls="check")
    if check.status == "untested" or check.observed is None or check.expected is None:
        return el("td", "–", cls="check")
    finding = check.finding
    apart = check.observed - check.expected
    if finding is None:
        return el("td", f"✓ {_signed(apart)}" if apart else "✓", cls="ok")
    if finding.difference is not None:
        apart = finding.difference
    explained = check.status == "explained"
    sign, tone = ("≈", "explained") if explained else ("≠", finding.severity)
    link = el("a", f"{sign} {_signed(apart)}", href=f"#{places.finding(finding)}")
    return el("td", link, el("sup", places.letter(finding)), cls=f"check {tone}")


def _signed(number: Number) -> str:
    return f"{number:+}"
