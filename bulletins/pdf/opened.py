"""A PDF opened by pdfium: its pages and their text, closed again.

Without pypdfium2's helpers, which drawing uses: they would cost as much time and memory at start
as all of pdfium.
"""

from __future__ import annotations

from functools import cache

from . import calls


class PdfiumError(Exception):
    """What pdfium cannot open; ``locked`` where it wants a password."""

    def __init__(self, *, locked: bool = False) -> None:
        super().__init__("pdfium cannot open it")
        self.locked = locked


@cache
def _start() -> None:
    """Start pdfium; where it runs already this does nothing."""
    calls.start()


class TextPage:
    """The text of a page; ``handle`` is pdfium's own."""

    def __init__(self, page: Page) -> None:
        self.handle = _given(calls.open_text(page.handle))

    def close(self) -> None:
        """Free it."""
        calls.close_text(self.handle)


class Page:
    """A page; ``handle`` is pdfium's own."""

    def __init__(self, handle: int) -> None:
        self.handle = handle

    def get_size(self) -> tuple[float, float]:
        """(width, height) in points, as displayed."""
        return calls.get_page_width(self.handle), calls.get_page_height(self.handle)

    def get_textpage(self) -> TextPage:
        """Its text; :class:`PdfiumError` where that cannot be worked out."""
        return TextPage(self)

    def close(self) -> None:
        """Free it."""
        calls.close_page(self.handle)


class Opened:
    """An open document. Pages count from 0; :class:`PdfiumError` for one that is not there."""

    def __init__(self, data: bytes) -> None:
        _start()
        self._data = data  # pdfium reads in it as long as the document is open
        handle = calls.open_document(data, len(data), None)
        if handle is None:
            raise PdfiumError(locked=calls.last_error() == calls.PASSWORD)
        self._handle = handle

    def __len__(self) -> int:
        return int(calls.count_pages(self._handle))

    def __getitem__(self, number: int) -> Page:
        return Page(_given(calls.open_page(self._handle, number)))

    def close(self) -> None:
        """Free it, after its pages."""
        calls.close_document(self._handle)


def _given(handle: int | None) -> int:
    if handle is None:
        raise PdfiumError
    return handle
