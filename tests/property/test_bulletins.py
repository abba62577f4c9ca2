"""Generated bulletins: what is printed is read, what adds up is not doubted."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.property.plans import Plan, plan_bulletin, print_bulletin

from bulletins.footing import foot
from bulletins.model import Audit
from bulletins.parse import parse_document
from bulletins.readers import read_document

RANDOM = st.randoms(use_true_random=False)


def audit(text: str) -> Audit:
    document = read_document(text.encode())
    assert not document.doubts
    (bulletin,) = parse_document(document, sha256="0" * 64)
    return foot(bulletin)


def assert_read_back(plan: Plan) -> None:
    printed = print_bulletin(plan)
    got = audit(printed.text)
    observed = {(o.key, o.value, o.source.span) for o in got.bulletin.observations}
    assert observed == {(f.key, f.value, f.span) for f in printed.figures}, printed.text
    assert len(got.bulletin.observations) == len(printed.figures)
    for o in got.bulletin.observations:
        start, end = o.source.span or (0, 0)
        assert printed.text[start:end] == o.text
    assert [f.message.en for f in got.findings] == [], printed.text
    assert got.verdict == "consistent"


@given(RANDOM)
def test_every_figure_is_read_where_it_is_printed(rng: Random) -> None:
    assert_read_back(plan_bulletin(rng))
