"""What print and copying do to a text without changing what it says: the figures stay."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletins.footing import foot
from bulletins.parse import parse_document
from bulletins.readers import read_document
from tests.property.plans import plan_bulletin, print_bulletin, reworded

SEEDS = st.integers(min_value=0, max_value=10**9)
Disguise = Callable[[str, Random], str]


def said(text: str) -> list[object]:
    """The figures without their places (a region by its code: labels stay as printed)."""
    document = read_document(text.encode())
    audits = [foot(b) for b in parse_document(document, sha256="0" * 64)]
    figures = [
        (
            o.key.part,
            o.key.scope,
            o.region_code,
            o.key.pollution,
            o.key.measure,
            o.value,
            o.relation,
        )
        for a in audits
        for o in a.bulletin.observations
    ]
    return [figures, [(f.rule, f.severity) for a in audits for f in a.findings]]


def prose_of(text: str) -> tuple[int, int]:
    start = text.index("截至")
    return start, text.index("\n", start)


def thrown_in(text: str, rng: Random, pieces: str, *, times: int) -> str:
    for _ in range(times):
        start, end = prose_of(text)
        at = rng.randrange(start + 2, end)
        text = text[:at] + rng.choice(pieces) + text[at:]
    return text


def radicals_for_ideographs(text: str, rng: Random) -> str:
    return text.translate(str.maketrans("水生", "⽔⽣"))


def spaces_in_words(text: str, rng: Random) -> str:
    return thrown_in(text, rng, " \u3000\u00a0", times=6)


def marks_without_width(text: str, rng: Random) -> str:
    return thrown_in(text, rng, "\u200b\ufeff\x00", times=4)


def a_column_break(text: str, rng: Random) -> str:
    start, end = prose_of(text)
    places = [i for i in range(start + 1, end) if text[i - 1] not in ")）:：;；。"]
    at = rng.choice(places)
    return text[:at] + rng.choice(("\n", "\n\n", "  \n")) + text[at:]


def mixed_punctuation(text: str, rng: Random) -> str:
    start, end = prose_of(text)
    pairs = dict(zip(",:()，：（）", "，：（）,:()", strict=True))
    mixed = "".join(pairs.get(c, c) if rng.random() < 0.5 else c for c in text[start:end])
    return text[:start] + mixed + text[end:]


def a_doubled_separator(text: str, rng: Random) -> str:
    start, end = prose_of(text)
    at = rng.choice([i for i in range(start, end) if text[i] in "、,，日"])
    return text if text[at] == "日" else text[:at] + text[at] + text[at:]


def spaces_in_labels(text: str, rng: Random) -> str:
    def spaced(cell: str) -> str:
        return cell if any(c.isdigit() for c in cell) else " ".join(cell)

    return "\n".join(
        "\t".join(map(spaced, line.split("\t"))) if "\t" in line else line
        for line in text.split("\n")
    )


def line_ends_of_windows(text: str, rng: Random) -> str:
    return text.replace("\n", "\r\n")


DISGUISES = [
    radicals_for_ideographs, spaces_in_words, marks_without_width, a_column_break,
    mixed_punctuation, a_doubled_separator, spaces_in_labels, line_ends_of_windows,
]  # fmt: skip


@pytest.mark.parametrize("disguise", DISGUISES, ids=lambda f: f.__name__)
@settings(derandomize=True, deadline=None, max_examples=40)
@given(SEEDS)
def test_the_figures_stay(disguise: Disguise, seed: int) -> None:
    rng = Random(seed)
    text = print_bulletin(reworded(plan_bulletin(rng), heading="markdown")).text
    assert said(disguise(text, rng)) == said(text)
