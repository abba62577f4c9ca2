"""PDF files with a text layer: text in reading order, tables with the place of every cell."""

from __future__ import annotations

from ..model import Document
from . import Reader, ReadOptions


def _claims(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def _read(data: bytes, options: ReadOptions) -> Document:
    # pdfium is loaded only for a PDF.
    from ..pdf.document import read_pdf

    return read_pdf(data, ignore_permissions=options.ignore_permissions)


READER = Reader(name="pdf", rank=5, claims=_claims, read=_read)
