"""Damaged documents: whatever is lost or thrown in, the parser answers and cites its places."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bulletins.errors import REASONS, ReadError
from bulletins.footing import foot
from bulletins.model import Audit, Grid
from bulletins.parse import parse_document
from bulletins.readers import read_document
from tests.property.plans import plan_bulletin, print_bulletin

SEEDS = st.integers(min_value=0, max_value=10**9)
PROFILE = settings(derandomize=True, deadline=None, max_examples=120)
PIECES = (
    "第三批", "第", "批", "截至6月7日9时", "2月30日", "收到", "转办", "件", "个", "12件", "近2件", "1.5件",
    "0件", "%", "33.3%", "大气", "水", "噪声", "合肥市", "合计", "地区", "交办件数", "其中,", "分别为", "各",
    "和", "与", "、", ",", ";", "。", ":", "(", ")", "\n", "\n\n", "\t", "|", " | ", "|---|---|", "# ", "##",
    "\x1b[1m", "\x00", "\u200b", "\ufeff", "\u2028", "\r", "\f", "累计", "中央第二生态环境保护督察组",
    "群众信访举报件", "办结", "不属实", "罚款3.2万元", "9" * 40, "序号", "受理编号", "扫二维码", "邮政信箱:",
)  # fmt: skip


def audits(text: str) -> list[Audit]:
    try:
        document = read_document(text.encode("utf-8", "surrogatepass"))
    except ReadError as error:
        assert error.reason in REASONS
        return []
    for block in document.blocks:
        things = block.cells if isinstance(block, Grid) else (block,)
        for thing in things:
            assert thing.source.span is not None
            start, end = thing.source.span
            assert text.removeprefix("\ufeff")[start:end] == thing.text
    return [foot(b) for b in parse_document(document, sha256="0" * 64)]


def assert_cited(got: list[Audit], text: str) -> None:
    text = text.removeprefix("\ufeff")
    for audit in got:
        for o in audit.bulletin.observations:
            assert o.source.span is not None
            start, end = o.source.span
            cited = "".join(text[start:end].split())
            assert cited == o.text or not cited.isprintable()


@PROFILE
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_words_of_the_genre_are_answered(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert_cited(audits(text), text)


@PROFILE
@given(st.lists(st.sampled_from(PIECES), max_size=25), SEEDS)
def test_anything_thrown_into_a_bulletin_is_answered(pieces: list[str], seed: int) -> None:
    rng = Random(seed)
    text = print_bulletin(plan_bulletin(rng)).text
    for piece in pieces:
        at = rng.randrange(len(text) + 1)
        text = text[:at] + piece + text[at:]
    assert_cited(audits(text), text)


@PROFILE
@given(SEEDS)
def test_a_bulletin_cut_anywhere_is_answered(seed: int) -> None:
    rng = Random(seed)
    text = print_bulletin(plan_bulletin(rng)).text
    first, last = sorted(rng.sample(range(len(text)), 2))
    for damaged in (text[:first], text[first:], text[:first] + text[last:]):
        assert_cited(audits(damaged), damaged)


@PROFILE
@given(SEEDS)
def test_the_same_text_gives_the_same_answer(seed: int) -> None:
    text = print_bulletin(plan_bulletin(Random(seed))).text
    assert audits(text) == audits(text)


@PROFILE
@given(st.text(max_size=200))
def test_any_text_is_answered(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    audits(text)


@settings(PROFILE, max_examples=300)
@given(st.binary(max_size=120))
def test_any_bytes_are_read_or_refused_with_a_reason(data: bytes) -> None:
    try:
        read_document(data)
    except ReadError as error:
        assert error.reason in REASONS
