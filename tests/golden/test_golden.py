"""Reports as they were last approved: ``<format>.<language>`` beside this test.

After a wanted change: ``REWRITE_GOLDEN=1 pytest tests/golden``, then read the difference.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bulletins.model import Lang, Reading
from bulletins.parse import parse_document
from bulletins.pipeline import Input, audit
from bulletins.readers import read_document
from bulletins.reports import Run, all_reports

HERE = Path(__file__).parent
SEED = next((HERE.parents[1] / "seeds").glob("000_*"))


def run() -> Run:
    inputs = [Input("page.txt", (HERE / "page.txt").read_bytes()), Input("void.txt", b"")]
    return Run(audit(inputs), 3, "0.0.0")


def as_read(text: str) -> str:
    """A report as a reviewer reads it: of a page the elements, a line each, without style and script."""
    if not text.startswith("<!doctype html>"):
        return text
    text = re.sub(r"(<(style|script)>).*?</", r"\1</", text, flags=re.DOTALL)
    return re.sub(r"sha256-[\w+/=]+", "sha256-…", text).replace("><", ">\n<")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", sorted(all_reports()))
def test_report_is_as_approved(name: str, lang: Lang) -> None:
    path = HERE / f"{name}.{lang}"
    text = as_read("".join(all_reports()[name].render(run(), lang)))
    if os.environ.get("REWRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["markdown", "text"])
def test_report_of_a_newspaper_page_is_as_approved(name: str, lang: Lang) -> None:
    path = HERE / f"seed-{name}.{lang}"
    results = audit([Input(f"seeds/{SEED.name}", SEED.read_bytes())])
    text = "".join(all_reports()[name].render(Run(results, 0, "0.0.0"), lang))
    if os.environ.get("REWRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_the_page_shows_every_severity() -> None:
    reading = Reading(
        "", parse_document(read_document((HERE / "page.txt").read_bytes()), sha256="0")
    )
    assert reading.bulletins
    severities = {f.severity for a in run().results[0].audits for f in a.findings}
    assert severities == {"error", "warning", "note"}
