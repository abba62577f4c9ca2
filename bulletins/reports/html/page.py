"""The whole page, a document at a time."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib import resources

from ...errors import REASONS
from ...model import Lang, Result, Text
from ...rules import all_rules
from .. import SEVERITY_WORDS, STATUSES, VERDICTS, Run, findings_of
from .bulletin import render_bulletin
from .markup import Html, both, el
from .overview import render_overview
from .places import Link, Links
from .words import WORDS, say

_FEW = 12  # inconsistent bulletins; where there are more, all are closed at first
_MANY = 60  # bulletins; where there are more, a closed one is text until it is opened


def render(run: Run, lang: Lang) -> Iterator[str]:
    """The page in pieces; it starts in ``lang`` and holds both languages."""
    yield _head(lang)
    yield _masthead(run)
    yield _filters(run)
    yield "<main>\n"
    every = [a.bulletin for r in run.results for a in r.audits]
    links = {b.id: Link(anchor=f"b{number}", path=b.path) for number, b in enumerate(every, 1)}
    yield render_overview(run, links)
    yield f"<section id=bulletins aria-labelledby=bulletins-title><h2 id=bulletins-title>{say('bulletins')}</h2>"
    yield el("p", say("legend"), cls="quiet")
    verdicts = Counter(a.verdict for r in run.results for a in r.audits)
    opened = "inconsistent" if verdicts["inconsistent"] <= _FEW else ""
    holder = "noscript" if verdicts.total() > _MANY else "div"
    for result in run.results:
        if result.audits:
            yield _document(result, links, open_=opened, holder=holder)
            yield "\n"
    yield el("p", say("nothing_left"), id="nothing", hidden=True)
    yield "</section>\n</main>\n"
    yield el("footer", el("p", say("footer")), el("p", f"bulletins {run.version}"))
    yield f"\n<script>{_asset('script.js')}</script>\n</body>\n</html>\n"


@cache
def _asset(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


def _hash(name: str) -> str:
    """What a policy calls a text that may run: its hash and nothing else."""
    return f"'sha256-{b64encode(sha256(_asset(name).encode()).digest()).decode()}'"


def _head(lang: Lang) -> Html:
    policy = (
        f"default-src 'none'; style-src {_hash('style.css')}; script-src {_hash('script.js')}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    title = WORDS["title"]
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=policy),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("meta", name="referrer", content="no-referrer"),
        el("title", title.in_(lang), data_en=title.en, data_zh=title.zh),
        Html(f"<style>{_asset('style.css')}</style>"),
    )
    return Html(f'<!doctype html>\n<html lang="{lang}">\n{head}\n<body>\n')


def _masthead(run: Run) -> Html:
    """The title, and the switches that the script shows."""
    return el(
        "header",
        el("a", say("skip"), href="#bulletins", cls="skip"),
        el("div", el("p", say("kind"), cls="kind"), el("h1", say("title"))),
        el(
            "div",
            _select("language", (("en", Text("English", "English")), ("zh", Text("中文", "中文")))),
            _select("theme", tuple((v, WORDS[f"theme_{v}"]) for v in ("auto", "light", "dark"))),
            cls="switches", hidden=True,
        ),
    )  # fmt: skip


def _select(name: str, options: tuple[tuple[str, Text], ...]) -> Html:
    """A labelled choice. An option holds no markup: the script puts it in the other language."""
    chosen = (
        el("option", words.en, value=value, data_en=words.en, data_zh=words.zh)
        if words.en != words.zh else el("option", words.en, value=value)
        for value, words in options
    )  # fmt: skip
    return el("label", el("span", say(name)), el("select", *chosen, name=name, id=name))


def _filters(run: Run) -> Html:
    """The bar of filters, which the script shows: without it every bulletin is there."""
    audits = [a for r in run.results for a in r.audits]
    found = [f for r in run.results for f in findings_of(r)]
    every = ("", WORDS["all"])
    codes = {f.code for f in found}
    rules = ((r.code, Text(f"{r.code} {r.title.en}", f"{r.code} {r.title.zh}"))
             for r in all_rules() if r.code in codes)  # fmt: skip
    severities = {f.severity for f in found}
    provinces = sorted({a.bulletin.province for a in audits if a.bulletin.province})
    return el(
        "form",
        el("label", el("span", say("search")),
           el("input", type="search", name="text", id="text", autocomplete="off")),
        _select("verdict", (every, *VERDICTS.items())),
        _select("rule", (every, *rules)),
        _select("severity", (every, *((s, w) for s, w in SEVERITY_WORDS.items() if s in severities))),
        _select("province", (every, *((p, Text(p, p)) for p in provinces))),
        el("button", say("reset"), type="reset"),
        el("button", say("open_all"), type="button", id="open-all"),
        el("button", say("close_all"), type="button", id="close-all"),
        el("p", id="count", role="status", aria_live="polite"),
        id="filters", role="search", hidden=True,
    )  # fmt: skip


def _document(result: Result, links: Links, *, open_: str, holder: str) -> Html:
    """A document by its path and its hash, and the bulletins in it."""
    facts = " · ".join(filter(None, (result.media_type, f"sha256 {result.sha256}")))
    unread = None
    if result.reason is not None:
        message = both(result.message or REASONS[result.reason])
        unread = el("p", both(STATUSES[result.status]), ": ", message, cls="warning")
    audits = (
        render_bulletin(audit, links, drawings=result.drawings, open_=open_, holder=holder)
        for audit in result.audits
    )
    return el(
        "section",
        el("h3", result.path),
        el("p", facts, cls="sha"),
        unread,
        *audits,
        cls="document",
    )
