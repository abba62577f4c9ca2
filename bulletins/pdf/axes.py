"""From the points of a PDF to those of its page as it is displayed, or read."""

from __future__ import annotations

from math import hypot

import msgspec

from ..geometry.shapes import Box
from . import calls
from .opened import Page


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
        if self.xy == 0.0 == self.yx:  # as most pages are
            ax, bx = self.xx * (x0 - self.x0), self.xx * (x1 - self.x0)
            ay, by = self.yy * (y0 - self.y0), self.yy * (y1 - self.y0)
        else:
            ax, ay = self.point(x0, y0)
            bx, by = self.point(x1, y1)
        if ax > bx:
            ax, bx = bx, ax
        return (ax, ay, bx, by) if ay <= by else (ax, by, bx, ay)

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


def page_axes(page: Page) -> Axes:
    """The axes of a page as pdfium displays it: crop box and rotation taken in."""
    width, height = page.get_size()
    corner = []
    fine = 10_000
    for device in ((0, 0), (fine, 0), (0, fine)):
        at = calls.Slots("d", 2)
        calls.device_to_page(page.handle, 0, 0, fine, fine, 0, *device, *at.at)
        corner.append(at.read())
    (x0, y0), (right_x, right_y), (down_x, down_y) = corner
    w = hypot(right_x - x0, right_y - y0) or 1.0
    h = hypot(down_x - x0, down_y - y0) or 1.0
    return Axes(
        x0, y0,
        (right_x - x0) / w, (right_y - y0) / w, (down_x - x0) / h, (down_y - y0) / h,
        width, height,
    )  # fmt: skip
