"""The figures of a run added up: cases of each inspection by region, type and batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set

from ...model import TOTAL, Audit, Bulletin, Frozen, Number, Verdict
from ...vocabulary.pollution import STEMS
from ...vocabulary.regions import region_name, region_names
from .. import cases_by_batch


class Inspection(Frozen, frozen=True):
    """The bulletins of one inspection in one province or city, one for each batch.

    ``cells`` are sums by (region, pollution), ``batches`` (stated cases, verdict) by batch;
    ``doubted`` are the cells that an error names or a repair would change;
    ``again`` are the ids of further bulletins, which tell a batch that is here already.
    """

    name: tuple[str, ...]
    regions: tuple[str, ...]
    types: tuple[str, ...]
    cells: Mapping[tuple[str, str], Number]
    counted: int
    batches: Mapping[int, tuple[Number | None, Verdict]]
    again: tuple[str, ...]
    doubted: Set[tuple[str, str]]


def find_inspections(audits: Iterable[Audit]) -> tuple[tuple[Inspection, ...], int]:
    """The inspections of a run in order; and how many bulletins do not tell theirs."""
    groups: dict[tuple[object, ...], list[Audit]] = {}
    untold = 0
    for audit in audits:
        which = _which(audit.bulletin)
        if which is None:
            untold += 1
        else:
            groups.setdefault(which, []).append(audit)
    found = (_inspection(group) for group in groups.values())
    return tuple(sorted(found, key=lambda each: each.name)), untold


def _which(bulletin: Bulletin) -> tuple[object, ...] | None:
    """Whose inspection a bulletin is of: province and year, and the city where it is a city's."""
    when = bulletin.year or bulletin.inspection
    if None in (bulletin.province, when, bulletin.level) or not bulletin.batches:
        return None
    return bulletin.province, when, bulletin.level, _city(bulletin)


def _city(bulletin: Bulletin) -> str | None:
    """The city whose notice it is, or in which most of its counties lie."""
    codes = Counter(o.region_code[:4] for o in bulletin.observations if o.region_code)
    if bulletin.level == "province" or not codes:
        return None
    return region_name(f"{codes.most_common(1)[0][0]}00")


def _inspection(group: Sequence[Audit]) -> Inspection:
    """The group added up, each batch once: by a bulletin with a table, and one that adds up."""
    read = sorted(
        ((a, _cells(a.bulletin)) for a in group),
        key=lambda pair: (not pair[1], pair[0].verdict == "inconsistent"),
    )
    cells: dict[tuple[str, str], Number] = {}
    batches: dict[int, tuple[Number | None, Verdict]] = {}
    counted = 0
    again = []
    doubted: set[tuple[str, str]] = set()
    for audit, own in read:
        if not batches.keys().isdisjoint(audit.bulletin.batches):
            again.append(audit.bulletin.id)
            continue
        counted += bool(own)
        doubted |= _doubted(audit)
        for spot, value in own.items():
            cells[spot] = cells.get(spot, 0) + value
        stated = cases_by_batch(audit.bulletin)
        for batch in audit.bulletin.batches:
            batches[batch] = (stated.get(batch), audit.verdict)
    first = group[0].bulletin
    year = None if first.year is None else str(first.year)
    names = (first.province, _city(first), year, first.inspection)
    found = dict.fromkeys(p for _, p in cells if p != TOTAL)
    types = (*(p for p in STEMS if p in found), *(p for p in found if p not in STEMS))
    return Inspection(
        tuple(name for name in names if name), _by_size(cells), types, cells, counted,
        dict(sorted(batches.items())), tuple(again), doubted,
    )  # fmt: skip


def _doubted(audit: Audit) -> set[tuple[str, str]]:
    """The (region, type) that an error names, or a proposal would change."""
    keys = [k for f in audit.findings if f.severity == "error" for k in f.keys]
    keys += [c.key for r in audit.repairs for c in r.changes]
    return {(region_names(k.region, None)[0], k.pollution) for k in keys if k.scope == "batch"}


def _cells(bulletin: Bulletin) -> dict[tuple[str, str], Number]:
    """The printed cases of its batches by (region, type): of its table, else of its text.

    Cases go before problems, batches one by one before what is told of several together.
    """
    for origin in ("table", "prose"):
        told: dict[tuple[str, str], dict[int | None, Number]] = {}
        for measure in ("cases", "problems"):
            for o in bulletin.observations:
                k = o.key
                here = k.origin == origin and k.scope == "batch" and k.measure == measure
                if here and k.region != TOTAL and o.value is not None and o.relation == "equal":
                    spot = region_names(k.region, None)[0], k.pollution
                    told.setdefault(spot, {}).setdefault(k.batch, o.value)
        if any(pollution != TOTAL for _, pollution in told):
            return {spot: _sum(by_batch) for spot, by_batch in told.items()}
    return {}


def _sum(by_batch: Mapping[int | None, Number]) -> Number:
    single = [value for batch, value in by_batch.items() if batch is not None]
    return sum(single) if single else by_batch[None]


def _by_size(cells: Mapping[tuple[str, str], Number]) -> tuple[str, ...]:
    """Regions, those with the most cases first."""
    sizes: dict[str, list[Number]] = {}
    for (region, pollution), value in cells.items():
        totals = sizes.setdefault(region, [0, 0])
        totals[pollution == TOTAL] += value
    return tuple(sorted(sizes, key=lambda r: (-(sizes[r][1] or sizes[r][0]), r)))
