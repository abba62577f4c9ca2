"""Tables of PDF files beside other readers, in one run on the same files: cells, time, memory.

    python benchmarks/pdf.py ../shared/corpus/documents/manifest.json --engines bulletins,pdfplumber

The floor is pypdfium2 giving the text of every page and nothing else. Every reader has a
process of its own per family of documents; imports and one document to warm up are not timed.
Time is CPU time, the best of seven for documents of fewer than five pages, of three in the table of
lengths; memory is the largest resident size after all documents (Linux: from /proc, since
ru_maxrss starts from the size of the process that called), beside it that of a process that
only imports. A document that a reader fails on, or needs more than 120 s for, counts as failed:
its cells are missed and its time is in no ratio.

Cells are those of the body, compared folded and without white space; a blank one has to be
blank. All tables of a document count as one; rows are matched in order, those of case tables by
their number, and a row without a first cell goes on with the row before it, as over a page
break. A table wider than its header may lie side by side: it is unfolded at the column that
suits the reader best. ``ruled`` are the cells of documents whose tables have all their rules.
Case documents are cut to ``--pages``; only the rows that end there are compared.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache, partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LIMIT = 120  # seconds of CPU for one document
LONG = 5  # pages from which one run is enough
LENGTHS = (25, 50, 100, 200, 300)
DIGIT = re.compile(r"\d")
UNRULED = ("threeline", "borderless", "news_plain")

Row = tuple[str, ...]
Table = list[list[Any]]
Reader = Callable[[str], list[Table]]


class TooLong(BaseException):
    """Not an Exception, so that no reader takes it for a page it cannot read."""


# ------------------------------------------------------- the readers, each in its own process


def floor() -> Reader:
    import pypdfium2

    def read(path: str) -> list[Table]:
        pdf = pypdfium2.PdfDocument(Path(path).read_bytes())
        for page in pdf:
            text = page.get_textpage()
            text.get_text_range()
            text.close()
            page.close()
        pdf.close()
        return []

    return read


def bulletins() -> Reader:
    sys.path.insert(0, str(ROOT))
    from bulletins.model import Grid
    from bulletins.pdf.document import read_pdf

    def read(path: str) -> list[Table]:
        grids = [b for b in read_pdf(Path(path).read_bytes()).blocks if isinstance(b, Grid)]
        tables: list[Table] = [[[None] * g.n_cols for _ in range(g.n_rows)] for g in grids]
        for grid, table in zip(grids, tables, strict=True):
            for cell in grid.cells:
                table[cell.row][cell.col] = cell.text
        return tables

    return read


def camelot(**options: Any) -> Reader:
    from camelot import read_pdf

    def read(path: str) -> list[Table]:
        found = read_pdf(path, pages="all", suppress_stdout=True, **options)
        return [table.data for table in found]

    return read


def pdfplumber() -> Reader:
    import pdfplumber

    def read(path: str) -> list[Table]:
        tables: list[Table] = []
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                tables += page.extract_tables()
                page.close()
        return tables

    return read


def img2table() -> Reader:
    from img2table.document import PDF

    def read(path: str) -> list[Table]:
        pages = PDF(path).extract_tables().values()
        return [
            [[cell.value for cell in row] for row in table.content.values()]
            for tables in pages
            for table in tables
        ]

    return read


ENGINES: dict[str, Callable[[], Reader]] = {
    "floor": floor,
    "bulletins": bulletins,
    "camelot combined": partial(camelot, flavor="lattice", engine="combined", use_fallback=False),
    "camelot vector": partial(camelot, flavor="lattice", engine="vector", use_fallback=False),
    "camelot hybrid": partial(camelot, flavor="hybrid", use_fallback=False),
    "camelot network": partial(camelot, flavor="network"),
    "pdfplumber": pdfplumber,
    "img2table": img2table,
}


def spent() -> float:
    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + below.ru_utime + below.ru_stime


def too_long(*_: object) -> None:
    raise TooLong(f"more than {LIMIT} s")


def timed(read: Reader, path: str, runs: int) -> dict[str, Any]:
    """The tables of one document and the CPU seconds of its best run, or what went wrong."""
    best, tables = float("inf"), None
    for _ in range(runs):
        tables = None  # those of the run before are no part of the peak
        signal.setitimer(signal.ITIMER_PROF, LIMIT)
        start = spent()
        try:
            tables = read(path)
        except (Exception, TooLong) as error:
            return {"error": f"{type(error).__name__}: {error}"[:80]}
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        best = min(best, spent() - start)
        if best > LIMIT:  # where it was in one call of C for so long
            return {"error": f"more than {LIMIT} s"}
    return {"seconds": best, "tables": tables}


def child() -> None:
    """Read what stands on stdin with one engine; a line of JSON for each document."""
    task = json.load(sys.stdin)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever a reader prints
    signal.signal(signal.SIGPROF, too_long)
    try:
        read = ENGINES[task["engine"]]()
    except ImportError:
        answers.write('{"missing": true}\n')
        return
    if task["documents"]:
        timed(read, task["warm_up"], 1)
    for path, runs in task["documents"]:
        answers.write(json.dumps(timed(read, path, runs), default=str) + "\n")
        answers.flush()
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    answers.write(json.dumps({"peak": int(peak[1]) / 1024 if peak else 0}) + "\n")


def run(engine: str, documents: list[tuple[str, int]], warm_up: str = "") -> list[dict[str, Any]]:
    """The answers of a child; where it died, as many of them as it gave."""
    task = {"engine": engine, "documents": documents, "warm_up": warm_up}
    # every reader as it is where it is installed: compiled once, and not at each start
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, __file__, "--child"],
        input=json.dumps(task), capture_output=True, text=True, encoding="utf-8", env=environment,
    )  # fmt: skip
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if not answers:  # failed before any document
        said = done.stderr.strip().splitlines() or [f"exit {done.returncode}"]
        answers = [{"error": said[-1][:80]}]
    return answers


# ------------------------------------------------------------------------------ accuracy


@cache
def clean(text: str | None) -> str:
    if not text:
        return ""
    from bulletins.vocabulary.characters import fold

    return "".join(unicodedata.normalize("NFKC", fold(text).text).split())


def cleaned(rows: Sequence[Sequence[str | None]]) -> list[Row]:
    return [tuple(clean(cell) for cell in row) for row in rows]


def fitted(row: Row, width: int) -> Row:
    """The row in the width of the truth; more only where something is printed there."""
    kept = len(row)
    while kept > width and not row[kept - 1]:
        kept -= 1
    return row[:kept] + ("",) * (width - kept)


def same(truth: Row, row: Row) -> int:
    """How many cells of ``truth`` are in ``row``; none where they share blank ones alone."""
    equal = [a for a, b in zip(truth, row, strict=False) if a == b]
    return len(equal) if any(equal) else 0


def in_order(truth: list[Row], rows: list[Row]) -> tuple[int, set[int]]:
    """The most cells that an alignment in order finds, and the rows that it uses."""
    right, used = 0, set[int]()
    matcher = SequenceMatcher(None, truth, rows, autojunk=False)
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what == "equal":
            right += sum(map(len, truth[i1:i2]))
            used.update(range(j1, j2))
        elif what == "replace":
            best: list[tuple[int, tuple[int, ...]]] = [(0, ())] * (j2 - j1 + 1)
            for i in range(i1, i2):
                before, best = best, [(0, ())]
                for j in range(j2 - j1):
                    score = same(truth[i], rows[j1 + j])
                    paired = (before[j][0] + score, (*before[j][1], j1 + j))
                    options = [before[j + 1], best[j], *([paired] if score else [])]
                    best.append(max(options, key=lambda each: each[0]))
            right += best[-1][0]
            used.update(best[-1][1])
    return right, used


def unfolded(table: list[Row], truth: list[Row], width: int) -> list[Row]:
    """A table wider than the truth as it is, or cut in two, whichever has more right."""
    widest = max((len(row) for row in table), default=0)
    ways = [table]
    if widest > width:
        ways += [
            [row[:at] for row in table] + [row[at:] for row in table] for at in range(1, widest)
        ]
    ways = [[fitted(row, width) for row in way] for way in ways]
    return max(ways, key=lambda way: in_order(truth, way)[0]) if len(ways) > 1 else ways[0]


def compare(document: dict[str, Any], tables: list[list[Row]]) -> tuple[int, int, bool]:
    """(cells right, cells in all, whether exact: and no row with figures too many)."""
    truth, header = cleaned(document["rows"]), cleaned([document["header"]])[0]
    total, key = sum(map(len, truth)), document.get("key_col")
    if key is None:
        right = extra = at = 0
        each = [unfolded(table, truth, len(header)) for table in tables]
        right, used = in_order(truth, [row for table in each for row in table])
        for table in each:
            numbers = set(range(at, at + len(table)))
            if numbers & used:  # other tables on the page are no fault
                rest = (table[n - at] for n in numbers - used)
                extra += sum(any(map(DIGIT.search, row)) for row in rest)
            at += len(table)
        return right, total, right == total and not extra
    rows: list[Row] = []
    for row in (fitted(row, len(header)) for table in tables for row in table):
        if row[0] == header[0]:
            continue
        if row[0] or not rows:
            rows.append(row)
        elif len(row) == len(rows[-1]):
            rows[-1] = tuple(a + b for a, b in zip(rows[-1], row, strict=True))
    found: dict[str, list[Row]] = {}
    for row in reversed(rows):
        found.setdefault(row[key], []).append(row)
    right = 0
    for row in truth:  # a number may be there twice
        right += same(row, found[row[key]].pop()) if found.get(row[key]) else 0
    return right, total, right == total


# ------------------------------------------------------------------------------ documents


def cut(path: Path, pages: int, to: Path) -> Path:
    """A copy of ``pages`` pages, from the first again where the document has fewer."""
    import pikepdf

    with pikepdf.open(path) as pdf, pikepdf.new() as new:
        for number in range(pages):
            new.pages.append(pdf.pages[number % len(pdf.pages)])
        new.save(to)
    return to


def ended(rows: list[list[str]], key: int, path: Path) -> list[list[str]]:
    """The rows that have the number of the next one on the pages of ``path`` too."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    text = clean("".join(page.get_textpage().get_text_range() for page in pdf))
    pdf.close()
    count = 0
    while count < len(rows) and clean(rows[count][key]) in text:
        count += 1
    return rows[: max(count - 1, 0)]


def load(manifest: Path, only: str, pages: int, folder: Path) -> list[dict[str, Any]]:
    documents = []
    for document in json.loads(manifest.read_text(encoding="utf-8"))["documents"]:
        if document["family"] not in ("text", "case") or only not in document["name"]:
            continue
        path = manifest.parent / document["path"]
        if document["family"] == "case" and document["pages"] > pages:
            path = cut(path, pages, folder / f"{document['name']}.pdf")
            rows = ended(document["rows"], document["key_col"], path)
            document = {**document, "pages": pages, "rows": rows}
        documents.append({**document, "path": str(path)})
    return documents


# --------------------------------------------------------------------------------- output


def ratio(mine: dict[str, float], other: dict[str, float] | None) -> str:
    both = mine.keys() & (other or {}).keys()
    if not both or not other:
        return ""
    return f"{sum(mine[n] for n in both) / sum(other[n] for n in both):.3g}"


def lines(documents: list[dict[str, Any]], engines: list[str], warm_up: str) -> Iterator[str]:
    """The table of one family of documents."""
    yield (f"{'':<17}{'docs':>5}{'failed':>7}{'exact':>6}{'cells %':>9}{'ruled %':>9}{'ms/page':>9}"
           f"{'/floor':>8}{'/combined':>10}{'/vector':>8}{'MiB':>6}{'import':>8}")  # fmt: skip
    times: dict[str, dict[str, float]] = {}
    found: list[tuple[str, str, str | None]] = []
    paths = [(d["path"], 1 if d["pages"] >= LONG else 3) for d in documents]
    for engine in engines:
        run(engine, [])  # what is not compiled yet is
        empty = run(engine, [])[-1]
        if "peak" not in empty:
            why = "not installed" if "missing" in empty else f"fails: {empty.get('error')}"
            found.append((engine, f"  {why}", None))
            continue
        answers = run(engine, paths, warm_up)
        peak = f"{answers.pop()['peak']:.0f}" if "peak" in answers[-1] else "died"
        answers += [{"error": "died"}] * (len(documents) - len(answers))
        seconds: dict[str, float] = {}
        exact, right, total, ruled, of_ruled = 0, 0, 0, 0, 0
        for document, answer in zip(documents, answers, strict=False):
            if "error" in answer:
                print(f"{engine}, {document['name']}: {answer['error']}", file=sys.stderr)
            else:
                seconds[document["name"]] = answer["seconds"]
            tables = [cleaned(table) for table in answer.get("tables", ())]
            cells, all_cells, whole = compare(document, tables)
            exact, right, total = exact + whole, right + cells, total + all_cells
            if document["kind"] not in UNRULED:
                ruled, of_ruled = ruled + cells, of_ruled + all_cells
        times[engine] = seconds
        pages = sum(d["pages"] for d in documents if d["name"] in seconds)
        head = f"{len(documents):>5}{len(documents) - len(seconds):>7}"
        if engine == "floor":
            head += " " * 24
        else:
            head += f"{exact:>6}{share(right, total):>9}{share(ruled, of_ruled):>9}"
        head += f"{1000 * sum(seconds.values()) / pages:>9.1f}" if pages else f"{'':>9}"
        found.append((engine, head, f"{peak:>6}{empty['peak']:>8.0f}"))
    others = ("floor", 8), ("camelot combined", 10), ("camelot vector", 8)
    for engine, head, memory in found:  # a ratio needs those that come later
        text = f"{engine:<17}{head}"
        if memory is not None:
            text += "".join(f"{ratio(times[engine], times.get(o)):>{w}}" for o, w in others)
            text += memory
        yield text


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}" if whole else ""


def growth(path: Path, warm_up: str, engines: list[str], folder: Path) -> Iterator[str]:
    """Time and memory of one document by its number of pages."""
    yield f"{'pages':<17}" + "".join(f"{e + ' ms/page':>20}{'MiB':>6}" for e in engines)
    for pages in LENGTHS:
        long = str(cut(path, pages, folder / f"{pages}.pdf"))
        text = f"{pages:<17}"
        for engine in engines:
            first, *rest = run(engine, [(long, 3)], warm_up)
            if "error" in first:
                text += f"{first['error'][:20]:>20}{'':>6}"
            else:
                peak = rest[0]["peak"] if rest else 0
                text += f"{1000 * first['seconds'] / pages:>20.1f}{peak:>6.0f}"
        yield text


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "manifest", type=Path, help="manifest.json of documents with truth, or its folder"
    )
    parser.add_argument("--only", default="", metavar="NAME_PART", help="documents named like it")
    parser.add_argument("--pages", type=int, default=10, help="pages read of a case document")
    parser.add_argument("--engines", default=",".join(ENGINES), help=f"of: {', '.join(ENGINES)}")
    options = parser.parse_args()
    if options.manifest.is_dir():
        options.manifest /= "manifest.json"
    asked = {name.strip() for name in options.engines.split(",")}
    if unknown := asked - ENGINES.keys():
        parser.error(f"no such engine: {', '.join(sorted(unknown))}")
    engines = [name for name in ENGINES if name in asked or name == "floor"]
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        everything = load(options.manifest, "", options.pages, folder)
        warm_up = everything[0]["path"]
        documents = [d for d in everything if options.only in d["name"]]
        for family, title in (("text", "statistics tables"), ("case", "case tables")):
            some = [d for d in documents if d["family"] == family]
            if some:
                pages = sum(d["pages"] for d in some)
                print(f"{title}: {len(some)} documents, {pages} pages", flush=True)
                for line in lines(some, engines, warm_up):
                    print(line, flush=True)
                print()
        whole = json.loads(options.manifest.read_text(encoding="utf-8"))["documents"]
        cases = [d for d in whole if d["family"] == "case" and options.only in d["name"]]
        if cases:
            longest = max(cases, key=lambda d: d["pages"])
            print(f"the first pages of {longest['name']} ({longest['pages']} pages, then again)")
            measured = [engine for engine in engines if engine in ("floor", "bulletins")]
            path = options.manifest.parent / longest["path"]
            for line in growth(path, warm_up, measured, folder):
                print(line, flush=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["--child"]:
        child()
    else:
        main()
