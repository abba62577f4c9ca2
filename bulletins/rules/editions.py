"""What a batch's figures are told twice agrees.

A figure that one text states twice, or that two documents of one run print of the same
batch, is the same figure. Where they differ, one of them is wrong, or they are editions of
which the later one mends the earlier: a doubt, since nothing says which. What a text
explains itself (repeats taken out) is no difference.

Wrong::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。涉及2个地市,分别是:合肥市(3件)、芜湖市(2件)。

    本批信访件中,合肥市4件,由市整改办督办。

Right::

    中央第二生态环境保护督察组向安徽省转办第三批信访件

    截至11月3日9时,我省收到第三批群众信访举报件5件。涉及2个地市,分别是:合肥市(3件)、芜湖市(2件)。

    本批信访件中,合肥市3件,由市整改办督办。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..figures import Figures, is_of_ours
from ..model import TOTAL, Bulletin, Doubt, Key, Observation, Source, Text
from ..vocabulary.codes import code_name
from . import Case, Rule

_BLANK = Text("blank", "空白")
_NO_ROW = Text("no such row", "无此行")
_MOST = 20  # figures that are told, the rest is counted; documents that differ


def _name(key: Key) -> Text:
    """What a figure is of: its region, its type, and what is counted unless that is cases."""
    codes = [code for code in (key.region, key.pollution) if code != TOTAL]
    if key.measure != "cases" or not codes:
        codes.append(key.measure)
    names = [code_name(code) for code in codes]
    return Text(" × ".join(n.en for n in names), " × ".join(n.zh for n in names))


def _twice(case: Case) -> Iterator[Doubt]:
    """Figures that the text of this bulletin states twice, and differently."""
    ours = {
        (o.key.scope, o.key.batch) for o in case.bulletin.observations
        if o.key.origin == "prose" and is_of_ours(o)
    }  # fmt: skip
    explained = {abs(e) for a in case.bulletin.asides for e in a.effects}
    for found in case.figures.told.values():
        said = [
            o for o in found
            if o.key.origin == "prose" and o.key.part != "headline" and not is_of_ours(o)
        ]  # fmt: skip
        first = said[0] if said else None
        other = next((o for o in said if first and o.value != first.value), None)
        if first is None or other is None:
            continue
        if first.key.region == TOTAL and (first.key.scope, first.key.batch) in ours:
            continue  # of the province and of ours
        if abs(_difference(first, other)) in explained:
            continue
        name = _name(first.key)
        yield Doubt(
            "editions",
            Text(
                f"{name.en}: the text says {first.text} in one place, {other.text} in another",
                f"{name.zh}：文中一处为 {first.text}，另一处为 {other.text}",
            ),
            (first.key,),
            (first.source, other.source),
        )


def _difference(first: Observation, second: Observation) -> float:
    return float(first.value or 0) - float(second.value or 0)


class _Apart(NamedTuple):
    """A figure that differs: its key and place here, what is printed here, and what there."""

    key: Key
    source: Source
    own: Text
    its: Text


def _elsewhere(case: Case) -> Iterator[Doubt]:
    """Figures that other documents of the run print of this batch, and differently.

    Each is told once, with every other value; documents that tell the same are held against this
    one together.
    """
    alike: dict[frozenset[object], list[Bulletin]] = {}
    tellings: dict[frozenset[object], Figures] = {}
    for figures in case.others:
        other = figures.bulletin
        if other.batch is not None and other.batch == case.bulletin.batch:
            alike.setdefault(figures.telling, []).append(other)
            tellings.setdefault(figures.telling, figures)
    apart: dict[Key, list[tuple[_Apart, list[Bulletin]]]] = {}
    for telling in [t for t in tellings if t != case.figures.telling][:_MOST]:
        figures = tellings[telling]
        for each in (*_differing(case.figures, figures), *_rows_apart(case.figures, figures)):
            apart.setdefault(each.key, []).append((each, alike[telling]))
    ranked = sorted(
        apart.items(),
        key=lambda item: (item[1][0][0].source.line or 0, item[0].region, str(item[0])),
    )
    for key, found in ranked[:_MOST]:
        yield _told_apart(key, found)
    left = ranked[_MOST:]
    if left:
        yield Doubt(
            "editions",
            Text(
                f"{len(left)} more figure{'s' if len(left) > 1 else ''} of this batch "
                f"differ{'' if len(left) > 1 else 's'} in other documents",
                f"另有 {len(left)} 个数与同批其他文件不同",
            ),
            beside=_ids(b for _, found in left for _, bulletins in found for b in bulletins),
        )


def _told_apart(key: Key, found: Sequence[tuple[_Apart, Sequence[Bulletin]]]) -> Doubt:
    """A figure with what it is here and in which other documents it is what."""
    name, own = _name(key), found[0][0].own
    by_value: dict[Text, list[Bulletin]] = {}
    for each, bulletins in found:
        by_value.setdefault(each.its, []).extend(bulletins)
    en, zh = [], []
    for its, bulletins in by_value.items():
        first, more = bulletins[0].path or bulletins[0].id, len(bulletins) - 1
        if more:
            en.append(f"{its.en} in {more + 1} other documents of this batch ({first}, …)")
            zh.append(f"同批另 {more + 1} 份文件（{first} 等）为{its.zh}")
        else:
            en.append(f"{its.en} in another document of this batch ({first})")
            zh.append(f"同批另一文件（{first}）为{its.zh}")
    return Doubt(
        "editions",
        Text(
            f"{name.en}: {own.en} here, {', '.join(en)}",
            f"{name.zh}：此处为{own.zh}，{'，'.join(zh)}",
        ),
        (key,),
        (found[0][0].source,),
        beside=_ids(b for bulletins in by_value.values() for b in bulletins),
    )


def _ids(bulletins: Iterable[Bulletin]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(b.id for b in bulletins))[:_MOST]


def _differing(own: Figures, its: Figures) -> Iterator[_Apart]:
    """The figures that differ, or that stand where the other document has a blank."""
    for meaning, found in own.told.items():
        here, there = found[0], its.told.get(meaning)
        if there is not None:
            if (pair := _unlike(found, there)) is not None:
                yield _Apart(pair[0].key, pair[0].source, *map(_printed, pair))
        elif meaning in its.blanks and here.value:
            yield _Apart(here.key, here.source, _printed(here), _BLANK)
    for meaning, (key, source) in own.blanks.items():
        other = its.told.get(meaning)
        if other is not None and other[0].value:
            yield _Apart(key, source or Source(), _BLANK, _printed(other[0]))


def _unlike(
    own: Sequence[Observation], its: Sequence[Observation]
) -> tuple[Observation, Observation] | None:
    """A figure of ours and one of theirs that differ: of two tables, of two texts, else of any."""
    shared = False
    for origin in ("table", "prose"):
        ours = [o for o in own if o.key.origin == origin]
        theirs = [o for o in its if o.key.origin == origin]
        if ours and theirs:
            shared = True
            if not {o.value for o in ours} & {o.value for o in theirs}:
                return ours[0], theirs[0]
    if shared or {o.value for o in own} & {o.value for o in its}:
        return None
    return own[0], its[0]


def _rows_apart(own: Figures, its: Figures) -> Iterator[_Apart]:
    """Rows that stand in one of two tables of the same regions and not in the other."""
    here, there = _rows(own), _rows(its)
    if 2 * len(here.keys() & there.keys()) <= max(len(here), len(there)):
        return  # of other regions, or of a part of them
    for row in here.keys() - _regions(its):
        figure = here[row]
        yield _Apart(figure.key, figure.source, _printed(figure), _NO_ROW)
    for row in there.keys() - _regions(own):
        figure = there[row]
        yield _Apart(figure.key, Source(), _NO_ROW, _printed(figure))


def _rows(figures: Figures) -> dict[tuple[object, ...], Observation]:
    """A figure of each region's row in a table, its total if it is told."""
    rows: dict[tuple[object, ...], Observation] = {}
    for meaning, found in figures.told.items():
        o = found[0]
        if o.key.origin == "table" and o.key.region != TOTAL and o.value:
            row = meaning[:3]
            if row not in rows or (o.key.pollution == TOTAL and rows[row].key.pollution != TOTAL):
                rows[row] = o
    return rows


def _regions(figures: Figures) -> set[tuple[object, ...]]:
    """The regions that are told of, or have a blank row."""
    return {meaning[:3] for meaning in (*figures.told, *figures.blanks)}


def _printed(figure: Observation) -> Text:
    return Text(figure.text, f" {figure.text}")


def state(case: Case) -> Iterator[Doubt]:
    yield from _twice(case)
    yield from _elsewhere(case)


RULE = Rule(
    code="C303",
    name="editions",
    title=Text("a figure told twice is the same", "同一数字两处一致"),
    about="同一文本两处所称、或同一次运行中两份文件所印的同批同一数字应一致；不一致时至少一处有误或为不同版本，提请核对。",
    severity="warning",
    state=state,
)
