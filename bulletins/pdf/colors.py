"""What pdfium says of an object's colour and of what clips it."""

from __future__ import annotations

from typing import Any

from ..geometry.shapes import Box
from . import calls

WHITE = 0.95  # luminance


def color_of(get: Any, obj: int, slots: calls.Slots) -> tuple[float, int]:
    """(luminance, alpha) of an object; black where it has no plain colour."""
    if not get(obj, *slots.at):
        return 0.0, 255
    r, g, b, a = slots.read()
    return (0.299 * r + 0.587 * g + 0.114 * b) / 255, a


def clip_of(obj: int, slots: calls.Slots) -> Box | None:
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
            points.append(slots.read())
        if points:
            x0 = max(x0, min(p[0] for p in points))
            y0 = max(y0, min(p[1] for p in points))
            x1 = min(x1, max(p[0] for p in points))
            y1 = min(y1, max(p[1] for p in points))
    return (x0, y0, x1, y1)
