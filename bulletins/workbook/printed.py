"""The sheet As printed: each table as its document prints it, with live sums around it.

No cell is moved, merged or corrected. What we say stands in the first column, above,
below and to the right of the grid.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from ..model import TOTAL, Cell, Column, Grid, Lang, Table
from .crossfoot import ColumnSum, Footing, Slot, Spot, Stated, plain_number
from .formulas import (
    Area,
    Live,
    cell_live,
    column_difference,
    row_difference,
    sum_live,
    verdict_live,
)
from .plan import CASE_TABLE, LEFT, Block, Plan, bulletin_to_name, severity_to_word
from .words import code_to_words, say
from .writing import Book, Link, Sheet, Tone, cell_name, shorten, width_of

_REFERENCE = re.compile(r"(R\d+)(C\d+)|([A-Z]{1,3})(\d+)")
_DIFFERENCE = "+General;-General;0"
_MARGIN = 20
_NARROW, _WIDE = 6, 26


def write_printed(book: Book, *, plan: Plan) -> None:
    """Write the sheet of the printed tables."""
    sheet = book.add_sheet(plan.sheet("printed"))
    sheet.hide_gridlines()
    sheet.put(0, 0, Link(say("back", lang=plan.lang), plan.sheet("summary"), 0, 0), "plain")
    sheet.text(1, 0, say("printed_hint", lang=plan.lang), "quiet")
    if not plan.blocks:
        cases = any(t.part == CASE_TABLE for a in plan.result.audits for t in a.bulletin.tables)
        why = "only_cases" if cases else "no_tables"
        sheet.text(3, 0, say(why, lang=plan.lang), "quiet")
    for block in plan.blocks:
        _write_title(sheet, block=block, plan=plan)
        if block.footing is None:
            sheet.text(block.title + 1, 0, say("too_large", lang=plan.lang), "warning")
            continue
        _write_frame(sheet, block=block, lang=plan.lang)
        _write_grid(sheet, block=block, plan=plan)
        _write_row_checks(sheet, block=block, footing=block.footing, plan=plan)
        _write_column_checks(sheet, block=block, footing=block.footing, lang=plan.lang)
        _write_findings(sheet, block=block, footing=block.footing, plan=plan)
    widths = _widths(plan)
    for block in plan.blocks:
        _fit_heights(sheet, block=block, widths=widths, lang=plan.lang)
    sheet.widths(widths)
    sheet.freeze(0, 1)
    sheet.print_setup()


def _write_title(sheet: Sheet, *, block: Block, plan: Plan) -> None:
    bulletin = plan.result.audits[block.audit].bulletin
    lang = plan.lang
    named = [bulletin_to_name(bulletin, lang=lang), code_to_words(block.table.part, lang=lang)]
    pages = block.table.grid.pages
    if not pages and block.table.grid.source.page is not None:
        pages = (block.table.grid.source.page,)
    if pages:
        named.append(f"{say('page', lang=lang)} {', '.join(map(str, pages))}")
    source = block.table.grid.source
    for name, where in (("sheet", source.sheet), ("table", source.table), ("line", source.line)):
        if where is not None:
            named.append(f"{say(name, lang=lang)} {where}")
    if block.table.turned:
        named.append(say("turned", lang=lang))
    sheet.text(block.title, 0, " · ".join(named), "heading")


def _write_frame(sheet: Sheet, *, block: Block, lang: Lang) -> None:
    """Write the names of rows and columns, and how the columns were read where it differs."""
    table = block.table
    letters = block.title + 1
    if table.shift:
        said = say("shifted", lang=lang).format(n=abs(table.shift))
        sheet.text(block.title + 1, 0, said, "doubt")
        letters, aligned = block.title + 2, block.title + 3
        sheet.text(aligned, 0, say("aligned", lang=lang), "aligned")
        for col in range(table.grid.n_cols):
            column = table.columns[col] if col < len(table.columns) else None
            meaning = _meaning(column, lang=lang) if column else ""
            sheet.text(aligned, LEFT + col, meaning, "aligned", "centre")
    rows, cols = grid_names(table.grid)
    for col, name in enumerate(cols):
        sheet.text(letters, LEFT + col, name, "small", "centre")
    for row, name in enumerate(rows):
        sheet.text(block.top + row, 0, name, "small", "right")


def grid_names(grid: Grid) -> tuple[list[str], list[str]]:
    """Return the names of a grid's rows and columns by which its cells are cited.

    R2 and C3 in a table, 7 and B in a sheet; where rows and columns were exchanged, the
    names are too.
    """
    rows: list[list[tuple[str, ...]]] = [[] for _ in range(grid.n_rows)]
    cols: list[list[tuple[str, ...]]] = [[] for _ in range(grid.n_cols)]
    for cell in grid.cells:
        match = _REFERENCE.fullmatch(cell.source.ref or "")
        if match is not None and cell.row < grid.n_rows and cell.col < grid.n_cols:
            parts = tuple(part for part in match.groups() if part)
            rows[cell.row].append(parts)
            cols[cell.col].append(parts)
    return (
        [_common(parts) or f"R{i + 1}" for i, parts in enumerate(rows)],
        [_common(parts) or f"C{i + 1}" for i, parts in enumerate(cols)],
    )


def _common(references: Sequence[tuple[str, ...]]) -> str | None:
    """Return the part that all references of a row or a column share."""
    if len(references) < 2:
        return None
    shared = [parts[0] for parts in zip(*references, strict=True) if len(set(parts)) == 1]
    return str(shared[0]) if shared else None


def _meaning(column: Column, *, lang: Lang) -> str:
    """Return what a column was taken for: its label, or what it counts where it has none."""
    label = shorten(column.label, width=40)
    if label or column.pollution is None:
        return label
    total = column.pollution == TOTAL and column.measure is not None
    return code_to_words(str(column.measure if total else column.pollution), lang=lang)


def _write_grid(sheet: Sheet, *, block: Block, plan: Plan) -> None:
    bold = {row.index for row in block.table.rows if row.role in ("total", "subtotal")}
    counted = {(place.row, place.col) for place in block.table.places}
    for cell in block.table.grid.cells:
        if not (cell.row < block.table.grid.n_rows and cell.col < block.table.grid.n_cols):
            continue
        spot = (cell.row, cell.col)
        tone, said = _flag(spot, block=block, plan=plan)
        styles = ["cell"]
        if cell.row < block.table.header_rows:
            styles = ["header", "centre"]
        elif cell.row in bold:
            styles.append("bold")
        if spot in counted:
            styles.append("right")
        if tone:
            styles.append(tone)
        _write_cell(sheet, block.top + cell.row, LEFT + cell.col, cell=cell, styles=styles)
        if said:
            sheet.comment(block.top + cell.row, LEFT + cell.col, said)


def _write_cell(sheet: Sheet, row: int, col: int, *, cell: Cell, styles: Sequence[str]) -> None:
    number = plain_number(cell.text)
    if number is None:
        sheet.text(row, col, cell.text, *styles, "wrap")
        return
    decimals = len(cell.text.strip().partition(".")[2])
    shape = f"0.{'0' * decimals}" if decimals else "General"
    sheet.number(row, col, number, *styles, num_format=shape)


def _flag(spot: Spot, *, block: Block, plan: Plan) -> tuple[Tone | None, str]:
    """Return the colour and the comment of a cell that errors or doubts name."""
    tone: Tone | None = None
    said: list[str] = []
    for number in block.marks.cells.get(spot, ()):
        finding = plan.entries[number].finding
        if finding.severity == "note":
            continue
        word = severity_to_word(finding, lang=plan.lang)
        tone = tone or word.tone  # entries stand from the worst to the least
        said.append(f"{word.text} {finding.code}: {finding.message.in_(plan.lang)}")
    return tone, "\n".join(said)


def _write_row_checks(sheet: Sheet, *, block: Block, footing: Footing, plan: Plan) -> None:
    """Write, right of the grid, each row's types against its total, and its findings."""
    lang = plan.lang
    right = LEFT + block.table.grid.n_cols
    head = block.top + max(block.table.header_rows - 1, -1)
    area = Area(block.top, LEFT, footing.figures)
    for number, slot in enumerate(footing.slots):
        col = right + 2 * number
        said = _check_name(slot, table=block.table, lang=lang)
        sheet.text(head, col, said, "header", "centre")
        sheet.text(head, col + 1, say("check", lang=lang), "header", "centre")
        _colour(sheet, (block.top, col + 1, block.top + block.table.grid.n_rows, col + 1))
    for row_sum in footing.row_sums:
        row, col = block.top + row_sum.row, right + 2 * footing.slots.index(row_sum.slot)
        live = row_difference(row_sum.types, total=row_sum.total, area=area)
        _write_live(sheet, row, col, live, "right", num_format=_DIFFERENCE)
        word = verdict_live(
            cell_name(row, col),
            value=live.value,
            relation=row_sum.slot.relation,
            unread=area.unread((*row_sum.types, row_sum.total)),
            lang=lang,
        )
        _write_live(sheet, row, col + 1, word, "centre")


def _check_name(slot: Slot, *, table: Table, lang: Lang) -> str:
    """Return the header of a check: the types less what, and whether they may be more."""
    columns = table.columns
    column = columns[slot.total_col] if slot.total_col < len(columns) else None
    total = (_meaning(column, lang=lang) if column else "") or say("total", lang=lang)
    said = say("row_check" if slot.relation == "equal" else "row_check_least", lang=lang)
    return said.format(total=total)


def _write_column_checks(sheet: Sheet, *, block: Block, footing: Footing, lang: Lang) -> None:
    """Write, below the grid, each column's sum against its total."""
    if not footing.column_sums:
        return
    from_table = any(column_sum.total for column_sum in footing.column_sums)
    for kind in block.lines:
        if kind in ("findings", "spread"):
            continue
        name = kind
        if kind == "stated":
            name = "stated_table" if from_table else "stated_prose"
        sheet.text(block.line(kind), 0, say(name, lang=lang), "live", "bold")
        for col in range(block.table.grid.n_cols):
            sheet.put(block.line(kind), LEFT + col, None, "live")
    for column_sum in footing.column_sums:
        _write_column_check(sheet, column_sum=column_sum, block=block, footing=footing, lang=lang)
    if "check" in block.lines:
        row = block.line("check")
        _colour(sheet, (row, LEFT, row, LEFT + block.table.grid.n_cols - 1))


def _write_column_check(
    sheet: Sheet, *, column_sum: ColumnSum, block: Block, footing: Footing, lang: Lang
) -> None:
    area = Area(block.top, LEFT, footing.figures)
    col = LEFT + column_sum.col
    added = sum_live(column_sum.parts, area=area)
    _write_live(sheet, block.line("sum"), col, added, "right")
    if "stated" not in block.lines:
        return
    if column_sum.total is not None:
        stated = cell_live(column_sum.total, area=area)
        _write_live(sheet, block.line("stated"), col, stated, "right")
    elif column_sum.stated is not None:
        stated = _write_stated(sheet, block.line("stated"), col, column_sum.stated)
    else:
        stated = Live(None, "")
    difference = column_difference(
        column_sum.parts,
        area=area,
        added=cell_name(block.line("sum"), col),
        stated=cell_name(block.line("stated"), col),
        values=(added, stated),
    )
    row = block.line("difference")
    _write_live(sheet, row, col, difference, "right", num_format=_DIFFERENCE)
    total = [column_sum.total] if column_sum.total else []
    word = verdict_live(
        cell_name(row, col),
        value=difference.value,
        relation="equal",
        unread=area.unread([*column_sum.parts, *total]),
        lang=lang,
    )
    _write_live(sheet, block.line("check"), col, word, "centre")


def _write_stated(sheet: Sheet, row: int, col: int, stated: Stated) -> Live:
    sheet.number(row, col, stated.value, "live", "right")
    if stated.implied is not None:
        sheet.comment(row, col, stated.implied.in_(sheet.book.lang))
    return Live(None, stated.value)


def _write_live(
    sheet: Sheet, row: int, col: int, live: Live, *styles: str, num_format: str = "General"
) -> None:
    if live.formula is not None:
        sheet.formula(row, col, live.formula, live.value, "live", *styles, num_format=num_format)
    else:
        sheet.put(row, col, live.value, "live", *styles)


def _colour(sheet: Sheet, area: tuple[int, int, int, int]) -> None:
    """Colour live words; each of them also says in letters what its colour says."""
    lang = sheet.book.lang
    tones: dict[str, Tone] = {
        say("live_ok", lang=lang): "ok",
        say("live_unequal", lang=lang): "error",
        say("live_short", lang=lang): "error",
        say("not_read", lang=lang): "warning",
    }
    sheet.colour_words(area, tones=tones)


def _write_findings(sheet: Sheet, *, block: Block, footing: Footing, plan: Plan) -> None:
    """Name the findings of each row and column in words that lead to them."""
    col = LEFT + block.table.grid.n_cols + 2 * len(footing.slots)
    if block.marks.rows:
        head = block.top + max(block.table.header_rows - 1, -1)
        sheet.text(head, col, say("findings", lang=plan.lang), "header", "centre")
    for row, numbers in block.marks.rows.items():
        _write_codes(sheet, block.top + row, col, numbers=numbers, plan=plan)
    if "findings" in block.lines:
        line = block.line("findings")
        sheet.text(line, 0, say("findings", lang=plan.lang), "live", "bold")
        for grid_col, numbers in block.marks.cols.items():
            _write_codes(sheet, line, LEFT + grid_col, numbers=numbers, plan=plan)
    if "spread" in block.lines:
        line = block.line("spread")
        sheet.text(line, 0, say("spread", lang=plan.lang), "quiet")
        for offset, number in enumerate(block.marks.spread[:8]):
            _write_codes(sheet, line, LEFT + 2 + offset, numbers=[number], plan=plan)


def _write_codes(sheet: Sheet, row: int, col: int, *, numbers: Sequence[int], plan: Plan) -> None:
    findings = [plan.entries[number].finding for number in numbers]
    words = [severity_to_word(finding, lang=plan.lang) for finding in findings]
    said = list(dict.fromkeys(f"{w.text} {f.code}" for w, f in zip(words, findings, strict=True)))
    link = plan.link_to_entry(numbers[0], text="; ".join(said))
    sheet.put(row, col, link, "cell", "wrap", "centre", words[0].tone)


def _widths(plan: Plan) -> list[float]:
    """Return widths that suit every table of the sheet, since they share its columns."""
    widths: dict[int, int] = {0: _MARGIN}
    for block in plan.blocks:
        if block.footing is None:
            continue
        for cell in block.table.grid.cells:
            width = width_of(cell.text)
            if cell.row < block.table.header_rows:
                width = min(width, 9)
            _widen(widths, LEFT + cell.col, width=min(width, _WIDE))
        for column_sum in block.footing.column_sums:
            _widen(widths, LEFT + column_sum.col, width=8)
        for number in block.marks.cols:
            _widen(widths, LEFT + number, width=9)
        right = LEFT + block.table.grid.n_cols
        for number in range(2 * len(block.footing.slots)):
            _widen(widths, right + number, width=12)
        if block.marks.rows:
            _widen(widths, right + 2 * len(block.footing.slots), width=16)
    last = max(widths)
    return [widths.get(col, _NARROW) + 1.5 for col in range(last + 1)]


def _fit_heights(sheet: Sheet, *, block: Block, widths: Sequence[float], lang: Lang) -> None:
    if block.footing is None:
        return
    texts: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for cell in block.table.grid.cells:
        if cell.col < block.table.grid.n_cols:
            texts[cell.row].append((cell.text, widths[LEFT + cell.col]))
    head = max(block.table.header_rows - 1, -1)
    right = LEFT + block.table.grid.n_cols
    for number, slot in enumerate(block.footing.slots):
        said = _check_name(slot, table=block.table, lang=lang)
        texts[head].append((said, widths[right + 2 * number]))
    for row, wrapped in texts.items():
        sheet.fit_height(block.top + row, texts=wrapped)


def _widen(widths: dict[int, int], col: int, *, width: int) -> None:
    widths[col] = max(widths.get(col, _NARROW), width)
