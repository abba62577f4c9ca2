"""The second reader: when it is asked, what its answer changes, and that it can do no harm.

Where the tests need it to say something certain it is a stub: a child of the real protocol in
which only the function that calls camelot is another.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bulletins import pipeline
from bulletins.batch.limits import Limits
from bulletins.batch.worker import Answer, Worker
from bulletins.model import Audit, Result
from bulletins.pipeline import Engine, Input, Options, audit, exit_code
from tests.pdf.test_made import TRUTH, data_of
from tests.pdf.writing import pdf, ruled, text

CHILD = r"""
import os, sys

from bulletins.pdf import witness

verb = sys.argv[1]
real = witness.witness_grids


def stub(data, areas):
    if verb == "dies":
        os.kill(os.getpid(), 9)
    while verb == "hangs":
        pass
    if verb == "absent":
        sys.modules["camelot"] = None
        return real(data, areas)
    from msgspec.structs import replace

    from bulletins.model import Grid
    from bulletins.readers import read_document

    grids = [b for b in read_document(data).blocks if isinstance(b, Grid)]
    old, _, new = verb.partition(">")
    return tuple(
        replace(g, cells=tuple(replace(c, text=new if c.text == old else c.text) for c in g.cells))
        for g in grids
    )


witness.witness_grids = stub
from bulletins.batch.child import main

main()
"""

ROWS = [
    ["设区市", "交办件数", "水", "大气"],
    ["合肥市", "30", "11", "19"],
    ["芜湖市", "22", "12", "10"],
    ["蚌埠市", "15", "8", "7"],
    ["合计", "67", "31", "36"],
]
TITLE = text(70, 60, "中央第三生态环境保护督察组向安徽省转办第五批信访件")
CLEAN = pdf(TITLE + ruled(ROWS))
WRONG = pdf(TITLE + ruled([*ROWS[:3], ["蚌埠市", "15", "8", "9"], ROWS[4]]))
OPEN = pdf(TITLE + ruled([ROWS[0][:2], ["合肥市", "30"], ["芜湖市", "22"]]))

Ask = Callable[..., tuple[Result, list[str]]]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Audit one file with a witness that does what a word says; and what children were asked."""
    script = tmp_path / "child.py"
    script.write_text(CHILD)

    def run(data: bytes, verb: str = "", *, engine: Engine = "auto", seconds: float = 60) -> Any:
        asked: list[str] = []

        class Heard(Worker):
            def read(self, source: Any, **options: Any) -> Answer:
                asked.append(options["want"])
                return super().read(source, **options)

        def start(limits: Limits) -> Worker:
            return Heard(limits, command=(sys.executable, "-P", str(script), verb))

        monkeypatch.setattr(pipeline, "Worker", start)
        options = Options(engine=engine, limits=Limits(seconds_per_file=seconds))
        with Worker() as reader:
            (result,) = audit([Input("x.pdf", data)], options=options, worker=reader)
        return result, asked

    return run


def only(result: Result) -> Audit:
    (found,) = result.audits
    return found


def messages(result: Result, rule: str) -> list[str]:
    return [f.message.en for f in only(result).findings if f.rule == rule]


# ----------------------------------------------------------------- when it is asked


def test_a_table_that_closes_is_not_asked_about(ask: Ask) -> None:
    result, asked = ask(CLEAN)
    assert only(result).verdict == "consistent"
    assert asked == []


@pytest.mark.parametrize(
    ("data", "engine", "wanted"),
    [
        (WRONG, "auto", ["witness"]),
        (OPEN, "auto", ["witness"]),  # nothing in it can be checked
        (CLEAN, "both", ["witness"]),
        (WRONG, "pdfium", []),
        (OPEN, "pdfium", []),
    ],
)
def test_who_is_asked(ask: Ask, data: bytes, engine: Engine, wanted: list[str]) -> None:
    assert ask(data, engine=engine)[1] == wanted


def test_a_clean_document_of_every_producer_asks_nobody(ask: Ask) -> None:
    producers: dict[str, str] = {}
    for name, truth in TRUTH.items():
        if truth.get("wrong") == []:
            producers.setdefault(name.partition("_")[2].partition("_")[2], name)
    assert len(producers) == 9
    for name in producers.values():
        result, asked = ask(data_of(name))
        assert (name, only(result).verdict, asked) in (
            (name, "consistent", []),
            (name, "explained", []),
        )


# ------------------------------------------------------------- what its answer means


def test_what_both_read_is_the_print_s_own_error(ask: Ask) -> None:
    result, _ = ask(WRONG)
    (said,) = [m for m in messages(result, "row-total") if "蚌埠" in m]
    assert "the print itself does not add up" in said
    assert only(result).verdict == "inconsistent"
    assert messages(result, "readers-disagree") == []


def test_a_figure_read_otherwise_is_named_with_both_readings(ask: Ask) -> None:
    result, _ = ask(WRONG, "9>7")
    (said,) = messages(result, "readers-disagree")
    assert "read 1 cells differently" in said
    assert "pdfium 9, camelot 7" in said
    (reading,) = only(result).bulletin.readings
    (cell,) = reading.disagreements
    assert (cell.key.region, cell.key.pollution) == ("蚌埠市", "air")
    assert cell.source.page == 1
    assert cell.source.box is not None
    # neither is believed: the sum that failed still fails, and not by the print's fault
    assert any("蚌埠" in m for m in messages(result, "row-total"))
    assert not any("the print itself" in m for m in messages(result, "row-total"))


def test_one_that_has_lost_its_way_is_not_listened_to(ask: Ask) -> None:
    """It reads a whole column as blank: no disagreement over every cell of it."""
    rows = [[*row[:3], "5" if k else row[3]] for k, row in enumerate(ROWS)]
    result, _ = ask(pdf(TITLE + ruled(rows)), "5>")
    assert messages(result, "readers-disagree") == []
    assert only(result).verdict == "inconsistent"


# ------------------------------------------------------------------ that it can do no harm


@pytest.mark.parametrize(
    ("verb", "seconds", "why"),
    [
        ("dies", 60, "died"),
        ("hangs", 1, "longer than"),
        ("absent", 60, "pip install camelot-py"),
    ],
)
def test_without_an_answer_the_first_reading_stands(
    ask: Ask, verb: str, seconds: float, why: str
) -> None:
    alone, _ = ask(WRONG, engine="pdfium")
    result, asked = ask(WRONG, verb, seconds=seconds)
    assert asked == ["witness"]
    assert (result.status, only(result).verdict) == ("ok", only(alone).verdict)
    assert exit_code([result], fail_on="error") == exit_code([alone], fail_on="error") == 1
    (note,) = [f for f in only(result).findings if f.rule == "readers-disagree"]
    assert note.severity == "note"
    assert "gave no answer" in note.message.en
    assert why in note.message.en
    assert "未得到结果" in note.message.zh
    assert [f for f in only(result).findings if f.rule != "readers-disagree"] == list(
        only(alone).findings
    )


# ------------------------------------------------------------------------ the real one


@pytest.mark.parametrize("name", ["fpdf2-table_02_fpdf2", "rot-header_06_rl_platypus"])
def test_camelot_confirms_a_print_error(name: str) -> None:
    (result,) = audit([Input(name, data_of(name))])
    (reading,) = only(result).bulletin.readings
    assert (reading.engine, reading.agrees) == ("camelot", True)
    assert any("the print itself" in f.message.en for f in only(result).findings)


def test_camelot_in_the_place_of_pdfium() -> None:
    inputs = [Input("x", data_of("fpdf2-table_02_fpdf2"))]
    (ours,) = audit(inputs, options=Options(engine="pdfium"), want="grids")
    (theirs,) = audit(inputs, options=Options(engine="camelot"), want="grids")
    assert theirs.status == ours.status
    (a,), (b,) = ours.grids, theirs.grids
    assert {"".join(c.text.split()) for c in a.cells} == {"".join(c.text.split()) for c in b.cells}
    assert [c.source.box for c in a.cells] != [c.source.box for c in b.cells]
