"""Runs the rules: constraints to checks, residuals to findings, findings to a verdict.

Sums are exact (fractions of integers). A constraint in which a figure was not read, is
approximate or is cut off stays untested. The localiser reads the same constraints.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

import msgspec

from .figures import Figures
from .model import (
    SEVERITIES,
    Audit,
    Bulletin,
    Check,
    Constraint,
    Doubt,
    Finding,
    Frozen,
    Key,
    Number,
    Severity,
    Source,
    Term,
    Text,
    Verdict,
)
from .rules import Case, Rule, all_rules, find_rule

_RELATIONS = {
    ">=": Text("the first must be no less; {} short", "前者不应小于后者，少 {}"),
    "<=": Text("the first must be no more; {} too many", "前者不应大于后者，多 {}"),
}


class _Worked(Frozen, frozen=True):
    """A constraint with both sides added up; None where it cannot be."""

    constraint: Constraint
    left: Number | None
    right: Number | None
    holds: bool


def _number(value: Fraction) -> Number:
    if value.denominator == 1:
        return int(value)
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"))


def _side(figures: Figures, terms: Iterable[Term], constant: Number) -> Fraction | None:
    total = Fraction(constant)
    for term in terms:
        found = figures.get(term.key)
        if found is None:
            continue  # nothing is printed there: a blank counts as 0
        if found.value is None or found.relation != "equal":
            return None
        total += Fraction(term.coefficient) * Fraction(found.value)
    return total


def _work(figures: Figures, constraint: Constraint) -> _Worked:
    left = _side(figures, constraint.left, constraint.left_constant)
    right = _side(figures, constraint.right, constraint.right_constant)
    if left is None or right is None:
        return _Worked(constraint, None, None, False)
    excess, slack = left - right, Fraction(constraint.tolerance)
    holds = {"=": abs(excess) <= slack, ">=": excess >= -slack, "<=": excess <= slack}
    scale = Fraction(constraint.scale)
    return _Worked(
        constraint, _number(left / scale), _number(right / scale), holds[constraint.relation]
    )


def _sources(figures: Figures, constraint: Constraint) -> tuple[Source, ...]:
    """The places of what the constraint is about first, then of everything in it."""
    keys = (*constraint.keys, *(t.key for t in (*constraint.right, *constraint.left)))
    places = [found.source for key in keys if (found := figures.get(key)) is not None]
    return tuple(dict.fromkeys((*places, *constraint.sources)))


def _message(worked: _Worked) -> Text:
    c = worked.constraint
    assert worked.left is not None and worked.right is not None
    difference = worked.left - worked.right
    must = _RELATIONS.get(c.relation)
    en = f"{c.subject.en}: {c.left_label.en} {worked.left}, {c.right_label.en} {worked.right}"
    zh = f"{c.subject.zh}：{c.left_label.zh} {worked.left}，{c.right_label.zh} {worked.right}"
    off = abs(difference)
    en += f" ({must.en.format(off)})" if must is not None else f" ({difference:+})"
    zh += f"（{must.zh.format(off)}）" if must is not None else f"（差 {difference:+}）"
    if c.assumption:
        en, zh = f"{en}; {c.assumption.en}", f"{zh}；{c.assumption.zh}"
    return Text(en, zh)


def _finding(
    figures: Figures, worked: _Worked, *, severity: Severity, explained_by: Text | None
) -> Finding:
    c = worked.constraint
    rule = find_rule(c.rule)
    assert rule is not None and worked.left is not None and worked.right is not None
    return Finding(
        code=rule.code, rule=rule.name, severity=severity, message=_message(worked),
        observed=worked.left, expected=worked.right, difference=worked.left - worked.right,
        explained_by=explained_by, keys=c.keys, sources=_sources(figures, c),
    )  # fmt: skip


def _check_group(figures: Figures, group: Sequence[Constraint]) -> list[Check]:
    """Alternatives: the first that holds is taken; where none does, the first one fails.

    Nothing fails while one of them could not be tested: it may be the one that holds.
    """
    worked = [_work(figures, c) for c in group]
    chosen = next((w for w in worked if w.holds), None)
    if chosen is not None:
        c = chosen.constraint
        if c.explanation is None:
            return [Check(c, "passed", chosen.left, chosen.right)]
        first = worked[0]
        if first.left is None:
            return [Check(c, "untested", None, None)]
        note = _finding(figures, first, severity="note", explained_by=c.explanation)
        return [Check(c, "explained", chosen.left, chosen.right, note)]
    if any(w.left is None for w in worked):
        # A demand without an alternative is bound to hold, also for the figure that is unread.
        alone = {"group": None} if len(group) == 1 else {}
        return [Check(msgspec.structs.replace(group[0], **alone), "untested", None, None)]
    failed = worked[0]
    c = failed.constraint
    finding = _finding(figures, failed, severity=c.severity, explained_by=None)
    return [Check(c, "failed", failed.left, failed.right, finding)]


def doubt_to_finding(doubt: Doubt) -> Finding:
    """A doubt of reading, parsing or a rule as a finding of its rule's severity."""
    rule = find_rule(doubt.rule)
    if rule is None:
        raise LookupError(f"no rule is named {doubt.rule!r}")
    return Finding(
        code=rule.code, rule=rule.name, severity=doubt.severity or rule.severity,
        message=doubt.message,
        keys=doubt.keys, sources=doubt.sources, beside=doubt.beside,
    )  # fmt: skip


def fingerprinted(findings: Iterable[Finding], *of: object) -> tuple[Finding, ...]:
    """Fingerprints from what is said ``of`` what, not from where it stands in a file.

    Lines added above a finding leave its fingerprint as it is.
    """
    seen: dict[str, int] = {}
    out = []
    for f in findings:
        what = (*of, f.rule, [_spelled(k) for k in f.keys], str(f.observed), str(f.expected),
                "" if f.keys else f.message.en)  # fmt: skip
        digest = hashlib.sha256(repr(what).encode()).hexdigest()[:16]
        seen[digest] = seen.get(digest, 0) + 1
        if seen[digest] > 1:
            digest = f"{digest}-{seen[digest]}"
        out.append(msgspec.structs.replace(f, fingerprint=digest))
    return tuple(out)


def _spelled(key: Key) -> tuple[str, ...]:
    return (key.part, key.origin, key.scope, str(key.batch), key.region, key.pollution, key.measure)


def find_verdict(checks: Sequence[Check], findings: Sequence[Finding]) -> Verdict:
    """Inconsistent with an error; explained; unchecked where no sum could be tested."""
    if any(f.severity == "error" for f in findings):
        return "inconsistent"
    if any(f.explained_by is not None for f in findings):
        return "explained"
    return "consistent" if any(c.status == "passed" for c in checks) else "unchecked"


def foot(bulletin: Bulletin) -> Audit:
    """Every rule's demands on ``bulletin`` alone, worked out."""
    return foot_beside(Figures(bulletin), ())


def foot_beside(
    figures: Figures, others: Sequence[Figures], *, rules: Sequence[Rule] | None = None
) -> Audit:
    """The demands of all rules, or of some, beside the other bulletins of the inspection."""
    bulletin = figures.bulletin
    case = Case(figures, tuple(others))
    rules = all_rules() if rules is None else rules
    stated = [x for rule in rules if rule.state for x in rule.state(case)]
    asked = {rule.name for rule in rules}
    doubts = [*(d for d in bulletin.doubts if d.rule in asked),
              *(x for x in stated if isinstance(x, Doubt))]  # fmt: skip
    demands = [x for x in stated if isinstance(x, Constraint)]
    checks: list[Check] = []
    alone = iter(range(len(demands)))
    for _, group in groupby(demands, key=lambda c: c.group or next(alone)):
        checks.extend(_check_group(figures, list(group)))
    checks = [_with_witnesses(c, bulletin) for c in checks]
    found = [c.finding for c in checks if c.finding is not None]
    findings = fingerprinted(
        (*found, *map(doubt_to_finding, doubts)), bulletin.province, bulletin.year, bulletin.batches
    )
    findings = tuple(
        sorted(findings, key=lambda f: (SEVERITIES.index(f.severity), _FAMILIES.index(f.code[0])))
    )
    by_place = {(f.rule, f.keys, f.message): f for f in findings}
    checks = [
        c if c.finding is None
        else Check(c.constraint, c.status, c.observed, c.expected,
                   by_place[c.finding.rule, c.finding.keys, c.finding.message])
        for c in checks
    ]  # fmt: skip
    return Audit(bulletin, find_verdict(checks, findings), tuple(checks), findings)


_HEADS = ("misaligned-columns", "unknown-label")


def _with_witnesses(check: Check, bulletin: Bulletin) -> Check:
    """A failed check, which says so where a second reader reads the same figures in the table."""
    if check.status != "failed" or check.finding is None:
        return check
    c = check.constraint
    keys = {*c.keys, *(t.key for t in (*c.left, *c.right))}
    disputed = {d.key for r in bulletin.readings for d in r.disagreements}
    agreed = {k for r in bulletin.readings for k in r.compared} - disputed
    if not keys <= agreed:  # all of one table; what prose says the second reader has not seen
        return check
    if any(d.rule in _HEADS for d in bulletin.doubts):
        return check  # what the columns are may have been taken wrongly by whoever read them
    said = check.finding.message
    message = Text(
        f"{said.en}; two readers read these figures alike: the print itself does not add up",
        f"{said.zh}；两个识读引擎读数一致，应是原文本身不平",
    )
    finding = msgspec.structs.replace(check.finding, message=message)
    return msgspec.structs.replace(check, finding=finding)


_FAMILIES = "TNCPS"  # table, narrative, cumulative, progress, state of the copy
