"""pdfium's functions with cheap prototypes.

A page has thousands of characters and each costs several calls; the generic prototypes of
pypdfium2 convert typed pointers at every one of them. These take handles as plain integers
and are three times faster. The functions are those of pypdfium2's own library.
"""

from __future__ import annotations

from ctypes import PYFUNCTYPE, Array, c_double, c_float, c_int, c_uint, c_ulong, c_void_p, cast
from typing import Any

import pypdfium2_raw as pdfium


def _cheap(name: str, result: Any, *arguments: Any) -> Any:
    return PYFUNCTYPE(result, *arguments)(cast(getattr(pdfium, name), c_void_p).value)  # type: ignore[arg-type]


def handle(pointer: Any) -> int:
    """A typed pointer of pypdfium2 as the integer that the functions here take."""
    value = cast(pointer, c_void_p).value
    assert value is not None
    return value


count_chars = _cheap("FPDFText_CountChars", c_int, c_void_p)
get_text = _cheap("FPDFText_GetText", c_int, c_void_p, c_int, c_int, c_void_p)
get_unicode = _cheap("FPDFText_GetUnicode", c_uint, c_void_p, c_int)
has_no_unicode = _cheap("FPDFText_HasUnicodeMapError", c_int, c_void_p, c_int)
get_origin = _cheap("FPDFText_GetCharOrigin", c_int, c_void_p, c_int, c_void_p, c_void_p)
get_char_box = _cheap(
    "FPDFText_GetCharBox", c_int, c_void_p, c_int, c_void_p, c_void_p, c_void_p, c_void_p
)
get_font_size = _cheap("FPDFText_GetFontSize", c_double, c_void_p, c_int)
get_char_matrix = _cheap("FPDFText_GetMatrix", c_int, c_void_p, c_int, c_void_p)
get_text_object = _cheap("FPDFText_GetTextObject", c_void_p, c_void_p, c_int)
get_render_mode = _cheap("FPDFTextObj_GetTextRenderMode", c_int, c_void_p)

count_objects = _cheap("FPDFPage_CountObjects", c_int, c_void_p)
get_object = _cheap("FPDFPage_GetObject", c_void_p, c_void_p, c_int)
count_inside = _cheap("FPDFFormObj_CountObjects", c_int, c_void_p)
get_inside = _cheap("FPDFFormObj_GetObject", c_void_p, c_void_p, c_ulong)
get_type = _cheap("FPDFPageObj_GetType", c_int, c_void_p)
get_bounds = _cheap(
    "FPDFPageObj_GetBounds", c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p
)
get_matrix = _cheap("FPDFPageObj_GetMatrix", c_int, c_void_p, c_void_p)
get_fill = _cheap("FPDFPageObj_GetFillColor", c_int, *[c_void_p] * 5)
get_stroke = _cheap("FPDFPageObj_GetStrokeColor", c_int, *[c_void_p] * 5)
get_stroke_width = _cheap("FPDFPageObj_GetStrokeWidth", c_int, c_void_p, c_void_p)
get_draw_mode = _cheap("FPDFPath_GetDrawMode", c_int, c_void_p, c_void_p, c_void_p)
count_segments = _cheap("FPDFPath_CountSegments", c_int, c_void_p)
get_segment = _cheap("FPDFPath_GetPathSegment", c_void_p, c_void_p, c_int)
get_point = _cheap("FPDFPathSegment_GetPoint", c_int, c_void_p, c_void_p, c_void_p)
get_kind = _cheap("FPDFPathSegment_GetType", c_int, c_void_p)
is_closed = _cheap("FPDFPathSegment_GetClose", c_int, c_void_p)
get_clip = _cheap("FPDFPageObj_GetClipPath", c_void_p, c_void_p)
count_clips = _cheap("FPDFClipPath_CountPaths", c_int, c_void_p)
count_clip_segments = _cheap("FPDFClipPath_CountPathSegments", c_int, c_void_p, c_int)
get_clip_segment = _cheap("FPDFClipPath_GetPathSegment", c_void_p, c_void_p, c_int, c_int)

TEXT, PATH, IMAGE, SHADING, FORM = 1, 2, 3, 4, 5
LINE_TO, CURVE_TO, MOVE_TO = 0, 1, 2


class Slots:
    """Numbers for pdfium to write into; each ``at`` is the address of one."""

    def __init__(self, kind: type[c_double] | type[c_float] | type[c_uint], count: int) -> None:
        from ctypes import addressof, sizeof

        self.values: Array[Any] = (kind * count)()
        start = addressof(self.values)
        self.at = tuple(start + sizeof(kind) * i for i in range(count))
