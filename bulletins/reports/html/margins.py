"""Which checks stand in the margins of a table: behind its rows, and below its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...model import Check, Frozen, Key, Table

_ROWS, _CHANNELS, _TOTAL_ROW = "row-total", "channels", "column-total"
_TEXT = ("table-prose-type", "grand-total")
_MAX_CELLS = 6000


class Margins(Frozen, frozen=True):
    """The checks by row, of its types and of its ``channels``, and by column: against the
    ``total_row`` and against the ``text``.
    """

    rows: Mapping[int, Check]
    channels: Mapping[int, Check]
    total_row: Mapping[int, Check]
    text: Mapping[int, Check]


def is_shown(table: Table) -> bool:
    """Whether the page shows a table: not single cases, nor what no one would look through."""
    return table.part != "case_table" and len(table.grid.cells) <= _MAX_CELLS


def spots_of(table: Table) -> dict[Key, tuple[int, int]]:
    """Row and column of the first place of each figure."""
    spots: dict[Key, tuple[int, int]] = {}
    for place in table.places:
        spots.setdefault(place.key, (place.row, place.col))
    return spots


def find_margins(table: Table, checks: Iterable[Check]) -> Margins:
    """The checks of the figures of ``table``; of several at one place, one that fails."""
    spots = spots_of(table)
    rows: dict[int, Check] = {}
    channels: dict[int, Check] = {}
    total_row: dict[int, Check] = {}
    text: dict[int, Check] = {}
    for check in checks:
        c = check.constraint
        if c.rule in (_ROWS, _CHANNELS):
            if c.keys[0] in spots and any(t.key in spots for t in c.left):
                by_row = rows if c.rule == _ROWS else channels
                _prefer_failed(by_row, spots[c.keys[0]][0], check)
        elif c.rule == _TOTAL_ROW or c.rule in _TEXT:
            columns = {spots[t.key][1] for t in c.left if t.key in spots}
            if len(columns) == 1:
                by_column = total_row if c.rule == _TOTAL_ROW else text
                _prefer_failed(by_column, columns.pop(), check)
    return Margins(rows, channels, total_row, text)


def _prefer_failed(found: dict[int, Check], at: int, check: Check) -> None:
    if at not in found or (found[at].status != "failed" and check.status == "failed"):
        found[at] = check
