"""Paths to Results: every input gets one answer, whatever becomes of it.

A file that fails is a Result with a reason. Bulletins of one run are each other's
witnesses: each is footed beside the others of its inspection.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from itertools import accumulate
from typing import Literal

import msgspec

from .batch.limits import MIB, WITNESS_BYTES, Limits
from .batch.protocol import Want
from .batch.worker import Answer, Worker
from .errors import ReadError
from .evidence import doubted_areas
from .figures import Figures
from .footing import doubt_to_finding, fingerprinted, foot_beside
from .localise import localise
from .model import (
    SEVERITIES,
    Area,
    Audit,
    Bulletin,
    Drawing,
    Frozen,
    Reading,
    Result,
    SecondReading,
    Severity,
    Table,
    Text,
)
from .rules import Rule
from .witness import compare, doubted_tables, table_areas, with_readings

STDIN = "-"
PICTURES, PICTURE_BYTES = 60, 6 * MIB
"""How many pictures of pages a report holds, and how much of them."""


Engine = Literal["auto", "pdfium", "camelot", "both"]


class Options(Frozen, frozen=True):
    """What the caller supplies to reading; ``province`` is a short name (安徽).

    ``engine`` says who reads the tables of a PDF: ``pdfium`` alone; ``both``, camelot as a
    second reader of every table; ``auto``, of those that do not close or cannot be checked;
    ``camelot`` in pdfium's place. ``rules`` are those that are asked; None is all of them.
    """

    province: str | None = None
    year: int | None = None
    ignore_permissions: bool = False
    engine: Engine = "auto"
    rules: tuple[Rule, ...] | None = None
    limits: Limits = Limits()


class Input(Frozen, frozen=True):
    """One thing to read: ``path`` as given, with ``/``; ``data`` where it is no file."""

    path: str
    data: bytes | None = None


class Found(Frozen, frozen=True):
    """What given paths hold: inputs sorted by path, folders without any, folders left out."""

    inputs: tuple[Input, ...]
    empty: tuple[str, ...]
    left_out: tuple[str, ...]


def find_inputs(
    paths: Iterable[str],
    *,
    stdin: Callable[[], bytes] | None = None,
    outputs: str | os.PathLike[str] | None = None,
) -> Found:
    """Files of the given paths, folders walked.

    A file given under several spellings (``seeds ./seeds``) is read once, under the first.
    Without ``stdin`` the path ``-`` is a file of that name. A folder that may not be looked into
    is an input itself, for its answer says so. ``outputs`` is where results go: that folder is
    left out of a walk, for the next run would read what this one wrote.
    """
    found: set[str] = set()
    inputs, empty, left_out = [], [], list[str]()
    for path in paths:
        if path == STDIN and stdin is not None:
            inputs = [Input(STDIN, stdin())]
        elif os.path.isdir(path):
            inside = set(_walk(path, outputs=outputs, left_out=left_out))
            found |= inside
            if not inside:
                empty.append(path)
        else:
            found.add(_slashed(path))
    once: dict[str, str] = {}
    for path in sorted(found):
        once.setdefault(_entry(path), path)
    inputs += map(Input, once.values())
    inputs.sort(key=lambda each: each.path)
    return Found(tuple(inputs), tuple(empty), tuple(dict.fromkeys(left_out)))


def _entry(path: str) -> str:
    """The one entry of a folder that a path names; a link and its target are two."""
    folder, name = os.path.split(path)
    return os.path.join(os.path.realpath(folder), name)


def _is_same(path: str, other: str | os.PathLike[str]) -> bool:
    try:
        return os.path.samefile(path, other)
    except OSError:  # one of them is not there
        return False


def _slashed(path: str) -> str:
    return path.replace(os.sep, "/")


def _walk(
    folder: str, *, outputs: str | os.PathLike[str] | None, left_out: list[str]
) -> Iterable[str]:
    """Every file below ``folder`` but hidden ones, in no matter which order; each folder that
    cannot be looked into. ``left_out`` gets the folder of ``outputs``, where it is among them."""
    refused: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=refused.append):
        seen = [f for f in folders if not f.startswith(".")]
        folders.clear()
        for name in seen:
            path = os.path.join(parent, name)
            if outputs is not None and _is_same(path, outputs):
                left_out.append(_slashed(path))
            else:
                folders.append(name)
        for name in files:
            if not name.startswith("."):
                yield _slashed(os.path.join(parent, name))
    yield from (_slashed(error.filename) for error in refused)


def _read(source: Input, worker: Worker, options: Options, *, want: Want) -> Answer:
    return worker.read(
        source.path if source.data is None else source.data,
        name=source.path,
        province=options.province,
        year=options.year,
        want=want,
        engine="camelot" if options.engine == "camelot" else "pdfium",
        ignore_permissions=options.ignore_permissions,
    )


def _inspection(bulletin: Bulletin) -> tuple[object, ...] | None:
    """Which inspection a bulletin is of; None where the print does not tell it from others."""
    if bulletin.province is None or (bulletin.year is None and bulletin.inspection is None):
        return None
    body = _body(bulletin)
    if body is None:
        return None
    return (bulletin.province, bulletin.year, bulletin.inspection, bulletin.level, body)


def _body(bulletin: Bulletin) -> str | None:
    """Whose bulletin it is within the province: the prefecture most of its regions lie in."""
    if bulletin.level == "province":
        return ""
    codes = Counter(o.region_code[:4] for o in bulletin.observations if o.region_code)
    return codes.most_common(1)[0][0] if codes else None


def _distinct(readings: Sequence[Reading], inputs: Sequence[Input]) -> list[tuple[Bulletin, ...]]:
    """The bulletins of each reading with their paths, ids unique where one file was given twice."""
    seen: dict[str, int] = {}
    out = []
    for reading, source in zip(readings, inputs, strict=True):
        bulletins = []
        for bulletin in reading.bulletins:
            number = seen[bulletin.id] = seen.get(bulletin.id, 0) + 1
            id_ = f"{bulletin.id}-{number}" if number > 1 else bulletin.id
            bulletins.append(msgspec.structs.replace(bulletin, id=id_, path=source.path))
        if bulletins and reading.doubts:
            first = bulletins[0]
            doubts = (*first.doubts, *reading.doubts)
            bulletins[0] = msgspec.structs.replace(first, doubts=doubts)
        out.append(tuple(bulletins))
    return out


def _beside(
    bulletins: Sequence[tuple[Bulletin, ...]],
) -> list[list[tuple[Figures, list[Figures]]]]:
    """The figures of each bulletin of a run, and those of the others of its inspection."""
    groups = [tuple((Figures(b), _inspection(b)) for b in group) for group in bulletins]
    kin: dict[tuple[object, ...], list[Figures]] = {}
    for figures, which in (pair for group in groups for pair in group):
        if which is not None:
            kin.setdefault(which, []).append(figures)

    def others(figures: Figures, which: tuple[object, ...] | None) -> list[Figures]:
        return [o for o in kin.get(which, ()) if o is not figures] if which else []

    return [[(figures, others(figures, which)) for figures, which in group] for group in groups]


def foot_all(
    bulletins: Sequence[tuple[Bulletin, ...]], *, rules: Sequence[Rule] | None = None
) -> list[tuple[Audit, ...]]:
    """The bulletins of a run footed, each beside the others of its inspection."""
    return [
        tuple(foot_beside(figures, others, rules=rules) for figures, others in group)
        for group in _beside(bulletins)
    ]


def with_repairs(audited: Sequence[tuple[Audit, ...]]) -> list[tuple[Audit, ...]]:
    """The audits of a run with proposals for what does not close."""
    open_ones = ("failed", "untested")
    if not any(c.status in open_ones for audits in audited for a in audits for c in a.checks):
        return list(audited)
    beside = _beside([tuple(a.bulletin for a in audits) for audits in audited])
    return [
        tuple(
            msgspec.structs.replace(audit, repairs=localise(figures, audit.checks, others=others))
            for audit, (figures, others) in zip(audits, group, strict=True)
        )
        for audits, group in zip(audited, beside, strict=True)
    ]


def _failed(source: Input, answer: Answer, error: ReadError) -> Result:
    return Result(
        source.path, answer.sha256, None, "failed", reason=error.reason, message=error.message
    )


def _result(
    source: Input, answer: Answer, audits: tuple[Audit, ...], *, rules: Sequence[Rule] | None
) -> Result:
    reading = answer.outcome
    assert isinstance(reading, Reading)
    asked = [d for d in reading.doubts if rules is None or d.rule in {r.name for r in rules}]
    unread = next((d for d in reading.doubts if d.reason is not None), None)
    return Result(
        path=source.path,
        sha256=answer.sha256,
        media_type=reading.media_type,
        status="partial" if unread else "ok" if audits else "no_bulletin",
        reason=unread.reason if unread else None,
        message=unread.message if unread else None,
        audits=audits,
        findings=() if audits else fingerprinted(map(doubt_to_finding, asked)),
        grids=reading.grids,
        drawings=reading.drawings,
    )


def audit(
    inputs: Sequence[Input],
    *,
    options: Options | None = None,
    want: Want = "bulletins",
    progress: Callable[[int, int, str], None] | None = None,
    worker: Worker | None = None,
) -> tuple[Result, ...]:
    """Read and foot every input; one Result each, in the order given.

    With ``grids`` wanted the results hold the documents' tables as they stand, and no bulletins;
    with ``drawings`` the pages of PDF files as well, with those tables drawn over them.
    ``progress`` is told (number, of how many, path) before each file is read.
    """
    options = options or Options()
    answers = []
    limits = options.limits
    if options.engine == "camelot":
        limits = msgspec.structs.replace(limits, worker_bytes=WITNESS_BYTES)
    with Worker(limits) if worker is None else nullcontext(worker) as reader:
        for number, source in enumerate(inputs, 1):
            if progress is not None:
                progress(number, len(inputs), source.path)
            answers.append(_read(source, reader, options, want=want))
    readings = [a.outcome if isinstance(a.outcome, Reading) else Reading("") for a in answers]
    audited = foot_all(_distinct(readings, inputs), rules=options.rules)
    if options.engine in ("auto", "both") and want == "bulletins":
        audited = _heard(inputs, audited, options)
    audited = with_repairs(audited)
    results = []
    for source, answer, audits in zip(inputs, answers, audited, strict=True):
        if isinstance(answer.outcome, ReadError):
            results.append(_failed(source, answer, answer.outcome))
        else:
            results.append(_result(source, answer, audits, rules=options.rules))
    return tuple(results)


def _heard(
    inputs: Sequence[Input], audited: list[tuple[Audit, ...]], options: Options
) -> list[tuple[Audit, ...]]:
    """The audits once more, where a second reader was asked about tables of them."""
    every = options.engine == "both"
    limits = msgspec.structs.replace(options.limits, worker_bytes=WITNESS_BYTES)
    asked = False
    bulletins = [tuple(a.bulletin for a in audits) for audits in audited]
    with Worker(limits) as witness:
        for number, audits in enumerate(audited):
            tables = [doubted_tables(a, every=every) for a in audits]
            if not any(tables):
                continue
            asked = True
            bulletins[number] = tuple(
                with_readings(audit.bulletin, _ask(witness, inputs[number], found, options))
                for audit, found in zip(audits, tables, strict=True)
            )
    return foot_all(bulletins, rules=options.rules) if asked else audited


def _ask(
    witness: Worker, source: Input, tables: Sequence[Table], options: Options
) -> list[SecondReading]:
    """What camelot says of the tables of one bulletin; why it says nothing, if so."""
    areas = [table_areas(table) for table in tables]
    if not areas:
        return []
    answer = witness.read(
        source.path if source.data is None else source.data,
        name=source.path,
        want="witness",
        ignore_permissions=options.ignore_permissions,
        areas=tuple(area for found in areas for area in found),
    )
    if isinstance(answer.outcome, ReadError):
        why = answer.outcome.message
        note = Text(
            f"the second reader (camelot) was asked and gave no answer: {why.en}",
            f"已询问第二识读引擎（camelot），未得到结果：{why.zh}",
        )
        return [SecondReading("camelot", None, note=note)]
    grids = iter(answer.outcome.grids)
    return [
        compare(table, [next(grids) for _ in found], engine="camelot")
        for table, found in zip(tables, areas, strict=True)
    ]


def with_pictures(
    inputs: Sequence[Input], results: Sequence[Result], *, options: Options | None = None
) -> tuple[Result, ...]:
    """The results with pictures of the parts of PDF pages that hold doubts, for a report.

    ``inputs`` are those the results came of, in the same order. There are 60 pictures and 6 MiB of
    them at most; a file of which none can be made has none.
    """
    options = options or Options()
    pictures, room = PICTURES, PICTURE_BYTES
    illustrated = []
    with Worker(options.limits) as worker:
        for source, result in zip(inputs, results, strict=True):
            areas = list(dict.fromkeys(a for audit in result.audits for a in doubted_areas(audit)))
            if areas and pictures:
                drawn = _pictures(worker, source, areas[:pictures], options)
                kept = [d for d, size in zip(drawn, accumulate(len(d.png) for d in drawn), strict=True)
                        if size <= room]  # fmt: skip
                pictures -= len(kept)
                room -= sum(len(d.png) for d in kept)
                result = msgspec.structs.replace(result, drawings=tuple(kept))
            illustrated.append(result)
    return tuple(illustrated)


def _pictures(
    worker: Worker, source: Input, areas: Sequence[Area], options: Options
) -> tuple[Drawing, ...]:
    answer = worker.read(
        source.path if source.data is None else source.data,
        name=source.path,
        want="pictures",
        ignore_permissions=options.ignore_permissions,
        areas=tuple(areas),
    )
    return answer.outcome.drawings if isinstance(answer.outcome, Reading) else ()


def exit_code(results: Sequence[Result], *, fail_on: Severity | None) -> int:
    """The exit code of the contract: 70 a bug, 3 not all read, 1 findings, else 0."""
    if any(r.reason == "internal" for r in results):
        return 70
    if any(r.status in ("failed", "partial") for r in results):
        return 3
    found = (f for r in results for f in (*r.findings, *(f for a in r.audits for f in a.findings)))
    if fail_on is not None and any(
        SEVERITIES.index(f.severity) <= SEVERITIES.index(fail_on) for f in found
    ):
        return 1
    return 0
