"""Prose to figures: what each entry counts, of which batch, and which lists are whole.

The entries of a sentence come from :mod:`.phrases`. Here each gets its subject and its
context (scope and batch), neighbours of one kind become lists, and a list's measure and
extent are decided by what it breaks down.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from ..model import (
    TOTAL,
    Aside,
    Context,
    FigureList,
    Key,
    StatedCount,
)
from ..vocabulary.measures import PROGRESS_MEASURES, measure_at_end
from ..vocabulary.regions import find_regions, is_place, looks_like_place
from . import cues
from .asides import Found, find_asides, repeated, shared_by_mentions
from .ledger import Ledger, Statements
from .lists import Item, Parent, enter_list, enter_types_of_region
from .names import (
    JOINT,
    NOTHING,
    Subject,
    SubjectKind,
    behind_noun,
    classify,
    classify_behind,
    own_name,
    strip_connectors,
)
from .passage import Passage, Token, sentences
from .phrases import Entry, Unpaired, entries
from .scopes import Scopes
from .steps import Steps
from .subjects import Subjects
from .within import put_inside, regions_in_turn

_BEHIND = 16  # characters behind a count that say what it is of
_NEAR = 200  # figures back that a count may refer to
_FEW = 2  # regions that show whose counties are listed
_MAKES_UP = 3  # figures of a list that prove by their sum which total they make up


class _Reader:
    """Goes through the sentences of one passage; holds what carries over between them."""

    def __init__(
        self, passage: Passage, *, part: str, batch: int | None, issuer: frozenset[str]
    ) -> None:
        self.passage = passage
        self.part = part
        self.ledger = Ledger(passage, part=part)
        self.subjects = Subjects(passage, part=part, issuer=issuer)
        self.steps = Steps(self.ledger)
        self.scopes = Scopes(passage, self.ledger, batch=batch)
        self._found = [*find_asides(passage)][::-1]  # the next one last
        self.in_brackets = cues.told_in_brackets(passage.text)
        self.in_turn = regions_in_turn(passage.text)
        # Of the sentence at hand:
        self.plain: list[Entry] = []
        self.run: list[Item] = []
        self.run_open = self.inner_open = False
        self.parent: Parent | None = None
        self.mentions: list[Entry] = []
        self.in_type = ""  # the type that the types are parts of
        self.in_detail = False  # the regions are parts of the one before
        self.said: list[Found] = []  # asides that are not noted yet
        self.ones = 0  # counts of 一
        self.counted = False  # a number of regions has been stated
        self.by_industry = False  # industries are listed, which are no types
        self.rest = False  # the other regions are spoken of together
        self.told: dict[tuple[str, str], list[tuple[Key, Entry]]] = {}  # of the list's regions
        self.keyed = False  # a region's key cases stand behind its count

    # -------------------------------------------------------------- one sentence

    def sentence(self, row: Sequence[Token]) -> None:
        """Take in one sentence: its entries find their subjects, its lists their totals."""
        start, end = row[0].start, row[-1].end
        said: list[Found] = []
        while self._found and self._found[-1].start < end:
            said.append(self._found.pop())
        said = [f for f in said if f.start >= start]
        self.said = [*said]
        before = len(self.ledger.observations)
        text = "".join(t.text for t in row)
        if cues.OTHER_NEWS.search(text) and not cues.OURS.search(text):
            return
        events = put_inside(entries(_without(row, said) if said else row), in_turn=self.in_turn)
        self.plain = plain = [e for e in events if isinstance(e, Entry)]
        self.ledger.progress = any(map(cues.counts_outcome, plain))
        named = any(t.kind in ("batch", "since") for t in row)
        self.ledger.by_the_day = not named and cues.BY_THE_DAY.match(text) is not None
        self.ones = sum(1 for t in row if t.kind == "count" and t.text == "一")
        self.scopes.begin_sentence(text, events)
        self.run_open, self.parent, self.mentions = False, None, []
        self.steps.begin_sentence(text)
        self.in_type = ""
        self.in_detail = self.keyed = self.counted = self.rest = self.by_industry = False
        dated = False
        for event in events:
            self._note_before(event)
            if isinstance(event, Unpaired):
                self.ledger.doubt_unpaired(event)
            elif isinstance(event, Token):
                dated = event.kind == "date"
                self.scopes.enter(event)
            else:
                self.scopes.read(event, dated=dated)
                self._entry(event)
                dated = False
        by_line = any(t.text == "\n" for t in row[:-1])
        self._close_run(ended=by_line or row[-1].kind == "mark")
        self._note_mentions()
        for found in self.said:
            self._note(found.aside)
        if len(self.ledger.observations) == before and not self.scopes.placed:
            self.ledger.unplace(len(said))  # a remark of its own

    # ----------------------------------------------------------------- one entry

    def _entry(self, entry: Entry) -> None:
        largest = cues.OPEN_LIST.search(entry.lead) or cues.OPEN_LIST.search(entry.behind)
        if entry.some or largest:
            self.run_open = True
        if self._is_figure_of_speech(entry) or self._counts_regions(entry):
            return
        if cues.COMPARED.search(entry.lead) or self._refers_back(entry):
            return
        if cues.DAILY.search(entry.lead) or cues.OF_ANOTHER.search(entry.lead):
            return
        if cues.SOME_TOGETHER.search(entry.lead) and self.run:  # …、温州12件，三市合计49件
            self.run_open = True
            return
        follows = self.passage.text[entry.count.end : entry.count.end + 1]
        if cues.PART_OF.search(entry.lead) and entry.unit != "%" and follows == "的":
            return
        if cues.BY_INDUSTRY.search(entry.lead):
            self.by_industry = True
        elif ";" in entry.lead or cues.announced(entry.lead) != "none":
            self.by_industry = False
        subject = self._subject(entry)
        if self.by_industry and subject.kind in ("pollution", "none"):
            return
        if subject.kind == "none" and JOINT.search(entry.label.text[-12:]):
            self._note_joint(entry)
            return
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
        if entry.count.relation == "at_least":
            return True  # 可对应一个以上问题
        if self.ones > 1 and measure_at_end(strip_connectors(entry.label.text)):
            return True  # 成熟一件、办结一件、公开一件
        behind = self.passage.text[entry.count.end : entry.count.end + _BEHIND]
        return not entry.label.text or "不止" in entry.lead or bool(cues.SPEECH.match(behind))

    def _refers_back(self, entry: Entry) -> bool:
        """Whether a count only names a total that was stated before (285件的去向, 247件中).

        What follows is of that total, and in its context.
        """
        follows = entry.behind.startswith(("中", "的去向", "的分布", "里", "按")) or (
            entry.bare and not entry.lead.strip("\n") and not entry.behind
        )
        if not entry.bare or entry.batch is not None or not follows or self.run:
            return False
        for o in reversed(self.ledger.observations[-_NEAR:]):
            whole = (
                o.key.measure in ("cases", "problems") and o.key.region == o.key.pollution == TOTAL
            )
            if whole and o.value == entry.count.value and o.key.part != "headline":
                self.scopes.context = Context(o.key.scope, o.key.batch)
                self.parent = Parent(o.key, entry.unit)
                return True
        return False

    def _counts_regions(self, entry: Entry) -> bool:
        """Take in a stated number of regions (涉及16个地市)."""
        behind = self.passage.text[entry.count.end : entry.count.end + _BEHIND]
        kind = cues.REGION_KIND.match(behind) if entry.count.unit == "个" else None
        if kind is None and cues.OF_REGIONS.search(entry.lead) and entry.unit == "个":
            kind = re.match("", behind)  # 18个省辖市中的14个
        if kind is None:
            return False
        if cues.BY_THESE.search(entry.lead):  # 其余18件由温州、嘉兴、湖州三个市承办
            return True
        rest = behind[kind.end() :]
        if re.search(r"(?:其[余他它]|另外)$", entry.lead):  # 其余8个市共10件
            self.rest = True
            return True
        if isinstance(entry.count.value, int) and not rest.startswith("中"):
            text = self.passage.printed(entry.count.start, entry.count.end) + kind.group()
            source = self.passage.source(entry.count.start, entry.count.end)
            beside = re.match(r"(?:和|及|与|以及)(.{2,12})", rest)
            named = beside is not None and looks_like_place(beside[1].rstrip("的"))
            count = StatedCount(
                entry.count.value,
                text,
                source,
                self.scopes.context.scope,
                int(named),
                self.scopes.context.batch,
            )
            if self.ledger.region_counts and self.counted:  # 24个区县、3个开发区
                last = self.ledger.region_counts.pop()
                count = msgspec.structs.replace(last, more=last.more + count.value)
            self.ledger.region_counts.append(count)
            self.counted = True
        return True

    def _subject(self, entry: Entry) -> Subject:
        beside: SubjectKind = self.run[-1].subject.kind if self.run else "none"
        return self.subjects.of(entry, beside=beside, sentence=self.plain)

    # ------------------------------------------------------------- kinds of entry

    def _share(self, entry: Entry, subject: Subject) -> None:
        if subject.kind not in ("pollution", "region") or "率" in entry.lead:
            return
        self._observe(entry, subject, "share", unit="percent")

    def _total(self, entry: Entry, subject: Subject) -> None:
        if self._sums_up_problems(entry, subject) or self._is_beside_cases(entry):
            subject = Subject("total", "problems", subject.label, subject.start)
        elif self._sums_up_some(entry, subject):
            self.run_open = True
            return
        self._close_run(ended=True)
        context = self.scopes.context
        self.scopes.context = self.scopes.before(entry)  # 连同此前移交的650件
        in_cases = entry.unit in ("件", "起", "宗") and not cues.OF_PROBLEMS.search(subject.label)
        if self.steps.is_handed_on(entry, subject, self.scopes.context):  # 目前已转办36件
            self._observe(entry, subject, "transferred")
            self._inside(entry, None)
            return
        if subject.name == "cases" and self._is_some_of_these(entry):
            return
        if subject.name == "problems" and in_cases:  # 信访问题59件: 问题 in a label says nothing
            subject = Subject("total", "cases", subject.label, subject.start)
        if entry.batch is not None and "其中" in entry.lead:
            self._widen(entry, subject)
        key = self._observe(entry, subject, subject.name)
        self.scopes.context = context
        if subject.name == "cases":
            self.steps.take(entry, key, self.scopes.context)
        told = entry.behind[behind_noun(entry.behind) :]
        behind = classify_behind(told)
        if cues.tells_outcome(behind) and cues.ALL.match(told):  # 19件(举报件)已全部办结
            self._observe(entry, behind, behind.name)
        self.parent = Parent(key, entry.unit)
        self._inside(entry, None)

    def _widen(self, entry: Entry, subject: Subject) -> None:
        """Let a total that a batch is told to be a part of be that of all batches
        (已向四川省转办310件，其中第五批66件)."""
        last = self.ledger.observations[-1] if self.ledger.observations else None
        if last is None or last.value is None or last.value <= (entry.count.value or 0):
            return
        whole = last.key.region == last.key.pollution == TOTAL
        told = (None, self.scopes.context.batch)
        if whole and last.key.measure == subject.name and last.key.batch in told:
            key = msgspec.structs.replace(last.key, scope="cumulative")
            self.ledger.rename(len(self.ledger.observations) - 1, key)
            self.scopes.whole = Context("cumulative", last.key.batch)

    def _is_some_of_these(self, entry: Entry) -> bool:
        """Whether a note counts some of the cases stated before (注：①含转办件1件)."""
        stated = self.ledger.largest.get(self.scopes.context, 0)
        return bool(cues.OF_SOME.search(entry.lead)) and stated > (entry.count.value or 0)

    def _is_beside_cases(self, entry: Entry) -> bool:
        """Whether a batch has a number in 个 beside its cases in 件 (第二十六批64件…第二十六批79个)."""
        counted = entry.unit == "个" and entry.bare and entry.batch is not None
        return counted and self.scopes.context in self.ledger.totals

    def _sums_up_some(self, entry: Entry, subject: Subject) -> bool:
        """Whether a count only adds up the items in front of it (…、宁波市18件，合计40件)."""
        if len(self.run) < _FEW or strip_connectors(subject.label):
            return False
        sum_of_run = sum(item.entry.count.value or 0 for item in self.run)
        stated = self.ledger.totals.get(self.scopes.context, set())
        return entry.count.value == sum_of_run and bool(stated) and sum_of_run not in stated

    def _sums_up_problems(self, entry: Entry, subject: Subject) -> bool:
        """Whether a total closes a list of types that counts problems (…、其他11个，合计201个)."""
        if not self.run or self.run[-1].subject.kind != "pollution":
            return False
        same = entry.unit == self.run[-1].entry.unit and entry.unit in ("个", "项", "件次")
        return same and not strip_connectors(subject.label)

    def _measure(self, entry: Entry, subject: Subject, *, inside: bool = False) -> None:
        measure = cues.fitting(subject.name, entry.unit)
        if measure is None:
            return
        if measure == "letters" and "邮件" in subject.label and self._has("letters"):
            measure = "other_channel"
        if measure == "accountable" and "追究" in subject.label and self._has(measure):
            return  # 问责4人，责任追究3人: what the latter is beside the former is not said
        if measure == "key_cases" and self._is_of_region(entry):
            last = self.run[-1]
            region = self.ledger.printed_label(last.entry, last.subject)
            self._observe(entry, subject, measure, region=region)
            return
        key = self._observe(entry, subject, measure, region=self._whose(entry, subject))
        part = measure == "partly_closed" and entry.count.value and cues.INSIDE.search(entry.lead)
        if part or (measure == "partly_closed" and inside and entry.count.value):
            text = self.passage.printed(entry.label.start, entry.count.end)
            aside = Aside(text, self.ledger.source(entry), (entry.count.value or 0,), of="progress")
            self._note(aside)  # 已办结10件，其中阶段性办结3件
        if measure == "repeats" and entry.count.value:
            text = self.passage.printed(entry.label.start, entry.count.end)
            words = entry.lead + entry.behind
            self._note(repeated(entry.count.value, words, text, self.ledger.source(entry)))
        if not self.run and (measure in PROGRESS_MEASURES or measure == "key_cases"):
            self.parent = Parent(key, entry.unit)
        self._inside(entry, None, measure)

    def _whose(self, entry: Entry, subject: Subject) -> str:
        """The region that a measure's words begin with (杭州市办结50件); else the whole."""
        place = classify(entry.label.text[: subject.start]) if subject.start else NOTHING
        if not is_place(place.name) or self.subjects.is_of_issuer(place.name, ()):
            return TOTAL
        return self.ledger.printed_label(entry, place)

    def _has(self, measure: str) -> bool:
        """Whether the context at hand has a figure of ``measure``."""
        context = self.scopes.context
        return any(
            o.key.measure == measure and Context(o.key.scope, o.key.batch) == context
            for o in self.ledger.observations[-8:]
        )

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
        if subject.kind == "pollution" and self._is_detail_of_type(entry):
            name = f"{self.in_type}·{own_name(subject.label)}"
            self._observe(entry, Subject("pollution", name, subject.label, subject.start), "cases")
            return
        if subject.kind == "region" and not self.run:
            self._of_listed_outcome(entry)
        rest = re.search(r"(?:其[余他它]|另外).{0,4}$", entry.lead.rstrip("均为共计有各"))
        if self.rest or (rest and cues.ANY_PLACE.fullmatch(subject.name)):
            if not entry.count.value:
                return  # 其余市县均为0件: no region of its own
            name = rest.group().rstrip("均为共计有") if rest and not self.rest else "其余"
            subject = Subject("region", name, name)
        self.rest = False
        regions = bool(self.run) and self.run[-1].subject.kind == "region"
        if regions and subject.name == "other" and entry.mark == "、":  # 合肥5件、其他1件
            subject = Subject("region", subject.label, subject.label, subject.start)
        follows = self.passage.text[entry.count.end : entry.count.end + 1]
        if subject.kind == "region" and follows == ":" and cues.ANY_PLACE.fullmatch(subject.name):
            self._observe(entry, subject, "cases")  # 各市承办98件：沈阳…: its own items follow
            return
        if not self._counts_cases(entry):
            return
        self.in_detail = False
        last = self.run[-1] if self.run else None
        if last and (last.subject.kind, last.context) != (subject.kind, self.scopes.context):
            self._close_run(ended=True)
        together = cues.is_joint(subject.name) or cues.WHOLE_OF.search(entry.words) is not None
        if subject.kind == "region" and entry.unnamed and together:  # 甲、乙合办1件; 甲、乙共5件
            name = "、".join((*entry.unnamed, subject.name))
            subject = Subject("region", name, name)
        self.run.append(Item(entry, subject, self.scopes.context))
        if subject.kind == "pollution":
            self._regions_of_type(entry, subject)
        if subject.kind == "region":
            if entry.unnamed and not together and is_place(subject.name):
                self.ledger.doubt_without_count(entry)
            if entry.plus:
                self._note(Aside(f"+{entry.plus}", self.ledger.source(entry), (-entry.plus,)))
            self._inside(entry, self.ledger.printed_label(entry, subject))

    def _of_listed_outcome(self, entry: Entry) -> None:
        """Let regions be those of the outcome that their heading names (各市办结情况：…)."""
        measure = cues.outcome_listed(entry.lead)
        if measure is None:
            return
        context = self.scopes.context
        whole = Key("progress", "prose", context.scope, context.batch, TOTAL, TOTAL, measure)
        self.parent = Parent(whole, entry.unit)

    def _counts_cases(self, entry: Entry) -> bool:
        """Whether a list's item counts cases, or what the figure in front of the list counts."""
        of = self.parent.unit if self.parent is not None else None
        return (
            entry.unit in cues.CASE_UNITS
            or (entry.unit == of and not self.run)
            or (bool(self.run) and entry.unit == self.run[-1].entry.unit)
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

    def _is_detail_of_type(self, entry: Entry) -> bool:
        """Whether a list says what cases of one type are (大气污染中，涉工业废气22件…)."""
        if not self.run and (of := cues.DETAIL_OF_TYPE.search(entry.lead)):
            above = classify(entry.lead[: of.start()])
            self.in_type = above.label if above.kind == "pollution" else ""
        return bool(self.in_type)

    def _regions_of_type(self, entry: Entry, subject: Subject) -> None:
        """Take in the regions of a type's cases (大气30件，其中南昌市20件、九江市10件)."""
        for inner in entry.inside:
            place = classify(inner.label.text)
            if place.kind == "region" and is_place(place.name) and inner.unit == entry.unit:
                measure = "problems" if inner.unit in ("个", "项") else "cases"
                region = self.ledger.printed_label(inner, place)
                self._observe(inner, subject, measure, region=region)

    def _inside(self, entry: Entry, region: str | None, of: str = "cases") -> None:
        """Take in the brackets behind a count: what its cases are, by measure or type."""
        types: list[tuple[Entry, Subject]] = []
        parts: list[Key] = []
        parent = self.parent
        if region is not None and not entry.inside and cues.JOINT_BRACKET.fullmatch(entry.aside):
            self.mentions.append(entry)  # 赣县区1件（与于都县合办）
        for inner in entry.inside:
            self.inner_open = self.inner_open or bool(
                cues.OPEN_LIST.search(inner.lead)
                or self.passage.text.startswith("等", inner.count.end)
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
            elif subject.kind == "measure" and (measure := cues.fitting(subject.name, inner.unit)):
                self._tell_of(region or TOTAL, inner, subject, measure)
            elif region is not None and (subject.kind, subject.name) == ("total", "problems"):
                self._tell_of(region, inner, subject, "problems")  # 贵阳市28件（46个问题）
            elif region is not None and cues.SINCE_ALONE.fullmatch(inner.label.text):
                self._tell_of(region, inner, subject, "cases")  # 沈阳市12件，累计110件
            elif region is not None and inner.bare and self.in_brackets and not inner.behind:
                self._tell_of(region, inner, subject, self.in_brackets)  # 沈阳市12件（110件）
            elif subject.kind == "pollution" and inner.unit != "%":
                types.append((inner, subject))
            elif region is not None and subject.kind == "region" and not self.mentions:
                parts.append(self._observe(inner, subject, "cases"))
            elif subject.kind == "region" and of != "cases":
                parts.append(
                    self._observe(inner, subject, of)
                )  # 重点件10件（杭州市6件、宁波市4件）
            elif region is None and subject.kind in ("region", "total"):
                context = self.scopes.context
                self.scopes.read(inner, dated=False)
                self._entry(inner)
                self.scopes.context = context
            elif region is None and inner.batch is not None:  # 310件（其中第五批66件）
                context, batch = self.scopes.context, self.scopes.batch
                self.scopes.enter(inner.batch)
                self._entry(inner)
                self.scopes.context, self.scopes.batch = context, batch
            if subject.kind == "measure":
                self.parent = parent  # 112件（重点8件），其中：长沙市28件: of the 112
        if len(parts) >= _FEW and of != "key_cases":  # those have a rule of their own
            some = self.inner_open or cues.SOME_OF.search(entry.aside) is not None
            self.ledger.take_parts(entry, region or TOTAL, parts, whole=not some)
        if types and of == "key_cases":  # 重点件10件（大气6件、水4件）
            enter_types_of_region(
                types,
                self.ledger,
                region=TOTAL,
                context=self.scopes.context,
                opened=self.inner_open,
                measure=of,
            )
        elif types and region is None:
            for inner, subject in types:
                self._list_item(inner, subject)
            self.run_open = self.run_open or self.inner_open
        elif types:
            enter_types_of_region(
                types,
                self.ledger,
                region=region or TOTAL,
                context=self.scopes.context,
                opened=self.inner_open,
            )
        self.inner_open = False

    def _tell_of(self, region: str, entry: Entry, subject: Subject, measure: str) -> None:
        """Take in what is told of a region beside its cases: a measure, or those of all batches."""
        context = self.scopes.context
        if measure == "cases":
            self.scopes.context = Context("cumulative", self.scopes.batch)
        key = self._observe(entry, subject, measure, region=region)
        self.scopes.context = context
        self.told.setdefault((key.scope, measure), []).append((key, entry))

    def _list_what_is_told(self, run: Sequence[Item]) -> None:
        """Take in as lists what is told of each region of a list beside its count."""
        state = self.ledger.lists[-1].state  # they name all that the list does
        for (_, measure), found in self.told.items():
            if len(found) == len(run) >= _FEW and measure != "key_cases":
                first, last = found[0][1], found[-1][1]
                source = self.passage.source(first.count.start, last.count.end)
                keys = tuple(key for key, _ in found)
                self.ledger.lists.append(FigureList("region", state, keys, source))

    # -------------------------------------------------------------------- lists

    def _close_run(self, *, ended: bool) -> None:
        run, self.run = self.run, []
        opened, self.run_open = self.run_open, False
        if run and all(cues.is_joint(item.subject.name) for item in run):
            for item in run:
                self._note_joint(item.entry)
        elif run:
            if self._is_a_city_with_its_counties(run):
                self._of_ours(run.pop(0))
            run = self._of_its_total(run)
            enter_list(run, self.ledger, parent=self.parent, opened=opened, ended=ended)
            self._list_what_is_told(run)
            self.parent = None
        self.told = {}

    def _is_a_city_with_its_counties(self, run: Sequence[Item]) -> bool:
        """Whether a list is one city's part of the batch and its counties (赣州市14件：章贡区3件…)."""
        first, *others = run
        follows = self.passage.text[first.entry.count.end : first.entry.count.end + 1]
        whole = self.ledger.largest.get(first.context, 0)
        if (
            follows not in (":", ",")
            or len(others) < _FEW
            or (first.entry.count.value or 0) >= whole
        ):
            return False
        # 吉林10件，长春、四平各1件: the city of its province's name stands beside its like.
        cities = {r.code for r in find_regions(first.subject.name) if r.level != "province"}
        named = [found for item in others if (found := find_regions(item.subject.name))]
        inside = [any(r.parent in cities for r in found) for found in named]
        return bool(inside) and all(inside) and len(inside) * 2 >= len(others)

    def _of_ours(self, item: Item) -> None:
        """Take in what falls to the city that gives notice: the total of what follows."""
        subject = Subject("total", "cases", item.subject.label, item.subject.start)
        self.parent = Parent(self._observe(item.entry, subject, "cases"), item.entry.unit)

    def _of_its_total(self, run: list[Item]) -> list[Item]:
        """The items, in the context of the total that they make up.

        A list that names neither batch nor scope goes on in the context of the figure before
        it (本批19件，累计190件。合肥市4件…); where it makes up another total exactly, it is that one's.
        """
        if self.scopes.placed or len(run) < _MAKES_UP:
            return run
        total = sum(item.entry.count.value or 0 for item in run)
        stated = self.ledger.totals
        own = run[0].context
        fits = [context for context, values in stated.items() if total in values]
        if own.scope == "cumulative" and (batch := Context("batch", own.batch)) in fits:
            fits = [batch]
        if not fits or own in fits:
            return run
        self.scopes.context = fits[0]
        return [Item(item.entry, item.subject, fits[0]) for item in run]

    def _observe(
        self, entry: Entry, subject: Subject, measure: str, *, region: str = TOTAL, unit: str = ""
    ) -> Key:
        return self.ledger.observe(
            entry, subject, measure, region=region, unit=unit, context=self.scopes.context
        )

    def _note(self, aside: Aside) -> None:
        self.ledger.note(aside, self.scopes.context)

    # ------------------------------------------------------------------- asides

    def _note_before(self, event: Entry | Token | Unpaired) -> None:
        """Note what the sentence says of sums in front of ``event``, in the context there."""
        if isinstance(event, Entry):
            start = event.count.start
        else:
            start = event.start if isinstance(event, Token) else event.counts[0].start
        while self.said and self.said[0].start < start:
            self._note(self.said.pop(0).aside)

    def _note_joint(self, entry: Entry) -> None:
        """Note cases that a sentence of its own says are shared (甲与乙联办1件)."""
        if entry.count.value and entry.count.unit in cues.CASE_UNITS:
            text = self.passage.printed(entry.label.start, entry.count.end)
            self._note(Aside(text, self.ledger.source(entry), (entry.count.value,)))

    def _note_mentions(self) -> None:
        """Note the shared cases that brackets of the sentence name."""
        if self.mentions:
            total = sum(e.count.value or 0 for e in self.mentions)
            first, last = self.mentions[0], self.mentions[-1]
            words = "；".join(
                "".join(self.passage.printed(e.label.start, e.count.end).split())
                for e in self.mentions
            )
            source = self.passage.source(first.label.start, last.count.end)
            self._note(shared_by_mentions(total, words, source))


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


def read_statements(
    passage: Passage, *, part: str, batch: int | None, issuer: frozenset[str] = frozenset()
) -> Statements:
    """All figures that ``passage`` states.

    ``part`` names where it stands (``notice``, ``progress`` or ``headline``); ``batch``
    holds until the text names another. Counts of the region that ``issuer`` has the code
    of are totals.
    """
    reader = _Reader(passage, part=part, batch=batch, issuer=issuer)
    for row in sentences(passage):
        reader.sentence(row)
    return reader.ledger.close(batch)
