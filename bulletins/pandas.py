"""The accessor ``frame.bulletins``: a table that is a DataFrame already, footed in place."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from .api import Bulletin, PathLike, check, to_excel
from .model import Lang


@pd.api.extensions.register_dataframe_accessor("bulletins")
class BulletinsAccessor:
    """``frame.bulletins.check(cases=128)`` and ``frame.bulletins.to_excel("out.xlsx")``."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def check(
        self,
        *,
        cases: int | None = None,
        types: Mapping[str, int] | None = None,
        province: str | None = None,
        batch: int | None = None,
        lang: Lang = "en",
    ) -> Bulletin:
        """Foot the frame; see :func:`bulletins.check`."""
        return check(
            self._frame, cases=cases, types=types, province=province, batch=batch, lang=lang
        )

    def to_excel(self, path: PathLike, *, cases: int | None = None, lang: Lang = "en") -> None:
        """Write the frame's audit workbook; see :func:`bulletins.to_excel`."""
        to_excel(self.check(cases=cases, lang=lang), path, lang=lang)
