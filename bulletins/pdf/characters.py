"""The characters of a page's text layer, in pdfium's order, as words.

Most characters are never asked for one by one: pdfium gives the whole text in one call, and
where the ends of a word stand as far apart as its characters are wide, the characters between
them stand where they should.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from ctypes import create_string_buffer
from functools import lru_cache
from math import atan2, degrees, hypot

import msgspec

from ..geometry.shapes import Box
from ..vocabulary.characters import with_ideographs
from . import calls
from .axes import Axes
from .colors import clip_of, color_of

_WORD = re.compile(r"[^\s\x00\x01]+")
_HYPHEN = re.compile("[\x02\ufffe]")  # pdfium's marks of a hyphen at a line's end
_POINT = re.compile(r"(?<=[0-9０-９])\ue010(?=[0-9０-９])")
_SOLID = 100  # of 255: type that is more transparent is a watermark


class Ink(msgspec.Struct, frozen=True, gc=False):
    """How a piece of text is set: hidden altogether, its luminance, where it is clipped.

    ``sheer`` type lets what lies below it through: a watermark.
    """

    hidden: bool
    light: float
    clip: Box | None
    sheer: bool = False


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


class TextLayer:
    """The characters of one page's text layer."""

    def __init__(self, raw: int) -> None:
        self.raw = raw
        self.count = calls.count_chars(raw)
        self.text = self._text()
        self._xy = calls.Slots("d", 2)
        self._box = calls.Slots("d", 4)
        self._matrix = calls.Slots("f", 6)
        self._number = calls.Slots("f", 2)
        self._color = calls.Slots("I", 4)
        self._frames: dict[int | None, tuple[float, float, float]] = {}
        self._inks: dict[int | None, Ink] = {None: _PLAIN}

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
        # Radicals stand for the ideographs that are printed.
        return with_ideographs(_POINT.sub(".", _HYPHEN.sub("-", text)))

    def origin(self, i: int) -> tuple[float, float]:
        calls.get_origin(self.raw, i, *self._xy.at)
        x, y = self._xy.read()
        return x, y

    def _frame(self, i: int, obj: int | None) -> tuple[float, float, float]:
        """(em across, em along, angle counter-clockwise) of a character of the text object."""
        frame = self._frames.get(obj)
        if frame is None:
            calls.get_char_matrix(self.raw, i, self._matrix.at[0])
            a, b, c, d, _, _ = self._matrix.read()
            size = abs(calls.get_font_size(self.raw, i))
            along, across = hypot(a, b) * size, hypot(c, d) * size
            angle = degrees(atan2(b, a)) if b or a < 0 else 0.0
            frame = self._frames[obj] = (across or along, along or across, angle)
        return frame

    def _ink(self, obj: int | None) -> Ink:
        return self._inks.get(obj) or self._read_ink(obj or 0)

    def _advance(self, i: int, at: tuple[float, float], em: float, angle: float) -> float:
        """How far the character at ``at`` reaches from its origin along the line."""
        if fills_its_em(self.text[i]):
            return em
        calls.get_char_box(self.raw, i, *self._box.at)
        left, right, bottom, top = self._box.read()
        x, y = at
        ends = (right - x, top - y, x - left, y - bottom)
        return float(min(max(ends[round(angle / 90) % 4], 0.2 * em), em))

    def words(self) -> Iterator[Word]:
        """The characters in pdfium's order, cut at white space and wherever they stand apart."""
        for match in _WORD.finditer(self.text):
            first, behind = match.span()
            word = self._word(first, behind)
            if word is None:
                yield from self._char_by_char(first, behind)
            else:
                yield word

    def _word(self, first: int, behind: int) -> Word | None:
        """The characters of first:behind as one word; None where they may not be one."""
        last = behind - 1
        x, y = self.origin(first)
        obj = calls.get_text_object(self.raw, first)
        across, along, angle = self._frame(first, obj)
        ink = self._ink(obj)
        if last == first:
            reach = self._advance(first, (x, y), along, angle)
            return self._made(first, behind, (x, y), (x, y), reach, (across, angle), ink)
        end = self.origin(last)
        distance = hypot(end[0] - x, end[1] - y)
        least, most = _span(self.text[first:last])
        straight = _is_along(end[0] - x, end[1] - y, angle, 0.12 * across)
        if (
            straight
            and least * along - 0.5 <= distance <= most * along + 0.5
            and self._ink(calls.get_text_object(self.raw, last)) == ink
        ):
            reach = self._advance(last, end, along, angle)
            return self._made(first, behind, (x, y), end, reach, (across, angle), ink)
        return None

    def _char_by_char(self, first: int, behind: int) -> Iterator[Word]:
        """The words of first:behind where nothing can be taken for granted."""
        start = first
        before: tuple[tuple[float, float], float, float, float, Ink] | None = None
        begin = (0.0, 0.0)
        for i in range(first, behind):
            at = self.origin(i)
            obj = calls.get_text_object(self.raw, i)
            across, along, angle = self._frame(i, obj)
            ink = self._ink(obj)
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
        along_x, along_y = unit(angle)
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
        light, alpha = color_of(get_color, obj, self._color)
        clip = clip_of(obj, self._number)
        hidden, sheer = mode in (3, 7) or alpha == 0, alpha < _SOLID
        if clip is None and not hidden and not sheer and light == 0.0:
            ink = _PLAIN
        else:
            ink = Ink(hidden, light, clip, sheer)
        self._inks[obj] = ink
        return ink


_PLAIN = Ink(False, 0.0, None)


def fills_its_em(char: str) -> bool:
    """Whether a character is as wide as its em: Chinese type and full-width forms."""
    code = ord(char)
    return code >= 0x2E80 and not 0xE000 <= code < 0xF900 and not 0xFF61 <= code < 0xFFE0


def _char(code: int) -> str:
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else "\ufffd"


@lru_cache(2048)
def _span(text: str) -> tuple[float, float]:
    """Between which distances, in ems, the origins before and behind ``text`` may stand."""
    least = most = 0.0
    for char in text:
        code = ord(char)
        if 0x3400 <= code < 0xA000:  # ideographs, as wide as their em
            least += 0.93
            most += 1.12
        elif code >= 0x2E80:  # punctuation, which may be set narrower
            least += 0.4
            most += 1.15
        else:
            least += 0.18
            most += 0.75 if code in _DIGITS else 1.1
    return least, most


_DIGITS = frozenset(range(0x30, 0x3A))


def unit(angle: float) -> tuple[float, float]:
    """The direction of an angle, counter-clockwise, to the nearest axis."""
    return ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[round(angle / 90) % 4]


def _is_along(dx: float, dy: float, angle: float, slack: float) -> bool:
    """Whether a step goes forward in the direction of the type and not off its line."""
    ux, uy = unit(angle)
    return dx * ux + dy * uy > 0 and abs(dx * uy - dy * ux) <= slack


def _follows(
    before: tuple[tuple[float, float], float, float, float, Ink],
    at: tuple[float, float], size: float, angle: float, ink: Ink,
) -> bool:  # fmt: skip
    """Whether a character continues the word that ends with ``before``."""
    (x, y), reach, last_size, last_angle, last_ink = before
    if ink != last_ink or abs(angle - last_angle) > 1:
        return False
    ux, uy = unit(angle)
    dx, dy = at[0] - x, at[1] - y
    gap = dx * ux + dy * uy - reach
    em = max(size, last_size)
    return abs(dx * uy - dy * ux) <= 0.12 * em and -0.6 * em <= gap <= 0.35 * em
