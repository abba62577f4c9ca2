"""What each count of a sentence counts: by the words before it, behind it, or beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..vocabulary.measures import total_at_end
from ..vocabulary.regions import find_regions
from . import cues
from .names import (
    JOINT,
    NOTHING,
    Subject,
    SubjectKind,
    classify,
    classify_behind,
    strip_connectors,
)
from .passage import Passage
from .phrases import Entry

_WORD = re.compile(r"[\u4e00-\u9fff]{2}")
_JOINT_WITHIN = 12  # last characters of a label that may say that regions share its count


class Subjects:
    """Tells what the entries of a passage count.

    ``part`` names where it stands; counts of the region that ``issuer`` has the code of are
    totals.
    """

    def __init__(self, passage: Passage, *, part: str, issuer: frozenset[str]) -> None:
        self.passage = passage
        self.in_headline = part == "headline"
        self.issuer = issuer
        self._named: tuple[Sequence[Entry], set[tuple[str, str]]] = ((), set())

    def of(self, entry: Entry, *, beside: SubjectKind, sentence: Sequence[Entry]) -> Subject:
        """The subject of ``entry``; ``beside`` is the kind of the list that it may go on."""
        found = next((s for s in self._readings(entry, beside) if s.kind != "none"), NOTHING)
        if found.kind == "total" and self._counts_other_things(entry):
            return NOTHING
        if found.kind == "region" and self.is_of_issuer(found.name, sentence):
            return Subject("total", "cases", found.label, found.start)
        if found.kind == "region" and found.label != entry.label.text and self._is_above(found):
            return Subject("total", "cases", entry.label.text)  # 交甘肃66件，省会兰州占17件
        return found

    def _readings(self, entry: Entry, beside: SubjectKind) -> Iterator[Subject]:
        """The ways to read the words at a count, the surest first."""
        words, label = entry.words, entry.label.text
        of_cases = Subject("total", "cases", words)
        if entry.bare and entry.behind:
            yield classify_behind(entry.behind)
        yield self._by_label(entry, beside)
        if beside == "region" and cues.REST.search(entry.lead) and entry.behind.startswith("由"):
            yield Subject("region", words, words)  # 其余18件由温州、嘉兴承办
        if cues.GIVEN_OUT.match(entry.behind) and cues.is_net(entry):  # 其余77件交由各地办理
            yield of_cases if beside != "region" else Subject("region", words, words)
        if self.in_headline and entry.bare and entry.unit == "件":
            yield Subject("total", "cases")
        if cues.COUNT_WORD.search(words) and not self.in_headline and entry.unit == "件":
            yield of_cases  # 数目是14件
        if not strip_connectors(label):
            yield classify(label)  # 前29批共4096件中
        if self._is_of_batch(entry):
            yield Subject("total", "cases")  # 第五批133件
        if cues.HANDLED_SO_FAR.search(entry.lead) and entry.unit == "件":
            yield of_cases  # 前11批共办理131件
        if beside == "region" and JOINT.search(label[-_JOINT_WITHIN:]):
            name = strip_connectors(label)
            yield Subject("region", name, name)  # 甲、乙合办1件

    @staticmethod
    def _by_label(entry: Entry, beside: SubjectKind) -> Subject:
        """By the words in front, or where they only say of which cases, by those behind."""
        found = NOTHING
        if entry.label.text and (strip_connectors(entry.label.text) or not entry.behind):
            found = classify(
                entry.label.text,
                previous=cues.announced(entry.lead) if beside == "none" else beside,
            )
        if beside == "pollution" and not entry.behind and cues.OTHERS.search(entry.label.text):
            return Subject("pollution", "other", "其余", len(entry.label.text) - 2)
        if found.kind in ("none", "total") and entry.behind:  # 信访件47件已办结
            behind = classify_behind(entry.behind)
            told = cues.tells_outcome(behind) and not cues.ALL.match(entry.behind)
            return behind if found.kind == "none" or told else found
        return found

    def _is_of_batch(self, entry: Entry) -> bool:
        """Whether a batch stands right in front of a count that nothing else names."""
        if entry.batch is None or entry.unit not in cues.CASE_UNITS:
            return False
        follows = self.passage.text[entry.count.end : entry.count.end + 1]
        return entry.unit != "个" or follows in ("", *",。;、()\n")

    @staticmethod
    def _counts_other_things(entry: Entry) -> bool:
        """Whether words behind a count in 个 name neither cases nor problems (全市共有800个小区)."""
        told = _WORD.match(entry.behind) and classify_behind(entry.behind).kind == "none"
        return entry.unit == "个" and bool(told) and total_at_end(entry.label.text) is None

    def _is_above(self, region: Subject) -> bool:
        """Whether a region is the province of the city whose notice it is."""
        codes = {r.code for r in find_regions(region.name) if r.level == "province"}
        inside = {code[:2] + "0000" for code in self.issuer} - self.issuer
        return bool(codes & inside)

    def is_of_issuer(self, name: str, sentence: Sequence[Entry]) -> bool:
        """Whether a region is the one whose notice it is, and not one of a list of its like."""
        meant = {r.code: r.parent for r in find_regions(name)}
        if name in self.issuer:  # 兵团
            return True
        if not self.issuer.intersection(meant):
            return False
        return not any(
            parent in meant.values() and code not in meant
            for code, parent in self._regions_of(sentence)
        )

    def _regions_of(self, sentence: Sequence[Entry]) -> set[tuple[str, str]]:
        """(code, that of the division above) of the regions that a sentence counts."""
        if self._named[0] is not sentence:
            names = {classify(entry.label.text).name for entry in sentence}
            self._named = (
                sentence,
                {(r.code, r.parent) for name in names for r in find_regions(name)},
            )
        return self._named[1]
