"""Other readings of the same figures, as weights: another reader of the file, another document.

A witness is evidence, never a vote: two readers fail alike on one bad print. It makes a change
to what it says cheaper, and any other change of what it reads as we do dearer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from ..figures import Figures
from ..model import TOTAL, Key, Number
from ..vocabulary.numerals import parse_count
from ..vocabulary.regions import region_names
from .events import Values, Weigh
from .system import System

_DIFFERS = 4.0  # nats that a witness costs which reads what is true as something else
_AGREES = 0.4  # and one that reads it so
_ALIKE = 1.2  # and one that is wrong in the same way as we are

_Meaning = tuple[object, ...]


class Witness(msgspec.Struct, frozen=True):
    """What another reading has for figures of the system, by number; a blank is 0."""

    kind: Literal["second-reading", "edition"]
    values: dict[int, int]


def find_witnesses(
    figures: Figures, others: Sequence[Figures], system: System
) -> tuple[Witness, ...]:
    """Second readings of this file, and documents of the run that print the same batch."""
    return (*_readings(figures, system), *_editions(figures, others, system))


def to_weigh(system: System, witnesses: Sequence[Witness]) -> Weigh | None:
    """What the witnesses add to the cost of figures being really other than printed."""
    if not witnesses:
        return None

    def weigh(values: Values) -> float:
        return sum(_says(w, system, values) for w in witnesses)

    return weigh


def _says(witness: Witness, system: System, values: Values) -> float:
    """What one witness adds. It has an event whole or not at all: what it has of one by chance
    is no evidence for the rest."""
    seen = [
        (witness.values[f], system.figures[f].printed, x) for f, x in values if f in witness.values
    ]
    if not seen:
        return 0.0
    if all(has == true for has, _, true in seen):
        return _AGREES - _DIFFERS
    return _ALIKE if any(has == printed for has, printed, _ in seen) else 0.0


def _in_units(value: Number | None, system: System) -> int:
    return int((value or 0) / system.unit)


def _readings(figures: Figures, system: System) -> Iterator[Witness]:
    number = {figure.key: f for f, figure in enumerate(system.figures)}
    for reading in figures.bulletin.readings:
        values = {
            number[k]: system.figures[number[k]].printed for k in reading.compared if k in number
        }
        for d in reading.disagreements:
            text = next((t for engine, t in d.values if engine == reading.engine), "")
            read = parse_count(text)[0] if text.strip() else 0
            if d.key in number and read is not None:
                values[number[d.key]] = _in_units(read, system)
        if values:
            yield Witness("second-reading", values)


def _editions(figures: Figures, others: Sequence[Figures], system: System) -> Iterator[Witness]:
    seen = {figures.telling}
    for other in others:
        if other.bulletin.batch is None or other.bulletin.batch != figures.bulletin.batch:
            continue
        if other.telling in seen:  # the same text once more is no second witness
            continue
        seen.add(other.telling)
        told = _told(other)
        values = {}
        for f, figure in enumerate(system.figures):
            found = told.get(_meaning(figures, figure.key))
            if found is not None:
                values[f] = _in_units(found, system)
        if values:
            yield Witness("edition", values)


def _told(figures: Figures) -> dict[_Meaning, Number]:
    """What a bulletin prints, blanks of its tables too."""
    told: dict[_Meaning, Number] = {}
    for table in figures.tables():
        for place in table.places:
            told.setdefault(_meaning(figures, place.key), 0)
    for key in figures.by_key:
        value = figures.value(key)
        if value is None:
            told.pop(_meaning(figures, key), None)
        else:
            told[_meaning(figures, key)] = value
    return told


def _meaning(figures: Figures, key: Key) -> _Meaning:
    region = key.region
    if region != TOTAL:
        region = region_names(region, None)[0]
    return (
        key.origin,
        key.part == "headline",
        key.scope,
        key.batch,
        region,
        key.pollution,
        key.measure,
    )
