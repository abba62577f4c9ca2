"""Tidy and wide DataFrames: the only home of pandas and pandera.

A tidy frame has a row for each observation; a wide one has the regions of a table down
and its printed columns across. Schemas are checked lazily, at the edge, and what they
find is translated into findings: nothing is raised for bad data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .errors import UsageError
from .localise.applied import as_blank, unique_changes
from .model import (
    SEVERITIES,
    Audit,
    Cell,
    Doubt,
    Finding,
    Grid,
    Lang,
    Observation,
    Result,
    Source,
    Table,
    Text,
)
from .vocabulary.characters import compact, unwrapped
from .vocabulary.numerals import parse_number

if TYPE_CHECKING:
    import pandas as pd

TIDY_COLUMNS = (
    "path", "bulletin", "province", "year", "level", "as_of", "verdict",
    "part", "origin", "scope", "batch", "region", "region_code", "pollution", "measure",
    "value", "unit", "label", "text", "relation", "flag", "page", "line", "ref",
)  # fmt: skip
"""Columns of the panel: what the bulletin is, the seven of the key, the figure, its place."""

REPAIRED_COLUMNS = ("repaired", "repair")
"""With proposals taken over: the value after those called unique, and the kind of each change."""

_INTEGERS = ("year", "batch", "page", "line")


def _flags(audit: Audit) -> Mapping[object, str]:
    """The gravest severity of the findings about each key."""
    flags: dict[object, str] = {}
    for finding in sorted(audit.findings, key=lambda f: SEVERITIES.index(f.severity)):
        for key in finding.keys:
            flags.setdefault(key, finding.severity)
    return flags


def _row(path: str, audit: Audit, o: Observation, flags: Mapping[object, str]) -> tuple[Any, ...]:
    b, k, s = audit.bulletin, o.key, o.source
    return (
        path, b.id, b.province, b.year, b.level, b.as_of, audit.verdict,
        k.part, k.origin, k.scope, k.batch, k.region, o.region_code, k.pollution, k.measure,
        o.value, o.unit, o.label, o.text, o.relation, flags.get(k), s.page, s.line, s.where,
    )  # fmt: skip


def tidy_rows(results: Iterable[Result], *, repaired: bool = False) -> Iterator[tuple[Any, ...]]:
    """The panel's rows in order: exact values, None for what is not there.

    With ``repaired`` two more stand at the end of each: the value after the proposals that are
    called unique, and of which kind a change is. A figure that a proposal puts into a blank
    has a row of its own, without a value.
    """
    for result in results:
        for audit in result.audits:
            flags = _flags(audit)
            changes = unique_changes(audit) if repaired else {}
            for observation in audit.bulletin.observations:
                row = _row(result.path, audit, observation, flags)
                if not repaired:
                    yield row
                elif (change := changes.pop(observation.key, None)) is not None:
                    yield (*row, change.after, change.kind)
                else:
                    yield (*row, observation.value, None)
            for change in changes.values():
                blank = as_blank(audit, change)
                yield (*_row(result.path, audit, blank, flags), change.after, change.kind)


def results_to_tidy(results: Iterable[Result], *, repaired: bool = False) -> pd.DataFrame:
    """All observations as a tidy frame with the columns :data:`TIDY_COLUMNS`.

    ``value`` is Int64 where every value is whole, else Float64; missing is NA. With ``repaired``
    the columns :data:`REPAIRED_COLUMNS` follow.
    """
    import pandas as pd

    columns = [*TIDY_COLUMNS, *(REPAIRED_COLUMNS if repaired else ())]
    # As objects: pandas would turn whole numbers into floats where one is missing.
    rows = list(tidy_rows(results, repaired=repaired))
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    for name in columns:
        if name in _INTEGERS:
            frame[name] = frame[name].astype("Int64")
        elif name in ("value", "repaired"):
            frame[name] = _numbers(list(frame[name]))
        else:
            frame[name] = frame[name].astype("string")
    return frame


def _numbers(values: Sequence[Any]) -> pd.Series:
    """Int64 where all are whole, else Float64; None and NaN become NA."""
    import pandas as pd

    kept = [None if v is None or v is pd.NA or v != v else v for v in values]
    if all(v is None or isinstance(v, int) for v in kept):
        return pd.Series(kept, dtype="Int64")
    return pd.Series([None if v is None else float(v) for v in kept], dtype="Float64")


def table_to_wide(table: Table) -> pd.DataFrame:
    """A parsed table as printed: regions down (the index), printed columns across.

    Figures are Int64, or Float64 where a fraction is printed; blank and unread are NA.
    A case table keeps its texts, one row a case; a short one that ran over lines is on one.
    """
    import pandas as pd

    text = [[""] * table.grid.n_cols for _ in range(table.grid.n_rows)]
    for cell in table.grid.cells:
        for r in range(cell.row, min(cell.row + cell.row_span, table.grid.n_rows)):
            for c in range(cell.col, min(cell.col + cell.col_span, table.grid.n_cols)):
                text[r][c] = cell.text
    if not table.places:
        names = _unique_names([c.label for c in table.columns])
        cases = [[unwrapped(text[row.index][c]) for c in range(len(names))] for row in table.rows]
        return pd.DataFrame(cases, columns=names, dtype="string")
    names = _unique_names([c.label or c.pollution or "" for c in table.columns])
    figures: dict[tuple[str, int], str] = {
        (place.key.region, place.col): text[place.row][place.col] for place in table.places
    }
    rows = [r for r in table.rows if r.role in ("region", "total")]
    columns = list(dict.fromkeys(place.col for place in table.places))
    data = {}
    for label in dict.fromkeys(table.columns[c].label for c in columns):
        data[label] = [
            next(
                (
                    parse_number(figures[name, c])
                    for c in columns
                    if table.columns[c].label == label
                    and (name := "_T" if row.role == "total" else row.label, c) in figures
                ),
                None,
            )
            for row in rows
        ]
    stub = next((c.label for c in table.columns if c.role == "stub"), names[0]) or "region"
    frame = pd.DataFrame({name: _numbers(values) for name, values in data.items()})
    frame.index = pd.Index([row.label for row in rows], name=stub)
    return frame


def _unique_names(labels: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    names = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        names.append(label if seen[label] == 1 else f"{label}_{seen[label]}")
    return names


def findings_to_frame(findings: Iterable[Finding], *, lang: Lang) -> pd.DataFrame:
    """Findings as a frame, a row each: code, rule, severity, message, figures, place."""
    import pandas as pd

    rows = [
        (
            f.code, f.rule, f.severity, f.message.in_(lang),
            f.keys[0].region if f.keys else None, f.keys[0].pollution if f.keys else None,
            f.observed, f.expected, f.difference,
            f.explained_by.in_(lang) if f.explained_by else None,
            f.sources[0].line if f.sources else None, f.sources[0].where if f.sources else None,
            f.fingerprint,
        )
        for f in findings
    ]  # fmt: skip
    names = (
        "code", "rule", "severity", "message", "region", "pollution", "observed", "expected",
        "difference", "explained_by", "line", "ref", "fingerprint",
    )  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(names), dtype=object)
    for name in names:
        if name in ("observed", "expected", "difference", "line"):
            frame[name] = _numbers(list(frame[name]))
        else:
            frame[name] = frame[name].astype("string")
    return frame


# ------------------------------------------------------------------------ schemas


def tidy_schema() -> Any:
    """The pandera schema of a tidy frame: types, closed vocabularies, no negative figure."""
    import pandera.pandas as pa

    text = {name: pa.Column("string", nullable=True) for name in TIDY_COLUMNS}
    columns = {
        **text,
        **{name: pa.Column("Int64", nullable=True) for name in _INTEGERS},
        "value": pa.Column(nullable=True, checks=pa.Check.ge(0)),
        "origin": pa.Column("string", pa.Check.isin(["table", "prose"])),
        "scope": pa.Column("string", pa.Check.isin(["batch", "cumulative"])),
        "unit": pa.Column("string", pa.Check.isin([*_UNITS])),
        "relation": pa.Column("string", pa.Check.isin(["equal", "about", "at_least", "cut"])),
        "region_code": pa.Column("string", pa.Check.str_matches(r"^\d{6}$"), nullable=True),
        "region": pa.Column("string", pa.Check.str_length(min_value=1)),
    }
    return pa.DataFrameSchema(columns, strict=True, ordered=False)


_UNITS = ("case", "problem", "percent", "CNY", "person", "company")


def wide_schema(columns: Sequence[str], *, labelled: bool = True) -> Any:
    """The pandera schema of a wide frame: labelled regions, figures that are numbers ≥ 0.

    ``labelled`` where the regions are the index; else they are a column of the frame.
    """
    import pandera.pandas as pa

    figure = [
        pa.Check(_is_figure, element_wise=True, ignore_na=True, error="no number"),
        pa.Check(_not_negative, element_wise=True, ignore_na=True, error="negative"),
    ]
    labels = pa.Index(checks=pa.Check(_is_label, element_wise=True, error="no label"))
    return pa.DataFrameSchema(
        {name: pa.Column(nullable=True, checks=figure, required=True) for name in columns},
        index=labels if labelled else None,
        strict=False,
    )


def _is_figure(value: object) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, str):
        return not value.strip() or parse_number(value) is not None
    try:
        return float(value) == float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False


def _not_negative(value: object) -> bool:
    return not _is_figure(value) or isinstance(value, str) or float(value) >= 0  # type: ignore[arg-type]


def _is_label(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def validate(frame: pd.DataFrame, schema: Any) -> tuple[Doubt, ...]:
    """What ``schema`` finds in ``frame``, as doubts; none where all is well."""
    import pandera.errors

    try:
        schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as failed:
        rows = failed.failure_cases[["column", "check", "failure_case", "index"]]
        seen = dict.fromkeys(tuple(map(str, row)) for row in rows.itertuples(index=False))
        return tuple(_schema_doubt(*row) for row in seen)
    return ()


def _schema_doubt(column: str, check: str, case: str, index: str) -> Doubt:
    return Doubt(
        "unread-figure",
        Text(
            f"column {column}, row {index}: “{case[:40]}” is not what belongs there ({check})",
            f"列 {column}，行 {index}：“{case[:40]}”不合要求（{check}）",
        ),
    )


# --------------------------------------------------------------- from a DataFrame


def frame_to_grid(frame: pd.DataFrame) -> Grid:
    """A wide frame as a grid, so that it is read like any table: regions in the index.

    A frame whose index only counts rows has its regions in the first column of texts.
    """
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise UsageError(f"this is a {type(frame).__name__}; give a DataFrame of regions × columns")
    if frame.columns.nlevels > 1:
        raise UsageError("the frame has several header rows; join them into one label a column")
    if isinstance(frame.index, pd.RangeIndex) or pd.api.types.is_integer_dtype(frame.index):
        words = [c for c in frame.columns if not pd.api.types.is_numeric_dtype(frame[c])]
        if not words:
            raise UsageError("the frame has no column of region names, neither in its index")
        frame = frame.set_index(words[0])
    header = [str(frame.index.name or "地区"), *map(str, frame.columns)]
    rows = [
        [str(i), *map(_printed, row)] for i, row in zip(frame.index, frame.to_numpy(), strict=True)
    ]
    cells = tuple(
        Cell(r, c, text, Source(ref=f"R{r + 1}C{c + 1}", method="cell"))
        for r, row in enumerate([header, *rows])
        for c, text in enumerate(row)
    )
    return Grid(cells, len(rows) + 1, len(header), Source(method="cell"))


def _printed(value: object) -> str:
    """A figure as text: 12, 4.5; blank for NA; what is no number as it is."""
    if value is None or compact(str(value)) in ("<NA>", "nan", "NaN", "NaT", "None"):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
