"""The sheets Discrepancies and Checks: what was found, and all that was tested."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from ..model import TOTAL, Check, Finding, Key, Lang, Source, Text
from ..vocabulary.numerals import exact
from .kept import ENTRIES, FINGERPRINT, MESSAGE, Kept
from .plan import Entry, Plan, bulletin_to_name, severity_to_word
from .words import DECISIONS, code_to_words, say
from .writing import Book, Field, Tone, Value, Word, number_to_text, write_table

_DISCREPANCIES = (
    Field(Text("severity", "程度"), 10),
    Field(Text("bulletin", "通报"), 15, ("wrap",)),
    Field(Text("code", "代码"), 8),
    Field(Text("rule", "规则"), 18),
    Field(MESSAGE, 56, ("wrap",)),
    Field(Text("region", "地区"), 12, ("wrap",)),
    Field(Text("pollution", "污染类型"), 12, ("wrap",)),
    Field(Text("observed", "核算值"), 11, ("right",)),
    Field(Text("expected", "对照值"), 11, ("right",)),
    Field(Text("difference", "差额"), 12, ("right",)),
    Field(Text("explained by", "原文说明"), 24, ("wrap",)),
    Field(Text("page", "页"), 7, ("wrap", "centre")),
    Field(Text("line", "行"), 10, ("wrap", "centre")),
    Field(Text("ref", "位置"), 10, ("wrap", "centre")),
    Field(Text("cell", "单元格"), 16),
    Field(FINGERPRINT, 18),
    *(
        Field(entry, width, ("input", *styles))
        for entry, width, styles in zip(ENTRIES, (14, 16, 24), ((), (), ("wrap",)), strict=True)
    ),
)
_DECISION_COL = len(_DISCREPANCIES) - len(ENTRIES)
_ROOM = (15, 17, 24)
_NOTHING = (None,) * len(ENTRIES)

_CHECKS = (
    Field(Text("status", "状态"), 12),
    Field(Text("bulletin", "通报"), 20, ("wrap",)),
    Field(Text("rule", "规则"), 20),
    Field(Text("subject", "对象"), 30, ("wrap",)),
    Field(Text("left side", "左项"), 34, ("wrap",)),
    Field(Text("left value", "左值"), 13, ("right",)),
    Field(Text("relation", "关系"), 10, ("centre",)),
    Field(Text("right side", "右项"), 34, ("wrap",)),
    Field(Text("right value", "右值"), 13, ("right",)),
    Field(Text("difference", "差额"), 13, ("right",)),
    Field(Text("code", "代码"), 8),
    Field(Text("assumption", "前提"), 34, ("wrap",)),
    Field(Text("explanation", "原文说明"), 34, ("wrap",)),
)

_RELATIONS = {"=": "=", ">=": "≥", "<=": "≤"}
_TONES: dict[str, Tone] = {
    "passed": "ok",
    "failed": "error",
    "explained": "note",
    "untested": "quiet",
}


def write_discrepancies(book: Book, *, plan: Plan, kept: Mapping[str, Kept]) -> None:
    """Write the findings, the worst first, with room for a person's decision.

    ``kept`` are the decisions of before; those on findings that are no more stand at the end.
    """
    sheet = book.add_sheet(plan.sheet("discrepancies"))
    rows = [[*_finding_row(e, plan=plan), *_decided(e, kept, plan=plan)] for e in plan.entries]
    found = {entry.finding.fingerprint for entry in plan.entries}
    rows += [_gone_row(name, kept[name], plan=plan) for name in sorted(kept.keys() - found)]
    write_table(
        sheet,
        name="discrepancies",
        fields=_DISCREPANCIES,
        rows=rows,
        empty=say("no_findings", lang=plan.lang),
        frozen=1,
    )
    words = [decision.in_(plan.lang) for decision in DECISIONS]
    sheet.choices((1, _DECISION_COL, max(len(rows), 1), _DECISION_COL), words=words)
    sheet.widths(_ROOM, first=_DECISION_COL)


def write_checks(book: Book, *, plan: Plan) -> None:
    """Write every check, held or not."""
    rows = [
        _check_row(check, named=bulletin_to_name(audit.bulletin, lang=plan.lang), lang=plan.lang)
        for audit in plan.result.audits
        for check in audit.checks
    ]
    write_table(
        book.add_sheet(plan.sheet("checks")),
        name="checks",
        fields=_CHECKS,
        rows=rows,
        empty=say("no_checks", lang=plan.lang),
        frozen=1,
    )


def _finding_row(entry: Entry, *, plan: Plan) -> list[Value]:
    finding, lang = entry.finding, plan.lang
    named = say("document_row", lang=lang)
    if entry.audit is not None:
        named = bulletin_to_name(plan.result.audits[entry.audit].bulletin, lang=lang)
    sources = _sources(entry, plan=plan)
    return [
        severity_to_word(finding, lang=lang),
        named,
        finding.code,
        finding.rule,
        finding.message.in_(lang),
        _several(_region(key, lang=lang) for key in finding.keys),
        _several(code_to_words(key.pollution, lang=lang) for key in finding.keys),
        finding.observed,
        finding.expected,
        finding.difference,
        finding.explained_by.in_(lang) if finding.explained_by else None,
        _numbers(source.page for source in sources),
        _numbers(source.line for source in sources),
        _several(source.where for source in sources if source.where),
        plan.link_to_finding(entry),
        finding.fingerprint,
    ]


def _decided(entry: Entry, kept: Mapping[str, Kept], *, plan: Plan) -> Sequence[Value]:
    before = kept.get(entry.finding.fingerprint)
    return before.in_(plan.lang) if before else _NOTHING


def _gone_row(fingerprint: str, kept: Kept, *, plan: Plan) -> list[Value]:
    """The row of a finding that was decided on and is no more."""
    told = {
        _DISCREPANCIES[0].header: Word(say("gone", lang=plan.lang), "quiet"),
        MESSAGE: kept.message,
        FINGERPRINT: fingerprint,
        **dict(zip(ENTRIES, kept.in_(plan.lang), strict=True)),
    }
    return [told.get(field.header) for field in _DISCREPANCIES]


def _sources(entry: Entry, *, plan: Plan) -> tuple[Source, ...]:
    """Return the places of a finding: its own, or those of the figures it names."""
    if entry.finding.sources or entry.audit is None:
        return entry.finding.sources
    keys = set(entry.finding.keys)
    observations = plan.result.audits[entry.audit].bulletin.observations
    return tuple(o.source for o in observations if o.key in keys) if keys else ()


def _region(key: Key, *, lang: Lang) -> str:
    return code_to_words(TOTAL, lang=lang) if key.region == TOTAL else key.region


def _numbers(numbers: Iterable[int | None]) -> Value:
    """Return the only number as a number, several as a list."""
    known = sorted({number for number in numbers if number is not None})
    return known[0] if len(known) == 1 else _several(map(str, known))


def _several(names: Iterable[str]) -> str:
    """Return up to three names, or the first and how many more.

    >>> _several(["水", "大气", "水"]), _several(["R3C2", "R3C3", "R3C4", "R3C5"])
    ('水, 大气', 'R3C2 +3')
    """
    unlike = list(dict.fromkeys(names))
    return ", ".join(unlike) if len(unlike) <= 3 else f"{unlike[0]} +{len(unlike) - 1}"


def _check_row(check: Check, *, named: str, lang: Lang) -> list[Value]:
    constraint = check.constraint
    difference = None
    if check.observed is not None and check.expected is not None:
        difference = check.observed - check.expected
    relation = _RELATIONS[constraint.relation]
    if constraint.tolerance:
        slack = Fraction(constraint.tolerance) / Fraction(constraint.scale)
        relation += f" ±{number_to_text(exact(Decimal(slack.numerator) / slack.denominator))}"
    return [
        Word(say(check.status, lang=lang), _TONES[check.status]),
        named,
        constraint.rule,
        constraint.subject.in_(lang),
        constraint.left_label.in_(lang),
        check.observed,
        relation,
        constraint.right_label.in_(lang),
        check.expected,
        difference,
        check.finding.code if check.finding else None,
        constraint.assumption.in_(lang) if constraint.assumption else None,
        _explanation(check.finding, otherwise=constraint.explanation, lang=lang),
    ]


def _explanation(finding: Finding | None, *, otherwise: Text | None, lang: Lang) -> str | None:
    text = finding.explained_by if finding and finding.explained_by else otherwise
    return text.in_(lang) if text else None
