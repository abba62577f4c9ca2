"""Pages of the report to open: real results, and results in which every text is hostile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from bulletins.model import Lang, Result
from bulletins.pipeline import Input, audit, find_inputs, with_pictures
from bulletins.reports import Run, all_reports

ROOT = Path(__file__).parents[2]
PATHS = ("seeds", "tests/golden/page.txt", "tests/pdf/made/stamp_01_lo_docx.pdf",
         "tests/pdf/made/sideways_01_lo_docx.pdf")  # fmt: skip
TEXTS = frozenset((
    "path", "title", "label", "text", "en", "zh", "region", "province", "inspection", "media_type",
    "sha256", "sheet", "ref", "unit", "pollution", "fingerprint",
))  # fmt: skip
"""The fields of the model that hold free text: what a file, a path or a message says."""


def results() -> tuple[Result, ...]:
    """Results of the seeds, a small page, two PDF files, an empty one and one that is missing."""
    found = find_inputs([str(ROOT / path) for path in PATHS]).inputs
    named = [Input(i.path.removeprefix(f"{ROOT}/"), Path(i.path).read_bytes()) for i in found]
    inputs = [*named, Input("void.txt", b""), Input("away.txt")]
    return with_pictures(inputs, audit(inputs))


def render(found: tuple[Result, ...], *, lang: Lang = "en") -> str:
    """The page of these results."""
    return "".join(all_reports()["html"].render(Run(found, 3, "0.0.0"), lang))


def poisoned(value: Any, payload: str) -> Any:
    """``value`` with ``payload`` behind every free text in it."""
    if isinstance(value, msgspec.Struct):
        changes = {
            name: f"{old}{payload}"
            if name in TEXTS and isinstance(old, str)
            else poisoned(old, payload)
            for name in value.__struct_fields__
            if (old := getattr(value, name)) is not None
        }
        return msgspec.structs.replace(value, **changes)
    if isinstance(value, tuple):
        return tuple(poisoned(each, payload) for each in value)
    return value
