"""What a clerk reads in ten seconds: the verdict first, then a line for each finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from ..localise.words import repair_to_lines
from ..model import Finding, Lang, Result, Text, Verdict
from . import (
    SEVERITY_WORDS,
    STATUSES,
    VERDICTS,
    Report,
    Run,
    figures_of,
    name_of,
    place,
    plain,
    shown_path,
    summary,
    tally,
    why_unread,
)

Tone = Literal["error", "warning", "note", "ok", "name", "quiet"]
Paint = Callable[[str, Tone], str]
"""Gives a text the colour of a tone, or leaves it as it is."""

_VERDICT_TONES: dict[Verdict, Tone] = {
    "inconsistent": "error", "explained": "note", "unchecked": "quiet", "consistent": "ok",
}  # fmt: skip


def _finding(finding: Finding, lang: Lang, paint: Paint) -> Iterator[str]:
    word = paint(f"{SEVERITY_WORDS[finding.severity].in_(lang):<8}", finding.severity)
    where = place(finding.sources[0], lang=lang) if finding.sources else ""
    where = paint(f"  [{where}]", "quiet") if where else ""
    yield f"    {word}{finding.code} {finding.rule}: {plain(finding.message.in_(lang))}{where}"
    if finding.explained_by is not None:
        because = Text("explained: ", "说明：").in_(lang)
        yield f"            {because}{plain(finding.explained_by.in_(lang))}"


def _document(result: Result, lang: Lang, paint: Paint) -> Iterator[str]:
    status = STATUSES[result.status].in_(lang)
    path = paint(shown_path(result.path), "name")
    yield f"{path}: {status}" if not result.audits else path
    if result.reason is not None:
        if result.audits:
            yield f"  {status}"
        yield paint(f"    {why_unread(result, lang=lang)}", "error")
    for finding in result.findings:
        yield from _finding(finding, lang, paint)
    for audit in result.audits:
        verdict = paint(VERDICTS[audit.verdict].in_(lang).upper(), _VERDICT_TONES[audit.verdict])
        said = [
            name_of(audit, lang=lang),
            figures_of(audit, lang=lang),
            tally(audit.findings, lang=lang),
        ]
        yield f"  {verdict}  {plain(' · '.join(s for s in said if s))}"
        for finding in audit.findings:
            yield from _finding(finding, lang, paint)
        for repair in audit.repairs:
            word = paint(f"{Text('repair', '修正').in_(lang):<8}", "name")
            for number, line in enumerate(repair_to_lines(repair)):
                lead = word if not number else " " * 8
                yield f"    {lead}{plain(line.in_(lang))}"


def render_text(run: Run, lang: Lang, *, paint: Paint = lambda text, tone: text) -> Iterator[str]:
    """The report, a line at a time, in the colours that ``paint`` gives."""
    for result in run.results:
        yield from (f"{line}\n" for line in _document(result, lang, paint))
    yield f"{summary(run, lang=lang)}\n"


REPORT = Report(name="text", render=render_text)
