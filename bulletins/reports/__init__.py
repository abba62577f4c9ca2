"""One file a report format: Results in, text out.

A report is a module here with a constant ``REPORT``; a scan of the folder finds it.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from importlib import import_module
from pathlib import PurePosixPath
from pkgutil import iter_modules

import msgspec

from ..errors import REASONS
from ..figures import is_of_ours
from ..localise.words import STATUS, changes_to_text
from ..model import (
    SEVERITIES,
    TOTAL,
    Audit,
    Bulletin,
    Finding,
    Lang,
    Number,
    Result,
    Source,
    Text,
    several,
)
from ..rules import all_rules


class Run(msgspec.Struct, frozen=True):
    """Everything a report tells of: the results, sorted by path, and how the run ends."""

    results: tuple[Result, ...]
    exit: int
    version: str
    left_out: tuple[str, ...] = ()
    """Codes of the rules that were not asked."""


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
    "consistent": Text("consistent", "相符"),
    "explained": Text("explained", "有说明"),
    "inconsistent": Text("inconsistent", "不符"),
    "unchecked": Text("unchecked", "未核"),
}
SEVERITY_WORDS = {
    "error": Text("error", "错误"),
    "warning": Text("warning", "存疑"),
    "note": Text("note", "提示"),
}
STATUSES = {
    "ok": Text("read", "已读"),
    "no_bulletin": Text("no bulletin", "无通报"),
    "partial": Text("read in part", "部分读取"),
    "failed": Text("not read", "未读"),
}


_LOG_COMMAND = re.compile(r"##(?=\w*\[)")
"""What runners of CI take for a command wherever it stands in a log: ``##[group]``, ``##vso[``."""


def plain(text: str) -> str:
    """``text`` on one line and without what could control a terminal or a runner of CI."""
    shown = "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
    return _LOG_COMMAND.sub("## ", shown)


def shown_path(path: str) -> str:
    """A path at the start of a line: none that GitHub Actions would take for a command."""
    shown = plain(path)
    return f"./{shown}" if shown.startswith("::") else shown


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
    return plain(", ".join(parts) if lang == "en" else "，".join(parts))


def sentence(finding: Finding, *, lang: Lang) -> str:
    """What a finding says, its explanation and its place, on one line."""
    said = finding.message.in_(lang)
    if finding.explained_by is not None:
        because = Text("explained: ", "说明：").in_(lang)
        said += Text("; ", "；").in_(lang) + because + finding.explained_by.in_(lang)
    where = place(finding.sources[0], lang=lang) if finding.sources else ""
    if where:
        said += Text(f" ({where})", f"（{where}）").in_(lang)
    return plain(said)


def proposals(finding: Finding, audit: Audit | None) -> list[Text]:
    """What was proposed for the figures that a finding is about: proposed: 合肥 × soil 1 → blank."""
    said = []
    for repair in audit.repairs if audit is not None else ():
        touched = {c.event for c in repair.changes if c.source in finding.sources}
        if touched:
            changes = changes_to_text([c for c in repair.changes if c.event in touched])
            status = STATUS[repair.status]
            said.append(Text(f"{status.en}: {changes.en}", f"{status.zh}：{changes.zh}"))
    return said


def why_unread(result: Result, *, lang: Lang) -> str:
    """Why a document was not read whole: the reason's code and what is said of it."""
    assert result.reason is not None
    message = result.message or REASONS[result.reason]
    return f"{result.reason}: {plain(message.in_(lang))}"


def unicode_path(path: str) -> str:
    r"""``path`` as Unicode: bytes of a file name that are none are spelled ``\udcff``."""
    return path.encode("utf-8", "backslashreplace").decode()


def tree_path(path: str) -> str:
    """``path`` as programs that know the files of a repository spell it: without ``./``, and from
    the working directory where it is below that."""
    return unicode_path(below_here(path))


def below_here(path: str) -> str:
    """``path`` from the working directory, where it is below that."""
    found, here = PurePosixPath(path), PurePosixPath(os.getcwd())
    return (found.relative_to(here) if found.is_relative_to(here) else found).as_posix()


def number_to_json(value: Number | None) -> int | float | None:
    """A number as JSON has it."""
    return float(value) if isinstance(value, Decimal) else value


def json_text(data: object) -> str:
    """``data`` as JSON text, characters as they are, ending in a line end."""
    return msgspec.json.format(msgspec.json.encode(data), indent=1).decode() + "\n"


def csv_field(value: object) -> str:
    """A field that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, (int, Decimal)):
        return str(value)
    # A carriage return alone would not be quoted.
    text = unicode_path(str(value)).replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


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
            said.append(Text(f"{number} {word.en}{plural}", f"{number} 处{word.zh}").in_(lang))
    return (", " if lang == "en" else "，").join(said)


class Told(msgspec.Struct, frozen=True):
    """A finding with the document and the bulletin it is of; None for the whole document."""

    result: Result
    audit: Audit | None
    finding: Finding


def gravest_first(run: Run) -> list[Told]:
    """Every finding of a run by severity, within one as the documents stand."""
    told = [
        Told(result, audit, finding)
        for result in run.results
        for audit, findings in ((None, result.findings), *((a, a.findings) for a in result.audits))
        for finding in findings
    ]
    return sorted(told, key=lambda t: SEVERITIES.index(t.finding.severity))


def summary(run: Run, *, lang: Lang) -> str:
    """A run on one line, without a word of its documents: how many, and what was found."""
    found = sum(len(r.audits) for r in run.results)
    findings = tuple(f for r in run.results for f in findings_of(r))
    counts = tally(findings, lang=lang) or Text("no findings", "没有发现问题").in_(lang)
    unread = sum(1 for r in run.results if r.reason is not None)
    said = Text(
        f"{several(len(run.results), 'document')}, {several(found, 'bulletin')}: {counts}",
        f"{len(run.results)} 个文件，{found} 份通报：{counts}",
    ).in_(lang)
    if unread:
        said += Text(f"; {unread} not read whole", f"；{unread} 个未能完整读取").in_(lang)
    return said + _rules_asked(run, lang=lang)


def _rules_asked(run: Run, *, lang: Lang) -> str:
    """Which rules were not asked, or which were asked, whichever is less to read."""
    if not run.left_out:
        return ""
    asked = [rule.code for rule in all_rules() if rule.code not in run.left_out]
    if len(asked) < len(run.left_out):
        codes = ", ".join(asked)
        return Text(f"; only these rules asked: {codes}", f"；仅核对规则：{codes}").in_(lang)
    codes = ", ".join(run.left_out)
    return Text(f"; rules not asked: {codes}", f"；未核对的规则：{codes}").in_(lang)


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
        return [Text(f"{added} case{'s' if added != '1' else ''}", f"{added} 件").in_(lang)]
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
