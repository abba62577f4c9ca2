"""What a person wrote into an audit workbook, for the next one that takes its place."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

from ..errors import WriteError
from ..model import Lang, Number, Text
from ..vocabulary.numerals import exact
from .words import DECISIONS, SHEETS

FINGERPRINT = Text("fingerprint", "指纹")
MESSAGE = Text("message", "说明")
ENTRIES = (Text("decision", "处理意见"), Text("corrected value", "更正值"), Text("note", "备注"))
"""The columns of the sheet Discrepancies that a person fills in."""
_UNREAD = Text(
    "it cannot be read, and what was written into it would be lost; move it away",
    "无法读取，其中填写的内容会丢失；请先移走",
)
_NOT_OURS = Text(
    "it is another workbook, which would be lost; move it away, or name another place with -o",
    "该处已有另一工作簿，写入会使其丢失；请先移走，或用 -o 另指位置",
)


class Kept(NamedTuple):
    """The entries of a person beside a finding, and what the workbook said of it."""

    entries: tuple[Number | str | None, ...]
    message: str | None

    def in_(self, lang: Lang) -> tuple[Number | str | None, ...]:
        """The entries, with a decision of the list in the language of the workbook."""
        decision, *others = self.entries
        said = next((d.in_(lang) for d in DECISIONS if decision in d.both), decision)
        return (said, *others)


def kept_entries(path: Path) -> Mapping[str, Kept]:
    """The entries in the workbook at ``path``, by the fingerprint of their finding.

    None where there is no workbook. Raises :class:`WriteError` for one that is not ours or may not
    be read, since what it holds would be lost.
    """
    if not path.is_file():
        return {}
    from openpyxl import load_workbook

    try:
        data = BytesIO(path.read_bytes())
    except OSError as error:
        raise WriteError(str(path), _UNREAD) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl would not write again
            book = load_workbook(data, read_only=True, data_only=True)
            ours = [name for name in book.sheetnames if name in SHEETS["discrepancies"].both]
            if not ours:
                raise WriteError(str(path), _NOT_OURS)
            return dict(_entries(book[ours[0]].values))
    except (BadZipFile, OSError, KeyError, ValueError, TypeError, SyntaxError):  # no workbook
        return {}


def _entries(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[str, Kept]]:
    lines = iter(rows)
    head = next(lines, ())
    wanted = (FINGERPRINT, MESSAGE, *ENTRIES)
    places = [next((n for n, h in enumerate(head) if h in name.both), None) for name in wanted]
    for line in lines:
        fingerprint, message, *entries = (
            line[n] if n is not None and n < len(line) else None for n in places
        )
        if fingerprint and any(entry is not None for entry in entries):
            yield fingerprint, Kept(tuple(map(_value, entries)), message)


def _value(entry: Any) -> Number | str | None:
    """An entry as a workbook is written from it: a date or a truth value as its text."""
    if isinstance(entry, float):
        return exact(Decimal(repr(entry)))
    return entry if entry is None or type(entry) in (int, str) else str(entry)
