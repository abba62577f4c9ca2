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

from ..figures import is_of_ours
from ..model import TOTAL, Audit, Bulletin, Finding, Lang, Number, Result, Source, Text

PLANNED = ("junit", "sarif", "github", "gitlab")
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


def cases_by_batch(bulletin: Bulletin) -> dict[int | None, Number]:
    """The stated cases of each batch: those that fall to whose notice it is, the text's first."""
    stated = [
        (o, o.value) for o in bulletin.observations
        if o.key.measure == "cases" and o.key.region == o.key.pollution == TOTAL
        and o.key.scope == "batch" and o.value is not None
    ]  # fmt: skip
    stated.sort(key=lambda pair: (pair[0].key.part == "headline", not is_of_ours(pair[0])))
    found: dict[int | None, Number] = {}
    for o, value in stated:
        found.setdefault(o.key.batch, value)
    return found


def _cases(bulletin: Bulletin, lang: Lang) -> list[str]:
    """The cases of the batch, of each of several, or of all so far."""
    by_batch = cases_by_batch(bulletin)
    told = [by_batch[b] for b in bulletin.batches if b in by_batch] or [*by_batch.values()][:1]
    if told:
        added = " + ".join(map(str, told))
        return [Text(f"{added} cases", f"{added} 件").in_(lang)]
    whole = [
        o for o in bulletin.observations
        if o.key.measure == "cases" and o.key.region == o.key.pollution == TOTAL
        and o.key.scope == "cumulative" and o.value is not None
    ]  # fmt: skip
    whole.sort(key=lambda o: (o.key.part == "headline", not is_of_ours(o)))
    return [Text(f"{o.value} cases so far", f"累计 {o.value} 件").in_(lang) for o in whole[:1]]


def figures_of(audit: Audit, *, lang: Lang) -> str:
    """The main count of a bulletin, and how many of its sums close."""
    closed = sum(1 for c in audit.checks if c.status == "passed")
    explained = sum(1 for c in audit.checks if c.status == "explained")
    tested = sum(1 for c in audit.checks if c.status != "untested")
    said = _cases(audit.bulletin, lang)
    if tested:
        said.append(
            Text(f"{closed} of {tested} sums close", f"{tested} 项核对中 {closed} 项相符").in_(lang)
        )
    if explained:
        said.append(Text(f"{explained} explained", f"{explained} 项有说明").in_(lang))
    return (", " if lang == "en" else "，").join(said)
