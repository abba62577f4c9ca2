"""From a system to every repair of it within a margin of the cheapest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from math import exp, inf, log1p
from types import MappingProxyType

from .accounts import FAR, Account, Look, Solved, too_dear
from .costs import CAUSE, LEFT_OUT, PRINTER, READER
from .events import LEAST, Cause, Event, Values, Weigh
from .labels import relabelled
from .search import Found
from .system import System

MARGIN = (
    7.0  # nats beyond the cheapest repair up to which others are rivals: a thousandth as likely
)
NEAR = 3.0  # nats up to which a rival ties what it changes together
ENOUGH = 300  # repairs beside the cheapest that are looked at most
LOOKS = {
    READER: (Look(3.5, 6.0), Look(6.5, 9.0), Look(9.5, 11.6)),
    PRINTER: (Look(6.5, 6.0), Look(11.5, 14.0, hinted=True), Look(11.5, 14.0)),
}
"""So many errors in one row are looked for; few first, to know what repairs cost."""
_WIDEST = (Look(14.0, 16.0),)  # where nothing closes
_DOUBT, _DOUBT_KNOWN = 0.1, 0.15  # of its likelihood: all others; where some of it is known
_DOUBTED, _PER_CAUSE, _PER_SUM, _CROWDED = 2.2, 1.5, 0.75, 2.5  # nats by which less, or more
_UNIMAGINED = 8.0  # nats: an error of a kind that no event is
_PER_SUM_MET = 3.5  # nats more for each failed sum that it should close
_SEVERAL = -1  # accounts that explain one table
_EXCHANGED = 9.0  # nats: two rows, or columns, of a table whose labels are exchanged
_SPARED = 7.0  # nats that a cause saves at each of its figures, at most
_MANY = 3  # figures that one cause touches at least
_DEEPER = 4.0  # nats by which the search for the cheapest repair goes on


def solve(
    system: System, *, weigh: Weigh | None = None,
    seen: Mapping[int, Iterable[int]] = MappingProxyType({}),
) -> Solved:  # fmt: skip
    """The :data:`ENOUGH` cheapest repairs of ``system`` within :data:`MARGIN` of the cheapest.

    Every account of what went wrong is asked: a reader, a reader with one cause for a whole
    column, a printer; and a reader and a printer of a table whose labels were exchanged.
    ``weigh`` is what second readings add to a figure's being something else, ``seen`` what they
    have for it.
    """
    account = partial(Account, system, weigh=weigh, seen=seen)
    reader = account(READER, LOOKS[READER], number=0)
    printer = account(PRINTER, LOOKS[PRINTER], number=1)
    causes = [
        account(READER, LOOKS[READER], number=number, cause=cause)
        for number, cause in enumerate(_causes(system), 2)
        if reader.bound == inf or reader.bound - _SPARED * len(cause.figures) < too_dear(system)
    ]
    accounts = [reader, printer, *causes]
    known = min((f.cost for a in accounts for f in a.first), default=inf)
    for x in relabelled(system):
        premise = _exchange(x.exchanged, weigh, seen)
        accounts += [
            Account(
                x.system, noise, LOOKS[noise], weigh=weigh, seen=seen, number=number,
                premise=premise, printed=system.values, dearest=known + MARGIN,
            )
            for number, noise in enumerate((READER, PRINTER), len(accounts))
        ]  # fmt: skip
    if all(a.bound == inf for a in accounts):
        accounts = [account(noise, _WIDEST, number=i) for i, noise in enumerate((READER, PRINTER))]
    return _solve(accounts)


def most_doubt(best: Found, system: System) -> float:
    """How likely all other repairs together may be, as a share of ``best``, if it is unique; 0 if
    it cannot be.

    The more went wrong, the likelier it is that something else did as well and hides behind it,
    most in a short table, which has few places where it would show; the more sums ``best`` closes,
    the less is left to hide in. One rival just beyond :data:`MARGIN`, where nobody looked, is
    allowed for. Chosen on tables of our own, not on those that the figures of the docs are of.
    """
    n, sums = best.n_causes, len(system.failed)
    less = _DOUBTED + _PER_CAUSE * n + _CROWDED * n / len(system.blocks) - _PER_SUM * sums
    most = _DOUBT_KNOWN if any(e.known for e in best.events) else _DOUBT
    return max(min(most, exp(-less)) - exp(-MARGIN), 0.0)


def unimagined(events: Sequence[Event], system: System) -> float:
    """How likely it is, as a share of ``events``, that something else happened of a kind which no
    event is: likely beside what is dear, hardly where many sums come right at once. A row that is
    another's was told by the sums of its columns: that these come right says nothing."""
    cost = sum(e.cost for e in events) + max((e.caused for e in events), default=0.0)
    figures = {f for e in events for f, _ in e.values}
    sums = sum(1 for d in system.failed if not figures.isdisjoint(d.terms))
    sums -= sum(len(e.values) for e in events if e.kind == "misread" and len(e.values) > 1)
    return exp(min(cost - _UNIMAGINED - _PER_SUM_MET * sums, 0.0))


def _solve(accounts: list[Account]) -> Solved:
    accounts.sort(key=lambda a: a.size)  # small ones first: what they find bounds the others
    solved = _cheapest(accounts)
    if not solved.found or not solved.complete:
        return solved
    return _widened(solved, accounts, MARGIN)


def _widened(solved: Solved, accounts: Sequence[Account], margin: float) -> Solved:
    """With all that cost up to ``margin`` more than the cheapest."""
    more = _below(accounts, solved.found[0].cost + margin, within=margin)
    known = () if more.complete else solved.found  # their costs hang on who was asked
    found = _ranked((*known, *more.found))[: ENOUGH + 1]
    return Solved(found, solved.complete and more.complete, solved.states + more.states, margin)


def share(best: Found, others: Iterable[Found]) -> float:
    """How likely ``others`` are together, as a share of ``best``."""
    return sum(exp(best.cost - f.cost) for f in others)


def _cheapest(accounts: Sequence[Account]) -> Solved:
    """The cheapest repair, or one that is so near the bounds that what is listed next finds it.

    From the lowest bound upwards, so that no account is asked for repairs much dearer than the
    cheapest of another.
    """
    known = Solved(_ranked(f for a in accounts for f in a.first), True, 0)
    if known.found and known.found[0].cost <= min(a.bound for a in accounts) + _DEEPER:
        return known
    for account in accounts:
        account.prove_bound(min((f.cost for f in known.found), default=inf) + MARGIN)
    ceiling = min(account.bound for account in accounts)
    far = ceiling + FAR
    while ceiling < min([far, *(f.cost for f in known.found)]) and known.complete:
        ceiling += _DEEPER
        solved = _below(accounts, ceiling, within=0.0)
        found = _ranked((*known.found, *solved.found))
        known = Solved(found, solved.complete, known.states + solved.states)
        if solved.found:
            break
    return known


def _below(accounts: Sequence[Account], ceiling: float, *, within: float) -> Solved:
    """All repairs under any account up to ``ceiling``, and ``within`` of the cheapest; some more."""
    found: list[Found] = []
    complete, states = True, 0
    for account in accounts:
        if not complete:  # it will not be known whether there are others: no more is worked out
            found = _ranked((*found, *account.first))
            continue
        solved = account.below(ceiling, ENOUGH + 1)
        found = _ranked((*found, *solved.found))
        if found:
            ceiling = min(ceiling, found[0].cost + within)
        complete, states = complete and solved.complete, states + solved.states
    near = [f for f in found if f.cost <= found[0].cost + MARGIN][: ENOUGH + 1]
    return Solved(near, complete, states)


def _ranked(found: Iterable[Found]) -> list[Found]:
    """Repairs by cost, each table once."""
    by_table: dict[tuple[tuple[int, int], ...], Found] = {}
    for f in found:
        known = by_table.get(_spelled(f))
        by_table[_spelled(f)] = f if known is None else _either(known, f)
    return sorted(by_table.values(), key=lambda f: (f.cost, _spelled(f)))


def _either(a: Found, b: Found) -> Found:
    """A table that two accounts explain: their probabilities add up."""
    cheaper, dearer = sorted((a, b), key=lambda f: f.cost)
    if cheaper.account == dearer.account or _SEVERAL in (cheaper.account, dearer.account):
        return cheaper
    cost = cheaper.cost - log1p(exp(cheaper.cost - dearer.cost))
    return Found(cost, cheaper.chosen, account=_SEVERAL)


def _spelled(found: Found) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(v for p in found.chosen.values() for v in p.values))


def _causes(system: System) -> Iterator[Cause]:
    """Columns that one cause may have filled, as they come to far more than they should; or
    emptied, as nothing of them is left; or a row that was left out."""
    values = system.values
    for demand in system.dimensions:
        cells = frozenset(f for f in demand.terms if not system.figures[f].stated)
        filled = [f for f in cells if values[f]]
        off = demand.residual(values)
        more = off if any(demand.terms[f] > 0 for f in cells) else -off
        if len(filled) >= _MANY and more >= _MANY and 2 * more >= sum(values[f] for f in filled):
            yield Cause(cells, frozenset(("clear", "shift")), CAUSE, filled=len(filled))
        elif len(cells) >= _MANY and off and not filled:
            yield Cause(cells, frozenset(("missing",)), CAUSE)
    for block in system.blocks:
        cells = frozenset(f for f in block.figures if not system.figures[f].stated)
        if len(cells) >= _MANY and all(system.figures[f].stands_alone for f in cells):
            yield Cause(cells, frozenset(("missing",)), LEFT_OUT, row=True)


def _exchange(values: Values, weigh: Weigh | None, seen: Mapping[int, Iterable[int]]) -> Event:
    """That lines, or their totals, stand in each other's places. Who else has all of it so would
    have made the same exchange, were it none: that is as unlikely."""
    known = all(value in seen.get(f, ()) for f, value in values)
    cost = LEAST if known else _EXCHANGED + (weigh(values) if weigh else 0.0)
    return Event("swap", values, max(cost, LEAST), known=known)
