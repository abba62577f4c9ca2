"""What the report does in a browser: filters, links, switches, keys, paper; and no rule of axe broken."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from lxml import html

from bulletins.model import Result
from tests.browser.chromium import Page
from tests.browser.pages import render

Show = Callable[[str], Page]
AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
VISIBLE = (
    "[...document.querySelectorAll('details.bulletin')].filter(e => !e.closest('[hidden]')).length"
)
COUNT = "document.getElementById('count').textContent"
ACTIVE = "document.activeElement.id"


def choose(page: Page, name: str, value: str) -> None:
    page.run(
        f"(() => {{ const e = document.getElementById({json.dumps(name)}); e.value = {json.dumps(value)};"
        "e.dispatchEvent(new Event('input', {bubbles: true}));"
        "e.dispatchEvent(new Event('change', {bubbles: true})); })()"
    )


def text_of(page: Page, css: str) -> str:
    found = page.run(f"document.querySelector({json.dumps(css)}).innerText")
    assert isinstance(found, str)
    return found


def tab_to(page: Page, condition: str) -> None:
    """Press Tab until ``condition`` on the element in focus, ``e``, holds."""
    for _ in range(400):
        page.press("Tab")
        if page.run(f"(e => {condition})(document.activeElement)"):
            return
    raise AssertionError(f"no Tab leads to {condition}")


# ------------------------------------------------------------------------------ filters


def test_every_filter_leaves_what_it_names(page: Page, found: tuple[Result, ...]) -> None:
    audits = [a for r in found for a in r.audits]
    assert page.run(VISIBLE) == len(audits)
    for verdict in {a.verdict for a in audits}:
        choose(page, "verdict", verdict)
        assert page.run(VISIBLE) == sum(a.verdict == verdict for a in audits)
    choose(page, "verdict", "")
    choose(page, "rule", "T101")
    fitting = [f for a in audits for f in a.findings if f.code == "T101"]
    assert page.run(VISIBLE) == sum(any(f.code == "T101" for f in a.findings) for a in audits)
    every = sum(len(a.findings) for a in audits)
    said, *filters = page.run(COUNT).split(" · ")  # on paper nothing else tells the filters
    assert said.endswith(f", {len(fitting)} of {every} findings")
    assert [name.split()[0] for name in filters] == ["T101"]
    choose(page, "severity", "warning")
    assert page.run(VISIBLE) == 0
    assert "No bulletin is like that" in text_of(page, "#nothing")
    page.run("document.querySelector('#filters [type=reset]').click()")
    assert page.run(VISIBLE) == len(audits)


def test_a_click_on_clear_filters_clears_them(page: Page, found: tuple[Result, ...]) -> None:
    """A real one: what a script calls is done in another order."""
    audits = [a for r in found for a in r.audits]
    choose(page, "verdict", "explained")
    assert page.run(VISIBLE) < len(audits)
    x, y = page.run(
        "(b => [b.x + b.width / 2, b.y + b.height / 2])"
        "(document.querySelector('#filters [type=reset]').getBoundingClientRect())"
    )
    for kind in ("mousePressed", "mouseReleased"):
        page.do("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
    assert page.run(VISIBLE) == len(audits)
    assert "·" not in page.run(COUNT)


def test_search_finds_words_of_the_print_and_of_names(page: Page) -> None:
    for words, number in (("马鞍山", 1), ("马鞍山 batch 29", 1), ("STAMP_01", 1), ("没有的词", 0)):
        choose(page, "text", words)
        assert page.run(VISIBLE) == number, words


def test_the_counts_of_the_overview_are_filters(page: Page, found: tuple[Result, ...]) -> None:
    page.run("document.querySelector('[data-value=inconsistent]').click()")
    wrong = sum(a.verdict == "inconsistent" for r in found for a in r.audits)
    assert page.run(VISIBLE) == wrong
    pressed = "document.querySelector('[data-value=inconsistent]').getAttribute('aria-pressed')"
    assert page.run(pressed) == "true"
    page.run("document.querySelector('[data-value=inconsistent]').click()")
    assert page.run(pressed) == "false"


# -------------------------------------------------------- a figure and where it stands


def test_a_figure_leads_to_its_cell_and_back(page: Page) -> None:
    """The text names 合肥市(26: its cell in the table says 26, and leads back."""
    link = "document.querySelector('.prose a[data-f][href]:last-of-type')"
    assert page.run(f"{link}.textContent") == "26"
    page.run(f"{link}.focus()")
    page.press("Enter")
    page.until("document.activeElement.matches('td')")
    cell = page.run(ACTIVE)
    assert page.run(f"document.getElementById({json.dumps(cell)}).firstChild.textContent") == "26"
    assert page.run("document.activeElement.closest('tr').cells[0].textContent") == "合肥"
    page.press("Tab")
    page.press("Enter")
    page.until("document.activeElement.matches('.prose a[data-f]')")
    assert page.run("document.activeElement.textContent") == "26"


def test_all_places_of_a_figure_light_up_together(page: Page) -> None:
    lit = "[...document.querySelectorAll('.lit')].map(e => e.firstChild.textContent)"
    page.run("document.querySelector('.prose a[data-f][href]:last-of-type').focus()")
    assert page.run(lit) == ["26", "26"]
    page.press("Escape")
    assert page.run(lit) == []
    # A finding lights up every figure of its sum.
    box = page.run(
        "(() => { const e = document.querySelector('#b1n1'); e.scrollIntoView();"
        "const r = e.getBoundingClientRect(); return [r.x + 5, r.y + 5]; })()"
    )
    page.do("Input.dispatchMouseEvent", type="mouseMoved", x=box[0], y=box[1] + 2)
    assert sorted(page.run(lit)) == sorted(["26", "3", "10", "1", "1", "6", "6", "26"])


def test_a_finding_leads_to_its_cell_in_a_bulletin_that_is_closed(page: Page) -> None:
    page.run("document.getElementById('close-all').click()")
    page.run("location.hash = '#b1n2'")
    page.until("document.activeElement.id === 'b1n2'")
    assert page.run("document.getElementById('b1').open")


# ---------------------------------------------------------------------------- switches


def test_the_language_is_switched_everywhere(page: Page) -> None:
    assert page.run("document.documentElement.lang") == "en"
    assert "Findings" in text_of(page, "#b1") and "发现" not in text_of(page, "#b1 h5")
    choose(page, "language", "zh")
    assert page.run("document.documentElement.lang") == "zh"
    assert page.run("document.title") == "督察通报数据核对"
    assert text_of(page, "#b1 h5") == "发现"
    assert "份通报" in page.run(COUNT)
    assert page.run("document.querySelector('#verdict option').textContent") == "全部"


def test_the_page_starts_in_the_language_asked_for(show: Show, found: tuple[Result, ...]) -> None:
    page = show(render(found, lang="zh"))
    assert page.run("document.title") == "督察通报数据核对"
    assert page.run("document.getElementById('language').value") == "zh"


def test_colours_follow_the_system_until_they_are_chosen(page: Page) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    page.media(scheme="light")
    assert page.run(paper) == "rgb(255, 255, 255)"
    page.media(scheme="dark")
    dark = page.run(paper)
    assert dark != "rgb(255, 255, 255)"
    choose(page, "theme", "light")
    assert page.run(paper) == "rgb(255, 255, 255)"
    page.media(scheme="light")
    choose(page, "theme", "dark")
    assert page.run(paper) == dark


# -------------------------------------------------------------------------------- keys


def test_the_page_is_used_by_keys_alone(page: Page) -> None:
    page.press("Tab")
    assert page.run("document.activeElement.className") == "skip"
    tab_to(page, "e.id === 'text'")
    page.type("马鞍山")
    assert page.run(VISIBLE) == 1
    page.press("Escape")
    assert page.run(VISIBLE) > 1
    assert page.run("document.getElementById('text').value") == ""
    tab_to(page, "e.dataset.value === 'inconsistent'")
    page.press("Enter")
    assert page.run("document.getElementById('verdict').value") == "inconsistent"
    tab_to(page, "e.matches('.bulletin > summary')")
    opened = page.run("document.activeElement.parentElement.open")
    page.press(" ")
    assert page.run("document.activeElement.parentElement.open") is not opened


def test_tab_goes_in_the_order_of_the_page_and_the_focus_is_seen(page: Page) -> None:
    order = []
    page.run("document.querySelectorAll('*').forEach((e, n) => e.setAttribute('data-at', n))")
    for _ in range(60):
        page.press("Tab")
        order.append(page.run("+document.activeElement.dataset.at"))
        style = page.run("getComputedStyle(document.activeElement).outlineStyle")
        assert style != "none" or page.run("document.activeElement.tagName") == "BODY"
    assert order == sorted(order)
    assert len(set(order)) == len(order)


# ------------------------------------------------------------------------------- paper


def test_paper_has_the_evidence_and_no_controls(page: Page, tmp_path: Path) -> None:
    page.media(scheme="dark")
    pdf = pypdfium2.PdfDocument(page.print())
    text = "".join(p.get_textpage().get_text_bounded() for p in pdf)
    for wanted in (
        "Audit of inspection bulletins",
        "types add up to 27",
        "radiation → blank",
        "128",
    ):
        assert wanted in text, wanted
    assert "Clear filters" not in text and "Colours" not in text
    corner = pdf[0].render(scale=0.2).to_pil().convert("L").getpixel((2, 2))
    assert corner == 255  # white paper, whatever the screen
    pdf.close()


# ------------------------------------------------------------------------ screen readers


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_rule_of_axe_is_broken(page: Page, theme: str, lang: str) -> None:
    choose(page, "theme", theme)
    choose(page, "language", lang)
    page.run(
        "document.querySelectorAll('details').forEach(e => { e.removeAttribute('name'); e.open = true; })"
    )
    page.run(AXE)
    said: Any = page.run("axe.run(document, {resultTypes: ['violations']})")
    broken = [
        (v["id"], v["help"], [n["html"][:200] for n in v["nodes"][:3]]) for v in said["violations"]
    ]
    assert broken == []


# ------------------------------------------------------------------------ without script


def without_script(show: Show, text: str) -> Page:
    """The page in a browser that runs no script."""
    page = show(text)
    page.do("Emulation.setScriptExecutionDisabled", value=True)
    page.do("Page.reload")
    page.until_loaded()
    return page


def tree(page: Page) -> str:
    """The whole document as the browser made it: it answers even where no script may run."""
    root = page.do("DOM.getDocument", depth=-1)["root"]
    found = page.do("DOM.getOuterHTML", nodeId=root["nodeId"])["outerHTML"]
    assert isinstance(found, str)
    return found


@pytest.mark.parametrize("many", [60, 0])
def test_without_script_everything_is_there_to_read(
    many: int, show: Show, found: tuple[Result, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bulletins.reports.html.page._MANY", many)
    page = without_script(show, render(found))
    shown = html.document_fromstring(tree(page))
    assert shown.xpath("//form[@id='filters']/@hidden")
    # As text a noscript would hold no elements.
    assert shown.xpath(
        "//details[@id='b1']//ol[@class='findings']/li[1]//i[contains(., 'add up to 27')]"
    )
    assert shown.xpath("//details[@id='b1']//table[@class='printed']//a[@href]")
    said = page.do("Accessibility.getFullAXTree")["nodes"]
    names = {node.get("name", {}).get("value") for node in said if not node.get("ignored")}
    assert {"合肥", "Clear filters"} & names == {"合肥"}


# ------------------------------------------------------------------------- a large run


@pytest.fixture
def large(show: Show, found: tuple[Result, ...], monkeypatch: pytest.MonkeyPatch) -> Page:
    """The examples as a large run is shown: what is inside a bulletin is text until it is opened."""
    monkeypatch.setattr("bulletins.reports.html.page._MANY", 0)
    monkeypatch.setattr("bulletins.reports.html.page._FEW", 0)
    return show(render(found))


def test_a_bulletin_of_a_large_run_is_made_when_it_is_opened(large: Page) -> None:
    rows = "document.querySelectorAll('#b1 table.printed tr').length"
    assert large.run(rows) == 0
    choose(large, "severity", "warning")
    large.run("document.querySelector('#b1 > summary').click()")
    large.until(f"{rows} > 15")
    shown = "[...document.querySelectorAll('#b1 .findings > li')].filter(e => !e.hidden).length"
    assert large.run(shown) == 2  # the filter holds inside what is made later
    choose(large, "severity", "")
    assert large.run(shown) == 11


def test_filters_and_search_of_a_large_run_see_what_is_closed(
    large: Page, found: tuple[Result, ...]
) -> None:
    every = [f for r in found for a in r.audits for f in a.findings]
    choose(large, "rule", "T101")
    fitting = sum(f.code == "T101" for f in every)
    assert large.run(COUNT).split(" · ")[0].endswith(f", {fitting} of {len(every)} findings")
    choose(large, "rule", "")
    choose(large, "text", "马鞍山")
    assert large.run(VISIBLE) == 1
    choose(large, "text", "class=findings")  # what is made of it is not what it says
    assert large.run(VISIBLE) == 0


def test_a_place_in_a_large_run_is_led_to(large: Page) -> None:
    large.run("location.hash = '#b1f9'")
    large.until("document.activeElement.id === 'b1f9'")
    assert large.run("document.getElementById('b1').open")


def test_paper_opens_what_the_filters_show_and_closes_it_again(page: Page) -> None:
    choose(page, "verdict", "consistent")
    opened = "[...document.querySelectorAll('details[open]')].filter((el) => !el.closest('[hidden]')).length"
    there = (
        "[...document.querySelectorAll('details')].filter((el) => !el.closest('[hidden]')).length"
    )
    before = page.run(opened)
    page.run("dispatchEvent(new Event('beforeprint'))")
    assert page.run(opened) == page.run(there) > before
    page.run("dispatchEvent(new Event('afterprint'))")
    assert page.run(opened) == before


def test_paper_says_how_much_is_shown(page: Page) -> None:
    choose(page, "verdict", "consistent")
    pdf = pypdfium2.PdfDocument(page.print())
    text = "".join(p.get_textpage().get_text_bounded() for p in pdf)
    assert "bulletins shown" in text
    pdf.close()
