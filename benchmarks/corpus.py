"""How much of a corpus of bulletins with truth is read right: figures, documents, verdicts.

    python benchmarks/corpus.py ../shared/corpus/notices/dev.jsonl --section tables

A line of the corpus is a document: its ``text``, and in ``truth`` the observations, the
verdicts that are fair, and for a damaged table what is printed in it. Compared are the
figures as they are printed. With ``--seen yes|no`` only the provinces that were looked at
while the grammar was built, or those that were not (a fixed hash tells them apart).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import unicodedata
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from counting import calls

from bulletins.footing import foot
from bulletins.model import Audit
from bulletins.parse import parse_document
from bulletins.readers import read_document

Fact = tuple[str, str, str, str, str, Decimal]  # origin, scope, region, pollution, measure, value

ORDER = ("inconsistent", "explained", "consistent", "unchecked")


def was_seen(province: str) -> bool:
    """Whether a province belongs to the part that was looked at: half, then more in turn."""
    return any(
        hashlib.sha256(f"{salt}:{province}".encode()).digest()[0] % 2 == 0 for salt in (5, 6, 7)
    )


def folded(label: object) -> str:
    return "".join(unicodedata.normalize("NFKC", str(label)).split())


def fact(row: list[Any]) -> Fact:
    origin, scope, region, pollution, measure, value = row
    return origin, scope, folded(region), folded(pollution), measure, Decimal(str(value))


def audits_of(document: dict[str, Any]) -> list[Audit]:
    year = str(document["year"])[:4]
    found = parse_document(
        read_document(document["text"].encode()),
        sha256="0" * 64,
        province=document["province"],
        year=int(year) if year.isdigit() else None,
    )
    return [foot(bulletin) for bulletin in found]


def read_facts(audits: list[Audit]) -> set[Fact]:
    return {
        fact([o.key.origin, o.key.scope, o.key.region, o.key.pollution, o.key.measure, o.value])
        for a in audits
        for o in a.bulletin.observations
        if o.value is not None
    }


def expected(truth: dict[str, Any]) -> tuple[list[list[Fact]], set[Fact]]:
    """The facts that must be read, each with its fair alternatives, and those that may be."""
    rows = [*truth["observations"], *truth.get("table_printed", ())]
    scopes = ("batch", "cumulative") if truth.get("scope_any") else (None,)
    must: list[list[Fact]] = []
    for origin, scope, region, pollution, measure, value in rows:
        fair = [
            fact([origin, s or scope, name, pollution, measure, value])
            for name in folded(region).split("|")
            for s in scopes
        ]
        if fair not in must:  # what two batches both have is one fact
            must.append(fair)
    may = {
        fact([origin, s or scope, name, *rest])
        for origin, scope, region, *rest in (
            *(truth.get("optional") or ()),
            *truth.get("table_true", ()),
        )
        for name in folded(region).split("|")
        for s in scopes
    }
    return must, may


def score(documents: list[dict[str, Any]], *, verbose: bool) -> Counter[str]:
    count: Counter[str] = Counter()
    for document in documents:
        truth = document["truth"]
        audits = audits_of(document)
        left = read_facts(audits)
        must, may = expected(truth)
        missed = []
        for fair in must:
            cell = fair[0][0] == "table"
            hit = next((f for f in fair if f in left), None)
            count["cells" if cell else "figures in prose"] += 1
            if hit is None:
                missed.append(fair[0])
            else:
                left.discard(hit)
                count["cells right" if cell else "figures in prose right"] += 1
        extra = {f for f in left if f not in may} if not truth.get("partial_table") else set()
        count["extra"] += len(extra)
        verdicts = {a.verdict for a in audits}
        verdict = next((v for v in ORDER if v in verdicts), "unchecked")
        errors = [f for a in audits for f in a.findings if f.severity == "error"]
        rules = {f.rule for a in audits for f in a.findings}
        planted = truth.get("expect_any")
        count["documents"] += 1
        count["documents exact"] += not missed and not extra
        count["verdicts right"] += verdict in truth["verdict_any"]
        count[f"verdict {truth['verdict']}"] += 1
        count[f"verdict {truth['verdict']} right"] += verdict in truth["verdict_any"]
        if planted:
            count["damaged"] += 1
            count["damaged noticed"] += bool(rules & set(planted))
        if "inconsistent" not in truth["verdict_any"]:
            count["without a fault"] += 1
            count["without a fault, but an error"] += bool(errors)
        if verbose and (missed or extra or verdict not in truth["verdict_any"]):
            print(f"{document['id']}: {verdict}, fair: {' '.join(truth['verdict_any'])}")
            for name, facts in (("missed", missed), ("extra", sorted(extra, key=str))):
                if facts:
                    print(f"    {name} {len(facts)}: {' '.join(map(shown, facts[:6]))}")
            for finding in errors[:4]:
                print(f"    {finding.rule}: {finding.message.en}")
    return count


def shown(fact: Fact) -> str:
    return "/".join(map(str, fact))


def percent(part: int, whole: int) -> str:
    return f"{part:>6} of {whole:<6} {100 * part / whole:6.2f} %" if whole else "none"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--section", action="append", help="notices, tables, ocr; all by default")
    parser.add_argument("--seen", choices=("yes", "no", "all"), default="all")
    parser.add_argument("--verbose", action="store_true", help="name what is not right")
    options = parser.parse_args()
    lines = options.corpus.read_text(encoding="utf-8").splitlines()
    documents = [
        d
        for d in map(json.loads, lines)
        if (not options.section or d["section"] in options.section)
        and (options.seen == "all" or was_seen(d["province"]) == (options.seen == "yes"))
    ]
    for section in sorted({d["section"] for d in documents}):
        of_section = [d for d in documents if d["section"] == section]
        count = score(of_section, verbose=options.verbose)
        print(f"{section}: {len(of_section)} documents")
        right = count["cells right"] + count["figures in prose right"]
        rows = [
            ("cells right", count["cells right"], count["cells"]),
            ("figures in prose right", count["figures in prose right"], count["figures in prose"]),
            ("figures read that are true", right, right + count["extra"]),
            ("documents exact", count["documents exact"], count["documents"]),
            ("verdicts right", count["verdicts right"], count["documents"]),
            *((f"verdict {v}", count[f"verdict {v} right"], count[f"verdict {v}"]) for v in ORDER),
            ("damaged tables noticed", count["damaged noticed"], count["damaged"]),
            ("errors where nothing is wrong", count["without a fault, but an error"],
             count["without a fault"]),
        ]  # fmt: skip
        for name, part, whole in rows:
            print(f"  {name:<32}{percent(part, whole)}")
        texts = [d["text"] for d in of_section]
        steps = sum(map(calls, texts)) / max(sum(map(len, texts)), 1)
        print(f"  {'calls per character':<32}{steps:>6.1f}")


if __name__ == "__main__":
    main()
