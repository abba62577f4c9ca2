"""The evidence report without a browser: what stands in it, and that all of it hangs together."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections import Counter
from copy import deepcopy
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from lxml import html
from PIL import Image

from bulletins.model import Result, Text
from bulletins.pipeline import Input, Options, audit, with_pictures
from bulletins.reports import Run, all_reports
from tests.pdf.writing import pdf, ruled, text

ROOT = Path(__file__).parents[2]
SEED = next((ROOT / "seeds").glob("000_*"))
TITLE = "中央第二生态环境保护督察组向安徽省转办第三批信访件"
ROWS = [
    ["设区市", "交办情况", "水", "大气", "噪声"],
    ["合肥", "3", "1", "3", ""],
    ["芜湖", "2", "", "1", "1"],
]


def page(results: tuple[Result, ...]) -> html.HtmlElement:
    return html.document_fromstring(render(results))


def render(results: tuple[Result, ...]) -> str:
    return "".join(all_reports()["html"].render(Run(results, 0, "0.0.0"), "en"))


def english(element: html.HtmlElement) -> str:
    """What a reader of English sees of an element."""
    copy = deepcopy(element)
    for other in copy.xpath(".//i[@lang='zh']"):
        other.drop_tree()
    return " ".join(copy.text_content().split())


@pytest.fixture(scope="module")
def seed() -> html.HtmlElement:
    return page(audit([Input(f"seeds/{SEED.name}", SEED.read_bytes()), Input("void.txt", b"")]))


def row_of(seed: html.HtmlElement, label: str) -> list[str]:
    (row,) = seed.xpath(f"//table[@class='printed'][1]//tr[th[.='{label}']]")
    return [english(cell) for cell in row]


def test_names_are_unique_and_every_link_has_its_target(seed: html.HtmlElement) -> None:
    ids = Counter(seed.xpath("//@id"))
    assert [name for name, count in ids.items() if count > 1] == []
    assert {h[1:] for h in seed.xpath("//@href") if h != "#"} <= set(ids)
    for attribute in ("aria-labelledby", "for"):
        assert {n for v in seed.xpath(f"//@{attribute}") for n in v.split()} <= set(ids)


def test_a_row_stands_as_printed_with_its_residual_and_the_proposal_beside(
    seed: html.HtmlElement,
) -> None:
    assert row_of(seed, "合肥") == [
        "合肥", "26a", "3", "10", "1 → blank", "1", "6", "6 → blank", "→ 6",
        "", "", "≠ +1a",
    ]  # fmt: skip
    assert row_of(seed, "淮南")[-1] == "✓"
    (below,) = seed.xpath("//tr[@class='below']")
    assert [english(c) for c in below][4:8] == [
        "≠ +1g",
        "✓",
        "✓",
        "≠ +14h",
    ]


def test_a_cell_and_the_words_that_give_it_lead_to_each_other(seed: html.HtmlElement) -> None:
    (cell,) = seed.xpath("//table[@class='printed']//tr[th[.='合肥']]/td[1]")
    words = cell.xpath("a/@href")[0][1:]
    (mark,) = seed.xpath(f"//*[@id='{words}']")
    assert (mark.text, mark.get("href")) == ("26", f"#{cell.get('id')}")


def test_a_file_that_was_not_read_says_why(seed: html.HtmlElement) -> None:
    (row,) = seed.xpath("//tr[th='void.txt']")
    assert "empty" in english(row) and "no content" in english(row)


def test_the_page_asks_for_nothing_and_runs_only_what_is_its_own(seed: html.HtmlElement) -> None:
    text = render(audit([Input("page.txt", SEED.read_bytes())]))
    (policy,) = seed.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none';")
    for name in ("style", "script"):
        (inside,) = re.findall(rf"<{name}>(.*?)</{name}>", text, flags=re.DOTALL)
        digest = b64encode(sha256(inside.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert not re.search(r"https?://|//\w+\.\w+/", text)
    assert not seed.xpath("//@style | //@*[starts-with(name(), 'on')]")


def test_the_same_results_give_the_same_page() -> None:
    results = audit([Input("page.txt", SEED.read_bytes())])
    assert render(results) == render(results)


def test_a_run_without_documents_and_one_without_bulletins() -> None:
    assert "0 documents" in english(page(()).body)
    read = audit([Input("a.txt", "今日天气晴。".encode())])
    assert "a.txt" in english(page(read).body)


def test_messages_hold_no_markup(seed: html.HtmlElement) -> None:
    hostile = Result("<b>.txt", None, None, "failed", "damaged", Text("<u>x</u>", "<u>x</u>"))
    shown = page((hostile,))
    assert not shown.xpath("//u | //main//b[.='.txt']") and "<u>x</u>" in english(shown.body)


# ------------------------------------------------------------------------ cases of a run


def notice(batch: int, water: int, air: int) -> bytes:
    total = water + air
    return (
        f"中央第二生态环境保护督察组向安徽省转办第{batch}批信访件\n\n截至2024年11月{batch}日9时,我省收到第{batch}批群众信访"
        f"举报件{total}件。\n\n| 设区市 | 交办情况 | 水 | 大气 |\n| 合肥 | {water} | {water} | |\n| 芜湖 | {air} | | {air} |\n"
    ).encode()


def test_cases_are_added_up_over_batches_and_a_missing_one_is_a_gap() -> None:
    inputs = [Input(f"{b}.txt", notice(b, b, 2)) for b in (1, 2, 4)]
    inputs.append(Input("again.txt", notice(4, 4, 2)))
    shown = page(audit(inputs))
    rows = {
        english(r[0]): [english(c) for c in r[1:]]
        for r in shown.xpath("//table[@class='heat']//tbody/tr")
    }
    assert rows == {"合肥": ["7", "", "7"], "芜湖": ["", "6", "6"]}
    figure = shown.xpath("//figure[@class='series']")[0]
    assert len(figure.xpath(".//*[local-name()='rect']")) == 3
    assert len(figure.xpath(".//*[local-name()='path'][@class='gap']")) == 1
    told = [[english(c) for c in r] for r in figure.xpath(".//tbody/tr")]
    assert [row[:2] for row in told] == [["1", "3"], ["2", "4"], ["3", "not read"], ["4", "6"]]
    assert [english(c) for c in shown.xpath("//table[@class='heat']/tfoot/tr/*")] == [
        "all regions", "7", "6", "13",
    ]  # fmt: skip
    (again,) = shown.xpath("//p[@class='quiet']/a")
    assert english(again) == "again.txt" and shown.xpath(f"id('{again.get('href')[1:]}')")


def test_a_batch_is_counted_as_its_table_tells_it_and_not_as_a_later_notice_does() -> None:
    """A later notice tells how batch 1 was handled: that bulletin has no table."""
    progress = "中央第二生态环境保护督察组第1批信访件办理情况(安徽省)\n\n截至2024年11月20日,第1批3件已办结2件、未办结1件。\n"
    inputs = [
        Input("0.txt", progress.encode()),
        *(Input(f"{b}.txt", notice(b, b, 2)) for b in (1, 2)),
    ]
    shown = page(audit(inputs))
    rows = [[english(c) for c in r] for r in shown.xpath("//table[@class='heat']//tbody/tr")]
    assert rows == [["芜湖", "", "4", "4"], ["合肥", "3", "", "3"]]


# ------------------------------------------------------------------------ page pictures


def doubted(pages: int = 1) -> bytes:
    words = "截至11月3日9时,我省收到第三批群众信访举报件5件。"
    return pdf(*([text(70, 60, TITLE) + text(70, 90, words) + ruled(ROWS)] * pages))


ALONE = Options(engine="pdfium")


def illustrated(data: bytes) -> Result:
    inputs = [Input("x.pdf", data)]
    return with_pictures(inputs, audit(inputs, options=ALONE), options=ALONE)[0]


def test_the_doubted_table_is_cut_out_and_its_cells_are_boxed() -> None:
    result = illustrated(doubted())
    assert [a.verdict for a in result.audits] == ["inconsistent"]
    shown = page((result,))
    (svg,) = shown.xpath("//figure[@class='picture']//*[local-name()='svg']")
    data = svg.xpath(".//*[local-name()='image']/@href")[0].removeprefix("data:image/png;base64,")
    picture = Image.open(BytesIO(b64decode(data)))
    width, height = map(float, svg.get("viewbox").split()[2:])
    assert abs(picture.width / width - 110 / 72) < 0.01
    assert len(picture.getcolors()) > 2  # something is drawn
    boxes = [
        [float(r.get(n)) for n in ("x", "y", "width", "height")]
        for r in svg.xpath(".//*[local-name()='rect']")
    ]
    assert boxes and all(
        x >= 0 and x + w <= width and y >= 0 and y + h <= height for x, y, w, h in boxes
    )
    assert illustrated(doubted()) == result


def test_pictures_are_bounded_and_the_page_says_how_many_are_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, limit in (("PICTURES", 0), ("PICTURE_BYTES", 10)):
        monkeypatch.setattr(f"bulletins.pipeline.{name}", limit)
        result = illustrated(doubted())
        assert result.drawings == ()
        assert "could not be drawn): 1; the places are named" in english(page((result,)).body)
        monkeypatch.undo()


def test_a_picture_that_cannot_be_made_costs_the_picture_alone() -> None:
    inputs = [Input("x.pdf", doubted())]
    results = audit(inputs, options=ALONE)
    broken = [Input("x.pdf", b"%PDF-1.4 gone")]
    (result,) = with_pictures(broken, results, options=ALONE)
    assert result == msgspec.structs.replace(results[0], drawings=())


def test_a_bulletin_that_closes_has_no_picture() -> None:
    rows = [ROWS[0], ["合肥", "3", "1", "2", ""], ROWS[2]]
    words = "截至11月3日9时,我省收到第三批群众信访举报件5件。"
    result = illustrated(pdf(text(70, 60, TITLE) + text(70, 90, words) + ruled(rows)))
    assert [a.verdict for a in result.audits] == ["consistent"] and result.drawings == ()


# -------------------------------------------------------------------------------- shapes

HEAD = f"{TITLE}\n\n截至2024年11月3日9时,我省收到第三批群众信访举报件5件。\n\n"


def sheet(text: str) -> html.HtmlElement:
    """The only table of a notice, on a page whose names and links have been looked at."""
    shown = page(audit([Input("x", text.encode())]))
    test_names_are_unique_and_every_link_has_its_target(shown)
    (table,) = shown.xpath("//table[@class='printed']")
    return table


def lines(table: html.HtmlElement) -> list[list[str]]:
    return [[english(cell) for cell in row] for row in table.xpath(".//tr")]


def test_a_turned_table_stands_as_it_is_printed() -> None:
    table = sheet(
        HEAD
        + "| 类型 | 合肥 | 芜湖 |\n| 水 | 1 | |\n| 大气 | 3 | 1 |\n| 噪声 | | 1 |\n| 合计 | 3 | 2 |\n"
    )
    found = lines(table)
    printed = [[cell.split(" → ")[0] for cell in row[:3]] for row in found[:5]]
    assert printed == [
        ["类型", "合肥", "芜湖"], ["水", "1", ""], ["大气", "3", "1"], ["噪声", "", "1"], ["合计", "3a", "2"],
    ]  # fmt: skip
    assert found[5] == ["types − total", "≠ +1a", "✓"]
    assert [th.get("scope") for th in table.xpath(".//tr[1]/th")][1:3] == ["col", "col"]
    assert [th.get("scope") for th in table.xpath(".//tr/th[1]")][1:5] == ["row"] * 4


def test_spans_are_kept() -> None:
    rows = (
        "<tr><th rowspan=2>设区市</th><th rowspan=2>交办情况</th><th colspan=2>污染类型</th></tr>"
        "<tr><th>水</th><th>大气</th></tr><tr><td>合肥</td><td>3</td><td>1</td><td>2</td></tr>"
        "<tr><td>芜湖</td><td>2</td><td>1</td><td>1</td></tr>"
    )
    table = sheet(
        f"<html><body><h1>{TITLE}</h1><p>截至11月3日9时,我省收到第三批群众信访举报件5件。</p><table>{rows}</table></body></html>"
    )
    head = table.xpath(".//thead//th")
    assert [(english(h), h.get("rowspan"), h.get("colspan")) for h in head[:3]] == [
        ("设区市", "2", None), ("交办情况", "2", None), ("污染类型", None, "2"),
    ]  # fmt: skip
    assert lines(table)[2] == ["合肥", "3", "1", "2", "✓"]


def test_a_cell_with_several_figures_shows_them_all() -> None:
    table = sheet(
        HEAD
        + "| 设区市 | 件数 | 污染类型 |\n| 合肥 | 3 | 水1件 大气2件 |\n| 芜湖 | 2 | 水1件 噪声1件 |\n"
    )
    (cell,) = table.xpath(".//td[.='水1件 大气2件']")
    assert len(cell.get("data-f").split()) == 2


def test_a_sum_that_was_not_tested_and_one_that_is_explained_say_so() -> None:
    table = sheet(
        HEAD + "| 设区市 | 交办情况 | 水 | 大气 |\n| 合肥 | 3 | 1 | * |\n| 芜湖 | 2 | 1 | 1 |\n"
    )
    assert [row[-1] for row in lines(table)[1:3]] == ["–", "✓"]
    several = HEAD.replace("5件。", "5件,部分件涉及多个类型。")
    table = sheet(
        several
        + "| 设区市 | 交办情况 | 水 | 大气 |\n| 合肥 | 3 | 2 | 2 |\n| 芜湖 | 2 | 1 | 1 |\n| 合计 | 5 | 3 | 3 |\n"
    )
    assert lines(table)[3][-1].startswith("≈ +1")


def test_what_is_not_shown_is_told_and_nothing_leads_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bulletins.reports.html.margins._MAX_CELLS", 3)
    shown = page(audit([Input("x", SEED.read_bytes())]))
    test_names_are_unique_and_every_link_has_its_target(shown)
    assert not shown.xpath("//table[@class='printed']")
    assert "A table of 16 rows stands here" in english(shown.body)


def test_of_a_long_text_what_has_no_figure_is_left_out_and_counted() -> None:
    idle = "督察组要求各地压实责任,加快整改。\n"
    text = HEAD + idle * 100 + "其中水污染3件、大气污染2件。\n" + idle * 20
    shown = page(audit([Input("x", text.encode())]))
    paragraphs = [english(p) for p in shown.xpath("//div[@class='prose']/p")]
    assert paragraphs[0] == TITLE and paragraphs[-1] == "其中水污染3件、大气污染2件。"
    assert "paragraphs without a figure: 120." in english(shown.body)


def test_calls_and_letters_have_a_margin_of_their_own() -> None:
    table = "| 市县 | 来电 | 来信 | 合计 | 水 | 大气 |\n| 合肥 | 3 | 2 | 6 | 4 | 2 |\n| 芜湖 | 1 | 1 | 2 | 1 | 1 |\n"
    text = HEAD + "\n" + table
    shown = page(audit([Input("x", text.encode())]))
    rows = [[english(c) for c in r] for r in shown.xpath("//table[contains(@class,'printed')]//tr")]
    assert rows[0][-2:] == ["types − total", "calls, letters − total"]
    assert [row[-2:] for row in rows[1:3]] == [["✓", "≠ -1b"], ["✓", "✓"]]


def test_a_finding_beside_another_document_leads_to_it() -> None:
    inputs = [Input("here.txt", notice(4, 4, 2)), Input("there.txt", notice(4, 5, 2))]
    shown = page(audit(inputs))
    links = [
        (english(a), english(shown.xpath(f"id('{a.get('href')[1:]}')/ancestor::section/h3")[0]))
        for a in shown.xpath("//li[@data-rule='C303']//small/a[contains(., '.txt')]")
    ]
    assert set(links) == {("here.txt", "here.txt"), ("there.txt", "there.txt")}
