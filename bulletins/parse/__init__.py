"""Sections of a document to bulletins: figures, dates, contact, all with their places."""

from __future__ import annotations

from .bulletin import parse_document

__all__ = ["parse_document"]
