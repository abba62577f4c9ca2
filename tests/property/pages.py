"""One page as every type of file: headings, paragraphs and tables with spans.

What a page states does not depend on the file that holds it; a test writes the same page
in all of them and compares what is read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import docx
import xlsxwriter
import xlwt


@dataclass(frozen=True)
class C:
    """A cell: its text, and how many rows and columns it covers."""

    text: str = ""
    rows: int = 1
    cols: int = 1


Row = Sequence[C]


@dataclass(frozen=True)
class Table:
    rows: Sequence[Row]


@dataclass(frozen=True)
class Heading:
    text: str


Item = Heading | Table | str
Page = Sequence[Item]


def cells(*texts: object) -> list[C]:
    """A row of plain cells; None is a blank."""
    return [C("" if t is None else str(t)) for t in texts]


def laid_out(table: Table) -> dict[tuple[int, int], C]:
    """Each cell by the place at which it begins."""
    taken: set[tuple[int, int]] = set()
    found = {}
    for r, row in enumerate(table.rows):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            found[r, c] = cell
            taken |= {(r + i, c + j) for i in range(cell.rows) for j in range(cell.cols)}
            c += cell.cols
    return found


def matrix(table: Table) -> list[list[str]]:
    """The table without its spans: a spanning text stands at its first place."""
    placed = laid_out(table)
    width = max(c + cell.cols for (_, c), cell in placed.items())
    rows = [[""] * width for _ in table.rows]
    for (r, c), cell in placed.items():
        rows[r][c] = cell.text
    return rows


def to_text(page: Page) -> bytes:
    out = []
    for item in page:
        if isinstance(item, Table):
            for row in matrix(item):
                out.append("\t".join(" ".join(t.split("\n")) for t in row))
        else:
            out.append(item.text if isinstance(item, Heading) else item)
        out.append("")
    return "\n".join(out).encode()


def to_markdown(page: Page) -> bytes:
    out = []
    for item in page:
        if isinstance(item, Table):
            for i, row in enumerate(matrix(item)):
                out.append("| " + " | ".join(t.replace("\n", "<br>") for t in row) + " |")
                if i == 0:
                    out.append("|" + " --- |" * len(row))
        else:
            out.append(f"## {item.text}" if isinstance(item, Heading) else item)
        out.append("")
    return "\n".join(out).encode()


def _html_table(table: Table) -> str:
    rows = []
    for row in table.rows:
        inside = ""
        for cell in row:
            spans = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
            spans += f' colspan="{cell.cols}"' if cell.cols > 1 else ""
            inside += f"<td{spans}><p>{escape(cell.text).replace(chr(10), '<br>')}</p></td>"
        rows.append(f"<tr>{inside}</tr>")
    return f"<table border=1>{''.join(rows)}</table>"


def to_html(page: Page) -> bytes:
    """With the furniture of a site: a layout table around it, a menu, a script, GB 18030."""
    inside = ""
    for item in page:
        if isinstance(item, Table):
            inside += _html_table(item)
        elif isinstance(item, Heading):
            inside += f"<h2>{escape(item.text)}</h2>"
        else:
            inside += f"<p>&nbsp;&nbsp;{escape(item)}</p>"
    text = (
        "<!DOCTYPE html><html><head><meta charset='gb2312'><title>站点</title>"
        "<script>var a = '<td>9</td>';</script></head><body><table width='100%'><tr>"
        "<td><ul><li><a href='/'>首页</a></li><li>要闻</li></ul></td>"
        f"<td><div class='article'>{inside}</div></td></tr></table><p>版权所有</p></body></html>"
    )
    return text.encode("gb18030")


def to_docx(page: Page) -> bytes:
    document = docx.Document()
    for item in page:
        if isinstance(item, Heading):
            document.add_heading(item.text, 1)
        elif isinstance(item, str):
            document.add_paragraph(item)
        else:
            placed = laid_out(item)
            width = max(c + cell.cols for (_, c), cell in placed.items())
            table = document.add_table(len(item.rows), width)
            grid = [row.cells for row in table.rows]  # Table.cell lists all of them every time
            for (r, c), cell in placed.items():
                first = grid[r][c]
                if cell.rows > 1 or cell.cols > 1:
                    first = first.merge(grid[r + cell.rows - 1][c + cell.cols - 1])
                first.text = cell.text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _value(text: str) -> str | int | float:
    """A number as a spreadsheet stores it; leading zeros and the like stay text."""
    for kind in (int, float):
        try:
            value = kind(text)
        except ValueError:
            continue
        if str(value) == text:
            return value
    return text


def _sheet_rows(page: Page) -> tuple[dict[tuple[int, int], C], int]:
    """Each cell by its place on a sheet that holds the whole page, and the sheet's width."""
    width = max(
        (c + cell.cols for item in page if isinstance(item, Table)
         for (_, c), cell in laid_out(item).items()), default=1,
    )  # fmt: skip
    placed, row = {}, 0
    for item in page:
        if isinstance(item, Table):
            placed.update({(row + r, c): cell for (r, c), cell in laid_out(item).items()})
            row += len(item.rows) + 1
        else:
            text = item.text if isinstance(item, Heading) else item
            placed[row, 0] = C(text, 1, width if isinstance(item, Heading) else 1)
            row += 1
    return placed, width


def to_xlsx(page: Page) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("通报")
    for (r, c), cell in _sheet_rows(page)[0].items():
        value = _value(cell.text)
        if cell.rows > 1 or cell.cols > 1:
            sheet.merge_range(r, c, r + cell.rows - 1, c + cell.cols - 1, value)
        elif value != "":
            sheet.write(r, c, value)
    book.close()
    return out.getvalue()


def to_xls(page: Page) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("通报")
    for (r, c), cell in _sheet_rows(page)[0].items():
        value = _value(cell.text)
        if cell.rows > 1 or cell.cols > 1:
            sheet.write_merge(r, r + cell.rows - 1, c, c + cell.cols - 1, value)
        elif value != "":
            sheet.write(r, c, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def to_csv(page: Page) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    for item in page:
        if isinstance(item, Table):
            writer.writerows(matrix(item))
        else:
            writer.writerow([item.text if isinstance(item, Heading) else item])
    return out.getvalue().encode("utf-8-sig")


WRITERS: dict[str, Callable[[Page], bytes]] = {
    "text": to_text,
    "markdown": to_markdown,
    "html": to_html,
    "docx": to_docx,
    "xlsx": to_xlsx,
    "xls": to_xls,
    "csv": to_csv,
}
