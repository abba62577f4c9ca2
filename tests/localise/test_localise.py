"""Which figure is wrong: what is proposed, what is called proved, and what is not."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest

import bulletins
from bulletins.figures import Figures
from bulletins.footing import foot
from bulletins.localise import accounts, localise, search
from bulletins.localise.accounts import Solved
from bulletins.localise.events import Event
from bulletins.localise.parts import Part, solved_to_parts
from bulletins.localise.patterns import Pattern
from bulletins.localise.search import Found
from bulletins.localise.solve import MARGIN, most_doubt
from bulletins.localise.system import Block, Demand, Figure, System
from bulletins.localise.witnesses import Witness, to_weigh
from bulletins.localise.words import changes_to_text, repair_to_lines
from bulletins.model import Bulletin as Parsed
from bulletins.model import Change, Key, Repair, Text
from bulletins.parse import parse_document
from bulletins.readers import read_document
from tests.localise.damaged import Cell, Made, make

ROOT = Path(__file__).parents[2]
SEED = next((ROOT / "seeds").glob("000_*"))


def read(text: str) -> Parsed:
    (found,) = parse_document(read_document(text.encode()), sha256="0", year=2027)
    return found


def repairs_of(text: str, *others: str) -> tuple[Repair, ...]:
    figures = Figures(read(text))
    audit = foot(figures.bulletin)
    return localise(figures, audit.checks, others=[Figures(read(o)) for o in others])


def said(changes: Iterable[Change]) -> set[tuple[str, str, str, object, object]]:
    return {(c.kind, c.key.region, c.key.pollution, c.before, c.after) for c in changes}


def all_said(repairs: Iterable[Repair]) -> set[tuple[str, str, str, object, object]]:
    return said(c for r in repairs for c in r.changes)


def statuses(repairs: Iterable[Repair]) -> list[str]:
    return [r.status for r in repairs]


def damaged(made: Made, changes: dict[Cell, int]) -> str:
    made.printed = {**made.truth, **changes}
    return made.text


NOTICE = """安徽省收到第三批群众举报件

2027年6月1日,中央生态环境保护督察组交来群众举报{cases}件。其中,大气{air}件、水{water}件、噪声{noise}件。

群众举报件分类统计表(第三批)

"""
ROWS = {
    "合肥市": (9, 4, 3, 2), "芜湖市": (7, 2, 5, 0), "蚌埠市": (6, 1, 2, 3), "黄山市": (5, 5, 0, 0),
}  # fmt: skip


def table(rows: dict[str, tuple[int, ...]], **stated: int) -> str:
    """A bulletin of four regions and three types; ``rows`` take the place of the true ones."""
    numbers = {"cases": 27, "water": 12, "air": 10, "noise": 5, **stated}
    lines = ["\t".join(("设区市", "交办情况", "水", "大气", "噪声"))]
    for region, figures in {**ROWS, **rows}.items():
        lines.append("\t".join([region, *(str(v) if v else "" for v in figures)]))
    return NOTICE.format(**numbers) + "\n".join(lines) + "\n"


# ------------------------------------------------------------------------- the seed


def test_the_seed() -> None:
    first, other = bulletins.read(SEED)
    (repair,) = first.repairs
    assert repair.status == "unique"
    assert repair.gap is not None
    assert repair.gap >= 1.5
    emptied = {("亳州", 1), ("安庆", 1), ("滁州", 1), ("宿州", 1), ("淮北", 1)}
    moved = {("合肥", 6), ("阜阳", 2), ("马鞍山", 1)}
    assert said(repair.changes) == {
        ("clear", "合肥", "soil", 1, None),
        *(("clear", region, "radiation", n, None) for region, n in emptied),
        *(("shift", region, "radiation", n, None) for region, n in moved),
        *(("shift", region, "other", None, n) for region, n in moved),
    }
    assert {"totals", "column", "implied-zero"} <= set(repair.evidence)
    assert "cannot be seen" in repair.scope.en
    assert other.repairs == []


def test_after_the_seed_s_repair_every_total_closes() -> None:
    first, _ = bulletins.read(SEED)
    frame = first.repaired
    body = frame[(frame.origin == "table") & (frame.pollution != "_T")]
    assert dict(body.groupby("pollution").repaired.sum()) == {
        "air": 52, "water": 27, "noise": 18, "other": 15, "soil": 8, "ecology": 8, "radiation": 0,
    }  # fmt: skip
    assert first.observations.value.sum() != frame.repaired.sum()
    assert set(frame[frame.measure == "problems"].unit) == {"problem"}
    printed = frame[frame.repair.isna()]
    assert (printed.value.fillna(-1) == printed.repaired.fillna(-1)).all()


# ---------------------------------------------------------------- one thing is wrong


@pytest.mark.parametrize(
    ("rows", "stated", "expected"),
    [
        ({"合肥市": (9, 4, 8, 2)}, {}, ("misread", "合肥市", "air", 8, 3)),
        ({"芜湖市": (7, 2, 5, 1)}, {}, ("clear", "芜湖市", "noise", 1, None)),
        ({"蚌埠市": (6, 0, 2, 3)}, {}, ("missing", "蚌埠市", "water", None, 1)),
        ({"合肥市": (12, 4, 3, 2)}, {}, ("stated", "合肥市", "_T", 12, 9)),
        ({}, {"water": 17}, ("stated", "_T", "water", 17, 12)),
        ({}, {"cases": 28}, ("stated", "_T", "_T", 28, 27)),
    ],
    ids=["misread", "too many", "lost", "row total", "type in the text", "grand total"],
)
def test_one_wrong_figure(
    rows: dict[str, tuple[int, ...]], stated: dict[str, int], expected: tuple[object, ...]
) -> None:
    repairs = repairs_of(table(rows, **stated))
    assert statuses(repairs) == ["unique"]
    assert all_said(repairs) == {expected}


def test_a_figure_that_slid_into_the_blank_beside_it() -> None:
    repairs = repairs_of(table({"黄山市": (5, 0, 5, 0)}))
    assert statuses(repairs) == ["unique"]
    (repair,) = repairs
    assert {c.event for c in repair.changes} == {1}
    assert all_said(repairs) == {
        ("shift", "黄山市", "water", None, 5), ("shift", "黄山市", "air", 5, None)
    }  # fmt: skip


def test_print_errors_one_at_a_time_are_all_found() -> None:
    wrong = []
    for seed in range(60):
        made = make(seed, events=1, kinds="print")
        (name,) = made.damage
        repairs = repairs_of(made.text)
        after = {(c.key.origin, c.key.region, c.key.pollution): c.after or 0 for r in repairs
                 for c in r.changes}  # fmt: skip
        if statuses(repairs) != ["unique"] or after != {c: made.truth[c] for c in name[1]}:
            wrong.append(seed)
    assert wrong == []


def test_an_error_carried_into_the_sums_is_as_likely_in_any_row() -> None:
    listed = 0
    for seed in range(40):
        made = make(seed, events=1, kinds="carried")
        repairs = repairs_of(made.text)
        after = {c: made.truth[c] for c in made.damage[0][1]}
        ways = [
            {(c.key.origin, c.key.region, c.key.pollution): c.after or 0 for c in way}
            for r in repairs
            for way in (r.changes, *r.alternatives)
        ]
        listed += after in ways
        assert "unique" not in statuses(repairs) or after == ways[0], seed
    assert listed >= 36


def test_cases_told_under_another_region_are_in_the_table_or_in_the_text() -> None:
    listed = count = 0
    for seed in range(60):
        made = make(seed, events=1, kinds="moved")
        if not made.damage:
            continue
        repairs = repairs_of(made.text)
        after = {c: made.truth[c] for c in made.damage[0][1]}
        ways = [
            {(c.key.origin, c.key.region, c.key.pollution): c.after or 0 for c in way}
            for r in repairs
            for way in (r.changes, *r.alternatives)
        ]
        count, listed = count + 1, listed + (after in ways)
        assert "unique" not in statuses(repairs) or after == ways[0], seed
    assert count >= 20 and listed == count


@pytest.mark.parametrize("rows", [2, 3])
def test_totals_of_one_another_s_regions_may_be_rows_under_wrong_labels(rows: int) -> None:
    """Both are listed: the text has them wrong, or the table's labels are permuted."""
    seen = 0
    for seed in range(40):
        made = make(seed, events=0)
        totals = {made.truth["table", r, "_T"]: r for r in made.regions}
        if ("prose", made.regions[0], "_T") not in made.truth or len(totals) < rows + 1:
            continue
        names = [*totals.values()][:rows]
        for name, other in zip(names, [*names[1:], names[0]], strict=True):
            for t in (*made.types, "_T"):
                made.printed["table", name, t] = made.truth["table", other, t]
        repairs = repairs_of(made.text)
        ways = [
            {(c.key.origin, c.key.region, c.key.pollution): c.after or 0 for c in way}
            for r in repairs
            for way in (r.changes, *r.alternatives)
        ]
        after = {c: v for c, v in made.truth.items() if made.printed[c] != v}
        assert statuses(repairs) == ["ambiguous"], seed
        assert after in ways, seed
        seen += 1
    assert seen >= 8


@pytest.mark.parametrize("where", ["prose", "table"])
def test_cases_in_one_telling_alone_may_be_wrong_in_either(where: str) -> None:
    """In the text of a region, a type and all; or in a cell and all that is summed from it."""
    seen = 0
    for seed in range(60):
        made = make(seed, events=0)
        region, name = made.regions[seed % len(made.regions)], made.types[seed % len(made.types)]
        cells = [(where, r, t) for r in (region, "_T") for t in (name, "_T")]
        if ("prose", region, "_T") not in made.truth:
            continue
        for cell in cells:
            if cell in made.truth:
                made.printed[cell] = made.truth[cell] + 1
        repairs = repairs_of(made.text)
        after = {c: v for c, v in made.truth.items() if made.printed[c] != v}
        ways = [
            {(c.key.origin, c.key.region, c.key.pollution): c.after or 0 for c in way}
            for r in repairs
            for way in (r.changes, *r.alternatives)
        ]
        assert after in ways, seed
        assert "unique" not in statuses(repairs) or ways[0] == after, seed
        seen += 1
    assert seen >= 20


def test_a_type_under_another_label_in_the_text_is_nobody_s_to_settle() -> None:
    text = table({}).replace("水", "固废", 1)
    repairs = repairs_of(text)
    assert all(r.status != "unique" for r in repairs)


# -------------------------------------------------------------------- honest answers


def test_a_swap_inside_a_row_is_named_or_listed() -> None:
    repairs = repairs_of(table({"蚌埠市": (6, 2, 1, 3)}))
    truth = {("swap", "蚌埠市", "water", 2, 1), ("swap", "蚌埠市", "air", 1, 2)}
    ways = [said(w) for r in repairs for w in (r.changes, *r.alternatives)]
    assert truth in ways
    assert statuses(repairs) == ["ambiguous"]  # 合肥市's 4 and 3 do as well


def test_two_rows_exchanged_are_their_types_or_their_totals() -> None:
    """Which of the two came to stand in the other's row, nothing says."""
    clean = make(3, events=0)
    one, two = clean.regions[:2]
    for name in clean.types:
        a, b = ("table", one, name), ("table", two, name)
        clean.printed[a], clean.printed[b] = clean.printed[b], clean.printed[a]
    repairs = repairs_of(clean.text)
    assert statuses(repairs) == ["ambiguous"]
    ways = [{(c.key.region, c.key.pollution) for c in w}
            for r in repairs for w in (r.changes, *r.alternatives)]  # fmt: skip
    assert any(all(pollution == "_T" for _, pollution in way) for way in ways)
    assert any(all(pollution != "_T" for _, pollution in way) for way in ways)
    assert {c.event for c in repairs[0].changes} == {1}


def test_errors_that_undo_each_other_are_not_seen_and_nothing_is_made_up() -> None:
    rows = {"合肥市": (9, 3, 4, 2), "芜湖市": (7, 3, 4, 0)}
    assert repairs_of(table(rows)) == ()


def test_a_row_total_alone_cannot_be_localised() -> None:
    lines = ["设区市\t交办情况\t水\t大气", "合肥市\t9\t5\t3", "芜湖市\t4\t2\t2"]
    text = "群众举报件分类统计表(第三批)\n\n" + "\n".join(lines) + "\n"
    repairs = repairs_of(text)
    assert statuses(repairs) == ["ambiguous"]
    (repair,) = repairs
    named = {
        (c.key.region, c.key.pollution) for w in (repair.changes, *repair.alternatives) for c in w
    }
    assert named >= {("合肥市", "water"), ("合肥市", "air"), ("合肥市", "_T")}


def test_what_must_only_be_at_most_leaves_the_figure_open() -> None:
    text = (
        "中央生态环境保护督察组向安徽省转办第三批群众信访举报件\n\n"
        "截至11月3日9时,我省收到第三批群众信访举报件4件,其中重点件5件。\n"
    )
    repairs = repairs_of(text)
    assert repairs
    assert "unique" not in statuses(repairs)


@pytest.mark.parametrize("several", [False, True])
def test_nothing_is_proposed_where_nothing_fails(several: bool) -> None:
    for seed in range(40):
        assert repairs_of(make(seed, events=0, several=several).text) == ()


def test_a_figure_that_is_not_a_whole_number() -> None:
    rows = {"合肥市": (9, 4, 3, 2)}
    text = table(rows).replace("合肥市\t9\t4\t3", "合肥市\t8.5\t3.5\t4").replace("27件", "26.5件")
    repairs = repairs_of(text.replace("水12件", "水11.5件"))
    assert statuses(repairs) == ["unique"]
    assert [(str(c.before), str(c.after)) for r in repairs for c in r.changes] == [("4", "3")]


def test_the_search_says_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "_MOST", 2)
    monkeypatch.setattr(search, "_LEAST", 1)
    repairs = repairs_of(make(5, events=5).text)
    assert set(statuses(repairs)) <= {"limit", "ambiguous"}
    assert any("stopped after" in r.scope.en for r in repairs)


def test_nothing_more_is_worked_out_once_the_search_was_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[bool] = []
    below = accounts.Account.below

    def noted(self: accounts.Account, ceiling: float, enough: int) -> Solved:
        asked.append((solved := below(self, ceiling, enough)).complete)
        return solved

    monkeypatch.setattr(accounts.Account, "below", noted)
    monkeypatch.setattr(accounts, "_STEPS", 1)
    repairs_of(table({"合肥市": (9, 4, 8, 2)}))
    assert asked.count(False) == 1
    assert asked[-1] is False


def test_a_block_that_was_not_listed_whole_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = table({"合肥市": (9, 4, 8, 2)})
    assert statuses(repairs_of(text)) == ["unique"]
    monkeypatch.setattr(accounts, "_STEPS", 1)
    assert "unique" not in statuses(repairs_of(text))


# ------------------------------------------------------------------- other evidence


def test_another_document_of_the_batch_decides() -> None:
    swapped = table({"蚌埠市": (6, 2, 1, 3)})
    again = table({"合肥市": (9, 4, 3, 0)})
    repairs = repairs_of(swapped, again)
    assert statuses(repairs) == ["unique"]
    assert all_said(repairs) == {
        ("swap", "蚌埠市", "water", 2, 1), ("swap", "蚌埠市", "air", 1, 2)
    }  # fmt: skip
    assert "edition" in repairs[0].evidence
    # the same text once more is no second witness
    assert statuses(repairs_of(swapped, swapped)) == ["ambiguous"]


def test_another_document_that_agrees_is_no_reason_to_change_what_closes() -> None:
    assert repairs_of(table({}), table({"合肥市": (9, 4, 8, 2)})) == ()


# ------------------------------------------------------------------ no dependence on order


def test_the_order_of_rows_and_columns_does_not_matter() -> None:
    random = Random(5)
    for seed in range(25):
        made = make(seed, events=2)
        expected = sorted(map(sorted, (map(str, said(r.changes)) for r in repairs_of(made.text))))
        random.shuffle(made.regions)
        got = sorted(map(sorted, (map(str, said(r.changes)) for r in repairs_of(made.text))))
        if [r.status for r in repairs_of(made.text)] == ["unique"]:
            assert got == expected


@pytest.mark.parametrize("kinds", ["copy", "print"])
def test_nothing_unique_is_wrong_where_little_is_damaged(kinds: str) -> None:
    unique = 0
    for seed in range(100, 160):
        made = make(seed, events=1 + seed % 2, kinds=kinds)
        repairs = repairs_of(made.text)
        if repairs and set(statuses(repairs)) == {"unique"}:
            unique += 1
            after = dict(made.printed)
            for change in (c for r in repairs for c in r.changes):
                after[change.key.origin, change.key.region, change.key.pollution] = (
                    change.after or 0
                )  # type: ignore[assignment,index]
            assert after == made.truth, seed
    assert unique >= 48


# ------------------------------------------------------------------- found in a trial


BARE = """安徽省收到第三批群众举报件

2027年6月1日,中央生态环境保护督察组交来群众举报27件。

群众举报件分类统计表(第三批)

"""


def bare_table(rows: dict[str, tuple[object, ...]]) -> str:
    """The same bulletin with no totals but those of the rows."""
    whole = table(rows)  # type: ignore[arg-type]
    return BARE + whole.split("\n\n")[-1]


def test_a_row_with_one_sum_stays_open_beside_another_error() -> None:
    """Two guesses are no better than one: each has rivals, and all together they count."""
    (repair,) = repairs_of(bare_table({"合肥市": (9, 6, 5, 3)}))
    assert repair.status == "ambiguous"
    repairs = repairs_of(bare_table({"合肥市": (9, 6, 5, 3), "蚌埠市": (6, 3, 4, 4)}))
    assert set(statuses(repairs)) == {"ambiguous"}
    assert all(r.alternatives for r in repairs)


def test_no_alternative_is_told_twice() -> None:
    for repair in repairs_of(bare_table({"合肥市": (9, 6, 5, 3), "蚌埠市": (6, 3, 4, 4)})):
        told = [frozenset(said(a)) for a in (repair.changes, *repair.alternatives)]
        assert len(set(told)) == len(told)


def test_an_unread_figure_is_what_its_sums_make_it() -> None:
    (repair,) = repairs_of(table({"合肥市": (9, "?", 3, 2)}))  # type: ignore[dict-item]
    assert repair.status == "unique"
    assert said(repair.changes) == {("misread", "合肥市", "water", None, 4)}


def test_an_unread_figure_beside_an_error() -> None:
    repairs = repairs_of(table({"合肥市": (9, "□", 3, 2), "黄山市": (5, 5, 0, 1)}))  # type: ignore[dict-item]
    assert set(statuses(repairs)) == {"unique"}
    assert all_said(repairs) == {
        ("misread", "合肥市", "water", None, 4),
        ("clear", "黄山市", "noise", 1, None),
    }


def test_of_two_unread_figures_a_sum_tells_neither() -> None:
    """A region's and the total's: that the one is nothing and the other all else is not said."""
    assert repairs_of(bare_table({"合肥市": (9, "?", "?", 2)})) == ()  # type: ignore[dict-item]
    lines = ["设区市\t交办情况", "合肥市\t2?5", "芜湖市\t14", "合计\t3?6"]
    text = "安徽省群众举报件分类统计表(第三批)\n\n" + "\n".join(lines) + "\n"
    assert repairs_of(text) == ()


def test_two_unread_figures_in_one_row_are_what_their_columns_make_them() -> None:
    repairs = repairs_of(table({"合肥市": (9, "?", "?", 2)}))  # type: ignore[dict-item]
    assert set(statuses(repairs)) == {"unique"}
    assert all_said(repairs) == {
        ("misread", "合肥市", "water", None, 4),
        ("misread", "合肥市", "air", None, 3),
    }


def test_a_column_that_is_lost_whole_has_one_cause() -> None:
    text = table({r: (*figures[:2], 0, figures[3]) for r, figures in ROWS.items()})
    repairs = repairs_of(text)
    assert statuses(repairs) == ["unique"]
    assert {(c.key.region, c.after) for c in repairs[0].changes} == {
        ("合肥市", 3), ("芜湖市", 5), ("蚌埠市", 2),
    }  # fmt: skip
    assert "column" in repairs[0].evidence


WITH_REGIONS = table({}).replace(
    "噪声5件。", "噪声5件。涉及4个市，分别是：合肥市9件、芜湖市7件、蚌埠市6件、黄山市5件。"
)


@pytest.mark.parametrize("ending", ["市", ""])
def test_exchanged_labels_are_not_the_text_s_fault(ending: str) -> None:
    """Two totals of the text that are each other's: the labels of two rows may be exchanged, also
    where the table prints them shorter."""
    swapped = WITH_REGIONS
    for old, new in (("芜湖", "甲"), ("蚌埠", "芜湖"), ("甲", "蚌埠")):
        swapped = swapped.replace(f"\n{old}市\t", f"\n{new}市\t")
    swapped = re.sub(r"(?<=\n)(..)市\t", rf"\1{ending}\t", swapped)
    (repair,) = repairs_of(swapped)
    assert repair.status == "ambiguous"
    ways = [{c.key.origin for c in way} for way in (repair.changes, *repair.alternatives)]
    assert {"prose"} in ways
    assert {"table"} in ways


def test_another_document_settles_exchanged_labels() -> None:
    swapped = WITH_REGIONS.replace("\n芜湖市", "\n甲").replace("\n蚌埠市", "\n芜湖市")
    swapped = swapped.replace("\n甲", "\n蚌埠市")
    (repair,) = repairs_of(swapped, WITH_REGIONS.replace("交来", "转来"))
    assert repair.status == "unique"
    rows = {c.key.region: {} for c in repair.changes}
    for c in repair.changes:
        rows[c.key.region][c.key.pollution] = c.after or 0
    assert rows == {
        "芜湖市": {"_T": 7, "water": 2, "air": 5, "noise": 0},
        "蚌埠市": {"_T": 6, "water": 1, "air": 2, "noise": 3},
    }
    assert {c.key.origin for c in repair.changes} == {"table"}
    assert {c.event for c in repair.changes} == {repair.changes[0].event}


def test_many_rows_that_fail_on_their_own_are_answered() -> None:
    """Each may be mended in many ways and no column ties them: the ways multiply."""
    cities = "南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江".split()
    rows = "".join(f"{c}市\t{9 + n % 3}\t3\t2\t2\t1\t0\n" for n, c in enumerate(cities))
    text = (
        "江苏省收到中央第四生态环境保护督察组转办的第四批信访举报件\n\n2031年11月26日，中央第四生态环境保护督察组向江苏省"
        f"转办第四批群众信访举报件，共109件。\n\n统计表\n\n设区市\t件数\t大气\t水\t土壤\t噪声\t生态\n{rows}"
    )
    repairs = repairs_of(text)
    assert repairs and not any(r.status == "unique" for r in repairs)


def test_totals_that_are_each_other_s_may_be_rows_that_are() -> None:
    """Either the totals of two rows were exchanged, or all that stands beside them."""
    text = (
        "抚顺市收到中央第一生态环境保护督察组转办的第二批信访举报件\n\n2029年10月8日，督察组向抚顺市转办第二批信访举报件共9件。"
        "其中大气5件、生态4件。\n\n统计表\n\n行政区域\t转办件数\t大气\t生态\n东洲区\t6\t1\t1\n新抚区\t2\t3\t3\n望花区\t1\t1\t\n"
    )
    (repair,) = repairs_of(text)
    assert repair.status == "ambiguous" and len(repair.alternatives) == 1
    ways = [said(repair.changes), said(repair.alternatives[0])]
    assert {frozenset(k[2] for k in way) for way in ways} == {
        frozenset(("_T",)), frozenset(("air", "ecology")),
    }  # fmt: skip


def test_a_figure_in_the_row_above_its_own() -> None:
    """One thing in two rows: both totals fail, by as much."""
    (repair,) = repairs_of(table({"芜湖市": (7, 2, 5, 3), "蚌埠市": (6, 1, 2, 0)}))
    assert said(repair.changes) == {
        ("shift", "芜湖市", "noise", 3, None),
        ("shift", "蚌埠市", "noise", None, 3),
    }
    assert len({c.event for c in repair.changes}) == 1
    assert "芜湖市 × noise 3 → blank" in changes_to_text(repair.changes).en


def test_two_figures_exchanged_with_each_other_one_above_the_other() -> None:
    repairs = repairs_of(table({"合肥市": (9, 2, 3, 2), "芜湖市": (7, 4, 5, 0)}))
    ways = [said(w) for r in repairs for w in (r.changes, *r.alternatives)]
    assert {("swap", "合肥市", "water", 2, 4), ("swap", "芜湖市", "water", 4, 2)} in ways


@pytest.mark.parametrize(
    ("row", "true"),
    [
        (("", 8, 4, 3), (8, 4, 3, 1)),  # to the right, the last figure lost
        ((5, 2, 1, ""), (8, 5, 2, 1)),  # to the left, the total lost
    ],
)
def test_a_row_that_slid_with_its_total(row: tuple[object, ...], true: tuple[int, ...]) -> None:
    """It is one thing, and told as one; the figure that was lost is what the sums leave it."""
    rows = {**ROWS, "铜陵市": true}
    total = [sum(column) for column in zip(*rows.values(), strict=True)]
    printed = "\n".join(
        "\t".join(map(str, (name, *(row if name == "铜陵市" else cells))))
        for name, cells in rows.items()
    )
    head = NOTICE.format(cases=total[0], air=total[1], water=total[2], noise=total[3])
    text = f"{head}行政区\t合计\t大气\t水\t噪声\n{printed}\n"
    (repair,) = repairs_of(text)
    assert repair.status == "unique"
    assert {(c.key.pollution, c.after) for c in repair.changes} == {
        (key, value)
        for key, value, before in zip(("_T", "air", "water", "noise"), true, row, strict=True)
        if value != before
    }
    assert len({c.event for c in repair.changes}) == 1
    assert changes_to_text(repair.changes).en.endswith("(the whole row slid)")
    assert "column" not in repair.evidence


def test_a_row_with_the_figures_of_another_is_one_thing_that_went_wrong() -> None:
    """It is listed first, but its columns told what it should be: nothing proves it."""
    types = ("水", "大气", "土壤", "噪声", "生态")
    rows = {"合肥": (3, 9, 2, 6, 1), "芜湖": (2, 4, 1, 5, 0), "蚌埠": (7, 1, 3, 2, 4),
            "黄山": (1, 6, 0, 3, 2), "铜陵": (5, 2, 1, 1, 1)}  # fmt: skip
    told = "、".join(f"{t}{sum(r[c] for r in rows.values())}件" for c, t in enumerate(types))
    by_city = "、".join(f"{name}{sum(row)}件" for name, row in rows.items())
    printed = {**rows, "蚌埠": rows["芜湖"]}
    lines = ["\t".join(("行政区", "合计", *types))]
    lines += ["\t".join(map(str, (n, sum(row), *row))) for n, row in printed.items()]
    repairs = repairs_of(
        "中央生态环境保护督察组向安徽省转办第三批群众信访举报件\n\n截至11月3日9时,我省收到第三批群众信访"
        f"举报件{sum(map(sum, rows.values()))}件,其中{told}。按地区分:{by_city}。\n\n"
        + "\n".join(lines)
        + "\n"
    )
    assert statuses(repairs) == ["ambiguous"]
    after = {c.key.pollution: c.after for c in repairs[0].changes}
    assert after == {"_T": 17, "water": 7, "air": 1, "soil": 3, "noise": 2, "ecology": 4}
    assert {c.event for c in repairs[0].changes} == {1}
    assert "of another row" in changes_to_text(repairs[0].changes).en


def test_a_table_of_random_figures_is_given_up() -> None:
    """Nothing of it is right, so whatever would close it is far too dear to be meant."""
    rng = Random(7)
    rows = {
        f"{name}市": (rng.randint(20, 60), *(rng.randint(0, 30) for _ in range(3)))
        for name in ("合肥", "芜湖", "蚌埠", "黄山", "铜陵", "安庆", "滁州", "阜阳", "宿州", "六安")
    }
    printed = "\n".join("\t".join(map(str, (n, *cells))) for n, cells in rows.items())
    head = NOTICE.format(cases=400, air=190, water=90, noise=120)
    repairs = repairs_of(f"{head}行政区\t合计\t大气\t水\t噪声\n{printed}\n")
    assert set(statuses(repairs)) <= {"none", "limit"}


def test_a_half_of_an_event_stands_for_nothing() -> None:
    """Two rows below one another that fail each on its own have no event in common."""
    rows = table({"芜湖市": (7, 2, 5, 1), "蚌埠市": (6, 1, 2, 8)})
    for repair in repairs_of(rows):
        events: dict[int, set[str]] = {}
        for change in repair.changes:
            events.setdefault(change.event, set()).add(change.key.region)
        assert all(len(regions) == 1 for regions in events.values())


def test_a_row_whose_figures_stand_in_the_next_one() -> None:
    """A listed region has cases: its total is not what is wrong."""
    repairs = repairs_of(table({"蚌埠市": (6, 0, 0, 0), "黄山市": (5, 6, 2, 3)}))
    ways = [w for r in repairs for w in (r.changes, *r.alternatives)]
    assert not any(c.key.pollution == "_T" and c.after is None for w in ways for c in w)


def test_several_figures_of_a_row_stand_in_the_next_one() -> None:
    repairs = repairs_of(table({"蚌埠市": (6, 1, 0, 0), "黄山市": (5, 5, 2, 3)}))
    ways = [said(w) for r in repairs for w in (r.changes, *r.alternatives)]
    assert {
        ("shift", "蚌埠市", "air", None, 2), ("shift", "蚌埠市", "noise", None, 3),
        ("shift", "黄山市", "air", 2, None), ("shift", "黄山市", "noise", 3, None),
    } in ways  # fmt: skip


def test_two_totals_of_the_text_exchanged_without_a_total_row() -> None:
    repairs = repairs_of(table({}, water=5, noise=12))
    ways = [said(w) for r in repairs for w in (r.changes, *r.alternatives)]
    assert {("swap", "_T", "water", 5, 12), ("swap", "_T", "noise", 12, 5)} in ways


def without(column: int, text: str) -> str:
    lines = text.split("\n")
    first = next(n for n, line in enumerate(lines) if "\t" in line)
    cut = [line.split("\t") for line in lines[first:]]
    kept = ["\t".join(row[:column] + row[column + 1 :]) for row in cut]
    return "\n".join(lines[:first] + kept)


def test_a_column_that_the_table_has_not() -> None:
    """The text has a type of which no column is printed, and the rows are short by as much."""
    figures = Figures(read(without(2, table({}))))
    audit = foot(figures.bulletin)
    told = [f.message.en for f in audit.findings if f.rule == "table-prose-type"]
    assert len(told) == 1 and "no such column" in told[0]
    (repair,) = localise(figures, audit.checks)
    assert repair.status == "unique"
    assert said(repair.changes) == {
        ("missing", name, "water", None, row[1]) for name, row in ROWS.items()
    }


def test_a_type_that_needs_no_column() -> None:
    """Where the rows reach their totals without it, the text may have counted otherwise."""
    rows = {name: (row[0] - row[1], 0, *row[2:]) for name, row in ROWS.items()}
    text = without(2, table(rows))
    found = foot(read(text)).findings
    assert not any("no such column" in f.message.en for f in found)


COUNTIES = (
    "瑶海区 庐阳区 蜀山区 包河区 长丰县 肥东县 肥西县 庐江县 巢湖市 镜湖区 弋江区 鸠江区 湾沚区 繁昌区 南陵县 无为市 龙子湖区 "
    "蚌山区 禹会区 淮上区 怀远县 五河县 固镇县 大通区 田家庵区 谢家集区 八公山区 潘集区 凤台县 寿县 花山区 雨山区 博望区 当涂县 "
    "含山县 和县 杜集区 相山区 烈山区 濉溪县 铜官区 义安区 郊区 枞阳县 迎江区 大观区 宜秀区 怀宁县 太湖县 宿松县 望江县 岳西县 "
    "桐城市 潜山市 屯溪区 黄山区 徽州区 歙县 休宁县 黟县"
).split()
NAMES = ("水", "大气", "土壤", "生态", "噪声", "辐射", "其他", "固体废物")


def long_table(wrong: dict[tuple[int, int], int]) -> str:
    """Sixty regions, eight types; the figures at ``wrong`` are so much too large."""
    true = [[(3 * i + 5 * j + i * j) % 7 for j in range(8)] for i in range(60)]
    types = "、".join(f"{n}{sum(r[j] for r in true)}件" for j, n in enumerate(NAMES))
    lines = ["\t".join(("县区", "交办情况", *NAMES))]
    for i, row in enumerate(true):
        cells = [v + wrong.get((i, j), 0) for j, v in enumerate(row)]
        lines.append("\t".join((COUNTIES[i], str(sum(row)), *(str(v or "") for v in cells))))
    whole = sum(map(sum, true))
    said = f"2027年6月1日,中央生态环境保护督察组交来群众举报{whole}件。其中,{types}。"
    return "\n".join(("安徽省收到第三批群众举报件", "", said, "", "统计表(第三批)", "", *lines, ""))


def test_what_is_wrong_far_away_in_a_long_table_casts_no_doubt() -> None:
    """Six errors in sixty rows, each in a row and a column of its own."""
    wrong = {(3, 0): 6, (13, 1): 11, (23, 2): 13, (33, 3): 17, (43, 4): 19, (53, 5): 23}
    repairs = repairs_of(long_table(wrong))
    assert statuses(repairs) == ["unique"] * 6
    assert len(all_said(repairs)) == 6


# ------------------------------------------------------------------- parts and limits


def event(kind: str, *values: tuple[int, int], cost: float = 5.0) -> Event:
    return Event(kind, values, cost)  # type: ignore[arg-type]


def repair(cost: float, *events: Event) -> Found:
    """A repair, all of it in one block."""
    return Found(cost, {0: Pattern(cost, events, ())})


def parts_of(*found: Found) -> list[Part]:
    """In a long table, of which three sums fail for each error."""
    blocks = [Block([], []) for _ in range(20)]
    key = Key("t", "table", "batch", 1, "合肥", "air", "cases")
    failed = [Demand({f: 1}, 1) for f in (1, 2) for _ in range(3)]
    system = System([Figure(key, 0, True, False)] * 6, blocks, failed, [])
    return solved_to_parts(system, Solved(list(found), True, 0, MARGIN))


A, B = event("clear", (1, 0)), event("clear", (2, 0))
A2, B2 = event("misread", (1, 7)), event("misread", (2, 7))


def test_what_two_do_apart_ties_nothing() -> None:
    found = [repair(10, A, B), repair(10.5, A2, B), repair(10.5, A, B2), repair(11, A2, B2)]
    parts = parts_of(*found)
    assert [p.events for p in parts] == [(A,), (B,)]
    assert [p.alternatives for p in parts] == [[(A2,)], [(B2,)]]
    assert all(p.open == "rivals" for p in parts)


def test_what_needs_both_ties_them() -> None:
    parts = parts_of(repair(10, A, B), repair(10.5, A2, B2))
    assert [(p.events, p.alternatives) for p in parts] == [((A, B), [(A2, B2)])]


def test_open_parts_are_one_where_a_further_alternative_needs_both() -> None:
    C = event("shift", (1, 3), (2, 3))
    found = [repair(10, A, B), repair(10.5, A2, B), repair(10.5, A, B2), repair(14, C)]
    (part,) = parts_of(*found)
    assert part.events == (A, B)
    assert part.alternatives == [(A2, B), (A, B2), (C,)]


def test_what_is_proved_stays_apart_from_what_is_open() -> None:
    C = event("shift", (1, 3), (2, 3))
    proved, opened = parts_of(repair(10, A, B), repair(10.5, A, B2), repair(14.4, C))
    assert (proved.events, proved.open, proved.alternatives) == ((A,), None, [])
    assert (opened.events, opened.open, opened.alternatives) == ((B,), "rivals", [(B2,)])
    assert (round(proved.gap, 1), round(opened.gap, 1)) == (4.4, 0.5)


def test_what_does_more_than_another_is_no_alternative() -> None:
    needless = event("swap", (4, 1), (5, 2))
    (part,) = parts_of(repair(10, A), repair(10.5, A2), repair(12, A, needless), repair(13, A2, B))
    assert part.alternatives == [(A2,)]


def doubt(*events: Event, sums: int, rows: int = 10) -> float:
    system = System([], [Block([], []) for _ in range(rows)], [Demand({}, 1)] * sums, [])
    return most_doubt(repair(10, *events), system)


def test_what_hides_is_the_likelier_the_more_is_wrong_and_the_fewer_sums_tell() -> None:
    known = Event("clear", ((2, 0),), 5.0, known=True)
    both = doubt(A, B, sums=4)
    assert 0 < doubt(A, B, sums=3) < both
    assert doubt(A, B, sums=4, rows=5) < both
    assert doubt(A, B, event("clear", (3, 0)), sums=4) < both < doubt(A, known, sums=4)
    assert doubt(A, B, event("clear", (3, 0)), event("clear", (4, 0)), sums=1) == 0


def test_rivals_far_away_count_together() -> None:
    """None of them is nearer than five nats; twenty of them are."""
    rivals = [repair(15.1, event("misread", (1, n))) for n in range(2, 22)]
    assert [p.open for p in parts_of(repair(10, A), *rivals[:5])] == [None]
    assert [p.open for p in parts_of(repair(10, A), *rivals)] == ["rivals"]


def test_an_alternative_is_told_whole() -> None:
    """Where it slides a figure that is cleared here, both belong to it."""
    slid = event("shift", (1, 0), (3, 5))
    (part,) = parts_of(repair(10, A), repair(10.5, slid))
    assert (part.events, part.alternatives) == ((A,), [(slid,)])


def test_a_gap_is_no_larger_than_what_was_looked_at() -> None:
    repairs = repairs_of(table({"合肥市": (9, 4, 8, 2)}))
    assert [r.gap for r in repairs] == [MARGIN]


def test_two_columns_exchanged_are_as_good_as_two_figures_of_the_text() -> None:
    rows = {name: (*row[:1], row[2], row[1], *row[3:]) for name, row in ROWS.items()}
    (repair,) = repairs_of(table(rows))
    assert repair.status == "ambiguous"
    ways = [changes_to_text(way).en for way in (repair.changes, *repair.alternatives)]
    assert "the columns of water and air (exchanged)" in ways or (
        "the columns of air and water (exchanged)" in ways
    )
    assert any("in the text" in way for way in ways)


def test_cases_counted_under_another_type_may_be_of_any_row() -> None:
    """One case of a row moved to a type that is not beside its own: every row may be it."""
    rows = {
        "合肥市": (
            ROWS["合肥市"][0],
            ROWS["合肥市"][1] - 1,
            *ROWS["合肥市"][2:3],
            ROWS["合肥市"][3] + 1,
        )
    }
    repairs = repairs_of(table(rows))
    assert "unique" not in statuses(repairs)


def test_one_row_with_more_types_than_cases_is_no_rule_where_the_text_has_other_types() -> None:
    """A stated row total and a type in the text are both wrong, by as much."""
    text = table({"合肥市": (7, 4, 3, 2)}, water=14)
    assert all_said(repairs_of(text)) == {
        ("stated", "合肥市", "_T", 7, 9), ("stated", "_T", "water", 14, 12)
    }  # fmt: skip
    # where the text has what the table has, it may be a case of two types
    shared = table({"合肥市": (7, 4, 3, 2)}, cases=25)
    assert repairs_of(shared) == ()


def test_what_is_dear_and_closes_few_sums_may_be_of_a_kind_nobody_thought_of() -> None:
    """Without a rival, too; where it closes many sums at once, nobody would believe that."""
    (cheap,) = parts_of(repair(10, A))
    dear = event("misread", (1, 44), cost=19.0)
    (much,) = parts_of(repair(19, dear))
    assert (cheap.open, much.open, much.gap) == (None, "much", None)
    whole = event("shift", (1, 0), (2, 44), cost=19.0)
    (closing,) = parts_of(repair(19, whole))
    assert closing.open is None


def test_what_is_listed_in_part_says_so() -> None:
    change = Change(1, "clear", Key("t", "table", "batch", 1, "合肥", "air", "cases"), 1, None)
    cut = Repair("ambiguous", (change,), ((change,),) * 24, 4.0, 0.0, Text("", ""), is_cut=True)
    said = [line.en for line in repair_to_lines(cut)]
    assert said[-1] == "or at least 21 others"
    why = Text("too much is wrong", "")
    much = Repair("ambiguous", (change,), (), 4.0, 7.0, Text("", ""), is_least=True, why=why)
    assert "but too much is wrong" in [line.en for line in repair_to_lines(much)][1]
    stopped = Repair("limit", (change,), (), 4.0, 0.0, Text("", ""), is_least=True)
    assert "stopped" in [line.en for line in repair_to_lines(stopped)][1]


def test_a_witness_has_an_event_whole_or_not_at_all() -> None:
    figures = [Figure(Key("t", "table", "batch", 1, "甲", c, "cases"), v, not v, False)
               for c, v in zip("abc", (3, 1, 0), strict=True)]  # fmt: skip
    system = System(figures, [], [], [])
    weigh = to_weigh(system, [Witness("edition", {0: 1, 1: 0, 2: 3})])
    assert weigh is not None
    assert weigh(((0, 1), (1, 0), (2, 3))) < -3  # it has all of this
    assert weigh(((0, 1), (1, 3))) == 0.0  # half of an exchange
    same = to_weigh(system, [Witness("edition", {0: 3, 1: 1})])
    assert same is not None
    assert same(((0, 1), (1, 3))) == same(((0, 1),)) > 1  # wrong alike once, not twice


def test_a_bulletin_with_everything_wrong_is_given_up_at_once() -> None:
    rows = {name: (9, 20 + i, 30 + i, 40) for i, name in enumerate(ROWS)}
    assert statuses(repairs_of(table(rows))) == ["none"]


def test_others_in_the_process_may_use_the_solver_with_more_threads() -> None:
    code = """
import highspy, numpy as np
lp = highspy.HighsLp()
lp.num_col_ = 1
lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.ones(1), np.zeros(1), np.ones(1)
solver = highspy.Highs()
solver.silent()
solver.setOptionValue("threads", 2)
solver.passModel(lp)
solver.run()
from bulletins.localise.programme import shadow_prices
print(shadow_prices(np.array([0.0, 3.0]), np.array([[0], [2]]), np.array([1]), np.array([0, 0])))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == "[1.5]\n", done.stderr


# --------------------------------------------------------------- a row left out


WITHOUT_A_ROW = """中央第三生态环境保护督察组向安徽省转办第五批信访件

截至6月7日9时,我省收到第五批群众信访举报件56件。其中大气21件,水25件,噪声10件。\
涉及合肥市15件、淮北市10件、芜湖市12件、黄山市11件、宣城市8件。

地区	交办件数	大气	水	噪声
合肥市	15	3	10	2
淮北市	10	4	2	4
黄山市	11	6	3	2
宣城市	8	4	4	-
"""
LEFT_OUT = {
    ("missing", "芜湖市", "air", None, 4), ("missing", "芜湖市", "water", None, 6),
    ("missing", "芜湖市", "noise", None, 2), ("stated", "芜湖市", "_T", None, 12),
}  # fmt: skip


@pytest.mark.parametrize(
    "total", ["合计	56	21	25	10\n", ""], ids=["total row", "no total row"]
)
def test_a_row_that_was_left_out_is_told_by_the_columns(total: str) -> None:
    repairs = repairs_of(WITHOUT_A_ROW + total)
    assert statuses(repairs) == ["unique"]
    assert all_said(repairs) == LEFT_OUT
    assert "column" in repairs[0].evidence


def test_a_row_under_another_name_is_none_that_was_left_out() -> None:
    """江城区 may be what the text calls 芜湖市: nothing is known of a row that is missing."""
    other = WITHOUT_A_ROW.replace("黄山市	11	6	3	2", "江城区	11	6	3	2")
    repairs = repairs_of(other + "合计	56	21	25	10\n")
    assert all(r.status != "unique" for r in repairs)
    assert not any(c.key.region == "芜湖市" for r in repairs for c in r.changes)
