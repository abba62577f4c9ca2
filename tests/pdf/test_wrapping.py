"""Labels over several lines: whichever line the figures stand beside, the rows are found again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bulletins.geometry.wrapping import LabelLine, goes_on, wrapped_groups

NAMES = (
    "临夏回族自治州", "甘南藏族自治州", "兰州市", "嘉峪关市", "金昌市", "双江拉祜族佤族布朗族傣族自治县",
    "海北藏族自治州", "西宁市", "玉树藏族自治州", "云县", "巍山彝族回族自治县", "合计",
)  # fmt: skip


def known(text: str) -> bool:
    return text in NAMES


def lines_of(name: str, width: int, place: str, *, blank: bool) -> list[LabelLine]:
    """A row: its label cut to ``width`` characters a line, figures beside one line or between two."""
    pieces = [name[k : k + width] for k in range(0, len(name), width)]
    beside = {"top": 0, "bottom": len(pieces) - 1, "middle": len(pieces) // 2}[place]
    lines = [LabelLine(p, 10.0 * len(p), False, 0.0, 10.0) for p in pieces]
    if blank:
        return lines
    if place == "middle" and len(pieces) % 2 == 0:
        lines.insert(beside, LabelLine("", 0.0, True, 0.0, 10.0))
    else:
        lines[beside].figures = True
    return lines


@given(
    st.permutations(NAMES).flatmap(lambda n: st.integers(3, len(n)).map(lambda k: n[:k])),
    st.integers(2, 6),
    st.sampled_from(["top", "middle", "bottom"]),
    st.integers(0, 20),
)
def test_rows_are_found_again(names: list[str], width: int, place: str, blank_at: int) -> None:
    rows = [
        lines_of(name, width, place, blank=k == blank_at and len(name) <= width)
        for k, name in enumerate(names)
    ]
    expected, at = [], 0
    for row in rows:
        expected.append(list(range(at, at + len(row))))
        at += len(row)
    lines = [line for row in rows for line in row]
    y = 0.0
    for line in lines:
        y += 12.0 if line.label else 0.0
        line.y = y if line.label else y + 6.0  # beside the middle of two lines of a label
    if any(len(row) > 1 for row in rows):
        assert wrapped_groups(lines, known) == expected
    else:
        assert wrapped_groups(lines, known) in ([], expected)


def test_nothing_known_nothing_joined() -> None:
    texts = [("甲厂", True), ("乙厂", True), ("丙", False), ("丁厂", True)]
    lines = [LabelLine(t, 20.0, f, 12.0 * k, 10.0) for k, (t, f) in enumerate(texts)]
    assert wrapped_groups(lines, lambda _: False) == []


def test_a_region_without_cases_is_a_row() -> None:
    texts = [("兰州市", True), ("金昌市", False), ("临夏回族", True), ("自治州", False)]
    lines = [LabelLine(t, 10.0 * len(t), f, 12.0 * k, 10.0) for k, (t, f) in enumerate(texts)]
    assert wrapped_groups(lines, known) == [[0], [1], [2, 3]]


def test_what_goes_on_below_the_last_figures() -> None:
    assert goes_on(["兰州市", "临夏回族"], "自治州", known)
    assert goes_on(["兰州市"], "金昌市", known)
    assert not goes_on(["兰州市", "金昌市"], "注：数据截至1月10日。", known)
