"""Prose to figures: what each counted thing is, of which batch, and which lists are whole.

A sentence is a row of tokens. Every count looks back to the words since the count
before it; the end of those words names its subject: a pollution type, a region, a
measure (来电, 已办结 …) or the whole batch. Neighbouring counts of one kind form a list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from ..model import TOTAL, FigureList, Frozen, Key, Observation, Scope, Source, StatedCount
from ..vocabulary.measures import (
    CUMULATIVE,
    PROGRESS_MEASURES,
    measure_at_end,
    total_at_end,
)
from ..vocabulary.pollution import label_at_end, pollution_code
from ..vocabulary.regions import find_regions, looks_like_place
from .passage import Passage, Token, sentences

_CONNECTOR = re.compile(
    r"(?:总数|数量|占比|比例|总计|共计|共有|合计|共|计|有|为|是|达到|达|各有|各|均为|均|分别|大约|约|近|超过|超|逾|已|的|到|占)+$"
)
_OPENER = re.compile(
    r"^.*(?:其中|分别[是为有]?|涉及|包括|包含|主要[是为有]?|反映|按[^,]*?[分看计]|(?:类型|地区|区域|属地|分布)"
    r"(?:方面|划分|统计|来?看|上?看|分布|为|是)|方面看|来看|[:,]|属于|[^市]位于|来自|分布在|本批|以及)"
)
_DISTRIBUTED = re.compile(r"(?:分别|依次)(?:[为是有达])?$")
_EACH = re.compile(r"(?:各|均)(?:[为是有])?$")
_OPEN_LIST = re.compile(
    r"主要|居前|前[\d一二三四五六七八九十]+[位名]|较多|最多|集中在|为主|靠前|居(?:第|首)|首位"
)
_BODY_ITSELF = re.compile(r"(?:我|本|全|该)(?:省|市|州|盟|县|区|旗|自治区)$")
_LIST_TAIL = re.compile(
    r"(?:等)?(?:各类)?(?:污染|问题|环境)?(?:类型|类别|领域)?(?:的)?(?:信访|举报|问题)*(?:数量|件数)?$"
)
_PROBLEM_SPANNER = re.compile(r"问题(?:类别|类型|种类|分类)")
_JOINT = re.compile(r"合办|共同|共办|联合|跨区|关联|交叉")
_REGION_KIND = re.compile(
    r"^(?:地级|设区|省辖|地|县级)?(?:市州|州市|市县|县市|县区|区县|市区|盟市|地市|地区|市\(州\)|市\(地\)|"
    r"市|州|盟|县|区|旗|乡镇|镇街|街道|镇|行政区|区域)"
)
_CASE_NOUN = re.compile(
    r"^(?:群众|环境|生态)*(?:信访|举报|投诉|转办|交办|案)(?:信访|举报|投诉|案|问题|事项)*件?"
)
_PROBLEM_NOUN = re.compile(r"^(?:生态)?环境问题|^(?:环境)?污染问题")
_THIS_BATCH = re.compile(r"本批|该批|当[日天]|今[日天]|本次")
_RISKY = {"水", "气", "声", "噪", "自然"}
_UNITS = {"%": "percent", "CNY": "CNY"}
_LEADS = frozenset("即为有含于在及涉")
_PARTICLES = "涉及是为中的看分括有计和与,、:(类其占"

SubjectKind = Literal["pollution", "region", "measure", "total", "none"]


class Subject(Frozen, frozen=True):
    """What a count counts: ``name`` is a code, a printed region or a measure."""

    kind: SubjectKind
    name: str = ""
    label: str = ""


class Statements(Frozen, frozen=True):
    """Everything that the prose of one section states."""

    observations: tuple[Observation, ...]
    lists: tuple[FigureList, ...]
    region_counts: tuple[StatedCount, ...]
    batches: tuple[int, ...]


class _Item(Frozen, frozen=True):
    """A count with its subject, before its measure is decided."""

    subject: Subject
    token: Token
    region: str
    scope: Scope
    batch: int | None


def _strip(words: str) -> str:
    return _CONNECTOR.sub("", words)


def _region_at_end(words: str) -> str | None:
    """The region that the words end with: a known name, or what ends like a place."""
    label = _OPENER.sub("", words)
    if not label or len(label) > 18:
        return None
    for start in range(min(4, len(label) - 1)):  # 为路北区, 此外遂宁市: a word before the name
        name = label[start:]
        if find_regions(name) and not (start and looks_like_place(label[:start])):
            certain = start == 0 or len(name) > 2 or label[:start] in _LEADS
            return name if certain else None
    return label if looks_like_place(label) and not measure_at_end(label) else None


def _pollution_at_end(words: str) -> tuple[str, str] | None:
    """(code, printed label) of the pollution type that the words end with."""
    match = label_at_end().search(words)
    if match is None:
        return None
    label, before = match.group(), words[: match.start()]
    code = pollution_code(label)
    if code is None and label in _RISKY and not before:
        code = pollution_code(label + "类")
    if code is None:
        return None
    stem = label.removeprefix("涉及").removeprefix("涉")
    if stem[:1] in _RISKY and before and before[-1] not in _PARTICLES:
        return None
    return code, stem if label.startswith("涉及") else label


def classify(words: str, *, previous: SubjectKind = "none") -> Subject:
    """What the folded words in front of a count name; ``previous`` is the item before it."""
    text = _strip(words)
    if words.endswith("累计") or _BODY_ITSELF.search(text):
        return Subject("total", "cases", text)
    region = _region_at_end(text)
    if region is not None and find_regions(region):
        return Subject("region", region, region)
    total = total_at_end(text) if not _JOINT.search(text[-12:]) else None
    if total == "problems" and not (previous == "pollution" and "生态" in text[-6:]):
        return Subject("total", total, text)
    if cue := measure_at_end(text):
        return Subject("measure", cue[0], text[cue[1] :])
    found = _pollution_at_end(text)
    if found and not (total == "cases" and found[0] == "ecology"):  # 生态环境信访件
        return Subject("pollution", found[0], found[1])
    if region is not None:
        return Subject("region", region, region)
    if total is not None:
        return Subject("total", total, text)
    label = _OPENER.sub("", text)
    named = 0 < len(label) <= 12 and label == text and not _JOINT.search(label)
    if previous in ("pollution", "region") and named:
        return Subject(previous, label, label)
    return Subject("none", "", text)


def _split_names(words: str) -> list[str]:
    """``水和大气`` → two names; 呼和浩特 and 核与辐射 are one each: both sides must be names."""
    if pollution_code(words) or find_regions(words):
        return [words]
    for match in re.finditer(r"以及|[和与及]", words):
        left, right = words[: match.start()], words[match.end() :]
        kinds = {classify(_list_label(side)).kind for side in (left, right)}
        if kinds <= {"pollution", "region"}:
            return [*_split_names(left), *_split_names(right)]
    return [words]


def _list_label(words: str) -> str:
    """A name of a list without what closes the list: 其他等污染类型 → 其他, 数量 → nothing."""
    return words if classify(words).kind != "none" else _LIST_TAIL.sub("", words)


@dataclass
class _Ahead:
    """What stands in front of the next count: names of its list, words, an open bracket."""

    names: list[str] = field(default_factory=list)
    words: str = ""
    inner_region: str = ""


class _Reader:
    """Goes through the sentences of one passage; holds what carries over between them."""

    def __init__(self, passage: Passage, *, part: str, batch: int | None) -> None:
        self.passage = passage
        self.part = part
        self.batch = batch
        self.scope: Scope = "batch"
        self.reports_progress = self.counts_problems = False
        self.paired: frozenset[int] = frozenset()  # starts of counts a list has taken
        self.run: list[_Item] = []
        self.run_open = False
        self.observations: list[Observation] = []
        self.lists: list[FigureList] = []
        self.region_counts: list[StatedCount] = []
        self.batches: list[int] = []

    # -------------------------------------------------------------- one sentence

    def sentence(self, row: Sequence[Token]) -> None:
        """Take in one sentence: every count finds its subject in the words before it."""
        self.run_open = self.counts_problems = False
        self.paired = frozenset()
        self.reports_progress = self._tells_outcomes(row)
        if self._starts_anew(row):
            self.scope = "batch"
        ahead = _Ahead()
        for i, token in enumerate(row):
            before = row[i - 1] if i else None
            if token.kind == "batch":
                self._enter_batch(token)
                ahead.words = ""
            elif token.kind == "text":
                ahead.words = self._words(ahead.words, token, before)
            elif token.kind == "mark":
                self._mark(token, before, ahead)
            elif token.kind == "count":
                self._count_or_pair(row, i, ahead)
        self._close_run(ended=bool(row and row[-1].kind == "mark"))

    def _mark(self, token: Token, before: Token | None, ahead: _Ahead) -> None:
        """A comma of a list keeps its name, a bracket behind a region's count is that region's."""
        if token.text == "(":
            last = self.run[-1].subject if self.run else None
            behind_count = before is not None and before.kind == "count"
            regional = last is not None and last.kind == "region" and behind_count
            ahead.inner_region = last.name if regional and last else ""
        elif token.text == ")":
            ahead.inner_region = ""
        elif token.text in ";。":
            ahead.names, ahead.words = [], ""
        elif ahead.words and (token.text == "、" or (token.text == "," and ahead.names)):
            ahead.names.append(ahead.words)
            ahead.words = ""

    def _count_or_pair(self, row: Sequence[Token], i: int, ahead: _Ahead) -> None:
        following = row[i + 1] if i + 1 < len(row) else None
        bare = i > 0 and row[i - 1].kind == "mark" and not ahead.words
        if row[i].start in self.paired or self._takes_distribution(ahead, row, i):
            ahead.names = []
        elif not (ahead.names and bare):
            self._count(row[i], ahead, following)
            ahead.names = []
        ahead.words = ""

    def _starts_anew(self, row: Sequence[Token]) -> bool:
        """Whether a sentence makes a statement of its own rather than breaking one down."""
        text = "".join(t.text for t in row)
        if CUMULATIVE.search(text):
            return True
        words = ""
        for token in row:
            if token.kind == "batch":
                return True
            if token.kind == "text":
                words = token.text
            elif token.kind == "count" and words:
                if classify(words).kind == "total":
                    return True
                words = ""
        return bool(_THIS_BATCH.search(text))

    @staticmethod
    def _tells_outcomes(row: Sequence[Token]) -> bool:
        """Whether a sentence counts what became of cases (已办结36件), not only cases."""
        return any(
            before.kind == "text"
            and token.kind == "count"
            and (cue := measure_at_end(_strip(before.text))) is not None
            and cue[0] in PROGRESS_MEASURES
            for before, token in pairwise(row)
        )

    def _enter_batch(self, token: Token) -> None:
        self.batch = token.batches[-1] if len(token.batches) == 1 else None
        self.batches.extend(token.batches)
        self.scope = "batch"

    def _words(self, words: str, token: Token, before: Token | None) -> str:
        """The words in front of the next count; what only connects keeps those before."""
        if CUMULATIVE.search(words + token.text):
            self.scope = "cumulative"
        elif _THIS_BATCH.search(token.text):
            self.scope = "batch"
        if _PROBLEM_SPANNER.search(token.text):
            self.counts_problems = True
        self.run_open = self.run_open or _OPEN_LIST.search(token.text) is not None
        if words and not _strip(token.text):
            return words + token.text
        glued = before is not None and before.kind == "mark" and before.text in "(:"
        return f"{words}{before.text}{token.text}" if words and glued and before else token.text

    # ----------------------------------------------------------------- one count

    def _takes_distribution(self, ahead: _Ahead, row: Sequence[Token], i: int) -> bool:
        """``A、B、C分别为a、b、c``, ``A、B、C各a``: pairs the names with the counts."""
        tail = ahead.words.rstrip(":,(")
        each = _EACH.search(tail)
        found = each or _DISTRIBUTED.search(tail)
        if found is None or row[i].unit == "%":
            return False
        labels = [
            label
            for name in (*ahead.names, tail[: found.start()])
            for piece in _split_names(name.rstrip("的,"))
            if (label := _list_label(piece))
        ]
        if len(labels) < 2:
            return False
        counts = [t for t in row[i:] if t.kind == "count"][: len(labels)]
        if each:
            counts = [row[i]] * len(labels)
        elif len(counts) != len(labels):
            return False
        previous: SubjectKind = "none"
        for label, count in zip(labels, counts, strict=True):
            subject = classify(label, previous=previous)
            previous = subject.kind
            self._add(subject, count)
        self.paired = frozenset(count.start for count in counts)
        return True

    def _count(self, token: Token, ahead: _Ahead, following: Token | None) -> None:
        words, inner = ahead.words, ahead.inner_region
        after = following.text if following is not None and following.kind == "text" else ""
        if token.text == "一" and (not words or "不止" in words):
            return  # 一件可能涉及多个类型: a way of speaking, no count
        if token.unit == "个" and (kind := _REGION_KIND.match(after)):
            if isinstance(token.value, int):
                text = self.passage.printed(token.start, following.start) + kind.group()  # type: ignore[union-attr]
                source = self.passage.source(token.start, token.end)
                self.region_counts.append(StatedCount(token.value, text, source, self.scope))
            return
        previous = self.run[-1].subject.kind if self.run else "none"
        subject = classify(words, previous=previous) if _strip(words) else Subject("none")
        if token.unit == "%":
            last = self.run[-1].subject if self.run else Subject("none")
            subject = subject if subject.kind == "pollution" else last
            if subject.kind != "pollution" or re.search(r"率", words):
                return
        if subject.kind == "none":
            subject = self._subject_behind(after)
        if subject.kind == "region" and inner:
            return  # a case shared with another region, inside the bracket of the first
        if subject.kind == "none":
            return
        self._add(subject, token, inner)

    @staticmethod
    def _subject_behind(after: str) -> Subject:
        """The subject of a count that stands before its noun: 113件群众信访举报件, 47件已办结."""
        if noun := _PROBLEM_NOUN.match(after):
            return Subject("total", "problems", noun.group())
        if noun := _CASE_NOUN.match(after):
            return Subject("total", "cases", noun.group())
        cue = measure_at_end(after)
        return Subject("measure", cue[0], after) if cue and cue[1] == 0 else Subject("none")

    def _add(self, subject: Subject, token: Token, inner_region: str = "") -> None:
        region = TOTAL
        taken = {i.subject.name for i in self.run if i.scope == self.scope}
        if subject.kind == "pollution" and token.unit != "%" and subject.name in taken:
            subject = Subject("pollution", subject.label, subject.label)  # never merged silently
        if subject.kind == "region":
            region = subject.name
        elif subject.kind == "measure" and inner_region:
            region = inner_region
        item = _Item(subject, token, region, self.scope, self.batch)
        if subject.kind in ("pollution", "region") and token.unit != "%":
            kinds = {(i.subject.kind, i.scope, i.batch) for i in self.run}
            if kinds and kinds != {(subject.kind, self.scope, self.batch)}:
                self._close_run(ended=True)
            self.run.append(item)
        elif subject.kind == "total":
            self._close_run(ended=True)
        if token.unit == "%" or subject.kind in ("measure", "total"):
            self._observe(item, self._measure(item))

    # ------------------------------------------------------------------- results

    def _measure(self, item: _Item) -> str:
        if item.token.unit == "%":
            return "share"
        return item.subject.name if item.subject.kind in ("measure", "total") else "cases"

    def _close_run(self, *, ended: bool) -> None:
        run, self.run = self.run, []
        opened, self.run_open = self.run_open, False
        if not run:
            return
        kind = run[0].subject.kind
        measure = self._list_measure(run)
        keys = tuple(self._observe(item, measure) for item in run)
        cut = not ended and run[-1].token.end >= len(self.passage.text)
        cut = cut or any(item.token.relation == "cut" for item in run)
        text = self.passage.text
        opened = opened or text[run[-1].token.end :].lstrip(")").startswith("等")
        state: Literal["closed", "open", "cut"] = "cut" if cut else "open" if opened else "closed"
        source = self.passage.source(run[0].token.start, run[-1].token.end)
        if kind == "pollution" or kind == "region":
            self.lists.append(FigureList(kind, state, keys, source))

    def _list_measure(self, run: Sequence[_Item]) -> str:
        """Types are problems where counted in 个, or where they break a problem total down."""
        if run[0].subject.kind == "region":
            return "cases"
        if self.counts_problems or any(item.token.unit in ("个", "项") for item in run):
            return "problems"
        stated = [
            o.value for o in self.observations
            if o.key.measure == "problems" and o.key.pollution == o.key.region == TOTAL
            and (o.key.scope, o.key.batch) == (run[0].scope, run[0].batch)
        ]  # fmt: skip
        return "problems" if stated and sum(i.token.value or 0 for i in run) in stated else "cases"

    def _observe(self, item: _Item, measure: str) -> Key:
        subject, token = item.subject, item.token
        part = "progress" if self.part == "notice" and self.reports_progress else self.part
        pollution = subject.name if subject.kind == "pollution" else TOTAL
        key = Key(part, "prose", item.scope, item.batch, item.region, pollution, measure)
        unit = _UNITS.get(token.unit) or {"problems": "problem"}.get(measure, "case")
        if token.unit in ("人", "人次", "名"):
            unit = "person"
        elif token.unit in ("家", "家次"):
            unit = "company"
        self.observations.append(
            Observation(
                key=key, value=token.value, unit=unit, label=subject.label,
                text=self.passage.printed(token.start, token.number_end),
                source=self._source(token), relation=token.relation,
            )
        )  # fmt: skip
        return key

    def _source(self, token: Token) -> Source:
        return self.passage.source(token.start, token.number_end)


def read_statements(passage: Passage, *, part: str, batch: int | None) -> Statements:
    """All figures that ``passage`` states.

    ``part`` names where it stands (``notice``, ``progress`` or ``headline``); ``batch``
    holds until the text names another.
    """
    reader = _Reader(passage, part=part, batch=batch)
    for row in sentences(passage):
        reader.sentence(row)
    return Statements(
        tuple(reader.observations),
        tuple(reader.lists),
        tuple(reader.region_counts),
        tuple(dict.fromkeys(reader.batches)),
    )
