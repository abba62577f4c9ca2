"""Every rule: the examples of its page, and its case file beside this test.

A case file is ``<rule>.toml``: documents, and exactly the findings each must give, as
rule, severity and what it is about (the first key's region, or its pollution where the
region is the total).
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from bulletins.footing import doubt_to_finding
from bulletins.model import TOTAL, Finding, Grid
from bulletins.parse import parse_document
from bulletins.pipeline import foot_all
from bulletins.readers import read_document
from bulletins.rules import Rule, all_rules
from bulletins.witness import compare, with_readings

HERE = Path(__file__).parent
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(HERE.glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]
RULES = [pytest.param(rule, id=rule.name) for rule in all_rules()]


SECOND = "---- second reader\n"


def findings_of(text: str) -> list[Finding]:
    text, _, second = text.partition(SECOND)
    document = read_document(text.encode())
    bulletins = parse_document(document, sha256="0" * 64)
    if second:
        grids = [b for b in read_document(second.encode()).blocks if isinstance(b, Grid)]
        bulletins = tuple(
            with_readings(b, [compare(t, grids, engine="camelot") for t in b.tables])
            for b in bulletins
        )
    (audits,) = foot_all([bulletins])
    assert audits, "no bulletin was found"
    return [*(f for a in audits for f in a.findings), *map(doubt_to_finding, document.doubts)]


def about(finding: Finding) -> str | None:
    if not finding.keys:
        return None
    key = finding.keys[0]
    return key.pollution if key.region == TOTAL and key.pollution != TOTAL else key.region


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any]) -> None:
    expected = sorted((f["rule"], f["severity"], f.get("about") or "") for f in case["findings"])
    found = findings_of(case["document"])
    got = sorted((f.rule, f.severity, about(f) or "") for f in found)
    assert got == expected, [f.message.en for f in found]


@pytest.mark.parametrize("rule", RULES)
def test_the_page_breaks_the_rule_as_it_says(rule: Rule) -> None:
    assert rule.name in {f.rule for f in findings_of(rule.example("Wrong"))}


@pytest.mark.parametrize("rule", RULES)
def test_the_page_keeps_the_rule_as_it_says(rule: Rule) -> None:
    assert [f.message.en for f in findings_of(rule.example("Right"))] == []


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_its_case_file(rule: Rule) -> None:
    path = HERE / f"{rule.name}.toml"
    assert path.is_file(), f"write {path.name}: documents with what {rule.name} must find in them"
    names = {f["rule"] for c in tomllib.loads(path.read_text())["case"] for f in c["findings"]}
    assert rule.name in names
