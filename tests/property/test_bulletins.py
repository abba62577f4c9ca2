"""Generated bulletins, to the character: what is read, what is cited, which rules see a change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletins.footing import foot
from bulletins.model import TOTAL, Audit
from bulletins.parse import parse_document
from bulletins.readers import read_document
from tests.property.plans import LABELS, Number, Plan, plan_bulletin, print_bulletin, reworded

SEEDS = st.integers(min_value=0, max_value=10**9)
PROFILE = settings(derandomize=True, deadline=None, max_examples=60)

About = tuple[str, str, str]  # rule, and region and pollution of its first key


def audit(text: str) -> Audit:
    document = read_document(text.encode())
    assert not document.doubts
    (bulletin,) = parse_document(document, sha256="0" * 64)
    return foot(bulletin)


def about(got: Audit, severity: str) -> list[About]:
    """What the findings of a severity are about, none left out, sorted."""
    return sorted(
        (f.rule, f.keys[0].region, f.keys[0].pollution) if f.keys else (f.rule, "", "")
        for f in got.findings
        if f.severity == severity
    )


def assert_read_back(plan: Plan) -> None:
    """Every printed figure is read once, cites its characters, and nothing else is read."""
    printed = print_bulletin(plan)
    got = audit(printed.text)
    observed = [(o.key, o.value, o.source.span) for o in got.bulletin.observations]
    expected = [(f.key, f.value, f.span) for f in printed.figures]
    assert sorted(observed, key=str) == sorted(expected, key=str), printed.text
    for o in got.bulletin.observations:
        start, end = o.source.span or (0, 0)
        assert printed.text[start:end] == o.text
        assert printed.text[:start].count("\n") + 1 == o.source.line
    assert [f.message.en for f in got.findings] == [], printed.text
    assert got.verdict == "consistent"


@PROFILE
@given(SEEDS)
def test_every_figure_is_read_where_it_is_printed(seed: int) -> None:
    assert_read_back(plan_bulletin(Random(seed)))


@PROFILE
@given(SEEDS, st.sampled_from([3, 40, 10**6, 10**10]))
def test_big_numbers_and_halves_of_cases_are_exact(seed: int, limit: int) -> None:
    assert_read_back(plan_bulletin(Random(seed), limit=limit, fractions=True))


@PROFILE
@given(SEEDS)
def test_whose_bulletin_it_is(seed: int) -> None:
    plan = plan_bulletin(Random(seed))
    bulletin = audit(print_bulletin(plan).text).bulletin
    year, month, day, hour = plan.date
    dated = f"{year:04}-{month:02}-{day:02}T{hour:02}:00" if plan.wording.year_printed else None
    assert (bulletin.province, bulletin.batch, bulletin.level) == (
        plan.short,
        plan.batch,
        "province",
    )
    assert bulletin.as_of == dated


# ------------------------------------------------------------------ one wrong figure


def named_types(plan: Plan) -> bool:
    return plan.wording.prose_types != "none" and len(plan.prose_types) > 1


def named_regions(plan: Plan) -> bool:
    return plan.wording.prose_regions != "none"


def other(value: Number | None, rng: Random, *, least: int = 0) -> Number:
    """Another number: more, or less where that leaves ``least``."""
    changed = (value or 0) + rng.choice((1, 2, 10, -1))
    return changed if changed >= least else (value or 0) + 1


Change = Callable[[Plan, Random], tuple[Plan, set[About]]]


def change_cell(plan: Plan, rng: Random) -> tuple[Plan, set[About]]:
    region, code = rng.choice(plan.regions), rng.choice(plan.types)
    cells = {**plan.cells, (region, code): other(plan.cells.get((region, code)), rng)}
    expected = {("row-total", plan.table_name(region), TOTAL)}
    if plan.wording.total_row:
        expected.add(("column-total", TOTAL, code))
    # Where the total row prints nothing for the type, the text is held against the cells.
    if named_types(plan) and not (plan.wording.total_row and code in plan.columns):
        expected.add(("table-prose-type", TOTAL, code))
    return replace(plan, cells=cells), expected


def change_row_total(plan: Plan, rng: Random) -> tuple[Plan, set[About]]:
    region = rng.choice(plan.regions)
    name = plan.table_name(region)
    rows = {**plan.rows, region: other(plan.rows[region], rng, least=1)}
    whole = "column-total" if plan.wording.total_row else "grand-total"
    expected = {("row-total", name, TOTAL), (whole, TOTAL, TOTAL)}
    if named_regions(plan):
        expected.add(("table-prose-region", name, TOTAL))
    return replace(plan, rows=rows), expected


def change_total_cell(plan: Plan, rng: Random) -> tuple[Plan, set[About]]:
    plan, code = reworded(plan, total_row="last"), rng.choice(plan.types)
    columns = {**plan.columns, code: other(plan.columns.get(code), rng)}
    expected = {("row-total", TOTAL, TOTAL), ("column-total", TOTAL, code)}
    if named_types(plan):
        expected.add(("table-prose-type", TOTAL, code))
    return replace(plan, columns=columns), expected


def change_corner(plan: Plan, rng: Random) -> tuple[Plan, set[About]]:
    plan = reworded(plan, total_row="first")
    rules = ("row-total", "column-total", "grand-total")
    changed = replace(plan, corner=other(plan.corner, rng))
    return changed, {(rule, TOTAL, TOTAL) for rule in rules}


def change_type_in_prose(plan: Plan, rng: Random) -> tuple[Plan, set[About]]:
    if len(plan.prose_types) < 2:
        return plan, set()
    plan, code = reworded(plan, prose_types="each"), rng.choice(list(plan.prose_types))
    types = {**plan.prose_types, code: other(plan.prose_types[code], rng, least=1)}
    expected = {("prose-types", TOTAL, TOTAL), ("table-prose-type", TOTAL, code)}
    return replace(plan, prose_types=types), expected


def change_region_in_prose(plan: Plan, rng: Random) -> tuple[Plan, set[About]]:
    plan, region = reworded(plan, prose_regions="plain"), rng.choice(plan.regions)
    regions = {**plan.prose_regions, region: other(plan.prose_regions[region], rng, least=1)}
    name = plan.table_name(region)
    expected = {("prose-regions", TOTAL, TOTAL), ("table-prose-region", name, TOTAL)}
    return replace(plan, prose_regions=regions), expected


def change_cases(plan: Plan, rng: Random) -> tuple[Plan, set[About]]:
    plan = replace(plan, problems=None)  # a stated problem total would explain the lists
    expected = {("grand-total", TOTAL, TOTAL)}
    if plan.channels:
        expected.add(("channels", TOTAL, TOTAL))
    if named_types(plan):
        expected.add(("prose-types", TOTAL, TOTAL))
    if named_regions(plan):
        expected.add(("prose-regions", TOTAL, TOTAL))
    return replace(plan, cases=other(plan.cases, rng, least=1)), expected


def change_calls(plan: Plan, rng: Random) -> tuple[Plan, set[About]]:
    letters = plan.cases // 2
    channels = (other(plan.cases - letters, rng), letters)
    return replace(plan, channels=channels), {("channels", TOTAL, TOTAL)}


def change_cumulative(plan: Plan, rng: Random) -> tuple[Plan, set[About]]:
    return replace(plan, cumulative=plan.cases - 1), {("cumulative", TOTAL, TOTAL)}


CHANGES = [
    change_cell, change_row_total, change_total_cell, change_corner, change_type_in_prose,
    change_region_in_prose, change_cases, change_calls, change_cumulative,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda f: f.__name__)
@settings(PROFILE, max_examples=40)
@given(SEEDS)
def test_a_change_is_seen_by_its_rules_and_no_other(change: Change, seed: int) -> None:
    rng = Random(seed)
    plan, expected = change(plan_bulletin(rng), rng)
    printed = print_bulletin(plan)
    got = audit(printed.text)
    assert about(got, "error") == sorted(expected), printed.text
    assert len(got.findings) == len(expected), printed.text
    assert got.verdict == ("inconsistent" if expected else "consistent")


@PROFILE
@given(SEEDS)
def test_the_order_of_rows_columns_and_lists_does_not_matter(seed: int) -> None:
    rng = Random(seed)
    plan, _ = rng.choice(CHANGES)(plan_bulletin(rng), rng)
    shuffled = replace(
        plan,
        regions=tuple(rng.sample(plan.regions, len(plan.regions))),
        types=tuple(rng.sample(plan.types, len(plan.types))),
        prose_types=dict(rng.sample(list(plan.prose_types.items()), len(plan.prose_types))),
        prose_regions=dict(rng.sample(list(plan.prose_regions.items()), len(plan.prose_regions))),
    )

    def said(got: Plan) -> set[tuple[object, ...]]:
        found = audit(print_bulletin(got).text).findings
        return {(f.rule, f.severity, f.observed, f.expected, frozenset(f.keys)) for f in found}

    assert said(shuffled) == said(plan)


@PROFILE
@given(SEEDS)
def test_the_setting_does_not_matter(seed: int) -> None:
    """Tabs or pipes, one header row or two, total column and total row here or there."""
    rng = Random(seed)
    plan, _ = change_cell(plan_bulletin(rng), rng)
    setting = {
        "table": rng.choice(("tab", "pipe")),
        "heading": rng.choice(("markdown", "plain")),
        "two_level": rng.random() < 0.5,
        "serial": rng.random() < 0.5,
        "total_column": rng.choice(("left", "right")),
        "total_row": plan.wording.total_row and rng.choice(("first", "last")),
        "full_width": rng.random() < 0.5,
        "full_digits": rng.random() < 0.5,
    }
    found = audit(print_bulletin(reworded(plan, **setting)).text)
    assert about(found, "error") == about(audit(print_bulletin(plan).text), "error")


@PROFILE
@given(SEEDS)
def test_lost_trailing_tabs_lose_no_figure(seed: int) -> None:
    """Editors strip blanks from line ends: the blank cells of a row's end go with them."""
    plan = reworded(plan_bulletin(Random(seed)), table="tab")
    text = print_bulletin(plan).text
    stripped = "\n".join(line.rstrip("\t") for line in text.split("\n"))
    got, whole = audit(stripped), audit(text)
    figures = [(o.key, o.value) for o in whole.bulletin.observations]
    assert [(o.key, o.value) for o in got.bulletin.observations] == figures
    assert not got.findings


@pytest.mark.parametrize("code", LABELS)
@pytest.mark.parametrize("wording", ["each", "paired"])
def test_every_label_of_a_type_is_read(code: str, wording: str) -> None:
    partner = "water" if code != "water" else "air"
    base = reworded(plan_bulletin(Random(1)), prose_types=wording, type_lead="其中,")
    for label in LABELS[code][1]:
        labels = {code: label, partner: LABELS[partner][1][0]}
        for order in ((code, partner), (partner, code)):
            counts = dict(zip(order, (2, 3), strict=True))
            plan = replace(base, prose_types=counts, prose_labels=labels, cases=5, problems=None)
            observations = audit(print_bulletin(plan).text).bulletin.observations
            read = {o.key.pollution: o.value for o in observations if o.key.origin == "prose"}
            assert {c: read.get(c) for c in order} == counts, label


@PROFILE
@given(SEEDS)
def test_two_batches_on_a_page_do_not_mix(seed: int) -> None:
    rng = Random(seed)
    heading = rng.choice(("markdown", "plain"))
    first = reworded(plan_bulletin(rng), heading=heading)
    second = reworded(plan_bulletin(rng), heading=heading)
    second = replace(second, batch=first.batch + rng.randint(1, 9))
    printed = [print_bulletin(plan) for plan in (first, second)]
    document = read_document("\n".join(p.text for p in printed).encode())
    got = [foot(b) for b in parse_document(document, sha256="0" * 64)]
    assert [a.bulletin.province for a in got] == [first.short, second.short]
    for page, each in zip(printed, got, strict=True):
        assert {(o.key, o.value) for o in each.bulletin.observations} == {
            (f.key, f.value) for f in page.figures
        }
        assert each.findings == ()


def with_split_corner(text: str) -> str:
    """The corner cell of the header printed as two; the body, as wide, ends in blanks."""
    lines, header = [], True
    for line in text.split("\n"):
        if "\t" in line and header:
            first, rest = line.split("\t", 1)
            line, header = f"{first}\t类型\t{rest}", False
        elif "\t" in line:
            line += "\t"
        lines.append(line)
    return "\n".join(lines)


@PROFILE
@given(SEEDS)
def test_a_corner_printed_as_two_cells_is_said_and_costs_nothing(seed: int) -> None:
    plan = reworded(
        plan_bulletin(Random(seed)), table="tab", two_level=False, serial=False, total_column="left"
    )
    text = print_bulletin(plan).text
    got, whole = audit(with_split_corner(text)), audit(text)
    figures = [(o.key, o.value) for o in whole.bulletin.observations]
    assert [(o.key, o.value) for o in got.bulletin.observations] == figures
    assert [(f.rule, f.severity) for f in got.findings] == [("misaligned-columns", "warning")]
