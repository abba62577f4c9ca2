"""From a document of mixed articles to the passages and tables of inspection bulletins.

A document is cut into sections at its headings; a section counts where its words speak
of an inspection, of complaints and of figures (or of where to complain). Everything else
on the page is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .formats.split import split_grid
from .model import Document, Frozen, Grid, TextBlock
from .vocabulary.cases import CASE_ABOUT, CASE_NUMBER
from .vocabulary.characters import compact
from .vocabulary.measures import measure_at_end
from .vocabulary.numerals import parse_count
from .vocabulary.pollution import head_code
from .vocabulary.regions import REGION_HEADER, TOTAL_WORDS, is_place

_TOPIC = re.compile(
    r"环保|环境保护|生态环境|环境问题|环境信访|环境污染|环境举报|环境投诉|污染类型|环境违法"
)
_INSPECTION = re.compile(r"督[察查]|巡[察查]|回头看|边督边改")
_COMPLAINT = re.compile(
    r"信访|举报|投诉|来[信电]来?[电信]?|转办|交办|移交|边督边改|问题线索|受理|办结|转来|转交"
)
_FIGURE = re.compile(
    r"(?:\d|[一二两三四五六七八九十百])\s*(?:件|个|批|家|起|项|%)"
    r"|(?:约谈|问责|追责|处分|拘留)[^\d,。;、]{0,10}\d+\s*(?:人|名)"
)
_CONTINUES = re.compile(r"信访|举报件|转办|交办|办结")
_TYPE = re.compile(r"大气|噪声|噪音|土壤|生态|水污染|水环境|扬尘|辐射")
# Batches of complaints, and what is told of such: no other business words it so.
_HANDED = re.compile(r"信访件|举报件|信访举报|群众举报|举报案件|信访案件|来电来信")
_TOLD = re.compile(r"来电|来信|办结|属实|大气|噪声|噪音|水污染")
_COUNTED = re.compile(r"[\d一二三四五六七八九十两][件宗条]")
_MANY = 3
_OF_REGION = re.compile(r"[市县区州盟旗]\(?\d{1,4}件")
_CONTACT = re.compile(r"(?:值班|举报|联系|专门|受理)[^。\n]{0,12}电话|邮政信箱|专用信箱")
_ABOUT = re.compile(
    r"督察组|中央督察|省级督察|边督边改|督察进驻|督[察查](?:信访|举报|交办|转办|案)件?"
)
_BATCH = re.compile(r"第[\d一二三四五六七八九十百零〇]{1,4}批")
_BATCHES = re.compile(r"[第前][\d一二三四五六七八九十百零〇]{1,4}批")  # one, or all up to it

_COUNTS = re.compile(
    r"(?:收到|受理|交办|转办|移交|信访|举报|投诉|案|问题)*(?:件?数量?|总数|件)(?:\((?:件|个)\))?|合计"
)
_FEW = 2  # regions, or kinds of counts, that make a row of them
_TOTAL_HEAD = re.compile(r"(?:总|小|合|共|累)计数?|(?:总|件|数)数?量?|本批(?:件?数)?|总件数")

# What a part of a bulletin is headed where it names no subject of its own, but a number and by
# what it divides: 表1 各市情况, 二、分类型, (三)各设区市受理件数统计. Made of these characters alone.
_ON_HANDLING = re.compile(
    r"(?:办理|交办|转办|移交|查处|整改|问责)(?:进展|情况|结果|统计|汇总|进度)"
)
_PART_HEAD = re.compile(
    r"[(]?(?:附?表|附件)?(?:[\d一二三四五六七八九十]+(?:-\d+)?)?[):、.]?"
    r"[按分各地区市县州盟旗行政设类型种别污染件数量情况统计布划构成占比汇总明细一览具体本批次据表图及和与的来看办受理交转结涉]+"
)

_OPENING = 4  # lines of a notice in which it says of which batch it is
_HEADING_MAX = 45  # characters of a line that may be a heading without being marked as one
_SENTENCE_MARK = re.compile(r"[。;,!?…]|(?<!\d):(?!\d)|[、:]$")
_BUSINESS = re.compile(r"督察|信访|举报|边督边改|问责")
_TO_ANOTHER = re.compile(r"[(\[（【<《]*(?:上|下|前|后)一?[篇条页][)\]）】>》]*\s*[:：]")
_ITEM = re.compile(
    r"[^\d:]{2,14}(?::\d{1,5}[件个起宗条项]?|\d{1,5}[件个起宗条项])"
)  # 沙市区4个, on a line of its own
_SPEAKER = re.compile(r"^[\d\u4e00-\u9fff“”]{2,8}[:!](?=.)")  # 温州：第15批信访件…
_DATELINE = re.compile(
    r"(?:[报网端]|新闻|发布)\s?\d{4}[-./年]|(?:发布|来源|时间|日期|作者|编辑|记者|责任)[^:]{0,6}:|^[(\s]*\d{4}[-./年]"
)


class Section(Frozen, frozen=True):
    """A heading (one or several lines) and what stands below it.

    ``words`` is the title and the prose, folded and without spaces, a line end between
    blocks.
    """

    title: tuple[TextBlock, ...]
    body: tuple[TextBlock | Grid, ...]
    words: str

    @property
    def grids(self) -> tuple[Grid, ...]:
        return tuple(b for b in self.body if isinstance(b, Grid))


def _section(title: Sequence[TextBlock], body: Sequence[TextBlock | Grid]) -> Section:
    blocks = (*title, *(b for b in body if isinstance(b, TextBlock)))
    words = "\n".join(compact(b.text) for b in blocks)
    return Section(tuple(title), tuple(body), words)


def _types(grid: Grid) -> set[str]:
    """The codes of the pollution types that the first rows of a grid name."""
    head = [compact(c.text) for c in grid.cells if c.row < 4 and c.text]
    return {code for text in head if len(text) <= 12 and (code := head_code(text))}


def _is_counts(label: str) -> bool:
    """Whether a label says that counts of cases stand beside it (件数, 交办数, 来电)."""
    cue = measure_at_end(label.removesuffix("数"))
    named = head_code(label) is not None or (cue is not None and cue[1] == 0)
    return named or _COUNTS.fullmatch(label) is not None


def _rows(grid: Grid) -> list[list[str]]:
    """The folded texts of a grid by row, a spanning one at its first place alone."""
    rows = [[""] * grid.n_cols for _ in range(grid.n_rows)]
    for cell in grid.cells:
        rows[cell.row][cell.col] = compact(cell.text)
    return rows


def has_regions_across(grid: Grid) -> bool:
    """Whether regions stand in the first row and only counts below (地区 成都市 绵阳市 合计)."""
    if grid.n_rows < 2:
        return False
    first, *body = _rows(grid)
    named = [text in TOTAL_WORDS or is_place(text) for text in first]
    stub = 0 if named[0] else 1
    if not all(named[stub:]) or sum(1 for t in first[stub:] if t not in TOTAL_WORDS) < _FEW:
        return False
    counted = all(parse_count(t)[0] is not None for row in body for t in row[stub:] if t)
    labelled = all(_is_counts(row[0]) for row in body) if stub else len(body) == 1
    return counted and labelled


def is_row_of_counts(grid: Grid) -> bool:
    """Whether a table has one row, all of it counts of the whole (来电 来信 合计)."""
    if grid.n_rows != 2:
        return False
    heads, counts = _rows(grid)
    kinds = {text for text in heads if text not in TOTAL_WORDS}
    named = all(map(_is_counts, kinds)) and len(kinds) >= _FEW
    return named and all(parse_count(t)[0] is not None for t in counts)


def is_statistics_grid(grid: Grid) -> bool:
    """Whether a grid's first rows name two pollution types, or a column of regions, or of batches,
    and counts."""
    if is_case_grid(grid):
        return False
    if len(_types(grid)) >= 2 or has_regions_across(grid) or is_row_of_counts(grid):
        return True
    head = [compact(c.text) for c in grid.cells if c.row < 4 and c.text]
    batches = sum(1 for t in head if len(t) < 12 and _BATCHES.search(t))
    counted = batches >= 2 or any(
        re.search(r"[件宗起条]数|数量|交办|转办|移交|受理|来电|来信|信访|举报", t)
        for t in head
        if len(t) < 30
    )
    placed = any(REGION_HEADER.search(t) for t in head if len(t) < 12)
    if counted and (placed or _names_regions(grid) or _names_batches(grid)):
        return True
    if len({cue[0] for t in head if len(t) < 16 and (cue := measure_at_end(_plain_head(t)))}) >= 4:
        return True  # what became of the cases
    top = [compact(c.text) for c in grid.cells if c.row < 2 and c.text]
    return any(_TOTAL_HEAD.fullmatch(_plain_head(t)) for t in top) and counts_regions(grid)


def _names_batches(grid: Grid) -> bool:
    """Whether the rows of a grid are batches."""
    first = [compact(c.text) for c in grid.cells if c.row and c.col == 0]
    return sum(1 for text in first if len(text) < 12 and _BATCH.search(text)) >= _FEW


def _plain_head(text: str) -> str:
    return re.sub(r"\([^()]*\)$", "", text).removesuffix("数")


def counts_regions(grid: Grid) -> bool:
    """Whether a grid names regions and most of its other cells below the head are counts."""
    if not _names_regions(grid):
        return False
    body = [c.text for c in grid.cells if c.row and c.col and c.text.strip()]
    figures = [t for t in body if (n := parse_count(t)[0]) is not None and n < 1_000_000]
    return len(figures) >= 2 and len(figures) * 2 >= len(body)


def _counts_complaints(grid: Grid) -> bool:
    """Whether a table says by itself what it counts: complaints by region and pollution type."""
    head = [compact(c.text) for c in grid.cells if c.row < 3 and c.text]
    types = _types(grid)
    counted = any(_COMPLAINT.search(text) for text in head if len(text) < 20)
    summed = any(re.fullmatch(r"合计|总计|小计|总数|共计|件数|总件数", text) for text in head)
    channels = sum(1 for text in head if re.fullmatch(r"来电|来信|其中来[电信]", text))
    named = len(types) >= 2 or channels >= 2 if counted else len(types) >= 3 and summed
    return named and _names_regions(grid)


def _names_regions(grid: Grid) -> bool:
    """Whether half of the texts in one of the first two columns are regions."""
    for col in (0, 1):
        words = [t for c in grid.cells if c.col == col and c.row and (t := compact(c.text))]
        named = sum(1 for text in words if is_place(text))
        if named >= 2 and named * 2 >= len(words):
            return True
    return False


def is_case_grid(grid: Grid) -> bool:
    """Whether a grid's head names a case number and what a case is about."""
    head = [compact(c.text) for c in grid.cells if c.row < 2]
    return any(map(CASE_NUMBER.search, head)) and sum(1 for t in head if CASE_ABOUT.search(t)) >= 1


def _is_heading(block: TextBlock, *, alone: bool) -> bool:
    text = compact(block.text)
    if not 4 <= len(text) <= _HEADING_MAX or _DATELINE.search(text):
        return False
    plain = re.sub(r"\([^()]*\)", "", text)
    if _ITEM.fullmatch(plain) and not _BUSINESS.search(plain):
        return False
    if _BATCH.search(plain) or _BUSINESS.search(plain):
        plain = _SPEAKER.sub("", plain)
    return alone and not _SENTENCE_MARK.search(plain)


def _gap(before: TextBlock | Grid | None, after: TextBlock | Grid | None) -> bool:
    """Whether a blank line, a table or the page's edge lies between two blocks.

    Paragraphs of a page, cells of a sheet and lines that a file does not number stand apart.
    """
    if not isinstance(before, TextBlock) or not isinstance(after, TextBlock):
        return True
    if before.source.method != "text":
        return True
    first, second = before.source.line, after.source.line
    return first is None or second is None or second - first > 1


def _leads(first: TextBlock, second: TextBlock | Grid) -> bool:
    """Whether a page's first line stands as a headline right above its text."""
    if not isinstance(second, TextBlock):
        return False
    return len(second.text) > 2 * len(first.text) and "。" in second.text


def _counts_on(block: TextBlock | Grid) -> bool:
    """Whether a text lists cases by region or by type, as a part of a notice does."""
    words = compact(block.text) if isinstance(block, TextBlock) else ""
    return len(set(_TYPE.findall(words))) > 1 or len(_OF_REGION.findall(words)) > 1


def _heading_flags(blocks: Sequence[TextBlock | Grid]) -> list[bool]:
    """Which blocks are headings: the marked ones, or lines that stand and read like one."""
    marked = any(isinstance(b, TextBlock) and b.level for b in blocks)
    flags = [False] * len(blocks)
    for i, block in enumerate(blocks):
        if not isinstance(block, TextBlock):
            continue
        before = blocks[i - 1] if i else None
        after = blocks[i + 1] if i + 1 < len(blocks) else None
        alone = _gap(before, block) or flags[i - 1]
        if marked and not isinstance(after, Grid):
            flags[i] = block.level > 0
        else:
            flags[i] = block.level > 0 or _is_heading(block, alone=alone)
    for i in reversed(range(len(blocks))):  # a heading's last line has a gap below it
        block = blocks[i]
        if flags[i] and isinstance(block, TextBlock) and not block.level:
            below = blocks[i + 1] if i + 1 < len(blocks) else None
            flags[i] = below is not None and (
                _gap(block, below)
                or flags[i + 1]
                or (_leads(block, below) and (i == 0 or not _counts_on(below)))
            )
    return flags


def _split_blocks(document: Document) -> tuple[TextBlock | Grid, ...]:
    """The document's blocks, titles and notes that stand inside a table as text beside it."""
    return tuple(
        part
        for block in document.blocks
        for part in (split_grid(block) if isinstance(block, Grid) else (block,))
        if not (isinstance(part, TextBlock) and _TO_ANOTHER.match(part.text.strip()))
    )


def _is_of_another(
    blocks: Sequence[TextBlock | Grid], flags: Sequence[bool], at: int,
    body: Sequence[TextBlock | Grid],
) -> bool:  # fmt: skip
    """Whether text behind a table begins the notice of another batch, with a table of its own."""
    behind: list[str] = []
    for block, heading in zip(blocks[at:], flags[at:], strict=True):
        if heading:
            return False
        if isinstance(block, Grid):
            break
        behind.append(compact(block.text))
    else:
        return False
    said = {
        b
        for block in body
        if isinstance(block, TextBlock)
        for b in _BATCH.findall(compact(block.text))
    }
    named = _BATCH.findall("".join(behind[:_OPENING]))
    return bool(said and named) and named[0] not in said


def split_sections(blocks: Sequence[TextBlock | Grid]) -> tuple[Section, ...]:
    """The blocks cut at their headings; heading lines that follow one another are one."""
    sections: list[Section] = []
    title: list[TextBlock] = []
    body: list[TextBlock | Grid] = []
    flags = _heading_flags(blocks)
    for at, (block, heading) in enumerate(zip(blocks, flags, strict=True)):
        if body and isinstance(body[-1], Grid) and _is_of_another(blocks, flags, at, body):
            sections.append(_section(title, body))
            title, body = [], []
        if heading and isinstance(block, TextBlock):
            if body:
                sections.append(_section(title, body))
                title, body = [], []
            title.append(block)
        else:
            body.append(block)
    if title or body:
        sections.append(_section(title, body))
    return tuple(sections)


def is_contact(section: Section) -> bool:
    """Whether a section says where to complain about a province's environment."""
    words = section.words
    return bool(_CONTACT.search(words) and _INSPECTION.search(words) and _TOPIC.search(words))


def _concerns(section: Section) -> bool:
    words = section.words
    if is_contact(section):
        return True
    inspected = _INSPECTION.search(words) or (_BATCH.search(words) and _TOPIC.search(words))
    if any(map(is_case_grid, section.grids)):
        return True
    if any(map(is_statistics_grid, section.grids)):
        said = inspected or _COMPLAINT.search(words) or _BATCH.search(words)
        return bool(said or any(map(_counts_complaints, section.grids)))
    about = _TOPIC.search(words) or _ABOUT.search(words) or _BATCH.search(words)
    if not (_COMPLAINT.search(words) and _FIGURE.search(words)):
        return False
    told = _TOLD.search(words) or len(_OF_REGION.findall(words)) > 1
    handed = _BATCH.search(words) and _HANDED.search(words) and told
    typed = len(set(_TYPE.findall(words))) >= 2 and len(_COUNTED.findall(words)) >= _MANY
    return bool((inspected and about) or handed or (_BATCH.search(words) and typed))


def _continues(section: Section) -> bool:
    words = section.words
    typed = len(set(_TYPE.findall(words))) >= 2
    return bool(_FIGURE.search(words) and (typed or _CONTINUES.search(words)))


def _by_type(section: Section) -> bool:
    """Whether a section holds a table of pollution types."""
    return any(len(_types(grid)) >= 2 for grid in section.grids)


def _is_headed_as_part(section: Section) -> bool:
    """Whether a section's head says only by what it divides, and figures stand below; or that
    a table of figures is on the handling of cases (前二十八批办理情况)."""
    head = "".join(compact(block.text) for block in section.title)
    tabled = any(map(is_statistics_grid, section.grids))
    if _PART_HEAD.fullmatch(head):
        return bool(tabled or _FIGURE.search(section.words))
    return tabled and _ON_HANDLING.search(head) is not None


def find_sections(document: Document) -> tuple[Section, ...]:
    """The sections of ``document`` that belong to inspection bulletins, in reading order.

    An unmarked text may hold a bulletin whose parts stand under plain lines that look
    like headings: a section that goes on with such figures is kept with the one before. So is
    one right behind it with a table of pollution types, or headed as its part.
    """
    blocks = _split_blocks(document)
    marked = any(isinstance(b, TextBlock) and b.level for b in blocks)
    found: list[Section] = []
    behind = False  # right behind a section of a bulletin
    headline: Section | None = None  # right above, with nothing but a batch and a date
    for section in split_sections(blocks):
        if _concerns(section):
            if headline is not None and not _BATCH.search(section.words):
                head = [b for b in (*headline.title, *headline.body) if isinstance(b, TextBlock)]
                section = _section(head, (*section.title, *section.body))
            found.append(section)
            behind = True
        elif found and (
            (not marked and _continues(section))
            or (behind and (_by_type(section) or _is_headed_as_part(section)))
        ):
            last = found.pop()
            found.append(_section(last.title, (*last.body, *section.title, *section.body)))
        else:
            behind = False
        headline = section if not behind and _is_headline_alone(section) else None
    return tuple(found)


def _is_headline_alone(section: Section) -> bool:
    """Whether a section is the headline of parts that follow: a batch, a date, and no figure."""
    lines = [*section.title, *(b for b in section.body if isinstance(b, TextBlock))]
    short = len(lines) <= _OPENING and all(len(b.text) <= _HEADING_MAX for b in lines)
    words = section.words
    bare = _BATCH.sub("", words)
    return short and not section.grids and bare != words and not _FIGURE.search(bare)
