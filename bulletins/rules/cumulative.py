"""Cumulative figures carry on from batch to batch.

A cumulative figure is at least that of the batch, and equal to it for the first batch.
Where the run also holds the batch before, it is that one's cumulative figure plus this
batch's, as in a table with columns for all three. Where one notice gives several batches and their total (两批共247件), they add up to it.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件50件。累计收到群众信访举报件40件。

Right::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件50件。累计收到群众信访举报件140件。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from ..figures import Figures, terms
from ..model import TOTAL, Constraint, Context, Key, Number, Observation, Scope, Table, Text
from ..reasons import with_reasons
from ..vocabulary.codes import code_name
from . import Case, Rule

_TOGETHER = ("cases", "problems", "calls", "letters", "key_cases")


def _of_batch(case: Case, batch: int) -> list[Figures]:
    """The other bulletins of the run that tell of a batch."""
    return [o for o in case.others if o.bulletin.batch == batch]


def _told(bulletins: Sequence[Figures], key: Key, scope: Scope, batch: int) -> Observation | None:
    """What ``bulletins`` state as ``key`` does, of another scope and batch; None if two ways."""
    found = [
        o for figures in bulletins
        if (o := figures.stated(
            key.measure, Context(scope, batch), region=key.region, pollution=key.pollution
        )) is not None
    ]  # fmt: skip
    return found[0] if len({o.value for o in found}) == 1 else None


def _is_confirmed(case: Case, key: Key, batch: int, past: Number, now: Number) -> bool:
    """Whether the cumulative figure ``past`` of the batch before is what its own cases make of
    the one before it, or the next batch goes on from what it makes with the cases of ``now``."""

    def value(of: int, scope: Scope, told: int) -> Number | None:
        found = _told(_of_batch(case, of), key, scope, told)
        return found.value if found is not None else None

    cases = value(batch - 1, "batch", batch - 1)
    first = 0 if batch == 2 else value(batch - 2, "cumulative", batch - 2)
    if cases is not None and first is not None and first + cases == past:
        return True
    next_, its = value(batch + 1, "cumulative", batch + 1), value(batch + 1, "batch", batch + 1)
    return next_ is not None and its is not None and next_ - its == past + now


def _of_batches(figures: Figures, batches: Sequence[int], whole: Context) -> Iterator[Constraint]:
    """The figures of ``batches``, each told here, against the one for all of them."""
    for measure in _TOGETHER if len(batches) > 1 else ():
        if (total := figures.stated(measure, whole)) is None:
            continue
        parts = [figures.stated(measure, Context("batch", batch)) for batch in batches]
        if None in parts:
            continue
        plain = Constraint(
            rule="cumulative",
            subject=Text("the batches told", "所列各批"),
            keys=(total.key,),
            left=terms([part.key for part in parts if part is not None]),
            right=terms((total.key,)),
            left_label=Text("they add up to", "合计"),
            right_label=Text("their total is", "所称共"),
            group=f"batches:{measure}:{whole}",
        )
        yield from with_reasons(figures, plain, of="cumulative", context=whole)


def _in_table(table: Table) -> Iterator[Constraint]:
    """Columns of a table that carry on: up to the batch before, this batch, up to this one."""
    keys = dict.fromkeys(place.key for place in table.counted)
    change = msgspec.structs.replace
    for key in keys:
        if key.scope != "cumulative" or not key.batch or key.measure == "share":
            continue
        before, now = change(key, batch=key.batch - 1), change(key, scope="batch")
        if before in keys and now in keys:
            name = "" if key.region == TOTAL else f"{key.region} × "
            type_ = code_name(key.measure if key.pollution == TOTAL else key.pollution)
            yield Constraint(
                rule="cumulative",
                subject=Text(f"{name}cumulative {type_.en}", f"{name}累计{type_.zh}"),
                keys=(key,),
                left=terms((key,)),
                right=terms((now, before)),
                left_label=Text("the cumulative figure is", "累计数为"),
                right_label=Text("the batch before and this one make", "上批累计加本批为"),
                group=f"cumulative:{key}",
            )


def state(case: Case) -> Iterator[Constraint]:
    figures = case.figures
    for table in figures.tables():
        yield from _in_table(table)
    yield from _of_batches(figures, case.bulletin.batches, Context("batch", None))
    for context in figures.contexts():
        if context.scope == "cumulative":  # 第一批71件、第二批65件，累计136件
            yield from _of_batches(figures, range(1, (context.batch or 0) + 1), context)
    for key, found in figures.by_key.items():
        if key.origin != "prose" or key.scope != "cumulative" or found.relation != "equal":
            continue
        batch = figures.stated(
            key.measure, Context("batch", key.batch), region=key.region, pollution=key.pollution
        )
        if batch is None or key.measure == "share":
            continue
        own = there = None
        if key.batch is not None:
            own = _told([figures], key, "cumulative", key.batch - 1)
            there = _told(_of_batch(case, key.batch - 1), key, "cumulative", key.batch - 1)
            if own is not None and there is not None and own.value != there.value:
                own = there = None
        past = own or there
        name = "" if key.region == key.pollution == TOTAL else found.label
        plain = Constraint(
            rule="cumulative",
            subject=Text(name or "cumulative", f"{name}累计"),
            keys=(key,),
            left=terms((key,)),
            right=terms((batch.key,) if own is None else (batch.key, own.key)),
            left_label=Text("the cumulative figure is", "累计数为"),
            right_label=Text("with this batch it is at least", "计入本批后至少为")
            if past is None and key.batch != 1
            else Text("the batch before and this one make", "上批累计加本批为"),
            relation="=" if past is not None or key.batch == 1 else ">=",
            right_constant=(there.value or 0) if there is not None and own is None else 0,
            hearsay=there is not None
            and own is None
            and key.batch is not None
            and not _is_confirmed(case, key, key.batch, there.value or 0, batch.value or 0),
            group=f"cumulative:{key}",
        )
        yield from with_reasons(
            figures, plain, of="cumulative", context=Context("batch", key.batch),
        )  # fmt: skip


RULE = Rule(
    code="C301",
    name="cumulative",
    title=Text("cumulative figures carry on from batch to batch", "累计数逐批衔接"),
    about="累计数不得小于本批数；第一批的累计数等于本批数；同一次运行中有上一批时，累计数应等于上一批累计数加本批数。一份通报含多批及其合计时，各批之和应等于合计。",
    state=state,
)
