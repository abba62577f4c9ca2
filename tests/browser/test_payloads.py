"""Hostile text in every field: nothing of it runs, and the page stays whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bulletins.model import Result
from tests.browser.chromium import Page
from tests.browser.pages import poisoned, render

PAYLOADS = {
    "script": "<script>window.fired=1</script>",
    "handler": "\"><img src=x onerror='window.fired=1'>",
    "single quote": "' autofocus onfocus='window.fired=1' x='",
    "end of script": "</script><script>window.fired=1</script>",
    "end of style": "</style><svg onload=window.fired=1>",
    "end of title": "</title></option></select><iframe srcdoc='<script>top.fired=1</script>'>",
    "link": "<a href='javascript:window.fired=1' id=trap>x</a>",
    "style": "<style>body{display:none}</style>\" style=\"display:none",
    "remote": "<link rel=stylesheet href=https://example.org/x.css><img src=//example.org/x.png>",
    "base": "<base href='https://example.org/'><meta http-equiv=refresh content='0;url=https://example.org'>",
    "comment": "<!--", "cdata": "<![CDATA[", "template": "<template>", "entity": "&lt;script&gt;&#0;",
    "bidi": "\u202etxet\u2066\u2069\u200f", "nul": "\0\x01\x1b[31m\x9f\ufffe", "half": "\ud800",
}  # fmt: skip


@pytest.mark.parametrize("name", PAYLOADS)
def test_nothing_runs_and_nothing_breaks(
    name: str, show: Callable[[str], Page], found: tuple[Result, ...]
) -> None:
    hostile = poisoned(found, PAYLOADS[name])
    text = render(hostile).encode("utf-8", "backslashreplace").decode()
    page = show(text)
    page.run("document.querySelectorAll('details').forEach(e => e.open = true)")
    page.run("setLanguage('zh')")
    assert page.run("window.fired") is None
    audits = sum(len(r.audits) for r in found)
    assert page.run("document.querySelectorAll('details.bulletin').length") == audits
    assert (
        page.run(
            "document.querySelectorAll('iframe, img, link, base, #trap, script:not(:last-of-type), style ~ style').length"
        )
        == 0
    )
    assert page.run("document.querySelector('footer').innerText").endswith("0.0.0")
    assert (
        page.run("document.querySelectorAll('a:not([href^=\"#\"]), [style], [onload]').length") == 0
    )
    turned = page.run(
        "/[\\u202a-\\u202e\\u2066-\\u2069\\0]/.test(document.documentElement.textContent)"
    )
    assert turned is False
