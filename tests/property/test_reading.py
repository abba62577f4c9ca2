"""Generated bulletins: figures read back, sums close, a planted error is named and no other."""

from __future__ import annotations

import random
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from bulletins.footing import foot
from bulletins.model import TOTAL, Audit
from bulletins.parse import parse_document
from bulletins.readers import read_document
from tests.generate import Bulletin, make

SEEDS = st.integers(min_value=0, max_value=10**9)
settings.register_profile("project", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("project")


def audit_of(text: str) -> Audit:
    (bulletin,) = parse_document(read_document(text.encode()), sha256="0" * 64)
    return foot(bulletin)


def found(audit: Audit, *, severity: str = "error") -> set[tuple[str, str, str]]:
    """(rule, region, pollution) of each finding's first key."""
    return {
        (f.rule, f.keys[0].region, f.keys[0].pollution) if f.keys else (f.rule, "", "")
        for f in audit.findings
        if f.severity == severity
    }


def figures_of(audit: Audit) -> dict[tuple[str, str, str], object]:
    return {
        (o.key.origin, o.key.region, o.key.pollution): o.value
        for o in audit.bulletin.observations
        if o.key.measure in ("cases", "problems") and o.key.part != "headline"
    }


@given(SEEDS)
def test_figures_read_back_and_sums_close(seed: int) -> None:
    made = make(seed)
    text = made.text()
    audit = audit_of(text)
    assert figures_of(audit) == made.figures()
    assert [f.message.en for f in audit.findings] == []
    assert audit.verdict == "consistent"
    assert audit.bulletin.batch == made.batch
    assert (audit.bulletin.province or "") + "省" == made.province


@given(SEEDS)
def test_a_source_cites_the_printed_figure(seed: int) -> None:
    text = make(seed).text()
    for o in audit_of(text).bulletin.observations:
        assert o.source.span is not None
        assert text[slice(*o.source.span)] == o.text
        assert text[: o.source.span[0]].count("\n") + 1 == o.source.line


def changed(value: int | None) -> int:
    return (value or 0) + 1


@given(SEEDS)
def test_one_wrong_cell_gives_its_row_and_its_column(seed: int) -> None:
    made = make(seed)
    rng = random.Random(seed)
    r, c = rng.randrange(len(made.regions)), rng.randrange(len(made.types))
    made.cells[r][c] = changed(made.cells[r][c])
    name = made.regions[r] if made.suffix else made.regions[r].removesuffix("市")
    column = "column-total" if made.total_row else "table-prose-type"
    expected = {("row-total", name, TOTAL), (column, TOTAL, made.types[c])}
    assert found(audit_of(made.text())) == expected


def plant_row_total(made: Bulletin, r: int, c: int) -> set[tuple[str, str, str]]:
    made.row_totals[r] += 1
    name = made.regions[r] if made.suffix else made.regions[r].removesuffix("市")
    whole = ("column-total" if made.total_row else "grand-total", TOTAL, TOTAL)
    return {("row-total", name, TOTAL), ("table-prose-region", name, TOTAL), whole}


def plant_total_cell(made: Bulletin, r: int, c: int) -> set[tuple[str, str, str]]:
    made.total_row = "last"
    made.column_totals[c] += 1
    code = made.types[c]
    return {
        ("row-total", TOTAL, TOTAL),
        ("column-total", TOTAL, code),
        ("table-prose-type", TOTAL, code),
    }


def plant_prose_type(made: Bulletin, r: int, c: int) -> set[tuple[str, str, str]]:
    code = made.types[c]
    made.prose_types[code] += 1
    return {("table-prose-type", TOTAL, code), ("prose-types", TOTAL, TOTAL)}


def plant_prose_region(made: Bulletin, r: int, c: int) -> set[tuple[str, str, str]]:
    made.prose_regions[r] += 1
    name = made.regions[r] if made.suffix else made.regions[r].removesuffix("市")
    return {("table-prose-region", name, TOTAL), ("prose-regions", TOTAL, TOTAL)}


PLANTS: list[Callable[[Bulletin, int, int], set[tuple[str, str, str]]]] = [
    plant_row_total,
    plant_total_cell,
    plant_prose_type,
    plant_prose_region,
]


@given(SEEDS, st.sampled_from(PLANTS))
def test_one_wrong_margin_is_named_by_the_rules_that_see_it(
    seed: int, plant: Callable[[Bulletin, int, int], set[tuple[str, str, str]]]
) -> None:
    # Problems as many as cases are stated: types then equal cases, and one more is an error.
    made = make(seed, problems=True)
    rng = random.Random(seed)
    r, c = rng.randrange(len(made.regions)), rng.randrange(len(made.types))
    expected = plant(made, r, c)
    assert found(audit_of(made.text())) == expected


@given(SEEDS)
def test_the_order_of_rows_and_columns_does_not_matter(seed: int) -> None:
    made = make(seed)
    made.cells[0][0] = changed(made.cells[0][0])
    before = found(audit_of(made.text()))
    rng = random.Random(seed)
    rows = list(range(len(made.regions)))
    columns = list(range(len(made.types)))
    rng.shuffle(rows)
    rng.shuffle(columns)
    made.regions = [made.regions[r] for r in rows]
    made.row_totals = [made.row_totals[r] for r in rows]
    made.prose_regions = [made.prose_regions[r] for r in rows]
    made.cells = [[made.cells[r][c] for c in columns] for r in rows]
    made.types = [made.types[c] for c in columns]
    made.column_totals = [made.column_totals[c] for c in columns]
    assert found(audit_of(made.text())) == before


@given(SEEDS)
def test_a_corner_printed_as_two_cells_is_said_and_costs_nothing(seed: int) -> None:
    made = make(seed, corner=True, total_left=True)
    audit = audit_of(made.text())
    assert figures_of(audit) == made.figures()
    assert found(audit, severity="warning") == {("misaligned-columns", "", "")}
    assert not found(audit)


ALPHABET = "第三批中央督察组转办信访举报件大气水噪声合肥市地区合计0129%.,、。;:()\t|\n #\x1b\u200b一两共各分别为累计"


@given(st.text(alphabet=ALPHABET, max_size=300), SEEDS)
def test_no_text_breaks_the_parser(noise: str, seed: int) -> None:
    text = make(seed).text()
    at = random.Random(seed).randrange(len(text))
    document = read_document((text[:at] + noise + text[at:]).encode())
    for bulletin in parse_document(document, sha256="0" * 64):
        foot(bulletin)
