"""What a count consists of, told behind it without brackets.

    成都市30件，其中大气15件、噪声15件；绵阳市30件，其中大气10件、水20件。
    成都市35件：武侯区20件、锦江区15件；绵阳市15件。
    …，其中重点督办件4件：成都市3件、绵阳市1件。
    已办结30件，其中成都市20件、绵阳市10件；未办结20件，其中成都市15件、绵阳市5件。
    成都市本批30件、累计90件；绵阳市本批20件、累计70件。

Entries told so are put inside the one that they are parts of, as those in brackets are.
The types behind a region's count are the region's where region after region has some, or
where they come to its count; else they may break down the whole batch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from ..model import Frozen, Number
from ..vocabulary.measures import PROGRESS_MEASURES
from ..vocabulary.regions import find_regions, is_place
from . import cues
from .names import Subject, classify, classify_behind
from .phrases import Entry, Event, Label

_OPENED = re.compile(r"^:|^,?(?:其中|包括|包含|含|涉及|分别|来自|主要|按(?:污染|问题)?类[型别])")
_HEAD = re.compile(r"(?:^|[。;\n])([^\d,。;:()]{2,12})\d{1,5}[件个起宗]")
_ENDS = re.compile(r"[;\n]")
_FEW = 2
_OF_THE_DAY = re.compile(
    r"(?:本批次?|该批次?|本次|当[日天]|今[日天])(?:共|交办|转办|受理|移交|接收|收到)*$"
)
_NAMED_BEFORE = re.compile(r"([^,。;:、.\d\n]{2,14}):$")
_CHANNELS = frozenset(("calls", "letters", "other_channel"))


class _Group(Frozen, frozen=True):
    """A count at an index and its parts, the entries of the indices behind it up to ``end``."""

    head: int
    end: int
    sums: bool


def regions_in_turn(text: str) -> frozenset[str]:
    """The codes of the regions that sentences of folded text begin with, each with a count."""
    found = (find_regions(match[1]) for match in _HEAD.finditer(text))
    return frozenset(r.code for regions in found for r in regions)


def put_inside(events: Sequence[Event], *, in_turn: frozenset[str]) -> list[Event]:
    """The events of one sentence, what counts consist of inside them.

    ``in_turn`` has the codes of the regions that the sentences of the text begin with.
    """
    spans, gone = [*_clauses(events)], set[int]()
    measures = _of_measures(events, spans)
    for group in (*_groups(events, spans, in_turn), *measures):
        head, parts = _entry(events, group.head), range(group.head + 1, group.end)
        if gone.intersection((group.head, *parts)):
            continue
        head.inside.extend(_entry(events, i) for i in parts)
        opener = _OPENED.search(_entry(events, parts[0]).lead)
        if opener and (group not in measures or "其中" not in opener.group()):
            head.aside += opener.group()  # that these may be some only
        head.behind = ""
        gone.update(parts)
    kept = [e for i, e in enumerate(events) if i not in gone]
    for event in kept:  # 40件（重点件3件：昆明市2件、曲靖市1件）
        if not isinstance(event, Entry) or len(event.inside) <= _FEW:
            continue
        keys = _parts_of_keys(event.inside, range(len(event.inside)))
        if keys is not None:
            event.inside[keys.head].inside.extend(event.inside[keys.head + 1 :])
            del event.inside[keys.head + 1 :]
    return kept


def _groups(
    events: Sequence[Event], spans: Sequence[range], in_turn: frozenset[str]
) -> Iterator[_Group]:
    """The counts of regions, types and key cases with what is told behind them of their cases."""
    of_types = [g for span in spans if (g := _types_of_region(events, span))]
    opened = [g for g in of_types if _OPENED.search(_entry(events, g.head + 1).lead)]
    alone = (
        len(of_types) == 1
        and _is_first(events, of_types[0])
        and any(_is_beside(code, _codes(events, of_types[0].head)) for code in in_turn)
    )
    if len(of_types) < _FEW and not alone:
        of_types = [g for g in opened if g.sums]
    areas = [g for span in spans if (g := _alike_behind(events, span, "region")) and g.sums]
    others = [
        g
        for span in spans
        if (g := _counties_of_city(events, span, in_turn) or _parts_of_keys(events, span))
    ]
    if len(areas) >= _FEW and not others:  # 苏南地区35件，其中南京市15件…；苏中地区20件，其中…
        others = areas
    yield from of_types
    yield from others
    yield from _told_of_regions(events, spans)
    of_a_type = [g for span in spans if (g := _alike_behind(events, span, "pollution"))]
    yield from of_a_type if len(of_a_type) >= _FEW else (g for g in of_a_type if g.sums)


def _entry(events: Sequence[Event], at: int) -> Entry:
    event = events[at]
    assert isinstance(event, Entry)
    return event


def _clauses(events: Sequence[Event]) -> Iterator[range]:
    """The runs of entries between semicolons; a batch or a date ends one, too."""
    start = 0
    for at, event in enumerate(events):
        if not isinstance(event, Entry):
            if at > start:
                yield range(start, at)
            start = at + 1
        elif at > start and _ENDS.search(event.lead):
            yield range(start, at)
            start = at
    if start < len(events):
        yield range(start, len(events))


def _subject(events: Sequence[Event], at: int, *, previous: bool = False) -> Subject:
    label = _entry(events, at).label.text
    return classify(label, previous="pollution" if previous else "none")


def _is_region(events: Sequence[Event], at: int) -> bool:
    subject = _subject(events, at)
    return subject.kind == "region" and is_place(subject.name)


def _is_first(events: Sequence[Event], group: _Group) -> bool:
    return not any(isinstance(e, Entry) for e in events[: group.head])


def _sum(events: Sequence[Event], span: range) -> Number:
    total: Number = 0
    for at in span:
        total += _entry(events, at).count.value or 0
    return total


def _types_of_region(events: Sequence[Event], span: range) -> _Group | None:
    """A clause that ends in a region's count and types behind it."""
    heads = [i for i in span if _is_region(events, i)]
    if not heads or _entry(events, heads[-1]).count.value is None:
        return None
    parts = range(heads[-1] + 1, span.stop)
    kinds = {_subject(events, i, previous=i > parts.start).kind for i in parts}
    units = {_entry(events, i).unit for i in (heads[-1], *parts)}
    if kinds != {"pollution"} or len(units - {""}) > 1:
        return None
    sums = len(parts) >= _FEW and _sum(events, parts) == _entry(events, heads[-1]).count.value
    return _Group(heads[-1], span.stop, sums)


def _alike_behind(
    events: Sequence[Event], span: range, kind: Literal["pollution", "region"]
) -> _Group | None:
    """A clause of a type's count, or a region's, and behind it what it consists of: of the same
    kind (大气20件，其中工业废气12件…; 苏南地区35件，其中南京市15件…).
    """
    heads = [i for i in span if _subject(events, i).kind == kind]
    parts = range(heads[0] + 1, span.stop) if heads else range(0)
    if len(parts) < _FEW or [*range(heads[0], span.stop)] != heads:
        return None
    opened = _OPENED.search(_entry(events, parts[0]).lead)
    sums = _sum(events, parts) == _entry(events, heads[0]).count.value
    return _Group(heads[0], span.stop, sums) if opened else None


def _codes(events: Sequence[Event], at: int) -> set[str]:
    return {r.code for r in find_regions(_subject(events, at).name)}


def _counties_of_city(
    events: Sequence[Event], span: range, in_turn: frozenset[str]
) -> _Group | None:
    """A clause that ends in a city's count and its counties behind it, beside other cities."""
    heads = [i for i in span if _is_region(events, i)]
    if not heads or [*range(heads[0], span.stop)] != heads:
        return None
    for head in heads[:-1]:
        parts = range(head + 1, span.stop)
        city = _codes(events, head)
        inside = [
            any(r.parent in city for r in find_regions(_subject(events, i).name)) for i in parts
        ]
        if all(inside) and _OPENED.search(_entry(events, parts[0]).lead):
            others = {
                code for i, e in enumerate(events)
                if i not in (head, *parts) and isinstance(e, Entry) and _is_region(events, i)
                for code in _codes(events, i)
            }  # fmt: skip
            beside = any(_is_beside(code, city) for code in others | in_turn)
            return _Group(head, span.stop, True) if beside else None
    return None


def _is_beside(code: str, city: set[str]) -> bool:
    """Whether a region lies neither in a city nor around it, but in its province."""
    return any(code[:4] != c[:4] and code[:2] == c[:2] and code[2:] != "0000" for c in city)


def _of_measures(events: Sequence[Event], spans: Sequence[range]) -> list[_Group]:
    """Outcomes, channels or types told one after the other, each with the regions of its cases.

    Regions behind a single one are its own where they come to its count.
    """
    groups = [g for span in spans if (g := _regions_of(events, span))]
    return groups if len(groups) >= _FEW else [g for g in groups if g.sums]


def _regions_of(events: Sequence[Event], span: range) -> _Group | None:
    """A clause that ends in an outcome's, a channel's or a type's count and regions behind it."""
    subjects = [(i, _subject(events, i)) for i in span]
    heads = [
        i for i, s in subjects
        if s.kind == "pollution" or s.name in PROGRESS_MEASURES | _CHANNELS
    ]  # fmt: skip
    parts = range(heads[-1] + 1, span.stop) if heads else range(0)
    if not parts or not all(_is_region(events, i) for i in parts):
        return None
    head = _entry(events, heads[-1])
    same = {_entry(events, i).unit for i in parts} == {head.unit}
    if not same or _OPENED.search(_entry(events, parts[0]).lead) is None:
        return None
    return _Group(heads[-1], span.stop, _sum(events, parts) == head.count.value)


def _told_of_regions(events: Sequence[Event], spans: Sequence[range]) -> list[_Group]:
    """Region after region with its count and behind it what else is told of its cases.

    The batch that such a count is of (成都市本批30件) is no part of the region's name.
    """
    groups = [g for span in spans if (g := _told_of_region(events, span))]
    if len(groups) < _FEW:
        return []
    for group in groups:
        head = _entry(events, group.head)
        head.label = _label_of_place(head)
    return groups


def _label_of_place(entry: Entry) -> Label:
    """A count's label without the batch that it is of (成都市本批30件, 成都市：本批30件)."""
    text = _OF_THE_DAY.sub("", entry.label.text)
    before = entry.lead.removesuffix(entry.label.text)
    if text or not (named := _NAMED_BEFORE.search(before)):
        return Label(text, entry.label.start)
    return Label(named[1], entry.label.start - len(named[1]) - 1)


def _told_of_region(events: Sequence[Event], span: range) -> _Group | None:
    """A clause that ends in the count of its only region and, without a region of their own,
    its cases of all batches, its outcomes or its key cases.
    """
    places = {i: _label_of_place(_entry(events, i)).text for i in span}
    heads = [i for i, text in places.items() if is_place(classify(text).name)]
    if len(heads) != 1 or heads[0] + 1 == span.stop:
        return None
    parts = range(heads[0] + 1, span.stop)
    plain = all(not _entry(events, i).inside and _is_told_of(events, i) for i in parts)
    if not plain or all(_subject(events, i).name == "key_cases" for i in parts):
        return None  # key cases alone are told behind the regions of plain lists, too
    return _Group(heads[0], span.stop, False)


def _is_told_of(events: Sequence[Event], at: int) -> bool:
    """Whether a count only says what it is of, not where: 累计90件, 办结20件, 46个问题."""
    entry, subject = _entry(events, at), _subject(events, at)
    if entry.unit == "%" or _OPENED.search(entry.lead):
        return False
    if subject.kind == "measure":
        return subject.start == 0
    if entry.bare and entry.behind:
        subject = classify_behind(entry.behind)
    if subject.name == "problems":
        return True
    return subject.kind == "total" and bool(cues.SINCE_ALONE.fullmatch(entry.label.text))


def _parts_of_keys(events: Sequence[Event], span: range) -> _Group | None:
    """A clause that ends in a number of key cases and, behind a colon, where they are, or of
    which types, where these come to as many.
    """
    for at in span[:-1]:
        subject = _subject(events, at)
        if (subject.kind, subject.name) != ("measure", "key_cases"):
            continue
        parts = range(at + 1, span.stop)
        if not _OPENED.search(_entry(events, parts[0]).lead):
            continue
        if all(_is_region(events, i) for i in parts):
            return _Group(at, span.stop, True)
        kinds = {_subject(events, i, previous=i > parts.start).kind for i in parts}
        sums = _sum(events, parts) == _entry(events, at).count.value
        if kinds == {"pollution"} and sums and len(parts) >= _FEW:
            return _Group(at, span.stop, True)
    return None
