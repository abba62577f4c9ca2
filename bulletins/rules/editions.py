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

from collections.abc import Iterator

from ..figures import Figures, is_of_ours
from ..model import TOTAL, Doubt, Key, Observation, Source, Text
from ..vocabulary.codes import code_name
from . import Case, Rule

_BLANK = Text("blank", "空白")
_NO_ROW = Text("no such row", "无此行")
_MOST = 20  # figures named of a bulletin, the rest counted; documents compared


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


def _elsewhere(case: Case) -> Iterator[Doubt]:
    """Figures that another document of the run prints of this batch, and differently."""
    seen = {case.figures.telling}
    room = _MOST
    for figures in case.others:
        other = figures.bulletin
        if other.batch is None or other.batch != case.bulletin.batch or figures.telling in seen:
            continue  # of another batch, or the same as one that was held against this one
        seen.add(figures.telling)
        if len(seen) > _MOST:
            return
        named = other.path or other.id
        differing = sorted(
            (*_differing(case.figures, figures), *_rows_apart(case.figures, figures)),
            key=lambda d: (d[1].line or 0, d[0].region, str(d[0])),
        )
        for key, source, own, its in differing[:room]:
            name = _name(key)
            yield Doubt(
                "editions",
                Text(
                    f"{name.en}: {own.en} here, {its.en} in another document of this batch "
                    f"({named})",
                    f"{name.zh}：此处为{own.zh}，同批另一文件（{named}）为{its.zh}",
                ),
                (key,),
                (source,),
                beside=(other.id,),
            )
        left = len(differing[room:])
        if left > 0:
            more = ("more ", "另") if room else ("", "")
            yield Doubt(
                "editions",
                Text(
                    f"{left} {more[0]}figure{'s' if left > 1 else ''} differ{'' if left > 1 else 's'} "
                    f"from {named}",
                    f"{more[1]}有 {left} 个数与 {named} 不同",
                ),
                beside=(other.id,),
            )
        room = max(room - len(differing), 0)


def _differing(own: Figures, its: Figures) -> Iterator[tuple[Key, Source, Text, Text]]:
    """(key, place, what is printed here, what there) of each figure that differs."""
    for meaning, found in own.told.items():
        here = found[0]
        there = its.told.get(meaning)
        if there is not None and not {o.value for o in found} & {o.value for o in there}:
            yield here.key, here.source, _printed(here), _printed(there[0])
        elif there is None and meaning in its.blanks and here.value:
            yield here.key, here.source, _printed(here), _BLANK
    for meaning, (key, source) in own.blanks.items():
        other = its.told.get(meaning)
        if other is not None and other[0].value:
            yield key, source or Source(), _BLANK, _printed(other[0])


def _rows_apart(own: Figures, its: Figures) -> Iterator[tuple[Key, Source, Text, Text]]:
    """Rows that stand in one of two tables of the same regions and not in the other."""
    here, there = _rows(own), _rows(its)
    if 2 * len(here.keys() & there.keys()) <= max(len(here), len(there)):
        return  # of other regions, or of a part of them
    for row in here.keys() - _regions(its):
        figure = here[row]
        yield figure.key, figure.source, _printed(figure), _NO_ROW
    for row in there.keys() - _regions(own):
        figure = there[row]
        yield figure.key, Source(), _NO_ROW, _printed(figure)


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
