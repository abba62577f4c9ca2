"""Every type of file: time and memory for one bulletin and for one large table.

Each measurement is a process of its own that reads the file twice and times the second;
beside it, in the same run, what pandas needs for the tables of the same file with its own
reader. The large table has 20,000 rows. Linux: the peak of memory is read from /proc.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.property.pages import WRITERS, Page, Table, cells  # noqa: E402
from tests.property.shapes import channels_and_keys, draw, to_page  # noqa: E402

RUNS = 5
ROWS = 20_000
OURS = "from bulletins.readers import read_document\nread_document(open({path!r}, 'rb').read())"
PANDAS = {
    "html": "import pandas as pd\npd.read_html({path!r}, encoding='gb18030')",
    "xlsx": "import pandas as pd\npd.read_excel({path!r}, sheet_name=None, header=None)",
    "xls": "import pandas as pd\npd.read_excel({path!r}, sheet_name=None, header=None)",
    "csv": "import pandas as pd\npd.read_csv({path!r}, header=None, names=range(40))",
    "docx": "import docx\n[[c.text for c in r.cells] for t in docx.Document({path!r}).tables for r in t.rows]",
}
MEASURE = """
import re, time
{setup}
{work}  # once to load what is loaded late
start = time.perf_counter()
{work}
end = time.perf_counter()
peak = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())
print(end - start, int(peak[1]) / 1024)
"""


def measure(code: str, path: Path) -> tuple[float, float]:
    """(median seconds without imports, largest resident size in MiB) of one reader."""
    setup, _, work = code.format(path=str(path)).partition("\n")
    script = MEASURE.format(setup=setup, work=work)
    times, sizes = [], []
    for _ in range(RUNS if path.stat().st_size < 100_000 else 2):
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
        )
        seconds, size = map(float, done.stdout.split())
        times.append(seconds)
        sizes.append(size)
    return statistics.median(times), max(sizes)


def line(name: str, code: str | None, path: Path) -> str:
    if code is None:
        return f"{name:>30}"
    try:
        seconds, size = measure(code, path)
    except subprocess.CalledProcessError as error:
        return f"{name:>8} fails: {error.stderr.strip().splitlines()[-1][:60]}"
    return f"{name:>8}{1000 * seconds:9.1f} ms{size:7.0f} MiB"


def large() -> Page:
    head = cells("地区", "件数", "水", "大气", "噪声")
    return ["附表", Table([head, *(cells(f"第{i}号村", 6, 1, 2, 3) for i in range(ROWS))])]


def main() -> None:
    rng = Random(5)
    figures = draw(rng)
    bulletin = to_page(figures, channels_and_keys(figures, rng))
    with tempfile.TemporaryDirectory() as folder:
        for name, page in (("a bulletin", bulletin), (f"{ROWS:,} rows", large())):
            print(name)
            for form, write in WRITERS.items():
                if page is not bulletin and form == "docx":
                    continue  # writing it takes python-docx longer than all the rest
                path = Path(folder) / f"page.{form}"
                path.write_bytes(write(page))
                peer = PANDAS.get(form)
                title = "docx lib" if form == "docx" else "pandas"
                other = line(title, peer, path) if peer else ""
                size = path.stat().st_size / 1000
                print(f"  {form:<9}{size:9.1f} kB{line('ours', OURS, path)}   {other}")


if __name__ == "__main__":
    main()
