"""One bulletin: what was found, what would mend it, and the print to hold both against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ...localise.words import NATURE, repair_to_lines
from ...model import Audit, Drawing, Finding, Lang, Repair, Text
from .. import SEVERITY_WORDS, VERDICTS, figures_of, name_of, place, tally
from .markup import Child, Html, both, el
from .picture import render_pictures
from .places import Links, Places, find_places
from .prose import render_prose
from .table import render_table
from .words import say

_SHOWN = 6  # places that a finding names
ICONS = {"consistent": "✓", "explained": "≈", "inconsistent": "≠", "unchecked": "–"}


def render_bulletin(
    audit: Audit,
    links: Links,
    *,
    drawings: Sequence[Drawing],
    open_: str,
    holder: str,
) -> Html:
    """A bulletin of the page, open where its verdict is ``open_``.

    ``links`` lead to all bulletins, by their ids.
    ``holder`` is the element around what is inside: in a ``noscript`` a browser keeps it as
    text, which the script makes a part of the page when the bulletin is opened.
    """
    b = audit.bulletin
    places = find_places(audit, links[b.id].anchor)
    inside = (
        el("p", b.title, cls="title", lang="zh") if b.title else None,
        _findings(audit, places, links),
        _repairs(audit),
        *(render_table(table, at, audit, places) for at, table in enumerate(b.tables)),
        render_prose(audit, places),
        render_pictures(audit, places, drawings),
    )
    kinds = Counter((f.code, f.severity) for f in audit.findings)
    return el(
        "details",
        _summary(audit),
        el(holder, *inside),
        cls="bulletin",
        id=places.name,
        data_verdict=audit.verdict,
        data_province=b.province or "",
        data_has=" ".join(f"{code}.{severity}.{n}" for (code, severity), n in kinds.items()),
        open=audit.verdict == open_,
    )


def _summary(audit: Audit) -> Html:
    def told(lang: Lang) -> str:
        said = (figures_of(audit, lang=lang), tally(audit.findings, lang=lang))
        return " · ".join(s for s in said if s)

    named = Text(name_of(audit, lang="en"), name_of(audit, lang="zh"))
    return el(
        "summary",
        el("h4", both(named)),
        " ",
        el("b", ICONS[audit.verdict], " ", both(VERDICTS[audit.verdict]), cls=audit.verdict),
        " ",
        el("span", both(Text(told("en"), told("zh"))), cls="facts"),
    )


def _findings(audit: Audit, places: Places, links: Links) -> Html:
    if not audit.findings:
        nothing = "no_findings" if audit.verdict == "consistent" else "nothing_tested"
        return el("p", say(nothing), cls="quiet")
    items = (_finding(f, places, links) for f in audit.findings)
    return el("section", el("h5", say("findings")), el("ol", *items, cls="findings"))


def _finding(finding: Finding, places: Places, links: Links) -> Html:
    figures = sorted({n for s in finding.sources for n in places.figures.get(s, ())})
    return el(
        "li",
        el("b", places.letter(finding)),
        el("b", both(SEVERITY_WORDS[finding.severity])),
        el("div", *_told(finding), el("small", *_where(finding, places, links))),
        id=places.finding(finding),
        data_rule=finding.code,
        data_severity=finding.severity,
        data_f=" ".join(map(str, figures)) or None,
    )


def _told(finding: Finding) -> Iterator[Child]:
    yield both(finding.message)
    if finding.explained_by is not None:
        yield el("p", say("explained"), ": ", both(finding.explained_by), cls="quiet")


def _where(finding: Finding, places: Places, links: Links) -> Iterator[Child]:
    """The rule, and the places that a finding is about, each a link to where the page shows it;
    then the bulletins that it was held against.

    The other figures of its sum are lit up with it, not named one by one.
    """
    yield el("code", f"{finding.code} {finding.rule}")
    about = sum(1 for key in finding.keys if key in places.printed) or 1
    for source in finding.sources[: min(about, _SHOWN)]:
        named = both(Text(place(source, lang="en"), place(source, lang="zh")))
        anchor = places.anchor(source)
        yield el("a", named, href=f"#{anchor}") if anchor else el("span", named)
    if about > _SHOWN:
        yield el("span", say("more_places", n=about - _SHOWN))
    yield from (links[id_].html for id_ in finding.beside if id_ in links)


def finding_to_html(finding: Finding) -> Html:
    """A finding of a document without a bulletin: there is nothing to lead to."""
    return el(
        "li",
        el("b", both(SEVERITY_WORDS[finding.severity])),
        el("div", *_told(finding)),
        data_severity=finding.severity,
    )


def _repairs(audit: Audit) -> Html | None:
    if not audit.repairs:
        return None
    scopes = dict.fromkeys(repair.scope for repair in audit.repairs)  # told once each
    return el(
        "section",
        el("h5", say("repairs")),
        *map(_repair, audit.repairs),
        *(el("p", both(scope), cls="quiet") for scope in scopes),
    )


def _repair(repair: Repair) -> Html:
    """A proposal: what it is, what it rests on and how far it is proved, then the other ways."""
    lines = list(repair_to_lines(repair, shown=len(repair.alternatives)))
    first, rests, others = lines[0], lines[1:2], lines[2:]
    known = repair.changes and repair.nature != "open"
    ways = el(
        "details",
        el("summary", say("other_ways")),
        el("ul", *(el("li", both(line)) for line in others)),
    )
    return el(
        "div",
        el("p", both(first), cls="what"),
        *(el("p", both(line)) for line in rests),
        el("p", say("nature"), ": ", both(NATURE[repair.nature])) if known else None,
        ways if others else None,
        cls=f"repair {repair.status}",
    )
