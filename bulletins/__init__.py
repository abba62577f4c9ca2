"""Bulletins of Chinese environmental inspections: read, footed, exported.

::

    import bulletins

    for bulletin in bulletins.read("seeds/000_4badc30f7989d9b3.txt"):
        print(bulletin.verdict, bulletin.table, bulletin.findings)
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = [
    "Bulletin",
    "BulletinsError",
    "ReadError",
    "UsageError",
    "WriteError",
    "__version__",
    "check",
    "read",
    "read_panel",
    "to_excel",
    "to_html",
]

if TYPE_CHECKING:
    from .api import Bulletin, check, read, read_panel, to_excel, to_html
    from .errors import BulletinsError, ReadError, UsageError, WriteError

if "pandas" in sys.modules:  # where pandas is in use already, its frames get the accessor
    from . import pandas as _accessor  # noqa: F401


def __getattr__(name: str) -> object:
    """Public names on first use, so that ``import bulletins`` loads nothing heavy."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import api, errors

    return getattr(api if hasattr(api, name) else errors, name)


def __dir__() -> list[str]:
    return sorted(__all__)
