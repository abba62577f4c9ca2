"""Files made to harm: each ends with a reason, and what can be read beside the harm is read."""

from __future__ import annotations

import io
import zipfile

import pytest

from bulletins.errors import ReadError
from bulletins.model import Document, Grid
from bulletins.readers import read_document
from tests.property.pages import C, Heading, Page, Table, cells, to_docx, to_html, to_xls, to_xlsx
from tests.readers.office import docx, xlsx, zipped

PAGE: Page = [
    Heading("中央第三生态环境保护督察组向浙江省转办第五批信访件"),
    "截至6月7日9时,我省收到第五批群众信访举报件9件。",
    Table([cells("设区市", "件数"), cells("杭州市", 5), cells("宁波市", 4), [C("合计"), C("9")]]),
]
GOOD = "<table><tr><td>设区市<td>件数<tr><td>杭州市<td>5</table>"


def refused(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        read_document(data)
    return caught.value.reason


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


@pytest.mark.parametrize("write", [to_docx, to_xlsx])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_container_is_damaged(write: object, part: float) -> None:
    data = write(PAGE)  # type: ignore[operator]
    assert refused(data[: int(len(data) * part)]) == "damaged"


@pytest.mark.parametrize("part", [0.05, 0.1, 0.5, 0.9])
def test_a_cut_workbook_of_97_is_damaged(part: float) -> None:
    data = to_xls(PAGE)
    assert refused(data[: int(len(data) * part)]) == "damaged"


def flipped(data: bytes, name: str) -> bytes:
    """``data`` with a bit of the packed bytes of one part turned over."""
    info = zipfile.ZipFile(io.BytesIO(data)).getinfo(name)
    at = info.header_offset + 30 + len(name) + info.compress_size // 2
    return data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]


def test_a_bit_turned_over_in_a_part_is_damaged() -> None:
    assert refused(flipped(to_docx(PAGE), "word/document.xml")) == "damaged"
    assert refused(flipped(to_xlsx(PAGE), "xl/worksheets/sheet1.xml")) == "damaged"


def bomb(name: str, head: str, size: int) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container,
        container.open(name, "w", force_zip64=True) as part,
    ):
        part.write(head.encode())
        for _ in range(size // (1 << 20)):
            part.write(b" " * (1 << 20))
    return out.getvalue()


def test_a_part_that_unpacks_to_far_more_is_a_bomb() -> None:
    head = "<w:document xmlns:w='w'><w:body/>"  # white space between tags, as much as one likes
    data = bomb("word/document.xml", head.replace("<w:body/>", "<w:body>"), 1 << 20)
    assert refused(data) == "damaged"  # small, and it breaks off
    data = bomb("word/document.xml", "<w:document xmlns:w='w'><!--", 140 << 20)
    assert refused(data) in ("bomb", "too_complex")


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("dtd", [LAUGHS, OUTSIDE])
def test_no_office_file_has_a_dtd(dtd: str) -> None:
    word = dtd.replace("DOCTYPE x", "DOCTYPE w:document") + (
        "<w:document xmlns:w='w'><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>"
    )
    assert refused(zipped({"word/document.xml": word})) in ("damaged", "bomb")


def test_an_entity_in_a_page_is_not_fetched() -> None:
    page = "<!DOCTYPE html [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><p>&a;共5件</p>"
    words = "".join(b.text for b in read_document(page.encode()).blocks if not isinstance(b, Grid))
    assert "root:" not in words and "共5件" in words


@pytest.mark.parametrize(
    "harm",
    [
        "<table><tr><td colspan=1000000000>x<td>y<tr><td>1<td>2</table>",
        "<table><tr><td rowspan=1000000000>x<td>y<tr><td>1<td>2</table>",
        "<table>" + "<tr>" + "<td rowspan=65534 colspan=1000>x" * 50 + "<tr><td>1</table>",
        "<p " + " ".join(f"a{i}=1" for i in range(10_000)) + ">x</p>",
    ],
    ids=["colspan", "rowspan", "both", "attributes"],
)
def test_spans_beyond_measure_harm_no_other_table(harm: str) -> None:
    document = read_document((GOOD + harm).encode())
    first = grids(document)[0]
    assert [cell.text for cell in first.cells] == ["设区市", "件数", "杭州市", "5"]


def test_a_table_of_too_many_cells_is_left_out_and_said() -> None:
    wide = "<tr>" + "<td>1" * 1100
    harm = "<table>" + wide + "<tr><td>1<td>2<td>3" * 1000 + "</table>"
    document = read_document((GOOD + harm).encode())
    assert len(grids(document)) == 1
    assert [d.reason for d in document.doubts] == ["too_complex"]


def test_a_page_too_deep_is_read_as_far_as_it_goes() -> None:
    document = read_document((GOOD + "<div>" * 100_000).encode())
    assert len(grids(document)) == 1
    assert [d.reason for d in document.doubts] == ["too_complex"]


def test_a_comment_of_many_megabytes_hides_nothing() -> None:
    page = "<!--" + "-" * (12 << 20) + "-->" + f"<html><body>{GOOD}</body></html>"
    assert len(grids(read_document(page.encode()))) == 1


def test_a_document_too_deep_is_refused() -> None:
    tables = "<w:tbl><w:tr><w:tc>" * 5000
    assert refused(docx(tables)) in ("too_complex", "damaged")


@pytest.mark.parametrize("size", ["A1:XFD1048576", "", "B2:A1"])
def test_a_declared_size_means_nothing(size: str) -> None:
    xml = f"<dimension ref='{size}'/><sheetData><row><c><v>1</v></c></row></sheetData>"
    (block,) = read_document(xlsx([{"name": "表", "xml": xml}])).blocks
    assert not isinstance(block, Grid) and block.text == "1"


def test_a_cell_in_the_last_corner_is_one_cell_more() -> None:
    xml = (
        "<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>地区</t></is></c><c r='B1' t='inlineStr'>"
        "<is><t>件数</t></is></c></row><row r='2'><c r='A2' t='inlineStr'><is><t>甲</t></is></c>"
        "<c r='B2'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>9</v></c></row></sheetData>"
    )
    document = read_document(xlsx([{"name": "表", "xml": xml}]))
    (grid,) = grids(document)
    assert (grid.n_rows, grid.n_cols) in ((2, 2), (4, 3))


@pytest.mark.parametrize("place", ["XFE1", "A1048577", "A0", "1A", "AAAA1", "A99999999999"])
def test_a_cell_outside_every_sheet_is_damage(place: str) -> None:
    xml = f"<sheetData><row><c r='{place}'><v>1</v></c></row></sheetData>"
    assert refused(xlsx([{"name": "表", "xml": xml}])) == "damaged"


def test_more_cells_than_the_limit_are_refused() -> None:
    row = "<row>" + "<c><v>1</v></c>" * 500 + "</row>"
    xml = f"<sheetData>{row * 2100}</sheetData>"
    assert refused(xlsx([{"name": "表", "xml": xml}])) == "too_complex"


def test_formatted_rows_without_content_cost_nothing() -> None:
    xml = (
        "<sheetData><row><c t='inlineStr'><is><t>共5件</t></is></c></row>"
        + "<row><c s='1'/></row>" * 20_000
        + "</sheetData>"
    )
    (block,) = read_document(xlsx([{"name": "表", "xml": xml}])).blocks
    assert not isinstance(block, Grid) and block.text == "共5件"


def test_a_locked_file_says_so() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
    assert refused(ole + "EncryptedPackage".encode("utf-16-le")) == "encrypted"


@pytest.mark.parametrize("write", [to_docx, to_xlsx, to_xls, to_html])
def test_the_type_is_told_by_content(write: object) -> None:
    (grid,) = grids(read_document(write(PAGE)))  # type: ignore[operator]
    assert [c.text for c in grid.cells if c.col == 1] == ["件数", "5", "4", "9"]
