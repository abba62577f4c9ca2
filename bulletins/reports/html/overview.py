"""What stands before the bulletins: counts, what was not read, cases over the whole run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import sqrt

from ...errors import REASONS
from ...model import TOTAL, Number, Text
from ...rules import all_rules
from ...vocabulary.codes import code_name
from .. import STATUSES, VERDICTS, Run, findings_of, summary
from .bulletin import ICONS, finding_to_html
from .inspections import Inspection, find_inspections
from .markup import Html, both, el, join
from .picture import pictures_left
from .places import Links
from .words import say

_SHADES = 6
_BAR, _HIGH = 26, 120  # dots of a bar's place, and of the highest bar
_NAMED = 12  # bulletins that are named one by one
_FEW = 4  # inspections; where there are more, all are closed at first
_EVERY = 5  # a batch number is written below every so manieth bar


def render_overview(run: Run, links: Links) -> Html:
    """The overview of a run; ``links`` lead to its bulletins, by their ids."""
    parts = (
        _verdicts(run), _rules(run), _unread(run), _without(run), _inspections(run, links),
        _pictures(run),
    )  # fmt: skip
    title = el("h2", say("overview"), id="overview-title")
    return el("section", title, *parts, id="overview", aria_labelledby="overview-title")


def _verdicts(run: Run) -> Html:
    """How many bulletins of each verdict, each a filter; the run in a line."""
    counts: Counter[str] = Counter(a.verdict for r in run.results for a in r.audits)
    items = (
        el(
            "li",
            el(
                "button", el("b", counts[verdict]), " ",
                el("span", ICONS[verdict], aria_hidden="true"), " ", both(word),
                type="button", cls=f"tally {verdict}", data_set="verdict", data_value=verdict,
                disabled=True,
            ),
        )
        for verdict, word in VERDICTS.items()
    )  # fmt: skip
    said = Text(summary(run, lang="en"), summary(run, lang="zh"))
    return join((el("p", both(said), cls="lede"), el("ul", *items, cls="tallies")))


def _rules(run: Run) -> Html | None:
    """A line a rule with findings, each a filter."""
    counts = Counter((f.code, f.severity) for r in run.results for f in findings_of(r))
    codes = {code for code, _ in counts}
    if not codes:
        return None
    rows = (
        el(
            "tr",
            el("th", el("button", rule.code, type="button", data_set="rule", data_value=rule.code,
                        disabled=True), scope="row"),
            el("td", both(rule.title), " ", el("code", rule.name)),
            *(el("td", counts[rule.code, s] or "", cls=f"n {s}") for s in ("error", "warning", "note")),
        )
        for rule in all_rules() if rule.code in codes
    )  # fmt: skip
    heads = ("rule", "demand", "errors", "warnings", "notes")
    return el(
        "table",
        el("caption", say("by_rule")),
        el("thead", el("tr", *(el("th", say(h), scope="col", cls="n" if n > 1 else None)
                               for n, h in enumerate(heads)))),
        el("tbody", *rows),
        cls="list rules",
    )  # fmt: skip


def _unread(run: Run) -> Html | None:
    """Documents that failed or were read in part, with the reason and what to do."""
    rows = [
        el(
            "tr",
            el("th", r.path, scope="row", cls="path"),
            el("td", both(STATUSES[r.status]), ": ", el("code", r.reason)),
            el("td", both(r.message or REASONS[r.reason])),
        )
        for r in run.results
        if r.reason is not None
    ]
    if not rows:
        return None
    heads = ("document", "reason", "what_to_do")
    return el(
        "table",
        el("caption", say("unread")),
        el("thead", el("tr", *(el("th", say(h), scope="col") for h in heads))),
        el("tbody", *rows),
        cls="list",
    )


def _without(run: Run) -> Html | None:
    """Documents that were read and hold no bulletin, with what was noticed in them."""
    found = [r for r in run.results if not r.audits and r.reason is None]
    items = (
        el("li", r.path, el("ul", *map(finding_to_html, r.findings)) if r.findings else None)
        for r in found
    )
    if not found:
        return None
    title = el("summary", say("without"), f" ({len(found)})")
    return el("details", title, el("ul", *items, cls="paths"), cls="fold")


def _pictures(run: Run) -> Html | None:
    left = sum(pictures_left(a, r.drawings) for r in run.results for a in r.audits)
    return el("p", say("pictures_left", n=left), cls="quiet") if left else None


# -------------------------------------------------------------- cases of the run


def _inspections(run: Run, links: Links) -> Html | None:
    found, untold = find_inspections(a for r in run.results for a in r.audits)
    shown = [each for each in found if each.cells or len(each.batches) > 1]
    if not shown:
        return None
    parts = (
        _inspection(each, f"s{n}", links, state="open" if len(shown) <= _FEW else None)
        for n, each in enumerate(shown)
    )
    left = el("p", say("untold", n=untold), cls="quiet") if untold else None
    return el("section", el("h3", say("inspections")), *parts, left)


def _inspection(each: Inspection, name: str, links: Links, *, state: str | None) -> Html:
    """One inspection."""
    ids = (links[id_].html for id_ in each.again[:_NAMED])
    left = len(each.again) - _NAMED
    more = say("more_places", n=left) if left > 0 else None
    again = el("p", say("again", n=len(each.again)), " ", join((*ids, more), " "), cls="quiet")
    return el(
        "details",
        el("summary", " · ".join(each.name)),
        _series(each, name),
        _heat(each, name) if each.cells else None,
        again if each.again else None,
        open=state == "open", cls="fold inspection",
    )  # fmt: skip


def _heat(each: Inspection, name: str) -> Html:
    """Regions × types; the shade of a cell goes with the root of its value."""
    most = max((v for (_, p), v in each.cells.items() if p != TOTAL), default=0)
    heads = [el("th", say("region"), scope="col")]
    heads += [el("th", both(code_name(code)), scope="col", cls="n") for code in each.types]
    heads.append(el("th", say("total"), scope="col", cls="n"))
    rows = (
        el(
            "tr",
            el("th", region, scope="row", lang="zh"),
            *(_shaded(each, region, code, most) for code in each.types),
            _shaded(each, region, TOTAL, 0),
        )
        for region in each.regions
    )
    below = el(
        "tr", el("th", say("all_regions"), scope="row"),
        *(el("td", _sum_of(each, code), cls="n") for code in (*each.types, TOTAL)),
    )  # fmt: skip
    title = f"{name}-heat"
    caption = el("p", el("b", say("heat")), " ",
                 el("span", say("heat_note", n=each.counted), cls="quiet"), id=title, cls="heading-of")  # fmt: skip
    table = el("table", el("thead", el("tr", *heads)), el("tbody", *rows), el("tfoot", below), cls="heat",
               aria_labelledby=title)  # fmt: skip
    # A wide table scrolls by itself; without a place in the tab order no key would reach it.
    scroll = el("div", table, cls="scroll", tabindex=0)
    return join((caption, scroll))


def _sum_of(each: Inspection, code: str) -> str:
    found = [each.cells[region, code] for region in each.regions if (region, code) in each.cells]
    return str(sum(found)) if found else ""


def _shaded(each: Inspection, region: str, code: str, most: Number) -> Html:
    value = each.cells.get((region, code))
    doubted = " doubted" if (region, code) in each.doubted else ""
    if value is None:
        return el("td", cls=doubted.strip() or None)
    shade = round(_SHADES * sqrt(float(value) / float(most))) if most else 0
    return el("td", str(value), cls=f"n h{shade}{doubted}")


def _series(each: Inspection, name: str) -> Html | None:
    """The cases of each batch as bars, and as a table; a batch that is not there is a gap."""
    if len(each.batches) < 2:
        return None
    first, last = min(each.batches), max(each.batches)
    numbers = range(first, last + 1)
    top = max((v for v, _ in each.batches.values() if v is not None), default=0) or 1
    width = len(numbers) * _BAR + 2
    drawn = el(
        "svg", *(mark for at, n in enumerate(numbers) for mark in _bar(each, n, at, float(top))),
        width=width, height=_HIGH + 40, role="img", aria_labelledby=name,
    )  # fmt: skip
    caption = el("figcaption", el("b", say("series")), " ",
                 el("span", say("series_note"), cls="quiet"), id=name)  # fmt: skip
    return el(
        "figure",
        caption,
        el("div", drawn, cls="scroll", tabindex=0),
        _as_table(each, numbers),
        cls="series",
    )


def _bar(each: Inspection, number: int, at: int, top: float) -> Iterator[Html]:
    """The bar of a batch, its value above it and now and then its number below it."""
    x = at * _BAR + 2
    value, verdict = each.batches.get(number, (None, "unchecked"))
    base = _HIGH + 18
    if value is None:
        yield el("path", d=f"M{x} {base}h{_BAR - 6}", cls="gap")
    else:
        high = max(_HIGH * float(value) / top, 1)
        y = base - high
        box = {"x": str(x), "y": f"{y:.1f}", "width": str(_BAR - 6), "height": f"{high:.1f}"}
        yield el("rect", **box, cls=f"bar {verdict}")
        if verdict == "inconsistent":
            lines = (
                f"M{x} {base - h}l{_BAR - 6} {-min(_BAR - 6, high - h):.1f}"
                for h in range(0, int(high), 8)
            )
            yield el("path", d="".join(lines), cls="hatch")
        yield el("text", str(value), x=str(x + _BAR / 2 - 3), y=f"{y - 4:.1f}", cls="value")
    if number % _EVERY == 0 or at == 0 or number == max(each.batches):
        yield el("text", str(number), x=str(x + _BAR / 2 - 3), y=str(base + 16))


def _as_table(each: Inspection, numbers: Sequence[int]) -> Html:
    rows = []
    for number in numbers:
        value, verdict = each.batches.get(number, (None, None))
        shown = say("missing") if verdict is None else str(value) if value is not None else "–"
        word = both(VERDICTS[verdict]) if verdict is not None else None
        rows.append(
            el("tr", el("th", number, scope="row"), el("td", shown, cls="n"), el("td", word))
        )
    heads = (("batch", None), ("cases", "n"), ("verdict", None))
    head = el("thead", el("tr", *(el("th", say(h), scope="col", cls=c) for h, c in heads)))
    return el(
        "details", el("summary", say("series_table")),
        el("table", head, el("tbody", *rows), cls="list"), cls="fold",
    )  # fmt: skip
