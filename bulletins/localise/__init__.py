"""Which figure is wrong: error localisation with a certificate.

::

    checks ─system→ figures in blocks, demands ─labels→ the same as if labels were exchanged
           ─events, halves→ what may have gone wrong in one block, in two
           ─patterns→ what may have stood in each block ─search→ all repairs within a margin
           ─parts→ what stands alone, what is open ─repairs→ proposals, and how far they are proved

The constraints are those that footing works out. An error has a *cost*: minus the logarithm of
how often such errors are met (``costs``), changed by what other readings say (``witnesses``).
"""

from __future__ import annotations

from collections.abc import Sequence

from ..figures import Figures
from ..model import Check, Repair

__all__ = ["localise"]


def localise(
    figures: Figures, checks: Sequence[Check], *, others: Sequence[Figures] = ()
) -> tuple[Repair, ...]:
    """What would make the failed ones among ``checks`` close, and what unread figures must be.

    Nothing where no sum fails or is left untested. ``others`` are the bulletins of the run that
    may print the same batch.
    """
    if not any(check.status in ("failed", "untested") for check in checks):
        return ()
    from .repairs import solved_to_repairs
    from .solve import solve
    from .system import checks_to_system
    from .witnesses import find_witnesses, to_weigh

    system = checks_to_system(figures, checks)
    if system is None:
        return ()
    witnesses = find_witnesses(figures, others, system)
    seen: dict[int, set[int]] = {}
    for witness in witnesses:
        for f, value in witness.values.items():
            seen.setdefault(f, set()).add(value)
    solved = solve(system, weigh=to_weigh(system, witnesses), seen=seen)
    return solved_to_repairs(figures, system, solved, witnesses=witnesses)
