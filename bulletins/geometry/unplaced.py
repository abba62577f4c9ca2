"""What stands on a page and was put nowhere: in no cell of a table, in no line beside one.

A table takes what is inside its box. Where two tables overlap, or a line does not keep to the
columns, something may belong to no cell; it must not be lost for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from .found import FoundTable
from .segments import Row, is_leader
from .shapes import Box, Run

_NEAR = 2.0  # points that text may stand outside its cell


def unplaced(runs: Sequence[Run], tables: Sequence[FoundTable], rest: Sequence[Row]) -> list[Run]:
    """Those of ``runs``, all of a page, that are in no cell and not in ``rest``; rows of dots
    that lead the eye are told nowhere and are no loss."""
    beside = [run for row in rest for s in row.segments for run in s.runs]
    texts = [cell.text for table in tables for cell in table.cells]
    told = _length(run.text for run in beside) + _length(texts)
    if _length(run.text for run in runs) <= told:
        return []
    shown = [run for run in runs if not is_leader(run.text)]
    if _length(run.text for run in shown) <= told:
        return []
    known = set(map(id, beside))
    boxes = [cell.box for table in tables for cell in table.cells]
    left = [_bare(text) for text in texts]
    inside = [r for r in shown if id(r) not in known]
    inside.sort(key=lambda r: -len(r.text))  # a short one is part of many a text
    for where in (_stands_in, _touches, _anywhere):
        inside = [run for run in inside if not _is_taken(run, boxes, left, where)]
    return sorted(inside, key=lambda r: (r.y, r.x0))


def _is_taken(
    run: Run, boxes: Sequence[Box], left: list[str], where: Callable[[Run, Box], bool]
) -> bool:
    """Whether a cell has the text of ``run``; it is taken from what is ``left`` of the cell's."""
    text = _bare(run.text)
    for number, box in enumerate(boxes):
        if text in left[number] and where(run, box):
            before, _, after = left[number].partition(text)
            left[number] = f"{before}\0{after}"
            return True
    return False


def _stands_in(run: Run, box: Box) -> bool:
    return box[0] <= (run.x0 + run.x1) / 2 <= box[2] and box[1] <= run.middle <= box[3]


def _touches(run: Run, box: Box) -> bool:
    return (
        run.x0 < box[2] + _NEAR and run.x1 > box[0] - _NEAR
        and run.top < box[3] + _NEAR and run.bottom > box[1] - _NEAR
    )  # fmt: skip


def _anywhere(run: Run, box: Box) -> bool:
    return True


def _bare(text: str) -> str:
    return "".join(text.split())


def _length(texts: Iterable[str]) -> int:
    return len(_bare("".join(texts)))
