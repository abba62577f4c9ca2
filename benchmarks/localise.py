"""How well wrong figures are found: proposals held against known damage.

    python benchmarks/localise.py --tables 2000
    python benchmarks/localise.py --jsonl ../shared/corpus/repair/dev.jsonl

The tables are those of tests/localise/damaged.py, whose noise is not the solver's, or of a file
with truth. Each bulletin is read from its text as any document is. *unique*: everything that
was proposed for it is called unique; *right*: with it applied all figures are the true ones;
*listed*: the truth is the proposal or among its alternatives. The interval is Wilson's, 95 %.
Time is CPU time of the localiser alone.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.localise.damaged import Cell, make  # noqa: E402


@dataclass
class Case:
    """A bulletin to mend: its family, its text, others of the run, and its true figures."""

    name: str
    family: str
    text: str
    others: tuple[str, ...]
    truth: dict[Cell, int]
    broken: bool
    problems: int | None = None


@dataclass
class Answer:
    """What came of it."""

    name: str
    family: str
    detected: bool
    proposed: bool
    statuses: tuple[str, ...]
    right: bool
    listed: bool
    seconds: float
    gap: float

    @property
    def unique(self) -> bool:
        return bool(self.statuses) and set(self.statuses) == {"unique"}


def made(tables: int) -> Iterator[Case]:
    """Tables of our own, by number of events; some clean, or of several types a case; and some
    with an error that is carried into all that is summed from the figure, or with cases told
    under another region."""
    plan = [
        *(("copy", n) for n in (1, 1, 2, 2, 3, 4, 5, 6, 8)),
        *(("print", n) for n in (1, 2, 3)),
        ("clean", 0),
        ("several", 0),
    ]
    more = [("carried", 1), ("moved", 1)]
    for number in range(tables + len(more) * (tables // len(plan))):
        kinds, events = plan[number % len(plan)] if number < tables else more[number % len(more)]
        one = make(
            number, events=events, kinds=kinds if kinds in ("print", "carried", "moved") else "copy",
            several=kinds == "several",
        )  # fmt: skip
        family = f"{kinds} {events}" if events else kinds
        yield Case(str(number), family, one.text, (), one.truth, bool(one.damage))


def from_file(path: Path, *, second: bool) -> Iterator[Case]:
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        other = case.get("second_reading")
        if second and not other:
            continue
        family = case["family"] + {True: "+", False: "-", None: ""}[case["identifiable"]]
        others = (other["document"],) if second else ()
        yield Case(
            case["case"],
            family,
            case["document"],
            others,
            _truth(case),
            bool(case["damage"]),
            case["truth"].get("problems"),
        )


def _truth(case: dict[str, Any]) -> dict[Cell, int]:
    truth, figures = case["truth"], {}
    for region, row in zip(case["regions"], truth["grid"], strict=True):
        for name, value in zip(case["types"], row, strict=True):
            figures["table", region, name] = value or 0
    for region, value in zip(case["regions"], truth["row_totals"] or [], strict=False):
        figures["table", region, "_T"] = value
    for name, value in zip(case["types"], truth["total_row"] or [], strict=False):
        figures["table", "_T", name] = value or 0
    if truth["corner"] is not None:
        figures["table", "_T", "_T"] = truth["corner"]
    for name, value in zip(case["types"], truth["prose_types"], strict=True):
        figures["prose", "_T", name] = value or 0
    for region, value in zip(
        case["prose_region_labels"], truth["prose_regions"] or [], strict=False
    ):
        figures["prose", region, "_T"] = value
    figures["prose", "_T", "_T"] = truth["cases"]
    return figures


def _read(text: str) -> Any:
    from bulletins.parse import parse_document
    from bulletins.readers import ReadOptions, read_document

    document = read_document(text.encode(), ReadOptions())
    return parse_document(document, sha256="0" * 64, province=None, year=None)[0]


def solve(case: Case) -> Answer:
    from bulletins.figures import Figures
    from bulletins.footing import foot
    from bulletins.localise import localise

    figures = Figures(_read(case.text))
    audit = foot(figures.bulletin)
    others = [Figures(_read(text)) for text in case.others]
    start = time.process_time()
    repairs = localise(figures, audit.checks, others=others)
    seconds = time.process_time() - start
    printed = {o.key: o.value for o in figures.by_key.values()}

    def is_true(chosen: Any) -> bool:
        after = dict(printed)
        for changes in chosen:
            for change in changes:
                after[change.key] = change.after
        return all(_true_value(case, key, value) for key, value in after.items())

    ways = [(r.changes, *r.alternatives) for r in repairs]
    few = math.prod(len(w) for w in ways) <= 20_000
    return Answer(
        case.name, case.family,
        detected=audit.verdict == "inconsistent",
        proposed=any(r.changes for r in repairs),
        statuses=tuple(r.status for r in repairs),
        right=is_true([w[0] for w in ways]),
        listed=few and any(map(is_true, product(*ways))),
        seconds=seconds,
        gap=min((r.gap or 0.0 for r in repairs), default=0.0),
    )  # fmt: skip


def _true_value(case: Case, key: Any, value: Any) -> bool:
    """Whether a figure is as it should be; by type, cases and problems are one."""
    if key.measure == "problems" and key.region == key.pollution == "_T":
        return case.problems in (None, value)
    known = case.truth.get((key.origin, key.region, key.pollution))
    return key.measure not in ("cases", "problems") or known is None or known == (value or 0)


def interval(right: int, number: int) -> str:
    """Wilson's 95 % interval in percent."""
    if not number:
        return "-"
    z, p = 1.96, right / number
    middle = (p + z * z / (2 * number)) / (1 + z * z / number)
    half = z / (1 + z * z / number) * math.sqrt(p * (1 - p) / number + z * z / (4 * number**2))
    return f"{100 * p:5.1f} ({100 * (middle - half):.1f}-{100 * min(middle + half, 1):.1f})"


def show(answers: list[Answer], *, wrong: bool) -> None:
    groups: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        groups[answer.family].append(answer)
    if len(groups) > 1:
        damaged = [
            a for a in answers if a.family[0] not in "ef" and a.family not in ("clean", "several")
        ]
        groups["all damaged"] = damaged
    print(f"{'family':<14}{'n':>5}{'failing':>9}{'unique':>8}{'right %':>22}{'wrong':>7}{'best':>7}"
          f"{'listed':>8}{'limit':>7}{'ms':>7}{'p90':>7}{'max':>7}")  # fmt: skip
    for family in sorted(groups):
        found = groups[family]
        failing = [a for a in found if a.detected]
        unique = [a for a in failing if a.unique]
        right = sum(a.right for a in unique)
        others = [a for a in failing if not a.unique]
        listed = sum(a.listed for a in others)
        times = sorted(a.seconds * 1e3 for a in failing) or [0.0]
        print(f"{family:<14}{len(found):>5}{len(failing):>9}{100 * len(unique) / max(len(failing), 1):>7.1f}%"
              f"{interval(right, len(unique)):>22}{len(unique) - right:>7}"
              f"{100 * sum(a.right for a in failing) / max(len(failing), 1):>6.1f}%"
              f"{100 * listed / max(len(others), 1):>7.1f}%"
              f"{sum('limit' in a.statuses for a in failing):>7}"
              f"{times[len(times) // 2]:>7.0f}{times[int(0.9 * len(times))]:>7.0f}{times[-1]:>7.0f}")  # fmt: skip
    if wrong:
        for a in answers:
            if a.detected and a.unique and not a.right:
                print("wrong:", a.name, a.family, "gap", a.gap)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--tables", type=int, default=2000)
    parser.add_argument("--jsonl", type=Path)
    parser.add_argument(
        "--second", action="store_true", help="with the second readings of the file"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--wrong", action="store_true", help="name those called unique and wrong")
    given = parser.parse_args()
    cases = (
        list(from_file(given.jsonl, second=given.second))
        if given.jsonl
        else list(made(given.tables))
    )
    with ProcessPoolExecutor(given.workers) as pool:
        answers = list(pool.map(solve, cases, chunksize=8))
    show(answers, wrong=given.wrong)


if __name__ == "__main__":
    main()
