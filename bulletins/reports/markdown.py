"""The report as Markdown, for an issue, a merge request or a job summary."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..errors import REASONS
from ..localise.words import repair_to_lines
from ..model import Audit, Lang, Result, Text
from . import SEVERITY_WORDS, STATUSES, VERDICTS, Report, Run, name_of, place, plain, summary, tally

_HEADER = Text(
    "| | rule | finding | observed | expected | place |",
    "| | 规则 | 发现 | 核算值 | 对照值 | 位置 |",
)


def escape(text: str) -> str:
    """``text`` so that Markdown shows it as it is: no markup, no cell ends."""
    return re.sub(r"([\\`*_{}\[\]()<>#|~!@$&])", r"\\\1", plain(text))


def _rows(audit: Audit, lang: Lang) -> Iterator[str]:
    yield _HEADER.in_(lang)
    yield "|---|---|---|---:|---:|---|"
    for f in audit.findings:
        message = escape(f.message.in_(lang))
        if f.explained_by is not None:
            message += f" — {escape(f.explained_by.in_(lang))}"
        where = escape(place(f.sources[0], lang=lang)) if f.sources else ""
        cells = (
            SEVERITY_WORDS[f.severity].in_(lang), f"{f.code} {f.rule}", message,
            "" if f.observed is None else str(f.observed),
            "" if f.expected is None else str(f.expected), where,
        )  # fmt: skip
        yield "| " + " | ".join(cells) + " |"


def _document(result: Result, lang: Lang) -> Iterator[str]:
    yield f"## {escape(result.path)}\n"
    if result.reason is not None:
        message = result.message or REASONS[result.reason]
        yield f"{STATUSES[result.status].in_(lang)}: `{result.reason}` {escape(message.in_(lang))}\n"
    elif not result.audits:
        yield f"{STATUSES[result.status].in_(lang)}\n"
    for audit in result.audits:
        verdict = VERDICTS[audit.verdict].in_(lang)
        counts = tally(audit.findings, lang=lang)
        yield f"**{escape(name_of(audit, lang=lang))}: {verdict}**" + (
            f" ({counts})" if counts else ""
        )
        yield ""
        if audit.findings:
            yield from _rows(audit, lang)
            yield ""
        for repair in audit.repairs:
            first, *rest = repair_to_lines(repair)
            yield f"- {escape(first.in_(lang))}"
            yield from (f"  - {escape(line.in_(lang))}" for line in rest)
        if audit.repairs:
            yield ""


def _text(run: Run, lang: Lang) -> str:
    """The report as Markdown text."""
    title = Text("# Validation report\n", "# 核对报告\n").in_(lang)
    head = [title, f"{summary(run, lang=lang)}\n"]
    lines = [*head, *(line for result in run.results for line in _document(result, lang))]
    return "\n".join(lines).rstrip("\n") + "\n"


REPORT = Report(name="markdown", render=lambda run, lang: (_text(run, lang),))
