"""Of which batch a sentence speaks, or of all batches up to one: its context."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Context
from . import cues
from .ledger import Ledger
from .names import classify
from .passage import Passage, Token
from .phrases import Entry, Event

_NEAR = 16  # characters around a batch that say what it is named for


class Scopes:
    """Follows batches and scopes through a passage.

    ``context`` is that of the next figure; ``batch`` the one that the text last spoke of;
    ``placed`` where the sentence at hand says of which batch, or of all, it speaks;
    ``whole`` is the context of all batches where one of them was told as a part of them.
    """

    def __init__(self, passage: Passage, ledger: Ledger, *, batch: int | None) -> None:
        self.passage, self.ledger = passage, ledger
        self.batch = batch
        self.context = Context("batch", batch)
        self.placed = False
        self._named = 0  # batches of the sentence
        self._since = False  # a run of batches has just been named
        self.whole: Context | None = None

    def begin_sentence(self, text: str, events: Sequence[Event]) -> None:
        """A sentence that breaks nothing down speaks of the batch again."""
        if self._starts_anew(text, events):
            self.context, self.whole = Context("batch", self.batch), None
        elif self.whole is not None and self.ledger.progress:
            self.context = self.whole  # 累计310件，其中第五批66件。已办结200件: of the 310
        self._named, self._since, self.placed = 0, False, False

    @staticmethod
    def _starts_anew(text: str, events: Sequence[Event]) -> bool:
        if cues.SINCE_WORDS.search(text) or cues.THIS_BATCH.search(text):
            return True
        if any(isinstance(e, Token) and e.kind in ("batch", "since") for e in events):
            return True
        labels = (e.label.text for e in events if isinstance(e, Entry))
        return any(classify(label).kind == "total" for label in labels)

    def enter(self, token: Token) -> None:
        """A batch, or a run of batches from the first on, begins a context."""
        if token.kind == "batch" and self._is_compared(token):
            return
        if token.kind == "batch":
            if self._is_told_apart(token):
                self.whole = self.context
            self.batch = token.batches[-1] if len(token.batches) == 1 else None
            self.context = Context("batch", self.batch)
            self.ledger.batches.extend(token.batches)
            self._named += len(token.batches)
        elif token.kind == "since" and self._are_together(token):
            told = {c.batch for c in self.ledger.totals}
            self._since = told >= {*range(1, token.batches[0] + 1)}  # 第一批、第二批、本批: since
            self.context = (
                Context("cumulative", token.batches[0])
                if self._since
                else Context("batch", None)  # 第十批121件、第十一批126件，两批共247件
            )
        elif token.kind == "since":
            self.context = Context("cumulative", token.batches[0])
            self._since = True

    def _is_told_apart(self, token: Token) -> bool:
        """Whether a batch is told as a part of all (累计310件，其中第五批66件)."""
        before = self.passage.text[max(token.start - _NEAR, 0) : token.start]
        return self.context.scope == "cumulative" and cues.OF_THESE.search(before) is not None

    def _is_compared(self, token: Token) -> bool:
        """Whether a batch is only what cases are told to have been in before (与第十六批重复)."""
        before = self.passage.text[max(token.start - _NEAR, 0) : token.start]
        behind = self.passage.text[token.end : token.end + _NEAR]
        if cues.THAN.search(before) and cues.MORE.match(behind):  # 较第五批增加12件
            return True
        return bool(cues.LIKE.search(before) and cues.THE_SAME.match(behind))

    def _are_together(self, token: Token) -> bool:
        """Whether a number of batches is that of those told here (两批共247件)."""
        told = {c.batch for c in self.ledger.totals} - {None}
        several = {self._named, len(told)} - {0, 1}
        return token.batches[0] in several and not token.text.startswith(("前", "第"))

    def read(self, entry: Entry, *, dated: bool) -> None:
        """Take in what the words in front of a count say of its scope."""
        since, self._since = self._since, False
        if entry.batch is not None or since:  # 前三批累计转办211件: up to the third
            self.placed = True
        elif self.whole is not None and ";" in entry.lead and cues.counts_outcome(entry):
            self.context = self.whole
        elif any(cues.SINCE_ALONE.fullmatch(inner.label.text) for inner in entry.inside):
            self.context = Context("batch", self.batch)  # 沈阳市12件，累计110件
        elif self._is_of_all(entry):
            self.context, self.placed = Context("cumulative", self.batch), True
        elif cues.THIS_BATCH.search(entry.near) or (dated and "其中" in entry.near):
            self.context = Context("batch", self.batch)

    def _is_of_all(self, entry: Entry) -> bool:
        """Whether all up to a day is counted: by the words, or (到12月5日，共收到512件) where no
        batch is named, or where it is more than the batch's own cases.
        """
        words = cues.IN_BRACKETS.sub("", entry.near)  # of what stands in brackets alone
        if cues.SINCE_WORDS.search(words) or cues.UNTIL_NOW.search(words):
            return True
        if cues.UNTIL.search(words) is None:
            return False
        if not self.ledger.batches and self.batch is None:
            return True
        own = self.ledger.largest.get(Context("batch", self.batch))
        return own is not None and (entry.count.value or 0) > own

    def before(self, entry: Entry) -> Context:
        """The context of a total: that of all batches before where it says so (此前移交的650件)."""
        said = cues.BEFORE.search(entry.near) and entry.batch is None
        if said and self.batch and self.context == Context("batch", self.batch):
            return Context("cumulative", self.batch - 1)
        return self.context
