"""JUnit XML, as Jenkins, GitLab and GitHub's reporters read it.

A suite is a document. Its first case says whether it was read; then each sum of each bulletin
is a case, and each doubt that is no sum. Errors are failures, a document not read whole an
error, a sum with an unread figure is skipped. What rightly does not close, warnings and notes
pass, with what is said of them as output.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ..model import Audit, Check, Finding, Lang, Result, Text
from ..rules import find_rule
from . import Report, Run, name_of, plain, proposals, sentence, why_unread

_Ending = Literal["failure", "error", "skipped", "system-out"]


class _Case(NamedTuple):
    """A test case: how it ended, None where there is nothing to say, and lines of why."""

    group: str
    name: str
    ended: _Ending | None = None
    type: str = ""
    said: tuple[str, ...] = ()


def _finding(f: Finding, audit: Audit | None, *, group: str, name: str, lang: Lang) -> _Case:
    said = (sentence(f, lang=lang), *(plain(p.in_(lang)) for p in proposals(f, audit)))
    ended: _Ending = "failure" if f.severity == "error" else "system-out"
    return _Case(group, name, ended, f.rule, said)


def _check(check: Check, audit: Audit, *, group: str, lang: Lang) -> _Case:
    rule = find_rule(check.constraint.rule)
    assert rule is not None
    name = f"{rule.code} {rule.name}: {check.constraint.subject.in_(lang)}"
    if check.finding is not None:
        return _finding(check.finding, audit, group=group, name=name, lang=lang)
    if check.status == "untested":
        why = Text("a figure of it was not read exactly", "其中有数字未能准确读出").in_(lang)
        return _Case(group, name, "skipped", rule.name, (why,))
    return _Case(group, name)


def _cases(result: Result, lang: Lang) -> Iterator[_Case]:
    name = Text("the document is read", "文件可读取").in_(lang)
    if result.reason is not None:
        yield _Case(result.path, name, "error", result.reason, (why_unread(result, lang=lang),))
    else:
        yield _Case(result.path, name)
    for f in result.findings:
        yield _finding(f, None, group=result.path, name=f"{f.code} {f.rule}", lang=lang)
    for audit in result.audits:
        group = f"{result.path} · {name_of(audit, lang=lang)}"  # a batch may stand in two documents
        yield from (_check(check, audit, group=group, lang=lang) for check in audit.checks)
        summed = {check.finding.fingerprint for check in audit.checks if check.finding}
        for f in audit.findings:
            if f.fingerprint not in summed:
                yield _finding(f, audit, group=group, name=f"{f.code} {f.rule}", lang=lang)


def _suite(result: Result, run: Run, lang: Lang) -> Element:
    """The suite of a document; cases of one name are told apart by a number."""
    cases = list(_cases(result, lang))
    ended = Counter(case.ended for case in cases)
    suite = Element(
        "testsuite", name=plain(result.path), tests=str(len(cases)), errors=str(ended["error"]),
        failures=str(ended["failure"]), skipped=str(ended["skipped"]), file=plain(result.path),
    )  # fmt: skip
    if run.left_out:
        properties = SubElement(suite, "properties")
        SubElement(properties, "property", name="rules not asked", value=", ".join(run.left_out))
    seen: Counter[tuple[str, str]] = Counter()
    for case in cases:
        seen[case.group, case.name] += 1
        number = seen[case.group, case.name]
        name = plain(case.name if number == 1 else f"{case.name} #{number}")
        element = SubElement(suite, "testcase", classname=plain(case.group), name=name)
        if case.ended == "system-out":
            SubElement(element, case.ended).text = "\n".join(case.said)
        elif case.ended is not None:
            why = SubElement(element, case.ended, message=case.said[0], type=case.type)
            why.text = "\n".join(case.said)
    return suite


def _render(run: Run, lang: Lang) -> Iterator[str]:
    """A suite at a time: a run of thousands is never held as one text."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="bulletins">\n'
    for result in run.results:
        suite = _suite(result, run, lang)
        indent(suite)
        yield tostring(suite, encoding="unicode") + "\n"
    yield "</testsuites>\n"


REPORT = Report(name="junit", render=_render)
