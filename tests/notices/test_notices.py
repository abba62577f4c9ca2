"""Two hundred notices in as many wordings, each with the figures that it states.

The texts are ours, written after what is known of prints, with their truth beside them:
``types`` (types, regions, shares), ``scopes`` (batches, progress, reasons), ``mixed``.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bulletins.parse import parse_document
from bulletins.pipeline import foot_all
from bulletins.readers import read_document

HERE = Path(__file__).parent
LINES = [
    json.loads(line)
    for path in sorted(HERE.glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
ORDER = ("inconsistent", "explained", "consistent", "unchecked")

# What is read otherwise than the truth beside the text has it, and why that is left so.
OTHERWISE = {
    "scopes-21": "the headline names the city with its cases",
    "scopes-30": "the headline names the city with its cases",
    "scopes-43": "a case of two districts is an item of the list",
    "mixed-023": "bodies with one count together are an item of the list",
    "mixed-029": "the rest, handled by others, is a reason: explained",
    "mixed-038": "types above the cases without a word of it: explained",
    "mixed-061": "超150件 is read, as at least",
    "mixed-068": "a text without a batch, a day or a total",
    "mixed-070": "the largest alone are named: explained",
    "mixed-073": "the largest alone are named: explained",
    "mixed-078": "cases counted in 个: cases, not problems",
}


def folded(label: object) -> str:
    return "".join(str(label).split())


@pytest.mark.parametrize("line", [pytest.param(x, id=x["id"]) for x in LINES])
def test_notice(line: dict[str, Any]) -> None:
    truth, year = line["truth"], str(line["year"])[:4]
    bulletins = parse_document(
        read_document(line["text"].encode()), sha256="0" * 64, province=line["province"],
        year=int(year) if year.isdigit() else None,
    )  # fmt: skip
    (audits,) = foot_all([bulletins])
    read = {
        (o.key.scope, folded(o.key.region), o.key.pollution, o.key.measure, Decimal(o.value))
        for a in audits
        for o in a.bulletin.observations
        if o.value is not None
    }

    def facts(rows: Any) -> set[tuple[str, str, str, str, Decimal]]:
        return {(s, folded(r), p, m, Decimal(str(v))) for _, s, r, p, m, v in rows}

    wanted, fair = facts(truth["observations"]), facts(truth.get("optional") or ())
    found = {a.verdict for a in audits}
    verdict = next((v for v in ORDER if v in found), "unchecked")
    right = wanted <= read <= wanted | fair and verdict in truth["verdict_any"]
    if line["id"] in OTHERWISE:
        assert not right, f"{line['id']} is read as its truth has it: take it off the list"
    else:
        assert (wanted - read, read - wanted - fair) == (set(), set())
        assert verdict in truth["verdict_any"], [f.message.en for a in audits for f in a.findings]
