"""Where in the print figures and doubts stand: in text with offsets, without, and on pages."""

from __future__ import annotations

import pytest

from bulletins.evidence import Mark, doubted_areas, find_marks
from bulletins.model import Bulletin
from bulletins.parse import parse_document
from bulletins.pipeline import Input, Options, audit
from bulletins.readers import read_document
from bulletins.vocabulary.characters import folded
from tests.pdf.writing import pdf, ruled, text

TITLE = "中央第二生态环境保护督察组向安徽省转办第三批信访件"
PROSE = (
    "截至11月3日9时,我省收到第三批群众信访举报件13件,其中水污染3件、大气污染3件、噪声7件。"
    "合肥市6件、芜湖市3件,亳州市、池州市各2件。"
)
WANTED = [("群众信访举报件", "13"), ("水污染", "3"), ("大气污染", "3"), ("噪声", "7"), ("合肥市", "6"),
          ("芜湖市", "3"), ("亳州市", "2"), ("池州市", "2")]  # fmt: skip


def read(data: bytes) -> Bulletin:
    (bulletin,) = parse_document(read_document(data), sha256="0")
    return bulletin


def told(bulletin: Bulletin, mark: Mark) -> tuple[str, str, str]:
    """What a mark is of, and the words around it."""
    block = bulletin.passages[mark.block].text
    label = mark.observations[0].label
    return label, block[mark.start : mark.end], block[max(0, mark.start - len(label)) : mark.start]


@pytest.mark.parametrize(
    "data",
    [
        f"{TITLE}\n\n{PROSE}\n".encode(),
        f"{TITLE}\n\n{PROSE}\n".replace("13件", "１３件").encode(),
        f"<html><body><h1>{TITLE}</h1><p>{PROSE}</p></body></html>".encode(),
        f"<html><body><h1>{TITLE}</h1><p>{PROSE}</p></body></html>".replace(
            "13件", "１３件"
        ).encode(),
        f"\ufeff{TITLE}\r\n\r\n　　{PROSE}\r\n".encode("utf-16"),
    ],
    ids=["text", "wide digits", "page", "page with wide digits", "text in UTF-16"],
)
def test_every_figure_is_marked_where_it_is_printed(data: bytes) -> None:
    bulletin = read(data)
    marks = [m for m in find_marks(bulletin) if bulletin.passages[m.block].text != TITLE]
    figures = [(o.label, folded(o.text)) for m in marks for o in m.observations]
    for label, value in WANTED:
        assert any(known.endswith(label) and printed == value for known, printed in figures), label
    shared = marks[-1]  # one figure of two cities
    assert [o.label for o in shared.observations] == ["亳州市", "池州市"]
    for mark in marks[:-1]:
        label, printed, before = told(bulletin, mark)
        assert folded(printed) == folded(mark.observations[0].text)
        assert before.endswith(label[-2:]), (label, before)


def test_a_figure_that_a_line_breaks_is_marked_up_to_the_break() -> None:
    lines = ("截至11月3日9时,我省收到第三批群众信访举报件12", "8件,其中水污染28件、大气污染100件。")
    page = text(70, 60, TITLE, 14) + text(70, 90, lines[0]) + text(70, 104, lines[1])
    bulletin = read(pdf(page))
    found = {
        o.text: (m.block, m.start, m.end) for m in find_marks(bulletin) for o in m.observations
    }
    block, start, end = found["128"]
    assert bulletin.passages[block].text[start:end] == "12"
    assert end == len(bulletin.passages[block].text)


def test_the_passages_are_the_text_of_the_bulletin_alone() -> None:
    other = "# 见闻\n\n今日天气晴好,游人如织。\n"
    bulletin = read(f"{other}\n# {TITLE}\n\n{PROSE}\n".encode())
    assert [b.text for b in bulletin.passages] == [TITLE, PROSE]


def test_of_a_very_long_text_the_paragraphs_with_figures_are_kept() -> None:
    idle = "督察组要求各地压实责任,加快整改,举一反三。\n" * 12_000
    bulletin = read(f"# {TITLE}\n\n{PROSE}\n{idle}".encode())
    assert PROSE in [b.text for b in bulletin.passages]
    assert sum(len(b.text) for b in bulletin.passages) < 500
    assert find_marks(bulletin)


# ------------------------------------------------------------------------------ on pages

ROWS = [
    ["设区市", "交办情况", "水", "大气", "噪声"],
    ["合肥", "3", "1", "3", ""],
    ["芜湖", "2", "", "1", "1"],
]


def areas(*pages: str) -> list[tuple[int, tuple[float, float, float, float]]]:
    (result,) = audit([Input("x.pdf", pdf(*pages))], options=Options(engine="pdfium"))
    return [(area.page, area.box) for a in result.audits for area in doubted_areas(a)]


def test_the_whole_doubted_table_is_one_part_of_its_page() -> None:
    words = text(70, 60, TITLE, 14) + text(
        70, 90, "截至11月3日9时,我省收到第三批群众信访举报件5件。"
    )
    ((page, box),) = areas("", words + ruled(ROWS))
    assert page == 2
    assert box == pytest.approx((70, 100, 370, 154), abs=1)


def test_a_doubted_sentence_far_from_its_table_is_a_part_of_its_own() -> None:
    words = text(70, 60, TITLE, 14) + text(
        70, 90, "截至11月3日9时,我省收到第三批群众信访举报件6件。"
    )
    rows = [ROWS[0], ["合肥", "3", "1", "2", ""], ROWS[2]]
    found = areas(words + ruled(rows, y=500))
    assert [(page, box[1] > 400) for page, box in found] == [(1, False), (1, True)]


def test_nothing_is_doubted_where_all_sums_close() -> None:
    words = text(70, 60, TITLE, 14) + text(
        70, 90, "截至11月3日9时,我省收到第三批群众信访举报件5件。"
    )
    assert areas(words + ruled([ROWS[0], ["合肥", "3", "1", "2", ""], ROWS[2]])) == []
