"""What is drawn on a page: rules however they are made, fills, pictures, sketches."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ..geometry.shapes import Box, Fill, Rule
from . import calls
from .axes import Axes
from .colors import WHITE, clip_of, color_of

_THIN = 3.0  # points: a filled box that is no thicker is a rule
_NESTING = 12  # forms within forms that are followed
_MAX_OBJECTS = 50_000  # drawn on a page; a line of a path counts as well


class Drawn(msgspec.Struct):
    """Pieces of rules, fills and pictures in points of the page as displayed."""

    across: list[Rule] = []
    down: list[Rule] = []
    white_across: list[Rule] = []
    white_down: list[Rule] = []
    fills: list[Fill] = []
    pictures: list[Box] = []
    sketches: list[Box] = []


_Matrix = tuple[float, float, float, float, float, float]
_SAME: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Walk:
    """Walks the objects of a page once."""

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        self.drawn = Drawn()
        self._bounds = calls.Slots("f", 4)
        self._modes = calls.Slots("I", 2)
        self._color = calls.Slots("I", 4)
        self._six = calls.Slots("f", 6)
        self._point = calls.Slots("f", 2)
        self.left = _MAX_OBJECTS

    def page(self, raw: int) -> Drawn:
        """Everything drawn on the page."""
        get, get_type = calls.get_object, calls.get_type
        for i in range(calls.count_objects(raw)):
            obj = get(raw, i)
            if obj is not None and (kind := get_type(obj)) != calls.TEXT:
                self._object(obj, kind, _SAME, 0)
        return self.drawn

    def _object(self, obj: int, kind: int, matrix: _Matrix, depth: int) -> None:
        if self.left <= 0:
            return
        self.left -= 1
        if kind == calls.PATH:
            self._path(obj, matrix)
        elif kind == calls.IMAGE:
            box = self._box(obj, matrix)
            if not self._mark(box, 0.0):
                self.drawn.pictures.append(box)
        elif kind == calls.FORM and depth < _NESTING:
            inner = _times(self._matrix(obj), matrix)
            for i in range(calls.count_inside(obj)):
                part = calls.get_inside(obj, i)
                if part is not None:
                    self._object(part, calls.get_type(part), inner, depth + 1)

    def _matrix(self, obj: int) -> _Matrix:
        calls.get_matrix(obj, self._six.at[0])
        a, b, c, d, e, f = self._six.read()
        return (a, b, c, d, e, f)

    def _box(self, obj: int, matrix: _Matrix) -> Box:
        calls.get_bounds(obj, *self._bounds.at)
        left, bottom, right, top = self._bounds.read()
        if matrix is not _SAME:
            corners = [_moved(matrix, x, y) for x in (left, right) for y in (bottom, top)]
            left, right = min(c[0] for c in corners), max(c[0] for c in corners)
            bottom, top = min(c[1] for c in corners), max(c[1] for c in corners)
        return self.axes.box(left, bottom, right, top)

    def _path(self, obj: int, matrix: _Matrix) -> None:
        calls.get_draw_mode(obj, *self._modes.at)
        filled, stroked = self._modes.read()
        if not filled and not stroked:
            return
        segments = calls.count_segments(obj)
        if segments < 2:
            return
        if stroked:
            light, alpha = color_of(calls.get_stroke, obj, self._color)
            if alpha >= 16:
                self._stroke(obj, matrix, segments, light)
        if filled:
            light, alpha = color_of(calls.get_fill, obj, self._color)
            if alpha >= 16:
                self._fill(obj, matrix, segments, light)

    def _stroke(self, obj: int, matrix: _Matrix, segments: int, light: float) -> None:
        box = self._box(obj, matrix)
        if segments <= 5 and self._mark(box, light):
            return
        own = _times(self._matrix(obj), matrix)
        for start, end in self._lines(obj, own, segments):
            x0, x1 = sorted((start[0], end[0]))
            y0, y1 = sorted((start[1], end[1]))
            if x1 - x0 <= 0.7 or y1 - y0 <= 0.7:
                self._mark((x0, y0, x1, y1), light)
            elif min(x1 - x0, y1 - y0) > _THIN:
                self.drawn.sketches.append((x0, y0, x1, y1))

    def _fill(self, obj: int, matrix: _Matrix, segments: int, light: float) -> None:
        if segments <= 6:
            parts = [self._box(obj, matrix)]
            if self._mark(parts[0], light):
                return
        else:
            parts = list(self._parts(obj, _times(self._matrix(obj), matrix), segments))
            if len(parts) == 1 and light <= WHITE:
                self.drawn.sketches.append(parts[0])
        clip = self._clip_box(obj, matrix)
        before: Box | None = None
        for whole in parts:
            box = whole if clip is None else _inside(whole, clip)
            if box is None or self._mark(box, light):
                before = None
            elif before is not None and (_holds(before, box) or _holds(box, before)):
                self.drawn.fills.pop()  # a frame: what is between two boxes
                wider = box[2] - box[0] >= before[2] - before[0]
                self._frame(*((box, before) if wider else (before, box)), light)
                before = None
            else:
                self.drawn.fills.append(Fill(box, light))
                before = box

    def _frame(self, outer: Box, inner: Box, light: float) -> None:
        x0, y0, x1, y1 = outer
        a0, b0, a1, b1 = inner
        for side in ((x0, y0, x1, b0), (x0, b1, x1, y1), (x0, y0, a0, y1), (a1, y0, x1, y1)):
            if side[2] - side[0] > 0.05 and side[3] - side[1] > 0.05:
                self._mark(side, light)

    def _clip_box(self, obj: int, matrix: _Matrix) -> Box | None:
        clip = clip_of(obj, self._point)
        if clip is None or matrix is not _SAME:
            return None
        return self.axes.box(*clip)

    def _mark(self, box: Box, light: float) -> bool:
        """Take a thin box as a rule; False where it is none."""
        x0, y0, x1, y1 = box
        wide, high = x1 - x0, y1 - y0
        if wide > _THIN and high > _THIN:
            return False
        drawn = self.drawn
        across, down = (
            (drawn.white_across, drawn.white_down) if light > WHITE else (drawn.across, drawn.down)
        )
        dot = wide <= _THIN and high <= _THIN
        if dot or wide >= high:
            across.append(Rule((y0 + y1) / 2, x0, x1))
        if dot or high > wide:
            down.append(Rule((x0 + x1) / 2, y0, y1))
        return True

    def _points(
        self, obj: int, matrix: _Matrix, segments: int
    ) -> Iterator[tuple[int, bool, tuple[float, float]]]:
        x_at, y_at = self._point.at
        self.left -= segments // 4
        for i in range(segments if self.left > 0 else 0):
            segment = calls.get_segment(obj, i)
            calls.get_point(segment, x_at, y_at)
            x, y = self._point.read()
            point = self.axes.point(*_moved(matrix, x, y))
            yield calls.get_kind(segment), bool(calls.is_closed(segment)), point

    def _lines(
        self, obj: int, matrix: _Matrix, segments: int
    ) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
        """The straight lines of a path."""
        start = before = (0.0, 0.0)
        for kind, closed, point in self._points(obj, matrix, segments):
            if kind == calls.MOVE_TO:
                start = point
            elif kind == calls.LINE_TO:
                yield before, point
            if closed:
                yield point, start
            before = start if closed else point

    def _parts(self, obj: int, matrix: _Matrix, segments: int) -> Iterator[Box]:
        """The boxes of the parts that a path is made of."""
        part: list[tuple[float, float]] = []
        x_at, y_at = self._point.at
        a, b, c, d, e, f = matrix
        read, point = self._point.read, self.axes.point
        self.left -= segments // 4
        if segments == 10 and calls.get_kind(calls.get_segment(obj, 5)) == calls.MOVE_TO:
            for first in (0, 5):  # two rectangles: opposite corners will do
                calls.get_point(calls.get_segment(obj, first), x_at, y_at)
                x0, y0 = read()
                calls.get_point(calls.get_segment(obj, first + 2), x_at, y_at)
                x1, y1 = read()
                yield self.axes.box(
                    a * x0 + c * y0 + e, b * x0 + d * y0 + f,
                    a * x1 + c * y1 + e, b * x1 + d * y1 + f,
                )  # fmt: skip
            return
        for i in range(segments if self.left > 0 else 0):
            segment = calls.get_segment(obj, i)
            if part and calls.get_kind(segment) == calls.MOVE_TO:
                yield _around(part)
                part = []
            calls.get_point(segment, x_at, y_at)
            x, y = read()
            part.append(point(a * x + c * y + e, b * x + d * y + f))
        if part:
            yield _around(part)


def _inside(box: Box, clip: Box) -> Box | None:
    """What ``clip`` leaves of ``box``."""
    x0, y0 = max(box[0], clip[0]), max(box[1], clip[1])
    x1, y1 = min(box[2], clip[2]), min(box[3], clip[3])
    return (x0, y0, x1, y1) if x0 <= x1 and y0 <= y1 else None


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and outer[2] >= inner[2]
        and outer[3] >= inner[3]
    )


def _around(points: list[tuple[float, float]]) -> Box:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return (min(xs), min(ys), max(xs), max(ys))


def _times(first: _Matrix, then: _Matrix) -> _Matrix:
    if then is _SAME:
        return first
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def _moved(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
