"""Assembles bulletins: one for each batch, from the sections that speak of it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field

import msgspec

from ..find import Section, counts_regions, find_sections, is_contact, is_statistics_grid
from ..model import (
    TOTAL,
    Bulletin,
    Contact,
    Context,
    Document,
    Doubt,
    FigureList,
    Frozen,
    Grid,
    Key,
    Number,
    Observation,
    Scope,
    Source,
    StatedCount,
    Table,
    Text,
    TextBlock,
)
from ..vocabulary.characters import compact
from ..vocabulary.pollution import pollution_code
from ..vocabulary.regions import region_code
from .alignment import Evidence
from .asides import asides_in_section
from .basis import decide_basis
from .cases import read_case_table
from .columns import context_of
from .contact import read_contact
from .context import (
    find_any_date,
    find_batches,
    find_cutoff,
    find_dates,
    find_impossible_date,
    find_inspection,
    find_level,
    find_province,
    find_years,
    iso_date,
)
from .issuer import find_issuer, level_of_all, province_of_all
from .ledger import Statements
from .long import widened
from .matrix import joined, parted, totals_of
from .passage import Passage
from .prose import read_statements
from .table import Parsed, as_problems, read_table

_ELSEWHERE = re.compile(
    r"扫(?:描|一扫)?[^。,]{0,8}二维码|扫码|点击[^。,]{0,10}(?:链接|查看|下载)|详见(?:附件|链接|附表)"
)
_CONTINUED = re.compile(r"下转[^。]{0,8}版")
_MUCH_TEXT = 200_000  # characters of a bulletin's text that are handed on whole
_BESIDE = 400  # characters on both sides of the figures of a longer paragraph
_CAPTION = 60  # characters; a longer line above a table is no caption of it
_BUSINESS = re.compile(r"督[察查]|信访|举报|投诉")
_UNFINISHED = re.compile(r"[、,:;(]$")
_STATES = frozenset(("closed", "partly_closed", "open", "postponed"))
_PARTS = ("contact", "notice", "statistics_table", "case_table", "summary_table", "progress")


class _Read(Frozen, frozen=True):
    """One section, read: its figures are still without a province."""

    section: Section
    headline: Statements
    prose: Statements
    contact: Contact | None
    batches: tuple[int, ...]
    doubts: tuple[Doubt, ...]
    is_contact: bool
    issuer: frozenset[str] = frozenset()


def _prose(section: Section) -> Passage:
    return Passage(b for b in section.body if isinstance(b, TextBlock))


def _truncated(passage: Passage, statements: Statements) -> Doubt | None:
    """A text that stops inside a bracket, a list or a figure was cut off in print."""
    text = passage.text.rstrip("\n")
    if not text:
        return None
    last = text.rsplit("\n", 1)[-1]
    cut = [o for o in statements.observations if o.relation == "cut"]
    open_bracket = last.count("(") > last.count(")") and not re.search(r"[。!?]$", last)
    if not (cut or open_bracket or _UNFINISHED.search(last) or _CONTINUED.search(last[-20:])):
        return None
    tail = last[-14:]
    source = cut[-1].source if cut else passage.source(len(text) - 1, len(text))
    return Doubt(
        "truncated-text",
        Text(
            f"the text breaks off at “…{tail}”; what the list would go on to name is unknown and "
            "is held against no total",
            f"文字在“…{tail}”处中断；其后内容不明，不据此与任何合计核对",
        ),
        tuple(o.key for o in cut),
        (source,),
    )


def _impossible_date(passage: Passage) -> Doubt | None:
    found = find_impossible_date(passage.text)
    if found is None:
        return None
    start, end = found
    shown = passage.printed(start, end)
    return Doubt(
        "batch-date",
        Text(f"there is no such day: {shown}", f"没有这一天：{shown}"),
        sources=(passage.source(start, end),),
    )


def _read_section(section: Section, *, batch: int | None) -> _Read:
    passage, title = _prose(section), Passage(section.title)
    titled = find_batches(title.text)
    start = titled[0] if len(titled) == 1 else batch if not titled else None
    issuer = find_issuer(title.text)
    headline = read_statements(title, part="headline", batch=start, issuer=issuer)
    prose = read_statements(passage, part="notice", batch=start, issuer=issuer)
    doubts = [d for d in (_truncated(passage, prose), _impossible_date(passage)) if d]
    named = titled or prose.batches[:1] or find_batches(passage.text)[:1]
    if _tells_several(prose):
        named = tuple(sorted(set(prose.batches)))
    return _Read(
        section,
        headline,
        prose,
        read_contact(passage),
        named,
        tuple(doubts),
        is_contact(section),
        issuer,
    )


def _tells_several(said: Statements) -> bool:
    """Whether a text gives several batches and what they come to together (两批共247件)."""
    totals = {
        o.key.batch for o in said.observations
        if o.key.scope == "batch" and o.key.measure == "cases" and o.key.region == TOTAL
        and o.key.part == "notice"
    }  # fmt: skip
    return None in totals and len(totals) > 2


def _earlier(read: _Read) -> Iterator[_Read]:
    """What a notice says of how earlier batches were handled: for each a read of its own.

    The progress report of an earlier batch is a bulletin of that batch.
    """
    told = [o.key for o in read.prose.observations]
    if not any(key.part == "notice" for key in told):
        return
    now = {*read.batches, *(key.batch for key in told if key.part == "notice")}
    batches = {
        key.batch for key in told
        if key.part == "progress" and key.batch is not None and key.batch not in now
    }  # fmt: skip
    title, texts = read.section.title, [b for b in read.section.body if isinstance(b, TextBlock)]
    today = _of_batches(read.prose, batches, without=True)
    for batch in sorted(batches):
        prose = _of_batches(read.prose, {batch})
        tables = [
            grid for grid, caption in _captions(read.section)
            if context_of(compact(caption), Context("batch", None)).batch == batch
            or (totals_of(grid) & _cases(prose) and not totals_of(grid) & _cases(today))
        ]  # fmt: skip
        nothing = Statements((), (), (), ())
        section = Section(title, (*texts, *tables), read.section.words)
        yield _Read(section, nothing, prose, None, (batch,), (), False)


def _cases(said: Statements) -> set[Number]:
    """Every number of cases that is stated of a whole."""
    return {
        o.value for o in said.observations
        if o.key.measure == "cases" and o.key.region == TOTAL and o.value
    }  # fmt: skip


def _of_batches(said: Statements, batches: Set[int], *, without: bool = False) -> Statements:
    """What is said of ``batches``, or of all others; stated numbers of regions are today's."""

    def wanted(batch: int | None) -> bool:
        return (batch in batches) is not without

    return Statements(
        tuple(o for o in said.observations if wanted(o.key.batch)),
        tuple(x for x in said.lists if wanted(x.keys[0].batch)),
        (),
        tuple(b for b in said.batches if wanted(b)),
        tuple(a for a in said.asides if wanted(a.batch)),
    )


def _parted(reads: Iterable[_Read]) -> list[_Read]:
    """The reads, each without what it says of earlier batches, which follows it."""
    out: list[_Read] = []
    for read in reads:
        earlier = [*_earlier(read)]
        gone = {batch for r in earlier for batch in r.batches}
        if earlier:
            kept = _of_batches(read.prose, gone, without=True)
            prose = msgspec.structs.replace(
                kept, region_counts=read.prose.region_counts, doubts=read.prose.doubts
            )
            tables = {id(grid) for r in earlier for grid in r.section.grids}
            body = tuple(b for b in read.section.body if id(b) not in tables)
            section = msgspec.structs.replace(read.section, body=body)
            read = msgspec.structs.replace(read, prose=prose, section=section)
        out += [read, *earlier]
    return out


@dataclass(eq=False)
class _Group:
    """Sections of one batch; of one province, where a page has that batch of several."""

    batches: tuple[int, ...]
    province: str | None = None
    reads: list[_Read] = field(default_factory=list)


def _batch_groups(reads: Sequence[_Read]) -> list[tuple[tuple[int, ...], list[_Read]]]:
    """Sections by batch, in order of appearance; those that name none go to a neighbour.

    A contact notice belongs to the bulletin behind it, else to the one before; any other
    section without a batch to the one before, else to the one behind.
    """
    named = [read.batches for read in reads]
    for i, read in enumerate(reads):
        if named[i]:
            continue
        behind = next((b for b in named[i + 1 :] if b), ())
        before = next((b for b in reversed(named[:i]) if b), ())
        only_contact = read.is_contact and not read.prose.observations
        named[i] = (behind or before) if only_contact else (before or behind)
    groups: list[_Group] = []
    for batches, read in zip(named, reads, strict=True):
        province = find_province(read.section.words, ())
        kin = [g for g in groups if g.batches == batches and None in (province, g.province)]
        same = [g for g in groups if (g.batches, g.province) == (batches, province)]
        if not read.prose.observations:  # the table of one of the batches of a notice
            same = same or [
                g for g in groups
                if set(batches) < set(g.batches) and None in (province, g.province)
            ]  # fmt: skip
        group = (same or kin or [_Group(batches)])[-1]
        if group not in groups:
            groups.append(group)
        group.province = group.province or province
        group.reads.append(read)
    return [(group.batches, group.reads) for group in groups]


def _observed_batch(group: tuple[int, ...]) -> int | None:
    return group[0] if len(group) == 1 else None


def _with_batch(key: Key, batch: int | None) -> Key:
    return key if key.batch is not None else Key(
        key.part, key.origin, key.scope, batch, key.region, key.pollution, key.measure
    )  # fmt: skip


def _place(observation: Observation, *, batch: int | None, province: str | None) -> Observation:
    """The observation with its batch and its region's code."""
    key = _with_batch(observation.key, batch)
    code = observation.region_code
    if code is None and key.region != TOTAL:
        code = region_code(key.region, province=province)
    return Observation(
        key, observation.value, observation.unit, observation.label, observation.text,
        observation.source, code, observation.relation,
    )  # fmt: skip


def _up_to_the_day(
    prose: tuple[Observation, ...], until: Set[Key], figures: Iterable[Observation]
) -> tuple[Observation, ...]:
    """``prose`` with outcomes up to a day as those of all batches where they exceed the batch."""
    most = max(
        (
            o.value
            for o in figures
            if o.key.scope == "batch" and o.key.measure == "cases" and o.value
        ),
        default=None,
    )
    of_batch = {key for key in until if key.scope == "batch"}
    states = [o for o in prose if o.key in of_batch and o.key.measure in _STATES]
    if most is None or not any(o.value is not None and o.value > most for o in states):
        return prose
    return tuple(
        msgspec.structs.replace(o, key=msgspec.structs.replace(o.key, scope="cumulative"))
        if o.key in of_batch
        else o
        for o in prose
    )


def _unique(observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """Each statement once: a figure repeated with the same value is the same statement."""
    seen: dict[tuple[Key, Number | None], Observation] = {}
    for observation in observations:
        seen.setdefault((observation.key, observation.value), observation)
    return tuple(seen.values())


def _evidence(observations: Sequence[Observation]) -> Evidence:
    """The totals that the prose states, for laying a table's header."""
    types: dict[str, Number] = {}
    cases: set[Number] = set()
    cumulative: set[Number] = set()
    for o in observations:
        if o.value is None or o.key.region != TOTAL or o.key.origin != "prose":
            continue
        if o.key.measure in ("cases", "problems"):
            if o.key.pollution == TOTAL:
                (cases if o.key.scope == "batch" else cumulative).add(o.value)
            elif o.key.scope == "batch":
                types.setdefault(o.key.pollution, o.value)
    return Evidence(types, frozenset(cases), frozenset(cumulative))


def _captions(section: Section) -> Iterator[tuple[Grid, str]]:
    """Each table of a section with the line above it, else the section's title."""
    above = " ".join(block.text for block in section.title)
    for block in section.body:
        if isinstance(block, Grid):
            yield block, above
        elif len(compact(block.text)) <= _CAPTION:
            above = block.text


def _tables(
    reads: Sequence[_Read], *, batch: int | None, province: str | None, evidence: Evidence
) -> list[Parsed]:
    captions = {g.source: text for read in reads for g, text in _captions(read.section)}
    counting = [
        g
        for read in reads
        for g in read.section.grids
        if is_statistics_grid(g) or counts_regions(g)  # one without a head may go on with another
    ]
    grids = [widened(part) for g in joined(counting) if is_statistics_grid(g) for part in parted(g)]
    found = (
        read_table(
            g, part="statistics_table", batch=batch, province=province, evidence=evidence,
            caption=captions[g.source],
        )
        for g in grids
    )  # fmt: skip
    return [table for table in found if table is not None]


def _unread_tables(reads: Sequence[_Read], tables: Sequence[Table]) -> list[Doubt]:
    """A doubt for each table that looks like one of figures and gave none."""
    read = {cell.source for table in tables for cell in table.grid.cells}
    return [
        Doubt(
            "unread-figure",
            Text(
                f"a table of {g.n_rows} rows stands here, but which column names the regions and "
                "which hold figures could not be told; nothing of it was used",
                f"此处有一张 {g.n_rows} 行的表，但无法判定哪一列是地区、哪些列是数；未采用其中任何数",
            ),
            sources=(g.source,),
        )
        for r in reads
        for g in r.section.grids
        if (is_statistics_grid(g) or counts_regions(g))
        and not any(cell.source in read for cell in g.cells)
    ]


def _unread_figures(observations: Sequence[Observation]) -> list[Doubt]:
    """A doubt for each thing in the text that stands for a figure and is no number."""
    return [
        Doubt(
            "unread-figure",
            Text(
                f"{o.label}: “{o.text}” is no number; the sums it belongs to are left untested",
                f"{o.label}：“{o.text}”不是数字；相关合计未予核对",
            ),
            (o.key,),
            (o.source,),
        )
        for o in observations
        if o.value is None and o.key.origin == "prose"
    ]


def _case_tables(reads: Sequence[_Read], *, partial: bool) -> tuple[Table, ...]:
    """The tables of single cases: frames to be counted, without figures of their own."""
    grids = (g for read in reads for g in read.section.grids)
    return tuple(t for g in grids if (t := read_case_table(g, partial=partial)) is not None)


def _elsewhere(reads: Sequence[_Read], tables: Sequence[Table]) -> list[Doubt]:
    """Where the text sends its reader to a link or a code for a table that is not here."""
    if tables:
        return []
    for read in reads:
        passage = _prose(read.section)
        if match := _ELSEWHERE.search(passage.text):
            shown = match.group()
            return [
                Doubt(
                    "part-elsewhere",
                    Text(
                        f"the details are not in this document: the text sends its readers elsewhere (“{shown}”)",
                        f"详情不在本文件中：文中指向别处（“{shown}”）",
                    ),
                    sources=(passage.source(match.start(), match.end()),),
                )
            ]
    return []


def _why_unknown(label: str) -> Text:
    if (code := pollution_code(label)) is not None:
        return Text(
            f"“{label}” stands beside another label of {code} in one list; kept apart, as printed",
            f"“{label}”与同一名单中的另一标签同属 {code}；按原文分列",
        )
    return Text(
        f"“{label}” is no known pollution type; kept as printed",
        f"“{label}”不是已知的污染类型；按原文保留",
    )


def _unknown_labels(observations: Sequence[Observation], known: frozenset[str]) -> list[Doubt]:
    doubts = []
    said: set[tuple[str, str, str]] = set()
    for o in observations:
        label = o.key.origin, o.key.part, o.key.pollution
        if "·" in o.key.pollution:  # a part of another type: 大气污染·扬尘
            continue
        if o.key.pollution != TOTAL and o.key.pollution not in known and label not in said:
            said.add(label)
            doubts.append(
                Doubt(
                    "unknown-label",
                    _why_unknown(o.key.pollution),
                    (o.key,),
                    (o.source,),
                )
            )
    return doubts


def _breaks_down_problems(prose: Sequence[Observation]) -> bool:
    """Whether the text's figures by type are problems, so that a table's by type are too."""
    return any(
        o.key.measure == "problems" and o.key.scope == "batch" and o.key.pollution != TOTAL
        for o in prose
    )


def _parts(
    reads: Sequence[_Read], observations: Sequence[Observation], tables: Sequence[Table]
) -> tuple[str, ...]:
    found = {o.key.part for o in observations} | {t.part for t in tables}
    if any(read.is_contact and not read.prose.observations for read in reads):
        found.add("contact")
    return tuple(part for part in _PARTS if part in found)


def _contact(reads: Sequence[_Read]) -> Contact | None:
    notices = [r.contact for r in reads if r.contact and r.is_contact]
    return next(iter(notices), None) or next((r.contact for r in reads if r.contact), None)


def _year(reads: Sequence[_Read]) -> int | None:
    """The year from the passage itself, else from a sibling part.

    That of the date up to which it counts, else of a date at all, goes before the years that
    a text only speaks of (较2021年下降).
    """
    dated = [d for r in reads if not r.is_contact for d in find_dates(r.section.words) if d[0]]
    if dated:
        return Counter(d[0] for d in dated).most_common(1)[0][0]
    titles = "".join(b.text for r in reads if not r.is_contact for b in r.section.title)
    if years := find_years(compact(titles)):
        return years[0]
    own = [find_years(r.section.words) for r in reads if not r.is_contact]
    siblings = [find_years(r.section.words) for r in reads]
    return next((years[0] for years in (*own, *siblings) if years), None)


def _title(reads: Sequence[_Read]) -> str:
    """The heading that names the inspection's business and a batch; else the first one.

    A page whose headings are not marked may have it among its lines.
    """
    ordered = sorted(reads, key=lambda r: r.is_contact and not r.prose.observations)
    titles = [
        " ".join(" ".join(b.text.split()) for b in read.section.title)
        for read in ordered
        if read.section.title
    ]
    lines = [
        " ".join(b.text.split())
        for read in ordered
        for b in read.section.body
        if isinstance(b, TextBlock) and len(b.text) <= _CAPTION and "。" not in b.text
    ]
    named = (t for t in (*titles, *lines) if _BUSINESS.search(t) and find_batches(compact(t)))
    return next(named, None) or next(iter(titles), "")


def _identity(
    *, province: str | None, year: int | None, group: tuple[int, ...], digest: str
) -> str:
    batch = "+".join(map(str, group))
    return "-".join((province or "_", str(year or "_"), batch or "_", digest))


class _Given(Frozen, frozen=True):
    """What the caller supplies, and what the rest of the page tells; ``partial`` where some of
    the document could not be read."""

    sha256: str
    province: str | None
    year: int | None
    page_year: int | None
    partial: bool = False


def _bulletin(group: tuple[int, ...], reads: list[_Read], given: _Given) -> Bulletin | None:
    words = "\n".join(read.section.words for read in reads)
    stated = [o for r in reads for o in (*_headline(r), *r.prose.observations)]
    labels = [o.key.region for o in stated if o.key.region != TOTAL]
    cells = [c.text for r in reads for g in r.section.grids for c in g.cells if c.col <= 1]
    issuer = next((r.issuer for r in reads if r.issuer), frozenset[str]())
    province = (
        find_province(words, (*labels, *map(compact, cells)))
        or province_of_all(issuer)
        or given.province
    )
    batch = _observed_batch(group)
    prose = _unique(_place(o, batch=batch, province=province) for o in stated)
    parsed = _tables(reads, batch=batch, province=province, evidence=_evidence(prose))
    until = {_with_batch(key, batch) for r in reads for key in r.prose.until}
    prose = _up_to_the_day(prose, until, (*prose, *(o for p in parsed for o in p.observations)))
    observations = (*prose, *(o for p in parsed for o in p.observations))
    contact = _contact(reads)
    lists = tuple(
        FigureList(
            x.kind, x.state, tuple(_with_batch(k, batch) for k in x.keys), x.source,
            _with_batch(x.of, batch) if x.of is not None else None,
        )
        for r in reads for x in r.prose.lists
    )  # fmt: skip
    basis = decide_basis(
        words, observations=(*prose, *(o for p in parsed for o in p.observations)), lists=lists,
        tables=[p.table for p in parsed],
    )  # fmt: skip
    if _breaks_down_problems(prose):
        parsed = list(map(as_problems, parsed))
        observations = (*prose, *(o for p in parsed for o in p.observations))
    tables = (*(p.table for p in parsed), *_case_tables(reads, partial=given.partial))
    if not _is_bulletin(group, reads, observations=observations, tables=tables):
        return None
    told = {o.key.batch for o in observations if o.key.scope == "batch"}
    if not group and len(told) == 1 and (only := told.pop()):  # the head of its table alone says it
        return _bulletin((only,), reads, given)
    counts: tuple[StatedCount, ...] = tuple(c for r in reads for c in r.prose.region_counts)
    year = _year(reads) or given.page_year or given.year
    date = find_cutoff(words) or find_any_date(words)
    regions = [o.key.region for o in observations if o.key.region != TOTAL]
    doubts = (
        *(d for r in reads for d in (*r.doubts, *r.headline.doubts, *r.prose.doubts)),
        *(d for p in parsed for d in p.doubts),
        *_unread_figures(prose),
        *_unread_tables(reads, tables),
        *_elsewhere(reads, tables),
        *_unknown_labels(observations, _known_types()),
    )
    digest = hashlib.sha256(f"{given.sha256}:{group}".encode()).hexdigest()[:8]
    return Bulletin(
        id=_identity(province=province, year=year, group=group, digest=digest),
        title=_title(reads),
        level=level_of_all(issuer) or find_level(words, regions, province),
        inspection=find_inspection(words),
        province=province,
        year=year,
        batch=batch,
        batches=group,
        as_of=iso_date(date, year=year) if date and _is_notice(observations) else None,
        parts=_parts(reads, observations, tables),
        contact=contact,
        observations=observations,
        lists=lists,
        region_counts=counts,
        tables=tables,
        basis=basis,
        asides=(
            *(a for r in reads for a in r.prose.asides),
            *(a for r in reads if r.section.grids for a in asides_in_section(r.section.body)),
        ),
        doubts=tuple(doubts),
        passages=_passages(reads, prose),
    )


def _passages(reads: Sequence[_Read], observations: Sequence[Observation]) -> tuple[TextBlock, ...]:
    """Every heading and paragraph of the sections, once: two reads may share a section.

    Of a text beyond ``_MUCH_TEXT`` only the paragraphs that figures stand in.
    """
    found = (b for r in reads for b in (*r.section.title, *r.section.body))
    blocks = tuple(dict.fromkeys(b for b in found if isinstance(b, TextBlock)))
    if sum(len(b.text) for b in blocks) <= _MUCH_TEXT:
        return blocks
    spans: dict[Source, list[tuple[int, int]]] = {}
    for o in observations:
        home = msgspec.structs.replace(o.source, span=None)
        spans.setdefault(home, []).extend([o.source.span] if o.source.span else [])
    return tuple(
        _around(b, spans[home])
        for b in blocks
        if (home := msgspec.structs.replace(b.source, span=None)) in spans
    )


def _around(block: TextBlock, figures: Sequence[tuple[int, int]]) -> TextBlock:
    """Of a very long paragraph what stands around its figures; else all of it."""
    span = block.source.span
    if len(block.text) <= _MUCH_TEXT or span is None or not figures:
        return block
    first = max(min(start for start, _ in figures) - span[0] - _BESIDE, 0)
    last = max(end for _, end in figures) - span[0] + _BESIDE
    source = msgspec.structs.replace(
        block.source, span=(span[0] + first, min(span[0] + last, span[1]))
    )
    return msgspec.structs.replace(block, text=block.text[first:last][:_MUCH_TEXT], source=source)


def _headline(read: _Read) -> Iterator[Observation]:
    """The headline's figures, each in the context in which the text has the same figure.

    A headline says neither since when nor of which batch it counts (我省已问责366人).
    """
    told: dict[tuple[object, ...], set[tuple[Scope, int | None]]] = {}
    for o in read.prose.observations:
        meaning = (o.key.region, o.key.pollution, o.key.measure, o.value)
        told.setdefault(meaning, set()).add((o.key.scope, o.key.batch))
    for o in read.headline.observations:
        contexts = told.get((o.key.region, o.key.pollution, o.key.measure, o.value), set())
        if len(contexts) == 1 and (o.key.scope, o.key.batch) not in contexts:
            ((scope, batch),) = contexts
            o = msgspec.structs.replace(
                o, key=msgspec.structs.replace(o.key, scope=scope, batch=batch)
            )
        yield o


def _is_bulletin(
    group: tuple[int, ...],
    reads: Sequence[_Read],
    *,
    observations: Sequence[Observation],
    tables: Sequence[Table],
) -> bool:
    """Whether sections hold a bulletin: figures of a batch, several figures, or a contact.

    A single count without a batch is a figure of speech in a feature article.
    """
    if tables or (group and observations) or len(observations) > 1:
        return True
    whole = [o for o in observations if o.key.scope == "cumulative" and o.key.measure == "cases"]
    if whole and any(find_inspection(read.section.words) for read in reads):
        return True
    return any(read.is_contact and read.contact is not None for read in reads)


def _is_notice(observations: Sequence[Observation]) -> bool:
    """A progress notice has no cut-off of its own batch."""
    return any(o.key.part in ("notice", "statistics_table", "headline") for o in observations)


def _known_types() -> frozenset[str]:
    from ..vocabulary.pollution import STEMS

    return frozenset(STEMS)


def parse_document(
    document: Document, *, sha256: str, province: str | None = None, year: int | None = None
) -> tuple[Bulletin, ...]:
    """The bulletins of a document, in reading order; none where it holds none.

    ``sha256`` identifies the document in the bulletins' ids; ``province`` (short name)
    and ``year`` are used where the text prints none.
    """
    sections = find_sections(document)
    if not sections:
        return ()
    reads: list[_Read] = []
    for section in sections:
        reads.append(_read_section(section, batch=None))
    page = tuple(compact(b.text) for b in document.blocks if isinstance(b, TextBlock))
    page_year = next((y for words in page for y in find_years(words)), None)
    partial = any(doubt.reason is not None for doubt in document.doubts)
    given = _Given(sha256, province, year, page_year, partial)
    bulletins = (
        _bulletin(group, members, given) for group, members in _batch_groups(_parted(reads))
    )
    return tuple(b for b in bulletins if b is not None)
