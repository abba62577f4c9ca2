"""The first sheet: what a clerk needs to see in ten seconds, then the details."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..errors import REASONS
from ..model import Audit, Bulletin, Finding, Lang, Result, Severity, Verdict
from ..reports import VERDICTS
from .cases import case_tables
from .plan import Plan, bulletin_to_name, severity_to_word
from .words import (
    LEGEND,
    PLURALS,
    SHEET_HINTS,
    SHEETS,
    code_to_name,
    code_to_words,
    say,
)
from .writing import Book, Link, Sheet, Tone, Value, Word, shorten

_TONES: dict[Verdict, Tone] = {
    "inconsistent": "error",
    "explained": "note",
    "unchecked": "quiet",
    "consistent": "ok",
}
"""The colours of the verdicts, from worst to best."""

_WIDTHS = (18, 66, 12, 12, 18, 10, 10, 10, 10, 14)
_FIRST_COUNT, _LEGEND_COL = 5, 3
_SHOWN = 6
_LONG, _NAME = 300, 80


def write_summary(book: Book, *, plan: Plan, version: str, left_out: Sequence[str]) -> None:
    """Write the first sheet."""
    sheet = book.add_sheet(plan.sheet("summary"))
    sheet.hide_gridlines()
    sheet.widths(_WIDTHS)
    sheet.print_setup()
    row = _write_head(sheet, plan=plan)
    row = _write_bulletins(sheet, row + 1, plan=plan)
    row = _write_worst(sheet, row + 1, plan=plan)
    _write_legend(sheet, row + 1)
    row = _write_sheets(sheet, row + 1, plan=plan)
    for audit in plan.result.audits:
        row = _write_details(sheet, row + 1, audit=audit)
    _write_document(sheet, row + 1, plan=plan, version=version, left_out=left_out)


def _write_head(sheet: Sheet, *, plan: Plan) -> int:
    result, lang = plan.result, plan.lang
    sheet.text(0, 0, say("title", lang=lang), "quiet")
    name = result.path.replace("\\", "/").rsplit("/", 1)[-1]
    sheet.text(1, 0, shorten(name, width=_NAME), "large")
    sheet.height(1, points=26)
    for col in range(len(_WIDTHS)):
        sheet.put(2, col, None, _overall(result)[1])
    sentence, tone = _overall(result)
    counted = _counts(finding for entry in plan.entries for finding in (entry.finding,))
    numbers = " · ".join(
        f"{counted[severity]} {say(severity if counted[severity] == 1 else plural, lang=lang)}"
        for severity, plural in PLURALS.items()
    )
    sheet.text(2, 0, f"{say(sentence, lang=lang)}   —   {numbers}", "verdict", tone)
    sheet.height(2, points=24)
    row = 3
    if result.status in ("partial", "failed"):
        why = [] if result.reason is None else [_reason(result.reason, plan=plan)]
        why += [result.message.in_(lang)] if result.message else []
        said = say(f"{result.status}_document", lang=lang)
        sheet.text(row, 0, shorten(": ".join([said, *why]), width=_LONG), "doubt")
        row += 1
    return row


def _overall(result: Result) -> tuple[str, Tone]:
    """Return the wording and colour for the whole document: those of its worst bulletin."""
    if result.status == "failed":
        return "failed_document", "warning"
    verdicts = {audit.verdict for audit in result.audits}
    for verdict, tone in _TONES.items():
        if verdict in verdicts:
            return f"{verdict}_document", tone
    return "no_bulletin", "quiet"


def _reason(reason: str, *, plan: Plan) -> str:
    return REASONS[reason].in_(plan.lang) if reason in REASONS else reason


def _counts(findings: Iterable[Finding]) -> dict[Severity, int]:
    counts: dict[Severity, int] = dict.fromkeys(PLURALS, 0)
    for finding in findings:
        counts[finding.severity] += 1
    return counts


def _write_bulletins(sheet: Sheet, row: int, *, plan: Plan) -> int:
    """Write a line for each bulletin."""
    lang = plan.lang
    if not plan.result.audits:
        return row - 1
    headers = ("verdict", "bulletin", "province", "batch", "as_of", *PLURALS.values())
    for col, name in enumerate((*headers, "figures", "checks_held")):
        sheet.text(row, col, say(name, lang=lang), "header", *(["centre"] if col > 1 else []))
    for audit in plan.result.audits:
        row += 1
        for col, value in enumerate(_bulletin_line(audit, plan=plan)):
            sheet.put(row, col, value, "cell", *_bulletin_styles(col, value=value))
        sheet.fit_height(row, texts=[(audit.bulletin.title, _WIDTHS[1])])
    if plan.result.findings:
        row += 1
        counts = _counts(plan.result.findings)
        line: list[Value] = [None, say("document_row", lang=lang), None, None, None]
        for col, value in enumerate([*line, *counts.values(), None, None]):
            sheet.put(row, col, value, "cell", *_bulletin_styles(col, value=value))
    return row + 1


def _bulletin_line(audit: Audit, *, plan: Plan) -> list[Value]:
    lang, bulletin = plan.lang, audit.bulletin
    counts = _counts(audit.findings)
    tested = [check for check in audit.checks if check.status != "untested"]
    held = sum(check.status == "passed" for check in tested)
    batches = [str(batch) for batch in bulletin.batches]
    batch: Value = bulletin.batch
    return [
        Word(VERDICTS[audit.verdict].in_(lang), _TONES[audit.verdict]),
        bulletin.title or say("unnamed", lang=lang),
        bulletin.province,
        batch if batch is not None else ", ".join(batches),
        bulletin.as_of.replace("T", " ") if bulletin.as_of else None,
        *(counts[severity] for severity in PLURALS),
        len(bulletin.observations),
        f"{held} / {len(tested)}",
    ]


def _bulletin_styles(col: int, *, value: Value) -> tuple[str, ...]:
    """Return the styles of a cell of a bulletin's line; a count has its header's colour."""
    if col == 0:
        return ("bold",)
    if col == 1:
        return ("wrap",)
    counts = dict(enumerate(PLURALS, start=_FIRST_COUNT))
    return ("centre", counts[col]) if value and col in counts else ("centre",)


def _write_worst(sheet: Sheet, row: int, *, plan: Plan) -> int:
    """Write the first errors, or where there are none the first doubts."""
    for severity, name in (("error", "first_errors"), ("warning", "first_doubts")):
        numbers = [n for n, e in enumerate(plan.entries) if e.finding.severity == severity]
        if not numbers:
            continue
        sheet.text(row, 0, say(name, lang=plan.lang), "heading")
        for number in numbers[:_SHOWN]:
            row += 1
            entry = plan.entries[number]
            word = severity_to_word(entry.finding, lang=plan.lang)
            sheet.put(row, 0, Word(f"{word.text} {entry.finding.code}", word.tone), "cell")
            message = shorten(entry.finding.message.in_(plan.lang), width=_LONG)
            sheet.text(row, 1, message, "cell", "wrap")
            sheet.fit_height(row, texts=[(message, _WIDTHS[1])])
            target = plan.link_to_finding(entry)
            there = target or plan.link_to_entry(number, text=plan.sheet("discrepancies"))
            sheet.put(row, 2, there, "plain")
        if len(numbers) > _SHOWN:
            row += 1
            said = say("more", lang=plan.lang).format(n=len(numbers) - _SHOWN)
            sheet.put(row, 1, plan.link_to_entry(numbers[_SHOWN], text=said), "plain")
        return row + 1
    return row - 1


def _write_sheets(sheet: Sheet, row: int, *, plan: Plan) -> int:
    sheet.text(row, 0, say("sheets", lang=plan.lang), "heading")
    names = [(name, plan.sheet(name)) for name in SHEETS if name not in ("summary", "cases")]
    names += [("cases", name) for name, _ in case_tables(plan)]
    for kind, name in names:
        row += 1
        sheet.put(row, 0, Link(name, name, 0, 0), "plain")
        sheet.text(row, 1, SHEET_HINTS[kind].in_(plan.lang), "quiet")
    return row + 1


def _write_details(sheet: Sheet, row: int, *, audit: Audit) -> int:
    lang = sheet.book.lang
    name = bulletin_to_name(audit.bulletin, lang=lang)
    sheet.text(row, 0, f"{say('details', lang=lang)}: {name}", "heading")
    for label, value in _details(audit.bulletin, lang=lang):
        row += 1
        _write_pair(sheet, row, label=label, value=value)
    return row + 1


def _details(bulletin: Bulletin, *, lang: Lang) -> list[tuple[str, str | None]]:
    level = bulletin.level
    details: list[tuple[str, str | None]] = [
        ("id", bulletin.id),
        ("inspection", bulletin.inspection),
        ("level", code_to_words(level, lang=lang) if level else None),
        ("parts", ", ".join(code_to_words(part, lang=lang) for part in bulletin.parts)),
        ("basis", bulletin.basis.reason.in_(lang)),
    ]
    contact = bulletin.contact
    if contact is None:
        return [*details, ("contact", None)]
    return [
        *details,
        ("period", " – ".join(contact.period) if contact.period else None),
        ("phones", "\n".join(contact.phones)),
        ("mailboxes", "\n".join(contact.mailboxes)),
        ("hours", contact.hours),
    ]


def _write_document(
    sheet: Sheet, row: int, *, plan: Plan, version: str, left_out: Sequence[str]
) -> None:
    result, lang = plan.result, plan.lang
    sheet.text(row, 0, say("document", lang=lang), "heading")
    rows = [
        ("file", result.path),
        ("sha256", result.sha256),
        ("media_type", result.media_type),
        ("status", code_to_name(result.status, lang=lang)),
        ("tool", f"bulletins {version}"),
    ]
    if left_out:
        rows.append(("left_out", ", ".join(left_out)))
    for label, value in rows:
        row += 1
        _write_pair(sheet, row, label=label, value=value)


def _write_pair(sheet: Sheet, row: int, *, label: str, value: str | None) -> None:
    text = value or say("none", lang=sheet.book.lang)
    sheet.text(row, 0, say(label, lang=sheet.book.lang), "cell", "quiet")
    sheet.text(row, 1, text, "cell", "wrap")
    sheet.fit_height(row, texts=[(text, _WIDTHS[1])])


def _write_legend(sheet: Sheet, row: int) -> None:
    """Write what the words and colours mean, in the free columns on the right."""
    lang = sheet.book.lang
    sheet.text(row, _LEGEND_COL, say("legend", lang=lang), "heading")
    for name, tone, meaning in LEGEND:
        row += 1
        sheet.text(row, _LEGEND_COL, say(name, lang=lang), "cell", tone)
        sheet.text(row, _LEGEND_COL + 1, meaning.in_(lang), "quiet")
