"""Office files for tests, from the few lines of XML that matter."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import xlwt

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(parts: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, text in parts.items():
            container.writestr(name, text)
    return out.getvalue()


def _relations(targets: Sequence[tuple[str, str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="{i}" Type="{_R}/{kind}" Target="{to}"/>' for i, kind, to in targets
    )
    return f'<Relationships xmlns="{_PACKAGE}">{inside}</Relationships>'


def docx(body: str) -> bytes:
    """A document whose body is ``body``; the prefix w is bound."""
    style = '<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="heading 1"/></w:style>'
    return zipped(
        {
            "_rels/.rels": _relations([("r1", "officeDocument", "word/document.xml")]),
            "word/document.xml": f'<w:document xmlns:w="{_W}" '
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            f'xmlns:v="urn:schemas-microsoft-com:vml"><w:body>{body}</w:body></w:document>',
            "word/_rels/document.xml.rels": _relations([("r1", "styles", "styles.xml")]),
            "word/styles.xml": f'<w:styles xmlns:w="{_W}">{style}</w:styles>',
        }
    )


def xlsx(sheets: Sequence[Mapping[str, str]]) -> bytes:
    """A workbook; of each sheet the XML inside ``worksheet``, its name and its state.

    Style 0 is General, 1 0.0%, 2 m"月"d"日", 3 0;-0;;@; shared string 0 is 共享 with a phonetic guide.
    """
    parts = {
        "_rels/.rels": _relations([("r1", "officeDocument", "xl/workbook.xml")]),
        "xl/_rels/workbook.xml.rels": _relations(
            [
                *((f"s{i}", "worksheet", f"worksheets/sheet{i}.xml") for i in range(len(sheets))),
                ("st", "styles", "styles.xml"),
                ("ss", "sharedStrings", "sharedStrings.xml"),
            ]
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{_S}"><si><r><t>共</t></r><r><t>享</t></r>'
        "<rPh><t>gongxiang</t></rPh></si></sst>",
        "xl/styles.xml": f'<styleSheet xmlns="{_S}"><numFmts>'
        '<numFmt numFmtId="164" formatCode="0.0%"/>'
        '<numFmt numFmtId="165" formatCode="m&quot;月&quot;d&quot;日&quot;"/>'
        '<numFmt numFmtId="166" formatCode="0;-0;;@"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/>'
        '<xf numFmtId="166"/></cellXfs></styleSheet>',
    }
    listed = ""
    for i, sheet in enumerate(sheets):
        state = f' state="{sheet["state"]}"' if "state" in sheet else ""
        listed += f'<sheet name="{sheet["name"]}" sheetId="{i + 1}" r:id="s{i}"{state}/>'
        parts[f"xl/worksheets/sheet{i}.xml"] = f'<worksheet xmlns="{_S}">{sheet["xml"]}</worksheet>'
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{_S}" xmlns:r="{_R}"><sheets>{listed}</sheets></workbook>'
    )
    return zipped(parts)


def xls(
    rows: Sequence[Sequence[str | float]], *, merges: Sequence[Sequence[int]] = (),
    formats: Mapping[str, str] | None = None, hidden: Sequence[int] = (), state: int = 0,
) -> bytes:  # fmt: skip
    """A workbook of one sheet 表; merges are top, bottom, left, right; formats by place 1,2."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    first = {(top, left): (bottom, right) for top, bottom, left, right in merges}
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            style = xlwt.easyxf(num_format_str=(formats or {}).get(f"{r},{c}", "General"))
            if (r, c) in first:
                sheet.write_merge(r, first[r, c][0], c, first[r, c][1], value, style)
            elif value != "":
                sheet.write(r, c, value, style)
    for r in hidden:
        sheet.row(r).hidden = True
    if state:
        book.add_sheet("另").write(0, 0, "x")
        book.set_active_sheet(1)
        sheet.visibility = state
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
