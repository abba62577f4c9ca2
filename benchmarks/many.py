"""Many notices in one run: documents a second, and memory.

python benchmarks/many.py --notices 10000
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from tests.property.wordings import draw, word  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--notices", type=int, default=10_000)
    options = parser.parse_args()
    rng = Random(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(options.notices):
            text = word(rng, draw(rng))
            (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")
        report = folder.parent / f"{folder.name}.json"
        command = [sys.executable, "-m", "bulletins", "check", str(folder), "--format", "json",
                   "-o", str(report), "--fail-on", "never"]  # fmt: skip
        start = time.perf_counter()
        subprocess.run(command, check=True, cwd=ROOT)
        passed = time.perf_counter() - start
        size = report.stat().st_size / 1e6
        report.unlink()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{options.notices} notices: {passed:.1f} s, {options.notices / passed:.0f} documents/s; "
          f"largest process {peak:.0f} MiB; report {size:.0f} MB")  # fmt: skip


if __name__ == "__main__":
    main()
