"""What a page shows, as plain geometry: runs of characters, rules, fills, pictures.

Coordinates are points of the page as it is displayed: x to the right, y *downwards* from
its top left corner. A box is (x0, top, x1, bottom).
"""

from __future__ import annotations

import msgspec

Box = tuple[float, float, float, float]

ASCENT, DESCENT = 0.88, 0.12
"""Of an em above and below the baseline: the cell in which Chinese type is set."""


def share(a: Box, b: Box) -> bool:
    """Whether two boxes have an area in common."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


class Run(msgspec.Struct, frozen=True, gc=False):
    """Characters that follow one another on one baseline without a gap.

    ``x0`` is the origin of the first, ``x1`` the end of the last; ``y`` is the baseline and
    ``size`` the em. ``turn`` is the direction of reading, clockwise from left-to-right: 0,
    90 (downwards), 180, 270 (upwards); ``x0`` to ``x1`` and ``y`` are then those of the box.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    turn: int = 0

    @property
    def top(self) -> float:
        return self.y - ASCENT * self.size

    @property
    def bottom(self) -> float:
        return self.y + DESCENT * self.size

    @property
    def middle(self) -> float:
        """The height of the middle of its type."""
        return self.y - (ASCENT - DESCENT) / 2 * self.size

    @property
    def box(self) -> Box:
        return (self.x0, self.top, self.x1, self.bottom)


class Rule(msgspec.Struct, frozen=True, gc=False, order=True):
    """A straight line along an axis: at ``at`` across it, from ``start`` to ``end`` along it."""

    at: float
    start: float
    end: float

    @property
    def length(self) -> float:
        return self.end - self.start


class Fill(msgspec.Struct, frozen=True, gc=False):
    """An area filled with one colour; ``light`` is its luminance, 0 black to 1 white."""

    box: Box
    light: float


class Shapes(msgspec.Struct, frozen=True):
    """All that was seen on a page."""

    width: float
    height: float
    runs: tuple[Run, ...] = ()
    across: tuple[Rule, ...] = ()
    down: tuple[Rule, ...] = ()
    fills: tuple[Fill, ...] = ()
    pictures: tuple[Box, ...] = ()
    sketches: tuple[Box, ...] = ()
    """What is drawn with slanting lines and curves: no part of a table, but for a corner's line."""
    turn: int = 0
    """How far the page was turned for reading: its boxes are turned back when told."""

    def bare(self) -> Shapes:
        """The page with nothing on it: its size and turn, all that is kept of a page once read."""
        return Shapes(self.width, self.height, turn=self.turn)


def turned_back(box: Box, page: Shapes) -> Box:
    """``box`` of a page that was turned for reading, on the page as it is displayed."""
    if not page.turn:
        return box
    x0, top, x1, bottom = box
    width, height = page.width, page.height
    if page.turn == 90:  # the type runs down the page
        return (height - bottom, x0, height - top, x1)
    if page.turn == 180:
        return (width - x1, height - bottom, width - x0, height - top)
    if page.turn == 270:
        return (top, width - x1, bottom, width - x0)
    return box


def union(boxes: list[Box]) -> Box:
    """The smallest box around ``boxes``."""
    return (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )
