"""Pictures of the pages with tables: what was read, drawn where it was read."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from tests.end_to_end.conftest import Run, run
from tests.pdf.writing import HEIGHT, WIDTH, pdf, ruled, text

__all__ = ["run"]

RED, BLUE, GREY = (214, 39, 40), (31, 119, 180), (150, 150, 150)
TABLE = ruled([["地区", "件数"], ["合肥", "12"], ["芜湖", ""]])


def drawn(run: Run, data: bytes, folder: Path) -> tuple[list[Any], dict[str, Image.Image]]:
    """(cells as in JSON, the pictures by name) of a document."""
    (folder / "x.pdf").write_bytes(data)
    done = run("tables", folder / "x.pdf", "--draw", folder / "drawn", cwd=folder)
    tables = json.loads(done.stdout)["documents"][0]["tables"]
    found = sorted((folder / "drawn").glob("*")) if (folder / "drawn").exists() else []
    pictures = {path.name: Image.open(BytesIO(path.read_bytes())) for path in found}
    return [cell for table in tables for cell in table["cells"]], pictures


def test_every_cell_has_its_frame(run: Run, tmp_path: Path) -> None:
    data = pdf(text(70, 80, "没有表格的一页"), TABLE + text(70, 300, "附注"), "")
    cells, pictures = drawn(run, data, tmp_path)
    assert list(pictures) == ["x-p2.png"]  # nothing for the pages without tables
    picture = pictures["x-p2.png"].convert("RGB")
    scale = picture.width / WIDTH
    assert abs(picture.height / HEIGHT - scale) < 0.01
    assert len(cells) == 6
    for cell in cells:
        x0, top, x1, bottom = (v * scale for v in cell["box"])
        wanted = RED if cell["text"] else GREY
        edges = [
            ((x0 + x1) / 2, top + 1), ((x0 + x1) / 2, bottom - 1),
            (x0 + 1, (top + bottom) / 2), (x1 - 1, (top + bottom) / 2),
        ]  # fmt: skip
        for x, y in edges:
            near = {
                picture.getpixel((round(x) + dx, round(y) + dy))
                for dx in (-1, 0, 1)
                for dy in (-1, 0, 1)
            }
            assert wanted in near
    outside = picture.crop((0, round(160 * scale), picture.width, picture.height))
    assert not {RED, BLUE, GREY} & {color for _, color in outside.getcolors(1 << 20)}


def test_a_document_without_tables_draws_nothing(run: Run, tmp_path: Path) -> None:
    assert drawn(run, pdf(text(70, 80, "没有表格")), tmp_path) == ([], {})
    done = run("tables", tmp_path / "x.pdf", "--draw", tmp_path / "drawn")
    assert b"no table was found" in done.stderr


def test_a_page_turned_for_the_reader_is_drawn_as_displayed(run: Run, tmp_path: Path) -> None:
    turned = f"q 0 1 -1 0 {HEIGHT} 0 cm {TABLE} Q"
    cells, pictures = drawn(run, pdf(turned), tmp_path)
    picture = pictures["x-p1.png"].convert("RGB")
    scale = picture.width / WIDTH
    first = next(cell for cell in cells if cell["text"] == "地区")
    x0, top, x1, bottom = (v * scale for v in first["box"])
    frame = picture.crop((int(x0), int(top), int(x1) + 1, int(bottom) + 1))
    assert RED in {color for _, color in frame.getcolors(1 << 20)}
