"""Several documents in one run: what is one document, and what the one says of the other."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import bulletins
from bulletins.errors import UsageError
from tests.end_to_end.conftest import ROOT, Run, environment

TEXT = (
    "{group}向山西省转办第{batch}批信访件\n\n"
    "截至{year}6月{day}日9时,我省收到{group}转办的第{batch}批群众信访举报件7件。"
    "累计收到群众信访举报件{total}件。\n"
)


def write(
    folder: Path,
    name: str,
    *,
    batch: str,
    total: int,
    group: str = "中央第一生态环境保护督察组",
    year: str = "2025年",
) -> None:
    text = TEXT.format(
        group=group, batch=batch, day="一二三".index(batch) + 1, total=total, year=year
    )
    (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def codes(result: dict[str, Any]) -> list[str]:
    return [f["code"] for d in result["documents"] for b in d["bulletins"] for f in b["findings"]]


def test_a_file_under_several_spellings_is_one_document(report: Any, tmp_path: Path) -> None:
    write(tmp_path, "a", batch="二", total=14)
    (tmp_path / "sub").mkdir()
    (tmp_path / "-").write_bytes((tmp_path / "a.txt").read_bytes())
    _, result = report("a.txt", "./a.txt", "sub/../a.txt", tmp_path / "a.txt", ".", cwd=tmp_path)
    assert [os.path.basename(d["path"]) for d in result["documents"]] == ["-", "a.txt"]


def test_the_cumulative_figure_carries_on_from_the_batch_before(
    report: Any, tmp_path: Path
) -> None:
    write(tmp_path, "a", batch="二", total=14)
    write(tmp_path, "bb", batch="三", total=22)
    _, result = report(tmp_path)
    assert codes(result) == ["C301"]
    write(tmp_path, "ccc", batch="二", total=14)  # a copy elsewhere says the same
    _, result = report(tmp_path)
    assert codes(result) == ["C301"]
    write(tmp_path, "ccc", batch="二", total=15)  # or another thing: nothing is certain
    _, result = report(tmp_path)
    assert codes(result) == ["C303", "C303"]


@pytest.mark.parametrize("year", ["", "2025年"])
def test_an_inspection_that_is_not_told_from_others_is_no_witness(
    year: str, report: Any, tmp_path: Path
) -> None:
    write(tmp_path, "a", batch="二", total=14, group="督察组", year=year)
    write(tmp_path, "bb", batch="三", total=22, group="督察组", year=year)
    _, result = report(tmp_path)
    assert codes(result) == (["C301"] if year else [])


def test_a_file_named_like_standard_input_is_a_file_in_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a", batch="二", total=14)
    (tmp_path / "a.txt").rename(tmp_path / "-")
    monkeypatch.chdir(tmp_path)
    assert list(bulletins.read_panel("-")["value"]) == [7, 14]


def test_a_workbook_is_of_one_document(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "a", batch="二", total=14)
    write(tmp_path, "bb", batch="三", total=21)
    read = [b for name in ("a", "bb") for b in bulletins.read(tmp_path / f"{name}.txt")]
    with pytest.raises(UsageError, match="several documents"):
        bulletins.to_excel(read, tmp_path / "x.xlsx")
    bulletins.to_excel(read[:1], tmp_path / "x.xlsx")


def test_the_evidence_page_of_a_folder_and_of_bulletins_read(tmp_path: Path) -> None:
    write(tmp_path, "a", batch="二", total=14)
    write(tmp_path, "bb", batch="三", total=21)
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7")
    page = tmp_path / "page.html"
    bulletins.to_html(tmp_path, page, lang="zh")
    text = page.read_text("utf-8")
    assert "a.txt" in text and "bb.txt" in text and '<html lang="zh">' in text
    assert "c.pdf" in text and "damaged" in text
    bulletins.to_html(bulletins.read(tmp_path / "bb.txt"), page)
    text = page.read_text("utf-8")
    assert "bb.txt" in text and "a.txt" not in text
    bulletins.to_html([tmp_path / "no-such.txt"], page)
    assert "no-such.txt" in page.read_text("utf-8")


def test_a_language_that_there_is_not_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "a", batch="二", total=14)
    for call in (
        lambda: bulletins.read(tmp_path / "a.txt", lang="zh-CN"),  # type: ignore[arg-type]
        lambda: bulletins.to_html(tmp_path, tmp_path / "x.html", lang="xx"),  # type: ignore[arg-type]
    ):
        with pytest.raises(UsageError, match="en and zh"):
            call()


def zipped(parts: dict[str, str]) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in {"[Content_Types].xml": "<Types/>", **parts}.items():
            archive.writestr(name, text)
    return data.getvalue()


def test_a_workbook_that_may_not_be_read_is_not_replaced(
    run: Run, tmp_path: Path, unprivileged: dict[str, Any]
) -> None:
    """What a person wrote into it would be lost."""
    page, book = tmp_path / "a.txt", tmp_path / "out" / "a.xlsx"
    page.write_text(TEXT.format(group="中央第一生态环境保护督察组", batch="二", day=2, total=14, year="2025年"),
                    encoding="utf-8")  # fmt: skip
    assert run("convert", page, "-o", book.parent).returncode == 0
    before = book.read_bytes()
    book.chmod(0)
    done = run("convert", page, "-o", book.parent, **unprivileged)
    book.chmod(0o600)
    assert done.returncode == 4 and b"move it away" in done.stderr
    assert book.read_bytes() == before


def rows_of(book: Path, sheet: str) -> list[dict[str, Any]]:
    head, *rows = openpyxl.load_workbook(book)[sheet].values
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def write_into(book: Path, sheet: str, row: int, entries: dict[str, Any]) -> None:
    opened = openpyxl.load_workbook(book)
    head = [cell.value for cell in opened[sheet][1]]
    for name, entry in entries.items():
        opened[sheet].cell(row, head.index(name) + 1, entry)
    opened.save(book)


def test_a_workbook_of_somebody_else_is_not_replaced(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "a", batch="一", total=7)
    other = openpyxl.Workbook()
    other.active["A1"] = "an auditor's own"
    other.save(tmp_path / "a.xlsx")
    done = run("convert", tmp_path / "a.txt", "-o", tmp_path)
    assert done.returncode == 4
    assert b"another workbook" in done.stderr and b"a.xlsx" in done.stderr
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").active["A1"].value == "an auditor's own"


@pytest.mark.skipif(os.name == "nt", reason="of pipes elsewhere")
def test_a_reader_that_went_away_is_no_finding(tmp_path: Path) -> None:
    write(tmp_path, "a", batch="一", total=7)
    command = [sys.executable, "-m", "bulletins", "check", str(tmp_path), "--format", "json"]
    with subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.close()
        assert child.wait(120) == 4


def test_what_a_person_decided_is_in_the_next_workbook(run: Run, tmp_path: Path) -> None:
    """Also where its finding is no more, in the other language, and by the way of Python."""
    page, book = tmp_path / "a.txt", tmp_path / "out" / "a.xlsx"
    text = TEXT.format(
        group="中央第一生态环境保护督察组", batch="二", day=2, total=14, year="2025年"
    )
    wrong = text.replace("7件。", "7件。其中，太原市4件、大同市2件。", 1)
    page.write_text(wrong, encoding="utf-8")
    entries = {"decision": "print error", "corrected value": 3, "note": "asked\nby phone"}

    def convert(*options: str) -> None:
        assert run("convert", page, "-o", book.parent, *options).returncode == 0

    convert()
    first = book.read_bytes()
    assert len(rows_of(book, "Discrepancies")) == 1
    write_into(book, "Discrepancies", 2, entries)
    convert()
    (row,) = rows_of(book, "Discrepancies")
    assert row.items() >= entries.items() and row["rule"] == "prose-regions"

    bulletins.to_excel(page, book, lang="zh")
    (row,) = rows_of(book, "勘误")
    assert (row["处理意见"], row["更正值"], row["备注"]) == ("印刷错误", 3, "asked\nby phone")

    page.write_text(wrong.replace("2件。", "3件。"), encoding="utf-8")
    convert()
    (row,) = rows_of(book, "Discrepancies")
    assert row.items() >= entries.items()
    assert (row["severity"], row["rule"]) == ("gone", None)
    assert "6" in row["message"]

    for broken in (b"PK no workbook", zipped({"xl/workbook.xml": "<no xml"}), b""):
        book.write_bytes(broken)
        page.write_text(wrong, encoding="utf-8")
        convert()
        assert book.read_bytes() == first
    book.write_bytes(b"PK no workbook")
    page.write_text(wrong, encoding="utf-8")
    convert()
    assert book.read_bytes() == first


def test_a_column_is_held_against_the_zero_that_the_text_implies(tmp_path: Path) -> None:
    """The text of the first seed names every type but radiation, of which the table has 14."""
    book = tmp_path / "book.xlsx"
    bulletins.to_excel(ROOT / "seeds" / "000_4badc30f7989d9b3.txt", book)
    sheet = openpyxl.load_workbook(book, data_only=True)["As printed"]
    lines = {row[0].value: row for row in sheet.iter_rows()}
    heads = [cell.value for cell in lines["columns as read"]]
    at = next(n for n, head in enumerate(heads) if "辐射" in str(head))
    below = {name: lines[name][at] for name in ("sum of the rows", "total in the text", "check")}
    assert [cell.value for cell in below.values()] == [14, 0, "≠ +14"]
    assert "names no such type" in below["total in the text"].comment.text
