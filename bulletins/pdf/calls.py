"""pdfium's functions, as far as they are used here.

A page has thousands of characters and each costs several calls; pypdfium2's own prototypes
convert typed pointers at every one of them, and there are five hundred, made when they are
imported. These take handles as plain integers, are three times faster, and save 2 MiB. The
library is the one that pypdfium2 brings.
"""

from __future__ import annotations

from collections.abc import Callable
from ctypes import (
    PyDLL,
    addressof,
    c_char,
    c_double,
    c_float,
    c_int,
    c_size_t,
    c_uint,
    c_ulong,
    c_void_p,
)
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from struct import Struct
from typing import Any

_NAMES = ("libpdfium.so", "libpdfium.dylib", "pdfium.dll")


def _library() -> PyDLL:
    spec = find_spec("pypdfium2_raw")
    if spec is None or spec.origin is None:
        raise ImportError("pypdfium2 is not installed", name="pypdfium2_raw")
    for name in _NAMES:
        path = Path(spec.origin).with_name(name)
        if path.exists():
            return PyDLL(str(path))
    from pypdfium2_raw.bindings import _libs  # a build that uses the system's library

    return PyDLL(_libs["pdfium"]._name)


_PDFIUM = _library()


def _function(name: str, result: Any, *arguments: Any) -> Any:
    function = getattr(_PDFIUM, name)
    function.restype, function.argtypes = result, arguments
    return function


# Handles are None where pdfium has none to give.
start = _function("FPDF_InitLibrary", None)
last_error = _function("FPDF_GetLastError", c_ulong)
open_document = _function("FPDF_LoadMemDocument64", c_void_p, c_void_p, c_size_t, c_void_p)
close_document = _function("FPDF_CloseDocument", None, c_void_p)
count_pages = _function("FPDF_GetPageCount", c_int, c_void_p)
open_page = _function("FPDF_LoadPage", c_void_p, c_void_p, c_int)
close_page = _function("FPDF_ClosePage", None, c_void_p)
get_page_width = _function("FPDF_GetPageWidthF", c_float, c_void_p)
get_page_height = _function("FPDF_GetPageHeightF", c_float, c_void_p)
device_to_page = _function("FPDF_DeviceToPage", c_int, c_void_p, *[c_int] * 7, c_void_p, c_void_p)
open_text = _function("FPDFText_LoadPage", c_void_p, c_void_p)
close_text = _function("FPDFText_ClosePage", None, c_void_p)

count_chars = _function("FPDFText_CountChars", c_int, c_void_p)
get_text = _function("FPDFText_GetText", c_int, c_void_p, c_int, c_int, c_void_p)
get_unicode = _function("FPDFText_GetUnicode", c_uint, c_void_p, c_int)
has_no_unicode = _function("FPDFText_HasUnicodeMapError", c_int, c_void_p, c_int)
get_origin = _function("FPDFText_GetCharOrigin", c_int, c_void_p, c_int, c_void_p, c_void_p)
get_char_box = _function(
    "FPDFText_GetCharBox", c_int, c_void_p, c_int, c_void_p, c_void_p, c_void_p, c_void_p
)
get_font_size = _function("FPDFText_GetFontSize", c_double, c_void_p, c_int)
get_char_matrix = _function("FPDFText_GetMatrix", c_int, c_void_p, c_int, c_void_p)
get_text_object = _function("FPDFText_GetTextObject", c_void_p, c_void_p, c_int)
get_render_mode = _function("FPDFTextObj_GetTextRenderMode", c_int, c_void_p)

count_objects = _function("FPDFPage_CountObjects", c_int, c_void_p)
get_object = _function("FPDFPage_GetObject", c_void_p, c_void_p, c_int)
count_inside = _function("FPDFFormObj_CountObjects", c_int, c_void_p)
get_inside = _function("FPDFFormObj_GetObject", c_void_p, c_void_p, c_ulong)
get_type = _function("FPDFPageObj_GetType", c_int, c_void_p)
get_bounds = _function(
    "FPDFPageObj_GetBounds", c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p
)
get_matrix = _function("FPDFPageObj_GetMatrix", c_int, c_void_p, c_void_p)
get_fill = _function("FPDFPageObj_GetFillColor", c_int, *[c_void_p] * 5)
get_stroke = _function("FPDFPageObj_GetStrokeColor", c_int, *[c_void_p] * 5)
get_stroke_width = _function("FPDFPageObj_GetStrokeWidth", c_int, c_void_p, c_void_p)
get_draw_mode = _function("FPDFPath_GetDrawMode", c_int, c_void_p, c_void_p, c_void_p)
count_segments = _function("FPDFPath_CountSegments", c_int, c_void_p)
get_segment = _function("FPDFPath_GetPathSegment", c_void_p, c_void_p, c_int)
get_point = _function("FPDFPathSegment_GetPoint", c_int, c_void_p, c_void_p, c_void_p)
get_kind = _function("FPDFPathSegment_GetType", c_int, c_void_p)
is_closed = _function("FPDFPathSegment_GetClose", c_int, c_void_p)
get_clip = _function("FPDFPageObj_GetClipPath", c_void_p, c_void_p)
count_clips = _function("FPDFClipPath_CountPaths", c_int, c_void_p)
count_clip_segments = _function("FPDFClipPath_CountPathSegments", c_int, c_void_p, c_int)
get_clip_segment = _function("FPDFClipPath_GetPathSegment", c_void_p, c_void_p, c_int, c_int)

PASSWORD = 4  # among the errors
TEXT, PATH, IMAGE, SHADING, FORM = 1, 2, 3, 4, 5
LINE_TO, CURVE_TO, MOVE_TO = 0, 1, 2


class Slots:
    """Numbers for pdfium to write into: ``at`` is the address of each, ``read`` tells them.

    Their kind is a letter of :mod:`struct`; an array of ctypes takes five times as long to read.
    """

    def __init__(self, kind: str, count: int) -> None:
        numbers = Struct(f"={count}{kind}")
        place = bytearray(numbers.size)
        start = addressof(c_char.from_buffer(place))
        self.at = tuple(range(start, start + numbers.size, numbers.size // count))
        self.read: Callable[[], tuple[Any, ...]] = partial(numbers.unpack, place)
