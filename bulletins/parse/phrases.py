"""Sentences to entries: which words stand to which count, before what they mean is asked.

The constructions, each in one place here::

    label count             大气52件, 大气：52件, 大气污染问题，共57件, 合肥(26件), 水27
    label count, share      大气14件，占11.3%
    count label             26件已办结
    names each count        A、B、C各7件, 均为5件
    names counts            A、B、C分别为7件、5件、3件; 7、5、3件
    entry (entries)         成都21件（其中重点3件）, 太原17件（+1）

A sentence is read once from left to right; words count only for the next count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ..vocabulary.numerals import parse_chinese, parse_number
from ..vocabulary.regions import is_place
from .names import classify, is_name, list_label, split_names, strip_connectors
from .passage import Token

_EACH = re.compile(r"(?:各|均)(?:[为是有占])?(?:交办|转办|受理|承办|办理|承接)?(?:[为有])?$")
_PAIRED = re.compile(
    r"(?:分别|依次)(?:[为是有达]|占(?:比)?(?:为)?|收到|接到|接收|承办|办理|领办|承接|受理|分办)?$"
)
_ITS_SHARE = re.compile(
    r"^(?:[,、]|\()?(?:约?占(?:全[省市州县区]|[本该]批|总数|比|比例|总量)*(?:的|为)?)?$"
)
_TOGETHER = re.compile(
    r"(?<=.)(?<!自治)等?(?P<number>[两二三四五六七八九十]|\d{1,2})[个]?(?:市|县|区|州|地|盟|旗|师|省|地市|区县|县区|市县|类)$"
)
_NUMBER_OF_THESE = re.compile(  # 静安、虹口5个区各1件, 5个区和市水务局各1件
    r"(?P<kind>地市|区县|县区|市县|市|县|区|州|盟|旗)(?P<and>和|及|与|以及)?"
)
_DEEPEST = 4  # brackets in brackets; deeper ones are read as if they were not there
_MOST_NAMES = 200  # of one list
_WINDOW = 60  # characters of words in front of a count that are looked at
_COUNTS = ("count", "number")

How = Literal["plain", "behind", "each", "paired", "bracket"]


@dataclass
class Label:
    """Words that may name what a count counts, and where they begin in the passage."""

    text: str
    start: int


@dataclass
class Entry:
    """A count with the words at it.

    ``lead`` is everything between the count before and this one, ``near`` what of it stands
    behind the last batch; ``label`` the words that
    name it; ``behind`` the words behind it up to the next mark; ``batch`` the batch token
    right in front. ``inside`` are the entries of the brackets behind it and ``aside`` their
    words; ``mark`` is the mark in front of the label, ``unit`` what is counted (of a paired
    list: the unit of its last count). ``words`` stand right in front of the count; a ``bare`` count has none.
    ``unnamed`` are the names of the list in front of it that have no count (佛山、梅州14件); with
    ``some``, its list is said to have more than it names (潍坊、临沂等5市各2件).
    """

    lead: str
    near: str
    label: Label
    count: Token
    unit: str
    how: How = "plain"
    behind: str = ""
    batch: Token | None = None
    share: Token | None = None
    plus: int = 0
    inside: list[Entry] = field(default_factory=list)
    aside: str = ""
    mark: str = ""
    bare: bool = False
    words: str = ""
    unnamed: tuple[str, ...] = ()
    some: bool = False


@dataclass
class Unpaired:
    """Names and figures of a paired list that do not match in number."""

    names: int
    counts: tuple[Token, ...]


Event = Entry | Token | Unpaired
"""An entry; a token that changes the context (a batch, a date); a list that could not be read."""


@dataclass
class _State:
    """What stands between the last count and the next one."""

    names: list[Label] = field(default_factory=list)
    words: Label = field(default_factory=lambda: Label("", 0))
    lead: str = ""
    near: str = ""
    mark: str = ""
    batch: Token | None = None
    batches: tuple[int, ...] = ()  # of the last batch token
    behind: bool = False  # the words follow a count without a mark between
    last: Entry | None = None


def entries(tokens: Sequence[Token]) -> list[Event]:
    """The entries of one sentence, and the tokens between them that change the context."""
    tokens, closing = _brackets([*_with_numbers_of_names(tokens)])
    return [*_Level(tokens, range(len(tokens)), closing).read()]


def _with_numbers_of_names(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens, a number of names that closes a list of them as a part of the last name."""
    i = 0
    while i < len(tokens):
        name, *behind = tokens[i : i + 4]
        kinds = [t.kind for t in behind]
        before, i = tokens[i - 1].text if i else "", i + 1
        if before != "、" or kinds != ["count", "text", "count"] or behind[0].unit != "个":
            yield name
            continue
        number, rest, _ = behind
        kind = _NUMBER_OF_THESE.match(rest.text)
        if kind is None or not _EACH.search(rest.text) or not is_name(name.text):
            yield name
            continue
        i += 2
        joined = kind["and"] is not None
        at = rest.start + (kind.end() if joined else 0)
        text = name.text + number.text + number.unit + (kind["kind"] if joined else rest.text)
        yield Token("text", text, name.start, at if joined else rest.end)
        if joined:
            yield Token("mark", "、", rest.start + kind.start("and"), at)
            yield Token("text", rest.text[kind.end() :], at, rest.end)


def _brackets(tokens: Sequence[Token]) -> tuple[Sequence[Token], Mapping[int, int]]:
    """The tokens without brackets that nest too deep, and for each opening one its end.

    An opening bracket without a closing one lasts to the end of the sentence.
    """
    kept: list[Token] = []
    closing: dict[int, int] = {}
    opened: list[int | None] = []  # None for a bracket that is left out
    for token in tokens:
        if token.kind == "mark" and token.text == "(":
            opened.append(len(kept) if len(opened) < _DEEPEST else None)
            if opened[-1] is None:
                continue
        elif token.kind == "mark" and token.text == ")":
            if not opened:
                continue
            at = opened.pop()
            if at is None:
                continue
            closing[at] = len(kept)
        kept.append(token)
    for at in opened:
        if at is not None:
            closing[at] = len(kept)
    return kept, closing


class _Level:
    """One level of brackets of a sentence: the tokens of ``span``."""

    def __init__(self, tokens: Sequence[Token], span: range, closing: Mapping[int, int]) -> None:
        self.tokens, self.span, self.closing = tokens, span, closing
        self.state = _State()
        self.plain: list[Entry] = []
        self.taken = 0  # counts up to this index belong to a paired list

    def read(self) -> Iterator[Event]:
        i = self.span.start
        while i < self.span.stop:
            token = self.tokens[i]
            if token.kind == "mark" and token.text == "(":
                end = self.closing[i]
                yield from self._bracket(range(i + 1, end))
                i = end
            elif token.kind in _COUNTS:
                yield from self._count(i)
            else:
                yield from self._between(token)
            i += 1

    # ------------------------------------------------------------ what is no count

    def _between(self, token: Token) -> Iterator[Event]:
        state = self.state
        if token.kind == "text":
            self._words(token)
        elif token.kind == "mark":
            self._mark(token)
        elif token.kind == "plus":
            if state.last is not None:
                state.last.plus = token.plus
        else:  # a batch or a date
            state.lead += token.text
            state.near = state.near + token.text if token.kind == "date" else ""
            state.words = Label("", token.end)
            state.behind = False
            if token.kind != "date":
                state.batch, state.names = token, []
                state.batches = token.batches
            yield token

    def _words(self, token: Token) -> None:
        state = self.state
        state.lead += token.text
        state.near += token.text
        if strip_connectors(token.text):
            state.batch = None
        if state.words.text:  # goes on behind a bracket that belongs to the words
            state.words = Label(state.words.text + token.text, state.words.start)
        else:
            state.words = Label(token.text, token.start)
        if state.last is not None and not state.mark and state.behind:
            state.last.behind = token.text

    def _mark(self, token: Token) -> None:
        state = self.state
        state.lead += token.text
        state.near += token.text
        if state.words.text and not state.behind:
            state.names.append(state.words)
        if token.text in ";:":
            state.names = state.names[-1:] if token.text == ":" else []
        state.words = Label("", token.end)
        state.mark, state.behind = token.text, False

    def _bracket(self, span: range) -> Iterator[Event]:
        """Brackets: a count for the label in front, entries inside the last one, or words."""
        state = self.state
        tokens = self.tokens[span.start : span.stop]
        fresh = state.last is not None and not state.words.text and not state.mark
        text = "".join(t.text for t in tokens)
        counted = [t for t in tokens if t.kind in _COUNTS or t.kind == "plus"]
        if len(tokens) == 1 and tokens[0].kind == "batch" and not state.behind:
            yield from self._between(tokens[0])  # 8月18日（第七批）：83件
            return
        if not counted:
            if state.words.text:  # part of a label: 市(州), 县(含新区)
                state.words = Label(f"{state.words.text}({text})", state.words.start)
                state.lead += f"({text})"
                state.near += f"({text})"
            elif state.last is not None:
                state.last.aside += text
                state.last.behind = ""
            return
        first = tokens[0]
        if first.kind == "count" and state.batch is not None and not state.words.text:
            entry = self._entry(first, Label("", first.start), "bracket")
            yield entry  # 第六批（17件），目前9件已办结
            self._inside(entry, span[1:])
            return
        if first.kind in _COUNTS and state.words.text and not fresh:
            ends = len(tokens) < 2 or tokens[1].kind == "mark"
            if first.kind == "count" or (ends and is_name(state.words.text[-_WINDOW:])):
                entry = self._entry(first, state.words, "bracket")
                yield entry
                self._inside(entry, span[1:])
                return
        if state.last is not None and (fresh or state.behind):
            self._inside(state.last, span)
            return
        yield from _Level(self.tokens, span, self.closing).read()

    def _inside(self, entry: Entry, span: range) -> None:
        tokens = self.tokens[span.start : span.stop]
        entry.aside += "".join(t.text for t in tokens)
        for event in _Level(self.tokens, span, self.closing).read():
            if isinstance(event, Entry):
                entry.inside.append(event)
        bare = [e for e in entry.inside if e.bare and e.unit not in ("%", "CNY")]
        if entry.unit == "%" and entry.share is None and len(bare) == len(entry.inside) == 1:
            entry.share, entry.count = entry.count, bare[0].count  # 占42.5%（37件）
            entry.unit, entry.inside = bare[0].unit, []
        plus = [t.plus for t in tokens if t.kind == "plus"]
        if plus:
            entry.plus = plus[0]
        shares = [e for e in entry.inside if e.unit == "%" and not strip_connectors(e.label.text)]
        if shares and entry.share is None:
            entry.share = shares[0].count
            entry.inside.remove(shares[0])

    # ------------------------------------------------------------------- counts

    def _count(self, i: int) -> Iterator[Event]:
        token, state = self.tokens[i], self.state
        if i < self.taken:
            self._consumed()
            return
        if token.unit == "%" and state.last is not None and self._is_its_share():
            for entry in self.plain[-_MOST_NAMES:]:
                if entry.count is state.last.count:  # 土壤、固废各一件，占5%
                    entry.share = entry.share or token
            self._consumed()
            return
        paired = [*self._paired(i)]
        if paired:
            yield from paired
        elif token.kind == "count" or self._is_bare(i):
            yield self._entry(token, self._label(), "plain" if self._label().text else "behind")
        else:  # a number that counts nothing: a word
            self._words(token)

    def _is_its_share(self) -> bool:
        """Whether a share follows its count: 14件，占11.3%."""
        state = self.state
        return state.last.unit != "%" and _ITS_SHARE.match(state.lead) is not None  # type: ignore[union-attr]

    def _is_bare(self, i: int) -> bool:
        """Whether a number without a unit is a count: 水27、大气52."""
        state = self.state
        words = state.words.text
        if not words and state.mark == ":" and state.names:  # 杭州：30
            words = state.names[-1].text
        return bool(words) and is_name(words[-_WINDOW:]) and bool(strip_connectors(words))

    def _label(self) -> Label:
        """The words that name a count: right in front, or before a comma (问题，共57件)."""
        state = self.state
        words = state.words
        if words.text and strip_connectors(words.text):
            return words
        if state.names and state.mark in (",", ":") and state.batch is None:
            before = state.names[-1]
            return Label(before.text + words.text, before.start)
        return words

    def _entry(self, token: Token, label: Label, how: How, unit: str = "") -> Entry:
        state = self.state
        cut = max(len(label.text) - _WINDOW, 0)
        entry = Entry(
            lead=state.lead, near=state.near, label=Label(label.text[cut:], label.start + cut), count=token,
            unit=unit or token.unit, how=how, batch=state.batch, plus=token.plus, mark=state.mark,
        )  # fmt: skip
        if state.behind and state.last is not None and label is state.words:
            state.last.behind = ""  # 受理1165件已办结1020件: the words are the next count's
        entry.words, entry.bare = state.words.text[-12:], not state.words.text
        if how == "plain" and state.mark == "、":
            entry.unnamed = tuple(n.text for n in state.names if is_place(n.text))
        self._consumed()
        if entry.unit != "%":
            self.plain.append(entry)
        state.last, state.lead, state.near, state.mark, state.batch = entry, "", "", "", None
        state.behind = True
        return entry

    def _consumed(self) -> None:
        self.state.names, self.state.words = [], Label("", 0)

    def _paired(self, i: int) -> Iterator[Event]:
        """``A、B、C分别为a、b、c``, ``A、B、C各a``: the names with their counts."""
        state = self.state
        tail = state.words.text.rstrip(":,(")
        each = _EACH.search(tail)
        found = each or _PAIRED.search(tail)
        if found is None:
            return
        last = Label(tail[: found.start()].rstrip("的,"), state.words.start)
        if not each and len(self._row_of_counts(i)) < 2 and self.tokens[i].unit != "%":
            return
        names = [*self._names(last)]
        counts = [self.tokens[i]] if each else self._row_of_counts(i)
        if each and (not names or (len(names) < 2 and self.tokens[i].unit == "%")):
            return
        if not each and not names and len(counts) > 1:
            yield from self._paired_before(i, counts)
            return
        if each:
            counts = counts * len(names)
        elif len(counts) < 2:
            same = [e for e in self.plain[-12:] if e.count is self.plain[-1].count]
            if not names and self.tokens[i].unit == "%" and len(same) > 1:
                for entry in same:  # 土壤、其他各12件，分别占10%
                    entry.share = entry.share or self.tokens[i]
                self._consumed()
                self.taken = i + 1
                yield Token("text", "", self.tokens[i].start, self.tokens[i].start)
            return
        elif len(names) < len(counts) or (len(names) > len(counts) and not state.names):
            self.taken = self._behind(i, len(counts))
            yield Unpaired(len(names), tuple(counts))
            self._consumed()
            return
        some = bool(each) and self._is_of_more(last)
        unit = next((c.unit for c in reversed(counts) if c.unit), "")
        taken = self._behind(i, 1 if each else len(counts))
        lead = state.lead
        for name, count in zip(names[-len(counts) :], counts, strict=True):
            state.lead = lead
            entry = self._entry(count, name, "each" if each else "paired", count.unit or unit)
            entry.some = some
            yield entry
            lead = ""
        self.taken = taken

    def _is_of_more(self, last: Label) -> bool:
        """Whether a list of names is followed by a larger number of them (潍坊、临沂等5市)."""
        names = [*self.state.names, last]
        for at, label in enumerate(names):
            if found := _TOGETHER.search(label.text):
                number = parse_number(found["number"]) or parse_chinese(found["number"]) or 0
                listed = [n for n in names[: at + 1] if is_place(_TOGETHER.sub("", n.text))]
                return number > len(listed)
        return False

    def _paired_before(self, i: int, counts: Sequence[Token]) -> Iterator[Event]:
        """Counts for what stands before them: batches (第六批、第七批…分别为), or shares of counts."""
        state = self.state
        taken = self._behind(i, len(counts))
        if counts[-1].unit == "%" and len(self.plain) >= len(counts):
            for entry, count in zip(self.plain[-len(counts) :], counts, strict=True):
                entry.share = entry.share or count
            self._consumed()
        elif len(state.batches) == len(counts):
            for batch, count in zip(state.batches, counts, strict=True):
                token = Token("batch", "", count.start, count.start, batches=(batch,))
                yield token
                state.batch = token
                yield self._entry(count, Label("", count.start), "paired", counts[-1].unit)
            yield Token("batch", "", counts[-1].end, counts[-1].end, batches=state.batches)
        else:
            yield Unpaired(0, tuple(counts))
            self._consumed()
        self.taken = taken

    def _names(self, last: Label) -> Iterator[Label]:
        """The names of a list, from its first to ``last``; what leads to it is left out."""
        pieces: list[Label] = []
        for chunk in (*self.state.names[-_MOST_NAMES:], last):
            for text, at in split_names(chunk.text[-_WINDOW:]):
                cut = max(len(chunk.text) - _WINDOW, 0)
                label = list_label(text)
                label = label if is_place(label) else _TOGETHER.sub("", label)
                if label:
                    pieces.append(Label(label, chunk.start + cut + at))
        start = 0
        for n, piece in enumerate(pieces):
            named = is_name(piece.text) or classify(piece.text).kind == "measure"  # 来电、来信
            if not named and not (start < n and len(piece.text) <= 12):
                start = n + 1
        yield from pieces[start:]

    def _row_of_counts(self, i: int) -> list[Token]:
        """The counts from ``i`` on with only marks and joining words between them."""
        counts = []
        for token in self.tokens[i : self.span.stop]:
            if token.kind in _COUNTS:
                counts.append(token)
            elif not (token.text in "、,;和与及" or token.text in ("以及", "和占", "、占")):
                break
        return counts

    def _behind(self, i: int, counts: int) -> int:
        """The index behind the ``counts`` counts from ``i`` on."""
        for at in range(i, self.span.stop):
            counts -= self.tokens[at].kind in _COUNTS
            if counts == 0:
                return at + 1
        return self.span.stop
