"""The same bulletin in every type of file and every printed shape: the same figures."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from bulletins.footing import foot
from bulletins.model import Audit
from bulletins.parse import parse_document
from bulletins.readers import read_document
from tests.property.pages import WRITERS, C, Heading, Page, Table, cells
from tests.property.plans import plan_bulletin, print_bulletin, reworded
from tests.property.shapes import SHAPES, Facts, Shape, draw, to_page
from tests.property.test_bulletins import CHANGES, Change

ROUNDS = range(6)
UNPROVED = ("dated_heads", "run_together")  # no total, or the totals are used to read it


def audits(page: Page, form: str) -> list[Audit]:
    document = read_document(WRITERS[form](page))
    assert not [d for d in document.doubts if d.reason]
    return [foot(b) for b in parse_document(document, sha256="0" * 64)]


def facts_of(got: list[Audit]) -> Facts:
    """The table's figures of the bulletin's own batch, and those since the first."""
    return {
        (o.key.scope, o.key.region, o.key.pollution, o.key.measure): Decimal(str(o.value))
        for a in got
        for o in a.bulletin.observations
        if o.key.origin == "table" and o.key.batch == a.bulletin.batch
    }


def said(got: list[Audit]) -> list[tuple[str, str, str]]:
    return sorted((f.rule, f.severity, f.message.en) for a in got for f in a.findings)


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_says_the_same_in_every_type_of_file(name: str, form: str) -> None:
    for seed in ROUNDS:
        rng = Random(f"{name}{seed}")
        figures = draw(rng)
        shape = SHAPES[name](figures, rng)
        got = audits(to_page(figures, shape), form)
        assert facts_of(got) == shape.facts
        doubted = {"misaligned-columns"} if name == "run_together" else set()
        assert {f[0] for f in said(got) if f[1] != "note"} == doubted, said(got)
        assert len(got) == 1 and got[0].verdict in ("consistent", "explained")


def planted(shape: Shape, rng: Random) -> Shape:
    """The shape with one figure of its body changed."""
    tables = list(shape.tables)
    number = rng.randrange(len(tables))
    rows = [list(row) for row in tables[number].rows]
    places = [
        (r, c)
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
        if cell.text.isdigit() and c and rows[r][0].text != "甲" and r > 1
        and not (c == 1 and any(t.text in ("序号",) for t in rows[0]) and row[0].text == "")
    ]  # fmt: skip
    serial = rows[0][0].text == "序号"
    places = [(r, c) for r, c in places if not (serial and c == 0)]
    r, c = rng.choice(places)
    cell = rows[r][c]
    rows[r][c] = C(str(int(cell.text) + rng.choice((1, 2, 10))), cell.rows, cell.cols)
    tables[number] = Table(rows)
    return replace(shape, tables=tuple(tables))


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("name", [n for n in SHAPES if n not in UNPROVED])
def test_a_wrong_figure_is_found_whatever_the_shape(name: str, form: str) -> None:
    for seed in ROUNDS:
        rng = Random(f"{name}{seed}")
        figures = draw(rng)
        shape = planted(SHAPES[name](figures, rng), rng)
        got = audits(to_page(figures, shape), form)
        assert "inconsistent" in {a.verdict for a in got}, said(got)


def to_items(text: str) -> Page:
    """A printed bulletin (tabs, marked headings) as a page."""
    items: list[Heading | Table | str] = []
    rows: list[list[C]] = []
    for line in [*text.split("\n"), ""]:
        if "\t" in line:
            rows.append(cells(*line.split("\t")))
            continue
        if rows:
            items.append(Table(rows))
            rows = []
        if line.startswith("# "):
            items.append(Heading(line[2:]))
        elif line:
            items.append(line)
    return items


def everything(got: list[Audit]) -> object:
    """What is read and found, without the places."""
    figures = [
        (o.key, o.value, o.unit, o.label, o.text, o.relation, o.region_code)
        for a in got
        for o in a.bulletin.observations
    ]
    found = [
        (f.rule, f.severity, f.message, f.observed, f.expected, f.keys, f.explained_by)
        for a in got
        for f in a.findings
    ]
    about = [
        (
            b.title,
            b.level,
            b.province,
            b.year,
            b.batch,
            b.as_of,
            b.parts,
            b.contact and b.contact.phones,
        )
        for b in (a.bulletin for a in got)
    ]
    return figures, found, about


@pytest.mark.parametrize("change", [None, *CHANGES])
@pytest.mark.parametrize("form", [f for f in WRITERS if f != "text"])
def test_a_bulletin_is_the_same_in_every_type_of_file(form: str, change: Change | None) -> None:
    for seed in range(12):
        rng = Random(f"{change and change.__name__}{seed}")
        plan = reworded(plan_bulletin(rng), heading="markdown", table="tab")
        if change is not None:
            plan, _ = change(plan, rng)
        page = to_items(print_bulletin(plan).text)
        assert everything(audits(page, form)) == everything(audits(page, "text"))
