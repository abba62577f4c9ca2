"""The evidence page of a large run in a real Chromium: size, time until it can be used, memory.

The bulletin of the first seed, with its findings and proposals, stands in as many documents as
are asked for, each of another batch or province.

python benchmarks/report_html.py --bulletins 1000
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from bulletins.model import Key, Result  # noqa: E402
from bulletins.pipeline import Input, audit  # noqa: E402
from bulletins.reports import Run, all_reports  # noqa: E402
from bulletins.vocabulary.regions import provinces  # noqa: E402
from tests.browser.chromium import Page, chromium  # noqa: E402

BATCHES = 40  # of each province
FINDINGS = 10  # of each bulletin
FILTERS = {
    "first filter: a rule": "choose('rule', 'N201')",
    "a verdict": "choose('verdict', 'inconsistent')",
    "nothing left": "choose('severity', 'note')",
    "no filter": "document.querySelector('[type=reset]').click()",
    "first search": "choose('text', '马鞍山')",
    "second search": "choose('text', '合肥 辐射')",
    "the other language": "setLanguage('zh')",
    "opening a bulletin": "location.hash = '#b500n3'",
}
CHOOSE = """function choose(name, value) {
  document.getElementById(name).value = value;
  document.getElementById(name).dispatchEvent(new Event('input', {bubbles: true}));
}"""


def of_batch(value: Any, batch: int) -> Any:
    """``value`` with all keys of another batch."""
    if isinstance(value, Key):
        return msgspec.structs.replace(value, batch=batch)
    if isinstance(value, msgspec.Struct):
        changes = {name: of_batch(getattr(value, name), batch) for name in value.__struct_fields__}
        return msgspec.structs.replace(value, **changes)
    return tuple(of_batch(each, batch) for each in value) if isinstance(value, tuple) else value


def copies(seed: Result, number: int) -> Iterator[Result]:
    audit_, names = seed.audits[0], list(provinces())
    batches = [of_batch(audit_, batch) for batch in range(1, BATCHES + 1)]
    for n in range(number):
        province, batch = names[n // BATCHES % len(names)], n % BATCHES + 1
        own = msgspec.structs.replace(
            batches[batch - 1].bulletin, province=province, batch=batch, batches=(batch,)
        )
        found = batches[batch - 1].findings[:FINDINGS]
        one = msgspec.structs.replace(batches[batch - 1], bulletin=own, findings=found)
        yield msgspec.structs.replace(seed, path=f"{province}/{batch:02}.txt", audits=(one,))


def timed(page: Page, script: str) -> float:
    """Milliseconds from a deed to the next frame that shows it."""
    milliseconds: float = page.run(
        "new Promise(done => { const start = performance.now();"
        f"{script}; requestAnimationFrame(() => setTimeout(() => done(performance.now() - start))); }})"
    )
    return milliseconds


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--bulletins", type=int, default=1000)
    options = parser.parse_args()
    path = next((ROOT / "seeds").glob("000_*"))
    (seed,) = audit([Input(path.name, path.read_bytes())])
    results = tuple(copies(seed, options.bulletins))
    findings = sum(len(a.findings) for r in results for a in r.audits)
    start = time.perf_counter()
    text = "".join(all_reports()["html"].render(Run(results, 0, "0.0.0"), "en"))
    written = time.perf_counter() - start
    rows = [("bulletins", f"{len(results)}"), ("findings", f"{findings}"), ("written in", f"{written:.1f} s"),
            ("size", f"{len(text.encode()) / 1e6:.1f} MB")]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        file = Path(folder) / "report.html"
        file.write_text(text, encoding="utf-8")
        page = browser.page(file)
        timing = "performance.getEntriesByType('navigation')[0]"
        ready = page.run(f"{timing}.domContentLoadedEventEnd")
        rows.append(("until it can be used", f"{ready:.0f} ms"))
        rows.append(("until it is loaded", f"{page.run(f'{timing}.loadEventEnd'):.0f} ms"))
        page.run(f"{CHOOSE}; window.choose = choose; 0")
        rows += [(name, f"{timed(page, script):.0f} ms") for name, script in FILTERS.items()]
        nodes = page.run("document.getElementsByTagName('*').length")
        page.do("HeapProfiler.collectGarbage")
        heap = page.do("Runtime.getHeapUsage")
        rows.append(("elements", f"{nodes}"))
        rows.append(("memory of scripts", f"{heap['usedSize'] / 2**20:.0f} MiB"))
        rows.append(("memory of the page", f"{resident() / 2**20:.0f} MiB"))
    for name, value in rows:
        print(f"{name:<24}{value:>12}")


def resident() -> int:
    """Bytes of the largest process of the browser: the one that holds the page."""
    sizes = [0]
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
            command = (status.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if b"--type=renderer" in command:
            sizes += [
                int(line.split()[1]) * 1024
                for line in text.splitlines()
                if line.startswith("VmRSS")
            ]
    return max(sizes)


if __name__ == "__main__":
    main()
