"""Whatever the wording, a notice reads back to its figures, and its sums to their reasons."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletins.model import Audit
from bulletins.parse import parse_document
from bulletins.pipeline import foot_all
from bulletins.readers import read_document
from tests.property.wordings import CHANGES, REASONS, draw, facts, word

SEEDS = range(12)


def audits_of(text: str) -> tuple[Audit, ...]:
    (found,) = foot_all([parse_document(read_document(text.encode()), sha256="0" * 64)])
    return found


def said(audits: tuple[Audit, ...]) -> list[str]:
    return [f"{f.rule} {f.severity}: {f.message.en}" for a in audits for f in a.findings]


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_notice_reads_back_to_its_figures(rng: Random) -> None:
    figures = draw(rng)
    text = word(rng, figures)
    audits = audits_of(text)
    read = {
        (o.key.scope, o.key.region.removesuffix("市"), o.key.pollution, o.key.measure, o.value)
        for a in audits
        for o in a.bulletin.observations
        if o.key.part != "headline"
    }
    wanted = facts(figures)
    extra = read - wanted - {("cumulative", "_T", "_T", "cases", figures.before)}
    assert (wanted - read, extra) == (set(), set()), text
    assert said(audits) == [], text


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", REASONS)
def test_a_reason_explains_the_sum(name: str, seed: int) -> None:
    rng = Random(f"{name} {seed}")
    text, rule, words = REASONS[name](rng, draw(rng))
    audits = audits_of(text)
    found = [f for a in audits for f in a.findings]
    assert "error" not in {f.severity for f in found}, (text, said(audits))
    reasons = [f.explained_by.zh for f in found if f.rule == rule and f.explained_by is not None]
    assert any(words in reason for reason in reasons), (text, said(audits))
    assert audits[0].verdict == "explained"


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", CHANGES)
def test_a_wrong_figure_is_named_by_its_rule(name: str, seed: int) -> None:
    rng = Random(f"{name} {seed}")
    text, rule = CHANGES[name](rng, draw(rng))
    audits = audits_of(text)
    errors = {f.rule for a in audits for f in a.findings if f.severity == "error"}
    assert rule in errors, (text, said(audits))
