"""One page of a PDF as geometry: what it shows, as :class:`~bulletins.geometry.shapes.Shapes`.

Characters stand at their *origins*: some fonts report a box of 31 points for type of 11.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from ..geometry.shapes import Box, Fill, Rule, Run, Shapes
from .axes import Axes, page_axes
from .characters import TextLayer, Word, unit
from .colors import WHITE
from .drawn import Drawn, Walk
from .opened import Page

_SLANT = 4.0  # degrees off an axis from which on type is a watermark
_QUOTED = 24  # characters of a watermark that are told
_FAINT = 0.75  # luminance of a watermark
_OUTLINES = 300  # fills on a page without any type: type drawn as outlines


class PageText(msgspec.Struct, frozen=True):
    """A page's shapes, and what of its text is not among them."""

    shapes: Shapes
    method: str = "text"
    hidden: int = 0  # characters that the page does not show
    unmapped: int = 0  # characters that the font gives no meaning to
    watermark: str = ""  # what stands behind the text, cut short
    is_picture: bool = False  # a scan, or type drawn as outlines
    too_complex: bool = False  # more is drawn than was looked at


def read_page(page: Page) -> PageText:
    """What ``page`` shows.

    Text is left out that is invisible, white on white, clipped away, off the page, faint and
    large or aslant (a watermark). Where a picture covers the page and *all* its text is
    invisible, that text is the page's own OCR and is read as such.
    """
    axes = page_axes(page)
    textpage = page.get_textpage()
    try:
        text = TextLayer(textpage.handle)
        walk = Walk(axes)
        drawn = walk.page(page.handle)
        words = list(text.words())
        fills = drawn.fills
        usual = _usual_size(words)
        marks = [w for w in words if _is_watermark(w, axes, usual)]
        known = set(map(id, marks))
        words = [w for w in words if id(w) not in known]
        shown = [w for w in words if not _is_unseen(w, axes, fills, drawn.pictures)]
        method, covered = "text", _covered(drawn.pictures, axes)
        if not shown and words and covered:
            shown, method = words, "ocr"
        hidden = sum(len(w.text) for w in words) - sum(len(w.text) for w in shown)
        unmapped = _unmapped(text, shown)
        turn = _main_turn(shown, axes)
        read = axes.turned(turn)
        if turn:
            drawn = Walk(read).page(page.handle)
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
        watermark="".join(w.text for w in marks)[:_QUOTED],
        is_picture=not shown and (covered or outlines),
        too_complex=walk.left <= 0,
    )


def _direction(word: Word, axes: Axes) -> int | None:
    """Which way a word runs on the displayed page, clockwise; None for one aslant."""
    if word.angle == 0.0 and axes.xx > 0.99:
        return 0
    return _turn(word.angle, axes)


@lru_cache(256)
def _turn(angle: float, axes: Axes) -> int | None:
    ux, uy = unit(angle)
    if abs((angle + 45) % 90 - 45) > _SLANT:
        return None
    x, y = axes.xx * ux + axes.xy * uy, axes.yx * ux + axes.yy * uy
    return 0 if x > 0.5 else 180 if x < -0.5 else 90 if y > 0 else 270


def _is_watermark(word: Word, axes: Axes, usual: float) -> bool:
    """Whether a word stands behind the text: sheer, aslant, or faint and large."""
    ink = word.ink
    faint = ink.light > _FAINT and ink.light <= WHITE and word.size > 2 * usual
    return not ink.hidden and (ink.sheer or faint or _direction(word, axes) is None)


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
    return ink.light > WHITE and not _is_on_ink(x, y - 0.3 * word.size, fills, pictures)


def _is_on_ink(x: float, y: float, fills: list[Fill], pictures: list[Box]) -> bool:
    """Whether something that is not white is painted at a point."""
    return any(
        f.light <= WHITE and f.box[0] - 1 <= x <= f.box[2] + 1 and f.box[1] - 1 <= y <= f.box[3] + 1
        for f in fills
    ) or any(p[0] <= x <= p[2] and p[1] <= y <= p[3] for p in pictures)


def _covered(pictures: list[Box], axes: Axes) -> bool:
    area = sum((b[2] - b[0]) * (b[3] - b[1]) for b in pictures)
    return area >= 0.5 * axes.width * axes.height


def _unmapped(text: TextLayer, words: list[Word]) -> int:
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


def _runs(text: TextLayer, words: list[Word], axes: Axes, down: Sequence[Rule]) -> Iterator[Run]:
    """The words as runs of the page as read, cut where a rule passes through them."""
    cuts = sorted(down)
    ats = [rule.at for rule in cuts]
    seen: dict[str, list[tuple[float, float]]] = {}
    for word in words:
        if _is_again(word, seen):
            continue
        turn = _direction(word, axes)
        if turn is None:
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


def _is_again(word: Word, seen: dict[str, list[tuple[float, float]]]) -> bool:
    """Whether a word is printed over itself once more, to look bold."""
    places = seen.setdefault(word.text, [])
    near = 0.2 * word.size
    for x, y in places:
        if -near < y - word.y < near and -near < x - word.x < near:
            return True
    places.append((word.x, word.y))
    return False


def _usual_size(words: list[Word]) -> float:
    exact: Counter[float] = Counter()
    for word in words:
        exact[word.size] += len(word.text)
    counts: Counter[float] = Counter()
    for size, count in exact.items():
        counts[round(size, 1)] += count
    return counts.most_common(1)[0][0] if counts else 0.0


def _turned_runs(text: TextLayer, word: Word, axes: Axes, turn: int) -> Iterator[Run]:
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
