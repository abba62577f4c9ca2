"""The types that every stage shares: frozen, exact, complete when built.

Nothing here imports from the rest of the package, and nothing here knows a file
format, a rule or a report. A value is an ``int``, or a ``Decimal`` where a fraction
is printed; a figure that was not read is ``None`` and never ``0``.

The terms are those of statistics offices: a *key* names one figure (SDMX writes
``_T`` for a total), an *observation* is a printed figure with its place, a
*constraint* is what an edit rule demands of several figures (勾稽关系), a *check* is
one constraint worked out, a *finding* is what the user is told.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, get_args

import msgspec

Number = int | Decimal

TOTAL = "_T"

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""From the gravest down."""
Verdict = Literal["consistent", "explained", "inconsistent", "unchecked"]
Status = Literal["ok", "no_bulletin", "partial", "failed"]
Origin = Literal["table", "prose"]
Scope = Literal["batch", "cumulative"]
Level = Literal["province", "prefecture", "county"]
Relation = Literal["equal", "about", "at_least", "cut"]
Lang = Literal["en", "zh"]


class Frozen(msgspec.Struct, frozen=True, gc=False):
    """Base of all types here: immutable, hashable, compared by content.

    Made of immutable parts alone, they cannot be part of a cycle: the collector need not look.
    """


class Text(Frozen, frozen=True):
    """A message for people in both languages of the project."""

    en: str
    zh: str

    def in_(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    @property
    def both(self) -> tuple[str, str]:
        return self.en, self.zh


def several(number: int, noun: str) -> str:
    """A count of things in English: 1 column, 2 columns."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


# ---------------------------------------------------------------- what was read


class Source(Frozen, frozen=True):
    """The place of a printed thing.

    ``line`` counts from 1; ``span`` is the half-open range of characters in the
    decoded document; ``ref`` is ``R3C2`` in a table (from 1), ``B7`` in a sheet or ``P4``
    for the fourth paragraph; ``table`` is the number of the table in its document and
    ``sheet`` the name of the sheet, where the file has such; ``box`` is (x0, top, x1,
    bottom) in points.
    """

    page: int | None = None
    line: int | None = None
    span: tuple[int, int] | None = None
    table: int | None = None
    sheet: str | None = None
    ref: str | None = None
    box: tuple[float, float, float, float] | None = None
    method: Literal["text", "ocr", "markup", "cell"] = "text"
    confidence: float | None = None

    @property
    def where(self) -> str | None:
        """``ref`` with the sheet or the table it is in: 统计表!B7, T2!R3C2."""
        home = self.sheet or (f"T{self.table}" if self.table is not None else None)
        return f"{home}!{self.ref}" if home and self.ref else self.ref


class Cell(Frozen, frozen=True):
    """A cell of a grid; ``row`` and ``col`` count from 0, ``text`` is as printed."""

    row: int
    col: int
    text: str
    source: Source
    row_span: int = 1
    col_span: int = 1


class Grid(Frozen, frozen=True, tag=True):
    """A table as a file prints it. Every cell of a row is there, blank ones too."""

    cells: tuple[Cell, ...]
    n_rows: int
    n_cols: int
    source: Source
    pages: tuple[int, ...] = ()


class TextBlock(Frozen, frozen=True, tag=True):
    """A line of running text. ``level`` is that of a marked heading, 0 for none."""

    text: str
    source: Source
    level: int = 0


class Doubt(Frozen, frozen=True):
    """What a reader or parser noticed on the way, to become a finding of ``rule``.

    ``reason`` is one of :data:`bulletins.errors.REASONS` where a page, sheet or table of
    the document could not be read: the document is then ``partial``.
    """

    rule: str
    message: Text
    keys: tuple[Key, ...] = ()
    sources: tuple[Source, ...] = ()
    reason: str | None = None
    severity: Severity | None = None
    """Other than the rule's."""
    beside: tuple[str, ...] = ()
    """The ids of the bulletins that it was held against."""


class Document(Frozen, frozen=True):
    """A file as its reader hands it over: blocks and grids in reading order."""

    media_type: str
    blocks: tuple[TextBlock | Grid, ...]
    doubts: tuple[Doubt, ...] = ()


# --------------------------------------------------------------- what was parsed


class Context(Frozen, frozen=True):
    """The scope and batch that figures of one statement share."""

    scope: Scope
    batch: int | None


class Key(Frozen, frozen=True, order=True):
    """The name of one figure; the same seven fields everywhere."""

    part: str
    origin: Origin
    scope: Scope
    batch: int | None
    region: str
    pollution: str
    measure: str


class Observation(Frozen, frozen=True):
    """A printed figure.

    ``value`` is None where something is printed that is no number. ``relation`` is
    ``about`` or ``at_least`` for 近/约/余/以上, ``cut`` where the print breaks off
    inside or right behind the figure; only ``equal`` figures enter a sum.
    """

    key: Key
    value: Number | None
    unit: str
    label: str
    text: str
    source: Source
    region_code: str | None = None
    relation: Relation = "equal"


class Column(Frozen, frozen=True):
    """A column of a parsed table: its printed header and what it counts.

    A ``types`` column holds its figures in words (大气49件 水20件).
    """

    label: str
    role: Literal["stub", "serial", "value", "types", "remark", "unknown"]
    pollution: str | None = None
    measure: str | None = None
    scope: Scope = "batch"
    batch: int | None = None


class Row(Frozen, frozen=True):
    """A body row of a parsed table. ``index`` is its row in the grid, from 0.

    A ``batch`` row holds the figures of one batch over all regions, a ``group`` row those of
    the regions whose ``group`` is its label (a city over its counties), a ``part`` row some
    of those that its ``group`` has (其中：青秀区), a ``measure`` row what else is counted of
    the whole (其中：重点件).
    """

    index: int
    label: str
    role: Literal[
        "region", "group", "part", "batch", "total", "subtotal", "share", "measure", "remark", "case"
    ]  # fmt: skip
    region_code: str | None = None
    batch: int | None = None
    group: str | None = None
    measure: str | None = None


class Place(Frozen, frozen=True):
    """Where in the grid the figure ``key`` stands, or would stand if it were not blank."""

    key: Key
    row: int
    col: int


class Table(Frozen, frozen=True):
    """A table with its meaning.

    ``columns`` are the columns of the grid's *body* from left to right, so a value in
    grid column c belongs to ``columns[c]``; ``shift`` says by how many places the
    printed header was moved to reach that. A ``turned`` table is printed with types down
    and regions across: its grid has them exchanged. Of a ``partial`` one some rows were left out.
    """

    part: str
    grid: Grid
    header_rows: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    places: tuple[Place, ...]
    shift: int = 0
    turned: bool = False
    partial: bool = False

    @property
    def counted(self) -> tuple[Place, ...]:
        """The places of figures that count once in a column's sum: those of groups do not."""
        twice = {row.index for row in self.rows if row.role in ("group", "part", "measure")}
        return tuple(place for place in self.places if place.row not in twice)


class TypesBasis(Frozen, frozen=True):
    """Whether the figures by type add up to the cases, or may exceed them."""

    relation: Literal["equal", "at_least"]
    reason: Text


class FigureList(Frozen, frozen=True):
    """A list of figures in prose, by type or by region, and whether it is whole.

    ``closed`` lists name everything; ``cut`` ones break off in print; ``open`` ones
    name only the largest. ``of`` is the figure that a list breaks down by its own words
    (涉及环境问题8个，其中…); None where it follows no figure.
    """

    kind: Literal["pollution", "region"]
    state: Literal["closed", "open", "cut"]
    keys: tuple[Key, ...]
    source: Source
    of: Key | None = None


class Contact(Frozen, frozen=True):
    """Who can be reached, and how long: as printed, dates as YYYY-MM-DD."""

    period: tuple[str, str] | None
    phones: tuple[str, ...]
    mailboxes: tuple[str, ...]
    hours: str | None
    source: Source


class StatedCount(Frozen, frozen=True):
    """A stated number of regions (涉及16个地市).

    ``more`` are those that the words behind it name or count besides (23个区县和两江新区).
    """

    value: int
    text: str
    source: Source
    scope: Scope = "batch"
    more: int = 0
    batch: int | None = None


class Aside(Frozen, frozen=True):
    """What a text says of why its figures do not add up to their total.

    ``effects`` are the differences (parts less total) that it can be the reason of, any
    excess where ``unbounded``, any shortfall where ``short``; ``restated`` is the sum of the
    parts as the text gives it.
    ``of`` says which parts it speaks of: regions, pollution types, or all. ``scope`` and
    ``batch`` are those of the figures it stands at; None where it may be any.
    """

    text: str
    source: Source
    effects: tuple[Number, ...] = ()
    unbounded: bool = False
    short: bool = False
    restated: Number | None = None
    of: Literal["region", "pollution", "channel", "progress", "all"] = "region"
    key_cases: bool = False
    scope: Scope | None = None
    batch: int | None = None


class Area(Frozen, frozen=True):
    """Where a table of ``n_cols`` columns stands on a page as it is displayed.

    ``box`` is (x0, top, x1, bottom) in points.
    """

    page: int
    box: tuple[float, float, float, float]
    n_cols: int


class Disagreement(Frozen, frozen=True):
    """A figure that two readers read differently: (engine, text) of each, blank as ""."""

    key: Key
    values: tuple[tuple[str, str], ...]
    source: Source


class SecondReading(Frozen, frozen=True):
    """What another engine read of a table. ``agrees`` is None where it could not say.

    ``compared`` are the figures that it read at all.
    """

    engine: str
    agrees: bool | None
    disagreements: tuple[Disagreement, ...] = ()
    compared: tuple[Key, ...] = ()
    note: Text | None = None
    source: Source | None = None


class Bulletin(Frozen, frozen=True):
    """One batch of one inspection of one level: all that was read of it, unchecked."""

    id: str
    title: str
    level: Level | None
    inspection: str | None
    province: str | None
    year: int | None
    batch: int | None
    batches: tuple[int, ...]
    as_of: str | None
    parts: tuple[str, ...]
    contact: Contact | None
    observations: tuple[Observation, ...]
    lists: tuple[FigureList, ...]
    region_counts: tuple[StatedCount, ...]
    tables: tuple[Table, ...]
    basis: TypesBasis
    asides: tuple[Aside, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    readings: tuple[SecondReading, ...] = ()
    passages: tuple[TextBlock, ...] = ()
    """The running text it was read from, headings too: for people, who see figures in it."""
    path: str = ""
    """Of the document it was read from; empty until it is one of a run."""


class Drawing(Frozen, frozen=True):
    """A picture of a page as PNG; of its part ``box`` (x0, top, x1, bottom) in points, if given."""

    page: int
    png: bytes
    box: tuple[float, float, float, float] | None = None


class Reading(Frozen, frozen=True):
    """What one file gave: bulletins, or the grids for ``tables``, and reader's doubts."""

    media_type: str
    bulletins: tuple[Bulletin, ...] = ()
    grids: tuple[Grid, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    drawings: tuple[Drawing, ...] = ()


# --------------------------------------------------------------- what was checked


class Term(Frozen, frozen=True):
    """``coefficient`` times the figure ``key``. A blank figure counts as 0."""

    key: Key
    coefficient: Number = 1


class Constraint(Frozen, frozen=True):
    """One linear demand: left ``relation`` right, within ``tolerance``.

    Each side is the sum of its terms and its constant. Where shares are compared both
    sides are multiplied by ``scale`` to stay whole; what is shown is divided by it.
    Constraints of one ``group`` are alternatives in order of preference: one that
    holds is enough, and where it has an ``explanation`` the first one's failure is
    explained rather than wrong. ``assumption`` says what the demand rests on where
    that may be doubted. ``keys`` are the figures it is about.
    """

    rule: str
    subject: Text
    keys: tuple[Key, ...]
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    left_label: Text
    right_label: Text
    relation: Literal["=", ">=", "<="] = "="
    left_constant: Number = 0
    right_constant: Number = 0
    tolerance: Number = 0
    scale: Number = 1
    group: str | None = None
    explanation: Text | None = None
    assumption: Text | None = None
    hearsay: bool = False
    """Whether a constant of it is another document's figure, or a count of rows, which nothing else
    confirms: where it fails, nobody can say which of them is wrong."""
    severity: Severity = "error"
    sources: tuple[Source, ...] = ()


class Finding(Frozen, frozen=True):
    """What the user is told: a failed, explained or doubted thing, with its places."""

    code: str
    rule: str
    severity: Severity
    message: Text
    observed: Number | None = None
    expected: Number | None = None
    difference: Number | None = None
    explained_by: Text | None = None
    keys: tuple[Key, ...] = ()
    sources: tuple[Source, ...] = ()
    beside: tuple[str, ...] = ()
    """The ids of the bulletins of other documents that it was held against."""
    fingerprint: str = ""


class Check(Frozen, frozen=True):
    """A constraint worked out. ``untested`` where a figure in it was not read."""

    constraint: Constraint
    status: Literal["passed", "failed", "explained", "untested"]
    observed: Number | None
    expected: Number | None
    finding: Finding | None = None


ChangeKind = Literal["clear", "misread", "missing", "shift", "swap", "stated"]
RepairStatus = Literal["unique", "ambiguous", "none", "limit"]
Evidence = Literal[
    "totals", "look-alike", "blank-neighbour", "prose", "implied-zero", "column",
    "second-reading", "edition",
]  # fmt: skip
"""What a repair rests on: sums that close; digits that look alike; a blank beside the figure; the
same figure in prose; a cause that a closed list does not name; one cause for a whole column;
another reader of the file; another document of the run."""


class Change(Frozen, frozen=True):
    """What a figure would be: ``before`` as printed, ``after`` as proposed; a blank is None.

    Changes of one ``event`` have one cause: a shift or a swap changes two figures or more.
    """

    event: int
    kind: ChangeKind
    key: Key
    before: Number | None
    after: Number | None
    source: Source | None = None


class Repair(Frozen, frozen=True):
    """A proposal of what would make failed sums close, and how far it is proved.

    ``unique``: every other way is dearer by ``gap`` or more, as ``scope`` says; ``ambiguous``: the
    ``alternatives``, by cost, are about as good; ``none``: no way was found; ``limit``: the
    search was stopped. ``cost`` and ``gap`` are in nats, minus the logarithm of how likely such
    errors are; the gap ``is_least`` where no other way is known, and that is how far was looked.
    ``is_cut``: there are more alternatives than are told. ``why`` it is not unique is said where
    that is not for the alternatives. ``nature`` says whose error it is: of
    our reading of the file, of the print itself, or ``open`` where nothing tells.
    """

    status: RepairStatus
    changes: tuple[Change, ...]
    alternatives: tuple[tuple[Change, ...], ...]
    cost: float | None
    gap: float | None
    scope: Text
    evidence: tuple[Evidence, ...] = ()
    nature: Literal["reading", "print", "open"] = "open"
    is_least: bool = False
    is_cut: bool = False
    why: Text | None = None


class Audit(Frozen, frozen=True):
    """A bulletin with everything that was found out about it."""

    bulletin: Bulletin
    verdict: Verdict
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    repairs: tuple[Repair, ...] = ()


class Result(Frozen, frozen=True):
    """The answer for one input path; a file that failed is one too."""

    path: str
    sha256: str | None
    media_type: str | None
    status: Status
    reason: str | None = None
    message: Text | None = None
    audits: tuple[Audit, ...] = ()
    findings: tuple[Finding, ...] = ()
    grids: tuple[Grid, ...] = ()
    drawings: tuple[Drawing, ...] = ()
