"""One page of a PDF as geometry: what it shows, as :class:`~bulletins.geometry.shapes.Shapes`.

Characters stand at their *origins*: some fonts report a box of 31 points for type of 11.
Most of a page's characters are never asked for one by one: pdfium gives the whole text in
one call, and where the ends of a word stand as far apart as its characters are wide, the
characters between them stand where they should.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from ctypes import c_double, c_float, c_uint, create_string_buffer
from math import atan2, degrees, hypot
from typing import Any

import msgspec

from ..geometry.shapes import Box, Fill, Rule, Run, Shapes
from . import calls

_WORD = re.compile(r"[^\s\x00\x01]+")
_POINT = re.compile(r"(?<=[0-9０-９])\ue010(?=[0-9０-９])")
_THIN = 3.0  # points: a filled box that is no thicker is a rule
_NESTING = 12  # forms within forms that are followed
_SLANT = 4.0  # degrees off an axis from which on type is a watermark
_WHITE, _FAINT = 0.95, 0.75  # luminance
_SOLID = 100  # of 255: type that is more transparent is a watermark
_MAX_OBJECTS = 50_000  # drawn on a page; a line of a path counts as well
_OUTLINES = 300  # fills on a page without any type: type drawn as outlines


class Ink(msgspec.Struct, frozen=True, gc=False):
    """How a piece of text is set: hidden altogether, its luminance, where it is clipped."""

    hidden: bool
    light: float
    clip: Box | None


class Word(msgspec.Struct, gc=False):
    """Characters in a row as the page has them: origin and end in points of the PDF."""

    text: str
    first: int  # index of the first character in the page's text
    x: float
    y: float
    end_x: float
    end_y: float
    size: float
    angle: float
    ink: Ink


class Axes(msgspec.Struct, frozen=True):
    """From points of the PDF (y upwards, not turned) to points of the page as displayed."""

    x0: float
    y0: float
    xx: float
    xy: float
    yx: float
    yy: float
    width: float
    height: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        dx, dy = x - self.x0, y - self.y0
        return self.xx * dx + self.xy * dy, self.yx * dx + self.yy * dy

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        ax, ay = self.point(x0, y0)
        bx, by = self.point(x1, y1)
        return (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))

    def turned(self, turn: int) -> Axes:
        """The axes of the page turned so that type running in direction ``turn`` is upright."""
        w, h = self.width, self.height
        if turn == 90:
            return self._with(self.yx, self.yy, -self.xx, -self.xy, h, w, 0.0, w)
        if turn == 180:
            return self._with(-self.xx, -self.xy, -self.yx, -self.yy, w, h, w, h)
        if turn == 270:
            return self._with(-self.yx, -self.yy, self.xx, self.xy, h, w, h, 0.0)
        return self

    def _with(
        self, xx: float, xy: float, yx: float, yy: float, width: float, height: float,
        right: float, down: float,
    ) -> Axes:  # fmt: skip
        """The same plane with other directions, the origin moved by (right, down) in them."""
        # The directions are unit vectors at right angles: the inverse is the transpose.
        x0 = self.x0 - (xx * right + yx * down)
        y0 = self.y0 - (xy * right + yy * down)
        return Axes(x0, y0, xx, xy, yx, yy, width, height)


def page_axes(page: Any) -> Axes:
    """The axes of a page as pdfium displays it: crop box and rotation taken in."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    corner = []
    fine = 10_000
    for device in ((0, 0), (fine, 0), (0, fine)):
        x, y = c_double(), c_double()
        pdfium.FPDF_DeviceToPage(page.raw, 0, 0, fine, fine, 0, *device, x, y)
        corner.append((x.value, y.value))
    (x0, y0), (right_x, right_y), (down_x, down_y) = corner
    w = hypot(right_x - x0, right_y - y0) or 1.0
    h = hypot(down_x - x0, down_y - y0) or 1.0
    return Axes(
        x0, y0,
        (right_x - x0) / w, (right_y - y0) / w, (down_x - x0) / h, (down_y - y0) / h,
        width, height,
    )  # fmt: skip


class _Text:
    """The characters of one page's text layer."""

    def __init__(self, raw: int) -> None:
        self.raw = raw
        self.count = calls.count_chars(raw)
        self.text = self._text()
        self._xy = calls.Slots(c_double, 2)
        self._box = calls.Slots(c_double, 4)
        self._matrix = calls.Slots(c_float, 6)
        self._number = calls.Slots(c_float, 2)
        self._color = calls.Slots(c_uint, 4)
        self._looks: dict[int | None, tuple[float, float, float, Ink]] = {}

    def _text(self) -> str:
        """The whole text, one character for each of pdfium's."""
        if self.count <= 0:
            return ""
        buffer = create_string_buffer(2 * (self.count + 1))
        written = calls.get_text(self.raw, 0, self.count, buffer)
        text = buffer.raw[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
        if len(text) != self.count:
            text = "".join(_char(calls.get_unicode(self.raw, i)) for i in range(self.count))
        # pdfium's mark of a hyphen at a line's end; the point of Founder's fonts.
        return _POINT.sub(".", text.replace("\x02", "-"))

    def origin(self, i: int) -> tuple[float, float]:
        at = self._xy.at
        calls.get_origin(self.raw, i, at[0], at[1])
        x, y = self._xy.values
        return x, y

    def _look(self, i: int) -> tuple[float, float, float, Ink]:
        """(em across, em along, angle counter-clockwise, ink) of the character.

        They are those of its text object: asked for once.
        """
        obj = calls.get_text_object(self.raw, i)
        look = self._looks.get(obj)
        if look is None:
            calls.get_char_matrix(self.raw, i, self._matrix.at[0])
            a, b, c, d, _, _ = self._matrix.values
            size = abs(calls.get_font_size(self.raw, i))
            along, across = hypot(a, b) * size, hypot(c, d) * size
            angle = degrees(atan2(b, a)) if b or a < 0 else 0.0
            ink = _PLAIN if obj is None else self._read_ink(obj)
            look = self._looks[obj] = (across or along, along or across, angle, ink)
        return look

    def _advance(self, i: int, at: tuple[float, float], em: float, angle: float) -> float:
        """How far the character at ``at`` reaches from its origin along the line."""
        if is_wide(self.text[i]):
            return em
        calls.get_char_box(self.raw, i, *self._box.at)
        left, right, bottom, top = self._box.values
        x, y = at
        ends = (right - x, top - y, x - left, y - bottom)
        return float(min(max(ends[round(angle / 90) % 4], 0.2 * em), em))

    def words(self) -> Iterator[Word]:
        """The characters in pdfium's order, cut at white space and wherever they stand apart."""
        for match in _WORD.finditer(self.text):
            first, behind = match.span()
            yield from self._word(first, behind)

    def _word(self, first: int, behind: int) -> Iterator[Word]:
        last = behind - 1
        x, y = self.origin(first)
        across, along, angle, ink = self._look(first)
        if last == first:
            reach = self._advance(first, (x, y), along, angle)
            yield self._made(first, behind, (x, y), (x, y), reach, (across, angle), ink)
            return
        end = self.origin(last)
        distance = hypot(end[0] - x, end[1] - y)
        least, most = _span(self.text, first, last, along)
        straight = _is_along(end[0] - x, end[1] - y, angle, 0.12 * across)
        if straight and least <= distance <= most and self._look(last)[3] == ink:
            reach = self._advance(last, end, along, angle)
            yield self._made(first, behind, (x, y), end, reach, (across, angle), ink)
        else:
            yield from self._char_by_char(first, behind)

    def _char_by_char(self, first: int, behind: int) -> Iterator[Word]:
        """The words of first:behind where nothing can be taken for granted."""
        start = first
        before: tuple[tuple[float, float], float, float, float, Ink] | None = None
        begin = (0.0, 0.0)
        for i in range(first, behind):
            at = self.origin(i)
            across, along, angle, ink = self._look(i)
            reach = self._advance(i, at, along, angle)
            if before is not None and not _follows(before, at, across, angle, ink):
                yield self._made(start, i, begin, before[0], before[1], before[2:4], before[4])
                before = None
            if before is None:
                start, begin = i, at
            before = (at, reach, across, angle, ink)
        if before is not None:
            yield self._made(start, behind, begin, before[0], before[1], before[2:4], before[4])

    def _made(
        self, first: int, behind: int, start: tuple[float, float], last: tuple[float, float],
        reach: float, frame: tuple[float, float], ink: Ink,
    ) -> Word:  # fmt: skip
        size, angle = frame
        along_x, along_y = _unit(angle)
        end = (last[0] + reach * along_x, last[1] + reach * along_y)
        return Word(self.text[first:behind], first, *start, *end, size, angle, ink)

    def split(self, word: Word, cuts: Sequence[float], axes: Axes) -> Iterator[Word]:
        """The word cut at rules (in x) where another text object begins near them.

        A word of one object that runs through a rule is too long for its cell.
        """
        first, behind = word.first, word.first + len(word.text)
        at = [self.origin(i) for i in range(first, behind)]
        xs = [axes.point(*p)[0] for p in at]
        objects = [calls.get_text_object(self.raw, i) for i in range(first, behind)]
        begins = [k for k in range(1, behind - first) if objects[k] != objects[k - 1]]
        chosen = set()
        for cut in cuts:
            near = min(begins, key=lambda k: abs(xs[k] - cut), default=None)
            if near is not None and abs(xs[near] - cut) <= 0.9 * word.size:
                chosen.add(near)
        start = 0
        for k in range(1, behind - first):
            if k in chosen:
                yield msgspec.structs.replace(
                    word, text=word.text[start:k], first=first + start,
                    x=at[start][0], y=at[start][1], end_x=at[k][0], end_y=at[k][1],
                )  # fmt: skip
                start = k
        yield msgspec.structs.replace(
            word, text=word.text[start:], first=first + start, x=at[start][0], y=at[start][1]
        )

    def unmapped(self, word: Word) -> int:
        """How many of the word's characters the font gives no meaning to."""
        return sum(
            1
            for i in range(word.first, word.first + len(word.text))
            if calls.has_no_unicode(self.raw, i)
        )

    def _read_ink(self, obj: int) -> Ink:
        mode = calls.get_render_mode(obj)
        get_color = calls.get_stroke if mode in (1, 5) else calls.get_fill
        light, alpha = _color(get_color, obj, self._color)
        clip = _clip(obj, self._number)
        hidden = mode in (3, 7) or alpha < _SOLID
        if clip is None and not hidden and light == 0.0:
            return _PLAIN
        return Ink(hidden, light, clip)


_PLAIN = Ink(False, 0.0, None)


def is_wide(char: str) -> bool:
    """Whether a character is as wide as its em: Chinese type and full-width forms."""
    code = ord(char)
    return code >= 0x2E80 and not 0xE000 <= code < 0xF900 and not 0xFF61 <= code < 0xFFE0


def _char(code: int) -> str:
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else "\ufffd"


def _span(text: str, first: int, last: int, em: float) -> tuple[float, float]:
    """Between which distances the origins of two characters of a word may stand."""
    least = most = 0.0
    for i in range(first, last):
        code = ord(text[i])
        if 0x3400 <= code < 0xA000:  # ideographs, as wide as their em
            least += 0.93
            most += 1.12
        elif code >= 0x2E80:  # punctuation, which may be set narrower
            least += 0.4
            most += 1.15
        else:
            least += 0.18
            most += 0.75 if code in _DIGITS else 1.1
    return least * em - 0.5, most * em + 0.5


_DIGITS = frozenset(range(0x30, 0x3A))


def _unit(angle: float) -> tuple[float, float]:
    return ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[round(angle / 90) % 4]


def _is_along(dx: float, dy: float, angle: float, slack: float) -> bool:
    """Whether a step goes forward in the direction of the type and not off its line."""
    ux, uy = _unit(angle)
    return dx * ux + dy * uy > 0 and abs(dx * uy - dy * ux) <= slack


def _follows(
    before: tuple[tuple[float, float], float, float, float, Ink],
    at: tuple[float, float], size: float, angle: float, ink: Ink,
) -> bool:  # fmt: skip
    """Whether a character continues the word that ends with ``before``."""
    (x, y), reach, last_size, last_angle, last_ink = before
    if ink != last_ink or abs(angle - last_angle) > 1:
        return False
    ux, uy = _unit(angle)
    dx, dy = at[0] - x, at[1] - y
    gap = dx * ux + dy * uy - reach
    em = max(size, last_size)
    return abs(dx * uy - dy * ux) <= 0.12 * em and -0.6 * em <= gap <= 0.35 * em


def _color(get: Any, obj: int, slots: calls.Slots) -> tuple[float, int]:
    """(luminance, alpha) of an object; black where it has no plain colour."""
    if not get(obj, *slots.at):
        return 0.0, 255
    r, g, b, a = slots.values
    return (0.299 * r + 0.587 * g + 0.114 * b) / 255, a


def _clip(obj: int, slots: calls.Slots) -> Box | None:
    """The box that all clips of an object leave, in points of the PDF; None without clips."""
    path = calls.get_clip(obj)
    count = calls.count_clips(path) if path else 0
    if count <= 0:
        return None
    x0, y0, x1, y1 = -1e9, -1e9, 1e9, 1e9
    for number in range(count):
        points = []
        for k in range(min(calls.count_clip_segments(path, number), 64)):
            calls.get_point(calls.get_clip_segment(path, number, k), *slots.at)
            points.append(tuple(slots.values))
        if points:
            x0 = max(x0, min(p[0] for p in points))
            y0 = max(y0, min(p[1] for p in points))
            x1 = min(x1, max(p[0] for p in points))
            y1 = min(y1, max(p[1] for p in points))
    return (x0, y0, x1, y1)


# ------------------------------------------------------------------ what is drawn


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


class _Drawing:
    """Walks the objects of a page once."""

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        self.drawn = Drawn()
        self._bounds = calls.Slots(c_float, 4)
        self._modes = calls.Slots(c_uint, 2)
        self._color = calls.Slots(c_uint, 4)
        self._six = calls.Slots(c_float, 6)
        self._point = calls.Slots(c_float, 2)
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
        a, b, c, d, e, f = self._six.values
        return (a, b, c, d, e, f)

    def _box(self, obj: int, matrix: _Matrix) -> Box:
        calls.get_bounds(obj, *self._bounds.at)
        left, bottom, right, top = self._bounds.values
        if matrix is not _SAME:
            corners = [_moved(matrix, x, y) for x in (left, right) for y in (bottom, top)]
            left, right = min(c[0] for c in corners), max(c[0] for c in corners)
            bottom, top = min(c[1] for c in corners), max(c[1] for c in corners)
        return self.axes.box(left, bottom, right, top)

    def _path(self, obj: int, matrix: _Matrix) -> None:
        calls.get_draw_mode(obj, *self._modes.at)
        filled, stroked = self._modes.values
        if not filled and not stroked:
            return
        segments = calls.count_segments(obj)
        if segments < 2:
            return
        if stroked:
            light, alpha = _color(calls.get_stroke, obj, self._color)
            if alpha >= 16:
                self._stroke(obj, matrix, segments, light)
        if filled:
            light, alpha = _color(calls.get_fill, obj, self._color)
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
            if len(parts) == 1 and light <= _WHITE:
                self.drawn.sketches.append(parts[0])
        clip = self._clip_box(obj, matrix)
        before: Box | None = None
        for whole in parts:
            box = whole if clip is None else _inside(whole, clip)
            if box is None or self._mark(box, light):
                before = None
            elif before is not None and (_holds(before, box) or _holds(box, before)):
                self.drawn.fills.pop()  # a frame: what is between two boxes
                inner, outer = sorted((before, box), key=lambda b: b[2] - b[0])
                self._frame(outer, inner, light)
                before = None
            else:
                self.drawn.fills.append(Fill(box, light))
                before = box

    def _frame(self, outer: Box, inner: Box, light: float) -> None:
        x0, y0, x1, y1 = outer
        a0, b0, a1, b1 = inner
        for side in ((x0, y0, x1, b0), (x0, b1, x1, y1), (x0, y0, a0, y1), (a1, y0, x1, y1)):
            if min(side[2] - side[0], side[3] - side[1]) > 0.05:
                self._mark(side, light)

    def _clip_box(self, obj: int, matrix: _Matrix) -> Box | None:
        clip = _clip(obj, self._point)
        if clip is None or matrix is not _SAME:
            return None
        return self.axes.box(*clip)

    def _mark(self, box: Box, light: float) -> bool:
        """Take a thin box as a rule; False where it is none."""
        x0, y0, x1, y1 = box
        wide, high = x1 - x0, y1 - y0
        if min(wide, high) > _THIN:
            return False
        drawn = self.drawn
        across, down = (
            (drawn.white_across, drawn.white_down) if light > _WHITE else (drawn.across, drawn.down)
        )
        dot = max(wide, high) <= _THIN
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
            x, y = self._point.values
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
        values, point = self._point.values, self.axes.point
        self.left -= segments // 4
        if segments == 10 and calls.get_kind(calls.get_segment(obj, 5)) == calls.MOVE_TO:
            for first in (0, 5):  # two rectangles: opposite corners will do
                for i in (first, first + 2):
                    calls.get_point(calls.get_segment(obj, i), x_at, y_at)
                    x, y = values
                    part.append(point(a * x + c * y + e, b * x + d * y + f))
                yield _around(part)
                part = []
            return
        for i in range(segments if self.left > 0 else 0):
            segment = calls.get_segment(obj, i)
            if part and calls.get_kind(segment) == calls.MOVE_TO:
                yield _around(part)
                part = []
            calls.get_point(segment, x_at, y_at)
            x, y = values
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


# --------------------------------------------------------------- the page as read


class PageText(msgspec.Struct, frozen=True):
    """A page's shapes, and what of its text is not among them."""

    shapes: Shapes
    method: str = "text"
    hidden: int = 0  # characters that the page does not show
    unmapped: int = 0  # characters that the font gives no meaning to
    is_picture: bool = False  # a scan, or type drawn as outlines
    too_complex: bool = False  # more is drawn than was looked at


def read_page(page: Any) -> PageText:
    """What ``page`` (of pypdfium2) shows.

    Text is left out that is invisible, white on white, clipped away, off the page, faint and
    large or aslant (a watermark). Where a picture covers the page and *all* its text is
    invisible, that text is the page's own OCR and is read as such.
    """
    axes = page_axes(page)
    textpage = page.get_textpage()
    try:
        text = _Text(calls.handle(textpage.raw))
        drawing = _Drawing(axes)
        drawn = drawing.page(calls.handle(page.raw))
        words = list(text.words())
        fills = drawn.fills
        shown = [w for w in words if not _is_unseen(w, axes, fills, drawn.pictures)]
        method, covered = "text", _covered(drawn.pictures, axes)
        if not shown and words and covered:
            shown, method = words, "ocr"
        hidden = sum(len(w.text) for w in words) - sum(len(w.text) for w in shown)
        unmapped = _unmapped(text, shown)
        turn = _main_turn(shown, axes)
        read = axes.turned(turn)
        if turn:
            drawn = _Drawing(read).page(calls.handle(page.raw))
        rules = _shown_rules(drawn)
        runs = tuple(_runs(text, shown, read, rules[1]))
    finally:
        textpage.close()
    shapes = Shapes(
        read.width,
        read.height,
        runs,
        *rules,
        tuple(drawn.fills),
        tuple(drawn.pictures),
        tuple(drawn.sketches),
        turn,
    )
    outlines = len(drawn.fills) > _OUTLINES
    return PageText(
        shapes,
        method,
        hidden,
        unmapped,
        is_picture=not shown and (covered or outlines),
        too_complex=drawing.left <= 0,
    )


def _direction(word: Word, axes: Axes) -> int | None:
    """Which way a word runs on the displayed page, clockwise; None for one aslant."""
    ux, uy = _unit(word.angle)
    if abs((word.angle + 45) % 90 - 45) > _SLANT:
        return None
    x, y = axes.xx * ux + axes.xy * uy, axes.yx * ux + axes.yy * uy
    return 0 if x > 0.5 else 180 if x < -0.5 else 90 if y > 0 else 270


def _is_unseen(word: Word, axes: Axes, fills: list[Fill], pictures: list[Box]) -> bool:
    ink = word.ink
    if ink.hidden:
        return True
    x, y = axes.point((word.x + word.end_x) / 2, (word.y + word.end_y) / 2)
    if not (-2 <= x <= axes.width + 2 and -2 <= y <= axes.height + 2):
        return True
    if ink.clip is not None:
        x0, y0, x1, y1 = ink.clip
        middle_x, middle_y = (word.x + word.end_x) / 2, (word.y + word.end_y) / 2
        slack = word.size
        if not (x0 - 1 <= middle_x <= x1 + 1 and y0 - slack <= middle_y <= y1 + slack):
            return True
    return ink.light > _WHITE and not _is_on_ink(x, y - 0.3 * word.size, fills, pictures)


def _is_on_ink(x: float, y: float, fills: list[Fill], pictures: list[Box]) -> bool:
    """Whether something that is not white is painted at a point."""
    return any(
        f.light <= _WHITE
        and f.box[0] - 1 <= x <= f.box[2] + 1
        and f.box[1] - 1 <= y <= f.box[3] + 1
        for f in fills
    ) or any(p[0] <= x <= p[2] and p[1] <= y <= p[3] for p in pictures)


def _covered(pictures: list[Box], axes: Axes) -> bool:
    area = sum((b[2] - b[0]) * (b[3] - b[1]) for b in pictures)
    return area >= 0.5 * axes.width * axes.height


def _unmapped(text: _Text, words: list[Word]) -> int:
    """Characters without a meaning; one word of every ten is asked first."""
    if not any(text.unmapped(word) for word in words[::10]):
        return 0
    return sum(text.unmapped(word) for word in words)


def _main_turn(words: list[Word], axes: Axes) -> int:
    """The direction in which most of a page's type runs."""
    counts: Counter[int] = Counter()
    for word in words:
        if (turn := _direction(word, axes)) is not None:
            counts[turn] += len(word.text)
    return counts.most_common(1)[0][0] if counts else 0


def _shown_rules(drawn: Drawn) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The pieces of rules that can be seen: white ones only where they cross a fill."""
    across, down = list(drawn.across), list(drawn.down)
    shades = [f.box for f in drawn.fills if f.light <= 0.985]
    for rule in drawn.white_across if shades else ():
        if _on_shade(rule, [(b[0], b[2]) for b in shades if b[1] - 1 <= rule.at <= b[3] + 1]):
            across.append(rule)
    for rule in drawn.white_down if shades else ():
        if _on_shade(rule, [(b[1], b[3]) for b in shades if b[0] - 1 <= rule.at <= b[2] + 1]):
            down.append(rule)
    return tuple(across), tuple(down)


def _on_shade(rule: Rule, shades: Sequence[tuple[float, float]]) -> bool:
    """Whether a third of a white rule runs along what is shaded."""
    along = sum(max(min(rule.end, b) - max(rule.start, a), 0.0) for a, b in shades)
    return along > 0.3 * rule.length


def _runs(text: _Text, words: list[Word], axes: Axes, down: Sequence[Rule]) -> Iterator[Run]:
    """The words as runs of the page as read, cut where a rule passes through them."""
    usual = _usual_size(words)
    cuts = sorted(down)
    ats = [rule.at for rule in cuts]
    for word in words:
        turn = _direction(word, axes)
        if turn is None or (word.ink.light > _FAINT and word.size > 2 * usual):
            continue
        if turn:
            yield from _turned_runs(text, word, axes, turn)
            continue
        x0, y = axes.point(word.x, word.y)
        x1, _ = axes.point(word.end_x, word.end_y)
        crossed = [
            r.at
            for r in cuts[bisect_left(ats, x0 + 1) : bisect_left(ats, x1 - 1)]
            if r.start < y - 0.3 * word.size < r.end
        ]
        if not crossed:
            yield Run(word.text, x0, x1, y, word.size)
            continue
        for part in text.split(word, crossed, axes):
            x0, y = axes.point(part.x, part.y)
            x1, _ = axes.point(part.end_x, part.end_y)
            yield Run(part.text, x0, x1, y, part.size)


def _usual_size(words: list[Word]) -> float:
    counts: Counter[float] = Counter()
    for word in words:
        counts[round(word.size, 1)] += len(word.text)
    return counts.most_common(1)[0][0] if counts else 0.0


def _turned_runs(text: _Text, word: Word, axes: Axes, turn: int) -> Iterator[Run]:
    """A word that runs up, down or upside down on the page as read, character by character."""
    for k, char in enumerate(word.text):
        x, y = axes.point(*text.origin(word.first + k))
        size = word.size
        if turn == 90:  # the type's foot is to the left
            yield Run(char, x - 0.12 * size, x + 0.88 * size, y + 0.88 * size, size, turn)
        elif turn == 270:
            yield Run(char, x - 0.88 * size, x + 0.12 * size, y - 0.12 * size, size, turn)
        else:
            yield Run(char, x - size, x, y + 0.76 * size, size, turn)
