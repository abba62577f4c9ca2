"""How the work of reading a text grows with its length: calls counted, at n and at 2n.

    python benchmarks/growth.py

For a page of notices and for texts made to be slow (long runs of one thing), the calls of
Python functions and of the methods of C are counted, by character; a factor of 1 from n to
2n is linear growth. The time beside it is that of the same run without counting: patterns
work inside one call.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from counting import calls, read

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.property.wordings import draw, word

TITLE = "中央第二生态环境保护督察组向安徽省转办第九批信访件\n\n截至11月9日,我省收到第九批群众信访举报件20件。"


def _notices(length: int) -> str:
    rng, text = Random(1), ""
    while len(text) < length:
        text += word(rng, draw(rng)) + "\n"
    return text


TEXTS: dict[str, Callable[[int], str]] = {
    "notices, one after another": _notices,
    "one list of regions": lambda n: TITLE + "合肥市3件、芜湖市2件、" * (n // 11) + "。",
    "names without a count": lambda n: TITLE + "合肥市、" * (n // 4) + "各2件。",
    "names joined by 和": lambda n: TITLE + "合肥和" * (n // 3) + "芜湖各2件。",
    "counts without a name": lambda n: TITLE + "3件、" * (n // 3) + "。",
    "digits": lambda n: TITLE + "1" * n + "件。",
    "numerals": lambda n: TITLE + "一" * n + "件。",
    "open brackets": lambda n: TITLE + "(" * n + "3件。",
    "brackets in brackets": lambda n: TITLE + "合肥(3件" * (n // 5) + "。",
    "one word": lambda n: TITLE + "水" * n + "3件。",
    "other words": lambda n: TITLE + "有的举报件涉及" * (n // 7) + "。",
    "batches": lambda n: TITLE + "第一批、" * (n // 4) + "。",
    "full stops": lambda n: TITLE + "。" * n,
    "commas": lambda n: TITLE + "," * n,
    "totals": lambda n: TITLE + "".join(f"截至5月3日，共收到{i}件。" for i in range(n // 14)),
    "its own region": lambda n: TITLE + "安徽省3件，" * (n // 6),
    "lists of places": lambda n: TITLE + "合肥、芜湖交界处同查，" * (n // 11),
    "sums that exceed": lambda n: TITLE + "各市之和大于总数，" * (n // 9),
    "lines": lambda n: TITLE + "合肥：3件\n" * (n // 6),
}  # fmt: skip


def seconds(text: str) -> float:
    start = time.process_time()
    read(text)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--length", type=int, default=20_000, help="characters of the shorter text")
    options = parser.parse_args()
    read(_notices(1000))  # tables and patterns are made once
    print(f"{'text':<30}{'calls/char':>12}{'at 2n':>10}{'factor':>8}{'us/char':>10}{'factor':>8}")
    for name, make in TEXTS.items():
        short, long = make(options.length), make(2 * options.length)
        once, twice = calls(short) / len(short), calls(long) / len(long)
        quick, slow = seconds(short) / len(short), seconds(long) / len(long)
        print(
            f"{name:<30}{once:>12.2f}{twice:>10.2f}{twice / once:>8.2f}{quick * 1e6:>10.1f}"
            f"{slow / quick:>8.2f}"
        )


if __name__ == "__main__":
    main()
