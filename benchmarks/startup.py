"""Start-up: what ``bulletins --help`` costs beside an empty Python.

Prints one line; the ratio is the figure to compare, since machines differ.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 15


def seconds(*args: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *args], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    cases = {
        "python -c pass": ("-c", "pass"),
        "python -c 'import click'": ("-c", "import click"),
        "bulletins --help": ("-m", "bulletins", "--help"),
        "python -c 'import pandas'": ("-c", "import pandas"),
    }
    for args in cases.values():
        seconds(*args)  # warm the file cache
    times = {name: [] for name in cases}
    for _ in range(RUNS):
        for name, args in cases.items():
            times[name].append(seconds(*args))
    base = statistics.median(times["python -c pass"])
    for name, found in times.items():
        median = statistics.median(found)
        print(f"{name:<28}{median * 1000:7.1f} ms   {median / base:5.1f} x python -c pass")


if __name__ == "__main__":
    main()
