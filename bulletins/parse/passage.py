"""Running text with its places: paragraphs joined over column breaks, folded, cut to tokens."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Literal

import msgspec

from ..model import Frozen, Number, Relation, Source, TextBlock
from ..vocabulary.characters import Folded, fold, simplified
from ..vocabulary.numerals import CHINESE, exact, parse_chinese, parse_number
from .dates import Date, read_date

_MONTHS = 12
_LABEL = 14  # characters of a label that stands alone on its line with its count
_RUNS_ON = frozenset("、,;。:)")  # no paragraph begins with one
_UNIT_BEGINS = re.compile(r"[\d件个起项宗家人名条份万亿元年月日时分批%.．]|至|余|多|-")
_FULL_STOP = re.compile(r"[\u4e00-\u9fff)）]\.$")
_PARAGRAPH_END = re.compile(
    r"[。;!?…:)\]」』》”\"]$|\d{1,2}:\d\d(?::\d\d)?$|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}$"  # a dateline
)
_ITEM = re.compile(
    r"(?:共|[^\d,。;:、()]{2,14})(?::\d{1,5}[件个起宗条项]?|\d{1,5}[件个起宗条项])(?:\([^()]*\))?"
)
_FIRST_ITEM = re.compile(rf"(?:[^\d,。;:()]{{2,14}}:)?(?:{_ITEM.pattern})")
_SHAPES = {"text": "t", "count": "n", "number": "n", "batch": "b", "since": "b", "date": "d"}
_ITEM_SHAPE = re.compile(
    r"(?:t、)?t:?(?:n(?:\([^()bd]*\))?|\(n\))[、,;。]*\n?|(?:t、)?t:tn[,、]tn[、,;。]*\n?"  # 伊犁州：本批4件，累计26件
)
_ORDINALS = frozenset("一二三四五六七八九十")
_WIDE_GAP = re.compile(r"(?<=\d)\s(?=\s+\d)")
_GAP = re.compile(r"(?<=\d)\s+(?=\d)")
_DIGIT = re.compile(r"\d")
_BULLET = re.compile(r"\s*(?:[◆◇●○■□▲△▷▶►•◎✦➢➤]+|[-*·](?=\s))")
_COUNTED = r"[^\d\s,。;:、()]{1,12}[ \u3000]*\d{1,5}[件个起宗]?"
_SPACED_ITEMS = re.compile(rf"{_COUNTED}(?:[ \u3000]{{2,}}{_COUNTED}){{2,}}")
_BETWEEN_ITEMS = re.compile(r"(?<=[\d件个起宗])[ \u3000](?=[ \u3000]+[^\d\s件个起宗])")
_LINE_ITEM = re.compile(r"[^\d,。;:、()]{2,14}\d{1,5}[件个起宗]?")
_ROW = re.compile(r"[^\d\s]{2,12}(?:\s+\d{1,5}){3,}")  # a label and its figures, by spaces
_MONTH_BEGINS = re.compile(r"(\d{1,2})月")


class Passage:
    """Paragraphs of one section as one folded text; every character knows its place.

    ``text`` is in simplified characters, for matching; ``shown`` is the same, character by
    character, in those that are printed. Spaces are left out (print sets them anywhere, even inside words), and
    bullets. A paragraph that stops
    in mid-sentence runs on in the next (a newspaper's column break); where one ends, or a list
    has its items line by line, the text has a line end.
    """

    def __init__(self, blocks: Iterable[TextBlock]) -> None:
        pieces: list[str] = []
        # Per piece: where it begins in the text, its block, the offset of each character there.
        self._starts: list[int] = []
        self._pieces: list[tuple[int, Sequence[int]]] = []
        self._blocks = tuple(blocks)
        self._length = 0
        by_line = False  # the last line break was between items of a list
        headed = False  # the last line is the heading of a list of lines
        stops = any(_FULL_STOP.search(block.text.rstrip()) for block in self._blocks)
        figures = [block.text.strip().isdigit() for block in self._blocks]
        for number, block in enumerate(self._blocks):
            text, origin = _without_spaces(fold(block.text))
            cells = not figures[number] and figures[number + 1 : number + 3] == [True, True]
            if stops and text.endswith("."):  # the print's full stop, behind figures too
                text = f"{text[:-1]}。"
            listed = _BULLET.match(block.text) is not None
            runs_on = text[:1] in _RUNS_ON
            ends = pieces and _PARAGRAPH_END.search(pieces[-1])
            items = bool(pieces) and _FIRST_ITEM.fullmatch(pieces[-1]) is not None
            by_line = items and (by_line or _FIRST_ITEM.fullmatch(text) is not None)
            parted = pieces and (ends or by_line or listed or cells or _is_gap(pieces[-1], text))
            if headed and _DIGIT.search(text):  # ◆累计交办, over its figures
                self._add(pieces, ":", number)
            elif parted and not runs_on:
                self._add(pieces, "\n", number)
            headed = listed and not _DIGIT.search(text) and not _PARAGRAPH_END.search(text)
            self._add(pieces, text, number, origin)
        if len(self._blocks) > 1 and all(map(_is_line_of_items, self._blocks[-2:])):  # not cut
            self._add(pieces, "\n", len(self._blocks) - 1)
        self.shown = "".join(pieces)
        self.text = simplified(self.shown)

    def _add(
        self, pieces: list[str], text: str, block: int, origin: Sequence[int] = range(1)
    ) -> None:
        if text:
            pieces.append(text)
            self._starts.append(self._length)
            self._pieces.append((block, origin))
            self._length += len(text)

    def _place(self, at: int) -> tuple[int, int]:
        """(block, offset in it) of the character ``at``."""
        piece = bisect_right(self._starts, at) - 1
        number, origin = self._pieces[piece]
        return number, origin[at - self._starts[piece]]

    def source(self, start: int, end: int) -> Source:
        """The place of the folded characters start:end."""
        if not self.text:
            return Source()
        first = self._place(min(start, len(self.text) - 1))
        last = self._place(min(max(end - 1, start), len(self.text) - 1))
        block = self._blocks[first[0]].source
        tail = self._blocks[last[0]].source
        span = None
        if block.span is not None and tail.span is not None:
            span = (block.span[0] + first[1], tail.span[0] + last[1] + (end > start))
        return msgspec.structs.replace(block, span=span)

    def printed(self, start: int, end: int) -> str:
        """The characters start:end as printed."""
        out = []
        for at in range(start, min(end, len(self.text))):
            number, offset = self._place(at)
            out.append(self._blocks[number].text[offset : offset + 1])
        return "".join(out)


def _is_line_of_items(block: TextBlock) -> bool:
    """Whether a block is one line of a list: 盘锦 8, or more of them set apart by spaces."""
    line = fold(block.text).text.strip()
    return bool(_SPACED_ITEMS.fullmatch(line) or _LINE_ITEM.fullmatch("".join(line.split())))


def _is_gap(before: str, after: str) -> bool:
    """Whether a figure ends where a block does: neither it nor its unit goes on in the next."""
    if not before[-1:].isdigit() or not after:
        return False
    if before.isdigit() and after.isdigit():  # cells of a table, each in a line of its own
        return True
    month = _MONTH_BEGINS.match(after)
    if month and int(before[-1] + month[1]) > _MONTHS:  # 15, 8月26日
        return True
    return _UNIT_BEGINS.match(after) is None


def _without_spaces(folded: Folded) -> tuple[str, Sequence[int]]:
    """The folded text without white space and a bullet in front, and where each character stood."""
    if bullet := _BULLET.match(folded.text):
        at = bullet.end()
        folded = Folded(" " * at + folded.text[at:], folded.origin)
    text = "".join(folded.text.split())
    if len(text) == len(folded.text):
        return text, folded.origin
    line = folded.text.strip()
    gap = _GAP if _ROW.fullmatch(line) else _WIDE_GAP
    if _SPACED_ITEMS.fullmatch(line):
        gap = _BETWEEN_ITEMS
    plain = gap.sub(",", folded.text)  # 65    38: two figures
    text = "".join(plain.split())
    kept = (folded.origin[i] for i, char in enumerate(plain) if not char.isspace())
    return text, array("L", kept)


TokenKind = Literal["text", "count", "number", "plus", "batch", "since", "date", "mark"]


class Token(Frozen, frozen=True):
    """A piece of a passage. ``end`` is the offset behind it.

    A ``count`` has a value and a unit, says whether it is only approximate, and what is
    printed as added to it (18+1); a ``number`` has no unit of its own; a ``plus`` stands
    alone (+1). A ``batch`` lists its numbers; ``since`` is a run of batches from the first
    to its last number (前21批, 1-26批, 31批); a ``date`` has year (or None), month, day, hour.
    """

    kind: TokenKind
    text: str
    start: int
    end: int
    value: Number | None = None
    unit: str = ""
    relation: Relation = "equal"
    number_end: int = 0
    batches: tuple[int, ...] = ()
    date: Date | None = None
    plus: int = 0


_ORDINAL = rf"(?:\d{{1,4}}|[{CHINESE}]{{1,6}})"
BATCHES = rf"第{_ORDINAL}(?:批次?)?(?:[、和及与]?第{_ORDINAL}批次?)+|第\s?{_ORDINAL}\s?批次?"
"""Matches 第29批, 第二十九批次, 第十、第十一批."""
_SINCE = (
    rf"前{_ORDINAL}批次?|第?{_ORDINAL}批?[-至到~]第?{_ORDINAL}批次?"
    rf"|(?<![第\d{CHINESE}])(?!一批)(?:\d{{1,3}}|[{CHINESE}]{{1,4}})批次?(?!次)"
    r"(?=(?:,(?=共|合计|总计))?[^,。;()\d]{0,14}[\d零一二三四五六七八九十百两]+[件个起])"
)
_UNIT = r"万[余多]?元|亿[余多]?元|元|万件|人次|家次|件次|件|个|起|项|家|宗|条|封|通|人|名|份|%"
# Digits of any script, masks, circled and raised numbers: what people write for figures.
_NUMERAL = (
    "[0-9*\u00b2\u00b3\u00b9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u2070-\u2089\u2460-\u249b]"
)
_TOKEN = re.compile(
    rf"(?P<since>{_SINCE})|(?P<batch>{BATCHES}|首批)"
    r"|(?P<date>(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日"
    r"(?:\s?(?P<hour>\d{1,2})(?:时(?:(?P<min1>\d{1,2})分)?|点|:(?P<min2>\d{2})))?)"
    rf"|(?!五家渠|一起[^,。;、)\n])(?P<count>(?P<about>近|约|超过?|逾|大约)?(?P<number>(?<![\d.])\d{{1,12}}(?:\.\d{{1,4}})?|[{CHINESE}][{CHINESE}万亿]{{0,7}})"
    rf"(?:\+(?P<added>\d{{1,4}}))?(?P<more>多|余)?\s?(?P<unit>{_UNIT})(?P<most>以上|左右|以下)?)"
    rf"|(?P<mark>[、,;。:()!\n]|\?(?!(?:{_UNIT})[、,;。)\n])|(?<=[\u4e00-\u9fff])/(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff)])\.{{1,3}}(?=[\u4e00-\u9fff]))"
    rf"|(?<![带标注\d])(?!(?<=\()\*\d+件)(?P<odd>(?:{_NUMERAL}|\?|[OoIl](?=\d))(?:{_NUMERAL}|[_^.,+\-/eEOoIl]){{0,40}})"
    rf"(?P<odd_unit>{_UNIT})"
    r"|(?<![\d.:/-])(?<!电话)(?<!热线)(?<!邮编)(?<!传真)(?<!号码)(?P<cut>\d{1,9}\.?)\Z"  # the print breaks off behind a figure
    r"|(?<=\()\+(?P<plus>\d{1,4})(?=\))"
    r"|(?<![\d./A-Za-z-])(?<!\d:)(?P<bare>\d{1,5})(?=[、,;。)和与及/\n]|\(单位|\Z)",
    re.ASCII,
)
# 三四件 is three or four; 二〇二四 and 一〇三 are read digit by digit.
_SOME = re.compile("|".join(a + b for a, b in pairwise("一二三四五六七八九")) + "|两三")
MONEY = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}


def ordinals(text: str) -> tuple[int, ...]:
    """The numbers of 第十、第十一批 or 第29批, in order."""
    numbers = []
    for digits in re.findall(rf"第\s?({_ORDINAL})", text):
        value = int(digits) if digits.isascii() else parse_chinese(digits)
        if value is not None and 0 < value < 1000:
            numbers.append(value)
    return (1,) if text == "首批" else tuple(numbers)


def _since(text: str, start: int, end: int) -> Token | None:
    """A run of batches: from the first on (前21批, 第一至第十批, 31批), or some (第九批至第十批)."""
    found = [
        int(digits) if digits.isascii() else parse_chinese(digits)
        for digits in re.findall(rf"\d{{1,4}}|[{CHINESE}]+", text)
    ]
    numbers = [n for n in found if n is not None and 0 < n < 1000]
    if len(numbers) != len(found):
        return None
    first, last = numbers[0], numbers[-1]
    if text.startswith("前") and last == 1:  # 比前一批多: the one before, not the first
        return None
    if len(numbers) == 2 and first > 1:
        run = tuple(range(first, last + 1)) if first < last < first + 20 else ()
        return Token("batch", text, start, end, batches=run) if run else None
    return Token("since", text, start, end, batches=(last,))


def _date(match: re.Match[str]) -> Date | None:
    return read_date(
        match["year"], match["month"], match["day"], match["hour"], match["min1"] or match["min2"]
    )


def _in_unit(value: Number | None, unit: str) -> tuple[Number | None, str, bool]:
    """(value, unit, approximate): money in yuan, tens of thousands of cases as cases."""
    rough = "余" in unit or "多" in unit
    unit = unit.replace("余", "").replace("多", "")
    if unit == "万件":
        return (None if value is None else exact(Decimal(value) * 10_000)), "件", True
    if unit in MONEY:
        return (None if value is None else exact(Decimal(value) * MONEY[unit])), "CNY", rough
    return value, unit, rough


def _count(match: re.Match[str]) -> Token:
    number, unit = match["number"], match["unit"]
    value: Number | None
    if number[-1] in "万亿" and unit == "元":  # 一百零六万元
        number, unit = number[:-1], number[-1] + unit
    if number[0].isdigit():
        value = parse_number(number)
    else:
        value = None if _SOME.fullmatch(number) else parse_chinese(number)
    value, unit, rough = _in_unit(value, unit)
    relation: Relation = "equal"
    if match["about"] in ("超", "超过", "逾") or match["most"] == "以上":
        relation = "at_least"
    elif match["about"] or match["more"] or match["most"] or rough or _SOME.fullmatch(number):
        relation = "about"
    return Token(
        "count", number, match.start("number"), match.end(), value=value, unit=unit,
        relation=relation, number_end=match.end("added" if match["added"] else "number"),
        plus=int(match["added"] or 0),
    )  # fmt: skip


def _token(match: re.Match[str]) -> Token | None:
    start, end, text = match.start(), match.end(), match.group()
    if match["mark"]:
        return Token("mark", {"/": "、"}.get(text, "。" if text[0] == "." else text), start, end)
    if match["since"]:
        return _since(text, start, end)
    if match["plus"]:
        return Token("plus", text, start, end, plus=int(match["plus"]))
    if match["bare"]:
        return Token("number", text, start, end, value=int(text), number_end=end)
    if match["cut"]:
        return Token(
            "count", text, start, end, value=int(text.rstrip(".")), relation="cut", number_end=end
        )
    if match["odd"]:  # printed as a figure, and not one: masked, misread, or grouped
        value, unit, _ = _in_unit(parse_number(match["odd"]), match["odd_unit"])
        return Token("count", match["odd"], start, end, value, unit, number_end=match.end("odd"))
    if match["batch"]:
        numbers = ordinals(text)
        return Token("batch", text, start, end, batches=numbers) if numbers else None
    if match["date"]:
        date = _date(match)
        return Token("date", text, start, end, date=date) if date else None
    return _count(match)


def tokens(passage: Passage) -> Iterator[Token]:
    """The passage as tokens; what is no count, batch, date or mark is ``text``."""
    text, done = passage.text, 0
    for match in _TOKEN.finditer(text):
        token = _token(match)
        if token is None:
            continue
        if token.start > done:
            yield Token("text", text[done : token.start], done, token.start)
        yield token
        done = token.end
    if done < len(text):
        yield Token("text", text[done:], done, len(text))


def sentences(passage: Passage) -> Iterator[tuple[Token, ...]]:
    """Tokens up to each full stop or paragraph end, the mark included.

    Lines of a label and its count each (济南市：22件, 青岛市：16件) are one sentence.
    """
    lines: list[Token] = []
    for sentence in _sentences(passage):
        if _is_item(sentence):
            lines.extend(sentence)
            continue
        if lines:
            yield tuple(lines)
            lines = []
        if _is_item(sentence, first=True):
            lines.extend(sentence)
        else:
            yield sentence
    if lines:
        yield tuple(lines)


def _is_item(sentence: Sequence[Token], *, first: bool = False) -> bool:
    """Whether a line has a label and its count alone, and brackets at most behind them; in front of
    the ``first`` of a list, what it lists (按地区：西湖区12件)."""
    shape = "".join(_SHAPES.get(t.kind, t.text[:1]) for t in sentence)
    if first and shape.startswith("t:tn"):
        shape = shape[2:]
    label = next((t.text for t in sentence if t.kind == "text" and t.text not in _ORDINALS), "")
    return _ITEM_SHAPE.fullmatch(shape) is not None and len(label) <= _LABEL


def _sentences(passage: Passage) -> Iterator[tuple[Token, ...]]:
    sentence: list[Token] = []
    for token in tokens(passage):
        if token.text == "。" and sentence and sentence[-1].kind == "batch" and len(sentence) < 4:
            continue  # 一、第三批。48件，全部核实
        sentence.append(token)
        if token.kind == "mark" and token.text in "。!?\n":
            yield tuple(sentence)
            sentence = []
    if sentence:
        yield tuple(sentence)
