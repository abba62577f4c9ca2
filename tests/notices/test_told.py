"""What bulletins tell in other ways, each with everything that is read of it and its verdict.

A line of ``told.json`` is a text with its figures as ``where[scope] batch: region/type:measure=value``
(``p`` prose, ``t`` table; ``c`` cumulative; the parts that say nothing are left out) and the codes
of its findings, errors and notes. Each figure was held against the text by eye.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bulletins.model import TOTAL, Observation
from bulletins.parse import parse_document
from bulletins.pipeline import foot_all
from bulletins.readers import read_document

CASES = json.loads((Path(__file__).parent / "told.json").read_text(encoding="utf-8"))
ORDER = ("inconsistent", "explained", "consistent", "unchecked")


def shown(o: Observation) -> str:
    key = o.key
    where = key.origin[0] + ("c" if key.scope == "cumulative" else "")
    region = "" if key.region == TOTAL else key.region
    pollution = "" if key.pollution == TOTAL else f"/{key.pollution}"
    measure = "" if key.measure == "cases" else f":{key.measure}"
    return f"{where} {key.batch}: {region}{pollution}{measure}={o.value}"


def told(text: str) -> dict[str, Any]:
    document = read_document(text.encode())
    (audits,) = foot_all([parse_document(document, sha256="told")])
    verdicts = {a.verdict for a in audits}
    return {
        "figures": sorted({shown(o) for a in audits for o in a.bulletin.observations}),
        "verdict": next((v for v in ORDER if v in verdicts), None),
        "codes": sorted({f.code for a in audits for f in a.findings if f.severity != "warning"}),
    }


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_told(case: dict[str, Any]) -> None:
    found = told(case["text"])
    assert found == {name: case[name] for name in found}
