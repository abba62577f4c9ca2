"""SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), for code scanning.

Every rule is described, every finding is a result at the line of its first figure, with the
others as related locations; what stands on a page or in a sheet has a logical location. The
exact characters of a figure are the property ``span`` of its location: a region that names a
line is by the standard the whole line. GitHub takes 25,000 results of a run: where there are
more the gravest are kept, and a notification says how many are not there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from ..model import Lang, Result, Source, Text
from ..rulebook import rule_to_markdown, rule_to_text
from ..rules import Rule, all_rules
from . import (
    Report,
    Run,
    Told,
    below_here,
    gravest_first,
    json_text,
    number_to_json,
    place,
    plain,
    proposals,
    sentence,
    why_unread,
)

Json = dict[str, Any]

MAX_RESULTS = 25_000
_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_PROBLEM = {"error": "error", "warning": "warning", "note": "recommendation"}
_FAMILIES = {
    "T": "table", "N": "narrative", "C": "cumulative", "P": "progress", "S": "state-of-the-copy",
}  # fmt: skip


def _said(text: str) -> Json:
    """A message; brackets that could be taken for a link are escaped as SARIF says."""
    for character in "\\[]":
        text = text.replace(character, f"\\{character}")
    return {"text": text}


def _rule(rule: Rule, lang: Lang) -> Json:
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.title.in_(lang)},
        "fullDescription": {"text": " ".join((rule.about if lang == "zh" else rule.why).split())},
        "help": {"text": rule_to_text(rule, lang=lang), "markdown": rule_to_markdown(rule)},
        "defaultConfiguration": {"level": rule.severity},
        "properties": {
            "tags": [_FAMILIES[rule.code[0]]],
            "problem.severity": _PROBLEM[rule.severity],
        },
    }


def _artifact_location(path: str) -> Json:
    """A file of the repository by its path from the top; one from elsewhere by a full URI."""
    path = below_here(path)
    uri = quote(path.encode("utf-8", "surrogateescape"))
    if os.path.isabs(path):
        return {"uri": f"file:///{uri.lstrip('/')}"}
    return {"uri": uri, "uriBaseId": "%SRCROOT%"}


def _location(told: Told, source: Source | None, number: int, lang: Lang) -> Json:
    physical: Json = {"artifactLocation": _artifact_location(told.result.path)}
    location: Json = {"physicalLocation": physical}
    if number:
        location["id"] = number
    if source is None:
        return location
    if source.line is not None:
        physical["region"] = {"startLine": source.line}
    if source.span is not None:
        location["properties"] = {"span": list(source.span)}
    if source.ref or source.page is not None:
        where = place(source, lang=lang)
        home = [told.audit.bulletin.id] if told.audit is not None else []
        location["logicalLocations"] = [
            {"name": where, "fullyQualifiedName": plain("/".join([*home, where]))}
        ]
    return location


def _result(told: Told, numbers: dict[str, int], lang: Lang) -> Json:
    f = told.finding
    proposed = [plain(p.in_(lang)) for p in proposals(f, told.audit)]
    result: Json = {
        "ruleId": f.code,
        "ruleIndex": numbers[f.code],
        "level": f.severity,
        "message": _said("\n".join([sentence(f, lang=lang), *proposed])),
        "locations": [_location(told, f.sources[0] if f.sources else None, 0, lang)],
        # The second is the only one that GitHub looks at.
        "partialFingerprints": {
            "bulletins/v1": f.fingerprint, "primaryLocationLineHash": f.fingerprint,
        },
    }  # fmt: skip
    if len(f.sources) > 1:
        result["relatedLocations"] = [
            _location(told, source, number, lang) for number, source in enumerate(f.sources[1:], 1)
        ]
    result["properties"] = {
        "bulletin": told.audit and told.audit.bulletin.id,
        "observed": number_to_json(f.observed),
        "expected": number_to_json(f.expected),
        "difference": number_to_json(f.difference),
    }
    return result


def _artifact(result: Result) -> Json:
    artifact: Json = {"location": _artifact_location(result.path), "roles": ["analysisTarget"]}
    if result.sha256 is not None:
        artifact["hashes"] = {"sha-256": result.sha256}
    if result.media_type:
        artifact["mimeType"] = result.media_type
    return artifact


def _notifications(run: Run, left: int, lang: Lang) -> list[Json]:
    told: list[Json] = [
        {
            "level": "error",
            "descriptor": {"id": result.reason},
            "message": _said(why_unread(result, lang=lang)),
            "locations": [
                {"physicalLocation": {"artifactLocation": _artifact_location(result.path)}}
            ],
        }
        for result in run.results
        if result.reason is not None
    ]
    if left:
        more = Text(f"{left} results were left out: GitHub takes {MAX_RESULTS} of a run",
                    f"另有 {left} 条结果未列出：GitHub 每次最多接收 {MAX_RESULTS} 条")  # fmt: skip
        told.append({"level": "warning", "message": _said(more.in_(lang))})
    return told


def _render(run: Run, lang: Lang) -> Iterable[str]:
    rules = all_rules()
    numbers = {rule.code: number for number, rule in enumerate(rules)}
    told = gravest_first(run)
    kept, left = told[:MAX_RESULTS], len(told[MAX_RESULTS:])
    driver = {
        "name": "bulletins",
        "version": run.version,
        "semanticVersion": run.version,
        "rules": [_rule(rule, lang) for rule in rules],
    }
    invocation = {
        "executionSuccessful": all(r.reason is None for r in run.results),
        "exitCode": run.exit,
        "toolExecutionNotifications": _notifications(run, left, lang),
        "ruleConfigurationOverrides": [
            {"descriptor": {"id": code}, "configuration": {"enabled": False}}
            for code in run.left_out
        ],
    }
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "automationDetails": {"id": "bulletins/"},
                "language": "zh-CN" if lang == "zh" else "en",
                "columnKind": "unicodeCodePoints",
                "invocations": [invocation],
                "artifacts": [_artifact(result) for result in run.results],
                "results": [_result(t, numbers, lang) for t in kept],
            }
        ],
    }
    return (json_text(log),)


REPORT = Report(name="sarif", render=_render)
