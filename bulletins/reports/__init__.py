"""One file a report format: Results in, text out.

A report is a module here with a constant ``REPORT``; a scan of the folder finds it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import msgspec

from ..model import Audit, Finding, Lang, Result, Source, Text

PLANNED = ("html", "junit", "sarif", "github", "gitlab")
"""Formats of the contract that a later version brings."""


class Run(msgspec.Struct, frozen=True):
    """Everything a report tells of: the results, sorted by path, and how the run ends."""

    results: tuple[Result, ...]
    exit: int
    version: str


class Report(msgspec.Struct, frozen=True):
    """A format: its name for ``--format``, and its text in pieces, written one by one."""

    name: str
    render: Callable[[Run, Lang], Iterable[str]]


@cache
def all_reports() -> dict[str, Report]:
    """Every format of the folder, by name."""
    names = sorted(m.name for m in iter_modules(__path__))
    reports = [import_module(f"{__name__}.{name}").REPORT for name in names]
    return {report.name: report for report in reports}


VERDICTS = {
    "consistent": Text("consistent", "一致"),
    "explained": Text("explained", "有说明"),
    "inconsistent": Text("inconsistent", "不一致"),
    "unchecked": Text("unchecked", "无可核对"),
}
SEVERITY_WORDS = {
    "error": Text("error", "错误"),
    "warning": Text("warning", "警告"),
    "note": Text("note", "提示"),
}
STATUSES = {
    "ok": Text("read", "已读"),
    "no_bulletin": Text("no bulletin", "无通报"),
    "partial": Text("read in part", "部分读取"),
    "failed": Text("not read", "未读"),
}


def plain(text: str) -> str:
    """``text`` on one line and without characters that could control a terminal."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))


def place(source: Source, *, lang: Lang) -> str:
    """Where something stands, for people: page 3, line 167, R3C2."""
    words = Text("page {} ", "第{}页").in_(lang), Text("line {}", "第{}行").in_(lang)
    parts = []
    if source.page is not None:
        parts.append(words[0].format(source.page).strip())
    if source.line is not None:
        parts.append(words[1].format(source.line))
    if source.sheet is not None:
        parts.append(Text(f"sheet {source.sheet}", f"工作表 {source.sheet}").in_(lang))
    if source.table is not None:
        parts.append(Text(f"table {source.table}", f"表 {source.table}").in_(lang))
    if source.ref is not None:
        parts.append(source.ref)
    return ", ".join(parts) if lang == "en" else "，".join(parts)


def name_of(audit: Audit, *, lang: Lang) -> str:
    """A bulletin in a few words: 安徽 2024, batch 29."""
    b = audit.bulletin
    year = b.year if lang == "en" or b.year is None else f"{b.year}年"
    home = " ".join(str(x) for x in (b.province, year) if x is not None)
    batches = ", ".join(map(str, b.batches))
    batch = Text(f"batch {batches}", f"第{batches}批").in_(lang)
    if not batches:
        batch = Text("no batch number", "未标批次").in_(lang)
    return f"{home}, {batch}" if home and lang == "en" else f"{home}{batch}"


def tally(findings: tuple[Finding, ...], *, lang: Lang) -> str:
    """How many of each severity: 9 errors, 2 warnings."""
    counts: Counter[str] = Counter(f.severity for f in findings)
    said = []
    for severity, word in SEVERITY_WORDS.items():
        if number := counts.get(severity):
            plural = "s" if number > 1 else ""
            said.append(Text(f"{number} {word.en}{plural}", f"{number} 个{word.zh}").in_(lang))
    return (", " if lang == "en" else "，").join(said)


def findings_of(result: Result) -> tuple[Finding, ...]:
    """All findings of a document, its own and its bulletins'."""
    return (*result.findings, *(f for a in result.audits for f in a.findings))
