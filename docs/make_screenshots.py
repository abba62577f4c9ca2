"""Makes docs/screenshots from the seeds and a PDF of the tests, in a real Chromium.

python docs/make_screenshots.py
"""

from __future__ import annotations

import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from bulletins import __version__  # noqa: E402
from bulletins.pipeline import Input, audit, with_pictures  # noqa: E402
from bulletins.reports import Run, all_reports  # noqa: E402
from tests.browser.chromium import chromium  # noqa: E402

FOLDER = Path(__file__).parent / "screenshots"
SHOTS = {
    # name: (language, colours, width, height, what is done first)
    "overview": ("en", "light", 1100, 760, "scrollTo(0, 0)"),
    "table": ("en", "light", 900, 680, "show('#b1 .scroll')"),
    "text": ("zh", "light", 1000, 560, "show('#b1 .prose'); [...document.querySelectorAll('#b1 .prose a[data-f]')].at(-1).focus({preventScroll: true})"),
    "page": ("zh", "dark", 1000, 760, "show('#b3 .repair')"),
    "cases": ("zh", "light", 1000, 700, "show('.inspection')"),
}  # fmt: skip
SHOW = """function show(css) {
  for (const e of document.querySelectorAll('.inspection')) e.open = true;
  document.getElementById('filters').style.position = 'static';
  const at = document.querySelector(css).getBoundingClientRect().top + scrollY;
  scrollTo(0, at - 16);
}"""


def notice(batch: int, figures: list[tuple[str, int, int]]) -> Input:
    """A made-up notice, so that a series of batches is there to be shown."""
    total = sum(water + air for _, water, air in figures)
    rows = "".join(
        f"| {region} | {water + air} | {water} | {air} |\n" for region, water, air in figures
    )
    text = (
        f"中央第三生态环境保护督察组向海南省转办第{batch}批信访件\n\n截至2024年11月{batch}日9时,我省收到第{batch}批"
        f"群众信访举报件{total}件。\n\n| 市县 | 交办情况 | 水 | 大气 |\n{rows}"
    )
    return Input(f"hainan/{batch:02}.txt", text.encode())


def inputs() -> list[Input]:
    """The seeds, a PDF whose sums do not close, and a series of batches with gaps."""
    series = [
        notice(
            n,
            [
                ("海口", n % 7 + 8, n % 5 + 4),
                ("三亚", n % 4 + 3, n % 3 + 5),
                ("儋州", n % 3 + 1, n % 6),
            ],
        )
        for n in range(1, 25)
        if n not in (9, 17, 18)
    ]
    seeds = [
        Input(f"seeds/{p.name}", p.read_bytes()) for p in sorted((ROOT / "seeds").glob("*.txt"))
    ]
    page = ROOT / "tests/pdf/made/boxes_04_rl_canvas.pdf"
    return [*seeds, Input("tests/boxes.pdf", page.read_bytes()), *series]


def main() -> None:
    """Write every picture anew."""
    found = inputs()
    results = with_pictures(found, audit(found))
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        file = Path(folder) / "report.html"
        for name, (lang, scheme, width, height, script) in SHOTS.items():
            run = Run(results, 1, __version__)
            file.write_text("".join(all_reports()["html"].render(run, lang)), encoding="utf-8")
            page = browser.page(file, width=width, height=height, scale=1.5)
            page.media(scheme=scheme)
            page.run(f"{SHOW}; {script}; 0")
            picture = Image.open(BytesIO(page.picture())).convert("RGB")
            picture.quantize(224, dither=Image.Dither.NONE).save(
                FOLDER / f"{name}.png", optimize=True
            )
            page.close()


if __name__ == "__main__":
    main()
