"""Prose to figures: what each entry counts, of which batch, and which lists are whole.

The entries of a sentence come from :mod:`.phrases`. Here each gets its subject and its
context (scope and batch), neighbours of one kind become lists, and a list's measure and
extent are decided by what it breaks down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from ..model import (
    TOTAL,
    Aside,
    Doubt,
    FigureList,
    Frozen,
    Key,
    Observation,
    Scope,
    Source,
    StatedCount,
    Text,
)
from ..vocabulary.measures import PROGRESS_MEASURES, measure_at_end
from ..vocabulary.pollution import STEMS
from ..vocabulary.regions import find_regions, is_place, looks_like_place
from .asides import Found, find_asides, repeated, shared_by_mentions
from .names import (
    JOINT,
    NET,
    NOTHING,
    Subject,
    SubjectKind,
    classify,
    classify_behind,
    own_name,
    strip_connectors,
)
from .passage import Passage, Token, sentences
from .phrases import Entry, Unpaired, entries

_OPEN_LIST = re.compile(
    r"主要(?!污染|类|问题类)|居前|靠前|前[\d一二三四五六七八九十]+[位名]|较多|最多|集中在|为主|靠前|居(?:第|首)|首位|排名"
)
_REGION_KIND = re.compile(
    r"^(?:地级|设区|省辖|地|县级)?(?:市州|州市|市县|县市|县区|区县|市区|盟市|地市|地区|市\(州\)|市\(地\)|"
    r"市|州|盟|县|区|旗|乡镇|镇街|街道|镇|行政区|区域|师市?|开发区|功能区|管委会|市直部门|省直部门|部门|单位)"
)
_OF_REGIONS = re.compile(r"(?:市|州|区|县|盟|旗)中的?$")
_THIS_BATCH = re.compile(r"本批|该批|当[日天]|今[日天]|本次")
_COUNTED_PROBLEMS = re.compile(r"问题[,:]共")  # 大气污染问题，共57件
_MORE_PROBLEMS = re.compile(r"问题(?:总)?数[^。,;]{0,8}(?:大于|多于|超过)件数")
_KEYS_BY = re.compile(r"重点[^,。;]{0,6}按[^,。;]{0,8}[:,]")
_SPANNER = re.compile(r"从问题类别(?:来)?看")
SEVERAL_TYPES = re.compile(
    r"(?:涉及|对应|包含|存在|兼有|反映|属于)[^。]{0,6}(?:多个|多种|不止一[种个]|两种|几种|两个|数种)[^。]{0,8}(?:类型|问题|污染|要素)"
    r"|反映多[类种个]|分类[^。,]{0,6}之和(?:大于|超过|多于)|(?:类型|污染)[^。]{0,6}(?:重复|交叉|重叠)|各类之和大于件数|同时涉及"
)
"""A sentence that says that one case may carry several types."""
_SINCE_WORDS = re.compile(
    r"累计|累积|各批次?(?:共|合计|总计)|进驻以来(?:,|共|已|总)*(?:共|已|收到|接到|受理|交办|转办|移交)"
)
_UNTIL_NOW = re.compile(r"截至目前|截止目前|截至当[日天]|至此|迄今|目前为止|进驻(?:以来|期间)")
_UNTIL = re.compile(
    r"(?:截[至止]|(?<![日时])[至到])[^,。;]{0,14}[日时],?[^。;]{0,16}?共(?:计)?(?:收到|接到|接收|受理|承接|转办|交办|移交)"
)
_COMPARED = re.compile(r"[比较][^,。;]{0,14}(?:多|少|增加?|减少?|上升|下降|回落)(?:出|了)?$")
_REST = re.compile(r"(?:其余|其他|其它|剩余|另外|另)[^,。;]{0,6}$")
_ANY_PLACE = re.compile(
    r"(?:其余|其他|其它)?(?:各)?(?:市县|市州|地市|区县|县区|县市|市|县|区|地区|州市|盟市)"
)
_OF_PROBLEMS = re.compile(r"涉及|反映|包含|包括|梳理|问题(?:总)?数")
_BEFORE = re.compile(r"此前|先前|之前|前期|以往")
_BREAKS_DOWN = re.compile(r"其中|包括|包含")
_RECEIVED = re.compile(r"收到|接到|接收")
_STEPS = (
    ("received", _RECEIVED),
    ("accepted", re.compile(r"受理|签收")),
    ("transferred", re.compile(r"转办|交办|移交|转交|下发|派发")),
)
_UNITS = {"%": "percent", "CNY": "CNY"}
_WHOLE_OF = re.compile(r"(?:共|合计|共计)(?:有)?$")
_COUNT_WORD = re.compile(r"(?:数目|数量|件数|总数|共计?|合计|总计)(?:是|为|有)?$")
_INSIDE = re.compile(r"(?:其中|含|包括)[^,。;]{0,8}$")
_SPEECH = re.compile(
    r"(?:群众)?(?:信访|举报|投诉|案|问题)*件?(?:可能|或许?|会|同时|往往|常常?|涉及|反映|对应|包含|多)"
)
_BY_TYPE = re.compile(r"(?:类型|类别|要素|种类)(?:方面|来?看|统计|划分|分|上|为|是|分布)?[,:]")
_BY_REGION = re.compile(
    r"(?:属地|地区|区域|单位|地域|分布)(?:方面|来?看|统计|划分|分|上|为|是|情况)*[,:]"
)
_ALL = re.compile(r"(?:已经?|均已?|都已?)?(?:全部|悉数|均|都)")
_PERSONS = ("人", "人次", "名")
_COMPANIES = ("家", "家次")
_CASE_UNITS = ("", "件", "个", "起", "项", "宗", "件次", "条", "份")

ListKind = Literal["pollution", "region"]


class Statements(Frozen, frozen=True):
    """Everything that the prose of one section states."""

    observations: tuple[Observation, ...]
    lists: tuple[FigureList, ...]
    region_counts: tuple[StatedCount, ...]
    batches: tuple[int, ...]
    asides: tuple[Aside, ...] = ()
    doubts: tuple[Doubt, ...] = ()


class _Context(Frozen, frozen=True):
    """The scope and batch that figures stand in."""

    scope: Scope
    batch: int | None


class _Item(Frozen, frozen=True):
    """An entry of a list with its subject, before the list's measure is decided."""

    entry: Entry
    subject: Subject
    context: _Context


class _Parent(Frozen, frozen=True):
    """A figure that a list behind it may break down."""

    key: Key
    unit: str


class _Reader:
    """Goes through the sentences of one passage; holds what carries over between them."""

    def __init__(self, passage: Passage, *, part: str, batch: int | None) -> None:
        self.passage = passage
        self.part = part
        self.batch = batch  # that the text last spoke of
        self.context = _Context("batch", batch)
        self.reports_progress = False
        self.observations: list[Observation] = []
        self.lists: list[FigureList] = []
        self.region_counts: list[StatedCount] = []
        self.batches: list[int] = []
        self.asides: list[Aside] = []
        self.doubts: list[Doubt] = []
        self._found = [*find_asides(passage)][::-1]  # the next one last
        self._several = SEVERAL_TYPES.search(passage.text) is not None
        self._more_problems = _MORE_PROBLEMS.search(passage.text) is not None
        # Of the sentence at hand:
        self.run: list[_Item] = []
        self.run_open = self.inner_open = False
        self.parent: _Parent | None = None
        self.mentions: list[Entry] = []
        self.step: tuple[int, str | None] | None = None  # the observation, its step
        self.in_detail = False  # the regions are parts of the one before
        self.ones = 0  # counts of 一
        self.named = 0  # batches
        self.counted = False  # a number of regions has been stated
        self.keyed = False  # a region's key cases stand behind its count

    # -------------------------------------------------------------- one sentence

    def sentence(self, row: Sequence[Token]) -> None:
        """Take in one sentence: its entries find their subjects, its lists their totals."""
        start, end = row[0].start, row[-1].end
        said: list[Found] = []
        while self._found and self._found[-1].start < end:
            said.append(self._found.pop())
        said = [f for f in said if f.start >= start]
        events = entries(_without(row, said) if said else row)
        plain = [e for e in events if isinstance(e, Entry)]
        self.reports_progress = any(map(_tells_outcome, plain))
        text = "".join(t.text for t in row)
        self.ones = sum(1 for t in row if t.kind == "count" and t.text == "一")
        if self._starts_anew(plain, text, events):
            self.context = _Context("batch", self.batch)
        self.run_open, self.parent, self.mentions, self.step = False, None, [], None
        self.in_detail = self.keyed = self.counted = False
        self.named = 0
        dated = False
        for event in events:
            if isinstance(event, Unpaired):
                self._unpaired(event)
            elif isinstance(event, Token):
                dated = event.kind == "date"
                self._enter(event)
            else:
                self._scope(event, dated=dated)
                self._entry(event)
                dated = False
        self._close_run(ended=row[-1].kind == "mark")
        self._end_asides([f.aside for f in said])

    def _starts_anew(self, plain: Sequence[Entry], text: str, events: Sequence[object]) -> bool:
        """Whether a sentence makes a statement of its own rather than breaking one down."""
        if _SINCE_WORDS.search(text) or _THIS_BATCH.search(text):
            return True
        if any(isinstance(e, Token) and e.kind in ("batch", "since") for e in events):
            return True
        return any(classify(e.label.text).kind == "total" for e in plain)

    def _enter(self, token: Token) -> None:
        """A batch, or a run of batches from the first on, begins a context."""
        if token.kind == "batch":
            self.batch = token.batches[-1] if len(token.batches) == 1 else None
            self.context = _Context("batch", self.batch)
            self.batches.extend(token.batches)
            self.named += len(token.batches)
        elif token.kind == "since" and token.batches[0] == self.named > 1:
            self.context = _Context("batch", None)  # 第十批121件、第十一批126件，两批共247件
        elif token.kind == "since":
            self.context = _Context("cumulative", token.batches[0])

    def _scope(self, entry: Entry, *, dated: bool) -> None:
        """What the words in front of a count say of its scope."""
        words = entry.near
        if entry.batch is not None:
            return
        if _SINCE_WORDS.search(words) or _UNTIL_NOW.search(words) or self._until(words):
            self.context = _Context("cumulative", self.batch)
        elif _THIS_BATCH.search(words) or (dated and "其中" in words):
            self.context = _Context("batch", self.batch)

    def _until(self, words: str) -> bool:
        """Whether all up to a day is counted (到12月5日，共收到512件), and no batch named."""
        return not self.batches and self.batch is None and _UNTIL.search(words) is not None

    # ----------------------------------------------------------------- one entry

    def _entry(self, entry: Entry) -> None:
        if _OPEN_LIST.search(entry.lead) or _OPEN_LIST.search(entry.behind):
            self.run_open = True
        if self._is_figure_of_speech(entry) or self._counts_regions(entry):
            return
        if _COMPARED.search(entry.lead) or self._refers_back(entry):
            return
        subject = self._subject(entry)
        if entry.unit == "%":
            self._share(entry, subject)
        elif subject.kind in ("pollution", "region"):
            self._list_item(entry, subject)
        elif subject.kind == "total":
            self._total(entry, subject)
        elif subject.kind == "measure":
            self._measure(entry, subject)

    def _is_figure_of_speech(self, entry: Entry) -> bool:
        """一件可能涉及多个类型, 不止一种: a way of speaking, no count."""
        if entry.count.text != "一":
            return False
        if self.ones > 1 and measure_at_end(strip_connectors(entry.label.text)):
            return True  # 成熟一件、办结一件、公开一件
        return not entry.label.text or "不止" in entry.lead or bool(_SPEECH.match(entry.behind))

    def _refers_back(self, entry: Entry) -> bool:
        """Whether a count only names a total that was stated before (285件的去向, 247件中).

        What follows is of that total, and in its context.
        """
        follows = entry.behind.startswith(("中", "的去向", "的分布", "里", "按")) or (
            entry.bare and not entry.lead.strip("\n") and not entry.behind
        )
        if not entry.bare or entry.batch is not None or not follows or self.run:
            return False
        for o in reversed(self.observations):
            whole = (
                o.key.measure in ("cases", "problems") and o.key.region == o.key.pollution == TOTAL
            )
            if whole and o.value == entry.count.value and o.key.part != "headline":
                self.context = _Context(o.key.scope, o.key.batch)
                self.parent = _Parent(o.key, entry.unit)
                return True
        return False

    def _counts_regions(self, entry: Entry) -> bool:
        """Take in a stated number of regions (涉及16个地市)."""
        kind = _REGION_KIND.match(entry.behind) if entry.count.unit == "个" else None
        if kind is None and _OF_REGIONS.search(entry.lead) and entry.unit == "个":
            kind = re.match("", entry.behind)  # 18个省辖市中的14个
        if kind is None:
            return False
        rest = entry.behind[kind.end() :]
        if isinstance(entry.count.value, int) and not rest.startswith("中"):
            text = self.passage.printed(entry.count.start, entry.count.end) + kind.group()
            source = self.passage.source(entry.count.start, entry.count.end)
            beside = re.match(r"(?:和|及|与|以及)(.{2,12})", rest)
            named = beside is not None and looks_like_place(beside[1].rstrip("的"))
            count = StatedCount(
                entry.count.value, text, source, self.context.scope, int(named), self.context.batch
            )
            if self.region_counts and self.counted:  # 24个区县、3个开发区
                last = self.region_counts.pop()
                count = msgspec.structs.replace(last, more=last.more + count.value)
            self.region_counts.append(count)
            self.counted = True
        return True

    def _subject(self, entry: Entry) -> Subject:
        previous: SubjectKind = self.run[-1].subject.kind if self.run else _announced(entry.lead)
        subject = NOTHING
        if entry.bare and entry.behind:
            subject = classify_behind(entry.behind)
        if subject.kind != "none":
            return subject
        if entry.label.text and (strip_connectors(entry.label.text) or not entry.behind):
            subject = classify(entry.label.text, previous=previous)
        if subject.kind in ("none", "total") and entry.behind:  # 信访件47件已办结
            behind = classify_behind(entry.behind)
            told = _tells(behind) and not _ALL.match(entry.behind)
            subject = behind if subject.kind == "none" or told else subject
        if subject.kind == "none" and self.part == "headline" and entry.bare:
            subject = Subject("total", "cases", "") if entry.unit == "件" else subject
        worded = _COUNT_WORD.search(entry.words) is not None and self.part != "headline"
        if subject.kind == "none" and worded and entry.unit == "件":
            subject = Subject("total", "cases", entry.words)  # 数目是14件
        if subject.kind == "none" and not strip_connectors(entry.label.text):
            subject = classify(entry.label.text)  # 前29批共4096件中
        ends = self.passage.text[entry.count.end : entry.count.end + 1] in ("", *",。;、()\n")
        of_batch = entry.batch is not None and (entry.unit != "个" or ends)
        if subject.kind == "none" and of_batch and entry.unit in _CASE_UNITS:
            subject = Subject("total", "cases", "")  # 第五批133件
        if subject.kind == "none" and self.run and self._may_be_joint(entry):
            label = strip_connectors(entry.label.text)
            subject = Subject("region", label, label)
        return subject

    def _may_be_joint(self, entry: Entry) -> bool:
        """Whether an entry is an item that regions of the list share (甲、乙合办1件)."""
        regional = self.run[-1].subject.kind == "region"
        return regional and JOINT.search(entry.label.text[-12:]) is not None

    # ------------------------------------------------------------- kinds of entry

    def _share(self, entry: Entry, subject: Subject) -> None:
        if subject.kind not in ("pollution", "region") or "率" in entry.lead:
            return
        self._observe(entry, subject, "share", unit="percent")

    def _total(self, entry: Entry, subject: Subject) -> None:
        self._close_run(ended=True)
        context = self.context
        if _BEFORE.search(entry.lead) and context == _Context("batch", self.batch) and self.batch:
            self.context = _Context("cumulative", self.batch - 1)  # 连同此前移交的650件
        in_cases = entry.unit in ("件", "起", "宗") and not _OF_PROBLEMS.search(subject.label)
        if subject.name == "problems" and in_cases:  # 信访问题59件: 问题 in a label says nothing
            subject = Subject("total", "cases", subject.label, subject.start)
        key = self._observe(entry, subject, subject.name)
        self.context = context
        if subject.name == "cases":
            self._compare_steps(entry, key)
        behind = classify_behind(entry.behind)
        if _tells(behind) and _ALL.match(entry.behind):  # 19件已全部办结
            self._observe(entry, behind, behind.name)
        self.parent = _Parent(key, entry.unit)
        self._inside(entry, None)

    def _compare_steps(self, entry: Entry, key: Key) -> None:
        """Two steps of a case's way side by side: the one further on counts the cases.

        收到2231件，合并重复后转办1730件: 2231 were received, 1730 are the batch's cases.
        """
        step = _step(entry.lead)
        order = [name for name, _ in _STEPS]
        before, self.step = self.step, (len(self.observations) - 1, step)
        if before is None or before[1] is None:
            return
        first = self.observations[before[0]]
        further = NET.search(entry.lead) or (step and order.index(step) > order.index(before[1]))
        if not further or before[1] == "transferred" or first.key.scope != key.scope:
            return
        renamed = msgspec.structs.replace(first.key, measure=before[1], batch=key.batch)
        self.observations[before[0]] = msgspec.structs.replace(first, key=renamed)
        if step == "transferred" and not NET.search(
            entry.lead
        ):  # the cases of the batch, and a step among the others
            last = next(o for o in reversed(self.observations) if o.key == key)
            self.observations.append(
                msgspec.structs.replace(last, key=msgspec.structs.replace(key, measure=step))
            )

    def _measure(self, entry: Entry, subject: Subject, *, inside: bool = False) -> None:
        measure = _fitting(subject.name, entry.unit)
        if measure is None:
            return
        if measure == "key_cases" and self._is_of_region(entry):
            self._observe(entry, subject, measure, region=self.run[-1].subject.name)
            return
        key = self._observe(entry, subject, measure)
        part = measure == "partly_closed" and entry.count.value and _INSIDE.search(entry.lead)
        if part or (measure == "partly_closed" and inside and entry.count.value):
            text = self.passage.printed(entry.label.start, entry.count.end)
            aside = Aside(text, self._source(entry), (entry.count.value or 0,), of="progress")
            self._note(aside)  # 已办结10件，其中阶段性办结3件
        if measure == "repeats" and entry.count.value:
            text = self.passage.printed(entry.label.start, entry.count.end)
            self._note(repeated(entry.count.value, text, self._source(entry)))
        if not self.run and (measure in PROGRESS_MEASURES or measure == "key_cases"):
            self.parent = _Parent(key, entry.unit)
        self._inside(entry, None)

    def _is_of_region(self, entry: Entry) -> bool:
        """Whether key cases are those of the region just named (杭州343件，重点10件；宁波…)."""
        if not self.run or self.run[-1].subject.kind != "region" or "其中" in entry.lead:
            return False
        follows = self.passage.text[entry.count.end : entry.count.end + 1]
        self.keyed = self.keyed or follows == ";"
        return self.keyed and entry.mark == ","

    def _list_item(self, entry: Entry, subject: Subject) -> None:
        if subject.kind == "region" and self._is_detail(entry, subject):
            self._observe(entry, subject, "cases")
            return
        rest = re.search(r"其[余他它]", entry.lead[-10:])
        if subject.kind == "region" and rest and _ANY_PLACE.fullmatch(subject.name):
            return  # 其余市县均为0件: no region of its own
        follows = self.passage.text[entry.count.end : entry.count.end + 1]
        if subject.kind == "region" and follows == ":" and _ANY_PLACE.fullmatch(subject.name):
            self._observe(entry, subject, "cases")  # 各市承办98件：沈阳…: its own items follow
            return
        if not self._counts_cases(entry):
            return
        self.in_detail = False
        last = self.run[-1] if self.run else None
        if last and (last.subject.kind, last.context) != (subject.kind, self.context):
            self._close_run(ended=True)
        together = _is_joint(subject.name) or _WHOLE_OF.search(entry.words) is not None
        if subject.kind == "region" and entry.unnamed and together:  # 甲、乙合办1件; 甲、乙共5件
            name = "、".join((*entry.unnamed, subject.name))
            subject = Subject("region", name, name)
        self.run.append(_Item(entry, subject, self.context))
        if subject.kind == "region":
            if entry.unnamed and not together and is_place(subject.name):
                self._without_count(entry)
            if entry.plus:
                self._note(Aside(f"+{entry.plus}", self._source(entry), (-entry.plus,)))
            self._inside(entry, subject.name)

    def _counts_cases(self, entry: Entry) -> bool:
        """Whether a list's item counts cases, or what the figure in front of the list counts."""
        of = self.parent.unit if self.parent is not None else None
        return (
            entry.unit in _CASE_UNITS
            or (entry.unit == of and not self.run)
            or (bool(self.run) and entry.unit == self.run[-1].entry.unit)
        )

    def _without_count(self, entry: Entry) -> None:
        """Say that regions stand in a list without a count: 佛山、梅州14件 may lack a 各."""
        names = "、".join(entry.unnamed)
        printed = f"{names}、{entry.label.text}{entry.count.text}{entry.count.unit}"
        self.doubts.append(
            Doubt(
                "unread-figure",
                Text(
                    f"“{printed}”: {names} stands without a figure of its own; whether the figure is "
                    "each one's or theirs together is not said",
                    f"“{printed}”：{names}没有自己的数；该数是各自的还是合计，文中未说明",
                ),
                sources=(self._source(entry),),
            )
        )

    def _is_detail(self, entry: Entry, subject: Subject) -> bool:
        """Whether a region is named as a part of the one before it (昆明12件，其中五华5件)."""
        if not self.run or self.run[-1].subject.kind != "region" or ";" in entry.lead:
            return False
        if "其中" not in entry.lead and not self.in_detail:
            return False
        cities = find_regions(self.run[-1].subject.name)
        self.in_detail = any(r.parent == c.code for r in find_regions(subject.name) for c in cities)
        return self.in_detail

    def _inside(self, entry: Entry, region: str | None) -> None:
        """Take in the brackets behind a count: what its cases are, by measure or type."""
        types: list[tuple[Entry, Subject]] = []
        for inner in entry.inside:
            self.inner_open = self.inner_open or bool(
                _OPEN_LIST.search(inner.lead) or self._goes_on(inner)
            )
            joint = JOINT.search(inner.label.text) or JOINT.search(inner.behind)
            if region is not None and joint and inner.count.value:
                self.mentions.append(inner)
                continue
            subject = classify(inner.label.text, previous="pollution" if types else "none")
            if subject.kind == "none":
                subject = classify_behind(inner.behind)
            if subject.kind == "measure" and region is None:
                self._measure(inner, subject, inside=self.parent is not None
                              and self.parent.key.measure == "closed")  # fmt: skip
            elif subject.kind == "measure" and (measure := _fitting(subject.name, inner.unit)):
                self._observe(inner, subject, measure, region=region or TOTAL)
            elif subject.kind == "pollution" and inner.unit != "%":
                types.append((inner, subject))
            elif region is not None and subject.kind == "region" and not self.mentions:
                self._observe(inner, subject, "cases")  # a part of the region's count
            elif region is None and subject.kind in ("region", "total"):
                self._entry(inner)
        if types and region is None:
            for inner, subject in types:
                self._list_item(inner, subject)
            self.run_open = self.run_open or self.inner_open
        elif types:
            self._types_of_region(types, region or TOTAL)
        self.inner_open = False

    def _types_of_region(self, types: Sequence[tuple[Entry, Subject]], region: str) -> None:
        """The types in brackets behind a region's count: they are that region's."""
        problems = any(inner.unit in ("个", "项") for inner, _ in types)
        keys = tuple(
            self._observe(inner, subject, "problems" if problems else "cases", region=region)
            for inner, subject in types
        )
        last = types[-1][0].count
        source = self.passage.source(types[0][0].label.start, last.end)
        cut = not self.passage.text[last.end :].lstrip(",、;")
        state: Literal["closed", "open", "cut"] = "cut" if cut else "closed"
        self.lists.append(
            FigureList("pollution", "open" if self.inner_open else state, keys, source)
        )

    def _goes_on(self, entry: Entry) -> bool:
        """Whether a list is said to go on behind a count (大气4件、水2件等)."""
        return self.passage.text.startswith("等", entry.count.end)

    def _unpaired(self, event: Unpaired) -> None:
        first, last = event.counts[0], event.counts[-1]
        text = self.passage.printed(first.start, last.end)
        self.doubts.append(
            Doubt(
                "unread-figure",
                Text(
                    f"“{text}”: {len(event.counts)} figures for {event.names} names; which belongs "
                    "to which could not be told, and none was read",
                    f"“{text}”：{len(event.counts)} 个数对应 {event.names} 个名称，无法一一对应，均未采用",
                ),
                sources=(self.passage.source(first.start, last.end),),
            )
        )

    # -------------------------------------------------------------------- lists

    def _close_run(self, *, ended: bool) -> None:
        run, self.run = _distinct(self.run), []
        opened, self.run_open = self.run_open, False
        if not run:
            return
        first, last = run[0].entry, run[-1].entry
        parent = self._broken_down(run)
        measure = self._list_measure(run, parent)
        keys = tuple(
            self._observe(item.entry, item.subject, measure, context=item.context) for item in run
        )
        for item in run:
            if item.entry.share is not None:
                self._observe(
                    item.entry, item.subject, "share", unit="percent", count=item.entry.share,
                    context=item.context,
                )  # fmt: skip
        self.parent = None
        cut = not ended and last.count.end >= len(self.passage.text)
        cut = cut or any(item.entry.count.relation == "cut" for item in run)
        cut = cut or "下转" in self.passage.text[last.count.end : last.count.end + 14]
        behind = last.count.end + (self.passage.text[last.count.end : last.count.end + 1] == ")")
        opened = opened or self.passage.text.startswith("等", behind)
        state: Literal["closed", "open", "cut"] = "cut" if cut else "open" if opened else "closed"
        source = self.passage.source(first.count.start, last.count.end)
        kind: ListKind = "region" if run[0].subject.kind == "region" else "pollution"
        of = parent.key if parent is not None and parent.key.scope == run[0].context.scope else None
        self.lists.append(FigureList(kind, state, keys, source, of))
        for item in run:
            if kind == "region" and _is_joint(item.subject.name) and item.entry.count.value:
                text = self.passage.printed(item.entry.label.start, item.entry.count.end)
                self._note(Aside(text, self._source(item.entry), (item.entry.count.value,)))

    def _broken_down(self, run: Sequence[_Item]) -> _Parent | None:
        """The figure that a list breaks down by its words: the one right in front of it."""
        parent = self.parent
        if parent is None or parent.key.batch != run[0].context.batch:
            return None
        lead = run[0].entry.lead
        if parent.key.measure in ("cases", "problems"):
            return parent
        same = parent.unit == run[0].entry.unit
        return parent if same and _BREAKS_DOWN.search(lead) else None

    def _list_measure(self, run: Sequence[_Item], parent: _Parent | None) -> str:
        """What a list counts: problems by their unit or total, or what it breaks down."""
        measure = parent.key.measure if parent is not None else "cases"
        if measure not in ("cases", "problems"):
            return measure
        if run[0].subject.kind == "region":
            return "cases"
        if measure == "problems" or any(item.entry.unit in ("个", "项") for item in run):
            return "problems"
        if any(_COUNTED_PROBLEMS.search(i.entry.lead) for i in run) or self._under_problems(run):
            return "problems"
        if _KEYS_BY.search(run[0].entry.lead):
            return "key_cases"
        context = run[0].context
        stated = [
            o.value for o in self.observations
            if o.key.measure == "problems" and o.key.pollution == o.key.region == TOTAL
            and (o.key.scope, o.key.batch) == (context.scope, context.batch)
        ]  # fmt: skip
        total = sum(item.entry.count.value or 0 for item in run)
        return "problems" if stated and total in stated else "cases"

    def _under_problems(self, run: Sequence[_Item]) -> bool:
        """Whether a spanner says that problems are listed (从问题类别看), and nothing else so.

        Where one case may carry several types, the figures are the cases of each; and a label
        that says 问题 itself says nothing of the unit.
        """
        if self._more_problems:
            return True
        spanned = any(_SPANNER.search(item.entry.lead) for item in run)
        labelled = all(item.entry.label.text.endswith("问题") for item in run)
        return spanned and not labelled and not self._several

    # ------------------------------------------------------------------- asides

    def _note(self, aside: Aside) -> None:
        self.asides.append(_in_context(aside, self.context))

    def _end_asides(self, said: Iterable[Aside]) -> None:
        """Note what the sentence says of sums, in the context that it ends in."""
        if self.mentions:
            total = sum(e.count.value or 0 for e in self.mentions)
            first, last = self.mentions[0], self.mentions[-1]
            words = "；".join(
                "".join(self.passage.printed(e.label.start, e.count.end).split())
                for e in self.mentions
            )
            source = self.passage.source(first.label.start, last.count.end)
            self._note(shared_by_mentions(total, words, source))
        for aside in said:
            self._note(aside)

    def end(self, batch: int | None) -> None:
        """A text that tells outcomes, and of no batch, tells of all batches (督察组交办4721件)."""
        scopes = {o.key.scope for o in self.observations}
        told = any(o.key.measure in PROGRESS_MEASURES for o in self.observations)
        if batch is not None or self.batches or not told or scopes != {"batch"}:
            return

        def since(key: Key) -> Key:
            return msgspec.structs.replace(key, scope="cumulative")

        change = msgspec.structs.replace
        self.observations = [change(o, key=since(o.key)) for o in self.observations]
        self.lists = [
            change(x, keys=tuple(map(since, x.keys)), of=since(x.of) if x.of else None)
            for x in self.lists
        ]
        self.asides = [change(a, scope="cumulative") for a in self.asides]

    # ------------------------------------------------------------------- results

    def _observe(
        self, entry: Entry, subject: Subject, measure: str, *, region: str = TOTAL,
        unit: str = "", count: Token | None = None, context: _Context | None = None,
    ) -> Key:  # fmt: skip
        token = count or entry.count
        context = context or self.context
        part = "progress" if self.part == "notice" and self.reports_progress else self.part
        pollution = subject.name if subject.kind == "pollution" else TOTAL
        if subject.kind == "region":
            region = self._printed_label(entry, subject)
        key = Key(part, "prose", context.scope, context.batch, region, pollution, measure)
        self.observations.append(
            Observation(
                key=key, value=token.value, unit=unit or _unit(entry.unit, measure),
                label=self._printed_label(entry, subject),
                text=self.passage.printed(token.start, token.number_end or token.end),
                source=self._source(entry, token), relation=token.relation,
            )
        )  # fmt: skip
        return key

    def _printed_label(self, entry: Entry, subject: Subject) -> str:
        """The label in the characters that are printed, without spaces."""
        if entry.label.text[subject.start :].startswith(subject.label) and subject.label:
            start = entry.label.start + subject.start
            shown = self.passage.shown[start : start + len(subject.label)]
            if len(shown) == len(subject.label):
                return shown
        return subject.label

    def _source(self, entry: Entry, token: Token | None = None) -> Source:
        token = token or entry.count
        return self.passage.source(token.start, token.number_end or token.end)


def _without(row: Sequence[Token], said: Sequence[Found]) -> list[Token]:
    """The tokens that stand in none of the asides, which come in order."""
    out: list[Token] = []
    at = 0
    for token in row:
        while at < len(said) and said[at].end <= token.start:
            at += 1
        if at == len(said) or token.start < said[at].start:
            out.append(token)
    return out


def _distinct(run: Sequence[_Item]) -> list[_Item]:
    """The items, of two labels of one type only one under its code: they never merge silently.

    The plain label keeps it (大气 beside 异味扰民), else the first.
    """
    out = list(run)
    for code in {i.subject.name for i in run if i.subject.kind == "pollution"}:
        same = [n for n, i in enumerate(run) if i.subject.name == code]
        plain = STEMS.get(code, ("",))[0]
        keeps = next((n for n in same if run[n].subject.label.startswith(plain)), same[0])
        for n in same:
            label = run[n].subject.label
            if n != keeps:
                subject = Subject("pollution", own_name(label), label, run[n].subject.start)
                out[n] = _Item(run[n].entry, subject, run[n].context)
    return out


def _is_joint(name: str) -> bool:
    return JOINT.search(name[-12:]) is not None


def _announced(lead: str) -> SubjectKind:
    """What the words in front of a list say that it lists (按污染类型统计, 从属地分布看)."""
    if _BY_TYPE.search(lead):
        return "pollution"
    return "region" if _BY_REGION.search(lead) else "none"


def _step(words: str) -> str | None:
    """The last step of a case's way that words name: received, accepted or transferred."""
    found = [(m.start(), name) for name, p in _STEPS for m in p.finditer(words[-60:])]
    return max(found)[1] if found else None


def _in_context(aside: Aside, context: _Context) -> Aside:
    return Aside(
        aside.text, aside.source, aside.effects, aside.unbounded, aside.restated, aside.of,
        aside.key_cases, context.scope, context.batch,
    )  # fmt: skip


def _tells(subject: Subject) -> bool:
    return subject.kind == "measure" and subject.name in PROGRESS_MEASURES


def _tells_outcome(entry: Entry) -> bool:
    """Whether an entry counts what became of cases (已办结36件, 26件已办结)."""
    cue = measure_at_end(strip_connectors(entry.label.text))
    if cue is None and entry.behind:
        cue = measure_at_end(entry.behind)
    return cue is not None and cue[0] in PROGRESS_MEASURES


def _fitting(measure: str, unit: str) -> str | None:
    """The measure that fits the unit: money is a fine, and a fine is money."""
    money = measure in ("fine", "fine_proposed")
    if unit == "%":
        return None
    if unit == "CNY":
        return measure if money else "fine" if measure == "penalised" else None
    return "penalised" if money else measure


def _unit(unit: str, measure: str) -> str:
    if unit in _UNITS:
        return _UNITS[unit]
    if unit in _PERSONS:
        return "person"
    if unit in _COMPANIES:
        return "company"
    return "problem" if measure == "problems" else "case"


def read_statements(passage: Passage, *, part: str, batch: int | None) -> Statements:
    """All figures that ``passage`` states.

    ``part`` names where it stands (``notice``, ``progress`` or ``headline``); ``batch``
    holds until the text names another.
    """
    reader = _Reader(passage, part=part, batch=batch)
    for row in sentences(passage):
        reader.sentence(row)
    reader.end(batch)
    return Statements(
        tuple(reader.observations),
        tuple(reader.lists),
        tuple(reader.region_counts),
        tuple(dict.fromkeys(reader.batches)),
        tuple(reader.asides),
        tuple(reader.doubts),
    )
