"""Proposals taken over, beside what is printed: only those that are called unique."""

from __future__ import annotations

from ..model import Audit, Change, Key, Observation, Source


def unique_changes(audit: Audit) -> dict[Key, Change]:
    """What the unique proposals of a bulletin change, by figure."""
    return {c.key: c for r in audit.repairs if r.status == "unique" for c in r.changes}


def as_blank(audit: Audit, change: Change) -> Observation:
    """The blank that a change fills, as a figure without a value."""
    others = audit.bulletin.observations
    unit = next((o.unit for o in others if o.key.measure == change.key.measure), "case")
    code = next((o.region_code for o in others if o.key.region == change.key.region), None)
    return Observation(change.key, None, unit, "", "", change.source or Source(), code)
