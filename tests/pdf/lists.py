"""Printed lists of cases: texts that wrap in their cells, over several pages, in every style."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.pdf.press import width_of
from tests.pdf.writing import HEIGHT, WIDTH, fill, pdf, rule, text

STYLES = ("across", "three", "none", "zebra")
X, TOP, FOOT = 50.0, 60.0, HEIGHT - 60.0
HEAD = ("序号", "受理编号", "问题基本情况", "行政区域", "污染类型", "调查核实情况", "是否属实")
WIDTHS = (0.05, 0.14, 0.25, 0.07, 0.07, 0.35, 0.07)
TITLES = ("合肥市（4件）", "宿州市（18件）")
WORDS = (
    "厂区", "夜间", "排放", "异味", "河道", "堆放", "扬尘", "油烟", "噪声", "居民", "反映", "核实",
    "整改", "设施", "正常", "运行", "雨水", "管网", "未见", "异常", "监测", "12月", "3家", "达标",
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """How a list is set."""

    style: str
    middle: bool = False  # cells in the middle of their row's height, else at its top
    again: bool = True  # the head on each page
    split: bool = False  # rows may break over pages
    size: float = 9.0
    pad: float = 3.0
    coded: bool = False  # only codes number the rows
    titles: str = ""  # of groups of rows: at the "left", or in the "middle"
    titled: tuple[int, ...] = (1, 5)  # the rows below them
    shaded: int = 1  # of two rows, in a zebra's


def said(rng: Random, count: int) -> str:
    return "".join(rng.choice(WORDS) for _ in range(count)) + "。"


def cases(count: int, seed: int, *, coded: bool = False) -> list[list[str]]:
    """The rows of a list, with its head; its last column may be blank."""
    rng = Random(seed)
    rows = [list(HEAD)]
    for n in range(count):
        rows.append(
            [
                str(n + 1), f"D2AH2024{rng.randrange(10**4):04}{n:02}", said(rng, rng.randint(6, 24)),
                rng.choice(["合肥市", "马鞍山市", "宿州市"]), rng.choice(["水", "大气", "水、土壤"]),
                said(rng, rng.randint(4, 60)), rng.choice(["属实", "不属实", ""]),
            ]
        )  # fmt: skip
    return [row[1:] for row in rows] if coded else rows


def wrapped(words: str, size: float, width: float) -> list[str]:
    lines = [""]
    for char in words:
        if lines[-1] and width_of(lines[-1] + char, size) > width:
            lines.append("")
        lines[-1] += char
    return lines


def printed(rows: list[list[str]], look: Look) -> bytes:
    """A file of the list, a title above it and a note below."""
    parts = WIDTHS[1:] if look.coded else WIDTHS
    widths = [(WIDTH - 2 * X) * part / sum(parts) for part in parts]
    xs = [X + sum(widths[:k]) for k in range(len(widths) + 1)]
    pitch, size, pad = 1.4 * look.size, look.size, look.pad
    titles = dict(zip(look.titled if look.titles else (), TITLES, strict=False))
    cells = [
        [wrapped(cell, size, w - 2 * pad) for cell, w in zip(row, widths, strict=True)]
        for row in rows
    ]
    pages: list[str] = []
    page = text(200, 40, "信访举报件办理情况一览表", 14)
    y = TOP

    def line_at(y: float) -> str:
        return rule(xs[0], y, xs[-1], y)

    def put(row: list[list[str]], y: float, *, head: bool, shade: bool) -> str:
        count = max(map(len, row))
        height = count * pitch + 2 * pad
        out = [fill(xs[0], y, xs[-1], y + height, 0.9)] if shade else []
        for x, lines in zip(xs, row, strict=False):
            down = (count - len(lines)) * pitch / 2 if look.middle or head else 0.0
            out += [
                text(round(x + pad, 2), round(y + pad + down + k * pitch + size, 2), line, size)
                for k, line in enumerate(lines)
                if line
            ]
        if look.style == "across" or (head and look.style == "three"):
            out += [line_at(y)] * head + [line_at(y + height)]
        return "".join(out)

    for number, row in enumerate(cells):
        shade, head = (
            look.style == "zebra" and number > 0 and number % 2 == look.shaded,
            number == 0,
        )
        if title := titles.get(number):
            free = xs[-1] - xs[0] - width_of(title, size)
            x = xs[0] + (pad if look.titles == "left" else free / 2)
            page += text(round(x, 2), round(y + pad + size, 2), title, size)
            y += pitch + 2 * pad
            page += line_at(y) if look.style == "across" else ""
        while row:
            room = int((FOOT - y - 2 * pad) / pitch)
            need = max(map(len, row))
            rest: list[list[str]] = []
            if need > room:
                if look.split and room >= 1 and not head:
                    row, rest = [c[:room] for c in row], [c[room:] for c in row]
                else:
                    rest, row = row, []
            if row:
                page += put(row, y, head=head, shade=shade)
                y += max(map(len, row)) * pitch + 2 * pad
            row = rest
            if rest:
                pages.append(page)
                page, y = "", TOP
                if look.again:
                    page += put(cells[0], y, head=True, shade=False)
                    y += max(map(len, cells[0])) * pitch + 2 * pad
    if look.style == "three":
        page += line_at(y)
    page += text(X, y + 30, "注：以上情况由各地党委和政府办理并报送，如有疑问请与当地联系。", size)
    return pdf(*pages, page)
