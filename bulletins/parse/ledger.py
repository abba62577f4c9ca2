"""What the prose of a section states, as it is read: figures, lists, asides, doubts."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ..model import (
    TOTAL,
    Aside,
    Context,
    Doubt,
    FigureList,
    Frozen,
    Key,
    Number,
    Observation,
    Source,
    StatedCount,
    Text,
)
from ..vocabulary.measures import PROGRESS_MEASURES
from . import cues
from .names import Subject
from .passage import Passage, Token
from .phrases import Entry, Unpaired


class Statements(Frozen, frozen=True):
    """Everything that the prose of one section states."""

    observations: tuple[Observation, ...]
    lists: tuple[FigureList, ...]
    region_counts: tuple[StatedCount, ...]
    batches: tuple[int, ...]
    asides: tuple[Aside, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    until: tuple[Key, ...] = ()
    """Outcomes up to a day (截至11月20日已办结…): of the batch at hand, or of all up to it."""


class Ledger:
    """Collects what one passage states; ``progress`` while a sentence tells outcomes."""

    def __init__(self, passage: Passage, *, part: str) -> None:
        self.passage, self.part = passage, part
        self.progress = False
        self.by_the_day = False  # the sentence tells what there is up to a day
        self.until: list[Key] = []
        self.observations: list[Observation] = []
        self.lists: list[FigureList] = []
        self.region_counts: list[StatedCount] = []
        self.batches: list[int] = []
        self.asides: list[Aside] = []
        self.doubts: list[Doubt] = []
        self.several_types = cues.SEVERAL_TYPES.search(passage.text) is not None
        self.more_problems = cues.MORE_PROBLEMS.search(passage.text) is not None
        # The totals of cases and problems stated so far, by context:
        self.totals: dict[Context, set[Number]] = {}
        self.largest: dict[Context, Number] = {}
        self.problems: dict[Context, set[Number | None]] = {}  # stated totals of problems

    def observe(
        self, entry: Entry, subject: Subject, measure: str, *, region: str = TOTAL,
        unit: str = "", count: Token | None = None, context: Context,
    ) -> Key:  # fmt: skip
        """Take in a figure: ``count`` of the entry, or its own, of ``subject`` in ``context``."""
        token = count or entry.count
        part = "progress" if self.part == "notice" and self.progress else self.part
        pollution = subject.name if subject.kind == "pollution" else TOTAL
        if subject.kind == "region":
            region = self.printed_label(entry, subject)
        key = Key(part, "prose", context.scope, context.batch, region, pollution, measure)
        if measure == "problems" and region == pollution == TOTAL:
            self.problems.setdefault(context, set()).add(token.value)
        self.observations.append(
            Observation(
                key=key, value=token.value, unit=unit or cues.unit_of(entry.unit, measure),
                label=self.printed_label(entry, subject),
                text=self.passage.printed(token.start, token.number_end or token.end),
                source=self.source(entry, token), relation=token.relation,
            )
        )  # fmt: skip
        self._count_total(self.observations[-1])
        if self.by_the_day and key.measure in PROGRESS_MEASURES:
            self.until.append(key)
        return key

    def printed_label(self, entry: Entry, subject: Subject) -> str:
        """The label in the characters that are printed, without spaces."""
        if entry.label.text[subject.start :].startswith(subject.label) and subject.label:
            start = entry.label.start + subject.start
            shown = self.passage.shown[start : start + len(subject.label)]
            if len(shown) == len(subject.label):
                return shown
        return subject.label

    def source(self, entry: Entry, token: Token | None = None) -> Source:
        token = token or entry.count
        return self.passage.source(token.start, token.number_end or token.end)

    def _count_total(self, o: Observation) -> None:
        whole = o.key.region == o.key.pollution == TOTAL and o.relation == "equal"
        if whole and o.key.measure in ("cases", "problems") and o.value:
            context = Context(o.key.scope, o.key.batch)
            self.totals.setdefault(context, set()).add(o.value)
            self.largest[context] = max(o.value, self.largest.get(context, 0))

    def value(self, key: Key) -> Number | None:
        """The last value that is stated of ``key``."""
        found = (o.value for o in reversed(self.observations) if o.key == key)
        return next(found, None)

    def told_problems(self, context: Context) -> bool:
        """Whether the last total of a context is one of problems (20件，涉及问题30个)."""
        totals = (
            o.key.measure for o in reversed(self.observations)
            if o.key.region == o.key.pollution == TOTAL and o.key.measure in ("cases", "problems")
            and Context(o.key.scope, o.key.batch) == context
        )  # fmt: skip
        return next(totals, None) == "problems"

    def rename(self, at: int, key: Key) -> None:
        """Let the observation at an index be of ``key``: what it counts has become clear."""
        before = self.observations[at]
        told = self.totals.get(Context(before.key.scope, before.key.batch))
        if told is not None and before.value is not None:
            told.discard(before.value)
        self.observations[at] = msgspec.structs.replace(before, key=key)
        self._count_total(self.observations[at])

    def take_parts(self, entry: Entry, region: str, parts: Sequence[Key], *, whole: bool) -> None:
        """Take in the list of what a region's count consists of (昆明市19件（盘龙区6件、官渡区5件…）)."""
        last = entry.inside[-1].count
        source = self.passage.source(entry.count.start, last.end)
        of = msgspec.structs.replace(parts[0], region=region)
        self.lists.append(
            FigureList("region", "closed" if whole else "open", tuple(parts), source, of)
        )

    def note(self, aside: Aside, context: Context) -> None:
        """Take in an aside on figures of ``context``."""
        self.asides.append(msgspec.structs.replace(aside, scope=context.scope, batch=context.batch))

    def unplace(self, number: int) -> None:
        """Let the last asides be of any scope: the text does not say of which."""
        for at in range(len(self.asides) - number, len(self.asides)):
            self.asides[at] = msgspec.structs.replace(self.asides[at], scope=None, batch=None)

    def doubt(self, text: Text, source: Source) -> None:
        """Say what could not be read."""
        self.doubts.append(Doubt("unread-figure", text, sources=(source,)))

    def doubt_without_count(self, entry: Entry) -> None:
        """Say that regions stand in a list without a count: 佛山、梅州14件 may lack a 各."""
        names = "、".join(entry.unnamed)
        printed = f"{names}、{entry.label.text}{entry.count.text}{entry.count.unit}"
        self.doubt(
            Text(
                f"“{printed}”: {names} stands without a figure of its own; whether the figure is "
                "each one's or theirs together is not said",
                f"“{printed}”：{names}没有单独的数；该数是各自的还是合计，文中未说明",
            ),
            self.source(entry),
        )

    def doubt_unpaired(self, event: Unpaired) -> None:
        """Say that the names and the figures of a paired list do not match in number."""
        first, last = event.counts[0], event.counts[-1]
        text = self.passage.printed(first.start, last.end)
        self.doubt(
            Text(
                f"“{text}”: {len(event.counts)} figures for {event.names} names; which belongs "
                "to which could not be told, and none was read",
                f"“{text}”：{len(event.counts)} 个数对应 {event.names} 个名称，无法一一对应，均未采用",
            ),
            self.passage.source(first.start, last.end),
        )

    def close(self, batch: int | None) -> Statements:
        """Everything that was taken in.

        A text that tells outcomes, and of no batch, tells of all batches (督察组交办4721件).
        """
        scopes = {o.key.scope for o in self.observations}
        told = any(o.key.measure in PROGRESS_MEASURES for o in self.observations)
        text = self.passage.text
        daily = cues.OF_ONE_DAY.search(text) or cues.OWN_BATCH.search(text)
        if batch is None and not self.batches and told and scopes == {"batch"} and not daily:
            self._since_the_first()
        return Statements(
            tuple(self.observations),
            tuple(self.lists),
            tuple(self.region_counts),
            tuple(dict.fromkeys(self.batches)),
            tuple(self.asides),
            tuple(self.doubts),
            tuple(self.until),
        )

    def _since_the_first(self) -> None:
        def since(key: Key) -> Key:
            return msgspec.structs.replace(key, scope="cumulative")

        change = msgspec.structs.replace
        self.observations = [change(o, key=since(o.key)) for o in self.observations]
        self.lists = [
            change(x, keys=tuple(map(since, x.keys)), of=since(x.of) if x.of else None)
            for x in self.lists
        ]
        self.asides = [change(a, scope=a.scope and "cumulative") for a in self.asides]
