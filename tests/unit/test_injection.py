"""What a hostile document says stays text, in whichever report it is told.

A real audit gets a payload into every field that a document can fill: its path, title,
province, labels, cells, messages, sheet names. Each format is read as its readers read it and
compared with the same audit under a harmless text.
"""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from lxml import etree

from bulletins.export import panel_csv
from bulletins.grids import render_grids
from bulletins.model import TOTAL, Doubt, Finding, Lang, Result, Source, Text
from bulletins.pipeline import Input, audit
from bulletins.reports import Run, all_reports
from bulletins.workbook import result_to_workbook

SEED = next((Path(__file__).parents[2] / "seeds").glob("000_*"))
HARMLESS = "名称"
PAYLOADS = {
    "terminal": "\x1b[2J\x1b]0;x\x07\x9b31m\x00\x7f\u202e‮红\rover",
    "lines": "a\nb\r\nc\u2028d\x85e\x0bf",
    "workflow": "::error file=x,line=1::y%0A::stop-commands::z",
    "workflow-old": "x##[error]y ##vso[task.complete]z",
    "xml": "]]><![CDATA[<failure message=\"x\"/>&amp;&#x1b;--><!--",
    "formula": "=HYPERLINK(\"https://evil.example\",\"x\")",
    "formula-at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "markdown": "[x](javascript:alert(1)) <img src=x onerror=y> | `a` **b** ![c](d) @all #1",
    "json": "\"},{\"x\":\\u0000\\",
    "placeholder": "{0} %s ${{ github.token }} $(id)",
}  # fmt: skip
FREE = {
    "en", "zh", "label", "text", "title", "province", "inspection", "path", "sheet", "ref", "id",
    "media_type", "region", "pollution", "as_of", "group", "unit", "phones", "mailboxes", "hours",
}  # fmt: skip
"""Fields that hold what a document or the name of a file says."""


def poison(value: Any, payload: str) -> Any:
    """``value`` with ``payload`` in every free text; what is computed from keys stays so."""
    if isinstance(value, tuple):
        return tuple(poison(each, payload) for each in value)
    if not isinstance(value, msgspec.Struct):
        return value
    changed = {}
    for name in value.__struct_fields__:
        old = getattr(value, name)
        free = name in FREE and isinstance(old, str) and old != TOTAL
        # A figure's key stays one of its own: the old text is kept behind the payload.
        changed[name] = payload + old if free else poison(old, payload)
    return msgspec.structs.replace(value, **changed)


@cache
def real() -> tuple[Result, ...]:
    results = audit([Input("page.txt", SEED.read_bytes()), Input("void.txt", b"")])
    hidden = Finding(
        "S008", "hidden-content", "warning", Text("a", "b"), sources=(Source(sheet="s"),)
    )
    return (*results, Result("book.xlsx", None, None, "no_bulletin", findings=(hidden,)))


@cache
def run(payload: str) -> Run:
    return Run(poison(real(), payload), 3, "0.0.0")


def rendered(name: str, payload: str, lang: Lang = "en") -> str:
    return "".join(all_reports()[name].render(run(payload), lang))


payloads = pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
langs = pytest.mark.parametrize("lang", ["en", "zh"])


def test_the_payload_is_everywhere() -> None:
    assert rendered("text", "名称").count("名称") > 20
    assert not [d for a in real()[0].audits for d in a.findings if isinstance(d, Doubt)]


@langs
@payloads
@pytest.mark.parametrize("name", ["text", "markdown", "github"])
def test_lines_for_people_stay_their_own(name: str, payload: str, lang: Lang) -> None:
    told = rendered(name, payload, lang)
    assert all(c == "\n" or c.isprintable() for c in told)
    assert told.count("\n") == rendered(name, HARMLESS, lang).count("\n")
    # what a runner of CI takes for a command, at the start of a line or, the old way, anywhere
    commands = [line for line in told.splitlines() if line.lstrip().startswith("::")]
    assert not commands or name == "github"
    assert not re.search(r"##\w*\[", told)


@langs
@payloads
def test_github_has_its_own_commands_only(payload: str, lang: Lang) -> None:
    def shape(text: str) -> list[list[str]]:
        """The level and the names of the properties of each line."""
        found = []
        for line in text.splitlines()[:-1]:
            _, command, _ = line.split("::", 2)
            level, _, properties = command.partition(" ")
            found.append([level, *(p.partition("=")[0] for p in properties.split(","))])
        return found

    assert shape(rendered("github", payload, lang)) == shape(rendered("github", HARMLESS, lang))


@payloads
def test_markdown_shows_it_and_nothing_more(payload: str) -> None:
    for line in rendered("markdown", payload).splitlines():
        if line.startswith("| ") and not line.startswith("| | "):
            assert len(re.findall(r"(?<!\\)\|", line)) == 7
        bare = re.sub(r"\\[^\w\s]", "", line)
        assert not re.search(r"[<>\[\]!@$&]", bare.replace("` ", ""))


@langs
@payloads
def test_junit_has_its_own_elements_only(payload: str, lang: Lang) -> None:
    def shape(text: str) -> list[tuple[str, tuple[str, ...]]]:
        return [(e.tag, tuple(e.keys())) for e in etree.fromstring(text.encode()).iter()]

    assert shape(rendered("junit", payload, lang)) == shape(rendered("junit", HARMLESS, lang))


@langs
@payloads
@pytest.mark.parametrize("name", ["json", "sarif", "gitlab"])
def test_json_has_its_own_members_only(name: str, payload: str, lang: Lang) -> None:
    def shape(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shape(each) for key, each in value.items()}
        return [shape(each) for each in value] if isinstance(value, list) else type(value)

    told, harmless = (json.loads(rendered(name, p, lang)) for p in (payload, HARMLESS))
    assert shape(told) == shape(harmless)


@payloads
def test_sarif_messages_have_no_links(payload: str) -> None:
    (found,) = json.loads(rendered("sarif", payload))["runs"]
    messages = [r["message"]["text"] for r in found["results"]]
    assert not [m for m in messages if re.search(r"(?<!\\)\[[^\]]*(?<!\\)\]\(", m)]
    assert all("\x1b" not in m for m in messages)


@payloads
def test_csv_has_no_formula(payload: str) -> None:
    results = run(payload).results
    rows = list(csv.reader(StringIO(panel_csv(results), newline="")))
    assert len(rows) == len(list(csv.reader(StringIO(panel_csv(run(HARMLESS).results)))))
    assert len({len(row) for row in rows}) == 1
    numbers = re.compile(r"-?\d+(\.\d+)?")
    fields = [field for row in rows for field in row if not numbers.fullmatch(field)]
    assert not [field for field in fields if field[:1] in tuple("=+-@\t\r")]


@payloads
def test_csv_of_tables_has_no_formula(payload: str) -> None:
    def rows(text: str) -> list[list[str]]:
        found = Run(
            poison(audit([Input("page.txt", SEED.read_bytes())], want="grids"), text), 0, "0"
        )
        told = render_grids(found, "csv", lang="en")
        return list(csv.reader(StringIO(told, newline="")))

    assert [len(row) for row in rows(payload)] == [len(row) for row in rows(HARMLESS)]
    assert not [f for row in rows(payload) for f in row if f[:1] in tuple("=+-@\t\r")]


@langs
@payloads
def test_a_workbook_has_its_own_formulas_only(payload: str, lang: Lang) -> None:
    def formulas(text: str) -> int:
        book = openpyxl.load_workbook(BytesIO(result_to_workbook(
            run(text).results[0], lang=lang, version="0.0.0")))  # fmt: skip
        cells = [c for sheet in book for row in sheet for c in row if c.data_type == "f"]
        assert not [c for c in cells if "evil" in str(c.value) or "calc" in str(c.value)]
        links = [c.hyperlink for sheet in book for row in sheet for c in row if c.hyperlink]
        assert not [link for link in links if link.target]
        return len(cells)

    assert formulas(payload) == formulas(HARMLESS)
