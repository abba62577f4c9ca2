"""``report.json``: the contract's JSON, version 1. Its schema is ``schema.json``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from typing import Any

from ..model import (
    Audit,
    Change,
    Contact,
    Finding,
    Key,
    Lang,
    Observation,
    Repair,
    Result,
    SecondReading,
    Source,
)
from . import Report, Run, findings_of, json_text, number_to_json, unicode_path

Json = dict[str, Any]


def _source(source: Source) -> Json:
    return {
        "page": source.page,
        "line": source.line,
        "span": list(source.span) if source.span else None,
        "table": source.table,
        "sheet": source.sheet,
        "ref": source.ref,
        "box": [round(x, 1) for x in source.box] if source.box else None,
        "method": source.method,
        "confidence": None if source.confidence is None else round(source.confidence, 2),
    }


def key_to_json(key: Key) -> Json:
    """The seven fields of a key."""
    return {
        "part": key.part,
        "origin": key.origin,
        "scope": key.scope,
        "batch": key.batch,
        "region": key.region,
        "pollution": key.pollution,
        "measure": key.measure,
    }


def _observation(o: Observation) -> Json:
    key = key_to_json(o.key)
    region = key.pop("region")
    pollution, measure = key.pop("pollution"), key.pop("measure")
    return {
        **key,
        "region": region,
        "region_code": o.region_code,
        "pollution": pollution,
        "measure": measure,
        "value": number_to_json(o.value),
        "unit": o.unit,
        "label": o.label,
        "text": o.text,
        "relation": o.relation,
        "source": _source(o.source),
    }


def _finding(f: Finding, lang: Lang) -> Json:
    return {
        "code": f.code,
        "rule": f.rule,
        "severity": f.severity,
        "message": f.message.in_(lang),
        "observed": number_to_json(f.observed),
        "expected": number_to_json(f.expected),
        "difference": number_to_json(f.difference),
        "explained_by": f.explained_by.in_(lang) if f.explained_by else None,
        "keys": [key_to_json(k) for k in f.keys],
        "sources": [_source(s) for s in f.sources],
        "fingerprint": f.fingerprint,
    }


def _contact(contact: Contact | None) -> Json | None:
    if contact is None:
        return None
    return {
        "period": list(contact.period) if contact.period else None,
        "phones": list(contact.phones),
        "mailboxes": list(contact.mailboxes),
        "hours": contact.hours,
        "source": _source(contact.source),
    }


def _bulletin(audit: Audit, lang: Lang) -> Json:
    b = audit.bulletin
    return {
        "id": b.id,
        "level": b.level,
        "title": b.title,
        "inspection": b.inspection,
        "province": b.province,
        "batch": b.batch,
        "batches": list(b.batches),
        "as_of": b.as_of,
        "parts": list(b.parts),
        "contact": _contact(b.contact),
        "region_counts": [
            {"value": c.value, "text": c.text, "scope": c.scope, "source": _source(c.source)}
            for c in b.region_counts
        ],
        "types": {"relation": b.basis.relation, "reason": b.basis.reason.in_(lang)},
        "verdict": audit.verdict,
        "observations": [_observation(o) for o in b.observations],
        "findings": [_finding(f, lang) for f in audit.findings],
        "repairs": [_repair(r, lang) for r in audit.repairs],
        "readings": [_reading(r) for r in b.readings if r.agrees is not None],
    }


def _change(change: Change) -> Json:
    return {
        "event": change.event,
        "kind": change.kind,
        "key": key_to_json(change.key),
        "before": number_to_json(change.before),
        "after": number_to_json(change.after),
        "source": _source(change.source) if change.source is not None else None,
    }


def _repair(repair: Repair, lang: Lang) -> Json:
    return {
        "status": repair.status,
        "changes": [_change(c) for c in repair.changes],
        "alternatives": [[_change(c) for c in other] for other in repair.alternatives],
        "cost": repair.cost,
        "gap": repair.gap,
        "scope": repair.scope.in_(lang),
        "evidence": list(repair.evidence),
        "nature": repair.nature,
    }


def _reading(reading: SecondReading) -> Json:
    return {
        "engine": reading.engine,
        "agrees": reading.agrees,
        "disagreements": [
            {"key": key_to_json(d.key), "values": dict(d.values)} for d in reading.disagreements
        ],
    }


def _document(result: Result, lang: Lang) -> Json:
    return {
        "path": unicode_path(result.path),
        "sha256": result.sha256,
        "media_type": result.media_type,
        "status": result.status,
        "reason": result.reason,
        "message": result.message.in_(lang) if result.message else None,
        "findings": [_finding(f, lang) for f in result.findings],
        "bulletins": [_bulletin(a, lang) for a in result.audits],
    }


def _run(run: Run, documents: list[Any]) -> Json:
    statuses = Counter(r.status for r in run.results)
    verdicts = Counter(a.verdict for r in run.results for a in r.audits)
    severities = Counter(f.severity for r in run.results for f in findings_of(r))
    return {
        "version": 1,
        "tool": {"name": "bulletins", "version": run.version},
        "documents": documents,
        "summary": {
            "documents": len(run.results),
            "by_status": {s: statuses[s] for s in sorted(statuses)},
            "by_verdict": {v: verdicts[v] for v in sorted(verdicts)},
            "findings": {s: severities[s] for s in sorted(severities)},
            "rules_left_out": list(run.left_out),
            "exit": run.exit,
        },
    }


def grids_to_json(run: Run, lang: Lang) -> Json:
    """The documents' tables as the ``tables`` command prints them; rows and columns from 0."""
    documents = []
    for result in run.results:
        tables = [
            {
                "pages": list(g.pages),
                "box": g.source.box and [round(x, 1) for x in g.source.box],
                "n_rows": g.n_rows,
                "n_cols": g.n_cols,
                "cells": [
                    {
                        "row": c.row, "col": c.col, "row_span": c.row_span, "col_span": c.col_span,
                        "text": c.text, "page": c.source.page,
                        "box": c.source.box and [round(x, 1) for x in c.source.box],
                        "line": c.source.line,
                        "ref": c.source.ref,
                    }
                    for c in g.cells
                ],
            }
            for g in result.grids
        ]  # fmt: skip
        documents.append(
            {
                "path": unicode_path(result.path),
                "status": result.status if result.reason is not None else "ok",
                "reason": result.reason,
                "message": result.message.in_(lang) if result.message else None,
                "tables": tables,
            }
        )
    return {"version": 1, "documents": documents}


def schema() -> str:
    """The JSON Schema of the report."""
    return (resources.files(__package__) / "schema.json").read_text(encoding="utf-8")


def render(run: Run, lang: Lang) -> Iterator[str]:
    """The report, a document at a time: a run of thousands is never held as one text."""
    head, tail = json_text(_run(run, [_HERE])).split(f"  {json.dumps(_HERE)}")
    if not run.results:
        yield json_text(_run(run, []))
        return
    yield head
    for number, result in enumerate(run.results):
        # not by splitlines(): it parts at characters that JSON leaves as they are
        lines = json_text(_document(result, lang)).rstrip("\n").split("\n")
        yield (",\n" if number else "") + "\n".join(f"  {line}" for line in lines)
    yield tail


_HERE = "documents stand here"
REPORT = Report(name="json", render=render)
