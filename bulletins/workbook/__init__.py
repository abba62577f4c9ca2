"""The Excel workbook that an auditor keeps: one for each document.

::

    Result ─plan→ where everything will stand ─→ one module for each sheet ─→ bytes

``writing`` is the only module that touches XlsxWriter, and every text of a document
goes through its one function; ``words`` holds what is said in both languages;
``crossfoot`` works out what the live checks compare; the others write a sheet each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..model import Lang, Result
from .cases import write_cases
from .kept import Kept, kept_entries
from .plan import result_to_plan
from .printed import write_printed
from .registers import write_checks, write_discrepancies
from .repairs import write_repairs
from .summary import write_summary
from .tidy import write_data, write_sources
from .words import say
from .writing import Book

__all__ = ["kept_entries", "result_to_workbook"]


def result_to_workbook(
    result: Result, *, lang: Lang, version: str, repaired: bool = False,
    left_out: Sequence[str] = (), kept: Mapping[str, Kept] | None = None,
) -> bytes:  # fmt: skip
    """Return the audit workbook of one document as the bytes of an .xlsx file.

    The sheets are Summary, Data, As printed, Discrepancies, Repairs, Checks and Sources (in
    Chinese 封面 数据 原表 勘误 修正建议 核对 来源), and one more for each case table. With
    ``repaired`` Data has a second column of values, with the unique proposals taken over;
    ``left_out`` are the codes of rules that were not asked, which the first sheet says;
    ``kept`` are the decisions in the workbook of before, by :func:`kept_entries`. What
    the document says is written as text or as a number, never as a formula or a link; the
    formulas are ours and carry their values. Same result, same bytes.

    >>> from bulletins.model import Result
    >>> empty = Result("a.txt", None, "text/plain", "no_bulletin")
    >>> result_to_workbook(empty, lang="en", version="0.1.0")[:2]
    b'PK'
    """
    plan = result_to_plan(result, lang=lang)
    book = Book(lang=lang, title=say("title", lang=lang))
    write_summary(book, plan=plan, version=version, left_out=left_out)
    write_data(book, plan=plan, repaired=repaired)
    write_printed(book, plan=plan)
    write_discrepancies(book, plan=plan, kept=kept or {})
    write_repairs(book, plan=plan)
    write_checks(book, plan=plan)
    write_sources(book, plan=plan)
    write_cases(book, plan=plan)
    return book.to_bytes()
