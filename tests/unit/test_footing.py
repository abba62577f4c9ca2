"""What passes, fails and stays open among alternatives."""

from __future__ import annotations

import msgspec
import pytest

from bulletins.figures import Figures, terms
from bulletins.footing import _check_group
from bulletins.model import TOTAL, Bulletin, Constraint, Key, Number, Observation, Source, Text


def key(measure: str) -> Key:
    return Key("notice", "prose", "batch", 3, TOTAL, TOTAL, measure)


def figures(**values: Number | None) -> Figures:
    made = tuple(
        Observation(key(m), v, "case", m, "" if v is None else str(v), Source())
        for m, v in values.items()
    )
    return Figures(
        Bulletin(
            id="x", title="", level=None, inspection=None, province=None, year=None, batch=3,
            batches=(3,), as_of=None, parts=("notice",), contact=None, observations=made,
            lists=(), region_counts=(), tables=(), basis=None, doubts=(),
        )  # type: ignore[arg-type]
    )  # fmt: skip


def is_nine(measure: str) -> Constraint:
    word = Text(measure, measure)
    return Constraint(
        rule="prose-types", subject=word, keys=(key(measure),), left=terms((key(measure),)),
        right=(), left_label=word, right_label=word, right_constant=9, group="g",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("problems", "cases", "status"),
    [
        (9, 8, "passed"),
        (8, 9, "passed"),
        (8, 7, "failed"),
        (None, 9, "passed"),
        (None, 8, "untested"),
        (8, None, "untested"),
        (None, None, "untested"),
    ],
)
def test_alternatives(problems: Number | None, cases: Number | None, status: str) -> None:
    found = figures(problems=problems, cases=cases)
    (check,) = _check_group(found, [is_nine("problems"), is_nine("cases")])
    assert check.status == status
    if status == "failed":
        assert check.constraint.keys == (key("problems"),)


@pytest.mark.parametrize(
    ("relation", "en", "zh"),
    [
        (">=", "(the first must be no less; 2 short)", "（前者不应小于后者，少 2）"),
        ("<=", "(the first must be no more; 4 too many)", "（前者不应大于后者，多 4）"),
        ("=", "(-2)", "（差 -2）"),
    ],
)
def test_how_far_it_is_off(relation: str, en: str, zh: str) -> None:
    value = 13 if relation == "<=" else 7
    bound = msgspec.structs.replace(is_nine("cases"), relation=relation)
    (check,) = _check_group(figures(cases=value), [bound])
    assert check.finding is not None
    assert check.finding.message.en.endswith(en)
    assert check.finding.message.zh.endswith(zh)
