"""Locked, forbidden, cut, damaged, too large: what is said of a file, and what is still read."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random

import pikepdf
import pytest

from bulletins.errors import ReadError
from bulletins.model import Document, Result
from bulletins.pdf import calls, health
from bulletins.pipeline import Input, Options, audit, exit_code
from bulletins.readers import ReadOptions, read_document
from tests.end_to_end.conftest import Run, run
from tests.pdf.test_made import TURNED, data_of, document_of, grids, rows
from tests.pdf.writing import fill, pdf, picture, ruled, saved, text

__all__ = ["run"]

TABLE = ruled(
    [["设区市", "件数", "水"], ["合肥市", "5", "5"], ["芜湖市", "4", "4"], ["合计", "9", "9"]]
)
PAGE = text(70, 60, "中央第三生态环境保护督察组向安徽省转办第五批信访件") + TABLE
READ = ["设区市|件数|水", "合肥市|5|5", "芜湖市|4|4", "合计|9|9"]


def encrypted(**options: object) -> bytes:
    return pdf(PAGE, encryption=pikepdf.Encryption(owner="x", **options))  # type: ignore[arg-type]


LOCKED = encrypted(user="secret")
FORBIDDEN = encrypted(allow=pikepdf.Permissions(extract=False))


def with_raw(data: bytes, number: int, change: Callable[[bytes], bytes]) -> bytes:
    """The file with the packed bytes of a page's content changed, and nothing else."""
    with pikepdf.open(BytesIO(data)) as opened:
        page = opened.pages[number - 1]
        raw = page.obj.Contents.read_raw_bytes()
        page.obj.Contents = opened.make_indirect(pikepdf.Stream(opened, b""))
        page.obj.Contents.write(change(raw), filter=pikepdf.Name.FlateDecode)
        return saved(opened)


def bad_in_the_middle(raw: bytes) -> bytes:
    half = len(raw) // 2
    return raw[:half] + b"\x00garbage\xff" + raw[half + 9 :]


SECOND_BAD = with_raw(pdf(PAGE, PAGE), 2, bad_in_the_middle)
ONLY_BAD = with_raw(pdf(PAGE), 1, bad_in_the_middle)
PICTURE = pdf(PAGE, picture(0, 0, 595, 842))
OUTLINES = pdf("".join(fill(x, y, x + 5, y + 7, 0) for x in range(70, 470, 20) for y in range(70, 470, 20)))  # fmt: skip


def bomb() -> bytes:
    engine = zlib.compressobj(9)
    block = b" " * (1 << 20)
    packed = b"".join(engine.compress(block) for _ in range(80)) + engine.flush()
    return with_raw(pdf(PAGE), 1, lambda _: packed)


def reason(data: bytes) -> tuple[str, str, str]:
    with pytest.raises(ReadError) as caught:
        read_document(data)
    return caught.value.reason, caught.value.message.en, caught.value.message.zh


def reasons(document: Document) -> list[str]:
    return [d.reason for d in document.doubts if d.reason is not None]


# ------------------------------------------------------------------- not read at all


@pytest.mark.parametrize(
    ("data", "why", "en", "zh"),
    [
        (LOCKED, "encrypted", "save a copy without one", "另存一份无密码的副本"),
        (FORBIDDEN, "extraction_forbidden", "--ignore-permissions", "--ignore-permissions"),
        (pdf(), "empty", "no pages", "没有页面"),
        (b"%PDF-1.7\n" + b"x" * 99, "damaged", "get it anew", "重新获取"),
    ],
    ids=["locked", "forbidden", "no pages", "nothing behind the head"],
)
def test_why_a_file_is_not_read_and_what_to_do(data: bytes, why: str, en: str, zh: str) -> None:
    said = reason(data)
    assert said[0] == why
    assert en in said[1]
    assert zh in said[2]


def test_more_pages_than_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    why, en, zh = reason(pdf(*[""] * 2500))
    assert why == "too_many_pages"
    assert "2500 pages, more than the limit of 2000; split it" in en
    assert "2500 页" in zh
    monkeypatch.setattr(health, "MAX_PAGES", 3)
    assert reason(pdf(PAGE, PAGE, PAGE, PAGE))[0] == "too_many_pages"
    assert len(grids(read_document(pdf(PAGE, "", "")))) == 1


def test_a_page_that_unpacks_to_far_more_than_it_is() -> None:
    why, en, zh = reason(bomb())
    assert why == "bomb"
    assert "75 MiB" in en
    assert "75 MiB" in zh


def test_permissions_are_ignored_where_the_user_says_so() -> None:
    document = read_document(FORBIDDEN, ReadOptions(ignore_permissions=True))
    assert rows(document) == [READ]
    assert not document.doubts
    assert reason(FORBIDDEN)[0] == "extraction_forbidden"


def test_what_the_owner_allows_is_no_lock() -> None:
    allowed = encrypted(allow=pikepdf.Permissions(print_highres=False, modify_other=False))
    assert rows(read_document(allowed)) == [READ]


# --------------------------------------------------------------------- read in part


def test_a_bad_page_is_named_and_the_others_are_read() -> None:
    document = read_document(SECOND_BAD)
    assert rows(document)[0] == READ
    (doubt,) = document.doubts
    assert (doubt.reason, doubt.sources[0].page) == ("damaged", 2)
    assert "page 2 is damaged" in doubt.message.en
    assert "get the file anew" in doubt.message.en
    assert "第 2 页已损坏" in doubt.message.zh
    assert "重新获取文件" in doubt.message.zh


def test_garbage_in_the_only_page() -> None:
    assert reasons(read_document(ONLY_BAD)) == ["damaged"]


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9, 0.98])
def test_a_file_cut_off_is_never_whole(part: float) -> None:
    data = pdf(PAGE, PAGE, PAGE)
    try:
        document = read_document(data[: int(part * len(data))])
    except ReadError as error:
        assert error.reason == "damaged"
    else:
        assert "damaged" in reasons(document)


@pytest.mark.parametrize(("data", "page"), [(PICTURE, 2), (OUTLINES, 1)], ids=["scan", "outlines"])
def test_a_page_without_type_needs_what_is_not_installed(data: bytes, page: int) -> None:
    document = read_document(data)
    (doubt,) = document.doubts
    assert doubt.reason == "missing_extra"
    assert f"page {page} is a picture" in doubt.message.en
    assert f"第 {page} 页" in doubt.message.zh
    assert "bulletins[ocr]" in doubt.message.en
    assert "bulletins[ocr]" in doubt.message.zh
    assert rows(document) == [READ] * (page - 1)


def test_glyphs_without_a_meaning() -> None:
    with pikepdf.open(BytesIO(pdf("", PAGE))) as opened:
        font = opened.pages[1].resources.Font.F
        del font["/ToUnicode"]
        document = read_document(saved(opened))
    (doubt,) = document.doubts
    assert doubt.reason == "damaged"
    assert "page 2: the file does not say which characters" in doubt.message.en
    assert "第 2 页" in doubt.message.zh


@pytest.mark.parametrize("packing", ["disable", "generate"], ids=["plain", "object streams"])
def test_a_map_of_characters_that_is_cut_damages_its_pages_only(packing: str) -> None:
    with pikepdf.open(BytesIO(pdf(PAGE, PAGE))) as opened:
        page = opened.pages[1]
        font = page.resources.Font.F
        whole = font.ToUnicode.read_bytes()
        own = pikepdf.Dictionary(font)
        own.ToUnicode = opened.make_indirect(pikepdf.Stream(opened, b""))
        own.ToUnicode.write(zlib.compress(whole)[:-40], filter=pikepdf.Name.FlateDecode)
        page.resources.Font = pikepdf.Dictionary(F=opened.make_indirect(own))
        data = saved(opened, object_stream_mode=pikepdf.ObjectStreamMode[packing])
    document = read_document(data)
    assert [(d.reason, d.sources[0].page) for d in document.doubts][:1] == [("damaged", 2)]


def test_a_page_whose_fonts_are_cut_off_is_not_read() -> None:
    """What is shown of it are other characters, figures among them."""
    with pikepdf.open(BytesIO(pdf(PAGE, PAGE, TABLE))) as opened:
        font = opened.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font))
        fonts = pikepdf.Dictionary(F=font)
        opened.pages[1].obj.Resources = pikepdf.Dictionary(Font=fonts)
        data = saved(opened, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pikepdf.open(BytesIO(data)) as opened:
        number, _ = opened.pages[1].obj.Resources.Font.F.objgen
    gone = re.sub(rb"\n%d 0 obj\n" % number, b"\n%d 0 xxx\n" % number, data)
    document = read_document(gone[:-7])  # without its last line, as what is cut off
    pages = [d.sources[0].page for d in document.doubts if d.sources]
    assert pages == [2]
    assert "fonts that it is set in are missing" in document.doubts[-1].message.en
    assert rows(document) == [READ, READ]


# ----------------------------------------------------------- as a user meets it


def outcome(result: Result) -> tuple[str, str | None]:
    return result.status, result.reason


def test_statuses_and_exit_codes() -> None:
    files = {
        "whole": (pdf(PAGE), ("ok", None), 0),
        "no bulletin": (pdf(text(70, 70, "会议通知")), ("no_bulletin", None), 0),
        "locked": (LOCKED, ("failed", "encrypted"), 3),
        "forbidden": (FORBIDDEN, ("failed", "extraction_forbidden"), 3),
        "bomb": (bomb(), ("failed", "bomb"), 3),
        "second bad": (SECOND_BAD, ("partial", "damaged"), 3),
        "picture": (PICTURE, ("partial", "missing_extra"), 3),
    }
    inputs = [Input(name, data) for name, (data, _, _) in files.items()]
    results = audit(inputs, options=Options(engine="pdfium"))
    assert [outcome(r) for r in results] == [said for _, said, _ in files.values()]
    assert [exit_code([r], fail_on=None) for r in results] == [code for *_, code in files.values()]
    # what could be read of a file is footed all the same
    assert len(results[5].audits[0].bulletin.tables) >= 1
    (known,) = audit([Input("x", FORBIDDEN)], options=Options(ignore_permissions=True))
    assert outcome(known) == ("ok", None)


def test_the_command_line_says_it_in_both_languages(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(FORBIDDEN)
    for lang in ("en", "zh"):
        done = run("tables", tmp_path / "x.pdf", "--lang", lang)
        assert done.returncode == 3
        assert "--ignore-permissions" in done.stderr.decode()
    done = run("tables", tmp_path / "x.pdf", "--ignore-permissions", "--format", "text")
    assert done.returncode == 0
    assert "芜湖市" in done.stdout.decode()


def test_tables_says_so_where_there_is_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(pdf(text(70, 100, "今日无举报件。")))
    done = run("tables", tmp_path / "x.pdf", "--format", "text")
    said = f"{tmp_path / 'x.pdf'}: no table found\n\n"
    assert (done.returncode, done.stdout.decode()) == (0, said)


# ------------------------------------------------------------------------ mutants


def mutants(name: str, count: int) -> list[bytes]:
    """The document with bytes of its pages' packed content changed."""
    data, rng = data_of(name), Random(name)
    with pikepdf.open(BytesIO(data)) as opened:
        contents = [page.obj.Contents for page in opened.pages]
        streams = [s for c in contents for s in (c if isinstance(c, pikepdf.Array) else [c])]
        raws = [stream.read_raw_bytes() for stream in streams]
    out = []
    while len(out) < count:
        raw = rng.choice(raws)
        at = data.find(raw) + rng.randrange(len(raw))
        bad = bytearray(data)
        for k in range(rng.choice((1, 1, 1, 4))):
            bad[(at + k) % len(bad)] ^= rng.randrange(1, 256)
        out.append(bytes(bad))
    return out


@pytest.mark.parametrize("as_text", [False, True])
def test_a_figure_changed_in_a_packed_page_does_not_fit_its_checksum(as_text: bool) -> None:
    """A five that became a six on its way."""
    with pikepdf.open(BytesIO(pdf(PAGE))) as opened:
        contents = opened.pages[0].obj.Contents
        packed = zlib.compress(contents.read_bytes(), 0).replace(b"<0035>", b"<0036>", 1)
        filters = [pikepdf.Name.FlateDecode]
        if as_text:
            packed = base64.a85encode(packed) + b"~>"
            filters = [pikepdf.Name.ASCII85Decode, *filters]
        contents.write(packed, filter=pikepdf.Array(filters))
        out = BytesIO()  # as it is: unpacked and packed anew it would have a checksum that fits
        opened.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    document = read_document(out.getvalue())
    assert rows(document) == [READ] or reasons(document)


def test_a_page_of_no_content_is_not_damaged() -> None:
    assert reasons(read_document(pdf("", PAGE))) == []


@pytest.mark.parametrize("name", TURNED)
def test_no_changed_byte_goes_unnoticed(name: str) -> None:
    clean = rows(document_of(name))
    for mutant in mutants(name, 20):
        try:
            document = read_document(mutant)
        except ReadError:
            continue
        assert rows(document) == clean or reasons(document)


def test_pdfium_is_found_where_pypdfium2_does_not_bring_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build for the system's library: pypdfium2 says which it is."""
    monkeypatch.setattr(calls, "_NAMES", ())
    assert calls._library().FPDF_GetPageCount
