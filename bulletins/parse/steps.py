"""The steps of a case's way told side by side: which of them counts the batch's cases."""

from __future__ import annotations

import msgspec

from ..model import Aside, Context, Key
from . import cues
from .ledger import Ledger
from .names import Subject
from .phrases import Entry

_ORDER = [name for name, _ in cues.STEPS]


class Steps:
    """Follows the totals of one passage from step to step."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._last: tuple[int, str | None] | None = None  # the last total, its step
        self._in_sentence = False  # it stands in the sentence at hand

    def begin_sentence(self, text: str) -> None:
        """A total of this sentence does not go on from one of the last, unless it is net."""
        self._in_sentence = self._last is None or cues.TAKEN_OUT.match(text) is not None

    def is_handed_on(self, entry: Entry, subject: Subject, context: Context) -> bool:
        """Whether a count says how many of the stated cases have been handed on so far."""
        if subject.name != "cases" or not cues.HANDED_ON.search(subject.label):
            return False
        return self.ledger.largest.get(context, 0) > (entry.count.value or 0)

    def take(self, entry: Entry, key: Key, context: Context) -> None:
        """Take in a total of cases, the last figure of the ledger, behind the one before it."""
        self._note_net(entry, context)
        step = cues.last_step(entry.lead + entry.behind[:4])
        before, self._last = self._last, (len(self.ledger.observations) - 1, step)
        in_sentence, self._in_sentence = self._in_sentence, True
        if before is not None and (in_sentence or cues.is_net(entry)):
            self._go_on(entry, key, step, *before)

    def _note_net(self, entry: Entry, context: Context) -> None:
        """Note by how much a total without repeats falls short of the one before it."""
        if not cues.is_net(entry) or self._last is None or entry.count.value is None:
            return
        gross = self.ledger.observations[self._last[0]].value
        if gross is not None and gross > entry.count.value:
            text = self.ledger.passage.printed(entry.label.start, entry.count.end)
            less = entry.count.value - gross
            self.ledger.note(Aside(text, self.ledger.source(entry), (less,), of="all"), context)

    def _go_on(
        self, entry: Entry, key: Key, step: str | None, first_at: int, first_step: str | None
    ) -> None:
        """The step further on counts the cases, the one before it what it names.

        收到2231件，合并重复后转办1730件: 2231 were received, 1730 are the batch's cases.
        """
        if first_step is None or first_step == "transferred":
            return
        first = self.ledger.observations[first_at]
        further = step is not None and _ORDER.index(step) > _ORDER.index(first_step)
        if not (further or cues.is_net(entry)) or first.key.scope != key.scope:
            return
        if first.key.batch not in (None, key.batch) or first.value == entry.count.value:
            return
        renamed = msgspec.structs.replace(first.key, measure=first_step, batch=key.batch)
        self.ledger.rename(first_at, renamed)
        if step is not None:  # the cases of the batch, and a step among the others
            last = next(o for o in reversed(self.ledger.observations) if o.key == key)
            self.ledger.observations.append(
                msgspec.structs.replace(last, key=msgspec.structs.replace(key, measure=step))
            )
