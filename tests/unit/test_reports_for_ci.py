"""The reports that other programs read: valid as published, within limits, stable."""

from __future__ import annotations

import json
import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from lxml import etree

from bulletins.model import Finding, Result, Severity, Source, Text
from bulletins.parse import parse_document
from bulletins.pipeline import Input, audit, exit_code, foot_all
from bulletins.readers import read_document
from bulletins.reports import Run, all_reports, tree_path
from bulletins.reports.sarif import MAX_RESULTS
from bulletins.rules import all_rules, find_rule

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "tests" / "schemas"
PAGE = (ROOT / "tests" / "golden" / "page.txt").read_bytes()
SEED = next((ROOT / "seeds").glob("000_*"))
SCAN = b"%PDF-1.4 broken"


@cache
def seen() -> Run:
    """A newspaper page, a page with findings of every severity, and two files not read."""
    results = audit(
        [
            Input("./seeds/报 纸.txt", SEED.read_bytes()),
            Input("page.txt", PAGE),
            Input("scan.pdf", SCAN),
            Input("void.txt", b""),
        ]
    )
    return Run(results, exit_code(results, fail_on="error"), "0.0.0", ("T102", "C303"))


def rendered(name: str, run: Run | None = None) -> str:
    return "".join(all_reports()[name].render(run or seen(), "en"))


def many(number: int, severity: Severity = "error", *, path: str = "a.txt") -> Run:
    """A run of one document with as many findings, and one graver in a second."""
    rule = find_rule("T101")
    assert rule is not None
    findings = tuple(
        Finding("T101", "row-total", severity, Text(f"no. {n}", f"第{n}"), sources=(Source(line=n + 1),),
                fingerprint=f"{n:016x}")
        for n in range(number)
    )  # fmt: skip
    gravest = Finding("T103", "grand-total", "error", Text("grave", "重"), fingerprint="f" * 16)
    return Run(
        (
            Result(path, None, "text/plain", "no_bulletin", findings=findings),
            Result("b.txt", None, "text/plain", "no_bulletin", findings=(gravest,)),
        ),
        1,
        "0.0.0",
    )


# -------------------------------------------------------------------------- junit


def suites(run: Run | None = None) -> list[Any]:
    tree = etree.fromstring(rendered("junit", run).encode())
    etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd")).assertValid(tree)
    return list(tree)


def test_junit_counts_what_it_holds() -> None:
    for suite in suites():
        for attribute, tag in (
            ("failures", "failure"),
            ("errors", "error"),
            ("skipped", "skipped"),
        ):
            assert int(suite.get(attribute)) == len(suite.findall(f"testcase/{tag}"))
        cases = [(case.get("classname"), case.get("name")) for case in suite.findall("testcase")]
        assert len(set(cases)) == len(cases) == int(suite.get("tests"))
        assert cases[0][1] == "the document is read"
        assert suite.find("properties/property").get("value") == "T102, C303"


def test_junit_says_which_sum_fails_and_what_would_mend_it() -> None:
    seed, page, scan, void = suites()
    assert (seed.get("name"), seed.get("failures"), seed.get("errors")) == (
        "./seeds/报 纸.txt",
        "9",
        "0",
    )
    failed = [c for c in seed.findall("testcase") if c.find("failure") is not None]
    assert failed[0].get("name") == "N201 table-prose-type: 土壤 (soil)"
    assert failed[0].get("classname") == "./seeds/报 纸.txt · 安徽 2024, batch 29"
    assert "proposed (unique): 合肥 × soil 1 → blank" in failed[0].find("failure").text
    assert [s.find("testcase/error").get("type") for s in (scan, void)] == ["damaged", "empty"]
    # an unread figure is no failure, an explained sum neither
    assert page.get("skipped") != "0"
    assert "explained: " in "".join(page.itertext("system-out"))


def test_junit_names_a_sum_alike_whether_it_closes_or_not() -> None:
    rule = find_rule("T101")
    assert rule is not None
    names = [
        [c.get("name") for c in suites(Run(audit([Input("a", rule.example(kind).encode())]), 0, "0"))[0]]
        for kind in ("Wrong", "Right")
    ]  # fmt: skip
    assert names[0] == names[1]


# -------------------------------------------------------------------------- sarif


def sarif(run: Run | None = None) -> Any:
    log = json.loads(rendered("sarif", run))
    schema = json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema).validate(log)
    (found,) = log["runs"]
    return found


def test_sarif_names_places_rules_and_documents() -> None:
    run = sarif()
    first = run["results"][0]
    (place,) = first["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "seeds/%E6%8A%A5%20%E7%BA%B8.txt", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 167},
    }
    assert place["properties"]["span"]
    assert place["logicalLocations"][0]["name"] == "line 167, R3C2"
    assert first["relatedLocations"][0]["id"] == 1
    rules = run["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == [r.code for r in all_rules()]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])
    assert run["artifacts"][0]["hashes"] == {"sha-256": seen().results[0].sha256}
    levels = [r["level"] for r in run["results"]]
    assert levels == sorted(levels, key=["error", "warning", "note"].index)


def test_sarif_tells_what_was_not_read_and_not_asked() -> None:
    (invocation,) = sarif()["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 3
    assert [n["descriptor"]["id"] for n in invocation["toolExecutionNotifications"]] == [
        "damaged", "empty",
    ]  # fmt: skip
    left_out = [o["descriptor"]["id"] for o in invocation["ruleConfigurationOverrides"]]
    assert left_out == ["T102", "C303"]


def test_sarif_keeps_the_gravest_of_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_RESULTS == 25_000  # what GitHub takes
    monkeypatch.setattr("bulletins.reports.sarif.MAX_RESULTS", 50)
    run = sarif(many(54, "warning"))
    assert len(run["results"]) == 50
    assert run["results"][0]["message"]["text"] == "grave"
    (said,) = run["invocations"][0]["toolExecutionNotifications"]
    assert said["message"]["text"].startswith("5 results were left out")


def test_sarif_rules_keep_the_limits_of_code_scanning() -> None:
    for rule in sarif()["tool"]["driver"]["rules"]:
        assert len(rule["shortDescription"]["text"]) <= 1024
        assert len(rule["fullDescription"]["text"]) <= 1024
        assert len(rule["properties"]["tags"]) <= 20


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("a/b.txt", {"uri": "a/b.txt", "uriBaseId": "%SRCROOT%"}),
        ("./a:b%20#?.txt", {"uri": "a%3Ab%2520%23%3F.txt", "uriBaseId": "%SRCROOT%"}),
        ("x\udcff.txt", {"uri": "x%FF.txt", "uriBaseId": "%SRCROOT%"}),
        ("/data/报.txt", {"uri": "file:///data/%E6%8A%A5.txt"}),
    ],
)
def test_sarif_paths_are_uris(path: str, location: dict[str, str]) -> None:
    assert sarif(many(1, path=path))["artifacts"][0]["location"] == location


def test_sarif_shows_brackets_of_a_document_as_such() -> None:
    finding = Finding("T101", "row-total", "error", Text("[x](https://evil.example)\\", ""))
    run = Run((Result("a", None, None, "ok", findings=(finding,)),), 1, "0.0.0")
    assert sarif(run)["results"][0]["message"]["text"] == "\\[x\\](https://evil.example)\\\\"


# ------------------------------------------------------------------------- github

COMMAND = re.compile(r"::(error|warning|notice)(?: ([^:]*))?::(.*)")


def commands(run: Run | None = None) -> list[tuple[str, dict[str, str], str]]:
    *lines, last = rendered("github", run).splitlines()
    assert not last.startswith("::")
    found = []
    for line in lines:
        match = COMMAND.fullmatch(line)
        assert match, line
        properties = dict(p.split("=", 1) for p in match[2].split(",")) if match[2] else {}
        found.append((match[1], properties, match[3]))
    return found


def test_github_annotates_lines() -> None:
    found = commands()
    assert found[0] == ("error", {"file": "scan.pdf", "title": "not read whole"}, found[0][2])
    properties = {"file": "seeds/报 纸.txt", "line": "167", "title": "T101 row-total"}
    assert ("error", properties) in [(level, given) for level, given, _ in found]
    assert rendered("github").splitlines()[-1].endswith("rules not asked: T102, C303")


def test_github_shows_ten_of_a_level_and_says_how_many_more() -> None:
    found = commands(many(13))
    assert [level for level, _, _ in found] == ["error"] * 10 + ["notice"]
    assert found[-1][2].startswith("4 more left out")
    notices = commands(many(30, "note"))
    assert [level for level, _, _ in notices] == ["error"] + ["notice"] * 10
    assert notices[-1][2].startswith("21 more left out")
    assert len(commands(many(10, "note"))) == 11


def test_github_escapes_what_would_end_a_property_or_a_line() -> None:
    finding = Finding("T101", "row-total", "error", Text("50%\r\n::stop-commands::x", ""))
    run = Run((Result("a,b:c%\n::x.txt", None, None, "ok", findings=(finding,)),), 1, "0.0.0")
    assert rendered("github", run).splitlines()[0] == (
        "::error file=a%2Cb%3Ac%25 %3A%3Ax.txt,title=T101 row-total::50%25 ::stop-commands::x"
    )


# ------------------------------------------------------------------------- gitlab


def violations(run: Run | None = None) -> list[Any]:
    found = json.loads(rendered("gitlab", run))
    schema = json.loads((SCHEMAS / "gitlab-code-quality.json").read_text(encoding="utf-8"))
    jsonschema.validate(found, schema)
    return list(found)


def test_gitlab_names_file_line_and_rule() -> None:
    found = violations()
    assert [v["check_name"] for v in found[:3]] == [
        "unread-document",
        "unread-document",
        "row-total",
    ]
    assert found[2]["location"] == {"path": "seeds/报 纸.txt", "lines": {"begin": 167}}
    assert {v["severity"] for v in found} == {"critical", "major", "minor", "info"}


def test_gitlab_fingerprints_are_unique_even_of_copies() -> None:
    twice = [Input("a.txt", PAGE + b"\n\n" + PAGE), Input("b.txt", PAGE)]
    found = violations(Run(audit(twice), 1, "0.0.0"))
    assert len({v["fingerprint"] for v in found}) == len(found)


def footed(text: str) -> dict[tuple[str, str], str]:
    """The fingerprints of a document by rule and message."""
    (audits,) = foot_all([parse_document(read_document(text.encode()), sha256="0" * 64)])
    return {(f.rule, f.message.en): f.fingerprint for a in audits for f in a.findings}


@pytest.mark.parametrize(
    "before", ["\n\n\n", "今年以来，新增公园绿地多处。\n\n", "# 见闻\n\n本市新增公园绿地。\n\n"]
)
def test_fingerprints_stay_where_lines_are_added_above(before: str) -> None:
    kept = 0
    for text in (PAGE.decode(), *(rule.example("Wrong") for rule in all_rules())):
        was, now = footed(text), footed(before + text)
        assert [now[f] for f in was if f in now] == [was[f] for f in was if f in now]
        kept += sum(f in now for f in was)
    assert kept > 30


def test_a_doubt_of_a_whole_document_has_a_fingerprint() -> None:
    book, data = openpyxl.Workbook(), BytesIO()
    book.create_sheet("底稿").append(["1"])
    book["底稿"].sheet_state = "hidden"
    book.active.append(["2"])
    book.save(data)
    (result,) = audit([Input("a.xlsx", data.getvalue())])
    assert [(f.rule, len(f.fingerprint)) for f in result.findings] == [("hidden-content", 16)]


def test_an_absolute_path_below_the_working_directory_is_one_of_the_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert tree_path(f"{tmp_path}/docs/a.txt") == tree_path("./docs/a.txt") == "docs/a.txt"
    assert tree_path("/elsewhere/a.txt") == "/elsewhere/a.txt"
