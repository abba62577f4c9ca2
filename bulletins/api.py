"""The Python twin of the command line: read, check, panel, Excel."""

from __future__ import annotations

import html
import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from .errors import ReadError, UsageError
from .footing import foot
from .model import (
    TOTAL,
    Audit,
    Contact,
    FigureList,
    Key,
    Lang,
    Observation,
    Repair,
    Result,
    Source,
    Verdict,
)
from .model import Bulletin as Parsed

if TYPE_CHECKING:
    import pandas as pd

    from .pipeline import Options

PathLike = str | os.PathLike[str]


class Bulletin:
    """A bulletin as pandas users meet it: frames of what is printed and of what is wrong.

    Attributes are read-only. ``tables`` maps each part to its wide frame as printed
    (regions × columns, ``Int64`` or ``Float64``, blank is NA), ``table`` is the statistics
    table or None, ``observations`` and ``findings`` are tidy frames, ``repairs`` lists the
    proposals (:class:`bulletins.model.Repair`), which change nothing, ``verdict`` is
    ``consistent``, ``explained``, ``inconsistent`` or ``unchecked``.
    """

    def __init__(self, audit: Audit, result: Result, *, lang: Lang = "en") -> None:
        self._audit, self._result, self._lang = audit, result, lang

    @property
    def id(self) -> str:
        return self._audit.bulletin.id

    @property
    def title(self) -> str:
        return self._audit.bulletin.title

    @property
    def province(self) -> str | None:
        return self._audit.bulletin.province

    @property
    def year(self) -> int | None:
        return self._audit.bulletin.year

    @property
    def batch(self) -> int | None:
        return self._audit.bulletin.batch

    @property
    def batches(self) -> tuple[int, ...]:
        """Every batch it is of; ``batch`` is None where they are several."""
        return self._audit.bulletin.batches

    @property
    def as_of(self) -> str | None:
        return self._audit.bulletin.as_of

    @property
    def parts(self) -> tuple[str, ...]:
        return self._audit.bulletin.parts

    @property
    def contact(self) -> Contact | None:
        return self._audit.bulletin.contact

    @property
    def verdict(self) -> Verdict:
        return self._audit.verdict

    @property
    def path(self) -> str:
        """The document it was read from, as given."""
        return self._result.path

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        from .frames import table_to_wide

        tables: dict[str, pd.DataFrame] = {}
        for table in self._audit.bulletin.tables:
            tables.setdefault(table.part, table_to_wide(table))
        return tables

    @property
    def table(self) -> pd.DataFrame | None:
        return self.tables.get("statistics_table")

    @cached_property
    def observations(self) -> pd.DataFrame:
        from .frames import results_to_tidy

        return results_to_tidy([_only(self._result, self._audit)])

    @cached_property
    def findings(self) -> pd.DataFrame:
        from .frames import findings_to_frame

        return findings_to_frame(self._audit.findings, lang=self._lang)

    @property
    def repairs(self) -> list[Repair]:
        """What would make the failed sums close, part by part, and how far it is proved."""
        return list(self._audit.repairs)

    @cached_property
    def repaired(self) -> pd.DataFrame:
        """``observations`` with the columns ``repaired`` and ``repair`` beside the printed values.

        ``repaired`` has what a ``unique`` proposal puts in place of ``value``, or ``value``;
        ``repair`` says of which kind the change is, and is NA where nothing is changed.
        """
        from .frames import results_to_tidy

        return results_to_tidy([_only(self._result, self._audit)], repaired=True)

    def __repr__(self) -> str:
        return f"<Bulletin {self.id}: {self.verdict}, {len(self._audit.findings)} findings>"

    def _repr_html_(self) -> str:
        """The verdict, the table and the findings, for a notebook."""
        from .reports import VERDICTS, name_of

        title = html.escape(f"{name_of(self._audit, lang=self._lang)} · {self.title}")
        verdict = html.escape(VERDICTS[self.verdict].in_(self._lang))
        parts = [f"<p><strong>{verdict}</strong> · {title}</p>"]
        if self.table is not None:
            parts.append(self.table.to_html(na_rep="", max_rows=60))
        if len(self.findings):
            shown = self.findings[["severity", "code", "rule", "message"]]
            parts.append(shown.to_html(index=False, na_rep=""))
        return "".join(parts)


_YEARS = range(1990, 2101)


def _known(lang: str) -> None:
    if lang not in get_args(Lang):
        raise UsageError(f"lang is {lang!r}; there are {' and '.join(get_args(Lang))}")


def _whole(name: str, figure: object, *, least: int = 0) -> int | None:
    """A figure that a caller states, as an int."""
    if figure is None:
        return None
    if not isinstance(figure, Integral) or isinstance(figure, bool) or figure < least:
        raise UsageError(f"{name} is {figure!r}; give it as a whole number from {least} up")
    return int(figure)


def _options(
    province: str | None,
    year: int | None,
    *,
    select: str | Sequence[str] = (),
    ignore: str | Sequence[str] = (),
) -> Options:
    """What a caller supplies to reading; raises :class:`UsageError` for what cannot be."""
    from .pipeline import Options
    from .rules import choose_rules
    from .vocabulary.regions import to_province

    if year is not None and year not in _YEARS:
        raise UsageError(f"year is {year!r}; give one from {_YEARS[0]} to {_YEARS[-1]}")
    names = (n.split(",") if isinstance(n, str) else n for n in (select, ignore))
    return Options(
        province=None if province is None else to_province(province),
        year=None if year is None else int(year),
        rules=choose_rules(*names),
    )


def _only(result: Result, audit: Audit) -> Result:
    return Result(result.path, result.sha256, result.media_type, result.status, audits=(audit,))


def read(
    source: PathLike | bytes,
    *,
    province: str | None = None,
    year: int | None = None,
    lang: Lang = "en",
    select: str | Sequence[str] = (),
    ignore: str | Sequence[str] = (),
) -> list[Bulletin]:
    """The bulletins of one document, footed; an empty list where it holds none.

    ``source`` is a path, or the bytes of a document. ``province`` (安徽) and ``year`` supply
    what the text does not print; ``select`` and ``ignore`` choose the rules that are asked, by
    code, beginning of a code or name. Raises :class:`ReadError` with its ``reason`` where the
    document cannot be read. Parsing runs in a child process with limits.
    """
    from .pipeline import Input, audit

    _known(lang)
    if isinstance(source, str) and "\n" in source:
        raise UsageError("this is a text, not a path: give a path, or the text as bytes")
    path, data = ("<bytes>", source) if isinstance(source, bytes) else (os.fspath(source), None)
    options = _options(province, year, select=select, ignore=ignore)
    (result,) = audit([Input(path, data)], options=options)
    if result.reason is not None and result.message is not None:
        raise ReadError(result.reason, result.message, path=path)
    return [Bulletin(a, result, lang=lang) for a in result.audits]


def read_panel(
    paths: Sequence[PathLike] | PathLike,
    *,
    province: str | None = None,
    year: int | None = None,
    skipped: list[ReadError] | None = None,
) -> pd.DataFrame:
    """The observations of many documents as one tidy frame; folders are walked.

    A document that cannot be read raises :class:`ReadError`, unless a list is given as
    ``skipped``: it then takes the errors, and the other documents are read.
    """
    from .frames import results_to_tidy
    from .pipeline import audit, find_inputs

    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    inputs = find_inputs([os.fspath(p) for p in given]).inputs
    results = audit(inputs, options=_options(province, year))
    for result in results:
        if result.reason is not None and result.message is not None:
            error = ReadError(result.reason, result.message, path=result.path)
            if skipped is None:
                raise error
            skipped.append(error)
    return results_to_tidy(results)


def check(
    frame: pd.DataFrame,
    *,
    cases: int | None = None,
    types: Mapping[str, int] | None = None,
    province: str | None = None,
    batch: int | None = None,
    year: int | None = None,
    lang: Lang = "en",
) -> Bulletin:
    """Foot a table that is a DataFrame already: regions in the index, printed columns across.

    ``cases`` is the stated number of cases, ``types`` the stated figure of each type by its
    printed label or code; they take the place of the text beside a table. Raises
    :class:`UsageError` for a frame in which no table of regions can be told, for a stated figure
    that is no count, and for a type, province or year that there is not.
    """
    import msgspec

    from .figures import Figures
    from .frames import frame_to_grid, validate
    from .localise import localise
    from .parse.alignment import Evidence
    from .parse.basis import decide_basis
    from .parse.table import read_table
    from .vocabulary.pollution import STEMS, pollution_code

    _known(lang)
    options = _options(province, year)
    province, year = options.province, options.year
    cases, batch = _whole("cases", cases), _whole("batch", batch, least=1)
    stated: dict[str, int] = {}
    for name, given in (types or {}).items():
        code, figure = pollution_code(name) or name, _whole(name, given)
        if stated.get(code, figure) != figure:
            raise UsageError(f"types gives two figures for {code}; {name} is one of them")
        if figure is not None:
            stated[code] = figure
    grid = frame_to_grid(frame)
    evidence = Evidence(dict(stated), frozenset([cases] if cases is not None else []))
    parsed = read_table(
        grid, part="statistics_table", batch=batch, province=province, evidence=evidence
    )
    if parsed is None:
        raise UsageError(
            "no column of the frame names a pollution type or a count; name them as printed "
            "(交办情况, 水, 大气 …) and put the regions into the index"
        )
    if unknown := stated.keys() - STEMS.keys() - {p.key.pollution for p in parsed.table.counted}:
        raise UsageError(
            f"types names {'、'.join(sorted(unknown))}: no pollution type, and no column of the frame"
        )
    prose = _stated(cases, stated, batch)
    lists: tuple[FigureList, ...] = ()
    if stated:
        keys = tuple(o.key for o in prose if o.key.pollution != TOTAL)
        whole = cases is None or sum(stated.values()) == cases
        lists = (FigureList("pollution", "closed" if whole else "open", keys, Source()),)
    observations = (*prose, *parsed.observations)
    doubts = parsed.doubts or validate(frame, _schema(frame))
    bulletin = Parsed(
        id="frame", title="", level=None, inspection=None, province=province, year=year,
        batch=batch, batches=() if batch is None else (batch,), as_of=None,
        parts=("statistics_table",), contact=None, observations=observations, lists=lists,
        region_counts=(), tables=(parsed.table,),
        basis=decide_basis("", observations=observations, lists=lists, tables=(parsed.table,)),
        doubts=doubts,
    )  # fmt: skip
    audit = foot(bulletin)
    repairs = localise(Figures(bulletin), audit.checks)
    audit = msgspec.structs.replace(audit, repairs=repairs)
    return Bulletin(audit, Result("<frame>", None, None, "ok", audits=(audit,)), lang=lang)


def _schema(frame: pd.DataFrame) -> Any:
    """The schema of a frame; rows numbered by pandas carry their regions in a column."""
    import pandas as pd

    from .frames import wide_schema

    return wide_schema(_figure_columns(frame), labelled=not isinstance(frame.index, pd.RangeIndex))


def _figure_columns(frame: pd.DataFrame) -> list[str]:
    import pandas as pd

    return [c for c in frame.columns if pd.api.types.is_numeric_dtype(frame[c])]


def _stated(
    cases: int | None, types: Mapping[str, int], batch: int | None
) -> tuple[Observation, ...]:
    figures = [(TOTAL, cases)] if cases is not None else []
    figures += list(types.items())
    return tuple(
        Observation(
            Key("notice", "prose", "batch", batch, TOTAL, code, "cases"),
            value, "case", code, str(value), Source(method="cell"),
        )
        for code, value in figures
    )  # fmt: skip


def to_excel(
    source: PathLike | bytes | Bulletin | Sequence[Bulletin], path: PathLike, *, lang: Lang = "en"
) -> None:
    """Write the audit workbook of a document, or of bulletins already read, to ``path``.

    The file is replaced whole or not at all, and what a person wrote into its sheet
    Discrepancies is kept; raises :class:`WriteError`, and :class:`UsageError` for no bulletins or those of several documents.
    """
    from . import __version__
    from .batch.outputs import Outputs
    from .workbook import kept_entries, result_to_workbook

    _known(lang)
    if isinstance(source, Bulletin):
        bulletins: Sequence[Bulletin] = [source]
    elif isinstance(source, (str, bytes, os.PathLike)):
        bulletins = read(source)
    else:
        bulletins = source
    if not bulletins:
        raise UsageError("there is no bulletin to write")
    if len({b.path for b in bulletins}) > 1:
        raise UsageError("these bulletins are of several documents: a workbook holds one")
    (result,) = _results_of(bulletins)
    book = result_to_workbook(result, lang=lang, version=__version__, kept=kept_entries(Path(path)))
    with Outputs() as outputs:
        outputs.write_bytes(Path(path), book)


def to_html(
    source: PathLike | Bulletin | Sequence[PathLike] | Sequence[Bulletin],
    path: PathLike,
    *,
    province: str | None = None,
    year: int | None = None,
    lang: Lang = "en",
) -> None:
    """Write the evidence page of documents, or of bulletins already read, to ``path``.

    Folders are walked; what cannot be read, or is not there, stands in the page with its reason.
    Doubted parts of PDF pages are pictured, which needs the files: bulletins already read have no
    pictures. The file is replaced whole or not at all; raises :class:`WriteError`.
    """
    from . import __version__
    from .batch.outputs import Outputs
    from .pipeline import audit, exit_code, find_inputs, with_pictures
    from .reports import Run, all_reports

    _known(lang)
    several = [source] if isinstance(source, (Bulletin, str, os.PathLike)) else list(source)
    bulletins = [each for each in several if isinstance(each, Bulletin)]
    paths = [os.fspath(each) for each in several if not isinstance(each, Bulletin)]
    results = _results_of(bulletins)
    if paths:
        options = _options(province, year)
        inputs = find_inputs(paths).inputs
        results += with_pictures(inputs, audit(inputs, options=options), options=options)
    run = Run(results, exit_code(results, fail_on="error"), __version__)
    with Outputs() as outputs:
        outputs.write_text(Path(path), all_reports()["html"].render(run, lang))


def _results_of(bulletins: Sequence[Bulletin]) -> tuple[Result, ...]:
    """The documents of bulletins, with those bulletins alone."""
    documents: dict[str, list[Bulletin]] = {}
    for bulletin in bulletins:
        documents.setdefault(bulletin.path, []).append(bulletin)
    results = []
    for group in documents.values():
        first = group[0]._result
        audits = tuple(b._audit for b in group)
        results.append(Result(first.path, first.sha256, first.media_type, "ok", audits=audits))
    return tuple(results)
