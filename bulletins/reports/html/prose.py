"""The running text with its figures marked, line by line as it was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...evidence import without_span
from ...model import Audit, Change, Finding, Frozen, Key, RepairStatus, TextBlock
from .markup import Child, Html, el
from .places import Places
from .table import footnote, proposal
from .words import say

_ENDS = 400  # characters of a long stretch of words that are shown of each end
_MANY = 60  # paragraphs; of a longer text those without a figure are left out


class _Notes(Frozen, frozen=True):
    """The marks of each paragraph; findings by the mark they name, or by the paragraph; proposals
    by mark."""

    lines: Mapping[int, tuple[int, ...]]

    marks: Mapping[int, tuple[Finding, ...]]
    blocks: Mapping[int, tuple[Finding, ...]]
    changes: Mapping[int, tuple[RepairStatus, Change]]


def _find_notes(audit: Audit, places: Places) -> _Notes:
    at: dict[Key, int] = {}
    lines: dict[int, tuple[int, ...]] = {}
    for number, mark in enumerate(places.marks):
        lines[mark.block] = (*lines.get(mark.block, ()), number)
        for o in mark.observations:
            at.setdefault(o.key, number)
    paragraphs = {without_span(b.source): n for n, b in enumerate(audit.bulletin.passages)}
    marks: dict[int, list[Finding]] = {}
    blocks: dict[int, list[Finding]] = {}
    for finding in audit.findings:
        named = {at[key] for key in finding.keys if key in at}
        for number in named:
            marks.setdefault(number, []).append(finding)
        if not named and finding.sources:
            home = paragraphs.get(without_span(finding.sources[0]))
            if home is not None:
                blocks.setdefault(home, []).append(finding)
    changes = {at[c.key]: (r.status, c) for r in audit.repairs for c in r.changes if c.key in at}
    return _Notes(
        lines,
        {n: tuple(found) for n, found in marks.items()},
        {n: tuple(found) for n, found in blocks.items()},
        changes,
    )


def render_prose(audit: Audit, places: Places) -> Html | None:
    """The paragraphs of a bulletin; nothing where it has a table alone."""
    passages = audit.bulletin.passages
    if not passages:
        return None
    notes = _find_notes(audit, places)
    kept = _told(audit, places) if len(passages) > _MANY else range(len(passages))
    left = len(passages) - len(kept)
    paragraphs = (_paragraph(n, passages[n], notes, places) for n in kept)
    return el(
        "section",
        el("h5", say("prose")),
        el("div", *paragraphs, cls="prose", lang="zh"),
        el("p", say("left_out", n=left), cls="quiet") if left else None,
    )


def _told(audit: Audit, places: Places) -> Sequence[int]:
    """The first paragraph, and those with a figure or a doubt; of a page the lines around them too.

    A sentence of a page may run over them.
    """
    passages = audit.bulletin.passages
    homes = {without_span(o.source) for o in audit.bulletin.observations} | places.blocks.keys()
    told = {0} | {n for n, block in enumerate(passages) if without_span(block.source) in homes}
    for n in sorted(told):
        if passages[n].source.page is not None:
            told |= {n - 1, n + 1}
    return sorted(told & set(range(len(passages))))


def _paragraph(number: int, block: TextBlock, notes: _Notes, places: Places) -> Html:
    source = block.source
    name = f"{places.name}l{number}"
    where = source.line if source.page is None else f"{source.page}:{source.line}"
    return el(
        "p",
        *_pieces(number, block, notes, places),
        *(footnote(f, places) for f in notes.blocks.get(number, ())),
        id=name if places.blocks.get(without_span(source)) == name else None,
        data_n=where if where is not None else source.ref,
        cls="heading" if block.level else None,
    )


def _pieces(number: int, block: TextBlock, notes: _Notes, places: Places) -> Iterator[Child]:
    """The text of a paragraph, its figures as links to the cells that show them."""
    done = 0
    for at in notes.lines.get(number, ()):
        mark = places.marks[at]
        yield from _shortened(block.text[done : mark.start])
        cell = places.cell_of(places.words[at])
        flags = notes.marks.get(at, ())
        yield el(
            "a" if cell else "span",
            block.text[mark.start : mark.end],
            href=f"#{cell}" if cell else None,
            id=f"{places.name}m{at}",
            cls=flags[0].severity if flags else None,
            data_f=" ".join(map(str, places.words[at])),
        )
        yield from (footnote(f, places) for f in flags)
        if at in notes.changes:
            yield proposal(*notes.changes[at])
        done = mark.end
    yield from _shortened(block.text[done:])


def _shortened(text: str) -> Iterator[Child]:
    """Words without a figure; of very many the first and the last, and how many are between."""
    left = len(text) - 2 * _ENDS
    if left <= _ENDS:
        yield text
        return
    yield text[:_ENDS]
    yield el("small", " ", say("characters_left", n=left), " ")
    yield text[-_ENDS:]
