"""What a page shows is read, what it hides is not; characters as printed, however they are set."""

from __future__ import annotations

from io import BytesIO
from random import Random

import pikepdf
import pytest

from bulletins.model import Document, Grid, TextBlock
from bulletins.parse import parse_document
from bulletins.readers import read_document
from tests.pdf.test_made import rows
from tests.pdf.writing import HEIGHT, fill, pdf, picture, rule, ruled, saved, text

ROWS = [["地区", "件数", "水"], ["合肥", "12", "12"], ["芜湖", "7", "7"]]
READ = ["地区|件数|水", "合肥|12|12", "芜湖|7|7"]
TABLE = ruled(ROWS)
BLANK = ruled([*ROWS[:2], ["芜湖", "", "7"]])  # what is set at (134, 148.6) is in its blank cell
BLANK_READ = [*READ[:2], "芜湖||7"]


def read(*pages: str) -> Document:
    return read_document(pdf(*pages))


def lines(document: Document) -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, TextBlock)]


def doubts(document: Document) -> list[str]:
    return [d.rule for d in document.doubts]


# ------------------------------------------------------------------- what is not shown


@pytest.mark.parametrize(
    "unseen",
    [
        text(134, 148.6, "95", before="3 Tr"),
        text(134, 148.6, "95", before="7 Tr"),
        text(134, 148.6, "95", before="1 g"),
        text(134, 148.6, "95", before="0 0 0 0 k"),
        text(134, 148.6, "95", before="1 Tr 1 G"),
        f"q 300 {HEIGHT - 700} 100 20 re W n {text(134, 148.6, '95')} Q\n",
        text(-60, 148.6, "95"),
        text(134, 900, "95"),
    ],
    ids=["invisible", "clip only", "white", "white ink", "white outline", "clipped", "left", "below"],
)  # fmt: skip
def test_type_that_the_page_does_not_show(unseen: str) -> None:
    document = read(BLANK + unseen)
    assert rows(document) == [BLANK_READ]
    (doubt,) = document.doubts
    assert doubt.rule == "hidden-content"
    assert doubt.reason is None
    assert "2 characters" in doubt.message.en


def test_white_on_a_dark_fill_is_read() -> None:
    document = read(fill(70, 136, 250, 154, 0.2) + BLANK + text(134, 148.6, "95", before="1 g"))
    assert rows(document) == [[*READ[:2], "芜湖|95|7"]]
    assert not document.doubts


def test_clipped_to_its_own_cell_is_read() -> None:
    inside = f"q 130 {HEIGHT - 154} 60 18 re W n {text(134, 148.6, '95')} Q\n"
    assert rows(read(BLANK + inside)) == [[*READ[:2], "芜湖|95|7"]]


@pytest.mark.parametrize(
    "mark",
    [
        text(80, 160, "内部资料", 30, before="0.8 g", matrix="0.8 0.6 -0.6 0.8"),
        text(72, 150, "样张", 60, before="0.85 g"),
    ],
    ids=["aslant", "faint and large"],
)
def test_a_watermark_is_no_text(mark: str) -> None:
    document = read(mark + TABLE)
    assert rows(document) == [READ]
    assert lines(document) == []


def test_the_invisible_text_over_a_scan_is_its_own_recognition() -> None:
    unseen = TABLE.replace("BT ", "BT 3 Tr ")
    document = read(picture(0, 0, 595, HEIGHT) + unseen)
    (grid,) = (b for b in document.blocks if isinstance(b, Grid))
    assert rows(document) == [READ]
    assert {cell.source.method for cell in grid.cells} == {"ocr"}
    assert not document.doubts
    # a picture in a corner makes no scan of a page
    assert doubts(read(picture(0, 0, 100, 100) + unseen)) == ["hidden-content"]


# --------------------------------------------------------------- characters as printed


@pytest.mark.parametrize(
    ("printed", "read_as"),
    [
        ("⼤⽓", "大气"),
        ("⻩⽯", "黄石"),
        ("12\ue0105%", "12.5%"),
        ("１２", "１２"),
    ],
    ids=["Kangxi radicals", "radicals of the supplement", "a point of its own", "full-width"],
)
def test_characters_that_are_others_in_the_file(printed: str, read_as: str) -> None:
    document = read(ruled([["地区", "件数"], ["甲", printed], ["乙", "7"]]))
    (grid,) = (b for b in document.blocks if isinstance(b, Grid))
    assert rows(document)[0][1] == f"甲|{read_as.translate(str.maketrans('１２', '12'))}"
    if printed == read_as:  # kept as printed
        assert grid.cells[3].text == printed


def test_full_width_digits_are_figures() -> None:
    table = ruled([["地区", "件数", "水"], ["合肥", "１２", "１２"], ["芜湖", "７", "７"]])
    document = read(text(70, 60, "安徽省第三批信访举报件统计表") + table)
    (bulletin,) = parse_document(document, sha256="0" * 64)
    figures = {(o.key.region, o.key.pollution): (o.value, o.text) for o in bulletin.observations}
    assert figures["合肥", "_T"] == (12, "１２")
    assert figures["芜湖", "water"] == (7, "７")


def test_a_region_set_in_radicals_is_the_region() -> None:
    table = ruled([["地区", "件数", "水"], ["⾭岛", "12", "12"], ["济南", "7", "7"]])
    document = read(text(70, 60, "山东省第三批信访举报件统计表") + table)
    (bulletin,) = parse_document(document, sha256="0" * 64)
    assert {o.key.region for o in bulletin.observations} >= {"青岛"}


# -------------------------------------------------------------------- how type is set


def test_characters_drawn_one_by_one_in_any_order() -> None:
    marks = [
        text(x + k * step, y, char)
        for y, row in ((112.6, ROWS[0]), (130.6, ROWS[1]), (148.6, ROWS[2]))
        for x, word in zip((74, 134, 194), row, strict=True)
        for step in ([5 if word.isdigit() else 10])
        for k, char in enumerate(word)
    ]
    for seed in range(5):
        Random(seed).shuffle(marks)
        assert rows(read(ruled([["", "", ""]] * 3) + "".join(marks))) == [READ]


def twice(*, at_once: bool) -> str:
    """The table with its words set once more, a hair to the right: at once, or all at the end."""
    rest, words = ruled([["", "", ""]] * 3), []
    for r, row in enumerate(ROWS):
        for c, word in enumerate(row):
            words += [text(74 + 60 * c + d, 112.6 + 18 * r, word) for d in (0, 0.3)]
    return rest + "".join(words if at_once else words[::2] + words[1::2])


def test_type_printed_twice_to_look_bold_is_read_once() -> None:
    assert rows(read(twice(at_once=True))) == [READ]


def test_a_page_printed_twice_to_look_bold_is_read_once() -> None:
    assert rows(read(twice(at_once=False))) == [READ]


def test_a_page_set_sideways_by_its_matrix_is_read_with_the_head_turned() -> None:
    """The whole table stands on its side; boxes are those of the page as displayed."""
    turned = f"q 0 1 -1 0 {HEIGHT} 0 cm {TABLE} Q"
    document = read(turned)
    assert rows(document) == [READ]
    (grid,) = (b for b in document.blocks if isinstance(b, Grid))
    first, last = grid.cells[0].source.box, grid.cells[-1].source.box
    assert first is not None
    assert last is not None
    assert first[1] > last[3]  # the lines run up the page


def test_a_word_turned_in_its_cell() -> None:
    head = ruled([["", "件数", "水"], *ROWS[1:]], height=40)
    up = text(105, 135, "地区", matrix="0 1 -1 0")
    assert rows(read(head + up)) == [READ]


def test_a_line_across_the_corner_parts_no_cell() -> None:
    corner = [["", "件数", "水"], *ROWS[1:]]
    labels = text(100, 112, "类型", 9) + text(73, 126, "地区", 9)
    document = read(ruled(corner, height=30) + rule(70, 100, 130, 130) + labels)
    assert rows(document) == [["类型地区|件数|水", *READ[1:]]]


def test_a_word_too_long_for_its_cell_and_two_that_touch() -> None:
    """Only where type was set anew at the rule do two words meet there."""
    frame = ruled([["地区", "件数"], ["", ""], ["乙", "7"]], width=40)
    long = frame + text(74, 130.6, "阿坝藏族羌族")
    assert rows(read(long))[0][1] == "阿坝藏族羌族|"
    touching = frame + text(74, 130.6, "阿坝藏族") + text(114, 130.6, "15")
    assert rows(read(touching))[0][1] == "阿坝藏族|15"


@pytest.mark.xfail(
    strict=True, reason="pdfium drops a piece of text of one character (水) that it cannot draw"
)
def test_a_font_that_this_machine_cannot_draw_is_read_all_the_same() -> None:
    """Not embedded, and no such font installed: as on a server without Chinese fonts."""
    with pikepdf.open(BytesIO(pdf(TABLE))) as opened:
        drawing = opened.pages[0].resources.Font.F.DescendantFonts[0]
        drawing.Subtype = pikepdf.Name.CIDFontType0
        drawing.BaseFont = drawing.FontDescriptor.FontName = pikepdf.Name("/STSong-Light")
        del drawing.FontDescriptor["/FontFile2"], drawing["/CIDToGIDMap"]
        assert rows(read_document(saved(opened))) == [READ]
