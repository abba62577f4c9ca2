"""What ``convert`` writes: a workbook a document; report.html, report.json, panel.csv over all."""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections.abc import Sequence
from io import StringIO
from pathlib import Path, PurePosixPath

from .batch.outputs import Outputs
from .errors import REASONS
from .frames import (
    REPAIRED_COLUMNS,
    TIDY_COLUMNS,
    results_to_tidy,
    tidy_rows,
    tidy_schema,
    validate,
)
from .model import Lang, Result, Text, several
from .reports import STATUSES, Run, all_reports, csv_field, findings_of, plain, shown_path, tally
from .workbook import kept_entries, result_to_workbook

_RESERVED = re.compile(r"(?i)^(?:con|prn|aux|nul|com\d|lpt\d)$")
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_STEM_BYTES = 180  # leaves room for a hash and an ending in the 255 bytes of a file name


def workbook_names(paths: Sequence[str]) -> dict[str, str]:
    """A file name for each path: ``<stem>.xlsx``, a second of one stem with a short hash.

    Names are safe in every folder: no separators, no device names, equal ones told apart
    whatever the case or the Unicode form.
    """
    taken: set[str] = set()
    names = {}
    for path in paths:
        stem = "stdin" if path == "-" else PurePosixPath(path).stem
        stem = unicodedata.normalize("NFC", _UNSAFE.sub("_", stem)).strip(". ") or "document"
        while len(stem.encode("utf-8", "replace")) > _STEM_BYTES:
            stem = stem[:-1]
        if _RESERVED.match(stem):
            stem += "_"
        if stem.casefold() in taken:
            stem += "-" + hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:8]
        taken.add(stem.casefold())
        names[path] = f"{stem}.xlsx"
    return names


def panel_csv(results: Sequence[Result], *, repaired: bool = False) -> str:
    """The tidy panel over all results; a text that looks like a formula gets a leading ``'``."""
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow((*TIDY_COLUMNS, *(REPAIRED_COLUMNS if repaired else ())))
    rows = tidy_rows(results, repaired=repaired)
    writer.writerows([csv_field(v) for v in row] for row in rows)
    return lines.getvalue()


def _line(result: Result, name: str | None, *, lang: Lang) -> str:
    """One summary line for a document."""
    why = ""
    if result.reason is not None:
        message = result.message or REASONS[result.reason]
        why = f"{result.reason}: {plain(message.in_(lang))}"
    if name is None:
        said = STATUSES[result.status].in_(lang)
        return f"{shown_path(result.path)}: {said}" + (f": {why}" if why else "")
    number = len(result.audits)
    found = Text(several(number, "bulletin"), f"{number} 份通报").in_(lang)
    counts = tally(findings_of(result), lang=lang) or Text("no findings", "没有发现问题").in_(lang)
    unread = f" ({STATUSES[result.status].in_(lang)}: {why})" if why else ""
    comma = Text(", ", "，").in_(lang)
    return f"{shown_path(result.path)}: {found}{comma}{counts} → {name}{unread}"


def write_all(
    run: Run, folder: Path, *, outputs: Outputs, lang: Lang, repaired: bool = False
) -> list[str]:
    """Stage every file of a conversion in ``outputs``; the summary lines, one a document.

    What a person wrote into a workbook that is replaced is kept. With ``repaired`` the panel and
    the workbooks' data have a second, marked column.
    """
    results = run.results
    panel = results_to_tidy(results)
    if len(panel):
        broken = validate(panel, tidy_schema())
        if broken:  # our own parser made the panel: a breach of its schema is a bug
            raise AssertionError(broken[0].message.en)
    held = [r.path for r in results if r.audits]
    names = workbook_names(held)
    for result in results:
        if result.audits:
            target = folder / names[result.path]
            book = result_to_workbook(
                result, lang=lang, version=run.version, repaired=repaired, left_out=run.left_out,
                kept=kept_entries(target),
            )  # fmt: skip
            outputs.write_bytes(target, book)
    for name in ("html", "json"):
        outputs.write_text(folder / f"report.{name}", all_reports()[name].render(run, lang))
    outputs.write_text(folder / "panel.csv", panel_csv(results, repaired=repaired))
    return [_line(r, names.get(r.path), lang=lang) for r in results]


def write_drawings(results: Sequence[Result], folder: Path, *, outputs: Outputs) -> int:
    """Stage the drawn pages of PDF files, ``<stem>-p3.png`` for page 3; how many there are."""
    drawn = [r for r in results if r.drawings]
    names = workbook_names([r.path for r in drawn])
    for result in drawn:
        stem = names[result.path].removesuffix(".xlsx")
        for drawing in result.drawings:
            outputs.write_bytes(folder / f"{stem}-p{drawing.page}.png", drawing.png)
    return sum(len(result.drawings) for result in drawn)
