"""A PDF opened by pdfium: its pages and their text, closed again.

By the functions of pypdfium2's own binding: its helpers, which drawing uses, would cost as much
time and memory at start as all of pdfium.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pypdfium2_raw as pdfium


class PdfiumError(Exception):
    """What pdfium cannot open; ``locked`` where it wants a password."""

    def __init__(self, *, locked: bool = False) -> None:
        super().__init__("pdfium cannot open it")
        self.locked = locked


@cache
def _library() -> None:
    """Start pdfium; where it runs already this does nothing."""
    config = pdfium.FPDF_LIBRARY_CONFIG(
        version=2, m_pUserFontPaths=None, m_pIsolate=None, m_v8EmbedderSlot=0
    )
    pdfium.FPDF_InitLibraryWithConfig(config)


class TextPage:
    """The text of a page; ``raw`` is pdfium's own handle."""

    def __init__(self, page: Page) -> None:
        self.raw: Any = pdfium.FPDFText_LoadPage(page.raw)
        if not self.raw:
            raise PdfiumError

    def close(self) -> None:
        """Free it."""
        pdfium.FPDFText_ClosePage(self.raw)


class Page:
    """A page; ``raw`` is pdfium's own handle."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw

    def get_size(self) -> tuple[float, float]:
        """(width, height) in points, as displayed."""
        return pdfium.FPDF_GetPageWidthF(self.raw), pdfium.FPDF_GetPageHeightF(self.raw)

    def get_textpage(self) -> TextPage:
        """Its text; :class:`PdfiumError` where that cannot be worked out."""
        return TextPage(self)

    def close(self) -> None:
        """Free it."""
        pdfium.FPDF_ClosePage(self.raw)


class Opened:
    """An open document. Pages count from 0; :class:`PdfiumError` for one that is not there."""

    def __init__(self, data: bytes) -> None:
        _library()
        self._data = data  # pdfium reads in it as long as the document is open
        self._raw: Any = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
        if not self._raw:
            raise PdfiumError(locked=pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD)

    def __len__(self) -> int:
        return int(pdfium.FPDF_GetPageCount(self._raw))

    def __getitem__(self, number: int) -> Page:
        raw = pdfium.FPDF_LoadPage(self._raw, number)
        if not raw:
            raise PdfiumError
        return Page(raw)

    def close(self) -> None:
        """Free it, after its pages."""
        pdfium.FPDF_CloseDocument(self._raw)
