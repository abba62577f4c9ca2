"""Folding: what a copy did to characters is undone for matching, at the same places."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from bulletins.vocabulary.characters import compact, fold, simplified

SOURCE = Path(__file__).parents[2] / "bulletins"


@pytest.mark.parametrize(
    ("printed", "matched"),
    [
        ("環(huán)境問題", "环境问题"),
        ("生態（tài）", "生态"),
        ("轉(zhuǎn)辦", "转办"),
        ("復(fù)合", "复合"),
        ("綠(lǜ)化", "绿化"),
        ("面积3(km)", "面积3(km)"),
        ("噪声(dB)", "噪声(dB)"),
        ("合肥(26)", "合肥(26)"),
        ("⽔(shuǐ)污染", "水污染"),
        ("乾县", "乾县"),
    ],
)
def test_what_is_matched(printed: str, matched: str) -> None:
    assert compact(printed) == matched


def test_every_character_keeps_its_place() -> None:
    text = "中央環（huán）境"
    folded = fold(text)
    assert [text[i] for i in folded.origin] == list("中央環境")
    assert folded.span(2, 3) == (2, 3) and folded.span(3, 4) == (9, 10)
    assert len(simplified(folded.text)) == len(folded.text)


def test_no_word_of_ours_is_changed_by_simplifying() -> None:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                changed = {c for c in node.value if simplified(c) != c}
                allowed = set("馬聲環") if path.name == "characters.py" else set()
                assert changed <= allowed, (path, node.value)
