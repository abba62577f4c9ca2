"""What a clerk reads in ten seconds: the verdict first, then a line for each finding."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import REASONS
from ..localise.words import repair_to_lines
from ..model import Finding, Lang, Result, Text
from . import (
    SEVERITY_WORDS,
    STATUSES,
    VERDICTS,
    Report,
    Run,
    figures_of,
    findings_of,
    name_of,
    place,
    plain,
    tally,
)


def _finding(finding: Finding, lang: Lang) -> Iterator[str]:
    word = SEVERITY_WORDS[finding.severity].in_(lang)
    where = place(finding.sources[0], lang=lang) if finding.sources else ""
    where = f"  [{where}]" if where else ""
    yield f"    {word:<8}{finding.code} {finding.rule}: {plain(finding.message.in_(lang))}{where}"
    if finding.explained_by is not None:
        because = Text("explained: ", "说明：").in_(lang)
        yield f"            {because}{plain(finding.explained_by.in_(lang))}"


def _document(result: Result, lang: Lang) -> Iterator[str]:
    status = STATUSES[result.status].in_(lang)
    yield f"{plain(result.path)}: {status}" if not result.audits else plain(result.path)
    if result.reason is not None:
        message = result.message or REASONS[result.reason]
        if result.audits:
            yield f"  {status}"
        yield f"    {result.reason}: {plain(message.in_(lang))}"
    for finding in result.findings:
        yield from _finding(finding, lang)
    for audit in result.audits:
        verdict = VERDICTS[audit.verdict].in_(lang).upper()
        said = [
            name_of(audit, lang=lang),
            figures_of(audit, lang=lang),
            tally(audit.findings, lang=lang),
        ]
        yield f"  {verdict}  {plain(' · '.join(s for s in said if s))}"
        for finding in audit.findings:
            yield from _finding(finding, lang)
        for repair in audit.repairs:
            word = Text("repair", "修正").in_(lang)
            for number, line in enumerate(repair_to_lines(repair)):
                lead = f"{word:<8}" if not number else " " * 8
                yield f"    {lead}{plain(line.in_(lang))}"


def _several(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _summary(run: Run, lang: Lang) -> str:
    found = sum(len(r.audits) for r in run.results)
    findings = tuple(f for r in run.results for f in findings_of(r))
    counts = tally(findings, lang=lang) or Text("no findings", "没有发现问题").in_(lang)
    unread = sum(1 for r in run.results if r.status in ("failed", "partial"))
    said = Text(
        f"{_several(len(run.results), 'document')}, {_several(found, 'bulletin')}: {counts}",
        f"{len(run.results)} 个文件，{found} 份通报：{counts}",
    ).in_(lang)
    if unread:
        said += Text(f"; {unread} not read whole", f"；{unread} 个未能完整读取").in_(lang)
    return said


def _text(run: Run, lang: Lang) -> str:
    """The report as lines of plain text."""
    lines = [line for result in run.results for line in _document(result, lang)]
    return "\n".join([*lines, _summary(run, lang)]) + "\n"


REPORT = Report(name="text", render=lambda run, lang: (_text(run, lang),))
