"""Text documents: time and memory of a big page without a bulletin, and of many with one."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5
ROOT = Path(__file__).parents[1]
LINE = "快递企业完善基础设施建设,智能分拣设备日益增多,时效稳步提升。\n"


def seconds(*paths: Path) -> float:
    command = [sys.executable, "-m", "bulletins", "check", *map(str, paths), "--fail-on", "never"]
    start = time.perf_counter()
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def report(name: str, found: list[float], documents: int) -> None:
    median = statistics.median(found)
    print(f"{name:<44}{median:6.2f} s   {documents / median:8.1f} documents/s")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        big = folder / "big.txt"
        big.write_text(("# 见闻\n\n" + LINE * 60) * 950, encoding="utf-8")
        size = big.stat().st_size / 1e6
        report(f"{size:.1f} MB of text, no bulletin", [seconds(big) for _ in range(RUNS)], 1)
        seed = next((ROOT / "seeds").glob("000*.txt"))
        report("seed 000, two bulletins", [seconds(seed) for _ in range(RUNS)], 1)
        many = []
        for number in range(500):
            many.append(folder / f"{number:03}.txt")
            many[-1].write_bytes(seed.read_bytes())
        report("500 copies of it in one run", [seconds(*many)], 500)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"largest process: {peak:.0f} MiB")


if __name__ == "__main__":
    main()
