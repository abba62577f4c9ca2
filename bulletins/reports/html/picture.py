"""Pictures of the page where figures are in doubt, with the doubted cells boxed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence

from ...evidence import doubted_areas, doubted_sources
from ...model import Area, Audit, Drawing
from .markup import Html, el, join
from .places import Places
from .words import say

_DOTS = 110 / 72  # to a point, as the pictures are made


def pictures_left(audit: Audit, drawings: Sequence[Drawing]) -> int:
    """How many parts of pages that hold doubts have no picture."""
    return sum(1 for area in doubted_areas(audit) if _picture_of(area, drawings) is None)


def _picture_of(area: Area, drawings: Sequence[Drawing]) -> Drawing | None:
    x0, top, x1, bottom = area.box
    return next(
        (
            d
            for d in drawings
            if d.page == area.page and d.box is not None
            and d.box[0] <= x0 and d.box[1] <= top and d.box[2] >= x1 and d.box[3] >= bottom
        ),
        None,
    )  # fmt: skip


def render_pictures(audit: Audit, places: Places, drawings: Sequence[Drawing]) -> Html | None:
    """The pictures of a bulletin's doubts; nothing where the file has no pages, or no doubts."""
    found = [d for area in doubted_areas(audit) if (d := _picture_of(area, drawings)) is not None]
    if not found:
        return None
    figures = (_figure(d, audit, f"{places.name}i{at}") for at, d in enumerate(found))
    return el(
        "section", el("h5", say("picture")), el("p", say("boxed"), cls="quiet"), join(figures)
    )


def _figure(drawing: Drawing, audit: Audit, name: str) -> Html:
    assert drawing.box is not None
    x0, top, x1, bottom = drawing.box
    width, height = round(x1 - x0, 1), round(bottom - top, 1)
    data = b64encode(drawing.png).decode()
    picture = el(
        "image", href=f"data:image/png;base64,{data}", width=str(width), height=str(height)
    )
    drawn = el(
        "svg", picture, *_boxes(drawing, audit), viewBox=f"0 0 {width} {height}",
        width=round(width * _DOTS), role="img", aria_labelledby=name,
    )  # fmt: skip
    caption = el("figcaption", say("page", n=drawing.page), id=name)
    return el("figure", drawn, caption, cls="picture")


def _boxes(drawing: Drawing, audit: Audit) -> Iterator[Html]:
    assert drawing.box is not None
    for source in doubted_sources(audit):
        if source.page != drawing.page or source.box is None:
            continue
        x0, top, x1, bottom = source.box
        left, above = x0 - drawing.box[0], top - drawing.box[1]
        if left >= 0 and above >= 0 and x1 <= drawing.box[2] and bottom <= drawing.box[3]:
            yield el(
                "rect", x=f"{left:.1f}", y=f"{above:.1f}",
                width=f"{x1 - x0:.1f}", height=f"{bottom - top:.1f}",
            )  # fmt: skip
